"""Channels beside the curve: how two states' relations show in what is done to others, on whose soil, and in words.

They explain, they never forecast: measured on ICEWS, third-party balance does not foretell the next month.
"""

from __future__ import annotations

import polars as pl

from detente.errors import InputError
from detente.records import node_from
from detente.relations.acts import FACTUALITY_WEIGHTS, STANDING
from detente.relations.grid import check_period, floor_to

FORCE = ("ASSAULT", "COERCE")
OPPOSES, BACKS = "opposes", "backs"
_EDGE = ("actor", "relation", "group", "start", "end", "status")
_STATEMENT = ("a", "b", "aspect", "direction", "date_start")
_STATUS_ORDER = ("acknowledged", "documented", "alleged", "denied")
# An edge that is denied says who claims what; it settles nothing.
_SETTLING = ("acknowledged", "documented")


def _require(table: pl.DataFrame, columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputError(name, "columns", f"no column '{missing[0]}'.", f"It needs {', '.join(columns)}.")


def _as_date(table: pl.DataFrame, *columns: str) -> pl.DataFrame:
    return table.with_columns(
        pl.col(c).str.to_date("%Y-%m-%d", strict=False) if table.schema[c] == pl.String else pl.col(c).cast(pl.Date)
        for c in columns
    )


def _moving(events: pl.DataFrame) -> pl.DataFrame:
    """The acts that happened and have a date: neither alleged, denied, hypothetical, planned nor standing facts."""
    return _as_date(events, "date_start").filter(
        pl.col("factuality").is_in(list(FACTUALITY_WEIGHTS)),
        ~pl.col("occurrence").is_in(STANDING),
        pl.col("date_start").is_not_null(),
    )


def _nodes(events: pl.DataFrame) -> pl.DataFrame:
    """One row an event, role and node."""
    rows = [
        (event, party["role"], node)
        for event, parties in events.select("event_id", "parties").iter_rows()
        for party in parties
        if (node := node_from(party["kind"], party["country"], party["sectors"] or [], party["name"], party["group"]))
    ]
    schema = {"event_id": pl.String, "role": pl.String, "node": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").unique(maintain_order=True)


def third_party(
    events: pl.DataFrame,
    edges: pl.DataFrame,
    reactions: pl.DataFrame | None = None,
    readings: pl.DataFrame | None = None,
    by: str = "month",
) -> pl.DataFrame:
    """Lists acts of one state against or for a group in which another state has a stake.

    A hostile act against a group that B opposes is aligned with B; against one that B backs, adverse; helping the group
    turns both about. B's own recorded reaction settles it, and so does a stated reading, shown with who reads it so. A
    roster edge settles nothing where it is alleged or denied, nor where B both opposes and backs the group.

    Args:
        events: as for ``aggregate``.
        edges: ``actor`` (state), ``relation`` (opposes or backs), ``group`` (name), ``start, end`` (ISO dates or null),
            ``status`` (acknowledged, documented, alleged, denied).
        reactions: B's recorded reactions: ``event_id, state, direction`` (better or worse), and ``reaction``, its id.
        readings: statements pointing to an act as evidence: ``event_id, a, b, direction`` and ``source``.
        by: length of a period.

    Returns:
        ``a, b, period, event_id, group, stake, status, reading`` (aligned, adverse or unsettled), ``settled_by`` (edge,
        reaction, reading or null) and ``read_by``.

    Raises:
        InputError: a column is missing.
    """
    check_period(by)
    acts = _moving(events)
    sides = _nodes(acts)
    group = pl.col("node").str.starts_with("group:")
    rows = (
        sides.filter(pl.col("role") == "actor", ~group)
        .join(sides.filter(pl.col("role") == "recipient", group), on="event_id", suffix="_b")
        .select("event_id", a="node", b="node_b")
        .join(acts, on="event_id")
    )
    return third_party_of(rows, edges, reactions, readings, by)


def third_party_of(
    rows: pl.DataFrame,
    edges: pl.DataFrame,
    reactions: pl.DataFrame | None = None,
    readings: pl.DataFrame | None = None,
    by: str = "month",
) -> pl.DataFrame:
    """``third_party`` of laid-out acts, ``a`` a state that acts, ``b`` a group node."""
    check_period(by)
    _require(edges, _EDGE, "edges")
    pairs = _moving(rows).select(
        "event_id", "a", "date_start", "quad_class", group=pl.col("b").str.strip_prefix("group:")
    )
    stakes = _as_date(edges, "start", "end").rename({"actor": "b", "relation": "stake"})
    day = pl.col("date_start")
    held = pairs.join(stakes, on="group").filter(
        pl.col("a") != pl.col("b"),
        pl.col("start").is_null() | (pl.col("start") <= day),
        pl.col("end").is_null() | (day <= pl.col("end")),
    )
    hostile = pl.col("quad_class") >= 3
    aligned = (pl.col("stake") == OPPOSES) == hostile
    sure = pl.col("status").is_in(_SETTLING)
    mixed = pl.col("stake").filter(sure).n_unique().over("event_id", "a", "b", "group") > 1
    settled = sure & ~mixed
    rows = held.with_columns(
        period=floor_to(day, by).dt.to_string("%Y-%m-%d"),
        reading=pl.when(settled).then(_reading(aligned)).otherwise(pl.lit("unsettled")),
        settled_by=pl.when(settled).then(pl.lit("edge")),
        read_by=pl.lit(None, dtype=pl.String),
    )
    columns = ["a", "b", "period", "event_id", "group", "stake", "status", "reading", "settled_by", "read_by"]
    found = rows.select(columns).unique(maintain_order=True)
    if readings is not None:
        found = _settle_by_reading(found, readings)
    if reactions is not None:
        found = _settle_by_reaction(found, reactions)
    return found.select(columns).sort("a", "b", "period", "event_id", "group", "stake")


def _reading(good: pl.Expr) -> pl.Expr:
    return pl.when(good).then(pl.lit("aligned")).otherwise(pl.lit("adverse"))


def _settle_by_reading(rows: pl.DataFrame, readings: pl.DataFrame) -> pl.DataFrame:
    _require(readings, ("event_id", "a", "b", "direction", "source"), "readings")
    both_ways = pl.concat([readings, readings.rename({"a": "b", "b": "a"}).select(readings.columns)])
    said = (
        both_ways.filter(pl.col("direction").is_in(["better", "worse"]))
        .group_by("event_id", "a", "b")
        .agg(said=pl.col("direction").unique(), source=pl.col("source").drop_nulls().unique().sort().str.join(", "))
        # Sources that contradict each other settle nothing.
        .filter(pl.col("said").list.len() == 1)
        .with_columns(pl.col("said").list.first())
    )
    return _settle(rows.join(said, on=["event_id", "a", "b"], how="left"), "reading").drop("said", "source")


def _settle_by_reaction(rows: pl.DataFrame, reactions: pl.DataFrame) -> pl.DataFrame:
    _require(reactions, ("event_id", "state", "direction"), "reactions")
    said = (
        reactions.filter(pl.col("direction").is_in(["better", "worse"]))
        .group_by("event_id", b=pl.col("state"))
        .agg(said=pl.col("direction").unique())
        .filter(pl.col("said").list.len() == 1)
        .with_columns(pl.col("said").list.first(), source=pl.col("b"))
    )
    return _settle(rows.join(said, on=["event_id", "b"], how="left"), "reaction").drop("said", "source")


def _settle(rows: pl.DataFrame, how: str) -> pl.DataFrame:
    told = pl.col("said").is_not_null()
    return rows.with_columns(
        reading=pl.when(told).then(_reading(pl.col("said") == "better")).otherwise("reading"),
        settled_by=pl.when(told).then(pl.lit(how)).otherwise("settled_by"),
        read_by=pl.when(told).then("source").otherwise("read_by"),
    )


def sovereignty(events: pl.DataFrame, by: str = "month") -> pl.DataFrame:
    """Lists force used by one state on another's soil without that state's stated consent.

    Whoever was struck: it is the soil that counts. Consent that is given makes no row; what the sources leave open is
    shown as ``unknown``, for a reader to judge; it moves no series.

    Args:
        events: as for ``aggregate``, with ``territory`` (ISO alpha-3), ``consent`` and, where known, ``notified``.

    Returns:
        ``a`` (who used force), ``b`` (whose soil), ``period, event_id, consent, notified``.

    Raises:
        InputError: a column is missing.
    """
    check_period(by)
    _require(events, ("territory", "consent", "event_type"), "events")
    acts = _moving(events).filter(
        pl.col("event_type").is_in(FORCE), pl.col("territory").is_not_null(), pl.col("consent") != "given"
    )
    notified = pl.col("notified") if "notified" in acts.columns else pl.lit(None, dtype=pl.Boolean)
    return (
        _nodes(acts)
        .filter(pl.col("role") == "actor", ~pl.col("node").str.contains(":"))
        .join(acts, on="event_id")
        .filter(pl.col("node") != pl.col("territory"))
        .select(
            a="node",
            b="territory",
            period=floor_to(pl.col("date_start"), by).dt.to_string("%Y-%m-%d"),
            event_id="event_id",
            consent="consent",
            notified=notified,
        )
        .unique(maintain_order=True)
        .sort("a", "b", "period", "event_id")
    )


def stated(statements: pl.DataFrame, by: str = "month") -> pl.DataFrame:
    """Counts what is said of relationships: ``a, b, period, aspect, better, worse, same, said``.

    Args:
        statements: one row a statement and pair: ``a, b, aspect, direction`` (better, worse, same or none) and
            ``date_start`` (ISO; statements without a date are left out).

    Raises:
        InputError: a column is missing.
    """
    check_period(by)
    _require(statements, _STATEMENT, "statements")
    dated = _as_date(statements, "date_start").filter(pl.col("date_start").is_not_null())
    return (
        dated.group_by(
            pl.min_horizontal("a", "b").alias("a"),
            pl.max_horizontal("a", "b").alias("b"),
            floor_to(pl.col("date_start"), by).dt.to_string("%Y-%m-%d").alias("period"),
            "aspect",
        )
        .agg(
            *((pl.col("direction") == way).sum().alias(way) for way in ("better", "worse", "same")),
            said=pl.len(),
        )
        .sort("a", "b", "period", "aspect")
    )


def channels(
    series: pl.DataFrame,
    third: pl.DataFrame | None = None,
    soil: pl.DataFrame | None = None,
    words: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Lays the channels beside a series: ``a, b, period, direct, third_party, sovereignty, stated``.

    ``direct`` is the observed mean of the pair's own acts, null without any; ``third_party`` is aligned less adverse
    acts of either toward groups in which the other has a stake; ``sovereignty`` the number of acts of force of either
    on the other's soil; ``stated`` better less worse statements. Null means none, which is not a balance of zero.
    """
    base = series.select("a", "b", "period", direct="mean")
    sign = {"aligned": 1, "adverse": -1}
    tables = {
        "third_party": None
        if third is None
        else third.unique(["a", "b", "period", "event_id", "reading"]).select(
            "a", "b", "period", value=pl.col("reading").replace_strict(sign, default=0, return_dtype=pl.Int64)
        ),
        "sovereignty": None if soil is None else soil.select("a", "b", "period", value=pl.lit(1, dtype=pl.Int64)),
        "stated": None
        if words is None
        else words.select("a", "b", "period", value=pl.col("better").cast(pl.Int64) - pl.col("worse").cast(pl.Int64)),
    }
    for name, table in tables.items():
        if table is None:
            base = base.with_columns(pl.lit(None, dtype=pl.Int64).alias(name))
            continue
        either = pl.concat([table, table.rename({"a": "b", "b": "a"}).select(table.columns)])
        total = either.group_by("a", "b", "period").agg(pl.col("value").sum().alias(name))
        base = base.join(total, on=["a", "b", "period"], how="left")
    return base
