"""The clutter rules: their own examples, and running text that must never go."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import DataFileError
from detente.read.clutter import Rule, load_rules, rule_of, sift


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.kind)
def test_rule_matches_its_examples_and_spares_the_others(rule: Rule) -> None:
    for line in rule.positive:
        found = rule_of(line)
        assert found is not None, line
        assert found.action == rule.action, line
    for line in rule.negative:
        assert rule_of(line) is None, line


@pytest.mark.parametrize(
    "line",
    [
        "He told Reuters.",
        "The two sides share the river.",
        "Email servers of the ministry were attacked from Ostreva, it said.",
        "Ostreva printed the text of the pact.",
        "Close to the border, soldiers dug trenches.",
        "“Follow us,” the soldiers shouted.",
        "Photographs of the crossing were published on Monday.",
        "Corrections to the border map were agreed.",
        "It contributed to this.",
        "All rights of passage are reserved for allies, the treaty says.",
        "Ostreva subscribed to the treaty in May.",
        "Sponsored by Sarkany, the talks went on for a week.",
        "Sources: the ministry, the army and a diplomat, who all spoke on Tuesday.",
    ],
)
def test_sentences_stay(line: str) -> None:
    assert rule_of(line) is None


def test_last_line_of_a_wrapped_sentence_stays() -> None:
    lines = [
        "The company said that it would pay twelve cents a",
        "share.",
        "The minister repeated it when he spoke to",
        "Reuters.",
    ]
    assert sift(lines).kept == (0, 1, 2, 3)


def test_list_of_links_goes_up_to_the_next_sentence() -> None:
    lines = [
        "Ostreva closed its embassy on Monday.",
        "Related stories",
        "Envoy recalled",
        "Who owns the river?",
        "Veldania said that it was sorry to hear of it.",
    ]
    kept = sift(lines).kept
    # A headline that asks reads as no sentence here only because it is short.
    assert [lines[i] for i in kept] == [lines[0], lines[4]]


def test_broken_rule_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "clutter.yaml"
    path.write_text("- kind: one\n  is: []\n  is_not: []\n- kind: two\n  patterns: ['(']\n  is: []\n  is_not: []\n")
    with pytest.raises(DataFileError, match="line 4"):
        load_rules(path)
