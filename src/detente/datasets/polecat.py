"""POLECAT: PLOVER events since 2018 from Harvard Dataverse (doi:10.7910/DVN/AJGVIT), tab-separated with a header."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import polars as pl

from detente import codes
from detente.datasets.events import (
    countries,
    day,
    event_table,
    nulls,
    number,
    place,
    plover_mode,
    plover_score,
)  # fmt: skip
from detente.datasets.layout import Dataset, Tally
from detente.datasets.parties import Lookups, Party, country_code, is_country, kind_of_sectors, parties, party

_LIST = re.compile(r"\s*[;|,]\s*")


def convert(frame: pl.DataFrame, lookups: Lookups, tally: Tally) -> pl.DataFrame:
    """Turns rows of POLECAT into the event table; types and modes are PLOVER's already, scores are from our table."""
    rows = _coded(nulls(frame, ("None", "NA", "NULL", "nan", "---")), tally)
    rows = rows.with_columns(
        date_start=day("Event Date"), territory=countries(rows, "Country", tally),
        **{
            f"{side} All": pl.concat_str(f"Primary {side} Sector", f"{side} Sectors", separator=";", ignore_nulls=True)
            for side in ("Actor", "Recipient")
        },
    )  # fmt: skip
    differing = (number("Intensity") - pl.col("intensity")).abs() > 0.05
    tally.fault("Intensity differs from our PLOVER scores: ours is kept", rows.select(differing.sum()).item())
    sides = [
        parties(rows, [f"{side} Name", f"{side} Country", f"{side} All", f"{side} Title", f"{side} Name Raw"], role,
                _read, lookups)
        for side, role in (("Actor", "actor"), ("Recipient", "recipient"))
    ]  # fmt: skip
    city, admin = pl.coalesce("City", "District"), pl.coalesce("Province", "District")
    precision = pl.when(pl.col("City").is_not_null()).then(pl.lit("city"))
    known = rows.select(
        pl.col("Event ID").alias("id"),
        "event_type", "modes", "contexts", "quad_class", "intensity", "date_start", "territory",
        date_end="date_start",
        date_precision=pl.lit("day"),
        place=place(pl.coalesce("Placename", city, admin), pl.col("territory"), admin, number("Latitude"),
                    number("Longitude"),
                    precision.when(admin.is_not_null()).then(pl.lit("admin")).otherwise(pl.lit("country"))),
        outlet="Source",
        language=pl.col("Language").str.to_lowercase(),
        first_reported=pl.coalesce(day("Publication Date"), pl.col("date_start")),
    )  # fmt: skip
    return event_table("polecat", known, sides[0], sides[1], tally)


def _coded(frame: pl.DataFrame, tally: Tally) -> pl.DataFrame:
    """Adds type, modes, contexts, quad class and score; rows of no PLOVER type are counted and left out."""
    keys = ["Event Type", "Event Mode", "Contexts"]
    distinct = frame.select(keys).unique()
    rows, unknown = [], set()
    for kind, mode, context in distinct.iter_rows():
        name = _event_type(kind or "")
        given = [m for m in _LIST.split((mode or "").strip()) if m]
        modes = [m for g in given if name and (m := plover_mode(name, g))]
        kept = [c for c in _LIST.split((context or "").strip()) if c in _contexts()]
        unknown |= {g for g in given if name and not plover_mode(name, g)}
        quad = codes.quad_class(name) if name else None
        rows.append((name, modes, kept, quad, plover_score(name, tuple(modes)) if name else None))
    schema: dict[str, Any] = {"event_type": pl.String, "modes": pl.List(pl.String), "contexts": pl.List(pl.String),
              "quad_class": pl.Int8, "intensity": pl.Float64}  # fmt: skip
    table = pl.concat([distinct, pl.DataFrame(rows, schema=schema, orient="row")], how="horizontal")
    joined = frame.join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")
    odd = pl.col("Event Mode").str.contains_any(sorted(unknown)) if unknown else pl.lit(False)
    tally.fault(
        "mode not of its type: dropped", joined.select(odd.fill_null(False).sum()).item(), ", ".join(sorted(unknown))
    )
    tally.fault("left out: no PLOVER type", joined["event_type"].null_count())
    return joined.filter(pl.col("event_type").is_not_null())


@cache
def _event_type(name: str) -> str | None:
    """Gives a PLOVER type by its present or former name, or None."""
    known = {t.code for t in codes.event_types()}
    upper = name.upper()
    if upper in known:
        return upper
    return codes.former_types().get(upper)


@cache
def _contexts() -> frozenset[str]:
    return frozenset(c.name for c in codes.contexts())


def _read(
    name: str | None, country: str | None, sectors: str | None, title: str | None, raw: str | None
) -> list[Party]:
    """Reads one side; where several countries stand in a cell, one party each."""
    places = [c for c in _LIST.split((country or "").strip()) if c] or [""]
    names = [n for n in re.split(r"\s*;\s*", (name or raw or "").strip()) if n]
    if not names and not country:
        return []
    listed = tuple(dict.fromkeys(s for s in _LIST.split((sectors or "").strip()) if s in _sectors()))
    found = []
    for i, where in enumerate(places):
        shown = names[i] if len(names) == len(places) else (names[0] if names else where)
        found.append(_one(shown, where, listed, title))
    return found


def _one(name: str, country: str, sectors: tuple[str, ...], title: str | None) -> Party:
    if country in ("IGO", "NGO") or sectors[:1] == ("IGO",):
        kind = "igo" if country == "IGO" or sectors[:1] == ("IGO",) else "organisation"
        return party(name, "IGO" if kind == "igo" else "NGO", sectors, kind, "code")  # type: ignore[arg-type]
    code = country_code(country)
    if is_country(name) and country_code(name) == code and (not sectors or sectors[0] == "GOV"):
        return party(name, code, (), "state", "name of a state")
    if not sectors:
        return party(name, code, (), "unknown", "not told")
    kind = kind_of_sectors(sectors, named=bool(title))
    if title and kind in ("organisation", "unknown"):
        return party(name, code, sectors, "person", "sectors", office=title)
    return party(
        name, code, sectors, kind, "sectors", group=name if kind == "armed_group" and name != country else None
    )


@cache
def _sectors() -> frozenset[str]:
    return frozenset(s.code for s in codes.sectors())


POLECAT = Dataset(
    name="polecat",
    title="POLECAT",
    source="column names in the files of Harvard Dataverse doi:10.7910/DVN/AJGVIT",
    columns=(
        "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
        "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
        "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
        "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
        "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
        "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
    ),
    required=("Event ID", "Event Date", "Event Type", "Actor Name", "Actor Country", "Recipient Country"),
    ignored={
        "Quad Code": "follows from the type",
        "Actor COW": "follows from the country",
        "Recipient COW": "follows from the country",
        "Wikipedia Actor ID": "the names serve",
        "Wikipedia Recipient ID": "the names serve",
        "GeoNames ID": "the point serves",
        "Raw Placename": "the resolved place serves",
        "Feature Type": "the place's precision is taken from its parts",
        "Story People": "named in the story, not in the act; private persons may be among them",
        "Story Organizations": "named in the story, not in the act",
        "Story Locations": "named in the story, not in the act",
        "Version": "of the dataset; the run records the file's hash",
    },
    convert=convert,
    separator="\t",
    quoted=False,
)  # fmt: skip
