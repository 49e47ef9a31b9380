"""The word lists of place phrases, read from ``words.yaml`` and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente import datafiles
from detente.errors import DataFileError

WORDS_FILE = Path(__file__).with_name("words.yaml")

_LISTS = (
    "directions", "near_words", "borders", "coasts", "soils", "waters", "grounds", "happenings", "waged",
    "taking_place", "moving", "leaving", "fleeing", "settled", "afloat", "not_places",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words that tell a place phrase apart; the file says what each list is for."""

    prepositions: dict[str, str]
    place_nouns: dict[str, str]
    directions: frozenset[str]
    near_words: frozenset[str]
    borders: frozenset[str]
    coasts: frozenset[str]
    soils: frozenset[str]
    waters: frozenset[str]
    grounds: frozenset[str]
    happenings: frozenset[str]
    waged: frozenset[str]
    taking_place: frozenset[str]
    moving: frozenset[str]
    leaving: frozenset[str]
    fleeing: frozenset[str]
    settled: frozenset[str]
    afloat: frozenset[str]
    not_places: frozenset[str]


def read_words(path: Path) -> PlaceWords:
    """Reads and checks a file of place words.

    Raises:
        DataFileError: the file is not YAML, lacks a list, or has an unknown one.
    """
    entry = datafiles.read_yaml(path)
    if not isinstance(entry, datafiles.Entry):
        raise DataFileError(path, 1, "no mapping of lists", "See the shipped words.yaml.")
    entry.require("prepositions", "place_nouns", *_LISTS)
    entry.allow("prepositions", "place_nouns", *_LISTS)
    for name in _LISTS:
        if not all(isinstance(word, str) for word in entry[name]):
            raise entry.error(f"'{name}' has an entry that is no word", "Quote what YAML reads otherwise, as 'on'.")
    for name in ("prepositions", "place_nouns"):
        for word, meaning in entry[name].items():
            if not (isinstance(word, str) and isinstance(meaning, str)):
                raise entry[name].error(f"'{word}: {meaning}' is no pair of words", "Quote 'on', 'off', 'no'.")
    lists = {name: frozenset(entry[name]) for name in _LISTS}
    maps = {name: dict(entry[name]) for name in ("prepositions", "place_nouns")}
    return PlaceWords(**maps, **lists)  # type: ignore[arg-type]


@cache
def words() -> PlaceWords:
    """Gives the shipped lists."""
    return read_words(WORDS_FILE)
