"""Fits the model of the attribution room on articles with marked citations, and says how well it does.

    python training/attribution.py --data DIR [--write]

``DIR`` holds ``polnear/polnear_train.jsonl``: one article a line with ``id``, ``text`` and ``attributions``, each a
mapping with lists of character spans ``source``, ``cue`` and ``content``. The score printed is that of five-fold
cross-validation over articles: a citation counts as found where the source overlaps (or both have none) and at least
half of the content is found, matched one to one. ``--write`` fits on all articles and writes weights and card; the
weights are of hashed features, so that no word of the articles is in them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from detente.attribution.candidate import Candidate
from detente.attribution.candidates import candidates_in, give_quotes
from detente.attribution.features import BITS, features
from detente.attribution.find import quotes_of, without_excuses
from detente.attribution.model import CARD, WEIGHTS, accepted
from detente.attribution.quotes import Quote, find_quotes
from detente.attribution.spans import content_of, loose_quotes
from detente.attribution.words import may_have_cue
from detente.parse import Document, Parser, model_version, split
from detente.records import Article

SEED = 20260822
# How far dense features count against bits, and the inverse strength of the penalty: chosen by cross-validation.
SCALE = 0.15
STRENGTH = 0.1
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
Stretches = list[tuple[int, int]]
# Source, content and cue.
Item = tuple[Stretches, Stretches, Stretches]


@dataclass
class Example:
    """One article with its candidates, their features and which of them are citations."""

    document: Document
    gold: list[dict[str, Any]]
    quotes: list[Quote]
    candidates: list[Candidate]
    bits: list[list[int]]
    dense: np.ndarray
    labels: np.ndarray


def overlap(a: Stretches, b: Stretches) -> int:
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)


def length(a: Stretches) -> int:
    return sum(e - s for s, e in a)


def found(item: Item, gold: dict[str, Any]) -> bool:
    """Says whether a citation that was found is the marked one."""
    source, content, _ = item
    marked = gold.get("source", [])
    if bool(marked) != bool(source) or (marked and not overlap(source, marked)):
        return False
    return bool(gold.get("content")) and overlap(content, gold["content"]) * 2 >= length(gold["content"])


def items(document: Document, kept: list[Candidate], quotes: list[Quote]) -> list[Item]:
    """Turns candidates into stretches of source, content and cue."""
    further = loose_quotes(document, quotes, kept)
    made = []
    for i, candidate in enumerate(kept):
        sentence = candidate.sentence
        content = [*content_of(candidate)[1], *((q.start, q.end) for q in further.get(i, ()))]
        source = [(s.start, s.end) for s in (sentence.span(*r) for r in candidate.source)]
        cue = sentence.span(*candidate.cue)
        made.append((source, content, [(cue.start, cue.end)]))
    return made


def pairs(made: list[Item], gold: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Matches marked and found citations one to one, those with the same cue and the closest length first."""
    order = []
    for g, marked in enumerate(gold):
        for i, item in enumerate(made):
            if found(item, marked):
                same_cue = overlap(item[2], marked.get("cue", [])) > 0
                order.append((not same_cue, abs(length(item[1]) - length(marked["content"])), g, i))
    matched: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used: set[int] = set()
    for _, _, g, i in sorted(order):
        if g not in used_gold and i not in used:
            used_gold.add(g)
            used.add(i)
            matched.append((g, i))
    return matched


