"""Trains the linear model that says whether one party acts on another, and writes it beside the classifier.

    python training/acts.py [--data DIR] [--folds 3] [--out FOLDER]

The classifier's sentences name who did something to whom: that pair is an act. All other ordered pairs of parties that
the coder finds in the same sentence are taken for none, and so is the pair turned round where its type has a direction.
The classifier is not touched; ``training/MODEL_CARD.md`` records the shipped run.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import numpy as np
import pairs
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_curve

from detente.actors import ActorFinder, load_roster
from detente.datafiles import sha256
from detente.events.classifier import FOLDER, MANIFEST, fold_row, token_spans
from detente.events.pair_features import DIMENSIONS, pair_features
from detente.parse import Parser, split
from detente.records import Article

WEIGHTS = "acts.npy"
STRENGTH = 25.0
# The chances from which the coder takes an act and its type on trust; chosen on our own gold (see the model card).
SURE_OF_ACT, SURE_OF_TYPE = 0.25, 0.8
# What two parties do with each other has no direction.
MUTUAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE"})

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Example:
    """An ordered pair of parties in a sentence: its features, and whether one acts on the other."""

    sentence: int
    foreign: bool
    features: list[int]
    acts: bool


def main() -> None:
    """Reads the options, cross-validates, fits and writes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, help="folder that holds plv_train.tsv somewhere below it")
    options.add_argument("--folds", type=int, default=3)
    options.add_argument("--out", type=Path, default=FOLDER)
    chosen = options.parse_args()
    rows = pairs.own_rows("cooperative", "conflictual", "extra")
    rows += pairs.foreign_rows(chosen.data) if chosen.data else []
    examples = list(examples_of(rows))
    if chosen.folds:
        cross_validate(examples, chosen.folds)
    write(chosen.out, fit(matrix(examples), [e.acts for e in examples]))


def examples_of(rows: Sequence[pairs.LabelledPair]) -> Iterator[Example]:
    """Gives every ordered pair of parties in the sentences of the rows."""
    parser, finder = Parser(), ActorFinder(load_roster())
    for number, row in enumerate(rows):
        folded = fold_row(row.pair)
        document = split(Article(str(number), folded.text))
        if len(document.sentences) != 1 or document.sentences[0].dateline:
            continue
        parser.parse(document.sentences)
        doc = document.sentences[0].tree
        source, target = token_spans(doc, folded)
        if not (source[1] and target[1]) or overlap(source, target):
            continue
        yield Example(number, not row.own, pair_features(doc, source, target), True)
        if row.event_type not in MUTUAL:
            yield Example(number, not row.own, pair_features(doc, target, source), False)
        found = finder.find(document, None).get(0, ())
        others = [(f.tokens.start, f.tokens.end) for f in found]
        others = [o for o in others if not overlap(o, source) and not overlap(o, target)]
        for one, two in permutations([source, target, *others], 2):
            if {one, two} != {source, target} and not overlap(one, two):
                yield Example(number, not row.own, pair_features(doc, one, two), False)


def overlap(one: Stretch, other: Stretch) -> bool:
    """Says whether two stretches of tokens share one."""
    return one[0] < other[1] and other[0] < one[1]


def matrix(examples: Sequence[Example]) -> sparse.csr_matrix:
    """Gives the features, each row of unit length."""
    places = [e.features for e in examples]
    values = np.concatenate([np.full(len(p), 1 / np.sqrt(len(p)), np.float32) for p in places])
    ends = np.concatenate([[0], np.cumsum([len(p) for p in places])])
    return sparse.csr_matrix((values, np.concatenate(places), ends), shape=(len(places), DIMENSIONS))


def fit(rows: sparse.csr_matrix, acts: Sequence[bool]) -> LogisticRegression:
    """Fits the model."""
    return LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-4).fit(rows, np.array(acts))


def cross_validate(examples: Sequence[Example], folds: int) -> None:
    """Prints average precision, and recall at some thresholds, sentences kept together."""
    rows, acts = matrix(examples), np.array([e.acts for e in examples])
    fold = np.array([e.sentence for e in examples]) % folds
    chances = np.zeros(len(examples))
    for number in range(folds):
        model = fit(rows[fold != number], acts[fold != number])
        chances[fold == number] = model.predict_proba(rows[fold == number])[:, 1]
    foreign = np.array([e.foreign for e in examples])
    for name, some in (("all", foreign | True), ("foreign", foreign)):
        if not some.any():
            continue
        print(f"{name}: {some.sum()} pairs, {acts[some].sum()} acts, average precision", end=" ")
        print(f"{average_precision_score(acts[some], chances[some]):.3f}")
        precision, recall, thresholds = precision_recall_curve(acts[some], chances[some])
        for threshold in (0.4, 0.6, 0.8):
            at = int(np.searchsorted(thresholds, threshold))
            print(f"  from {threshold}: precision {precision[at]:.3f}, recall {recall[at]:.3f}")


def write(out: Path, model: LogisticRegression) -> None:
    """Writes the weights and names them in the classifier's manifest."""
    np.save(out / WEIGHTS, np.append(model.coef_[0], model.intercept_).astype(np.float16))
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    manifest["sure_of_act"], manifest["sure_of_type"] = SURE_OF_ACT, SURE_OF_TYPE
    manifest["sha256"][WEIGHTS] = sha256(out / WEIGHTS)
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
