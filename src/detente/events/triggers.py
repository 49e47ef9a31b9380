"""Finding the words of a sentence that tell an act, and the rule each of them meets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.drafts import FoundActor
from detente.events.patterns import Patterns, Rule
from detente.events.roles import (
    Found,
    Parties,
    datives,
    logical_objects,
    logical_subject,
    passive,
    without,
)
from detente.parse import agent_of, children, conjuncts, prepositional
from detente.records import EventType, Outcome

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Types that the manual codes only with a recipient: it's looked for in the rest of the clause too.
_WANTING = frozenset({"AID", "SANCTION"})
# A rule this unsure, or less, wants both an actor and a recipient.
UNSURE = 0.45


@dataclass(slots=True, eq=False)
class Act:
    """An act being worked out.

    Attributes:
        token: the verb, noun or adjective that tells it.
        clause: the verb of the clause that it is told in: itself, or the verb that carries a nominal act.
        bearing: how that verb carries it: "doing", "getting", "subject" (the nominal act is the verb's subject), "".
        words: token indices of the trigger.
        real: False for what a condition, wish or fear only makes possible.
    """

    token: Token
    rule: Rule
    clause: Token
    bearing: str
    words: set[int]
    event_type: EventType
    actors: Found = ()
    recipients: Found = ()
    of_type: EventType | None = None
    parent: Act | None = None
    dropped: bool = False
    retyped: bool = False
    negated: bool = False
    real: bool = True
    outcome: Outcome = "unknown"
    modes: list[str] = field(default_factory=list)
    confidence: float = 0.5
    merged: list[Act] = field(default_factory=list)


class Triggers:
    """Finds the acts of one parsed sentence by the patterns."""

    def __init__(self, patterns: Patterns, doc: Doc, parties: Parties) -> None:
        self.patterns = patterns
        self.doc = doc
        self.parties = parties

    def find(self) -> list[Act]:
        """Gives the acts in the order of their words, parties filled in, nothing yet nested, merged or dropped."""
        acts: list[Act] = []
        for token in self.doc:
            pos = token.pos_
            if pos == "VERB":
                act = self._verb(token)
            elif pos in ("NOUN", "PROPN"):
                act = self._noun(token)
            elif pos == "ADJ":
                act = self._adjective(token)
            else:
                continue
            if act is not None:
                acts.append(act)
        return acts

    def _verb(self, token: Token) -> Act | None:
        rules = self.patterns.verbs.get(token.lower_)
        if not rules or token.dep_ in ("amod", "compound", "nmod"):
            return self._noun(token) if token.tag_ in ("VBG", "NN") and token.dep_ not in ("amod", "aux") else None
        frame = Frame(self, token)
        for rule in rules:
            if frame.meets(rule):
                act = Act(token, rule, token, "", {token.i}, rule.event_type, confidence=rule.confidence)
                self._particle(act)
                self._fill(act, frame)
                if not rule.object_actor or _others(act):
                    return act
        return None

    def _particle(self, act: Act) -> None:
        for child in act.token.children:
            if child.dep_ == "prt" or (act.rule.particle and child.lower_ == act.rule.particle):
                act.words.add(child.i)
        if act.rule.object is not None:
            for thing in logical_objects(act.token):
                if not act.rule.object.isdisjoint(self.keys(thing)):
                    act.words.update((thing.i,))

    def _adjective(self, token: Token) -> Act | None:
        for rule in self.patterns.adjectives.get(token.lower_, ()):
            if token.head.lemma_ not in ("be", "stand", "remain", "appear", "seem", "become") or token.dep_ != "acomp":
                continue
            frame = Frame(self, token)
            if frame.meets(rule):
                act = Act(token, rule, token.head, "", {token.i}, rule.event_type, confidence=rule.confidence)
                subject = logical_subject(token.head)
                act.actors = self.parties._subject_phrase(token.head, subject) if subject is not None else ()
                act.recipients = next(filter(None, (self.parties.after(token, p) for p in rule.to)), ())
                return act
        return None

    def _noun(self, token: Token) -> Act | None:
        rules = self.patterns.nouns.get(token.lower_)
        if not rules or token.dep_ in ("compound", "amod", "nmod", "npadvmod", "poss", "aux"):
            return None
        verb, relation = carrier(token, self.patterns.lists["groupings"])
        bearing = self._bearing(verb, relation)
        frame = Frame(self, token, verb, relation)
        for rule in rules:
            if frame.meets(rule):
                clause = verb if verb is not None and bearing else token
                act = Act(token, rule, clause, bearing, {token.i}, rule.event_type, confidence=rule.confidence)
                if verb is not None and bearing in ("doing", "getting"):
                    act.words.add(verb.i)
                    act.words.update(c.i for c in verb.children if c.dep_ == "prt")
                self._fill(act, frame)
                return act
        return None

    def _bearing(self, verb: Token | None, relation: str) -> str:
        """Says how a verb carries the nominal act that depends on it."""
        if verb is None:
            return ""
        lists = self.patterns.lists
        if relation == "subject":
            return "subject"
        lemma = self.patterns.lemma(verb)
        if relation == "object":
            if lemma in lists["doing"]:
                return "doing"
            return "getting" if lemma in lists["getting"] else ""
        if lemma in ("come", "be", "remain") and relation == "under":
            return "getting"
        if lemma in ("engage", "participate", "take", "go", "involve", "join", "enter", "be", "meet") and relation in ("in", "on", "into"):
            return "doing"
        return ""

    def keys(self, token: Token) -> set[str]:
        """Gives what a word list may name a phrase by: lemma, form, compound with lemma, kind of actor, "of" what."""
        lemma = token.lemma_.lower()
        found = {lemma, token.lower_, lemma.removesuffix("s")}
        for child in token.children:
            if child.dep_ in ("compound", "amod", "nmod"):
                found.add(f"{child.lower_} {lemma}")
                if token.pos_ == "PROPN" or (child.dep_ == "compound" and lemma in self.patterns.lists["thin"]):
                    found.add(child.lemma_.lower())
        actor = self.parties.at(token)
        if actor is not None:
            found.add(f"kind:{actor.actor.kind}")
        if lemma in self.patterns.lists["groupings"] or token.pos_ == "NUM" or token.text == "$":
            for _, inner in prepositional(token, "of"):
                found |= self.keys(inner)
        return found

    def _fill(self, act: Act, frame: Frame) -> None:
        """Puts the parties in, each from the first place that has any."""
        rule = act.rule
        if rule.part == "verb":
            places = frame.verb_place
        else:
            places = frame.noun_place
        act.actors = next(filter(None, map(places, rule.by)), ())
        if act.bearing == "doing" and act.clause is not None:
            light = self.parties.subject(act.clause)
            act.actors = light or act.actors
        act.recipients = next(filter(None, map(places, rule.to)), ())
        if act.bearing == "getting":
            undergone = self.parties.subject(act.clause)
            act.actors = self.parties.after(act.token, "by") or self.parties.after(act.token, "from") or (
                self.parties.after(act.clause, "by") or self.parties.after(act.clause, "from")
            ) or without(self.parties.owners(act.token), undergone)
            act.recipients = undergone
        for place in rule.joint:
            act.actors = tuple(dict.fromkeys((*act.actors, *places(place))))
        act.recipients = without(act.recipients, act.actors)
        if not act.recipients and rule.event_type in _WANTING:
            act.recipients = without(frame.anywhere(), act.actors)
        act.modes = list(rule.modes)
        act.outcome = rule.outcome


def _others(act: Act) -> bool:
    """Says whether the act has a party beside the one its own rule takes from the subject."""
    return bool(act.recipients) or len(act.actors) > 1


def carrier(noun: Token, groupings: frozenset[str]) -> tuple[Token | None, str]:
    """Finds the verb that a nominal act hangs on, and by what: "object", "subject" or a preposition."""
    node = noun
    for _ in range(4):
        if node.dep_ == "conj":
            node = node.head
        elif node.dep_ == "pobj" and node.head.lower_ == "of" and node.head.head.lemma_.lower() in groupings:
            node = node.head.head
        else:
            break
    head = node.head
    for child in noun.children:
        if child.dep_ == "acl" and child.tag_ == "VBN" or child.dep_ == "relcl" and passive(child):
            return child, "object"
    if node.dep_ in ("dobj", "nsubjpass", "oprd", "obj") and head.pos_ == "VERB":
        return head, "object"
    if node.dep_ == "nsubj" and head.pos_ in ("VERB", "AUX"):
        return head, "subject"
    if node.dep_ == "pobj" and head.head.pos_ in ("VERB", "AUX"):
        return head.head, head.lower_
    for child in noun.children:
        if child.dep_ == "relcl" and children(child, "nsubj") and not children(child, "dobj"):
            return child, "object"
    return None, ""


class Frame:
    """A trigger with its surroundings, against which rules are tried."""

    def __init__(self, triggers: Triggers, token: Token, verb: Token | None = None, relation: str = "") -> None:
        self.triggers = triggers
        self.parties = triggers.parties
        self.token = token
        self.verb = verb
        self.relation = relation
        self._objects: list[Token] | None = None
        self._object_keys: set[str] | None = None
        self._subject_keys: set[str] | None = None
        self._modifiers: set[str] | None = None
        self._phrases: dict[str, list[Token]] | None = None

    @property
    def objects(self) -> list[Token]:
        if self._objects is None:
            is_verb = self.token.pos_ == "VERB"
            self._objects = [t for o in logical_objects(self.token) for t in conjuncts(o)] if is_verb else []
        return self._objects

    def meets(self, rule: Rule) -> bool:
        """Says whether all conditions of the rule hold here."""
        if rule.part == "verb" and not self._particle_fits(rule):
            return False
        if rule.compound and not rule.compound <= self.modifiers:
            return False
        if rule.under is not None and rule.under.isdisjoint(self.governors):
            return False
        if rule.object is not None and rule.object.isdisjoint(self.object_keys) and not (
            "*" in rule.object and self.object_keys
        ):
            return False
        if rule.not_object and not rule.not_object.isdisjoint(self.object_keys):
            return False
        if rule.modifier is not None and rule.modifier.isdisjoint(self.modifiers):
            return False
        if rule.not_modifier and not rule.not_modifier.isdisjoint(self.modifiers):
            return False
        if rule.subject is not None and rule.subject.isdisjoint(self.subject_keys):
            return False
        if rule.not_subject and not rule.not_subject.isdisjoint(self.subject_keys):
            return False
        if rule.prepositions and not self._has_phrase(rule.prepositions):
            return False
        if (rule.clause is not None or rule.not_clause) and not self._clause_fits(rule):
            return False
        return not (rule.not_prepositions and self._has_phrase(rule.not_prepositions))

    def _particle_fits(self, rule: Rule) -> bool:
        if rule.particle:
            return any(
                c.lower_ == rule.particle and c.i > self.token.i and c.dep_ not in ("nsubj", "punct", "conj")
                for c in self.token.children
            ) or (self.token.i + 1 < len(self.token.doc) and self.token.nbor(1).lower_ == rule.particle)
        if rule.object is not None or rule.prepositions:
            return True
        return not any(c.dep_ == "prt" and not _up_to(c) for c in self.token.children)

    def _clause_fits(self, rule: Rule) -> bool:
        verbs = [c for c in self.token.children if c.dep_ in ("xcomp", "ccomp") and c.i > self.token.i]
        lemmas = {self.triggers.patterns.lemma(v) for v in verbs}
        if rule.clause is not None and not (lemmas and ("*" in rule.clause or not rule.clause.isdisjoint(lemmas))):
            return False
        return rule.not_clause.isdisjoint(lemmas)

    def _has_phrase(self, wanted: Mapping[str, frozenset[str] | None]) -> bool:
        phrases = self.phrases
        for preposition, words in wanted.items():
            inner = phrases.get(preposition)
            if inner and (words is None or any(not words.isdisjoint(self.triggers.keys(t)) for t in inner)):
                return True
        return False

    @property
    def governors(self) -> set[str]:
        if self.verb is None:
            return set()
        found = {self.verb.lemma_.lower(), self.triggers.patterns.lemma(self.verb)}
        if self.relation not in ("object", "subject"):
            found.add(self.relation)
        return found

    @property
    def object_keys(self) -> set[str]:
        if self._object_keys is None:
            self._object_keys = {key for token in self.objects for key in self.triggers.keys(token)}
        return self._object_keys

    @property
    def subject_keys(self) -> set[str]:
        if self._subject_keys is None:
            verb = self.token if self.token.pos_ == "VERB" else self.verb
            found: set[str] = set()
            if verb is not None:
                subject = agent_of(verb) if passive(verb) else logical_subject(verb)
                if subject is not None:
                    found = {key for token in conjuncts(subject) for key in self.triggers.keys(token)}
                    if subject.tag_ == "PRP":
                        found |= {"kind:person"} if subject.lower_ in ("he", "she") else set()
            if self.token.pos_ != "VERB":
                for _, inner in prepositional(self.token, "by", "of"):
                    found |= self.triggers.keys(inner)
                for child in self.token.children:
                    if child.dep_ in ("poss", "compound"):
                        found.add(child.lemma_.lower())
            self._subject_keys = found
        return self._subject_keys

    @property
    def modifiers(self) -> set[str]:
        """Adjectives, compounds, adverbs and numbers at the word and at its objects, whole and in parts."""
        if self._modifiers is None:
            found: set[str] = set()
            for token in (self.token, *self.objects):
                for child in token.children:
                    if child.dep_ in ("amod", "compound", "nmod", "advmod", "acomp", "oprd", "npadvmod", "poss", "xcomp", "ccomp", "det"):
                        word = child.lemma_.lower()
                        found |= {word, child.lower_, *word.split("-")}
                        if child.dep_ in ("amod", "compound"):
                            found |= {g.lower_ for g in child.children if g.dep_ in ("compound", "conj", "amod", "advmod")}
                        if child.dep_ in ("xcomp", "ccomp"):
                            found |= {g.lower_ for g in child.children if g.dep_ in ("acomp", "nsubj")}
            position = self.token.i - 1  # the parser hides a hyphenated modifier behind punctuation
            while position >= 0 and self.token.doc[position].text == "-":
                found.add(self.token.doc[position - 1].lower_)
                position -= 2
            self._modifiers = found
        return self._modifiers

    @property
    def phrases(self) -> dict[str, list[Token]]:
        """Preposition → heads of what follows it, at the word, its objects and the verb that carries it."""
        if self._phrases is None:
            found: dict[str, list[Token]] = {}
            holders: Iterable[Token] = (self.token, *self.objects, *((self.verb,) if self._carried else ()))
            for holder in holders:
                for child in holder.children:
                    if child.dep_ in ("prep", "agent", "dative", "prt") or child.pos_ == "ADP":
                        inner = [t for g in child.children if g.dep_ in ("pobj", "pcomp") for t in conjuncts(g)]
                        if inner:
                            found.setdefault(child.lower_, []).extend(inner)
                        for nested in children(child, "prep"):
                            found.setdefault(nested.lower_, []).extend(g for g in nested.children if g.dep_ == "pobj")
            self._phrases = found
        return self._phrases

    @property
    def _carried(self) -> bool:
        return self.verb is not None and self.relation in ("object", "subject")

    def verb_place(self, place: str) -> Found:
        """Gives the parties in a place around a verb."""
        parties, token = self.parties, self.token
        if place == "subject":
            return parties.subject(token)
        if place == "object":
            return self._object_parties()
        if place == "dative":
            return _flat(parties.under(t) for t in datives(token))
        if place in ("owner", "object owner"):
            return _flat(parties.inside(t) for t in self.objects)
        return self._prepositional((token, *self.objects), place)

    def noun_place(self, place: str) -> Found:
        """Gives the parties in a place around a nominal act."""
        parties, token = self.parties, self.token
        if place in ("owner", "object owner"):
            return parties.owners(token)
        if place in ("subject", "object", "dative"):
            verb = self.verb
            if verb is None:
                return ()
            if place == "subject":
                return parties.subject(verb)
            return _flat(parties.under(t) for t in (datives(verb) if place == "dative" else logical_objects(verb)))
        holders = (token, self.verb) if self._carried and self.verb is not None else (token,)
        return self._prepositional(holders, place)

    def _object_parties(self) -> Found:
        places = self.triggers.patterns.lists["places"]
        lone = not (self.triggers.patterns.lists["places"].isdisjoint(self.object_keys))
        found = [a for t in self.objects for a in self.parties._named(t, lone and t.lemma_.lower() in places)]
        return tuple(dict.fromkeys(found))

    def anywhere(self) -> Found:
        """Gives the first party in a to-, for- or in-phrase of the clause, however deep, but in no clause below."""
        waiting = [c for c in self.token.children if c.i > self.token.i]
        while waiting:
            token = waiting.pop(0)
            if token.dep_ in ("pobj",) and token.head.lower_ in ("to", "for", "in", "with", "of"):
                own = self.parties.at(token)
                if own is not None:
                    return (own,)
            waiting.extend(c for c in token.children if c.dep_ not in ("relcl", "advcl", "conj", "ccomp", "parataxis", "agent"))
        return ()

    def _prepositional(self, holders: Iterable[Token], place: str) -> Found:
        for holder in holders:
            if found := self.parties.after(holder, place):
                return found
            for child in holder.children:  # "out of", "along with", and prepositions the parser hangs on adverbs
                if child.dep_ in ("prep", "advmod", "prt") and (found := self.parties.after(child, place)):
                    return found
        for holder in holders:  # "a suspension of air links with"
            for _, inner in prepositional(holder, "of"):
                if found := self.parties.after(inner, place):
                    return found
        return ()


def _up_to(particle: Token) -> bool:
    """Says whether a particle only opens "up to sixteen"."""
    return particle.lower_ == "up" and any(c.lower_ == "to" for c in particle.children)


def _flat(groups: Iterable[Found]) -> Found:
    return tuple(dict.fromkeys(a for group in groups for a in group))


def same_actor(one: FoundActor, other: FoundActor) -> bool:
    """Says whether two phrases stand for the same actor."""
    return one is other or (one.actor.name == other.actor.name and bool(one.actor.name))


def descendants(token: Token) -> Iterator[int]:
    """Gives the indices of the token's subtree."""
    return (t.i for t in token.subtree)
