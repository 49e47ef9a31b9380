"""What the tests of the events room share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from marked_sentences import Coded, code_marks, unmark

from detente.events import EventCoder, load_patterns


@pytest.fixture(scope="session")
def coder() -> EventCoder:
    return EventCoder(load_patterns())


@pytest.fixture(scope="session")
def code(coder: EventCoder) -> Callable[[str], Coded]:
    def run(marked: str) -> Coded:
        text, marks = unmark(marked)
        drafts, document = code_marks(text, marks, coder)
        roles: dict[str, list[str]] = {"A": [], "R": [], "": []}
        for start, end, role, _ in marks:
            roles[role].append(text[start:end])
        return Coded(drafts, document, roles)

    return run
