"""Which single acts an article tells as members of a series that it also tells ("the latest in a string of raids")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.drafts import ActDraft, FoundActor
from detente.records import Actor

if TYPE_CHECKING:
    from detente.parse import Document

# Modes that say too little of the means to tell two acts apart.
_ANY_MEANS = frozenset({"explosives", "targeted", "destroy"})
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


def link_series(drafts: Sequence[ActDraft], document: Document) -> list[ActDraft]:
    """Points single acts to the nearest series of like acts by the same doer.

    A member is of the series' type and doer, on the same recipients or on some of their kind, by the same means where
    both name one, and is not set in a year of its own.

    Args:
        drafts: the acts of an article in order.
        document: the article.
    """
    wholes = [i for i, d in enumerate(drafts) if d.occurrence == "series" and d.actors and not d.negated]
    if not wholes:
        return list(drafts)
    linked = list(drafts)
    for i, draft in enumerate(drafts):
        if draft.occurrence != "single" or draft.negated or draft.retyped or not draft.actors:
            continue
        if _YEAR.search(document.sentences[draft.trigger.sentence].clean):
            continue
        near = sorted(wholes, key=lambda w: abs(drafts[w].trigger.sentence - draft.trigger.sentence))
        whole = next((w for w in near if _member(draft, drafts[w])), None)
        if whole is not None:
            linked[i] = replace(draft, series=whole)
    return linked


def _member(draft: ActDraft, whole: ActDraft) -> bool:
    """Says whether an act can be one of a series."""
    if draft.event_type != whole.event_type or draft.of_type != whole.of_type or draft.parent != whole.parent:
        return False
    means, others = set(draft.modes) - _ANY_MEANS, set(whole.modes) - _ANY_MEANS
    if means and others and means.isdisjoint(others):
        return False
    if not any(_same(a.actor, b.actor) for a in draft.actors for b in whole.actors):
        return False
    return not draft.recipients or any(_of_kind(a, b) for a in draft.recipients for b in whole.recipients)


def _same(one: Actor, other: Actor) -> bool:
    """Says whether two phrases stand for one actor, a state and its officials taken for one."""
    if one.group or other.group:
        return one.group == other.group
    return one.name == other.name or (one.country is not None and one.country == other.country)


def _of_kind(one: FoundActor, other: FoundActor) -> bool:
    """Says whether two recipients are the same or of one sort: fighters, or people of one country."""
    a, b = one.actor, other.actor
    fighters = [x.kind == "armed_group" or "REB" in x.sectors[:1] or x.group is not None for x in (a, b)]
    return _same(a, b) if not any(fighters) else all(fighters)
