"""What people said of mentions: stored, undone, and laid over what the coder says, whenever that is written."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from detente import codes
from detente.records import node_from
from detente.store.database import Database

# What changes the record of a mention; the rest says of it that it is right or wrong, or what it belongs with.
RESTATING = ("event_type", "actors", "recipients", "date", "factuality")


def put(database: Database, mention_id: str, what: str, value: Any, who: str) -> str:
    """Stores a correction and gives its id."""
    made = uuid.uuid4().hex[:16]
    database.connection.execute(
        "INSERT INTO corrections VALUES (?, ?, ?, ?, ?, ?, NULL)",
        [made, mention_id, what, json.dumps(value, ensure_ascii=False), who, datetime.now(UTC)],
    )
    return made


def undo(database: Database, correction_id: str) -> None:
    """Marks a correction as taken back; it stays on record."""
    database.connection.execute(
        "UPDATE corrections SET undone = ? WHERE id = ? AND undone IS NULL", [datetime.now(UTC), correction_id]
    )


def listed(
    database: Database,
    mentions: Collection[str] | None = None,
    ids: Collection[str] | None = None,
    who: str | None = None,
    what: str | None = None,
    standing: bool | None = None,
) -> list[dict[str, Any]]:
    """Gives corrections with the article of their mention, newest first."""
    conditions, values = ["true"], list[Any]()
    for column, some in (("mention_id", mentions), ("id", ids)):
        if some is not None:
            conditions.append(f"c.{column} IN (SELECT unnest(?::VARCHAR[]))")
            values.append(sorted(some))
    for column, one in (("who", who), ("what", what)):
        if one is not None:
            conditions.append(f"c.{column} = ?")
            values.append(one)
    if standing is not None:
        conditions.append(f"c.undone IS {'NULL' if standing else 'NOT NULL'}")
    rows = database.rows(
        "SELECT c.*, m.article_id FROM corrections c LEFT JOIN mentions m ON m.id = c.mention_id "
        f"WHERE {' AND '.join(conditions)} ORDER BY c.made DESC, c.id",
        values,
    )
    for row in rows:
        row["value"] = json.loads(row["value"]) if row["value"] is not None else None
    return rows


def corrected(record: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Lays corrections over the record of a mention, in the order they were made.

    Args:
        record: what the coder says.
        rows: standing corrections of the mention, oldest first.
    """
    made = dict(record)
    for row in rows:
        what, value = row["what"], row["value"]
        if what == "event_type":
            made |= _retyped(value["event_type"], value["modes"])
        elif what in RESTATING:
            made[what] = value
    return made


def _retyped(event_type: str, modes: Sequence[str]) -> dict[str, Any]:
    """Gives all of a record that follows from the type of act."""
    return {
        "event_type": event_type,
        "modes": list(modes),
        "cameo": None,
        "goldstein": None,
        "of_type": None,
        "quad_class": codes.quad_class(event_type),
        "intensity": codes.intensity(event_type, tuple(modes)),
    }


def restate(database: Database, mention_ids: Collection[str], run_id: str) -> None:
    """Writes mentions as the coder and the standing corrections have them; to be gathered again after.

    Args:
        database: the store, in a transaction.
        mention_ids: those that are looked at; unknown ids are passed over.
        run_id: of what corrects, for provenance.
    """
    said: dict[str, list[dict[str, Any]]] = {}
    for row in reversed(listed(database, mention_ids, standing=True)):
        if row["what"] in RESTATING:
            said.setdefault(row["mention_id"], []).append(row)
    for row in database.rows(
        "SELECT m.id, m.record, m.run_id, o.record AS coded, o.run_id AS coded_by FROM mentions m "
        "LEFT JOIN originals o ON o.id = m.id WHERE m.id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(mention_ids)],
    ):
        words = said.get(row["id"], [])
        coded = json.loads(row["coded"] or row["record"])
        if words and row["coded"] is None:
            database.connection.execute(
                "INSERT INTO originals VALUES (?, ?, ?)", [row["id"], row["record"], row["run_id"]]
            )
        if words:
            _write(database, corrected(coded, words), run_id)
        elif row["coded"] is not None:
            _write(database, coded, run_id)
            database.connection.execute("DELETE FROM originals WHERE id = ?", [row["id"]])


