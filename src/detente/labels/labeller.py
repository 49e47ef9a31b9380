"""A small BERT encoder that reads a sentence once and labels its words and pairs of words.

For every word it gives the chance that a citation hangs on it ("said"), and the chances that it tells an act of each of
the 16 PLOVER types. For every pair of words it gives the chance that the second belongs to the source or content of a
citation, or to the actor or recipient of an act, that the first tells. ``training/labels.py`` trains it;
``training/MODEL_CARD.md`` has the data and the scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente import codes
from detente.errors import ModelError
from detente.labels.weights import open_encoder, read_manifest

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FOLDER = Path(__file__).with_name("model")
WEIGHTS = "labels.onnx"
# The same vocabulary as the classifier's; shipped once.
VOCABULARY = FOLDER.parent.parent / "events" / "model" / "tokenizer.json"
REINSTALL = "Install Détente again, or train new weights with training/labels.py."
# What one word may be to another; the order of the model's answer.
SOURCE, CONTENT, ACTOR, RECIPIENT = range(4)
# Pieces of words beyond this are not read: such a "sentence" is a list or a table.
LONGEST = 256

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the model says of a sentence of n words.

    Attributes:
        cites: shape (n,): the chance that a citation hangs on the word, 0 to 1.
        tells: shape (n, 17): the chances that the word tells no act, or one of the types in the order of the code list;
            each row sums to 1.
        belongs: shape (4, n, n): the chance that the second word belongs to the source, content, actor or recipient of
            what the first tells.
    """

    cites: Floats
    tells: Floats
    belongs: Floats

    def told(self, word: int) -> float:
        """Gives the chance that a word tells an act of any type."""
        return 1.0 - float(self.tells[word, 0])


class Labeller:
    """The model with its vocabulary.

    Attributes:
        hashes: SHA-256 of its files, for provenance.
    """

    def __init__(self, folder: Path) -> None:
        """Checks the model of a folder; it is opened when first used.

        Raises:
            ModelError: a file is missing or isn't the one that was trained.
        """
        self.hashes = _checked(folder)
        self._folder = folder
        self._session: Any = None
        self._tokenizer: Tokenizer | None = None

    def label(self, words: Sequence[str]) -> Labels:
        """Labels the words of a sentence, one row or column a word; those too far in get chance 0."""
        if self._session is None:
            self._session, self._tokenizer = open_encoder(self._folder / WEIGHTS, VOCABULARY)
        assert self._tokenizer is not None
        encoding = self._tokenizer.encode(list(words), is_pretokenized=True)
        first: dict[int, int] = {}
        for place, word in enumerate(encoding.word_ids[:LONGEST]):
            if word is not None:
                first.setdefault(word, place)
        known = np.fromiter(first, np.int64)
        places = np.fromiter(first.values(), np.int64)
        ids = np.array([encoding.ids[:LONGEST]], np.int64)
        kinds, roles = self._session.run(None, {"ids": ids, "at": places})
        return _spread(len(words), known, kinds, roles)


def _spread(count: int, known: NDArray[np.int64], kinds: Floats, roles: Floats) -> Labels:
    """Turns scores of the words that the model saw into chances of all words."""
    cites = np.zeros(count, np.float32)
    cites[known] = _chance(kinds[:, 0])
    tells = np.zeros((count, kinds.shape[1] - 1), np.float32)
    tells[:, 0] = 1.0
    shifted = np.exp(kinds[:, 1:] - kinds[:, 1:].max(axis=1, keepdims=True))
    tells[known] = shifted / shifted.sum(axis=1, keepdims=True)
    belongs = np.zeros((len(roles), count, count), np.float32)
    belongs[:, known[:, None], known[None, :]] = _chance(roles)
    return Labels(cites, tells, belongs)


def _chance(scores: Floats) -> Floats:
    return (1.0 / (1.0 + np.exp(-scores))).astype(np.float32)


def _checked(folder: Path) -> dict[str, str]:
    """Holds every file against the manifest and gives their hashes."""
    manifest = read_manifest(folder, "labeller", REINSTALL)
    if manifest["types"] != [kind.code for kind in codes.event_types()]:
        raise ModelError("The labeller was trained for another list of types.", REINSTALL)
    return dict(manifest["sha256"])


@cache
def load_labeller() -> Labeller:
    """Loads the shipped model once a process.

    Raises:
        ModelError: a file of the model is missing or isn't the one that was trained.
    """
    return Labeller(FOLDER)
