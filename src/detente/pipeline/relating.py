"""From a store's events to the course of one relationship: series, turns with their acts, channels, coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from detente import __version__, codes, relations
from detente.actors import load_roster
from detente.errors import NotFoundError, UnknownCodeError
from detente.settings import Settings
from detente.store import queries, tables
from detente.store.database import Database

# Acts shown for a turning point: those that pulled the tone its way, strongest first.
ACTS_A_TURN = 8
# Periods forecast.
FORECAST = 6
_COUNTS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


@dataclass(frozen=True, slots=True)
class Relation:
    """The course of one relationship, as ``relation --json`` prints it.

    Attributes:
        series: one row a period; see DESIGN, ``relation --json``.
        turns: turning points with the ids of the events behind them.
        forecast: the next periods: tone with its sd and 90% interval, and the sd of a period's observed mean.
        coverage: articles, outlets, languages and sides of the evidence; ``uncounted`` acts by reason.
        fitted: whether the model was fitted to this store; ``why`` not, or "".
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

    def to_json(self) -> dict[str, Any]:
        """Gives the object that ``relation --json`` prints."""
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
            "model": {"scale": self.scale, "fitted": self.fitted, "why": self.why, "interval": self.note},
        }

    def coverage_lines(self) -> list[str]:
        """Says in words what the evidence rests on and what it lacks."""
        known = self.coverage
        outlets = ", ".join(known["outlets"][:4]) or "unnamed"
        languages = ", ".join(known["languages"]) or "no language"
        lines = [
            f"Evidence: {known['articles']} articles, {len(known['outlets'])} outlets ({outlets}), read in {languages}."
        ]
        if known.get("imported"):
            lines.append(
                f"{known['imported']:,} of the acts come from datasets ({', '.join(known['datasets'])}), "
                "by their own coding."
            )
        sides = set(known["sides"])
        missing = [
            name
            for code, name in ((self.a, self.a_name), (self.b, self.b_name))
            if len(code) == 3 and code not in sides and known["mentions"]
        ]
        lines += [f"No source from {name} in this evidence." for name in missing]
        for reason, acts in known["uncounted"].items():
            lines.append(f"{acts} acts move no series: {reason}.")
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
        found = queries.nodes(database, name)
        exact = [
            n for n in found if name.lower() in (n["node"].lower(), n["name"].lower(), n["node"].split(":")[-1].lower())
        ]
        chosen = exact or found
        if chosen:
            return str(chosen[0]["node"])
        raise NotFoundError(f"No party '{name}' in the codes or in this store.", unknown.advice) from unknown


def measured(
    database: Database, settings: Settings, by: str = "month", directed: bool = False, as_of: date | None = None
) -> tuple[pl.DataFrame, pl.DataFrame, relations.Measured | None]:
    """Measures every pair of a store.

    Returns:
        Events, panel, and the measurement, or None where no act counts for any pair.
    """
    events = queries.relation_events(database, as_of)
    panel = relations.aggregate(events, by, directed, settings.multilateral)
    if panel.filter(pl.col("n") > 0).is_empty():
        return events, panel, None
    return events, panel, relations.measure(panel, by=by, alarms=settings.breach_budget)


