"""Who a verb, noun or adjective may make speak: the readings of the tree, the plainest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.attribution.candidate import NOBODY, Candidate, Option, Range, distinct, is_time, span_of
from detente.parse import agent_of, is_passive, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

RELATIVES = frozenset({"WDT", "WP", "WP$"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_INSIDE = frozenset({"compound", "amod", "nmod", "det", "poss", "nummod"})


def speakers_of(candidate: Candidate) -> tuple[Option, ...]:
    """Gives the readings of whose words or mind a possible citation reports; "none" is the last of several."""
    if candidate.speaker is not NOBODY or candidate.shape == "adverb":
        return (candidate.speaker,)
    head = candidate.sentence.tree[candidate.head]
    if candidate.shape == "noun":
        return distinct(_owners(head))
    return distinct(_feeling(head) if candidate.shape == "adjective" else _options(head))


def _feeling(adjective: Token) -> Iterator[Option]:
    """Gives whom an adjective describes: the subject of its copula, or the noun before it."""
    if adjective.dep_ in ("acomp", "attr", "conj", "oprd") and adjective.head.pos_ in ("VERB", "AUX"):
        yield from (option for option in _options(adjective.head) if option is not NOBODY)
    elif adjective.dep_ == "amod" and adjective.i > adjective.head.i:
        yield Option("modified", ((adjective.head.left_edge.i, adjective.head.i + 1),), adjective.head.i)
    yield NOBODY


def _options(verb: Token) -> Iterator[Option]:
    passive = is_passive(verb)
    agent = agent_of(verb) if passive else None
    if agent is not None:
        yield _option("agent", agent, verb)
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)
    if own is not None:
        yield from _own(own, verb, passive)
    main = clause_above(verb)
    if not passive or own is None:
        subject = subject_of(verb)
        if subject is not None and subject != own:
            yield _option("reduced" if verb.dep_ in ("acl", "relcl") else f"shared-{verb.dep_}", subject, verb)
    if main is not None:
        above = agent_of(main) or subject_of(main)
        if above is not None:
            yield _option(f"above-{verb.dep_}", above, verb)
        further = clause_above(main)
        top = subject_of(further) if further is not None else None
        if top is not None:
            yield _option("above-twice", top, verb)
    yield from _beside(verb)
    yield NOBODY


def _own(own: Token, verb: Token, passive: bool) -> Iterator[Option]:
    if own.tag_ in RELATIVES and verb.dep_ == "relcl":
        pronoun = (own.i, own.i + 1)
        antecedent = _phrase(verb.head, verb)
        yield Option("antecedent", (antecedent, pronoun), verb.head.i)
    elif own.dep_ != "expl":
        yield _option("patient" if passive else "subject", own, verb)


def _beside(verb: Token) -> Iterator[Option]:
    """Takes the nouns right after and before a verb, which the parser may have hung elsewhere ("said Smith")."""
    doc = verb.doc
    after = verb.i + 1
    if after < len(doc) and (token := _noun_at(doc[after])) is not None and token.head != verb:
        yield Option("right", (_tight(token, verb),), token.i)
    before = verb.i - 1
    while before > 0 and (doc[before].pos_ in ("AUX", "ADV", "PART") or doc[before].is_punct):
        before -= 1
    if before >= 0 and (token := _noun_at(doc[before])) is not None:
        yield Option("left", (_tight(token, verb),), token.i)
    first = next((t for t in doc if t.dep_ in ("nsubj", "nsubjpass", "ROOT", "dep") and t.pos_ in _NOMINAL), None)
    if first is not None and first.i < verb.i:
        yield Option("first", (_tight(first, verb),), first.i)


def _noun_at(token: Token) -> Token | None:
    """Climbs from a word to the noun whose phrase it is part of."""
    while token.dep_ in _INSIDE and token.head.i > token.i:
        token = token.head
    if token.pos_ not in _NOMINAL or token.tag_ in RELATIVES or is_time(token):
        return None
    return token


def _tight(head: Token, verb: Token) -> Range:
    """Gives a noun's phrase where it lies on one side of the verb, else the noun with what stands right before it."""
    start, end = span_of(head)
    if end <= verb.i or start > verb.i:
        return start, end
    start = head.i
    while start > 0 and head.doc[start - 1].dep_ in _INSIDE and head.doc[start - 1].head == head:
        start -= 1
    return start, head.i + 1


def clause_above(token: Token) -> Token | None:
    """Finds the verb of the clause that a token hangs in, whatever nouns lie between."""
    node = token
    while node.head != node:
        node = node.head
        if node.pos_ in ("VERB", "AUX"):
            return node
    return None


def _option(name: str, head: Token, verb: Token) -> Option:
    return Option(name, (_phrase(head, verb),), head.i)


def _phrase(head: Token, verb: Token) -> Range:
    """Gives the source phrase around a head, cut short of the cue where the cue stands in a relative clause of it."""
    if head.pos_ in ("VERB", "AUX"):
        return head.i, head.i + 1
    start, end = span_of(head)
    if not start <= verb.i < end:
        return start, end
    clause = verb
    while clause.head != head and clause.head != clause:
        clause = clause.head
    cut = clause.left_edge.i if clause.i > head.i else head.i + 1
    return (start, cut) if cut > start else (head.i, head.i + 1)


def _owners(noun: Token) -> Iterator[Option]:
    """Gives whose claim, plan or view a noun names."""
    for child in noun.children:
        if child.dep_ == "poss":
            yield Option("poss", (_owner_span(child, noun),), child.i)
        elif child.dep_ == "prep" and child.lower_ in ("by", "from", "among", "of"):
            inner = next((g for g in child.children if g.dep_ == "pobj"), None)
            if inner is not None and not is_time(inner):
                yield Option(f"prep-{child.lower_}", (span_of(inner),), inner.i)
        elif child.dep_ in ("amod", "compound", "nmod") and child.i < noun.i and child.pos_ in ("ADJ", "PROPN", "NOUN"):
            yield Option("modifier", ((child.i, child.i + 1),), child.i)
    governor = noun.head if noun.dep_ != "pobj" else noun.head.head
    if governor.pos_ in ("VERB", "AUX") and noun.dep_ in ("dobj", "attr", "pobj", "conj", "oprd", "appos"):
        subject = agent_of(governor) if is_passive(governor) else subject_of(governor)
        if subject is not None and subject != noun:
            yield Option(f"light-{noun.dep_}", (_phrase(subject, noun),), subject.i)
    if noun.dep_ == "conj":
        for child in noun.head.children:
            if child.dep_ == "poss":
                yield Option("poss-conj", (_owner_span(child, noun.head),), child.i)
    if (main := clause_above(noun)) is not None and (subject := subject_of(main)) is not None and subject != noun:
        yield Option("above", (_phrase(subject, noun),), subject.i)
    yield NOBODY


def _owner_span(owner: Token, noun: Token) -> Range:
    start, end = span_of(owner)
    if start <= noun.i < end:
        return owner.i, owner.i + 1
    return (start, end - 1) if owner.doc[end - 1].tag_ == "POS" and end - 1 > start else (start, end)
