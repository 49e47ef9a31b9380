"""Dates, periods and numbers in words, so that nobody can misread them: 4 May 2020, −1.2, 12,345."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_BASIS = {"text": "in the words of the act", "paragraph": "from the paragraph", "report": "the day of the report"}


def day(value: date | str) -> str:
    """Writes a day: 4 May 2020."""
    d = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return f"{d.day} {_MONTHS[d.month - 1][:3]} {d.year}"


def month(value: date) -> str:
    """Writes a month: May 2020."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def period(value: date | str, by: str) -> str:
    """Names the period of some length that starts on a day."""
    d = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    if by == "year":
        return str(d.year)
    if by == "quarter":
        return f"{_MONTHS[d.month - 1][:3]}–{_MONTHS[min(11, d.month + 1)][:3]} {d.year}"
    if by == "month":
        return month(d)
    return f"the week of {day(d)}" if by == "week" else day(d)


def span(first: date | None, last: date | None) -> str:
    """Names the months from the first to the last day of something, short: Jan 2009 – Dec 2015."""
    if first is None or last is None:
        return "undated"
    ends = [f"{_MONTHS[d.month - 1][:3]} {d.year}" for d in (first, last)]
    return " – ".join(dict.fromkeys(ends))


def last_day(value: date, by: str) -> date:
    """Gives the last day of the period that starts on a day."""
    if by in ("day", "week"):
        return value + timedelta(days=6 if by == "week" else 0)
    months = {"month": 1, "quarter": 3, "year": 12}[by]
    after = value.month - 1 + months
    return date(value.year + after // 12, after % 12 + 1, 1) - timedelta(days=1)


def when(found: Any) -> str:
    """Writes an act's date with its precision; ``found`` is a record, as an object or as JSON, or None."""
    if found is None:
        return "undated"
    given = found if isinstance(found, Mapping) else {k: getattr(found, k) for k in ("start", "end", "precision")}
    start, end = (date.fromisoformat(str(given[k])) for k in ("start", "end"))
    if given["precision"] in ("month", "quarter", "year", "week"):
        return period(start, given["precision"])
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    return f"{day(start)} – {day(end)}"


def basis(found: Any) -> str:
    """Says what a date rests on."""
    words = f", “{found.text}”" if found.text else ""
    return f"{_BASIS.get(found.basis, found.basis)}{words}"


def moment(value: datetime) -> str:
    """Writes a moment: 4 May 2020, 14:05 UTC."""
    return f"{day(value.date())}, {value:%H:%M} {value.tzname() or 'UTC'}".replace("+00:00", "")


def signed(value: float | None) -> str:
    """Writes a score with its sign and one decimal; a true minus."""
    if value is None:
        return "–"
    text = f"{value:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def number(value: float) -> str:
    """Writes a number of things: 12,345."""
    return f"{value:,.0f}"


def counted(n: float, thing: str, things: str = "") -> str:
    """Writes how many things there are: 1 act, 2,310 acts."""
    return f"{number(n)} {thing if n == 1 else things or thing + 's'}"


def share(value: float) -> str:
    """Writes a number of acts, which may be shared with other pairs: 2, 1.5, or nothing for none."""
    return f"{value:.1f}".removesuffix(".0") if value else ""


def percent(value: float) -> str:
    """Writes a probability; never 100% or 0% for what is only nearly so."""
    if 0 < value < 0.01:
        return "under 1%"
    if 0.99 < value < 1:
        return "over 99%"
    return f"{value:.0%}"


def bounds(count: Any) -> str:
    """Writes a count as reported, with what its words leave open."""
    unit = " ".join(filter(None, [count.currency, f"a {count.period}" if count.period else ""]))
    low, high = count.low, count.high
    if low is not None and low == high:
        told = f"{low:,.0f}"
    elif low is not None and high is not None:
        told = f"{low:,.0f} to {high:,.0f}"
    elif low is not None:
        told = f"{low:,.0f} or more"
    else:
        told = f"up to {high:,.0f}" if high is not None else "some"
    return f"{told} {unit}".strip()


def alarms(rate: float, by_chance: float | None = None) -> str:
    """Says how many alarms as strong there are, and how many by chance alone; a store of few pairs cannot say."""
    if rate >= 100:
        return "too few pairs to say how often alarms are as strong"
    chance = f", by chance alone {by_chance:.2f}" if by_chance is not None else ""
    return f"alarms as strong: {rate:.2f} a pair and year{chance}"


def names(parties: Iterable[Any]) -> str:
    """Names parties in a row."""
    return ", ".join(dict.fromkeys(p.name for p in parties)) or "Somebody"


def short(node: str) -> str:
    """Names a node in few letters, for labels of drawings."""
    name = node.split(":", 1)[-1]
    return name if len(name) <= 18 else name[:17] + "…"


def web(url: str) -> bool:
    """Says whether an address may be linked: only pages of the web, never scripts or files."""
    return url.startswith(("http://", "https://"))


def plainly(value: Any) -> str:
    """Writes a value of a record in words, for what the coder had said."""
    if value is None:
        return "none"
    if isinstance(value, dict):
        if "start" in value and "end" in value:
            return str(value["start"]) if value["start"] == value["end"] else f"{value['start']} to {value['end']}"
        return str(value.get("name") or value.get("text") or ", ".join(f"{k} {plainly(v)}" for k, v in value.items()))
    if isinstance(value, list | tuple):
        return ", ".join(plainly(one) for one in value) or "none"
    return str(value)


WORDS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        alarms,
        basis,
        bounds,
        counted,
        day,
        moment,
        names,
        number,
        percent,
        period,
        plainly,
        share,
        short,
        signed,
        span,
        web,
        when,
    )
}
