"""All possible citations of a sentence, each quote given to the cue it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.attribution.candidate import Candidate
from detente.attribution.phrases import according, fronted, hearsay, nominal
from detente.attribution.quotes import SHORT, Quote
from detente.attribution.verbs import verbal
from detente.attribution.words import Words, load_words
from detente.parse import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


def candidates_in(sentence: Sentence, quotes: Sequence[Quote]) -> list[Candidate]:
    """Gives every possible citation of a sentence; most of them are none.

    Args:
        sentence: a parsed sentence.
        quotes: the quotes that overlap it.
    """
    words = load_words()
    found: list[Candidate] = []
    for token in sentence.tree:
        if token.lower_ in ("according", "per") and token.dep_ in ("prep", "advcl", "acl", "advmod"):
            found.extend(according(sentence, token))
        elif (token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")) or _misread(token, words):
            found.extend(verbal(sentence, token))
        elif token.pos_ == "NOUN":
            found.extend(nominal(sentence, token))
        elif token.lower_ in ("for", "to", "in", "per") and token.dep_ == "prep" and token.i == token.sent.start:
            found.extend(fronted(sentence, token))
        elif token.lower_ in words.adverbs and token.dep_ == "advmod":
            found.extend(hearsay(sentence, token))
    given = give_quotes(sentence, [c for c in found if c.content or c.shape == "verb"], quotes)
    return [c for c in given if _worth_scoring(c, words)]


def _worth_scoring(candidate: Candidate, words: Words) -> bool:
    """Leaves out words of no class that govern no clause and no quote: most of a text, and hardly ever a citation."""
    if candidate.shape not in ("verb", "passive", "noun"):
        return True
    lists = words.nouns if candidate.shape == "noun" else words.verbs
    lemma = candidate.sentence.tree[candidate.head].lemma_.lower()
    if lemma == "continue":
        # It cites only with the words themselves: "continues to accuse" goes on, it doesn't say.
        return bool(candidate.parts & {"ccomp", "quote"})
    if lemma in lists:
        return True
    return candidate.shape == "verb" and bool(candidate.parts & {"ccomp", "quote", "xcomp"})


def _misread(token: Token, words: Words) -> bool:
    """Says whether a past form of a verb of saying was taken for a noun or adjective by the parser."""
    return token.pos_ in ("NOUN", "ADJ", "PROPN") and token.dep_ == "ROOT" and token.lower_ in words.said


def give_quotes(sentence: Sentence, found: Sequence[Candidate], quotes: Sequence[Quote]) -> list[Candidate]:
    """Gives each quote of the sentence to the cue it belongs to: the one whose content it meets, else the nearest."""
    doc = sentence.tree
    owners: dict[int, list[Quote]] = {}
    for quote in quotes:
        best: tuple[float, int] | None = None
        for i, c in enumerate(found):
            where = sentence.span(c.head, c.head + 1)
            if quote.start <= where.start < quote.end:
                continue
            score = _closeness(sentence, c, quote, len(doc))
            if score is not None and (best is None or score < best[0]):
                best = (score, i)
        if best is not None:
            owners.setdefault(best[1], []).append(quote)
    kept = []
    for i, c in enumerate(found):
        mine = tuple(owners.get(i, ()))
        if mine or c.content:
            parts = c.parts | {"quote"} if mine else c.parts - {"quote"}
            kept.append(replace(c, quotes=mine, parts=parts))
    return kept


def _closeness(sentence: Sentence, c: Candidate, quote: Quote, size: int) -> float | None:
    """Ranks how well a quote fits a cue: lower is better, None not at all."""
    if c.shape in ("noun", "adverb"):
        return None
    cue = sentence.span(*c.cue)
    gap = quote.start - cue.end if quote.start >= cue.end else cue.start - quote.end
    for start, end in c.content:
        span = sentence.span(start, end)
        if span.start < quote.end and quote.start < span.end:
            clausal = bool(c.parts & {"ccomp"})
            return (0 if clausal else 200) + gap / 1000 if gap >= 0 else 150.0
    if quote.words < SHORT:
        return None
    verb = load_words().verbs.get(sentence.tree[c.head].lemma_.lower())
    return (400 if verb in ("say", "claim", "ask") else 700) + gap if 0 <= gap < 150 else None
