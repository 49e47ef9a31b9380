"""The page of a relation: reading the curve, choosing a span by mouse and keyboard, opening acts to their words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from detente.api import Store


def open_relation(page: Page, url: str, query: str = "") -> None:
    page.goto(f"{url}/relations/USA/PAK{query}")


def test_figures_are_those_of_the_measurement(chronicle: Store, chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url)
    last = chronicle.relation("USA", "PAK").series[-1]
    tiles = page.locator(".tiles").inner_text()
    assert last["label"] in tiles
    assert f"{last['tone']:+.1f}".replace("-", "−") in tiles
    assert "model only" in tiles
    text = page.locator("main").inner_text()
    assert "excludes coding error and unreported events" in text
    assert "Read in English only" in text
    assert "move no curve" in text


def test_counts_of_the_strips_are_the_acts_of_the_series(chronicle: Store, chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url)
    found = chronicle.relation("USA", "PAK")
    drawn = page.locator("svg.course.wide rect.cooperation, svg.course.wide rect.conflict").count()
    acting = [row for row in found.series if row["n"]]
    assert drawn >= len(acting)
    assert page.locator("svg.course.wide circle.seen").count() == len(acting)
    names = page.locator("svg.course.wide .strip-name").all_text_contents()
    assert names[:2] == ["USA → PAK", "PAK → USA"]


def test_pointing_reads_a_month_and_a_click_shows_its_acts(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url)
    bar = page.locator("svg.course.wide rect.conflict.material").first
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 80)
    told = page.locator("[data-readout]").inner_text()
    assert re.match(r"\w+ \d{4}: .*tone .*conflict", told)
    with page.expect_response("**/acts?*"):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] - 80)
    page.locator("#acts a", has_text="Zoom the curve").wait_for()
    title = page.locator("#acts-title").inner_text()
    assert title.startswith("Acts of " + told.split(":")[0])
    assert page.locator("#acts details.act").count() > 0
    assert "pick_from=" in page.url


def test_a_link_keeps_the_span(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url)
    chart = page.locator(".chart").bounding_box()
    assert chart is not None
    y = chart["y"] + 150
    page.mouse.move(chart["x"] + chart["width"] * 0.3, y)
    page.mouse.down()
    page.mouse.move(chart["x"] + chart["width"] * 0.4, y, steps=4)
    with page.expect_response("**/acts?*"):
        page.mouse.up()
    page.locator("#acts a", has_text="Zoom the curve").wait_for()
    before = page.locator("#acts").inner_text()
    page.goto(page.url)
    assert page.locator("#acts").inner_text() == before
    assert page.locator("svg.course.wide rect.chosen").count() == 1


def test_span_by_keyboard(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url, "?by=year")
    page.locator(".chart").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    with page.expect_response("**/acts?*"):
        page.keyboard.press("Enter")
    page.locator("#acts a", has_text="Zoom the curve").wait_for()
    assert "1 Jan 2011 to 31 Dec 2012" in page.locator("#acts-title").inner_text()


def test_an_act_opens_to_its_words_marked_in_place(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url, "?pick_from=2011-09-01&pick_to=2011-09-30")
    act = page.locator("#acts details.act", has_text="ACCUSE").first
    act.locator("summary").click()
    report = act.locator(".report").first
    report.wait_for()
    assert report.locator("mark.trigger .tag").first.inner_text().startswith("act")
    assert report.locator("mark.actor").count() > 0
    text = report.inner_text()
    assert "according to" in text
    assert "not established by Détente" in text
    assert "Made by ACCUSE." in text
    report.locator("a[data-explain='ACCUSE']").first.click()
    dialog = page.locator("dialog#explanation")
    dialog.wait_for()
    assert "ACCUSE" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_the_sum_by_country_is_drawn_when_switched_on(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url)
    line = page.locator("svg.course.wide path.sum")
    assert not line.is_visible()
    page.locator("#sum").check()
    assert line.is_visible()


def test_as_known_on_a_day_knows_less(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url)
    after = page.locator("svg.course.wide circle.seen").count()
    page.locator("input[name=as_of]").fill("2011-12-31")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**as_of=2011-12-31**")
    assert "as known on 31 Dec 2011" in page.locator("main").inner_text()
    assert 0 < page.locator("svg.course.wide circle.seen").count() < after


def test_a_rule_of_the_drawing_opens_its_turning_point(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/relations/CHN/JPN")
    turn = page.locator("#turn-1")
    summary = turn.locator("> summary")
    assert re.search(r"\d{4}: .*[A-Z]{4,}|no single act", summary.inner_text()), "the reason in a line"
    summary.click()  # so few are open from the start
    assert not turn.locator(".acts").is_visible()
    page.locator("svg.course.wide a.turn").first.focus()
    page.keyboard.press("Enter")
    turn.locator(".acts").wait_for()


def test_labels_of_turning_points_do_not_cover_one_another(chronicle_url: str, page: Page) -> None:
    for address in ("/relations/USA/PAK", "/relations/CHN/JPN"):
        page.goto(chronicle_url + address)
        covering = page.locator("svg.course.wide a.turn text").evaluate_all(
            """els => { const boxes = els.filter((e) => e.textContent).map((e) => e.getBoundingClientRect());
            return boxes.filter((a, i) => boxes.some((b, j) => j < i && a.left < b.right - 1 && b.left < a.right - 1 &&
              a.top < b.bottom - 3 && b.top < a.bottom - 3)).length; }"""
        )
        assert covering == 0, address


@pytest.mark.parametrize(("form", "begins"), [("html", "<!doctype html>"), ("md", "# United States – Pakistan")])
def test_the_report_of_what_is_shown_can_be_taken_along(chronicle_url: str, page: Page, form: str, begins: str) -> None:
    open_relation(page, chronicle_url, "?by=quarter&to=2012-12-31")
    with page.expect_download() as download:
        page.locator(f"a[href*='/report.{form}']").click()
    assert download.value.suggested_filename == f"detente-USA-PAK.{form}"
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert "by quarter" in text
    assert "Oct–Dec 2012" in text
    assert "2013" not in text.split("Turning points")[0]


def test_by_and_direction_keep_each_other(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url, "?by=quarter")
    page.get_by_role("link", name="PAK → USA").click()
    assert page.locator("h1").inner_text() == "Pakistan → United States"
    assert "by=quarter" in page.url
    assert page.locator("svg.course.wide .strip-name").count() == 1


def test_turning_points_have_a_rule_and_their_acts(chronicle: Store, chronicle_url: str, page: Page) -> None:
    a, b = next((t["a"], t["b"]) for t in chronicle.turns() if len(t["a"]) == len(t["b"]) == 3)
    page.goto(f"{chronicle_url}/relations/{a}/{b}")
    turns = chronicle.relation(a, b).turns
    assert turns
    assert page.locator("svg.course.wide a.turn").count() == len(turns)
    assert 0 < page.locator("#turn-1 details.act").count() <= len(turns[0]["events"])
    assert turns[0]["kind"] in page.locator("svg.course.wide a.turn title").first.inner_html()


def test_the_curve_is_a_file_of_its_own(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url, "?by=quarter")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="curve as SVG").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert ".course .tone" in text
    assert 'class="tone"' in text


def test_each_side_alone_is_drawn_when_switched_on(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url)
    ways = page.locator("svg.course.wide g.way")
    assert ways.count() == 2
    assert not ways.first.is_visible()
    page.locator("#ways").check()
    assert ways.first.is_visible()


def test_no_coverage_says_that_it_is_not_calm(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/relations/NOR/FJI")
    assert "not calm" in page.locator("main").inner_text()
    assert page.locator("svg.course").count() == 0


def test_dates_outside_the_record_lead_back(chronicle_url: str, page: Page) -> None:
    open_relation(page, chronicle_url, "?from=1950&to=1951")
    page.get_by_role("link", name="Show all dates").click()
    assert page.locator("svg.course.wide").is_visible()
