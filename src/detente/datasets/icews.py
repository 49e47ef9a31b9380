"""ICEWS: CAMEO events of 1995 to 2023 from Harvard Dataverse (doi:10.7910/DVN/28075), tab-separated with a header."""

from __future__ import annotations

import re
from datetime import date

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
    tally.fault("Intensity differs from the list of Goldstein scores: the file's is kept", rows.select(differing.sum()).item())
    read = _Reader(lookups)
    sides = [
        parties(rows, [f"{side} Name", f"{side} Sectors", f"{code}_code", "month"], role, read, lookups)
        for side, code, role in (("Source", "source", "actor"), ("Target", "target", "recipient"))
    ]
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


class _Reader:
    """Reads an ICEWS actor: the name of a country is the state, ``Citizen (Japan)`` a society, sectors tell the rest.

    A named person whose sectors tell no office is looked up in the rosters, for the month.
    """

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._settled: dict[tuple[str, str | None, str | None], Party | None] = {}

    def __call__(self, name: str | None, sectors: str | None, country: str | None, month: date | None) -> list[Party]:
        if name is None:
            return []
        key = (name, sectors, country)
        if key not in self._settled:
            self._settled[key] = self._by_file(name, sectors, country)
        settled = self._settled[key]
        return [settled if settled is not None else self._by_roster(name, sectors, country, month)]

    def _by_file(self, name: str, sectors: str | None, country: str | None) -> Party | None:
        """Reads what the row tells by itself; None where the rosters must be asked."""
        if is_country(name) and country in (None, country_code(name)):
            return party(name, country_code(name), (), "state", "name of a state")
        listed, _ = plover_sectors([s.strip() for s in (sectors or "").split(",") if s.strip()], _SECTORS)
        match = _GENERIC.fullmatch(name)
        generic = match is not None and country_code(match[2]) is not None
        if match is not None and generic:
            country = country or country_code(match[2])
        if listed and (generic or listed[0] in STATE_SECTORS | ARMED_SECTORS | {"IGO"}):
            return _of_sectors(name, country, listed, sectors or "", generic)
        if match is not None and generic:
            rule = by_words(match[1])
            if rule is not None:
                return party(name, country, rule.sectors, rule.kind, "words of the name")
            return party(name, country, listed, "unknown", "not told")
        return None

    def _by_roster(self, name: str, sectors: str | None, country: str | None, month: date | None) -> Party:
        found = self._lookups.roster(name, country, month)
        if found is not None:
            return Party(found, "roster")
        listed, _ = plover_sectors([s.strip() for s in (sectors or "").split(",") if s.strip()], _SECTORS)
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
