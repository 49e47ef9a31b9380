"""The trained models: given a sentence and two parties, whether one acts on the other, and which of 16 types it is.

A small BERT encoder (ONNX, 8-bit) is told where source and target stand; where it is unsure, the sentence is parsed and
a linear model over features of the dependency tree has its say. ``training/`` holds the scripts, and a model card with
the data and scores. ``classify_linear`` uses the linear model alone, where there is a tree anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from detente import codes
from detente.errors import InputError, ModelError
from detente.events.pair_features import DIMENSIONS, pair_features
from detente.labels.weights import open_encoder, read_manifest
from detente.parse import Parser, Sentence
from detente.records import EventType

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from tokenizers import Encoding, Tokenizer

FOLDER = Path(__file__).with_name("model")
REINSTALL = "Install Détente again, or train new weights with training/classifier.py."
LONGEST_WORDS = 160
LONGEST_TEXT = 2000
# Words of the vocabulary that BERT leaves free mark where source and target begin and end.
SOURCE_OPEN, SOURCE_CLOSE, TARGET_OPEN, TARGET_CLOSE = 1, 2, 3, 4
CLASS_TOKEN, SEPARATOR = 101, 102

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PairText:
    """A text with a source and a target in it; code points, ends exclusive.

    A side that the text doesn't name is an empty span (start equals end).
    """

    text: str
    source_start: int
    source_end: int
    target_start: int
    target_end: int


@dataclass(frozen=True, slots=True)
class Classified:
    """What the classifier says of one row.

    Attributes:
        modes: PLOVER modes that belong to ``event_type``; empty where the type has none or none is named.
        quad_class: 1 to 4. CONCEDE counts as 2, with RETREAT, as in the data the model is measured on; PLOVER's own
            table (``codes.quad_class``) has 1 for it.
        confidence: calibrated probability of ``event_type``, 0 to 1.
        probabilities: of all 16 types; they sum to 1.
    """

    event_type: EventType
    modes: tuple[str, ...]
    quad_class: int
    confidence: float
    probabilities: dict[str, float]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A row as the encoder takes it: word ids, side of each (0 none, 1 source, 2 target), places of the markers."""

    ids: tuple[int, ...]
    sides: tuple[int, ...]
    source_at: int
    target_at: int


@cache
def event_types() -> tuple[EventType, ...]:
    """Gives the 16 types in the order of the classifier's scores."""
    return tuple(cast(EventType, kind.code) for kind in codes.event_types())


@cache
def mode_names() -> tuple[str, ...]:
    """Gives ``TYPE/mode`` in the order of the classifier's mode scores; ``TYPE/`` stands for no mode."""
    return tuple(
        f"{kind.code}/{name}" for kind in codes.event_types() for name in ("", *(mode.name for mode in kind.modes))
    )


@cache
def event_quads() -> NDArray[np.int64]:
    """Gives the quad class of each type in the order of ``event_types``, CONCEDE held to 2."""
    return np.array([2 if kind == "CONCEDE" else codes.quad_class(kind) for kind in event_types()])


@cache
def load_classifier() -> Classifier:
    """Loads the shipped classifier once a process.

    Raises:
        ModelError: a file of the model is missing or isn't the one that was trained.
    """
    return Classifier(FOLDER)


