"""Who did what to whom, on openly fictional states."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from marked_sentences import Coded, names

Code = Callable[[str], Coded]

ONE_WAY = [
    ("{A:%s} bombed {R:%s} on Monday.", "ASSAULT"),
    ("{A:%s} imposed sanctions on {R:%s}.", "SANCTION"),
    ("{A:%s} accused {R:%s} of espionage.", "ACCUSE"),
    ("{A:%s} gave {R:%s} a loan of 20 million dollars.", "AID"),
    ("{A:%s} threatened {R:%s} with war.", "THREATEN"),
    ("{A:%s} urged {R:%s} to free the sailors.", "REQUEST"),
    ("{A:%s} praised {R:%s} for its patience.", "SUPPORT"),
    ("{A:%s} carried out a raid on {R:%s}.", "ASSAULT"),
    ("{A:%s} rejected a proposal by {R:%s}.", "REJECT"),
    ("{A:%s} withdrew its troops from {R:%s}.", "RETREAT"),
    ("{A:%s} apologized to {R:%s}.", "CONCEDE"),
    ("{A:%s} deployed tanks along the border with {R:%s}.", "MOBILIZE"),
]


@pytest.mark.parametrize(("sentence", "kind"), ONE_WAY)
def test_swapping_the_parties_turns_the_act(code: Code, sentence: str, kind: str) -> None:
    for one, other in (("Norland", "Sudmark"), ("Sudmark", "Norland")):
        act = code(sentence % (one, other)).one(kind)
        assert names(act.actors) == [one]
        assert names(act.recipients) == [other]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("{R:Sudmark} was bombed by {A:Norland} on Monday.", "ASSAULT"),
        ("{R:Sudmark} was accused of espionage by {A:Norland}.", "ACCUSE"),
        ("Sanctions were imposed on {R:Sudmark} by {A:Norland}.", "SANCTION"),
        ("{R:Two Sudmark envoys} were expelled by {A:Norland}.", "SANCTION"),
        ("A raid was carried out by {A:Norland} on {R:Sudmark}.", "ASSAULT"),
        ("{R:Sudmark} came under attack by {A:Norland}.", "ASSAULT"),
        ("The army of {R:Sudmark}, attacked by {A:Norland}, fled.", "ASSAULT"),
        ("{R:Three Sudmark reporters} were arrested and deported by {A:Norland}.", "COERCE"),
    ],
)
def test_the_passive_keeps_the_direction(code: Code, sentence: str, kind: str) -> None:
    coded = code(sentence)
    act = coded.of(kind)[0]
    assert names(act.actors) == coded.marked["A"]
    assert names(act.recipients) == coded.marked["R"]


@pytest.mark.parametrize(
    "sentence",
    [
        "{A:Norland} and {A:Sudmark} held talks in the capital of {Westria}.",
        "{A:Norland} held talks with {A:Sudmark}.",
        "Talks between {A:Norland} and {A:Sudmark} began on Friday.",
        "{A:The king of Norland} met {A:the president of Sudmark}.",
    ],
)
def test_joint_acts_list_all_parties_as_actors(code: Code, sentence: str) -> None:
    coded = code(sentence)
    act = coded.one("CONSULT")
    assert sorted(names(act.actors)) == sorted(coded.marked["A"])
    assert act.recipients == ()


def test_a_visit_goes_from_visitor_to_host(code: Code) -> None:
    for sentence in (
        "{A:The premier of Norland} paid a visit to {R:Sudmark}.",
        "{R:Sudmark} hosted {A:the premier of Norland}.",
        "{A:The premier of Norland} arrived in {R:Sudmark} for talks.",
    ):
        act = code(sentence).one("CONSULT")
        assert names(act.actors) == ["The premier of Norland"] or names(act.actors) == ["the premier of Norland"]
        assert names(act.recipients) == ["Sudmark"]
        assert "visit" in act.modes


def test_coordinated_recipients_and_verbs(code: Code) -> None:
    coded = code("{Norland} condemned {Sudmark} and {Westria} and recalled its ambassador from {Sudmark}.")
    assert names(coded.one("ACCUSE").recipients) == ["Sudmark", "Westria"]
    assert names(coded.one("SANCTION").actors) == ["Norland"]


def test_relative_clause_lends_its_noun(code: Code) -> None:
    act = code("{Norland}, which bombed {Sudmark} in May, kept silent.").one("ASSAULT")
    assert names(act.actors) == ["Norland"]
    assert names(act.recipients) == ["Sudmark"]


def test_one_act_told_by_noun_and_verb_is_one_draft(code: Code) -> None:
    coded = code("{Norland} launched a raid that killed {three Sudmark officers}.")
    act = coded.one("ASSAULT")
    assert names(act.actors) == ["Norland"]
    assert names(act.recipients) == ["three Sudmark officers"]
    assert len(coded.drafts) == 1
    trigger = coded.document.sentences[0].tree[act.trigger.start : act.trigger.end].text
    assert trigger == "launched a raid"


def test_what_marchers_demand_is_no_act_of_its_own(code: Code) -> None:
    coded = code("{society|Norland farmers} marched to demand the resignation of {person|the Norland president}.")
    assert [d.event_type for d in coded.drafts] == ["PROTEST"]
    assert names(coded.drafts[0].recipients) == ["the Norland president"]


def test_positions_of_a_group_are_the_group_and_not_where_they_are(code: Code) -> None:
    act = code("{Norland} jets struck {armed_group|Ash Brigade} positions in {Sudmark}.").one("ASSAULT")
    assert names(act.recipients) == ["Ash Brigade"]


def test_militants_of_a_state_are_not_that_state(code: Code) -> None:
    coded = code("{Norland} carried out airstrikes against {armed_group|Sudmark's most wanted militants}.")
    assert names(coded.one("ASSAULT").recipients) == ["Sudmark's most wanted militants"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The strike price of {Norland} bonds fell.",
        "{The minister of Norland} had a heart attack in {Sudmark}.",
        "Trade talks optimism lifted shares in {Norland}.",
        "{Norland} won the prize for design.",
        "Prices in {Norland} fell back and then rallied.",
        "{organisation|Norland} met its trade gap with bonds.",
        "{Norland} officials said so in {Sudmark}.",
        "Oil of {Norland} traded lower.",
        "The storm killed nine people in {Norland}.",
        "{Norland} fears an attack.",
        "A team of {Norland} beat {Sudmark} in the final.",
    ],
)
def test_what_is_no_act_gives_no_draft(code: Code, sentence: str) -> None:
    assert code(sentence).told() == []


def test_hyphenated_words_are_whole_words(code: Code) -> None:
    assert code("{Norland} declared a cease-fire with {armed_group|the rebels}.").of("CONCEDE")
    assert code("{Norland} praised the self-supporting farms of {Sudmark}.").one("SUPPORT").rule.startswith("SUPPORT.")
    assert code("{Norland} built self-supporting farms in {Sudmark}.").told() == []


def test_a_sentence_with_its_words_shuffled_does_not_crash(code: Code) -> None:
    code("{Norland} of on troops the bombed Sudmark agreed to to withdraw that.")
    code("to. {Norland}")
    code("{Norland} attacked")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("{unknown|A:Zubrowka} bombed {unknown|R:Graustark}.", "ASSAULT"),
        ("{unknown|A:Zubrowka} accused {unknown|R:Graustark} of hiding the fugitives.", "ACCUSE"),
        ("{unknown|A:Zubrowka} agreed to send wheat to {unknown|R:Graustark}.", "AGREE"),
        ("{unknown|A:Zubrowka} imposed sanctions on {unknown|R:Graustark}.", "SANCTION"),
    ],
)
def test_names_no_roster_knows_act_like_known_ones(code: Code, sentence: str, kind: str) -> None:
    coded = code(sentence)
    act = coded.one(kind)
    assert names(act.actors) == coded.marked["A"]
    assert names(act.recipients) == coded.marked["R"]
    known = code(sentence.replace("unknown|", "")).one(kind)
    assert act.confidence < known.confidence


def test_unknown_names_in_business_are_firms(code: Code) -> None:
    assert code("{unknown|Zubrowka} rejected a takeover bid by {unknown|Graustark} for its shares.").told() == []


def test_who_condemns_a_deed_condemns_its_doer_and_not_its_victim(code: Code) -> None:
    assert code("{Norland} condemned the attack on {Sudmark}.").one("ACCUSE").recipients == ()
    act = code("{Norland} condemned the attack on {Sudmark} by {Westria}.").one("ACCUSE")
    assert names(act.recipients) == ["Westria"]


@pytest.mark.parametrize(
    "sentence",
    [
        "{Norland} carried out an airstrike at the {Sudmark} border.",
        "{armed_group|The Ash Brigade} launched an assault on a bakery in {Sudmark}.",
    ],
)
def test_where_force_was_used_is_no_target(code: Code, sentence: str) -> None:
    assert code(sentence).one("ASSAULT").recipients == ()


def test_being_fired_on_is_no_dismissal(code: Code) -> None:
    act = code("{R:Two Sudmark guards} were being fired on by {A:Norland}.").one("ASSAULT")
    assert names(act.actors) == ["Norland"]
    assert names(act.recipients) == ["Two Sudmark guards"]


def test_an_envoy_called_in_to_protest_is_no_crowd(code: Code) -> None:
    coded = code("{Norland} called in {the Sudmark envoy} to protest against the firing.")
    assert [d.event_type for d in coded.drafts] == ["ACCUSE"]


def test_a_sum_after_several_states_is_aid_to_them(code: Code) -> None:
    act = code("{Norland} granted {the three states} $45 million.").one("AID")
    assert names(act.recipients) == ["the three states"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("{A:Norland} denied that {Westria} had fired first, and accused {R:Sudmark} of lying.", "ACCUSE"),
        (
            "{A:Norland} shut its border after {Westria} shelled a farm, and summoned {R:the Sudmark ambassador}.",
            "ACCUSE",
        ),
        ("{R:Sudmark}, whose shipping was attacked by {A:Norland}, lost nine tankers.", "ASSAULT"),
        ("{A:The Norland president} telephoned {R:his Sudmark counterpart} to ask for weapons.", "REQUEST"),
        ("Asylum was granted to {R:nine Sudmark officers} in the spring by {A:Norland}.", "AID"),
        ("{R:Westria} granted them asylum at the request of {A:Norland}.", "REQUEST"),
    ],
)
def test_parties_stand_far_from_their_act(code: Code, sentence: str, kind: str) -> None:
    coded = code(sentence)
    act = coded.of(kind)[0]
    assert names(act.actors) == coded.marked["A"]
    assert names(act.recipients) == coded.marked["R"]


def test_a_participle_beside_an_adjective_tells_no_act(code: Code) -> None:
    assert not code("{A:Norland} and {A:Sudmark} exchanged their sick and wounded prisoners.").of("ASSAULT")


def test_no_longer_dealing_with_somebody_is_a_breach_and_no_promise(code: Code) -> None:
    act = code("{A:Norland} said it would no longer work with {R:Sudmark}.").one("SANCTION")
    assert names(act.recipients) == ["Sudmark"]


@pytest.mark.parametrize(
    ("marked", "kind", "actors", "recipients"),
    [
        (
            "{A:The king}, speaking a day after rebels fled, accused {R:Sudmark} of theft.",
            "ACCUSE",
            ["The king"],
            ["Sudmark"],
        ),
        (
            "{Norland} agreed to talks, a day after {A:the president}, indicted by a court, stepped down.",
            "RETREAT",
            ["the president"],
            [],
        ),
        (
            "{A:Norland} criticized the way {R:Sudmark} had treated the crew.",
            "ACCUSE",
            ["Norland"],
            ["Sudmark"],
        ),
    ],
)
def test_parties_that_the_parser_loses(
    code: Code, marked: str, kind: str, actors: list[str], recipients: list[str]
) -> None:
    draft = next(d for d in code(marked).drafts if d.event_type == kind)
    assert (names(draft.actors), names(draft.recipients)) == (actors, recipients)
