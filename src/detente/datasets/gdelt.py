"""GDELT event files, 1.0 (57 or 58 columns) and 2.0 (61): tab-separated, without a header, places by FIPS codes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl

from detente import codes
from detente.datasets.cameo_actors import read_code, roles
from detente.datasets.events import event_table, mapped, number, place, with_plover
from detente.datasets.layout import Dataset, Tally
from detente.datasets.parties import Lookups, Party, kind_of_sectors, parties, party

_PRECISION = {"1": "country", "2": "admin", "3": "city", "4": "city", "5": "admin"}


def convert(frame: pl.DataFrame, lookups: Lookups, tally: Tally) -> pl.DataFrame:
    """Turns rows of GDELT into the event table; an event was reported when it was added."""
    rows = with_plover(frame, "EventCode", tally)
    fips = mapped(rows, "ActionGeo_CountryCode", _iso_of_fips)
    lost = rows["ActionGeo_CountryCode"].filter(fips.is_null() & rows["ActionGeo_CountryCode"].is_not_null())
    tally.fault("FIPS code of no country (seas, old codes)", lost.len(), lost[0] if lost.len() else "")
    rows = rows.with_columns(
        date_start=pl.col("SQLDATE").str.to_date("%Y%m%d", strict=False),
        first_reported=pl.col("DATEADDED").str.slice(0, 8).str.to_date("%Y%m%d", strict=False),
        territory=fips,
    )
    late = pl.col("date_start") > pl.col("first_reported")
    tally.fault("dated after it was added: left as it is", rows.select(late.sum()).item())
    sides = [
        parties(rows, [f"{side}{part}" for part in _PARTS], role, _read, lookups)
        for side, role in (("Actor1", "actor"), ("Actor2", "recipient"))
    ]
    known = rows.select(
        pl.col("GLOBALEVENTID").alias("id"),
        "event_type", "modes", "contexts", "cameo", "quad_class", "intensity", "date_start", "territory",
        "first_reported",
        goldstein=number("GoldsteinScale"),
        date_end="date_start",
        date_precision=pl.lit("day"),
        place=place(pl.col("ActionGeo_FullName"), pl.col("territory"), pl.lit(None, dtype=pl.String),
                    number("ActionGeo_Lat"), number("ActionGeo_Long"),
                    pl.col("ActionGeo_Type").replace_strict(_PRECISION, default=None, return_dtype=pl.String)),
        url="SOURCEURL",
        outlet=pl.col("SOURCEURL").str.extract(r"^https?://(?:www\.)?([^/]+)"),
        articles=number("NumArticles").fill_null(1),
        origins=number("NumSources").fill_null(1),
    )  # fmt: skip
    return event_table("gdelt", known, sides[0], sides[1], tally)


_PARTS = ("Code", "Name", "CountryCode", "KnownGroupCode", "Type1Code", "Type2Code", "Type3Code")


def _read(
    code: str | None, name: str | None, country: str | None, group: str | None, *types: str | None
) -> list[Party]:
    """Reads an actor from its code; the parts that GDELT gives apart settle what the code leaves open."""
    found = read_code(code or "", name or "", group or "")
    if found is None:
        sectors = tuple(dict.fromkeys(s for t in types if t and (s := roles().get(t))))
        if not sectors and not name:
            return []
        return [
            party(
                (name or "").title(),
                None,
                sectors,
                kind_of_sectors(sectors, named=False),
                "code" if sectors else "not told",
            )
        ]
    return [found]


@cache
def _fips() -> dict[str, str]:
    """FIPS 10-4 to ISO. The two share codes: AS is Australia in one and American Samoa in the other."""
    return {fips: c.coded_as for c in reversed(codes.countries()) for fips in c.fips}


def _iso_of_fips(fips: str) -> str | None:
    return _fips().get(fips)


def _is_event(cells: Sequence[str]) -> bool:
    return cells[0].isdecimal() and cells[1].isdecimal() and len(cells[1]) == 8


def _actor(n: int) -> tuple[str, ...]:
    parts = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
    return tuple(f"Actor{n}{part}" for part in parts.split())


def _geo(who: str, second: bool) -> tuple[str, ...]:
    parts = [
        "Type",
        "FullName",
        "CountryCode",
        "ADM1Code",
        *(["ADM2Code"] if second else []),
        "Lat",
        "Long",
        "FeatureID",
    ]
    return tuple(f"{who}Geo_{part}" for part in parts)


def _columns(second: bool) -> tuple[str, ...]:
    """The columns of GDELT 1.0, or 2.0, which adds the second administrative level."""
    return (
        "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *_actor(1), *_actor(2), "IsRootEvent",
        "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources",
        "NumArticles", "AvgTone", *_geo("Actor1", second), *_geo("Actor2", second), *_geo("Action", second),
        "DATEADDED", "SOURCEURL",
    )  # fmt: skip


def _ignored() -> dict[str, str]:
    reasons = dict.fromkeys(("MonthYear", "Year", "FractionDate"), "the date again")
    reasons |= dict.fromkeys(("EventBaseCode", "EventRootCode"), "the event code again, wider")
    reasons |= {
        "QuadClass": "CAMEO's; PLOVER's is taken from the code",
        "IsRootEvent": "place in the article, not in the world",
        "NumMentions": "mentions in articles; articles and sources are kept",
        "AvgTone": "tone of the articles' words, not of the act",
    }
    for n in (1, 2):
        reasons |= {f"Actor{n}{p}": "belief or ethnic group, no part of the actor's role" for p in
                    ("EthnicCode", "Religion1Code", "Religion2Code")}  # fmt: skip
        reasons |= dict.fromkeys(_geo(f"Actor{n}", True), "where the actor was found, not the act")
    reasons |= dict.fromkeys(("ActionGeo_ADM1Code", "ActionGeo_ADM2Code", "ActionGeo_FeatureID"), "FIPS and GNS codes")
    return reasons


GDELT = Dataset(
    name="gdelt",
    title="GDELT",
    source="GDELT event codebooks 1.0 and 2.0",
    columns=_columns(True),
    required=("GLOBALEVENTID", "SQLDATE", "EventCode"),
    ignored=_ignored(),
    convert=convert,
    separator="\t",
    quoted=False,
    header=False,
    variants=(_columns(False), _columns(False)[:-1]),
    check=_is_event,
)
