"""Parties and pairs: search, pairs that moved, turning points, the course of a relation."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from detente import pipeline, present, relations
from detente.api import Store
from detente.store import queries, world
from detente.web.answers import cursors, names
from detente.web.answers.events import events
from detente.web.answers.shaping import events_of
from detente.web.models import (
    Event,
    EventPage,
    EventParams,
    Pair,
    PairHit,
    PairPage,
    PairTurn,
    PartySearch,
    RelationAnswer,
    RelationParams,
    Turn,
    TurnPage,
    TurnParams,
)

_SUDDEN = ("breach", "thaw")


def parties(store: Store, q: str, limit: int = 20) -> PartySearch:
    """Finds parties and pairs by name, with aliases from rosters and store."""
    with store.database.snapshot():
        found = names.find(store, q, limit)
        return PartySearch(q=q, parties=found, pairs=_pairs_named(store, q, [f.node for f in found], limit))


def _pairs_named(store: Store, q: str, nodes: list[str], limit: int) -> list[PairHit]:
    """Finds the pair that a search names, else the partners of the first party found."""
    for left, right in names.two(q):
        sides = [names.find(store, side, 1) for side in (left, right)]
        if all(sides) and sides[0][0].node != sides[1][0].node:
            a, b = sorted((sides[0][0].node, sides[1][0].node))
            known = {(row["a"], row["b"]): row["events"] for row in _pairs_of(store, a)}
            return [_pair_hit(a, b, known.get((a, b), 0))]
    if not nodes:
        return []
    return [_pair_hit(row["a"], row["b"], row["events"]) for row in _pairs_of(store, nodes[0])[:limit]]


def _pairs_of(store: Store, node: str) -> list[dict[str, Any]]:
    return store.database.kept(("pairs", node), lambda: world.pairs(store.database, node))


def _pair_hit(a: str, b: str, events: int) -> PairHit:
    return PairHit(a=a, b=b, a_name=present.node_name(a), b_name=present.node_name(b), events=events)


def _measured(store: Store) -> tuple[pl.DataFrame, relations.Measured | None]:
    """Measures every pair by month; kept until the store changes."""

    def measure() -> tuple[pl.DataFrame, relations.Measured | None]:
        _, panel, found = pipeline.measured(store.database, store.settings)
        return panel, found

    return store.database.kept("measured", measure)


def pairs(store: Store, sort: str = "moved", window: int = 6, limit: int = 50) -> PairPage:
    """Gives pairs with a breach or thaw in the last months, the strongest first, or those with most events.

    Args:
        store: the store. sort: ``moved`` or ``events``. window: months. limit: pairs at most.
    """
    with store.database.snapshot():
        if sort == "events":
            rows = store.database.kept("all pairs", lambda: world.pairs(store.database))
            made = [Pair.model_validate({**row, **_names(row)}) for row in rows[:limit]]
            return PairPage(items=made, total=len(rows))
        return _moved(store, window, limit)


def _names(row: dict[str, Any]) -> dict[str, str]:
    return {"a_name": present.node_name(row["a"]), "b_name": present.node_name(row["b"])}


def _moved(store: Store, window: int, limit: int) -> PairPage:
    panel, found = _measured(store)
    note = "No pair has a dated act, so nothing can have moved."
    if found is None:
        return PairPage(items=[], total=0, note=note)
    periods = found.series["period"].unique().sort().to_list()
    shown = periods[-window:]
    sudden = found.turns.filter(pl.col("kind").is_in(_SUDDEN))
    lately = sudden.filter(pl.col("detected") >= shown[0]).sort("probability", "detected", descending=True)
    lately = lately.unique(["a", "b"], keep="first", maintain_order=True)
    # If the alarms of the whole record fell evenly over its months, so many would lie in the window.
    by_chance = sudden.height * len(shown) / len(periods)
    items = [_moved_pair(store, row, found, panel, shown) for row in lately.head(limit).iter_rows(named=True)]
    return PairPage(
        items=items,
        total=lately.height,
        window=(date.fromisoformat(shown[0]), date.fromisoformat(shown[-1])),
        by_chance=round(by_chance, 2),
        pairs_measured=found.series.select("a", "b").unique().height,
        note=f"{sudden.height} breaches and thaws in {len(periods)} months; spread evenly, "
        f"{by_chance:.1f} of them would lie in these {len(shown)}.",
    )


def _moved_pair(
    store: Store, row: dict[str, Any], found: relations.Measured, panel: pl.DataFrame, shown: list[str]
) -> Pair:
    own = found.series.filter((pl.col("a") == row["a"]) & (pl.col("b") == row["b"])).sort("period")
    before = own.filter(pl.col("period") < shown[0]).tail(1)
    last = own.tail(1).row(0, named=True)
    acts = panel.filter((pl.col("a") == row["a"]) & (pl.col("b") == row["b"]) & (pl.col("n") > 0))
    first = before["tone"].item() if before.height else own["tone"][0]
    return Pair(
        a=row["a"], b=row["b"], **_names(row),
        events=int(acts["events"].list.len().sum()),
        first=date.fromisoformat(str(acts["period"].min())),
        last=date.fromisoformat(str(acts["period"].max())),
        tone=last["tone"], change=last["tone"] - first, sd=last["sd"], label=last["label"],
        turn=row["kind"], turn_period=row["period"], probability=row["probability"],
    )  # fmt: skip


def turns(store: Store, params: TurnParams) -> TurnPage:
    """Lists turning points of all pairs, newest first."""
    with store.database.snapshot():
        if params.as_of:
            rows = store.turns(params.kind, params.from_, params.to, params.as_of)
            found = rows
        else:
            measured = _measured(store)[1]
            found = [] if measured is None else measured.turns.sort("period", descending=True).to_dicts()
            rows = [row for row in found if _asked(row, params)]
        rows = sorted(rows, key=lambda r: (r["period"], r["a"], r["b"], r["kind"]), reverse=True)
        after = cursors.read(params.cursor, "turns")
        start = next((i for i, r in enumerate(rows) if _key(r) < after), len(rows)) if after else 0
        page = rows[start : start + params.limit]
        more = start + params.limit < len(rows)
        return TurnPage(
            items=[PairTurn.model_validate({**row, **_names(row)}) for row in page],
            next=cursors.written("turns", *_key(page[-1])) if more else None,
            total=len(rows),
            by_chance=None,
        )


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["period"], "\t".join((row["a"], row["b"], row["kind"]))


def _asked(row: dict[str, Any], params: TurnParams) -> bool:
    if params.kind and row["kind"] != params.kind:
        return False
    if params.from_ and row["period"] < params.from_.isoformat():
        return False
    return not (params.to and row["period"] > params.to.isoformat())


def relation(store: Store, a: str, b: str, params: RelationParams) -> RelationAnswer:
    """Gives the course of a relationship.

    Raises:
        NotFoundError: a party is not known.
    """
    with store.database.snapshot():
        found = store.relation(a, b, params.directed, params.from_, params.to, params.by, params.as_of, keep=False)
        acts = {e.id: e for e in events_of(queries.events_by_id(store.database, _acts(found.turns)))}
        told = found.to_json()
        made = [_turn(turn, acts) for turn in found.turns]
        rest = {k: told[k] for k in ("a", "b", "directed", "by", "as_of", "series", "forecast", "coverage", "model")}
        return RelationAnswer(
            **rest, a_name=found.a_name, b_name=found.b_name, turns=made, lines=found.coverage_lines()
        )


def _acts(turns: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(i for turn in turns for i in turn["events"]))


def _turn(turn: dict[str, Any], acts: dict[str, Event]) -> Turn:
    own = [acts[i] for i in turn["events"] if i in acts]
    return Turn(**turn, acts=own, reason=_reason(own[0]) if own else "no single act stands out")


def _reason(act: Event) -> str:
    """Says in a line what weighed most."""
    who = ", ".join(p.name for p in act.actors) or "somebody"
    whom = ", ".join(p.name for p in act.recipients)
    text = f"{act.when}: {who} {act.event_type}" + (f" → {whom}" if whom else "")
    return f"{text} ({act.caution})" if act.caution else text


def relation_events(store: Store, a: str, b: str, params: EventParams) -> EventPage:
    """Gives the events between two parties."""
    return events(store, params.model_copy(update={"a": a, "b": b}))
