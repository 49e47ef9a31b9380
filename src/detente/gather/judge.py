"""The judgement: do two reports tell one act, and is one act a member of a series another report tells of?

Evidence is added up in log odds, as in record linkage (Fellegi and Sunter 1969): each agreement or disagreement of a
field has a fixed weight, set by hand on the pairs in ``tests/gather/pairs.yaml``.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from detente.gather.facts import Facts, country_of, lands
from detente.gather.words import lexicon, state_names

# Before any evidence, two reports that meet are rather not of one act.
PRIOR = -1.6
# A member of a series is told in other words than the series.
PRIOR_OF_MEMBER = -0.8
# Types whose parties are all alike, so that who is named first tells nothing.
MUTUAL = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE"})
_FORCE = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
# What can be promised or threatened and then done; an accord to meet or to make peace is told as either.
_DEEDS = frozenset({"AID", "CONCEDE", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})
_WORDS = frozenset({"CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE"})
HAPPENED = frozenset({"asserted", "probable", "possible", "alleged"})
_FAR_KM = 150.0
_NEAR_KM = 40.0
_EXACT_PLACES = frozenset({"point", "city"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely two mentions report one act, 0 to 1, and why."""

    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Weight:
    """One piece of evidence, in log odds; minus infinity rules it out."""

    value: float
    why: str


RULED_OUT = -math.inf


def judge(a: Facts, b: Facts) -> Judgement:
    """Judges whether two mentions report one act; the same whichever comes first."""
    found = list(evidence(a, b))
    total = _total(found)
    if total == RULED_OUT:
        return Judgement(0.0, next(w.why for w in found if w.value == RULED_OUT))
    told = sorted((w for w in found if w.why), key=lambda w: (-abs(w.value), w.why))
    return Judgement(1 / (1 + math.exp(-total)), ", ".join(f"{w.why} {w.value:+.1f}" for w in told))


def score(a: Facts, b: Facts) -> float:
    """Gives the score of ``judge`` alone, 0 to 1, for the many pairs whose reason nobody will read."""
    total = _total(evidence(a, b))
    return 0.0 if total == RULED_OUT else 1 / (1 + math.exp(-total))


def _total(found: Iterable[Weight]) -> float:
    return PRIOR + sum(w.value for w in found)


def evidence(a: Facts, b: Facts) -> Iterator[Weight]:
    """Gives the evidence on two mentions; after something that rules it out, no more."""
    for weigh in (_kind, _time, _parties, _where, _figures, _wording, _bare):
        for weight in weigh(a, b):
            yield weight
            if weight.value == RULED_OUT:
                return


def _kind(a: Facts, b: Facts) -> Iterator[Weight]:
    """Weighs type, sureness and occurrence."""
    if a.event_type != b.event_type:
        first, second = sorted((a.event_type, b.event_type))
        cost = lexicon().types.get((first, second))
        yield Weight(RULED_OUT if cost is None else -cost, "other type")
    if any(x.of_type == y.event_type and y.event_type in _DEEDS for x, y in ((a, b), (b, a))):
        yield Weight(RULED_OUT, "a promise or threat and what it is about")
    if a.of_type and b.of_type and a.of_type != b.of_type:
        yield Weight(-1.0, "of another type of act")
    if a.occurrence != b.occurrence:
        yield Weight(RULED_OUT, f"{a.occurrence} and {b.occurrence}")
    real = (a.factuality in HAPPENED, b.factuality in HAPPENED)
    if real != (True, True) and a.factuality != b.factuality:
        denied = "denied" in (a.factuality, b.factuality)
        yield Weight(-1.5 if denied and any(real) else RULED_OUT, f"{a.factuality} and {b.factuality}")
    if a.content == b.id or b.content == a.id:
        yield Weight(RULED_OUT, "one is the content of the other")
    if a.part_of == b.id or b.part_of == a.id:
        yield Weight(RULED_OUT, "one is part of the other")


