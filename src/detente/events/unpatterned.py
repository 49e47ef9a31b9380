"""Acts that no pattern tells: where a sentence names parties and the patterns find nothing, trained models answer.

A linear model over the tree says whether one party acts on another at all; the classifier then says what it does. Both
must be sure, for a sentence without a pattern mostly tells no act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import TYPE_CHECKING

from detente import codes
from detente.drafts import FoundActor
from detente.events.classifier import Classified, Classifier, PairText
from detente.events.patterns import Rule
from detente.events.triggers import Act, political, same_actor
from detente.parse import negated

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

RULE = "trained models"
# More parties than this are a list of names.
_MOST = 10
# Types in which those who are coordinated act together.
_JOINT = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT"})
# Who stands behind these words is named beside the act, not met by it ("with Norland's help", "after talks with B").
_BESIDE = frozenset("with after amid before despite during following like since under unlike via without".split())
# Types that what is still to come is turned into; the classifier has learnt to answer with them.
_TO_COME = frozenset({"AGREE", "THREATEN"})

Pair = tuple[FoundActor, FoundActor]


def untold_acts(
    doc: Doc, found: Sequence[FoundActor], classifier: Classifier, lists: Mapping[str, frozenset[str]]
) -> list[Act]:
    """Gives at most one act for each word that binds two parties, surest first.

    Args:
        doc: a parsed sentence in which the patterns find no act.
        found: its actor phrases.
        classifier: the trained models.
        lists: word lists of the patterns; ``actless`` names verbs that tell no act.
    """
    found = [actor for actor in found if political(actor)]
    if len(found) > _MOST:
        return []
    acts: dict[int, Act] = {}
    for chance, (source, target) in sorted(_bound(doc, found, classifier), key=lambda item: -item[0]):
        trigger = _binding(doc, source, target)
        if trigger is None or trigger.i in acts or not _telling(trigger, lists["actless"]):
            continue
        answer = classifier.classify([_pair_text(doc, source, target)])[0]
        beside = answer.event_type not in _JOINT and (
            _beside(doc[target.tokens.head], trigger) or _coordinated(doc, source, target)
        )
        if answer.confidence >= classifier.sure_of_type and not beside:
            acts[trigger.i] = _act(doc, trigger, source, target, answer, chance)
    return list(acts.values())


def _bound(doc: Doc, found: Sequence[FoundActor], classifier: Classifier) -> list[tuple[float, Pair]]:
    """Gives the ordered pairs of parties that likely act on one another, with the chance."""
    parties = [actor for actor in found if doc[actor.tokens.head].tag_ not in ("WDT", "WP")]
    likely = []
    for source, target in permutations(parties, 2):
        if same_actor(source, target) or _overlap(source, target):
            continue
        chance = classifier.chance_of_act(doc, _stretch(source), _stretch(target))
        if chance >= classifier.sure_of_act:
            likely.append((chance, (source, target)))
    return likely


def _telling(trigger: Token, actless: frozenset[str]) -> bool:
    """Says whether a word can tell an act at all: a noun mostly binds parties that only share it ("X and Y banks")."""
    return trigger.pos_ == "VERB" and trigger.lemma_.lower() not in actless


def _act(doc: Doc, trigger: Token, source: FoundActor, target: FoundActor, answer: Classified, chance: float) -> Act:
    """Writes what the models say as an act of the form that patterns give."""
    joint = answer.event_type in _JOINT and doc[target.tokens.head].dep_ == "conj"
    sure = round(chance * answer.confidence, 2)
    code = codes.event_type(answer.event_type).cameo
    rule = Rule(RULE, answer.event_type, "verb", (trigger.lemma_,), modes=answer.modes, cameo=code, confidence=sure)
    return Act(
        trigger,
        rule,
        trigger,
        "",
        {trigger.i},
        answer.event_type,
        actors=(source, target) if joint else (source,),
        recipients=() if joint else (target,),
        retyped=answer.event_type in _TO_COME,
        negated=answer.event_type != "REJECT" and negated(trigger),
        modes=list(answer.modes),
        confidence=sure,
    )


def _binding(doc: Doc, source: FoundActor, target: FoundActor) -> Token | None:
    """Finds the word that binds two parties: where their paths meet, else the nearest word above the target."""
    heads = doc[source.tokens.head], doc[target.tokens.head]
    above = {token.i for token in (heads[0], *heads[0].ancestors)}
    meeting = next((token for token in (heads[1], *heads[1].ancestors) if token.i in above), None)
    if meeting is not None and not _inside(meeting, source, target):
        return meeting
    return next(
        (t for t in heads[1].ancestors if t.pos_ in ("VERB", "NOUN") and not _inside(t, source, target)),
        None,
    )


def _beside(target: Token, trigger: Token) -> bool:
    """Says whether the way from a party up to the word of the act leads through an adjunct."""
    for token in (target, *target.ancestors):
        if token.i == trigger.i:
            return False
        if token.lower_ in _BESIDE and token.dep_ in ("prep", "mark"):
            return True
    return False


def _coordinated(doc: Doc, source: FoundActor, target: FoundActor) -> bool:
    """Says whether two parties are named together: what they do, they do to somebody else."""
    joined = {token.i for token in doc[source.tokens.head].conjuncts}
    return any(i in joined for i in range(target.tokens.start, target.tokens.end))


def _inside(token: Token, *parties: FoundActor) -> bool:
    return any(p.tokens.start <= token.i < p.tokens.end for p in parties)


def _overlap(one: FoundActor, other: FoundActor) -> bool:
    return one.tokens.start < other.tokens.end and other.tokens.start < one.tokens.end


def _stretch(actor: FoundActor) -> tuple[int, int]:
    return actor.tokens.start, actor.tokens.end


def _pair_text(doc: Doc, source: FoundActor, target: FoundActor) -> PairText:
    """Gives the sentence with its two sides as the classifier takes it."""
    ends = []
    for actor in (source, target):
        last = doc[actor.tokens.end - 1]
        ends += [doc[actor.tokens.start].idx, last.idx + len(last)]
    return PairText(doc.text, *ends)
