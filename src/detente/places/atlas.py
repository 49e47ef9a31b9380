"""Where the acts of one article took place: the phrase that the tree puts nearest to the act, else where it went on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.drafts import ActDraft, FoundActor, FoundPlace
from detente.parse import Document, Sentence
from detente.places.names import Chooser, Named, countries_in, find_names
from detente.places.phrases import PlacePhrase, find_named, find_phrases
from detente.places.soil import from_abroad, soil_of
from detente.places.words import words
from detente.records import Place

if TYPE_CHECKING:
    from spacy.tokens import Token

FORCE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST"})
_BACK_REFERENCE = 4
# A narrower place on the same word is the better one.
# "The attack on X" names an act of its own, "the attack" the one told before.
_NEW_ACT = frozenset({"on", "against", "of", "by", "between", "with", "from"})
_STEP = {"conj": 2.5, "advcl": 2.0, "xcomp": 2.0, "relcl": 1.5, "acl": 1.5}
# Beyond this a place is another clause's.
_DEAREST = 3.2
_WIDTH = {"country": 0.4, "region": 0.6}
# Of a border, and of the sea, no state's soil is said.
_NO_SOIL = frozenset({"border", "off"})
# How much of the way up the tree may lie between a place phrase and a word of the act.
_FARTHEST = 2.0
_SAYING = frozenset("say tell report add announce claim state declare confirm write".split())


@dataclass(frozen=True, slots=True)
class _Placed:
    """An act that has its place from its own words."""

    sentence: int
    event_type: str
    place: Place
    soil: str | None


class Atlas:
    """Places the acts of one article, in the order of their sentences; names are looked up once a sentence."""

    def __init__(self, document: Document, actors: Mapping[int, Sequence[FoundActor]]) -> None:
        self._document = document
        self._names: dict[int, list[Named]] = {s.index: find_names(s.tree) for s in document.parsed()}
        counted: Counter[str] = Counter()
        for names in self._names.values():
            counted.update(countries_in(names))
        for found in actors.values():
            counted.update(f.actor.country for f in found if f.actor.country and len(f.actor.country) == 3)
        self._chooser = Chooser(counted)
        self._phrases: dict[int, list[PlacePhrase]] = {}
        self._placed: list[_Placed] = []

    def find(self, sentence: Sentence) -> list[FoundPlace]:
        """Gives the place phrases of a parsed sentence of the article."""
        return [phrase.found for phrase in self._in(sentence)]

    def named(self, sentence: Sentence) -> list[FoundPlace]:
        """Gives every place that a parsed sentence names, also where nothing is said to have happened there."""
        return find_named(sentence, self._names.get(sentence.index, []), self._chooser)

    def place_act(self, act: ActDraft) -> tuple[Place | None, str | None]:
        """Gives the place of an act and, for an act of force, the alpha-3 of the state on whose soil it happened.

        The dateline is where a report was filed, not where an act took place, and is never used.
        """
        sentence = self._document.sentences[act.trigger.sentence]
        phrase = self._own(act, sentence)
        if phrase is not None:
            place = phrase.found.place
            soil = phrase.soil or self._soil_beside(phrase, sentence)
            if soil is None and act.event_type == "ASSAULT" and phrase.relation not in _NO_SOIL:
                soil = self._soil_by_parties(act, sentence)
            self._placed.append(_Placed(sentence.index, act.event_type, place, soil))
            return place, soil if act.event_type in FORCE else None
        earlier = self._pointed_to(act, sentence)
        if earlier is not None:
            return earlier.place, earlier.soil if act.event_type in FORCE else None
        return None, self._soil_by_parties(act, sentence) if act.event_type == "ASSAULT" else None

    def _soil_by_parties(self, act: ActDraft, sentence: Sentence) -> str | None:
        """Gives the soil that the parties tell, else that of the force told just before, if it is a party's."""
        if soil := soil_of(act, sentence.tree):
            return soil
        parties = {a.country for f in (*act.actors, *act.recipients) for a in (f.parts or (f.actor,))} - {None}
        for earlier in reversed(self._placed):
            if sentence.index - earlier.sentence <= _BACK_REFERENCE and earlier.event_type in FORCE and earlier.soil:
                fits = earlier.soil in parties or not parties
                return earlier.soil if fits and not from_abroad(act, earlier.soil) else None
        return None

    def _in(self, sentence: Sentence) -> list[PlacePhrase]:
        found = self._phrases.get(sentence.index)
        if found is None:
            found = find_phrases(sentence, self._names.get(sentence.index, []), self._chooser)
            self._phrases[sentence.index] = found
        return found

    def _own(self, act: ActDraft, sentence: Sentence) -> PlacePhrase | None:
        """Finds the phrase nearest to the act in the tree."""
        phrases = self._in(sentence)
        if not phrases:
            return None
        costs = _reach(sentence, act)
        best: tuple[float, int, PlacePhrase] | None = None
        for rank, phrase in enumerate(phrases):
            host = _host_cost(sentence, phrase, costs)
            extra = _relation_cost(phrase, act, sentence)
            if host is None or extra is None:
                continue
            cost = host + extra + _WIDTH.get(phrase.found.place.precision, 0.0)
            if best is None or (cost, rank) < best[:2]:
                best = (cost, rank, phrase)
        return best[2] if best else None

    def _soil_beside(self, phrase: PlacePhrase, sentence: Sentence) -> str | None:
        """Takes the state from a wider phrase on the same word: "near Torkham in eastern Afghanistan"."""
        if phrase.relation in ("border", "off"):
            return None
        for other in self._in(sentence):
            if other.host == phrase.host and other.soil and other.relation == "in":
                return other.soil
        return None

    def _pointed_to(self, act: ActDraft, sentence: Sentence) -> _Placed | None:
        """Finds the place of the act told before that this one points to: "the strike", "the attack killed ten"."""
        if act.occurrence != "single" or not _points_back(sentence.tree[act.trigger.head]):
            return None
        for earlier in reversed(self._placed):
            gap = sentence.index - earlier.sentence
            if 0 < gap <= _BACK_REFERENCE and earlier.event_type == act.event_type:
                return earlier
        return None


