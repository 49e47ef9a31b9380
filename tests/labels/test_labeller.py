"""The labeller's shipped model, on made-up sentences, and what it does when its files are wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from detente import codes
from detente.errors import ModelError
from detente.labels import ACTOR, CONTENT, RECIPIENT, SOURCE, Labelled, Labeller, Labels, load_labeller
from detente.labels.labeller import FOLDER, LONGEST
from detente.labels.weights import MANIFEST
from detente.parse import Parser, split
from detente.records import Article

TYPES = [kind.code for kind in codes.event_types()]
STRIKE = "French jets struck rebel positions near Kidal on Monday , the army said .".split()


def belonging(labels: Labels, role: int, head: int, words: list[str]) -> str:
    return " ".join(word for word, chance in zip(words, labels.belongs[role, head], strict=True) if chance > 0.5)


def test_words_that_tell_an_act_or_cite_and_who_and_what_belongs_to_them() -> None:
    labels = load_labeller().label(STRIKE)
    struck, said = STRIKE.index("struck"), STRIKE.index("said")
    assert labels.told(struck) > 0.8
    assert TYPES[int(labels.tells[struck, 1:].argmax())] == "ASSAULT"
    assert "jets" in belonging(labels, ACTOR, struck, STRIKE)
    assert "rebel positions" in belonging(labels, RECIPIENT, struck, STRIKE)
    assert labels.cites[said] > 0.8 > labels.cites[struck]
    assert "army" in belonging(labels, SOURCE, said, STRIKE)
    assert "jets struck rebel positions" in belonging(labels, CONTENT, said, STRIKE)


def test_chances_are_chances() -> None:
    labels = load_labeller().label(STRIKE)
    assert labels.tells.shape == (len(STRIKE), len(TYPES) + 1)
    assert labels.belongs.shape == (4, len(STRIKE), len(STRIKE))
    np.testing.assert_allclose(labels.tells.sum(1), 1, atol=1e-5)
    assert all(chances.min() >= 0 and chances.max() <= 1 for chances in (labels.cites, labels.belongs, labels.tells))


@pytest.mark.parametrize("words", [["."], ["\u200b"], ["x"], ["ضرب", "—", "🛡"]])
def test_odd_words_are_labelled_too(words: list[str]) -> None:
    assert load_labeller().label(words).cites.shape == (len(words),)


def test_words_beyond_the_longest_tell_nothing() -> None:
    words = ["table"] * LONGEST + ["attacked"]
    labels = load_labeller().label(words)
    assert labels.told(len(words) - 1) == 0


def test_a_sentence_is_labelled_once() -> None:
    document = split(Article("a", "French jets struck rebel positions."))
    Parser().parse(document.sentences)
    labelled = Labelled(load_labeller())
    assert labelled.of(document.sentences[0]) is labelled.of(document.sentences[0])


def test_wrong_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="manifest"):
        Labeller(tmp_path)
    shutil.copytree(FOLDER, tmp_path / "model")
    (tmp_path / "model" / "labels.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match="not the one that was trained"):
        Labeller(tmp_path / "model")
    (tmp_path / "model" / "labels.onnx").unlink()
    with pytest.raises(ModelError, match=r"labels\.onnx is missing"):
        Labeller(tmp_path / "model")
    manifest = json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / MANIFEST).write_text(json.dumps({"types": ["A"], "sha256": {}}), encoding="utf-8")
    assert manifest["types"] == TYPES
    with pytest.raises(ModelError, match="another list of types"):
        Labeller(tmp_path / "other")
    (tmp_path / "other" / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="not JSON"):
        Labeller(tmp_path / "other")
