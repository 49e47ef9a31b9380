"""What is derived from events for measuring: acts by pair, what all pairs have in common, turns and standings.

Every table here can be thrown away. ``state_of`` says what they were made from; a part whose source changed is made
anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from detente.records import short_hash
from detente.store.database import FOLDER, Database

# Rows laid out at a time.
BATCH = 100_000
TABLES = (
    "acts_between",
    "force_abroad",
    "node_names",
    "calibrations",
    "calibrated_priors",
    "calibrated_effects",
    "measured_turns",
    "measured_pairs",
)
_MEASURED = TABLES[3:]
# Length of a period, whether directed, whether of pairs of states, hash of the settings, day up to which reports count.
Key = tuple[str, bool, bool, str, date | None]
PARTS = ("own", "imported")
# Changed own events that are laid out one by one; beyond this all are laid out anew.
MOST_CHANGED = 20_000
_OWN = """
    SELECT e.id AS event_id, e.event_type, e.quad_class, e.intensity, e.factuality, e.occurrence, e.part_of,
           e.date_start, e.date_end, e.date_precision AS "precision", e.territory, e.consent, e.notified,
           e.first_reported, NULL::VARCHAR AS dataset, NULL::VARCHAR AS outlet, NULL::VARCHAR AS url,
           NULL::VARCHAR AS "language", e.articles,
           (SELECT list({'role': p.role, 'node': p.node, 'name': p.name, 'country': p.country,
                          'sectors': p.sectors, 'kind': p.kind, 'group': p.grp, 'scope': p.scope}
                    ORDER BY p.role, p.position)
            FROM parties p WHERE p.mention_id = e.mention_id) AS parties
    FROM events e ORDER BY e.id"""
_SOME = "WHERE e.id IN (SELECT unnest(?::VARCHAR[]))"
_IMPORTED = """
    SELECT id AS event_id, event_type, quad_class, intensity, factuality, occurrence, part_of,
           date_start, date_end, date_precision AS "precision", territory,
           coalesce(record ->> 'consent', 'unknown') AS consent, NULL::BOOLEAN AS notified,
           first_reported, dataset, outlet, url, "language", articles, parties
    FROM imported_events WHERE event_type IS NOT NULL AND rowid BETWEEN ? AND ?"""


def _frame(database: Database, query: str, values: list[Any]) -> pl.DataFrame:
    frame: pl.DataFrame = database.connection.sql(query, params=values).pl()
    return frame


def state_of(database: Database, rules: str) -> dict[str, str]:
    """Says what the derived tables would be made from now: one word for our own events, one for imported ones.

    Args:
        database: the store.
        rules: whatever else they depend on, such as the version of the code; the word begins with their hash.
    """
    known = {row["key"]: row["value"] for row in database.rows("SELECT key, value FROM meta")}
    return {part: f"{short_hash(rules)}:{known.get(f'changes_{part}', '0')}" for part in PARTS}


def changed_events(database: Database) -> list[str] | None:
    """Gives the own events that came, went or changed since they were last laid out; None: too many to tell."""
    ids = [row["id"] for row in database.rows(f"SELECT DISTINCT id FROM changed_events LIMIT {MOST_CHANGED + 1}")]
    return None if len(ids) > MOST_CHANGED else ids


def note_laid_out(database: Database) -> None:
    """Notes that no own event changed since they were last laid out."""
    database.connection.execute("DELETE FROM changed_events")


def drop_events(database: Database, ids: Sequence[str]) -> set[str]:
    """Removes what was laid out from some own events; gives the nodes they were between."""
    values = [list(ids)]
    some = "dataset IS NULL AND event_id IN (SELECT unnest(?::VARCHAR[]))"
    rows = database.rows(f"SELECT DISTINCT unnest([a, b]) AS node FROM acts_between WHERE {some}", values)
    for table in ("acts_between", "force_abroad"):
        database.connection.execute(f"DELETE FROM {table} WHERE {some}", values)
    return {row["node"] for row in rows}


def count_names(database: Database, nodes: Sequence[str]) -> None:
    """Counts the names of some nodes in own events anew."""
    values = [list(nodes)]
    database.connection.execute(
        "DELETE FROM node_names WHERE part = 'own' AND node IN (SELECT unnest(?::VARCHAR[]))", values
    )
    database.connection.execute(
        "INSERT INTO node_names SELECT p.node, p.name, count(*), 'own' FROM parties p "
        "JOIN events e ON e.mention_id = p.mention_id WHERE p.node IN (SELECT unnest(?::VARCHAR[])) "
        "GROUP BY p.node, p.name ORDER BY p.node, p.name",
        values,
    )


def made_from(database: Database) -> dict[str, str]:
    """Says what the derived tables were made from; a part that was never made is not there. Makes the tables."""
    script = (FOLDER / "derived.sql").read_text(encoding="utf-8")
    layout = short_hash(script)
    made = _noted(database)
    if made.pop("layout", "") == layout:
        return made
    with database.transaction():  # one thread makes them; others find them made
        made = _noted(database)
        if made.pop("layout", "") == layout:
            return made
        for table in TABLES:
            database.connection.execute(f"DROP TABLE IF EXISTS {table}")
        database.connection.execute(script)
        database.connection.execute("DELETE FROM meta WHERE starts_with(key, 'derived_')")
        note_made(database, "layout", layout)
    return {}


def _noted(database: Database) -> dict[str, str]:
    """Gives what the derived tables are noted to be made from."""
    rows = database.rows("SELECT key, value FROM meta WHERE starts_with(key, 'derived_')")
    return {row["key"].removeprefix("derived_"): row["value"] for row in rows}


def note_made(database: Database, part: str, state: str) -> None:
    """Notes what a part of the derived tables was made from."""
    database.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [f"derived_{part}", state])


def drop_part(database: Database, part: str) -> None:
    """Removes what was laid out from our own or from imported events."""
    condition = "dataset IS NULL" if part == "own" else "dataset IS NOT NULL"
    for table in ("acts_between", "force_abroad"):
        database.connection.execute(f"DELETE FROM {table} WHERE {condition}")
    database.connection.execute("DELETE FROM node_names WHERE part = ?", [part])


def drop_measured(database: Database) -> None:
    """Removes all measurements."""
    for table in _MEASURED:
        database.connection.execute(f"DELETE FROM {table}")


def kept_keys(database: Database) -> list[Key]:
    """Gives the keys of the calibrations that are kept."""
    rows = database.rows("SELECT every, directed, states, settings, cut FROM calibrations ORDER BY ALL")
    return [(r["every"], r["directed"], r["states"], r["settings"], r["cut"]) for r in rows]


def events_to_lay_out(database: Database, part: str, ids: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
    """Gives the events of a part with their parties, a batch at a time; of our own only some, by id, if given."""
    if ids is not None:
        yield _frame(database, _OWN.replace("ORDER BY e.id", f"{_SOME} ORDER BY e.id"), [list(ids)])
        return
    if part == "own":
        yield _frame(database, _OWN, [])
        return
    last = database.value("SELECT max(rowid) FROM imported_events")
    for start in range(0, -1 if last is None else last + 1, BATCH):
        yield _frame(database, _IMPORTED, [start, start + BATCH - 1])


def put_rows(database: Database, table: str, rows: pl.DataFrame) -> None:
    """Appends rows to a derived table; columns it does not have are left out."""
    names = [r["name"] for r in database.rows(f"SELECT name FROM pragma_table_info('{table}')")]
    database.connection.register("rows_to_put", rows.select(n for n in names if n in rows.columns).to_arrow())
    database.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows_to_put")
    database.connection.unregister("rows_to_put")


def sort_acts(database: Database) -> None:
    """Puts the acts in order of pair, so that one pair's are read without the others."""
    execute = database.connection.execute
    execute("CREATE TEMP TABLE acts_in_order AS SELECT * FROM acts_between")
    execute("DELETE FROM acts_between")
    execute("INSERT INTO acts_between SELECT * FROM acts_in_order ORDER BY a, b, event_id")
    execute("DROP TABLE acts_in_order")


