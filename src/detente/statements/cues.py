"""The words and phrases of ``cues.yaml``, checked and made ready."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast, get_args

from detente.datafiles import Entry, read_yaml
from detente.errors import DataFileError
from detente.records import Aspect, Direction

FILE = Path(__file__).with_name("cues.yaml")
_WORD = re.compile(r"[a-zé]+(?:-[a-z]+)*")
_KEYS = (
    "relations", "weak_relations", "not_relations", "qualities", "changes", "states", "courses", "phrases", "signs",
    "causes", "halves", "examples",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that makes a statement; ``needs_relation`` where it counts only beside a word for the relationship."""

    id: str
    pattern: re.Pattern[str]
    aspect: Aspect
    direction: Direction
    label: str
    needs_relation: bool


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues.

    Attributes:
        relations, weak, excluded: nouns for the relationship, those that need an adjective or verb, and modifiers
            that make such a noun something else.
        qualities: adjective to good, bad, better, worse or same. ``changes``: verb to better, worse or same.
        states: noun to worse, bad, better, distrust or trust. ``courses``: rises, fades, fails or restored to the verbs
            that such a noun is subject of.
        signs, causes, concessions: what links a statement to acts.
        halves: first half of a compound ("Sino-") to country.
        quick: every form of a word for a relationship or for how two parties stand.
        anchors: words of which each phrase that stands alone has one.
    """

    relations: frozenset[str]
    weak: frozenset[str]
    excluded: frozenset[str]
    qualities: Mapping[str, str]
    changes: Mapping[str, str]
    states: Mapping[str, str]
    courses: Mapping[str, frozenset[str]]
    phrases: tuple[Phrase, ...]
    signs: tuple[re.Pattern[str], ...]
    causes: frozenset[str]
    concessions: frozenset[str]
    halves: Mapping[str, str | None]
    quick: frozenset[str]
    anchors: frozenset[str]


@cache
def load_cues(path: Path = FILE) -> Cues:
    """Reads the cues.

    Raises:
        DataFileError: a part is missing, unknown, or not what it should be.
    """
    data = read_yaml(path)
    if not isinstance(data, Entry):
        raise DataFileError(path, 1, "not a mapping", f"It needs the keys {', '.join(_KEYS)}.")
    data.require(*_KEYS)
    data.allow(*_KEYS)
    phrases = tuple(_phrase(entry) for entry in data["phrases"])
    relations, states = frozenset(data["relations"]), _inverted(data["states"])
    words = relations | states.keys()
    forms = {form for word in words for form in (word, word if word.endswith("s") else f"{word}s")}
    return Cues(
        relations=relations,
        weak=frozenset(data["weak_relations"]),
        excluded=frozenset(data["not_relations"]),
        qualities=_inverted(data["qualities"]),
        changes=_inverted(data["changes"]),
        states=states,
        courses={name: frozenset(words) for name, words in data["courses"].items()},
        phrases=phrases,
        signs=tuple(re.compile(sign, re.IGNORECASE) for sign in data["signs"]),
        causes=frozenset(data["causes"]["caused_by"]),
        concessions=frozenset(data["causes"]["despite"]),
        halves=dict(data["halves"]),
        quick=frozenset(forms - {"tie", "marriage", "bond"}),
        anchors=frozenset(word for entry in data["phrases"] for word in entry.get("anchors", "").split()),
    )


def _inverted(section: Entry) -> dict[str, str]:
    return {str(word): name for name, words in section.items() for word in words}


def _phrase(entry: Entry) -> Phrase:
    entry.require("id", "match", "aspect", "direction", "label", "must", "must_not")
    entry.allow("id", "match", "aspect", "direction", "label", "must", "must_not", "needs", "anchors")
    if ("needs" in entry) == ("anchors" in entry):
        raise entry.error("needs one of 'needs: relation' and 'anchors'", "Name words of which every match has one.")
    for key, allowed in (("aspect", get_args(Aspect)), ("direction", get_args(Direction))):
        if entry[key] not in allowed:
            raise entry.error(f"unknown {key} '{entry[key]}'", f"Known: {', '.join(allowed)}.")
    try:
        pattern = re.compile(entry["match"], re.IGNORECASE)
    except re.error as error:
        raise entry.error(f"'match' is no regular expression: {error}", "Check brackets and backslashes.") from error
    return Phrase(
        id=entry["id"],
        pattern=pattern,
        aspect=cast(Aspect, entry["aspect"]),
        direction=cast(Direction, entry["direction"]),
        label=entry["label"],
        needs_relation=entry.get("needs") == "relation",
    )


def may_have_statement(text: str) -> bool:
    """Says whether a sentence may speak of how two parties stand, without looking at its tree."""
    cues = load_cues()
    words = _WORD.findall(text.lower())
    if not cues.quick.isdisjoint(words):
        return True
    if cues.anchors.isdisjoint(words):
        return False
    return any(not phrase.needs_relation and phrase.pattern.search(text) for phrase in cues.phrases)
