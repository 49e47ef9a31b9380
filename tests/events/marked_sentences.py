"""Marked sentences in, drafts out: ``{A:Norland}`` the actor, ``{R:Sudmark}`` the recipient, ``{Westria}`` another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from detente.drafts import ActDraft, FoundActor, Tokens
from detente.events import EventCoder
from detente.labels import Labelled
from detente.parse import Document, Parser, split
from detente.records import Actor, ActorKind, Article

MARK = re.compile(r"\{(?:([a-z_]+)\|)?(?:(A|R):)?([^}]*)\}")
COUNTRIES = {"Norland": "NRL", "Sudmark": "SDM", "Westria": "WST"}
Marks = list[tuple[int, int, str, str]]


@dataclass
class Coded:
    """The drafts of a text, and what was marked in it."""

    drafts: list[ActDraft]
    document: Document
    marked: dict[str, list[str]]

    def of(self, kind: str) -> list[ActDraft]:
        return [d for d in self.drafts if d.event_type == kind]

    def one(self, kind: str) -> ActDraft:
        found = self.of(kind)
        assert len(found) == 1, self.told()
        return found[0]

    def told(self) -> list[tuple[str, str | None, list[str], list[str], str]]:
        return [(d.event_type, d.of_type, names(d.actors), names(d.recipients), d.rule) for d in self.drafts]


def names(found: tuple[FoundActor, ...]) -> list[str]:
    return [f.actor.span.text for f in found]


def unmark(marked: str) -> tuple[str, Marks]:
    text, marks, last = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        marks.append((len(text), len(text) + len(match[3]), match[2] or "", match[1] or "state"))
        text += match[3]
        last = match.end()
    return text + marked[last:], marks


def code_marks(
    text: str, marks: Marks, coder: EventCoder, labels: Labelled | None = None
) -> tuple[list[ActDraft], Document]:
    document = split(Article("a1", text))
    Parser().parse(document.sentences)
    found: dict[int, list[FoundActor]] = {}
    for start, end, _, kind in marks:
        for sentence in document.parsed():
            if sentence.start <= start < sentence.end:
                span = sentence.tree.char_span(start - sentence.start, end - sentence.start, alignment_mode="expand")
                tokens = Tokens(sentence.index, span.start, span.end, span.root.i)
                name = text[start:end]
                country = next((code for word, code in COUNTRIES.items() if word in name), "NRL")
                actor = Actor(sentence.span(span.start, span.end), name, country, (), cast(ActorKind, kind))
                found.setdefault(sentence.index, []).append(FoundActor(tokens, actor))
    return coder.code(document, found, labels), document
