"""A party's page, search, and turning points of all pairs. A party is a state, a group or an organisation: nobody's
timeline is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from detente import codes, pipeline, present, wording
from detente.actors import load_roster
from detente.actors.entries import Edge
from detente.api import Store
from detente.errors import UnknownCodeError
from detente.store import world
from detente.web import answers
from detente.web.answers.steady import steady
from detente.web.models import EventParams, TurnParams
from detente.web.pages.events import view_of
from detente.web.pages.rendering import pair_url, render
from detente.web.pages.serving import StoreHere, page_router

router = page_router()
ACTS, PAIRS = 25, 60
_KINDS = {"group": "armed group", "igo": "international organisation", "militants": "militants of a country",
          "society": "a society"}  # fmt: skip
_FACTS = frozenset({"status", "capital", "Correlates of War", "Gleditsch-Ward", "predecessors", "successors"})
_STATES = frozenset({"predecessors", "successors"})


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie of the rosters: ``verb`` says how ``other`` stands to the party."""

    verb: str
    other: str
    span: str
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of a party."""

    node: str
    name: str
    kind: str
    codes: str
    aliases: list[str]
    facts: list[tuple[str, str]]
    edges: dict[str, list[Tie]]


@router.get("/parties/{node:path}")
def party(request: Request, store: StoreHere, node: str) -> HTMLResponse:
    """Shows a party: its pairs, its ties and its latest acts."""
    found = store.node(node)
    return render(
        request,
        "party.html",
        party=_party(store, found),
        pairs=_pairs(store, found),
        page=answers.events(store, EventParams.model_validate({"a": found, "limit": ACTS})),
    )


@steady
def _pairs(store: Store, node: str) -> list[dict[str, Any]]:
    """Gives the pairs of a party, the most reported first: with whom, address, events, first, last."""
    pipeline.refresh_acts(store.database)
    rows = store.database.kept(("pairs", node), lambda: world.pairs(store.database, node))
    others = [row["b"] if row["a"] == node else row["a"] for row in rows[:PAIRS]]
    return [
        {**row, "name": present.node_name(other), "href": pair_url(row["a"], row["b"])}
        for row, other in zip(rows, others, strict=False)
    ]


def _party(store: StoreHere, node: str) -> Party:
    sort = node.partition(":")[0] if ":" in node else "state"
    kind = _KINDS.get(sort, "state" if sort == "state" else "organisations and persons out of government, by sector")
    ties: dict[str, list[Tie]] = {}
    for tie in sorted(_ties(store, node), key=lambda tie: (tie.verb, tie.other, tie.span)):
        ties.setdefault(tie.verb, []).append(tie)
    try:
        country = codes.country(node)
    except UnknownCodeError:
        return Party(node, present.node_name(node), kind, "", [], [], ties)
    explained = codes.explain(node)
    facts = [
        (name, ", ".join(map(present.node_name, text.split(", "))) if name in _STATES else text)
        for name, text in explained.details
        if name in _FACTS
    ]
    aliases = list(dict.fromkeys(alias.value for alias in country.aliases))
    return Party(node, country.name, kind, f"ISO {country.code}", aliases[:12], facts, ties)


def _ties(store: StoreHere, node: str) -> list[Tie]:
    """Words the roster's ties of an armed group, or of a state with groups."""
    own = node.removeprefix("group:")
    return [
        Tie(*_told(edge, own), _span(edge), edge.status, edge.source)
        for edge in load_roster(store.settings.rosters).edges
        if own in (edge.group, edge.other)
    ]


def _told(edge: Edge, own: str) -> tuple[str, str]:
    """Words an edge from the party's side: verb, and the other."""
    other = present.node_name(edge.other) if len(edge.other) == 3 else edge.other
    if edge.group == own:
        verb = {"opposes": "opposes", "backed_by": "backed by", "based_in": "based in"}
        return verb.get(edge.relation, "designated by"), other
    turned = {"opposes": "opposed by", "backed_by": "backs", "based_in": "has on its soil"}
    return turned.get(edge.relation, "has designated"), edge.group


def _span(edge: Edge) -> str:
    start, end = (None if day is None else _around(day, last) for day, last in ((edge.start, False), (edge.end, True)))
    if start and end:
        return start if start == end else f"{start} to {end}"
    if start:
        return f"since {start}"
    return f"until {end}" if end else "period not known"


def _around(day: date, last: bool) -> str:
    """Names an end of a period; where the rosters know month or year only, its first or last day stands for it."""
    for by in ("year", "month"):
        first = day.replace(day=1) if by == "month" else date(day.year, 1, 1)
        if day == (wording.last_day(first, by) if last else first):
            return wording.period(first, by)
    return wording.day(day)


@router.get("/search")
def search(request: Request, store: StoreHere, q: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
    """Finds parties and pairs by any name."""
    return render(request, "search.html", q=q, found=answers.parties(store, q, 30) if q else None)


@router.get("/turns")
def turns(request: Request, store: StoreHere, params: Annotated[TurnParams, Query()]) -> HTMLResponse:
    """Lists the turning points of all pairs."""
    page = answers.turns(store, params)
    return render(
        request,
        "turns.html",
        params=params,
        page=page,
        kinds=("breach", "thaw", "chill", "recovery", "new normal"),
        view=partial(view_of, request),
        overview=answers.overview(store),
    )
