"""Alarms: when the filter, seeing a period for the first time, says that a relationship broke or thawed.

The score of a period joins two things that a single mean hides: how far the acts fall short of the tone that was
expected, weighed by how many they are, and whether there are more of them than this pair is used to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.relations.grid import PERIODS_A_YEAR, Floats, Grid
from detente.relations.state import Filtered

ACTS_NEEDED = 3.0
ACTS_A_YEAR = 12.0
WINDOW = 3
# After an alarm one period is kept quiet, unless its score is higher by this much.
QUIET_AFTER = 1
LOUDER_BY = 0.5
# How a shortfall grows with the number n of acts that show it: as n to this power. A mean's significance grows as
# n^0.5, the sum of shortfalls as n^1. Chosen, as the other weights, on listed turning points; see docs/method.md.
_VOLUME_POWER = 0.8
_SURGE_WEIGHT = 1.0
_INTENSITY_WEIGHT = 3.0
_MEMORY = 0.9
_NEVER = -99.0
# Acts a period of a pair nothing is known of, and acts of force a period.
_UNKNOWN_VOLUME = 0.35
_LARGEST_SCORE = 10.0


@dataclass(frozen=True, slots=True)
class Alarms:
    """Alarms of one kind.

    Attributes:
        raised: whether a period raises one, shape (periods, dyads).
        score: the score of every period; very low where no alarm can be raised.
        threshold: the score an alarm must exceed.
        enough: positions of the dyads the budget is counted over.
        rate: alarms a dyad-year over those dyads.
    """

    raised: NDArray[np.bool_]
    score: Floats
    threshold: float
    enough: NDArray[np.intp]
    rate: float


def dyads_with_enough(grid: Grid) -> NDArray[np.intp]:
    """Gives the dyads with at least twelve acts a year on average: those an alarm budget is counted over."""
    years = grid.shape[0] / PERIODS_A_YEAR[grid.by]
    return np.flatnonzero(grid.n.sum(axis=0) >= ACTS_A_YEAR * years)


def acts_in_window(n: Floats, window: int = WINDOW) -> Floats:
    """Counts the acts of a period and the ``window - 1`` before it."""
    total = n.copy()
    for lag in range(1, min(window, n.shape[0])):
        total[lag:] += n[:-lag]
    return total


def surges(volume: Floats, unknown: float) -> Floats:
    """Gives how far the log of a volume exceeds what the pair is used to: a running mean with a long memory.

    Args:
        volume: number of acts, or of some kind of acts, shape (periods, dyads).
        unknown: the volume expected of a pair before its first period.
    """
    log, usual = np.log1p(volume), np.full(volume.shape[1], np.log1p(unknown))
    above = np.empty_like(log)
    for t in range(log.shape[0]):
        above[t] = log[t] - usual
        # Early on a plain mean of what was seen, so that the first busy months do not look like surges for ever.
        usual = usual + max(1 - _MEMORY, 1 / (t + 2)) * above[t]
    return above


def scores(grid: Grid, filtered: Filtered, sign: int, force: Floats | None = None) -> Floats:
    """Scores every period as a breach (sign −1) or a thaw (sign +1), from this and earlier periods only.

    Args:
        force: number of acts of material conflict; without it, the summed hostile scores in units of the gravest act.
    """
    gap = sign * filtered.surprise
    enough = acts_in_window(grid.n) >= ACTS_NEEDED
    weighed = gap * grid.n**_VOLUME_POWER / np.sqrt(filtered.parameters.s2)
    score = np.where(enough & (gap > 0), weighed + _SURGE_WEIGHT * surges(grid.n, _UNKNOWN_VOLUME), _NEVER)
    if sign > 0:
        return score
    # A pair at war has no tone left to lose: there, more fighting is the breach.
    acts = grid.n * np.maximum(-grid.mean, 0.0) / _LARGEST_SCORE if force is None else force
    intensity = _INTENSITY_WEIGHT * surges(acts, 0.0)
    return np.maximum(score, np.where(enough & (acts > 0), intensity, _NEVER))


def raise_alarms(score: Floats, threshold: float) -> NDArray[np.bool_]:
    """Raises an alarm where the score exceeds the threshold; then keeps quiet for a period, unless it gets louder."""
    raised = np.zeros(score.shape, dtype=np.bool_)
    last, level = np.full(score.shape[1], -QUIET_AFTER - 1), np.full(score.shape[1], _NEVER)
    for t in range(score.shape[0]):
        raised[t] = (score[t] > threshold) & ((t - last > QUIET_AFTER) | (score[t] > level + LOUDER_BY))
        last[raised[t]] = t
        level = np.where(raised[t], score[t], level)
    return raised


def threshold_for(score: Floats, budget: float, by: str) -> float:
    """Finds the lowest threshold that keeps to a budget of alarms a dyad-year."""
    years = score.size / PERIODS_A_YEAR[by]
    # Candidate thresholds are the scores themselves; alarms are counted exactly, by bisection over them.
    candidates = np.unique(score[score > _NEVER])
    low, high = 0, candidates.size - 1
    while low < high:
        middle = (low + high) // 2
        if raise_alarms(score, float(candidates[middle])).sum() > budget * years:
            low = middle + 1
        else:
            high = middle
    return float(candidates[low]) if candidates.size else float("inf")


def find_alarms(
    grid: Grid,
    filtered: Filtered,
    sign: int,
    budget: float,
    threshold: float | None = None,
    force: Floats | None = None,
) -> Alarms:
    """Raises the alarms of one kind; without a given threshold, with the one that keeps to the budget on this panel."""
    score = scores(grid, filtered, sign, force)
    enough = dyads_with_enough(grid)
    level = threshold_for(score[:, enough], budget, grid.by) if threshold is None else threshold
    raised = raise_alarms(score, level)
    years = enough.size * grid.shape[0] / PERIODS_A_YEAR[grid.by]
    rate = float(raised[:, enough].sum() / years) if years else 0.0
    return Alarms(raised, score, level, enough, rate)
