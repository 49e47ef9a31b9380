"""The trained classifier: what it must get right, what it must refuse, and that it is the same every time."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from detente import codes
from detente.errors import InputError, ModelError
from detente.events.classifier import (
    FOLDER,
    LONGEST_WORDS,
    Classified,
    Classifier,
    PairText,
    encode,
    event_types,
    fold_row,
    load_classifier,
)
from detente.parse import Parser, Sentence


def pair(text: str, source: str, target: str) -> PairText:
    """Marks the first occurrence of two phrases; an empty phrase is a side that isn't named."""
    start, other = text.find(source), text.find(target)
    assert start >= 0
    assert other >= 0
    return PairText(text, start, start + len(source), other, other + len(target))


# Fictional states, so that no name gives the type away.
PLAIN = [
    (
        "Ruritania's foreign minister met his Borduran counterpart in Geneva on Monday.",
        "Ruritania",
        "Borduran",
        "CONSULT",
    ),
    ("Syldavia has accused Borduria of training the rebels.", "Syldavia", "Borduria", "ACCUSE"),
    ("Bordurian warplanes bombed a Syldavian base, killing nine soldiers.", "Bordurian", "a Syldavian base", "ASSAULT"),
    (
        "Police in Klow arrested the leader of the Zyldav party.",
        "Police in Klow",
        "the leader of the Zyldav party",
        "COERCE",
    ),
    ("Syldavia gave Ruritania $40 million in flood relief.", "Syldavia", "Ruritania", "AID"),
    ("Borduria threatened to shell Klow unless the envoy was freed.", "Borduria", "Klow", "THREATEN"),
    ("Syldavia rejected Borduria's demand for an apology.", "Syldavia", "Borduria", "REJECT"),
    ("Borduria demanded that Syldavia withdraw its troops.", "Borduria", "Syldavia", "REQUEST"),
    ("Syldavia has agreed to lift its ban on Bordurian beef.", "Syldavia", "Bordurian", "AGREE"),
    ("Syldavia expelled two Bordurian diplomats.", "Syldavia", "two Bordurian diplomats", "SANCTION"),
    ("Syldavia released nine Bordurian prisoners on Friday.", "Syldavia", "nine Bordurian prisoners", "RETREAT"),
    (
        "Thousands of miners went on strike against the Ruritanian government.",
        "miners",
        "the Ruritanian government",
        "PROTEST",
    ),
    ("Borduria massed tanks along the Syldavian border.", "Borduria", "the Syldavian border", "MOBILIZE"),
    ("Ruritania praised Syldavia's decision to hold elections.", "Ruritania", "Syldavia", "SUPPORT"),
    ("The navies of Ruritania and Syldavia held joint exercises last week.", "Ruritania", "Syldavia", "COOPERATE"),
]


@pytest.fixture(scope="module")
def plain() -> list[Classified]:
    return load_classifier().classify([pair(text, source, target) for text, source, target, _ in PLAIN])


def test_plain_sentences_of_every_type(plain: list[Classified]) -> None:
    wrong = [(row[3], found.event_type) for row, found in zip(PLAIN, plain, strict=True) if found.event_type != row[3]]
    assert len(wrong) <= 1, wrong


def test_what_is_done_promised_refused_and_asked_are_four_types() -> None:
    forms = {
        "Syldavia lifted its embargo on Borduria.": {"CONCEDE", "RETREAT"},
        "Syldavia will lift its embargo on Borduria.": {"AGREE"},
        "Syldavia refused to lift its embargo on Borduria.": {"REJECT"},
        "Syldavia urged Ruritania to lift its embargo on Borduria.": {"REQUEST"},
    }
    target = ["Borduria", "Borduria", "Borduria", "Ruritania"]
    rows = [pair(text, "Syldavia", other) for text, other in zip(forms, target, strict=True)]
    for (text, allowed), found in zip(forms.items(), load_classifier().classify(rows), strict=True):
        assert found.event_type in allowed, text


def test_answers_are_complete_and_consistent(plain: list[Classified]) -> None:
    for found in plain:
        assert tuple(found.probabilities) == event_types()
        assert sum(found.probabilities.values()) == pytest.approx(1.0, abs=1e-5)
        assert found.confidence == found.probabilities[found.event_type]
        assert found.quad_class == (2 if found.event_type == "CONCEDE" else codes.quad_class(found.event_type))
        assert set(found.modes) <= {mode.name for mode in codes.event_type(found.event_type).modes}


