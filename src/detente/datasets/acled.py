"""ACLED: political violence and protest, comma-separated with a header. Its terms bind whoever uses the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from detente import codes, datafiles
from detente.datasets.events import countries, day, event_table, number, place, plover_mode, plover_score
from detente.datasets.layout import Dataset, Tally
from detente.datasets.parties import FOLDER, Lookups, Party, country_code, parties, party
from detente.errors import UnknownCodeError

_YEARS = re.compile(r"\s*\(\d{4}-\d{0,4}\)")
_FORCES = re.compile(r"(?:(Military|Police|Prison|Security) Forces|(Government)) of (?:the )?([^()]+)")
_IN_BRACKETS = re.compile(r"(.+) \(([^()]+)\)")
_GEO = {"1": "city", "2": "admin", "3": "admin"}


def convert(frame: pl.DataFrame, lookups: Lookups, tally: Tally) -> pl.DataFrame:
    """Turns rows of ACLED into the event table; what is no act, such as a change of a group's name, is left out."""
    rows = _coded(frame, tally)
    rows = rows.with_columns(
        told=day("event_date"),
        territory=countries(rows, "iso", Tally()).fill_null(countries(rows, "country", tally)),
    )
    first = pl.col("told")
    start = (
        pl.when(pl.col("time_precision") == "2").then(first.dt.offset_by("-3d"))
        .when(pl.col("time_precision") == "3").then(first.dt.month_start()).otherwise(first)
    )  # fmt: skip
    end = (
        pl.when(pl.col("time_precision") == "2").then(first.dt.offset_by("3d"))
        .when(pl.col("time_precision") == "3").then(first.dt.month_end()).otherwise(first)
    )  # fmt: skip
    sides = [
        parties(rows, [f"actor{n}", f"inter{n}", "territory"], role, _read, lookups)
        for n, role in ((1, "actor"), (2, "recipient"))
    ]
    killed = number("fatalities")
    known = rows.select(
        pl.col("event_id_cnty").alias("id"),
        "event_type_plover", "modes", "quad_class", "intensity", "territory",
        contexts=pl.lit([], dtype=pl.List(pl.String)),
        date_start=start,
        date_end=end,
        date_precision=pl.col("time_precision").replace_strict({"2": "week", "3": "month"}, default="day"),
        place=place(pl.col("location"), pl.col("territory"), pl.col("admin1"), number("latitude"), number("longitude"),
                    pl.col("geo_precision").replace_strict(_GEO, default="admin", return_dtype=pl.String)),
        fatalities=pl.when(killed.is_not_null()).then(pl.struct(low=killed, best=killed, high=killed)),
        outlet="source",
        words="sub_event_type",
        first_reported=end,
    ).rename({"event_type_plover": "event_type"})  # fmt: skip
    return event_table("acled", known, sides[0], sides[1], tally)


@dataclass(frozen=True, slots=True)
class _Act:
    event_type: str | None
    modes: tuple[str, ...]


@cache
def _acts() -> dict[tuple[str, str], _Act]:
    """What each event and sub-event type is in PLOVER, from ``acled_events.csv``."""
    found = {}
    for row in datafiles.read_csv(
        FOLDER / "acled_events.csv", ["event_type", "sub_event_type", "type", "mode", "note"]
    ):
        modes = row.split("mode")
        if row["type"]:
            for mode in modes:
                if plover_mode(row["type"], mode) is None:
                    raise row.error(f"'{mode}' is no mode of {row['type']}", "See codes/plover.yaml.")
        found[row["event_type"].lower(), row["sub_event_type"].lower()] = _Act(row["type"] or None, modes)
    return found


