"""Clustering a block: pairs are judged, the surest joined first, and nothing joins across a contradiction.

The result depends on the set of mentions alone: pairs are taken in an order fixed by score and ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from detente.gather.facts import Facts

THRESHOLD = 0.5
# Days that two reports of one act may lie apart: a night's difference of zones, or a day's delay.
SLACK = 1
# Days between publications within which an undated report may speak of a dated act.
UNDATED_REACH = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely two mentions report one act, 0 to 1, and why."""

    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """Two mentions judged to report one act; ``a`` < ``b``."""

    a: str
    b: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """The mentions of one event, sorted by id."""

    mentions: tuple[str, ...]
    links: tuple[Link, ...]


def gather(
    block: Sequence[Facts],
    together: frozenset[tuple[str, str]] = frozenset(),
    apart: frozenset[tuple[str, str]] = frozenset(),
) -> list[Cluster]:
    """Gathers the mentions of one block.

    Args:
        block: its mentions, in any order.
        together: pairs of ids (smaller first) that a person joined.
        apart: pairs of ids (smaller first) that a person parted.

    Returns:
        Clusters, sorted by their smallest id.
    """
    facts = sorted(block, key=lambda f: f.id)
    by_id = {f.id: f for f in facts}
    member = {f.id: {f.id} for f in facts}
    links: list[Link] = []
    for link in sorted(_links(facts, together), key=lambda k: (-k.score, k.a, k.b)):
        left, right = member[link.a], member[link.b]
        if left is right or _contradict(left, right, by_id, apart, together):
            continue
        left |= right
        for mention in right:
            member[mention] = left
        links.append(link)
    groups = {min(ids): ids for ids in member.values()}
    return [
        Cluster(tuple(sorted(ids)), tuple(link for link in links if link.a in ids)) for _, ids in sorted(groups.items())
    ]


def _links(facts: Sequence[Facts], together: frozenset[tuple[str, str]]) -> Iterator[Link]:
    """Gives the pairs worth joining; mentions too far apart in time are never compared."""
    known = {f.id for f in facts}
    yield from (Link(a, b, 1.0, "joined by a person") for a, b in sorted(together) if a in known and b in known)
    timed = sorted((f for f in facts if _first_day(f)), key=lambda f: (_first_day(f), f.id))
    for i, one in enumerate(timed):
        reach = (one.date_end or one.published or date.max).toordinal() + max(SLACK, UNDATED_REACH)
        for other in timed[i + 1 :]:
            if (_first_day(other) or date.min).toordinal() > reach:
                break
            yield from _link(one, other, together)
    timeless = [f for f in facts if not _first_day(f)]
    for i, one in enumerate(timeless):
        for other in [*timeless[i + 1 :], *timed]:
            if one.article_id == other.article_id:
                yield from _link(one, other, together)


def _link(one: Facts, other: Facts, together: frozenset[tuple[str, str]]) -> Iterator[Link]:
    """Gives the pair if it is judged to be one act and no person has said so already."""
    a, b = (one, other) if one.id < other.id else (other, one)
    if (a.id, b.id) not in together and (judged := judge(a, b)).score >= THRESHOLD:
        yield Link(a.id, b.id, judged.score, judged.reason)


def _first_day(facts: Facts) -> date | None:
    """Gives the day a mention is sorted by: that of its act, else that of its article."""
    return facts.date_start or facts.published


def judge(a: Facts, b: Facts) -> Judgement:
    """Judges whether two mentions of one block report one act."""
    if _impossible(a, b):
        return Judgement(0.0, "contradiction")
    reasons = []
    score = 0.0
    if a.date_start and b.date_start:
        score += 0.3
        reasons.append("dates agree")
    if a.actors & b.actors:
        score += 0.15
        reasons.append("same actor")
    if a.recipients & b.recipients or (not a.recipients and not b.recipients):
        score += 0.15
        reasons.append("same recipient")
    if a.place and a.place == b.place:
        score += 0.15
        reasons.append("same place")
    if a.killed and a.killed == b.killed:
        score += 0.15
        reasons.append("same count")
    overlap = len(a.words & b.words) / max(1, min(len(a.words), len(b.words)))
    score += 0.4 * overlap
    if overlap >= 0.3:
        reasons.append(f"{overlap:.0%} of words shared")
    return Judgement(min(score, 0.99), ", ".join(reasons))


def _impossible(a: Facts, b: Facts) -> bool:
    """Says whether two mentions cannot report one act, whatever their words."""
    if a.of_type != b.of_type or a.occurrence != b.occurrence:
        return True
    if a.actors and b.actors and not a.actors & b.actors:
        return True
    if a.recipients and b.recipients and not a.recipients & b.recipients:
        return True
    return _far_apart(a, b) or not _dates_meet(a, b)


def _far_apart(a: Facts, b: Facts) -> bool:
    """Says whether both places are known and lie more than about 150 km apart."""
    if a.lat is None or b.lat is None or a.lon is None or b.lon is None:
        return False
    return abs(a.lat - b.lat) > 1.5 or abs(a.lon - b.lon) > 2


def _dates_meet(a: Facts, b: Facts) -> bool:
    if a.date_start and a.date_end and b.date_start and b.date_end:
        return (a.date_start - b.date_end).days <= SLACK and (b.date_start - a.date_end).days <= SLACK
    if a.article_id == b.article_id:
        return True
    if a.published and b.published:
        return abs((a.published - b.published).days) <= UNDATED_REACH
    return False


def _contradict(
    left: set[str],
    right: set[str],
    by_id: dict[str, Facts],
    apart: frozenset[tuple[str, str]],
    together: frozenset[tuple[str, str]],
) -> bool:
    for one in left:
        for other in right:
            pair = (min(one, other), max(one, other))
            if pair in apart:
                return True
            if pair not in together and _impossible(by_id[one], by_id[other]):
                return True
    return False
