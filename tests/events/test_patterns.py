"""The pattern files keep what their examples promise, and say file and line where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked_sentences import code_marks

from detente.errors import DataFileError
from detente.events import EventCoder, load_patterns, may_have_act
from detente.events.patterns import EVENT_TYPES, Example

EXAMPLES = load_patterns().examples


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.file}: {e.text}")
def test_examples_of_the_pattern_files(example: Example, coder: EventCoder) -> None:
    drafts, _ = code_marks(example.text, list(example.actors), coder)
    wanted = {role: {(s, e) for s, e, r, _ in example.actors if r == role} for role in ("A", "R")}
    found = [
        d
        for d in drafts
        if d.event_type == example.event_type
        and (not example.wanted or {(f.actor.span.start, f.actor.span.end) for f in d.actors} == wanted["A"])
        and (not example.wanted or {(f.actor.span.start, f.actor.span.end) for f in d.recipients} == wanted["R"])
    ]
    assert bool(found) == example.wanted, [(d.event_type, d.of_type, d.rule) for d in drafts]


def test_the_prefilter_lets_every_wanted_example_through() -> None:
    assert [e.text for e in EXAMPLES if e.wanted and not may_have_act(e.text)] == []


def test_every_type_has_rules_and_examples() -> None:
    patterns = load_patterns()
    assert {rule.event_type for rule in patterns.rules} == set(EVENT_TYPES)
    for kind in EVENT_TYPES:
        own = [e for e in patterns.examples if e.event_type == kind]
        assert sum(e.wanted for e in own) >= 5, kind
        assert any(not e.wanted for e in own), kind


def test_hashes_name_every_file() -> None:
    hashes = load_patterns().hashes
    assert "assault.yaml" in hashes
    assert "light.yaml" in hashes
    assert all(len(value) == 64 for value in hashes.values())


@pytest.mark.parametrize(
    ("text", "complaint", "line"),
    [
        ("type: NONSENSE\ndefinition: x\nentries: []\n", "unknown type 'NONSENSE'", 1),
        ("type: AID\ndefinition: x\nentries:\n  - verbs: [gift]\n    twist: [a]\n", "unknown key 'twist'", 4),
        ("type: AID\ndefinition: x\nentries:\n  - verbs: [gift]\n    to: [moon]\n", "unknown place 'moon'", 4),
        ("type: AID\ndefinition: x\nentries:\n  - verbs: [gift]\n    object: [$nothing]\n", "unknown word class", 4),
        ("type: AID\ndefinition: x\nentries:\n  - to: [object]\n", "exactly one of verbs, nouns", 4),
        ("type: AID\nentries: []\n", "'definition' is missing", 1),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, text: str, complaint: str, line: int) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=complaint) as caught:
        load_patterns((path,))
    assert caught.value.line == line
    assert caught.value.file == str(path)


def test_a_user_file_adds_words(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "type: ASSAULT\ndefinition: own words\nentries:\n  - verbs: [zorch]\n    to: [object]\n", encoding="utf-8"
    )
    patterns = load_patterns((path,))
    assert patterns.may_have_act("Norland zorched Sudmark.")
    assert not may_have_act("Norland zorched Sudmark.")
    text = "Norland zorched Sudmark on Monday."
    drafts, _ = code_marks(text, [(0, 7, "A", "state"), (16, 23, "R", "state")], EventCoder(patterns))
    assert [d.event_type for d in drafts] == ["ASSAULT"]
    assert patterns.hashes["own.yaml"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland bombed Sudmark.", True),
        ("The two ministers met on Monday.", True),
        ("Norland lifted its sanctions.", True),
        ("Quarterly net profit rose to 3.2 crowns a share.", False),
        ("The weather in Norland was mild and sunny.", False),
    ],
)
def test_the_prefilter_needs_no_parse(text: str, expected: bool) -> None:
    assert may_have_act(text) is expected
