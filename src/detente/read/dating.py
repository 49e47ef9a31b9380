"""Dates as sources write them: day, time and zone as far as given, and never more."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from detente.records import Published

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|"
        "october oct|november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_ZONES = {"gmt": 0, "utc": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
          "pdt": -7, "cet": 1, "cest": 2}  # fmt: skip
_EARLIEST = 1600

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ]+(\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2}|[A-Za-z]{3,4})?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{6})(Z|[+-]\d{4})?)?")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+({MONTH})[\s,-]+(\d{{4}})\b", re.I)
_MONTH_DAY = re.compile(rf"\b({MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I)
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})|(\d{4})/(\d{1,2})/(\d{1,2})")
_CLOCK = re.compile(
    r"\b(\d{1,2})[:.](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\b\.?)?\s*(?:\(?([A-Z]{1,4}|[+-]\d{2}:?\d{2})\)?)?", re.I
)


def read_date(value: object) -> tuple[date, datetime | None] | None:
    """Reads a publication date as tables, feeds and pages write it.

    Args:
        value: a string, or a ``date`` or ``datetime`` (Parquet).

    Returns:
        The day as written (in the zone written), and the moment if a time was given (without zone if none was);
        None for anything less than a whole day, or where day and month could be swapped.
    """
    if isinstance(value, datetime):
        # Columns of moments hold a bare day as its midnight: no zone and no clock is a day.
        bare = value.tzinfo is None and not (value.hour or value.minute or value.second or value.microsecond)
        found: tuple[date, datetime | None] | None = (value.date(), None if bare else value)
    elif isinstance(value, date):
        found = (value, None)
    elif isinstance(value, str):
        found = _read_text(value.strip()) if len(value) <= 100 else None
    else:
        found = None
    return found if found and found[0].year >= _EARLIEST else None


def _read_text(text: str) -> tuple[date, datetime | None] | None:
    for reader in (_iso, _compact, _mail, named_date, _slashed):
        try:
            found = reader(text)
        except (ValueError, OverflowError, TypeError):
            continue
        if found:
            return found
    return None


def _iso(text: str) -> tuple[date, datetime | None] | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if not match[4]:
        return day, None
    clock = datetime.fromisoformat(f"{day}T{match[4].replace(',', '.')}")
    return day, clock.replace(tzinfo=_zone(match[5]))


def _compact(text: str) -> tuple[date, datetime | None] | None:
    match = _COMPACT.fullmatch(text)
    if not match:
        return None
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if not match[4]:
        return day, None
    return day, datetime.fromisoformat(f"{day}T{match[4]}").replace(tzinfo=_zone(match[5]))


def _mail(text: str) -> tuple[date, datetime | None] | None:
    """Reads the date of mail and RSS: ``Wed, 10 Dec 2014 14:32:00 GMT``."""
    if not re.search(r"\d:\d\d", text) or not re.match(r"(?:\w{3},\s*)?\d{1,2}\s+\w{3}\s+\d{4}\s", text):
        return None
    moment = parsedate_to_datetime(text)
    return moment.date(), moment


def named_date(text: str) -> tuple[date, datetime | None] | None:
    """Reads a date with a month's name anywhere in a short text, with the clock time that follows or precedes it."""
    if match := _DAY_MONTH.search(text):
        day_text, month, year = match[1], match[2], match[3]
    elif match := _MONTH_DAY.search(text):
        month, day_text, year = match[1], match[2], match[3]
    else:
        return None
    day = date(int(year), _MONTHS[month.lower().rstrip(".")], int(day_text))
    rest = text[: match.start()] + " ; " + text[match.end() :]
    return day, _clock(day, rest)


def _clock(day: date, text: str) -> datetime | None:
    match = _CLOCK.search(text)
    if not match:
        return None
    hour = int(match[1])
    half = (match[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or int(match[2]) > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, int(match[2]), int(match[3] or 0), tzinfo=_zone(match[5]))


def _slashed(text: str) -> tuple[date, datetime | None] | None:
    """Reads a numeric date only where day and month cannot be swapped."""
    match = _SLASHED.fullmatch(text)
    if not match:
        return None
    if match[4]:
        return date(int(match[4]), int(match[5]), int(match[6])), None
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first == second or first > 12:
        return date(year, second, first), None
    return (date(year, first, second), None) if second > 12 else None


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text.lower() in _ZONES:
        return timezone(timedelta(hours=_ZONES[text.lower()]))
    match = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", text)
    if not match or int(match[2]) > 14:
        return None
    span = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-span if match[1] == "-" else span)


def published(found: tuple[date, datetime | None] | None, source: str) -> Published | None:
    """Makes the record of a publication date; ``source`` is where it was found."""
    return Published(found[0], found[1], source) if found else None  # type: ignore[arg-type]
