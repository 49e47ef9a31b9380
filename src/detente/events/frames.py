"""The surroundings of a trigger: what a rule's conditions are held against, and where its parties are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from detente.events.patterns import Patterns, Rule
from detente.events.roles import Found, Parties, datives, logical_objects, logical_subject, negated, passive
from detente.parse import agent_of, children, conjuncts, prepositional

if TYPE_CHECKING:
    from spacy.tokens import Token


# Prepositions that lead on to a party only before some words: "in favour of Norland", "for the raid on Norland".
_PARTICLES = ("back", "home", "away", "over", "off", "out", "down", "up")
_CITING = ("according", "due", "owing", "thanks", "prior", "compared")  # "according to two aides" names no party
_TELLING_ONLY = {"in": "stances", "for": "strikes"}
_ANYWHERE = ("to", "for", "in", "with", "of", "on", "against")


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
        if (child.dep_ == "acl" and child.tag_ == "VBN") or (child.dep_ == "relcl" and passive(child)):
            return child, "object"
    if node.dep_ in ("dobj", "nsubjpass", "oprd", "obj") and head.pos_ == "VERB":
        return head, "object"
    if node.dep_ == "nsubj" and head.pos_ in ("VERB", "AUX"):
        return head, "subject"
    if node.dep_ == "pobj" and head.head.pos_ in ("VERB", "AUX"):
        return head.head, head.lower_
    if node.dep_ == "pobj" and head.lower_ == "at":  # "granted him asylum at the request of Norland"
        return next((t for t in head.ancestors if t.pos_ == "VERB"), None), "at"
    for child in noun.children:
        if child.dep_ == "relcl" and children(child, "nsubj") and not children(child, "dobj"):
            return child, "object"
    return None, ""


def hyphenated(token: Token) -> str:
    """Gives the whole of a word that the tokenizer split at its hyphen ("cease-fire"), at its last part, or ""."""
    if token.i < 2 or token.nbor(-1).text != "-" or token.nbor(-1).whitespace_ or token.nbor(-2).whitespace_:
        return ""
    return f"{token.nbor(-2).lower_}-{token.lower_}"


def keys(token: Token, parties: Parties, patterns: Patterns) -> set[str]:
    """Gives what a word list may name a phrase by: lemma, form, compound with lemma, kind of actor, "of" what."""
    lemma = token.lemma_.lower()
    found = {lemma, token.lower_, lemma.removesuffix("s")}
    if token.tag_ == "VBG":
        found.add("*ing")
    if token.tag_ == "NNS":
        found.add("*s")
    if any(c.dep_ in ("nummod", "quantmod") for c in token.children):
        found.add("#")
    if joined := hyphenated(token):
        found |= {joined, joined.removesuffix("s")}
    for child in token.children:
        if child.dep_ in ("compound", "amod", "nmod"):
            found.add(f"{child.lower_} {lemma}")
            if token.pos_ == "PROPN" or (child.dep_ == "compound" and lemma in patterns.lists["thin"]):
                found.add(child.lemma_.lower())
    actor = parties.at(token)
    if actor is not None:
        found.add(f"kind:{actor.actor.kind}")
    if lemma in patterns.lists["groupings"] or token.pos_ == "NUM" or token.text == "$":
        for _, inner in prepositional(token, "of"):
            found |= keys(inner, parties, patterns)
    return found


class Frame:
    """A trigger with its surroundings, against which rules are tried."""

    def __init__(
        self, patterns: Patterns, parties: Parties, token: Token, verb: Token | None = None, relation: str = ""
    ) -> None:
        self.patterns = patterns
        self.parties = parties
        self.token = token
        self.verb = verb
        self.relation = relation
        self._objects: list[Token] | None = None
        self._object_keys: set[str] | None = None
        self._subject_keys: set[str] | None = None
        self._modifiers: set[str] | None = None
        self._phrases: dict[str, list[Token]] | None = None

    def keys(self, token: Token) -> set[str]:
        """Gives what a word list may name a phrase by."""
        return keys(token, self.parties, self.patterns)

    @property
    def objects(self) -> list[Token]:
        if self._objects is None:
            is_verb = self.token.pos_ == "VERB"
            heads = (logical_objects(self.token) or _after_particle(self.token)) if is_verb else []
            self._objects = [t for o in heads for t in conjuncts(o)]
        return self._objects

    def meets(self, rule: Rule) -> bool:
        """Says whether all conditions of the rule hold here."""
        if rule.part == "verb" and not self._particle_fits(rule):
            return False
        if rule.negated and not negated(self.token):
            return False
        if rule.compound and not rule.compound <= self.modifiers:
            return False
        if rule.under is not None and rule.under.isdisjoint(self.governors):
            return False
        if (
            rule.object is not None
            and rule.object.isdisjoint(self.object_keys)
            and not ("*" in rule.object and self.object_keys)
        ):
            return False
        if rule.not_object and not rule.not_object.isdisjoint(self.object_keys):
            return False
        if "*" in rule.not_object and self.objects:
            return False
        if rule.modifier is not None and rule.modifier.isdisjoint(self.modifiers):
            return False
        if rule.not_modifier and not rule.not_modifier.isdisjoint(self.modifiers):
            return False
        if rule.subject is not None and rule.subject.isdisjoint(self.subject_keys):
            return False
        if (
            rule.not_subject
            and not rule.not_subject.isdisjoint(self.subject_keys)
            and "kind:igo" not in self.subject_keys  # the World Bank is no bank
        ):
            return False
        if rule.prepositions and not self._has_phrase(rule.prepositions):
            return False
        if (rule.clause is not None or rule.not_clause) and not self._clause_fits(rule):
            return False
        return not (rule.not_prepositions and self._has_phrase(rule.not_prepositions))

    def _particle_fits(self, rule: Rule) -> bool:
        if rule.particle:
            return any(
                (c.dep_ != "prep" or c.i == self.token.i + 1 or not children(c, "pobj"))  # "pulled its men out of"
                and c.lower_ == rule.particle
                and c.i > self.token.i
                and c.dep_ not in ("nsubj", "punct", "conj")
                for c in self.token.children
            ) or (
                self.token.i + 1 < len(self.token.doc)
                and self.token.nbor(1).lower_ == rule.particle
                and self.token.nbor(1).dep_ != "det"
            )
        if rule.object is not None or rule.prepositions:
            return True
        return not any(c.dep_ == "prt" and not _up_to(c) for c in self.token.children)

    def _clause_fits(self, rule: Rule) -> bool:
        verbs = [c for c in self.token.children if c.dep_ in ("xcomp", "ccomp", "advcl") and c.i > self.token.i]
        verbs = [v for v in verbs if v.dep_ != "advcl" or v.tag_ != "VBG"]  # "shelled the town, leaving nine dead"
        verbs += [c for o in self.objects for c in o.children if c.dep_ in ("acl", "relcl") and c.tag_ == "VB"]
        lemmas = {self.patterns.lemma(v) for v in verbs}
        if rule.clause is not None:
            infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for v in verbs for c in v.children)
            wished = "*base" in rule.clause and any(_subjunctive(v) for v in verbs)
            if rule.clause.isdisjoint(lemmas) and not wished and not ("*" in rule.clause and infinitive):
                return False
        return rule.not_clause.isdisjoint(lemmas)

    def _has_phrase(self, wanted: Mapping[str, frozenset[str] | None]) -> bool:
        phrases = self.phrases
        for preposition, words in wanted.items():
            inner = phrases.get(preposition)
            if inner and (words is None or any(not words.isdisjoint(self.keys(t)) for t in inner)):
                return True
        return False

    @property
    def governors(self) -> set[str]:
        if self.verb is None:
            return set()
        found = {self.verb.lemma_.lower(), self.patterns.lemma(self.verb)}
        if self.relation not in ("object", "subject"):
            found.add(self.relation)
        return found

    @property
    def object_keys(self) -> set[str]:
        if self._object_keys is None:
            self._object_keys = {key for token in self.objects for key in self.keys(token)}
        return self._object_keys

    @property
    def subject_keys(self) -> set[str]:
        if self._subject_keys is None:
            verb = self.token if self.token.pos_ == "VERB" else self.verb
            found: set[str] = set()
            if verb is not None:
                subject = agent_of(verb) if passive(verb) else logical_subject(verb)
                if subject is not None:
                    found = {key for token in conjuncts(subject) for key in self.keys(token)}
                    if subject.tag_ == "PRP":
                        found |= {"kind:person"} if subject.lower_ in ("he", "she") else set()
            if self.token.pos_ != "VERB":
                for _, inner in prepositional(self.token, "by", "of"):
                    found |= self.keys(inner)
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
                    if child.dep_ in (
                        "amod",
                        "compound",
                        "nmod",
                        "advmod",
                        "acomp",
                        "oprd",
                        "npadvmod",
                        "poss",
                        "xcomp",
                        "ccomp",
                        "det",
                    ):
                        word = child.lemma_.lower()
                        found |= {word, child.lower_, *word.split("-")}
                        if child.dep_ in ("amod", "compound"):
                            found |= {
                                g.lower_ for g in child.children if g.dep_ in ("compound", "conj", "amod", "advmod")
                            }
                        if child.dep_ in ("xcomp", "ccomp"):
                            found |= {g.lower_ for g in child.children if g.dep_ in ("acomp", "nsubj", "amod")}
                    elif child.dep_ == "appos" or (
                        child.dep_ == "dobj" and children(child, "nsubj")
                    ):  # "designated the group a terrorist organization"
                        found |= {g.lower_ for g in (child, *child.children)}
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
                    marks = [c for c in child.children if c.dep_ == "mark" and c.lower_ == "for"]
                    if marks:  # "called for Norland to leave"
                        found.setdefault("for", []).append(child)
                    if child.dep_ == "advmod" and child.lower_ in _PARTICLES:  # "sent back to Norland"
                        for nested in children(child, "prep"):
                            found.setdefault(nested.lower_, []).extend(g for g in nested.children if g.dep_ == "pobj")
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
            return _flat((own,) if (own := parties.at(t)) is not None else parties.inside(t) for t in self.objects)
        if place == "in owner":
            return self._owners_within()
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
        if place == "by" and self.verb is not None:  # "the murder was condemned by Norland" says who condemned
            lists = self.patterns.lists
            lemma = self.patterns.lemma(self.verb)
            holders = holders if lemma in lists["doing"] or lemma in lists["getting"] else (token,)
        return self._prepositional(holders, place)

    def _object_parties(self) -> Found:
        places = self.patterns.lists["places"]
        lone = not (self.patterns.lists["places"].isdisjoint(self.object_keys))
        found = [a for t in self.objects for a in self.parties._named(t, lone and t.lemma_.lower() in places)]
        return tuple(dict.fromkeys(found))

    def _owners_within(self) -> Found:
        """Gives whose deed it is in "died in Norland's raids", "lost ten men in fighting with the rebels"."""
        inner = [t for h in (self.token, *self.objects) for _, t in prepositional(h, "in", "during")]
        for noun in inner:
            for found in (self.parties.owners(noun), *(self.parties.after(noun, p) for p in ("by", "with", "against"))):
                if found:
                    return found
        return self.parties.after(self.token, "by")

    def anywhere(self, prepositions: tuple[str, ...] = _ANYWHERE) -> Found:
        """Gives the first party in a to-, for- or in-phrase of the clause, however deep, but in no clause below."""
        waiting = [c for c in self.token.children if c.i > self.token.i]
        while waiting:
            token = waiting.pop(0)
            if token.dep_ == "pobj" and token.head.lower_ in prepositions:
                own = self.parties.at(token)
                if own is not None:
                    return (own,)
            waiting.extend(
                c for c in token.children if c.dep_ not in ("relcl", "advcl", "conj", "ccomp", "parataxis", "agent")
            )
        return ()

    def _prepositional(self, holders: Iterable[Token], place: str) -> Found:
        for holder in holders:
            if found := self.parties.after(holder, place):
                return found
            for child in holder.children:  # "out of", "along with", and prepositions the parser hangs on adverbs
                if child.lower_ in _CITING or child.dep_ not in ("prep", "advmod", "prt"):
                    continue
                if found := self.parties.after(child, place):
                    return found
        for holder in holders:  # "lifted sanctions imposed on Norland", "the ban that it imposed on Norland"
            for clause in holder.children if holder.pos_ in ("NOUN", "PROPN") else ():
                if (
                    clause.dep_ in ("acl", "relcl")
                    and clause.tag_ != "VB"
                    and (found := self.parties.after(clause, place))
                ):
                    return found
        for holder in holders:  # "a suspension of air links with", "a halt to hostilities with", "in favour of"
            for preposition, inner in prepositional(holder, "of", "to", "in", "for"):
                lists, lemma = self.patterns.lists, inner.lemma_.lower()
                only = _TELLING_ONLY.get(preposition.lower_)
                sided = only is None or lemma in lists[only]
                free = self.parties.at(inner) is None or place == "from"  # "a team of doctors from Norland"
                if sided and free and (found := self.parties.after(inner, place)):
                    return found
        return ()


def _subjunctive(verb: Token) -> bool:
    """Says whether a clause wishes: "that Norland withdraw", in the base form, with a subject of its own."""
    own = children(verb, "nsubj", "nsubjpass")
    helpers = [*children(verb, "aux"), *children(verb, "auxpass")]
    singular = bool(own) and own[-1].tag_ in ("NNP", "NN")  # with which a present tense would end in -s
    plain = verb.tag_ == "VB" or (verb.tag_ == "VBP" and singular)
    base = helpers[0].tag_ == "VB" and helpers[0].lower_ == "be" if helpers else plain
    return bool(own) and base


def _after_particle(verb: Token) -> list[Token]:
    """Gives the object of "switched off the power" and "handed over the base", where the parser sees a preposition."""
    for child in children(verb, "prep"):
        if child.i == verb.i + 1 and child.lower_ in ("off", "up", "over") and (child.lower_ != "over" or _gives(verb)):
            return [c for c in child.children if c.dep_ == "pobj"]
    return []


def _gives(verb: Token) -> bool:
    return verb.lemma_.lower() in ("hand", "turn", "take", "give")


def _up_to(particle: Token) -> bool:
    """Says whether a particle only opens "up to sixteen"."""
    return particle.lower_ == "up" and any(c.lower_ == "to" for c in particle.children)


def _flat(groups: Iterable[Found]) -> Found:
    return tuple(dict.fromkeys(a for group in groups for a in group))