def panel(database: Database, settings: Settings, by: str = "month") -> pl.DataFrame:
    """Gives the panel of all pairs of a store, as ``relations.measure`` takes it."""
    return relations.aggregate(queries.relation_events(database), by, multilateral=settings.multilateral)


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
    keep: bool = True,
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
        keep: whether to store the course measured, where it is the whole one.

    Raises:
        NotFoundError: a party is not known.
    """
    one, other = node_named(database, a), node_named(database, b)
    first, second = (one, other) if directed or one < other else (other, one)
    events, panel, found = measured(database, settings, by, directed, as_of)
    coverage = queries.coverage(database, one, other, as_of)
    coverage["uncounted"] = _uncounted(events, by, directed, settings, first, second)
    names = {node: _name(database, node) for node in (one, other)}
    series: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    ahead: list[dict[str, Any]] = []
    if found is not None:
        beside = _channels(database, settings, events, found, first, second, by)
        own = _of_pair(panel, first, second)
        reports = queries.reports_of_events(database, [i for ids in own["events"].drop_nulls() for i in ids])
        series = _series(own, found, beside, reports, start, end)
        turns = _turns(own, found, reports, start, end)
        ahead = _ahead(own, found, by) if series else []
        if keep and as_of is None and start is None and end is None:
            _keep(database, settings, first, second, directed, by, series, turns)
    return Relation(
        one, other, names[one], names[other], directed, by, as_of, "PLOVER", series, turns, ahead, coverage,
        found.fitted if found else False, found.why if found else "", found.note if found else "",
    )  # fmt: skip


def _name(database: Database, node: str) -> str:
    if len(node) == 3 and node.isupper():
        return codes.country(node).name
    return node.split(":", 1)[-1]


def _of_pair(frame: pl.DataFrame, a: str, b: str) -> pl.DataFrame:
    return frame.filter((pl.col("a") == a) & (pl.col("b") == b))


def _uncounted(events: pl.DataFrame, by: str, directed: bool, settings: Settings, a: str, b: str) -> dict[str, int]:
    rows = _of_pair(relations.uncounted(events, by, directed, settings.multilateral), a, b)
    return dict(zip(rows["reason"].to_list(), rows["acts"].to_list(), strict=True))


def _channels(
    database: Database,
    settings: Settings,
    events: pl.DataFrame,
    found: relations.Measured,
    a: str,
    b: str,
    by: str,
) -> pl.DataFrame:
    """Lays what is done to third parties, on whose soil, and what is said of the relationship beside the series."""
    edges = [
        (
            edge.other,
            "backs" if edge.relation == "backed_by" else "opposes",
            edge.group,
            edge.start,
            edge.end,
            edge.status,
        )
        for edge in load_roster(settings.rosters).edges
        if edge.relation in ("opposes", "backed_by") and len(edge.other) == 3
    ]
    columns = {"actor": pl.String, "relation": pl.String, "group": pl.String, "start": pl.Date, "end": pl.Date}
    stakes = pl.DataFrame(edges, schema={**columns, "status": pl.String}, orient="row")
    said = [
        (a, b, row["aspect"], row["direction"], _said_on(row)) for row in queries.relation_statements(database, a, b)
    ]
    names = dict.fromkeys(("a", "b", "aspect", "direction", "date_start"), pl.String)
    return relations.channels(
        _of_pair(found.series, a, b),
        relations.third_party(events, stakes, by=by),
        relations.sovereignty(events, by),
        relations.stated(pl.DataFrame(said, schema=names, orient="row"), by),
    )


def _said_on(row: Mapping[str, Any]) -> str | None:
    """Gives the day a statement speaks of, else the day it was published."""
    day = row["record"]["date"]
    return str(day["start"]) if day else (row["published"].isoformat() if row["published"] else None)


def _series(
    own: pl.DataFrame,
    found: relations.Measured,
    beside: pl.DataFrame,
    reports: Mapping[str, Mapping[str, Any]],
    start: date | None,
    end: date | None,
) -> list[dict[str, Any]]:
    """Joins the measured series with counts, coverage and channels, from the first act of the pair on."""
    acting = own.filter(pl.col("n") > 0)
    if acting.is_empty():
        return []
    joined = own.select("a", "b").unique().join(found.series, on=["a", "b"])
    joined = joined.join(own.drop("n", "mean"), on=["a", "b", "period"], how="left")
    joined = joined.join(beside, on=["a", "b", "period"], how="left")
    joined = joined.filter(pl.col("period") >= acting["period"].min()).sort("period")
    return [
        _point(row, [reports[i] for i in row["events"] or () if i in reports])
        for row in joined.iter_rows(named=True)
        if _within(row["period"], start, end)
    ]


def _within(period: str, start: date | None, end: date | None) -> bool:
    """Says whether a period is among those asked for."""
    return not (start and period < start.isoformat()[:8] + "01") and not (end and period > end.isoformat())


def _point(row: Mapping[str, Any], reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Writes one period as the contract has it."""
    number = {name: row[name] or 0.0 for name in _COUNTS}
    return {
        "period": row["period"],
        **{k: row[k] for k in ("tone", "sd", "low", "high", "filtered", "baseline", "deviation", "n")},
        "cooperation": {"verbal": number["verbal_cooperation"], "material": number["material_cooperation"]},
        "conflict": {"verbal": number["verbal_conflict"], "material": number["material_conflict"]},
        "label": row["label"],
        "label_probability": row["label_probability"],
        "country_aggregated": row["country_aggregated"] or 0.0,
        "articles": len({i for r in reports for i in r["articles"]}),
        "outlets": len({o for r in reports for o in r["outlets"]}),
        "channels": {name: row[name] for name in ("direct", "third_party", "sovereignty", "stated")},
        "events": list(row["events"] or ()),
    }


