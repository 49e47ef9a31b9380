"""The store as a whole: places with acts, pairs with acts, parties by name, what filters may be set to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from detente.store.database import Database

# Both kinds of event in one shape; $1 and $2 bound the days of the act.
_ACTS = """
    SELECT e.id, e.mention_id, e.quad_class, e.intensity, e.date_start, e.place, e.lat, e.lon, e.factuality,
           e.occurrence, m.record ->> '$.place.country' AS country, m.record ->> '$.place.precision' AS exact
    FROM events e JOIN mentions m ON m.id = e.mention_id
    WHERE ($1::DATE IS NULL OR e.date_end >= $1::DATE) AND ($2::DATE IS NULL OR e.date_start <= $2::DATE)
    UNION ALL
    SELECT id, NULL, quad_class, intensity, date_start, place.name, place.lat, place.lon, factuality, occurrence,
           place.country, place.precision
    FROM imported_events WHERE event_type IS NOT NULL
      AND ($1::DATE IS NULL OR coalesce(date_end, date_start) >= $1::DATE)
      AND ($2::DATE IS NULL OR date_start <= $2::DATE)
"""
_SIDES = """
    SELECT e.id, p.role, p.node FROM events e JOIN parties p ON p.mention_id = e.mention_id WHERE p.node IS NOT NULL
    UNION ALL
    SELECT i.id, p.role, p.node FROM imported_events i, unnest(i.parties) AS t(p)
    WHERE i.event_type IS NOT NULL AND p.node IS NOT NULL
"""


def places(
    database: Database, start: date | None, end: date | None, quads: Sequence[int], nodes: Sequence[str]
) -> list[dict[str, Any]]:
    """Gives places with their acts: name, country, lat, lon, precision, n, q1 to q4, tone, first, last; the most first.

    One row has no point: the acts that have none. Acts that did not happen are left out.
    """
    asked = [f"quad_class IN ({', '.join(str(int(q)) for q in quads)})"] if quads else []
    asked += [f"id IN (SELECT id FROM ({_SIDES}) WHERE node = ${3 + i})" for i in range(len(nodes))]
    where = " AND ".join(["factuality NOT IN ('denied', 'hypothetical', 'planned')", *asked])
    return database.rows(
        f"""SELECT CASE WHEN lat IS NULL THEN NULL ELSE any_value(place) END AS name, any_value(country) AS country,
                   lat, lon, any_value(exact) AS precision, count(*) AS n,
                   {", ".join(f"count(*) FILTER (quad_class = {q}) AS q{q}" for q in (1, 2, 3, 4))},
                   avg(intensity) AS tone, min(date_start) AS first, max(date_start) AS last
            FROM ({_ACTS}) WHERE {where} GROUP BY lat, lon ORDER BY n DESC, lat, lon""",
        [start, end, *nodes],
    )


def edges(database: Database, start: date | None, end: date | None, node: str | None = None) -> list[dict[str, Any]]:
    """Gives pairs of states and armed groups with acts of one on the other: a, b, n, tone, cooperation, conflict.

    Reads the acts laid out by pair (see ``derived``), which must be fresh.
    """
    return database.rows(
        """SELECT a, b, count(*) AS n, avg(intensity) AS tone,
                  count(*) FILTER (quad_class IN (1, 2)) AS cooperation,
                  count(*) FILTER (quad_class IN (3, 4)) AS conflict
           FROM acts_between
           WHERE (forward OR backward) AND factuality IN ('asserted', 'probable', 'possible') AND intensity IS NOT NULL
             AND (length(a) = 3 OR starts_with(a, 'group:')) AND (length(b) = 3 OR starts_with(b, 'group:'))
             AND ($1::DATE IS NULL OR coalesce(date_end, date_start) >= $1::DATE)
             AND ($2::DATE IS NULL OR date_start <= $2::DATE) AND ($3::VARCHAR IS NULL OR a = $3 OR b = $3)
           GROUP BY a, b ORDER BY n DESC, a, b""",
        [start, end, node],
    )


def pairs(database: Database, node: str | None = None) -> list[dict[str, Any]]:
    """Gives pairs of nodes with how many events they share and since when, the most first; see ``edges``."""
    return database.rows(
        """SELECT a, b, count(DISTINCT event_id) AS events, min(date_start) AS first, max(date_start) AS last
           FROM acts_between WHERE (forward OR backward) AND ($1::VARCHAR IS NULL OR a = $1 OR b = $1)
           GROUP BY a, b ORDER BY events DESC, a, b""",
        [node],
    )


def nodes(database: Database) -> dict[str, int]:
    """Gives every node with the number of its parts in events; see ``edges``."""
    rows = database.rows("SELECT node, sum(events)::BIGINT AS n FROM node_names GROUP BY node")
    return {row["node"]: row["n"] for row in rows}


def choices(database: Database) -> dict[str, list[str]]:
    """Gives the values that the store has: outlets, sides, territories, datasets, languages."""
    questions = {
        "outlets": "SELECT outlet AS x, count(*) AS n FROM articles WHERE outlet != '' GROUP BY outlet UNION ALL "
        "SELECT outlet, count(*) FROM imported_events WHERE outlet IS NOT NULL GROUP BY outlet",
        "sides": "SELECT side AS x, count(*) AS n FROM attributions WHERE side IS NOT NULL GROUP BY side",
        "territories": "SELECT territory AS x, count(*) AS n FROM events WHERE territory IS NOT NULL GROUP BY x "
        "UNION ALL SELECT territory, count(*) FROM imported_events WHERE territory IS NOT NULL GROUP BY territory",
        "datasets": "SELECT dataset AS x, count(*) AS n FROM imported_events GROUP BY dataset "
        "UNION ALL SELECT 'detente', count(*) FROM events HAVING count(*) > 0",
        "languages": "SELECT language AS x, count(*) AS n FROM articles GROUP BY language",
    }
    return {
        name: [
            row["x"]
            for row in database.rows(f"SELECT x, sum(n) AS n FROM ({query}) GROUP BY x ORDER BY n DESC, x LIMIT 500")
        ]
        for name, query in questions.items()
    }


def days(database: Database) -> tuple[date | None, date | None]:
    """Gives the first and the last day that an event of the store has."""
    row = database.rows(
        "SELECT min(d) AS first, max(d) AS last FROM (SELECT unnest([min(date_start), max(date_start)]) AS d "
        "FROM events UNION ALL SELECT unnest([min(date_start), max(date_start)]) FROM imported_events)"
    )[0]
    return row["first"], row["last"]
