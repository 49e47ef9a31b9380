"""Acts within acts: promised, threatened, asked for, refused, alleged; and what is still to come."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from marked_sentences import Coded, names

Code = Callable[[str], Coded]


@pytest.mark.parametrize(
    ("sentence", "kind", "content"),
    [
        ("{A:Norland} agreed to send food aid to {R:Sudmark}.", "AGREE", "AID"),
        ("{A:Norland} will send food aid to {R:Sudmark}.", "AGREE", "AID"),
        ("{A:Norland} said it would visit {R:Sudmark}.", "AGREE", "CONSULT"),
        ("{A:Norland} promised to release the crew to {R:Sudmark}.", "AGREE", "RETREAT"),
        ("{A:Norland} is ready to negotiate with {R:Sudmark}.", "AGREE", "CONSULT"),
        ("{A:Norland} plans to attack {R:Sudmark}.", "THREATEN", "ASSAULT"),
        ("{A:Norland} threatened to attack {R:Sudmark}.", "THREATEN", "ASSAULT"),
        ("{A:Norland} vowed to bomb {R:Sudmark}.", "THREATEN", "ASSAULT"),
        ("{A:Norland} will impose sanctions on {R:Sudmark}.", "THREATEN", "SANCTION"),
        ("{A:Norland} warned {R:Sudmark} that it would close the embassy.", "THREATEN", None),
        ("{A:Norland} called on {R:Sudmark} to withdraw its troops.", "REQUEST", "RETREAT"),
        ("{A:Norland} asked {R:Sudmark} to resume talks.", "REQUEST", None),
        ("{A:Norland} refused to extradite the general to {R:Sudmark}.", "REJECT", "COOPERATE"),
        ("{A:Norland} rejected {R:Sudmark}'s call for a ceasefire.", "REJECT", None),
        ("{A:Norland} will not send aid to {R:Sudmark}.", "REJECT", "AID"),
        ("{A:Norland} will send 300 troops to {R:Sudmark}.", "AGREE", "MOBILIZE"),
        ("{A:Norland} will send troops to the border with {R:Sudmark}.", "THREATEN", "MOBILIZE"),
    ],
)
def test_content_is_folded_in(code: Code, sentence: str, kind: str, content: str | None) -> None:
    coded = code(sentence)
    act = coded.one(kind)
    assert len(coded.drafts) == 1, coded.told()
    assert names(act.actors) == coded.marked["A"]
    assert names(act.recipients) == coded.marked["R"]
    if content is not None:
        assert act.of_type == content


def test_will_sets_retyped_and_promises_of_peace_do_not(code: Code) -> None:
    assert code("{Norland} will visit {Sudmark}.").one("AGREE").retyped
    assert not code("{Norland} agreed to visit {Sudmark}.").one("AGREE").retyped
    assert not code("{Norland} visited {Sudmark}.").one("CONSULT").retyped


def test_threat_carries_the_mode_of_its_content(code: Code) -> None:
    assert "violence" in code("{Norland} threatened to bomb {Sudmark}.").one("THREATEN").modes


def test_an_accusation_keeps_its_content_as_its_own_act(code: Code) -> None:
    coded = code("{Norland} accused {Sudmark} of shelling {Westria}.")
    accusation, content = coded.one("ACCUSE"), coded.one("ASSAULT")
    assert content.parent == coded.drafts.index(accusation)
    assert names(accusation.recipients) == ["Sudmark"]
    assert names(content.actors) == ["Sudmark"]
    assert names(content.recipients) == ["Westria"]


def test_a_covert_act_alleged(code: Code) -> None:
    coded = code("{Norland} accused {Sudmark} of secretly arming {armed_group|the Ash Brigade}.")
    content = coded.one("AID")
    assert content.covert
    assert content.parent is not None


def test_a_duty_laid_on_another_is_a_request(code: Code) -> None:
    act = code("{The president of Norland} said {Sudmark} must withdraw its troops.").one("REQUEST")
    assert names(act.actors) == ["The president of Norland"]
    assert names(act.recipients) == ["Sudmark"]
    assert act.of_type == "RETREAT"


def test_negation_marks_the_draft(code: Code) -> None:
    assert code("{Norland} did not attack {Sudmark}.").one("ASSAULT").negated
    assert not code("{Norland} attacked {Sudmark}.").one("ASSAULT").negated
    assert not code("{Norland} attacked {Sudmark} without telling {Westria}.").one("ASSAULT").negated


def test_an_if_clause_alone_is_no_told_act(code: Code) -> None:
    coded = code("{Norland} will cut aid unless {Sudmark} attacks {Westria}.")
    assert coded.of("ASSAULT") == []


def test_pronoun_of_reported_speech_points_at_the_speaker(code: Code) -> None:
    act = code("{Norland} said on Monday it had expelled {two Sudmark diplomats}.").one("SANCTION")
    assert names(act.actors) == ["Norland"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("{A:Norland} lifted its embargo on {R:Sudmark}.", "RETREAT"),
        ("{A:Norland} released {R:two Sudmark pilots}.", "RETREAT"),
        ("{A:Norland} suspended aid to {R:Sudmark}.", "SANCTION"),
        ("{A:Norland} broke off talks with {R:Sudmark}.", "SANCTION"),
        ("{A:Norland} halted its shelling of {R:Sudmark}.", "RETREAT"),
        ("{A:Norland} restored relations with {A:Sudmark}.", "SUPPORT"),
        ("{A:Norland} lifted the curfew in {R:Sudmark}.", "CONCEDE"),
        ("{A:Norland} called off a meeting with {R:Sudmark}.", "REJECT"),
    ],
)
def test_reversals(code: Code, sentence: str, kind: str) -> None:
    coded = code(sentence)
    act = coded.one(kind)
    assert len(coded.drafts) == 1, coded.told()
    assert names(act.actors) == coded.marked["A"]
    assert names(act.recipients) == coded.marked["R"]


@pytest.mark.parametrize(
    "sentence",
    [
        "{A:Norland} promised not to attack {R:Sudmark}.",
        "{A:Norland} promised that its soil would not be used for attacks on {R:Sudmark}.",
    ],
)
def test_a_promise_to_refrain_is_no_threat(code: Code, sentence: str) -> None:
    coded = code(sentence)
    act = coded.one("AGREE")
    assert len(coded.drafts) == 1, coded.told()
    assert act.of_type == "RETREAT"
    assert names(act.recipients) == ["Sudmark"]


def test_of_one_who_should_be_freed_nothing_is_asked(code: Code) -> None:
    for act in code("{Norland} said {person|the Sudmark lawyer} should be freed.").of("REQUEST"):
        assert act.recipients == ()
        assert act.of_type == "RETREAT"


def test_to_stop_a_deed_is_one_act(code: Code) -> None:
    coded = code("{A:Norland} stopped shelling {R:Sudmark}.")
    assert [d.event_type for d in coded.drafts] == ["RETREAT"]
    coded = code("{A:Norland} stopped sending food aid to {R:Sudmark}.")
    assert [d.event_type for d in coded.drafts] == ["SANCTION"]
    assert names(coded.drafts[0].recipients) == ["Sudmark"]


def test_would_not_in_the_telling_is_a_refusal(code: Code) -> None:
    assert code("{Norland} would not recognize {Sudmark}.").one("REJECT").of_type == "SUPPORT"
