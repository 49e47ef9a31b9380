"""A source of reports, what one process makes of it, and a process that serves a store."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from wires import OWNER, content, write

from detente.api import Store


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("source") / "stories.jsonl")


@pytest.fixture(scope="session")
def wanted(tmp_path_factory: pytest.TempPathFactory, source: Path) -> dict[str, list[Any]]:
    """What one process makes of the source."""
    path = tmp_path_factory.mktemp("wanted") / "s.duckdb"
    with Store(path) as store:
        assert store.read(str(source)).articles == 24
    return content(path)


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that serves a store and loads what is put beside it."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path / "s.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.wait()
