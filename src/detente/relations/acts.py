"""Which acts count for which pair, with what weight, in which period.

Two steps, so that the first can be kept: ``lay_out`` says between whom each event is, ``acts_of`` which of these acts
move a series of periods and how much they weigh.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from detente.errors import InputError
from detente.records import OFFICIAL_SECTORS
from detente.relations.grid import check_period, floor_to

STATE_SECTORS = tuple(sorted(OFFICIAL_SECTORS))
FACTUALITY_WEIGHTS = {"asserted": 1.0, "probable": 0.7, "possible": 0.4}
STANDING = ("habitual", "cumulative")
# The longest range of dates that still tells a period, in days; its middle day decides.
_LONGEST = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
_NEEDED = (
    "event_id",
    "event_type",
    "quad_class",
    "intensity",
    "factuality",
    "occurrence",
    "part_of",
    "date_start",
    "date_end",
    "precision",
    "parties",
)
_KEYS = ("event_id", "a", "b")
_FLAGS = ("forward", "backward", "country_forward", "country_backward")


def counts_for_dyad(kind: str, sectors: Sequence[str]) -> bool:
    """Says whether an act by or to such an actor counts for its state.

    Args:
        kind: state, igo, armed_group, organisation, person, society or unknown, at the act's date.
        sectors: PLOVER sectors in order, at the act's date.
    """
    if kind == "state":
        return True
    return kind in ("person", "organisation") and bool(sectors) and sectors[0] in STATE_SECTORS


def _node() -> pl.Expr:
    """``records.node_from`` as a column, for a million rows; a test holds the two to the same answers."""
    party = pl.col("party").struct
    kind, country, group, name = (party.field(f) for f in ("kind", "country", "group", "name"))
    first = party.field("sectors").list.first()
    state = pl.when(country.is_not_null() & ~country.is_in(["", "IGO", "NGO"])).then(country)
    grouped = pl.when(group.is_not_null() & (group != "")).then(pl.lit("group:") + group)
    named = kind.is_in(["person", "organisation"])
    official = (named & first.is_in(STATE_SECTORS)).fill_null(False) & state.is_not_null()
    return (
        pl.when(kind == "armed_group")
        .then(pl.coalesce(grouped, pl.lit("militants:") + state))
        .when((kind == "igo") | (country == "IGO").fill_null(False))
        .then(pl.lit("igo:") + name)
        .when((kind == "state") | official)
        .then(state)
        .when(kind == "society")
        .then(pl.lit("society:") + state)
        .when(named)
        .then(pl.coalesce(grouped, first.str.to_lowercase() + ":" + state))
    )


def _country() -> pl.Expr:
    country = pl.col("party").struct.field("country")
    return pl.when(~country.is_in(["", "IGO", "NGO"])).then(country)


def _check(events: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in _NEEDED if name not in events.columns]
    if missing:
        raise InputError("events", "columns", f"no column '{missing[0]}'.", f"It needs {', '.join(_NEEDED)}.")
    dates = [
        pl.col(name).str.to_date("%Y-%m-%d", strict=False) if events.schema[name] == pl.String else pl.col(name)
        for name in ("date_start", "date_end")
    ]
    return events.with_columns(date.cast(pl.Date, strict=False) for date in dates)


def _directions(parties: pl.DataFrame, node: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row an event and pair of different nodes, with the directions; and the number of nodes of each event."""
    sides = parties.select("event_id", "joint", role=pl.col("party").struct.field("role"), node=node)
    sides = sides.drop_nulls("node").unique()
    actors, recipients = (sides.filter(pl.col("role") == r).drop("role") for r in ("actor", "recipient"))
    to = actors.join(recipients.drop("joint"), on="event_id", suffix="_b")
    # Those who act together act on one another.
    joint = actors.filter("joint")
    together = joint.join(joint.drop("joint"), on="event_id", suffix="_b")
    rows = pl.concat([to, together]).filter(pl.col("node") != pl.col("node_b"))
    a, b = pl.min_horizontal("node", "node_b"), pl.max_horizontal("node", "node_b")
    pairs = (
        rows.with_columns(a=a, b=b)
        .group_by(_KEYS)
        .agg(forward=(pl.col("node") == pl.col("a")).any(), backward=(pl.col("node") == pl.col("b")).any())
    )
    return pairs, sides.group_by("event_id").agg(nodes=pl.col("node").n_unique())


