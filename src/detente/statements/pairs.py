"""Whose relationship a statement is about: the two parties named by its phrase, its sentence or its article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from detente import codes
from detente.drafts import FoundActor
from detente.parse import Document, Sentence
from detente.records import Actor
from detente.statements.cues import load_cues

if TYPE_CHECKING:
    from spacy.tokens import Token

Pair = tuple[Actor, ...]
_OFFICIAL = frozenset({"GOV", "MIL", "SPY", "COP", "JUD", "LEG"})
_HALF = r"((?:(?:South|North|Saudi|East|West|New) )?[A-Z][\w.]*)"
_COMPOUND = re.compile(rf"(?<![\w-]){_HALF}[-–—]{_HALF}")
# A pair named in passing is not looked for before this many sentences back.
MEMORY = 12


@cache
def _places() -> Mapping[str, tuple[str, str]]:
    """Maps names, aliases and demonyms in lower case to code and name of the country."""
    found: dict[str, tuple[str, str]] = {}
    for record in codes.countries():
        marks = (*record.aliases, *record.demonyms)
        for word in (record.name, *(mark.value for mark in marks)):
            found.setdefault(word.lower(), (record.coded_as or record.code, record.name))
    for half, code in load_cues().halves.items():
        if code:
            found.setdefault(half, (code, codes.country(code).name))
    return found


def country_named(word: str) -> tuple[str, str] | None:
    """Gives code and name of the country a name, demonym or half of a compound stands for."""
    places = _places()
    key = word.lower().strip()
    return places.get(key) or places.get(key.replace(".", ""))


def compound(sentence: Sentence, start: int = 0, end: int | None = None) -> Pair | None:
    """Reads "U.S.-Pakistan" or "Sino-Indian" in a stretch of ``clean`` as two states."""
    for match in _COMPOUND.finditer(sentence.clean, start, len(sentence.clean) if end is None else end):
        halves = [country_named(match[1]), country_named(match[2])]
        if halves[0] and halves[1] and halves[0][0] != halves[1][0]:
            return tuple(_state(sentence, match.span(i + 1), *half) for i, half in enumerate(halves) if half)
    return None


def _state(sentence: Sentence, where: tuple[int, int], code: str, name: str) -> Actor:
    return Actor(sentence.char_span(*where), name, code, kind="state")


def is_party(actor: Actor) -> bool:
    """Says whether an actor can be one side of a relationship: a state, its officials, an alliance or armed group."""
    if actor.kind in ("state", "igo", "armed_group"):
        return True
    return actor.country is not None and bool(actor.sectors) and actor.sectors[0] in _OFFICIAL


def parties(found: Iterable[FoundActor]) -> list[Actor]:
    """Gives the parties of some actors, each country or group once, plurals taken apart."""
    kept: dict[str, Actor] = {}
    for actor in (a for f in found for a in (f.parts or (f.actor,))):
        if is_party(actor):
            kept.setdefault(_key(actor), actor)
    return list(kept.values())


def _key(actor: Actor) -> str:
    return actor.group or (actor.country if actor.country and actor.country != "IGO" else None) or actor.name


def of_phrase(sentence: Sentence, head: Token, actors: Sequence[FoundActor]) -> Pair | None:
    """Finds the two sides in the phrase of a relationship: "A-B ties", "A's ties with B", "ties between A and B"."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    doc = sentence.tree
    found = compound(sentence, doc[start].idx, doc[head.i].idx + len(doc[head.i]))
    if found:
        return found
    inside = parties(f for f in actors if start <= f.tokens.head < end and _names_side(head, doc[f.tokens.head]))
    if len(inside) >= 2:
        return tuple(inside[:2])
    other = parties(f for f in actors if not start <= f.tokens.head < end and f.tokens.head < head.i)
    if inside:
        beside = [a for a in other if _key(a) != _key(inside[0])]
        return (beside[-1], inside[0]) if beside else None
    return None


def _names_side(head: Token, token: Token) -> bool:
    """Says whether a token inside the phrase names a side rather than a place or time in a clause of it."""
    node = token
    while node != head and node.head != node:
        if node.pos_ in ("VERB", "AUX"):
            return False
        if node.dep_ == "prep" and node.lower_ in ("in", "over", "on", "after", "following", "since", "at"):
            return False
        node = node.head
    return True


def of_sentence(sentence: Sentence, actors: Sequence[FoundActor]) -> Pair | None:
    """Takes the only two parties of a sentence, or a compound anywhere in it."""
    found = compound(sentence)
    if found:
        return found
    named = parties(actors)
    for plural in actors:
        if len(plural.parts) == 2:
            return plural.parts
    states = [a for a in named if a.kind == "state"] if len(named) > 2 else named
    return (states[0], states[1]) if len(states) == 2 else None


def of_article(document: Document, actors: Mapping[int, Sequence[FoundActor]], upto: int) -> Pair | None:
    """Takes the two states an article speaks of most, up to a sentence and a little beyond."""
    counts: Counter[str] = Counter()
    first: dict[str, Actor] = {}
    for index, found in actors.items():
        if index <= max(upto, 3):
            for actor in parties(found):
                if actor.kind == "state" and actor.country:
                    weight = 3 if document.sentences[index].field != "text" else 1
                    counts[actor.country] += weight
                    first.setdefault(actor.country, actor)
    top = counts.most_common(3)
    if len(top) < 2 or (len(top) == 3 and top[1][1] == top[2][1]):
        return None
    return first[top[0][0]], first[top[1][0]]
