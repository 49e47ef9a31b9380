"""From a store's events to the course of one relationship: series, turns with their acts, channels, coverage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from detente import codes, relations
from detente.errors import NotFoundError, UnknownCodeError
from detente.pipeline import beside, fresh
from detente.pipeline.as_of import pair_acts
from detente.relations import Measured
from detente.settings import Settings
from detente.store import derived
from detente.store.database import Database
from detente.wording import counted

# Acts shown for a turning point: those that pulled the tone its way, strongest first.
ACTS_A_TURN = 8
# Periods forecast.
FORECAST = 6
_COUNTS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
_MEASURED = ("tone", "sd", "low", "high", "filtered", "baseline", "deviation", "n")


@dataclass(frozen=True, slots=True)
class Relation:
    """The course of one relationship, as ``relation --json`` prints it.

    Attributes:
        series: one row a period; see DESIGN, ``relation --json``. Further: ``forward`` and ``backward``, the same of
            the acts of a on b and of b on a alone; ``asymmetry``, how much friendlier a is to b than b to a, and
            its sd; ``conflict_share``; ``sides, languages, sources_changed`` of the evidence.
        turns: turning points with the ids of the events behind them, and each event's pull in points of tone.
        forecast: the next periods: tone with its sd and 90% interval, and the sd of a period's observed mean.
        coverage: articles, outlets, languages and sides of the evidence; ``uncounted`` acts by reason.
        fitted: whether the model was fitted to this store; ``why`` not, or "".
        model: parameters with provenance, support for a return to a baseline, what as-of views used.
        note: what the interval leaves out.
    """

    a: str
    b: str
    a_name: str
    b_name: str
    directed: bool
    by: str
    as_of: date | None
    scale: str
    series: list[dict[str, Any]]
    turns: list[dict[str, Any]]
    forecast: list[dict[str, Any]]
    coverage: dict[str, Any]
    fitted: bool
    why: str
    note: str
    model: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Gives the object that ``relation --json`` prints."""
        model = {"scale": self.scale, "fitted": self.fitted, "why": self.why, "interval": self.note, **self.model}
        return {
            "a": self.a,
            "b": self.b,
            "directed": self.directed,
            "by": self.by,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "series": self.series,
            "turns": self.turns,
            "forecast": self.forecast,
            "coverage": self.coverage,
            "model": model,
        }

    def coverage_lines(self) -> list[str]:
        """Says in words what the evidence rests on and what it lacks."""
        known = self.coverage
        outlets = ", ".join(known["outlets"][:4]) or "unnamed"
        languages = ", ".join({"en": "English"}.get(one, one) for one in known["languages"])
        lines = []
        if known["articles"]:
            read = f"{counted(known['articles'], 'article')}, {counted(len(known['outlets']), 'outlet')} ({outlets})"
            lines.append(f"Evidence: {read}, read in {languages}.")
        elif known["imported"]:
            lines.append("The datasets name no article or outlet behind these acts.")
        if known["imported"]:
            datasets = ", ".join(name.upper() for name in known["datasets"])
            lines.append(f"{known['imported']:,} of the acts come from datasets ({datasets}), by their own coding.")
        sides = set(known["sides"])
        missing = [
            name
            for code, name in ((self.a, self.a_name), (self.b, self.b_name))
            if len(code) == 3 and code not in sides and known["mentions"]
        ]
        lines += [f"No source from {name} in this evidence." for name in missing]
        for reason, acts in known["uncounted"].items():
            lines.append(f"{counted(acts, 'act')} move no series: {reason}.")
        for turn in self.turns:
            if turn["sources_changed"]:
                lines.append(f"The {turn['kind']} of {turn['period'][:7]} coincides with a change of outlets.")
        if self.why:
            lines.append(f"Model: {self.why}.")
        return lines


def node_named(database: Database, name: str) -> str:
    """Finds the node a user means: a state by code or name, or a group, organisation or other node by name.

    Raises:
        NotFoundError: nothing of the name; near ones are named.
    """
    try:
        return codes.country(int(name) if name.isdecimal() else name).code
    except UnknownCodeError as unknown:
        fresh.refresh_acts(database)
        found = derived.names_like(database, name)
        exact = [
            n for n in found if name.lower() in (n["node"].lower(), n["name"].lower(), n["node"].split(":")[-1].lower())
        ]
        chosen = exact or found
        if chosen:
            return str(chosen[0]["node"])
        near = derived.names_near(database, name)
        advice = f"{unknown.advice} In this store: {', '.join(near)}." if near else unknown.advice
        raise NotFoundError(f"No party '{name}' in the codes or in this store.", advice.strip()) from unknown


def name_of(node: str) -> str:
    """Gives the name of a node: a state's, or what stands after the colon."""
    if len(node) == 3 and node.isupper():
        return codes.country(node).name
    return node.split(":", 1)[-1]


