"""Hostile and scanty stores: markup stays text, private persons stay private, and an empty store helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from detente.api import Store

    Small = Callable[[list[dict[str, Any]]], tuple[Store, str]]

SCRIPT = "<script>window.hacked=1</script>"
IMAGE = "<img src=x onerror=window.hacked=1>"
HOSTILE = {
    "id": "h'\"><svg onload=window.hacked=1>", "date": "2020-05-06", "url": "javascript:window.hacked=1",
    "outlet": f"Wire {IMAGE}", "title": f"France accuses Chile {SCRIPT}",
    "text": f"France accused Chile {SCRIPT} of spying in Paris {IMAGE} on Monday, a {SCRIPT} spokesman said.\n\n"
    f"French jets bombed a depot in Valparaíso {IMAGE}</p></textarea></script> on Monday, killing two soldiers.",
}  # fmt: skip


@pytest.fixture
def hostile(small: Small) -> tuple[Store, str]:
    return small([HOSTILE])


def test_markup_from_articles_stays_text(hostile: tuple[Store, str], page: Page) -> None:
    store, url = hostile
    events = store.events()
    assert len(events) >= 2
    addresses = ["/", "/events", "/articles", "/review", "/relations/FRA/CHL", "/parties/FRA", "/search?q=%3Cscript%3E"]
    addresses += [f"/events/{row['id']}" for row in events]
    for address in addresses:
        page.goto(url + address)
        assert page.evaluate("window.hacked") is None, address
        assert page.locator("main img, main script:not([type='application/json'])").count() == 0, address
    page.goto(url + "/articles")
    page.locator("table a").first.click()
    assert "<script>window.hacked=1</script>" in page.locator("h1").inner_text()
    assert "<img src=x" in page.locator(".passage").inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("mark.trigger").count() >= 2


def test_opened_reports_and_suggestions_stay_text(hostile: tuple[Store, str], page: Page) -> None:
    _, url = hostile
    page.goto(url + "/relations/FRA/CHL?pick_from=2020-05-01&pick_to=2020-05-31")
    for act in page.locator("#acts details.act").all():
        act.locator("summary").click()
        act.locator(".report").first.wait_for()
    page.locator("[data-suggest]").fill(IMAGE)
    page.wait_for_timeout(400)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0


def test_reports_of_hostile_articles_stay_text(hostile: tuple[Store, str], page: Page, tmp_path: Path) -> None:
    from detente.report import write_report

    store, _ = hostile
    found = store.relation("FRA", "CHL")
    write_report(store, found, tmp_path / "r.html")
    page.goto((tmp_path / "r.html").as_uri())
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, script").count() == 0
    assert "<script>" in page.locator("body").inner_text()


def test_private_persons_appear_by_role(small: Small, page: Page) -> None:
    text = (
        "French police arrested Dorota Wilk, a civilian, in Chile on Monday.\n\n"
        "Dorota Wilk said that France had accused Chile."
    )
    store, url = small([{"id": "p", "date": "2020-05-06", "outlet": "Wire", "text": text}])
    for address in ("/articles/p", "/events", "/review?state=all", *(f"/events/{row['id']}" for row in store.events())):
        page.goto(url + address)
        assert "Wilk" not in page.locator("body").inner_text(), address


@pytest.mark.parametrize("address", ["/", "/events", "/review", "/turns"])
def test_an_article_without_an_act_is_not_called_an_empty_store(small: Small, page: Page, address: str) -> None:
    _, url = small([{"id": "r", "date": "2020-05-06", "outlet": "Wire", "text": "It rained all day in the valley."}])
    page.goto(url + address)
    text = page.locator("main").inner_text()
    assert "1 article was read, and no act between parties was found in it" in text
    assert "empty" not in text


@pytest.mark.parametrize(
    "address",
    ["/", "/events", "/articles", "/review", "/turns", "/relations/USA/PAK", "/parties/USA", "/about", "/search?q=usa"],
)
def test_an_empty_store_helps(small: Small, page: Page, address: str) -> None:
    _, url = small([])
    response = page.goto(url + address)
    assert response
    assert response.status == 200
    text = page.locator("main").inner_text()
    if address in ("/", "/events", "/articles", "/review", "/turns"):
        assert "detente read" in text
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_article_has_every_page(small: Small, page: Page) -> None:
    row = {"id": "1", "date": "2020-05-06", "outlet": "Wire", "text": "France accused Chile of spying on Monday."}
    store, url = small([row])
    event = store.events()[0]
    for address in (
        "/",
        "/relations/FRA/CHL",
        f"/events/{event['id']}",
        "/articles/1",
        "/turns",
        "/review",
        "/parties/FRA",
    ):
        response = page.goto(url + address)
        assert response
        assert response.status == 200, address
    page.goto(url + "/relations/FRA/CHL")
    assert page.locator("svg.course.wide circle.seen").count() == 1
    assert "None passed the alarm threshold" in page.locator("main").inner_text()


def test_a_pasted_text_is_read_and_shown(small: Small, page: Page) -> None:
    _, url = small([])
    page.goto(url)
    page.locator("[data-paste] [name=title]").fill("France accuses Chile")
    page.locator("[data-paste] [name=date]").fill("2020-05-06")
    page.locator("[data-paste] textarea").fill("France accused Chile of spying on Monday, a spokesman said.")
    page.get_by_role("button", name="Read it").click()
    page.wait_for_url("**/articles/**")
    assert page.locator("mark.trigger").count() >= 1
    page.goto(url)
    assert page.get_by_role("link", name="Chile – France").first.is_visible()
