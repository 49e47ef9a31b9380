"""How a clause is told: to come, negated, tried, failed, averted, wished for, or under a condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from detente.events.patterns import Patterns
from detente.events.roles import infinitive, logical_objects, logical_subject, negated
from detente.parse import auxiliaries

if TYPE_CHECKING:
    from spacy.tokens import Token


class View:
    """How a clause is told: to come, negated, tried, failed, under a condition."""

    def __init__(self, verb: Token, patterns: Patterns) -> None:
        lists = patterns.lists
        self.patterns = patterns
        self.future = self.negative = self.failed = self.failing = self.possible = self.conditional = False
        self.unwilling = False
        self.unless = any(condition(c, frozenset({"unless"})) for c in verb.children if c.dep_ == "advcl")
        self.conditioned = any(condition(c, lists["conditions"]) for c in verb.children if c.dep_ == "advcl")
        node = verb
        for _ in range(5):
            self._look(node, lists)
            head = node.head
            purpose = node.dep_ == "advcl" and (node.tag_ == "VBG" or infinitive(node))
            if _meant(node, lists["intended"]):  # "has no intention of granting"
                self.future = True
                self.negative = self.negative or any(c.lower_ == "no" for c in head.head.children)
            if node.dep_ == "acl" and head.lemma_.lower() in lists["intended"] and infinitive(node):
                self.future = True  # "announced plans to double its aid"
            if not purpose and node.dep_ not in ("xcomp", "conj", "acomp"):
                break
            if node.dep_ == "conj" and any(c.dep_ in ("aux", "nsubj") for c in node.children):
                break
            if node.dep_ == "conj" and node.tag_ == "VBD" and head.tag_ == "VBG":
                break  # "meeting no resistance, spread out": the parser joins the main verb to the participle
            if node.dep_ == "xcomp":
                self._govern(node, head, lists)
            node = head
        self.never = (
            _below_condition(verb, lists["conditions"] - {"if"})
            or (_topic(verb, lists["unreal_nouns"]) and not _meant(verb, lists["intended"]))
            or _averted(verb, lists["ceasing"], lists["unable"])
        )
        self.conditional = (
            self.conditional or self.never or _below_condition(verb, lists["conditions"]) or _generic(verb)
        )

    def _look(self, verb: Token, names: Mapping[str, frozenset[str]]) -> None:
        aux = auxiliaries(verb)
        if any(word in names["future"] for word in aux) and (not {"would", "'d"} & set(aux) or _reported(verb, names)):
            self.future = True
        elif "would" in aux or "'d" in aux:
            self.possible = True
            self.unwilling = self.unwilling or not ({"have", "be"} & set(aux) or self.conditioned)
        if any(word in names["ability"] for word in aux):
            self.possible = True
        if any(word in names["duty"] for word in aux):
            self.conditional = True
        if negated(verb) or _negated_party(verb):
            self.negative = True
        if any(c.dep_ == "advmod" and c.lower_ in names["nearly"] for c in verb.children):
            self.failed = True

    def _govern(self, verb: Token, head: Token, names: Mapping[str, frozenset[str]]) -> None:
        lemma = self.patterns.lemma(head)
        perfect = any(c.lower_ == "have" for c in verb.children if c.dep_ == "aux")
        if not infinitive(verb) or perfect:
            return
        if lemma in names["intending"] or lemma == "be":
            self.future = True
        elif lemma in names["trying"]:
            self.failed = True
        elif lemma in names["failing"]:
            self.negative = self.failing = True


def _reported(verb: Token, lists: Mapping[str, frozenset[str]]) -> bool:
    """Says whether "would" only reports a "will": in what somebody says, or with a condition beside it."""
    node = verb
    while node.dep_ in ("conj", "xcomp") and node.head.pos_ in ("VERB", "AUX"):
        node = node.head
    if node.dep_ in ("ccomp", "acl", "relcl"):
        return node.dep_ == "ccomp" or node.dep_ == "acl"
    return any(condition(c, lists["conditions"]) for c in verb.children if c.dep_ == "advcl") or any(
        c.dep_ in ("ccomp", "parataxis") and c.lemma_ in lists["saying"] for c in verb.children
    )


def condition(clause: Token, conditions: frozenset[str]) -> bool:
    """Says whether one of the words opens the clause."""
    return any(c.dep_ in ("mark", "advmod", "prep") and c.lower_ in conditions for c in clause.children)


def _below_condition(verb: Token, conditions: frozenset[str]) -> bool:
    """Says whether the clause stands in, or below, an if-clause."""
    node = verb
    for _ in range(8):
        if node.dep_ in ("advcl", "ccomp", "acl", "pcomp") and condition(node, conditions):
            return True
        if node.dep_ == "ROOT":
            return False
        node = node.head
    return False


def _generic(verb: Token) -> bool:
    """Says whether a relative clause only says of whom one speaks: "a pardon for fighters who lay down their arms"."""
    if verb.dep_ != "relcl" or verb.tag_ != "VBP" or verb.head.tag_ not in ("NNS", "NNPS", "DT", "PRP"):
        return False
    return not any(c.dep_ in ("det", "poss", "nummod") for c in verb.head.children)


def _negated_party(verb: Token) -> bool:
    """Says whether nobody did it, or nothing was done: "neither side signed", "no treaty was signed"."""
    subject = logical_subject(verb)
    return any(
        t.lower_ in ("neither", "nobody", "none") or any(c.lower_ in ("no", "neither") for c in t.children)
        for t in (*((subject,) if subject is not None else ()), *logical_objects(verb))
    )


def _averted(verb: Token, ceasing: frozenset[str], unable: frozenset[str]) -> bool:
    """Says whether a gerund or infinitive is what was not done: "decided against expelling", "is unable to pay"."""
    head = verb.head
    if verb.dep_ == "xcomp" and head.pos_ == "ADJ":
        return head.lemma_.lower() in unable
    if verb.dep_ == "xcomp":
        return verb.tag_ == "VBG" and head.lemma_.lower() in ceasing
    if verb.dep_ != "pcomp":
        return False
    return (
        head.lower_ == "against"
        or (head.lower_ == "of" and head.head.lower_ in ("short", "instead"))
        or (head.lower_ == "from" and head.head.lemma_.lower() in ceasing)
        or (head.lower_ == "in" and head.head.lemma_.lower() in ("interested", "interest"))
    )


def _meant(verb: Token, intended: frozenset[str]) -> bool:
    """Says whether a gerund is what somebody means to do: "the intention of granting"."""
    of = verb.dep_ == "pcomp" and verb.head.lower_ == "of"
    return of and verb.head.head.lemma_.lower() in intended and verb.head.head.dep_ in ("dobj", "attr")


def _topic(verb: Token, unreal: frozenset[str]) -> bool:
    """Says whether a gerund only names a topic or a chance: "its position on selling wheat", "the risk of losing"."""
    if verb.dep_ != "pcomp" or verb.head.head.pos_ != "NOUN":
        return False
    return verb.head.lower_ in ("on", "about") or (
        verb.head.lower_ in ("of", "for") and verb.head.head.lemma_.lower() in unreal
    )
