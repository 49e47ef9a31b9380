"""Writing to the store: one article and all that was coded from it in one transaction, events block by block."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from detente.records import Article, CodedArticle, node_from, short_hash, to_json
from detente.store import corrections
from detente.store.database import Database


def content_hash(article: Article) -> str:
    """Hashes what coding depends on, so that an unchanged article is not coded twice."""
    day = article.published.day.isoformat() if article.published else ""
    return short_hash(article.title, article.deck, article.text, day)


@dataclass(frozen=True, slots=True)
class Run:
    """One command that changes the store."""

    id: str
    command: str


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An item of a feed that an article came by; ``id`` is the same whenever the feed shows it."""

    id: str
    feed: str


def begin_run(database: Database, command: str, version: str, hashes: Mapping[str, str], settings: object) -> Run:
    """Records that a command began; a run without an end was cut off."""
    run = Run(uuid.uuid4().hex[:16], command)
    put_run(database, run, datetime.now(UTC).isoformat(), version, hashes, settings)
    return run


def put_run(
    database: Database, run: Run, started: str, version: str, hashes: Mapping[str, str], settings: object
) -> None:
    """Records a run that began, here or in another process; the same run again changes nothing."""
    database.connection.execute(
        "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, NULL, ?, ?, ?, NULL)",
        [run.id, run.command, started, version, json.dumps(dict(hashes)), json.dumps(settings, default=str)],
    )


def end_run(database: Database, run: Run, counts: Mapping[str, Any]) -> None:
    """Records that a command ended, with its counts."""
    database.connection.execute(
        "UPDATE runs SET finished = ?, counts = ? WHERE id = ?", [datetime.now(UTC), json.dumps(dict(counts)), run.id]
    )


def put_article(database: Database, article: Article, coded: CodedArticle, run: Run) -> None:
    """Stores an article with its mentions, attributions and statements, in place of any older version of it."""
    put_record(database, to_json(article), to_json(coded), content_hash(article), run)


def put_record(
    database: Database,
    article: Mapping[str, Any],
    coded: Mapping[str, Any],
    hashed: str,
    run: Run,
    item: FeedItem | None = None,
) -> None:
    """Stores an article given as the JSON of its records, as parts hold it.

    Args:
        database: the store.
        article, coded: ``to_json`` of an ``Article`` and of its ``CodedArticle``.
        hashed: its content hash.
        run: what coded it.
        item: the item of a feed that it came by; remembered, so that it is read once.
    """
    article_id, mentions = article["id"], coded["events"]
    with database.transaction():
        judged = corrections.judged(database, article_id)
        if database.value("SELECT count(*) FROM articles WHERE id = ?", [article_id]):
            _remove(database, article_id)
        _insert(database, "articles", [_article_row(article, coded, hashed, run)])
        _insert(database, "mentions", [_mention_row(article_id, m, run) for m in mentions])
        _insert(database, "parties", [row for m in mentions for row in _party_rows(m)])
        _insert(
            database,
            "attributions",
            [[a["id"], article_id, a["kind"], a["side"], json.dumps(a)] for a in coded["attributions"]],
        )
        _insert(
            database,
            "statements",
            [
                [s["id"], article_id, s["aspect"], s["direction"], _nodes(s["actors"]), json.dumps(s)]
                for s in coded["statements"]
            ],
        )
        corrections.lay(database, article, judged, run.id)
        if item is not None:
            put_item(database, item, article_id)


def put_item(database: Database, item: FeedItem, article_id: str) -> None:
    """Remembers that an item of a feed was read."""
    _insert(database, "feed_items", [[item.id, item.feed, article_id, datetime.now(UTC)]])


def knows_item(database: Database, item_id: str) -> bool:
    """Says whether an item of a feed was read before."""
    return bool(database.value("SELECT count(*) FROM feed_items WHERE id = ?", [item_id]))


