"""Acts that the labeller sees: those that no pattern tells, the parties that a pattern misses, and doubt of the rest.

The labeller is a trained model (``detente.labels``); the patterns stay the first to speak, for they know modes, nesting
and what is still to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente import codes
from detente.drafts import FoundActor
from detente.events.classifier import Classified, Classifier, PairText, event_types
from detente.events.patterns import Rule
from detente.events.roles import Found, without
from detente.events.triggers import Act, political, same_actor, several
from detente.labels import ACTOR, RECIPIENT, Labels
from detente.parse import negated
from detente.records import EventType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

RULE = "labeller"
# Chances, 0 to 1, chosen on our own gold and on texts held out of training (see training/MODEL_CARD.md): from which a
# word that no pattern knows tells an act, or one of which only one side is named; below which a pattern's word tells
# none; from which a pattern's word is known, so that a phrase that likely is its party becomes one.
TELLS, ONE_SIDED, DOUBTED, KNOWN, PARTY = 0.6, 0.85, 0.05, 0.5, 0.6
# Types that what is still to come is turned into; the labeller has learnt to answer with them.
_TO_COME = frozenset({"AGREE", "THREATEN"})
# Types that reports tell without the doer, and types that are no act without somebody they are done to, or with.
_AGENTLESS = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT", "ACCUSE", "AID"})
_TWO_SIDED = frozenset({"AID", "SANCTION", "COOPERATE", "CONSULT", "SUPPORT", "ACCUSE"})
_WORDS = ("VERB", "NOUN", "PROPN", "ADJ")
# Words that only say: what is said is the act.
_SAYING = frozenset({"say", "tell"})


@dataclass(frozen=True, slots=True)
class Reader:
    """One sentence, its actors and labels, and the classifier, which knows types best where both sides are named."""

    doc: Doc
    found: Sequence[FoundActor]
    labels: Labels
    classifier: Classifier

    def sifted(self, acts: Sequence[Act]) -> list[Act]:
        """Leaves out the acts whose words tell none in this sentence, say the labels."""
        return [act for act in acts if max(map(self.labels.told, _words(act))) >= DOUBTED]

    def complete(self, act: Act) -> None:
        """Gives an act of the patterns the parties that it lacks."""
        at = max({act.token.i, *act.words}, key=self.labels.told)
        if self.labels.told(at) < KNOWN:
            return
        actors, recipients = self.parties(self.doc[at])
        if not act.actors:
            act.actors = act.own = without(actors, act.recipients)
        if not act.recipients and not several(act.actors):
            act.recipients = tuple(r for r in recipients if not any(same_actor(r, a) for a in act.actors))

    def further(self, told: Sequence[Act]) -> list[Act]:
        """Gives the acts of words that no pattern took for one."""
        known = {i for act in told for i in _words(act)}
        words = np.flatnonzero(self.labels.tells[:, 0] <= 1 - TELLS)
        found = [self._act(self.doc[int(i)]) for i in words if int(i) not in known]
        return [act for act in found if act is not None]

    def _act(self, token: Token) -> Act | None:
        """Writes what the labels say of one word as an act of the form that patterns give."""
        if token.pos_ not in _WORDS or token.lemma_.lower() in _SAYING:
            return None
        actors, recipients = self.parties(token)
        kind, chance, modes = self._type(token, actors, recipients)
        both = bool(actors) and (bool(recipients) or several(actors))
        if not both and (kind in _TWO_SIDED or self.labels.told(token.i) < ONE_SIDED):
            return None
        if not actors and kind not in _AGENTLESS:
            return None
        if not any(political(f) for f in (*actors, *recipients)):
            return None
        cameo = codes.event_type(kind).cameo
        part: Literal["verb", "noun"] = "noun" if token.pos_ in ("NOUN", "PROPN") else "verb"
        rule = Rule(RULE, kind, part, (token.lemma_.lower(),), modes=modes, cameo=cameo, confidence=round(chance, 2))
        clause = token if part == "verb" else _clause_of(token)
        return Act(
            token, rule, clause, "", {token.i}, kind, actors=actors, recipients=recipients, own=actors,
            retyped=kind in _TO_COME, negated=kind != "REJECT" and negated(token), modes=list(modes),
            confidence=round(chance, 2),
        )  # fmt: skip

    def parties(self, token: Token) -> tuple[Found, Found]:
        """Gives who acts and who is acted on: each phrase on the side that the labels give the greater chance."""
        sides: dict[int, list[tuple[float, FoundActor]]] = {ACTOR: [], RECIPIENT: []}
        for actor in self.found:
            chances = {role: self._belongs(role, token, actor) for role in sides}
            best = max(chances, key=lambda role: chances[role])
            if chances[best] >= PARTY and not actor.tokens.start <= token.i < actor.tokens.end:
                sides[best].append((chances[best], actor))
        actors, recipients = (_apart(sides[role]) for role in (ACTOR, RECIPIENT))
        beside = tuple(r for r in recipients if any(self._joined(r, a) for a in actors))
        actors, recipients = (*actors, *beside), without(recipients, beside)
        recipients = tuple(r for r in recipients if not any(same_actor(r, a) for a in actors))
        return actors, recipients

    def _joined(self, one: FoundActor, other: FoundActor) -> bool:
        """Says whether two phrases are named together ("A and B"): what they do, they do together."""
        joined = {token.i for token in self.doc[other.tokens.head].conjuncts}
        return any(i in joined for i in range(one.tokens.start, one.tokens.end))

    def _belongs(self, role: int, token: Token, actor: FoundActor) -> float:
        chances = self.labels.belongs[role, token.i]
        return float(max(chances[actor.tokens.head], chances[actor.tokens.start : actor.tokens.end].mean()))

    def _type(self, token: Token, actors: Found, recipients: Found) -> tuple[EventType, float, tuple[str, ...]]:
        """Gives the likeliest type with its chance: the classifier's and the labeller's chances multiplied."""
        chances = self.labels.tells[token.i, 1:] / max(self.labels.told(token.i), 1e-6)
        source, target = (actors[:1], recipients[:1]) if recipients else (actors[:1], actors[1:2])
        modes: tuple[str, ...] = ()
        if source and target:
            answer = self._classified(source[0], target[0])
            other = np.array([answer.probabilities[kind] for kind in event_types()])
            mixed = np.sqrt(np.maximum(chances, 1e-4) * np.maximum(other, 1e-4))
            chances = mixed / mixed.sum()
            modes = answer.modes if answer.event_type == event_types()[int(chances.argmax())] else ()
        best = int(chances.argmax())
        return event_types()[best], float(chances[best]) * self.labels.told(token.i), modes

    def _classified(self, source: FoundActor, target: FoundActor) -> Classified:
        ends = []
        for actor in (source, target):
            last = self.doc[actor.tokens.end - 1]
            ends += [self.doc[actor.tokens.start].idx, last.idx + len(last)]
        return self.classifier.classify([PairText(self.doc.text, *ends)])[0]


def _apart(side: Sequence[tuple[float, FoundActor]]) -> Found:
    """Leaves out the less likely of phrases that overlap; the rest in the order of the sentence."""
    kept: list[FoundActor] = []
    for _, actor in sorted(side, key=lambda item: (-item[0], item[1].tokens.start - item[1].tokens.end)):
        if not any(a.tokens.start < actor.tokens.end and actor.tokens.start < a.tokens.end for a in kept):
            kept.append(actor)
    return tuple(sorted(kept, key=lambda a: a.tokens.start))


def _words(act: Act) -> set[int]:
    """Gives the places of an act's words, those of acts merged into it too."""
    return {i for one in (act, *act.merged) for i in (one.token.i, *one.words)}


def _clause_of(noun: Token) -> Token:
    return next((t for t in noun.ancestors if t.pos_ == "VERB"), noun)
