"""UCDP GED: deadly violence from the Uppsala Conflict Data Program, comma-separated with a header."""

from __future__ import annotations

import polars as pl

from detente import codes
from detente.datasets.events import countries, day, event_table, latest, number, place, plover_score
from detente.datasets.layout import Dataset, Tally
from detente.datasets.parties import Lookups, Party, country_code, parties, party

_PRECISION = {"1": "day", "2": "range", "3": "week", "4": "month", "5": "range"}
_WHERE = {"1": "point", "2": "city", "3": "admin", "4": "admin", "5": "region", "6": "country", "7": "water"}


def convert(frame: pl.DataFrame, lookups: Lookups, tally: Tally) -> pl.DataFrame:
    """Turns rows of UCDP GED into the event table: all are ASSAULT; two sides that fight are both actors."""
    rows = frame.with_columns(
        date_start=day("date_start"), date_end=day("date_end"), numbered=pl.col("country_id"), one_sided=_one_sided()
    )
    by_number = countries(rows.with_columns(numbered=pl.col("numbered").cast(pl.Float64, strict=False)
                                            .cast(pl.Int64).cast(pl.String)), "numbered", tally)  # fmt: skip
    rows = rows.with_columns(territory=by_number.fill_null(countries(rows, "country", Tally())))
    tally.fault("status not Clear: kept as probable", rows.select((pl.col("code_status") != "Clear").sum()).item())
    actors = _fighting(rows, lookups)
    victims = parties(rows, ["side_b", "gwnob", "one_sided", "territory"], "recipient", _victims, lookups)
    single = (pl.col("date_start") == pl.col("date_end")).fill_null(True)
    source_day = pl.col("source_date").str.extract(r"(\d{4}-\d{2}-\d{2})").str.to_date("%Y-%m-%d", strict=False)
    known = rows.select(
        "id", "territory", "date_start",
        event_type=pl.lit("ASSAULT"),
        modes=pl.lit([], dtype=pl.List(pl.String)),
        contexts=pl.lit([], dtype=pl.List(pl.String)),
        quad_class=pl.lit(codes.quad_class("ASSAULT")),
        intensity=pl.lit(plover_score("ASSAULT", ())),
        date_end=pl.coalesce("date_end", "date_start"),
        date_precision=pl.when(single).then(pl.lit("day")).otherwise(
            pl.col("date_prec").replace_strict(_PRECISION, default="range", return_dtype=pl.String)
            .replace("day", "range")),
        factuality=pl.when(pl.col("code_status").fill_null("Clear") == "Clear").then(pl.lit("asserted"))
        .otherwise(pl.lit("probable")),
        occurrence=pl.when(pl.col("event_clarity") == "2").then(pl.lit("series")).otherwise(pl.lit("single")),
        place=place(pl.coalesce("where_coordinates", "where_description"), pl.col("territory"), pl.col("adm_1"),
                    number("latitude"), number("longitude"),
                    pl.col("where_prec").replace_strict(_WHERE, default=None, return_dtype=pl.String)),
        fatalities=pl.struct(low=number("low"), best=number("best"), high=number("high")),
        outlet="source_office",
        words=pl.coalesce("source_headline", "dyad_name"),
        articles=number("number_of_sources").clip(lower_bound=1).fill_null(1),
        origins=number("number_of_sources").clip(lower_bound=1).fill_null(1),
        first_reported=latest(source_day, pl.coalesce("date_end", "date_start")),
    )  # fmt: skip
    return event_table("ucdp", known, actors, victims, tally)


def _one_sided() -> pl.Expr:
    return pl.col("type_of_violence") == "3"


def _fighting(rows: pl.DataFrame, lookups: Lookups) -> pl.DataFrame:
    """Gives the actors: both sides of a fight, or the one that killed civilians."""
    keys = ["side_a", "gwnoa", "side_b", "gwnob", "one_sided"]
    return parties(rows, keys, "actor", _actors, lookups)


def _actors(
    side_a: str | None, gwno_a: str | None, side_b: str | None, gwno_b: str | None, one_sided: bool | None
) -> list[Party]:
    first = [_side(side_a, gwno_a)] if side_a else []
    return first + ([_side(side_b, gwno_b)] if side_b and not one_sided else [])


def _victims(side_b: str | None, gwno_b: str | None, one_sided: bool | None, territory: str | None) -> list[Party]:
    """Gives whom one-sided violence struck: civilians of the place, as far as UCDP tells."""
    if not one_sided or not side_b:
        return []
    return [party(side_b, territory, ("CVL",), "society", "type of violence")]


def _side(name: str, gwno: str | None) -> Party:
    """Reads a side: a government has a Gleditsch-Ward number; all others that fight are armed groups."""
    code = country_code(str(int(float(gwno)))) if gwno and gwno.replace(".", "").isdecimal() else None
    if name.startswith("Government of ") or code is not None:
        code = code or country_code(name.removeprefix("Government of "))
        return party(codes.country(code).name if code else name, code, (), "state", "number of the state")
    return party(name, None, ("REB",), "armed_group", "type of violence", group=name)


UCDP = Dataset(
    name="ucdp",
    title="UCDP GED",
    source="UCDP GED codebook",
    columns=(
        "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
        "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
        "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office",
        "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description",
        "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
        "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
        "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
    ),
    required=("id", "type_of_violence", "side_a", "side_b", "country", "date_start", "date_end", "best"),
    ignored={
        "relid": "a second id",
        "year": "the date again",
        "active_year": "whether the dyad killed 25 in the year; follows from the data",
        "conflict_dset_id": "number of the conflict", "conflict_new_id": "number of the conflict",
        "conflict_name": "the sides say more",
        "dyad_dset_id": "number of the dyad", "dyad_new_id": "number of the dyad",
        "side_a_dset_id": "number of the side", "side_a_new_id": "number of the side",
        "side_b_dset_id": "number of the side", "side_b_new_id": "number of the side",
        "source_article": "a list of articles in free form; office, date and headline are kept",
        "source_original": "who told the source; may name private persons",
        "adm_2": "the first level and the point serve",
        "geom_wkt": "latitude and longitude again",
        "priogrid_gid": "a grid cell; the point serves",
        "region": "follows from the country",
        "deaths_a": "part of best", "deaths_b": "part of best",
        "deaths_civilians": "part of best", "deaths_unknown": "part of best",
    },
    convert=convert,
)  # fmt: skip
