"""The store as a whole: what it holds, the map of acts, the signed network, codes and choices."""

from __future__ import annotations

from typing import Any, get_args

from detente import __version__, codes, datasets, pipeline, present
from detente.actors import load_roster
from detente.api import Store
from detente.records import Factuality, Occurrence, SourceKind
from detente.store import exchange, queries, review, world
from detente.web.answers import relations
from detente.web.answers.steady import steady
from detente.web.models import (
    Choices,
    Edge,
    MapAnswer,
    MapPlace,
    NetworkAnswer,
    Node,
    Overview,
    RelationParams,
    SpanParams,
    TurnParams,
)
from detente.web.models.world import KnownEdge

_ENGLISH = (
    "Détente reads English only: what English-language media do not report is not in the data, and no coverage is not "
    "calm."
)


@steady
def overview(store: Store, read_only: bool = False) -> Overview:
    """Says what the store holds, what made it, and what a reader must know of it."""
    database = store.database
    counts = database.kept("counts", lambda: queries.counts(database))
    first, last = database.kept("days", lambda: world.days(database))
    found = _choices(store)
    outdated = database.kept("outdated", store.outdated) if counts["articles"] else 0
    outside = database.kept("outside types", lambda: exchange.outside_types(database))
    kept = ("articles", "mentions", "events", "imported_events", "attributions", "statements", "corrections")
    return Overview(
        detente=__version__,
        scores=codes.scores_version(),
        store=database.path.name,
        read_only=read_only,
        **{name: counts[name] for name in kept},
        outside_types=outside,
        acts=counts["events"] + counts["imported_events"] - outside,
        datasets=database.kept("datasets", lambda: exchange.imported_counts(database)),
        unreviewed=counts["mentions"] - review.reviewed(database),
        first_day=first,
        last_day=last,
        languages=found["languages"],
        outlets=len(found["outlets"]),
        outdated_articles=outdated,
        warnings=_warnings(counts, outdated),
    )


def _warnings(counts: dict[str, int], outdated: int) -> list[str]:
    empty = not counts["articles"] and not counts["imported_events"]
    found = ["The store is empty: read articles (detente read FILE) or import a dataset."] if empty else [_ENGLISH]
    if outdated:
        found.append(f"{outdated:,} articles were coded by another version: detente recode.")
    return found


@steady
def act_map(store: Store, params: SpanParams) -> MapAnswer:
    """Gives places with the acts that happened there; never persons.

    Raises:
        NotFoundError: a party is not known.
    """
    database = store.database
    nodes = [store.node(name) for name in (params.a, params.b) if name]
    rows = world.places(database, params.from_, params.to, params.quad, nodes)
    placed = [row for row in rows if row["lat"] is not None and row["lon"] is not None]
    shown = placed[: params.limit]
    return MapAnswer(
        places=[_place(row) for row in shown],
        placed=sum(row["n"] for row in placed),
        unplaced=sum(row["n"] for row in rows) - sum(row["n"] for row in placed),
        left_out=len(placed) - len(shown),
    )


def _place(row: dict[str, Any]) -> MapPlace:
    kept = {k: row[k] for k in ("country", "lat", "lon", "n", "first", "last")}
    quads = {quad: row[f"q{quad}"] for quad in (1, 2, 3, 4)}
    return MapPlace(
        **kept, name=row["name"] or "", precision=row["precision"] or "point", quads=quads, tone=row["tone"] or 0.0
    )


@steady
def network(store: Store, params: SpanParams) -> NetworkAnswer:
    """Gives the signed network of states and armed groups in a period, the busiest edges."""
    database = store.database
    pipeline.refresh_acts(database)
    rows = world.edges(database, params.from_, params.to, store.node(params.a) if params.a else None)
    shown = rows[: params.limit]
    numbers: dict[str, int] = {}
    for row in shown:
        for side in ("a", "b"):
            numbers[row[side]] = numbers.get(row[side], 0) + row["n"]
    nodes = [
        Node(id=i, name=present.node_name(i), kind="armed_group" if ":" in i else "state", n=n)
        for i, n in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    ]
    return NetworkAnswer(
        nodes=nodes,
        edges=[Edge(**row, sign=(row["tone"] > 0) - (row["tone"] < 0)) for row in shown],
        known=_known(store, set(numbers)),
        first=params.from_,
        last=params.to,
        left_out=len(rows) - len(shown),
    )


def _known(store: Store, nodes: set[str]) -> list[KnownEdge]:
    """Gives what the rosters hold of the groups shown, each with period, source and status."""
    names = ("group", "relation", "other", "start", "end", "status", "source")
    return [
        KnownEdge(**{name: getattr(edge, name) for name in names})
        for edge in load_roster(store.settings.rosters).edges
        if f"group:{edge.group}" in nodes
    ]


def prepare(store: Store) -> None:
    """Makes what the first questions rest on, so that nobody waits for it: the standing of all pairs, turns, names."""
    relations.pairs(store)
    relations.turns(store, TurnParams.model_validate({}))
    relations.parties(store, "prepare")
    if busiest := store.database.answer(lambda: pipeline.busiest_pair(store.database)):
        relations.relation(
            store, *busiest, RelationParams.model_validate({})
        )  # what it rests on is read from files once
    choices(store)


@steady
def choices(store: Store) -> Choices:
    """Gives what filters may be set to."""
    found = _choices(store)
    types = codes.event_types()
    return Choices(
        types=[t.code for t in types],
        modes={t.code: [m.name for m in t.modes] for t in types},
        quads={quad: codes.quad_name(quad) for quad in (1, 2, 3, 4)},
        factuality=list(get_args(Factuality)),
        occurrence=list(get_args(Occurrence)),
        source_kinds=list(get_args(SourceKind)),
        sides=found["sides"],
        outlets=found["outlets"],
        territories={code: present.node_name(code) for code in found["territories"]},
        datasets=found["datasets"],
        turn_kinds=["breach", "thaw", "chill", "recovery", "new normal"],
        formats=list(datasets.FORMATS),
    )


def _choices(store: Store) -> dict[str, list[str]]:
    return store.database.kept("choices", lambda: world.choices(store.database))
