"""How the whole coder behaves, mostly on openly fictional states and people: what must change with the wording."""

from __future__ import annotations

import random
from typing import Any

import pytest

from detente.api import Coder

INTRO = (
    "The governments of Varnia and Kestoria have long been at odds. The Varnian army and the Kestorian army are large. "
)


def code(coder: Coder, text: str, date: str = "2020-05-08") -> dict[str, Any]:
    """Codes a text; the 8th of May 2020 was a Friday."""
    [row] = coder.code([{"id": "x", "text": text, "date": date}])
    assert "error" not in row
    return row


def acts(coder: Coder, sentence: str) -> list[dict[str, Any]]:
    """Gives the acts of one sentence, told in an article that makes the fictional states known."""
    row = code(coder, INTRO + sentence)
    return [event for event in row["events"] if event["sentence"]["start"] >= len(INTRO)]


def sides(event: dict[str, Any]) -> tuple[list[str], list[str]]:
    return tuple([a["span"]["text"] for a in event[side]] for side in ("actors", "recipients"))  # type: ignore[return-value]


def test_swapping_the_parties_swaps_actor_and_recipient(coder: Coder) -> None:
    [one] = acts(coder, "Varnia accused Kestoria of spying on Monday.")[:1]
    [other] = acts(coder, "Kestoria accused Varnia of spying on Monday.")[:1]
    assert sides(one) == (["Varnia"], ["Kestoria"])
    assert sides(other) == (["Kestoria"], ["Varnia"])


def test_the_passive_says_the_same(coder: Coder) -> None:
    [one] = acts(coder, "The Kestorian army was attacked by the Varnian army on Monday.")
    assert one["event_type"] == "ASSAULT"
    assert sides(one) == (["the Varnian army"], ["The Kestorian army"])


def test_negation_leaves_no_asserted_act(coder: Coder) -> None:
    found = acts(coder, "The Varnian army did not attack the Kestorian army on Monday.")
    assert not [e for e in found if e["event_type"] == "ASSAULT" and e["factuality"] == "asserted"]


def test_a_future_act_is_retyped(coder: Coder) -> None:
    visit = acts(coder, "President Ilka Moreth of Varnia will visit Kestoria next week.")
    assert [(e["event_type"], e["of_type"]) for e in visit] == [("AGREE", "CONSULT")]
    strike = acts(coder, "Varnia will attack Kestoria if the talks fail, its president said.")
    assert "ASSAULT" not in [e["event_type"] for e in strike]
    assert "THREATEN" in [e["event_type"] for e in strike]


def test_a_denied_act_is_denied(coder: Coder) -> None:
    found = acts(coder, "Varnia denied on Monday that its army had attacked Kestoria.")
    assert all(e["factuality"] == "denied" for e in found if e["event_type"] == "ASSAULT")


def test_three_ways_of_telling_are_three_records(coder: Coder) -> None:
    own = acts(coder, "Varnia said that it had bombed a Kestorian base on Monday.")
    other = acts(coder, "Kestoria said that Varnia had bombed a Kestorian base on Monday.")
    future = acts(coder, "Varnia said that it would bomb a Kestorian base.")
    assert [e["event_type"] for e in own] == ["ASSAULT"]
    assert [e["event_type"] for e in other] == ["ASSAULT"]
    assert "ASSAULT" not in [e["event_type"] for e in future]
    assert [own[0]["attribution"]["name"], other[0]["attribution"]["name"]] == ["Varnia", "Kestoria"]


def test_content_of_an_accusation_is_alleged_and_linked(coder: Coder) -> None:
    found = acts(coder, "Varnia accused Kestoria of secretly arming rebels in the hills.")
    accusation = next(e for e in found if e["event_type"] == "ACCUSE")
    assert accusation["factuality"] == "asserted"
    content = next(e for e in found if e["id"] == accusation["content"])
    assert content["factuality"] == "alleged"


