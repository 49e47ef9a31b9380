"""Finding time expressions in English text; what they mean on a calendar is ``calendar``'s business."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.dates.forms import (
    Ago,
    Between,
    Day,
    Expression,
    Form,
    Month,
    Near,
    Part,
    Period,
    Recent,
    Shift,
    Since,
    SoFar,
    Unknown,
    Weekday,
    WeekOf,
    Within,
    YearPart,
    Years,
)
from detente.dates.patterns import PATTERNS

_HINT = re.compile(
    r"\d|day\b|days\b|week|month|year|decade|centur|yesterday|tomorrow|tonight|night|morning|afternoon|evening|recent|"
    r"previous|former|later|earlier|ago\b|past\b|season|spring|summer|autumn|winter|annivers|Ramadan|Eid|Easter|Christmas|"
    r"Passover|Nowruz|Ashura|repeated|occasion|quarter|half\b|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|"
    r"Mon\.|Tue|Wed|Thu|Fri\.|Sat\.|historical|at the time|long\b|shortly|soon\b|lately|of late|Hajj|hajj|Diwali|"
    r"Carnival|Holi\b|Yom|Tet\b|Thanksgiving|eve of|festival|holiday|feast",
)
_NOT_ALONE = frozenset({"May", "March", "Mar", "Jan", "Jun", "Sat.", "Wed.", "Sun"})
_MAY_PRECEDE_MONTH = re.compile(
    r"(?:\b(?:in|since|early|late|mid|of|by|until|till|between|from|and|to|through|last|this|next|before|after|during|"
    r"for|around|every|or)|mid-|late-|early-|^)\s*$",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"\b(?:the\s+)?(?P<part>very early|early|mid|late|middle|end|beginning|start|close)"
    r"(?:[ -]+|\s+(?:of|in|on)\s+(?:the\s+)?)$",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"(?:\b(?:the|a|an|its|his|her|their|that|this)|[’']s)\s+$", re.IGNORECASE)
_WEEK_OF = re.compile(r"\b(?:the\s+)?week\s+(?:of|starting|beginning)\s+(?:on\s+)?$", re.IGNORECASE)
_BEFORE_OR_AFTER = re.compile(r"(?:before|after|prior to)$", re.IGNORECASE)
_EVENT = re.compile(r"\s+(?:the|a|an|his|her|its|their|[a-z]+ed|[a-z]+ing|he|she|it|they|two|[A-Z])\b")
_SINCE = re.compile(r"\b(?:ever\s+)?since\s+(?:at\s+least\s+)?(?:the\s+)?$", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:before|until|till|by|prior to|no later than|ahead of|through|up to|not before|after|"
    r"following)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?(?:night of\s+)?$", re.IGNORECASE)
_CONNECT = re.compile(r"^(?:,?\s*(?:and|to|until|till|through)\s+(?:the\s+|on\s+)?|\s*[-–—]\s*)$", re.IGNORECASE)
_DASH = re.compile(r"^(?:\s*[-–—]\s*|\s+(?:to|through|until|till)\s+)$", re.IGNORECASE)
_APPOSED = re.compile(r"^(?:,\s*|\s+\(|\s+of\s+|\s+on\s+)$")


def find_expressions(text: str) -> list[Expression]:
    """Finds the time expressions of a text in order, without overlap; the longer reading wins."""
    if not _HINT.search(text):
        return []
    atoms = list(_leftmost_longest(_atoms(text)))
    return _joined(text, atoms)


def _atoms(text: str) -> Iterator[Expression]:
    lower = text.lower()
    for pattern, builder, needed in PATTERNS:
        if needed and not any(word in lower for word in needed):
            continue
        for match in pattern.finditer(text):
            if match.start() == match.end():
                continue
            form = builder(match)
            if form is None or not _stands_alone(text, match, form):
                continue
            start = match.start() + (len(match[0]) - len(match[0].lstrip()))
            end = match.start() + len(match[0].rstrip())
            yield Expression(start, end, text[start:end], form)


def _stands_alone(text: str, match: re.Match[str], form: Form) -> bool:
    """Turns down words that are months or numbers only by look ("may", "a march", "May said")."""
    if isinstance(form, Month) and form.year is None and form.which is None:
        word = match[0].strip()
        if len(word) == 3 and word not in ("May", "Jan", "Feb", "Apr", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"):
            return False
        if word in _NOT_ALONE:
            return bool(_MAY_PRECEDE_MONTH.search(text, 0, match.start())) and not re.match(
                r"\s+(?:said|told|has|was|is|had|of|on|ed|and\s+his)\b", text[match.end() : match.end() + 12]
            )
        # A month's name as a person's: "April Orsk".
        named = word in ("April", "June", "August") and re.match(r"\s+[A-Z][a-z]", text[match.end() : match.end() + 4])
        return not named
    return True


def _leftmost_longest(found: Iterator[Expression]) -> Iterator[Expression]:
    reached = 0
    for atom in sorted(found, key=lambda e: (e.start, -e.end)):
        if atom.start >= reached:
            yield atom
            reached = atom.end


def _joined(text: str, atoms: list[Expression]) -> list[Expression]:
    """Joins neighbours into ranges and shifts, then reads the word before: "since", "until", "early"."""
    joined: list[Expression] = []
    i = 0
    while i < len(atoms):
        atom, used = _with_next(text, atoms, i)
        joined.append(_with_before(text, atom, joined[-1].end if joined else 0))
        i += used
    return joined


def _with_next(text: str, atoms: list[Expression], i: int) -> tuple[Expression, int]:
    """Joins an atom with the one after it where the words between make one expression of them."""
    atom = atoms[i]
    if i + 1 == len(atoms):
        return atom, 1
    after = atoms[i + 1]
    between = text[atom.end : after.start]
    whole = (atom.start, after.end, text[atom.start : after.end])
    opened = bool(_BETWEEN.search(text, 0, atom.start))
    if isinstance(after.form, Unknown) or isinstance(atom.form, Unknown):
        return atom, 1
    if isinstance(atom.form, Shift) and atom.form.count and re.fullmatch(r"\s+(?:the\s+)?(?:on\s+)?", between):
        return Expression(*whole, Shift(atom.form.count, atom.form.unit, after.form)), 2
    part = _PART_BEFORE.search(between)
    connector = between[: part.start()] + " " if part else between
    if (opened and _CONNECT.match(connector)) or (_DASH.match(connector) and not isinstance(atom.form, Shift)):
        first, last = _shared_year(atom.form, _in_part(after.form, part["part"]) if part else after.form)
        return Expression(*whole, Between(first, last)), 2
    if re.fullmatch(r"\s+and\s+(?:on\s+|in\s+)?", between, re.IGNORECASE) and _successive(atom.form, after.form):
        return Expression(*whole, Between(atom.form, after.form)), 2
    merged = _merged(atom.form, after.form) if _APPOSED.match(between) else None
    if merged is not None:
        return Expression(*whole, merged), 2
    return atom, 1


def _successive(first: Form, last: Form) -> bool:
    """Says whether two dates follow each other and so make one stretch: "Saturday and Sunday", "2014 and 2015"."""
    if isinstance(first, Weekday) and isinstance(last, Weekday):
        return first.which == last.which and first.week == last.week and (first.weekday + 1) % 7 == last.weekday
    return isinstance(first, Years) and isinstance(last, Years) and first.last + 1 == last.first


def _shared_year(first: Form, last: Form) -> tuple[Form, Form]:
    """Gives the first of two days or months the year of the second: "between March and May 2014"."""
    if isinstance(first, Month) and first.year is None and isinstance(last, Month) and last.year:
        return Month(first.month, last.year - (first.month > last.month)), last
    if isinstance(first, Day) and first.year is None and isinstance(last, Day) and last.year:
        return Day(first.month, first.day, last.year - (first.month > last.month)), last
    if isinstance(first, Month) and first.year and isinstance(last, Month) and last.year is None:
        return first, Month(last.month, first.year + (first.month > last.month))
    return first, last


def _merged(first: Form, second: Form) -> Form | None:
    """Joins "Monday, 24 November" and "Monday of last week" into one day."""
    if isinstance(first, Weekday) and isinstance(second, Day) and second.weekday is None:
        return Day(second.month, second.day, second.year, first.weekday)
    if isinstance(first, Weekday) and isinstance(second, Period) and second.unit == "week":
        return Weekday(first.weekday, week=second.which)
    if (
        isinstance(first, Day | Month)
        and first.year is None
        and isinstance(second, Years)
        and second.first == second.last
    ):
        if isinstance(first, Day):
            return Day(first.month, first.day, second.first, first.weekday, first.last_day)
        return Month(first.month, second.first)
    if isinstance(first, Month) and first.year is None and isinstance(second, Period) and second.unit == "year":
        return YearPart(first.month, 1, which=second.which)
    return None


def _with_before(text: str, atom: Expression, reached: int) -> Expression:
    """Reads the word before an expression into it."""
    week = _WEEK_OF.search(text, reached, atom.start)
    if week and isinstance(atom.form, Day):
        return Expression(week.start(), atom.end, text[week.start() : atom.end], WeekOf(atom.form))
    part = _PART_BEFORE.search(text, reached, atom.start)
    if part and not isinstance(atom.form, Unknown | Shift | Ago | Near | Recent | Since):
        form = _in_part(atom.form, part["part"])
        atom = Expression(part.start(), atom.end, text[part.start() : atom.end], form)
    if isinstance(atom.form, Between | Recent | SoFar):
        opened = _BETWEEN.search(text, reached, atom.start)
        if opened:
            atom = Expression(opened.start(), atom.end, text[opened.start() : atom.end], atom.form)
        return atom
    unanchored = isinstance(atom.form, Shift) and atom.form.anchor is None
    if unanchored and _BEFORE_OR_AFTER.search(atom.text) and _EVENT.match(text[atom.end :]):
        # "two days after the attack" counts from an event, which has no date here.
        return Expression(atom.start, atom.end, atom.text, Unknown())
    if _modifies_noun(text, atom):
        return atom
    since = _SINCE.search(text, reached, atom.start)
    if since:
        form = atom.form if isinstance(atom.form, Unknown) else Since(atom.form)
        return Expression(since.start(), atom.end, text[since.start() : atom.end], form)
    bound = _BOUND.search(text, reached, atom.start)
    if bound and not isinstance(atom.form, Unknown):
        return Expression(bound.start(), atom.end, text[bound.start() : atom.end], Unknown(elsewhere=False))
    return atom


def _modifies_noun(text: str, atom: Expression) -> bool:
    """Says whether an expression tells the time of the noun after it ("since the 2003 invasion", "Monday's raid").

    The bound is then the event, not its date; the tree tells what the date is of.
    """
    after = text[atom.end :]
    if re.match(r"['’]s?\s+\w", after):
        return True
    determined = _DETERMINER.search(text, 0, atom.start)
    return bool(determined and re.match(r",?\s+[a-zA-Z]", after)) and not isinstance(atom.form, Period)


def _in_part(form: Form, word: str) -> Form:
    """Reads "early March", "the end of last year"; a day has no parts that matter."""
    if isinstance(form, Day | Weekday):
        return form
    parts: dict[str, Part] = {
        "very early": "early", "early": "early", "beginning": "early", "start": "early", "mid": "mid", "middle": "mid",
        "late": "late", "end": "late", "close": "late",
    }  # fmt: skip
    return Within(parts[word.lower()], form)
