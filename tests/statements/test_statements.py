"""Statements on relationships: every example of the cue file, and what a statement carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from detente.datafiles import read_yaml
from detente.drafts import ActDraft, FoundActor, StatementDraft, Tokens
from detente.parse import Document, Parser, Sentence, split
from detente.records import Actor, Article
from detente.statements import find, may_have_statement
from detente.statements.cues import FILE, load_cues

# Fictional states; the parser knows them no better than a reader would.
STATES = {"Avalon": "AVA", "Avalonian": "AVA", "Brume": "BRU", "Brumish": "BRU", "Cassia": "CAS"}


def found_actors(sentence: Sentence) -> Iterator[FoundActor]:
    """Stands in for the actors room: each fictional name is a state."""
    for token in sentence.tree:
        if token.text in STATES:
            actor = Actor(sentence.span(token.i, token.i + 1), token.text, STATES[token.text], kind="state")
            yield FoundActor(Tokens(sentence.index, token.i, token.i + 1, token.i), actor)


def read(text: str, title: str = "") -> tuple[Document, dict[int, list[FoundActor]]]:
    document = split(Article(id="a", text=text, title=title))
    Parser().parse(document.sentences)
    return document, {s.index: list(found_actors(s)) for s in document.sentences}


def statements(text: str, title: str = "", acts: tuple[ActDraft, ...] = ()) -> list[StatementDraft]:
    document, actors = read(text, title)
    return find(document, actors, acts)


def act_on(text: str, word: str) -> ActDraft:
    """Makes an act draft whose trigger is a word of the text."""
    document, _ = read(text)
    for sentence in document.sentences:
        for token in sentence.tree:
            if token.text == word:
                return ActDraft(Tokens(sentence.index, token.i, token.i + 1, token.i), "ASSAULT")
    raise AssertionError(word)


PHRASES: list[Any] = list(read_yaml(FILE)["phrases"])
EXAMPLES: Any = read_yaml(FILE)["examples"]


@pytest.mark.parametrize(("entry", "text"), [(e, t) for e in PHRASES for t in e["must"]], ids=lambda v: str(v)[:40])
def test_phrase_makes_its_statement(entry: Any, text: str) -> None:
    assert may_have_statement(text)
    assert entry["aspect"] in {s.aspect for s in statements(text)}
    directions = {s.direction for s in statements(text) if s.aspect == entry["aspect"]}
    assert entry["direction"] in directions


@pytest.mark.parametrize(("entry", "text"), [(e, t) for e in PHRASES for t in e["must_not"]], ids=lambda v: str(v)[:40])
def test_phrase_makes_no_statement(entry: Any, text: str) -> None:
    assert entry["aspect"] not in {s.aspect for s in statements(text)}


@pytest.mark.parametrize("example", EXAMPLES["must"], ids=lambda e: e["text"])
def test_example_makes_its_statement(example: Any) -> None:
    found = statements(example["text"])
    assert (example["aspect"], example["direction"]) in {(s.aspect, s.direction) for s in found}
    assert {a.country for s in found for a in s.actors} == {"AVA", "BRU"}


@pytest.mark.parametrize("text", EXAMPLES["must_not"])
def test_example_makes_no_statement(text: str) -> None:
    assert statements(text) == []


def test_pair_from_compound_adjective_of_real_states() -> None:
    found = statements("U.S.-Pakistan ties have soured. Sino-Indian relations are frosty.")
    assert [tuple(a.country for a in s.actors) for s in found] == [("USA", "PAK"), ("CHN", "IND")]


def test_pair_is_carried_to_the_relationship_spoken_of_before() -> None:
    found = statements("Relations between Avalon and Brume soured in May. The relationship has since improved.")
    assert [(s.direction, [a.country for a in s.actors]) for s in found] == [
        ("worse", ["AVA", "BRU"]),
        ("better", ["AVA", "BRU"]),
    ]


def test_pair_of_the_title_serves_a_sentence_without_names() -> None:
    found = statements("The visit pointed to improved relations.", title="Avalon and Brume meet")
    assert [a.country for s in found for a in s.actors] == ["AVA", "BRU"]


def test_no_statement_without_two_parties() -> None:
    assert statements("Relations with the neighbours have soured, a farmer said.") == []


def test_negated_change_tells_no_direction() -> None:
    (found,) = statements("Relations between Avalon and Brume have not improved.")
    assert found.direction == "none"


def test_sign_points_to_the_act() -> None:
    text = "In the latest sign of improving ties with Brume, Avalon bombed a camp of the Red Column."
    found = statements(text, acts=(act_on(text, "bombed"),))
    assert [(s.link, s.evidence) for s in found] == [("sign_of", (0,))]


def test_sign_points_to_the_act_of_the_sentence_before() -> None:
    text = "Avalon bombed a camp. The blow is the latest sign of improving ties between Avalon and Brume."
    found = statements(text, acts=(act_on(text, "bombed"),))
    assert [(s.link, s.evidence) for s in found] == [("sign_of", (0,))]
    text = "Avalon bombed a camp. Ana Holt sees a sign of improving ties between Avalon and Brume."
    found = statements(text, acts=(act_on(text, "bombed"),))
    assert [(s.link, s.evidence) for s in found] == [(None, ())]


@pytest.mark.parametrize(
    ("text", "aspect", "direction"),
    [
        ("Tensions between Avalon and Brume have eased.", "change", "better"),
        ("Tensions between Avalon and Brume are rising.", "change", "worse"),
        ("The thaw between Avalon and Brume has stalled.", "change", "worse"),
        ("Trust between Avalon and Brume has been restored.", "trust", "better"),
        ("Brume is a greater threat to Avalon than Cassia is.", "threat", "none"),
    ],
)
def test_what_becomes_of_a_state_tells_the_direction(text: str, aspect: str, direction: str) -> None:
    assert [(s.aspect, s.direction) for s in statements(text)] == [(aspect, direction)]


@pytest.mark.parametrize(
    "text",
    [
        "Banks in Avalon and Brume have close ties to shipping.",
        "A rift valley runs through Avalon and Brume.",
        "Avalon's hostility to weeds is known in Brume.",
    ],
)
def test_ties_and_feelings_to_things_are_no_statement(text: str) -> None:
    assert statements(text) == []


def test_cause_points_to_the_act() -> None:
    text = "Relations between Avalon and Brume soured after Avalon bombed a village in Brume."
    (found,) = statements(text, acts=(act_on(text, "bombed"),))
    assert (found.aspect, found.link, found.evidence) == ("change", "caused_by", (0,))


def test_concession_points_to_the_act() -> None:
    text = "Despite the raid, relations between Avalon and Brume remain close."
    (found,) = statements(text, acts=(act_on(text, "raid"),))
    assert (found.link, found.evidence) == ("despite", (0,))


def test_sign_is_of_the_news_and_not_of_the_older_matter_in_it() -> None:
    text = "The patrol is the latest sign that ties between Avalon and Brume have recovered from the serious breach."
    found = {s.label: s.link for s in statements(text, acts=(act_on(text, "patrol"),))}
    assert found == {"recovered": "sign_of", "serious breach": None}


def test_threat_names_both_sides_in_order() -> None:
    (found,) = statements("The Red Column poses a bigger threat to Brume than to Avalon.")
    assert [a.country for a in found.actors] == ["BRU", "AVA"]
    assert found.label == "bigger threat to Brume than to Avalon"


def test_every_cue_word_passes_the_first_check() -> None:
    cues = load_cues()
    for word in cues.quick:
        assert may_have_statement(f"The {word} between them"), word
