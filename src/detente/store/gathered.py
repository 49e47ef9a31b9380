"""What gathering asks of the store and puts into it: traces of mentions, events with their judgements, copies."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import polars as pl

from detente.gather import Facts, Keys
from detente.store.database import Database

_FACTS = tuple(f.name for f in fields(Facts))
_COLUMNS = ", ".join(f"t.{name}" for name in _FACTS)
_LISTS = tuple(f.name for f in fields(Facts) if str(f.type).startswith("tuple"))


@dataclass(frozen=True, slots=True)
class EventRow:
    """One gathered event as the events table holds it; see schema.sql for the columns."""

    id: str
    block: str
    mention_id: str
    event_type: str
    quad_class: int
    intensity: float
    goldstein: float | None
    date_start: date | None
    date_end: date | None
    date_precision: str | None
    territory: str | None
    factuality: str
    occurrence: str
    historical: bool
    part_of: str | None
    mentions: int
    articles: int
    origins: int
    first_reported: date | None
    place: str | None
    lat: float | None
    lon: float | None
    consent: str
    notified: bool | None
    date_low: date | None
    date_high: date | None
    fatalities_low: float | None
    fatalities_high: float | None
    injured_low: float | None
    injured_high: float | None
    part_of_score: float | None
    part_of_reason: str | None


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One judgement that two mentions report one act."""

    a: str
    b: str
    score: float
    reason: str
    judge: str


@dataclass(frozen=True, slots=True)
class Traced:
    """A mention as gathering knows it, with what an event takes from it and from its article.

    Attributes:
        original: id of the article that its article repeats, or its own.
        outlet, agency: of the original.
    """

    facts: Facts
    keys: Keys
    quad_class: int
    intensity: float
    goldstein: float | None
    place_name: str | None
    original: str
    outlet: str
    agency: str


def pending(database: Database, rules: str, limit: int) -> list[dict[str, Any]]:
    """Gives mentions whose trace is missing, or was made of an older coding or by other rules, by whole articles.

    Articles come by day of publication: what is taken in together lies close in time and meets little of the store.

    Args:
        database: the store.
        rules: version of the rules that traces are made by.
        limit: articles at most.
    """
    rows = database.rows(
        "WITH lacking AS (SELECT m.id, m.article_id FROM mentions m ANTI JOIN traces t "
        "ON t.id = m.id AND t.run_id = m.run_id AND t.rules = $1 WHERE m.id NOT IN (SELECT id FROM rejected)), "
        "taken AS (SELECT DISTINCT a.id AS article_id, a.published FROM articles a SEMI JOIN lacking l "
        "ON l.article_id = a.id ORDER BY a.published, a.id LIMIT $2) "
        "SELECT m.id, m.article_id, m.run_id, a.published, m.record FROM mentions m SEMI JOIN lacking l ON l.id = m.id "
        "SEMI JOIN taken k ON k.article_id = m.article_id JOIN articles a ON a.id = m.article_id ORDER BY m.id",
        [rules, limit],
    )
    for row in rows:
        row["record"] = json.loads(row["record"])
    return rows


def drop_outdated(database: Database, rules: str) -> set[str]:
    """Removes traces of mentions that are gone or were coded anew.

    Returns:
        The blocks they were in, which must be gathered again.
    """
    database.connection.execute(
        "CREATE OR REPLACE TEMP TABLE outdated AS SELECT t.id, t.block FROM traces t "
        "ANTI JOIN mentions m ON m.id = t.id AND m.run_id = t.run_id WHERE true "
        "UNION SELECT id, block FROM traces WHERE id IN (SELECT id FROM rejected) "
        "UNION SELECT id, block FROM traces WHERE rules != ?",
        [rules],
    )
    database.connection.execute("DELETE FROM traces WHERE id IN (SELECT id FROM outdated)")
    rows = database.rows("SELECT DISTINCT block FROM outdated WHERE block IS NOT NULL")
    database.connection.execute("DROP TABLE outdated")
    return {row["block"] for row in rows}


def put_traces(database: Database, traces: Sequence[tuple[Facts, Keys, str]], rules: str) -> None:
    """Stores what gathering looks at, with the run that coded each mention."""
    rows = [
        {name: getattr(facts, name) for name in _FACTS}
        | {"run_id": run, "rules": rules, "filed": sorted(keys.filed), "sought": sorted(keys.sought)}
        for facts, keys, run in traces
    ]
    _append(database, "traces", rows)