class Classifier:
    """The two models with their labels and calibration.

    Attributes:
        hashes: SHA-256 of every file of the model, for provenance.
    """

    def __init__(self, folder: Path) -> None:
        """Checks and loads the model of a folder.

        Raises:
            ModelError: a file is missing or isn't the one that was trained.
        """
        manifest = _manifest(folder)
        self.hashes: dict[str, str] = dict(manifest["sha256"])
        self._folder = folder
        self._sure_from = float(manifest["sure_from"])
        self._encoder_share = float(manifest["encoder_share"])
        self._temperature = float(manifest["temperature"])
        self._linear_temperature = float(manifest["linear_temperature"])
        self._linear: Scores = np.load(folder / "linear.npy").astype(np.float32)
        self._session: Any = None
        self._tokenizer: Tokenizer | None = None
        if self._linear.shape != (DIMENSIONS, len(event_types())):
            raise ModelError(f"{folder / 'linear.npy'} has the wrong shape {self._linear.shape}.", REINSTALL)

    def classify(self, rows: Sequence[PairText]) -> list[Classified]:
        """Says for each row what its source did to its target; the order is kept.

        Raises:
            InputError: a span lies outside its text.
        """
        if not rows:
            return []
        folded = [fold_row(row) for row in rows]
        types, modes = self._encode(folded)
        scores = _log_softmax(types)
        unsure = [i for i, chances in enumerate(np.exp(scores)) if _best_chance(chances) < self._sure_from]
        # Parsing costs as much as the encoder does, and changes nothing where the encoder is sure.
        sentences = [Sentence(i, "text", 0, folded[i].text, 0) for i in unsure]
        Parser().parse(sentences)
        for i, sentence in zip(unsure, sentences, strict=True):
            linear = self._linear_scores(sentence.tree, *token_spans(sentence.tree, folded[i]))
            scores[i] = self._encoder_share * scores[i] + (1 - self._encoder_share) * _log_softmax(linear)
        return [_answer(a / self._temperature, b) for a, b in zip(scores, modes, strict=True)]

    def classify_linear(self, doc: Doc, source: tuple[int, int], target: tuple[int, int]) -> Classified:
        """Says what source did to target by the linear model alone: fast, without modes, less accurate.

        Args:
            doc: the parsed sentence.
            source, target: first and one past the last token; an empty stretch for a side that isn't named.
        """
        return _answer(self._linear_scores(doc, source, target) / self._linear_temperature, None)

    def _linear_scores(self, doc: Doc, source: tuple[int, int], target: tuple[int, int]) -> Scores:
        """Gives the linear model's score of each type; features of one row have unit length together."""
        places = pair_features(doc, source, target)
        scores: Scores = self._linear[places].sum(axis=0) / np.sqrt(len(places))
        return scores

    def _encode(self, rows: Sequence[PairText]) -> tuple[Scores, Scores]:
        """Gives the encoder's type and mode scores.

        Rows go in one by one: 8-bit scales are set per input, so that a row's answer would hang on its batch, and
        batches are hardly faster on one core.
        """
        if self._session is None:
            self._session, self._tokenizer = open_encoder(
                self._folder / "encoder.onnx", self._folder / "tokenizer.json"
            )
        assert self._tokenizer is not None
        answers = [self._session.run(None, _inputs(row)) for row in encode(self._tokenizer, rows)]
        return np.concatenate([types for types, _ in answers]), np.concatenate([modes for _, modes in answers])


def _manifest(folder: Path) -> dict[str, Any]:
    """Reads the manifest and holds every file against its hash."""
    manifest = read_manifest(folder, "classifier", REINSTALL)
    if manifest["types"] != list(event_types()) or manifest["modes"] != list(mode_names()):
        raise ModelError("The classifier was trained for another list of types and modes.", REINSTALL)
    return manifest


def _inputs(row: Encoded) -> dict[str, NDArray[Any]]:
    """Gives one row in the encoder's terms."""
    return {
        "ids": np.array([row.ids], np.int64),
        "sides": np.array([row.sides], np.int64),
        "mask": np.ones((1, len(row.ids)), np.float32),
        "source": np.array([row.source_at], np.int64),
        "target": np.array([row.target_at], np.int64),
    }


def _answer(scores: Scores, modes: Scores | None) -> Classified:
    """Turns calibrated scores into an answer: the likeliest quad class first, then the likeliest type within it."""
    logs = _log_softmax(scores)
    chances = np.exp(logs)
    quads = event_quads()
    quad = max((1, 2, 3, 4), key=lambda q: float(chances[quads == q].sum()))
    best = int(np.where(quads == quad, chances, -1.0).argmax())
    kind = event_types()[best]
    named: tuple[str, ...] = ()
    if modes is not None:
        choices = [i for i, name in enumerate(mode_names()) if name.startswith(f"{kind}/")]
        mode = mode_names()[max(choices, key=lambda i: float(modes[i]))].partition("/")[2]
        named = (mode,) if mode else ()
    probabilities: dict[str, float] = {name: float(chance) for name, chance in zip(event_types(), chances, strict=True)}
    return Classified(kind, named, quad, float(chances[best]), probabilities)


