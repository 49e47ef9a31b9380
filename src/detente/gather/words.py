"""Words as gathering compares them: folded, stemmed, idle ones left out, one act's several words made one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente import datafiles
from detente.codes import countries, event_types

WORDS_FILE = Path(__file__).parent / "words.yaml"
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:[-'’.][^\W\d_]+)*", re.UNICODE)
_SUFFIXES = ("ations", "ation", "ments", "ment", "ings", "ing", "ied", "ies", "ers", "es", "ed", "er", "s", "e", "y")
_NUMBERS = {
    word: float(number)
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        start=2,
    )
} | {"dozen": 12.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0}
_PARTS = (
    "version",
    "idle",
    "same",
    "common",
    "again",
    "answer",
    "directions",
    "anyone",
    "targets",
    "determiners",
    "types",
)
# Names are compared by their beginning, so that "Varnia" meets "Varnian".
_NAME_STEM = 5


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists, by stem.

    Attributes:
        idle: stems that tell nothing.
        same: stem to the first stem of its line.
        common: stems that are no names though written with a capital.
        again, answer: stems that mark one more act, or an answer.
        directions: how words that point somewhere begin. ``anyone``: stems for people of no kind.
        targets: stems for things that an act may be done to or at. ``determiners``: words before an institution's name.
        types: pair of event types (sorted) to the cost of taking them for one act, in log odds.
    """

    idle: frozenset[str]
    same: Mapping[str, str]
    common: frozenset[str]
    again: frozenset[str]
    answer: frozenset[str]
    directions: tuple[str, ...]
    anyone: frozenset[str]
    targets: frozenset[str]
    determiners: frozenset[str]
    types: Mapping[tuple[str, str], float]

    @property
    def acts(self) -> frozenset[str]:
        """Gives the first stem of each line."""
        return frozenset(self.same.values())


@cache
def lexicon() -> Lexicon:
    """Loads the word lists.

    Raises:
        DataFileError: the file is broken; it says where.
    """
    data = datafiles.read_yaml(WORDS_FILE)
    data.require(*_PARTS)
    same: dict[str, str] = {}
    for line in data["same"]:
        for word in line:
            if same.setdefault(stem(word), stem(line[0])) != stem(line[0]):
                raise data.error(f"'{word}' stands on two lines of 'same'", "Keep it on one.")
    return Lexicon(
        frozenset(map(stem, data["idle"].split())),
        same,
        frozenset(map(stem, data["common"].split())),
        frozenset(map(stem, data["again"])),
        frozenset(map(stem, data["answer"])),
        tuple(data["directions"]),
        frozenset(map(stem, data["anyone"])),
        frozenset(same.get(stem(word), stem(word)) for word in data["targets"]),
        frozenset(data["determiners"]),
        dict(_type_cost(row) for row in data["types"]),
    )


def _type_cost(row: datafiles.Entry) -> tuple[tuple[str, str], float]:
    row.require("a", "b", "cost")
    unknown = {row["a"], row["b"]} - {t.code for t in event_types()}
    if unknown:
        raise row.error(f"'{min(unknown)}' is no event type", "The sixteen types are in plover.yaml.")
    first, second = sorted((row["a"], row["b"]))
    return (first, second), float(row["cost"])


def fold(text: str) -> str:
    """Lowers case and drops accents; the length may change."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@cache
def stem(word: str) -> str:
    """Cuts a word to what its forms share, roughly; only equality matters."""
    folded = fold(word).removesuffix("'s").replace(".", "")
    for suffix in _SUFFIXES:
        if folded.endswith(suffix) and len(folded) - len(suffix) >= 3:
            return folded[: -len(suffix)]
    return folded


def name_stem(word: str) -> str:
    """Cuts a name to the beginning that its adjective shares."""
    return fold(word).removesuffix("'s").replace(".", "")[:_NAME_STEM]


def name_stems(word: str) -> list[str]:
    """Cuts a name of several parts ("Nagorno-Karabakh") to the beginning of each."""
    return [name_stem(part) for part in word.split("-") if len(part) >= 3]


@cache
def state_names() -> frozenset[str]:
    """Gives the beginnings of the names of states and of their people, which tell a country and no place in it."""
    words = (w for c in countries() for name in (c.name, *(d.value for d in c.demonyms)) for w in name.split())
    return frozenset(name_stem(word) for word in words if word[0].isupper())


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """Gives words and numbers with their offsets."""
    return ((match.start(), match[0]) for match in _TOKEN.finditer(text))


def content(words: Iterable[str]) -> frozenset[str]:
    """Gives the stems that tell something, one for each line of words that mean one act."""
    lists = lexicon()
    stems = (stem(word) for word in words if not word[0].isdigit() and fold(word) not in _NUMBERS)
    return frozenset(lists.same.get(s, s) for s in stems if len(s) > 1 and s not in lists.idle)


def is_name(word: str) -> bool:
    """Says whether a word inside a sentence is written as a name."""
    lists, cut = lexicon(), stem(word)
    if not word[0].isupper() or len(word) < 3 or fold(word) in _NUMBERS:
        return False
    return cut not in lists.idle and cut not in lists.common and cut not in lists.same


def numbers(words: Iterable[str]) -> frozenset[float]:
    """Reads the numbers from two on; what looks like a year is none."""
    found = set()
    for word in words:
        value = _NUMBERS.get(fold(word))
        if word[0].isdigit():
            value = float(word.replace(",", ""))
        if value is not None and value > 1 and not (1900 <= value < 2100 and "," not in word):
            found.add(value)
    return frozenset(found)


def directions(words: Iterable[str]) -> frozenset[str]:
    """Gives the directions that words point to."""
    folded = [fold(word) for word in words]
    return frozenset(d for d in lexicon().directions for word in folded if word.startswith(d))


def one_more(words: Sequence[str]) -> bool:
    """Says whether a sentence marks its act as one more of a kind ("a second strike", "two more policemen")."""
    if any(stem(word) in lexicon().again for word in words):
        return True
    counted = zip(words, words[1:], [*words[2:], ""], strict=False)
    return any(fold(b) == "more" and fold(c) != "than" and bool(numbers([a])) for a, b, c in counted)
