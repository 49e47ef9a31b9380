"""Sentences: offsets, datelines, abbreviations; and the tree questions on parsed sentences about fictional states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente.parse
from detente.errors import ModelError
from detente.parse import Parser, agent_of, is_passive, negated, prepositional, split, subject_of
from detente.records import Article


def sentences(text: str) -> list[str]:
    return [s.text for s in split(Article("a", text)).sentences if not s.dateline]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gen. Oru left. Col. Ban stayed.", ["Gen. Oru left.", "Col. Ban stayed."]),
        ("He left the U.S. The next day he came back.", ["He left the U.S.", "The next day he came back."]),
        ("He met U.S. President Dale. It rained.", ["He met U.S. President Dale.", "It rained."]),
        ("J. K. Lorn spoke on Jan. 5. He lied.", ["J. K. Lorn spoke on Jan. 5.", "He lied."]),
        ('"We go." They went.', ['"We go."', "They went."]),
        ("One.\n\nTwo without a stop\n\nThree.", ["One.", "Two without a stop", "Three."]),
    ],
)
def test_split_finds_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_wrapped_lines_are_one_sentence() -> None:
    text = "    Varnia said it would close\nits border with Kestoria.\n    It gave no date.\n"
    assert sentences(text) == ["Varnia said it would close\nits border with Kestoria.", "It gave no date."]


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("VARNA CITY, March 14 — Varnian jets flew.", "VARNA CITY, March 14"),
        ("DORN (Outlet) - The king left.", "DORN (Outlet)"),
        ("NATO - the alliance - met on Monday.", None),
        ("The town fell.", None),
        ("BISSAU, Guinea-Bissau, May 4 - Soldiers left.", "BISSAU, Guinea-Bissau, May 4"),
        ("ORVA, Upper Dorn, 4 May - Soldiers left.", "ORVA, Upper Dorn, 4 May"),
    ],
)
def test_dateline_is_set_apart(text: str, dateline: str | None) -> None:
    found = [s.text for s in split(Article("a", text)).sentences if s.dateline]
    assert found == ([dateline] if dateline else [])


@given(st.text(min_size=0, max_size=400))
def test_offsets_always_slice_the_article(text: str) -> None:
    for sentence in split(Article("a", text, title=text[:20])).sentences:
        source = text if sentence.field == "text" else text[:20]
        assert source[sentence.start : sentence.end] == sentence.text
        assert sentence.clean.split() == sentence.text.split()


@given(st.lists(st.sampled_from(["Varnia", "\n", "  ", "\t", "left.", "It", " "]), max_size=40))
def test_clean_maps_back(parts: list[str]) -> None:
    text = " ".join(parts)
    for sentence in split(Article("a", text)).sentences:
        for i, letter in enumerate(sentence.clean):
            span = sentence.char_span(i, i + 1)
            assert text[span.start : span.end] == span.text
            assert letter == span.text or (letter == " " and span.text.isspace())


def test_long_line_is_cut() -> None:
    assert max(map(len, sentences("word " * 5000))) <= 1500


def parsed(text: str):  # type: ignore[no-untyped-def]
    document = split(Article("a", text))
    Parser().parse(document.sentences)
    return document.sentences[0]


def token(sentence, text: str):  # type: ignore[no-untyped-def]
    return next(t for t in sentence.tree if t.text == text)


def test_a_model_that_has_met_too_many_words_is_loaded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Varnia shelled Kestoria on Monday. The Qualvish envoy left Ostreva."

    def told() -> list[tuple[str, str, str]]:
        document = split(Article("a", text))
        Parser().parse(document.sentences)
        return [(t.dep_, t.tag_, t.lemma_) for s in document.sentences for t in s.tree]

    before = told()
    had, _ = detente.parse._language()
    assert "Qualvish" in had.vocab.strings
    monkeypatch.setattr(detente.parse, "_MOST_STRINGS", len(had.vocab.strings) - 1)
    document = split(Article("b", "It rained."))
    Parser().parse(document.sentences)
    has, _ = detente.parse._language()
    assert has is not had
    assert "Qualvish" not in has.vocab.strings
    assert told() == before


def test_tree_questions() -> None:
    sentence = parsed("The rebels were attacked by the army on Monday.")
    verb = token(sentence, "attacked")
    assert is_passive(verb)
    assert subject_of(verb).text == "rebels"
    assert agent_of(verb).text == "army"


def test_subject_is_inherited() -> None:
    sentence = parsed("The army surrounded the town and shelled the rebels.")
    assert subject_of(token(sentence, "shelled")).text == "army"


def test_negation_and_prepositions() -> None:
    sentence = parsed("The army did not fire at the rebels.")
    verb = token(sentence, "fire")
    assert negated(verb)
    assert [(p.text, o.text) for p, o in prepositional(verb)] == [("at", "rebels")]


def test_unparsed_sentence_says_so() -> None:
    sentence = split(Article("a", "It rained.")).sentences[0]
    with pytest.raises(ModelError, match="has no tree"):
        _ = sentence.tree
