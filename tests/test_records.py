"""Records, ids and the JSON Schema."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from detente import schema
from detente.records import Span, article_id, event_id, mention_id, short_hash, to_json


def test_mention_id_rests_on_spans_alone() -> None:
    trigger, actor, other = Span("text", 5, 9, "hit"), Span("text", 0, 4, "A"), Span("text", 10, 14, "B")
    same = mention_id("a", trigger, (actor,), (other,))
    assert same == mention_id("a", Span("text", 5, 9, "HIT"), (actor,), (other,))
    assert same != mention_id("a", trigger, (other,), (actor,))
    assert same != mention_id("b", trigger, (actor,), (other,))


def test_event_id_is_of_its_smallest_mention() -> None:
    assert event_id(("b", "a", "c")) == event_id(("a", "z"))


@given(st.text(), st.text())
def test_parts_of_a_hash_are_kept_apart(a: str, b: str) -> None:
    if a and "\x1f" not in a + b:
        assert short_hash(a, b) != short_hash(a + b)
    assert len(article_id(a, b)) == 16


def test_to_json_is_plain() -> None:
    assert json.loads(json.dumps(to_json(Span("text", 1, 2, "é")))) == {
        "field": "text",
        "start": 1,
        "end": 2,
        "text": "é",
    }


def test_shipped_schema_is_that_of_the_records() -> None:
    assert json.loads(schema.FILE.read_text(encoding="utf-8")) == schema.json_schema()
