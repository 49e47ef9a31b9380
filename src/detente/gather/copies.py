"""Copies: articles that print one text, found by MinHash and verified on the texts themselves.

Candidates share a band of their fingerprints; a pair is a copy where enough runs of four words are common to both and
the numbers agree, so that two rounds of a daily report are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rensa

from detente.gather.words import fold

# 32 bands of 3 find a pair with half of its runs in common in 99 of 100 cases: 1 - (1 - .5³)³².
_BANDS, _ROWS, _SEED = 32, 3, 20141124
_RUN = 4
# Share of common runs from which on two texts are copies, of the runs of both; shorter texts must agree more.
SHARE = 0.5
_SHORT, _SHORT_SHARE = 25, 0.8
# Share of the numbers of the text with fewer of them that the other must have too.
_NUMBERS_SHARE = 0.8
# Copies appear within so many days.
WITHIN_DAYS = 3
# A text of fewer words says too little by itself: its title is taken with it; below the second number it has no copy.
_FEW, _TOO_FEW = 30, 6
_WORD = re.compile(r"\w+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Wording:
    """What copies are judged by: runs of words, and numbers."""

    runs: frozenset[str]
    numbers: frozenset[str]


def wording(title: str, text: str) -> Wording:
    """Takes an article apart; one that says too little has no runs."""
    words = _WORD.findall(fold(text))
    if len(words) < _FEW:
        words = _WORD.findall(fold(title)) + words
    starts = range(max(1, len(words) - _RUN + 1)) if len(words) >= _TOO_FEW else ()
    runs = frozenset(" ".join(words[i : i + _RUN]) for i in starts)
    return Wording(runs, frozenset(word for word in words if word[0].isdigit()))


def bands_of(found: Wording) -> tuple[int, ...]:
    """Makes the fingerprint of a text: one number a band, 0 to 2⁶³ − 1; texts that share a number may be copies."""
    if not found.runs:
        return ()
    digest = rensa.RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    digest.update(sorted(found.runs))
    values = digest.digest()
    bands = []
    for band in range(_BANDS):
        number = band + 1
        for value in values[band * _ROWS : (band + 1) * _ROWS]:
            number = (number * 0x9E3779B97F4A7C15 + value) % (1 << 64)
            number ^= number >> 29
        bands.append(number >> 1)
    return tuple(bands)


def sameness(one: Wording, other: Wording) -> float:
    """Gives the share of common runs (Jaccard, 0 to 1) of two texts, or 0 where they are no copies."""
    if not one.runs or not other.runs:
        return 0.0
    common = len(one.runs & other.runs)
    share = common / (len(one.runs) + len(other.runs) - common)
    if share < (_SHORT_SHARE if min(len(one.runs), len(other.runs)) < _SHORT else SHARE):
        return 0.0
    fewer = min(len(one.numbers), len(other.numbers))
    agree = not fewer or len(one.numbers & other.numbers) / fewer >= _NUMBERS_SHARE
    return share if agree else 0.0


def first_of(articles: Sequence[tuple[str, str]]) -> str:
    """Chooses the original of a set of copies: the earliest, then the smallest id.

    Args:
        articles: (time of publication in a form that sorts, or "~", id).
    """
    return min(articles)[1]