def _time(a: Facts, b: Facts) -> Iterator[Weight]:
    """Weighs the days on which the acts may lie."""
    if not (a.first and a.last and b.first and b.last):
        if (a.first is None) != (b.first is None):
            yield Weight(RULED_OUT, "history without a date")
        yield Weight(-2 * _frequent(a) - 0.5, "no date")
        return
    gap = max((a.first - b.last).days, (b.first - a.last).days)
    if gap > 1 or (gap == 1 and not (a.firm or b.firm)):
        yield Weight(RULED_OUT, "other days")
    elif gap == 1:
        yield Weight(-2.2, "a day apart")
    elif a.firm and b.firm:
        yield Weight(1.0, "same day")
    elif a.firm or b.firm:
        firm, loose = (a, b) if a.firm else (b, a)
        if loose.date_precision == "day" and loose.last and firm.last:
            before = (loose.last - firm.last).days
            yield Weight(0.4 if before <= 1 else -0.2, f"reported {before} days later" if before > 1 else "days agree")
        else:
            open_cost = _frequent(a) * (0.4 if _reported_together(a, b) else 1.0)
            yield Weight(-0.2 - open_cost if _days(loose) <= 31 else -0.6 - 2 * _frequent(a), "date left open")
    elif a.date_precision == "day" and b.date_precision == "day":
        apart = abs((a.last - b.last).days)
        yield Weight((0.4, 0.0, -0.4, -0.8, -1.2)[min(apart, 4)], f"reported {apart} days apart")
    else:
        long = max(_days(a), _days(b)) > 31
        open_cost = 0.4 if _reported_together(a, b) else 2.0 if long else 1.0
        yield Weight(-0.3 - _frequent(a) * open_cost, "dates left open")


def _reported_together(a: Facts, b: Facts) -> bool:
    """Says whether two reports appeared within days of each other, so that what both leave undated is one news."""
    return bool(a.published and b.published and abs((a.published - b.published).days) <= 2)


def _frequent(facts: Facts) -> float:
    """Gives what it costs to take undated acts for one: states talk of and to one another all the time."""
    return 1.0 if facts.event_type in _WORDS else 0.0


def _days(facts: Facts) -> int:
    return (facts.last - facts.first).days if facts.first and facts.last else 0


def _parties(a: Facts, b: Facts) -> Iterator[Weight]:
    """Weighs who did it to whom."""
    if a.persons and b.persons:
        yield Weight(0.7, "same persons") if _meet(a.persons, b.persons) else Weight(-1.0, "other persons")
    named, other_named = ({f"name:{n}" for n in (*f.names, *f.persons)} for f in (a, b))
    if a.event_type in MUTUAL and b.event_type in MUTUAL:
        one, other = {*a.actors, *a.recipients}, {*b.actors, *b.recipients}
        yield from _mutual(one, other, (one & (other | other_named)) | (other & (one | named)))
        return
    swapped = _meet(a.actors, b.recipients) and _meet(a.recipients, b.actors)
    if swapped and not _meet(a.actors, b.actors) and not _meet(a.recipients, b.recipients):
        yield Weight(RULED_OUT, "the other way round")
    if _crossed(a, b):
        yield Weight(-2.5, "the other way round")
    yield from _side(
        _Side(a.actors, a.actor_roles, named),
        _Side(b.actors, b.actor_roles, other_named),
        "actor",
        (1.2, -4.0),
        a.event_type,
    )
    # Within one state the second party tells nothing that the first has not told.
    within = not {*a.actors, *b.actors}.isdisjoint({*a.recipients, *b.recipients})
    yield from _side(
        _Side(a.recipients, a.recipient_roles, named), _Side(b.recipients, b.recipient_roles, other_named),
        "recipient", (0.2 if within else 0.9, -1.6), a.event_type,
    )  # fmt: skip


def _crossed(a: Facts, b: Facts) -> bool:
    """Says whether what acts in one report suffers in the other, as far as roles tell (gunmen and troops)."""
    across = _meet(a.actor_roles, b.recipient_roles) and _meet(a.recipient_roles, b.actor_roles)
    return across and not _meet(a.actor_roles, b.actor_roles) and not _meet(a.recipient_roles, b.recipient_roles)


def _meet(one: Collection[str], other: Collection[str]) -> bool:
    return not set(one).isdisjoint(other)


def _mutual(one: set[str], other: set[str], common: set[str]) -> Iterator[Weight]:
    """Weighs all parties of meetings and agreements together: two in common say much, one says little."""
    # Two parties of one state, such as a firm and its government, are as good as one.
    if len({country_of(mark) or mark for mark in common}) >= 2:
        yield Weight(2.0, "same parties")
        if len(one ^ other) > len(common):
            yield Weight(-0.6, "others besides")
    elif common:
        alone = min(len(one), len(other)) == 1
        yield Weight(0.5 if alone else -1.4, "one party in common")
    elif one and other:
        yield Weight(-4.0 if _alike(one, other) else -0.8, "other parties")


@dataclass(frozen=True, slots=True)
class _Side:
    """The actors, or the recipients, of a mention: marks, roles, and the names its sentence holds besides."""

    marks: tuple[str, ...]
    roles: tuple[str, ...]
    named: Collection[str]


