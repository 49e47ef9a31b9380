"""Which act a number belongs to: the killed, the injured and the money that a sentence reports of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.drafts import ActDraft, FoundQuantity
from detente.events.quantities import find_quantities
from detente.parse import Sentence
from detente.records import Amount, Count


@dataclass(frozen=True, slots=True)
class Toll:
    """What an act cost or carried, as reported."""

    fatalities: Count | None = None
    injured: Count | None = None
    amount: Amount | None = None


_FORCEFUL = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_PAYING = frozenset(
    {"AID", "COOPERATE", "SANCTION", "AGREE", "REQUEST", "COERCE", "RETREAT", "REJECT", "THREATEN", "SUPPORT"}
)


def attach(sentences: Sequence[Sentence], drafts: Sequence[ActDraft]) -> dict[int, Toll]:
    """Gives, for each draft by index, the killed, injured and money that its sentence reports.

    A toll in a sentence without an act goes to the act of the sentence before, where that has just one act of force.
    """
    tolls: dict[int, Toll] = {}
    by_sentence: dict[int, list[int]] = {}
    for i, draft in enumerate(drafts):
        by_sentence.setdefault(draft.trigger.sentence, []).append(i)
    for sentence in sentences:
        if sentence.doc is None:
            continue
        own = by_sentence.get(sentence.index, [])
        before = by_sentence.get(sentence.index - 1, [])
        wanted = [i for i in own if drafts[i].event_type in _FORCEFUL | _PAYING]
        carried = [i for i in before if drafts[i].event_type == "ASSAULT"]
        if not wanted and not (not own and len(carried) == 1):
            continue
        for quantity in find_quantities(sentence):
            if wanted:
                index = _nearest(quantity, wanted, drafts, sentence)
            else:
                index = carried[0] if quantity.kind in ("killed", "injured") else None
            if index is not None:
                tolls[index] = _with(tolls.get(index, Toll()), quantity)
    return tolls


def _nearest(
    quantity: FoundQuantity, wanted: Sequence[int], drafts: Sequence[ActDraft], sentence: Sentence
) -> int | None:
    """Picks the act of a fitting type whose trigger is nearest in the tree, ties by words."""
    kinds = _PAYING if quantity.kind == "money" else _FORCEFUL
    if quantity.kind not in ("killed", "injured", "money"):
        return None
    fitting = [i for i in wanted if drafts[i].event_type in kinds or (drafts[i].of_type or "") in kinds]
    if not fitting:
        return None
    doc = sentence.tree
    above = [quantity.tokens.head, *(t.i for t in doc[quantity.tokens.head].ancestors)]

    def distance(i: int) -> tuple[int, int]:
        trigger = drafts[i].trigger
        span = range(trigger.start, trigger.end)
        climbed = next((n for n, t in enumerate(above) if t in span), len(above) + 1)
        return climbed, abs(trigger.head - quantity.tokens.head)

    best = min(fitting, key=distance)
    if quantity.kind == "money" and distance(best)[0] > len(above):
        return None
    return best


def _with(toll: Toll, quantity: FoundQuantity) -> Toll:
    if quantity.kind == "killed" and toll.fatalities is None:
        return Toll(quantity.count, toll.injured, toll.amount)
    if quantity.kind == "injured" and toll.injured is None:
        return Toll(toll.fatalities, quantity.count, toll.amount)
    if quantity.kind == "money" and toll.amount is None:
        return Toll(toll.fatalities, toll.injured, quantity.amount)
    return toll
