"""Reviewing by keyboard: what is stored, what it changes, and how it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from detente.api import Store

TEXTS = [
    ("a", "2020-05-06", "Wire", "France accused Chile of spying on Monday, a spokesman said."),
    ("b", "2020-06-03", "Post", "France and Chile signed a trade agreement on Tuesday."),
    ("c", "2020-07-08", "Wire", "French jets bombed a depot in Chile on Monday."),
]
ROWS = [{"id": i, "date": d, "outlet": o, "text": t} for i, d, o, t in TEXTS]


@pytest.fixture
def queue(small: Callable[[list[dict[str, Any]]], tuple[Store, str]], page: Page) -> tuple[Store, str, Page]:
    """Opens the review of three reports, oldest first."""
    store, url = small(ROWS)
    page.goto(url + "/review?sort=published")
    return store, url, page


def answer(page: Page, text: str) -> None:
    """Fills the dialog and saves."""
    field = page.locator("[data-ask-input]")
    field.wait_for()
    field.fill(text)
    page.keyboard.press("Enter")


def stored(page: Page, words: str = "Stored") -> None:
    page.locator("[data-status]", has_text=words).wait_for()


def card(page: Page) -> Any:
    return page.locator("[data-cards] > :not([hidden])")


def test_right_and_wrong_go_on_and_who_is_asked_once(queue: tuple[Store, str, Page]) -> None:
    store, _, page = queue
    assert card(page).count() == 1
    page.keyboard.press("y")
    answer(page, "A. Reader")
    stored(page)
    assert page.locator("[data-at]").inner_text() == "2"
    before = len(store.events())
    page.keyboard.press("n")
    page.locator("[data-status]", has_text="is wrong").wait_for()
    assert not page.locator("[data-ask]").is_visible(), "the name is asked once"
    assert len(store.events()) == before - 1, "what is wrong is no event"
    assert page.locator("[data-log] li").count() == 2
    assert "A. Reader" in page.locator("[data-log]").inner_text()


def test_undo_takes_the_last_word_back(queue: tuple[Store, str, Page]) -> None:
    store, _, page = queue
    before = [row["id"] for row in store.events()]
    page.keyboard.press("n")
    answer(page, "AR")
    stored(page)
    assert len(store.events()) == len(before) - 1
    page.keyboard.press("u")
    stored(page, "Undone")
    assert [row["id"] for row in store.events()] == before
    assert page.locator("[data-at]").inner_text() == "1"
    assert card(page).get_attribute("data-state") == "unreviewed"


def test_a_mended_type_changes_the_event_and_the_curve(queue: tuple[Store, str, Page]) -> None:
    store, url, page = queue
    page.keyboard.press("t")
    answer(page, "AR")
    answer(page, "threaten")
    stored(page)
    assert card(page).get_attribute("data-type") == "THREATEN"
    assert "THREATEN" in card(page).inner_text()
    assert "As coded: event type ACCUSE" in card(page).inner_text()
    page.goto(url + "/events?type=THREATEN")
    assert page.locator("table.cards tbody tr").count() == 1
    assert [row["event_type"] for row in store.events()].count("THREATEN") == 1


@pytest.mark.parametrize(
    ("key", "given", "shown"),
    [("a", "Peru", "Peru"), ("r", "Peru, Bolivia", "Bolivia"), ("d", "2020-05-02", "2 May 2020"), ("d", "", "undated"),
     ("f", "probable", "probable")],
)  # fmt: skip
def test_every_part_can_be_mended(queue: tuple[Store, str, Page], key: str, given: str, shown: str) -> None:
    _, _, page = queue
    page.keyboard.press(key)
    answer(page, "AR")
    answer(page, given)
    stored(page)
    assert shown in card(page).locator(".says").inner_text()
    assert card(page).get_attribute("data-state") == "corrected"


def test_a_value_that_does_not_fit_is_refused_with_advice(queue: tuple[Store, str, Page], watch: Any) -> None:
    store, _, page = queue
    watch.expected = ("422",)
    page.keyboard.press("t")
    answer(page, "AR")
    answer(page, "SHOUT")
    stored(page, "Not stored")
    assert not store.database.rows("SELECT id FROM corrections")


def test_merge_and_split(queue: tuple[Store, str, Page]) -> None:
    store, _, page = queue
    events = len(store.events())
    page.keyboard.press("m")
    answer(page, "AR")
    offered = page.locator("[data-choices] .choice")
    offered.first.wait_for()
    assert "signed a trade agreement" in offered.first.inner_text(), "of both parties, and a month apart"
    assert "bombed" not in " ".join(offered.all_inner_texts()), "an act of two months later is not offered"
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    stored(page)
    assert len(store.events()) == events - 1
    page.keyboard.press("s")
    page.locator("[data-status]", has_text="is another act").wait_for()
    assert len(store.events()) == events


def test_merge_by_id_and_split_from_one_of_several(queue: tuple[Store, str, Page]) -> None:
    store, _, page = queue
    bombed = page.locator("[data-cards] > *", has_text="bombed").last.get_attribute("data-mention") or ""
    events = len(store.events())
    page.keyboard.press("m")
    answer(page, "AR")
    page.locator("[data-choices] .choice").first.wait_for()
    page.keyboard.press("Enter")
    stored(page)
    page.keyboard.press("m")
    page.locator("[name=other]").fill(bombed)
    page.keyboard.press("Enter")
    page.locator("[data-log] li").nth(1).wait_for()
    assert len(store.events()) == events - 2
    page.keyboard.press("s")
    offered = page.locator("[data-choices] .choice")
    offered.nth(1).wait_for()
    assert offered.count() == 2
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.locator("[data-status]", has_text="is another act").wait_for()
    chosen = store.database.value("SELECT value FROM corrections WHERE what = 'split'")
    assert bombed in str(chosen), "the last one offered, by day of publication"


def test_giving_up_a_choice_stores_nothing(queue: tuple[Store, str, Page]) -> None:
    store, _, page = queue
    page.keyboard.press("m")
    answer(page, "AR")
    page.locator("[data-choices] .choice").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("[data-choose]").wait_for(state="hidden")
    page.keyboard.press("j")
    assert page.locator("[data-at]").inner_text() == "2"
    assert not store.database.rows("SELECT id FROM corrections")


def test_a_correction_moves_the_curve_that_is_opened_next(queue: tuple[Store, str, Page]) -> None:
    _, url, page = queue
    page.goto(f"{url}/relations/FRA/CHL")
    before = page.locator("svg.course.wide .tone").get_attribute("d")
    acts = page.locator("svg.course.wide rect.conflict").count()
    page.goto(url + "/review?sort=published&type=ACCUSE")
    page.keyboard.press("n")
    answer(page, "AR")
    stored(page)
    page.goto(f"{url}/relations/FRA/CHL")
    assert page.locator("svg.course.wide .tone").get_attribute("d") != before
    assert page.locator("svg.course.wide rect.conflict").count() == acts - 1


def test_keys_are_explained_and_steps_go_both_ways(queue: tuple[Store, str, Page]) -> None:
    _, _, page = queue
    page.keyboard.press("?")
    assert page.locator("[data-keys]").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator("[data-at]").inner_text() == "2"


def test_a_key_right_after_a_dialog_closed_is_not_lost(queue: tuple[Store, str, Page]) -> None:
    _, _, page = queue
    page.keyboard.press("?")
    # In one go, as on a slow machine: no frame is drawn between closing and the next key, so the focus is still inside.
    held = page.evaluate(
        """() => {
            const keys = document.querySelector("[data-keys]");
            keys.close();
            const held = keys.contains(document.activeElement);
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
            return held;
        }"""
    )
    assert held, "the browser moves the focus at once: this test shows nothing"
    assert page.locator("[data-at]").inner_text() == "2"


def test_corrections_outlive_the_page(queue: tuple[Store, str, Page]) -> None:
    _, url, page = queue
    page.keyboard.press("f")
    answer(page, "AR")
    answer(page, "denied")
    stored(page)
    page.goto(url + "/review?state=corrected")
    assert page.locator("[data-cards] > *").count() == 1
    assert "by AR" in card(page).inner_text()
    card(page).locator("[data-undo]").click()
    stored(page, "Undone")
    page.goto(url + "/review?state=corrected")
    assert "Nothing to review here" in page.locator("main").inner_text()
