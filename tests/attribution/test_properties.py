"""What must hold of any sentence with somebody who is cited."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.attribution import AttributionFinder
from detente.labels import Labelled, load_labeller
from detente.parse import Parser, split
from detente.records import Article, Attribution, Span

SOURCES = ("an Avalonian official", "two officials", "the Brumish ministry", "a police officer", "Mayor Tolan Vey")
VERBS = ("said", "claimed", "announced", "added", "insisted", "warned")
CONTENTS = (
    "the army crossed the river", "rebels had left the town", "no talks were planned", "the truce would hold",
    "Brume was arming the rebels", "seven people died in the raid",
)  # fmt: skip
SHAPES = ("{S} {v} on Monday that {c}.", "{S} {v} {c}.", "{C}, {s} {v}.", "{C}, {s} {v} on Monday.", "{C}, said {s}.")
OTHERS = ("It rained all night.", "The bridge is old and narrow.", "Markets were closed.")
# Any shape of white space that pages have inside sentences.
SPACES = st.sampled_from([" ", "\n", "  ", "\u00a0", " \n "])


def read(text: str) -> list[Attribution]:
    document = split(Article("a", text))
    Parser().parse(document.sentences)
    return AttributionFinder().find(document, {s.index: [] for s in document.sentences}, Labelled(load_labeller()))


def spans(found: Attribution) -> list[Span]:
    return [*found.source, *found.cue, *found.content]


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SOURCES), st.sampled_from(VERBS), st.sampled_from(CONTENTS), st.sampled_from(SHAPES),
    st.lists(st.sampled_from(OTHERS), max_size=2), SPACES,
)  # fmt: skip
def test_spans_are_of_the_text_and_nobody_says_himself(
    source: str, verb: str, content: str, shape: str, before: list[str], space: str
) -> None:
    said = shape.format(s=source, S=capital(source), v=verb, c=content, C=capital(content))
    text = " ".join([*before, said]).replace(" ", space)
    found = read(text)
    for one in found:
        for span in spans(one):
            assert text[span.start : span.end] == span.text
        assert not any(a.start < b.end and b.start < a.end for a in one.source for b in one.content)
        told = " ".join(" ".join(s.text for s in one.content).split()).casefold()
        assert not any(other.casefold() in told for other in OTHERS)


def test_who_says_what_is_found_in_nearly_every_shape() -> None:
    right = 0
    combined = list(product(SOURCES, VERBS, CONTENTS, SHAPES))
    for source, verb, content, shape in combined:
        said = shape.format(s=source, S=capital(source), v=verb, c=content, C=capital(content))
        cited = [a for a in read(said) if any(s.text in (verb, "said") for s in a.cue)]
        told = " ".join(s.text for a in cited for s in a.content).casefold()
        who = [s.text.casefold() for a in cited for s in a.source[:1]]
        right += who == [source.casefold()] and content.casefold() in told
    assert right / len(combined) > 0.96


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(OTHERS), min_size=1, max_size=5), SPACES)
def test_where_nobody_speaks_nobody_is_cited(sentences: list[str], space: str) -> None:
    assert read(" ".join(sentences).replace(" ", space)) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*SOURCES, *VERBS, *CONTENTS, "“", "”", "that", ",", "according to", ".", "?", "—"]),
                min_size=1, max_size=14))  # fmt: skip
def test_any_heap_of_words_has_its_spans_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for one in read(text):
        assert one.cue
        for span in spans(one):
            assert text[span.start : span.end] == span.text
