"""What the JSON API answers."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient

from detente import pipeline
from detente.api import Store
from detente.store import listing
from detente.web import answers

V1 = "/api/v1"


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(V1 + path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_overview_counts_and_warns_that_only_english_is_read(client: TestClient) -> None:
    found = get(client, "/")
    assert found["articles"] == 6
    assert found["unreviewed"] == found["mentions"] > 4
    assert any("English" in line for line in found["warnings"])


def test_parties_are_found_by_alias_code_and_pair(client: TestClient) -> None:
    assert get(client, "/parties", q="French")["parties"][0]["node"] == "FRA"
    assert get(client, "/parties", q="chl")["parties"][0]["node"] == "CHL"
    pair = get(client, "/parties", q="France - Chile")["pairs"]
    assert [(p["a"], p["b"]) for p in pair] == [("CHL", "FRA")]
    assert pair[0]["events"] >= 3
    assert get(client, "/parties", q="zzzzqqq")["parties"] == []


def test_filters_narrow_and_pages_join_to_the_whole(client: TestClient) -> None:
    whole = get(client, "/events", a="FRA", b="Chile")
    assert whole["total"] == len(whole["items"]) >= 3
    assert {e["event_type"] for e in get(client, "/events", type="ACCUSE")["items"]} == {"ACCUSE"}
    for found in get(client, "/events", outlet="Other Paper")["items"]:
        assert "Other Paper" in [m["outlet"] for m in get(client, f"/events/{found['id']}")["mentions"]]
    assert get(client, "/events", q="depot")["total"] < get(client, "/events")["total"]
    assert get(client, "/events", **{"from": "2020-06-01", "to": "2020-06-30"})["total"] == 1
    for sort in ("date", "-date", "reported", "-intensity", "reports"):
        everything = [e["id"] for e in get(client, "/events", sort=sort, limit=1000)["items"]]
        seen, cursor = [], None
        while True:
            page = get(client, "/events", sort=sort, limit=2, **({"cursor": cursor} if cursor else {}))
            seen += [e["id"] for e in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == everything, sort


def test_directed_events_have_the_first_as_actor(client: TestClient) -> None:
    for event in get(client, "/events", a="CHL", b="FRA", directed=True)["items"]:
        assert "CHL" in [p["node"] for p in event["actors"]]


def test_an_allegation_stands_with_who_makes_it(client: TestClient) -> None:
    [accusation] = get(client, "/events", type="ACCUSE")["items"]
    assert accusation["caution"] == "alleged by Chile; not established by Détente"


def test_an_event_opens_to_its_mentions_in_their_paragraph(client: TestClient) -> None:
    told = [get(client, f"/events/{e['id']}") for e in get(client, "/events", type="ASSAULT")["items"]]
    mention = next(m for e in told for m in e["mentions"] if "anonymous" in m["according_to"])
    assert mention["article_id"] == "s5"
    text = mention["passage"]["text"]
    assert "\n" not in text
    start, end = mention["passage"]["sentence"]
    assert text[start:end] == mention["sentence"]
    words = {m["what"]: text[m["start"] : m["end"]] for m in mention["passage"]["marks"]}
    assert words["trigger"] == "bombed"
    assert words["actor"] == "France"
    assert words["date"] == "Monday"
    assert "official" in words["source"]
    assert mention["rule"]
    assert mention["coder"].startswith("detente ")


def test_relation_has_the_contract_of_the_command(client: TestClient) -> None:
    found = get(client, "/relations/FRA/CHL")
    assert found["a_name"] == "France"
    point = found["series"][0]
    wanted = """period tone sd low high filtered baseline deviation n cooperation conflict label label_probability
        country_aggregated articles outlets channels"""
    assert set(wanted.split()) <= set(point)
    assert found["model"]["scale"] == "PLOVER"
    assert found["lines"]
    between = get(client, "/relations/FRA/CHL/events", type="ASSAULT")
    assert all(e["event_type"] == "ASSAULT" for e in between["items"])


def test_unknown_things_are_404_in_the_one_shape(client: TestClient) -> None:
    for path in ("/relations/FRA/Nowhereland", "/events/nope", "/articles/nope", "/explain/NOPE", "/nothing"):
        answer = client.get(V1 + path)
        assert answer.status_code == 404, path
        error = answer.json()["error"]
        assert error["message"]
        assert set(error) == {"code", "message", "advice"}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/events?limit=0", 422), ("/events?from=yesterday", 422), ("/events?nonsense=1", 422), ("/events?cursor=x", 400)],
)
def test_bad_parameters_are_refused_in_the_one_shape(client: TestClient, path: str, status: int) -> None:
    answer = client.get(V1 + path)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


def test_exports_hold_what_the_list_holds(client: TestClient) -> None:
    listed = {e["id"] for e in get(client, "/events", a="FRA", limit=1000)["items"]}
    lines = client.get(f"{V1}/exports/events.jsonl?a=FRA").text.splitlines()
    assert {json.loads(line)["id"] for line in lines} == listed
    table = list(csv.DictReader(io.StringIO(client.get(f"{V1}/exports/events.csv?a=FRA").text)))
    assert {row["id"] for row in table} == listed
    frame = pl.read_parquet(io.BytesIO(client.get(f"{V1}/exports/events.parquet?a=FRA").content))
    assert set(frame["id"]) == listed
    assert len(client.get(f"{V1}/exports/events.plover?a=FRA").text.splitlines()) == len(listed)
    assert client.get(f"{V1}/exports/events.geojson?a=FRA").json()["type"] == "FeatureCollection"
    mentions = [json.loads(line) for line in client.get(f"{V1}/exports/mentions.jsonl?a=FRA").text.splitlines()]
    assert {m["event_id"] for m in mentions} == listed
    assert client.get(f"{V1}/exports/articles.geojson").status_code == 400


def test_an_article_is_shown_with_all_that_is_coded(client: TestClient) -> None:
    found = get(client, "/articles/s5")
    text = next(f for f in found["fields"] if f["field"] == "text")
    assert {"trigger", "actor", "source"} <= {m["what"] for m in text["marks"]}
    for mark in text["marks"]:
        assert 0 <= mark["start"] < mark["end"] <= len(text["text"])
    assert found["events"]
    assert found["attributions"]
    listed = get(client, "/articles", q="trade")
    assert [a["id"] for a in listed["items"]] == ["s3"]


def test_map_and_network_hold_places_states_and_groups_only(client: TestClient) -> None:
    places = get(client, "/acts/map")
    assert places["placed"] + places["unplaced"] > 0
    net = get(client, "/network")
    assert {"CHL", "FRA"} <= {n["id"] for n in net["nodes"]}
    assert all(n["kind"] in ("state", "armed_group") for n in net["nodes"])
    [edge] = [e for e in net["edges"] if {e["a"], e["b"]} == {"CHL", "FRA"}]
    assert edge["sign"] in (-1, 0, 1)
    assert edge["n"] == edge["cooperation"] + edge["conflict"]


def test_etag_is_kept_until_the_store_changes(client: TestClient) -> None:
    first = client.get(f"{V1}/events?a=FRA")
    again = client.get(f"{V1}/events?a=FRA", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{V1}/events?a=CHL", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    mention = get(client, "/mentions")["items"][0]["id"]
    said = {"mention_id": mention, "what": "wrong", "who": "t"}
    assert client.post(f"{V1}/corrections", json=said, headers={"X-Detente": "1"}).status_code == 201
    after = client.get(f"{V1}/events?a=FRA", headers={"If-None-Match": first.headers["etag"]})
    assert after.status_code == 200


def test_an_answer_is_made_once_until_the_store_changes(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    asked = listing.event_ids

    def counting(*given: Any) -> Any:
        made.append(given[2])
        return asked(*given)

    monkeypatch.setattr(listing, "event_ids", counting)
    plain = {"Accept-Encoding": "identity"}
    first = client.get(f"{V1}/events?a=FRA", headers=plain)
    again = client.get(f"{V1}/events?a=FRA", headers=plain)
    assert (again.content, len(made)) == (first.content, 1)
    assert dict(again.headers) == dict(first.headers)
    packed = client.get(f"{V1}/events?a=FRA")
    assert (packed.headers["content-encoding"], packed.json(), len(made)) == ("gzip", first.json(), 2)
    mention = get(client, "/mentions")["items"][0]["id"]
    said = {"mention_id": mention, "what": "wrong", "who": "t"}
    assert client.post(f"{V1}/corrections", json=said, headers={"X-Detente": "1"}).status_code == 201
    assert client.get(f"{V1}/events?a=FRA", headers=plain).json() != first.json()
    assert len(made) == 3


def test_what_is_derived_for_an_answer_changes_no_tag_and_is_found_made_after_preparing(store: Store) -> None:
    assert not pipeline.is_measured(store.database, store.settings)
    before = store.database.generation
    answers.prepare(store)
    assert store.database.generation == before
    assert pipeline.is_measured(store.database, store.settings)


def test_openapi_describes_every_route_with_models(client: TestClient) -> None:
    told = get(client, "/openapi.json")
    for path in ("/api/v1/events", "/api/v1/relations/{a}/{b}", "/api/v1/acts/map", "/api/v1/mentions"):
        schema = told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert "$ref" in schema
    assert "requestBody" in told["paths"]["/api/v1/corrections"]["post"]


def test_an_empty_store_answers_everywhere(tmp_path: Any) -> None:
    from detente.api import Store
    from detente.web import create_app

    with (
        Store(tmp_path / "empty.duckdb") as store,
        TestClient(create_app(store), base_url="http://localhost") as client,
    ):
        for path in ("/", "/events", "/pairs", "/turns", "/acts/map", "/network", "/mentions", "/articles", "/choices"):
            get(client, path)
        assert get(client, "/relations/USA/PAK")["series"] == []
        assert "empty" in get(client, "/")["warnings"][0]
        assert client.get(f"{V1}/exports/events.csv").text.startswith("id,")
