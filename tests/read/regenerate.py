"""Writes the goldens anew: ``python -m tests.read.regenerate``; read the difference before keeping it.

Outlets, states and people of the fixtures are invented, and their words were written for these tests.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from detente.read import Problem, read
from detente.records import to_json

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
GOLDENS = HERE / "goldens"
TODAY = date(2024, 1, 1)


def outcome(fixture: Path) -> dict[str, Any]:
    """Reads one fixture and gives all that came of it as JSON."""
    problems: list[Problem] = []
    articles = [to_json(a) for a in read([str(fixture)], on_problem=problems.append, today=TODAY)]
    shown = [{"source": p.source.replace(str(FIXTURES) + "/", ""), "kind": p.kind, "what": p.what} for p in problems]
    return {"articles": [{k: v for k, v in a.items() if v} for a in articles], "problems": shown}


def fixtures() -> list[Path]:
    """Lists the fixtures."""
    return sorted(p for p in FIXTURES.iterdir() if p.is_file())


def golden_of(fixture: Path) -> Path:
    """Gives the golden's path."""
    return GOLDENS / f"{fixture.name}.json"


def main() -> None:
    """Writes every golden."""
    GOLDENS.mkdir(exist_ok=True)
    for old in GOLDENS.glob("*.json"):
        old.unlink()
    for fixture in fixtures():
        text = json.dumps(outcome(fixture), indent=1, ensure_ascii=False)
        golden_of(fixture).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
