"""All possible citations of a sentence, each quote given to the cue it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.attribution.candidate import Candidate
from detente.attribution.phrases import according, colon, fronted, hearsay
from detente.attribution.quotes import SHORT, Quote
from detente.attribution.verbs import adjectival, nominal, verbal
from detente.attribution.words import Words, load_words
from detente.parse import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_COPULAS = frozenset({"be", "have", "do"})
_VERBLIKE = frozenset({"verb", "passive"})


def candidates_in(sentence: Sentence, quotes: Sequence[Quote]) -> list[Candidate]:
    """Gives every possible citation of a sentence; most of them are none.

    Args:
        sentence: a parsed sentence.
        quotes: the quotes that overlap it.
    """
    words = load_words()
    found = [c for token in sentence.tree for c in _at(sentence, token, words, bool(quotes))]
    return [c for c in give_quotes(sentence, found, quotes) if _worth_scoring(c, words)]


def _at(sentence: Sentence, token: Token, words: Words, quoted: bool) -> Iterator[Candidate]:
    """Gives the possible citations that a token is the cue of."""
    if token.lower_ in ("according", "per") and token.dep_ in ("prep", "advcl", "acl", "advmod"):
        yield from according(sentence, token)
    elif (token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")) or _misread(token, words):
        # Most of a text's verbs are copulas, which cite nobody unless a clause hangs on them.
        if token.lemma_ not in _COPULAS or quoted or any(c.dep_ == "ccomp" for c in token.children):
            yield from verbal(sentence, token)
    elif token.pos_ in ("NOUN", "PROPN"):
        yield from nominal(sentence, token)
    elif token.pos_ == "ADJ":
        yield from adjectival(sentence, token)
    elif token.lower_ in ("for", "to", "in", "per") and token.dep_ == "prep" and token.i == token.sent.start:
        yield from fronted(sentence, token)
    elif token.lower_ in words.adverbs and token.dep_ == "advmod":
        yield from hearsay(sentence, token)
    elif token.text == ":":
        yield from colon(sentence, token)


def _worth_scoring(candidate: Candidate, words: Words) -> bool:
    """Leaves out copulas and bare words of no class, which are most of a text and hardly ever a citation."""
    if candidate.shape not in _VERBLIKE:
        return True
    lemma = candidate.sentence.tree[candidate.head].lemma_.lower()
    if lemma in words.verbs:
        return True
    if lemma in _COPULAS:
        return bool(candidate.parts & {"ccomp", "quote"})
    return bool(candidate.parts)


def _misread(token: Token, words: Words) -> bool:
    """Says whether a past form of a verb of saying was taken for a noun or adjective by the parser."""
    return token.pos_ in ("NOUN", "ADJ", "PROPN") and token.dep_ == "ROOT" and token.lower_ in words.said


def give_quotes(sentence: Sentence, found: Sequence[Candidate], quotes: Sequence[Quote]) -> list[Candidate]:
    """Gives each quote of the sentence to the cue it belongs to: the one whose content it meets, else the nearest."""
    owners: dict[int, list[Quote]] = {}
    for quote in quotes:
        best: tuple[float, int] | None = None
        for i, c in enumerate(found):
            where = sentence.span(c.head, c.head + 1)
            if quote.start <= where.start < quote.end:
                continue
            score = _closeness(sentence, c, quote)
            if score is not None and (best is None or score < best[0]):
                best = (score, i)
        if best is not None:
            owners.setdefault(best[1], []).append(quote)
    given = [replace(c, quotes=tuple(owners.get(i, ()))) for i, c in enumerate(found)]
    return [c for c in given if c.quotes or c.content]


def _closeness(sentence: Sentence, c: Candidate, quote: Quote) -> float | None:
    """Ranks how well a quote fits a cue: lower is better, None not at all."""
    if c.shape in ("noun", "adverb", "adjective"):
        return None
    cue = sentence.span(*c.cue)
    gap = quote.start - cue.end if quote.start >= cue.end else cue.start - quote.end
    for start, end in c.content:
        span = sentence.span(start, end)
        if span.start < quote.end and quote.start < span.end:
            clausal = "ccomp" in c.said.parts
            return (0 if clausal else 200) + gap / 1000 if gap >= 0 else 150.0
    if quote.words < SHORT:
        return None
    verb = load_words().verbs.get(sentence.tree[c.head].lemma_.lower())
    return (400 if verb in ("say", "claim", "ask") else 700) + gap if 0 <= gap < 150 else None
