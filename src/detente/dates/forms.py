"""What a time expression can mean before it is put on a calendar: one small record a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year", "decade", "weekend", "hour"]
Part = Literal["early", "mid", "late"]
Which = Literal["last", "this", "next"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A time the text leaves open: a festival, an anniversary, "recently", a bound with one end.

    Attributes:
        elsewhere: True where it says that the act was not on the day of the report.
    """

    elsewhere: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month; without a year, the nearest in the direction of the tense."""

    month: int
    day: int
    year: int | None = None
    weekday: int | None = None
    last_day: int | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month; ``which`` for "last March"."""

    month: int
    year: int | None = None
    which: Which | None = None


@dataclass(frozen=True, slots=True)
class OfMonth:
    """A day named by its number alone: "on the 2nd", "the 14th of last month"."""

    day: int
    which: Which | None = None


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week that a day lies in."""

    day: Day


@dataclass(frozen=True, slots=True)
class Years:
    """A year, or the years of a decade."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class YearPart:
    """A half, third or quarter: ``months`` long from ``first_month``, of ``year`` or of the year meant by ``which``."""

    first_month: int
    months: int
    year: int | None = None
    which: Which | None = None


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday 0; ``week`` for "Monday of last week", ``which`` for "last Monday"."""

    weekday: int
    which: Which | None = None
    week: Which | None = None
    weeks_back: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """A day counted from publication: today 0, yesterday −1. ``last`` makes it a range of days."""

    days: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Last, this or next week, month, quarter, year, decade or weekend."""

    which: Which
    unit: Unit


@dataclass(frozen=True, slots=True)
class SoFar:
    """Earlier (True) or later (False) in the running period: up to, or from, publication."""

    unit: Unit
    past: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """The past ``count`` units up to publication, or where negative the coming ones from it."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Ago:
    """So many units before (or, negative, after) publication."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units after (negative: before) the date told before it, or after ``anchor`` where that is named.

    ``exact`` is False for "the previous week", which is a whole one.
    """

    count: int
    unit: Unit
    anchor: Form | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Within:
    """Early, in the middle, or late in a longer stretch."""

    part: Part
    whole: Form


@dataclass(frozen=True, slots=True)
class Between:
    """From one date to another, both included."""

    first: Form
    last: Form


@dataclass(frozen=True, slots=True)
class Since:
    """From a date up to publication."""

    first: Form


Form = (
    Unknown
    | Day
    | OfMonth
    | WeekOf
    | Month
    | Years
    | YearPart
    | Weekday
    | Near
    | Period
    | SoFar
    | Recent
    | Ago
    | Shift
    | Within
    | Between
    | Since
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression in a text, ``start`` to ``end`` in code points."""

    start: int
    end: int
    text: str
    form: Form
