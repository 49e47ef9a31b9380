"""How well reports are gathered: B-cubed, CEAF-e and pairs, on two ways of sorting the same things into clusters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Clusters = Sequence[Collection[str]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision and recall, 0 to 1; ``of`` is the number of things they are over."""

    precision: float
    recall: float
    of: int

    @property
    def f1(self) -> float:
        """Gives the harmonic mean, 0 where both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def b_cubed(found: Clusters, gold: Clusters) -> Agreement:
    """Scores clusters item by item (Bagga and Baldwin 1998).

    Args:
        found: disjoint clusters as made. gold: disjoint clusters as they should be, of the same things.

    Raises:
        ValueError: the two don't hold the same things.
    """
    ours, theirs = _homes(found), _homes(gold)
    if ours.keys() != theirs.keys():
        raise ValueError(f"{len(ours.keys() ^ theirs.keys())} things are in one clustering only")
    precision = recall = 0.0
    for thing, cluster in ours.items():
        common = len(cluster & theirs[thing])
        precision += common / len(cluster)
        recall += common / len(theirs[thing])
    return Agreement(precision / len(ours), recall / len(ours), len(ours)) if ours else Agreement(0.0, 0.0, 0)


def ceaf_e(found: Clusters, gold: Clusters) -> Agreement:
    """Scores clusters against the gold clusters they are best matched with, one to one (Luo 2005, entity-based).

    The likeness of two clusters is twice what they share over the sum of their sizes.
    """
    if not found or not gold:
        return Agreement(0.0, 0.0, len(gold))
    likeness = np.array([[_dice(set(a), set(b)) for b in gold] for a in found])
    total = sum(float(likeness[i, j]) for i, j in assignment(-likeness))
    return Agreement(total / len(found), total / len(gold), len(gold))


def pairs(found: Iterable[bool], gold: Iterable[bool]) -> Agreement:
    """Scores judgements on pairs: is it one act?"""
    judged = list(zip(found, gold, strict=True))
    right = sum(a and b for a, b in judged)
    said, true = sum(a for a, _ in judged), sum(b for _, b in judged)
    return Agreement(right / said if said else 0.0, right / true if true else 0.0, len(judged))


def assignment(cost: np.ndarray) -> list[tuple[int, int]]:
    """Matches rows and columns one to one at the least total cost (Hungarian method with potentials, O(n²m)).

    Args:
        cost: any real numbers, shape (n, m).

    Returns:
        min(n, m) pairs (row, column), sorted.
    """
    n, m = cost.shape
    if n > m:
        return sorted((j, i) for i, j in assignment(cost.T))
    rows, columns = np.zeros(n + 1), np.zeros(m + 1)
    owner = np.zeros(m + 1, dtype=int)
    for i in range(1, n + 1):
        owner[0] = i
        _place(cost, rows, columns, owner)
    return sorted((int(owner[j]) - 1, j - 1) for j in range(1, m + 1) if owner[j])


def _place(cost: np.ndarray, rows: np.ndarray, columns: np.ndarray, owner: np.ndarray) -> None:
    """Finds the cheapest path by which the row in ``owner[0]`` gets a column, and shifts owners along it."""
    m = len(columns) - 1
    least, before, used = np.full(m + 1, np.inf), np.zeros(m + 1, dtype=int), np.zeros(m + 1, dtype=bool)
    column = 0
    while True:
        used[column] = True
        row = int(owner[column])
        reduced = cost[row - 1] - rows[row] - columns[1:]
        better = ~used[1:] & (reduced < least[1:])
        least[1:][better] = reduced[better]
        before[1:][better] = column
        following = 1 + int(np.argmin(np.where(used[1:], np.inf, least[1:])))
        step = least[following]
        rows[owner[used]] += step
        columns[used] -= step
        least[~used] -= step
        column = following
        if not owner[column]:
            break
    while column:
        owner[column] = owner[before[column]]
        column = int(before[column])


def _homes(clusters: Clusters) -> dict[str, set[str]]:
    return {thing: set(cluster) for cluster in clusters for thing in cluster}


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
