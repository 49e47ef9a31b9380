"""What the evidence behind a curve rests on: articles, outlets, sides; and turns that coincide with a change of it."""

from __future__ import annotations

import polars as pl

from detente.errors import InputError

# A period whose outlets share less than this with the three periods before has changed its sources.
_OVERLAP = 0.3
_PERIODS_BEFORE = 3


def coverage(reports: pl.DataFrame) -> pl.DataFrame:
    """Counts the evidence by pair and period.

    Args:
        reports: one row a mention and pair: ``a, b, period, article, outlet``, and ``side`` (ISO alpha-3 of the party a
            cited source speaks for, or null) and ``language`` where known.

    Returns:
        ``a, b, period, articles, outlets, sides, languages, missing_sides`` (of the two parties, who is not cited) and
        ``changed`` (whether the outlets are mostly others than in the three periods before).

    Raises:
        InputError: a column is missing.
    """
    for name in ("a", "b", "period", "article", "outlet"):
        if name not in reports.columns:
            raise InputError("reports", "columns", f"no column '{name}'.", "It needs a, b, period, article, outlet.")
    for name in ("side", "language"):
        if name not in reports.columns:
            reports = reports.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    table = (
        reports.group_by("a", "b", "period")
        .agg(
            articles=pl.col("article").drop_nulls().n_unique(),
            outlet_names=pl.col("outlet").drop_nulls().unique().sort(),
            sides=pl.col("side").drop_nulls().unique().sort(),
            languages=pl.col("language").drop_nulls().unique().sort(),
        )
        .with_columns(outlets=pl.col("outlet_names").list.len(), missing_sides=pl.concat_list("a", "b"))
        .with_columns(missing_sides=pl.col("missing_sides").list.set_difference("sides").list.sort())
        .sort("a", "b", "period")
    )
    before = [pl.col("outlet_names").shift(lag).over("a", "b") for lag in range(1, _PERIODS_BEFORE + 1)]
    earlier = pl.concat_list([column.fill_null([]) for column in before]).list.unique()
    shared = pl.col("outlet_names").list.set_intersection(earlier).list.len() / pl.col("outlets").clip(1)
    changed = (earlier.list.len() > 0) & (pl.col("outlets") > 0) & (shared < _OVERLAP)
    return table.with_columns(changed=changed).drop("outlet_names")


def turns_with_coverage(turns: pl.DataFrame, covered: pl.DataFrame) -> pl.DataFrame:
    """Adds ``sources_changed`` to turns: true where the period of detection is read from mostly other outlets."""
    marks = covered.select("a", "b", detected="period", sources_changed="changed")
    return turns.join(marks, on=["a", "b", "detected"], how="left").with_columns(
        pl.col("sources_changed").fill_null(False)
    )


def aggregation_bias(panel: pl.DataFrame) -> pl.DataFrame:
    """Compares each pair's own acts with those of anyone of the two countries: what country aggregation does to it.

    Args:
        panel: as ``aggregate`` gives it.

    Returns:
        ``a, b, acts, own_mean, country_acts, country_mean, bias``: mean scores, and country's less own, in points of
        the scale; the largest bias first. Null where one of the two has no acts.
    """
    own = pl.col("mean").is_not_null() & (pl.col("n") > 0)
    acts = pl.when(own).then(pl.col("events").list.len()).otherwise(0)
    return (
        panel.group_by("a", "b")
        .agg(
            acts=acts.sum(),
            own_mean=(pl.col("mean") * acts).sum() / acts.sum(),
            country_acts=pl.col("country_acts").sum(),
            country_mean=pl.col("country_aggregated").sum() / pl.col("country_acts").sum(),
        )
        .with_columns(pl.col("own_mean", "country_mean").fill_nan(None))
        .with_columns(bias=pl.col("country_mean") - pl.col("own_mean"))
        .sort(pl.col("bias").abs(), "a", "b", descending=[True, False, False], nulls_last=True)
    )