def judged(database: Database, article_id: str) -> list[dict[str, Any]]:
    """Gives the mentions of an article that corrections stand on, as the coder had them."""
    return database.rows(
        "SELECT m.* REPLACE (coalesce(o.record, m.record) AS record) FROM mentions m "
        "LEFT JOIN originals o ON o.id = m.id "
        "WHERE m.article_id = ? AND m.id IN (SELECT mention_id FROM corrections WHERE undone IS NULL) "
        "AND m.id NOT IN (SELECT id FROM rejected)",
        [article_id],
    )


def lay(database: Database, article: Mapping[str, Any], kept: Sequence[Mapping[str, Any]], run_id: str) -> None:
    """Lays standing corrections over an article that was just coded anew.

    A mention that somebody judged and this coding lacks is kept, if its words still stand where they stood.

    Args:
        database: the store, in the transaction that stores the article.
        article: the JSON of its record, as it is now. kept: what ``judged`` gave before. run_id: of what codes.
    """
    if not kept and not database.value("SELECT count(*) FROM corrections"):
        return
    coded = database.rows("SELECT id FROM mentions WHERE article_id = ?", [article["id"]])
    ids = {row["id"] for row in coded}
    for row in kept:
        trigger = json.loads(row["record"])["trigger"]
        there = article[trigger["field"]][trigger["start"] : trigger["end"]] == trigger["text"]
        if row["id"] not in ids and there:
            marks = ", ".join("?" * len(row))
            values = {**row, "event_id": None, "run_id": run_id}
            database.connection.execute(
                f"INSERT INTO mentions ({', '.join(row)}) VALUES ({marks})", list(values.values())
            )
            _write(database, json.loads(row["record"]), run_id)
            ids.add(row["id"])
    if ids:
        restate(database, ids, run_id)


def forget(database: Database, article_id: str) -> None:
    """Removes what people said of the mentions of an article."""
    database.connection.execute(
        "DELETE FROM corrections WHERE mention_id IN (SELECT id FROM mentions WHERE article_id = ?)", [article_id]
    )


def _write(database: Database, record: Mapping[str, Any], run_id: str) -> None:
    """Writes a mention's columns and parties from its record; its new run has it traced and gathered again."""
    day = record["date"] or {"start": None, "end": None, "precision": None}
    columns = {
        **{k: record[k] for k in ("event_type", "quad_class", "intensity", "goldstein", "factuality")},
        "date_start": day["start"],
        "date_end": day["end"],
        "date_precision": day["precision"],
        "record": json.dumps(record),
        "run_id": run_id,
    }
    settings = ", ".join(f"{name} = ?" for name in columns)
    database.connection.execute(f"UPDATE mentions SET {settings} WHERE id = ?", [*columns.values(), record["id"]])
    database.connection.execute("DELETE FROM parties WHERE mention_id = ?", [record["id"]])
    for role, key in (("actor", "actors"), ("recipient", "recipients")):
        for position, actor in enumerate(record[key]):
            node = node_from(actor["kind"], actor["country"], actor["sectors"], actor["name"], actor["group"])
            row = [record["id"], role, position, node, actor["name"], actor["country"], list(actor["sectors"])]
            row += [actor["kind"], actor["group"], actor["scope"]]
            database.connection.execute("INSERT INTO parties VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def release_rejected(database: Database) -> None:
    """Has mentions that were called wrong leave their events."""
    database.connection.execute(
        "UPDATE mentions SET event_id = NULL WHERE event_id IS NOT NULL AND id IN (SELECT id FROM rejected)"
    )
