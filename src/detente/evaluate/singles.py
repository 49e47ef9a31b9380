"""Scoring single sentences: one event of the right type with a right actor and recipient, as peers are scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
# Older names of types, as in the records of the Open Event Data Alliance.
_OLD_NAMES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
_FILLERS = frozenset({"the", "of", "in", "a", "an", "and"})


@dataclass(frozen=True, slots=True)
class Singles:
    """How many of the sentences have an event of the gold's type, and one with its parties too; events found in all."""

    sentences: int
    typed: int
    right: int
    events: int
    errors: list[dict[str, Any]]


def evaluate_singles(gold: Sequence[Json], found: Sequence[Json]) -> Singles:
    """Scores the events of sentences against one act each.

    A party is right if it shares a word with the first one of the gold; a side that the gold leaves empty asks nothing.

    Args:
        gold: rows ``{text, event, source, target}``, the sides as lists of ``{actorText}``.
        found: the rows that ``detente code`` gave, in the same order.
    """
    typed = right = events = 0
    errors = []
    for row, coded in zip(gold, found, strict=True):
        wanted = _OLD_NAMES.get(row["event"], row["event"])
        alike = [e for e in coded.get("events", ()) if e["event_type"] == wanted]
        source, target = _side(row.get("source")), _side(row.get("target"))
        hit = any(_met(source, e["actors"]) and _met(target, e["recipients"] or e["actors"]) for e in alike)
        typed, right, events = typed + bool(alike), right + hit, events + len(coded.get("events", ()))
        if not hit:
            told = [(e["event_type"], _names(e["actors"]), _names(e["recipients"])) for e in coded.get("events", ())]
            expected = {"event": wanted, "source": source, "target": target}
            errors.append({"text": row["text"], "expected": expected, "found": told})
    return Singles(len(gold), typed, right, events, errors)


def _side(party: Any) -> list[str]:
    return [p["actorText"] for p in party] if isinstance(party, list) and party and isinstance(party[0], dict) else []


def _met(gold: list[str], found: Sequence[Json]) -> bool:
    return not gold or any(_words(gold[0]) & _words(f"{a['span']['text']} {a['name']}") for a in found)


def _words(text: str) -> set[str]:
    return set(text.lower().replace("'s", "").replace("...", "").split()) - _FILLERS


def _names(found: Sequence[Json]) -> list[str]:
    return [f"{a['span']['text']} = {a['country']}" for a in found]
