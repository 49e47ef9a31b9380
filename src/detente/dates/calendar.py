"""Putting a time expression on the calendar: pure arithmetic on days, weeks from Monday to Sunday."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from detente.dates.forms import (
    Ago,
    Between,
    Day,
    Form,
    Month,
    Near,
    OfMonth,
    Period,
    Recent,
    Shift,
    Since,
    SoFar,
    Unit,
    Unknown,
    Weekday,
    WeekOf,
    Which,
    Within,
    YearPart,
    Years,
)
from detente.records import DatePrecision


@dataclass(frozen=True, slots=True)
class Stretch:
    """An inclusive range of days."""

    start: date
    end: date
    precision: DatePrecision


@dataclass(frozen=True, slots=True)
class Clock:
    """What an expression is read against.

    Attributes:
        published: publication day, or None where unknown.
        future: True where the clause is about what is still to come.
        before: the last stretch that the text named before the expression, for "two days earlier".
    """

    published: date | None
    future: bool = False
    before: Stretch | None = None


def resolve(form: Form, clock: Clock) -> Stretch | None:
    """Gives the days an expression means, or None where the text or a missing publication day leaves it open."""
    try:
        return _resolve(form, clock)
    except (OverflowError, ValueError):
        # A date beyond the calendar ("9,000 years ago", 29 February of a common year) is no date.
        return None


def _resolve(form: Form, clock: Clock) -> Stretch | None:
    match form:
        case Unknown():
            return None
        case Day():
            return _day(form, clock)
        case WeekOf():
            day = _day(form.day, clock)
            return _unit_around(day.start, "week") if day else None
        case Month():
            return _month(form, clock)
        case Years():
            precision: DatePrecision = "year" if form.first == form.last else "range"
            return Stretch(date(form.first, 1, 1), date(form.last, 12, 31), precision)
        case YearPart():
            return _year_part(form, clock)
        case Between():
            return _between(form, clock)
        case Within():
            return _within(form, clock)
        case Shift():
            return _shift(form, clock)
        case _:
            return _deictic(form, clock)


def _deictic(form: Form, clock: Clock) -> Stretch | None:
    """Reads what is counted from publication; nothing without it."""
    today = clock.published
    if today is None:
        return None
    match form:
        case OfMonth():
            return _on(_of_month(form, today, clock.future))
        case Weekday():
            return _on(_weekday(form, today, clock.future))
        case Near():
            first = today + timedelta(form.days)
            if form.last is None:
                return _on(first)
            return Stretch(first, today + timedelta(form.last), "range")
        case Period():
            return _period(form, today, clock.future)
        case SoFar():
            whole = _unit_around(today, form.unit)
            if form.past:
                return Stretch(whole.start, today, "range")
            return Stretch(today, whole.end, "range")
        case Recent():
            other = _back(today, form.count, form.unit)
            return Stretch(min(other, today), max(other, today), "range")
        case Ago():
            return _moved(_on(today), -form.count, form.unit)
        case Since():
            first_stretch = resolve(form.first, Clock(today, False, clock.before))
            if first_stretch is None or first_stretch.start > today:
                return None
            return Stretch(first_stretch.start, today, "range")
    return None


def _on(day: date) -> Stretch:
    return Stretch(day, day, "day")


def _day(form: Day, clock: Clock) -> Stretch | None:
    """Reads a day of a month; a weekday told with it settles the year if it can."""
    year = form.year or _nearest_year(form, clock)
    if year is None:
        return None
    first = date(year, form.month, form.day)
    if form.last_day is not None and form.last_day != form.day:
        return Stretch(first, date(year, form.month, form.last_day), "range")
    return _on(first)


def _nearest_year(form: Day, clock: Clock) -> int | None:
    """Finds the year of a yearless day: the nearest in the direction of the tense."""
    today = clock.published
    if today is None:
        return None
    step = 1 if clock.future else -1
    wanted: int | None = None
    for year in range(today.year - step, today.year + 9 * step, step):
        try:
            day = date(year, form.month, form.day)
        except ValueError:
            continue
        right_side = day >= today if clock.future else day <= today
        if right_side and (form.weekday is None or day.weekday() == form.weekday):
            return year
        if right_side and wanted is None:
            wanted = year
        # A weekday that fits the days around publication beats the tense ("Monday, Dec. 1" in a preview).
        if not right_side and form.weekday == day.weekday() and abs((day - today).days) < 60:
            return year
    return wanted


def month_stretch(year: int, month: int) -> Stretch:
    """Gives a whole month."""
    return Stretch(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def _month(form: Month, clock: Clock) -> Stretch | None:
    if form.year is not None:
        return month_stretch(form.year, form.month)
    today = clock.published
    if today is None:
        return None
    if form.which == "last":
        year = today.year - (form.month >= today.month)
    elif form.which == "next":
        year = today.year + (form.month <= today.month)
    elif form.which == "this":
        year = today.year
    elif clock.future:
        year = today.year + (form.month < today.month)
    else:
        year = today.year - (form.month > today.month)
    return month_stretch(year, form.month)


def _of_month(form: OfMonth, today: date, future: bool) -> date:
    """Finds a numbered day: in last, this or next month, else the nearest on the side of the tense."""
    if form.which is not None:
        return _add_months(today.replace(day=1), {"last": -1, "this": 0, "next": 1}[form.which]).replace(day=form.day)
    first = today.replace(day=1)
    for months in (0, 1, 2, 3) if future else (0, -1, -2, -3):
        month = _add_months(first, months)
        if form.day > monthrange(month.year, month.month)[1]:
            continue
        day = month.replace(day=form.day)
        if day >= today if future else day <= today:
            return day
    raise ValueError(f"no {form.day}th near {today}")


def _year_part(form: YearPart, clock: Clock) -> Stretch | None:
    year = form.year
    if year is None:
        if clock.published is None:
            return None
        year = clock.published.year + {"last": -1, "this": 0, "next": 1, None: 0}[form.which]
        if form.which is None and not clock.future and date(year, form.first_month, 1) > clock.published:
            year -= 1
    last = month_stretch(year, form.first_month + form.months - 1).end
    precision: DatePrecision = {1: "month", 3: "quarter", 12: "year"}.get(form.months, "range")  # type: ignore[assignment]
    return Stretch(date(year, form.first_month, 1), last, precision)


def _weekday(form: Weekday, today: date, future: bool) -> date:
    """Puts a weekday on the calendar: on or before publication in the past, on or after it in the future."""
    if form.week is not None:
        monday = today - timedelta(today.weekday())
        weeks = {"last": -1, "this": 0, "next": 1}[form.week]
        return monday + timedelta(7 * weeks + form.weekday)
    back = (today.weekday() - form.weekday) % 7
    ahead = (form.weekday - today.weekday()) % 7
    if form.weeks_back:
        return today - timedelta(back + 7 * form.weeks_back)
    if form.which == "last":
        return today - timedelta(back or 7)
    if form.which == "next":
        return today + timedelta(ahead or 7)
    if future:
        return today + timedelta(ahead)
    return today - timedelta(back)


def _unit_around(day: date, unit: Unit) -> Stretch:
    """Gives the calendar week, month, quarter, year or decade of a day."""
    if unit == "week":
        monday = day - timedelta(day.weekday())
        return Stretch(monday, monday + timedelta(6), "week")
    if unit == "month":
        return month_stretch(day.year, day.month)
    if unit == "quarter":
        first = (day.month - 1) // 3 * 3 + 1
        return Stretch(date(day.year, first, 1), month_stretch(day.year, first + 2).end, "quarter")
    if unit == "year":
        return Stretch(date(day.year, 1, 1), date(day.year, 12, 31), "year")
    if unit == "decade":
        first = day.year // 10 * 10
        return Stretch(date(first, 1, 1), date(first + 9, 12, 31), "range")
    return _on(day)


def _period(form: Period, today: date, future: bool) -> Stretch:
    if form.unit == "weekend":
        return _weekend(form.which, today, future)
    steps = {"last": -1, "this": 0, "next": 1}[form.which]
    return _moved(_unit_around(today, form.unit), steps, form.unit)


def _weekend(which: Which, today: date, future: bool) -> Stretch:
    """Gives Saturday and Sunday: the last ones that have begun, or the next."""
    monday = today - timedelta(today.weekday())
    saturday = monday + timedelta(5)
    begun = saturday if today >= saturday else saturday - timedelta(7)
    if which == "next":
        saturday = saturday + timedelta(7) if today.weekday() >= 5 else saturday
    elif which == "last":
        saturday = saturday - timedelta(7)
    else:
        saturday = saturday if future else begun
    return Stretch(saturday, saturday + timedelta(1), "range")


def _add_months(day: date, months: int) -> date:
    """Moves a day by months, to the last day of a shorter month where need be."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


