"""Events of existing datasets in the store, and the tables that exports are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from detente.store.database import Database

# Rows of an export that are in memory at a time.
BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a batch of imported events.

    Attributes:
        added: new in the store. known: in the store already, the same day.
        redated: an id that the store has on another day; the row read first is kept.
    """

    added: int
    known: int
    redated: int


def put_imported(database: Database, events: pl.DataFrame, run_id: str) -> Added:
    """Adds imported events in one transaction; an id that is there already is not added again.

    Args:
        database: the store.
        events: as ``datasets.SCHEMA`` has it. run_id: of the run that imports.
    """
    first = events.unique("id", keep="first", maintain_order=True)
    doubled = events.join(first.select("id", first_day="date_start"), on="id", how="left")
    other_day = doubled.filter(pl.col("date_start") != pl.col("first_day")).height
    with database.transaction() as connection:
        connection.register("batch", first.with_columns(run_id=pl.lit(run_id)).to_arrow())
        known, redated = connection.execute(
            "SELECT count(*), count(*) FILTER (i.date_start != b.date_start) FROM batch b "
            "JOIN (SELECT id, date_start FROM imported_events "
            "UNION ALL SELECT 'detente:' || id, date_start FROM events) i ON i.id = b.id"
        ).fetchall()[0]
        connection.execute(
            "INSERT INTO imported_events BY NAME SELECT * FROM batch b "
            "WHERE NOT EXISTS (SELECT 1 FROM imported_events i WHERE i.id = b.id) "
            "AND NOT EXISTS (SELECT 1 FROM events e WHERE 'detente:' || e.id = b.id)"
        )
        connection.unregister("batch")
        database.note_change("imported")
    same_day = events.height - first.height - other_day
    return Added(first.height - known, known - redated + same_day, redated + other_day)


def imported_counts(database: Database) -> dict[str, int]:
    """Counts the imported events by dataset."""
    rows = database.rows("SELECT dataset, count(*) AS n FROM imported_events GROUP BY dataset ORDER BY dataset")
    return {row["dataset"]: row["n"] for row in rows}


def outside_types(database: Database) -> int:
    """Counts the imported events that are of no PLOVER type, as comments are: they are kept, and in no list."""
    return int(database.value("SELECT count(*) FROM imported_events WHERE event_type IS NULL"))


def forget_imported(database: Database, dataset: str) -> int:
    """Removes all events of a dataset; gives how many there were."""
    found = imported_counts(database).get(dataset, 0)
    database.connection.execute("DELETE FROM imported_events WHERE dataset = ?", [dataset])
    database.note_change("imported")
    return found


_WANTED = (
    ("event_type", "event_type = ?"),
    ("quad_class", "quad_class = ?"),
    ("factuality", "factuality = ?"),
    ("start", "date_end >= ?"),
    ("end", "date_start <= ?"),
    ("as_of", "first_reported <= ?"),
)


def imported_events(database: Database, wanted: Any) -> list[dict[str, Any]]:
    """Gives imported events that a filter wants, with a record like that of a mention, in order of date.

    Args:
        database: the store.
        wanted: a ``queries.EventFilter``.
    """
    conditions, values = ["event_type IS NOT NULL"], []
    for node in (wanted.a, wanted.b):
        if node:
            conditions.append("list_contains(list_transform(parties, lambda p: p.node), ?)")
            values.append(node)
    for name, condition in _WANTED:
        if (value := getattr(wanted, name)) is not None:
            conditions.append(condition)
            values.append(value)
    query = f"""SELECT * FROM imported_events WHERE {" AND ".join(conditions)}
        ORDER BY date_start, first_reported, id LIMIT {int(wanted.limit)}"""
    return [with_record(row) for row in database.rows(query, values)]