def test_an_unnamed_source_keeps_its_side_and_reason(coder: Coder) -> None:
    text = (
        "A French official, who spoke on condition of anonymity because he was not authorized to brief reporters, "
        "said on Monday that France had expelled two Chilean diplomats."
    )
    row = code(coder, text)
    [cited] = [a for a in row["attributions"] if a["kind"] == "anonymous"][:1]
    assert (cited["side"], cited["reason_type"]) == ("FRA", "not_authorized")
    assert row["events"][0]["attribution_id"] == cited["id"]


@pytest.mark.parametrize(
    ("words", "day"),
    [("on Monday", "2020-05-04"), ("late Tuesday", "2020-05-05"), ("on May 2", "2020-05-02"), ("", "2020-05-08")],
)
def test_weekdays_and_report_days(coder: Coder, words: str, day: str) -> None:
    [event] = acts(coder, f"The Varnian army attacked rebels {words}.".replace(" .", "."))
    assert event["date"]["start"] == day
    assert event["date"]["basis"] == ("text" if words else "report")


def test_words_for_a_date_that_cannot_be_resolved_give_none(coder: Coder) -> None:
    [event] = acts(coder, "The Varnian army attacked rebels on the eve of the harvest festival.")
    assert event["date"] is None


def test_without_a_date_of_publication_nothing_is_dated_by_report(coder: Coder) -> None:
    [row] = coder.code([{"id": "x", "text": INTRO + "The Varnian army attacked rebels on Monday."}])
    assert [e["date"] for e in row["events"] if e["event_type"] == "ASSAULT"] == [None]


def test_a_group_on_a_states_soil_is_not_the_state(coder: Coder) -> None:
    [event] = acts(coder, "French troops attacked Islamist militants in northern Mali on Monday, killing nine of them.")
    [recipient] = event["recipients"]
    assert recipient["kind"] == "armed_group"
    assert event["territory"] == "MLI"
    assert event["fatalities"]["best"] == 9


def test_miss_and_kill_are_told_apart(coder: Coder) -> None:
    [event] = acts(coder, "A French airstrike narrowly missed a militant leader in Mali on Monday.")
    assert event["outcome"] == "failed"


def test_a_standing_fact_is_habitual(coder: Coder) -> None:
    [event] = acts(coder, "France gives Mali more than $20 million a year in military aid.")
    assert (event["event_type"], event["occurrence"]) == ("AID", "habitual")
    assert (event["amount"]["low"], event["amount"]["currency"], event["amount"]["period"]) == (20e6, "USD", "year")


def test_shuffled_words_give_no_confident_nonsense(coder: Coder) -> None:
    words = "France imposed sanctions on Chile after its navy seized a French trawler off the coast on Monday".split()
    dice = random.Random(3)
    for _ in range(5):
        dice.shuffle(words)
        assert len(acts(coder, " ".join(words) + ".")) <= 3


def test_texts_without_acts_stay_silent(coder: Coder) -> None:
    text = (
        "Cocoa prices rose in London. The striker missed a penalty. Bread costs more than last year. It snowed in Oslo."
    )
    assert code(coder, text)["events"] == []


SWAPS = [
    ("{} accused {} of spying.", "ACCUSE"),
    ("{} expelled two diplomats of {}.", "SANCTION"),
    ("{} imposed sanctions on {}.", "SANCTION"),
    ("{} threatened to bomb {}.", "THREATEN"),
    ("{} asked {} for help.", "REQUEST"),
    ("{} rejected a request by {}.", "REJECT"),
    ("{} apologised to {} for the sinking.", "CONCEDE"),
    ("{} praised {} for its restraint.", "SUPPORT"),
    ("{} withdrew its troops from {}.", "RETREAT"),
    ("{} sent warships to {}.", "MOBILIZE"),
    ("{} gave {} 40 ambulances.", "AID"),
    ("{} promised to send grain to {}.", "AGREE"),
    ("{} shelled {} on Monday.", "ASSAULT"),
    ("{} passed intelligence to {}.", "COOPERATE"),
    ("{} insisted that {} release the sailors.", "REQUEST"),
    ("{} holds {} responsible for the blast.", "ACCUSE"),
]


