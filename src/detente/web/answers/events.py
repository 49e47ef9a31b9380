"""Events: lists with every filter, and one with all its reports."""

from __future__ import annotations

from typing import Any

from detente import codes, pipeline, present
from detente.api import Store
from detente.errors import NotFoundError, UnknownCodeError
from detente.store import gathered, listing, queries, review
from detente.store.listing import Wanted
from detente.web.answers import cursors
from detente.web.answers.passages import mentions_of
from detente.web.answers.shaping import event_row_fields, events_of
from detente.web.answers.steady import steady
from detente.web.models import EventDetail, EventFilter, EventPage, EventParams, Merge


@steady
def events(store: Store, params: EventParams) -> EventPage:
    """Gives a page of events.

    Raises:
        NotFoundError: a party is not known. ConfigError: the cursor is none.
    """
    database = store.database
    wanted = wanted_of(store, params)
    after = cursors.read(params.cursor, params.sort)
    pipeline.refresh_acts(database)
    found, total = listing.event_ids(database, wanted, params.sort, after, params.limit + 1)
    shown, following = cursors.page(found, params.limit, params.sort)
    return EventPage(items=events_of(queries.events_by_id(database, shown)), next=following, total=total)


@steady
def event(store: Store, event_id: str) -> EventDetail:
    """Gives an event with all its reports.

    Raises:
        NotFoundError: no such event.
    """
    database = store.database
    rows = queries.events_by_id(database, [event_id])
    if not rows:
        raise NotFoundError(f"Event {event_id} is not in the store.", "See what is there: GET /api/v1/events.")
    row = rows[0]
    mentions = mentions_of(database, review.mentions(database, event=event_id))
    days = [f for f in gathered.figures(database, event_id) if f["date_start"]]
    return EventDetail(
        **event_row_fields(row),
        mentions=mentions,
        merges=[Merge(**merge) for merge in queries.merges_of(database, event_id)],
        denials=[m.id for m in mentions if m.factuality == "denied"],
        series=row["part_of"],
        dates_reported=list(dict.fromkeys(_days(f) for f in days)),
    )


def _days(figure: dict[str, Any]) -> str:
    start, end = figure["date_start"], figure["date_end"]
    return present.when({"start": start, "end": end, "precision": "day" if start == end else "range"})


def wanted_of(store: Store, given: EventFilter) -> Wanted:
    """Turns the filter of a request into the store's, names into nodes.

    Raises:
        NotFoundError: a party is not known.
    """
    return Wanted(
        a=store.node(given.a) if given.a else None,
        b=store.node(given.b) if given.b else None,
        directed=given.directed,
        types=tuple(t.upper() for t in given.type),
        modes=tuple(given.mode),
        quads=tuple(given.quad),
        start=given.from_,
        end=given.to,
        as_of=given.as_of,
        territories=tuple(_country(t) for t in given.territory),
        place=given.place,
        factuality=tuple(given.factuality),
        occurrence=tuple(given.occurrence),
        source_kinds=tuple(given.source_kind),
        sides=tuple(given.side),
        outlets=tuple(given.outlet),
        datasets=tuple(given.dataset),
        undated=given.undated,
        words=given.q or None,
    )


def _country(name: str) -> str:
    try:
        return codes.country(name).code
    except UnknownCodeError:
        return name
