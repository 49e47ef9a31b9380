"""Review: the queue of mentions, corrections made and taken back, and what was reviewed as gold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente import pipeline
from detente.api import Store
from detente.errors import NotFoundError
from detente.store import corrections as said
from detente.store import queries, review
from detente.web.answers import cursors
from detente.web.answers.passages import correction_of, mentions_of
from detente.web.answers.shaping import events_of
from detente.web.answers.steady import steady
from detente.web.models import (
    CorrectionDone,
    CorrectionIn,
    CorrectionPage,
    CorrectionParams,
    EventPage,
    Mention,
    MentionPage,
    MentionParams,
)


@steady
def mentions(store: Store, params: MentionParams) -> MentionPage:
    """Gives a page of mentions to look at, the least sure first.

    Raises:
        NotFoundError: a party is not known. ConfigError: the cursor is none.
    """
    database = store.database
    wanted = review.Queue(
        state=params.state,
        types=tuple(t.upper() for t in params.type),
        factuality=tuple(params.factuality),
        nodes=tuple(store.node(name) for name in (params.a, params.b) if name),
        article=params.article,
        event=params.event,
        outlets=tuple(params.outlet),
        below=params.below,
    )
    after = cursors.read(params.cursor, params.sort)
    found, number = review.queue(database, wanted, params.sort, after, params.limit + 1)
    shown, following = cursors.page(found, params.limit, params.sort)
    order = {mention: i for i, mention in enumerate(shown)}
    rows = sorted(review.mentions(database, shown), key=lambda row: order[row["id"]])
    items = mentions_of(database, rows)
    return MentionPage(items=items, next=following, total=number, reviewed=review.reviewed(database))


@steady
def near(store: Store, mention_id: str, limit: int = 8) -> EventPage:
    """Gives the acts that a mention may be a report of, too, the likeliest first: to be merged with.

    Raises:
        NotFoundError: no such mention.
    """
    mention(store, mention_id)
    found = review.near(store.database, mention_id, limit)
    return EventPage(items=events_of(queries.events_by_id(store.database, found)), next=None, total=len(found))


@steady
def mention(store: Store, mention_id: str) -> Mention:
    """Gives a mention.

    Raises:
        NotFoundError: no such mention.
    """
    found = mentions_of(store.database, review.mentions(store.database, [mention_id]))
    if not found:
        raise NotFoundError(f"Report {mention_id} is not in the store.", "It may have been forgotten; see /review.")
    return found[0]


def correct(store: Store, given: CorrectionIn) -> CorrectionDone:
    """Stores a correction; events and relations have it at once.

    Raises:
        NotFoundError: no such mention. CorrectionError: the value doesn't fit.
    """
    done = pipeline.correct(store.database, store.settings, given.mention_id, given.what, given.value, given.who)
    return _done(store, done.id, done.events)


def undo(store: Store, correction_id: str) -> CorrectionDone:
    """Takes a correction back; it stays on record.

    Raises:
        NotFoundError: no such correction.
    """
    done = pipeline.undo_correction(store.database, store.settings, correction_id)
    return _done(store, done.id, done.events)


@steady
def _done(store: Store, correction_id: str, events: tuple[str, ...]) -> CorrectionDone:
    row = said.listed(store.database, ids=[correction_id])[0]
    found = mentions_of(store.database, review.mentions(store.database, [row["mention_id"]]))
    return CorrectionDone(correction=correction_of(row), mention=found[0] if found else None, events=list(events))


@steady
def corrections(store: Store, params: CorrectionParams) -> CorrectionPage:
    """Gives a page of corrections, newest first."""
    after = cursors.read(params.cursor, "corrections")
    asked = [params.mention] if params.mention else None
    rows = said.listed(store.database, asked, None, params.who, params.what, params.standing)
    start = 0
    if after:
        place = next((i for i, row in enumerate(rows) if row["id"] == after[1]), None)
        if place is None:
            raise NotFoundError("The correction the cursor names is not in this list.", "Start without a cursor.")
        start = place + 1
    shown, following = cursors.page([(row["id"], "") for row in rows[start:]], params.limit, "corrections")
    items = [correction_of(row) for row in rows[start : start + len(shown)]]
    return CorrectionPage(items=items, next=following, total=len(rows))


def gold(store: Store) -> Iterator[dict[str, Any]]:
    """Gives what was reviewed as gold that ``detente evaluate code`` takes: an article a row, with its text."""
    return pipeline.gold_rows(store.database)
