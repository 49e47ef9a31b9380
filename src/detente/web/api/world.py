"""Routes on the store as a whole."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from detente import api, codes
from detente.web import answers
from detente.web.api.asking import StoreOf
from detente.web.models import Choices, MapAnswer, NetworkAnswer, Overview, SpanParams

router = APIRouter(tags=["world"])


@router.get("/")
def overview(store: StoreOf, request: Request) -> Overview:
    """What the store holds, what made it, and what a reader must know of it."""
    return answers.overview(store, request.app.state.read_only)


@router.get("/acts/map")
def act_map(store: StoreOf, params: Annotated[SpanParams, Query()]) -> MapAnswer:
    """Places with the acts that happened there, by quad class; never persons."""
    return answers.act_map(store, params)


@router.get("/network")
def network(store: StoreOf, params: Annotated[SpanParams, Query()]) -> NetworkAnswer:
    """The signed network of states and armed groups in a period."""
    return answers.network(store, params)


@router.get("/choices")
def choices(store: StoreOf) -> Choices:
    """What filters may be set to: values of this store, and of the code lists."""
    return answers.choices(store)


@router.get("/explain/{code:path}")
def explain(code: str) -> codes.Explanation:
    """What a code means: PLOVER type, mode or context, CAMEO code, sector, country, or the rule that made a mention."""
    return api.explain(code)
