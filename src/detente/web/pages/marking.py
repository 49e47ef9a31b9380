"""Marks in a text: overlapping spans cut into segments, each with all that it is. Offsets are code points, and so are
Python's, so nothing is converted; what the browser gets is text and elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

# What each mark is called in the text, in the order in which names stand where several begin.
_TAGS = {
    "statement": "on the relation", "source": "source", "cue": "says", "actor": "who", "trigger": "act",
    "recipient": "to whom", "date": "when", "place": "where",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that is marked alike throughout.

    Attributes:
        roles: what it is, ``actor``, ``trigger`` …; empty for plain text.
        tag: what begins here, in words, or "".
        mentions: ids of the mentions, attributions and statements it belongs to.
        outside: whether it lies outside the sentence that is spoken of.
    """

    text: str
    roles: tuple[str, ...] = ()
    tag: str = ""
    mentions: tuple[str, ...] = ()
    outside: bool = False


def segments(
    text: str, marks: Sequence[Any], sentence: tuple[int, int] | None = None, numbers: dict[str, int] | None = None
) -> list[Segment]:
    """Cuts a text at its marks.

    Args:
        text: the text as shown.
        marks: with ``what, start, end, mention_id, other_id``.
        sentence: where the sentence that is spoken of stands; None if there is none.
        numbers: number of each mention, written beside its tags where there are several.
    """
    held = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    edges = {0, len(text), *(m.start for m in held), *(m.end for m in held)}
    if sentence:
        edges |= {min(len(text), max(0, edge)) for edge in sentence}
    ordered = sorted(edges)
    found = []
    for start, end in pairwise(ordered):
        over = [m for m in held if m.start <= start and end <= m.end]
        begin = [m for m in over if m.start == start]
        outside = sentence is not None and not (sentence[0] <= start and end <= sentence[1])
        roles = tuple(dict.fromkeys(m.what for m in over))
        mentions = tuple(dict.fromkeys(i for m in over for i in (m.mention_id, m.other_id) if i))
        found.append(Segment(text[start:end], roles, _tag(begin, numbers or {}), mentions, outside))
    return found


def _tag(begin: Sequence[Any], numbers: dict[str, int]) -> str:
    """Names what begins at a place: ``who 1, 2 · source``."""
    parts = []
    for what, name in _TAGS.items():
        own = [m for m in begin if m.what == what]
        if own:
            counted = sorted({numbers[m.mention_id] for m in own if m.mention_id in numbers})
            parts.append(" ".join([name, ", ".join(map(str, counted))]).strip())
    return " · ".join(parts)


def passage(mention: Any) -> list[Segment]:
    """Cuts the paragraph of a mention."""
    shown = mention.passage
    return segments(shown.text, shown.marks, tuple(shown.sentence))
