"""Lists of events: every filter, sort and cursor of the page and the API, over own and imported events alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.store.database import Database


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are wanted; an empty field asks nothing, a tuple means any of its values.

    Attributes:
        a, b: nodes. directed: only acts of ``a``, on ``b`` where that is given.
        start, end: inclusive days that the act's date must touch. as_of: first reported by then.
        place, words: parts of a place's name, and of the sentence or a party's name.
        undated: only acts without a date, or only dated ones.
    """

    a: str | None = None
    b: str | None = None
    directed: bool = False
    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    quads: tuple[int, ...] = ()
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    territories: tuple[str, ...] = ()
    place: str | None = None
    factuality: tuple[str, ...] = ()
    occurrence: tuple[str, ...] = ()
    source_kinds: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    undated: bool | None = None
    words: str | None = None


# What a list is sorted by: column, value of what has none, its type.
KEYS = {
    "date": ("date_start", ("9999-12-31", "0001-01-01"), "DATE"),
    "reported": ("first_reported", ("9999-12-31", "0001-01-01"), "DATE"),
    "intensity": ("intensity", ("99", "-99"), "DOUBLE"),
    "reports": ("reports", ("0", "0"), "INTEGER"),
}


def event_ids(
    database: Database, wanted: Wanted, sort: str, after: tuple[str, str] | None, limit: int
) -> tuple[list[tuple[str, str]], int]:
    """Gives a page of a list of events as (id, sort key), in order, and how many the filter finds in all.

    Args:
        database: the store; with both parties, the acts laid out by pair (see ``derived``) must be fresh.
        wanted: the filter. sort: a key of ``KEYS``, with ``-`` before it for the largest first.
        after: key and id of the last event of the page before. limit: rows at most.
    """
    down = sort.startswith("-")
    column, nothing, kind = KEYS[sort.removeprefix("-")]
    key = f"coalesce({column}, '{nothing[down]}'::{kind})"
    query, values = hits(wanted)
    where = ""
    if after is not None:
        sign = "<" if down else ">"
        where = f"WHERE h.key {sign} ?::{kind} OR (h.key = ?::{kind} AND h.id > ?)"
        values += [after[0], after[0], after[1]]
    # A filter that takes long is asked once for the first page and the total; for a quick one, two questions are faster
    # than keeping all hits until they are counted.
    at_once = after is None and bool(wanted.words)
    rows = database.rows(
        f"SELECT h.id, h.key::VARCHAR AS shown{', count(*) OVER () AS total' if at_once else ''} "
        f"FROM (SELECT id, {key} AS key FROM ({query})) h {where} "
        f"ORDER BY h.key {'DESC' if down else 'ASC'}, h.id LIMIT {int(limit)}",
        values,
    )
    page = [(row["id"], row["shown"]) for row in rows]
    if after is None and len(page) < limit:
        return page, len(page)
    return page, database.kept(("total", wanted), lambda: rows[0]["total"] if at_once else _total(database, wanted))


def _total(database: Database, wanted: Wanted) -> int:
    query, values = hits(wanted)
    return int(database.value(f"SELECT count(*) FROM ({query})", values))


def hits(wanted: Wanted) -> tuple[str, list[Any]]:
    """Writes the query of what a filter finds: id, date_start, first_reported, intensity, reports."""
    own, own_values = _own(wanted)
    theirs, their_values = _imported(wanted)
    return f"{own} UNION ALL {theirs}", [*own_values, *their_values]


class _Conditions:
    """Conditions of one query with their values."""

    def __init__(self, *first: str) -> None:
        self.texts = list(first)
        self.values: list[Any] = []

    def add(self, text: str, *values: Any) -> None:
        """Adds a condition."""
        self.texts.append(text)
        self.values += values

    def any_of(self, column: str, values: tuple[Any, ...]) -> None:
        """Asks that a column have one of some values, if there are any."""
        if values:
            self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def __str__(self) -> str:
        return " AND ".join(self.texts)


