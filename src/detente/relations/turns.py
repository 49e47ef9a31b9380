"""Turning points and spells of a relationship: breach, thaw, chill, recovery, new normal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detente.relations.alarms import WINDOW, Alarms, acts_in_window
from detente.relations.forecast import Forecast
from detente.relations.grid import PERIODS_A_YEAR, Floats, Grid
from detente.relations.numeric import normal_cdf, normal_cdf_at
from detente.relations.state import Filtered

CHILL_PROBABILITY = 0.8
CHILL_PERIODS = 3
NEW_NORMAL_SD = 2.0
RECOVERY_SHARE = 0.5
_SCHEMA = {
    "a": pl.String,
    "b": pl.String,
    "period": pl.String,
    "detected": pl.String,
    "kind": pl.String,
    "size": pl.Float64,
    "probability": pl.Float64,
    "alarm_rate": pl.Float64,
    "chance_rate": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class _Turn:
    dyad: int
    onset: int
    detected: int
    kind: str
    size: float
    probability: float
    alarm_rate: float = float("nan")
    chance_rate: float = float("nan")


def find_turns(
    grid: Grid, filtered: Filtered, forecast: Forecast, breach: Alarms, thaw: Alarms, recovers: NDArray[np.bool_]
) -> pl.DataFrame:
    """Lists all turns as the filter saw them, period by period.

    Args:
        recovers: for each dyad, whether return to a baseline is supported, so that recovery may be claimed.
    """
    found = [
        *_alarm_turns(grid, filtered, forecast, breach, "breach", -1),
        *_alarm_turns(grid, filtered, forecast, thaw, "thaw", 1),
        *_chills(grid, filtered, forecast, breach),
        *_recoveries(grid, filtered, forecast, breach, recovers),
        *_new_normals(grid, filtered, forecast),
    ]
    return _table(grid, found)


def _table(grid: Grid, found: list[_Turn]) -> pl.DataFrame:
    days = [day.isoformat() for day in grid.periods]
    rows = [
        (
            *grid.pairs[f.dyad],
            days[f.onset],
            days[f.detected],
            f.kind,
            f.size,
            f.probability,
            f.alarm_rate,
            f.chance_rate,
        )
        for f in found
    ]
    table = pl.DataFrame(rows, schema=_SCHEMA, orient="row").with_columns(
        pl.col("alarm_rate", "chance_rate").fill_nan(None)
    )
    return table.sort("a", "b", "detected", "kind")


def _sd(filtered: Filtered, forecast: Forecast) -> Floats:
    return np.sqrt(forecast.scale * np.maximum(filtered.known.tone_variance, 1e-12))


def _chance_above(size: float, spread: float) -> float:
    return normal_cdf_at(size / max(spread, 1e-9))


def _alarm_turns(
    grid: Grid, filtered: Filtered, forecast: Forecast, alarms: Alarms, kind: str, sign: int
) -> Iterator[_Turn]:
    at = np.nonzero(alarms.raised)
    tone, sd = filtered.known.tone, _sd(filtered, forecast)
    scores = alarms.score[at]
    rates = alarms.level.rates(scores).tolist(), alarms.level.chance_rates(scores).tolist()
    for t, i, rate, chance in zip(at[0].tolist(), at[1].tolist(), *rates, strict=True):
        # From the best (for a thaw the worst) of the last three periods and of what was expected now.
        earlier = [*(sign * tone[max(0, t - WINDOW) : t, i]).tolist(), float(sign * forecast.mean[t, i])]
        size = float(tone[t, i]) - sign * min(earlier)
        probability = _chance_above(sign * size, math.hypot(sd[t, i], sd[max(0, t - 1), i]))
        yield _Turn(
            i, _onset(tone[:, i], float(forecast.mean[0, i]), t, sign), t, kind, size, probability, rate, chance
        )


def _onset(tone: Floats, start: float, t: int, sign: int) -> int:
    """The period of the largest step in the turn's direction, this one or the one before it."""
    if t == 0:
        return 0
    before = float(tone[t - 2]) if t > 1 else start
    return t - 1 if sign * (tone[t - 1] - before) > sign * (tone[t] - tone[t - 1]) else t


def _chills(grid: Grid, filtered: Filtered, forecast: Forecast, breach: Alarms) -> Iterator[_Turn]:
    """A chill: for three periods the deviation is below minus its own sd with probability above .8, with no breach."""
    known = filtered.known
    spread = np.sqrt(np.maximum(known.zz * forecast.scale, 1e-12))
    probability = normal_cdf(-known.z / spread - 1.0)
    cold = probability > CHILL_PROBABILITY
    run = np.zeros(grid.shape[1], dtype=np.intp)
    quiet = np.full(grid.shape[1], CHILL_PERIODS, dtype=np.intp)
    told = np.zeros(grid.shape[1], dtype=np.bool_)
    for t in range(grid.shape[0]):
        quiet = np.where(breach.raised[t], 0, quiet + 1)
        run = np.where(cold[t], run + 1, 0)
        told &= cold[t]
        new = (run >= CHILL_PERIODS) & (quiet >= CHILL_PERIODS) & ~told
        told |= new
        for i in np.flatnonzero(new).tolist():
            least = float(probability[t - CHILL_PERIODS + 1 : t + 1, i].min())
            yield _Turn(i, t - CHILL_PERIODS + 1, t, "chill", float(known.z[t, i]), least)


def _recoveries(
    grid: Grid, filtered: Filtered, forecast: Forecast, breach: Alarms, recovers: NDArray[np.bool_]
) -> Iterator[_Turn]:
    """A recovery: after a breach the tone is back within half of the fall, for two periods of which one has acts."""
    tone, sd = filtered.known.tone, _sd(filtered, forecast)
    seen = acts_in_window(grid.n, 2) > 0
    for i in np.flatnonzero(breach.raised.any(axis=0) & recovers).tolist():
        times = np.flatnonzero(breach.raised[:, i])
        for t, following in zip(times.tolist(), [*times[1:].tolist(), grid.shape[0]], strict=True):
            before = tone[t - 1, i] if t else forecast.mean[0, i]
            lowest = tone[t:following, i].min()
            goal = before - RECOVERY_SHARE * (before - lowest)
            bottom = t + int(tone[t:following, i].argmin())
            back = np.flatnonzero((tone[bottom:following, i] >= goal) & seen[bottom:following, i])
            if back.size and before > lowest:
                s = bottom + int(back[0])
                probability = _chance_above((tone[s, i] - lowest), np.hypot(sd[s, i], sd[bottom, i]))
                yield _Turn(i, s, s, "recovery", float(tone[s, i] - lowest), probability)


def _new_normals(grid: Grid, filtered: Filtered, forecast: Forecast) -> Iterator[_Turn]:
    """A new normal: the baseline has moved by more than two of its sd within 24 months."""
    span = max(1, round(2 * PERIODS_A_YEAR[grid.by]))
    m, spread = filtered.known.m, np.sqrt(np.maximum(filtered.known.mm * forecast.scale, 1e-12))
    last = np.full(grid.shape[1], -span)
    for t in range(1, grid.shape[0]):
        s = max(0, t - span)
        if s == 0 and t < span:
            continue
        moved = (m[t] - m[s]) / spread[t]
        for i in np.flatnonzero((np.abs(moved) > NEW_NORMAL_SD) & (t - last >= span)).tolist():
            last[i] = t
            steps = np.abs(np.diff(m[s : t + 1, i]))
            size, probability = float(m[t, i] - m[s, i]), _chance_above(abs(moved[i]), 1.0)
            yield _Turn(i, s + 1 + int(steps.argmax()), t, "new normal", size, probability)
