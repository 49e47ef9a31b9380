"""Denials: which earlier report a party denies, where the denial itself doesn't say it ("Peru denied the report")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente import factuality
from detente.drafts import ActDraft
from detente.parse import Document
from detente.records import Actor, Mention

# A denial answers what was told at most so many sentences before it.
_MEMORY = 6
_CONFLICT = (3, 4)


def link_denials(
    made: Sequence[Mention | None],
    acts: Sequence[ActDraft],
    document: Document,
    contents: Mapping[int, Mention],
) -> dict[int, Mention]:
    """Finds the mention that each denial without a content of its own denies.

    The last act before it counts that the denier is said to have done, or else the last accusation of the denier,
    with what it accuses of in its place where that is known.

    Args:
        made: the mentions of an article, in the order of ``acts``; None where an act made none.
        contents: index of a mention to the mention that it is about.

    Returns:
        Index of the denial to the mention denied.
    """
    found: dict[int, Mention] = {}
    for i, (mention, act) in enumerate(zip(made, acts, strict=True)):
        if mention is None or i in contents or mention.event_type != "REJECT" or not factuality.denies(act, document):
            continue
        earlier = [
            (told, other, contents.get(j))
            for j, (told, other) in enumerate(zip(made, acts, strict=True))
            if told is not None and 0 <= act.trigger.sentence - other.trigger.sentence <= _MEMORY
            if other.trigger.sentence < act.trigger.sentence or other.trigger.head < act.trigger.head
        ]
        earlier.sort(key=lambda e: (e[1].trigger.sentence, e[1].trigger.head), reverse=True)
        target = next((t for told, _, about in earlier if (t := _denied(mention, told, about)) is not None), None)
        if target is not None:
            found[i] = target
    return found


def _denied(denial: Mention, told: Mention, about: Mention | None) -> Mention | None:
    """Gives what a denial denies if it answers an earlier mention."""
    if told.event_type == "ACCUSE":
        return (about or told) if _meet(told.recipients, denial.actors) else None
    blamed = told.quad_class in _CONFLICT and told.event_type != "REJECT" and told.factuality != "denied"
    return told if blamed and _meet(told.actors, denial.actors) else None


def _meet(some: Sequence[Actor], others: Sequence[Actor]) -> bool:
    """Says whether two sides share a party: a country, or somebody without one of the same name."""
    return any((a.country or a.name) == (b.country or b.name) for a in some for b in others)
