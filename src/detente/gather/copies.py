"""Copies: articles that print one text, found by MinHash and verified on the texts themselves.

Candidates share a band of their fingerprints; a pair is a copy where enough runs of four words are common to both. Two
rounds of a daily report share most of their words too: their headings, their numbers and the hours between tell them
apart. A corrected, cut or longer version of a text counts as a copy; a headline with other numbers is other news.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
# In a table, of which this share of words are numbers, next to all of them must agree.
_TABLE, _TABLE_SHARE = 0.25, 0.97
# A short text in the same words on another day is the next round: runs of words at most, hours at least.
_ROUND_RUNS, _ROUND_HOURS = 120, 20
# Words that stand for a heading where there is no title, and words that name a round of a report.
_HEADING = 10
_ROUNDS = frozenset("opening open closing close morning midday noon afternoon evening early late final".split())
# A text of so many runs may differ in one number.
_LONG = 60
# Copies appear within so many days.
WITHIN_DAYS = 3
# A text of fewer words says too little by itself: its title is taken with it; below the second number it has no copy.
_FEW, _TOO_FEW = 30, 6
_WORD = re.compile(r"\w+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Wording:
    """What copies are judged by.

    Attributes:
        runs: runs of words. numbers: all numbers.
        heading: numbers and words for a round in the title, or else at the beginning of the text.
        table: whether most of it is numbers.
    """

    runs: frozenset[str]
    numbers: frozenset[str]
    heading: frozenset[str]
    table: bool


def wording(title: str, text: str) -> Wording:
    """Takes an article apart; one that says too little has no runs."""
    words, heading = _WORD.findall(fold(text)), _WORD.findall(fold(title))
    marks = frozenset(word for word in heading or words[:_HEADING] if word[0].isdigit() or word in _ROUNDS)
    if len(words) < _FEW:
        words = heading + words
    starts = range(max(1, len(words) - _RUN + 1)) if len(words) >= _TOO_FEW else ()
    runs = frozenset(" ".join(words[i : i + _RUN]) for i in starts)
    counted = [word for word in words if word[0].isdigit()]
    return Wording(runs, frozenset(counted), marks, len(counted) > _TABLE * len(words))


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


def sameness(one: Wording, other: Wording, hours: float | None = None) -> float:
    """Gives the share of common runs (Jaccard, 0 to 1) of two texts, or 0 where they are no copies.

    Args:
        one, other: the texts. hours: between their publication, if known.
    """
    if not one.runs or not other.runs:
        return 0.0
    common = len(one.runs & other.runs)
    share = common / (len(one.runs) + len(other.runs) - common)
    shorter = min(len(one.runs), len(other.runs))
    if share < (_SHORT_SHARE if shorter < _SHORT else SHARE):
        return 0.0
    next_round = hours is not None and hours >= _ROUND_HOURS and shorter < _ROUND_RUNS
    return 0.0 if next_round or not _agree(one, other) else share


def _agree(one: Wording, other: Wording) -> bool:
    """Says whether numbers and headings allow that two texts are one; a version may add to them."""
    if not (one.heading <= other.heading or other.heading <= one.heading):
        return False
    if one.table and other.table and (one.heading ^ other.heading) & _ROUNDS:
        return False
    fewer = min(len(one.numbers), len(other.numbers))
    missing = fewer - len(one.numbers & other.numbers)
    if one.table and other.table:
        return missing <= (1 - _TABLE_SHARE) * fewer
    # A correction mends one number of a story.
    corrected = min(len(one.runs), len(other.runs)) >= _LONG
    return missing <= max((1 - _NUMBERS_SHARE) * fewer, 1 if corrected else 0)


def hours_between(one: datetime | date | None, other: datetime | date | None) -> float | None:
    """Gives the hours there are at least between two publications; of two days in a row that is none."""
    if one is None or other is None:
        return None
    if isinstance(one, datetime) and isinstance(other, datetime):
        zones = (one.tzinfo is None) + (other.tzinfo is None)
        if zones == 1:
            one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
        return abs((one - other).total_seconds()) / 3600
    days = (x.date() if isinstance(x, datetime) else x for x in (one, other))
    return 24.0 * max(0, abs((next(days) - next(days)).days) - 1)


def first_of(articles: Sequence[tuple[str, str]]) -> str:
    """Chooses the original of a set of copies: the earliest, then the smallest id.

    Args:
        articles: (time of publication in a form that sorts, or "~", id).
    """
    return min(articles)[1]
