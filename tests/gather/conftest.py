"""An empty store, and the folder of reports on the path."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.store import open_database
from detente.store.database import Database

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty store."""
    with open_database(tmp_path / "store.duckdb") as opened:
        yield opened
