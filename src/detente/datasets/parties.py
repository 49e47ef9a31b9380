"""Who took part: turning the names, sectors and codes of a dataset into parties, once for each distinct actor."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import polars as pl

from detente import codes, datafiles
from detente.codes.country_list import fold
from detente.errors import UnknownCodeError
from detente.records import Actor, ActorKind, Span

FOLDER = Path(__file__).parent
STATE_SECTORS = frozenset({"GOV", "MIL", "SPY", "COP", "JUD", "LEG"})
ARMED_SECTORS = frozenset({"REB", "UAF", "PRM", "CRM"})
PARTY = pl.Struct(
    {
        "role": pl.String,
        "node": pl.String,
        "name": pl.String,
        "country": pl.String,
        "sectors": pl.List(pl.String),
        "kind": pl.String,
        "group": pl.String,
        "scope": pl.String,
    }
)


@dataclass(frozen=True, slots=True)
class Lookups:
    """What an import is given from outside.

    Attributes:
        roster: who a name was on a day, by the rosters: ``(name, country, day)`` to an actor, or None if not known.
        dated: whether what the rosters say of a name depends on the day.
        node: the node of a dyad that an actor is, or None.
    """

    roster: Callable[[str, str | None, date | None], Actor | None]
    dated: Callable[[str], bool]
    node: Callable[[Actor], str | None]


@dataclass(frozen=True, slots=True)
class Party:
    """An actor, and by what the dataset told it: name, sectors, code, words or roster; "not told" if it didn't."""

    actor: Actor
    how: str


def party(
    name: str,
    country: str | None,
    sectors: Sequence[str] = (),
    kind: ActorKind = "unknown",
    how: str = "",
    group: str | None = None,
    office: str = "",
) -> Party:
    """Makes a party; the span is empty, since a dataset has no text."""
    return Party(Actor(Span("text", 0, 0, name), name, country, tuple(sectors), kind, group, "whole", office), how)


