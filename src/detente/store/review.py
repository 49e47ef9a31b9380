"""Mentions one by one, with their articles and what people said of them: the review queue, and reports of events."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from detente.store.database import Database

# The state of a mention: what people said of it, the weightiest first.
_STATE = """CASE WHEN m.id IN (SELECT id FROM rejected) THEN 'wrong'
                 WHEN m.id IN (SELECT id FROM originals) THEN 'corrected'
                 WHEN m.id IN (SELECT mention_id FROM corrections WHERE undone IS NULL) THEN 'right'
                 ELSE 'unreviewed' END"""


@dataclass(frozen=True, slots=True)
class Queue:
    """Which mentions are to be looked at; an empty field asks nothing."""

    state: str = "unreviewed"
    types: tuple[str, ...] = ()
    factuality: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    article: str | None = None
    event: str | None = None
    outlets: tuple[str, ...] = ()
    below: float | None = None


_ORDERS = {
    "confidence": ("(m.record ->> '$.confidence')::DOUBLE", "DOUBLE", False),
    "published": ("coalesce(a.published, '9999-12-31'::DATE)", "DATE", False),
    "-published": ("coalesce(a.published, '0001-01-01'::DATE)", "DATE", True),
}


def queue(
    database: Database, wanted: Queue, sort: str, after: tuple[str, str] | None, limit: int
) -> tuple[list[tuple[str, str]], int]:
    """Gives a page of mentions as (id, sort key), and how many there are in all."""
    conditions, values = ["true"], list[Any]()
    for column, some in (
        ("m.event_type", wanted.types),
        ("m.factuality", wanted.factuality),
        ("a.outlet", wanted.outlets),
    ):
        if some:
            conditions.append(f"{column} IN (SELECT unnest(?::VARCHAR[]))")
            values.append(list(some))
    for column, one in (("m.article_id", wanted.article), ("m.event_id", wanted.event)):
        if one:
            conditions.append(f"{column} = ?")
            values.append(one)
    for node in wanted.nodes:
        conditions.append("EXISTS (SELECT 1 FROM parties p WHERE p.mention_id = m.id AND p.node = ?)")
        values.append(node)
    if wanted.below is not None:
        conditions.append("(m.record ->> '$.confidence')::DOUBLE < ?")
        values.append(wanted.below)
    if wanted.state == "reviewed":
        conditions.append(f"{_STATE} != 'unreviewed'")
    elif wanted.state != "all":
        conditions.append(f"{_STATE} = ?")
        values.append(wanted.state)
    where = " AND ".join(conditions)
    source = "FROM mentions m JOIN articles a ON a.id = m.article_id"
    number = int(database.value(f"SELECT count(*) {source} WHERE {where}", values))
    key, kind, down = _ORDERS[sort]
    if after is not None:
        where += f" AND ({key} {'<' if down else '>'} ?::{kind} OR ({key} = ?::{kind} AND m.id > ?))"
        values += [after[0], after[0], after[1]]
    rows = database.rows(
        f"SELECT m.id, ({key})::VARCHAR AS key {source} WHERE {where} "
        f"ORDER BY {key} {'DESC' if down else 'ASC'}, m.id LIMIT {int(limit)}",
        values,
    )
    return [(row["id"], row["key"]) for row in rows], number


def near(database: Database, mention_id: str, limit: int, days: int = 60) -> list[str]:
    """Gives ids of events that a mention may be a report of, too: of its parties and not far in time, nearest first.

    An act of two of its parties comes before one of a single party, and a week's distance weighs as much as another
    type. A mention without known parties is compared by its type.
    """
    rows = database.rows(
        """WITH mine AS (SELECT m.event_id, m.event_type, coalesce(m.date_start, a.published) AS day
                         FROM mentions m JOIN articles a ON a.id = m.article_id WHERE m.id = $1),
                own AS (SELECT DISTINCT node FROM parties WHERE mention_id = $1 AND node IS NOT NULL),
                shared AS (SELECT o.event_id AS id, count(DISTINCT p.node) AS parties
                           FROM parties p JOIN mentions o ON o.id = p.mention_id
                           WHERE p.node IN (FROM own) GROUP BY o.event_id),
                found AS (SELECT e.id, coalesce(s.parties, 0) AS parties, e.event_type = mine.event_type AS alike,
                                 abs(date_diff('day', coalesce(e.date_start, e.first_reported), mine.day)) AS apart
                          FROM events e CROSS JOIN mine LEFT JOIN shared s ON s.id = e.id
                          WHERE e.id IS DISTINCT FROM mine.event_id
                            AND CASE WHEN EXISTS (FROM own) THEN s.parties > 0 ELSE e.event_type = mine.event_type END)
           SELECT id FROM found WHERE apart IS NULL OR apart <= $2
           ORDER BY parties >= 2 DESC, apart + CASE WHEN alike THEN 0 ELSE 7 END NULLS LAST, id LIMIT $3""",
        [mention_id, days, limit],
    )
    return [row["id"] for row in rows]


def reviewed(database: Database) -> int:
    """Counts the mentions that somebody has judged."""
    return int(
        database.value(
            "SELECT count(DISTINCT c.mention_id) FROM corrections c JOIN mentions m ON m.id = c.mention_id "
            "WHERE c.undone IS NULL"
        )
    )


def mentions(
    database: Database,
    ids: Collection[str] | None = None,
    event: str | None = None,
    article: str | None = None,
) -> list[dict[str, Any]]:
    """Gives mentions by id, of an event or of an article, each with its article's fields, state and coder.

    Those of an event come by day of publication; rejected ones are in no event.
    """
    where, value = "m.id IN (SELECT unnest(?::VARCHAR[]))", list[Any]([sorted(ids or ())])
    if event is not None:
        where, value = "m.event_id = ?", [event]
    elif article is not None:
        where, value = "m.article_id = ?", [article]
    rows = database.rows(
        f"""SELECT m.id, m.article_id, m.event_id, m.run_id, m.record, o.record AS coded, {_STATE} AS state,
                   a.outlet, a.published, a.url, a.title, a.deck, a.text, r.coder_version
            FROM mentions m JOIN articles a ON a.id = m.article_id LEFT JOIN originals o ON o.id = m.id
            LEFT JOIN runs r ON r.id = coalesce(o.run_id, m.run_id)
            WHERE {where} ORDER BY a.published, m.id""",
        value,
    )
    for row in rows:
        row["record"] = json.loads(row["record"])
        row["coded"] = json.loads(row["coded"]) if row["coded"] else None
    return rows


def reviewed_articles(database: Database) -> list[dict[str, Any]]:
    """Gives the articles all of whose mentions somebody has judged."""
    return database.rows(
        """SELECT id, title, outlet, text, published FROM articles
           WHERE id IN (SELECT article_id FROM mentions GROUP BY article_id HAVING count(*) = count(*) FILTER (
               id IN (SELECT mention_id FROM corrections WHERE undone IS NULL)))
           ORDER BY id"""
    )
