"""Asking the store: what gathering, relations, the commands and the page want to know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from detente.errors import NotFoundError
from detente.records import Article, Published
from detente.store import exchange
from detente.store.database import Database


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; an empty field asks nothing.

    Attributes:
        a, b: nodes; with both, events between them in either direction.
        event_type: a PLOVER type. ``quad_class``: 1 to 4. ``factuality``: one of the seven.
        start, end: inclusive ISO dates that the act's date must touch. ``as_of``: published by then.
        limit: rows at most.
    """

    a: str | None = None
    b: str | None = None
    event_type: str | None = None
    quad_class: int | None = None
    factuality: str | None = None
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    limit: int = 1000


_EVENT_ORDER = "ORDER BY e.date_start NULLS LAST, e.first_reported, e.id"


def events(database: Database, wanted: EventFilter) -> list[dict[str, Any]]:
    """Gives events with the whole record of the mention that speaks for each, in order of date."""
    where, values = _conditions(wanted)
    query = f"""
        SELECT e.*, m.record, m.article_id, a.outlet, a.published
        FROM events e JOIN mentions m ON m.id = e.mention_id JOIN articles a ON a.id = m.article_id
        WHERE {where} {_EVENT_ORDER} LIMIT {int(wanted.limit)}"""
    rows = _decoded(database.rows(query, values)) + exchange.imported_events(database, wanted)
    return sorted(rows, key=_order)[: wanted.limit]


def _order(row: dict[str, Any]) -> tuple[bool, date, date, str]:
    """Puts rows of the store and of imported datasets in the order of ``_EVENT_ORDER``."""
    start, reported = row["date_start"], row["first_reported"]
    return start is None, start or date.min, reported or date.max, row["id"]


def _conditions(wanted: EventFilter) -> tuple[str, list[Any]]:
    """Writes a filter as SQL conditions with their values."""
    conditions = ["true"]
    values: list[Any] = []
    for node in (wanted.a, wanted.b):
        if node:
            conditions.append("EXISTS (SELECT 1 FROM parties p WHERE p.mention_id = e.mention_id AND p.node = ?)")
            values.append(node)
    for column in ("event_type", "quad_class", "factuality"):
        if (value := getattr(wanted, column)) is not None:
            conditions.append(f"e.{column} = ?")
            values.append(value)
    for condition, day in (
        ("e.date_end >= ?", wanted.start),
        ("e.date_start <= ?", wanted.end),
        ("e.first_reported <= ?", wanted.as_of),
    ):
        if day is not None:
            conditions.append(condition)
            values.append(day)
    return " AND ".join(conditions), values


def event(database: Database, event_id: str) -> dict[str, Any]:
    """Gives one event with all its mentions and the judgements that joined them.

    Raises:
        NotFoundError: no such event.
    """
    imported = exchange.imported_by_id(database, [event_id])
    if imported:
        return {**imported[0], "reports": [], "merges": []}
    rows = database.rows("SELECT * FROM events WHERE id = ? OR starts_with(id, ?) LIMIT 2", [event_id, event_id])
    if len(rows) != 1:
        raise NotFoundError(f"Event {event_id} is not in the store.", "List what is there: detente events.")
    found = rows[0]
    found["reports"] = database.rows(
        "SELECT m.id, m.article_id, a.outlet, a.published, a.title, m.record FROM mentions m "
        "JOIN articles a ON a.id = m.article_id WHERE m.event_id = ? ORDER BY a.published, m.id",
        [found["id"]],
    )
    for report in found["reports"]:
        report["record"] = json.loads(report["record"])
    found["merges"] = merges_of(database, found["id"])
    return found


def merges_of(database: Database, event_id: str) -> list[dict[str, Any]]:
    """Gives the judgements that joined the mentions of an event, the surest first."""
    return database.rows(
        "SELECT g.* FROM merges g JOIN mentions m ON m.id = g.a WHERE m.event_id = ? ORDER BY g.score DESC, g.a, g.b",
        [event_id],
    )


def article(database: Database, article_id: str) -> dict[str, Any]:
    """Gives one article with its mentions, attributions and statements.

    Args:
        database: the store.
        article_id: its id, or the beginning of it if no other begins so.

    Raises:
        NotFoundError: no such article.
    """
    rows = database.rows(
        "SELECT * FROM articles WHERE id = $1 OR starts_with(id, $1) ORDER BY id != $1 LIMIT 2", [article_id]
    )
    if not rows or (len(rows) > 1 and rows[0]["id"] != article_id):
        raise NotFoundError(f"Article {article_id} is not in the store.", "List what is there: detente events.")
    found = rows[0]
    for table in ("mentions", "attributions", "statements"):
        records = database.rows(f"SELECT record FROM {table} WHERE article_id = ?", [found["id"]])
        found[table] = [json.loads(row["record"]) for row in records]
    return found


def coder_of(database: Database, run_id: str) -> str:
    """Names the coder of a run, with its version."""
    version = database.value("SELECT coder_version FROM runs WHERE id = ?", [run_id])
    return f"detente {version}" if version else ""