def lay_out(events: pl.DataFrame) -> pl.DataFrame:
    """Lays every event out by the pairs of nodes that it is between.

    Args:
        events: gathered events: ``event_id, event_type, quad_class, intensity`` (−10 to 10), ``factuality, occurrence,
            part_of, date_start, date_end`` (ISO dates or null), ``precision, parties`` (list of ``role`` actor or
            recipient, ``name, country, kind, sectors, scope, group``). Other columns are kept.

    Returns:
        One row an event and pair, a before b: the columns of ``events`` but ``parties``; ``forward, backward`` (whether
        a acted on b, b on a), ``country_forward, country_backward`` (the same of anybody of the two countries),
        ``joint`` (nobody is recipient), ``nodes`` (number in the event), ``share, share_directed`` (of a weight of one
        over the event's pairs, and over its directions; null where only others of the two countries acted).

    Raises:
        InputError: a column is missing.
    """
    table = _check(events)
    role = pl.col("parties").list.eval(pl.element().struct.field("role") == "recipient").list.any()
    parties = table.select("event_id", pl.col("parties").alias("party"), joint=~role).explode(
        "party", keep_nulls=False, empty_as_null=False
    )
    own, size = _directions(parties, _node())
    by_country, _ = _directions(parties, _country())
    ways = pl.col("forward").cast(pl.Int32) + pl.col("backward").cast(pl.Int32)
    own = own.with_columns(
        share=1.0 / pl.len().over("event_id").cast(pl.Float64),
        share_directed=1.0 / ways.sum().over("event_id").cast(pl.Float64),
    )
    renamed = by_country.rename({"forward": "country_forward", "backward": "country_backward"})
    pairs = own.join(renamed, on=_KEYS, how="full", coalesce=True)
    joint = parties.select("event_id", "joint").unique("event_id")
    rows = pairs.join(joint, on="event_id").join(size, on="event_id", how="left").join(
        table.drop("parties"), on="event_id"
    )  # fmt: skip
    return rows.with_columns(pl.col(_FLAGS).fill_null(False)).sort("a", "b", "event_id")


def _one_way(rows: pl.DataFrame, forward: str, backward: str, directed: bool) -> pl.DataFrame:
    """Keeps the rows with one of two flags; directed, a row for each, with a acting on b."""
    if not directed:
        return rows.filter(pl.col(forward) | pl.col(backward))
    turned = rows.filter(backward).rename({"a": "b", "b": "a"}).select(rows.columns)
    return pl.concat([rows.filter(forward), turned])


def _days() -> pl.Expr:
    return (pl.col("date_end") - pl.col("date_start")).dt.total_days() + 1


def middle() -> pl.Expr:
    """The middle day of an act's range of dates."""
    return (pl.col("date_start") + (pl.col("date_end") - pl.col("date_start")) / 2).cast(pl.Date)


def _reason(by: str, multilateral: bool) -> pl.Expr:
    """Why an act moves no series, or null."""
    many = (pl.col("event_type") == "CONSULT") & pl.col("joint") & (pl.col("nodes") > 2)
    return (
        pl.when(~pl.col("factuality").is_in(list(FACTUALITY_WEIGHTS)))
        .then(pl.lit("not asserted"))
        .when(pl.col("occurrence").is_in(STANDING))
        .then(pl.lit("standing fact"))
        .when(many & pl.lit(not multilateral))
        .then(pl.lit("multilateral meeting"))
        .when(pl.col("date_start").is_null() | pl.col("date_end").is_null())
        .then(pl.lit("undated"))
        .when(_days() > _LONGEST[by])
        .then(pl.when(pl.col("precision") == "year").then(pl.lit("year only")).otherwise(pl.lit("coarse date")))
    )


def acts_of(rows: pl.DataFrame, by: str = "month", directed: bool = False, multilateral: bool = False) -> pl.DataFrame:
    """Says of laid-out acts which move the series of their pair, when and how much.

    Args:
        rows: as ``lay_out`` gives them, all of a pair or none.
        by: length of a period.
        directed: whether A→B and B→A are kept apart.
        multilateral: whether meetings of more than two count.

    Returns:
        ``a, b, event_id, period`` (null where it moves nothing), ``score, weight, quad_class, family, reason``. Weights
        of one event sum to its factuality weight over all pairs; a series and its members are one family and share one.

    Raises:
        ConfigError: not a period.
    """
    check_period(by)
    rows = _one_way(rows, "forward", "backward", directed).with_columns(reason=_reason(by, multilateral))
    counted = pl.col("reason").is_null()
    family = pl.coalesce("part_of", "event_id")
    weight = pl.col("factuality").replace_strict(FACTUALITY_WEIGHTS, default=0.0, return_dtype=pl.Float64)
    share = pl.col("share_directed" if directed else "share")
    members = pl.when(counted).then(1).otherwise(0).sum().over("a", "b", family).clip(1)
    return rows.select(
        "a",
        "b",
        "event_id",
        pl.when(counted).then(floor_to(middle(), by)).alias("period"),
        pl.col("intensity").cast(pl.Float64).alias("score"),
        (weight * share / members).alias("weight"),
        "quad_class",
        family.alias("family"),
        "reason",
    )


def acts_by_dyad(
    events: pl.DataFrame, by: str = "month", directed: bool = False, multilateral: bool = False
) -> pl.DataFrame:
    """Lays every act out by the pairs it counts for, whether it moves their series or not; see ``acts_of``.

    Raises:
        InputError: a column is missing.
        ConfigError: not a period.
    """
    check_period(by)
    return acts_of(lay_out(events), by, directed, multilateral)


def acts_by_country(rows: pl.DataFrame, by: str = "month", directed: bool = False) -> pl.DataFrame:
    """Gives the laid-out acts of anybody of two countries, with their period: what a plain sum by country adds up."""
    check_period(by)
    anybody = _one_way(rows, "country_forward", "country_backward", directed).filter(_days() <= _LONGEST[by])
    return anybody.with_columns(period=floor_to(middle(), by))