def _append(database: Database, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Appends rows by column name; what a row leaves out is null."""
    if not rows:
        return
    described = database.rows(f"SELECT column_name, column_type FROM (DESCRIBE {table})")
    schema = {d["column_name"]: _polars_type(d["column_type"]) for d in described if d["column_name"] in rows[0]}
    frame = pl.DataFrame(rows, schema=schema)
    database.connection.register("appended", frame)
    database.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM appended")
    database.connection.unregister("appended")


_TYPES = {
    "VARCHAR": pl.String, "BIGINT": pl.Int64, "INTEGER": pl.Int32, "TINYINT": pl.Int8, "DOUBLE": pl.Float64,
    "DATE": pl.Date, "BOOLEAN": pl.Boolean,
}  # fmt: skip


def _polars_type(name: str) -> Any:
    return pl.List(_TYPES[name[:-2]]) if name.endswith("[]") else _TYPES[name]


def met(database: Database, sought: Collection[int], windows: Sequence[tuple[date, date]], undated: bool) -> list[str]:
    """Gives the ids of gathered mentions that are filed under one of some keys.

    Args:
        database: the store.
        sought: the keys.
        windows: stretches of days (first, last); mentions that touch none need not be looked at.
        undated: whether mentions without a date are to be looked at.
    """
    days = {"first": [first for first, _ in windows], "last": [last for _, last in windows]}
    database.connection.register("sought", pl.DataFrame({"key": sorted(sought)}, schema={"key": pl.Int64}))
    database.connection.register("windows", pl.DataFrame(days, schema={"first": pl.Date, "last": pl.Date}))
    rows = database.rows(
        "SELECT DISTINCT t.id FROM (SELECT id, unnest(filed) AS key FROM traces a WHERE block IS NOT NULL AND "
        "((a.first IS NULL AND $1) OR EXISTS (FROM windows w WHERE a.first <= w.last AND a.last >= w.first))) t "
        "SEMI JOIN sought s ON s.key = t.key",
        [undated],
    )
    database.connection.unregister("sought")
    database.connection.unregister("windows")
    return sorted(row["id"] for row in rows)


def blocks_of(database: Database, mention_ids: Collection[str]) -> dict[str, str]:
    """Gives the block of each mention that has been gathered."""
    rows = database.rows(
        "SELECT id, block FROM traces WHERE block IS NOT NULL AND id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(mention_ids)],
    )
    return {row["id"]: row["block"] for row in rows}


def blocks_of_articles(database: Database, article_ids: Collection[str]) -> set[str]:
    """Gives the blocks that mentions of some articles are in."""
    rows = database.rows(
        "SELECT DISTINCT block FROM traces WHERE block IS NOT NULL AND article_id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(article_ids)],
    )
    return {row["block"] for row in rows}


def traced(
    database: Database, ids: Collection[str] = (), blocks: Collection[str] = (), ungathered: bool = False
) -> list[Traced]:
    """Gives mentions by id, by block, and all that have not been gathered, each once, sorted by id."""
    rows = database.rows(
        f"""SELECT {_COLUMNS}, t.filed, t.sought, m.quad_class, m.intensity, m.goldstein,
                   m.record -> 'place' ->> 'name' AS place_name,
                   o.id AS original, o.outlet, o.agency
            FROM traces t JOIN mentions m ON m.id = t.id JOIN articles a ON a.id = t.article_id
            JOIN articles o ON o.id = coalesce(a.copy_of, a.id)
            WHERE t.id IN (SELECT unnest($1::VARCHAR[])) OR t.block IN (SELECT unnest($2::VARCHAR[]))
               OR ($3 AND t.block IS NULL)
            ORDER BY t.id""",
        [sorted(ids), sorted(blocks), ungathered],
    )
    return [_traced(row) for row in rows]


def _traced(row: dict[str, Any]) -> Traced:
    values: dict[str, Any] = {name: tuple(row[name]) if name in _LISTS else row[name] for name in _FACTS}
    keys = Keys(frozenset(row["filed"]), frozenset(row["sought"]))
    rest = (f.name for f in fields(Traced) if f.name not in ("facts", "keys"))
    return Traced(Facts(**values), keys, **{name: row[name] for name in rest})


def put_events(
    database: Database,
    old_blocks: Collection[str],
    events: Sequence[EventRow],
    members: Iterable[tuple[str, str, str]],
    merges: Sequence[MergeRow],
) -> None:
    """Replaces blocks of gathered events.

    Args:
        database: the store, in a transaction.
        old_blocks: names of the blocks that are replaced.
        events: the new events.
        members: (mention id, event id, block) of every mention in them.
        merges: the judgements that made them.
    """
    execute = database.connection.execute
    database.note_change("own")
    execute(
        "INSERT INTO changed_events SELECT id FROM events WHERE block IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(old_blocks)],
    )
    _append(database, "changed_events", [{"id": e.id} for e in events])
    execute("DELETE FROM events WHERE block IN (SELECT unnest(?::VARCHAR[]))", [sorted(old_blocks)])
    _append(database, "events", [asdict(e) for e in events])
    rows = [{"id": mention, "event_id": event, "block": block} for mention, event, block in members]
    frame = pl.DataFrame(rows, schema={"id": pl.String, "event_id": pl.String, "block": pl.String})
    database.connection.register("members", frame)
    execute("UPDATE traces SET block = n.block FROM members n WHERE n.id = traces.id")
    execute(
        "UPDATE mentions SET event_id = n.event_id FROM members n "
        "WHERE n.id = mentions.id AND mentions.event_id IS DISTINCT FROM n.event_id"
    )
    execute("DELETE FROM merges WHERE a IN (SELECT id FROM members) OR b IN (SELECT id FROM members)")
    database.connection.unregister("members")
    _append(database, "merges", [asdict(m) for m in merges])


def merge_corrections(database: Database) -> list[dict[str, Any]]:
    """Gives the corrections that join or part mentions, undone ones too, in the order they were made."""
    rows = database.rows("SELECT * FROM corrections WHERE what IN ('merge', 'split') ORDER BY made, id")
    for row in rows:
        row["value"] = json.loads(row["value"])
    return rows


def joined_by_people(database: Database, judge: str) -> set[tuple[str, str]]:
    """Gives the pairs of mentions that stand joined by a person's word."""
    return {(r["a"], r["b"]) for r in database.rows("SELECT a, b FROM merges WHERE judge = ?", [judge])}


def event_of(database: Database, mention_ids: Collection[str]) -> dict[str, str]:
    """Gives the event each mention is gathered to."""
    rows = database.rows(
        "SELECT id, event_id FROM mentions WHERE event_id IS NOT NULL AND id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(mention_ids)],
    )
    return {row["id"]: row["event_id"] for row in rows}


def existing(database: Database, event_ids: Iterable[str]) -> list[str]:
    """Gives those of some events that still are events."""
    rows = database.rows("SELECT id FROM events WHERE id IN (SELECT unnest(?::VARCHAR[]))", [sorted(set(event_ids))])
    return sorted(row["id"] for row in rows)


def figures(database: Database, event_id: str) -> list[dict[str, Any]]:
    """Gives the days and tolls of an event by report: ``mention, article, outlet, published, informant, date_start,
    date_end, dead_low, dead_high, hurt_low, hurt_high``, the earliest published first."""
    return database.rows(
        "SELECT t.id AS mention, t.article_id AS article, a.outlet, a.published, t.informant, t.date_start, "
        "t.date_end, t.dead_low, t.dead_high, t.hurt_low, t.hurt_high FROM traces t JOIN mentions m ON m.id = t.id "
        "JOIN articles a ON a.id = t.article_id WHERE m.event_id = ? ORDER BY a.published, t.id",
        [event_id],
    )


def unprinted(database: Database, rules: str, limit: int) -> list[dict[str, Any]]:
    """Gives articles whose fingerprint is missing or was made of another text or by other rules, by day and id."""
    return database.rows(
        "SELECT a.id, a.content_hash, a.published, a.title, a.text FROM articles a ANTI JOIN fingerprints f "
        "ON f.id = a.id AND f.content_hash = a.content_hash AND f.rules = ? ORDER BY a.published, a.id LIMIT ?",
        [rules, limit],
    )


def drop_prints(database: Database, rules: str) -> set[str]:
    """Removes fingerprints and judgements of articles that are gone or changed.

    Returns:
        The articles that were held for copies of one of them, or for their original.
    """
    execute = database.connection.execute
    execute(
        "CREATE OR REPLACE TEMP TABLE unprinted AS SELECT f.id FROM fingerprints f "
        "ANTI JOIN articles a ON a.id = f.id AND a.content_hash = f.content_hash WHERE true "
        "UNION SELECT id FROM fingerprints WHERE rules != ?",
        [rules],
    )
    pairs = database.rows(
        "SELECT a, b FROM copies WHERE a IN (SELECT id FROM unprinted) OR b IN (SELECT id FROM unprinted)"
    )
    execute("DELETE FROM copies WHERE a IN (SELECT id FROM unprinted) OR b IN (SELECT id FROM unprinted)")
    execute("DELETE FROM fingerprints WHERE id IN (SELECT id FROM unprinted)")
    execute("DROP TABLE unprinted")
    return {i for row in pairs for i in (row["a"], row["b"])}


def put_prints(database: Database, prints: Sequence[tuple[str, str, date | None, Sequence[int]]], rules: str) -> None:
    """Stores fingerprints: (article id, content hash, publication day, bands)."""
    names = ("id", "content_hash", "published", "bands")
    _append(database, "fingerprints", [dict(zip(names, p, strict=True)) | {"rules": rules} for p in prints])


def alike(database: Database, ids: Collection[str], within_days: int) -> list[tuple[str, str]]:
    """Gives pairs of articles (smaller id first), one of them among some, that share a band and appeared together."""
    rows = database.rows(
        "WITH new AS (SELECT id, published, unnest(bands) AS band FROM fingerprints "
        "WHERE id IN (SELECT unnest($1::VARCHAR[]))), "
        "days AS (SELECT min(published) AS first, max(published) AS last, bool_or(published IS NULL) AS open "
        "FROM new), "
        "old AS (SELECT id, published, unnest(bands) AS band FROM fingerprints f WHERE f.published IS NULL "
        "OR (SELECT open OR f.published BETWEEN first - $2 AND last + $2 FROM days)) "
        "SELECT DISTINCT least(n.id, o.id) AS a, greatest(n.id, o.id) AS b FROM new n JOIN old o ON n.band = o.band "
        "WHERE n.id != o.id AND (n.published IS NULL OR o.published IS NULL OR abs(n.published - o.published) <= $2) "
        "ORDER BY a, b",
        [sorted(ids), within_days],
    )
    return [(row["a"], row["b"]) for row in rows]


def texts(database: Database, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Gives ``title, text, published, published_at`` of articles."""
    rows = database.rows(
        "SELECT id, title, text, published, published_at FROM articles WHERE id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(ids)],
    )
    return {row["id"]: row for row in rows}


def put_copies(database: Database, judged: Sequence[tuple[str, str, float]]) -> None:
    """Stores judgements that two articles are copies."""
    _append(database, "copies", [dict(zip(("a", "b", "score"), row, strict=True)) for row in judged])


def copy_sets(database: Database, ids: Collection[str]) -> list[list[dict[str, Any]]]:
    """Gives, for some articles, the sets of copies they are in: ``id, published, published_at, copy_of`` of each."""
    rows = database.rows(
        "WITH RECURSIVE both_ways AS (SELECT a, b FROM copies UNION ALL SELECT b, a FROM copies), "
        "reached(seed, id) AS (SELECT unnest($1::VARCHAR[]) AS seed, unnest($1::VARCHAR[]) AS id "
        "UNION SELECT r.seed, w.b FROM reached r JOIN both_ways w ON w.a = r.id) "
        "SELECT min(r.seed) AS seed, a.id, a.published, a.published_at, a.copy_of FROM reached r "
        "JOIN articles a ON a.id = r.id GROUP BY ALL ORDER BY seed, a.id",
        [sorted(ids)],
    )
    sets: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        sets.setdefault(row["seed"], []).append(row)
    return list(sets.values())


def set_copy_of(database: Database, originals: Sequence[tuple[str, str | None]]) -> None:
    """Writes down which article repeats which: (article, original or None)."""
    for article, original in originals:
        database.connection.execute("UPDATE articles SET copy_of = ? WHERE id = ?", [original, article])
