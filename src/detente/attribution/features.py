"""What the model sees of a possible citation: construction, word classes, hashed lemmas, the parser's vectors."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from detente.attribution.candidate import Candidate
from detente.attribution.words import load_words
from detente.parse import negated

if TYPE_CHECKING:
    from spacy.tokens import Token

# Every feature is a bit of this many, found by hash: many words share a bit, and no word can be read back.
BITS = 16384
# Width of the parser's token vectors, of which the cue's, the source's and the content's are taken.
WIDTH = 96
DENSE = 3 * WIDTH + 4
Floats = npt.NDArray[np.float32]


def features(candidate: Candidate, siblings: Sequence[Candidate]) -> tuple[list[int], Floats]:
    """Gives the set bits and the dense part for one candidate.

    Args:
        candidate: the possible citation.
        siblings: all candidates of its sentence.

    Returns:
        Sorted positions in 0 … ``BITS`` − 1, and a vector of length ``DENSE``.
    """
    names = [*_cue(candidate), *_source(candidate), *_content(candidate), *_place(candidate, siblings)]
    shape = candidate.shape
    bits = {_bit(name) for name in names} | {_bit(f"{shape}/{name}") for name in names if len(name) < 24}
    return sorted(bits), _dense(candidate)


def _bit(name: str) -> int:
    return zlib.crc32(name.encode("utf-8")) % BITS


def _cue(candidate: Candidate) -> Iterator[str]:
    words = load_words()
    token = candidate.sentence.tree[candidate.head]
    lemma = token.lemma_.lower()
    lists = words.nouns if candidate.shape == "noun" else words.verbs
    particle = next((c.lower_ for c in token.children if c.dep_ == "prt"), "")
    group = lists.get(lemma, "none")
    yield f"shape={candidate.shape}"
    yield f"class={group}"
    yield f"lemma={lemma}+{particle}"
    yield f"tag={token.tag_}"
    yield f"dep={token.dep_}"
    yield f"lemma-parts={lemma}:{_parts(candidate)}"
    yield f"class-parts={group}:{_parts(candidate)}"
    yield f"neg={negated(token)}"
    for child in token.children:
        if child.dep_ in ("aux", "auxpass", "mark"):
            yield f"{child.dep_}={child.lower_}"
        elif child.dep_ == "dobj":
            yield f"object={child.lemma_.lower()}"
            yield f"lemma-object={lemma}:{child.lemma_.lower()}"
        elif child.dep_ == "prep":
            yield f"lemma-prep={lemma}:{child.lower_}"
    head = token.head
    if head != token:
        yield f"head-class={words.verbs.get(head.lemma_.lower(), head.pos_)}"
        yield f"head-dep={token.dep_}:{head.pos_}"


def _parts(candidate: Candidate) -> str:
    return "+".join(sorted(candidate.parts))


def _source(candidate: Candidate) -> Iterator[str]:
    if candidate.source_head is None:
        yield "source=none"
        return
    words = load_words()
    token = candidate.sentence.tree[candidate.source_head]
    lemma = token.lemma_.lower()
    yield f"source-tag={token.tag_}"
    yield f"source-lemma={lemma if token.pos_ != 'PROPN' else 'name'}"
    for name, lemmas in words.sources.items():
        if lemma in lemmas:
            yield f"source-list={name}"
    first = candidate.sentence.tree[candidate.source[0][0]]
    yield f"source-first={first.lower_ if first.pos_ in ('DET', 'PRON', 'ADJ', 'NUM') else first.pos_}"
    yield f"source-side={'before' if token.i < candidate.head else 'after'}"
    yield f"source-gap={min(abs(token.i - candidate.head) // 3, 6)}"
    yield f"source-length={min((candidate.source[0][1] - candidate.source[0][0]) // 3, 5)}"
    yield f"source-dep={token.dep_}"


def _content(candidate: Candidate) -> Iterator[str]:
    for part in candidate.parts:
        yield f"part={part}"
    yield f"parts={_parts(candidate)}"
    yield f"quotes={min(len(candidate.quotes), 2)}"
    if not candidate.content:
        yield "content=none"
        return
    doc = candidate.sentence.tree
    first = doc[candidate.content[0][0]]
    length = sum(end - start for start, end in candidate.content)
    yield f"content-first={first.lower_ if first.pos_ not in ('NOUN', 'PROPN', 'VERB') else first.pos_}"
    yield f"content-length={min(length // 4, 8)}"
    yield f"content-side={'after' if first.i > candidate.head else 'before'}"
    head = _head(candidate)
    if head is not None:
        yield f"content-head={head.pos_}:{head.tag_}"
        yield f"content-lemma={head.lemma_.lower() if head.pos_ != 'PROPN' else 'name'}"
        yield f"content-subject={any(c.dep_ in ('nsubj', 'nsubjpass', 'expl') for c in head.children)}"


def _head(candidate: Candidate) -> Token | None:
    """Finds the token of the content that hangs on something outside of it."""
    if not candidate.content:
        return None
    start, end = max(candidate.content, key=lambda r: r[1] - r[0])
    doc = candidate.sentence.tree
    for token in doc[start:end]:
        if not start <= token.head.i < end or token.head == token:
            return token
    return doc[start]


def _place(candidate: Candidate, siblings: Sequence[Candidate]) -> Iterator[str]:
    """Says where in its sentence and in other citations a candidate stands."""
    sentence = candidate.sentence
    doc = sentence.tree
    yield f"field={sentence.field}:{sentence.index == 0}"
    yield f"end={doc[-1].text if doc[-1].is_punct else 'none'}"
    after = doc[candidate.cue[1]] if candidate.cue[1] < len(doc) else None
    yield f"follows={after.text if after is not None and after.is_punct else ''}"
    yield f"quoted={_inside_quote(candidate)}"
    words = load_words()
    holders = [
        other for other in siblings if other is not candidate and any(s <= candidate.head < e for s, e in other.content)
    ]
    yield f"depth={min(len(holders), 3)}"
    for other in holders:
        lemma = doc[other.head].lemma_.lower()
        yield f"within={words.verbs.get(lemma, other.shape)}"
    rivals = sum(1 for other in siblings if other.content == candidate.content)
    yield f"rivals={min(rivals, 3)}"


def _inside_quote(candidate: Candidate) -> bool:
    """Counts double marks before the cue: odd means that the cue itself is quoted."""
    doc = candidate.sentence.tree
    before = candidate.sentence.clean[: doc[candidate.head].idx]
    opened = before.count("“") > before.count("”")
    return opened or before.count('"') % 2 == 1 or before.count("''") % 2 == 1


def _dense(candidate: Candidate) -> Floats:
    doc = candidate.sentence.tree
    tensor = np.asarray(doc.tensor, dtype=np.float32)
    head = _head(candidate)
    parts = [tensor[candidate.head]]
    parts.append(tensor[candidate.source_head] if candidate.source_head is not None else np.zeros(WIDTH, np.float32))
    parts.append(tensor[head.i] if head is not None else np.zeros(WIDTH, np.float32))
    length = sum(end - start for start, end in candidate.content)
    numbers = [len(doc) / 40, candidate.head / max(len(doc), 1), length / 30, float(bool(candidate.quotes))]
    return np.concatenate([*parts, np.array(numbers, np.float32)])
