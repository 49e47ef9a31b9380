"""What can be told of the pages without a browser: marks in a text, addresses, read-only servers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from detente.api import Store
from detente.web import create_app
from detente.web.pages.marking import segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.api import Coder


@dataclass(frozen=True)
class Mark:
    what: str
    start: int
    end: int
    mention_id: str | None = None
    other_id: str | None = None


def test_overlapping_marks_are_cut_where_they_begin_and_end() -> None:
    found = segments("abcdefgh", [Mark("content", 0, 6, "m"), Mark("actor", 2, 4, "m"), Mark("source", 2, 8, None)])
    assert [s.text for s in found] == ["ab", "cd", "ef", "gh"]
    assert found[1].roles == ("content", "actor", "source")
    assert found[1].tag == "source · who"
    assert found[2].tag == ""
    assert found[1].mentions == ("m",)


def test_numbers_tell_mentions_apart() -> None:
    marks = [Mark("actor", 0, 2, "x"), Mark("actor", 0, 2, "y")]
    assert segments("ab", marks, numbers={"x": 2, "y": 1})[0].tag == "who 1, 2"


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=8),
    st.none() | st.tuples(st.integers(0, 70), st.integers(0, 70)),
)
def test_no_letter_is_lost_or_doubled(
    text: str, spans: list[tuple[int, int]], sentence: tuple[int, int] | None
) -> None:
    marks = [Mark("actor", a, b, "m") for a, b in spans]
    found = segments(text, marks, sentence)
    assert "".join(s.text for s in found) == text
    marked = {i for a, b in spans if 0 <= a < b <= len(text) for i in range(a, b)}
    at = 0
    for s in found:
        assert all((i in marked) == bool(s.roles) for i in range(at, at + len(s.text)))
        at += len(s.text)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("plain")
    row = {"id": "1", "date": "2020-05-06", "outlet": "Wire", "text": "France accused Chile of spying on Monday."}
    (folder / "in.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with Store(folder / "s.duckdb") as made:
        made.coder = coder
        made.read(str(folder / "in.jsonl"))
        yield made


def client(store: Store, read_only: bool = False) -> TestClient:
    return TestClient(create_app(store, read_only=read_only), base_url="http://127.0.0.1:8765")


def test_a_month_or_year_stands_for_its_days(store: Store) -> None:
    asked = client(store)
    for query in ("from=2020&to=2020", "from=2020-05&to=2020-05", "from=2020-05-06&to=2020-05-06", "from=&to="):
        assert "France" in asked.get(f"/events?a=FRA&{query}").text.split("<table")[1], query
    assert "No act fits" in asked.get("/events?from=2019&to=2019").text
    assert asked.get("/events?from=2020-13").status_code == 422


def test_a_read_only_server_offers_no_correction(store: Store) -> None:
    text = client(store, read_only=True).get("/review").text
    assert "read-only" in text
    assert 'class="verdicts no-print" hidden' in text
    assert "data-paste" not in client(store, read_only=True).get("/").text
    assert "data-paste" in client(store).get("/").text


def test_faults_are_pages_for_people_and_json_for_programs(store: Store) -> None:
    asked = client(store)
    page, answer = asked.get("/parties/Nowhereland"), asked.get("/api/v1/relations/Nowhereland/USA")
    assert page.status_code == answer.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "<main" in page.text
    assert answer.json()["error"]["message"]


def test_static_files_have_their_content_in_their_address(store: Store) -> None:
    asked = client(store)
    text = asked.get("/").text
    address = text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    assert asked.get(address).status_code == 200
    assert asked.get("/static/../pages/serving.py").status_code == 404
