"""The event table and what it leads to: filters in the address, order, paging, export, events and articles."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from playwright.sync_api import Browser, Page

    from detente.api import Store
    from tests.web.pages.conftest import Watch

    Small = Callable[[list[dict[str, Any]]], tuple[Store, str]]


def rows(page: Page) -> list[str]:
    return page.locator("table.cards tbody tr").all_inner_texts()


def total(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("#found").inner_text()))


def test_filters_stand_in_the_address_and_a_link_keeps_the_view(
    chronicle_url: str, page: Page, chromium: Browser, watch: Watch
) -> None:
    page.goto(chronicle_url + "/events")
    everything = total(page)
    form = page.locator("form.filters")
    form.locator("input[name=a]").fill("Pakistan")
    form.locator("input[name=from]").fill("2011")
    form.locator("input[name=to]").fill("2011-12")
    form.get_by_label("material conflict").check()
    form.get_by_role("button", name="Apply").click()
    page.wait_for_url("**quad=4**")
    assert "place=" not in page.url, "empty fields stay out of the address"
    page.locator("th a", has_text="reports").click()
    page.wait_for_url("**sort=-reports**")
    assert 0 < total(page) < everything
    assert "material conflict" in page.locator("section p.small").first.inner_text()
    other = chromium.new_context()
    watch.over(other)
    copied = other.new_page()
    copied.goto(page.url)
    assert rows(copied) == rows(page)
    assert copied.locator("input[name=a]").input_value() == "Pakistan"
    assert copied.get_by_label("material conflict").is_checked()
    other.close()


def test_several_acts_at_once_and_every_order(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/events?a=USA")
    fold = page.locator("details.several", has_text="act").first
    fold.locator("summary").click()
    fold.get_by_label("ACCUSE").check()
    fold.get_by_label("SANCTION").check()
    page.get_by_label("order").select_option("first reported first")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**sort=reported**")
    assert "type=ACCUSE" in page.url
    assert "type=SANCTION" in page.url
    kinds = set(page.locator("table.cards tbody a.act-type").all_inner_texts())
    assert kinds == {"ACCUSE", "SANCTION"}
    assert fold.locator("summary").inner_text().split(None, 1)[1] == "ACCUSE, SANCTION"
    outlets = page.request.get(chronicle_url + "/api/v1/choices").json()["outlets"]
    page.goto(f"{chronicle_url}/events?outlet={outlets[0]}&outlet=Nobody")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**outlet=Nobody**")
    assert page.url.count("outlet=") == 2, "further values of the address are kept by the form"


def test_paging_goes_through_all_once(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/events?a=USA&b=PAK&limit=40")
    wanted, seen = total(page), []
    while True:
        seen += [a.get_attribute("href") for a in page.locator("table.cards tbody td:first-child a").all()]
        following = page.locator("a[rel=next]")
        if not following.count():
            break
        page.goto(chronicle_url + (following.get_attribute("href") or ""))
    assert len(seen) == len(set(seen)) == wanted


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "geojson", "plover"])
def test_what_is_seen_is_what_is_exported(chronicle_url: str, page: Page, form: str) -> None:
    page.goto(chronicle_url + "/events?a=USA&b=PAK&quad=3")
    shown = total(page)
    link = page.get_by_role("link", name=form, exact=True)
    answer = page.request.get(chronicle_url + (link.get_attribute("href") or ""))
    assert answer.status == 200
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(answer.text())))) == shown
    elif form == "jsonl":
        assert len(answer.text().splitlines()) == shown
    else:
        assert answer.body()


def test_nothing_fits_says_what_to_do(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/events?q=xyzzy")
    assert "Take a filter away" in page.locator("main").inner_text()


def test_allegations_are_shown_with_claimant_date_and_caution(chronicle_url: str, page: Page) -> None:
    page.goto(chronicle_url + "/events?type=ACCUSE&a=USA&b=PAK")
    for row in page.locator("table.cards tbody tr").all():
        assert "not established by Détente" in row.inner_text()
    page.locator("table.cards tbody a").first.click()
    text = page.locator("main").inner_text()
    assert re.search(r"alleged by .*; not established by Détente", text)
    assert re.search(r"\d{1,2} \w{3} \d{4}", text)
    assert "denial" in text.lower() or "Denied by" in text


def test_an_event_shows_all_its_reports(chronicle: Store, chronicle_url: str, page: Page) -> None:
    found = max(chronicle.events(), key=lambda row: (row["mentions"], row["id"]))
    assert found["mentions"] > 2
    page.goto(f"{chronicle_url}/events/{found['id']}")
    assert page.locator(".report").count() == found["mentions"]
    for report in page.locator(".report").all():
        assert report.locator("mark.trigger").count() > 0
        assert report.locator("header b").inner_text()
    assert page.locator("text=Why these reports are one act").is_visible()


def test_every_mark_of_an_article_is_what_was_coded(chronicle: Store, chronicle_url: str, page: Page) -> None:
    article = chronicle.article("chronicle-us-pak-2011-05-02-a")
    page.goto(f"{chronicle_url}/articles/{article['id']}")
    for mention in article["mentions"]:
        marks = page.locator(f"mark.trigger[data-mentions~='{mention['id']}']")
        shown = "".join(m.evaluate("e => e.lastChild.textContent") for m in marks.all())
        assert shown == mention["trigger"]["text"]
    first = page.locator("[data-mention]").first
    first.hover()
    assert page.locator("mark.lit").count() > 0
    cited = page.locator("[data-mention]", has_text="Barack Obama").last
    cited.focus()
    assert "announced" in " ".join(page.locator("mark.lit").all_inner_texts()), "an attribution shows its words"
    page.locator("[data-marks]").uncheck()
    assert not page.locator("[data-marked] .tag").first.is_visible()


def test_offsets_hold_after_characters_beyond_the_first_plane(small: Small, page: Page) -> None:
    text = (
        "🕊️🇫🇷 A note 𝔣𝔯𝔬𝔪 the desk.\n\n🚀 France accused Chile of spying on Monday, a spokesman said. 😀 Chile denied."
    )
    _, url = small(
        [{"id": "e1", "date": "2020-05-06", "outlet": "Wire", "title": "🔥 France accuses Chile", "text": text}]
    )
    page.goto(url + "/articles/e1")
    words = "els => els.map((e) => e.lastChild.textContent)"
    assert "accused" in page.locator(".passage mark.trigger").evaluate_all(words)
    assert "France" in page.locator(".passage mark.actor").evaluate_all(words)
    assert "Chile" in page.locator(".passage mark.recipient").evaluate_all(words)
    assert "France" in page.locator("h1 mark.actor").evaluate_all(words)
    shown = page.locator(".passage").last.evaluate(
        "e => { const c = e.cloneNode(true); c.querySelectorAll('.tag').forEach((t) => t.remove());"
        " return c.textContent; }"
    )
    assert shown == text
