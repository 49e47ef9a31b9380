"""Acts that no pattern tells: what the trained models must both say before the coder believes them."""

from __future__ import annotations

import pytest
from marked_sentences import Coded, code_marks, unmark

from detente.events import EventCoder, PairText, load_classifier, load_patterns
from detente.events.classifier import Classified
from detente.events.unpatterned import RULE

UNTOLD = "{Norland} has wafted four glider loads of insulin to {Sudmark}, and {Westria} looked on."


class Stub:
    """Stands for the trained models: acts of the first party on the second alone, of one type, so sure."""

    sure_of_act, sure_of_type = 0.5, 0.8

    def __init__(self, event_type: str, sure: float = 0.9, first: str = "Norland", second: str = "Sudmark") -> None:
        self.answer = Classified(event_type, (), 2, sure, {})
        self.sides = (first, second)
        self.asked: list[PairText] = []

    def chance_of_act(self, doc: object, source: tuple[int, int], target: tuple[int, int]) -> float:
        told = (str(doc[source[0] : source[1]]), str(doc[target[0] : target[1]]))  # type: ignore[index]
        return 0.9 if told == self.sides else 0.1

    def classify(self, rows: list[PairText]) -> list[Classified]:
        self.asked += rows
        return [self.answer for _ in rows]


def coded(marked: str, stub: Stub | None) -> Coded:
    text, marks = unmark(marked)
    drafts, document = code_marks(text, marks, EventCoder(load_patterns(), stub))  # type: ignore[arg-type]
    return Coded(drafts, document, {})


def test_patterns_alone_find_nothing_here() -> None:
    assert not coded(UNTOLD, None).drafts


def test_models_that_are_sure_give_an_act_with_the_word_that_binds_the_parties() -> None:
    stub = Stub("AID")
    draft = coded(UNTOLD, stub).one("AID")
    assert [a.actor.name for a in draft.actors] == ["Norland"]
    assert [a.actor.name for a in draft.recipients] == ["Sudmark"]
    assert draft.rule == RULE
    assert draft.trigger.head == 2  # "wafted"
    [asked] = stub.asked
    assert asked.text[asked.source_start : asked.source_end] == "Norland"
    assert asked.text[asked.target_start : asked.target_end] == "Sudmark"


@pytest.mark.parametrize("stub", [Stub("AID", sure=0.7), Stub("AID", first="nobody")])
def test_either_model_unsure_gives_nothing(stub: Stub) -> None:
    assert not coded(UNTOLD, stub).drafts


def test_models_are_not_asked_where_a_pattern_tells_an_act() -> None:
    stub = Stub("AID")
    drafts = coded("{Norland} bombed {Sudmark}.", stub).drafts
    assert [d.event_type for d in drafts] == ["ASSAULT"]
    assert not stub.asked


def test_parties_named_together_act_together() -> None:
    draft = coded("{Norland} and {Sudmark} wafted round a table in Orva.", Stub("CONSULT")).one("CONSULT")
    assert [a.actor.name for a in draft.actors] == ["Norland", "Sudmark"]
    assert not draft.recipients


def test_what_is_still_to_come_is_retyped_and_negation_is_kept() -> None:
    assert coded("{Norland} will waft insulin to {Sudmark}.", Stub("AGREE")).one("AGREE").retyped
    assert coded("{Norland} did not waft insulin to {Sudmark}.", Stub("AID")).one("AID").negated


def test_who_only_helped_is_not_met_by_the_act() -> None:
    beside = "{Norland} wafted a smuggler over the border with {Sudmark} help."
    assert not coded(beside, Stub("ASSAULT")).drafts
    assert (
        coded("{Norland} wafted grain over the border with {Sudmark}.", Stub("COOPERATE")).one("COOPERATE").recipients
    )


@pytest.mark.parametrize(
    "marked",
    ["{Norland} owns four glider loads of insulin in {Sudmark}.", "{person|Dale} has wafted insulin to {person|Venn}."],
)
def test_models_are_not_asked_of_ownership_nor_of_parties_that_are_not_political(marked: str) -> None:
    stub = Stub("AID", first=marked[1:8].rpartition("|")[2], second="Sudmark")
    assert not coded(marked, stub).drafts
    assert not stub.asked


def test_trained_weights_tell_doer_from_done_to() -> None:
    text, marks = unmark("{Norland} shipped grain to {Sudmark} after talks that {Westria} had watched.")
    _, document = code_marks(text, marks, EventCoder(load_patterns()))
    doc = document.sentences[0].tree
    place = {name: next((t.i, t.i + 1) for t in doc if t.text == name) for name in ("Norland", "Sudmark", "Westria")}
    chance = load_classifier().chance_of_act
    forth, back = (chance(doc, place[a], place[b]) for a, b in (("Norland", "Sudmark"), ("Sudmark", "Norland")))
    assert forth > 0.25 > back
    assert chance(doc, place["Westria"], place["Norland"]) < back + 0.25
