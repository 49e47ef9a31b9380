"""Routes on events and exports."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from detente.web import answers
from detente.web.answers.exports import TYPES
from detente.web.api.asking import StoreOf
from detente.web.models import EventDetail, EventFilter, EventPage, EventParams

router = APIRouter(tags=["events"])


@router.get("/events")
def events(store: StoreOf, params: Annotated[EventParams, Query()]) -> EventPage:
    """A page of events: when, who, what, to whom, where, according to whom, how sure."""
    return answers.events(store, params)


@router.get("/events/{event_id}")
def event(store: StoreOf, event_id: str) -> EventDetail:
    """An event with all its reports, each in its paragraph with what is coded marked in place."""
    return answers.event(store, event_id)


@router.get("/exports/{what}.{form}", response_class=StreamingResponse)
def export(
    store: StoreOf,
    what: Literal["events", "mentions", "articles", "statements", "attributions"],
    form: Literal["csv", "jsonl", "parquet", "geojson", "plover"],
    wanted: Annotated[EventFilter, Query()],
) -> StreamingResponse:
    """What a list shows, as a file; events and mentions take the filters of ``/events``."""
    ending = "plover.jsonl" if form == "plover" else form
    disposition = {"content-disposition": f'attachment; filename="detente-{what}.{ending}"'}
    return StreamingResponse(answers.export(store, what, form, wanted), media_type=TYPES[form], headers=disposition)
