"""Whatever is asked, the server answers: parameters drawn from the API's own description never give a fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.api import Store
from detente.web import create_app
from tests.web.conftest import HERE, WRITE

if TYPE_CHECKING:
    from detente.api import Coder

_TEXT = st.one_of(
    st.sampled_from(["FRA", "Chile", "USA", "group:X", "igo:Y", "", " ", "'", "%", "\x00", "-1", "1e309"]),
    st.text(max_size=40),
)
_DAY = st.one_of(st.dates().map(str), st.sampled_from(["0001-01-01", "9999-12-31", "2020-06-31", "today"]))
_INTEGER = st.one_of(st.integers(-5, 2000), st.sampled_from([2**31, 2**63, -(2**63)])).map(str)
_SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def asked(made: Path, tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Iterator[TestClient]:
    """One client for all that is drawn; nothing that it asks changes the store."""
    import shutil

    path = tmp_path_factory.mktemp("fuzz") / "s.duckdb"
    shutil.copy(made, path)
    with Store(path) as store:
        store.coder = coder
        yield TestClient(create_app(store), base_url=HERE, raise_server_exceptions=False)


def _values(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Draws values that fit a parameter, and some that don't."""
    kinds = [schema, *schema.get("anyOf", []), schema.get("items", {})]
    fitting: list[st.SearchStrategy[str]] = [_TEXT]
    for kind in kinds:
        if "enum" in kind:
            fitting += 3 * [st.sampled_from([str(v) for v in kind["enum"]])]
        if kind.get("format") == "date":
            fitting += 3 * [_DAY]
        if kind.get("type") == "integer":
            fitting += 3 * [_INTEGER]
        if kind.get("type") == "boolean":
            fitting.append(st.sampled_from(["true", "false"]))
        if kind.get("type") == "number":
            fitting.append(st.floats().map(str))
    return st.one_of(fitting)


@given(data=st.data())
@_SETTINGS
def test_no_question_gives_a_fault(asked: TestClient, data: st.DataObject) -> None:
    paths = asked.get("/api/v1/openapi.json").json()["paths"]
    path = data.draw(st.sampled_from(sorted(p for p, methods in paths.items() if "get" in methods)))
    parameters = paths[path]["get"].get("parameters", [])
    query: dict[str, Any] = {}
    filled = path
    for one in parameters:
        if one["in"] == "path":
            drawn = data.draw(_values(one["schema"])).replace("/", "").replace("?", "").replace("#", "") or "x"
            filled = filled.replace("{" + one["name"] + "}", drawn)
        elif one.get("required") or data.draw(st.integers(0, 3)) == 0:
            number = data.draw(st.integers(1, 2)) if one["schema"].get("type") == "array" else 1
            query[one["name"]] = [data.draw(_values(one["schema"])) for _ in range(number)]
    try:
        request = asked.build_request("GET", filled, params=query)
    except Exception:
        return  # no client can send it
    answer = asked.send(request)
    assert answer.status_code < 500, (filled, query, answer.text)
    if answer.status_code >= 400:
        assert answer.json()["error"]["message"]


_KEYS = "name kind country sectors with start end event_type modes precision group scope".split()
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=6,
)  # fmt: skip


@given(
    what=st.sampled_from(["event_type", "actors", "recipients", "date", "factuality", "merge", "split", "x"]),
    value=_JSON,
)
@_SETTINGS
def test_no_correction_gives_a_fault(asked: TestClient, what: str, value: Any) -> None:
    mention = asked.get("/api/v1/mentions?state=all&limit=1").json()["items"][0]["id"]
    body = {"mention_id": mention, "what": what, "value": value, "who": "fuzz"}
    answer = asked.post("/api/v1/corrections", json=body, headers=WRITE)
    assert answer.status_code < 500, (body, answer.text)
    if answer.status_code == 201:
        undone = asked.delete(f"/api/v1/corrections/{answer.json()['correction']['id']}", headers=WRITE)
        assert undone.status_code == 200, (body, undone.text)
