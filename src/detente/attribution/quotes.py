"""Quoted stretches of an article: pairs of marks within a paragraph, and quotes that run on into the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.parse import Document
from detente.records import Field

_OPENING = {"“": "”", "«": "»", "„": "“"}
# Straight marks and the doubled apostrophes of old wires open and close alike.
_MARK = re.compile(r"[\"“”«»„]|''|``|’’|‘‘|(?<![\w’'])‘(?=\S)|(?<![\w’'])'(?=\w)")
_SINGLE_CLOSE = re.compile(r"(?<=[\w,.!?…])['’](?=[\s,.;:!?)\]]|$)")
# A stretch of fewer words is a scare quote or a title, not speech, unless a cue takes it.
SHORT = 4
# A text with a longer line isn't wrapped by hand, so that its line breaks are paragraphs.
LONGEST_WRAPPED = 100


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted stretch: code points of the field, marks included; ``open`` where no closing mark follows."""

    field: Field
    start: int
    end: int
    paragraph: int
    open: bool = False
    words: int = 0


def find_quotes(document: Document) -> list[Quote]:
    """Finds the quoted stretches of all fields, in order; one never crosses a paragraph."""
    found: list[Quote] = []
    paragraph = 0
    fields: tuple[Field, ...] = ("title", "deck", "text")
    for name in fields:
        text = document.article.field_text(name)
        for first, last in _paragraphs(text):
            paragraph += 1
            for start, end, is_open in _pairs(text[first:last]):
                words = len(text[first + start : first + end].split())
                found.append(Quote(name, first + start, first + end, paragraph, is_open, words))
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Cuts at blank and indented lines, and at every line break of a text that isn't wrapped by hand."""
    wrapped = not any(len(line) > LONGEST_WRAPPED for line in text.splitlines())
    position = 0
    for match in re.finditer(r"\n[ \t]*\n\s*|\n(?=[ \t]{2,}\S)" if wrapped else r"\n\s*", text):
        yield position, match.start()
        position = match.end()
    yield position, len(text)


def _pairs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Pairs the marks of one paragraph; a mark left open runs to the paragraph's end."""
    position = 0
    while mark := _MARK.search(text, position):
        start, symbol = mark.start(), mark[0]
        if symbol in "”»":
            position = mark.end()
            continue
        end = _closing(text, mark.end(), symbol)
        if end is None:
            if symbol in "'‘":
                position = mark.end()
                continue
            yield start, len(text.rstrip()), True
            return
        yield start, end, False
        position = end


def _closing(text: str, position: int, symbol: str) -> int | None:
    """Finds where the closing mark of an opening one ends."""
    if symbol in "'‘":
        match = _SINGLE_CLOSE.search(text, position)
        return match.end() if match else None
    close = _OPENING.get(symbol) or ("''" if symbol == "``" else "’’" if symbol == "‘‘" else symbol)
    at = text.find(close, position)
    if symbol == "“" and (straight := text.find('"', position)) >= 0 and (at < 0 or straight < at):
        return straight + 1
    return at + len(close) if at >= 0 else None
