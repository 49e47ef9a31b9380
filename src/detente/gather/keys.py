"""Which mentions are compared at all: those that share two marks and may lie in one stretch of time.

Whether two mentions meet is a question about the two alone, so that what has been read before doesn't matter. The cost
grows with the number of reports of like acts in the same days, not with the store.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from detente.gather.facts import Facts, lands
from detente.gather.words import lexicon

# Stretches of time that dated mentions are sorted into, and beyond which a mention counts as long, in days.
STRETCH = 8
LONG = 16
# Types that may tell one act, roughly: mentions meet within a family.
_FAMILIES = {
    "help": ("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "MOBILIZE"),
    "give way": ("AGREE", "CONCEDE", "RETREAT", "SUPPORT", "AID"),
    "words": ("REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST"),
    "deeds": ("ASSAULT", "COERCE", "PROTEST", "SANCTION", "MOBILIZE", "REJECT", "THREATEN"),
}


@dataclass(frozen=True, slots=True)
class Keys:
    """Where a mention is filed, and where those it is compared with are looked for; 63-bit numbers."""

    filed: frozenset[int]
    sought: frozenset[int]


def keys_of(facts: Facts) -> Keys:
    """Files a mention under each pair of its marks, by family of type and stretch of time."""
    filed, sought = set[int](), set[int]()
    families = [name for name, types in _FAMILIES.items() if facts.event_type in types]
    if facts.first is None or facts.last is None:
        both = _numbered(families, ["history"], _pairs(facts, wide=True))
        filed, sought = set(both), set(both)
    elif (facts.last - facts.first).days > LONG:
        years = range(facts.first.year, facts.last.year + 1)
        long = _numbered(families, [f"long {y}" for y in years], _pairs(facts, wide=True))
        short = _numbered(families, [f"short {y}" for y in years], _pairs(facts, wide=True))
        filed, sought = set(long), {*long, *short}
    else:
        slack = timedelta(days=1)
        stretches = _stretches(facts.first - slack, facts.last + slack)
        near = _numbered(families, stretches, _pairs(facts, wide=False))
        years = range(facts.first.year, facts.last.year + 1)
        short = _numbered(families, [f"short {y}" for y in years], _pairs(facts, wide=True))
        long = _numbered(families, [f"long {y}" for y in years], _pairs(facts, wide=True))
        filed, sought = {*near, *short}, {*near, *long}
    own = {_number("id", i) for i in (facts.id, facts.part_of) if i}
    # A headline is compared with all its article tells, whatever they have in common.
    heading = {_number("title", facts.article_id)}
    title = heading if facts.sentence.startswith("title") else set[int]()
    return Keys(frozenset(filed | own | heading), frozenset(sought | own | title))


def _stretches(first: date, last: date) -> list[str]:
    start, end = first.toordinal() // STRETCH, last.toordinal() // STRETCH
    return [f"days {number}" for number in range(start, end + 1)]


def _pairs(facts: Facts, wide: bool) -> list[str]:
    """Gives the pairs of marks; over a wide stretch of time only the telling ones."""
    parties = [mark.replace("name:", "name ") for mark in {*facts.actors, *facts.recipients}]
    place = [f"where {facts.place}"] if facts.place else []
    counts = [f"count {facts.dead_low:g}"] if facts.dead_low else []
    names = [f"name {name}" for name in {*facts.names, *facts.persons}]
    if wide:
        marks = sorted({*parties, *place, *names})[:_MOST_MARKS_WIDE]
        return [f"{a}|{b}" for a, b in itertools.combinations(sorted({*marks, *counts}), 2)]
    strong = sorted({*parties, *place, *names, *(f"land {land}" for land in lands(facts))})[:_MOST_MARKS]
    roles = [f"role {role}" for role in {*facts.actor_roles, *facts.recipient_roles}]
    acts = lexicon().acts
    deeds = [f"deed {word}" for word in {*facts.trigger, *facts.modes, *(w for w in facts.words if w in acts)}]
    pairs = [f"{a}|{b}" for a, b in itertools.combinations(strong, 2)]
    pairs += [f"{a}|{b}" for a in strong for b in (*deeds, *counts)]
    return pairs + [f"{a}|{b}" for a in roles for b in (*deeds, *counts)]


# Marks of one mention that are paired; a sentence with more is a list of names.
_MOST_MARKS, _MOST_MARKS_WIDE = 12, 8


def _numbered(families: Iterable[str], times: Iterable[str], pairs: Sequence[str]) -> list[int]:
    return [_number(*parts) for parts in itertools.product(families, times, pairs)]


def _number(*parts: str) -> int:
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def meeting(mentions: Iterable[tuple[str, Keys]]) -> set[tuple[str, str]]:
    """Gives the pairs of ids, smaller first, of mentions that meet."""
    filed: dict[int, list[str]] = defaultdict(list)
    listed = list(mentions)
    for mention, keys in listed:
        for key in keys.filed:
            filed[key].append(mention)
    pairs: set[tuple[str, str]] = set()
    for mention, keys in listed:
        others = set[str]().union(*(filed[key] for key in keys.sought if key in filed))
        pairs.update((mention, other) if mention < other else (other, mention) for other in others if other != mention)
    return pairs