def _common(wanted: Wanted, found: _Conditions, alias: str) -> None:
    """Adds what both kinds of event are asked in the same way."""
    found.any_of(f"{alias}.event_type", wanted.types)
    found.any_of(f"{alias}.quad_class", wanted.quads)
    found.any_of(f"{alias}.territory", wanted.territories)
    found.any_of(f"{alias}.factuality", wanted.factuality)
    found.any_of(f"{alias}.occurrence", wanted.occurrence)
    for text, day in (
        (f"coalesce({alias}.date_end, {alias}.date_start) >= ?", wanted.start),
        (f"{alias}.date_start <= ?", wanted.end),
        (f"{alias}.first_reported <= ?", wanted.as_of),
    ):
        if day is not None:
            found.add(text, day)
    if wanted.undated is not None:
        found.add(f"{alias}.date_start IS {'NULL' if wanted.undated else 'NOT NULL'}")


def _between(wanted: Wanted, found: _Conditions, alias: str) -> None:
    """Asks for acts between two nodes, which are laid out by pair: of one on the other, or of both together."""
    if wanted.a and wanted.b:
        a, b, way = _way(wanted)
        found.add(f"{alias}.id IN (SELECT event_id FROM acts_between WHERE a = ? AND b = ? AND ({way}))", a, b)


def _way(wanted: Wanted) -> tuple[str, str, str]:
    """Gives both nodes as they are laid out, and which columns say that an act went the way that is asked for."""
    assert wanted.a
    assert wanted.b
    a, b = sorted((wanted.a, wanted.b))
    if wanted.directed:
        return a, b, "forward" if a == wanted.a else "backward"
    return a, b, "forward OR backward"


def _sides(wanted: Wanted) -> tuple[tuple[str | None, str], ...]:
    """Gives the one party that is asked for, if it is one, with its role in directed acts."""
    if wanted.a and wanted.b:
        return ()
    return ((wanted.a, "actor"), (wanted.b, "recipient"))


def _own(wanted: Wanted) -> tuple[str, list[Any]]:
    found = _Conditions("true")
    if wanted.datasets and "detente" not in wanted.datasets:
        found.add("false")
    _common(wanted, found, "e")
    _between(wanted, found, "e")
    for node, role in _sides(wanted):
        if node:
            side = f" AND p.role = '{role}'" if wanted.directed else ""
            found.add(f"EXISTS (SELECT 1 FROM parties p WHERE p.mention_id = e.mention_id AND p.node = ?{side})", node)
    if wanted.modes:
        found.add("json_extract_string(m.record, '$.modes[*]') && ?::VARCHAR[]", list(wanted.modes))
    if wanted.place:
        found.add("contains(lower(e.place), ?)", wanted.place.lower())
    if wanted.source_kinds:
        found.any_of("coalesce(s.kind, 'narrator')", wanted.source_kinds)
    found.any_of("s.side", wanted.sides)
    if wanted.outlets:
        marks = ", ".join("?" * len(wanted.outlets))
        found.add(
            "EXISTS (SELECT 1 FROM mentions x JOIN articles y ON y.id = x.article_id "
            f"WHERE x.event_id = e.id AND y.outlet IN ({marks}))",
            *wanted.outlets,
        )
    if wanted.words:
        word = wanted.words.lower()
        found.add(
            "(contains(lower(m.record ->> '$.sentence.text'), ?) OR EXISTS "
            "(SELECT 1 FROM parties p WHERE p.mention_id = e.mention_id AND contains(lower(p.name), ?)))",
            word, word,
        )  # fmt: skip
    joins = "JOIN mentions m ON m.id = e.mention_id LEFT JOIN attributions s ON s.id = m.attribution_id"
    needed = joins if wanted.modes or wanted.source_kinds or wanted.sides or wanted.words else ""
    return (
        f"SELECT e.id, e.date_start, e.first_reported, e.intensity, e.mentions AS reports FROM events e {needed} "
        f"WHERE {found}",
        found.values,
    )