def test_swapped_sides_are_accepted() -> None:
    text = "Syldavia expelled two Bordurian diplomats."
    first, other = (0, 8), (22, 31)
    found = load_classifier().classify([PairText(text, *first, *other), PairText(text, *other, *first)])
    assert found[0].event_type == found[1].event_type


def test_same_answer_twice_and_in_any_company(plain: list[Classified]) -> None:
    rows = [pair(text, source, target) for text, source, target, _ in PLAIN]
    again = load_classifier().classify(rows)
    assert again == plain
    assert load_classifier().classify(rows[2:3]) == plain[2:3]


def test_a_side_may_be_missing() -> None:
    text = "Two newspapers were ordered to close by decree."
    found = load_classifier().classify([PairText(text, 0, 0, 0, len("Two newspapers"))])[0]
    assert found.quad_class == 4


def test_nothing_in_gives_nothing_out() -> None:
    assert load_classifier().classify([]) == []


@pytest.mark.parametrize("span", [(-1, 4), (2, 400), (9, 3)])
def test_span_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="outside the text"):
        load_classifier().classify([PairText("Syldavia met Borduria.", *span, 13, 21)])


def test_white_space_is_folded_and_spans_follow() -> None:
    text = "  The\n army of\t Syldavia  hit Klow "
    end, klow = text.index("  hit"), text.index("Klow")
    row = fold_row(PairText(text, 2, end, klow, klow + 4))
    assert row.text == "The army of Syldavia hit Klow"
    assert row.text[row.source_start : row.source_end] == "The army of Syldavia"
    assert row.text[row.target_start : row.target_end] == "Klow"


def test_far_sides_of_a_very_long_text_are_kept() -> None:
    filler = "The council sat. " * 4000
    text = f"{filler}Syldavia bombed Klow at dawn. {filler}"
    at, there = text.index("Syldavia"), text.index("Klow")
    row = PairText(text, at, at + 8, there, there + 4)
    assert load_classifier().classify([row])[0].quad_class == 4
    load = load_classifier()
    load.classify([row])
    assert load._tokenizer is not None
    encoded = encode(load._tokenizer, [fold_row(row)])[0]
    assert encoded.source_at > 0
    assert encoded.target_at > encoded.source_at
    assert len(encoded.ids) <= LONGEST_WORDS + 6


def test_linear_path_agrees_on_most_plain_sentences(plain: list[Classified]) -> None:
    sentences = [Sentence(i, "text", 0, text, 0) for i, (text, *_) in enumerate(PLAIN)]
    Parser().parse(sentences)
    same = 0
    for sentence, (text, source, target, _), full in zip(sentences, PLAIN, plain, strict=True):
        spans = []
        for phrase in (source, target):
            start = text.find(phrase)
            first, last = sentence.token_at(start), sentence.token_at(start + len(phrase) - 1)
            assert first is not None
            assert last is not None
            spans.append((first, last + 1))
        found = load_classifier().classify_linear(sentence.tree, *spans)
        assert found.modes == ()
        same += found.quad_class == full.quad_class
    assert same >= 10


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "model"))


def test_altered_weights_are_refused(copied: Path) -> None:
    weights = np.load(copied / "linear.npy")
    weights[0, 0] += 1
    np.save(copied / "linear.npy", weights)
    with pytest.raises(ModelError, match=r"linear\.npy is not the one that was trained.*Install"):
        Classifier(copied)


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "manifest.json"])
def test_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelError, match=name):
        Classifier(copied)


def test_other_types_are_refused(copied: Path) -> None:
    manifest = json.loads((copied / "manifest.json").read_text())
    manifest["types"].reverse()
    (copied / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="another list"):
        Classifier(copied)


def test_hashes_name_every_file() -> None:
    named = set(load_classifier().hashes)
    assert named == {path.name for path in FOLDER.iterdir()} - {"manifest.json"}
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 30e6


def test_speed_is_not_off_by_an_order() -> None:
    rows = [pair(text, source, target) for text, source, target, _ in PLAIN] * 4
    load_classifier().classify(rows[:2])
    started = time.process_time()
    load_classifier().classify(rows)
    # The bench measures the true figure on a quiet core; this only catches a lost cache.
    assert len(rows) / (time.process_time() - started) > 25