def known(database: Database, hashes: Mapping[str, str]) -> set[str]:
    """Gives the ids of those articles that the store has unchanged.

    Args:
        database: the store.
        hashes: content hash by article id.
    """
    rows = database.rows(
        "SELECT id, content_hash FROM articles WHERE id IN (SELECT unnest(?::VARCHAR[]))", [sorted(hashes)]
    )
    return {row["id"] for row in rows if hashes[row["id"]] == row["content_hash"]}


def remove_article(database: Database, article_id: str) -> bool:
    """Removes an article and all that was coded from it; its events stay until gathered again.

    Returns:
        Whether it was there.
    """
    with database.transaction():
        there = database.value("SELECT count(*) FROM articles WHERE id = ?", [article_id]) > 0
        corrections.forget(database, article_id)
        _remove(database, article_id)
    return bool(there)


def _remove(database: Database, article_id: str) -> None:
    execute = database.connection.execute
    execute("DELETE FROM parties WHERE mention_id IN (SELECT id FROM mentions WHERE article_id = ?)", [article_id])
    execute(
        "DELETE FROM merges WHERE a IN (SELECT id FROM mentions WHERE article_id = $1) "
        "OR b IN (SELECT id FROM mentions WHERE article_id = $1)",
        [article_id],
    )
    execute("DELETE FROM originals WHERE id IN (SELECT id FROM mentions WHERE article_id = ?)", [article_id])
    for table, column in (
        ("mentions", "article_id"),
        ("attributions", "article_id"),
        ("statements", "article_id"),
        ("articles", "id"),
    ):
        execute(f"DELETE FROM {table} WHERE {column} = ?", [article_id])


def _insert(database: Database, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Inserts rows in one statement; DuckDB is slow at many."""
    if not rows:
        return
    marks = "(" + ", ".join("?" * len(rows[0])) + ")"
    for i in range(0, len(rows), 200):
        part = rows[i : i + 200]
        values = [value for row in part for value in row]
        database.connection.execute(f"INSERT INTO {table} VALUES {', '.join([marks] * len(part))}", values)


def _article_row(article: Mapping[str, Any], coded: Mapping[str, Any], hashed: str, run: Run) -> list[Any]:
    published = article["published"] or {"day": None, "moment": None, "source": None}
    return [
        article["id"],
        article["url"],
        article["outlet"],
        article["agency"],
        article["title"],
        article["deck"],
        article["byline"],
        article["dateline"],
        published["day"],
        published["moment"],
        published["source"],
        article["language"],
        article["places"],
        article["note"],
        article["text"],
        hashed,
        None,
        coded["sentences"],
        coded["warnings"],
        run.id,
    ]


def _mention_row(article_id: str, mention: Mapping[str, Any], run: Run) -> list[Any]:
    day = mention["date"] or {"start": None, "end": None, "precision": None}
    return [
        mention["id"],
        article_id,
        None,
        mention["event_type"],
        mention["quad_class"],
        mention["intensity"],
        mention["goldstein"],
        day["start"],
        day["end"],
        day["precision"],
        mention["territory"],
        mention["factuality"],
        mention["occurrence"],
        mention["historical"],
        mention["attribution_id"],
        json.dumps(mention),
        run.id,
    ]


def _party_rows(mention: Mapping[str, Any]) -> Iterable[list[Any]]:
    for role, actors in (("actor", mention["actors"]), ("recipient", mention["recipients"])):
        for position, actor in enumerate(actors):
            yield [
                mention["id"],
                role,
                position,
                _node(actor),
                actor["name"],
                actor["country"],
                actor["sectors"],
                actor["kind"],
                actor["group"],
                actor["scope"],
            ]


def _node(actor: Mapping[str, Any]) -> str | None:
    return node_from(actor["kind"], actor["country"], actor["sectors"], actor["name"], actor["group"])


def _nodes(actors: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({node for actor in actors if (node := _node(actor))})
