"""Finding names in text: Aho–Corasick over folded text, with word boundaries and capitals checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from detente.actors.entries import Entity

_QUOTES = {"’": "'", "‘": "'", "`": "'", "–": "-", "‐": "-", "‑": "-"}


# Acronyms that are common words where everything stands in capitals.
_WORDS_IN_CAPITALS = frozenset("US IT WHO AID ETA ARE AS IS AM CAR FARE PLAN SAS TAP MAS DIA NATION".split())


class _Folding(dict[int, str]):
    """Maps a letter to its lower-case base letter, one for one, so that offsets stay."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        base = _QUOTES.get(letter) or unicodedata.normalize("NFD", letter)[0]
        lowered = base.lower()
        self[code] = lowered if len(lowered) == 1 else letter
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lowers case and drops accents, letter for letter (the length stays the same)."""
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text, ``start`` to ``end`` in code points, with everything it may stand for."""

    start: int
    end: int
    alias: str
    entities: tuple[Entity, ...]


class Gazetteer:
    """An index of names; build it once, ask it for every sentence."""

    def __init__(self, names: Iterable[tuple[str, Entity]]) -> None:
        self._entities: dict[str, list[tuple[str, Entity]]] = {}
        for alias, entity in names:
            for written in _spellings(alias):
                self._entities.setdefault(fold(written), []).append((written, entity))
        self._automaton = ahocorasick.Automaton()
        for key in self._entities:
            self._automaton.add_word(key, key)
        self._automaton.make_automaton()

    def __len__(self) -> int:
        return len(self._entities)

    def names(self) -> Iterator[tuple[str, Entity]]:
        """Gives every name as written, with what it stands for."""
        for entries in self._entities.values():
            yield from entries

    def find(self, text: str) -> list[Match]:
        """Finds names, leftmost and longest first, without overlap."""
        folded = fold(text)
        found: list[tuple[int, int, str]] = []
        for last, key in self._automaton.iter(folded):
            start, end = last + 1 - len(key), last + 1
            if _at_boundary(folded, start, end):
                found.append((start, -end, key))
        found.sort()
        shouting = text.isupper() and len(text) > 12
        matches: list[Match] = []
        reached = 0
        for start, minus_end, key in found:
            if start < reached:
                continue
            match = self._match(text, start, -minus_end, key, shouting)
            if match is not None:
                matches.append(match)
                reached = match.end
        return matches

    def has(self, text: str) -> bool:
        """Says whether any name stands in the text."""
        return bool(self.find(text))

    def _match(self, text: str, start: int, end: int, key: str, shouting: bool) -> Match | None:
        """Checks capitals: an acronym must stand as written, a name must have its capitals."""
        surface = text[start:end]
        fitting = [(a, e) for a, e in self._entities[key] if _capitals_fit(a, surface, shouting)]
        if _follows_hyphen(text, start) or _precedes_hyphen(text, end):
            loose = ("organisation", "person") + (("region", "people") if _follows_hyphen(text, start) else ())
            fitting = [(a, e) for a, e in fitting if e.what not in loose]
        if not fitting:
            return None
        return Match(start, end, fitting[0][0], tuple(dict.fromkeys(e for _, e in fitting)))


def _spellings(alias: str) -> Iterator[str]:
    """Gives a name with the small differences that English news makes of it: "al-Aqsa", "Workers Party"."""
    yield alias
    if alias.startswith(("Al-", "El-", "Al ", "El ")) and len(alias) > 5:
        yield alias[0].lower() + alias[1:]
    if "s' " in alias or "s’ " in alias:
        yield alias.replace("s' ", "s ").replace("s’ ", "s ")


def _at_boundary(text: str, start: int, end: int) -> bool:
    """Says whether a stretch begins and ends at word boundaries."""
    if start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        return False
    return not (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())


def _capitals_fit(alias: str, surface: str, shouting: bool) -> bool:
    if alias.isupper() and len(alias.replace(".", "")) <= 6:
        return surface.isupper() and not (shouting and alias in _WORDS_IN_CAPITALS)
    return all(not a.isupper() or s.isupper() for a, s in zip(alias, surface, strict=True))


def _follows_hyphen(text: str, start: int) -> bool:
    """Says whether a stretch ends a hyphened word ("Al-Sabah"), where only states and groups count."""
    return start > 1 and text[start - 1] == "-" and text[start - 2].isalpha()


def _precedes_hyphen(text: str, end: int) -> bool:
    """Says whether a stretch begins a hyphened word ("Bosch-Werke"), where persons and bodies don't count."""
    return end + 1 < len(text) and text[end] == "-" and text[end + 1].isalpha()
