"""Fits the model of the attribution room on articles with marked citations, and says how well it does.

    python training/attribution.py --data DIR [--write]
    python training/attribution.py --data DIR --fold 0 --labels FOLDER    # with a labeller that held out the same fold

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
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from detente.attribution.candidate import Candidate
from detente.attribution.candidates import candidates_in, give_quotes
from detente.attribution.features import BITS, DENSE, GATE_BITS, features, gate_bits, speaker_bits
from detente.attribution.find import AttributionFinder, quotes_of, without_excuses
from detente.attribution.model import CARD, WEIGHTS, Model, is_taken, load_model
from detente.attribution.quotes import Quote, find_quotes
from detente.attribution.spans import content_of, loose_quotes
from detente.attribution.speakers import speakers_of
from detente.attribution.words import may_have_cue
from detente.labels import Labelled, Labeller
from detente.parse import Document, Parser, model_version, split
from detente.records import Article

SEED = 20260822
# How far dense features count against bits, and the inverse strength of each penalty: chosen by cross-validation.
SCALE = 0.15
STRENGTH = 0.1
GATE_STRENGTH = 0.3
SPEAKER_STRENGTH = 1.0
# What the first look gives a smaller chance than this is dropped.
GATE = 0.1
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5)
Stretches = list[tuple[int, int]]
# Source, content and cue.
Item = tuple[Stretches, Stretches, Stretches]


@dataclass
class Example:
    """One article with its candidates by sentence, and what is marked at their cues.

    Attributes:
        sentences: the candidates of each sentence that has any.
        cued: whether each candidate's main word is part of a marked cue.
        speakers: bits of each reading of who is cited by a cued candidate, and whether the reading is the marked one.
    """

    document: Document
    gold: list[dict[str, Any]]
    quotes: list[Quote]
    sentences: list[list[Candidate]]
    cued: list[bool]
    speakers: list[tuple[list[int], bool]]


def overlap(a: Stretches, b: Stretches) -> int:
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)


def length(a: Stretches) -> int:
    return sum(e - s for s, e in a)


def found(item: Item, gold: dict[str, Any]) -> bool:
    """Says whether a citation that was found is the marked one."""
    source, content, _ = item
    if not same_source(source, gold.get("source", [])):
        return False
    return bool(gold.get("content")) and overlap(content, gold["content"]) * 2 >= length(gold["content"])


def items(document: Document, kept: list[Candidate], quotes: list[Quote]) -> list[Item]:
    """Turns candidates into stretches of source, content and cue."""
    further = loose_quotes(document, quotes, kept)
    made = []
    for i, candidate in enumerate(kept):
        content = [*content_of(candidate)[1], *((q.start, q.end) for q in further.get(i, ()))]
        made.append((stretches(candidate, candidate.source), content, stretches(candidate, [candidate.cue])))
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
    made = Example(document, gold, quotes, [], [], [])
    for sentence in document.parsed():
        mine = candidates_in(sentence, quotes_of(sentence, quotes))
        made.sentences.append(mine)
        for candidate in mine:
            cue = stretches(candidate, ((candidate.head, candidate.head + 1),))
            marked = [a for a in gold if a.get("content") and overlap(cue, a.get("cue", []))]
            made.cued.append(bool(marked))
            made.speakers.extend(_readings(candidate, marked))
    return made


def stretches(candidate: Candidate, ranges: Iterable[tuple[int, int]]) -> Stretches:
    return [(s.start, s.end) for s in (candidate.sentence.span(*r) for r in ranges)]


def same_source(source: Stretches, marked: Stretches) -> bool:
    return overlap(source, marked) > 0 if marked else not source


def _readings(candidate: Candidate, marked: list[dict[str, Any]]) -> list[tuple[list[int], bool]]:
    """Gives the readings of who is cited with whether each is the marked one, where there is a choice to learn."""
    options = speakers_of(candidate) if marked else ()
    right = [any(same_source(stretches(candidate, o.ranges), a.get("source", [])) for a in marked) for o in options]
    if len(options) < 2 or not any(right):
        return []
    return list(zip(speaker_bits(candidate, options), right, strict=True))


def matrix(rows: list[list[int]], width: int) -> csr_matrix:
    """Makes a sparse matrix of rows of set bits; a bit set twice counts twice."""
    columns = np.concatenate([np.asarray(row, np.int32) for row in rows])
    ends = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), width))


def fit_bits(rows: list[list[int]], labels: list[bool], width: int, strength: float) -> np.ndarray:
    """Fits weights of bits, the intercept last."""
    model = LogisticRegression(C=strength, max_iter=500, random_state=SEED)
    model.fit(matrix(rows, width), np.array(labels, int))
    return np.append(model.coef_[0], model.intercept_[0])


def fit(chosen: list[Example]) -> Model:
    """Fits the first look, then who is cited, then what is a citation on what the first two leave."""
    gate = fit_bits(
        [gate_bits(c) for e in chosen for s in e.sentences for c in s],
        [cued for e in chosen for cued in e.cued],
        GATE_BITS,
        GATE_STRENGTH,
    )
    readings = [reading for e in chosen for reading in e.speakers]
    speakers = fit_bits([bits for bits, _ in readings], [right for _, right in readings], BITS, SPEAKER_STRENGTH)
    limit = float(np.log(GATE / (1 - GATE)))
    model = Model(gate, speakers[:BITS], np.zeros(BITS), np.zeros(DENSE), 0.0, limit, 0.5)
    return replace(model, **_fit_last(chosen, model))


def _fit_last(chosen: list[Example], model: Model) -> dict[str, Any]:
    """Fits weights of bits, of dense features (scaling worked in) and the intercept of the last model."""
    bits, numbers, labels = [], [], []
    for example in chosen:
        looked = look(example, model)
        kept = [c for s in looked for c, _ in s]
        marks = np.zeros(len(kept), int)
        for _, i in pairs(items(example.document, kept, example.quotes), example.gold):
            marks[i] = 1
        labels.append(marks)
        for sentence in looked:
            siblings = [c for c, _ in sentence]
            for candidate, lead in sentence:
                own, dense = features(candidate, lead, siblings)
                bits.append(own)
                numbers.append(dense)
    dense = np.array(numbers)
    mean, deviation = dense.mean(0), dense.std(0) + 1e-6
    last = LogisticRegression(C=STRENGTH, max_iter=500, random_state=SEED)
    scaled = csr_matrix((dense - mean) / deviation * SCALE)
    last.fit(hstack([matrix(bits, BITS), scaled]).tocsr(), np.concatenate(labels))
    weights = last.coef_[0]
    dense_weights = weights[BITS:] * SCALE / deviation
    bias = float(last.intercept_[0] - mean @ dense_weights)
    return {"bits": weights[:BITS], "dense": dense_weights, "bias": bias}


def look(example: Example, model: Model) -> list[list[tuple[Candidate, float]]]:
    """Gives the promising candidates of each sentence, each with its speaker and the lead of it."""
    return [[model.with_speaker(c) for c in model.promising(s)] for s in example.sentences]


def score(judged: list[tuple[Example, list[Candidate], np.ndarray]], threshold: float) -> tuple[float, float, float]:
    """Gives precision, recall and F1."""
    right = made_count = gold_count = 0
    for example, candidates, chances in judged:
        taken = [c for c, p in zip(candidates, chances, strict=True) if is_taken(c, float(p), threshold)]
        kept: list[Candidate] = []
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
    judged = []
    for train, test in KFold(5, shuffle=True, random_state=SEED).split(chosen):
        model = fit([chosen[i] for i in train])
        for i in test:
            looked = look(chosen[i], model)
            chances = np.concatenate([np.zeros(0), *(model.probabilities(s) for s in looked)])
            judged.append((chosen[i], [c for s in looked for c, _ in s], chances))
    return {t: score(judged, t) for t in THRESHOLDS}


def show_mixed(chosen: list[Example], fold: int, folder: Path) -> None:
    """Prints the scores on a fold that neither the model nor the labeller of a folder was fitted on."""
    train, test = list(KFold(5, shuffle=True, random_state=SEED).split(chosen))[fold]
    shipped = load_model()
    model = replace(fit([chosen[i] for i in train]), threshold=shipped.threshold)
    finder, labeller = AttributionFinder(model), Labeller(folder)
    for name, labelled in (("the tree's model alone", False), ("with the labeller", True)):
        right = made_count = gold_count = covered = said = 0
        for example in (chosen[i] for i in test):
            labels = Labelled(labeller) if labelled else None
            made = items(example.document, finder.kept(example.document, example.quotes, labels), example.quotes)
            matched = pairs(made, example.gold)
            right, made_count, gold_count = right + len(matched), made_count + len(made), gold_count + len(example.gold)
            covered += sum(overlap(made[i][1], example.gold[g]["content"]) for g, i in matched)
            said += sum(length(made[i][1]) for _, i in matched)
        precision, recall = right / made_count, right / gold_count
        f1 = 2 * precision * recall / (precision + recall)
        print(
            f"fold {fold}, {name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} of {gold_count}; ",
            end="",
        )
        print(f"{covered / said:.3f} of what is given as content is marked so")


def write(model: Model, threshold: float, card: dict[str, Any]) -> None:
    arrays = {name: getattr(model, name).astype(np.float16) for name in ("gate", "speakers", "bits", "dense")}
    np.savez_compressed(WEIGHTS, bias=np.float32(model.bias), **arrays)
    digest = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    card = {"sha256": digest, "threshold": threshold, "gate_threshold": model.gate_threshold, **card}
    CARD.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--write", action="store_true", help="fit on all articles and write weights and card")
    arguments.add_argument("--fold", type=int, default=0, help="with --labels: the fold it was not trained on")
    arguments.add_argument(
        "--labels", type=Path, help="a labeller of training/labels.py --fold; scores both on that fold"
    )
    options = arguments.parse_args()
    source = options.data / "polnear" / "polnear_train.jsonl"
    chosen = examples(source)
    if options.labels:
        show_mixed(chosen, options.fold, options.labels)
        return
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
