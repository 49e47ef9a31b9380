"""Precision, recall and F1 with intervals."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

# Bootstrap draws over articles (or rows); the seed is fixed so that a figure can be printed again.
DRAWS = 400
SEED = 20
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one article or row: found and right, found, and in the gold."""

    right: float
    found: float
    gold: float


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with its 95% interval by bootstrap over articles, and the counts it rests on."""

    name: str
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    right: float
    found: float
    gold: float


def score(name: str, tallies: Sequence[Tally]) -> Score:
    """Sums tallies to precision, recall and F1 (each 0 to 1), with a 95% interval of F1."""
    precision, recall, f1 = _prf(tallies)
    low, high = interval(tallies, lambda drawn: _prf(drawn)[2])
    sums = [sum(getattr(t, part) for t in tallies) for part in ("right", "found", "gold")]
    return Score(name, precision, recall, f1, low, high, *sums)


def interval(items: Sequence[Item], figure: Callable[[Sequence[Item]], float]) -> tuple[float, float]:
    """Gives a 95% percentile interval of a figure by drawing the items with replacement."""
    if not items:
        return 0.0, 0.0
    dice = random.Random(SEED)
    drawn = sorted(figure(dice.choices(items, k=len(items))) for _ in range(DRAWS))
    return drawn[int(0.025 * DRAWS)], drawn[int(0.975 * DRAWS) - 1]


def _prf(tallies: Sequence[Tally]) -> tuple[float, float, float]:
    right, found, gold = (sum(getattr(t, part) for t in tallies) for part in ("right", "found", "gold"))
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Gives the mean F1 over the classes of the gold, from (gold, found) pairs.

    This is the unweighted mean over classes, as in the evaluation of Zero-Shot PLOVER (Hu et al., 2024).
    """
    classes = {gold for gold, _ in pairs}
    total = 0.0
    for name in classes:
        right = sum(gold == found == name for gold, found in pairs)
        found = sum(found == name for _, found in pairs)
        gold = sum(gold == name for gold, _ in pairs)
        total += 2 * right / (found + gold)
    return total / len(classes) if classes else 0.0
