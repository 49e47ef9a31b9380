"""The linear model: multinomial logistic regression over hashed features of the dependency tree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from detente.events.classifier import PairText, event_types, fold_row, token_spans
from detente.events.pair_features import DIMENSIONS, pair_features
from detente.parse import Parser, Sentence

STRENGTH = 25.0


def features(rows: Sequence[PairText]) -> sparse.csr_matrix:
    """Parses rows and gives their features, each row of unit length."""
    folded = [fold_row(row) for row in rows]
    sentences = [Sentence(i, "text", 0, row.text, 0) for i, row in enumerate(folded)]
    Parser().parse(sentences)
    places = [pair_features(s.tree, *token_spans(s.tree, row)) for s, row in zip(sentences, folded, strict=True)]
    values = np.concatenate([np.full(len(p), 1 / np.sqrt(len(p)), np.float32) for p in places])
    ends = np.concatenate([[0], np.cumsum([len(p) for p in places])])
    return sparse.csr_matrix((values, np.concatenate(places), ends), shape=(len(rows), DIMENSIONS))


def fit(rows: sparse.csr_matrix, types: Sequence[str], weights: Sequence[float]) -> NDArray[np.float32]:
    """Fits and gives the weights, features by types, types in the order of ``event_types``."""
    model = LogisticRegression(C=STRENGTH, max_iter=100, tol=1e-3, fit_intercept=False)
    model.fit(rows, list(types), sample_weight=np.array(weights))
    found = np.zeros((rows.shape[1], len(event_types())), np.float32)
    for row, name in enumerate(model.classes_):
        found[:, event_types().index(name)] = model.coef_[row]
    return found