def stored_articles(database: Database) -> Iterator[Article]:
    """Gives every stored article, in order of id, for coding again."""
    ids = [row["id"] for row in database.rows("SELECT id FROM articles ORDER BY id")]
    for article_id in ids:
        row = database.rows("SELECT * FROM articles WHERE id = ?", [article_id])[0]
        published = None
        if row["published"]:
            moment = datetime.fromisoformat(row["published_at"]) if row["published_at"] else None
            published = Published(row["published"], moment, row["published_source"])
        yield Article(
            row["id"], row["text"], row["title"], row["deck"], tuple(row["byline"]), row["dateline"], row["outlet"],
            row["agency"], row["url"], published, row["language"], tuple(row["places"]), row["note"],
        )  # fmt: skip


def _decoded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in rows:
        row["record"] = json.loads(row["record"])
    return rows


def reports(database: Database, event_ids: Sequence[str], as_of: date | None = None) -> list[tuple[str, ...]]:
    """Gives the reports of own events: event id, article, outlet, language, and the side of the source, or None."""
    query = """
        SELECT m.event_id, r.id, r.outlet, r.language, s.side
        FROM mentions m JOIN articles r ON r.id = m.article_id LEFT JOIN attributions s ON s.id = m.attribution_id
        WHERE m.event_id IN (SELECT unnest($1::VARCHAR[]))
          AND ($2::DATE IS NULL OR r.published IS NULL OR r.published <= $2::DATE)
        ORDER BY m.id"""
    return database.connection.execute(query, [list(event_ids), as_of]).fetchall()


def relation_statements(database: Database, a: str, b: str) -> list[dict[str, Any]]:
    """Gives the statements on a pair's relationship with when they were published."""
    rows = database.rows(
        "SELECT s.id, s.aspect, s.direction, s.record, a.published, a.outlet, s.article_id FROM statements s "
        "JOIN articles a ON a.id = s.article_id WHERE list_contains(s.nodes, ?) AND list_contains(s.nodes, ?) "
        "ORDER BY a.published, s.id",
        [a, b],
    )
    return _decoded(rows)


def counts(database: Database) -> dict[str, int]:
    """Counts the rows of the tables a user thinks of."""
    tables = ("articles", "mentions", "events", "attributions", "statements", "merges", "corrections", "runs")
    imported = {"imported_events": sum(exchange.imported_counts(database).values())}
    return {table: int(database.value(f"SELECT count(*) FROM {table}")) for table in tables} | imported


def last_run(database: Database) -> dict[str, Any] | None:
    """Gives the newest run."""
    rows = database.rows("SELECT * FROM runs ORDER BY started DESC LIMIT 1")
    return rows[0] if rows else None


def outdated(database: Database, version: str, hashes: dict[str, str]) -> int:
    """Counts the articles that were coded by another version of the coder or of its data."""
    return int(
        database.value(
            "SELECT count(*) FROM articles a JOIN runs r ON r.id = a.run_id "
            "WHERE r.coder_version != ? OR r.hashes::VARCHAR != ?",
            [version, json.dumps(hashes)],
        )
    )


def events_by_id(database: Database, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Gives events in the order asked for, each with the record of the mention that speaks for it."""
    rows = database.rows(
        "SELECT e.*, m.record, m.article_id, a.outlet, a.published FROM events e "
        "JOIN mentions m ON m.id = e.mention_id JOIN articles a ON a.id = m.article_id "
        "WHERE e.id IN (SELECT unnest(?::VARCHAR[]))",
        [list(event_ids)],
    )
    place = {event_id: i for i, event_id in enumerate(event_ids)}
    return sorted(_decoded(rows) + exchange.imported_by_id(database, event_ids), key=lambda row: place[row["id"]])


def directions(database: Database, event_ids: Sequence[str], a: str, b: str) -> list[dict[str, Any]]:
    """Says of events whether a acts on b (``forth``) and b on a (``back``): ``id, quad_class, forth, back``.

    Asks the derived table of acts, which measuring the pair has just made fresh.
    """
    forth, back = ("forward", "backward") if a < b else ("backward", "forward")
    return database.rows(
        f"""SELECT event_id AS id, quad_class, {forth} AND NOT joint AS forth, {back} AND NOT joint AS back
            FROM acts_between WHERE a = $2 AND b = $3 AND event_id IN (SELECT unnest($1::VARCHAR[])) ORDER BY id""",
        [list(event_ids), min(a, b), max(a, b)],
    )


def made_by(database: Database, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Gives the runs that made the reports of some events: ``coder_version, hashes`` (file to hash), each once."""
    rows = database.rows(
        "SELECT DISTINCT coder_version, hashes::VARCHAR AS hashes FROM runs WHERE id IN ("
        "SELECT run_id FROM mentions WHERE event_id IN (SELECT unnest($1::VARCHAR[])) UNION "
        "SELECT run_id FROM imported_events WHERE id IN (SELECT unnest($1::VARCHAR[]))) ORDER BY ALL",
        [list(event_ids)],
    )
    return [{**row, "hashes": json.loads(row["hashes"])} for row in rows]
