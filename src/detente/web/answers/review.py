"""Review: the queue of mentions, corrections made and taken back, and what was reviewed as gold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente import pipeline
from detente.api import Store
from detente.errors import NotFoundError
from detente.store import corrections as said
from detente.store import review
from detente.web.answers import cursors
from detente.web.answers.passages import correction_of, mentions_of
from detente.web.answers.steady import steady
from detente.web.models import (
    CorrectionDone,
    CorrectionIn,
    CorrectionPage,
    CorrectionParams,
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
    page = found[: params.limit]
    order = {mention: i for i, (mention, _) in enumerate(page)}
    rows = sorted(review.mentions(database, list(order)), key=lambda row: order[row["id"]])
    more = len(found) > params.limit
    return MentionPage(
        items=mentions_of(database, rows),
        next=cursors.written(params.sort, page[-1][1], page[-1][0]) if more else None,
        total=number,
        reviewed=review.reviewed(database),
    )


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
    if after:
        start = next((i + 1 for i, row in enumerate(rows) if row["id"] == after[1]), None)
        if start is None:
            raise NotFoundError("The correction the cursor names is not in this list.", "Start without a cursor.")
        page = rows[start : start + params.limit]
    else:
        start, page = 0, rows[: params.limit]
    more = start + params.limit < len(rows)
    return CorrectionPage(
        items=[correction_of(row) for row in page],
        next=cursors.written("corrections", "", page[-1]["id"]) if more else None,
        total=len(rows),
    )


def gold(store: Store) -> Iterator[dict[str, Any]]:
    """Gives what was reviewed as gold that ``detente evaluate code`` takes: an article a row, with its text."""
    return pipeline.gold_rows(store.database)
