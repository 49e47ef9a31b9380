"""Asking the store: what gathering, relations, the commands and the page want to know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

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
    found["merges"] = database.rows(
        "SELECT g.* FROM merges g JOIN mentions m ON m.id = g.a WHERE m.event_id = ? ORDER BY g.score DESC",
        [found["id"]],
    )
    return found


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


def relation_events(database: Database, as_of: date | None = None) -> pl.DataFrame:
    """Gives the event table that relations are measured on: one row an event with its parties as a list of structs.

    Columns: event_id, event_type, quad_class, intensity, goldstein, factuality, occurrence, historical, part_of,
    date_start, date_end, precision, territory, consent, first_reported, articles, origins, and parties (role, node,
    name, country, sectors, kind, group, scope). Imported events are among them, but for comments and appeals, which
    have no PLOVER score.
    """
    query = f"""
        SELECT e.id AS event_id, e.event_type, e.quad_class, e.intensity, e.goldstein, e.factuality, e.occurrence,
               e.historical, e.part_of, e.date_start, e.date_end, e.date_precision AS precision, e.territory,
               e.consent, e.first_reported, e.articles, e.origins,
               (SELECT list({{'role': p.role, 'node': p.node, 'name': p.name, 'country': p.country,
                              'sectors': p.sectors, 'kind': p.kind, 'group': p.grp, 'scope': p.scope}}
                        ORDER BY p.role, p.position)
                FROM parties p WHERE p.mention_id = e.mention_id) AS parties
        FROM events e JOIN mentions m ON m.id = e.mention_id
        WHERE $1::DATE IS NULL OR e.first_reported IS NULL OR e.first_reported <= $1::DATE
        UNION ALL {exchange.RELATION_COLUMNS}
        ORDER BY event_id"""
    frame: pl.DataFrame = database.connection.sql(query, params=[as_of]).pl()
    return frame


def nodes(database: Database, like: str = "") -> list[dict[str, Any]]:
    """Gives the nodes that events have, with how many, the most covered first."""
    rows = database.rows(
        "SELECT p.node, any_value(p.name) AS name, count(DISTINCT e.id) AS events FROM parties p "
        "JOIN events e ON e.mention_id = p.mention_id "
        "WHERE p.node IS NOT NULL AND (p.node ILIKE $1 OR p.name ILIKE $1) "
        "GROUP BY p.node ORDER BY events DESC, p.node LIMIT 50",
        [f"%{like}%"],
    )
    together: dict[str, dict[str, Any]] = {}
    for row in rows + exchange.imported_nodes(database, f"%{like}%"):
        known = together.setdefault(row["node"], {**row, "events": 0})
        known["events"] += row["events"]
    return sorted(together.values(), key=lambda row: (-row["events"], row["node"]))[:50]


def busiest_pair(database: Database) -> tuple[str, str] | None:
    """Gives the two states with most dated events between them, smaller code first, or None."""
    rows = database.rows(
        "WITH sides AS (SELECT e.id, p.node FROM events e JOIN parties p ON p.mention_id = e.mention_id "
        "WHERE e.date_start IS NOT NULL AND length(p.node) = 3 "
        f"UNION SELECT id, node FROM ({exchange.IMPORTED_PARTIES}) WHERE length(node) = 3) "
        "SELECT p.node AS a, q.node AS b, count(*) AS n FROM sides p JOIN sides q ON p.id = q.id "
        "WHERE p.node < q.node GROUP BY ALL ORDER BY n DESC, a, b LIMIT 1"
    )
    return (rows[0]["a"], rows[0]["b"]) if rows else None


def coverage(database: Database, a: str, b: str, as_of: date | None = None) -> dict[str, Any]:
    """Says what the evidence on a pair rests on: articles, outlets, languages and the sides of its sources."""
    query = """
        WITH pair AS (
            SELECT m.id, m.article_id, m.attribution_id FROM mentions m JOIN articles r ON r.id = m.article_id
            WHERE EXISTS (SELECT 1 FROM parties p WHERE p.mention_id = m.id AND p.node = $1)
              AND EXISTS (SELECT 1 FROM parties p WHERE p.mention_id = m.id AND p.node = $2)
              AND ($3::DATE IS NULL OR r.published <= $3::DATE))
        SELECT count(DISTINCT pair.id) AS mentions, count(DISTINCT pair.article_id) AS articles,
               coalesce(list(DISTINCT r.outlet) FILTER (r.outlet != ''), []) AS outlets,
               coalesce(list(DISTINCT r.language), []) AS languages,
               coalesce(list(DISTINCT s.side) FILTER (s.side IS NOT NULL), []) AS sides
        FROM pair JOIN articles r ON r.id = pair.article_id LEFT JOIN attributions s ON s.id = pair.attribution_id"""
    found = database.rows(query, [a, b, as_of])[0]
    imported = exchange.imported_coverage(database, a, b, as_of)
    for key in ("outlets", "languages"):
        found[key] = list(dict.fromkeys([*found[key], *imported[key]]))
    found["articles"] += imported["articles"]
    return {**found, "imported": imported["events"], "datasets": imported["datasets"]}


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


def schema_version(database: Database) -> int:
    """Gives the version of the store's tables; opening a store brings it to the newest."""
    return int(database.value("SELECT value FROM meta WHERE key = 'schema_version'"))


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


def reports_of_events(database: Database, event_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Gives, for each event, the articles and outlets that report it."""
    rows = database.rows(
        "SELECT m.event_id, list(DISTINCT a.id) AS articles, list(DISTINCT a.outlet) AS outlets FROM mentions m "
        "JOIN articles a ON a.id = m.article_id WHERE list_contains(?, m.event_id) GROUP BY m.event_id",
        [list(event_ids)],
    )
    return {row["event_id"]: row for row in rows} | exchange.imported_reports(database, event_ids)


def events_by_id(database: Database, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Gives events in the order asked for, each with the record of the mention that speaks for it."""
    rows = database.rows(
        "SELECT e.*, m.record, m.article_id, a.outlet, a.published FROM events e "
        "JOIN mentions m ON m.id = e.mention_id JOIN articles a ON a.id = m.article_id WHERE list_contains(?, e.id)",
        [list(event_ids)],
    )
    place = {event_id: i for i, event_id in enumerate(event_ids)}
    return sorted(_decoded(rows) + exchange.imported_by_id(database, event_ids), key=lambda row: place[row["id"]])
