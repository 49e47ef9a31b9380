"""From a panel to the course of every relationship in it: series and turns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detente.relations.alarms import Alarms, Level, find_alarms
from detente.relations.calibration import Calibration, effect_table, prior_table
from detente.relations.counts import event_pulls
from detente.relations.fitting import Support, compare_with_local_level, fit_grid, too_small_to_fit
from detente.relations.forecast import Forecast, ahead, one_step
from detente.relations.grid import (
    PERIODS_A_YEAR,
    Grid,
    as_polars,
    calendar_after,
    each_period,
    read_columns,
    read_panel,
)
from detente.relations.labels import Mix, label, load_bands
from detente.relations.parameters import DEFAULT_SCALE, ModelParameters, default_parameters
from detente.relations.priors import Prior, estimate_priors, priors
from detente.relations.shares import fit_share_of
from detente.relations.state import Filtered, Moments, filter_states, smooth_states
from detente.relations.turns import find_turns

INTERVAL = 0.9
_Z = 1.6448536269514722
INTERVAL_NOTE = "model only: excludes coding error and unreported events"
_SIGNS = {"breach": -1, "thaw": 1}


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
            with enough acts: what chance and history give; null for kinds that raise no alarm), ``chance_rate`` (how
            many of them the model's noise alone would raise), ``events`` (where the panel has them: ``event_id, pull``
            of the acts that make the turn, the strongest first).
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


@dataclass(frozen=True, slots=True)
class Whole:
    """What is found of a whole panel at once, and can be kept.

    Attributes:
        calibration: what all pairs have in common.
        priors: ``a, b, mean, variance``. effects: ``node, effect, doubt``.
        turns: as in ``Measured``, without events.
        latest: how each pair stands in the last period: ``a, b, acts`` (effective), ``recent`` (of them in the last
            year), ``first, last`` (periods with acts), ``tone, sd, baseline, label, label_probability, year_before``
            (the tone a year earlier).
    """

    calibration: Calibration
    priors: pl.DataFrame
    effects: pl.DataFrame
    turns: pl.DataFrame
    latest: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Run:
    """One pass of the filter over a grid, with what is made of it."""

    grid: Grid
    mix: Mix | None
    filtered: Filtered
    forecast: Forecast

    @property
    def force(self) -> NDArray[np.float64] | None:
        return None if self.mix is None else self.mix.material_conflict


def _run(grid: Grid, panel: Any, used: ModelParameters, prior: Prior) -> _Run:
    filtered = filter_states(grid.mean, grid.n, used, prior)
    return _Run(grid, _read_mix(panel, grid), filtered, one_step(grid, filtered, used))


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
    run = _run(grid, panel, used, priors(grid, used))
    support = compare_with_local_level(grid, run.filtered)
    found = _alarms(run, _budgets(grid, used, alarms, scale))
    return _measured(run, panel, parameters is None and not why, why, support, found, scale)


def calibrate(panel: Any, by: str = "month", alarms: float = 0.25, scale: str = DEFAULT_SCALE) -> Whole:
    """Finds what all pairs of a panel have in common, and how each stands; see ``measure`` for the arguments.

    Raises:
        InputError: the panel is malformed or empty.
        ConfigError: an unknown period or scale.
    """
    grid = read_panel(panel, by)
    used, why = _choose(grid, None, scale)
    prior, _, effects = estimate_priors(grid, used)
    run = _run(grid, panel, used, prior)
    found = _alarms(run, _budgets(grid, used, alarms, scale))
    support = compare_with_local_level(grid, run.filtered)
    share = None if run.mix is None else fit_share_of(grid, run.mix)
    levels = {kind: alarm.level for kind, alarm in found.items()}
    common = Calibration(used, not why, why, grid.periods[0], grid.periods[-1], levels, support, share)
    return Whole(
        common, prior_table(grid, prior), effect_table(effects), _turns(run, found, support), _latest(run, scale)
    )


def calibrate_with(
    panel: Any,
    calibration: Calibration,
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
    scale: str = DEFAULT_SCALE,
) -> Whole:
    """``calibrate`` with parameters and levels found before: how all pairs stand, and their turns.

    Args:
        panel: of all pairs. calibration: what was found, of an earlier panel perhaps.
        start, end, scale: as for ``measure``.

    Raises:
        InputError: the panel is malformed or empty.
    """
    used = calibration.parameters
    grid = read_panel(panel, used.by, start, end)
    prior, _, effects = estimate_priors(grid, used)
    run = _run(grid, panel, used, prior)
    found = _alarms(run, {kind: (level, None) for kind, level in calibration.levels.items()})
    turns = _turns(run, found, compare_with_local_level(grid, run.filtered))
    common = replace(calibration, start=grid.periods[0], end=grid.periods[-1])
    return Whole(common, prior_table(grid, prior), effect_table(effects), turns, _latest(run, scale))


def _turns(run: _Run, found: Mapping[str, Alarms], support: Support) -> pl.DataFrame:
    recovers = _recovers(run.grid, support)
    return find_turns(run.grid, run.filtered, run.forecast, found["breach"], found["thaw"], recovers)


def measure_with(
    panel: Any,
    calibration: Calibration,
    prior: Mapping[tuple[str, str], tuple[float, float]],
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
    scale: str = DEFAULT_SCALE,
) -> Measured:
    """Measures some pairs just as they are measured among all those of the panel that was calibrated.

    Args:
        panel: of these pairs.
        calibration: of all.
        prior: mean and variance of the prior of each pair.
        start, end: as for ``measure``; by default those of the calibration.
        scale: as for ``measure``.

    Raises:
        InputError: the panel is malformed.
    """
    used = calibration.parameters
    grid = read_panel(panel, used.by, start or calibration.start, end or calibration.end)
    run = _run(grid, panel, used, _given(grid, prior))
    own = compare_with_local_level(grid, run.filtered).by_dyad
    pooled = calibration.support
    support = Support(pooled.log_likelihood_ratio, pooled.bic_difference, own, pooled.stands, pooled.note)
    found = _alarms(run, {kind: (level, None) for kind, level in calibration.levels.items()})
    return _measured(run, panel, calibration.fitted, calibration.why, support, found, scale)


def series_with(
    panel: Any,
    calibration: Calibration,
    prior: Mapping[tuple[str, str], tuple[float, float]],
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
    scale: str = DEFAULT_SCALE,
) -> pl.DataFrame:
    """Gives the series of ``measure_with`` alone, where nobody asks for turning points."""
    used = calibration.parameters
    grid = read_panel(panel, used.by, start or calibration.start, end or calibration.end)
    run = _run(grid, panel, used, _given(grid, prior))
    return _series(grid, run.filtered, run.forecast, smooth_states(run.filtered), scale, run.mix)


def _given(grid: Grid, prior: Mapping[tuple[str, str], tuple[float, float]]) -> Prior:
    mean, variance = (np.array([prior[pair][k] for pair in grid.pairs]) for k in (0, 1))
    return Prior(mean, variance)


def _budgets(
    grid: Grid, used: ModelParameters, budget: float, scale: str
) -> dict[str, tuple[Level | float, float | None]]:
    """For each kind the budget, and the shipped threshold where the panel is too small to set one by."""
    small = bool(too_small_to_fit(grid))
    return {kind: (budget, _threshold(used, kind, budget, scale) if small else None) for kind in _SIGNS}


def _alarms(run: _Run, levels: Mapping[str, tuple[Level | float, float | None]]) -> dict[str, Alarms]:
    before = run.forecast.scale_before
    return {
        kind: find_alarms(run.grid, run.filtered, before, sign, *levels[kind], force=run.force)
        for kind, sign in _SIGNS.items()
    }


def _measured(
    run: _Run, panel: Any, fitted: bool, why: str, support: Support, found: dict[str, Alarms], scale: str
) -> Measured:
    grid, filtered, forecast = run.grid, run.filtered, run.forecast
    turns = _turns(run, found, support)
    series = _series(grid, filtered, forecast, smooth_states(filtered), scale, run.mix)
    turned = with_events(turns, panel, series, grid.by)
    return Measured(series, turned, filtered.parameters, fitted, why, support, found)


def _latest(run: _Run, scale: str) -> pl.DataFrame:
    """How each pair stands in the last period; what the filter knows then is all that there is to know."""
    grid, known = run.grid, run.filtered.known
    year = round(PERIODS_A_YEAR[grid.by])
    own = run.forecast.scale[-1]
    tail = slice(max(0, grid.shape[0] - 2 * year), None)
    sd = np.sqrt(own * np.maximum(known.tone_variance[-1], 0.0))
    mix = None if run.mix is None else run.mix.tail(tail)
    labels, chances = label(
        known.tone[tail], np.tile(sd, (len(grid.periods[tail]), 1)), grid.n[tail], load_bands(scale), mix
    )
    seen = grid.n > 0
    days = np.array([day.isoformat() for day in grid.periods])
    first, last = seen.argmax(axis=0), grid.shape[0] - 1 - seen[::-1].argmax(axis=0)
    pairs = pl.DataFrame(list(grid.pairs), schema={"a": pl.String, "b": pl.String}, orient="row")
    table = pairs.with_columns(
        acts=grid.n.sum(axis=0),
        recent=grid.n[-year:].sum(axis=0),
        first=pl.Series(days[first]),
        last=pl.Series(days[last]),
        tone=known.tone[-1],
        sd=sd,
        baseline=known.m[-1],
        label=pl.Series(labels[-1].astype(str)),
        label_probability=chances[-1],
        year_before=known.tone[max(0, grid.shape[0] - 1 - year)],
    )
    return table.filter(pl.Series(seen.any(axis=0)))


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
    further = ("distrust",) if "distrust" in frame.columns else ()
    found = read_columns(frame, grid, (*_MIX, *further))
    distrust = found["distrust"] > 0 if further else None
    return Mix(**{name: found[name] for name in _MIX}, distrust=distrust)


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
    tone, limit = smooth.tone, max(10.0, float(np.abs(grid.mean).max(initial=0.0)))
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
    prior: Mapping[tuple[str, str], tuple[float, float]] | None = None,
) -> pl.DataFrame:
    """Forecasts the periods after the panel's last: ``a, b, period, tone, sd, low, high, forecast_sd``.

    ``sd`` is of the latent tone, ``low`` and ``high`` its 90% interval; ``forecast_sd`` is of a period's observed mean.

    Args:
        panel, by, parameters, start, end, scale: as for ``measure``.
        steps: number of periods.
        prior: of each pair, as for ``measure_with``; by default estimated from the panel.

    Raises:
        InputError: the panel is malformed or empty.
    """
    grid = read_panel(panel, by, start, end)
    used, _ = _choose(grid, parameters, scale)
    known = priors(grid, used) if prior is None else _given(grid, prior)
    filtered = filter_states(grid.mean, grid.n, used, known)
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
