"""Clustering: the surest pairs are joined first, and groups join only where their mentions agree as a whole.

The result depends on the set of mentions alone: pairs are taken in an order fixed by score and ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.gather.facts import Facts
from detente.gather.judge import Judgement, judge, judge_member, score
from detente.gather.keys import Keys, meeting

THRESHOLD = 0.5
BY_PERSON = "joined by a person"
# Two groups join where the mean score of pairs across them reaches this, and no pair is ruled out.
AVERAGE = 0.4
# Mentions of a large group that are asked whether it may join another: the smallest ids.
_SPEAKERS = 24
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A judgement on two mentions: they report one act (``a`` < ``b``), or ``a`` is a member of series ``b``."""

    a: str
    b: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """The mentions of one event, sorted by id, with the judgements that joined them.

    Attributes:
        series: a mention of the series that the act is part of, and the judgement on it; None for most.
    """

    mentions: tuple[str, ...]
    links: tuple[Link, ...]
    series: Link | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people said: pairs of mention ids, smaller first, to be joined and to be kept apart."""

    together: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Bond:
    """Two mentions that must be looked at together: judged one act, or an act and its series.

    Attributes:
        same: one act. ``single``: where not, the id of the one that is a member; the other tells of the series.
    """

    a: str
    b: str
    judgement: Judgement
    same: bool
    single: str = ""


def bond(one: Facts, other: Facts) -> Bond | None:
    """Judges two mentions that meet; None where neither one act nor an act and its series."""
    a, b = (one, other) if one.id < other.id else (other, one)
    if score(a, b) >= THRESHOLD:
        return Bond(a.id, b.id, judge(a, b), True)
    for single, series in ((a, b), (b, a)):
        member = judge_member(single, series)
        if member.score >= THRESHOLD:
            return Bond(a.id, b.id, member, False, single.id)
    return None


def bonds(mentions: Sequence[tuple[Facts, Keys]], corrections: Corrections = Corrections()) -> list[Bond]:
    """Gives all bonds among mentions, sorted."""
    by_id = {facts.id: facts for facts, _ in mentions}
    pairs = meeting((facts.id, keys) for facts, keys in mentions)
    said = {pair for pair in corrections.together if pair[0] in by_id and pair[1] in by_id}
    found = [b for x, y in sorted(pairs - said) if (b := bond(by_id[x], by_id[y])) is not None]
    found = [b for b in found if b.same or (b.a, b.b) not in corrections.apart]
    found += [Bond(a, b, Judgement(1.0, BY_PERSON), True) for a, b in said]
    return sorted(found, key=lambda f: (f.a, f.b))


def bonded_with(new: Sequence[tuple[Facts, Keys]], known: Sequence[tuple[Facts, Keys]]) -> set[str]:
    """Gives the ids of known mentions that have a bond with a new one."""
    fresh = {facts.id: facts for facts, _ in new}
    old = {facts.id: facts for facts, _ in known if facts.id not in fresh}
    found: set[str] = set()
    for x, y in meeting((facts.id, keys) for facts, keys in [*new, *known]):
        a, b = (x, y) if x in fresh else (y, x)
        if a in fresh and b in old and b not in found and bond(fresh[a], old[b]) is not None:
            found.add(b)
    return found


def components(ids: Iterable[str], found: Iterable[Bond]) -> list[tuple[str, ...]]:
    """Gives the sets of mentions that bonds connect, each sorted, sorted by their first."""
    root = {i: i for i in ids}

    def top(i: str) -> str:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for one in found:
        a, b = sorted((top(one.a), top(one.b)))
        root[b] = a
    groups: dict[str, list[str]] = defaultdict(list)
    for i in sorted(root):
        groups[top(i)].append(i)
    return [tuple(group) for _, group in sorted(groups.items())]


def gather(
    mentions: Sequence[tuple[Facts, Keys]], corrections: Corrections = Corrections()
) -> list[tuple[str, list[Cluster]]]:
    """Gathers mentions to events.

    Args:
        mentions: in any order; all that bonds connect to one of them must be among them.
        corrections: what people said; it always wins.

    Returns:
        For each set of connected mentions its name (the smallest id) and its clusters, sorted by their smallest id.
    """
    by_id = {facts.id: facts for facts, _ in mentions}
    found = bonds(mentions, corrections)
    of: dict[str, list[Bond]] = defaultdict(list)
    sets = components(by_id, found)
    home = {i: group[0] for group in sets for i in group}
    for one in found:
        of[home[one.a]].append(one)
    return [(group[0], _clusters(group, of[group[0]], by_id, corrections)) for group in sets]


def _clusters(
    group: Sequence[str], found: Sequence[Bond], by_id: dict[str, Facts], corrections: Corrections
) -> list[Cluster]:
    """Clusters one set of connected mentions."""
    member = {i: {i} for i in group}
    scores = {(f.a, f.b): f.judgement.score for f in found if f.same}
    links: dict[str, list[Link]] = defaultdict(list)
    for one in sorted((f for f in found if f.same), key=lambda f: (-f.judgement.score, f.a, f.b)):
        left, right = member[one.a], member[one.b]
        if left is right or not _may_join(left, right, (one.a, one.b), scores, by_id, corrections):
            continue
        left |= right
        for i in right:
            member[i] = left
        links[one.a].append(Link(one.a, one.b, one.judgement.score, one.judgement.reason))
    clusters = []
    for ids in sorted({id(m): tuple(sorted(m)) for m in member.values()}.values()):
        joined = tuple(link for i in ids for link in links[i])
        clusters.append(Cluster(ids, joined, _series(set(ids), found)))
    return clusters


def _may_join(
    left: set[str],
    right: set[str],
    pair: Pair,
    scores: dict[Pair, float],
    by_id: dict[str, Facts],
    corrections: Corrections,
) -> bool:
    """Says whether two groups may become one: nobody parted them, and their mentions agree as a whole."""
    across = [(min(x, y), max(x, y)) for x in left for y in right]
    if any(p in corrections.apart for p in across):
        return False
    if pair in corrections.together:
        return True
    if len(across) == 1:
        return True
    asked = [(min(x, y), max(x, y)) for x in sorted(left)[:_SPEAKERS] for y in sorted(right)[:_SPEAKERS]]
    total = 0.0
    for one in asked:
        if one not in scores:
            scores[one] = score(by_id[one[0]], by_id[one[1]])
        if scores[one] == 0.0 and one not in corrections.together:
            return False
        total += scores[one]
    return total / len(asked) >= AVERAGE


def _series(ids: set[str], found: Sequence[Bond]) -> Link | None:
    """Chooses the series an event belongs to: the surest, then the one with the smallest id."""
    links = [
        Link(one.single, one.b if one.single == one.a else one.a, one.judgement.score, one.judgement.reason)
        for one in found
        if not one.same and one.single in ids
    ]
    links = [link for link in links if link.b not in ids]
    return min(links, key=lambda k: (-k.score, k.b, k.a)) if links else None
