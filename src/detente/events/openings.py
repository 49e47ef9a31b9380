"""Acts whose verb no pattern knows: where one political actor stands as its subject and another as its object, the
trained classifier is asked, and believed only where it is sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from detente.drafts import FoundActor
from detente.events.patterns import Patterns, Rule
from detente.events.roles import Parties, logical_objects, negated, passive
from detente.events.triggers import Act, political, same_actor

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.events.classifier import Classified

# Measured by eye on news outside the training data: below this, less than three in four guesses are right.
SURE = 0.75
_TOWARDS = ("to", "against", "with", "on", "at", "upon", "toward", "towards")
_JOINT = frozenset({"CONSULT", "COOPERATE", "SUPPORT", "AGREE"})


class Judge(Protocol):
    """Says what a source did to a target in a parsed sentence."""

    def classify_linear(self, doc: Doc, source: tuple[int, int], target: tuple[int, int]) -> Classified:
        """Gives the likeliest type with its calibrated probability."""


def open_acts(doc: Doc, parties: Parties, acts: Sequence[Act], patterns: Patterns, judge: Judge) -> Iterator[Act]:
    """Gives the acts that the classifier is sure of at verbs that no pattern has taken.

    Args:
        doc: the parsed sentence.
        parties: its actors.
        acts: what the patterns found in it.
        patterns: for the list of verbs that tell no act.
        judge: the trained classifier.
    """
    taken = {i for act in acts for i in (*act.words, act.clause.i)}
    for verb in doc:
        if verb.pos_ != "VERB" or verb.i in taken or verb.dep_ in ("amod", "compound", "aux", "xcomp", "pcomp"):
            continue
        if patterns.lemma(verb) in patterns.lists["no_act"] or negated(verb) or _under_taken(verb, taken):
            continue
        sides = _sides(verb, parties)
        if sides is None:
            continue
        actor, recipient, jointly = sides
        answer = judge.classify_linear(doc, _stretch(actor), _stretch(recipient))
        if answer.confidence < SURE:
            continue
        rule = Rule("model", answer.event_type, "verb", (patterns.lemma(verb),), confidence=0.5)  # type: ignore[arg-type]
        both = jointly and answer.event_type in _JOINT
        actors = (actor, recipient) if both else (actor,)
        recipients = () if both else (recipient,)
        yield Act(verb, rule, verb, "", {verb.i}, rule.event_type, actors, recipients, confidence=0.5)


def _sides(verb: Token, parties: Parties) -> tuple[FoundActor, FoundActor, bool] | None:
    """Gives the doer, the one it is done to, and whether "with" joins them; None unless both are political actors."""
    doers = [f for f in parties.subject(verb) if political(f)]
    if not doers:
        return None
    undergoing = [(f, False) for t in logical_objects(verb) if (f := parties.at(t)) is not None]
    if not passive(verb):
        for child in verb.children:
            if child.dep_ in ("prep", "dative") and child.lower_ in _TOWARDS:
                inner = [parties.at(g) for g in child.children if g.dep_ == "pobj"]
                undergoing += [(f, child.lower_ == "with") for f in inner if f is not None]
    for other, jointly in undergoing:
        if political(other) and not same_actor(doers[0], other) and not _one_side(doers[0], other):
            return doers[0], other, jointly
    return None


def _one_side(one: FoundActor, other: FoundActor) -> bool:
    """Says whether both belong to one state's authorities."""
    a, b = one.actor, other.actor
    return a.country is not None and a.country == b.country and "armed_group" not in (a.kind, b.kind)


def _stretch(found: FoundActor) -> tuple[int, int]:
    return found.tokens.start, found.tokens.end


def _under_taken(verb: Token, taken: set[int]) -> bool:
    """Says whether the verb only tells what a coded act is about."""
    node = verb
    while node.dep_ in ("xcomp", "ccomp", "pcomp", "prep", "conj") and node.dep_ != "ROOT":
        node = node.head
        if node.i in taken:
            return True
    return False