@pytest.mark.parametrize(("wording", "kind"), SWAPS)
def test_swapping_turns_every_type_of_act(coder: Coder, wording: str, kind: str) -> None:
    for one, other in (("Chile", "France"), ("France", "Chile")):
        [row] = coder.code([{"id": "x", "text": wording.format(one, other), "date": "2020-05-08"}])
        event = next(e for e in row["events"] if e["event_type"] == kind)
        assert [a["country"] for a in event["actors"]] == [{"Chile": "CHL", "France": "FRA"}[one]]
        assert {a["country"] for a in event["recipients"]} == {{"Chile": "CHL", "France": "FRA"}[other]}


@pytest.mark.parametrize(
    ("active", "passive"),
    [
        ("Chile accused France of spying.", "France was accused of spying by Chile."),
        ("Chile bombed France on Monday.", "On Monday, France was bombed by Chile."),
        ("Chile expelled two French diplomats.", "On Monday two French diplomats were expelled by Chile."),
        ("Chile arrested nine French sailors.", "On Monday nine French sailors were arrested by Chile."),
        ("Chile released nine French sailors.", "On Monday nine French sailors were released by Chile."),
        ("Chile rejected the French offer.", "The French offer was rejected by Chile."),
        ("Chile condemned the French decision.", "The French decision was condemned by Chile."),
        ("Chile seized and burned a French trawler.", "A French trawler was seized and burned by Chile."),
    ],
)
def test_the_passive_says_the_same_of_every_type(coder: Coder, active: str, passive: str) -> None:
    found = []
    for text in (active, passive):
        [row] = coder.code([{"id": "x", "text": text, "date": "2020-05-08"}])
        found.append(
            [
                (e["event_type"], [a["country"] for a in e["actors"]], [a["country"] for a in e["recipients"]])
                for e in row["events"]
            ][:1]
        )
    assert found[0] == found[1] != []


@pytest.mark.parametrize(
    "text",
    [
        "The raid on France by Chile killed two guards.",
        "Chile's raid on France killed two guards.",
        "In a raid on France, Chile killed two guards.",
        "It was in May that Chile carried out a raid on France.",
        "Chile, the ministry said, carried out a raid on France.",
    ],
)
def test_the_order_of_words_does_not_turn_an_act(coder: Coder, text: str) -> None:
    [row] = coder.code([{"id": "x", "text": text, "date": "2020-05-08"}])
    assaults = [e for e in row["events"] if e["event_type"] == "ASSAULT"]
    assert [[a["country"] for a in e["actors"]] for e in assaults] == [["CHL"]]


@pytest.mark.parametrize(
    "text",
    [
        "Chile did not expel the French diplomats.",
        "Neither Chile nor France signed the treaty.",
        "No treaty was signed by Chile and France.",
        "Chile decided against expelling the French diplomats.",
        "Chile stopped short of accusing France.",
        "Chile never attacked France.",
        "Chile denied that it had attacked France.",
        "Chile refused to condemn France.",
        "Unless France pays, Chile will expel the French diplomats.",
        "Chile almost invaded France.",
    ],
)
def test_what_was_not_done_is_not_told_as_done(coder: Coder, text: str) -> None:
    [row] = coder.code([{"id": "x", "text": text, "date": "2020-05-08"}])
    told = [e for e in row["events"] if e["factuality"] == "asserted" and e["outcome"] != "failed"]
    assert [e["event_type"] for e in told if e["event_type"] not in ("REJECT", "THREATEN")] == []


def test_miss_and_kill_are_two_things(coder: Coder) -> None:
    text = "A French strike missed the militant leader but killed two of his guards in Mali."
    [row] = coder.code([{"id": "x", "text": text, "date": "2020-05-08"}])
    [event] = row["events"]
    assert (event["outcome"], event["fatalities"]["best"], event["territory"]) == ("failed", 2, "MLI")


