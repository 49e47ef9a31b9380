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
