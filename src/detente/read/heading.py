"""The head of an article: datelines, bylines and date lines, as newspapers and agencies write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente import datafiles
from detente.read.dating import MONTH, named_date, read_date
from detente.records import Published

HEADLINES_FILE = Path(__file__).with_name("headlines.yaml")

_CAPS = r"[A-ZÀ-ÖØ-Þ](?:[A-ZÀ-ÖØ-Þ.'’\-]|Mc(?=[A-Z]))+"
_PLACE_CAPS = rf"{_CAPS}(?:(?: |/| & | AND ){_CAPS}){{0,4}}"
_NAME = r"[A-ZÀ-ÖØ-Þ][\w.'’\-]+"
_PLACE_ANY = rf"{_NAME}(?: {_NAME}|/{_NAME}){{0,4}}"
_REGION = rf",? (?:[\w.'’\-]+ ){{0,3}}{_NAME}"
_MONTH = f"(?i:{MONTH})"
_DATE = rf",? ?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_WEEKDAY = r"(?:,? (?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day|\.)?)?"
_AGENCY = r" ?\((?P<agency>[A-Z][\w./&' -]{1,40})\)"
_DASH = r"(?P<dash>\s?(?:--|[–—―_|]|-(?=\s))\s*|\s?:\s+)(?=\S)"
_DATELINE = re.compile(
    rf"\s*(?P<line>"
    rf"(?P<caps>{_PLACE_CAPS})(?:{_REGION})?{_WEEKDAY}(?P<date1>{_DATE})?(?:{_AGENCY})?"
    rf"){_DASH}"
)
# A place in mixed letters needs an agency or a date beside it to be told from a clause before a dash.
_DATELINE_MIXED = re.compile(
    rf"\s*(?P<line>"
    rf"(?P<place>{_PLACE_ANY})(?:{_REGION})?{_WEEKDAY}"
    rf"(?:(?P<date1>{_DATE})(?:{_AGENCY})?|{_AGENCY.replace('agency', 'agency2')})"
    rf"){_DASH}"
)
# What stands before the name of an agency whose text it is.
_CREDIT = re.compile(r"\s*(?:by|from|source:|(?:copyright\s*)?(?:©|\(c\))|copyright)\s+(?:\d{4},?\s+)?(?:by\s+)?", re.I)
_LONGEST_CREDIT = 160
_AGENCY_FIRST = re.compile(r"\s*(?P<line>\((?P<agency>[A-Z][\w./&' -]{1,40})\))\s?(?:--|[–—―_-])\s+(?=\S)")

_LONGEST_BYLINE = 500
_SPEAKER = re.compile(r"\n\s*[A-Z][A-Z .'’-]{2,40}: ")
_BYLINE = re.compile(r"(?:(?:story|words|report|reporting|written|analysis|exclusive) )?by:? (?P<names>.{3,160})", re.I)
_ROLE = re.compile(
    r"(?:,|\||–|—| - | in (?=[A-Z])| IN | at the |\bfor (?=[A-Z])).*$"
    r"|\b(?:staff|special|senior|chief|foreign|our|diplomatic) .*$"
)
_NAME_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w.'’\-]*|de|del|van|von|der|bin|al|el|la|le|da|dos|ibn|ben|ul)"
_PERSON = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,5}}")
_OUTLET = re.compile(r"\b(?:the|post|times|herald|tribune|journal|gazette|observer|courier)\b", re.I)
_NOT_A_PERSON = re.compile(
    r"\b(?:staff|agencies|agency|desk|bureau|editors?|team|news|reporters?|correspondents?|wire|services?|"
    r"reuters|press|afp|online|web)\b",
    re.I,
)
_DATE_LINE = re.compile(
    r"(?:(?:first )?(?:published|posted|created|date|dated|issued|released)(?: on| at)?:? ?)?(?P<rest>.{6,80})", re.I
)
# The only words beside numbers and zones that a line of nothing but a date may have.
_DATE_WORDS = re.compile(
    rf"{MONTH}|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|at|on|st|nd|rd|th|[ap]m?|m|t|z|[a-z]{{2,3}}t|gmt|utc",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The line of place, date and agency before the first sentence; ``end`` is where the sentence begins."""

    text: str
    end: int
    agency: str
    published: Published | None


@cache
def _labels() -> frozenset[str]:
    return frozenset(str(label) for label in datafiles.read_yaml(HEADLINES_FILE)["labels"])


