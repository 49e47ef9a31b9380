"""Citations without a verb: "according to X", "in a survey, …", "reportedly", "Vey: the truce is over"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.attribution.candidate import Candidate, Content, Option, merged, rest_of_clause, runs, span_of
from detente.attribution.words import load_words
from detente.parse import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

# A heading of so few words before a colon can be a speaker.
_LONGEST_NAME = 5


def according(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    to = next((c for c in token.children if c.lower_ == "to"), token)
    source = next((g for g in to.children if g.dep_ == "pobj"), None)
    if source is None:
        return
    start, end = token.left_edge.i, token.right_edge.i + 1
    speaker = Option("pobj", (span_of(source),), source.i)
    content = Content("clause", rest_of_clause(token, start, end), frozenset({token.lower_}))
    yield Candidate(sentence, token.i, (token.i, to.i + 1), "preposition", content, speaker=speaker)


def fronted(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    source = next((g for g in token.children if g.dep_ == "pobj"), None)
    if source is None or token.right_edge.i + 1 >= len(sentence.tree):
        return
    end = token.right_edge.i + 1
    if sentence.tree[end].text != ",":
        return
    if token.lower_ == "in" and source.lemma_.lower() not in load_words().sources["documents"]:
        return
    ranges = rest_of_clause(token, token.left_edge.i, end)
    speaker = Option("pobj", (span_of(source),), source.i)
    content = Content("clause", ranges, frozenset({"front"}))
    yield Candidate(sentence, token.i, (token.i, token.i + 1), "preposition", content, speaker=speaker)


def hearsay(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    verb = token.head
    if verb.pos_ not in ("VERB", "AUX", "NOUN", "ADJ"):
        return
    ranges = merged(runs(t.i for t in verb.subtree if t.i != token.i))
    yield Candidate(sentence, token.i, (token.i, token.i + 1), "adverb", Content("clause", ranges))


def colon(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    """Gives "Vey: the truce is over", where a name of a few words stands before the colon."""
    doc = sentence.tree
    end = len(doc)
    while end > token.i + 1 and doc[end - 1].text in ".;,":
        end -= 1
    if not 0 < token.i <= _LONGEST_NAME or end - token.i < 3 or doc[token.i - 1].pos_ not in ("PROPN", "NOUN", "PRON"):
        return
    if any(t.pos_ in ("VERB", "AUX") for t in doc[: token.i]):
        return
    speaker = Option("name", ((0, token.i),), token.i - 1)
    content = Content("after", ((token.i + 1, end),))
    yield Candidate(sentence, token.i, (token.i, token.i + 1), "colon", content, speaker=speaker)