def _coded(frame: pl.DataFrame, tally: Tally) -> pl.DataFrame:
    keys = ["event_type", "sub_event_type"]
    distinct = frame.select(keys).unique()
    rows: list[tuple[Any, ...]] = []
    for kind, sub in distinct.iter_rows():
        act = _acts().get(((kind or "").lower(), (sub or "").lower())) or _acts().get(((kind or "").lower(), ""))
        if act is None or act.event_type is None:
            rows.append((None, [], None, None, act is not None))
            continue
        score = plover_score(act.event_type, act.modes)
        rows.append((act.event_type, list(act.modes), codes.quad_class(act.event_type), score, True))
    schema: dict[str, Any] = {"event_type_plover": pl.String, "modes": pl.List(pl.String), "quad_class": pl.Int8,
              "intensity": pl.Float64, "listed": pl.Boolean}  # fmt: skip
    table = pl.concat([distinct, pl.DataFrame(rows, schema=schema, orient="row")], how="horizontal")
    joined = frame.join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")
    none = pl.col("event_type_plover").is_null()
    tally.fault(
        "left out: no act of one on another (strategic development)", joined.filter(none & pl.col("listed")).height
    )
    tally.fault("left out: type not known", joined.filter(none & ~pl.col("listed")).height)
    return joined.filter(~none)


@dataclass(frozen=True, slots=True)
class _Interaction:
    sectors: tuple[str, ...]
    kind: str


@cache
def _interactions() -> dict[str, _Interaction]:
    """What the numbers and labels of ``inter1`` and ``inter2`` say, from ``acled_interaction.csv``."""
    found = {}
    for row in datafiles.read_csv(FOLDER / "acled_interaction.csv", ["code", "label", "sectors", "kind", "note"]):
        for sector in row.split("sectors"):
            try:
                codes.sector(sector)
            except UnknownCodeError as error:
                raise row.error(f"'{sector}' is no sector", "See codes/sectors.yaml.") from error
        found[row["code"]] = found[row["label"].lower()] = _Interaction(row.split("sectors"), row["kind"])
    return found


def _read(name: str | None, inter: str | None, territory: str | None) -> list[Party]:
    """Reads an actor: its name says which state, ``inter`` what sort of actor it is."""
    if name is None:
        return []
    told = _interactions().get((inter or "").lower())
    bare = _YEARS.sub("", name).strip()
    forces = _FORCES.match(bare)
    if forces is not None and (country := country_code(forces[3].strip())):
        sector = "GOV" if forces[2] else ("COP" if forces[1] in ("Police", "Prison") else "MIL")
        return [party(bare, country, (sector,), "organisation", "name and interaction code")]
    match = _IN_BRACKETS.fullmatch(bare)
    country = country_code(match[2]) if match else None
    if told is None:
        return [party(bare, country, (), "unknown", "not told")]
    if told.kind == "armed_group":
        named = None if bare.startswith("Unidentified") else bare
        return [party(bare, country or territory, told.sectors, "armed_group", "interaction code", group=named)]
    if told.kind == "society":
        return [party(bare, country or territory, told.sectors, "society", "interaction code")]
    if "United Nations" in bare or "African Union" in bare or bare.startswith(("NATO", "MINUS", "MONUSCO", "UN:")):
        return [party(bare, "IGO", ("IGO",), "igo", "name")]
    return [
        party(
            bare, country, told.sectors if country else (), "organisation" if country else "unknown", "interaction code"
        )
    ]


ACLED = Dataset(
    name="acled",
    title="ACLED",
    source="ACLED codebook",
    columns=(
        "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
        "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
        "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
        "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
    ),
    required=("event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "country"),
    ignored={
        "year": "the date again",
        "disorder_type": "follows from the type",
        "assoc_actor_1": "stood with the actor; not known to have acted",
        "assoc_actor_2": "stood with the recipient; not known to have been acted upon",
        "interaction": "the two codes beside it again",
        "civilian_targeting": "follows from type and recipient",
        "region": "follows from the country",
        "admin2": "the first level and the point serve",
        "admin3": "the first level and the point serve",
        "source_scale": "reach of the sources",
        "notes": "free text; may name victims",
        "tags": "free tags",
        "timestamp": "of the last change, not of the first report",
    },
    convert=convert,
)  # fmt: skip
