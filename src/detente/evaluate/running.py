"""Running the rooms for dates and places on gold rows: one sentence or paragraph, one expression asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from detente.actors import ActorFinder, load_roster
from detente.dates import Timeline
from detente.parse import Document, Parser, Sentence, split
from detente.places import Atlas
from detente.records import Article, Published, to_json

Json = Mapping[str, Any]


def _parsed(row: Json) -> Document:
    day = Published(date.fromisoformat(row["date"])) if row.get("date") else None
    document = split(Article(str(row["id"]), row["text"], published=day))
    Parser().parse(document.sentences)
    return document


def _asked(document: Document, start: int, end: int) -> Iterator[tuple[Sentence, int, int]]:
    """Gives the sentence that holds a stretch of the text, with the stretch's place in the article."""
    for sentence in document.parsed():
        if sentence.start <= start < sentence.end:
            yield sentence, start, end


def dates_of(rows: Iterable[Json]) -> Iterator[dict[str, Any] | None]:
    """Resolves the ``expression`` of each row in its ``text``, published on ``date``; None if unresolved."""
    for row in rows:
        document = _parsed(row)
        timeline = Timeline(document, document.article.published.day if document.article.published else None)
        start = row["text"].find(row["expression"])
        answer = None
        for sentence, first, last in _asked(document, start, start + len(row["expression"])):
            for found in timeline.find(sentence):
                span = sentence.char_span(found.start, found.end)
                if span.start < last and first < span.end and found.date is not None:
                    answer = to_json(found.date)
        yield answer


def places_of(rows: Iterable[Json]) -> Iterator[dict[str, Any] | None]:
    """Resolves the ``place`` of each row in its ``text``; None where nothing is known of it."""
    finder = ActorFinder(load_roster())
    for row in rows:
        document = _parsed(row)
        day = document.article.published.day if document.article.published else None
        atlas = Atlas(document, finder.find(document, day))
        start = row["text"].find(row["place"])
        answer = None
        for sentence, first, last in _asked(document, start, start + len(row["place"])):
            for found in atlas.named(sentence):
                span = found.place.span
                if span.start < last and first < span.end:
                    answer = to_json(found.place)
        yield answer
