"""What is kept of a state of the store: made once, by one thread, and never taken for another state."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.store.database import Database, open_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "s.duckdb") as opened:
        yield opened


def test_threads_that_want_the_same_have_it_made_once(database: Database) -> None:
    made: list[int] = []

    def make() -> int:
        time.sleep(0.1)
        made.append(1)
        return len(made)

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(database.kept("it", make))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (made, found) == ([1], [1] * 6)


def test_what_is_used_stays_and_what_is_not_goes(database: Database) -> None:
    database.kept("used", lambda: "old")
    database.kept("left", lambda: "old")
    for i in range(400):
        database.kept(i, lambda: "other")
        database.kept("used", lambda: "new")
    assert database.kept("used", lambda: "new") == "old"
    assert database.kept("left", lambda: "new") == "new"


def test_what_was_kept_while_deriving_is_not_taken_for_a_later_state(database: Database) -> None:
    def derive() -> str:
        with database.transaction():
            pass
        return database.kept("it", lambda: "before")

    assert database.answer(derive) == "before"
    with database.transaction():
        pass
    assert database.kept("it", lambda: "after") == "after"


def test_what_a_transaction_sees_before_it_ends_is_not_kept_for_others(database: Database) -> None:
    found: list[str] = []
    other = threading.Thread(target=lambda: found.append(database.kept("it", lambda: "true")))
    with database.transaction():
        assert database.kept("it", lambda: "not yet true") == "not yet true"
        other.start()
        other.join()
    assert found == ["true"]


def test_a_make_that_fails_leaves_the_way_free(database: Database) -> None:
    def fail() -> str:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        database.kept("it", fail)
    assert database.kept("it", lambda: "made") == "made"
