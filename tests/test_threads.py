"""Parsing runs on one thread of the library that multiplies matrices, and gives back what was set before."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import detente.parse
from detente.parse import Parser, split
from detente.records import Article
from detente.threads import one_thread


def now() -> set[int]:
    """Gives the numbers of threads that are set."""
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def _two_threads() -> Any:
    with one_thread():  # so that the library is loaded
        pass
    with threadpool_limits(2, user_api="blas"):
        yield


def test_one_thread_inside_and_as_before_after() -> None:
    if not now():
        pytest.skip("numpy multiplies by a library that has no threads to set here")
    with one_thread():
        assert now() == {1}
        with one_thread():
            assert now() == {1}
        assert now() == {1}
    assert now() == {2}


def test_as_before_once_the_last_has_left() -> None:
    entered, leave = threading.Event(), threading.Event()

    def other() -> None:
        with one_thread():
            entered.set()
            leave.wait(10)

    with one_thread():
        thread = threading.Thread(target=other)
        thread.start()
        assert entered.wait(10)
    assert now() <= {1}
    leave.set()
    thread.join()
    assert now() <= {2}


def test_any_thread_may_ask() -> None:
    seen: list[set[int]] = []

    def other() -> None:
        with one_thread():
            seen.append(now())

    with one_thread():
        pass
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert seen[0] <= {1}


def test_an_error_inside_puts_it_back() -> None:
    with pytest.raises(ValueError, match="inside"), one_thread():
        raise ValueError("inside")
    assert now() <= {2}


def test_sentences_are_parsed_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[int]] = []
    language, attributes = detente.parse._language()

    def watched(doc: Any) -> None:
        seen.append(now())
        attributes(doc)

    monkeypatch.setattr(detente.parse, "_language", lambda: (language, watched))
    document = split(Article("a", "Varnia bombed Kestoria on Monday. Kestoria left the talks."))
    Parser().parse(document.sentences)
    assert len(seen) == 2
    assert all(threads <= {1} for threads in seen)
    assert now() <= {2}
