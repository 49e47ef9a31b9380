"""One event from its mentions: who speaks for it, what the others add, and how far they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from detente.gather import Facts, Link
from detente.gather.origins import count_origins, origin_of
from detente.store.gathered import EventRow, Traced

# The surest report speaks for an event.
_SURENESS = ("asserted", "probable", "possible", "alleged", "planned", "hypothetical", "denied")
_FINEST = ("point", "city", "admin", "water", "region", "country")
T = TypeVar("T")


def event_row(
    event_id: str, block: str, mentions: Sequence[Traced], series: str | None, member: Link | None
) -> EventRow:
    """Makes the row of one event.

    The speaker is the surest mention, then the one that names most parties, gives its day and is most certain; what it
    leaves open is taken from the next that tells it. Days and tolls are kept as the range over all reports. Who only
    denies an act that others report belongs to it, but counts for none of its articles and origins.

    Args:
        event_id, block: its id and the name of its block.
        mentions: its mentions.
        series, member: the event of the series it is part of, and the judgement that it is.
    """
    ordered = sorted(mentions, key=lambda t: _rank(t.facts))
    speaker = ordered[0]
    facts = [t.facts for t in ordered]
    telling = [t for t in ordered if t.facts.factuality != "denied"] or ordered
    dated = _dated(facts)
    placed = min(ordered, key=lambda t: _FINEST.index(t.facts.place_precision or "country") if t.facts.place else 9)
    own_words = [f for f in facts if f.firm and f.date_start and f.date_end]
    published = [f.published for f in facts if f.published]
    return EventRow(
        id=event_id,
        block=block,
        mention_id=speaker.facts.id,
        event_type=speaker.facts.event_type,
        quad_class=speaker.quad_class,
        intensity=speaker.intensity,
        goldstein=speaker.goldstein,
        date_start=dated.date_start,
        date_end=dated.date_end,
        date_precision=dated.date_precision,
        territory=_first(facts, lambda f: f.territory),
        factuality=speaker.facts.factuality,
        occurrence=speaker.facts.occurrence,
        historical=all(f.historical for f in facts),
        part_of=series,
        mentions=len(facts),
        articles=len({t.facts.article_id for t in telling}),
        origins=origins(telling),
        first_reported=min(published) if published else None,
        place=placed.place_name,
        lat=placed.facts.lat,
        lon=placed.facts.lon,
        consent=_consent(facts),
        notified=_first(facts, lambda f: f.notified),
        date_low=min((f.date_start for f in own_words if f.date_start), default=None),
        date_high=max((f.date_end for f in own_words if f.date_end), default=None),
        fatalities_low=min((f.dead_low for f in facts if f.dead_low is not None), default=None),
        fatalities_high=max((f.dead_high for f in facts if f.dead_high is not None), default=None),
        injured_low=min((f.hurt_low for f in facts if f.hurt_low is not None), default=None),
        injured_high=max((f.hurt_high for f in facts if f.hurt_high is not None), default=None),
        part_of_score=member.score if member and series else None,
        part_of_reason=member.reason if member and series else None,
    )


def _rank(facts: Facts) -> tuple[int, int, bool, bool, float, str, str]:
    sides = bool(facts.actors) + bool(facts.recipients)
    sureness = _SURENESS.index(facts.factuality)
    published = str(facts.published or "~")
    return sureness, -sides, not facts.firm, facts.date_start is None, -facts.confidence, published, facts.id


def _dated(facts: Sequence[Facts]) -> Facts:
    """Chooses whose date the event has: the day that most reports give in their words, else the best-ranked date."""
    firm = [f for f in facts if f.firm and f.date_start]
    if firm:
        counted = Counter((f.date_start, f.date_end) for f in firm)
        return max(firm, key=lambda f: (counted[f.date_start, f.date_end], -facts.index(f)))
    dated = [f for f in facts if f.date_start and f.date_end]
    spans = {f.id: (f.date_end - f.date_start).days for f in dated if f.date_start and f.date_end}
    # Of publication days the earliest is nearest to the act.
    return min(dated, key=lambda f: (spans[f.id], str(f.date_start), facts.index(f)), default=facts[0])


def _first(facts: Iterable[Facts], value: Callable[[Facts], T | None]) -> T | None:
    return next((found for f in facts if (found := value(f)) is not None), None)


def _consent(facts: Iterable[Facts]) -> str:
    told = {f.consent for f in facts} - {"unknown"}
    return "disputed" if len(told) > 1 else next(iter(told), "unknown")


def origins(mentions: Iterable[Traced]) -> int:
    """Counts independent origins; a report without outlet and agency is its own."""
    return count_origins(
        (origin_of(one.outlet, one.agency) or f"article {one.original}", one.facts.informant) for one in mentions
    )
