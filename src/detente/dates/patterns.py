"""The patterns of single time expressions, and what form each of them makes."""

from __future__ import annotations

import re
from collections.abc import Callable

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
    SoFar,
    Unit,
    Unknown,
    Weekday,
    Which,
    YearPart,
    Years,
)

Match = re.Match[str]

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|Jun\.|July?|Jul\.|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?!s\b)|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat)\.(?=[ ,])"
_YEAR = r"(?:1[5-9]|20)\d\d(?![\d,.]\d|\d)(?!-?(?:km|mile|strong|member|man|foot|pound))"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:%])"
_TO = r"\s*(?:[-–—]|to|and|through|until|till|thru)\s*"
_NUMBERS = {
    word: number
    for number, words in enumerate(
        "zero;one a an;two;three;four;five;six;seven;eight;nine;ten;eleven;twelve;thirteen;fourteen;fifteen".split(";")
    )
    for word in words.split()
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "couple": 2, "dozen": 12, "half": 0}
_NUMBER = r"(?:\d{1,3}|a couple(?: of)?|a dozen|half a|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_UNIT = r"(?:day|night|week|fortnight|month|quarter|year|decade|century|centurie|hour|minute)"
_TIME_OF_DAY = r"(?:early|late|mid)?[ -]?(?:morning|afternoon|evening|night|midnight|midday|noon|dawn|dusk)"
_ROUGHLY = r"(?:(?:about|around|roughly|nearly|almost|some|approximately|just|only|exactly|barely)\s+)?"
_OPEN_NUMBER = r"(?:more than|over|less than|at least|well over|fewer than|under|up to)\s+"

_UNKNOWN = r"""
    \b(?:[Aa]nniversary|Ramadan|Ramadhan|Eid(?:\ al-\w+)?|Ashura|Muharram|Nowruz|Norouz|Passover|Yom\ Kippur|
       Rosh\ Hashanah|Hanukkah|Purim|Easter|Good\ Friday|Christmas(?:\ (?:Eve|Day))?|Diwali|Holi|Vesak|Tet|
       Lunar\ New\ Year|New\ Year(?:['’]s)?(?:\ (?:Eve|Day))?|Thanksgiving|Independence\ Day|National\ Day|Victory\ Day|
       Labou?r\ Day|May\ Day|Memorial\ Day|Veterans\ Day|Bastille\ Day|Army\ Day|[Ee]lection\ [Dd]ay|Pentecost|Carnival|
       Golden\ Week|hajj|Hajj|on\ the\ eve\ of|
       (?:on|during)\ (?:the|a)\ (?:\w+\ ){0,2}(?:festival|holiday|feast))\b
"""
_SEASON = (
    r"\b(?:(?:in|during|over|since|by|early|late|mid|last|this|next|that|the|of|previous|following)[ -]+)+"
    r"(?:spring|summer|autumn|winter)\b(?:\s+(?:of\s+)?(?:last year|this year|" + _YEAR + r"))?"
)
_VAGUE = (
    r"\b(?:most recently|recently|lately|of late|in the past(?! (?:" + _NUMBER + r"|few|several|" + _UNIT + r")\b)|"
    r"previously|formerly|in recent (?:years|times|memory|history|decades)|"
    r"(?:long|some time|a long time|not long|a short time|a while|moments|years|decades|months|weeks|days|centuries|"
    r"ages) ago|"
    r"repeatedly|on (?:several|many|numerous|two|three|previous|other|various) occasions|"
    r"(?:for|over) (?:the )?(?:(?:many|several|some|a few|" + _NUMBER + r") )?"
    r"(?:years|decades|months|weeks|centuries|generations)|"
    r"over the years|historically|in the old days|at the time|earlier(?= \w+ed\b)|"
    r"(?:in|over|within|during) the (?:coming|next|following|ensuing|subsequent) "
    r"(?:few |several |" + _NUMBER + r" )?"
    r"(?:hours|days|weeks|months|years|decade)|"
    r"(?:days|weeks|months|years|hours|shortly|soon|long|just) "
    r"(?:earlier|later|before|after|afterwards|afterward|beforehand)|"
    r"(?:a |the )?(?:few|several|many|some) (?:hours|days|weeks|months|years|decades) "
    r"(?:ago|earlier|later|before|after)|"
    r"on the eve of)\b"
)