def examples(path: Path) -> list[Example]:
    """Reads and parses the articles and makes candidates, features and labels."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    documents = [split(Article(id=row["id"], text=row["text"])) for row in rows]
    # As the coder does: sentences without a cue word or quotation mark are never parsed, and what is in them is missed.
    Parser().parse(s for d in documents for s in d.sentences if may_have_cue(s.clean))
    return [_example(d, row["attributions"]) for d, row in zip(documents, rows, strict=True)]


def _example(document: Document, gold: list[dict[str, Any]]) -> Example:
    quotes = find_quotes(document)
    candidates: list[Candidate] = []
    bits: list[list[int]] = []
    dense = []
    for sentence in document.parsed():
        mine = candidates_in(sentence, quotes_of(sentence, quotes))
        for candidate in mine:
            set_bits, numbers = features(candidate, mine)
            bits.append(set_bits)
            dense.append(numbers)
        candidates.extend(mine)
    labels = np.zeros(len(candidates), int)
    for _, i in pairs(items(document, candidates, quotes), gold):
        labels[i] = 1
    return Example(document, gold, quotes, candidates, bits, np.array(dense), labels)


def matrix(chosen: list[Example]) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    rows: list[int] = []
    columns: list[int] = []
    count = 0
    for example in chosen:
        for bits in example.bits:
            rows.extend([count] * len(bits))
            columns.extend(bits)
            count += 1
    hashed = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(count, BITS))
    return hashed, np.vstack([e.dense for e in chosen]), np.concatenate([e.labels for e in chosen])


def fit(chosen: list[Example]) -> tuple[np.ndarray, np.ndarray, float]:
    """Fits weights of bits, of dense features (scaling worked in) and the intercept."""
    hashed, dense, labels = matrix(chosen)
    mean, deviation = dense.mean(0), dense.std(0) + 1e-6
    scaled = (dense - mean) / deviation * SCALE
    model = LogisticRegression(C=STRENGTH, max_iter=500, random_state=SEED)
    model.fit(hstack([hashed, csr_matrix(scaled)]).tocsr(), labels)
    weights = model.coef_[0]
    dense_weights = weights[BITS:] * SCALE / deviation
    return weights[:BITS], dense_weights, float(model.intercept_[0] - mean @ dense_weights)


def probabilities(example: Example, weights: tuple[np.ndarray, np.ndarray, float]) -> np.ndarray:
    hashed, dense, _ = matrix([example])
    return 1 / (1 + np.exp(-(hashed @ weights[0] + dense @ weights[1] + weights[2])))


def score(chosen: list[Example], chances: list[np.ndarray], threshold: float) -> tuple[float, float, float]:
    """Gives precision, recall and F1."""
    right = made_count = gold_count = 0
    for example, chance in zip(chosen, chances, strict=True):
        kept: list[Candidate] = []
        taken = [c for c, p in zip(example.candidates, chance, strict=True) if accepted(c, float(p), threshold)]
        for sentence in example.document.parsed():
            own = without_excuses(sentence, [c for c in taken if c.sentence is sentence])
            kept.extend(give_quotes(sentence, own, quotes_of(sentence, example.quotes)) if own else [])
        made = items(example.document, kept, example.quotes)
        right += len(pairs(made, example.gold))
        made_count += len(made)
        gold_count += len(example.gold)
    precision, recall = right / max(made_count, 1), right / gold_count
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def cross_validate(chosen: list[Example]) -> dict[float, tuple[float, float, float]]:
    chances: list[np.ndarray] = [np.zeros(0)] * len(chosen)
    for train, test in KFold(5, shuffle=True, random_state=SEED).split(chosen):
        weights = fit([chosen[i] for i in train])
        for i in test:
            chances[i] = probabilities(chosen[i], weights)
    return {t: score(chosen, chances, t) for t in THRESHOLDS}


def write(weights: tuple[np.ndarray, np.ndarray, float], threshold: float, card: dict[str, Any]) -> None:
    np.savez_compressed(
        WEIGHTS,
        bits=weights[0].astype(np.float16),
        dense=weights[1].astype(np.float16),
        bias=np.float32(weights[2]),
    )
    card = {"sha256": hashlib.sha256(WEIGHTS.read_bytes()).hexdigest(), "threshold": threshold, **card}
    CARD.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--write", action="store_true", help="fit on all articles and write weights and card")
    options = arguments.parse_args()
    source = options.data / "polnear" / "polnear_train.jsonl"
    chosen = examples(source)
    scores = cross_validate(chosen)
    for threshold, (precision, recall, f1) in scores.items():
        print(f"threshold {threshold:.2f}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
    best = max(scores, key=lambda t: scores[t][2])
    if options.write:
        precision, recall, f1 = scores[best]
        card = {
            "data": "PolNeAR 1.0 (Newell et al., LREC 2018), train part; weights of hashed features only",
            "data_sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
            "articles": len(chosen),
            "citations": sum(len(e.gold) for e in chosen),
            "parser": model_version(),
            "seed": SEED,
            "cross_validation": {"folds": 5, "precision": precision, "recall": recall, "f1": f1},
        }
        write(fit(chosen), best, {k: round(v, 4) if isinstance(v, float) else v for k, v in card.items()})


if __name__ == "__main__":
    main()
