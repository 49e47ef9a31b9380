"""The small trained model that tells citations from other verbs and nouns: a logistic regression, weights only."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from detente.attribution.candidate import Candidate
from detente.attribution.features import BITS, DENSE, Floats, features
from detente.attribution.words import load_words
from detente.errors import ModelError

WEIGHTS = Path(__file__).with_name("weights.npz")
CARD = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over hashed bits and dense features.

    Attributes:
        bits: weight of each bit. ``dense``: weight of each dense feature, its scaling worked in. ``bias``: intercept.
        threshold: probability from which a candidate is taken to be a citation.
    """

    bits: Floats
    dense: Floats
    bias: float
    threshold: float

    def probabilities(self, candidates: Sequence[Candidate]) -> Floats:
        """Scores the candidates of one sentence.

        Returns:
            One probability for each, shape (n,).
        """
        if not candidates:
            return np.zeros(0, np.float32)
        logits = np.empty(len(candidates), np.float32)
        for i, candidate in enumerate(candidates):
            bits, dense = features(candidate, candidates)
            logits[i] = self.bits[bits].sum() + float(dense @ self.dense) + self.bias
        return (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)


def accepted(candidate: Candidate, probability: float, threshold: float) -> bool:
    """Says whether a candidate is taken: by the model, as hearsay ("is believed to have struck"), or as an aside.

    The last two are rare in what the model was fitted on, and sure.
    """
    if probability >= threshold:
        return True
    cue = candidate.sentence.tree[candidate.head]
    hearsay = candidate.shape == "passive" and not candidate.source and "xcomp" in candidate.parts
    aside = "beside" in candidate.parts and bool(candidate.source) and cue.dep_ == "parataxis"
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
    if arrays["bits"].shape != (BITS,) or arrays["dense"].shape != (DENSE,):
        raise ModelError(f"{WEIGHTS.name} has weights of another shape.", "Fit it anew: training/attribution.py.")
    return Model(
        bits=arrays["bits"].astype(np.float32),
        dense=arrays["dense"].astype(np.float32),
        bias=float(arrays["bias"]),
        threshold=float(card["threshold"]),
    )
