"""The event table and the page of one event."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from detente import present, wording
from detente.web import answers
from detente.web.models import Choices, Event, EventParams
from detente.web.pages.rendering import query_with, render
from detente.web.pages.serving import StoreHere, page_router

router = page_router()
_NO_FILTER = frozenset({"sort", "cursor", "limit"})
_NAMES = {
    "a": "party", "b": "and party", "from": "from", "to": "to", "type": "act", "quad": "quad class",
    "source_kind": "kind of source", "side": "side of the source", "territory": "on the soil of", "q": "words",
    "as_of": "as known on",
}  # fmt: skip


_ORDERS = (
    ("-date", "newest act first"), ("date", "oldest act first"), ("-reported", "last reported first"),
    ("reported", "first reported first"), ("intensity", "most hostile first"), ("-intensity", "friendliest first"),
    ("-reports", "most reports first"), ("reports", "fewest reports first"),
)  # fmt: skip


@router.get("/events")
def events(request: Request, store: StoreHere, params: Annotated[EventParams, Query()]) -> HTMLResponse:
    """Shows the event table; its address is the view."""
    page = answers.events(store, params)
    choices = answers.choices(store)
    given = [(k, v) for k, v in request.query_params.multi_items() if k not in _NO_FILTER]
    return render(
        request,
        "events.html",
        params=params,
        page=page,
        choices=choices,
        modes=_modes(choices, params),
        view=partial(view_of, request),
        orders=_ORDERS,
        filter_query=urlencode(given),
        set_filters=len(given),
        set_words=[_told(key, value, choices) for key, value in given],
        overview=answers.overview(store),
        nothing_stored=not page.total and not given,
        wide_open=True,
    )


def view_of(request: Request, **changes: str | None) -> str:
    """Gives the address of the table changed so; a new order starts at its first page."""
    return query_with(request, **{"cursor": None, **changes})


def _modes(choices: Choices, params: EventParams) -> list[str]:
    """Gives the modes of the chosen types, or all."""
    types = params.type or choices.types
    return list(dict.fromkeys(mode for kind in types for mode in choices.modes.get(kind, ())))


def _told(key: str, value: str, choices: Choices) -> str:
    """Names one filter that is set."""
    if key == "quad":
        value = choices.quads.get(int(value), value)
    elif key == "territory":
        value = choices.territories.get(value, value)
    elif key in ("from", "to", "as_of"):
        value = wording.day(value)
    return f"{_NAMES.get(key, key.replace('_', ' '))}: {value}"


@router.get("/events/{event_id}")
def event(request: Request, store: StoreHere, event_id: str) -> HTMLResponse:
    """Shows one act with all its reports."""
    found = answers.event(store, event_id)
    return render(request, "event.html", event=found, pair=_pair(found))


@router.get("/events/{event_id}/reports")
def reports(request: Request, store: StoreHere, event_id: str) -> HTMLResponse:
    """Gives the reports of an act, to be opened inside another page."""
    return render(request, "reports.html", event=answers.event(store, event_id))


def _pair(found: Event) -> tuple[str, str, str] | None:
    """Gives the pair an act belongs to, with its name."""
    actors = [p for p in found.actors if p.node]
    others = [p for p in (found.recipients or found.actors) if p.node]
    for one in actors:
        for other in others:
            if one.node and other.node and one.node != other.node:
                return one.node, other.node, f"{present.node_name(one.node)} – {present.node_name(other.node)}"
    return None