def _host_cost(sentence: Sentence, phrase: PlacePhrase, costs: dict[int, float]) -> float | None:
    """Says how far the word that a phrase hangs on is from the act, climbing past nouns the parser often stops at."""
    node, hops = sentence.tree[phrase.host], 0.0
    while node.i not in costs:
        beside = node.tag_ == "VBG" and node.dep_ in ("acl", "advcl")
        passable = beside or node.pos_ in ("NOUN", "PROPN", "NUM", "ADP", "PRON")
        if node.dep_ == "ROOT" or not passable or hops > _FARTHEST or node.dep_ in ("nsubj", "appos"):
            return None
        node, hops = node.head, hops + 0.5
    return costs[node.i] + hops


def _points_back(head: Token) -> bool:
    """Says whether a noun, or the subject of a verb, is a definite act: "the strike"."""
    if head.pos_ in ("NOUN", "PROPN"):
        if any(c.dep_ == "relcl" or (c.dep_ == "prep" and c.lower_ in _NEW_ACT) for c in head.children):
            return False
        return any(c.dep_ == "det" and c.lower_ in ("the", "this", "that", "these", "those") for c in head.children)
    subject = next((c for c in head.children if c.dep_ in ("nsubj", "nsubjpass") and c.pos_ == "NOUN"), None)
    return subject is not None and subject.lower_ in words().happenings and _points_back(subject)


def _reach(sentence: Sentence, act: ActDraft) -> dict[int, float]:
    """Gives the words whose place is also the act's, with what it costs to take it from there."""
    doc = sentence.tree
    head = doc[act.trigger.head]
    force = act.event_type in FORCE
    costs: dict[int, float] = {head.i: 0.0}
    for i in range(act.trigger.start, act.trigger.end):
        costs.setdefault(i, 0.3)
    node, cost = head, 0.0
    while node.dep_ != "ROOT":
        above = node.head
        if node.dep_ in ("ccomp", "parataxis") or (above.lemma_.lower() in _SAYING and node.dep_ == "advcl"):
            break
        cost += _STEP.get(node.dep_, 0.7)
        if cost > _DEAREST:
            break
        node = above
        costs.setdefault(node.i, cost)
    for i, base in list(costs.items()):
        token = doc[i]
        for child in token.children:
            if token.pos_ in ("VERB", "AUX") and child.dep_ in ("dobj", "nsubj", "nsubjpass"):
                # "an attack in Kunduz killed five", "hit a convoy near Torkham"
                happening = child.lower_ in words().happenings
                if force or happening or child.dep_ == "dobj":
                    costs.setdefault(child.i, base + (0.8 if happening else 1.5))
            elif child.dep_ in ("conj", "xcomp", "advcl", "acl", "relcl") and child.pos_ == "VERB" and force:
                costs.setdefault(child.i, base + 2.5)
            elif child.dep_ == "prep" and child.lower_ in ("of", "on", "against", "with"):
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        costs.setdefault(inner.i, base + 1.2)
    return costs


def _relation_cost(phrase: PlacePhrase, act: ActDraft, sentence: Sentence) -> float | None:
    """Says what the preposition costs, or None where it doesn't tell where the act took place."""
    relation = phrase.relation
    host = sentence.tree[phrase.host].lemma_.lower()
    if act.event_type in FORCE and host in words().fleeing and phrase.host != act.trigger.head and relation != "in":
        return None  # where they fled to
    if relation in ("in", "near", "border", "off"):
        return 0.0
    wide = phrase.found.place.precision == "country"
    if relation == "over":
        return 0.0 if act.event_type in FORCE else None
    if relation == "object":
        return 0.3 if not wide or act.event_type in ("ASSAULT", "CONSULT", "MOBILIZE") else None
    if relation == "against":
        return 0.8 if act.event_type in FORCE and not wide else None
    if relation in ("to", "into"):
        moving = host in words().moving or sentence.tree[act.trigger.head].lemma_.lower() in words().moving
        return 1.0 if moving else None
    if relation == "from":
        return 1.5 if host in words().leaving else None
    return None
