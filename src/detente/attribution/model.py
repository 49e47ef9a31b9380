"""The trained model that tells citations from other words, and who is cited: three linear models, weights only."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from detente.attribution.candidate import Candidate
from detente.attribution.features import BITS, DENSE, GATE_BITS, Floats, features, gate_bits, speaker_bits
from detente.attribution.speakers import speakers_of
from detente.attribution.words import load_words
from detente.errors import ModelError

WEIGHTS = Path(__file__).with_name("weights.npz")
CARD = Path(__file__).with_name("weights.json")
# A lead beyond this tells no more.
_FAR = 3.0
# A citation of nobody tells a reader little, so it must be surer.
_NOBODY = 0.6
# The chance from which a candidate that the labeller has weighed too is taken to be a citation.
MIXED = 0.45
# Between these chances the tree leaves doubt.
DOUBT = (0.15, 0.85)


@dataclass(frozen=True, slots=True)
class Model:
    """Three linear models over hashed bits: a first look, who is cited, and whether it is a citation at all.

    Attributes:
        gate: weight of each bit of the first look, the intercept last. ``gate_threshold``: logit below which a
            candidate is dropped.
        speakers: weight of each bit of a reading of who is cited.
        bits: weight of each bit of a candidate. ``dense``: weight of each dense feature, its scaling worked in.
        bias: intercept. ``threshold``: probability from which a candidate is taken to be a citation.
    """

    gate: Floats
    speakers: Floats
    bits: Floats
    dense: Floats
    bias: float
    gate_threshold: float
    threshold: float

    def promising(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Gives the candidates that are worth a closer look."""
        limit = self.gate_threshold - self.gate[GATE_BITS]
        return [c for c in candidates if self.gate[gate_bits(c)].sum() >= limit or surely(c)]

    def with_speaker(self, candidate: Candidate) -> tuple[Candidate, float]:
        """Chooses who is cited, and tells how far ahead that reading is of the next."""
        options = speakers_of(candidate)
        if len(options) == 1:
            return replace(candidate, speaker=options[0]), _FAR
        scores = [float(self.speakers[bits].sum()) for bits in speaker_bits(candidate, options)]
        best = max(range(len(options)), key=scores.__getitem__)
        lead = scores[best] - max(s for i, s in enumerate(scores) if i != best)
        return replace(candidate, speaker=options[best]), min(lead, _FAR)

    def probabilities(self, candidates: Sequence[tuple[Candidate, float]]) -> Floats:
        """Scores the candidates of one sentence, each with the lead of its speaker.

        Returns:
            One probability for each, shape (n,).
        """
        if not candidates:
            return np.zeros(0, np.float32)
        siblings = [c for c, _ in candidates]
        logits = np.empty(len(candidates), np.float32)
        for i, (candidate, lead) in enumerate(candidates):
            bits, dense = features(candidate, lead, siblings)
            logits[i] = self.bits[bits].sum() + float(dense @ self.dense) + self.bias
        return (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)

    def judged(self, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
        """Gives the promising candidates of a sentence, each with its speaker and the chance that it is a citation."""
        chosen = [self.with_speaker(c) for c in self.promising(candidates)]
        chances = self.probabilities(chosen)
        return [(c, float(p)) for (c, _), p in zip(chosen, chances, strict=True)]


def is_taken(candidate: Candidate, probability: float, threshold: float) -> bool:
    """Says whether a candidate is taken to be a citation."""
    limit = threshold if candidate.source else max(threshold, _NOBODY)
    return probability >= limit or surely(candidate)


def surely(candidate: Candidate) -> bool:
    """Says whether a candidate is hearsay ("is believed to have struck") or an aside ("…, X says, …").

    Both are rare in what the model was fitted on, and sure.
    """
    cue = candidate.sentence.tree[candidate.head]
    hearsay = candidate.shape == "passive" and not candidate.source and "xcomp" in candidate.parts
    aside = "beside" in candidate.parts and cue.dep_ == "parataxis"
    return (hearsay or aside) and load_words().verbs.get(cue.lemma_.lower()) in ("say", "claim", "believe")


@cache
def load_model() -> Model:
    """Loads the shipped weights.

    Raises:
        ModelError: the file isn't the one its card describes.
    """
    card = json.loads(CARD.read_text(encoding="utf-8"))
    data = WEIGHTS.read_bytes()
    if sha256(data).hexdigest() != card["sha256"]:
        raise ModelError(f"{WEIGHTS.name} is not the file that {CARD.name} describes.", "Install Détente again.")
    arrays = np.load(io.BytesIO(data), allow_pickle=False)
    shapes = {"gate": (GATE_BITS + 1,), "speakers": (BITS,), "bits": (BITS,), "dense": (DENSE,)}
    if any(arrays[name].shape != shape for name, shape in shapes.items()):
        raise ModelError(f"{WEIGHTS.name} has weights of another shape.", "Fit it anew: training/attribution.py.")
    return Model(
        **{name: arrays[name].astype(np.float32) for name in shapes},
        bias=float(arrays["bias"]),
        gate_threshold=float(card["gate_threshold"]),
        threshold=float(card["threshold"]),
    )
