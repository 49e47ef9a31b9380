"""Corrections: at once in events and curves, kept through re-reading and recoding, undone without a trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from detente import evaluate
from detente.api import Store
from detente.errors import CorrectionError
from detente.pipeline import correct, undo_correction
from tests.web.conftest import WRITE

V1 = "/api/v1"


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(V1 + path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def say(client: TestClient, mention: str, what: str, value: Any = None) -> Any:
    body = {"mention_id": mention, "what": what, "value": value, "who": "tester"}
    answer = client.post(f"{V1}/corrections", json=body, headers=WRITE)
    assert answer.status_code == 201, answer.text
    return answer.json()


def take_back(client: TestClient, correction: str) -> Any:
    answer = client.delete(f"{V1}/corrections/{correction}", headers=WRITE)
    assert answer.status_code == 200, answer.text
    return answer.json()


def mention_of(client: TestClient, article: str, kind: str) -> Any:
    return next(m for m in get(client, f"/articles/{article}")["events"] if m["event_type"] == kind)


def everything(store: Store) -> Any:
    """Gives all that corrections may change, in order."""
    asked = {
        "mentions": "SELECT id, event_type, quad_class, intensity, date_start, factuality, event_id, record",
        "parties": "SELECT *",
        "events": "SELECT * ",
        "merges": "SELECT *",
        "originals": "SELECT id, record",
    }
    return {t: sorted(map(str, store.database.rows(f"{query} FROM {t}"))) for t, query in asked.items()}


CASES = [
    ("event_type", "CONSULT"),
    ("event_type", {"event_type": "ASSAULT", "modes": ["aerial"]}),
    ("actors", ["Peru"]),
    ("recipients", ["Peruvian army", {"name": "The Lanterns", "kind": "armed_group", "group": "The Lanterns"}]),
    ("actors", []),
    ("date", "2011-05"),
    ("date", None),
    ("factuality", "alleged"),
    ("wrong", None),
    ("right", None),
]


@pytest.mark.parametrize(("what", "value"), CASES)
def test_every_correction_is_seen_at_once_and_leaves_no_trace_when_undone(
    store: Store, client: TestClient, what: str, value: Any
) -> None:
    before = everything(store)
    mention = mention_of(client, "s2", "SANCTION")
    done = say(client, mention["id"], what, value)
    if what != "right":
        seen = everything(store)
        changed = "parties" if what in ("actors", "recipients") else "events"
        assert seen[changed] != before[changed]
    assert done["mention"]["state"] == {"wrong": "wrong", "right": "right"}.get(what, "corrected")
    take_back(client, done["correction"]["id"])
    assert everything(store) == before
    [kept] = get(client, "/corrections")["items"]
    assert kept["undone"] is not None
    assert kept["who"] == "tester"


def test_a_wrong_mention_leaves_events_exports_and_the_curve(client: TestClient) -> None:
    mention = mention_of(client, "s3", "SUPPORT")
    before = get(client, "/relations/CHL/FRA")
    assert mention["event_id"] in [i for p in before["series"] for i in p["events"]]
    say(client, mention["id"], "wrong")
    after = get(client, "/relations/CHL/FRA")
    assert mention["event_id"] not in [i for p in after["series"] for i in p["events"]]
    assert [p["tone"] for p in after["series"]] != [p["tone"] for p in before["series"]]
    assert client.get(f"{V1}/events/{mention['event_id']}").status_code == 404
    assert mention["event_id"] not in client.get(f"{V1}/exports/events.jsonl").text
    assert mention["id"] not in client.get(f"{V1}/exports/mentions.jsonl").text
    assert get(client, "/mentions", state="wrong")["total"] == 1
    say(client, mention["id"], "right")
    assert get(client, "/relations/CHL/FRA")["series"] == before["series"]


def test_another_type_changes_scores_and_what_follows_from_it(client: TestClient) -> None:
    mention = mention_of(client, "s3", "SUPPORT")
    done = say(client, mention["id"], "event_type", "assault")["mention"]
    assert (done["event_type"], done["quad_class"], done["cameo"]) == ("ASSAULT", 4, None)
    assert done["intensity"] < 0
    assert done["coded"] == {"event_type": "SUPPORT"}
    [point] = [p for p in get(client, "/relations/CHL/FRA")["series"] if p["period"] == "2020-06-01"]
    assert point["conflict"]["material"] == 1


def test_corrections_survive_recode_and_rereading_and_win(store: Store, client: TestClient, tmp_path: Path) -> None:
    mention = mention_of(client, "s3", "SUPPORT")
    say(client, mention["id"], "factuality", "denied")
    say(client, mention["id"], "actors", ["Peru", "France"])
    before = everything(store)
    store.recode(force=True)
    assert everything(store) == before
    changed = tmp_path / "changed.jsonl"
    text = "France and Chile signed a trade agreement on Tuesday. It rained."
    changed.write_text(json.dumps({"id": "s3", "date": "2020-06-02", "outlet": "Other Paper", "text": text}) + "\n")
    store.read(str(changed))
    again = mention_of(client, "s3", "SUPPORT")
    assert again["factuality"] == "denied"
    assert [p["name"] for p in again["actors"]] == ["Peru", "France"]
    for row in get(client, "/corrections")["items"]:
        take_back(client, row["id"])
    assert mention_of(client, "s3", "SUPPORT")["factuality"] == mention["factuality"]


def test_a_judged_mention_is_kept_while_its_words_stand(store: Store, client: TestClient) -> None:
    from dataclasses import replace

    from detente.records import Article, Published
    from detente.store import tables

    mention = mention_of(client, "s4", "ACCUSE")
    say(client, mention["id"], "right")
    row = store.article("s4")
    article = Article("s4", row["text"], outlet="Wire", published=Published(row["published"]))
    coded = replace(store.coder.code_article(article), events=(), statements=())
    run = tables.begin_run(store.database, "test", "0", {}, {})
    tables.put_article(store.database, article, coded, run)
    assert [m["id"] for m in get(client, "/articles/s4")["events"]] == [mention["id"]]
    other = replace(article, text="It rained in Santiago, all day long.")
    tables.put_article(store.database, other, replace(coded, id="s4"), run)
    assert get(client, "/articles/s4")["events"] == []


def test_merge_and_split_are_kept_and_undone(store: Store, client: TestClient) -> None:
    before = everything(store)
    one, other = mention_of(client, "s2", "SANCTION"), mention_of(client, "s4", "ACCUSE")
    assert one["event_id"] != other["event_id"]
    joined = say(client, one["id"], "merge", other["id"])
    assert len(joined["events"]) == 1
    event = get(client, f"/events/{joined['events'][0]}")
    assert {m["id"] for m in event["mentions"]} == {one["id"], other["id"]}
    assert event["merges"][0]["reason"] == "joined by a person"
    store.recode(force=True)
    assert len({mention_of(client, a, k)["event_id"] for a, k in (("s2", one["event_type"]), ("s4", "ACCUSE"))}) == 1
    parted = say(client, other["id"], "split", {"with": one["id"]})
    assert len(parted["events"]) == 2
    for row in get(client, "/corrections")["items"]:
        take_back(client, row["id"])
    assert everything(store) == before


def test_acts_to_merge_with_are_those_of_the_same_parties_near_in_time(client: TestClient) -> None:
    mention = mention_of(client, "s2", "SANCTION")
    found = get(client, f"/mentions/{mention['id']}/near")
    assert found["total"] == len(found["items"]) > 0
    assert mention["event_id"] not in [e["id"] for e in found["items"]]
    for event in found["items"]:
        nodes = {p["node"] for p in (*event["actors"], *event["recipients"])}
        assert nodes & {"FRA", "CHL"}
        assert event["mention_id"]
    assert "2020-06-02" in [e["when"] for e in found["items"]]
    assert "2020-08-03" not in [e["when"] for e in found["items"]], "three months later is another act"
    near = mention_of(client, "s6", "ASSAULT")
    first = get(client, f"/mentions/{near['id']}/near", limit=1)["items"]
    assert [e["event_type"] for e in first] != ["SANCTION"]
    assert client.get(f"{V1}/mentions/none/near").status_code == 404


@pytest.mark.parametrize(
    ("what", "value", "told"),
    [
        ("event_type", "NOPE", "no PLOVER type"),
        ("event_type", {"event_type": "AID", "modes": ["aerial"]}, "no such modes"),
        ("actors", ["the weather in spring"], "names no actor"),
        ("actors", [{"name": "X", "kind": "deity"}], "no kind of actor"),
        ("actors", [{"name": "X", "country": "Nowhereland"}], "Nowhereland"),
        ("actors", [7], "A party is"),
        ("date", "2011-02-30", "no date"),
        ("date", {"start": "2011-02-03", "end": "2011-02-01"}, "ends before"),
        ("factuality", "sure", "no factuality"),
        ("factuality", ["asserted"], "no factuality"),
        ("merge", "nope", "not in the store"),
        ("merge", None, "Another mention"),
        ("wrong", "x", "takes no value"),
    ],
)
def test_values_that_do_not_fit_are_refused_and_change_nothing(
    store: Store, client: TestClient, what: str, value: Any, told: str
) -> None:
    before = everything(store)
    mention = mention_of(client, "s3", "SUPPORT")["id"]
    body = {"mention_id": mention, "what": what, "value": value, "who": "t"}
    answer = client.post(f"{V1}/corrections", json=body, headers=WRITE)
    assert answer.status_code in (404, 422)
    assert told in answer.json()["error"]["message"]
    assert everything(store) == before
    assert get(client, "/corrections")["total"] == 0


def test_library_and_server_correct_alike(store: Store) -> None:
    mention = store.article("s3")["mentions"][0]["id"]
    done = correct(store.database, store.settings, mention, "factuality", "alleged", "me")
    assert store.event(done.events[0])["factuality"] == "alleged"
    undo_correction(store.database, store.settings, done.id)
    with pytest.raises(CorrectionError, match="no name to it"):
        correct(store.database, store.settings, mention, "right", None, " ")


def test_what_was_reviewed_is_gold_that_evaluate_takes(store: Store, client: TestClient) -> None:
    for article in ("s3", "s4"):
        for mention in get(client, f"/articles/{article}")["events"]:
            say(client, mention["id"], "right")
    changed = mention_of(client, "s3", "SUPPORT")
    say(client, changed["id"], "event_type", "CONSULT")
    rows = [json.loads(line) for line in client.get(f"{V1}/corrections/gold.jsonl").text.splitlines()]
    assert [row["id"] for row in rows] == ["s3", "s4"]
    coded = {row["id"]: row for row in store.coder.code(rows)}
    result = evaluate.evaluate_code(rows, coded)
    score = next(s for s in result.scores if s.name == "type")
    assert (score.gold, score.right) == (sum(len(r["events"]) for r in rows), sum(len(r["events"]) for r in rows) - 1)
    assert "source" not in [s.name for s in result.scores]


def test_forgetting_an_article_forgets_what_was_said_of_it(store: Store, client: TestClient) -> None:
    say(client, mention_of(client, "s3", "SUPPORT")["id"], "actors", ["Peru", "France"])
    store.forget("s3")
    assert get(client, "/corrections")["total"] == 0
    assert store.database.value("SELECT count(*) FROM originals") == 0
    assert "Peru" not in client.get(f"{V1}/exports/events.jsonl").text


def test_the_queue_goes_from_least_sure_to_surest_and_shrinks(client: TestClient) -> None:
    page = get(client, "/mentions", limit=200)
    sure = [m["confidence"] for m in page["items"]]
    assert sure == sorted(sure)
    say(client, page["items"][0]["id"], "right")
    after = get(client, "/mentions", limit=200)
    assert after["total"] == page["total"] - 1
    assert after["reviewed"] == 1
    assert get(client, "/mentions", state="right")["total"] == 1
