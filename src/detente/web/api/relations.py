"""Routes on parties, pairs, relations and turning points."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from detente.web import answers
from detente.web.api.asking import StoreOf
from detente.web.models import (
    EventPage,
    EventParams,
    PairPage,
    PartySearch,
    RelationAnswer,
    RelationParams,
    TurnPage,
    TurnParams,
)

router = APIRouter(tags=["relations"])


@router.get("/parties")
def parties(
    store: StoreOf,
    q: Annotated[str, Query(max_length=200, description="A name, an alias, a code, or two of them.")],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PartySearch:
    """Finds parties and pairs by any name that rosters and store have."""
    return answers.parties(store, q, limit)


@router.get("/pairs")
def pairs(
    store: StoreOf,
    sort: Literal["moved", "events"] = "moved",
    window: Annotated[int, Query(ge=1, le=120, description="Months, for moved.")] = 6,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> PairPage:
    """Pairs that moved lately, with the number that chance alone would list; or those with most events."""
    return answers.pairs(store, sort, window, limit)


@router.get("/turns")
def turns(store: StoreOf, params: Annotated[TurnParams, Query()]) -> TurnPage:
    """Turning points of all pairs, newest first."""
    return answers.turns(store, params)


@router.get("/relations/{a}/{b}")
def relation(store: StoreOf, a: str, b: str, params: Annotated[RelationParams, Query()]) -> RelationAnswer:
    """The course of a relationship: series, turning points with their acts, forecast, channels, coverage."""
    return answers.relation(store, a, b, params)


@router.get("/relations/{a}/{b}/events")
def relation_events(store: StoreOf, a: str, b: str, params: Annotated[EventParams, Query()]) -> EventPage:
    """The events between two parties, with the filters of ``/events``."""
    return answers.relation_events(store, a, b, params)
