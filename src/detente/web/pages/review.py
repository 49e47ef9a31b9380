"""Review: the queue of reports to be judged, and the corrections made."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from detente.errors import NotFoundError
from detente.store import review as queue
from detente.web import answers
from detente.web.answers.passages import mentions_of
from detente.web.models import CorrectionParams, Mention, MentionPage, MentionParams
from detente.web.pages.rendering import query_with, render
from detente.web.pages.serving import StoreHere, page_router

router = page_router()
SHOWN_CORRECTIONS = 20


class ReviewParams(MentionParams):
    """The queue that is wanted, or one report by id."""

    mention: str | None = Field(None, max_length=200)


@router.get("/review")
def review(request: Request, store: StoreHere, params: Annotated[ReviewParams, Query()]) -> HTMLResponse:
    """Shows the queue."""
    asked = MentionParams(**params.model_dump(by_alias=True, exclude={"mention"}))
    page = answers.mentions(store, asked)
    if params.mention:
        page = MentionPage(items=[mention_of(store, params.mention)], next=None, total=1, reviewed=page.reviewed)
    return render(
        request,
        "review.html",
        params=params,
        page=page,
        next=query_with(request, cursor=page.next) if page.next else None,
        choices=answers.choices(store),
        corrections=answers.corrections(store, CorrectionParams.model_validate({"limit": SHOWN_CORRECTIONS})),
        nothing_stored=not page.items and not answers.overview(store).mentions,
    )


@router.get("/review/{mention_id}")
def card(request: Request, store: StoreHere, mention_id: str) -> HTMLResponse:
    """Gives one report as it stands now, to be put into the queue."""
    return render(request, "card.html", one=mention_of(store, mention_id))


def mention_of(store: StoreHere, mention_id: str) -> Mention:
    """Gives a mention.

    Raises:
        NotFoundError: no such mention.
    """
    found = mentions_of(store.database, queue.mentions(store.database, [mention_id]))
    if not found:
        raise NotFoundError(f"Report {mention_id} is not in the store.", "It may have been forgotten; see /review.")
    return found[0]