def relation(
    database: Database,
    settings: Settings,
    a: str,
    b: str,
    directed: bool = False,
    start: date | None = None,
    end: date | None = None,
    by: str = "month",
    as_of: date | None = None,
) -> Relation:
    """Measures the course of one relationship.

    Args:
        database: the store.
        settings: multilateral meetings and alarm budget.
        a, b: parties by code or name.
        directed: only acts of a to b.
        start, end: periods shown, inclusive.
        by: day, week, month, quarter or year.
        as_of: use only what was published by this day.

    Raises:
        NotFoundError: a party is not known.
    """
    relations.check_period(by)
    one, other = node_named(database, a), node_named(database, b)
    if one == other:
        raise NotFoundError(f"'{a}' and '{b}' are the same party, {one}.", "Name two parties.")
    common = fresh.common(database, settings, by, directed, as_of, fresh.is_state(one) and fresh.is_state(other))
    pair = _Pair(one, other) if directed else _Pair(*sorted((one, other)))
    rows = pair_acts(database, one, other, as_of)
    acts = relations.acts_of(rows, by, directed, settings.multilateral).filter(pair.filter)
    told = beside.reports(database, rows, as_of)
    known = {**beside.coverage(rows, told), "uncounted": _counted(relations.uncounted_of(acts))}
    names = name_of(one), name_of(other)
    panel = relations.panel_of(rows, by, directed, settings.multilateral).filter(pair.filter)
    if panel.filter(pl.col("n") > 0).is_empty():
        return Relation(one, other, *names, directed, by, as_of, "PLOVER", [], [], [], known, False, "", "")
    if common.calibration is None:
        common = fresh.alone(panel.filter(pl.col("n") > 0), settings, by, common.cut)
    course = _measure(database, common, pair, rows, panel, settings, directed, as_of)
    covered = beside.coverage_by_period(panel, told)
    laid = beside.channels(database, settings, course.found.series, *pair.nodes, by, as_of)
    found = course.found
    return Relation(
        one, other, *names, directed, by, as_of, "PLOVER",
        _series(course, panel, laid, covered, one, start, end),
        _turns(course, covered, start, end),
        course.ahead,
        known, found.fitted, found.why, found.note,
        _model(common, found),
    )  # fmt: skip


