"""Every fixture reads as its golden says; ``python -m tests.read.regenerate`` writes the goldens anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.read import KINDS

from .regenerate import GOLDENS, fixtures, golden_of, outcome


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda path: path.name)
def test_fixture_reads_as_its_golden_says(fixture: Path) -> None:
    assert outcome(fixture) == json.loads(golden_of(fixture).read_text(encoding="utf-8"))


def test_every_golden_has_its_fixture() -> None:
    assert sorted(GOLDENS.glob("*.json")) == sorted(map(golden_of, fixtures()))


def test_problems_are_of_known_kinds() -> None:
    kinds = {p["kind"] for fixture in fixtures() for p in outcome(fixture)["problems"]}
    assert kinds <= set(KINDS)
    assert len(kinds) >= 8
