"""What the linear model sees of a parsed sentence with a source and a target: paths in the tree, verbs, words, cues.

Features are strings, hashed with a key to one of ``DIMENSIONS`` numbers, so that the weights ship without a list of the
words they were fitted on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

DIMENSIONS = 2**15
_KEY = b"detente pair features 1"
# Dependents that carry the act on: "agreed to [xcomp] withdraw its troops [dobj] from [prep] ...".
_CARRIERS = frozenset(
    {"xcomp", "ccomp", "dobj", "attr", "prep", "pobj", "pcomp", "agent", "acomp", "oprd", "dative", "acl"}
)
_CLOSED = frozenset({"PUNCT", "SPACE", "DET", "NUM", "SYM"})


@lru_cache(maxsize=200_000)
def _place(feature: str) -> int:
    """Gives a feature's number."""
    return int.from_bytes(blake2b(feature.encode(), digest_size=4, key=_KEY).digest(), "little") % DIMENSIONS


def pair_features(doc: Doc, source: tuple[int, int], target: tuple[int, int]) -> list[int]:
    """Gives the distinct features of a pair as numbers below ``DIMENSIONS``, sorted.

    Args:
        doc: the parsed sentence.
        source, target: first and one past the last token; an empty stretch for a side that isn't named.
    """
    return sorted({_place(feature) for feature in _features(doc, source, target)})


def _features(doc: Doc, source: tuple[int, int], target: tuple[int, int]) -> Iterator[str]:
    """Gives the features as strings."""
    yield "bias"
    sides = {"S": source, "T": target}
    heads = {side: _head(doc, span) for side, span in sides.items()}
    yield from _words(doc, source, target)
    for side, head in heads.items():
        if head is None:
            yield f"no {side}"
            continue
        yield f"{side} head {head.lemma_.lower()}"
        yield f"{side} kind {head.pos_} {head.ent_type_}"
        yield from _verbs_above(side, head)
    if heads["S"] is not None and heads["T"] is not None:
        yield from _path(heads["S"], heads["T"])
        yield f"order {heads['S'].i < heads['T'].i}"


def _head(doc: Doc, span: tuple[int, int]) -> Token | None:
    """Finds the token of a stretch that hangs on something outside it."""
    start, end = span
    for i in range(start, end):
        token = doc[i]
        if token.dep_ == "ROOT" or not start <= token.head.i < end:
            return token
    return None


def _words(doc: Doc, source: tuple[int, int], target: tuple[int, int]) -> Iterator[str]:
    """Gives lemmas and pairs of neighbours outside the two sides, and what stands between and around them."""
    before, content = "^", "^"
    first, last = min(source[0], target[0]), max(source[1], target[1])
    between = range(min(source[1], target[1]), max(source[0], target[0]))
    for token in doc:
        i = token.i
        inside = "S" if source[0] <= i < source[1] else "T" if target[0] <= i < target[1] else ""
        lemma = inside or token.lemma_.lower()
        if inside and token.pos_ not in _CLOSED:
            yield f"in {inside} {token.lemma_.lower()}"
        if inside and before == lemma:
            continue
        if not inside and token.pos_ not in _CLOSED:
            yield f"w {lemma}"
            zone = "between" if i in between else "before" if i < first else "after" if i >= last else ""
            yield f"{zone} {lemma}"
            yield f"skip {content} {lemma}"
        yield f"b {before} {lemma}"
        before = lemma
        if inside or token.pos_ not in _CLOSED:
            content = lemma


def _verbs_above(side: str, head: Token) -> Iterator[str]:
    """Gives the verbs that govern a side, nearest first, with tense, negation and what they carry."""
    node, climbed = head, 0
    deps = [head.dep_]
    while node.dep_ != "ROOT" and climbed < 2:
        node = node.head
        if node.pos_ not in ("VERB", "AUX"):
            deps.append(node.dep_)
            yield f"{side} up {node.lemma_.lower()}"
            continue
        lemma = node.lemma_.lower()
        cues = _cues(node)
        if climbed == 0:
            yield f"{side} {'>'.join(deps[-3:])} {lemma}"
            yield f"{side} as {deps[-1]} of {lemma}"
        yield f"{side} verb {climbed} {lemma}"
        yield f"{side} verb {lemma} {cues}"
        yield f"{side} cues {climbed} {cues}"
        yield from _carried(f"{side}{climbed}", node, cues)
        deps.append(node.dep_)
        climbed += 1


def _cues(verb: Token) -> str:
    """Gives auxiliaries, negation and passive of a verb as one word."""
    found = []
    for child in verb.children:
        if child.dep_ in ("aux", "auxpass", "neg"):
            found.append("not" if child.dep_ == "neg" else child.lemma_.lower())
        elif child.dep_ in ("mark", "agent"):
            found.append(child.lower_)
    return "_".join(found) or verb.tag_


def _carried(name: str, verb: Token, cues: str) -> Iterator[str]:
    """Gives the chains of lemmas below a verb, up to three links deep."""
    lemma = verb.lemma_.lower()
    waiting = [(verb, lemma, 0)]
    while waiting:
        node, chain, depth = waiting.pop()
        for child in node.children:
            if child.dep_ not in _CARRIERS:
                continue
            longer = f"{chain} {child.dep_ if child.dep_ in ('prep', 'agent') else ''}{child.lemma_.lower()}"
            yield f"chain {longer}"
            yield f"{name} chain {longer}"
            if depth:
                yield f"link {node.lemma_.lower()} {child.lemma_.lower()}"
            if child.dep_ in ("xcomp", "ccomp"):
                yield f"{name} {lemma} {child.dep_} {child.lemma_.lower()} {_cues(child)}"
                yield f"will {cues} {child.lemma_.lower()}"
            if depth < 2:
                waiting.append((child, longer, depth + 1))


def _path(source: Token, target: Token) -> Iterator[str]:
    """Gives the path between the heads of the two sides through the tree."""
    up = [source, *source.ancestors]
    places = {token.i: n for n, token in enumerate(up)}
    down = [target]
    while down[-1].i not in places and down[-1].dep_ != "ROOT":
        down.append(down[-1].head)
    if down[-1].i not in places:
        yield "path none"
        return
    top = down[-1]
    left = up[: places[top.i]]
    right = down[:-1]
    yield f"top {top.lemma_.lower()}"
    yield f"top {top.lemma_.lower()} {_cues(top)}"
    yield f"deps {'<'.join(t.dep_ for t in left)}|{'>'.join(t.dep_ for t in reversed(right))}"
    lemmas = [t.lemma_.lower() for t in (*left[1:], top, *reversed(right[1:]))]
    yield f"path {' '.join(lemmas)}"
    for lemma in lemmas:
        yield f"on path {lemma}"
    for one, two in pairwise(lemmas):
        yield f"on path {one} {two}"