def _side(a: _Side, b: _Side, name: str, weights: tuple[float, float], event_type: str) -> Iterator[Weight]:
    """Weighs the actors, or the recipients, of two mentions; ``weights`` of agreement and of disagreement."""
    same, different = weights
    if a.marks and b.marks:
        if _meet(a.marks, b.marks):
            yield Weight(same, f"same {name}")
        elif _meet({country_of(m) for m in a.marks} - {""}, {country_of(m) for m in b.marks}):
            yield Weight(0.3, f"{name}s of one country")
        elif _meet(a.marks, b.named) or _meet(b.marks, a.named):
            yield Weight(-0.2, f"{name} named otherwise")
        else:
            # A blow of an alliance is often told as one of its members.
            allied = event_type in _FORCE and any(m.startswith("igo:") for m in (*a.marks, *b.marks))
            loose = allied or not _alike(a.marks, b.marks)
            yield Weight(different / 4 if loose else different, f"other {name}")
    elif a.roles and b.roles:
        if _meet(a.roles, b.roles):
            yield Weight(0.4, f"like {name}s")
        else:
            yield Weight(-0.6 if "civil" in (*a.roles, *b.roles) else -1.2, f"unlike {name}s")
    elif name == "actor" and event_type in _WORDS:
        yield Weight(-0.6, "speaker not named")


def _names(facts: Facts) -> set[str]:
    """Gives the beginnings of all names of a mention that are no known node, parties or not."""
    marks = (mark.removeprefix("name:") for mark in (*facts.actors, *facts.recipients) if mark.startswith("name:"))
    return {*facts.names, *facts.persons, *marks}


def _alike(one: Collection[str], other: Collection[str]) -> bool:
    """Says whether marks are of such kinds that different ones mean different parties."""
    return _meet({_kind_of(mark) for mark in one}, {_kind_of(mark) for mark in other})


def _kind_of(mark: str) -> str:
    """Sorts marks: known nodes, parties known by their country and what they are, bare names."""
    if ":" not in mark or mark.startswith(("group:", "igo:")):
        return "node"
    return "name" if mark.startswith("name:") else "described"


def _where(a: Facts, b: Facts) -> Iterator[Weight]:
    """Weighs territory and place."""
    if a.territory and b.territory and a.territory != b.territory:
        # An embassy is told as its owner's ground by one and as its host's by the other.
        owned = _meet(a.recipients, b.recipients) and (a.territory in a.recipients or b.territory in b.recipients)
        yield Weight(-0.8 if owned else -2.5, "other territory")
    if a.place and a.place == b.place:
        yield Weight(1.2 if a.place_precision in _EXACT_PLACES else 0.6, "same place")
        return
    apart = kilometres(a, b)
    if apart is None:
        return
    exact = a.place_precision in _EXACT_PLACES and b.place_precision in _EXACT_PLACES
    if exact:
        yield Weight(1.0 if apart < _NEAR_KM else (-1.0 if apart < _FAR_KM else -4.0), f"{apart:.0f} km apart")
    elif apart > 4 * _FAR_KM and "country" not in (a.place_precision, b.place_precision):
        yield Weight(-2.0, f"{apart:.0f} km apart")


def kilometres(a: Facts, b: Facts) -> float | None:
    """Gives the distance of two places, or None where one isn't known (haversine, radius 6371 km)."""
    if a.lat is None or b.lat is None or a.lon is None or b.lon is None:
        return None
    north, east = math.radians(b.lat - a.lat), math.radians(b.lon - a.lon)
    across = math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat))
    h = math.sin(north / 2) ** 2 + across * math.sin(east / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, h)))


def _figures(a: Facts, b: Facts) -> Iterator[Weight]:
    """Weighs tolls, money and other numbers; tolls rise while an act is reported."""
    yield from _toll(a.dead_low, a.dead_high, b.dead_low, b.dead_high, "dead")
    yield from _toll(a.hurt_low, a.hurt_high, b.hurt_low, b.hurt_high, "hurt")
    if a.amount and b.amount:
        near = max(a.amount, b.amount) <= 1.1 * min(a.amount, b.amount)
        yield Weight(1.2 if near else -1.5, "same amount" if near else "other amount")
    elif a.event_type == b.event_type == "AID" and bool(a.amount) != bool(b.amount):
        yield Weight(-1.2, "money and no money")
    if a.counts and b.counts:
        other = -1.2 if a.event_type == b.event_type == "AID" else -0.4
        yield Weight(0.6, "same numbers") if _meet_numbers(a, b) else Weight(other, "other numbers")


def _meet_numbers(a: Facts, b: Facts) -> bool:
    return not set(a.counts).isdisjoint(b.counts)


def _toll(
    low: float | None, high: float | None, other_low: float | None, other_high: float | None, name: str
) -> Iterator[Weight]:
    if low is None or high is None or other_low is None or other_high is None:
        return
    if low == other_low:
        yield Weight(0.9, f"{low:g} {name} in both")
    elif low <= other_high and other_low <= high:
        yield Weight(0.3, f"numbers of {name} agree")
    else:
        ratio = max(low, other_low) / max(1.0, min(high, other_high))
        if ratio > 2:
            yield Weight(-0.6 if ratio < 4 else -1.8, f"other numbers of {name}")


