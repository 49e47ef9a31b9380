"""The conflict share of a pair's acts: a binomial observation of a level that drifts.

A Gaussian model of a share loses to a plain yearly mean: shares of few acts are mostly 0 or 1. Here the numbers of
conflictual and of all acts are kept as two discounted counts, which is a beta distribution carried along.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl

from detente.relations.fitting import BURN_IN, telling
from detente.relations.grid import Floats, Grid, as_polars, read_columns, read_panel
from detente.relations.labels import Mix
from detente.relations.numeric import minimise

_START = np.array([2.0, 1.0])
_LOWEST, _HIGHEST = 1e-9, 1 - 1e-9


def share_filter(conflict: Floats, acts: Floats, memory: float, weight: float, usual: float) -> tuple[Floats, Floats]:
    """Runs discounted beta-binomial learning; gives alpha and beta before each period, and after the last.

    Args:
        conflict, acts: numbers of conflictual and of all acts, shape (periods, dyads).
        memory: share of what was learned that is kept from one period to the next, 0 to 1.
        weight: number of acts that the common share weighs.
        usual: the common share of conflict, 0 to 1.

    Returns:
        Two arrays of shape (periods + 1, dyads).

    Source: conjugate beta-binomial learning with a power discount.
    """
    alpha, beta = np.empty((2, acts.shape[0] + 1, acts.shape[1]))
    hostile, friendly = np.zeros((2, acts.shape[1]))
    for t in range(acts.shape[0] + 1):
        alpha[t], beta[t] = hostile + weight * usual, friendly + weight * (1 - usual)
        if t < acts.shape[0]:
            hostile = memory * (hostile + conflict[t])
            friendly = memory * (friendly + acts[t] - conflict[t])
    return alpha, beta


def share_log_score(conflict: Floats, acts: Floats, alpha: Floats, beta: Floats) -> Floats:
    """Gives the log probability of every single act's side, per period, under the forecast share."""
    share = np.clip(alpha / (alpha + beta), _LOWEST, _HIGHEST)
    score: Floats = conflict * np.log(share) + (acts - conflict) * np.log(1 - share)
    return score


def fit_share(conflict: Floats, acts: Floats) -> tuple[float, float, float]:
    """Fits memory, weight and the common share by maximum likelihood over all dyads, after burn-in."""
    usual = float(conflict.sum() / max(float(acts.sum()), 1e-9))

    def loss(x: Floats) -> float:
        memory, weight = float(1 / (1 + np.exp(-x[0]))), float(np.exp(x[1]))
        alpha, beta = share_filter(conflict, acts, memory, weight, usual)
        return -float(share_log_score(conflict, acts, alpha[:-1], beta[:-1])[BURN_IN:].sum())

    place, _ = minimise(loss, _START)
    return float(1 / (1 + np.exp(-place[0]))), float(np.exp(place[1])), usual


def fit_share_of(grid: Grid, mix: Mix) -> tuple[float, float, float]:
    """Fits the share to a panel, of very many pairs to an even sample."""
    told = telling(grid)
    conflict = (mix.verbal_conflict + mix.material_conflict)[:, told]
    acts = conflict + (mix.verbal_cooperation + mix.material_cooperation)[:, told]
    return fit_share(conflict, acts)


def conflict_share(
    panel: Any,
    by: str = "month",
    fitted: tuple[float, float, float] | None = None,
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
) -> pl.DataFrame:
    """Gives each pair's share of conflictual acts: ``a, b, period, share, low, high, forecast, acts``.

    ``share`` is known once the period is seen, with a 90% interval; ``forecast`` before it.

    Args:
        panel: with the numbers of acts of the four quad classes, as ``aggregate`` gives them.
        by, start, end: as for ``measure``.
        fitted: memory, weight and common share, as ``fit_share`` gives them; by default fitted to the panel.

    Raises:
        InputError: the panel lacks a column.
    """
    frame, grid = as_polars(panel), read_panel(panel, by, start, end)
    sorts = [f"{kind}_{way}" for way in ("conflict", "cooperation") for kind in ("verbal", "material")]
    verbal, material, *friends = read_columns(frame, grid, sorts).values()
    friendly = sum(friends)
    conflict = verbal + material
    acts = conflict + friendly
    memory, weight, usual = fitted or fit_share(conflict, acts)
    alpha, beta = share_filter(conflict, acts, memory, weight, usual)
    # What is known after a period is what is expected before the next, less the discount on evidence.
    share = alpha[1:] / (alpha[1:] + beta[1:])
    spread = 1.645 * np.sqrt(share * (1 - share) / (alpha[1:] + beta[1:] + 1))
    columns = {
        "share": share,
        "low": np.clip(share - spread, 0, 1),
        "high": np.clip(share + spread, 0, 1),
        "forecast": (alpha / (alpha + beta))[:-1],
        "acts": acts,
    }
    length = grid.shape[0]
    return pl.DataFrame(
        {
            "a": [a for a, _ in grid.pairs for _ in range(length)],
            "b": [b for _, b in grid.pairs for _ in range(length)],
            "period": [day.isoformat() for day in grid.periods] * len(grid.pairs),
            **{name: values.T.ravel() for name, values in columns.items()},
        }
    )
