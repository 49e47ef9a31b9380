"""Finding parties by any name that rosters and store know: states, groups, organisations, holders of public office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from detente import codes, pipeline, present
from detente.actors import load_roster
from detente.actors.gazetteer import fold
from detente.api import Store
from detente.records import node_from
from detente.store import world
from detente.web.models import PartyHit

_BETWEEN = re.compile(r"\s+(?:-|–|—|&|/|vs\.?|and|versus|with)\s+|\s*[–—/,;&]\s*|(?<=\w)-(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a node; ``plain`` is folded for comparison."""

    plain: str
    text: str
    node: str


@lru_cache(maxsize=4)
def known_names(rosters: tuple[Path, ...]) -> tuple[Name, ...]:
    """Gives all names that code lists and rosters have for nodes; of persons only holders of public office."""
    return tuple(dict.fromkeys(_names(rosters)))


def _names(rosters: tuple[Path, ...]) -> Iterator[Name]:
    for country in codes.countries():
        yield Name(fold(country.name), country.name, country.code)
        yield Name(fold(country.code), country.code, country.code)
        for other in (*country.aliases, *country.demonyms):
            yield Name(fold(other.value), other.value, country.code)
    for alias, entity in load_roster(rosters).gazetteer.names():
        group = entity.name if entity.what == "group" else None
        node = node_from(entity.kind, entity.country, entity.sectors, entity.name, group)
        if node:
            yield Name(fold(alias), alias, node)


def find(store: Store, text: str, limit: int) -> list[PartyHit]:
    """Finds parties by a name or a part of it: exact names first, then beginnings, then those with most events."""
    wanted = fold(" ".join(text.split()))
    if not wanted:
        return []
    counted = events_by_node(store)
    best: dict[str, tuple[int, str]] = {}
    own = store.database.kept("names", lambda: [_own_name(node) for node in counted])
    for name in chain(known_names(store.settings.rosters), own):
        rank = _rank(name.plain, wanted)
        if rank is not None and (name.node not in best or (rank, name.text) < best[name.node]):
            best[name.node] = (rank, name.text)
    if text in counted:
        best[text] = (0, text)

    def place(node: str) -> tuple[object, ...]:
        # Who bears the name comes before who is only called so, too: the group before the state that it came to rule.
        own_name = fold(present.node_name(node)) == wanted
        return best[node][0], not own_name, -counted.get(node, 0), node

    order = sorted(best, key=place)
    return [
        PartyHit(
            node=node,
            name=present.node_name(node),
            kind=node.partition(":")[0] if ":" in node else "state",
            matched=best[node][1],
            events=counted.get(node, 0),
        )
        for node in order[:limit]
    ]


def _own_name(node: str) -> Name:
    text = present.node_name(node)
    return Name(fold(text), text, node)


def events_by_node(store: Store) -> dict[str, int]:
    """Gives every node of the store with the number of its events."""
    pipeline.refresh_acts(store.database)
    return store.database.kept("nodes", lambda: world.nodes(store.database))


def _rank(name: str, wanted: str) -> int | None:
    """Says how well a name fits: 0 exactly, 1 it begins so, 2 a word of it begins so, None not at all."""
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in name else None


def two(text: str) -> Iterator[tuple[str, str]]:
    """Gives the ways to read a search as two names: at a dash or "and", else between any two words."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(parts) == 2:
        yield parts[0], parts[1]
        return
    words = text.split()
    for i in range(1, min(len(words), 8)):
        yield " ".join(words[:i]), " ".join(words[i:])