def _turns(
    own: pl.DataFrame,
    found: relations.Measured,
    reports: Mapping[str, Mapping[str, Any]],
    start: date | None,
    end: date | None,
) -> list[dict[str, Any]]:
    """Gives the turns of a pair, each with the acts that pulled the tone its way, strongest first."""
    told = [
        (row["a"], row["b"], row["period"], article, outlet)
        for row in own.drop_nulls("events").iter_rows(named=True)
        for event in row["events"]
        if event in reports
        for article in reports[event]["articles"]
        for outlet in reports[event]["outlets"]
    ]
    columns = dict.fromkeys(("a", "b", "period", "article", "outlet"), pl.String)
    covered = relations.coverage(pl.DataFrame(told, schema=columns, orient="row"))
    rows = own.select("a", "b").unique().join(found.turns, on=["a", "b"])
    turns = []
    for row in relations.turns_with_coverage(rows, covered).sort("period").iter_rows(named=True):
        if _within(row["period"], start, end):
            kept = ("period", "detected", "kind", "size", "probability", "alarm_rate", "sources_changed")
            acts = [act["event_id"] for act in (row["events"] or ())[:ACTS_A_TURN]]
            turns.append({**{k: row[k] for k in kept}, "events": acts})
    return turns


def _ahead(own: pl.DataFrame, found: relations.Measured, by: str) -> list[dict[str, Any]]:
    """Forecasts the next periods of a pair with the parameters that measured it."""
    last = found.series["period"].max()
    frame = relations.forecast_next(own, FORECAST, by, found.parameters, end=str(last))
    return frame.drop("a", "b").to_dicts()


def _keep(
    database: Database,
    settings: Settings,
    a: str,
    b: str,
    directed: bool,
    by: str,
    series: Sequence[Mapping[str, Any]],
    turns: Sequence[Mapping[str, Any]],
) -> None:
    """Stores the whole measured course of a pair, in place of an older one."""
    run = tables.begin_run(database, "relation", __version__, codes.data_hashes(), asdict(settings))
    tables.put_relation(database, run, (a, b, directed, by), series, turns)
    tables.end_run(database, run, {"periods": len(series), "turns": len(turns)})


def all_turns(
    database: Database,
    settings: Settings,
    kind: str | None = None,
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
) -> list[dict[str, Any]]:
    """Lists the turning points of every pair, newest first."""
    _, _, found = measured(database, settings, as_of=as_of)
    if found is None:
        return []
    rows = found.turns
    if kind:
        rows = rows.filter(pl.col("kind") == kind)
    if start:
        rows = rows.filter(pl.col("period") >= start.isoformat())
    if end:
        rows = rows.filter(pl.col("period") <= end.isoformat())
    return rows.sort("period", descending=True).to_dicts()
