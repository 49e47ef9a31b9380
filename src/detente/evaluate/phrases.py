"""Scoring actor phrases, typed pairs, dates and places: one row, one answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from detente.evaluate.coding import Result, first_sector
from detente.evaluate.scores import Score, interval, macro_f1

Json = Mapping[str, Any]
# Finer codes of international bodies that other coders give; what is of no one state has no country.
_BODIES = {"UNO": "IGO", "EUR": "IGO", "NGO": ""}
# What other coders call a phrase that is no actor.
_JUNK = "JNK"


def evaluate_actors(gold: Sequence[Json], found: Sequence[Json]) -> Result:
    """Scores resolved phrases: country and first sector both right, where the gold gives them.

    Gold rows hold ``country`` and ``sectors`` (or, as in the public tests of NGEC, ``expect: {country, code_1}``).
    What says the same counts as the same: an unknown sector and none; of no country and international (``NGO``);
    junk (``JNK``) and the kind ``none``.
    """
    facts: dict[str, list[bool]] = {"country": [], "first sector": [], "both": []}
    errors = []
    for row, answer in zip(gold, found, strict=True):
        expected = _expected(row)
        country = "country" not in expected or expected["country"] == _country(answer.get("country"))
        sector = "sector" not in expected or expected["sector"] == _answered(answer)
        for name, right in (("country", country), ("first sector", sector), ("both", country and sector)):
            facts[name].append(right)
        if not (country and sector):
            errors.append({"text": row["text"], "expected": expected, "found": dict(answer)})
    return _result(facts, errors)


def _expected(row: Json) -> dict[str, str]:
    """Reads what a gold row asks for."""
    asked = row.get("expect", row)
    expected: dict[str, str] = {}
    if "country" in asked:
        expected["country"] = _country(asked["country"])
    if "code_1" in asked:
        expected["sector"] = first_sector([asked["code_1"]])
    elif "sectors" in asked:
        expected["sector"] = first_sector(asked["sectors"])
    return expected


def _country(code: str | None) -> str:
    return _BODIES.get(code or "", code or "")


def _answered(answer: Json) -> str:
    return _JUNK if answer.get("kind") == "none" else first_sector(answer.get("sectors"))


def evaluate_classes(gold: Sequence[Json], found: Sequence[Json]) -> Result:
    """Scores typed pairs by macro-F1; CONCEDE and RETREAT both count as YIELD, of quad class 2."""
    types = [(_merged(g["event_type"]), _merged(f.get("event_type", ""))) for g, f in zip(gold, found, strict=True)]
    quads = [(_quad(g), _quad(f)) for g, f in zip(gold, found, strict=True)]
    scores = []
    for name, pairs in (("type", types), ("quad class", quads)):
        figure = macro_f1(pairs)
        low, high = interval(pairs, macro_f1)
        right = sum(a == b for a, b in pairs)
        scores.append(Score(f"macro-F1 of {name}", figure, figure, figure, low, high, right, len(pairs), len(pairs)))
    errors = [{"text": g["text"], "expected": a, "found": b} for g, (a, b) in zip(gold, types, strict=True) if a != b]
    return Result(scores, [], errors)


def _merged(event_type: str) -> str:
    return "YIELD" if event_type in ("CONCEDE", "RETREAT") else event_type


def _quad(row: Json) -> str:
    if _merged(row.get("event_type", "")) == "YIELD":
        return "2"
    return str(row.get("quad_class", ""))


def evaluate_dates(gold: Sequence[Json], found: Sequence[Json | None]) -> Result:
    """Scores resolved time expressions: start and end right, or null where the gold is null."""
    facts: dict[str, list[bool]] = {"all": [], "resolvable": [], "null in gold": [], "precision": []}
    errors = []
    for row, answer in zip(gold, found, strict=True):
        expected = row["date_gold"]
        right = answer is None if expected is None else answer is not None and _same_range(expected, answer)
        facts["all"].append(right)
        facts["null in gold" if expected is None else "resolvable"].append(right)
        if expected is not None and answer is not None and right:
            facts["precision"].append(expected["precision"] == answer["precision"])
        if not right:
            errors.append({"text": row["text"], "expression": row["expression"], "expected": expected, "found": answer})
    return _result(facts, errors)


def _same_range(gold: Json, found: Json) -> bool:
    return all(date.fromisoformat(gold[k]) == date.fromisoformat(found[k]) for k in ("start", "end"))


def evaluate_places(gold: Sequence[Json], found: Sequence[Json | None]) -> Result:
    """Scores places: country right, and the point within 0.3 degrees for towns, 1.5 for areas, 3 for water."""
    facts: dict[str, list[bool]] = {"country": [], "point": [], "null in gold": []}
    errors = []
    for row, answer in zip(gold, found, strict=True):
        if row["precision"] is None:
            facts["null in gold"].append(answer is None)
            right = answer is None
        else:
            country = answer is not None and answer["country"] == row["country"]
            point = answer is not None and _near(row, answer)
            facts["country"].append(country)
            facts["point"].append(point)
            right = country and point
        if not right:
            expected = {k: row[k] for k in ("place", "country", "lat", "lon", "precision")}
            errors.append({"text": row["text"], "expected": expected, "found": answer})
    return _result(facts, errors)


def _near(gold: Json, found: Json) -> bool:
    if found["lat"] is None or found["lon"] is None:
        return False
    allowed = {"city": 0.3, "point": 0.3, "water": 3.0, "region": 3.0, "country": 6.0}.get(gold["precision"], 1.5)
    across = abs(gold["lon"] - found["lon"])
    return bool(abs(gold["lat"] - found["lat"]) <= allowed and min(across, 360 - across) <= allowed)


def _result(facts: Mapping[str, Sequence[bool]], errors: list[dict[str, Any]]) -> Result:
    scores = []
    for name, values in facts.items():
        if values:
            share = _mean(values)
            low, high = interval(values, _mean)
            scores.append(Score(name, share, share, share, low, high, sum(values), len(values), len(values)))
    return Result(scores, [], errors)


def _mean(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
