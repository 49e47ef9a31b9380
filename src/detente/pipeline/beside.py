"""What stands beside the curve of a pair: channels, coverage, and what a plain sum by country would add."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from detente import relations
from detente.actors import load_roster
from detente.settings import Settings
from detente.store import derived, queries
from detente.store.database import Database

_REPORT = {"event_id": pl.String, "article": pl.String, "outlet": pl.String, "language": pl.String, "side": pl.String}
_STAKE = {"actor": pl.String, "relation": pl.String, "group": pl.String, "start": pl.Date, "end": pl.Date}


@lru_cache(maxsize=4)
def stakes(rosters: tuple[Path, ...]) -> pl.DataFrame:
    """Gives which states oppose or back which armed groups, as the rosters have it."""
    edges = [
        (e.other, "backs" if e.relation == "backed_by" else "opposes", e.group, e.start, e.end, e.status)
        for e in load_roster(rosters).edges
        if e.relation in ("opposes", "backed_by") and len(e.other) == 3
    ]
    return pl.DataFrame(edges, schema={**_STAKE, "status": pl.String}, orient="row")


def channels(
    database: Database, settings: Settings, series: pl.DataFrame, a: str, b: str, by: str, as_of: date | None
) -> pl.DataFrame:
    """Lays what is done to third parties, on whose soil, and what is said of the relationship beside a series."""
    edges = stakes(settings.rosters)
    third = [_on_groups(database, edges, one, other, by, as_of) for one, other in ((a, b), (b, a))]
    soil = derived.force_between(database, a, b, as_of)
    said = [
        (a, b, row["aspect"], row["direction"], _said_on(row))
        for row in queries.relation_statements(database, a, b)
        if as_of is None or row["published"] is None or row["published"] <= as_of
    ]
    names = dict.fromkeys(("a", "b", "aspect", "direction", "date_start"), pl.String)
    return relations.channels(
        series,
        pl.concat(third),
        soil.with_columns(period=relations.floor_to(pl.col("day"), by).dt.to_string("%Y-%m-%d")),
        relations.stated(pl.DataFrame(said, schema=names, orient="row"), by),
    )


def _on_groups(
    database: Database, edges: pl.DataFrame, state: str, other: str, by: str, as_of: date | None
) -> pl.DataFrame:
    """What a state did to or for groups in which the other has a stake."""
    held = edges.filter(pl.col("actor") == other)
    rows = derived.acts_on_groups(database, state, held["group"].unique().to_list(), as_of)
    return relations.third_party_of(rows, held, by=by)


def _said_on(row: Mapping[str, Any]) -> str | None:
    """Gives the day a statement speaks of, else the day it was published."""
    day = row["record"]["date"]
    return str(day["start"]) if day else (row["published"].isoformat() if row["published"] else None)


def reports(database: Database, rows: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """Gives the reports of a pair's acts: ``event_id, article, outlet, language, side``, null where not known."""
    own = rows.filter(pl.col("dataset").is_null())["event_id"].to_list()
    told = pl.DataFrame(queries.reports(database, own, as_of), schema=_REPORT, orient="row")
    imported = rows.filter(pl.col("dataset").is_not_null()).select(
        "event_id",
        article=pl.coalesce("url", pl.when(pl.col("outlet").is_not_null()).then("event_id")),
        outlet="outlet",
        language="language",
        side=pl.lit(None, dtype=pl.String),
    )
    return pl.concat([told, imported])


def coverage(rows: pl.DataFrame, told: pl.DataFrame) -> dict[str, Any]:
    """Says what the evidence on a pair rests on: articles, outlets, languages, the sides of its sources, datasets."""

    def names(column: str, frame: pl.DataFrame = told) -> list[str]:
        return sorted(name for name in frame[column].drop_nulls().unique().to_list() if name)

    imported = rows.filter(pl.col("dataset").is_not_null())
    sourced = imported.filter(pl.col("url").is_not_null() | pl.col("outlet").is_not_null())
    own = told.filter(pl.col("event_id").is_in(imported["event_id"].implode()).not_())
    counted = told.group_by("outlet").agg(pl.len()).drop_nulls().sort("len", "outlet", descending=[True, False])
    return {
        "events": rows.height,
        "mentions": own.height,
        "articles": own["article"].drop_nulls().n_unique() + int(sourced["articles"].sum()),
        "outlets": [name for name in counted["outlet"].to_list() if name],
        "languages": names("language"),
        "sides": names("side"),
        "imported": imported.height,
        "datasets": names("dataset", imported),
    }


def coverage_by_period(own: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Gives articles, outlets, sides and languages by period, and where the sources are mostly others than before.

    Args:
        own: the panel of the pair, with its lists of events. told: as ``reports`` gives it.
    """
    acts = own.select("a", "b", "period", "events").drop_nulls("events")
    acts = acts.explode("events", keep_nulls=False, empty_as_null=False).rename({"events": "event_id"})
    return relations.coverage(acts.join(told, on="event_id"))


def by_country(database: Database, rows: pl.DataFrame, by: str, multilateral: bool, listed: int = 8) -> dict[str, Any]:
    """Explains what a plain sum by country adds to a pair's own acts.

    Args:
        database: the store. rows: laid-out acts of the pair. by: length of a period.
        multilateral: whether meetings of more than two count.
        listed: acts given for each sort of them.

    Returns:
        ``own_acts, own_mean, country_acts, country_mean, bias`` (points of the scale), and ``sorts``: whose acts make
        the difference, such as ``society:ESP → PAK``, with number, mean, ``pull`` (what they add to the mean by
        country, in points) and ``events``, the strongest first.
    """
    own = relations.acts_of(rows, by, multilateral=multilateral).filter(
        pl.col("reason").is_null() & pl.col("score").is_not_null()
    )
    anybody = relations.acts_by_country(rows, by).filter(pl.col("intensity").is_not_null())
    others = anybody.filter(~pl.col("event_id").is_in(own["event_id"].implode()))
    means = [frame[name].mean() for frame, name in ((own, "score"), (anybody, "intensity"))]
    known = all(isinstance(mean, float) for mean in means)
    start = float(means[0]) if known else 0.0  # type: ignore[arg-type]
    parties = derived.parties_of(database, others["event_id"].to_list())
    sorts = (
        others.join(parties, on="event_id", how="left")
        .with_columns(
            sort=pl.when(pl.col("forward") | pl.col("backward"))
            .then(pl.lit("of the pair itself, but moving no series"))
            .otherwise("sort")
            .fill_null("of parties that are no node")
        )
        .group_by("sort")
        .agg(
            acts=pl.len(),
            mean=pl.col("intensity").mean(),
            pull=(pl.col("intensity") - start).sum() / max(anybody.height, 1),
            events=pl.col("event_id")
            .sort_by((pl.col("intensity") - start).abs(), "event_id", descending=[True, False])
            .head(listed),
        )
        .sort(pl.col("pull").abs(), "sort", descending=[True, False])
    )
    return {
        "own_acts": own.height,
        "own_mean": means[0],
        "country_acts": anybody.height,
        "country_mean": means[1],
        "bias": means[1] - means[0] if known else None,  # type: ignore[operator]
        "sorts": sorts.to_dicts(),
    }
