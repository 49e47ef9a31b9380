"""The words that show a citation: cue verbs and nouns by class, kinds of sources, reasons for anonymity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente.datafiles import Entry, read_yaml
from detente.errors import DataFileError

FILE = Path(__file__).with_name("cues.yaml")
_SECTIONS = ("verbs", "nouns", "adjectives", "prepositions", "adverbs", "irregular", "sources", "reasons")
_WORD = re.compile(r"[a-zé]+(?:-[a-z]+)?")
_QUOTES = re.compile(r"[\"“”«»‘„]|''|``|(?<!\w)'(?=\w)")
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Words:
    """The cue words of ``cues.yaml``.

    Attributes:
        verbs: lemma to class (say, claim, deny, believe, expect, show, want, promise, ask, judge).
        nouns, adjectives: lemma to class.
        forms: every surface form of a cue word, lower case, for the check before parsing.
        said: past forms of the verbs of saying and claiming.
        prepositions: phrases like "according to", lower case.
        sources: persons, bodies, documents and speakers: lemmas of the heads of source phrases.
        source_lists: lemma to the names of the lists of ``sources`` it is in, joined.
        irregular: verb to its irregular forms.
        reasons: type of reason to the words that show it, in the order in which they are tried.
    """

    verbs: Mapping[str, str]
    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    forms: frozenset[str]
    said: frozenset[str]
    prepositions: tuple[str, ...]
    adverbs: frozenset[str]
    sources: Mapping[str, frozenset[str]]
    source_lists: Mapping[str, str]
    reasons: Mapping[str, tuple[str, ...]]
    irregular: Mapping[str, tuple[str, ...]]

    @property
    def phrasal(self) -> frozenset[str]:
        """Words of the cues that have no verb or noun: "according to", "for", "in", "reportedly"."""
        return self.adverbs | {"according", "per", "for", "to", "in"}


@cache
def load_words(path: Path = FILE) -> Words:
    """Reads the cue words.

    Raises:
        DataFileError: a section is missing or is not of the form it should have.
    """
    data = read_yaml(path)
    if not isinstance(data, Entry):
        raise DataFileError(path, 1, "not a mapping", f"It needs the keys {', '.join(_SECTIONS)}.")
    data.require(*_SECTIONS)
    data.allow(*_SECTIONS)
    verbs, nouns, adjectives = (_classes(data[name]) for name in ("verbs", "nouns", "adjectives"))
    irregular: Mapping[str, list[str]] = data["irregular"]
    forms = {form for verb in verbs for form in _verb_forms(verb, irregular.get(verb))}
    forms |= {form for noun in nouns for form in noun_forms(noun)}
    adverbs = frozenset(str(data["adverbs"]).split())
    sources = {key: frozenset(str(value).split()) for key, value in data["sources"].items()}
    return Words(
        verbs=verbs,
        nouns=nouns,
        adjectives=adjectives,
        forms=frozenset(forms | adverbs | adjectives.keys() | {"according"}),
        said=frozenset(
            form
            for verb, group in verbs.items()
            if group in ("say", "claim")
            for form in _verb_forms(verb, irregular.get(verb))
            if form.endswith("ed") or form in irregular.get(verb, ())
        ),
        prepositions=tuple(data["prepositions"]),
        adverbs=adverbs,
        sources=sources,
        source_lists={w: "+".join(k for k in sources if w in sources[k]) for s in sources.values() for w in s},
        reasons={key: tuple(value) for key, value in data["reasons"].items()},
        irregular={key: tuple(value) for key, value in irregular.items()},
    )


def _classes(section: Entry) -> dict[str, str]:
    """Maps each lemma to the first class that lists it."""
    found: dict[str, str] = {}
    for name, words in section.items():
        if not isinstance(words, str):
            raise section.error(f"'{name}' is not a list of words", "Write the words with spaces between them.")
        for word in words.split():
            found.setdefault(word, name)
    return found


def _verb_forms(verb: str, irregular: Sequence[str] | None) -> Iterator[str]:
    """Gives the forms of a regular English verb, with the listed ones in place of the made past."""
    yield verb
    yield f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else _with_y(verb, "ies", f"{verb}s")
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    yield from irregular or ()
    if not any(form.endswith("ing") for form in irregular or ()):
        yield f"{stem}ing"
    if not irregular:
        yield _with_y(verb, "ied", f"{stem}ed")


def class_of(words: Words, shape: str, lemma: str) -> str:
    """Gives the class of a cue's main word in a construction, or "none"."""
    lists = {"noun": words.nouns, "adjective": words.adjectives}.get(shape, words.verbs)
    return lists.get(lemma, "none")


def verb_forms(words: Words, verb: str) -> frozenset[str]:
    """Gives all forms of a cue verb."""
    return frozenset(_verb_forms(verb, words.irregular.get(verb)))


def _with_y(word: str, ending: str, otherwise: str) -> str:
    """Turns a final y after a consonant into an ending like "ies"."""
    return word[:-1] + ending if word.endswith("y") and word[-2:-1] not in _VOWELS else otherwise


def noun_forms(noun: str) -> Iterator[str]:
    """Gives singular and plural of a cue noun."""
    yield noun
    yield f"{noun}es" if noun.endswith(("s", "sh", "ch", "x")) else _with_y(noun, "ies", f"{noun}s")
    if noun.endswith("sis"):
        yield f"{noun[:-2]}es"


def may_have_cue(text: str) -> bool:
    """Says whether a sentence may cite somebody: a cue word or a quotation mark, without looking at its tree."""
    if _QUOTES.search(text):
        return True
    return not load_words().forms.isdisjoint(_WORD.findall(text.lower()))