def imported_by_id(database: Database, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Gives imported events by id, with records; ids of own events are passed over."""
    # By row: else every column of every row is read to find a few.
    query = (
        "SELECT * FROM imported_events WHERE rowid IN "
        "(SELECT rowid FROM imported_events WHERE id IN (SELECT unnest(?::VARCHAR[])))"
    )
    rows = database.rows(query, [[i for i in ids if ":" in i]])
    return [with_record(row) for row in rows]


def with_record(row: Mapping[str, Any]) -> dict[str, Any]:
    """Gives an imported row the shape of an event row of ``queries.events``: the dataset speaks for it."""
    if row["record"]:
        return {**row, **_extra(row), "record": json.loads(row["record"])}
    words = row["words"] or row["event_type"] or ""
    nothing = {"field": "text", "start": 0, "end": 0, "text": ""}
    sides: dict[str, list[dict[str, Any]]] = {"actor": [], "recipient": []}
    for party in row["parties"]:
        kept = {k: party[k] for k in ("name", "country", "sectors", "kind", "group", "scope")}
        span = {**nothing, "text": party["name"]}
        sides[party["role"]].append({"span": span, **kept, "office": "", "confidence": 1.0})
    record = {
        "id": row["id"],
        **{k: row[k] for k in ("event_type", "modes", "contexts", "cameo", "quad_class", "intensity", "goldstein")},
        "of_type": None,
        "actors": sides["actor"],
        "recipients": sides["recipient"],
        "trigger": {**nothing, "text": words},
        "sentence": nothing,
        "date": _date(row),
        "territory": row["territory"],
        "place": {"span": nothing, **row["place"], "relation": "in"} if row["place"] else None,
        "consent": "unknown",
        "notified": None,
        **{k: row[k] for k in ("factuality", "occurrence")},
        "part_of": row["part_of"],
        "outcome": "unknown",
        "fatalities": _fatalities(row["fatalities"]),
        **dict.fromkeys(("injured", "amount", "content", "attribution_id", "attribution")),
        "counts": [],
        "historical": row["historical"],
        "covert": False,
        "rule": f"dataset {row['dataset']}",
        "confidence": 1.0,
    }
    return {**row, **_extra(row), "record": record}


def _extra(row: Mapping[str, Any]) -> dict[str, Any]:
    """Gives what an event row has and an imported one lacks."""
    return {
        "mention_id": None,
        "article_id": None,
        "mentions": row["articles"],
        "outlet": row["outlet"] or row["dataset"],
        "published": row["first_reported"],
    }


def _date(row: Mapping[str, Any]) -> dict[str, Any]:
    start, end = row["date_start"], row["date_end"] or row["date_start"]
    return {"start": start.isoformat(), "end": end.isoformat(), "precision": row["date_precision"] or "day",
            "basis": "report", "text": ""}  # fmt: skip


def _fatalities(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not found or found["best"] is None:
        return None
    return {**found, "text": f"{found['best']:g}"}


def export_rows(
    database: Database, what: str, hits: tuple[str, list[Any]] | None = None
) -> Iterator[list[dict[str, Any]]]:
    """Gives the rows of an export in order of id, batch by batch; what a person marked as wrong stays out.

    Args:
        database: the store.
        what: articles, mentions, events (own, then imported), attributions or statements.
        hits: a query with its values that gives the ids of the events wanted (for events and mentions); None: all.
    """
    for query, event in _EXPORTS[what]:
        wanted = f"{event} IN (SELECT id FROM ({hits[0]}))" if hits and event else "true"
        cursor = database.connection.cursor().execute(query.replace(_HERE, wanted), hits[1] if hits and event else [])
        names = [column[0] for column in cursor.description or ()]
        while rows := cursor.fetchmany(BATCH):
            yield [_decoded(dict(zip(names, row, strict=True))) for row in rows]


_RIGHT = "m.id NOT IN (SELECT id FROM rejected)"
# Where a query asks which events are wanted, and the column that names the event.
_HERE = "$wanted"
_EXPORTS = {
    "articles": (("SELECT * EXCLUDE (run_id, content_hash) FROM articles ORDER BY id", ""),),
    "mentions": (
        (
            "SELECT m.article_id, m.event_id, a.published, a.outlet, a.url, m.record FROM mentions m "
            f"JOIN articles a ON a.id = m.article_id WHERE {_RIGHT} AND {_HERE} ORDER BY m.id",
            "m.event_id",
        ),
    ),
    "events": (
        (
            f"""SELECT e.*, m.record, m.article_id, a.outlet, a.url, a."language",
               (SELECT list({{'role': p.role, 'node': p.node, 'name': p.name, 'country': p.country,
                              'sectors': p.sectors, 'kind': p.kind, 'group': p.grp, 'scope': p.scope}}
                        ORDER BY p.role, p.position)
                FROM parties p WHERE p.mention_id = e.mention_id) AS parties
        FROM events e JOIN mentions m ON m.id = e.mention_id JOIN articles a ON a.id = m.article_id
        WHERE {_RIGHT} AND {_HERE} ORDER BY e.id""",
            "e.id",
        ),
        (f"SELECT * EXCLUDE (run_id) FROM imported_events WHERE {_HERE} ORDER BY id", "id"),
    ),
    "attributions": (
        (
            "SELECT t.article_id, a.published, a.outlet, a.url, t.record FROM attributions t "
            "JOIN articles a ON a.id = t.article_id ORDER BY t.id",
            "",
        ),
    ),
    "statements": (
        (
            "SELECT s.article_id, a.published, a.outlet, a.url, s.record FROM statements s "
            "JOIN articles a ON a.id = s.article_id ORDER BY s.id",
            "",
        ),
    ),
}


def _decoded(row: dict[str, Any]) -> dict[str, Any]:
    if "record" in row and "dataset" not in row:
        row["record"] = json.loads(row["record"])
    return row
