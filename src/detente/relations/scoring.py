"""How well the model foretells the next period, and how well its alarms meet known turning points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detente.errors import InputError
from detente.relations.alarms import dyads_with_enough
from detente.relations.fitting import BURN_IN, fit_grid, too_small_to_fit
from detente.relations.forecast import one_step
from detente.relations.grid import PERIODS_A_YEAR, Floats, Grid, as_polars, calendar, read_panel
from detente.relations.parameters import DEFAULT_SCALE, ModelParameters, default_parameters
from detente.relations.priors import Prior, priors
from detente.relations.state import filter_states

_FOLDS = 2
_DRAWS = 1000
_OWN_WEIGHT = 10.0


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores of one-step forecasts of a period's observed mean.

    Attributes:
        table: ``method, log_score`` (mean natural log density), ``rmse, difference`` (log score of the model less the
            method's), ``low, high`` (95% interval of the difference, over dyads), one row a method.
        rows, dyads: what was scored.
        note: how it was made, in words.
    """

    table: pl.DataFrame
    rows: int
    dyads: int
    note: str


def log_score(observed: Floats, mean: Floats, sd: Floats | float) -> Floats:
    """Gives the natural log density of the observations under normal forecasts."""
    return -0.5 * np.log(2 * np.pi * np.square(sd)) - 0.5 * np.square((observed - mean) / sd)


def last_value(grid: Grid, start: float) -> Floats:
    """Forecasts each period by the last observed mean."""
    return exponential_smoothing(grid, start, 1.0)


def exponential_smoothing(grid: Grid, start: float, share: float) -> Floats:
    """Forecasts by simple exponential smoothing of the observed means; periods without acts change nothing."""
    level, out = np.full(grid.shape[1], start), np.empty(grid.shape)
    for t in range(grid.shape[0]):
        out[t] = level
        level = np.where(grid.n[t] > 0, level + share * (grid.mean[t] - level), level)
    return out


def year_mean(grid: Grid, start: float) -> Floats:
    """Forecasts by the mean of the observed means of the last year; by the last forecast where there were none."""
    span = max(1, round(PERIODS_A_YEAR[grid.by]))
    seen = (grid.n > 0).astype(np.float64)
    total, count = np.cumsum(grid.mean * seen, axis=0), np.cumsum(seen, axis=0)
    out, before = np.empty(grid.shape), np.full(grid.shape[1], start)
    for t in range(grid.shape[0]):
        if t:
            old = t - 1 - span
            number = count[t - 1] - (count[old] if old >= 0 else 0.0)
            value = total[t - 1] - (total[old] if old >= 0 else 0.0)
            before = np.where(number > 0, value / np.maximum(number, 1), before)
        out[t] = before
    return out


def _scored(grid: Grid) -> NDArray[np.bool_]:
    use = grid.n > 0
    use[:BURN_IN] = False
    return use


def _with_common_sd(train: Grid, test: Grid, forecast: Callable[[Grid], Floats]) -> tuple[Floats, Floats]:
    """Forecasts of the tested dyads, with the one sd that fits the forecasts of the others."""
    use = _scored(train)
    errors = (train.mean - forecast(train))[use]
    return forecast(test), np.full(test.shape, max(float(np.sqrt(np.mean(errors**2))), 1e-6))


def _with_own_sd(grid: Grid, mean: Floats, common: Floats) -> Floats:
    """Gives every dyad its own sd, from its errors so far, shrunk to the common one: a stricter rival."""
    errors = np.where(grid.n > 0, (grid.mean - mean) ** 2, 0.0)
    before = np.vstack([np.zeros((1, grid.shape[1])), np.cumsum(errors, axis=0)[:-1]])
    count = np.vstack([np.zeros((1, grid.shape[1])), np.cumsum(grid.n > 0, axis=0)[:-1]])
    own: Floats = np.sqrt((_OWN_WEIGHT * common**2 + before) / (_OWN_WEIGHT + count))
    return own


def _best_smoothing(train: Grid, start: float) -> float:
    use = _scored(train)
    shares = np.linspace(0.05, 0.95, 19)
    errors = [np.square((train.mean - exponential_smoothing(train, start, s))[use]).mean() for s in shares]
    return float(shares[int(np.argmin(errors))])


def _model_forecast(parameters: ModelParameters, test: Grid) -> tuple[Floats, Floats]:
    filtered = filter_states(test.mean, test.n, parameters, priors(test, parameters))
    found = one_step(test, filtered, parameters)
    return found.mean, found.sd


