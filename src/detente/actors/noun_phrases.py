"""Where an actor phrase begins and ends in a sentence's tree, and which members a plural has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from detente.actors.qualifiers import qualifiers

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM"})
_INNER = frozenset(
    {"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet", "advmod", "case", "punct"}
)
_TIGHT_PREPOSITIONS = frozenset({"of", "for", "in", "from", "at", "with"})
_DASHES = frozenset({"-", "--", "–", "—"})
_CHARGING = frozenset(
    "accuse suspect convict acquit clear absolve rob deprive strip inform notify remind assure".split()
)
_TAKING_AWAY = frozenset(
    """withdraw evacuate recall pull remove expel deport repatriate airlift fly free rescue extract bring oust drive
    extradite bar ban exclude""".split()
)
_MEMBER_PREPOSITIONS = frozenset({"of", "from", "for"})


def phrase_head(token: Token) -> Token | None:
    """Climbs from a phrase's first token to its head noun."""
    node = token
    while node.dep_ in _INNER and node.head.i > node.i and node.head.pos_ in _NOMINAL:
        if node.dep_ == "poss" and node.pos_ in ("NOUN", "PROPN"):
            break
        node = node.head
    return node if node.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") else None


def phrase_bounds(
    head: Token,
    name_end: int,
    described: Callable[[int, int], bool],
    owned: Callable[[int], bool] = lambda start: False,
) -> tuple[int, int]:
    """Finds the phrase of a head: its modifiers before it, tight prepositional phrases and apposition after it.

    Args:
        head: the head noun.
        name_end: the token after the last of the name that the head belongs to, 0 where it is no name.
        described: says whether tokens hold a word for what somebody is; two names side by side are a list.
        owned: says whether a phrase from a token to the head names its owner already, so that "in Lebanon" is only
            where it is ("its forces in Lebanon").
    """
    start = head.i
    for child in head.lefts:
        if child.dep_ in _INNER:
            start = min(start, child.left_edge.i)
    start = _after_dash(head, start)
    end = head.i + 1
    for child in head.rights:
        if child.i < name_end:
            end = max(end, min(child.right_edge.i + 1, name_end))
        elif child.dep_ == "prep" and child.lower_ in _TIGHT_PREPOSITIONS and child.i == end:
            loose = name_end or owned(start) or _leaves(head, child) or not _says_which(child, described)
            if _charges(head, child):
                break
            if child.lower_ != "of" and loose:
                if not _named_behind(head, child):
                    break
                continue
            end = _tight_end(child, described)
        elif child.dep_ == "appos" and _is_next(head, child, end) and _renames(head, start, child, described):
            end = max(end, phrase_bounds(child, 0, described)[1])
        elif child.dep_ not in ("case", "punct"):
            break
    return start, max(end, name_end)


def _charges(head: Token, preposition: Token) -> bool:
    """Says whether "of" tells what somebody is accused of, not whose the head is ("accused the army of murder")."""
    return (
        preposition.lower_ == "of"
        and head.dep_ in ("dobj", "nsubjpass")
        and head.head.lemma_.lower() in _CHARGING
        and preposition.i > head.head.i
    )


def _leaves(head: Token, preposition: Token) -> bool:
    """Says whether "from" belongs to a verb of taking away ("withdrew its trainers from Norland"), not to whom."""
    node = head
    while node.dep_ == "pobj" and node.head.lower_ == "of":
        node = node.head.head
    taken = node.dep_ in ("dobj", "nsubjpass") and node.head.lemma_.lower() in _TAKING_AWAY
    return preposition.lower_ == "from" and taken


def _named_behind(head: Token, preposition: Token) -> bool:
    """Says whether a name stands in apposition behind a phrase: "the minister for transport, Ella Venn"."""
    last = preposition.right_edge.i
    return head.pos_ == "NOUN" and any(
        c.dep_ == "appos" and c.pos_ == "PROPN" and c.left_edge.i == last + 2 and c.doc[last + 1].text == ","
        for c in head.rights
    )


