"""Routes on review: the queue of mentions and corrections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from detente.web import answers
from detente.web.api.asking import StoreOf
from detente.web.models import (
    CorrectionDone,
    CorrectionIn,
    CorrectionPage,
    CorrectionParams,
    EventPage,
    MentionPage,
    MentionParams,
)

router = APIRouter(tags=["review"])


@router.get("/mentions")
def mentions(store: StoreOf, params: Annotated[MentionParams, Query()]) -> MentionPage:
    """Mentions to look at, the least sure first, each in its paragraph."""
    return answers.mentions(store, params)


@router.get("/mentions/{mention_id}/near")
def near(store: StoreOf, mention_id: str, limit: Annotated[int, Query(ge=1, le=50)] = 8) -> EventPage:
    """Acts that a mention may be a report of, too: what to merge it with; the likeliest first."""
    return answers.near(store, mention_id, limit)


@router.get("/corrections")
def corrections(store: StoreOf, params: Annotated[CorrectionParams, Query()]) -> CorrectionPage:
    """Corrections, newest first, those taken back among them."""
    return answers.corrections(store, params)


@router.post("/corrections", status_code=201)
def correct(store: StoreOf, given: CorrectionIn) -> CorrectionDone:
    """Says that a mention is right, wrong or otherwise; events and relations have it at once."""
    return answers.correct(store, given)


@router.delete("/corrections/{correction_id}")
def undo(store: StoreOf, correction_id: str) -> CorrectionDone:
    """Takes a correction back; it stays on record."""
    return answers.undo(store, correction_id)


@router.get("/corrections/gold.jsonl", response_class=StreamingResponse)
def gold(store: StoreOf) -> StreamingResponse:
    """What was reviewed as gold for ``detente evaluate code``: articles all of whose mentions were judged.

    Holds the texts as coded, names included: gold is for measuring, not for handing on.
    """

    def lines() -> Iterator[str]:
        for row in answers.gold(store):
            yield json.dumps(row, ensure_ascii=False) + "\n"

    disposition = {"content-disposition": 'attachment; filename="detente-gold.jsonl"'}
    return StreamingResponse(lines(), media_type="application/x-ndjson", headers=disposition)
