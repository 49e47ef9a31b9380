"""The texts that the labeller learns from are well marked, and what is wrong in one is named with its line."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

import pytest

TRAINING = Path(__file__).parents[2] / "training"
sys.path.insert(0, str(TRAINING))

import marked  # noqa: E402 - the scripts of training are no package


def test_our_own_texts_are_marked_as_the_form_says() -> None:
    texts = marked.own_texts()
    counted = Counter(act.event_type for text in texts for act in text.acts)
    assert len(texts) > 3000
    assert len(counted) == 16
    assert min(counted.values()) > 150
    assert all(" " not in text.text[slice(*act.trigger)] for text in texts for act in text.acts)


def test_places_in_texts_of_others_hold_no_text() -> None:
    for path in sorted(marked.FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                assert not any(ch.isalpha() for ch in row["trigger"] + row["actors"] + row["recipients"])


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    act = marked.MarkedAct("ASSAULT", (12, 18), ((0, 11),), ((19, 25), (30, 36)))
    text = marked.MarkedText("places.csv", "Norland men struck Varnia and Ondria.", [act])
    empty = marked.MarkedText("places.csv", "It rained.")
    marked.write_places(tmp_path / "places.csv", [("a", 2, 41, text), ("b", 0, 10, empty)])
    texts = {"a": "x Norland  men struck Varnia\nand Ondria.", "b": "It rained."}
    assert marked.foreign_texts(tmp_path / "places.csv", texts) == [text, empty]


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("TEXT: Norland struck.\nACT: ASSAULT | hit | Norland | -", "line 2: 'hit' is not in the text"),
        ("TEXT: Norland struck.\nACT: STRIKE | struck | Norland | -", "line 2: not TYPE"),
        ("Norland struck.", "line 1: neither TEXT nor ACT"),
        ("TEXT: Norland struck.\nACT: ASSAULT | struck#2 | Norland | -", "line 2: 'struck#2' is not in the text"),
    ],
)
def test_wrong_lines_are_named(tmp_path: Path, lines: str, named: str) -> None:
    path = tmp_path / "t.txt"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(ValueError, match=named):
        list(marked.read_texts(path))
