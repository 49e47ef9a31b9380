"""What the rosters hold: named entities with periods, and words for roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from detente import codes
from detente.errors import DataFileError
from detente.records import ActorKind

What = Literal["state", "demonym", "capital", "seat", "person", "organisation", "group", "region", "people"]


@dataclass(frozen=True, slots=True)
class Entity:
    """One period of one named thing.

    Attributes:
        name: canonical name; all names of one entity share it.
        what: which kind of name it is; a demonym or capital stands for its state.
        country: ISO 3166 alpha-3, a dated code of a former state, "IGO", "NGO" or None.
        sectors: PLOVER sectors in order.
        kind: the kind of actor it is.
        start, end: inclusive period, None where open or not known.
        office: for a person, the office held in the period.
        igo: finer code of an IGO ("UNO", "EUR") or "".
        source: where the entry comes from.
    """

    name: str
    what: What
    country: str | None
    sectors: tuple[str, ...]
    kind: ActorKind
    start: date | None = None
    end: date | None = None
    office: str = ""
    igo: str = ""
    source: str = ""

    def active(self, day: date) -> bool:
        """Says whether the period covers the day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Role:
    """A word for what somebody or something is ("foreign minister", "troops").

    Attributes:
        former: the sector of whoever no longer is it, or None where that changes nothing.
        country: "IGO" for a word that means an international body, else None.
    """

    words: str
    sectors: tuple[str, ...]
    kind: ActorKind
    former: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A dated relation of an armed group: whom it opposes, who backs it, where it is based, who designated it.

    Attributes:
        relation: opposes, backed_by, based_in or designated_by.
        status: acknowledged, documented, alleged or denied.
    """

    group: str
    relation: Literal["opposes", "backed_by", "based_in", "designated_by"]
    other: str
    start: date | None
    end: date | None
    status: str
    source: str


@cache
def known_countries() -> frozenset[str]:
    """Gives every country code that the code lists have."""
    return frozenset(c.code for c in codes.countries())


@cache
def known_sectors() -> frozenset[str]:
    """Gives every sector code that the code lists have."""
    return frozenset(s.code for s in codes.sectors())


def parse_day(text: str, last: bool, error: type[DataFileError], file: str, line: int) -> date | None:
    """Reads YYYY, YYYY-MM or YYYY-MM-DD as a day, the first or the last of the period; empty gives None.

    Raises:
        DataFileError: not a date.
    """
    if not text:
        return None
    try:
        parts = [int(part) for part in text.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
        if len(parts) > 2:
            return date(year, month, parts[2])
        return _last_of_month(year, month) if last else date(year, month, 1)
    except (ValueError, IndexError):
        raise error(file, line, f"'{text}' is not a date", "Write YYYY, YYYY-MM or YYYY-MM-DD.") from None


def _last_of_month(year: int, month: int) -> date:
    """Gives the last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
