"""What the model sees of a possible citation and of its readings.

Construction, word classes, hashed lemmas, and the parser's vectors.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from detente.attribution.candidate import Candidate, Option
from detente.attribution.words import class_of, load_words
from detente.parse import negated

if TYPE_CHECKING:
    from spacy.tokens import Token

# Every feature is a bit of this many, found by hash: many words share a bit, and no word can be read back.
BITS = 16384
# Bits of the first look, which drops most candidates.
GATE_BITS = 4096
# Width of the parser's token vectors, of which the cue's, the source's and the content's are taken.
WIDTH = 96
DENSE = 3 * WIDTH + 5
Floats = npt.NDArray[np.float32]


def features(candidate: Candidate, lead: float, siblings: Sequence[Candidate]) -> tuple[list[int], Floats]:
    """Gives the set bits and the dense part for one candidate.

    Args:
        candidate: the possible citation, its speaker chosen.
        lead: how far the chosen speaker is ahead of the next reading.
        siblings: all candidates of its sentence.

    Returns:
        Sorted positions in 0 … ``BITS`` − 1, and a vector of length ``DENSE``.
    """
    names = [*_cue(candidate), *_source(candidate), *_content(candidate), *_place(candidate, siblings)]
    return _bits(names, candidate.shape), _dense(candidate, lead)


def gate_bits(candidate: Candidate) -> list[int]:
    """Gives the few bits that tell whether a candidate is worth a closer look, in 0 … ``GATE_BITS`` − 1."""
    token = candidate.sentence.tree[candidate.head]
    lemma, shape = token.lemma_.lower(), candidate.shape
    group = class_of(load_words(), shape, lemma)
    parts = _parts(candidate)
    names = (
        f"shape={shape}",
        f"class={group}",
        f"lemma={lemma}:{shape}",
        f"parts={parts}",
        f"class-parts={group}:{parts}",
        f"lemma-parts={lemma}:{parts}",
        f"dep={token.dep_}",
        f"tag={token.tag_}",
        f"class-dep={group}:{token.dep_}",
        f"quotes={len(candidate.quotes)}",
    )
    return [zlib.crc32(name.encode("utf-8")) % GATE_BITS for name in names]


def speaker_bits(candidate: Candidate, options: Sequence[Option]) -> list[list[int]]:
    """Gives the set bits of each reading of who is cited."""
    frame = _frame(candidate)
    names = [o.name for o in options]
    return [
        [_bit(name) for name in (f"{frame}/{o.name}", *_reading(candidate, o, names), *_who(candidate, o))]
        for o in options
    ]


def _bits(names: Iterable[str], common: str) -> list[int]:
    listed = list(names)
    return sorted({_bit(name) for name in listed} | {_bit(f"{common}/{name}") for name in listed if len(name) < 24})


def _bit(name: str) -> int:
    return zlib.crc32(name.encode("utf-8")) % BITS


def _frame(candidate: Candidate) -> str:
    """Names the construction a choice of readings is made in."""
    lemma = candidate.sentence.tree[candidate.head].lemma_.lower()
    return f"{candidate.shape}:{class_of(load_words(), candidate.shape, lemma)}"


def _reading(candidate: Candidate, option: Option, names: Sequence[str]) -> Iterator[str]:
    """Tells a reading by its name, beside the others and against the construction."""
    token = candidate.sentence.tree[candidate.head]
    name = option.name
    yield name
    yield f"first={name}:{names[0]}"
    yield f"lemma={name}:{token.lemma_.lower()}"
    yield f"shape={name}:{candidate.shape}"
    yield f"dep={name}:{token.dep_}"
    yield f"tag={name}:{token.tag_}"
    yield f"quotes={name}:{min(len(candidate.quotes), 2)}"
    yield f"head={name}:{token.head.pos_}:{token.dep_}"
    yield f"parts={name}:{_parts(candidate)}"
    for other in names:
        yield f"beside={name}:{other}"
    for child in token.children:
        if child.dep_ in ("aux", "auxpass", "mark"):
            yield f"{child.dep_}={name}:{child.lower_}"


def _who(candidate: Candidate, option: Option) -> Iterator[str]:
    if option.head is None:
        return
    doc = candidate.sentence.tree
    token = doc[option.head]
    lemma = token.lemma_.lower()
    lists = load_words().source_lists.get(lemma, "")
    yield f"who-tag={option.name}:{token.tag_}"
    yield f"who-lemma={lemma if token.pos_ != 'PROPN' else 'name'}"
    yield f"who-lists={lists}"
    yield f"who-name-lists={option.name}:{lists}"
    yield f"who-dep={option.name}:{token.dep_}"
    yield f"who-side={token.i < candidate.head}"
    yield f"who-gap={min(abs(token.i - candidate.head) // 2, 8)}"
    yield f"who-quoted={_quoted(candidate, option.head)}"
    start, end = option.ranges[0]
    yield f"who-length={min((end - start) // 3, 5)}"
    yield f"who-in-content={any(s <= option.head < e for s, e in candidate.content)}"
    between = doc[min(token.i, candidate.head) + 1 : max(token.i, candidate.head)]
    yield f"who-verbs-between={min(sum(t.pos_ == 'VERB' for t in between), 3)}"
    yield f"who-commas-between={min(sum(t.text == ',' for t in between), 3)}"


def _cue(candidate: Candidate) -> Iterator[str]:
    words = load_words()
    token = candidate.sentence.tree[candidate.head]
    lemma = token.lemma_.lower()
    particle = next((c.lower_ for c in token.children if c.dep_ == "prt"), "")
    group = class_of(words, candidate.shape, lemma)
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
    yield f"source-lists={words.source_lists.get(lemma, '')}"
    first = candidate.sentence.tree[candidate.source[0][0]]
    yield f"source-first={first.lower_ if first.pos_ in ('DET', 'PRON', 'ADJ', 'NUM') else first.pos_}"
    yield f"source-side={'before' if token.i < candidate.head else 'after'}"
    yield f"source-gap={min(abs(token.i - candidate.head) // 3, 6)}"
    yield f"source-length={min((candidate.source[0][1] - candidate.source[0][0]) // 3, 5)}"
    yield f"source-dep={token.dep_}"


def _content(candidate: Candidate) -> Iterator[str]:
    for part in candidate.parts:
        yield f"part={part}"
    yield f"source-reading={candidate.speaker.name}"
    yield f"content-reading={candidate.said.name}"
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
    yield f"quoted={_quoted(candidate, candidate.head)}"
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


def _quoted(candidate: Candidate, position: int) -> bool:
    """Counts double marks before a token: odd means that it is quoted."""
    doc = candidate.sentence.tree
    before = candidate.sentence.clean[: doc[position].idx]
    opened = before.count("“") > before.count("”")
    return opened or before.count('"') % 2 == 1 or before.count("''") % 2 == 1


def _dense(candidate: Candidate, lead: float) -> Floats:
    doc = candidate.sentence.tree
    tensor = np.asarray(doc.tensor, dtype=np.float32)
    head = _head(candidate)
    parts = [tensor[candidate.head]]
    parts.append(tensor[candidate.source_head] if candidate.source_head is not None else np.zeros(WIDTH, np.float32))
    parts.append(tensor[head.i] if head is not None else np.zeros(WIDTH, np.float32))
    length = sum(end - start for start, end in candidate.content)
    numbers = [len(doc) / 40, candidate.head / max(len(doc), 1), length / 30, float(bool(candidate.quotes)), lead]
    return np.concatenate([*parts, np.array(numbers, np.float32)])
