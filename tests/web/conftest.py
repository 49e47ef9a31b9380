"""A small store and a client of its application, for the tests of page and API."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from detente.api import Store
from detente.web import create_app

if TYPE_CHECKING:
    from detente.api import Coder

HERE = "http://localhost:8765"
WRITE = {"X-Detente": "1"}
STORIES = [
    ("s1", "2020-05-05", "Wire", "The Varnian army shelled rebels near Kestoria on Monday, killing three of them."),
    ("s2", "2020-05-06", "Wire", "France recalled its ambassador to Chile on Wednesday, the foreign ministry said."),
    ("s3", "2020-06-02", "Other Paper", "France and Chile signed a trade agreement on Tuesday."),
    ("s4", "2020-07-08", "Wire", "Chile accused France of breaking the agreement."),
    (
        "s5", "2020-08-04", "Other Paper",
        "France bombed a depot in Chile on Monday, an official who asked not to be named said.\n\n"
        "Chile denied that France had bombed a depot.",
    ),
    ("s6", "2020-08-05", "Third Post", "French jets bombed a depot in Chile on Monday, killing two soldiers."),
]  # fmt: skip


def rows() -> list[dict[str, str]]:
    """Gives the stories as rows that ``detente read`` takes."""
    return [{"id": i, "date": d, "outlet": o, "text": t} for i, d, o, t in STORIES]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Path:
    """Makes the store once."""
    folder = tmp_path_factory.mktemp("web")
    source = folder / "stories.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows()), encoding="utf-8")
    with Store(folder / "made.duckdb") as store:
        store.coder = coder
        store.read(str(source))
    return folder / "made.duckdb"


@pytest.fixture
def store(made: Path, tmp_path: Path, coder: Coder) -> Iterator[Store]:
    """Gives a store of one's own, to be changed at will."""
    shutil.copy(made, tmp_path / "s.duckdb")
    with Store(tmp_path / "s.duckdb") as opened:
        opened.coder = coder
        yield opened


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    """Gives a client of the store's application."""
    with TestClient(create_app(store), base_url=HERE, raise_server_exceptions=False) as made:
        yield made