@cache
def _agencies() -> dict[str, str]:
    entries = datafiles.read_yaml(HEADLINES_FILE)["agencies"]
    return {alias.lower(): name for name, aliases in entries.items() for alias in (name, *aliases)}


def agency_of(text: str) -> str:
    """Gives the full name of a news agency named in a dateline or byline, or an empty string."""
    for part in re.split(r"[/,&()]| and ", text):
        if found := _agencies().get(part.strip().lower()):
            return found
    return ""


def credited_agency(lines: Iterable[str]) -> str:
    """Gives the first agency that a line credits ("By Ana Velt, Associated Press", "(c) 2020 Reuters"), or ""."""
    for line in lines:
        if len(line) < _LONGEST_CREDIT and (match := _CREDIT.match(line)):
            credited = re.sub(r"\.?\s*all rights reserved.*", "", line[match.end() :], flags=re.I)
            if found := agency_of(credited.strip(" .")):
                return found
    return ""


def dateline_of(paragraph: str) -> Dateline | None:
    """Finds the dateline at the head of a paragraph, such as ``PORT ANSEL, Veldania (Reuters) —``."""
    head = paragraph[:160]
    if match := _DATELINE.match(head):
        caps = match["caps"]
        bare = re.sub(r"[^A-Z&]+", " ", caps).strip()
        colon = match["dash"].strip() == ":"
        if bare in _labels() or any(word in _labels() for word in (caps, bare.split(" ")[0] if colon else caps)):
            return None
        # "IAEA: ..." and "NATO - ..." happen; a dateline's colon follows a place alone, or one with its date.
        if len(bare.replace(" ", "")) < 3:
            return None
        return _dateline(match, match["agency"] or "")
    if match := _DATELINE_MIXED.match(head):
        agency = match["agency"] or match["agency2"] or ""
        if match["date1"] or agency_of(agency):
            return _dateline(match, agency)
    if (match := _AGENCY_FIRST.match(head)) and agency_of(match["agency"]):
        return _dateline(match, match["agency"])
    return None


def head_dateline(text: str) -> Dateline | None:
    """Finds the dateline at the head of an article; not a speaker's name at the head of a transcript."""
    found = dateline_of(text)
    if found and text[: found.end].rstrip().endswith(":") and _SPEAKER.search(text[:5000], found.end):
        return None
    return found


def _dateline(match: re.Match[str], agency: str) -> Dateline:
    found = named_date(match["line"]) if re.search(r"\d{4}", match["line"]) else None
    when = Published(found[0], None, "text") if found else None
    return Dateline(match["line"].strip(), match.end(), agency_of(agency), when)


def byline_of(line: str) -> tuple[str, ...] | None:
    """Gives the authors that a line names ("By Ana Velt and Ivo Marsh, staff writers"); None if it is no byline."""
    match = _BYLINE.fullmatch(line.strip())
    if not match or (re.search(r"[.!?][\"”')]*$", line.strip()) and len(line.split()) > 8):
        return None
    names = people(match["names"])
    if names:
        return names
    return () if _NOT_A_PERSON.search(match["names"]) and len(line) < 80 else None


def people(text: str) -> tuple[str, ...]:
    """Splits a list of authors into names, without their offices, places and addresses."""
    text = re.sub(r"\S+@\S+|https?://\S+|@\w+|\([^()]*\)", "", " ".join(text[:_LONGEST_BYLINE].split()))
    text = re.sub(r"^\s*by\s+", "", text, flags=re.I)
    found = []
    for part in re.split(r" ?(?:;|,? and |,? with | & |,|\|) ?", text):
        name = _ROLE.sub("", part).strip(" .,;")
        if name.isupper():
            name = name.title()
        told = " " in name and _PERSON.fullmatch(name) and not (_NOT_A_PERSON.search(name) or _OUTLET.search(name))
        if told and name not in found:
            found.append(name)
    return tuple(found)


def date_line_of(line: str) -> Published | None:
    """Reads a line that is nothing but a full date ("Published: 10 December 2014, 14:32 GMT")."""
    match = _DATE_LINE.fullmatch(line.strip())
    if not match:
        return None
    rest = match["rest"].strip(" |,·•")
    if not all(_DATE_WORDS.fullmatch(word) for word in re.findall(r"[^\W\d_]+", rest)):
        return None
    try:
        found = named_date(rest) or read_date(rest)
    except ValueError:
        return None
    return Published(found[0], found[1], "text") if found else None