_ACTS = "SELECT * FROM acts_between WHERE (? IS NULL OR first_reported IS NULL OR first_reported <= ?)"


def blocks_that_grew(database: Database, a: str, b: str, day: date) -> set[str]:
    """Gives the blocks of own mentions that hold a pair and of which something was published after a day."""
    rows = database.rows(
        "WITH pair AS (SELECT DISTINCT t.block FROM parties p JOIN parties q ON q.mention_id = p.mention_id "
        "JOIN traces t ON t.id = p.mention_id WHERE p.node = $1 AND q.node = $2) "
        "SELECT DISTINCT t.block FROM traces t SEMI JOIN pair ON pair.block = t.block WHERE t.published > $3",
        [a, b, day],
    )
    return {row["block"] for row in rows}


def events_of_blocks(database: Database, blocks: Sequence[str]) -> set[str]:
    """Gives the events, as they are now, of some blocks."""
    rows = database.rows("SELECT id FROM events WHERE block IN (SELECT unnest(?::VARCHAR[]))", [list(blocks)])
    return {row["id"] for row in rows}


def with_parties(database: Database, events: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Gives rows like those of the events table the shape that is laid out, with the parties of who speaks for them."""
    database.connection.register("given", pl.DataFrame(events, infer_schema_length=None).to_arrow())
    frame = _frame(database, _OWN.replace("FROM events e", "FROM given e"), [])
    database.connection.unregister("given")
    return frame


def acts_of_pair(database: Database, a: str, b: str, as_of: date | None = None) -> pl.DataFrame:
    """Gives the laid-out acts of a pair, either way, in order of event."""
    one, other = sorted((a, b))
    query = f"{_ACTS} AND a = ? AND b = ? ORDER BY event_id"
    return _frame(database, query, [as_of, as_of, one, other])


def all_acts(database: Database, states: bool, as_of: date | None = None) -> pl.DataFrame:
    """Gives the laid-out acts of all pairs of states, or of all other pairs, without what coverage needs."""
    query = _ACTS.replace("*", '* EXCLUDE (dataset, outlet, url, "language", articles)', 1)
    query += f" AND {'' if states else 'NOT '}(length(a) = 3 AND length(b) = 3)"
    return _frame(database, query, [as_of, as_of])


def acts_on_groups(database: Database, state: str, groups: Sequence[str], as_of: date | None = None) -> pl.DataFrame:
    """Gives what a state did to or for some armed groups: laid-out acts, the state being ``a``."""
    query = f"{_ACTS} AND a = ? AND forward AND NOT joint AND list_contains(?, b) ORDER BY event_id"
    return _frame(database, query, [as_of, as_of, state, [f"group:{g}" for g in groups]])


def last_day(database: Database, as_of: date) -> date | None:
    """Gives the last day, up to one, of an act that was published by then."""
    query = (
        "SELECT max(date_start) FROM acts_between "
        "WHERE date_start <= $1 AND (first_reported IS NULL OR first_reported <= $1)"
    )
    found: date | None = database.value(query, [as_of])
    return found


def parties_of(database: Database, event_ids: Sequence[str]) -> pl.DataFrame:
    """Gives between which nodes some events are, in words: ``event_id, sort`` ("society:ESP → PAK")."""
    query = (
        "SELECT event_id, string_agg(DISTINCT CASE WHEN forward AND backward THEN a || ' ↔ ' || b "
        "WHEN forward THEN a || ' → ' || b ELSE b || ' → ' || a END, ', ' ORDER BY 1) AS sort FROM acts_between "
        "WHERE (forward OR backward) AND event_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY event_id"
    )
    return _frame(database, query, [list(event_ids)])


def force_between(database: Database, a: str, b: str, as_of: date | None = None) -> pl.DataFrame:
    """Gives the force that either of two states used on the other's soil without its stated consent."""
    query = (
        "SELECT a, b, event_id, day, consent, notified FROM force_abroad "
        "WHERE ((a = $1 AND b = $2) OR (a = $2 AND b = $1)) "
        "AND ($3::DATE IS NULL OR first_reported IS NULL OR first_reported <= $3::DATE) ORDER BY a, b, event_id"
    )
    return _frame(database, query, [a, b, as_of])


def busiest_pair(database: Database) -> tuple[str, str] | None:
    """Gives the two states with most dated acts between them, smaller code first, or None."""
    rows = database.rows(
        "SELECT a, b FROM acts_between WHERE (forward OR backward) AND length(a) = 3 AND length(b) = 3 "
        "AND date_start IS NOT NULL GROUP BY a, b ORDER BY count(*) DESC, a, b LIMIT 1"
    )
    return (rows[0]["a"], rows[0]["b"]) if rows else None


def names_like(database: Database, words: str) -> list[dict[str, Any]]:
    """Gives the nodes whose code or name holds some words: ``node, name, events``, the most covered first."""
    return database.rows(
        "SELECT node, arg_max(name, events) AS name, sum(events)::BIGINT AS events FROM node_names "
        "WHERE node ILIKE $1 OR name ILIKE $1 GROUP BY node ORDER BY 3 DESC, node LIMIT 50",
        [f"%{words}%"],
    )


def names_near(database: Database, words: str, limit: int = 3) -> list[str]:
    """Gives names of nodes that are spelt nearly so, the nearest and most covered first."""
    rows = database.rows(
        "SELECT name, max(jaro_winkler_similarity(lower(name), lower($1))) AS near, sum(events) AS events "
        "FROM node_names GROUP BY name HAVING near > 0.85 ORDER BY near DESC, events DESC, name LIMIT $2",
        [words, limit],
    )
    return [row["name"] for row in rows]


def put_calibration(
    database: Database,
    key: Key,
    record: Mapping[str, Any] | None,
    tables: Mapping[str, pl.DataFrame],
) -> str:
    """Keeps a calibration with the tables that belong to it; gives its id.

    Args:
        database: the store.
        key: of the calibration.
        record: the calibration as plain values, or None where there was nothing to measure.
        tables: rows for the derived tables, by name, without the id.
    """
    name = short_hash(*(str(part) for part in key))
    database.connection.execute("DELETE FROM calibrations WHERE id = ?", [name])
    for table in _MEASURED[1:]:
        database.connection.execute(f"DELETE FROM {table} WHERE calibration = ?", [name])
    database.connection.execute(
        "INSERT INTO calibrations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [name, *key, datetime.now(UTC), None if record is None else json.dumps(record)],
    )
    for table, rows in tables.items():
        put_rows(database, table, rows.with_columns(calibration=pl.lit(name)))
    return name


def calibration(database: Database, key: Key) -> tuple[str, dict[str, Any] | None] | None:
    """Gives a calibration's id and record as they were kept, or None."""
    rows = database.rows(
        "SELECT id, record FROM calibrations WHERE every = ? AND directed = ? AND states = ? AND settings = ? "
        "AND cut IS NOT DISTINCT FROM ?",
        list(key),
    )
    return (rows[0]["id"], json.loads(rows[0]["record"]) if rows[0]["record"] else None) if rows else None


def prior_of(database: Database, name: str, a: str, b: str) -> tuple[float, float] | None:
    """Gives mean and variance of a pair's prior as kept with a calibration."""
    rows = database.rows(
        "SELECT mean, variance FROM calibrated_priors WHERE calibration = ? AND a = ? AND b = ?", [name, a, b]
    )
    return (rows[0]["mean"], rows[0]["variance"]) if rows else None


def effects_of(database: Database, name: str, nodes: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Gives effect and doubt of some actors as kept with a calibration."""
    rows = database.rows(
        "SELECT * FROM calibrated_effects WHERE calibration = ? AND list_contains(?, node)", [name, list(nodes)]
    )
    return {row["node"]: (row["effect"], row["doubt"]) for row in rows}


def turns(database: Database, name: str) -> pl.DataFrame:
    """Gives the turning points of all pairs that were kept with a calibration."""
    query = "SELECT * EXCLUDE (calibration) FROM measured_turns WHERE calibration = ? ORDER BY a, b, detected, kind"
    return _frame(database, query, [name])


def pairs(database: Database, name: str) -> pl.DataFrame:
    """Gives how every pair stands, as kept with a calibration, those with most acts first."""
    query = "SELECT * EXCLUDE (calibration) FROM measured_pairs WHERE calibration = ? ORDER BY acts DESC, a, b"
    return _frame(database, query, [name])