def _fold_forecasts(train: Grid, test: Grid, scale: str) -> dict[str, tuple[Floats, Floats]]:
    reason = too_small_to_fit(train)
    model = default_parameters(scale, train.by) if reason else fit_grid(train, scale)
    level = model.as_local_level()
    use = train.n > 0
    start = float(train.mean[use].mean()) if use.any() else model.mean
    share = _best_smoothing(train, start)
    smoothed, common = _with_common_sd(train, test, lambda g: exponential_smoothing(g, start, share))
    return {
        "model": _model_forecast(model, test),
        "local level": _local_level_forecast(level, test),
        "exponential smoothing": (smoothed, common),
        "exponential smoothing, own sd": (smoothed, _with_own_sd(test, smoothed, common)),
        "12-month mean": _with_common_sd(train, test, lambda g: year_mean(g, start)),
        "last value": _with_common_sd(train, test, lambda g: last_value(g, start)),
    }


def _local_level_forecast(level: ModelParameters, test: Grid) -> tuple[Floats, Floats]:
    """The count-weighted local level without the learned scale: what the reverting model is to be compared with."""
    same = np.full(test.shape[1], level.mean)
    filtered = filter_states(test.mean, test.n, level, Prior(same, np.full_like(same, level.v_m + 2 * level.v_a)))
    predicted = filtered.predicted()
    return predicted.tone, np.sqrt(predicted.tone_variance + level.r + level.s2 * level.inverse_acts)


def backtest(
    panel: Any, by: str = "month", scale: str = DEFAULT_SCALE, least: float | None = None, seed: int = 0
) -> Backtest:
    """Back-tests one-step forecasts; every dyad is forecast with parameters fitted to other dyads.

    Scored are the periods with acts after 12 of burn-in. No forecast knows the period: neither its mean nor its n.

    Args:
        panel: as for ``measure``.
        least: score the dyads with at least this many acts; by default those with one a period on average.
        seed: of the folds and the bootstrap.

    Raises:
        InputError: nothing is left to score.
    """
    grid = read_panel(panel, by)
    enough = dyads_with_enough(grid) if least is None else np.flatnonzero(grid.n.sum(axis=0) >= least)
    random = np.random.default_rng(seed)
    fold = random.integers(_FOLDS, size=grid.shape[1])
    tested = [np.intersect1d(enough, np.flatnonzero(fold == k)) for k in range(_FOLDS)]
    columns = np.concatenate(tested)
    whole = grid.select(columns)
    use = _scored(whole)
    if not use.any():
        raise InputError("panel", "small", "no period after burn-in can be scored.", "Give more than 12 periods.")
    if not all((grid.n[:, fold != k] > 0).any() for k, test in enumerate(tested) if test.size):
        raise InputError("panel", "small", "there are no other dyads to fit on.", "Give at least a few dyads.")
    parts = [
        _fold_forecasts(grid.select(np.flatnonzero(fold != k)), grid.select(test), scale)
        for k, test in enumerate(tested)
        if test.size
    ]
    scores, errors = {}, {}
    for method in parts[0]:
        mean, sd = (np.concatenate([part[method][i] for part in parts], axis=1) for i in (0, 1))
        scores[method] = np.where(use, log_score(whole.mean, mean, sd), 0.0)
        errors[method] = float(np.sqrt(np.mean(np.square(whole.mean - mean)[use])))
    count = use.sum(axis=0)
    rows = [_score_row(m, scores, errors[m], count, random) for m in scores]
    note = f"parameters from the other dyads in {_FOLDS} folds; {_DRAWS} bootstrap draws over dyads"
    dyads = int((count > 0).sum())
    return Backtest(pl.DataFrame(rows), int(count.sum()), dyads, note)


