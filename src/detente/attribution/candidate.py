"""A possible citation, and the arithmetic of token ranges that making one takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.attribution.quotes import Quote
from detente.parse import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

Range = tuple[int, int]
_TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today yesterday tomorrow week month year day morning night evening afternoon
    time hour minute moment decade century spring summer autumn fall winter noon midnight weekend""".split()
)


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of who is cited.

    Attributes:
        name: how the reading was found (subject, agent, antecedent, poss …), or "none".
        ranges: the phrase, with its head: the antecedent first, then a relative pronoun; empty where nobody is named.
        head: the phrase's main token.
    """

    name: str
    ranges: tuple[Range, ...]
    head: int | None = None


NOBODY = Option("none", ())


@dataclass(frozen=True, slots=True)
class Content:
    """What a cue governs or stands beside.

    Attributes:
        name: how it was found (complement, gap, beside, predicate, clause …).
        ranges: in reading order; empty where only quotes are the content.
        parts: the kinds of complement that make it up (ccomp, xcomp, dobj, prep …).
    """

    name: str
    ranges: tuple[Range, ...]
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible citation in one parsed sentence; all ranges are token indices, end exclusive.

    Attributes:
        head: the cue's main token; ``cue`` its whole range.
        shape: the construction: verb, passive, noun, adjective, preposition, adverb, colon.
        said: what is said, but for the quotes.
        quotes: the quoted stretches that belong to the content.
        speaker: who is taken to be cited.
    """

    sentence: Sentence
    head: int
    cue: Range
    shape: str
    said: Content
    quotes: tuple[Quote, ...] = ()
    speaker: Option = NOBODY

    @property
    def source(self) -> tuple[Range, ...]:
        """Ranges of the source phrase; empty where nobody is named."""
        return self.speaker.ranges

    @property
    def source_head(self) -> int | None:
        """The source's main token."""
        return self.speaker.head

    @property
    def content(self) -> tuple[Range, ...]:
        """Ranges of the content without its quotes."""
        return self.said.ranges

    @property
    def parts(self) -> frozenset[str]:
        """The kinds of complement that make up the content, and "quote" where there is one."""
        return self.said.parts | {"quote"} if self.quotes else self.said.parts


def is_time(token: Token) -> bool:
    """Says whether a token heads a phrase of time, which is no content."""
    return token.lower_ in _TIMES or token.lemma_.lower() in _TIMES


def span_of(token: Token) -> Range:
    """Gives the range of a token's subtree."""
    return token.left_edge.i, token.right_edge.i + 1


def without(child: Token, governor: Token) -> list[Range]:
    """Gives the child's stretch without its governor's own words, where the child's words close around it."""
    start, end = span_of(child)
    if not start <= governor.i < end:
        return [(start, end)]
    return runs(t.i for t in child.subtree)


def runs(indices: Iterable[int]) -> list[Range]:
    """Gives the stretches that a set of indices makes up."""
    found: list[Range] = []
    for i in sorted(indices):
        if found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return found


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Joins ranges that touch or overlap."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def rest_of_clause(token: Token, start: int, end: int) -> tuple[Range, ...]:
    """Gives what a phrase like "according to X" or "X says" stands beside: its clause's stretch without the phrase."""
    node = token.head
    while node.pos_ not in ("VERB", "AUX") and node.head != node:
        node = node.head
    own = [t.i for t in node.subtree if not start <= t.i < end and not (t.is_punct and t.i in (start - 1, end))]
    while own and node.doc[own[-1]].text in ".,;":
        own.pop()
    return merged(runs(own))


def distinct(options: Iterable[Option]) -> tuple[Option, ...]:
    """Leaves out the readings that come to the same ranges as one before them."""
    found: dict[tuple[Range, ...], Option] = {}
    for option in options:
        found.setdefault(option.ranges, option)
    return tuple(found.values())
