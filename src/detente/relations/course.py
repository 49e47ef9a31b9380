"""From a panel to the course of every relationship in it: series and turns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detente.relations.alarms import Alarms, find_alarms
from detente.relations.counts import event_pulls
from detente.relations.fitting import Support, compare_with_local_level, fit_grid, too_small_to_fit
from detente.relations.forecast import Forecast, ahead, one_step
from detente.relations.grid import Grid, as_polars, calendar_after, each_period, read_column, read_panel
from detente.relations.labels import Mix, label, load_bands
from detente.relations.parameters import DEFAULT_SCALE, ModelParameters, default_parameters
from detente.relations.priors import priors
from detente.relations.state import Filtered, Moments, filter_states, smooth_states
from detente.relations.turns import find_turns

INTERVAL = 0.9
_Z = 1.6448536269514722
INTERVAL_NOTE = "model only: excludes coding error and unreported events"


@dataclass(frozen=True, slots=True)
class Measured:
    """The course of all relationships of a panel.

    Attributes:
        series: one row a dyad and period: ``a, b, period`` (first day, ISO), ``tone, sd, low, high`` (smoothed, with a
            90% interval of the model), ``filtered, filtered_sd`` (as known then), ``baseline, deviation`` (smoothed),
            ``n, mean`` (observed; null without acts), ``forecast_mean, forecast_sd`` (of the observed mean, made before
            the period), ``label, label_probability``.
        turns: ``a, b, period`` (onset), ``detected`` (when the filter said so), ``kind, size`` (points of tone),
            ``probability`` (that the change has this sign), ``alarm_rate`` (alarms as strong a dyad-year over all dyads
            with enough acts: what chance and history give; null for kinds that raise no alarm), ``events`` (where the
            panel has them: ``event_id, pull`` of the acts that make the turn, the strongest first).
        parameters: what was used. fitted: whether to this panel. why: why not, or an empty string.
        support: for a return to a baseline, against a local level.
        alarms: the alarms of breach and thaw, with threshold and rate.
        note: what the intervals leave out.
    """

    series: pl.DataFrame
    turns: pl.DataFrame
    parameters: ModelParameters
    fitted: bool
    why: str
    support: Support
    alarms: dict[str, Alarms]
    note: str = INTERVAL_NOTE


def measure(
    panel: Any,
    by: str = "month",
    alarms: float = 0.25,
    parameters: ModelParameters | None = None,
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
    scale: str = DEFAULT_SCALE,
) -> Measured:
    """Measures every relationship of a panel.

    Args:
        panel: pandas, polars or Arrow table with ``a, b, period`` (first day, ISO), ``mean`` (score, −10 to 10), ``n``
            (effective number of acts). A period that is missing has no acts. The columns ``verbal_cooperation,
            material_cooperation, verbal_conflict, material_conflict`` (numbers of acts) let wary cooperation be told.
        by: day, week, month, quarter or year.
        alarms: budget of breach alarms, and again of thaw alarms, a dyad-year over all dyads with at least twelve
            acts a year.
        parameters: to use as they are; by default they are fitted to the panel, or the shipped ones where it is too
            small (``fitted`` and ``why`` say which).
        start, end: first and last period wanted; by default those of the panel.
        scale: name of the score, for the shipped parameters and the bands of the labels.

    Raises:
        InputError: the panel is malformed or empty.
        ConfigError: an unknown period or scale.
    """
    grid = read_panel(panel, by, start, end)
    used, why = _choose(grid, parameters, scale)
    filtered = filter_states(grid.mean, grid.n, used, priors(grid, used))
    forecast = one_step(grid, filtered, used)
    smooth = smooth_states(filtered)
    fitted = parameters is None and not why
    small, mix = bool(too_small_to_fit(grid)), _read_mix(panel, grid)
    force = None if mix is None else mix.material_conflict
    support = compare_with_local_level(grid, filtered)
    kinds = {
        kind: find_alarms(grid, filtered, sign, alarms, _threshold(used, kind, alarms, scale) if small else None, force)
        for kind, sign in (("breach", -1), ("thaw", 1))
    }
    turns = find_turns(grid, filtered, forecast, kinds["breach"], kinds["thaw"], _recovers(grid, support))
    series = _series(grid, filtered, forecast, smooth, scale, mix)
    return Measured(series, with_events(turns, panel, series, grid.by), used, fitted, why, support, kinds)


def with_events(turns: pl.DataFrame, panel: Any, series: pl.DataFrame, by: str) -> pl.DataFrame:
    """Adds to every turn the acts between its onset and its detection that pulled the tone its way.

    Args:
        panel: with the lists ``events, scores, weights`` that ``aggregate`` gives; without them the lists stay empty.
    """
    frame = as_polars(panel)
    kept = {"event_id": pl.String, "pull": pl.Float64}
    if any(name not in frame.columns for name in ("events", "scores", "weights")) or turns.is_empty():
        return turns.with_columns(events=pl.lit([], dtype=pl.List(pl.Struct(kept))))
    numbered = turns.with_row_index("turn")
    spans = numbered.select(
        "turn", "a", "b", "size", period=each_period(pl.col("period"), pl.col("detected"), by)
    ).explode("period", keep_nulls=False, empty_as_null=False)
    made = (
        spans.join(event_pulls(frame, series), on=["a", "b", "period"])
        .filter(pl.col("pull") * pl.col("size") > 0)
        .sort(pl.col("pull").abs(), "event_id", descending=[True, False])
        .group_by("turn", maintain_order=True)
        .agg(events=pl.struct("event_id", "pull"))
    )
    empty = pl.lit([], dtype=pl.List(pl.Struct(kept)))
    return (
        numbered.join(made, on="turn", how="left")
        .sort("turn")
        .drop("turn")
        .with_columns(pl.col("events").fill_null(empty))
    )


def _choose(grid: Grid, given: ModelParameters | None, scale: str) -> tuple[ModelParameters, str]:
    if given is not None:
        return given if given.by == grid.by else given.rescaled(grid.by), ""
    reason = too_small_to_fit(grid)
    if reason:
        return default_parameters(scale, grid.by), f"shipped parameters, because {reason}"
    return fit_grid(grid, scale), ""


def _threshold(parameters: ModelParameters, kind: str, budget: float, scale: str) -> float:
    """The shipped threshold: a panel too small to fit is too small to set one by, and this was set on many dyads."""
    known = parameters if parameters.thresholds else default_parameters(scale, parameters.by)
    return known.threshold(kind, budget)


def _recovers(grid: Grid, support: Support) -> NDArray[np.bool_]:
    if not support.stands:
        return np.zeros(grid.shape[1], dtype=np.bool_)
    return np.array([support.by_dyad[pair] > 0 for pair in grid.pairs], dtype=np.bool_)


_MIX = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


def _read_mix(panel: Any, grid: Grid) -> Mix | None:
    frame = as_polars(panel)
    if any(name not in frame.columns for name in _MIX):
        return None
    counts = {name: read_column(frame, grid, name) for name in _MIX}
    distrust = read_column(frame, grid, "distrust") > 0 if "distrust" in frame.columns else None
    return Mix(**counts, distrust=distrust)


def _series(
    grid: Grid,
    filtered: Filtered,
    forecast: Forecast,
    smooth: Moments,
    scale: str,
    mix: Mix | None,
) -> pl.DataFrame:
    own = forecast.scale[-1]
    sd = np.sqrt(own * np.maximum(smooth.tone_variance, 0.0))
    tone, limit = smooth.tone, 10.0
    known_sd = np.sqrt(forecast.scale * np.maximum(filtered.known.tone_variance, 0.0))
    # Labels use the filter's view: what was known then, so that an as-of reading never changes.
    labels, chances = label(filtered.known.tone, known_sd, grid.n, load_bands(scale), mix)
    mean = np.where(grid.n > 0, grid.mean, np.nan)
    columns: dict[str, NDArray[Any]] = {
        "tone": tone,
        "sd": sd,
        "low": np.clip(tone - _Z * sd, -limit, limit),
        "high": np.clip(tone + _Z * sd, -limit, limit),
        "filtered": filtered.known.tone,
        "filtered_sd": known_sd,
        "baseline": smooth.m,
        "deviation": smooth.z,
        "n": grid.n,
        "mean": mean,
        "forecast_mean": forecast.mean,
        "forecast_sd": forecast.sd,
        "label": labels,
        "label_probability": chances,
    }
    length, dyads = grid.shape
    first = pl.DataFrame(
        {
            "a": np.repeat([a for a, _ in grid.pairs], length) if dyads else [],
            "b": np.repeat([b for _, b in grid.pairs], length) if dyads else [],
            "period": [day.isoformat() for day in grid.periods] * dyads,
        },
        schema={"a": pl.String, "b": pl.String, "period": pl.String},
    )
    rest = pl.DataFrame({name: np.ascontiguousarray(values.T).ravel() for name, values in columns.items()})
    return pl.concat([first, rest], how="horizontal").with_columns(pl.col("mean").fill_nan(None))


def support_for_reversion(
    panel: Any, by: str = "month", parameters: ModelParameters | None = None, scale: str = DEFAULT_SCALE
) -> Support:
    """Says how far a panel supports a return to a baseline, against a count-weighted local level.

    Raises:
        InputError: the panel is malformed or empty.
    """
    grid = read_panel(panel, by)
    used, _ = _choose(grid, parameters, scale)
    return compare_with_local_level(grid, filter_states(grid.mean, grid.n, used, priors(grid, used)))


def forecast_next(
    panel: Any,
    steps: int = 6,
    by: str = "month",
    parameters: ModelParameters | None = None,
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
    scale: str = DEFAULT_SCALE,
) -> pl.DataFrame:
    """Forecasts the periods after the panel's last: ``a, b, period, tone, sd, low, high, forecast_sd``.

    ``sd`` is of the latent tone, ``low`` and ``high`` its 90% interval; ``forecast_sd`` is of a period's observed mean.

    Raises:
        InputError: the panel is malformed or empty.
    """
    grid = read_panel(panel, by, start, end)
    used, _ = _choose(grid, parameters, scale)
    filtered = filter_states(grid.mean, grid.n, used, priors(grid, used))
    tone, sd, observed = ahead(grid, filtered, used, steps)
    later = calendar_after(grid.periods[-1], steps, grid.by)
    rows = {
        "a": [a for a, _ in grid.pairs for _ in later],
        "b": [b for _, b in grid.pairs for _ in later],
        "period": [day.isoformat() for day in later] * len(grid.pairs),
        "tone": tone.T.ravel(),
        "sd": sd.T.ravel(),
        "low": np.clip(tone - _Z * sd, -10, 10).T.ravel(),
        "high": np.clip(tone + _Z * sd, -10, 10).T.ravel(),
        "forecast_sd": observed.T.ravel(),
    }
    return pl.DataFrame(rows)
