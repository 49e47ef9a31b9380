"""Every page with real coded data: fits both widths, reads in both themes, by keyboard, and asks nobody else."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from detente.api import Store
    from tests.web.pages.conftest import Watch

PAGES = {
    "world": "/",
    "relation": "/relations/USA/PAK",
    "relation by year, one way": "/relations/USA/PAK?by=year&directed=true",
    "relation, a span picked": "/relations/CHN/JPN?by=quarter&pick_from=2012-07-01&pick_to=2012-12-31",
    "relation without coverage": "/relations/NOR/FJI",
    "events": "/events?a=USA&quad=4",
    "articles": "/articles",
    "article": "/articles/chronicle-us-pak-2011-05-02-a",
    "review": "/review",
    "state": "/parties/PAK",
    "group": "/parties/group:Tehrik-i-Taliban%20Pakistan",
    "search": "/search?q=pakistan",
    "turns": "/turns",
    "method": "/about",
    "code": "/explain/ASSAULT",
}
# What stands past the right edge of the window and cannot be scrolled to inside its own frame.
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !e.closest(".wide, .top nav, svg, .skip, .cards thead");
}).map((e) => e.tagName + "." + e.className).slice(0, 5)"""
# Texts whose contrast with what lies behind them is below WCAG AA.
TOO_PALE = """() => {
  const parse = (c) => { const n = c.match(/[\\d.]+/g).map(Number); return { rgb: n.slice(0, 3), a: n[3] ?? 1 }; };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.a > 0.9) return c.rgb;
    }
    return [255, 255, 255];
  };
  const pale = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const e = node.parentElement;
    if (!node.data.trim() || !e.getClientRects().length) continue;
    if (e.closest("svg, script, option, noscript, [hidden]")) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(parse(style.color).rgb), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) pale.add(`${node.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return [...pale].slice(0, 5);
}"""
NAMELESS = """() => [...document.querySelectorAll("input, select, textarea, button, a[href]")].filter((e) =>
  e.type !== "hidden" &&
  !(e.labels?.length || e.ariaLabel || e.getAttribute("aria-labelledby") || e.textContent.trim() || e.title)
).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_and_reads_in_both_widths_and_themes(chronicle_url: str, page: Page, name: str) -> None:
    response = page.goto(chronicle_url + PAGES[name])
    assert response
    assert response.status == 200
    assert page.locator("h1").count() == 1
    assert page.evaluate(NAMELESS) == []
    for width in (1600, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert page.evaluate(TOO_WIDE) == [], width
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            assert page.evaluate(TOO_PALE) == [], (width, theme)


@pytest.mark.parametrize("name", PAGES)
def test_page_holds_no_script_or_style_in_place(chronicle_url: str, name: str) -> None:
    with urllib.request.urlopen(chronicle_url + PAGES[name]) as answer:
        policy, text = answer.headers["content-security-policy"], answer.read().decode()
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    for script in re.findall(r"<script([^>]*)>", text):
        assert "src=" in script or 'type="application/json"' in script
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", re.sub(r'rel="noreferrer noopener"', "", text))


def test_world_shows_pairs_map_and_network(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url)
    assert page.get_by_role("link", name="Pakistan – United States").first.is_visible()
    assert page.locator("svg.map a.spot").count() > 20
    # The land is a file of its own: it must have been drawn, too.
    assert page.evaluate("document.querySelector('svg.map use').getBBox().width") > 900
    assert page.locator("svg.network .node").count() > 5
    assert page.locator("svg.network .tie.against").count() > 0
    page.locator("svg.network").get_by_role("link", name="Pakistan", exact=True).click()
    assert page.locator("h1").inner_text() == "Pakistan"


def test_world_tells_what_chance_would_list(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url)
    told = page.locator("section", has=page.locator("#moved")).inner_text()
    assert re.search("chance alone would list|only the noise of the model|nothing can have moved", told)


def test_turns_are_set_against_chance_for_the_pairs_of_which_that_can_be_said(
    chronicle: Store, chronicle_url: str, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {**chronicle.moved(6), "listed": 7, "pairs": 3, "of_pairs": 2, "usual": 0.75, "by_chance": 0.5}
    monkeypatch.setattr(type(chronicle), "moved", lambda *_, **__: found)
    with urllib.request.urlopen(f"{chronicle_url}/api/v1/pairs?sort=moved&window=7") as answer:
        told = json.load(answer)
    assert (told["turns_listed"], told["pairs_measured"], told["turns_of_measured"]) == (7, 3, 2)
    assert "7, of which 2 by the 3 pairs that have twelve acts a year" in told["note"]
    assert "usually list 0.8, and would list 0.5 if only the noise of the model moved the tones" in told["note"]


def test_a_telephone_shows_a_network_and_the_whole_map_without_scrolling(chronicle_url: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(chronicle_url)
    shown = page.locator("figure svg.network.narrow, figure svg.network.wide").locator("visible=true")
    assert shown.count() == 1
    assert 4 < shown.locator(".node").count() <= 32
    for drawing in (shown, page.locator("svg.map")):
        frame = drawing.evaluate("e => e.parentElement.scrollWidth - e.parentElement.clientWidth")
        assert frame <= 0
    names = shown.locator(".node text")
    assert min(names.evaluate_all("els => els.map((e) => e.getBoundingClientRect().height)")) > 11


def test_map_leads_to_the_acts_of_a_place(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url)
    spot = page.locator("svg.map a.spot").first
    acts = int(re.search(r": (\d+) act", spot.get_attribute("aria-label") or "")[1])  # type: ignore[index]
    page.goto(chronicle_url + (spot.get_attribute("href") or ""))
    found = page.locator("#found").inner_text()
    assert int(found.split()[0]) >= acts


def test_map_by_time_and_kind(chronicle_url: str, page: Page) -> None:
    page.goto(f"{chronicle_url}/?from=2011&to=2011&quad=4")
    narrow = page.locator("svg.map a.spot").count()
    page.goto(chronicle_url)
    assert 0 < narrow < page.locator("svg.map a.spot").count()


def test_first_tabs_show_where_they_are(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/relations/USA/PAK")
    for _ in range(14):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline not in ("none", ""), page.evaluate("document.activeElement.outerHTML.slice(0, 90)")


def test_theme_is_kept_from_page_to_page(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.locator("[data-theme-switch]").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(chronicle_url + "/about")
    assert page.evaluate(ground) == dark


def test_search_suggests_by_alias_and_opens_by_keyboard(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url)
    page.keyboard.press("/")
    page.keyboard.type("pakistani taliban")
    page.locator("#suggestions li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/parties/**")
    assert page.locator("h1").inner_text() == "Tehrik-i-Taliban Pakistan"


def test_who_bears_a_name_is_found_before_who_is_only_called_so(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/search?q=taliban")
    parties = page.locator("section", has=page.get_by_role("heading", name="Parties")).locator("li a")
    assert parties.first.inner_text() == "Taliban"
    assert "Tehrik-i-Taliban Pakistan" in parties.all_inner_texts()


def test_acts_of_the_first_page_are_those_of_the_table(chronicle: Store, chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url)
    told = re.search(r"([\d,]+) acts", page.locator("p.lead").inner_text())
    page.goto(chronicle_url + "/events")
    assert told
    assert page.locator("#found").inner_text() == f"{told[1]} acts"
    assert int(told[1].replace(",", "")) == len(chronicle.events())


def test_search_finds_a_pair(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/search?q=Pakistan+United+States")
    page.get_by_role("link", name="Pakistan – United States").click()
    assert page.locator("svg.course.wide").is_visible()


def test_party_page_keeps_no_person(chronicle_url: str, page: Page, watch: Watch) -> None:
    watch.expected = ("404",)
    page.goto(chronicle_url + "/parties/group:Tehrik-i-Taliban%20Pakistan")
    text = page.locator("main").inner_text()
    designated = page.locator("details", has_text="designated by")
    assert "United States since September 2010; acknowledged; source" in designated.inner_text()
    assert "terrorist" not in text.split("Latest acts")[0]
    response = page.goto(chronicle_url + "/parties/person:Malala%20Yousafzai")
    assert response
    assert response.status == 404


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/parties/Nowhereland", 404, "Nowhereland"),
        ("/relations/USA/Nowhereland", 404, "Nowhereland"),
        ("/events/ffff", 404, "ffff"),
        ("/articles/none", 404, "none"),
        ("/review/none", 404, "none"),
        ("/explain/NONSENSE", 404, "NONSENSE"),
        ("/events?from=yesterday", 422, "from"),
        ("/relations/USA/PAK?by=fortnight", 422, "by"),
        ("/no/such/page", 404, "Not"),
    ],
)
def test_what_is_not_there_has_a_page_that_helps(
    chronicle_url: str, page: Page, watch: Watch, address: str, status: int, words: str
) -> None:
    watch.expected = (str(status),)
    response = page.goto(chronicle_url + address)
    assert response
    assert response.status == status
    assert words in page.locator("main").inner_text()
    assert page.locator("main a[href='/events']").is_visible()


def test_pages_read_without_scripts(chronicle: Store, chronicle_url: str, chromium: Browser, watch: Watch) -> None:
    context = chromium.new_context(java_script_enabled=False)
    watch.over(context)
    page = context.new_page()
    page.goto(chronicle_url + "/relations/USA/PAK?pick_from=2011-05-01&pick_to=2011-05-31")
    assert page.locator("svg.course.wide .tone").is_visible()
    assert page.locator("#acts-title").inner_text().startswith("Acts of May 2011")
    act = page.locator("#acts details.act").first
    act.locator("summary").click()
    act.get_by_role("link", name="Open this act").click()
    assert page.locator("mark.trigger").count() > 0
    context.close()


def test_print_leaves_out_what_paper_cannot_use(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/relations/USA/PAK")
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible()
    assert not page.locator("form.controls").first.is_visible()
    assert page.locator("svg.course.wide").is_visible()


def test_nothing_moves_once_it_is_drawn(chronicle_url: str, page: Page) -> None:
    """No layout shift: reading the chart, too, leaves all where it is."""
    page.add_init_script(
        "new PerformanceObserver((list) => {"
        " for (const entry of list.getEntries()) window.shift = (window.shift ?? 0) + entry.value;"
        "}).observe({ type: 'layout-shift', buffered: true })"
    )
    page.goto(chronicle_url + "/relations/USA/PAK")
    chart = page.locator(".chart")
    box = chart.bounding_box()
    assert box is not None
    for share in (0.2, 0.4, 0.6):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + 100)
        page.wait_for_timeout(60)
    assert page.evaluate("window.shift ?? 0") < 0.02
