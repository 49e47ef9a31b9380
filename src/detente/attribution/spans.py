"""From candidates to stretches of the article: quotes taken whole, and quotes without a cue given to their speaker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.attribution.candidate import Candidate
from detente.attribution.quotes import SHORT, Quote
from detente.parse import Document
from detente.records import Field, Span

Stretch = tuple[int, int]


def content_of(candidate: Candidate) -> tuple[Field, list[Stretch]]:
    """Gives the content of a candidate as stretches of its field, with its quotes taken whole."""
    sentence = candidate.sentence
    stretches = [(s.start, s.end) for s in (sentence.span(*r) for r in candidate.content)]
    stretches.extend((q.start, q.end) for q in candidate.quotes)
    cue = sentence.span(*candidate.cue)
    return sentence.field, merged(cut(stretches, (cue.start, cue.end)))


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Joins stretches that overlap."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def cut(stretches: Iterable[Stretch], hole: Stretch) -> list[Stretch]:
    """Takes a stretch out of others."""
    found = []
    for start, end in stretches:
        if hole[1] <= start or end <= hole[0]:
            found.append((start, end))
            continue
        if start < hole[0]:
            found.append((start, hole[0]))
        if hole[1] < end:
            found.append((hole[1], end))
    return found


def loose_quotes(document: Document, quotes: Sequence[Quote], kept: Sequence[Candidate]) -> dict[int, list[Quote]]:
    """Gives quotes that no kept citation holds to the one that runs on into them.

    A quote of some length goes to the last citation of its paragraph that has a quote, to one that ends in a colon
    right before it, or to the one whose quote was left open at the end of the paragraph before.

    Returns:
        Index in ``kept`` to further quotes.
    """
    held = {(q.field, q.start): i for i, c in enumerate(kept) for q in c.quotes}
    contents = [content_of(c) for c in kept]
    found: dict[int, list[Quote]] = {}
    speaker: int | None = None
    previous: Quote | None = None
    for quote in quotes:
        holder = held.get((quote.field, quote.start))
        inside = any(f == quote.field and s <= quote.start and quote.end <= e for f, c in contents for s, e in c)
        if holder is not None:
            speaker, previous = holder, quote
        elif quote.words >= SHORT and not inside:
            owner = _before_colon(document, quote, kept)
            if owner is None and previous is not None and _runs_on(previous, quote):
                owner = speaker
            if owner is not None:
                found.setdefault(owner, []).append(quote)
            speaker, previous = owner, quote
    return found


def _runs_on(previous: Quote, quote: Quote) -> bool:
    """Says whether a quote without a cue continues the one before it."""
    if previous.field != quote.field:
        return False
    return quote.paragraph == previous.paragraph or (previous.open and quote.paragraph == previous.paragraph + 1)


def _before_colon(document: Document, quote: Quote, kept: Sequence[Candidate]) -> int | None:
    """Finds the last citation of the sentence that ends in a colon right before the quote."""
    text = document.article.field_text(quote.field)[max(0, quote.start - 6) : quote.start].rstrip()
    if not text.endswith((":", ",")):
        return None
    best = None
    for i, candidate in enumerate(kept):
        sentence = candidate.sentence
        if sentence.field == quote.field and sentence.end <= quote.start and quote.start - sentence.end < 6:
            best = i
    return best


def as_spans(document: Document, field: Field, stretches: Iterable[Stretch]) -> tuple[Span, ...]:
    """Makes records of stretches, white space and stray commas at their ends left off."""
    text = document.article.field_text(field)
    found = []
    for start, end in stretches:
        while start < end and (text[start].isspace() or text[start] in ",;:"):
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start and any(ch.isalnum() for ch in text[start:end]):
            found.append(Span(field, start, end, text[start:end]))
    return tuple(found)
