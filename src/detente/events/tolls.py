"""Which act a number belongs to: the killed, the injured, the money, and the troops, captives and goods it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.drafts import ActDraft, FoundQuantity
from detente.events.quantities import find_quantities
from detente.parse import Sentence
from detente.records import Amount, Count, Counted

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Toll:
    """What an act cost or carried, as reported."""

    fatalities: Count | None = None
    injured: Count | None = None
    amount: Amount | None = None
    counts: tuple[Counted, ...] = ()


_FORCEFUL = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_PAYING = frozenset(
    {"AID", "COOPERATE", "SANCTION", "AGREE", "REQUEST", "COERCE", "RETREAT", "REJECT", "THREATEN", "SUPPORT"}
)


# Types whose doing is measured by those or what it moves, takes, frees, gives or brings out.
_COUNTING = _FORCEFUL | {"MOBILIZE", "RETREAT", "AID", "COOPERATE", "SANCTION"}
_MOST_COUNTS = 4


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
        moving = [i for i in own if not _COUNTING.isdisjoint((drafts[i].event_type, drafts[i].of_type))]
        carried = [i for i in before if drafts[i].event_type == "ASSAULT"]
        if not wanted and not moving and not (not own and len(carried) == 1):
            continue
        for quantity in find_quantities(sentence):
            if quantity.kind in ("troops", "captured", "other"):
                for i in moving:
                    if _moved(quantity, drafts[i], sentence):
                        tolls[i] = _counting(tolls.get(i, Toll()), quantity, sentence)
                continue
            index = None
            if wanted:
                index = _nearest(quantity, wanted, drafts, sentence)
            elif not own and len(carried) == 1 and quantity.kind in ("killed", "injured"):
                index = carried[0]
            if index is not None:
                tolls[index] = _with(tolls.get(index, Toll()), quantity)
    return tolls


def _moved(quantity: FoundQuantity, draft: ActDraft, sentence: Sentence) -> bool:
    """Says whether those or what is counted is a party of the act, or what its words act on."""
    counted = sentence.tree[quantity.counted]
    if counted.tag_ not in ("NNS", "NNPS") and counted.lemma_ != counted.text:  # "people" is its own plural
        return False
    if quantity.tokens.start > counted.i:  # "Article 5" counts nothing
        return False
    if counted.i in {f.tokens.head for f in (*draft.actors, *draft.recipients)}:
        return True
    trigger = range(draft.trigger.start, draft.trigger.end)
    return counted.i in trigger or any(t.i in trigger for t in _governors(counted))


def _governors(counted: Token) -> list[Token]:
    """Gives what a noun is the object of: its verb, or the noun before "of", through coordination and groups."""
    node = counted
    for _ in range(4):
        if node.dep_ in ("conj", "nmod", "appos") or (node.dep_ == "pobj" and node.head.lower_ == "of"):
            above = node.head if node.dep_ != "pobj" else node.head.head
            if above.pos_ not in ("VERB", "AUX") and node.dep_ == "pobj" and above.pos_ == "NOUN":
                return [above, *_governors(above)]
            node = above
        elif node.dep_ in ("dobj", "nsubjpass", "oprd", "pobj"):
            return [node.head if node.dep_ != "pobj" else node.head.head]
        else:
            return []
    return []


def _counting(toll: Toll, quantity: FoundQuantity, sentence: Sentence) -> Toll:
    count = quantity.count
    if count is None or len(toll.counts) >= _MOST_COUNTS:
        return toll
    what = sentence.tree[quantity.counted].text
    counted = Counted(what, count.low, count.best, count.high, count.text)
    return toll if counted in toll.counts else replace(toll, counts=(*toll.counts, counted))


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
        return replace(toll, fatalities=quantity.count)
    if quantity.kind == "injured" and toll.injured is None:
        return replace(toll, injured=quantity.count)
    if quantity.kind == "money" and toll.amount is None:
        return replace(toll, amount=quantity.amount)
    return toll
