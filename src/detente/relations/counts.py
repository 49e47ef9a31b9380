"""From gathered events to a panel: which acts count for which pair, with what weight, in which period."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from detente.errors import InputError
from detente.records import OFFICIAL_SECTORS
from detente.relations.grid import check_period, floor_to

STATE_SECTORS = tuple(sorted(OFFICIAL_SECTORS))
FACTUALITY_WEIGHTS = {"asserted": 1.0, "probable": 0.7, "possible": 0.4}
STANDING = ("habitual", "cumulative")
QUAD_COLUMNS = {1: "verbal_cooperation", 2: "material_cooperation", 3: "verbal_conflict", 4: "material_conflict"}
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


def _pairs(events: pl.DataFrame, node: pl.Expr, directed: bool) -> pl.DataFrame:
    """One row an event and pair of different nodes: ``event_id, a, b, share, nodes, joint``; shares sum to 1."""
    sides = (
        events.select("event_id", pl.col("parties").alias("party"))
        .explode("party", keep_nulls=False, empty_as_null=False)
        .select("event_id", role=pl.col("party").struct.field("role"), node=node)
        .drop_nulls()
        .unique(maintain_order=True)
    )
    actors, recipients = (sides.filter(pl.col("role") == r).drop("role") for r in ("actor", "recipient"))
    has_recipient = events.select(
        "event_id",
        joint=~pl.col("parties").list.eval(pl.element().struct.field("role") == "recipient").list.any(),
    )
    to = actors.join(recipients, on="event_id", suffix="_b")
    together = actors.join(actors, on="event_id", suffix="_b").join(has_recipient.filter("joint"), on="event_id")
    rows = pl.concat([to.with_columns(joint=pl.lit(False)), together.select("event_id", "node", "node_b", "joint")])
    rows = rows.rename({"node": "a", "node_b": "b"}).filter(pl.col("a") != pl.col("b"))
    if not directed:
        rows = rows.with_columns(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"))
    rows = rows.unique(["event_id", "a", "b"], maintain_order=True)
    size = sides.group_by("event_id").agg(nodes=pl.col("node").n_unique())
    return rows.with_columns(share=1.0 / pl.len().over("event_id").cast(pl.Float64)).join(size, on="event_id")


def _check(events: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in _NEEDED if name not in events.columns]
    if missing:
        raise InputError("events", "columns", f"no column '{missing[0]}'.", f"It needs {', '.join(_NEEDED)}.")
    dates = [
        pl.col(name).str.to_date("%Y-%m-%d", strict=False) if events.schema[name] == pl.String else pl.col(name)
        for name in ("date_start", "date_end")
    ]
    return events.with_columns(date.cast(pl.Date, strict=False) for date in dates)


def _days() -> pl.Expr:
    return (pl.col("date_end") - pl.col("date_start")).dt.total_days() + 1


def _middle() -> pl.Expr:
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


def acts_by_dyad(
    events: pl.DataFrame, by: str = "month", directed: bool = False, multilateral: bool = False
) -> pl.DataFrame:
    """Lays every act out by the pairs it counts for, whether it moves their series or not.

    Args:
        events: gathered events: ``event_id, event_type, quad_class, intensity`` (−10 to 10), ``factuality, occurrence,
            part_of, date_start, date_end`` (ISO dates or null), ``precision, parties`` (list of ``role`` actor or
            recipient, ``name, country, kind, sectors, scope, group``).
        by: length of a period.
        directed: whether A→B and B→A are kept apart.
        multilateral: whether meetings of more than two count.

    Returns:
        ``a, b, event_id, period`` (null where it moves nothing), ``score, weight, quad_class, family, reason``. Weights
        of one event sum to its factuality weight over all pairs; a series and its members are one family and share one.

    Raises:
        InputError: a column is missing.
        ConfigError: not a period.
    """
    check_period(by)
    table = _check(events)
    rows = _pairs(table, _node(), directed).join(table.drop("parties"), on="event_id")
    rows = rows.with_columns(reason=_reason(by, multilateral))
    counted = pl.col("reason").is_null()
    family = pl.coalesce("part_of", "event_id")
    weight = pl.col("factuality").replace_strict(FACTUALITY_WEIGHTS, default=0.0, return_dtype=pl.Float64)
    return rows.with_columns(
        period=pl.when(counted).then(floor_to(_middle(), by)),
        share=pl.col("share") / pl.when(counted).then(1).otherwise(0).sum().over(family, "a", "b").clip(1),
    ).select(
        "a",
        "b",
        "event_id",
        "period",
        pl.col("intensity").cast(pl.Float64).alias("score"),
        (weight * pl.col("share")).alias("weight"),
        "quad_class",
        family.alias("family"),
        "reason",
    )


def country_aggregated(events: pl.DataFrame, by: str = "month", directed: bool = False) -> pl.DataFrame:
    """Sums scores by country whoever acted: ``a, b, period, country_aggregated, country_acts``.

    Drawn beside the series for contrast: citizens, companies and armed groups are put to their countries' account.
    """
    check_period(by)
    table = _check(events)
    country = pl.col("party").struct.field("country")
    node = pl.when(~country.is_in(["", "IGO", "NGO"])).then(country)
    rows = _pairs(table, node, directed).join(table.drop("parties"), on="event_id").filter(_days() <= _LONGEST[by])
    return (
        rows.group_by("a", "b", floor_to(_middle(), by).alias("period"))
        .agg(country_aggregated=pl.col("intensity").cast(pl.Float64).sum(), country_acts=pl.len())
        .with_columns(pl.col("period").dt.to_string("%Y-%m-%d"))
        .sort("a", "b", "period")
    )


def aggregate(
    events: pl.DataFrame, by: str = "month", directed: bool = False, multilateral: bool = False
) -> pl.DataFrame:
    """Makes the panel that ``measure`` takes from gathered events.

    Returns:
        One row a pair and period with acts: ``a, b, period, mean`` = Σwx/Σw, ``n`` = (Σw)²/Σw², the numbers of acts
        ``verbal_cooperation, material_cooperation, verbal_conflict, material_conflict``, ``country_aggregated`` and
        ``country_acts`` (sum and number of the scores of anyone of the two countries), and
        lists ``events, scores, weights`` that let every point be led back to its acts. A period in which only others of
        the two countries acted has n = 0.

    Raises:
        InputError: a column is missing.
        ConfigError: not a period.
    """
    acts = acts_by_dyad(events, by, directed, multilateral).filter(pl.col("reason").is_null())
    x = pl.col("score")
    # An act that has no score, such as a statement outside the scale, is listed but moves nothing.
    w = pl.when(x.is_not_null()).then("weight").otherwise(0.0)
    keys = ["a", "b", "period"]
    # A series and its members are one act: their weights are summed before they are squared.
    families = acts.group_by(*keys, "family").agg(w=w.sum())
    effective = families.group_by(keys).agg(n=pl.col("w").sum() ** 2 / (pl.col("w") ** 2).sum())
    panel = (
        acts.sort("event_id")
        .group_by(keys)
        .agg(
            mean=(w * x).sum() / w.sum(),
            **{name: (pl.col("quad_class") == quad).sum().cast(pl.Float64) for quad, name in QUAD_COLUMNS.items()},
            events=pl.col("event_id"),
            scores=x,
            weights=pl.col("weight"),
        )
        .join(effective, on=keys)
        .with_columns(pl.col("period").dt.to_string("%Y-%m-%d"), n=pl.col("n").fill_nan(0.0))
    )
    beside = country_aggregated(events, by, directed)
    joined = panel.join(beside, on=keys, how="full", coalesce=True)
    numbers = ["n", *QUAD_COLUMNS.values(), "country_aggregated", "country_acts"]
    return joined.with_columns(pl.col(numbers).fill_null(0.0), pl.col("mean").fill_nan(None)).sort("a", "b", "period")


def uncounted(
    events: pl.DataFrame, by: str = "month", directed: bool = False, multilateral: bool = False
) -> pl.DataFrame:
    """Counts the acts of each pair that move no series: ``a, b, reason, acts``, and ``events``, their ids.

    Reasons: not asserted, standing fact, multilateral meeting, undated, year only, coarse date.
    """
    rows = acts_by_dyad(events, by, directed, multilateral).drop_nulls("reason")
    return (
        rows.sort("event_id")
        .group_by("a", "b", "reason")
        .agg(acts=pl.len(), events=pl.col("event_id"))
        .sort("a", "b", "reason")
    )


def event_pulls(panel: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """Gives each act's pull on the filtered tone: ``a, b, period, event_id, score, weight, pull`` (points of tone).

    The pulls of a period sum to ``filtered`` less ``forecast_mean``: each act's share of the weight, times how far it
    lay from what was expected, times the filter's gain.

    Args:
        panel: as ``aggregate`` gives it. series: of the same panel, as ``measure`` gives it.
    """
    state = series.select("a", "b", "period", "filtered", "forecast_mean", "mean")
    rows = (
        panel.select("a", "b", "period", "events", "scores", "weights")
        .drop_nulls("events")
        .explode("events", "scores", "weights", keep_nulls=False, empty_as_null=False)
        .rename({"events": "event_id", "scores": "score", "weights": "weight"})
        .filter(pl.col("score").is_not_null())
        .join(state, on=["a", "b", "period"])
    )
    surprise = pl.col("mean") - pl.col("forecast_mean")
    gain = pl.when(surprise.abs() > 1e-12).then((pl.col("filtered") - pl.col("forecast_mean")) / surprise).otherwise(0)
    share = pl.col("weight") / pl.col("weight").sum().over("a", "b", "period")
    pull = gain * share * (pl.col("score") - pl.col("forecast_mean"))
    columns = ["a", "b", "period", "event_id", "score", "weight", "pull"]
    return rows.with_columns(pull=pull).select(columns).sort("a", "b", "period", "event_id")