def _imported_between(wanted: Wanted) -> tuple[str, list[Any]]:
    """Asks for imported acts of a pair where all that is asked lies with the pair: no other act is looked at."""
    found = _Conditions("i.dataset IS NOT NULL")
    found.any_of("i.dataset", wanted.datasets)
    _common(wanted, found, "i")
    a, b, way = _way(wanted)
    found.add(f"i.a = ? AND i.b = ? AND ({way})", a, b)
    found.any_of("coalesce(i.outlet, i.dataset)", wanted.outlets)
    return (
        "SELECT i.event_id AS id, i.date_start, i.first_reported, i.intensity, i.articles AS reports "
        f"FROM acts_between i WHERE {found}",
        found.values,
    )


def _imported(wanted: Wanted) -> tuple[str, list[Any]]:
    elsewhere = (wanted.territories, wanted.modes, wanted.place, wanted.words, wanted.source_kinds, wanted.sides)
    if wanted.a and wanted.b and not any(elsewhere):
        return _imported_between(wanted)
    found = _Conditions("i.event_type IS NOT NULL")
    # A dataset names no sources.
    if wanted.sides or (wanted.source_kinds and "narrator" not in wanted.source_kinds):
        found.add("false")
    found.any_of("i.dataset", wanted.datasets)
    _common(wanted, found, "i")
    _between(wanted, found, "i")
    for node, role in _sides(wanted):
        if node:
            side = f" AND p.role = '{role}'" if wanted.directed else ""
            _party(found, f"p.node = ?{side}", node)
    if wanted.modes:
        found.add("i.modes && ?::VARCHAR[]", list(wanted.modes))
    if wanted.place:
        found.add("contains(lower(i.place.name), ?)", wanted.place.lower())
    found.any_of("coalesce(i.outlet, i.dataset)", wanted.outlets)
    if wanted.words:
        word = wanted.words.lower()
        _party(found, "contains(lower(p.name), ?)", word, other="contains(lower(i.words), ?)")
    return (
        "SELECT i.id, i.date_start, i.first_reported, i.intensity, i.articles AS reports FROM imported_events i "
        f"WHERE {found}",
        found.values,
    )


def _party(found: _Conditions, test: str, value: str, other: str = "") -> None:
    """Asks that a party of an imported event stand a test, or else the event another one, of the same value.

    Parties are laid out in rows, among what the conditions so far leave: a test in each list takes twice as long.
    """
    inside = (
        "i.rowid IN (SELECT r FROM (SELECT i.rowid AS r, unnest(i.parties) AS p FROM imported_events i "
        f"WHERE {found}) WHERE {test})"
    )
    values = [*found.values, value]
    found.add(f"({other} OR {inside})", value, *values) if other else found.add(inside, *values)


def article_ids(
    database: Database,
    words: str | None,
    outlets: tuple[str, ...],
    start: date | None,
    end: date | None,
    after: tuple[str, str] | None,
    limit: int,
) -> tuple[list[dict[str, Any]], int]:
    """Gives a page of articles, newest first, and how many there are in all."""
    found = _Conditions("true")
    if words:
        found.add("(contains(lower(title), ?) OR contains(lower(text), ?))", words.lower(), words.lower())
    found.any_of("outlet", outlets)
    if start:
        found.add("published >= ?", start)
    if end:
        found.add("published <= ?", end)
    number = int(database.value(f"SELECT count(*) FROM articles WHERE {found}", found.values))
    key = "coalesce(published, '0001-01-01'::DATE)"
    if after:
        found.add(f"({key} < ?::DATE OR ({key} = ?::DATE AND id > ?))", after[0], after[0], after[1])
    rows = database.rows(
        f"SELECT id, title, outlet, agency, published, url, language, copy_of, {key}::VARCHAR AS key, "
        "(SELECT count(*) FROM mentions m WHERE m.article_id = articles.id) AS mentions "
        f"FROM articles WHERE {found} ORDER BY {key} DESC, id LIMIT {int(limit)}",
        found.values,
    )
    return rows, number
