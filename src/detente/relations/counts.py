"""From acts to a panel: the mean score and effective number of the acts of each pair and period, and their pulls."""

from __future__ import annotations

import polars as pl

from detente.relations.acts import acts_by_country, acts_by_dyad, acts_of, lay_out
from detente.relations.grid import check_period

QUAD_COLUMNS = {1: "verbal_cooperation", 2: "material_cooperation", 3: "verbal_conflict", 4: "material_conflict"}
_KEYS = ("a", "b", "period")


def country_sums(rows: pl.DataFrame, by: str = "month", directed: bool = False) -> pl.DataFrame:
    """Sums scores of laid-out acts by country whoever acted: ``a, b, period, country_aggregated, country_acts``."""
    return (
        acts_by_country(rows, by, directed)
        .group_by(_KEYS)
        .agg(country_aggregated=pl.col("intensity").cast(pl.Float64).sum(), country_acts=pl.len())
        .with_columns(pl.col("period").dt.to_string("%Y-%m-%d"))
        .sort(_KEYS)
    )


def country_aggregated(events: pl.DataFrame, by: str = "month", directed: bool = False) -> pl.DataFrame:
    """Sums scores by country whoever acted: ``a, b, period, country_aggregated, country_acts``.

    Drawn beside the series for contrast: citizens, companies and armed groups are put to their countries' account.
    """
    check_period(by)
    return country_sums(lay_out(events), by, directed)


def panel_of(
    rows: pl.DataFrame,
    by: str = "month",
    directed: bool = False,
    multilateral: bool = False,
    listed: bool = True,
) -> pl.DataFrame:
    """Makes the panel that ``measure`` takes from laid-out acts; see ``aggregate``.

    Args:
        rows: as ``lay_out`` gives them.
        by, directed, multilateral: as for ``acts_of``.
        listed: whether the panel lists its acts and has the sums by country; a large panel is faster without.
    """
    acts = acts_of(rows, by, directed, multilateral).filter(pl.col("reason").is_null())
    x = pl.col("score")
    # An act that has no score, such as a statement outside the scale, is listed but moves nothing.
    w = pl.when(x.is_not_null()).then("weight").otherwise(0.0)
    lists = {"events": pl.col("event_id"), "scores": x, "weights": pl.col("weight")} if listed else {}
    panel = (
        (acts.sort("event_id") if listed else acts)
        .group_by(_KEYS)
        .agg(
            mean=(w * x).sum() / w.sum(),
            **{name: (pl.col("quad_class") == quad).sum().cast(pl.Float64) for quad, name in QUAD_COLUMNS.items()},
            n=w.sum() ** 2 / (w**2).sum(),
            **lists,
        )
        .pipe(_families_once, acts, w)
        .with_columns(pl.col("period").dt.to_string("%Y-%m-%d"), n=pl.col("n").fill_nan(0.0))
    )
    numbers = ["n", *QUAD_COLUMNS.values()]
    if listed:
        panel = panel.join(country_sums(rows, by, directed), on=_KEYS, how="full", coalesce=True)
        numbers += ["country_aggregated", "country_acts"]
    return panel.with_columns(pl.col(numbers).fill_null(0.0), pl.col("mean").fill_nan(None)).sort(_KEYS)


def _families_once(panel: pl.DataFrame, acts: pl.DataFrame, w: pl.Expr) -> pl.DataFrame:
    """A series and its members are one act: their weights are summed before they are squared."""
    alone = acts["family"] == acts["event_id"]
    if alone.all():
        return panel
    families = acts.group_by(*_KEYS, "family").agg(w=w.sum())
    effective = families.group_by(_KEYS).agg(n=pl.col("w").sum() ** 2 / (pl.col("w") ** 2).sum())
    return panel.drop("n").join(effective, on=_KEYS)


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
    check_period(by)
    return panel_of(lay_out(events), by, directed, multilateral)


def uncounted_of(acts: pl.DataFrame) -> pl.DataFrame:
    """Counts the acts that ``acts_of`` gives a reason for: ``a, b, reason, acts``, and ``events``, their ids."""
    return (
        acts.drop_nulls("reason")
        .sort("event_id")
        .group_by("a", "b", "reason")
        .agg(acts=pl.len(), events=pl.col("event_id"))
        .sort("a", "b", "reason")
    )


def uncounted(
    events: pl.DataFrame, by: str = "month", directed: bool = False, multilateral: bool = False
) -> pl.DataFrame:
    """Counts the acts of each pair that move no series: ``a, b, reason, acts``, and ``events``, their ids.

    Reasons: not asserted, standing fact, multilateral meeting, undated, year only, coarse date.
    """
    return uncounted_of(acts_by_dyad(events, by, directed, multilateral))


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
