from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from layouts import NO_ROSTER

from detente.datasets import Tally, dataset_named, read_dataset
from detente.store import Database, open_database

Reader = Callable[[str, Path], tuple[dict[str, dict[str, Any]], Tally]]


@pytest.fixture
def read() -> Reader:
    """Reads a file of a dataset: rows by the dataset's own id, and the tally."""

    def run(name: str, path: Path) -> tuple[dict[str, dict[str, Any]], Tally]:
        tally = Tally()
        frames = list(read_dataset(dataset_named(name), path, NO_ROSTER, tally))
        rows = pl.concat(frames).to_dicts() if frames else []
        return {row["id"].split(":", 1)[1]: row for row in rows}, tally

    return run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "s.duckdb") as database:
        yield database
