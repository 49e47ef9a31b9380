"""The trained classifier: given a sentence and who did something to whom, which of the 16 PLOVER types it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from detente import codes

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

FOLDER = Path(__file__).with_name("model")
LONGEST = 160
# Words of the vocabulary that BERT leaves free mark where source and target begin and end.
SOURCE_OPEN, SOURCE_CLOSE, TARGET_OPEN, TARGET_CLOSE = 1, 2, 3, 4
CLASS_TOKEN, SEPARATOR = 101, 102


@dataclass(frozen=True, slots=True)
class PairText:
    """A text with a source and a target in it; code points, ends exclusive.

    A side that the text doesn't name is an empty span (start equals end).
    """

    text: str
    source_start: int
    source_end: int
    target_start: int
    target_end: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """A row as the encoder takes it: word ids, side of each (0 none, 1 source, 2 target), places of the markers."""

    ids: tuple[int, ...]
    sides: tuple[int, ...]
    source_at: int
    target_at: int


@cache
def event_types() -> tuple[str, ...]:
    """Gives the 16 types in the order of the classifier's scores."""
    return tuple(kind.code for kind in codes.event_types())


@cache
def mode_names() -> tuple[str, ...]:
    """Gives ``TYPE/mode`` in the order of the classifier's mode scores; ``TYPE/`` stands for no mode."""
    return tuple(
        f"{kind.code}/{name}" for kind in codes.event_types() for name in ("", *(mode.name for mode in kind.modes))
    )


def encode(tokenizer: Tokenizer, rows: Sequence[PairText]) -> list[Encoded]:
    """Turns rows into word ids with markers round source and target."""
    encodings = tokenizer.encode_batch([row.text for row in rows], add_special_tokens=False)
    return [_encoded(encoding, row) for encoding, row in zip(encodings, rows, strict=True)]


def _encoded(encoding: Encoding, row: PairText) -> Encoded:
    """Marks one row; where the text is too long, a stretch that starts at or before the first side is kept."""
    words, offsets = encoding.ids, encoding.offsets
    source = _words_in(offsets, row.source_start, row.source_end)
    target = _words_in(offsets, row.target_start, row.target_end)
    first = _window(len(words), source, target)
    ids, sides, at = [CLASS_TOKEN], [0], [0, 0]
    for i in range(first, min(len(words), first + LONGEST)):
        for which, (start, _), marker in ((0, source, SOURCE_OPEN), (1, target, TARGET_OPEN)):
            if i == start:
                at[which] = len(ids)
                ids.append(marker)
                sides.append(which + 1)
        ids.append(words[i])
        in_source, in_target = source[0] <= i < source[1], target[0] <= i < target[1]
        nested = in_source and in_target and source[1] - source[0] <= target[1] - target[0]
        sides.append(2 if in_target and not nested else 1 if in_source else 0)
        for which, (_, end), marker in ((1, target, TARGET_CLOSE), (0, source, SOURCE_CLOSE)):
            if i == end - 1:
                ids.append(marker)
                sides.append(which + 1)
    return Encoded((*ids, SEPARATOR), (*sides, 0), at[0], at[1])


def _words_in(offsets: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Gives first and one past last word that overlap a stretch of text; (-1, -1) if none does."""
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start] if end > start else []
    return (inside[0], inside[-1] + 1) if inside else (-1, -1)


def _window(length: int, source: tuple[int, int], target: tuple[int, int]) -> int:
    """Gives the first word to keep of a text of more than ``LONGEST`` words."""
    if length <= LONGEST:
        return 0
    named = [start for start, _ in (source, target) if start >= 0]
    ends = [end for _, end in (source, target) if end >= 0]
    if not named or max(ends) <= LONGEST:
        return 0
    return max(0, min(min(named), max(ends) - LONGEST * 3 // 4))
