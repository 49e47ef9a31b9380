"""Kills, full disks, taken stores and clocks that go back: nothing is lost, nothing is there twice, and it is said.

The kills are the short form of `make crash`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from killing import KINDS, Outcome, Trial
from wires import content

from detente import api, read
from detente.api import Store
from detente.store import open_database

MAIN = "from detente.cli import main; main()"


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial(tmp_path_factory.mktemp("crash"), articles=120, seed=7)


@pytest.mark.parametrize("kind", KINDS)
def test_kills_lose_and_double_nothing(trial: Trial, kind: str) -> None:
    assert KINDS[kind](trial, 2) == Outcome(kind, 2, 120, 0, 0, True)


def limited(store: Path, source: Path, size: int) -> subprocess.CompletedProcess[str]:
    """Reads where no file may grow beyond a size, which to a program looks like a full disk."""
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); {MAIN}"
    command = [sys.executable, "-c", code, "read", str(source), "--store", str(store)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("size", [600_000, 20_000])
def test_a_full_disk_is_said_and_the_next_run_goes_on(trial: Trial, size: int) -> None:
    store = trial.fresh("full")
    if size < 100_000:
        open_database(store).close()  # only parts are too large
    result = limited(store, trial.source, size)
    assert result.returncode == 2, result.stderr
    assert "the disk is full" in result.stderr
    assert "Traceback" not in result.stderr
    with Store(store) as opened:
        assert opened.read(str(trial.source)).problems["uncoded"] == 0
    assert content(store) == trial.wanted


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    made = subprocess.run(command, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("needs leave to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_small_disk_fills_up_and_is_freed(trial: Trial, small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(3_750_000))
    store = small_disk / "s.duckdb"
    command = [sys.executable, "-c", MAIN, "read", str(trial.source), "--store", str(store)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "the disk is full" in result.stderr
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    with Store(store) as opened:
        opened.read(str(trial.source))
    assert content(store) == trial.wanted


def test_a_taken_store_is_said_on_one_line(trial: Trial) -> None:
    store = trial.fresh("taken")
    with open_database(store, "recode"):
        command = [sys.executable, "-c", MAIN, "read", str(trial.source), "--store", str(store)]
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 2
    assert f"in use by process {os.getpid()} (detente recode)" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_clock_that_goes_back_is_said_and_undates_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "s.jsonl"
    today = date.today().isoformat()
    source.write_text(json.dumps({"id": "a", "date": today, "text": "Chile accused France of spying."}) + "\n")
    problems: list[read.Problem] = []

    class Back(date):
        @classmethod
        def today(cls) -> Any:
            return date(2001, 1, 1)

    with Store(tmp_path / "s.duckdb") as store:
        assert store.read(str(source)).articles == 1
        monkeypatch.setattr(api, "date", Back)
        again = store.read(str(source), on_problem=problems.append)
        assert (again.articles, again.unchanged) == (0, 1)
        assert [p.kind for p in problems] == ["clock"]
        assert "2001-01-01" in str(problems[0])
        assert store.database.value("SELECT count(*) FROM articles WHERE published IS NULL") == 0
