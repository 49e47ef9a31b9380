"""Who may ask and write, what a browser may do with answers, hostile text, and names of private persons."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from detente import present
from detente.api import Store
from detente.web import create_app
from detente.web.security import LARGEST_BODY
from tests.web.conftest import HERE, WRITE

V1 = "/api/v1"
TOKEN = "a-token-of-some-length-1"
HOSTILE = '<script>alert(1)</script>=cmd|"/c calc"!A1'


@pytest.fixture
def locked(store: Store) -> Iterator[TestClient]:
    """A client of an application that wants a token."""
    with TestClient(create_app(store, TOKEN), base_url="http://10.1.2.3:8765") as made:
        yield made


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.nip.io", ""]
)
def test_a_foreign_name_for_this_machine_is_refused(client: TestClient, host: str) -> None:
    answer = client.get(f"{V1}/events", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.json()["error"]["code"] == "host"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8765", "LOCALHOST:8765"])
def test_names_of_this_machine_are_taken(client: TestClient, host: str) -> None:
    assert client.get(f"{V1}/choices", headers={"Host": host}).status_code == 200


def test_without_the_token_nothing_is_told(locked: TestClient) -> None:
    for path in ("/", f"{V1}/events", f"{V1}/exports/events.csv", f"{V1}/openapi.json", "/static/x", "/owner/counts"):
        assert locked.get(path).status_code == 401, path
    for wrong in ("", TOKEN[:-1], TOKEN + "x", "Ünïcode"):
        header = {"authorization": f"Bearer {wrong}".encode()}
        assert locked.get(f"{V1}/events", headers=header).status_code == 401  # type: ignore[arg-type]


def test_the_token_opens_as_bearer_and_as_cookie(locked: TestClient) -> None:
    assert locked.get(f"{V1}/events", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    answer = locked.get(f"{V1}/events?token={TOKEN}&limit=1", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{V1}/events?limit=1"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert locked.get(f"{V1}/events").status_code == 200


def test_the_link_with_a_token_leads_nowhere_else(locked: TestClient) -> None:
    answer = locked.get(f"//evil.example/?token={TOKEN}", follow_redirects=False)
    assert not answer.headers.get("location", "/").startswith("//")


def test_a_cookie_alone_does_not_write_without_our_header(locked: TestClient) -> None:
    locked.get(f"/?token={TOKEN}", follow_redirects=False)
    body = {"mention_id": "x", "what": "right", "who": "t"}
    assert locked.post(f"{V1}/corrections", json=body).status_code == 403
    assert locked.post(f"{V1}/corrections", json=body, headers=WRITE).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example", **WRITE},
        {"Origin": "null", **WRITE},
        {"Origin": "http://localhost:1", **WRITE},
        {"Sec-Fetch-Site": "cross-site", **WRITE},
        {"Sec-Fetch-Site": "same-site", **WRITE},
    ],
)
def test_writes_of_other_pages_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    body = {"mention_id": "x", "what": "right", "who": "t"}
    answer = client.post(f"{V1}/corrections", json=body, headers=headers)
    assert answer.status_code == 403
    assert client.delete(f"{V1}/corrections/x", headers=headers).status_code == 403
    assert client.post(f"{V1}/articles", content=b"x", headers=headers).status_code == 403


def test_our_own_page_may_write(client: TestClient) -> None:
    body = {"mention_id": "x", "what": "right", "who": "t"}
    headers = {"Origin": HERE, "Sec-Fetch-Site": "same-origin", **WRITE}
    assert client.post(f"{V1}/corrections", json=body, headers=headers).status_code == 404


def test_read_only_takes_no_writes(store: Store) -> None:
    client = TestClient(create_app(store, read_only=True), base_url=HERE)
    answer = client.post(f"{V1}/corrections", json={"mention_id": "x", "what": "right", "who": "t"}, headers=WRITE)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "read_only")
    assert client.get(f"{V1}/").json()["read_only"] is True


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    for path in ("/", f"{V1}/events", f"{V1}/nothing", f"{V1}/events?limit=0"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src 'self';" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_large_bodies_are_refused(client: TestClient) -> None:
    kind = {"content-type": "text/plain", **WRITE}
    assert client.post(f"{V1}/articles", content=b"x" * (LARGEST_BODY + 1), headers=kind).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(2 + (LARGEST_BODY >> 20)):
            yield b"x" * (1 << 20)

    # Without a length, too.
    answer = client.post(f"{V1}/articles", content=endless(), headers=kind)
    assert answer.status_code in (400, 413, 500)
    assert client.get(f"{V1}/articles").json()["total"] == 6


@pytest.mark.parametrize(
    "path",
    ["/static/../../records.py", "/static/%2e%2e/%2e%2e/records.py", "/api/v1/articles/..%2f..%2fetc%2fpasswd",
     "/api/v1/exports/..%2fevents.csv", "/api/v1/explain/../../x", "/api/v1/events/%00"],
)  # fmt: skip
def test_paths_reach_nothing_outside(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert "root:" not in answer.text
    assert "dataclass" not in answer.text


@pytest.mark.parametrize("words", ["'; DROP TABLE events; --", "' OR 1=1 --", "%", "_", "\\", '"', "\x00", "🙂"])
def test_queries_are_data(client: TestClient, store: Store, words: str) -> None:
    for path, key in (
        ("/events", "q"),
        ("/events", "outlet"),
        ("/events", "place"),
        ("/articles", "q"),
        ("/parties", "q"),
    ):
        answer = client.get(V1 + path, params={key: words})
        assert answer.status_code in (200, 400, 404, 422), (path, key, answer.text)
    assert store.counts()["events"] > 3


def upload(client: TestClient, **row: Any) -> Any:
    answer = client.post(f"{V1}/articles", json=row, headers=WRITE)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_an_upload_is_coded_and_the_same_twice_adds_nothing(client: TestClient) -> None:
    row = {"id": "u1", "text": "Peru praised Chile on Monday.", "date": "2020-09-02", "outlet": "Fourth"}
    first = upload(client, **row)
    assert (first["coded"], first["articles"]) == (1, ["u1"])
    assert first["events"] >= 1
    assert upload(client, **row)["unchanged"] == 1
    assert client.get(f"{V1}/events", params={"a": "PER"}).json()["total"] >= 1
    page = (
        "<html><head><title>News</title></head><body><p>" + "Peru praised Chile on Monday. " * 8 + "</p></body></html>"
    )
    html = client.post(f"{V1}/articles", content=page, headers={"content-type": "text/html", **WRITE})
    assert html.status_code == 201, html.text
    lines = "".join(json.dumps({"id": f"l{i}", "text": "It rained.", "date": "2020-01-01"}) + "\n" for i in range(3))
    rows = client.post(f"{V1}/articles", content=lines, headers={"content-type": "application/x-ndjson", **WRITE})
    assert rows.json()["articles"] == ["l0", "l1", "l2"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "text/plain"), (b"\x00\x01\x02" * 100, "text/plain"), (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'{"text": 7}', "application/json"), (b'{"html": "a", "text": "b"}', "application/json"),
        (b'{"text": "x", "date": "someday"}', "application/json"), (b"{}", "application/x-ndjson"),
        (b"x", "application/zip"), (b"x", ""), (b"<" * 5000, "text/html"), (b"\xff\xfe", "text/html"),
    ],
)  # fmt: skip
def test_bad_uploads_are_told_and_store_nothing(client: TestClient, content: bytes, kind: str) -> None:
    answer = client.post(f"{V1}/articles", content=content, headers={"content-type": kind, **WRITE})
    assert answer.status_code == 422, answer.text
    error = answer.json()["error"]
    assert error["message"]
    assert "/tmp" not in error["message"] + error["advice"]
    assert client.get(f"{V1}/articles").json()["total"] == 6


def test_hostile_text_stays_text(client: TestClient) -> None:
    upload(client, id="h1", title=HOSTILE, outlet="=1+1", text=f"Peru bombed Chile. {HOSTILE}", date="2020-09-02")
    for path in ("/articles/h1", "/events?a=PER", "/mentions?article=h1&state=all"):
        answer = client.get(V1 + path)
        assert answer.headers["content-type"] == "application/json"
    table = list(csv.DictReader(io.StringIO(client.get(f"{V1}/exports/events.csv?a=PER").text)))
    assert table
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in table for cell in row.values() if not _number(cell))


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_private_persons_appear_by_role(client: TestClient, store: Store) -> None:
    """A record with a private person goes in by hand, since who is one depends on the coder."""
    upload(client, id="p1", text="Peru bombed Chile on Monday, killing Rosa Quispe, a baker.", date="2020-09-02")
    mention = client.get(f"{V1}/articles/p1").json()["events"][0]
    person = {"name": "Rosa Quispe", "kind": "person", "sectors": ["CVL"], "country": "CHL"}
    said = {"mention_id": mention["id"], "what": "recipients", "value": [person], "who": "t"}
    assert client.post(f"{V1}/corrections", json=said, headers=WRITE).status_code == 201
    paths = (
        "/articles/p1", f"/events/{client.get(f'{V1}/articles/p1').json()['events'][0]['event_id']}", "/events?a=PER",
        "/mentions?article=p1&state=all", "/corrections", "/parties?q=Rosa", "/exports/events.jsonl?a=PER",
        "/exports/mentions.jsonl?a=PER", "/exports/events.csv?a=PER", "/exports/events.plover?a=PER", "/network",
    )  # fmt: skip
    for path in paths:
        assert "Quispe" not in client.get(V1 + path).text, path
    shown = client.get(f"{V1}/mentions?article=p1&state=all").json()["items"][0]
    assert "[civilian (CHL)]" in shown["passage"]["text"]
    words = {m["what"]: shown["passage"]["text"][m["start"] : m["end"]] for m in shown["passage"]["marks"]}
    assert words["trigger"] == "bombed"
    assert words["recipient"] == "[civilian (CHL)]"


def test_offsets_follow_when_a_name_becomes_a_role() -> None:
    text = "Ana Ruiz saw Ana Ruiz's son and Ruiz."
    shown = present.Redaction(text, {"Ana Ruiz": "person", "Ruiz": "person"})
    assert shown.text == "[person] saw [person]'s son and [person]."
    start, end = shown.span(text.index("son"), text.index("son") + 3)
    assert shown.text[start:end] == "son"
    assert shown.text[slice(*shown.span(0, 8))] == "[person]"
    assert shown.text[slice(*shown.span(4, 8))] == "[person]"
    assert shown.span(0, len(text)) == (0, len(shown.text))


def test_files_of_the_server_are_not_told(client: TestClient, store: Store, tmp_path: Path) -> None:
    found = client.get(f"{V1}/").json()
    assert found["store"] == "s.duckdb"
    assert str(tmp_path) not in json.dumps(found)