def _score_row(
    method: str, scores: dict[str, Floats], rmse: float, count: NDArray[np.int_], random: np.random.Generator
) -> dict[str, str | float]:
    gain = (scores["model"] - scores[method]).sum(axis=0)
    drawn = random.integers(gain.size, size=(_DRAWS, gain.size))
    draws = gain[drawn].sum(axis=1) / np.maximum(count[drawn].sum(axis=1), 1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return {
        "method": method,
        "log_score": float(scores[method].sum() / count.sum()),
        "rmse": rmse,
        "difference": float(gain.sum() / count.sum()),
        "low": float(low),
        "high": float(high),
    }


@dataclass(frozen=True, slots=True)
class Detection:
    """How alarms meet a list of known turning points.

    Attributes:
        table: one row a kind: ``kind, listed`` (in the panel's time), ``covered`` (their pair has enough acts),
            ``hits, covered_hits, recall, covered_recall, random`` (chance of a hit from the listed pairs' own alarms),
            ``alarms`` (of listed pairs), ``precision`` (share of those near a listed point), ``rate`` (alarms a
            dyad-year over all dyads with enough acts).
        points: one row a listed point: ``a, b, month, kind, covered, hit, nearest`` (periods to the nearest alarm).
    """

    table: pl.DataFrame
    points: pl.DataFrame


def score_turns(turns: Any, listed: Any, panel: Any, window: int = 1, by: str = "month") -> Detection:
    """Scores alarms against listed turning points: a point is hit by an alarm within ``window`` periods of it.

    Quiet dyads count: ``rate`` is over all dyads with enough acts, listed or not. Precision is over listed pairs only,
    and is a lower bound: a list is never complete.

    Args:
        turns: as ``measure`` gives them; ``detected`` is what counts.
        listed: table with ``country_a, country_b`` (or ``a, b``), ``month`` (ISO) and ``kind``, breach or thaw.
        panel: the panel the turns are from.

    Raises:
        InputError: a column is missing.
    """
    grid = read_panel(panel, by)
    found, known = as_polars(turns), _listed(as_polars(listed), grid)
    place = {day.isoformat(): t for t, day in enumerate(grid.periods)}
    dyad = {frozenset(pair): i for i, pair in enumerate(grid.pairs)}
    enough = set(dyads_with_enough(grid).tolist())
    kinds, points = [], []
    for kind in known["kind"].unique(maintain_order=True):
        alarms = np.zeros(grid.shape, dtype=np.bool_)
        for a, b, detected in found.filter(pl.col("kind") == kind).select("a", "b", "detected").iter_rows():
            alarms[place[detected], dyad[frozenset((a, b))]] = True
        near = _spread(alarms, window)
        rows = [
            _point(a, b, month, kind, dyad.get(frozenset((a, b))), enough, alarms, place, window)
            for a, b, month in known.filter(pl.col("kind") == kind).select("a", "b", "month").iter_rows()
        ]
        points += rows
        kinds.append(_kind_row(kind, rows, alarms, near, dyad, place, enough, grid, window))
    return Detection(pl.DataFrame(kinds), pl.DataFrame(points))


def _listed(listed: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    names = {"country_a": "a", "country_b": "b"}
    table = listed.rename({old: new for old, new in names.items() if old in listed.columns})
    missing = [name for name in ("a", "b", "month", "kind") if name not in table.columns]
    if missing:
        raise InputError("listed", "columns", f"no column '{missing[0]}'.", "It needs a, b, month, kind.")
    month = pl.col("month").cast(pl.String).str.slice(0, 7) + "-01"
    day = month.str.to_date("%Y-%m-%d")
    last = calendar(grid.periods[-1], grid.periods[-1] + dt.timedelta(days=27), grid.by)[-1]
    inside = table.with_columns(month=day).filter(pl.col("month").is_between(grid.periods[0], last))
    every = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}[grid.by]
    return inside.with_columns(month=pl.col("month").dt.truncate(every).dt.to_string("%Y-%m-%d"))


def _spread(alarms: NDArray[np.bool_], window: int) -> NDArray[np.bool_]:
    near = alarms.copy()
    for lag in range(1, window + 1):
        near[lag:] |= alarms[:-lag]
        near[:-lag] |= alarms[lag:]
    return near


def _point(
    a: str,
    b: str,
    month: str,
    kind: str,
    i: int | None,
    enough: set[int],
    alarms: NDArray[np.bool_],
    place: dict[str, int],
    window: int,
) -> dict[str, Any]:
    t = place[month]
    times = np.flatnonzero(alarms[:, i]) - t if i is not None else np.empty(0, dtype=np.intp)
    nearest = int(times[np.abs(times).argmin()]) if times.size else None
    hit = nearest is not None and abs(nearest) <= window
    return {"a": a, "b": b, "month": month, "kind": kind, "covered": i in enough, "hit": hit, "nearest": nearest}


def _kind_row(
    kind: str,
    rows: list[dict[str, Any]],
    alarms: NDArray[np.bool_],
    near: NDArray[np.bool_],
    dyad: dict[frozenset[str], int],
    place: dict[str, int],
    enough: set[int],
    grid: Grid,
    window: int,
) -> dict[str, Any]:
    covered = [row for row in rows if row["covered"]]
    pairs = [dyad[frozenset((row["a"], row["b"]))] for row in covered]
    marked = np.zeros(grid.shape, dtype=np.bool_)
    for i, row in zip(pairs, covered, strict=True):
        marked[place[row["month"]], i] = True
    unique = sorted(set(pairs))
    counted = alarms[:, sorted(enough)]
    own = alarms[:, unique]
    hits = sum(row["hit"] for row in covered)
    return {
        "kind": kind,
        "listed": len(rows),
        "covered": len(covered),
        "hits": sum(row["hit"] for row in rows),
        "covered_hits": hits,
        "recall": sum(row["hit"] for row in rows) / max(len(rows), 1),
        "covered_recall": hits / max(len(covered), 1),
        "random": float(np.mean([near[:, i].mean() for i in pairs])) if pairs else 0.0,
        "alarms": int(own.sum()),
        "precision": float((own & _spread(marked[:, unique], window)).sum() / max(int(own.sum()), 1)),
        "rate": float(counted.sum() / max(counted.size / PERIODS_A_YEAR[grid.by], 1e-9)),
    }