def _is_next(head: Token, other: Token, end: int) -> bool:
    """Says whether an apposition begins where the phrase ends, or behind "for transport,"."""
    between = [c for c in head.rights if c.dep_ == "prep" and c.right_edge.i + 2 == other.left_edge.i]
    return other.left_edge.i <= end + 1 or any(_named_behind(head, c) for c in between)


def _after_dash(head: Token, start: int) -> int:
    """Cuts off what stands before a dash between spaces ("ROME - The foreign minister")."""
    for i in range(head.i - 1, start, -1):
        if head.doc[i].text in _DASHES and head.doc[i].whitespace_ and head.doc[i - 1].whitespace_:
            return i + 1
    return start


def _renames(head: Token, start: int, other: Token, described: Callable[[int, int], bool]) -> bool:
    """Says whether an apposition tells of the same actor: not a second name, an acronym or something of its own."""
    first = other.doc[other.left_edge.i]
    if first.tag_ == "PRP$" or (first.i and first.nbor(-1).text in ("(", "<", "[", "--")) or other.is_upper:
        return False
    if other.pos_ in ("PRON", "DET") or other.lower_ in qualifiers().counts:  # "twelve men, some on stretchers"
        return False
    if head.pos_ == "PROPN" and other.pos_ == "PROPN":
        return described(start, head.i + 1) or described(first.i, other.i + 1)
    # "The verdict in Brod, a rare one": what is no actor renames none.
    return head.pos_ != "PROPN" or described(first.i, other.i + 1)


def _says_which(preposition: Token, described: Callable[[int, int], bool]) -> bool:
    """Says whether "in", "with" and the like tell who is meant ("troops in Angola"), not how ("with sticks")."""
    objects = [child for child in preposition.rights if child.dep_ == "pobj"]
    return any(o.pos_ == "PROPN" or described(o.left_edge.i, o.i + 1) or _holds_name(o) for o in objects)


def _holds_name(noun: Token) -> bool:
    """Says whether a name stands before a noun ("in eastern Kivu province")."""
    return any(token.pos_ == "PROPN" or token.text[:1].isupper() for token in noun.doc[noun.left_edge.i : noun.i])


def counted_of(head: Token) -> Token | None:
    """Gives the actor word of which a number is counted ("two of the marines", "a quarter of a million people")."""
    counts = head.pos_ == "NUM" or head.lower_ in qualifiers().counts
    preposition = next((c for c in head.rights if c.dep_ == "prep" and c.lower_ == "of"), None) if counts else None
    if preposition is None:
        return None
    return next((c for c in preposition.rights if c.dep_ == "pobj"), None)


def _tight_end(preposition: Token, described: Callable[[int, int], bool]) -> int:
    """Finds where a prepositional phrase ends, its relative clauses and conjuncts left out."""
    objects = [child for child in preposition.rights if child.dep_ == "pobj"]
    return phrase_bounds(objects[-1], 0, described)[1] if objects else preposition.i


def members_behind(head: Token) -> Iterator[tuple[Token, Token]]:
    """Gives, for "ministers from A, B and C", the preposition with each of the joined names, if there are several."""
    if head.tag_ not in ("NNS", "NNPS"):
        return
    for preposition in head.rights:
        if preposition.dep_ == "prep" and preposition.lower_ in _MEMBER_PREPOSITIONS:
            first = next((child for child in preposition.rights if child.dep_ == "pobj"), None)
            joined = list(_joined(first)) if first is not None else []
            if len(joined) > 1:
                yield from ((preposition, name) for name in joined)
            return


def _joined(token: Token) -> Iterator[Token]:
    yield token
    for child in token.rights:
        if child.dep_ == "conj":
            yield from _joined(child)


def is_aside(token: Token, last: int) -> bool:
    """Says whether a name from a token to a token only describes: "anti-American", "French-speaking", "U.S. dlrs"."""
    doc = token.doc
    following = doc[last + 1] if last + 1 < len(doc) else None
    if token.i > 1 and doc[token.i - 1].text == "-" and doc[token.i - 2].lower_ in ("pro", "anti", "non"):
        return True
    if following is None:
        return False
    if following.text == "-" and last + 2 < len(doc):
        return doc[last + 2].lower_ in qualifiers().not_origins
    return following.lower_ in qualifiers().currencies
