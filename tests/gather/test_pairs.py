"""The judgement on coded sentences: the pairs it was tuned on, so that a change that spoils it is noticed."""

from __future__ import annotations

from pathlib import Path

import yaml

from detente.evaluate.clusters import pairs
from detente.evaluate.gathering import event_of_report
from detente.pipeline import Pipeline
from detente.records import Article, Published

PAIRS = yaml.safe_load((Path(__file__).parent / "pairs.yaml").read_text(encoding="utf-8"))


def test_pairs_of_reports_are_told_apart() -> None:
    articles = [
        Article(f"{i}{side}", text, published=Published(day))
        for i, (day, one, later, other, _) in enumerate(PAIRS)
        for side, day, text in (("a", day, one), ("b", later, other))
    ]
    coded = list(Pipeline().code(articles))
    judged: list[tuple[bool, bool, str]] = []
    for i, (day, _, later, other, same) in enumerate(PAIRS):
        found = event_of_report([("a", coded[2 * i], day), ("b", coded[2 * i + 1], later)])
        if None not in found.values():
            judged.append((found["a"] == found["b"], same, other))
    score = pairs((said for said, _, _ in judged), (gold for _, gold, _ in judged))
    wrong = [text for said, gold, text in judged if said != gold]
    assert score.of > 40
    assert score.precision >= 0.9, wrong
    assert score.recall >= 0.72, wrong
