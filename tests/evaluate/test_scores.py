"""Metrics: hand-counted cases; a scorer that cannot fail would pass none of these."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from detente.evaluate import (
    Tally,
    evaluate_actors,
    evaluate_classes,
    evaluate_code,
    evaluate_dates,
    evaluate_singles,
    macro_f1,
    score,
)


def span(start: int, end: int, text: str = "") -> dict[str, Any]:
    return {"field": "text", "start": start, "end": end, "text": text}


def test_precision_recall_f1_by_hand() -> None:
    found = score("x", [Tally(1, 2, 1), Tally(1, 2, 3)])
    assert (found.precision, found.recall) == (0.5, 0.5)
    assert found.f1 == pytest.approx(0.5)
    assert found.low <= found.f1 <= found.high


def test_macro_f1_by_hand() -> None:
    # A: 1 right of 2 gold, 1 found (F1 2/3); B: 1 right of 1 gold, 2 found (F1 2/3).
    assert macro_f1([("A", "A"), ("A", "B"), ("B", "B")]) == pytest.approx(2 / 3)


GOLD = {
    "id": "a",
    "events": [
        {
            "event_type": "ASSAULT",
            "actors": [{**span(0, 5), "country": "FRA", "sectors": ["MIL"]}],
            "recipients": [{**span(10, 15), "country": None, "sectors": []}],
            "trigger": span(6, 9, "hit"),
            "sentence": span(0, 20),
            "date": None,
            "factuality": "asserted",
            "occurrence": "single",
        }
    ],
    "attributions": [{"source": [span(16, 20)], "content": [span(0, 10)]}],
    "statements": [],
}


def coded(**changes: Any) -> dict[str, Any]:
    row = copy.deepcopy(GOLD)
    event = row["events"][0]
    for side in ("actors", "recipients"):
        event[side] = [{"span": {k: p[k] for k in span(0, 0)}, **p} for p in event[side]]
    event.update(changes)
    return row


def figure(row: dict[str, Any], name: str) -> float:
    return next(s.f1 for s in evaluate_code([GOLD], {"a": row}).scores if s.name == name)


def test_an_act_with_both_parties_is_right() -> None:
    assert figure(coded(), "type, actor, recipient") == 1


def test_swapped_parties_are_wrong_though_the_type_is_right() -> None:
    right = coded()["events"][0]
    row = coded(actors=right["recipients"], recipients=right["actors"])
    assert figure(row, "type") == 1
    assert figure(row, "type, actor, recipient") == 0


def test_other_type_or_sentence_is_wrong() -> None:
    assert figure(coded(event_type="AID"), "type") == 0
    assert figure(coded(sentence=span(30, 50)), "type") == 0


def test_half_of_the_content_is_needed() -> None:
    row = coded()
    row["attributions"] = [{"source": [span(17, 18)], "content": [span(0, 5)]}]
    assert figure(row, "source") == 1
    row["attributions"] = [{"source": [span(17, 18)], "content": [span(0, 4)]}]
    assert figure(row, "source") == 0


def test_a_missed_row_counts_and_is_listed() -> None:
    result = evaluate_code([GOLD], {})
    assert [s.recall for s in result.scores if s.name == "type"] == [0]
    assert result.errors[0]["fault"] == "missed"


def test_actor_phrases_need_country_and_sector() -> None:
    gold = [
        {"text": "x", "country": "FRA", "sectors": ["MIL"]},
        {"text": "y", "expect": {"country": "UNO", "code_1": ""}},
    ]
    found = [{"country": "FRA", "sectors": ["GOV"]}, {"country": "IGO", "sectors": ["UNK"]}]
    both = next(s for s in evaluate_actors(gold, found).scores if s.name == "both")
    assert both.f1 == 0.5


def test_concede_and_retreat_are_one_class() -> None:
    gold = [
        {"text": "x", "event_type": "CONCEDE", "quad_class": 1},
        {"text": "y", "event_type": "AID", "quad_class": 2},
    ]
    found = [{"event_type": "RETREAT", "quad_class": 2}, {"event_type": "ASSAULT", "quad_class": 4}]
    result = evaluate_classes(gold, found)
    assert result.scores[0].f1 == pytest.approx(0.5)


def test_null_dates_must_stay_null() -> None:
    gold = [{"text": "x", "expression": "recently", "date_gold": None}]
    day = {"start": "2020-01-01", "end": "2020-01-01", "precision": "day"}
    assert evaluate_dates(gold, [None]).scores[0].f1 == 1
    assert evaluate_dates(gold, [day]).scores[0].f1 == 0


def single(event_type: str, actor: str, recipient: str = "") -> dict[str, Any]:
    def party(name: str) -> list[dict[str, Any]]:
        return [{"span": {"text": name}, "name": name, "country": None}] if name else []

    return {"events": [{"event_type": event_type, "actors": party(actor), "recipients": party(recipient)}]}


def test_a_single_sentence_is_right_only_with_both_its_parties() -> None:
    gold = [
        {"text": "", "event": "DEMAND", "source": [{"actorText": "the army of Norland"}], "target": []},
        {"text": "", "event": "AID", "source": [{"actorText": "Norland"}], "target": [{"actorText": "Sudmark"}]},
        {"text": "", "event": "AID", "source": [{"actorText": "Norland"}], "target": [{"actorText": "Sudmark"}]},
    ]
    found = [single("REQUEST", "Norland's army"), single("AID", "Norland", "Ardan"), single("SUPPORT", "Norland")]
    scored = evaluate_singles(gold, found)
    assert (scored.sentences, scored.typed, scored.right, scored.events) == (3, 2, 1, 3)
    assert [error["expected"]["event"] for error in scored.errors] == ["AID", "AID"]


def test_parties_of_one_phrase_are_compared_each_with_its_own() -> None:
    gold, found = copy.deepcopy(GOLD), coded()
    gold["events"][0]["actors"] = [
        {**span(0, 5), "country": "FRA", "sectors": ["MIL"]},
        {**span(0, 5), "country": "GBR", "sectors": ["MIL"]},
    ]
    found["events"][0]["actors"] = [
        {"span": span(0, 5), "country": country, "sectors": ["MIL"]} for country in ("GBR", "FRA")
    ]
    result = evaluate_code([gold], {"a": found})
    assert {name: share for name, share, _ in result.accuracies}["party's country"] == 1.0
    found["events"][0]["actors"][0]["country"] = "ITA"
    result = evaluate_code([gold], {"a": found})
    assert {name: share for name, share, _ in result.accuracies}["party's country"] < 1.0


def test_phrases_that_are_no_actors_and_bodies_of_no_state() -> None:
    gold = [
        {"text": "a cat", "country": "", "code_1": "JNK"},
        {"text": "a relief society", "country": "", "code_1": "NGO"},
        {"text": "a cat", "country": "", "code_1": "CVL"},
    ]
    nobody = {"country": None, "sectors": [], "kind": "none"}
    result = evaluate_actors(gold, [nobody, {"country": "NGO", "sectors": ["NGO"], "kind": "organisation"}, nobody])
    assert next(s for s in result.scores if s.name == "both").right == 2
