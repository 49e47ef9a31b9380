"""Scores of a classifier on foreign rows: macro-F1 of type and quad class, intervals, the best mix and calibration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pairs import LabelledPair
from sklearn.metrics import classification_report, f1_score

from detente.events.classifier import event_quads, event_types

MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
# Where the encoder gives its best type at least this chance, the sentence isn't parsed for the linear model.
SURE_FROM = 0.85


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Gives log probabilities along the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def merged_chances(scores: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Gives the 15 merged types and their probabilities."""
    names = sorted({MERGED.get(name, name) for name in event_types()})
    chances = np.exp(log_softmax(scores))
    columns = [[i for i, kind in enumerate(event_types()) if MERGED.get(kind, kind) == name] for name in names]
    return names, np.stack([chances[:, c].sum(1) for c in columns], 1)


def answers(scores: np.ndarray) -> tuple[list[str], list[int]]:
    """Gives merged type and quad class as ``Classifier.classify`` picks them: quad first, then the type within it."""
    chances = np.exp(log_softmax(scores))
    quads = event_quads()
    sums = np.stack([chances[:, quads == q].sum(1) for q in (1, 2, 3, 4)], 1)
    chosen = sums.argmax(1) + 1
    best = np.where(quads[None, :] == chosen[:, None], chances, -1).argmax(1)
    return [MERGED.get(event_types()[i], event_types()[i]) for i in best], chosen.tolist()


def unmerged(rows: Sequence[LabelledPair], scores: np.ndarray) -> list[str]:
    """Gives the rows' types, YIELD split as the encoder leans."""
    concede, retreat = event_types().index("CONCEDE"), event_types().index("RETREAT")
    leaning = ["CONCEDE" if row[concede] > row[retreat] else "RETREAT" for row in scores]
    return [lean if row.event_type == "YIELD" else row.event_type for row, lean in zip(rows, leaning, strict=True)]


def macro(rows: Sequence[LabelledPair], scores: np.ndarray) -> tuple[float, float]:
    """Gives macro-F1 of type (15 classes) and of quad class."""
    types, quads = answers(scores)
    gold = [row.event_type for row in rows]
    return (
        float(f1_score(gold, types, average="macro")),
        float(f1_score([row.quad for row in rows], quads, average="macro")),
    )


def summary(rows: Sequence[LabelledPair], scores: np.ndarray, draws: int = 300) -> str:
    """Gives both macro-F1 with 95% bootstrap intervals."""
    types, quads = answers(scores)
    rng = np.random.default_rng(1)
    told = []
    for name, gold, found in (
        ("type", [row.event_type for row in rows], types),
        ("quad", [row.quad for row in rows], quads),
    ):
        left, right = np.array(gold), np.array(found)
        samples = [rng.integers(0, len(left), len(left)) for _ in range(draws)]
        drawn = [f1_score(left[i], right[i], average="macro", zero_division=0) for i in samples]
        low, high = np.percentile(drawn, [2.5, 97.5])
        told.append(f"{name} {f1_score(left, right, average='macro'):.3f} ({low:.3f}–{high:.3f})")
    return ", ".join(told)


def mixed(encoder: np.ndarray, linear: np.ndarray, share: float) -> np.ndarray:
    """Gives the scores that ``Classifier.classify`` uses: the encoder's own where it is sure, else the mix."""
    unsure = merged_chances(encoder)[1].max(1) < SURE_FROM
    mix = share * log_softmax(encoder) + (1 - share) * log_softmax(linear)
    return np.where(unsure[:, None], mix, log_softmax(encoder))


def report(rows: Sequence[LabelledPair], encoder: np.ndarray, linear: np.ndarray) -> tuple[float, float, float]:
    """Prints scores of each model and of mixes; gives the best share of the encoder and both temperatures."""
    print("linear:", summary(rows, linear))
    print("encoder:", summary(rows, encoder))
    mixes = {share / 10: mixed(encoder, linear, share / 10) for share in range(3, 10)}
    for share, mix in mixes.items():
        print(
            f"encoder {share}, linear {1 - share:.1f}: type {macro(rows, mix)[0]:.3f}, quad {macro(rows, mix)[1]:.3f}"
        )
    best = max(mixes, key=lambda share: sum(macro(rows, mixes[share])))
    print("best mix:", summary(rows, mixes[best]))
    print(classification_report([row.event_type for row in rows], answers(mixes[best])[0], digits=2))
    return best, temperature(rows, mixes[best]), temperature(rows, linear)


def temperature(rows: Sequence[LabelledPair], scores: np.ndarray) -> float:
    """Gives the temperature under which the gold types are likeliest."""
    gold = np.array([row.event_type for row in rows])

    def loss(heat: float) -> float:
        names, chances = merged_chances(scores / heat)
        index = np.array([names.index(name) for name in gold])
        return float(-np.log(chances[np.arange(len(gold)), index] + 1e-9).mean())

    return min((round(0.3 + 0.05 * step, 2) for step in range(35)), key=loss)
