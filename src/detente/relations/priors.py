"""What is expected of a pair before its first act: the global mean and what its two actors show elsewhere.

Only acts before the pair's first one are looked at. From the whole panel a pair's prior would hold its own future:
forecasts would know too much, and every series would seem to return to its mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.relations.grid import PERIODS_A_YEAR, Floats, Grid
from detente.relations.parameters import ModelParameters

_SWEEPS = 25
_FEWEST_PERIODS = 12


@dataclass(frozen=True, slots=True)
class Prior:
    """Mean and variance of each dyad's baseline before its first act, shape (dyads,)."""

    mean: Floats
    variance: Floats


@dataclass(frozen=True, slots=True)
class Effects:
    """What each actor adds to the baselines of its pairs, as last estimated, and how doubtful that is (a variance)."""

    names: tuple[str, ...]
    effect: Floats
    doubt: Floats


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Positions of the two actors of every dyad among all actors."""

    names: tuple[str, ...]
    left: NDArray[np.intp]
    right: NDArray[np.intp]

    @property
    def actors(self) -> int:
        """Number of all actors."""
        return len(self.names)


def priors(grid: Grid, parameters: ModelParameters) -> Prior:
    """Gives the prior of every dyad from the acts of its actors with others, up to the year before its own first act.

    A pair seen in the first year, or whose actors are new, has the global mean and the full variance.
    """
    return estimate_priors(grid, parameters)[0]


def estimate_priors(grid: Grid, parameters: ModelParameters) -> tuple[Prior, float, Effects]:
    """``priors``, with the variance of actors' effects that the last estimate of them shows, and that estimate."""
    p, pairs = parameters, _index(grid)
    effect, doubt = np.zeros(pairs.actors), np.full(pairs.actors, p.v_a)
    seen = grid.n > 0
    first = np.where(seen.any(axis=0), seen.argmax(axis=0), grid.shape[0])
    mean = np.full(grid.shape[1], p.mean)
    variance = np.full(grid.shape[1], p.v_m + 2 * p.v_a)
    spread = p.v_a
    step = max(_FEWEST_PERIODS, round(PERIODS_A_YEAR[grid.by] / 2))
    acts, score = np.zeros((2, grid.shape[1]))
    for cut in range(step, grid.shape[0] + 1, step):
        now = slice(cut - step, cut)
        acts, score = acts + grid.n[now].sum(axis=0), score + (grid.n[now] * grid.mean[now]).sum(axis=0)
        effect, doubt = _effects(pairs, acts, score, p)
        new = (first >= cut) & (first < cut + step if cut + step <= grid.shape[0] else True)
        left, right = pairs.left[new], pairs.right[new]
        mean[new] = p.mean + effect[left] + effect[right]
        variance[new] = p.v_m + doubt[left] + doubt[right]
        known = doubt < p.v_a
        spread = float(np.mean(effect[known] ** 2 + doubt[known])) if known.any() else spread
    return Prior(mean, variance), spread, Effects(pairs.names, effect, doubt)


def _index(grid: Grid) -> _Pairs:
    names = tuple(sorted({name for pair in grid.pairs for name in pair}))
    actors = {name: k for k, name in enumerate(names)}
    left = np.array([actors[a] for a, _ in grid.pairs], dtype=np.intp)
    right = np.array([actors[b] for _, b in grid.pairs], dtype=np.intp)
    return _Pairs(names, left, right)


def _effects(pairs: _Pairs, acts: Floats, score: Floats, p: ModelParameters) -> tuple[Floats, Floats]:
    """Additive effects of actors on the mean scores of their pairs, and their variances; unknown actors have (0, v_a).

    Source: a crossed random-effects model, solved by backfitting.
    """
    used = acts > 0
    left, right = pairs.left[used], pairs.right[used]
    rest = score[used] / acts[used] - p.mean
    # A mean of many acts still differs from the baseline by the deviation of its time.
    weight = 1.0 / (p.v_m + p.stationary_variance / 2 + p.s2 / acts[used])
    total = np.bincount(left, weight, pairs.actors) + np.bincount(right, weight, pairs.actors) + 1.0 / p.v_a
    effect = np.zeros(pairs.actors)
    for _ in range(_SWEEPS):
        gap = weight * (rest - effect[left] - effect[right])
        pull = np.bincount(left, gap, pairs.actors) + np.bincount(right, gap, pairs.actors) - effect / p.v_a
        # Half steps: both actors of a pair move at once, and would overshoot together.
        effect = effect + 0.5 * pull / total
    return effect, np.asarray(1.0 / total, dtype=np.float64)