Builder = Callable[[Match], Form | None]


def _month(text: str) -> int:
    return _MONTHS.index(text[:3].lower()) + 1


def _weekday(text: str) -> int:
    return _WEEKDAYS.index(text[:3].lower())


def _ordinal(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _number(text: str) -> int:
    text = text.lower().removesuffix(" of")
    if text == "half a":
        return 0
    return int(text) if text.isdigit() else _NUMBERS[text.removeprefix("a ")]


def _unit(text: str) -> Unit:
    word = text.lower().rstrip("s")
    units: dict[str, Unit] = {
        "day": "day", "night": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
        "decade": "decade", "weekend": "weekend", "hour": "hour", "minute": "hour",
    }  # fmt: skip
    return units[word]


def _which(text: str) -> Which:
    word = text.lower()
    if word in ("last", "past", "previous"):
        return "last"
    return "next" if word in ("next", "coming", "upcoming", "following") else "this"


def _valid_day(month: int, day: int, year: int | None, weekday: int | None = None, last: int | None = None) -> Form:
    """Gives a day; one that no calendar has stays open."""
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    if not 1 <= day <= longest or (last is not None and not day <= last <= longest):
        return Unknown()
    return Day(month, day, year, weekday, last)


def _full_day(match: Match) -> Form | None:
    year = int(match["year"]) if match["year"] else None
    weekday = _weekday(match["weekday"]) if match["weekday"] else None
    last = _ordinal(match["last"]) if match["last"] else None
    return _valid_day(_month(match["month"]), _ordinal(match["day"]), year, weekday, last)


def _two_months(match: Match) -> Form | None:
    """Reads "28 February to 2 March 2014" and "Feb. 28 - March 2": the year is the last one's."""
    year = int(match["year"]) if match["year"] else None
    last_month, first_month = _month(match["m2"]), _month(match["m1"])
    first_year = year - 1 if year and first_month > last_month else year
    first = _valid_day(first_month, _ordinal(match["d1"]), int(match["y1"]) if match["y1"] else first_year)
    last = _valid_day(last_month, _ordinal(match["d2"]), year)
    return Between(first, last) if first and last else None


def _numeric(match: Match) -> Form | None:
    """Reads 24/11/2014 and 24.11.2014 where only one order of day and month is possible."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if match["sep"] == "." or a > 12:
        return _valid_day(b, a, year) if b <= 12 else None
    if b > 12:
        return _valid_day(a, b, year)
    return _valid_day(a, b, year) if a == b else Unknown()


def _iso(match: Match) -> Form | None:
    month = int(match["month"])
    return _valid_day(month, int(match["day"]), int(match["year"])) if 1 <= month <= 12 else None


def _month_form(match: Match) -> Form | None:
    year = int(match["year"]) if match["year"] else None
    which = _which(match["which"]) if match["which"] else None
    months = Month(_month(match["month"]), year, which)
    if match["m2"]:
        first_year = year - 1 if year and months.month > _month(match["m2"]) else year
        return Between(Month(months.month, first_year), Month(_month(match["m2"]), year))
    return months


def _month_of_year(match: Match) -> Form | None:
    return YearPart(_month(match["month"]), 1, which=_which(match["which"]))


def _year_range(match: Match) -> Form | None:
    first, last = int(match["y1"]), match["y2"]
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return Years(first, end) if first < end else None


def _decade(match: Match) -> Form | None:
    digits = match["decade"]
    first = int(digits) if len(digits) == 4 else 1900 + int(digits)
    return Years(first, first + 9)


def _century(match: Match) -> Form | None:
    last = _ordinal(match["century"]) * 100
    return Years(last - 99, last)


_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "final": -1, "last": -1}


def _year_part(match: Match) -> Form | None:
    if match["q"]:
        length, index = 3, int(match["q"]) - 1
    else:
        length = 3 if match["kind"] == "quarter" else 6
        index = _ORDINALS[match["ordinal"].lower()] % (12 // length)
    bare = not (match["year"] or match["which"] or match["theyear"])
    if index >= 12 // length or (bare and (match["ordinal"] or "").lower() in ("last", "final")):
        return None
    year = int(match["year"]) if match["year"] else None
    which = _which(match["which"]) if match["which"] else ("this" if match["theyear"] else None)
    return YearPart(index * length + 1, length, year, which)


def _first_months(match: Match) -> Form | None:
    count = _number(match["count"])
    if not 1 <= count <= 12:
        return None
    first = 1 if match["ordinal"].lower() == "first" else 13 - count
    year = int(match["year"]) if match["year"] else None
    return YearPart(first, count, year, None if year else _which(match["which"] or "this"))


def _weekday_form(match: Match) -> Form | None:
    which = _which(match["which"]) if match["which"] else None
    week = _which(match["week"]) if match["week"] else None
    if match["later"]:
        return Weekday(_weekday(match["weekday"]), "last" if match["later"] == "last" else "next")
    return Weekday(_weekday(match["weekday"]), which, week)


def _week_of_weekday(match: Match) -> Form | None:
    return Weekday(_weekday(match["weekday"]), weeks_back=_number(match["count"]))


def _period(match: Match) -> Form | None:
    unit = _unit(match["unit"])
    which = _which(match["which"])
    if match["so_far"]:
        past = match["so_far"].lower().startswith(("earl", "so"))
        return SoFar(unit, past) if which == "this" else Period(which, unit)
    return Period(which, unit)


def _recent(match: Match) -> Form | None:
    unit = _unit(match["unit"])
    counts: dict[Unit, int] = {"hour": 1, "day": 7}
    if match["count"]:
        return Recent(max(_number(match["count"]), 1), unit)
    if match["single"] is not None:
        return Recent(1, unit)
    return Recent(counts[unit], unit) if unit in counts else Unknown()


def _coming(match: Match) -> Form | None:
    return Recent(-max(_number(match["count"]), 1), _unit(match["unit"]))


def _of_month(match: Match) -> Form | None:
    day = _ordinal(match["day"])
    return OfMonth(day, _which(match["which"]) if match["which"] else None) if 1 <= day <= 31 else None


def _ago(match: Match) -> Form | None:
    if match["open"]:
        return Unknown()
    count = _number(match["count"])
    unit = match["unit"].lower()
    if unit.startswith("fortnight"):
        return Ago(2 * count, "week")
    if unit.startswith("centur"):
        return Ago(10 * count, "decade")
    return Unknown() if count == 0 else Ago(count, _unit(unit))


def _shift(match: Match) -> Form | None:
    """Reads "two days earlier"; before "the attack" it counts from an event, which has no date here."""
    word = match["way"].lower()
    sign = -1 if word in ("earlier", "before", "previously", "prior", "prior to", "beforehand") else 1
    unit = match["unit"].lower()
    if match["open"] or unit.startswith("centur"):
        return Unknown()
    factor = 2 if unit.startswith("fortnight") else 1
    name = "week" if unit.startswith("fortnight") else unit
    return Shift(sign * factor * _number(match["count"]), _unit(name))


def _neighbour(match: Match) -> Form | None:
    word = match["way"].lower()
    sign = -1 if word in ("previous", "preceding", "prior") else 0 if word in ("same", "that", "very same") else 1
    return Shift(sign, _unit(match["unit"]), exact=False)


def _named_neighbour(match: Match) -> Form | None:
    return Shift(-1 if match["way"].lower() == "before" else 1, _unit(match["unit"]), exact=False)


def _near(days: int, last: int | None = None) -> Builder:
    return lambda _: Near(days, last)


def _unknown(_: Match) -> Form | None:
    return Unknown()


# A number is a year only after one of these: "in 2011", "the 2011 raid", "mid-2011", "Ondria's 2011 vote".
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|of|by|until|till|from|during|throughout|before|after|and|or|to|through|between|around|circa|the|this|"
    r"that|a|its|his|her|their|early|mid|late|year|fiscal|summer|fall)[ -]|[’']s |mid–)$",
    re.IGNORECASE,
)


def _year(match: Match) -> Form | None:
    before = match.string[max(0, match.start() - 12) : match.start()]
    return Years(int(match["year"]), int(match["year"])) if _BEFORE_YEAR.search(before) else None


def _years(match: Match) -> Form | None:
    before = match.string[max(0, match.start() - 12) : match.start()]
    return _year_range(match) if len(match["y2"]) == 4 or _BEFORE_YEAR.search(before) else None


def _needs(pattern: str) -> tuple[str, ...]:
    """Gives words, lower case, of which a text must have one for a pattern to be worth trying; none if any text is."""
    if _MONTH in pattern:
        return tuple(_MONTHS)
    if _WEEKDAY in pattern:
        return ("day", "mon.", "tue.", "tues.", "wed.", "thu.", "thurs.", "fri.", "sat.")
    if pattern == _SEASON:
        return ("spring", "summer", "autumn", "winter")
    if r"\s+ago\b" in pattern:
        return ("ago",)
    if "(?P<way>" in pattern:
        return (
            "before",
            "after",
            "earlier",
            "later",
            "prior",
            "previous",
            "preceding",
            "following",
            "same",
            "that",
            "next",
        )
    if "|quarter" in pattern and "<ordinal>" in pattern:
        return ("quarter", "half", "q1", "q2", "q3", "q4")
    return ("past", "last", "recent", "previous", "preceding") if "past|last" in pattern else ()


PATTERNS: tuple[tuple[re.Pattern[str], Builder, tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, flags), builder, _needs(pattern))
    for pattern, flags, builder in (
        (r"\b(?:Sept(?:ember|\.)? 11(?=,? (?:terror|attack|hijack|plot))|9/11\b)", 0, lambda _: Day(9, 11, 2001)),
        (rf"\b(?P<year>{_YEAR})[-/](?P<month>[01]?\d)[-/](?P<day>[0-3]?\d)\b", 0, _iso),
        (rf"\b(?P<a>\d{{1,2}})(?P<sep>[./])(?P<b>\d{{1,2}})(?P=sep)(?P<year>{_YEAR})\b", 0, _numeric),
        (
            rf"(?:(?P<weekday>{_WEEKDAY}),?\s+)?(?:the\s+)?\b(?P<day>{_DAY})(?:{_TO}(?P<last>{_DAY}))?(?:\s+of)?\s+"
            rf"(?P<month>{_MONTH})(?:,?\s+(?:of\s+)?(?P<year>{_YEAR}))?",
            0,
            _full_day,
        ),
        (
            rf"(?:(?P<weekday>{_WEEKDAY}),?\s+)?(?P<month>\b{_MONTH})\s+(?:the\s+)?(?P<day>{_DAY})\b"
            rf"(?:{_TO}(?P<last>{_DAY})(?![\w,]*\s+{_MONTH})\b)?(?:,?\s+(?:of\s+)?(?P<year>{_YEAR}))?",
            0,
            _full_day,
        ),
        (
            rf"\b(?P<m1>{_MONTH})\s+(?P<d1>{_DAY})(?:,\s+(?P<y1>{_YEAR}))?,?{_TO}(?P<m2>{_MONTH})\s+(?P<d2>{_DAY})\b"
            rf"(?:,?\s+(?P<year>{_YEAR}))?",
            0,
            _two_months,
        ),
        (
            rf"\b(?P<d1>{_DAY})\s+(?P<m1>{_MONTH})(?:,?\s+(?P<y1>{_YEAR}))?,?{_TO}(?P<d2>{_DAY})\s+(?P<m2>{_MONTH})\b"
            rf"(?:,?\s+(?P<year>{_YEAR}))?",
            0,
            _two_months,
        ),
        (
            rf"\b(?P<month>{_MONTH})(?P<which>(?!))?(?:{_TO}(?P<m2>{_MONTH}))?(?:,|\s+of)?\s+(?P<year>{_YEAR})\b",
            0,
            _month_form,
        ),
        (
            rf"\b(?P<month>{_MONTH})\s+(?:of\s+)?(?P<which>last|this|next)\s+year\b",
            0,
            _month_of_year,
        ),
        (
            rf"\b(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast)\s+)?(?P<month>{_MONTH})"
            rf"(?:{_TO}(?P<m2>{_MONTH}))?(?P<year>(?!))?",
            0,
            _month_form,
        ),
        (rf"\b(?P<y1>{_YEAR})\s*[-–/]\s*(?P<y2>{_YEAR}|\d\d)\b", 0, _years),
        (rf"\b(?P<year>{_YEAR})\b", 0, _year),
        (rf"(?<=\()(?P<year>{_YEAR})(?=\))", 0, lambda m: Years(int(m["year"]), int(m["year"]))),
        (r"\b(?:the\s+)?(?:[’'](?P<short>(?!)))?(?P<decade>(?:1[5-9]|20)\d0)['’]?s\b", 0, _decade),
        (r"(?:the\s+)?[’'‘](?P<decade>[2-9]0)s\b", 0, _decade),
        (r"\b(?:the\s+)?(?P<century>1\d|2[01])(?:th|st|nd)[ -]century\b", re.IGNORECASE, _century),
        (
            rf"\b(?:the\s+)?(?:(?P<ordinal>first|second|third|fourth|last|final)[ -](?P<kind>quarter|half)|"
            r"Q(?P<q>[1-4]))"
            rf"(?:,?\s+(?:of\s+)?(?:(?P<year>{_YEAR})|(?P<which>last|this|next)\s+year|(?P<theyear>the\s+year)))?"
            r"(?!\s+of\b)(?![ -]final)",
            re.IGNORECASE,
            _year_part,
        ),
        (
            rf"\b(?:the\s+)?(?P<ordinal>first|last|final)\s+(?P<count>{_NUMBER})\s+months?\s+of\s+"
            rf"(?:(?P<year>{_YEAR})|(?P<which>last|this|next)\s+year|the\s+year)",
            re.IGNORECASE,
            _first_months,
        ),
        (
            rf"\b(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming)\s+)?(?P<weekday>{_WEEKDAY})"
            rf"(?:\s+(?P<later>(?!)))?(?:\s+{_TIME_OF_DAY}\b)?(?:\s+(?:of\s+)?(?P<week>last|this|next)\s+week)?",
            0,
            _weekday_form,
        ),
        (
            rf"\b(?P<which>(?!))?(?P<weekday>{_WEEKDAY})\s+(?P<later>last|next)\b(?!\s+(?:week|month|year))(?P<week>(?!))?",
            0,
            _weekday_form,
        ),
        (rf"\b(?P<count>{_NUMBER})\s+weeks?\s+ago\s+(?:last\s+|on\s+)?(?P<weekday>{_WEEKDAY})", 0, _week_of_weekday),
        (
            rf"\b(?P<week>[Ll]ast|[Tt]his|[Nn]ext)\s+week(?:\s+on|,\s+on|\s+)\s*(?P<weekday>{_WEEKDAY})"
            r"(?P<which>(?!))?(?P<later>(?!))?",
            0,
            _weekday_form,
        ),
        (rf"\byesterday(?:\s+{_TIME_OF_DAY})?\b", re.IGNORECASE, _near(-1)),
        (r"\bthe day before yesterday\b", re.IGNORECASE, _near(-2)),
        (r"\blast (?:night|evening)\b", re.IGNORECASE, _near(-1)),
        (r"\bthis (?:morning|afternoon|evening)\b|\btonight\b|\b(?:earlier|later) today\b", re.IGNORECASE, _near(0)),
        (r"\btoday\b(?!['’]s (?:world|society))", re.IGNORECASE, _near(0)),
        (rf"\btomorrow(?:\s+{_TIME_OF_DAY})?\b", re.IGNORECASE, _near(1)),
        (r"\bthe day after tomorrow\b", re.IGNORECASE, _near(2)),
        (r"\bovernight\b(?! stay)(?:\s+in)?", re.IGNORECASE, _near(-1, 0)),
        (
            r"\b(?:(?P<so_far>earlier|later|so far)\s+(?:in\s+)?)?(?P<which>last|this|next|past|previous|coming)\s+"
            r"(?P<unit>week|month|quarter|year|decade|weekend)\b(?!-)(?!['’]s end)",
            re.IGNORECASE,
            _period,
        ),
        (
            r"\b(?P<so_far>earlier|later)\s+in\s+the\s+(?P<unit>week|month|year|decade)\b(?P<which>)",
            re.IGNORECASE,
            lambda m: SoFar(_unit(m["unit"]), m["so_far"].lower() == "earlier"),
        ),
        (r"\b(?:over|at|during|on|through)\s+the\s+weekend\b", re.IGNORECASE, lambda _: Period("this", "weekend")),
        (
            r"\b(?:(?:in|over|during|within|for|across)\s+)(?:the\s+|these\s+)?"
            r"(?:past|last|recent|previous|preceding|latest)\s+"
            rf"(?:(?P<count>{_NUMBER})\s+(?:of\s+)?|(?P<many>few|several|couple\s+of)\s+)?"
            r"(?P<unit>hour|day|night|week|month|year|decade)(?:s|(?P<single>\b))",
            re.IGNORECASE,
            _recent,
        ),
        (
            rf"\b(?:the\s+)(?:past|last)\s+(?:(?P<count>{_NUMBER})\s+(?:of\s+)?|(?P<many>few|several)\s+)"
            r"(?P<unit>hour|day|night|week|month|year|decade)(?:s\b|(?P<single>\b))",
            re.IGNORECASE,
            _recent,
        ),
        (
            rf"\b(?:in|over|within|during|for)\s+the\s+(?:coming\s+|next\s+)(?P<count>{_NUMBER})\s+"
            r"(?P<unit>day|week|month|year)s\b",
            re.IGNORECASE,
            _coming,
        ),
        (
            r"\b(?:[Oo]n|[Bb]y|[Ss]ince)\s+the\s+(?P<day>\d{1,2}(?:st|nd|rd|th))"
            r"(?:\s+of\s+(?P<which>last|this|next)\s+month|"
            r"(?=\s*(?:[.,;:]|$|and\b|but\b|when\b|after\b|with\b|in\b|at\b|to\b)))",
            0,
            _of_month,
        ),
        (
            rf"\b(?P<open>{_OPEN_NUMBER})?{_ROUGHLY}(?P<count>{_NUMBER})(?:\s+of)?[ -](?P<unit>{_UNIT})s?\s+ago\b",
            re.IGNORECASE,
            _ago,
        ),
        (
            rf"\b(?P<open>{_OPEN_NUMBER})?{_ROUGHLY}(?P<count>{_NUMBER})\s+(?:full\s+)?(?P<unit>{_UNIT})s?\s+"
            rf"(?P<way>earlier|before|previously|prior to|prior|later|after|afterwards|afterward|beforehand)\b",
            re.IGNORECASE,
            _shift,
        ),
        (
            r"\b(?:on\s+)?(?:the\s+)?(?P<way>previous|preceding|prior|following|same|very same|next|that|that same)\s+"
            r"(?P<unit>day|night|week|month|year)\b",
            re.IGNORECASE,
            _neighbour,
        ),
        (r"\bthe\s+(?P<unit>day|night|week|month|year)\s+(?P<way>before|after)\b", re.IGNORECASE, _named_neighbour),
        (
            r"\b(?:earlier|later) (?:in|that|the same|on the same) (?:the )?day\b",
            re.IGNORECASE,
            lambda _: Shift(0, "day"),
        ),
        (_UNKNOWN, re.VERBOSE, _unknown),
        (_SEASON, re.IGNORECASE, _unknown),
        (_VAGUE, re.IGNORECASE, _unknown),
    )
)
