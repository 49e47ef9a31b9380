"""What a statement points to: the acts it is read from, caused by, or stands despite of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.drafts import ActDraft, StatementDraft
from detente.parse import Document, Sentence
from detente.records import Link
from detente.statements.cues import load_cues

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def linked(draft: StatementDraft, document: Document, acts: Sequence[ActDraft]) -> StatementDraft:
    """Adds the acts of the sentence that a statement points to, and how."""
    sentence = document.sentences[draft.sentence]
    here = [i for i, act in enumerate(acts) if act.trigger.sentence == draft.sentence and act.parent is None]
    here = [i for i in here if not draft.cue.start <= acts[i].trigger.head < draft.cue.end]
    sign = _sign(sentence, draft)
    if sign is not None:
        start, end = sign
        outside = [i for i in here if not start <= acts[i].trigger.head < end] or _told_before(sentence, draft, acts)
        if outside:
            return replace(draft, evidence=tuple(outside), link="sign_of")
    if not here:
        return draft
    by_kind: dict[Link, list[int]] = {}
    for i in here:
        kind = _relation(sentence.tree, draft.cue.head, acts[i].trigger.head, draft.aspect == "cause")
        if kind is not None:
            by_kind.setdefault(kind, []).append(i)
    for kind in ("caused_by", "despite"):
        if kind in by_kind:
            return replace(draft, evidence=tuple(by_kind[kind]), link=kind)
    return draft


def _told_before(sentence: Sentence, draft: StatementDraft, acts: Sequence[ActDraft]) -> list[int]:
    """Gives the acts of the sentence before that the subject takes up ("The release was the latest sign of …")."""
    root = next((t for t in sentence.tree if t.head == t), None)
    subject = next((c for c in root.children if c.dep_ in ("nsubj", "nsubjpass")), None) if root is not None else None
    if subject is None or not (subject.lower_ in _TAKES_UP or any(c.lower_ in _TAKES_UP for c in subject.children)):
        return []
    return [i for i, act in enumerate(acts) if act.trigger.sentence == draft.sentence - 1 and act.parent is None]


def _sign(sentence: Sentence, draft: StatementDraft) -> tuple[int, int] | None:
    """Finds "in the latest sign of …" before the statement; gives the tokens of the reading, sign word to its end."""
    cue_start = sentence.tree[draft.cue.end - 1].idx
    for pattern in load_cues().signs:
        for match in pattern.finditer(sentence.clean, 0, cue_start + 1):
            start, last = sentence.token_at(match.start()), sentence.token_at(match.end() - 1)
            if start is None or last is None:
                continue
            words = sentence.tree[start : last + 1]
            word = next((t for t in words if t.lemma_.lower() in _SIGN_WORDS), words.root)
            head = sentence.tree[draft.cue.head]
            if _is_read_from(head, word):
                first = start if word.pos_ == "NOUN" else last
                return first, word.right_edge.i + 1
    return None


def _is_read_from(head: Token, word: Token) -> bool:
    """Says whether a statement is what a sign is of, rather than an older matter inside of it."""
    if head == word:
        return True
    between: list[Token] = []
    for above in head.ancestors:
        if above == word:
            break
        between.append(above)
    else:
        return False
    verbs = [t for t in between if t.pos_ in ("VERB", "AUX")]
    return not verbs or (len(verbs) == 1 and head.dep_ in ("acomp", "attr", "oprd", "nsubj", "nsubjpass", "dobj"))


_TAKES_UP = frozenset({"this", "that", "it", "the", "these", "both"})
_SIGN_WORDS = frozenset(
    "sign indication signal evidence symptom token proof point reflect underscore underline highlight suggest".split()
)


def _relation(doc: Doc, cue: int, act: int, is_cause: bool) -> Link | None:
    """Says how an act of the sentence bears on the statement: as cause, as what it stands despite of, or not at all."""
    cues = load_cues()
    node = doc[act]
    if is_cause and doc[cue].i != node.i:
        subject = [c for c in doc[cue].children if c.dep_ in ("nsubj", "agent")]
        if any(node.i == t.i for s in subject for t in s.subtree):
            return "caused_by"
    while node.head != node:
        word = _linking_word(node)
        if word in cues.concessions or word in cues.causes:
            # The first such word on the way up decides: what it hangs on is what the act bears on.
            above = node.head
            if above.i != cue and doc[cue].head != above:
                return None
            return "despite" if word in cues.concessions else "caused_by"
        node = node.head
    return None


def _linking_word(node: Token) -> str:
    """Gives the preposition a token is, or the conjunction that opens the clause it heads."""
    if node.pos_ in ("ADP", "SCONJ") or node.dep_ == "prep" or (node.dep_ == "acl" and node.lower_ == "following"):
        inner = next((c.lower_ for c in node.children if c.lower_ == "of"), "")
        return f"{node.lower_} {inner}" if node.lower_ == "because" and inner else node.lower_
    return next((c.lower_ for c in node.children if c.dep_ == "mark"), "")