def _wording(a: Facts, b: Facts) -> Iterator[Weight]:
    """Weighs the words left when parties, time and source are taken out."""
    together = a.article_id == b.article_id and a.sentence == b.sentence
    if a.modes and b.modes and a.event_type == b.event_type:
        yield Weight(0.4, "same mode") if _meet(a.modes, b.modes) else Weight(-0.8, "other mode")
    if _meet(a.trigger, b.trigger):
        yield Weight(0.5, "same words of the act")
    elif a.event_type != b.event_type and lexicon().acts.issuperset((*a.trigger, *b.trigger)):
        yield Weight(-0.6, "other words of the act")
    if together:
        # A sentence tells of one blow in several words ("attacked", "killed"), but seldom of one utterance.
        yield Weight(-0.5 if a.event_type == b.event_type else -2.5, "in one sentence")
        return
    if a.article_id == b.article_id and a.sentence.startswith("title") != b.sentence.startswith("title"):
        yield Weight(0.8 if a.event_type == b.event_type else 0.3, "headline and report")
    yield from _targets(a, b)
    words, others = _spread(a), _spread(b)
    smaller = min(len(words), len(others))
    if smaller:
        share = len(words & others) / smaller
        trust = min(1.0, smaller / 4)
        yield Weight(round(trust * max(-0.8, min(2.2, 4.0 * (share - 0.3))), 2), f"{share:.0%} of words shared")
    if _meet(a.names, _names(b)) or _meet(b.names, _names(a)):
        yield Weight(0.3, "names shared")
    elif set(a.names) - state_names() and set(b.names) - state_names():
        yield Weight(-0.3, "other names")
    if a.directions and b.directions and not _meet(a.directions, b.directions):
        yield Weight(-2.2, "other direction")
    if a.again != b.again:
        yield Weight(-1.3, "one more of its kind")
    if a.answer != b.answer:
        yield Weight(-0.4, "an answer")


def _targets(a: Facts, b: Facts) -> Iterator[Weight]:
    """Weighs what blows were dealt to: a market and a barracks are two."""
    things, others = (lexicon().targets.intersection(f.words) for f in (a, b))
    if things and others and a.event_type in _FORCE and b.event_type in _FORCE:
        # Of several things named, some may be only near by.
        other = -1.6 if len(things) == len(others) == 1 else -0.8
        yield Weight(0.3, "same target") if _meet(things, others) else Weight(other, "other target")


def _bare(a: Facts, b: Facts) -> Iterator[Weight]:
    """Weighs that nothing particular is common to both: no party, place, name or number."""
    common = (
        {*a.actors, *a.recipients} & {*b.actors, *b.recipients}
        or _names(a) & _names(b)
        or lands(a) & lands(b)
        or (a.place and a.place == b.place)
        or (a.dead_low and a.dead_low == b.dead_low)
        or _meet_numbers(a, b)
    )
    if not common:
        yield Weight(-0.7, "nothing particular in common")
    if a.event_type in _WORDS:
        pairs = ((a.actors, b.actors), (a.recipients, b.recipients), (a.persons, b.persons), (a.names, b.names))
        if sum(_meet(one, other) for one, other in pairs) + (a.place is not None and a.place == b.place) < 2:
            yield Weight(-0.7, "little in common for words")


def _spread(facts: Facts) -> set[str]:
    return {*facts.words, *facts.names}


def judge_member(single: Facts, series: Facts) -> Judgement:
    """Judges whether an act belongs to a series that another mention tells of."""
    if single.part_of == series.id:
        return Judgement(1.0, "the text says so")
    if single.occurrence != "single" or series.occurrence != "series":
        return Judgement(0.0, "not an act and a series")
    if single.event_type != series.event_type or single.factuality not in HAPPENED:
        return Judgement(0.0, "other type")
    if not (single.first and single.last and series.first and series.last):
        return Judgement(0.0, "without a date")
    if not (series.first <= single.first and single.last <= series.last):
        return Judgement(0.0, "other days")
    found = [w for weigh in (_parties, _where, _wording) for w in weigh(single, series)]
    needed = _meet(single.actors, series.actors) and (
        _meet(single.recipients, series.recipients)
        or (single.territory and single.territory == series.territory)
        or (single.place and single.place == series.place)
    )
    total = PRIOR_OF_MEMBER + sum(w.value for w in found) if needed else RULED_OUT
    if total == RULED_OUT:
        return Judgement(0.0, "other parties or place")
    return Judgement(1 / (1 + math.exp(-total)), "within the series: " + ", ".join(w.why for w in found if w.value > 0))
