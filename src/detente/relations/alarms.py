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
# Beyond so many acts in a period more of them say nothing more.
_MOST_ACTS = 250.0
_SURGE_WEIGHT = 1.0
_INTENSITY_WEIGHT = 3.5
# An act at the upper score is no hostile act, at the lower one a whole one; between, a share of one.
_NOT_HOSTILE, _HOSTILE = 2.0, -4.0
_UNKNOWN_HOSTILE = 0.2
# A surprise of so many of its sd is a clear rise.
_RISEN = 1.0
_MEMORY = 0.9
_NEVER = -99.0
# Acts a period of a pair nothing is known of, and acts of force a period.
_UNKNOWN_VOLUME = 0.35
# Draws of the noise that the alarms of chance are counted in.
DRAWS = 4


@dataclass(frozen=True, slots=True)
class Level:
    """From which score on a period raises an alarm of one kind, and what that gave over many dyads.

    Attributes:
        threshold: the score an alarm must exceed.
        counted: scores of the alarms of the dyads the budget is counted over, ascending.
        years: dyad-years of those dyads.
        chance: scores of the alarms that the model's noise alone raised in draws for those dyads, ascending.
    """

    threshold: float
    counted: Floats
    years: float
    chance: Floats

    @property
    def rate(self) -> float:
        """Alarms a dyad-year."""
        return self.counted.size / self.years if self.years else 0.0

    def rates(self, score: Floats) -> Floats:
        """Gives, for scores of alarms, how many at least as strong a dyad has in a year, by chance or not; NaN where no
        dyad has enough acts to count over."""
        at_least = self.counted.size - np.searchsorted(self.counted, score, side="left")
        found: Floats = np.maximum(at_least, 1) / (self.years or np.nan)
        return found

    def chance_rates(self, score: Floats) -> Floats:
        """Gives how many alarms at least as strong the model's noise alone would raise, a dyad-year."""
        at_least = self.chance.size - np.searchsorted(self.chance, score, side="left")
        found: Floats = at_least / (DRAWS * self.years or np.nan)
        return found

    @property
    def chance_rate(self) -> float:
        """Alarms a dyad-year that the model's noise alone would raise."""
        return self.chance.size / (DRAWS * self.years) if self.years else 0.0


@dataclass(frozen=True, slots=True)
class Alarms:
    """Alarms of one kind.

    Attributes:
        raised: whether a period raises one, shape (periods, dyads).
        score: the score of every period; very low where no alarm can be raised.
        level: what they were raised by.
    """

    raised: NDArray[np.bool_]
    score: Floats
    level: Level

    @property
    def threshold(self) -> float:
        """The score an alarm must exceed."""
        return self.level.threshold

    @property
    def rate(self) -> float:
        """Alarms a dyad-year over the dyads the budget is counted over."""
        return self.level.rate


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
    log = np.log1p(volume)
    # Of the time before the panel nothing is known: its first period is no surge, however busy.
    usual = np.maximum(log[0], np.log1p(unknown))
    above = np.empty_like(log)
    for t in range(log.shape[0]):
        above[t] = log[t] - usual
        # Early on a plain mean of what was seen, so that the first busy months do not look like surges for ever.
        usual = usual + max(1 - _MEMORY, 1 / (t + 2)) * above[t]
    return above


def scores(grid: Grid, filtered: Filtered, sign: int, force: Floats | None = None) -> Floats:
    """Scores every period as a breach (sign −1) or a thaw (sign +1), from this and earlier periods only.

    Args:
        force: number of acts of material conflict, where it is known; how many acts were hostile the mean tells too.
    """
    score = _tone_scores(grid.n, sign * filtered.surprise, filtered.parameters.s2)
    if sign > 0:
        return score
    enough = acts_in_window(grid.n) >= ACTS_NEEDED
    # A pair at odds or at war has no tone left to lose: there, more hostile acts than it is used to are the breach,
    # unless the tone clearly rose with them.
    enough &= filtered.surprise * np.sqrt(filtered.precision) < _RISEN
    hostile = grid.n * np.clip((_NOT_HOSTILE - grid.mean) / (_NOT_HOSTILE - _HOSTILE), 0.0, 1.0)
    score = np.maximum(score, _intensity(hostile, _UNKNOWN_HOSTILE, enough))
    return score if force is None else np.maximum(score, _intensity(force, 0.0, enough))


def _intensity(acts: Floats, unknown: float, enough: NDArray[np.bool_]) -> Floats:
    return np.where(enough & (acts > 0), _INTENSITY_WEIGHT * surges(acts, unknown), _NEVER)


def _tone_scores(n: Floats, gap: Floats, s2: float) -> Floats:
    enough = acts_in_window(n) >= ACTS_NEEDED
    weighed = gap * np.minimum(n, _MOST_ACTS) ** _VOLUME_POWER / np.sqrt(s2)
    return np.where(enough & (gap > 0), weighed + _SURGE_WEIGHT * surges(n, _UNKNOWN_VOLUME), _NEVER)


def chance_scores(grid: Grid, filtered: Filtered, own_scale: Floats, threshold: float, seed: int = 0) -> Floats:
    """Gives the scores of the alarms that the model's noise alone would raise on the dyads with enough acts.

    The numbers of acts stay as they were; the surprises are drawn, ``DRAWS`` times, as the model expects them.

    Args:
        own_scale: each dyad's factor on all variances, before each period.
        threshold: the score an alarm must exceed. seed: of the draws.
    """
    enough = dyads_with_enough(grid)
    n, precision = grid.n[:, enough], filtered.precision[:, enough]
    spread = np.sqrt(own_scale[:, enough] / np.where(precision > 0, precision, 1.0)) * (precision > 0)
    random = np.random.default_rng(seed)
    found = []
    for _ in range(DRAWS):
        score = _tone_scores(n, random.normal(size=n.shape) * spread, filtered.parameters.s2)
        found.append(score[raise_alarms(score, threshold)])
    return np.sort(np.concatenate(found))


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


def find_level(
    grid: Grid, filtered: Filtered, own_scale: Floats, score: Floats, budget: float, threshold: float | None = None
) -> Level:
    """Sets the level of one kind of alarm on a panel, by the threshold that is given or else keeps to the budget."""
    enough = dyads_with_enough(grid)
    counted = score[:, enough]
    level = threshold_for(counted, budget, grid.by) if threshold is None else threshold
    raised = raise_alarms(counted, level)
    years = enough.size * grid.shape[0] / PERIODS_A_YEAR[grid.by]
    return Level(level, np.sort(counted[raised]), years, chance_scores(grid, filtered, own_scale, level))


def find_alarms(
    grid: Grid,
    filtered: Filtered,
    own_scale: Floats,
    sign: int,
    level: Level | float,
    given: float | None = None,
    force: Floats | None = None,
) -> Alarms:
    """Raises the alarms of one kind.

    Args:
        grid, filtered: what was seen. sign: −1 for breaches, 1 for thaws.
        own_scale: each dyad's factor on all variances, before each period.
        level: what other dyads set, or a budget that this panel is to set it by.
        given: a threshold to take in place of the one that keeps to the budget.
        force: number of acts of material conflict.
    """
    score = scores(grid, filtered, sign, force)
    if not isinstance(level, Level):
        level = find_level(grid, filtered, own_scale, score, level, given)
    return Alarms(raise_alarms(score, level.threshold), score, level)
