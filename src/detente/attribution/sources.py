"""Who is cited: kind of source, name, office, side, and the stated reason where the name is withheld."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.attribution.candidate import Candidate
from detente.attribution.words import load_words
from detente.drafts import FoundActor
from detente.parse import Sentence
from detente.records import Actor, SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Token

_REASON = re.compile(
    r"""(?:(?:is|are|was|were|being|be)\s+)?(?P<reason>
        (?:not\s+(?:been\s+)?|un|lacked\s+|without\s+|had\s+no\s+|have\s+no\s+)(?:leave|authori[sz]|permi|allowed|cleared|permission)\w*.*
      | (?:declin|refus)\w+\s+to\s+be\s+(?:named|identified|quoted).*
      | (?:ask|request|insist|want|prefer)\w*\s+(?:that\s+\S+\s+)?
        (?:not\s+(?:to\s+)?be|anonymity|on\s+anonymity|to\s+remain).*
      | (?:spoke|speaking|talked|said|spoken|commented|briefed)\b.{0,60}?
        (?:on|under)\s+(?:the\s+)?condition\s+of\s+anonymity.*
      | (?:on|under)\s+(?:the\s+)?condition\s+(?:of\s+anonymity|that\s+\S+\s+not\s+be).*
      | who\s+cannot\s+be\s+(?:named|identified).*
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_NEXT_REASON = re.compile(r"\s+(?:and|but)\s+(?:spoke|asked|insisted|requested|who\b|was|were)\b.*|,.*", re.DOTALL)
_BECAUSE = re.compile(r"\b(?:because|since|as|citing|due to|out of|for fear|fearing)\b", re.IGNORECASE)
# A body of several states for which a spokesman speaks, whether or not the rosters know it.
_ALLIANCE = re.compile(
    r"\b(?:for|of)\s+(?:the\s+)?(?:[\w.-]+\s+){0,3}?(?:coalition|alliance|peacekeep\w+|mission|task force)\b",
    re.IGNORECASE,
)
_SPOKEN = ("spokes", "speak", "commander", "chief", "head")
_PLACING = frozenset({"in", "at", "near", "outside", "inside", "during", "after", "before", "on"})
_BODIES = frozenset({"state", "igo", "armed_group"})
_HE_OR_SHE = frozenset({"he", "she", "him", "her"})


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of who is cited."""

    kind: SourceKind
    name: str | None = None
    office: str | None = None
    side: str | None = None
    reason: str | None = None
    reason_type: str | None = None


NARRATOR = Source("narrator")


def describe(candidate: Candidate, actors: Sequence[FoundActor], earlier: Source | None) -> Source:
    """Describes the source of a citation.

    Args:
        candidate: the citation.
        actors: the actors found in its sentence.
        earlier: the last person cited before it in the article, to whom "he" or "she" refers.
    """
    if candidate.source_head is None:
        return NARRATOR
    sentence = candidate.sentence
    head = sentence.tree[candidate.source_head]
    start, end = candidate.source[0]
    found = _actor_at(actors, start, end, head.i)
    actor = found.actor if found else None
    if head.pos_ == "PRON":
        return _of_pronoun(head, actor, earlier)
    office, speaks_for = _office(sentence, head, start, end, actors)
    kind = _kind(head, actor)
    if kind == "narrator":
        return NARRATOR
    name = _name(sentence, head, actor) if kind == "named" else None
    side = side_of(speaks_for.actor) if speaks_for else side_of(actor) if actor else None
    if office and _ALLIANCE.search(office) and any(word in office.lower() for word in _SPOKEN):
        side = "IGO"
    if side is None:
        near = [f for f in actors if start <= f.tokens.head < end and _speaks_for(sentence.tree[f.tokens.head], head)]
        side = next((s for f in near if (s := side_of(f.actor))), None)
    if kind == "institution" and _is_who(candidate) and not (actor is not None and actor.kind in _BODIES):
        # "The lifelong Republican who …" is a person, whatever the name stands for.
        return Source("anonymous", office=office, side=side)
    if kind in ("institution", "document"):
        name = actor.name if actor is not None else None
    if kind != "named" and office is None and head.lemma_.lower() in load_words().sources["speakers"]:
        office = sentence.span(start, head.i + 1).text
    reason = _reason(sentence.span(start, end).text)
    if office is None and kind == "named" and actor is not None and actor.office:
        office = actor.office
    return Source(kind, name, office, side, *reason)


def _of_pronoun(head: Token, actor: Actor | None, earlier: Source | None) -> Source:
    """Describes "he" or "she" by the last person cited, any other pronoun by whom the actors room takes it for."""
    if head.lower_ in _HE_OR_SHE and earlier is not None:
        return earlier
    kind = _kind(head, actor)
    if actor is None or actor.name.lower() == head.lower_:
        return Source("anonymous" if kind == "named" else kind, side=side_of(actor) if actor else None)
    return Source(kind, actor.name if kind != "anonymous" else None, actor.office, side_of(actor))


def _is_who(candidate: Candidate) -> bool:
    tree = candidate.sentence.tree
    return any(tree[first].lower_ == "who" for first, last in candidate.source if last - first == 1)


def _speaks_for(token: Token, head: Token) -> bool:
    """Says whether an actor inside a source phrase can be its side: not one in a clause of it or a place it is in."""
    node = token
    while node != head and node.head != node:
        if node.dep_ in ("relcl", "acl", "advcl", "nummod") or (node.dep_ == "prep" and node.lower_ in _PLACING):
            return False
        node = node.head
    return True


def _actor_at(actors: Sequence[FoundActor], start: int, end: int, head: int) -> FoundActor | None:
    """Finds the actor whose phrase has the head of the source, else the one whose head is nearest inside of it."""
    for found in actors:
        if found.tokens.head == head:
            return found
    inside = [f for f in actors if f.tokens.start <= head < f.tokens.end and start <= f.tokens.head < end]
    return inside[0] if inside else None


def side_of(actor: Actor) -> str | None:
    """Names the party an actor speaks for: a state's code, "IGO", or the group's name."""
    if actor.group:
        return actor.group
    if actor.kind == "armed_group":
        return actor.name
    return actor.country if actor.country != "NGO" else None


def _kind(head: Token, actor: Actor | None) -> SourceKind:
    """Sorts a source by the head of its phrase and by what the actors room made of it."""
    lists = load_words().sources
    lemma = head.lemma_.lower()
    if lemma in lists["documents"]:
        return "document"
    if head.pos_ == "PROPN" or (actor is None and head.pos_ == "ADJ" and head.text[:1].isupper()):
        if actor is None or actor.kind in ("person", "unknown"):
            return "named"
        return "institution"
    if head.pos_ == "PRON":
        if actor is not None and actor.kind == "person":
            return "named"
        return "institution" if actor is not None and actor.kind in ("state", "igo", "armed_group") else "anonymous"
    if lemma in lists["speakers"]:
        return "institution"
    if lemma in lists["persons"] or (actor is not None and actor.kind in ("person", "society")):
        return "anonymous" if lemma != "government" else "institution"
    if lemma in lists["bodies"] or actor is not None:
        return "institution"
    # Things that "show" or "indicate" speak for nobody: it is the outlet that reads them so.
    return "narrator"


def _name(sentence: Sentence, head: Token, actor: Actor | None) -> str:
    """Gives the person's name: the roster's, else the proper nouns around the head."""
    if actor is not None and actor.kind == "person" and actor.name != actor.span.text and actor.name[:1].isupper():
        return actor.name
    start = head.i
    while start > 0 and head.doc[start - 1].pos_ == "PROPN" and head.doc[start - 1].dep_ in ("compound", "nmod"):
        start -= 1
    last_title = max((t.i for t in head.doc[start : head.i] if _is_title(t)), default=start - 1)
    first = last_title + 1
    while first < head.i and head.doc[first].is_punct:
        first += 1
    return sentence.span(first, head.i + 1).text


def _is_title(token: Token) -> bool:
    lists = load_words().sources
    word = token.lower_.rstrip(".")
    return word in lists["titles"] or token.lemma_.lower() in lists["persons"] or word in lists["speakers"]


def _office(
    sentence: Sentence, head: Token, start: int, end: int, actors: Sequence[FoundActor]
) -> tuple[str | None, FoundActor | None]:
    """Gives the office as worded in an apposition or title, and for whom its holder speaks."""
    speakers = load_words().sources["speakers"]
    for child in head.children:
        if child.dep_ == "appos" and _is_office(child):
            first, last = child.left_edge.i, _before_clause(child)
            return sentence.span(first, last).text, _spoken_for(child, first, last, actors, speakers)
    title = [t for t in head.lefts if t.dep_ in ("compound", "nmod", "amod") and t.i >= start]
    persons = load_words().sources["persons"]
    last_title = next((t for t in reversed(title) if t.lemma_.lower() in persons), None)
    if last_title is not None:
        first = last_title.left_edge.i if last_title.left_edge.i >= start else start
        first = min(first, title[0].left_edge.i)
        return sentence.span(first, last_title.i + 1).text, _spoken_for(
            last_title, first, last_title.i + 1, actors, speakers
        )
    if head.lemma_.lower() in speakers:
        return sentence.span(head.left_edge.i, end).text, _spoken_for(head, start, end, actors, speakers)
    return None, None


def _is_office(token: Token) -> bool:
    """Says whether an apposition tells what somebody is, rather than a place ("(Ariz.)"), an age or a share."""
    if token.pos_ == "NOUN":
        return not token.like_num and any(ch.isalpha() for ch in token.text)
    if token.pos_ != "PROPN":
        return False
    words = load_words().source_lists
    return token.lemma_.lower() in words or any(c.lower_ in ("of", "for") for c in token.children)


def _before_clause(head: Token) -> int:
    """Gives the end of a phrase without the relative clauses that hang on its head."""
    end = head.right_edge.i + 1
    for child in head.children:
        loose = child.dep_ in ("relcl", "appos", "advcl") or (child.dep_ == "punct" and child.text not in "-–")
        if child.i > head.i and loose:
            end = min(end, child.left_edge.i)
    return max(end, head.i + 1)


def _spoken_for(
    head: Token, first: int, last: int, actors: Sequence[FoundActor], speakers: frozenset[str]
) -> FoundActor | None:
    """Finds the body a spokesman speaks for: "spokesman for the coalition", "a Pentagon spokesman"."""
    if head.lemma_.lower() not in speakers:
        return None
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in ("for", "of"):
            for inner in child.children:
                for found in actors:
                    if inner.dep_ == "pobj" and found.tokens.head == inner.i:
                        return found
    return next((f for f in actors if first <= f.tokens.head < head.i), None)


def _reason(phrase: str) -> tuple[str | None, str | None]:
    """Finds why a source isn't named in the words of its phrase, and sorts it."""
    match = _REASON.search(phrase)
    if match is None:
        return None, None
    reason = match["reason"].strip(" ,.")
    because = _BECAUSE.search(reason)
    if because is None:
        shorter = _NEXT_REASON.sub("", reason).strip(" ,.")
        reason = shorter or reason
    lowered = reason.lower()
    for name, words in load_words().reasons.items():
        if any(word in lowered for word in words):
            return reason, name
    return reason, "other"


def reason_in(text: str) -> tuple[str | None, str | None]:
    """Finds a reason for anonymity in a sentence that follows ("The officials spoke on condition of anonymity …")."""
    return _reason(text)


def has_reason(phrase: str) -> bool:
    """Says whether a source phrase gives a reason for anonymity."""
    return _REASON.search(phrase) is not None
