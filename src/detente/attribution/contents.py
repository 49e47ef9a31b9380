"""What a verb, noun or adjective says, as its tree has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.attribution.candidate import (
    Content,
    Range,
    is_time,
    merged,
    rest_of_clause,
    span_of,
    without,
)
from detente.attribution.speakers import RELATIVES
from detente.parse import is_passive

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLAUSAL = frozenset({"ccomp", "xcomp", "csubj", "csubjpass"})
_NOMINAL = frozenset({"dobj", "oprd", "acomp", "attr", "obj", "pobj"})
# Where or how something was said: such a phrase is no content.
_OCCASIONS = frozenset(
    """statement interview conference briefing letter email e-mail speech report television radio tweet post testimony
    telephone phone call meeting hearing rally debate appearance event address message condition anonymity article
    column blog essay book paper filing memo note twitter facebook air stage behalf sunday""".split()
)
_HEARERS = frozenset("reporter reporters journalists parliament court lawmakers him her them us me you".split())
_TIMELY = frozenset("in at during after before since until amid within while".split())
_OCCASIONAL = frozenset("on in at by from through during after before since until amid within".split())
_OPENERS = frozenset({"that", "to", "if", "whether"})
_SUBORDINATE = frozenset({"after", "before", "when", "while", "as", "since", "until", "because", "although", "though"})


def content_of_verb(verb: Token) -> Content:
    """Gives what a verb reports: its complements, what its clause stands in for, or what it stands beside."""
    passive = is_passive(verb)
    addressed = passive and any(c.dep_ == "ccomp" for c in verb.children)
    parts: set[str] = set()
    ranges: list[Range] = []
    for child in verb.children:
        kind = _complement(child, passive and not addressed)
        if kind is not None:
            parts.add(kind)
            ranges.extend(without(child, verb))
    whole = _widened(verb, _narrowed(verb, ranges, parts))
    if whole:
        return Content("complement", whole, frozenset(parts))
    gap = _gap(verb)
    if gap:
        return Content("gap", merged(gap), frozenset({*parts, "gap"}))
    beside = _beside(verb)
    return Content("beside" if beside else "quotes", beside, frozenset({*parts, "beside"} if beside else parts))


def _gap(verb: Token) -> list[Range]:
    """Gives what a relative clause is about, where the verb takes it for its object ("the plan that X backed")."""
    pronoun = next((c for c in verb.children if c.tag_ in RELATIVES and c.dep_ in ("dobj", "pobj", "attr")), None)
    if pronoun is None:
        for child in verb.children:
            if child.dep_ == "prep":
                pronoun = next((g for g in child.children if g.tag_ in RELATIVES), pronoun)
    clause = verb
    while clause.dep_ in ("xcomp", "ccomp") and clause.head.i < clause.i:
        clause = clause.head
    if clause.dep_ != "relcl":
        return [(pronoun.i, pronoun.i + 1)] if pronoun is not None else []
    subject = next((c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.tag_ in RELATIVES or any(c.dep_ == "dobj" and c != pronoun for c in verb.children):
        return []
    noun = clause.head
    first = noun.left_edge.i
    return [(first, noun.i + 1), *([(pronoun.i, pronoun.i + 1)] if pronoun is not None else [])]


def _complement(child: Token, passive: bool) -> str | None:
    """Names what kind of content a child of a verb is, or None where it is none."""
    dep = child.dep_
    if dep in _CLAUSAL:
        return dep
    if dep in _NOMINAL or (dep == "nsubjpass" and passive):
        return None if child.tag_ in RELATIVES or is_time(child) else dep
    if dep in ("prep", "agent", "dative"):
        inner = next((g for g in child.children if g.dep_ in ("pobj", "pcomp", "prep")), None)
        if inner is None or is_time(inner) or (passive and child.lower_ == "by"):
            return None
        if child.lower_ in _OCCASIONAL and inner.lower_ in _OCCASIONS:
            return None
        if child.lower_ in _TIMELY and child.lower_ not in ("in", "at"):
            return None
        return None if inner.lower_ in _HEARERS else f"prep_{child.lower_}"
    if dep == "advcl" and any(g.dep_ == "mark" and g.lower_ in ("if", "whether", "that") for g in child.children):
        return "advcl"
    return None


def _narrowed(verb: Token, ranges: list[Range], parts: set[str]) -> list[Range]:
    """Leaves out whom one speaks to, where a clause says what was said ("told reporters that …")."""
    if "ccomp" not in parts or len(parts) == 1:
        return ranges
    kept = [c for c in verb.children if c.dep_ in _CLAUSAL or (c.dep_ in ("oprd", "advcl") and c.dep_ in parts)]
    parts -= {p for p in parts if p == "dobj" or p.startswith("prep_")}
    return [r for c in kept for r in without(c, verb)]


def _widened(verb: Token, ranges: list[Range]) -> tuple[Range, ...]:
    """Takes in what hangs loosely on the verb after its content ("…, reflecting a mood"), where it is more content."""
    content = merged(ranges)
    after = [r for r in content if r[0] > verb.i]
    if not after:
        return content
    end = after[-1][1]
    for child in verb.children:
        start, last = span_of(child)
        if start < end or child.i < verb.i:
            continue
        loose = child.dep_ in ("advcl", "acl", "appos", "dep", "prep", "parataxis", "relcl")
        marked = any(g.dep_ in ("mark", "advmod") and g.lower_ in _SUBORDINATE for g in child.children)
        timely = child.dep_ == "prep" and (child.lower_ in _TIMELY or _is_occasion(child))
        if loose and not marked and not timely:
            end = last
        elif not child.is_punct:
            break
    return merged([*content, (after[-1][0], end)])


def _is_occasion(preposition: Token) -> bool:
    inner = next((g for g in preposition.children if g.dep_ == "pobj"), None)
    return inner is None or is_time(inner) or inner.lower_ in _OCCASIONS


def _beside(verb: Token) -> tuple[Range, ...]:
    """Gives what a parenthetical like "X says" or "as X noted" stands beside."""
    start, end = span_of(verb)
    relative = verb.dep_ == "relcl" and any(t.tag_ in RELATIVES for t in verb.subtree)
    if verb.head == verb or relative:
        return ()
    marked = any(c.dep_ == "mark" and c.lower_ == "as" for c in verb.children)
    set_off = verb.doc[start].is_punct or (start > 0 and verb.doc[start - 1].is_punct)
    return rest_of_clause(verb, start, end) if marked or set_off or end >= len(verb.doc) - 1 else ()


def content_of_noun(noun: Token) -> Content:
    """Gives what a claim, plan or view is: a clause, an infinitive, a topic, or what it is said to be."""
    clauses: list[Range] = []
    topics: list[tuple[str, Range]] = []
    for child in noun.children:
        if child.dep_ in ("acl", "relcl", "ccomp") and child.i > noun.i and child.tag_ != "VBG":
            if any(g.dep_ == "mark" or g.lower_ in ("that", "to") for g in child.children):
                clauses.append(span_of(child))
        elif child.dep_ == "prep" and child.lower_ not in ("by", "from", "among"):
            inner = next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
            if inner is not None and not is_time(inner) and child.lower_ not in _TIMELY:
                topics.append((f"prep_{child.lower_}", (inner.left_edge.i, child.right_edge.i + 1)))
    named = frozenset(name for name, _ in topics)
    if clauses:
        return Content("complement", merged(clauses), frozenset({"acl"}) | named)
    if topics:
        return Content("complement", merged(r for _, r in topics), named)
    predicate = _predicate(noun)
    if predicate:
        return Content("predicate", predicate, frozenset({"predicate"}))
    return Content("gap", _summed_up(noun), frozenset({"gap"}))


def _predicate(noun: Token) -> tuple[Range, ...]:
    """Gives what the noun is said to be: "the belief is that …", "his plan is to …"."""
    if noun.dep_ != "nsubj" or noun.head.lemma_.lower() not in ("be", "remain"):
        return ()
    return merged(
        span_of(c) for c in noun.head.children if c.dep_ in ("ccomp", "xcomp", "attr", "acomp") and c.i > noun.i
    )


def _summed_up(noun: Token) -> tuple[Range, ...]:
    """Gives the clause before a noun in apposition ("…, a view that X shares") that the noun sums up."""
    before = noun.left_edge.i - 1
    if noun.dep_ not in ("appos", "npadvmod") or before < 1 or noun.doc[before].text not in ",—-–":
        return ()
    return ((0, before),)


def content_of_adjective(adjective: Token) -> Content:
    """Gives what an adjective is about: "happy to hear …", "unclear who …", "wary of …"."""
    ranges: list[Range] = []
    parts: set[str] = set()
    owners = [adjective]
    if adjective.dep_ in ("acomp", "attr", "oprd") and adjective.head.pos_ in ("VERB", "AUX"):
        owners.append(adjective.head)
    for owner in owners:
        for child in owner.children:
            if child.i > adjective.i and child.dep_ in ("ccomp", "xcomp", "advcl", "csubj"):
                marked = any(
                    g.dep_ in ("mark", "aux") and g.lower_ in ("that", "to", "if", "whether") for g in child.children
                )
                if child.dep_ != "advcl" or (marked and owner is adjective):
                    parts.add(child.dep_)
                    ranges.append(span_of(child))
            elif child.dep_ == "prep" and owner is adjective:
                inner = next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
                if inner is not None and not is_time(inner):
                    parts.add(f"prep_{child.lower_}")
                    ranges.append((inner.left_edge.i, child.right_edge.i + 1))
    return Content("complement", merged(ranges), frozenset(parts))