def by_country(
    database: Database, settings: Settings, a: str, b: str, by: str = "month", as_of: date | None = None
) -> dict[str, Any]:
    """Says what a plain sum by country makes of a pair, and whose acts make the difference; see ``beside``.

    Raises:
        NotFoundError: a party is not known.
    """
    relations.check_period(by)
    one, other = node_named(database, a), node_named(database, b)
    rows = pair_acts(database, one, other, as_of)
    return {"a": one, "b": other, **beside.by_country(database, rows, by, settings.multilateral)}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two nodes in the order in which the panel has them."""

    a: str
    b: str

    @property
    def nodes(self) -> tuple[str, str]:
        return self.a, self.b

    @property
    def filter(self) -> pl.Expr:
        return (pl.col("a") == self.a) & (pl.col("b") == self.b)


@dataclass(frozen=True, slots=True)
class _Course:
    """What was measured of a pair.

    Attributes:
        found: the pair's own course. ways: the series of each direction alone, or None for a directed course.
        share: share of conflict by period. ahead: the forecast.
    """

    found: Measured
    ways: pl.DataFrame | None
    share: pl.DataFrame
    ahead: list[dict[str, Any]]


def _measure(
    database: Database,
    common: fresh.Common,
    pair: _Pair,
    rows: pl.DataFrame,
    panel: pl.DataFrame,
    settings: Settings,
    directed: bool,
    as_of: date | None,
) -> _Course:
    """Measures a pair with what it has in common with all others, and by it alone where nothing is."""
    calibration = common.calibration
    assert calibration is not None
    by = calibration.parameters.by
    first, last = fresh.span(database, calibration, panel, as_of)
    prior = common.prior(database, *sorted(pair.nodes)) if not directed else common.prior(database, *pair.nodes)
    priors = {pair.nodes: prior, pair.nodes[::-1]: prior}
    found = relations.measure_with(panel, calibration, priors, first, last)
    ways = None
    if not directed:
        each = relations.panel_of(rows, by, True, settings.multilateral).filter(pl.col("n") > 0)
        ways = relations.series_with(each, calibration, priors, first, last)
    share = relations.conflict_share(panel, by, calibration.share, first, last)
    ahead = relations.forecast_next(
        panel, FORECAST, by, calibration.parameters, first, last, prior=priors
    ).drop("a", "b")  # fmt: skip
    return _Course(found, ways, share, ahead.to_dicts())


def _counted(uncounted: pl.DataFrame) -> dict[str, int]:
    return dict(zip(uncounted["reason"].to_list(), uncounted["acts"].to_list(), strict=True))


def _within(start: date | None, end: date | None, by: str) -> pl.Expr:
    """Says whether a period is among those asked for; the one that holds the start is."""
    wanted = pl.lit(True)
    if start:
        wanted &= pl.col("period") >= pl.select(relations.floor_to(pl.lit(start), by)).item().isoformat()
    return wanted & (pl.col("period") <= end.isoformat()) if end else wanted


def _series(
    course: _Course,
    panel: pl.DataFrame,
    laid: pl.DataFrame,
    covered: pl.DataFrame,
    first_named: str,
    start: date | None,
    end: date | None,
) -> list[dict[str, Any]]:
    """Joins the measured series with counts, coverage and channels, from the first act of the pair on."""
    keys = ["a", "b", "period"]
    begun = panel.filter(pl.col("n") > 0)["period"].min()
    joined = (
        course.found.series.filter(pl.col("period") >= begun)
        .join(panel.drop("n", "mean"), on=keys, how="left")
        .join(laid, on=keys, how="left")
        .join(covered, on=keys, how="left")
        .join(course.share.select(*keys, share="share", share_low="low", share_high="high"), on=keys, how="left")
        .filter(_within(start, end, course.found.parameters.by))
        .sort("period")
    )
    ways = {} if course.ways is None else {
        (row["a"], row["period"]): row for row in course.ways.iter_rows(named=True)
    }  # fmt: skip
    return [_point(row, ways, first_named) for row in joined.iter_rows(named=True)]


def _point(row: Mapping[str, Any], ways: Mapping[tuple[str, str], Mapping[str, Any]], one: str) -> dict[str, Any]:
    """Writes one period as the contract has it."""
    number = {name: row[name] or 0.0 for name in _COUNTS}
    other = row["b"] if one == row["a"] else row["a"]
    return {
        "period": row["period"],
        **{k: row[k] for k in _MEASURED},
        "cooperation": {"verbal": number["verbal_cooperation"], "material": number["material_cooperation"]},
        "conflict": {"verbal": number["verbal_conflict"], "material": number["material_conflict"]},
        "conflict_share": {"share": row["share"], "low": row["share_low"], "high": row["share_high"]},
        "label": row["label"],
        "label_probability": row["label_probability"],
        "country_aggregated": row["country_aggregated"] or 0.0,
        "articles": row["articles"] or 0,
        "outlets": row["outlets"] or 0,
        "sides": row["sides"] or [],
        "languages": row["languages"] or [],
        "sources_changed": bool(row["changed"]),
        "channels": {name: row[name] for name in ("direct", "third_party", "sovereignty", "stated")},
        **_both_ways(ways.get((one, row["period"])), ways.get((other, row["period"]))),
        "events": list(row["events"] or ()),
    }


def _both_ways(forward: Mapping[str, Any] | None, backward: Mapping[str, Any] | None) -> dict[str, Any]:
    """Gives the tone of either direction alone, and how far apart they are."""
    kept = ("tone", "low", "high", "n")
    both = {
        name: None if way is None else {k: way[k] for k in kept}
        for name, way in (("forward", forward), ("backward", backward))
    }
    if forward is None or backward is None:
        return {**both, "asymmetry": None}
    spread = math.hypot(forward["sd"], backward["sd"])
    return {**both, "asymmetry": {"difference": forward["tone"] - backward["tone"], "sd": spread}}


def _turns(course: _Course, covered: pl.DataFrame, start: date | None, end: date | None) -> list[dict[str, Any]]:
    """Gives the turns of a pair, each with the acts that pulled the tone its way, strongest first."""
    kept = ("period", "detected", "kind", "size", "probability", "alarm_rate", "chance_rate", "sources_changed")
    found = relations.turns_with_coverage(course.found.turns, covered)
    rows = found.filter(_within(start, end, course.found.parameters.by)).sort("period", "detected")
    return [
        {
            **{k: row[k] for k in kept},
            "events": [act["event_id"] for act in row["events"][:ACTS_A_TURN]],
            "pulls": [act["pull"] for act in row["events"][:ACTS_A_TURN]],
        }
        for row in rows.iter_rows(named=True)
    ]


def _model(common: fresh.Common, found: Measured) -> dict[str, Any]:
    """Says what measured the pair: parameters, support for a return to a baseline, what as-of views used."""
    p, support = found.parameters, found.support
    return {
        "parameters": {k: getattr(p, k) for k in ("phi", "q_m", "q_z", "r", "s2", "mean", "v_m", "v_a")},
        "half_life": math.log(0.5) / math.log(p.phi),
        "fitted_on": {"data": p.provenance.data, "dyads": p.provenance.dyads, "rows": p.provenance.rows},
        "calibrated_until": common.cut.isoformat() if common.cut else None,
        "reversion": {
            "stands": support.stands,
            "bic_difference": support.bic_difference,
            "pair": next(iter(support.by_dyad.values()), None),
            "note": support.note,
        },
        "thresholds": {kind: alarm.threshold for kind, alarm in found.alarms.items()},
        "alarms_a_year": {kind: alarm.rate for kind, alarm in found.alarms.items()},
    }