def parties(
    frame: pl.DataFrame, keys: Sequence[str], role: str, read: Callable[..., Sequence[Party]], lookups: Lookups
) -> pl.DataFrame:
    """Reads the parties of one side, once for each distinct actor of the frame.

    Args:
        frame: rows of the dataset. keys: the columns that say who it was.
        role: actor or recipient.
        read: takes one value of each key, gives the parties; none for an empty actor.
        lookups: as given to the import.

    Returns:
        One row a row of the frame: ``parties`` (list of ``PARTY``), ``told`` (list of "kind, how").
    """
    distinct = frame.select(keys).unique().with_row_index("key")
    flat: list[tuple[object, ...]] = []
    for key, *values in distinct.iter_rows():
        flat.extend((key, *_fields(p, role, lookups)) for p in read(*values))
    names = [f.name for f in PARTY.fields]
    columns = ["key", *names, "told"]
    cells = list(zip(*flat, strict=True)) or [()] * len(columns)
    kinds = {name: pl.UInt32() if name == "key" else pl.String() for name in columns}
    sectors = pl.col("sectors").str.split("|")
    table = (
        pl.DataFrame([pl.Series(n, c, dtype=kinds[n]) for n, c in zip(columns, cells, strict=True)])
        .with_columns(
            sectors=pl.when(pl.col("sectors") == "").then(pl.lit([], dtype=pl.List(pl.String))).otherwise(sectors)
        )
        .group_by("key", maintain_order=True)
        .agg(pl.struct(names).alias("parties"), "told")
    )
    joined = frame.select(keys).join(distinct, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    return joined.select("key").join(table, on="key", how="left", maintain_order="left").select("parties", "told")


def _fields(found: Party, role: str, lookups: Lookups) -> tuple[object, ...]:
    """Gives the fields of ``PARTY`` in order, sectors with ``|`` between them, and how the kind was told."""
    actor = found.actor
    return (
        role,
        lookups.node(actor),
        actor.name,
        actor.country,
        "|".join(actor.sectors),
        actor.kind,
        actor.group,
        actor.scope,
        f"{actor.kind}|{found.how}",
    )


@cache
def _names() -> dict[str, str]:
    """Country names that only datasets use, from ``countries.csv``."""
    rows = datafiles.read_csv(FOLDER / "countries.csv", ["name", "code", "source"])
    for row in rows:
        try:
            codes.country(row["code"])
        except UnknownCodeError as error:
            raise row.error(f"'{row['code']}' is no country code", "Use ISO alpha-3.") from error
    return {fold(row["name"]): row["code"] for row in rows}


@cache
def _keys() -> frozenset[str]:
    """All that a country goes by. Asking first is quicker than an error that looks for near names a thousand times."""
    names = {fold(n) for c in codes.countries() for n in (c.name, *(a.value for a in c.aliases))}
    marks = {k for c in codes.countries() for k in (c.code, c.alpha2, *c.other_codes) if k}
    return frozenset(names | marks)


@lru_cache(maxsize=100_000)
def country_code(name: str | None) -> str | None:
    """Gives the alpha-3 code that an actor from a country carries, by name, ISO, COW or GW code; None if unknown."""
    if not name:
        return None
    known = _names().get(fold(name))
    if known is None and not name.isdecimal() and name not in _keys() and fold(name) not in _keys():
        return None
    try:
        found = codes.country(known or (int(name) if name.isdecimal() else name))
    except UnknownCodeError:
        return None
    return found.coded_as


def is_country(name: str) -> bool:
    """Says whether a name is that of a country, and not only a code of one."""
    return country_code(name) is not None and not (len(name) <= 3 and name.isupper())


@dataclass(frozen=True, slots=True)
class WordRule:
    """A rule of ``words.csv``: names that match ``pattern`` have these sectors and this kind."""

    pattern: re.Pattern[str]
    sectors: tuple[str, ...]
    kind: ActorKind


@cache
def _word_rules() -> tuple[WordRule, ...]:
    rules = []
    for row in datafiles.read_csv(FOLDER / "words.csv", ["pattern", "sectors", "kind", "note"]):
        rules.append(WordRule(_pattern(row), _sectors(row), _kind(row)))
    return tuple(rules)


def _pattern(row: datafiles.Row) -> re.Pattern[str]:
    try:
        return re.compile(rf"\b(?:{row['pattern']})\b", re.IGNORECASE)
    except re.error as error:
        raise row.error(f"pattern '{row['pattern']}': {error}", "Write a regular expression.") from error


def _sectors(row: datafiles.Row) -> tuple[str, ...]:
    for code in row.split("sectors"):
        try:
            codes.sector(code)
        except UnknownCodeError as error:
            raise row.error(f"'{code}' is no sector", "See codes/sectors.yaml.") from error
    return row.split("sectors")


_KINDS: tuple[ActorKind, ...] = ("state", "igo", "armed_group", "organisation", "person", "society", "unknown")


def _kind(row: datafiles.Row) -> ActorKind:
    for kind in _KINDS:
        if row["kind"] == kind:
            return kind
    raise row.error(f"kind '{row['kind']}'", f"Use one of {', '.join(_KINDS)}.")


@lru_cache(maxsize=100_000)
def by_words(name: str) -> WordRule | None:
    """Gives the first rule of ``words.csv`` that a generic name ("Armed Rebel", "Ministry") matches, or None."""
    return next((rule for rule in _word_rules() if rule.pattern.search(name)), None)


def kind_of_sectors(sectors: Sequence[str], named: bool) -> ActorKind:
    """Tells a kind from sectors; ``named`` where the name is a proper one, so that it isn't a society."""
    if not sectors:
        return "unknown"
    first = sectors[0]
    if first in ARMED_SECTORS:
        return "armed_group"
    if first == "IGO":
        return "igo"
    if first in ("CVL", "REF", "SOC") or codes.sector(first).kind == "identity":
        return "unknown" if named else "society"
    return "organisation"


@dataclass(frozen=True, slots=True)
class SectorRule:
    """A rule for one sector name of a dataset: its PLOVER sector, and its rank among several (smaller goes first)."""

    pattern: re.Pattern[str]
    sector: str
    rank: int


@cache
def sector_rules(file: str) -> tuple[SectorRule, ...]:
    """Reads a file of sector rules: ``pattern, sector, rank, note``.

    Raises:
        DataFileError: a rule is wrong.
    """
    rules = []
    for row in datafiles.read_csv(FOLDER / file, ["pattern", "sector", "rank", "note"]):
        if row["sector"]:
            try:
                codes.sector(row["sector"])
            except UnknownCodeError as error:
                raise row.error(f"'{row['sector']}' is no sector", "See codes/sectors.yaml.") from error
        if not row["rank"].isdecimal():
            raise row.error(f"rank '{row['rank']}' is no number", "Use a whole number.")
        rules.append(SectorRule(re.compile(row["pattern"], re.IGNORECASE), row["sector"], int(row["rank"])))
    return tuple(rules)


@lru_cache(maxsize=10_000)
def _sector_rule(name: str, file: str) -> SectorRule | None:
    return next((r for r in sector_rules(file) if r.pattern.fullmatch(name)), None)


@lru_cache(maxsize=100_000)
def plover_sectors(listed: str | None, file: str) -> tuple[str, ...]:
    """Turns the sector names of a dataset, with commas between them, into PLOVER sectors in order of rank.

    Names that no rule knows are passed over: they are fields and beliefs, not bodies.
    """
    ranked: dict[str, int] = {}
    for name in (listed or "").split(","):
        rule = _sector_rule(name.strip(), file)
        if rule is not None and rule.sector:
            ranked[rule.sector] = min(rule.rank, ranked.get(rule.sector, rule.rank))
    return tuple(sorted(ranked, key=lambda s: (ranked[s], s)))
