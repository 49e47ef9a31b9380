"""The SGML of Reuters-21578: one ``<REUTERS>`` element a story, latin-1, control characters as entities."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, datetime

from detente.read.intake import Intake
from detente.read.items import Item
from detente.records import Article, Published

# The longest of the collection has 13,000 characters; more than this is a lost end tag.
_LONGEST_STORY = 1_000_000
_START = re.compile(r"<REUTERS\b([^<>]*)>")
_END = "</REUTERS>"
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_DATE = re.compile(r"(\d{1,2})-([A-Z]{3})-(\d{4})\s+(\d+):(\d{2}):(\d{2})(?:\.(\d+))?")
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_ENTITY = re.compile(r"&(?:#\d+|[a-zA-Z]+);")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# The wire's sign-off, alone on the last line or after the last sentence.
_SIGN_OFF = re.compile(r"(?:(?:^|(?<=\n)|(?<=\S)[ \t]+)[ \t]*(?:REUTERS?|Reuter|reuter)(?:\.{3})?\s*)+\Z")
# What the makers of the collection put where a story has no body.
_FILLER = "Blah blah blah."


def read_sgml(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads stories one at a time; the last, if cut off, is reported and passed over."""
    record: list[str] = []
    size = stories = 0
    for raw in iter(lambda: item.stream.readline(_LONGEST_STORY), b""):
        line = raw.decode("latin-1")
        if not record and not _START.search(line):
            continue
        record.append(line)
        size += len(line)
        if _END in line or size > _LONGEST_STORY:
            stories += 1
            story = "".join(record)
            record, size = [], 0
            if article := _story(story, item.name, intake):
                yield article
    if record:
        intake.problem(item.name, "truncated", "the last story is cut off; passed over.", "Copy the file again.")
    elif not stories:
        intake.problem(item.name, "empty", "there is no <REUTERS> element.", "Check that the file is complete.")


def _story(record: str, name: str, intake: Intake) -> Article | None:
    """Makes an article of one ``<REUTERS>`` element."""
    start = _START.search(record)
    attributes = dict(_ATTRIBUTE.findall(start[1])) if start else {}
    number = attributes.get("NEWID", "")
    source = f"{name}, story {number or '?'}"
    if _END not in record:
        intake.problem(source, "too_large", "the story has no end; passed over.")
        return None
    block = _inside(record, "TEXT") or ""
    title = _clean(_inside(block, "TITLE") or "")
    body = _inside(block, "BODY")
    if body is None:
        # TYPE="UNPROC" has no elements in TEXT, TYPE="BRIEF" only a title.
        body = re.sub(r"<(TITLE|DATELINE|AUTHOR)>.*?</\1>|\*{3,}", "", block, flags=re.S)
    return intake.admit(
        Article(
            id=f"reuters21578-{number}" if number else "",
            text=_body(body),
            title=" ".join(title.split()),
            byline=_byline(_inside(block, "AUTHOR") or ""),
            dateline=" ".join(_clean(_inside(block, "DATELINE") or "").split()).strip("-* "),
            outlet="Reuters",
            agency="Reuters",
            published=_published(_inside(record, "DATE") or ""),
            places=tuple(re.findall(r"<D>([^<]*)</D>", _inside(record, "PLACES") or "")),
        ),
        source,
        "en",
    )


def _inside(record: str, tag: str) -> str | None:
    start = re.search(rf"<{tag}(?: [^>]*)?>", record)
    if not start:
        return None
    end = record.find(f"</{tag}>", start.end())
    return record[start.end() : end] if end >= 0 else None


def _clean(text: str) -> str:
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text.replace("\r\n", "\n"))
    return _CONTROL.sub("", text)


def _body(raw: str) -> str:
    text = _clean(raw)
    # The indent of the first line stays: it says that indents begin paragraphs. Blank lines around it go.
    text = text.strip("\n").rstrip()
    text = (text[:-200] + _SIGN_OFF.sub("", text[-200:])).rstrip()
    text = re.sub(r"\A(?:[ \t]*\n)+", "", text)
    return "" if text.strip() == _FILLER else text


def _byline(raw: str) -> tuple[str, ...]:
    names = re.sub(r"^\s*by\s+|,\s*(?:Reuters|Reuter)\s*$", "", _clean(raw).strip(), flags=re.I)
    names = re.sub(r",\s*Reuters?\b.*", "", names, flags=re.I | re.S)
    return tuple(name.strip() for name in re.split(r"\s+and\s+|,", names) if name.strip())


def _published(raw: str) -> Published | None:
    """Reads ``26-FEB-1987 15:01:01.79``; the wire gives no zone, so neither does the moment."""
    match = _DATE.search(raw)
    if not match or match[2] not in _MONTHS:
        return None
    try:
        day = date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        return None
    fraction = int((match[7] or "0").ljust(6, "0")[:6])
    try:
        moment = datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), int(match[6]), fraction)
    except ValueError:  # a clock that shows what no clock does: the day still stands
        return Published(day, None, "metadata")
    return Published(day, moment, "metadata")
