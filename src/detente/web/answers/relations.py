"""Parties and pairs: search, pairs that moved, turning points, the course of a relation."""

from __future__ import annotations

from typing import Any

from detente import pipeline, present, wording
from detente.api import Store
from detente.store import queries, world
from detente.web.answers import cursors, names
from detente.web.answers.events import events
from detente.web.answers.shaping import events_of
from detente.web.answers.steady import steady
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

# More months than any store has.
_EVER = 12_000
# Acts of a turning point that are told in full; the ids of the others are with it.
ACTS_SHOWN = 3


@steady
def parties(store: Store, q: str, limit: int = 20) -> PartySearch:
    """Finds parties and pairs by name, with aliases from rosters and store."""
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
    pipeline.refresh_acts(store.database)
    return store.database.kept(("pairs", node), lambda: world.pairs(store.database, node))


def _pair_hit(a: str, b: str, events: int) -> PairHit:
    return PairHit(a=a, b=b, a_name=present.node_name(a), b_name=present.node_name(b), events=events)


@steady
def pairs(store: Store, sort: str = "moved", window: int = 6, limit: int = 50) -> PairPage:
    """Gives pairs with a breach or thaw in the last months, the strongest first, or those with most acts.

    Args:
        store: the store. sort: ``moved`` or ``events``. window: months. limit: pairs at most.
    """
    standing = store.database.kept("standing", lambda: _standing(store))
    if sort == "events":
        rows = sorted(standing, key=lambda row: (-row["events"], row["a"], row["b"]))
        return PairPage(items=[_pair(row) for row in rows[:limit]], total=len(rows))
    return _moved(store, {(row["a"], row["b"]): row for row in standing}, window, limit)


def _standing(store: Store) -> list[dict[str, Any]]:
    """Gives how every pair stands, with how many events it shares."""
    rows = store.pairs() + store.pairs(states=False)
    counted = {(row["a"], row["b"]): row["events"] for row in world.pairs(store.database)}
    return [{**row, "events": counted.get((row["a"], row["b"]), 0)} for row in rows]


def _names(row: dict[str, Any]) -> dict[str, str]:
    return {"a_name": present.node_name(row["a"]), "b_name": present.node_name(row["b"])}


def _pair(row: dict[str, Any], turn: dict[str, Any] | None = None) -> Pair:
    kept = "a b events acts turns first last tone sd low high baseline label label_probability change".split()
    told = turn or row["last_turn"] or {}
    last = {"turn": told.get("kind"), "turn_period": told.get("period"), "turn_size": told.get("size")}
    return Pair.model_validate(
        {**{k: row[k] for k in kept}, **_names(row), **last, "probability": told.get("probability")}
    )


def _moved(store: Store, standing: dict[tuple[str, str], dict[str, Any]], window: int, limit: int) -> PairPage:
    found = store.database.kept(("moved", window), lambda: store.moved(window))
    if found["since"] is None:
        return PairPage(items=[], total=0, note="No pair has a dated act, so nothing can have moved.")
    strongest: dict[tuple[str, str], dict[str, Any]] = {}
    for turn in found["turns"]:
        strongest.setdefault((turn["a"], turn["b"]), turn)
    items = [_pair(standing[key], turn) for key, turn in strongest.items() if key in standing]
    return PairPage(
        items=items[:limit],
        total=len(items),
        window=(found["since"], found["until"]),
        by_chance=found["by_chance"],
        usual=found["usual"],
        turns_listed=found["listed"],
        pairs_measured=found["pairs"],
        turns_of_measured=found["of_pairs"],
        note=_against_chance(found, window),
    )


def _against_chance(found: dict[str, Any], window: int) -> str:
    """Says how many turns were to be expected, for the pairs of which that can be said."""
    if not found["pairs"]:
        return "How many chance alone would list cannot be said: no pair has twelve acts a year."
    measured = wording.counted(found["pairs"], "pair that has", "pairs that have")
    return (
        f"Breaches and thaws: {found['listed']}, of which {found['of_pairs']} by the {measured} twelve acts a year; of "
        f"these {window} months usually list {found['usual']:.1f}, and would list {found['by_chance']:.1f} if only the "
        "noise of the model moved the tones. Of other pairs that cannot be said: take their turns as hints."
    )


@steady
def turns(store: Store, params: TurnParams) -> TurnPage:
    """Lists turning points of all pairs, newest first."""
    found = store.database.kept(("turns", params.as_of), lambda: _newest_first(store.turns(as_of=params.as_of)))
    rows = [row for row in found if _asked(row, params)]
    after = cursors.read(params.cursor, "turns")
    start = next((i for i, r in enumerate(rows) if _key(r) < after), len(rows)) if after else 0
    keys = [_key(row)[::-1] for row in rows[start : start + params.limit + 1]]
    shown, following = cursors.page(keys, params.limit, "turns")
    return TurnPage(
        items=[PairTurn.model_validate({**row, **_names(row)}) for row in rows[start : start + len(shown)]],
        next=following,
        total=len(rows),
        by_chance=_by_chance(store)
        if params.model_dump(exclude={"cursor", "limit"}, exclude_defaults=True) == {}
        else None,
    )


def _by_chance(store: Store) -> float:
    """Says how many breaches and thaws the whole record would list if nothing but the model's noise moved the tones."""
    found = store.database.kept(("moved", _EVER), lambda: store.moved(_EVER))
    return float(found["by_chance"])


def _newest_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda r: (r["period"], r["a"], r["b"], r["kind"]), reverse=True)


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["period"], "\t".join((row["a"], row["b"], row["kind"]))


def _asked(row: dict[str, Any], params: TurnParams) -> bool:
    if params.kind and row["kind"] != params.kind:
        return False
    if params.from_ and row["period"] < params.from_.isoformat():
        return False
    return not (params.to and row["period"] > params.to.isoformat())


@steady
def relation(store: Store, a: str, b: str, params: RelationParams) -> RelationAnswer:
    """Gives the course of a relationship.

    Raises:
        NotFoundError: a party is not known.
    """
    found = store.relation(a, b, params.directed, params.from_, params.to, params.by, params.as_of)
    acts = {e.id: e for e in events_of(queries.events_by_id(store.database, _acts(found.turns)))}
    told = found.to_json()
    made = [_turn(turn, acts) for turn in found.turns]
    rest = {k: told[k] for k in ("a", "b", "directed", "by", "as_of", "series", "forecast", "coverage", "model")}
    return RelationAnswer(**rest, a_name=found.a_name, b_name=found.b_name, turns=made, lines=found.coverage_lines())


def _acts(turns: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(i for turn in turns for i in turn["events"][:ACTS_SHOWN]))


def _turn(turn: dict[str, Any], acts: dict[str, Event]) -> Turn:
    own = [acts[i] for i in turn["events"][:ACTS_SHOWN] if i in acts]
    return Turn(**turn, acts=own, reason=_reason(own[0]) if own else "no single act stands out")


def _reason(act: Event) -> str:
    """Says in a line what weighed most."""
    who = ", ".join(p.name for p in act.actors) or "somebody"
    whom = ", ".join(p.name for p in act.recipients)
    text = f"{wording.when(act.date)}: {who} {act.event_type}" + (f" → {whom}" if whom else "")
    return f"{text} ({act.caution})" if act.caution else text


def relation_events(store: Store, a: str, b: str, params: EventParams) -> EventPage:
    """Gives the events between two parties."""
    return events(store, params.model_copy(update={"a": a, "b": b}))
