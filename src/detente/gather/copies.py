"""Copies: articles that print one text, found by MinHash and verified on the texts themselves.

Candidates share a band of their fingerprints; a pair is a copy where enough runs of four words are common to both and
the numbers agree, so that two rounds of a daily report are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_WORD = re.compile(r"\w+(?:[.,]\d+)*")


def runs(text: str) -> frozenset[str]:
    """Gives the runs of four words of a text."""
    words = _WORD.findall(fold(text))
    return frozenset(" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)))


def bands_of(text: str) -> tuple[int, ...]:
    """Makes the fingerprint of a text: one number a band, 0 to 2⁶³ − 1; texts that share a number may be copies."""
    digest = rensa.RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    digest.update(sorted(runs(text)))
    values = digest.digest()
    found = []
    for band in range(_BANDS):
        number = band + 1
        for value in values[band * _ROWS : (band + 1) * _ROWS]:
            number = (number * 0x9E3779B97F4A7C15 + value) % (1 << 64)
            number ^= number >> 29
        found.append(number >> 1)
    return tuple(found)


def sameness(one: str, other: str) -> float:
    """Gives the share of common runs (Jaccard, 0 to 1) of two texts, or 0 where they are no copies."""
    left, right = runs(one), runs(other)
    share = len(left & right) / len(left | right)
    if share < (_SHORT_SHARE if min(len(left), len(right)) < _SHORT else SHARE):
        return 0.0
    return share if _numbers_agree(one, other) else 0.0


def _numbers_agree(one: str, other: str) -> bool:
    left, right = ({w for w in _WORD.findall(text) if w[0].isdigit()} for text in (one, other))
    fewer = min(len(left), len(right))
    return not fewer or len(left & right) / fewer >= _NUMBERS_SHARE


def first_of(articles: Sequence[tuple[str, str]]) -> str:
    """Chooses the original of a set of copies: the earliest, then the smallest id.

    Args:
        articles: (time of publication in a form that sorts, or "~", id).
    """
    return min(articles)[1]
