"""Acts that the labeller sees: what it adds to the patterns, what it takes away, and whom it makes parties."""

from __future__ import annotations

import numpy as np
import pytest
from marked_sentences import Coded, code_marks, unmark

from detente import codes
from detente.events import EventCoder, PairText, load_patterns
from detente.events.classifier import Classified
from detente.events.labelled import RULE
from detente.labels import ACTOR, RECIPIENT, Labels
from detente.parse import Sentence

TYPES = [kind.code for kind in codes.event_types()]
UNTOLD = "{Norland} has wafted four glider loads of insulin to {Sudmark}, and {Westria} looked on."


class Stub:
    """Stands for labeller and classifier: one word tells one type, some words are its parties, all others nothing."""

    def __init__(
        self, word: str, kind: str, actors: str = "", recipients: str = "", chance: float = 0.9, classified: str = ""
    ) -> None:
        self.word, self.kind, self.chance = word, kind, chance
        self.sides = {ACTOR: actors.split(), RECIPIENT: recipients.split()}
        self.classified = classified or kind
        self.asked: list[PairText] = []

    def of(self, sentence: Sentence) -> Labels:
        words = [token.text for token in sentence.tree]
        tells = np.zeros((len(words), len(TYPES) + 1), np.float32)
        tells[:, 0] = 1
        belongs = np.zeros((4, len(words), len(words)), np.float32)
        if self.word in words:
            at = words.index(self.word)
            tells[at, 0], tells[at, 1 + TYPES.index(self.kind)] = 1 - self.chance, self.chance
            for role, names in self.sides.items():
                belongs[role, at, [i for i, word in enumerate(words) if word in names]] = 0.9
        return Labels(np.zeros(len(words), np.float32), tells, belongs)

    def classify(self, rows: list[PairText]) -> list[Classified]:
        self.asked += rows
        chances = {kind: 0.9 if kind == self.classified else 0.1 / 15 for kind in TYPES}
        return [Classified(self.classified, (), 2, 0.9, chances) for _ in rows]  # type: ignore[arg-type]


def coded(marked: str, stub: Stub | None) -> Coded:
    text, marks = unmark(marked)
    drafts, document = code_marks(text, marks, EventCoder(load_patterns(), stub), stub)  # type: ignore[arg-type]
    return Coded(drafts, document, {})


def test_patterns_alone_find_nothing_here() -> None:
    assert not coded(UNTOLD, None).drafts


def test_a_word_that_tells_an_act_gives_one_with_its_parties() -> None:
    stub = Stub("wafted", "AID", "Norland", "Sudmark")
    draft = coded(UNTOLD, stub).one("AID")
    assert [a.actor.name for a in draft.actors] == ["Norland"]
    assert [a.actor.name for a in draft.recipients] == ["Sudmark"]
    assert draft.rule == RULE
    assert draft.trigger.head == 2
    [asked] = stub.asked
    assert asked.text[asked.source_start : asked.source_end] == "Norland"
    assert asked.text[asked.target_start : asked.target_end] == "Sudmark"


@pytest.mark.parametrize(
    "stub",
    [
        Stub("wafted", "AID", "Norland", "Sudmark", chance=0.3),
        Stub("wafted", "AID", "Norland"),
        Stub("of", "AID", "Norland", "Sudmark"),
    ],
)
def test_unsure_or_one_sided_or_no_word_of_content_gives_nothing(stub: Stub) -> None:
    assert not coded(UNTOLD, stub).drafts


def test_parties_that_are_not_political_do_nothing() -> None:
    assert not coded("{person|Dale} has wafted insulin to {person|Venn}.", Stub("wafted", "AID", "Dale", "Venn")).drafts


def test_an_act_that_a_pattern_tells_is_not_told_again() -> None:
    drafts = coded("{Norland} bombed {Sudmark}.", Stub("bombed", "COERCE", "Norland", "Sudmark")).drafts
    assert [d.event_type for d in drafts] == ["ASSAULT"]
    assert drafts[0].rule != RULE


def test_both_models_choose_the_type_together() -> None:
    stub = Stub("wafted", "COERCE", "Norland", "Sudmark", classified="AID")
    [draft] = coded(UNTOLD, stub).drafts
    assert draft.event_type in ("AID", "COERCE")
    assert stub.asked


def test_parties_named_together_act_together() -> None:
    stub = Stub("wafted", "CONSULT", "Norland Sudmark")
    draft = coded("{Norland} and {Sudmark} wafted round a table in Orva.", stub).one("CONSULT")
    assert [a.actor.name for a in draft.actors] == ["Norland", "Sudmark"]
    assert not draft.recipients


def test_what_is_still_to_come_is_retyped_and_negation_is_kept() -> None:
    come = Stub("waft", "AGREE", "Norland", "Sudmark")
    assert coded("{Norland} will waft insulin to {Sudmark}.", come).one("AGREE").retyped
    denied = Stub("waft", "AID", "Norland", "Sudmark")
    assert coded("{Norland} did not waft insulin to {Sudmark}.", denied).one("AID").negated
