"""A question that takes long: the page says so at once and shows the answer when it is there."""

from __future__ import annotations

import threading
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from detente.web import answers
from detente.web.pages import patience

if TYPE_CHECKING:
    from playwright.sync_api import Page

ADDRESS = "/relations/USA/PAK?as_of=2013-05-05"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, list[str]]:
    """Has the course of a relation wait for a sign, and notes how often it was asked for."""
    go, asked = threading.Event(), list[str]()
    measure = answers.relation

    def waits(store: Any, a: str, b: str, params: Any) -> Any:
        asked.append(a)
        assert go.wait(30)
        return measure(store, a, b, params)

    monkeypatch.setattr(answers, "relation", waits)
    monkeypatch.setattr(patience, "SOON", 0.5)
    return go, asked


def test_a_browser_is_told_and_gets_the_answer_by_itself(
    chronicle_url: str, page: Page, slow: tuple[threading.Event, list[str]]
) -> None:
    go, asked = slow
    answer = page.goto(chronicle_url + ADDRESS)
    assert answer
    assert answer.status == 202
    assert page.locator("h1").inner_text() == "Being measured …"
    assert "so far" in page.locator("main").inner_text()
    go.set()
    page.locator("svg.course.wide").wait_for(timeout=15_000)
    assert page.url == chronicle_url + ADDRESS
    assert asked == ["USA"], "what was begun is not begun anew"


def test_programs_and_parts_of_pages_wait(chronicle_url: str, slow: tuple[threading.Event, list[str]]) -> None:
    go, _ = slow
    threading.Timer(2.5, go.set).start()
    with urllib.request.urlopen(chronicle_url + ADDRESS) as answer:
        assert answer.status == 200
        assert b"svg" in answer.read()


def test_an_error_that_took_long_is_shown_as_any_other(
    chronicle_url: str, page: Page, watch: Any, slow: tuple[threading.Event, list[str]]
) -> None:
    go, _ = slow
    watch.expected = ("404",)
    page.goto(f"{chronicle_url}/relations/USA/Nowhereland")
    go.set()
    page.locator("text=Not in this store").wait_for(timeout=15_000)