_MONTHS_OF: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def _back(day: date, count: int, unit: Unit) -> date:
    """Gives the first day of a range of so many units that ends on a day."""
    if unit in _MONTHS_OF:
        return _add_months(day, -count * _MONTHS_OF[unit])
    if unit == "hour":
        return day - timedelta(days=-(-count // 24))
    return day - timedelta(count * (7 if unit in ("week", "weekend") else 1))


def _moved(base: Stretch, count: int, unit: Unit) -> Stretch:
    """Moves from a stretch by units; the outcome is as coarse as the unit."""
    day = base.start
    if unit == "hour":
        return _on(day + timedelta(hours=count) if abs(count) >= 24 else day)
    if unit == "day":
        return Stretch(base.start + timedelta(count), base.end + timedelta(count), base.precision)
    if unit == "week" and base.precision == "day":
        return _on(day + timedelta(7 * count))
    if unit in ("week", "weekend"):
        return _unit_around(day + timedelta(7 * count), "week")
    moved = _add_months(day.replace(day=1), count * _MONTHS_OF[unit])
    if unit == "decade" and base.precision != "range":
        return _unit_around(moved, "year")
    return _unit_around(moved, unit)


def _shift(form: Shift, clock: Clock) -> Stretch | None:
    """Counts from the date told before, or from the one named."""
    base = resolve(form.anchor, clock) if form.anchor is not None else clock.before
    if base is None:
        return None
    if form.unit in ("day", "hour") and base.precision != "day":
        return base if form.count == 0 and form.anchor is None and (base.end - base.start).days < 3 else None
    if form.unit == "week" and not form.exact:
        base = _unit_around(base.start, "week")
    return _moved(base, form.count, form.unit)


def _between(form: Between, clock: Clock) -> Stretch | None:
    last = resolve(form.last, clock)
    if last is None:
        return None
    first = resolve(form.first, clock)
    if first is None:
        return None
    if first.start > last.end:
        first = _earlier(form.first, last, clock) or first
    if first.start > last.end:
        return None
    return Stretch(first.start, last.end, "range")


def _earlier(form: Form, last: Stretch, clock: Clock) -> Stretch | None:
    """Reads the first of two dates again, as the nearest one before the last."""
    if isinstance(form, Weekday | Month) or (isinstance(form, Day) and form.year is None):
        return resolve(form, Clock(last.end, False, clock.before))
    return None


def _within(form: Within, clock: Clock) -> Stretch | None:
    """Takes the early, middle or late part: of a month its thirds, of a year its first and last quarter."""
    whole = resolve(form.whole, clock)
    if whole is None:
        return None
    days = (whole.end - whole.start).days + 1
    if whole.precision == "month":
        first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, whole.end.day)}[form.part]
        return Stretch(whole.start.replace(day=first), whole.start.replace(day=last), "range")
    if whole.precision == "year":
        first, last = {"early": (1, 3), "mid": (4, 9), "late": (10, 12)}[form.part]
        year = whole.start.year
        return Stretch(date(year, first, 1), month_stretch(year, last).end, "range")
    if days == 7:
        first, last = {"early": (0, 2), "mid": (2, 4), "late": (3, 6)}[form.part]
        return Stretch(whole.start + timedelta(first), whole.start + timedelta(last), "range")
    if days > 3000:
        years = whole.end.year - whole.start.year + 1
        first, last = {"early": (0, 3 * years // 10), "mid": (4 * years // 10, 6 * years // 10 - 0)}.get(
            form.part, (7 * years // 10, years - 1)
        )
        return Stretch(date(whole.start.year + first, 1, 1), date(whole.start.year + last, 12, 31), "range")
    third = days // 3
    offset = {"early": 0, "mid": third, "late": days - third}[form.part]
    start = whole.start + timedelta(offset)
    return Stretch(start, min(start + timedelta(max(third - 1, 0)), whole.end), "range")
