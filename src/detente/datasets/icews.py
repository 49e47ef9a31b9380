"""ICEWS: CAMEO events of 1995 to 2023 from Harvard Dataverse (doi:10.7910/DVN/28075), tab-separated with a header."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache, partial

import polars as pl

from detente.datasets.events import countries, day, event_table, nulls, number, place, with_plover
from detente.datasets.layout import Dataset, Tally
from detente.datasets.parties import (
    ARMED_SECTORS,
    STATE_SECTORS,
    Lookups,
    Party,
    by_words,
    country_code,
    is_country,
    kind_of_sectors,
    parties,
    party,
    plover_sectors,
)

_GENERIC = re.compile(r"(.+) \(([^()]+)\)")
_SECTORS = "icews_sectors.csv"
_PERSONAL = frozenset({"Elite", "Executive Office", "Cabinet"})


def convert(frame: pl.DataFrame, lookups: Lookups, tally: Tally) -> pl.DataFrame:
    """Turns rows of ICEWS into the event table; the day of the event is the day of its story."""
    rows = with_plover(nulls(frame, ("NA", "NULL", "None", "---")), "CAMEO Code", tally)
    rows = rows.with_columns(
        date_start=day("Event Date"),
        source_code=countries(rows, "Source Country", tally),
        target_code=countries(rows, "Target Country", tally),
        territory=countries(rows, "Country", tally),
        goldstein=number("Intensity").fill_null(pl.col("listed_goldstein")),
    ).with_columns(month=pl.col("date_start").dt.truncate("1mo"), date_end="date_start", first_reported="date_start")
    differing = (pl.col("goldstein") - pl.col("listed_goldstein")).abs() > 0.05
    tally.fault(
        "Intensity differs from the list of Goldstein scores: the file's is kept", rows.select(differing.sum()).item()
    )
    sides = []
    for side, code, role in (("Source", "source_code", "actor"), ("Target", "target_code", "recipient")):
        keys = [f"{side} Name", f"{side} Sectors", code]
        dated = rows.with_columns(_months(rows, keys, lookups).alias("when"))
        sides.append(parties(dated, [*keys, "when"], role, partial(_read, lookups), lookups))
    exact = pl.when(pl.col("City").is_not_null()).then(pl.lit("city"))
    where = pl.coalesce("City", "District", "Province", "Country")
    admin = pl.coalesce("Province", "District")
    known = rows.select(
        pl.col("Event ID").alias("id"),
        "event_type", "modes", "contexts", "cameo", "quad_class", "intensity", "goldstein", "date_start", "date_end",
        "territory", "first_reported",
        date_precision=pl.lit("day"),
        place=place(where, pl.col("territory"), admin, number("Latitude"), number("Longitude"),
                    exact.when(admin.is_not_null()).then(pl.lit("admin")).otherwise(pl.lit("country"))),
        outlet="Publisher",
        url=pl.when(pl.col("Story ID").is_not_null()).then(
            pl.lit("icews-story:") + pl.concat_str("Story ID", "Sentence Number", separator="#", ignore_nulls=True)),
        words="Event Text",
    )  # fmt: skip
    return event_table("icews", known, sides[0], sides[1], tally)


def _read(
    lookups: Lookups, name: str | None, sectors: str | None, country: str | None, month: date | None
) -> list[Party]:
    """Reads an actor; one whose row tells no office is looked up in the rosters, for the month where that matters."""
    if name is None:
        return []
    return [_by_row(name, sectors, country) or _by_roster(lookups, name, sectors, country, month)]


def _months(rows: pl.DataFrame, keys: list[str], lookups: Lookups) -> pl.Series:
    """Gives the month where what an actor is depends on it, else null, so that most actors are read only once."""
    distinct = rows.select(keys).unique()
    needed = [
        name is not None and _by_row(name, sectors, country) is None and lookups.dated(name)
        for name, sectors, country in distinct.iter_rows()
    ]
    table = distinct.with_columns(needed=pl.Series(needed, dtype=pl.Boolean))
    joined = rows.select(*keys, "month").join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(pl.when("needed").then("month")).to_series()


@lru_cache(maxsize=200_000)
def _by_row(name: str, sectors: str | None, country: str | None) -> Party | None:
    """Reads what the row tells by itself; None where the rosters must be asked.

    The name of a country is the state, ``Citizen (Japan)`` a society, and sectors tell most of the rest.
    """
    if is_country(name) and country in (None, country_code(name)):
        return party(name, country_code(name), (), "state", "name of a state")
    listed = plover_sectors(sectors, _SECTORS)
    match = _GENERIC.fullmatch(name)
    generic = match is not None and country_code(match[2]) is not None
    if match is not None and generic:
        country = country or country_code(match[2])
    if listed and (generic or listed[0] in STATE_SECTORS | ARMED_SECTORS | {"IGO"}):
        return _of_sectors(name, country, listed, sectors or "", generic)
    if match is None or not generic:
        return None
    rule = by_words(match[1])
    if rule is not None:
        return party(name, country, rule.sectors, rule.kind, "words of the name")
    return party(name, country, listed, "unknown", "not told")


def _by_roster(lookups: Lookups, name: str, sectors: str | None, country: str | None, month: date | None) -> Party:
    found = lookups.roster(name, country, month)
    if found is not None:
        return Party(found, "roster")
    listed = plover_sectors(sectors, _SECTORS)
    if listed:
        return party(name, country, listed, kind_of_sectors(listed, named=True), "sectors")
    rule = by_words(name)
    if rule is not None and rule.kind != "society":
        return party(name, country, rule.sectors, rule.kind, "words of the name")
    return party(name, country, (), "unknown", "not told")


def _of_sectors(name: str, country: str | None, listed: tuple[str, ...], sectors: str, generic: bool) -> Party:
    kind = kind_of_sectors(listed, named=not generic)
    if kind == "igo":
        return party(name, "IGO", listed, kind, "sectors")
    if kind == "organisation" and not generic and _PERSONAL & set(sectors.split(",")):
        kind = "person"
    return party(name, country, listed, kind, "sectors", group=name if kind == "armed_group" and not generic else None)


ICEWS = Dataset(
    name="icews",
    title="ICEWS",
    source="column names in the files of Harvard Dataverse doi:10.7910/DVN/28075",
    columns=(
        "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
        "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
        "City", "District", "Province", "Country", "Latitude", "Longitude",
    ),
    required=("Event ID", "Event Date", "Source Name", "CAMEO Code", "Target Name"),
    ignored={},
    convert=convert,
    separator="\t",
    quoted=False,
)  # fmt: skip
