"""Citations without a verb: "X's claim that …", "according to X", "in a survey, …", "reportedly"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.attribution.candidate import Candidate, is_time, merged, rest_of_clause, runs
from detente.attribution.words import load_words
from detente.parse import Sentence, is_passive, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_TIMELY = frozenset("in at during after before since until amid within".split())


def nominal(sentence: Sentence, noun: Token) -> Iterator[Candidate]:
    parts: set[str] = set()
    ranges: list[tuple[int, int]] = []
    source: Token | None = None
    for child in noun.children:
        if child.dep_ == "poss":
            source = child
        elif child.dep_ in ("acl", "relcl", "ccomp") and child.i > noun.i and child.tag_ != "VBG":
            if any(g.dep_ == "mark" or g.lower_ in ("that", "to") for g in child.children):
                parts.add("acl")
                ranges.append((child.left_edge.i, child.right_edge.i + 1))
        elif child.dep_ == "prep":
            inner = next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
            if inner is None or is_time(inner):
                continue
            if child.lower_ in ("by", "from", "among"):
                source = source or inner
            elif child.lower_ not in _TIMELY:
                parts.add(f"prep_{child.lower_}")
                ranges.append((inner.left_edge.i, child.right_edge.i + 1))
    if source is None and noun.dep_ in ("dobj", "attr", "pobj"):
        verb = noun.head if noun.dep_ != "pobj" else noun.head.head
        source = subject_of(verb) if verb.pos_ in ("VERB", "AUX") and not is_passive(verb) else None
        parts.add("light")
    if not ranges or (noun.lemma_.lower() not in load_words().nouns and (source is None or "light" in parts)):
        return
    start = noun.i
    while start > 0 and noun.doc[start - 1].dep_ in ("amod", "compound", "det") and noun.doc[start - 1].head == noun:
        start -= 1
    span = (source.left_edge.i, source.right_edge.i + 1) if source is not None else None
    if source is not None and span is not None and span[0] <= noun.i < span[1]:
        span = (source.i, source.i + 1)
    if source is not None and source.dep_ == "poss" and span is not None and sentence.tree[span[1] - 1].tag_ == "POS":
        span = (span[0], span[1] - 1)
    head = source.i if source is not None else None
    spans = (span,) if span else ()
    kinds = frozenset(parts)
    yield Candidate(sentence, noun.i, (start, noun.i + 1), spans, head, merged(ranges), "noun", kinds)


def according(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    to = next((c for c in token.children if c.lower_ == "to"), token)
    source = next((g for g in to.children if g.dep_ == "pobj"), None)
    if source is None:
        return
    start, end = token.left_edge.i, token.right_edge.i + 1
    span = (source.left_edge.i, source.right_edge.i + 1)
    cue = (token.i, to.i + 1)
    ranges = rest_of_clause(token, start, end)
    yield Candidate(sentence, token.i, cue, (span,), source.i, ranges, "preposition", frozenset({token.lower_}))


def fronted(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    source = next((g for g in token.children if g.dep_ == "pobj"), None)
    if source is None or token.right_edge.i + 1 >= len(sentence.tree):
        return
    end = token.right_edge.i + 1
    if sentence.tree[end].text != ",":
        return
    if token.lower_ == "in" and source.lemma_.lower() not in load_words().sources["documents"]:
        return
    span = (source.left_edge.i, source.right_edge.i + 1)
    ranges = rest_of_clause(token, token.left_edge.i, end)
    shape = "preposition"
    yield Candidate(sentence, token.i, (token.i, token.i + 1), (span,), source.i, ranges, shape, frozenset({"front"}))


def hearsay(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    verb = token.head
    if verb.pos_ not in ("VERB", "AUX", "NOUN", "ADJ"):
        return
    own = sorted(t.i for t in verb.subtree if t.i != token.i)
    ranges = merged(runs(own))
    yield Candidate(sentence, token.i, (token.i, token.i + 1), (), None, ranges, "adverb", frozenset())