@pytest.mark.parametrize(
    ("words", "consent", "notified"),
    [
        ("with the consent of Bamako", "given", None),
        ("with Mali's permission", "given", None),
        ("without telling Bamako", "unknown", False),
        ("without the approval of Bamako", "withheld", None),
        ("", "unknown", None),
    ],
)
def test_consent_and_notice_are_read_from_the_clause(
    coder: Coder, words: str, consent: str, notified: bool | None
) -> None:
    [row] = coder.code([{"id": "x", "text": f"French jets bombed militants in Mali {words}.", "date": "2020-05-08"}])
    [event] = [e for e in row["events"] if e["event_type"] == "ASSAULT"]
    assert (event["territory"], event["consent"], event["notified"]) == ("MLI", consent, notified)


def test_numbers_of_those_moved_stand_on_the_act(coder: Coder) -> None:
    [row] = coder.code(
        [{"id": "x", "text": "France sent 400 soldiers and two warships to Chile.", "date": "2020-05-08"}]
    )
    [event] = row["events"]
    assert [(c["what"], c["best"], c["text"]) for c in event["counts"]] == [
        ("soldiers", 400, "400"),
        ("warships", 2, "two"),
    ]


def test_a_denial_points_to_what_it_denies(coder: Coder) -> None:
    text = "Peru said the Chilean army had attacked its navy. Rain fell all day. Chile rejected the claim."
    found = code(coder, text)["events"]
    [denial] = [e for e in found if e["event_type"] == "REJECT"]
    [attack] = [e for e in found if e["event_type"] == "ASSAULT"]
    assert denial["content"] == attack["id"]
    assert attack["attribution"]["cue"][0]["text"].endswith("said")


def test_a_denial_points_past_an_accusation_to_the_act(coder: Coder) -> None:
    text = "Peru accused Chile of bombing a village. Chile rejected the accusation as baseless."
    found = code(coder, text)["events"]
    [denial] = [e for e in found if e["event_type"] == "REJECT"]
    [bombing] = [e for e in found if e["event_type"] == "ASSAULT"]
    assert bombing["factuality"] == "alleged"
    assert denial["content"] == bombing["id"]


def test_a_refusal_without_a_charge_denies_nothing(coder: Coder) -> None:
    text = "The Peruvian army attacked a bridge in Chile. Chile rejected the offer of Peru."
    found = code(coder, text)["events"]
    assert all(e["content"] is None for e in found if e["event_type"] == "REJECT")


def test_own_act_told_other_side_told_and_act_to_come_are_three_records(coder: Coder) -> None:
    own = code(coder, "Chile says it bombed a Peruvian base on Monday.")["events"]
    told = code(coder, "Peru says Chile bombed a Peruvian base on Monday.")["events"]
    ahead = code(coder, "Chile will bomb a Peruvian base.")["events"]
    [mine] = [e for e in own if e["event_type"] == "ASSAULT"]
    [theirs] = [e for e in told if e["event_type"] == "ASSAULT"]
    assert mine["factuality"] == "asserted"
    assert theirs["factuality"] == "alleged"
    assert [(e["event_type"], e["of_type"]) for e in ahead] == [("THREATEN", "ASSAULT")]
    sources = [e["attribution"]["source"][0]["text"] for e in (mine, theirs)]
    assert sources == ["Chile", "Peru"]


def test_members_of_a_plural_stand_where_the_plural_stands(coder: Coder) -> None:
    text = "France and Spain held talks in Rome. The two countries signed a treaty on Monday."
    event = next(e for e in code(coder, text)["events"] if e["event_type"] == "SUPPORT")
    assert [(a["name"], a["span"]["text"]) for a in event["actors"]] == [
        ("France", "The two countries"),
        ("Spain", "The two countries"),
    ]