def _best_chance(chances: Scores) -> float:
    """Gives the chance of the best type, CONCEDE and RETREAT taken together: they are often one act."""
    together = [event_types().index(name) for name in ("CONCEDE", "RETREAT")]
    return max(float(chances.max()), float(chances[together].sum()))


def _log_softmax(scores: Scores) -> Scores:
    """Gives log probabilities along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    logs: Scores = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs


def fold_row(row: PairText) -> PairText:
    """Folds white space and cuts a very long text to the stretch around its spans.

    Raises:
        InputError: a span lies outside the text.
    """
    spans = ((row.source_start, row.source_end), (row.target_start, row.target_end))
    for start, end in spans:
        if not 0 <= start <= end <= len(row.text):
            raise InputError(repr(row.text[:40]), "span", f"the span {start}–{end} lies outside the text.", "Check it.")
    first, last = 0, len(row.text)
    if last > LONGEST_TEXT:
        named = [start for start, end in spans if end > start] or [0]
        first = max(0, min(named) - LONGEST_TEXT // 4)
        last = first + LONGEST_TEXT
    text = row.text[first:last]
    source, target = ((_fold_offset(text, s - first), _fold_offset(text, e - first)) for s, e in spans)
    return PairText(" ".join(text.split()), *source, *target)


def _fold_offset(text: str, offset: int) -> int:
    """Gives where an offset comes to lie once white space is folded."""
    head = text[: max(0, offset)]
    length = len(" ".join(head.split()))
    return length + 1 if length and head[-1].isspace() else length


def token_spans(doc: Doc, row: PairText) -> tuple[tuple[int, int], tuple[int, int]]:
    """Gives the tokens of source and target; (0, 0) for a side that isn't named."""

    def tokens(start: int, end: int) -> tuple[int, int]:
        inside = [t.i for t in doc if t.idx < end and t.idx + len(t) > start] if end > start else []
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    return tokens(row.source_start, row.source_end), tokens(row.target_start, row.target_end)


def encode(tokenizer: Tokenizer, rows: Sequence[PairText]) -> list[Encoded]:
    """Turns rows into word ids with markers round source and target."""
    encodings = tokenizer.encode_batch([row.text for row in rows], add_special_tokens=False)
    return [_encoded(encoding, row) for encoding, row in zip(encodings, rows, strict=True)]


def _encoded(encoding: Encoding, row: PairText) -> Encoded:
    """Marks one row; where the text is too long, a stretch that starts at or before the first side is kept."""
    words, offsets = encoding.ids, encoding.offsets
    source = _words_in(offsets, row.source_start, row.source_end)
    target = _words_in(offsets, row.target_start, row.target_end)
    first = _window(len(words), source, target)
    ids, sides, at = [CLASS_TOKEN], [0], [0, 0]
    for i in range(first, min(len(words), first + LONGEST_WORDS)):
        for which, (start, _), marker in ((0, source, SOURCE_OPEN), (1, target, TARGET_OPEN)):
            if i == start:
                at[which] = len(ids)
                ids.append(marker)
                sides.append(which + 1)
        ids.append(words[i])
        in_source, in_target = source[0] <= i < source[1], target[0] <= i < target[1]
        nested = in_source and in_target and source[1] - source[0] <= target[1] - target[0]
        sides.append(2 if in_target and not nested else 1 if in_source else 0)
        for which, (_, end), marker in ((1, target, TARGET_CLOSE), (0, source, SOURCE_CLOSE)):
            if i == end - 1:
                ids.append(marker)
                sides.append(which + 1)
    return Encoded((*ids, SEPARATOR), (*sides, 0), at[0], at[1])


def _words_in(offsets: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Gives first and one past last word that overlap a stretch of text; (-1, -1) if none does."""
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start] if end > start else []
    return (inside[0], inside[-1] + 1) if inside else (-1, -1)


def _window(length: int, source: tuple[int, int], target: tuple[int, int]) -> int:
    """Gives the first word to keep of a text of more than ``LONGEST_WORDS`` words."""
    if length <= LONGEST_WORDS:
        return 0
    named = [start for start, _ in (source, target) if start >= 0]
    ends = [end for _, end in (source, target) if end >= 0]
    if not named or max(ends) <= LONGEST_WORDS:
        return 0
    return max(0, min(min(named), max(ends) - LONGEST_WORDS * 3 // 4))
