"""Review: the queue of reports to be judged, and the corrections made."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from detente.web import answers
from detente.web.models import CorrectionParams, MentionPage, MentionParams
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
        page = MentionPage(items=[answers.mention(store, params.mention)], next=None, total=1, reviewed=page.reviewed)
    return render(
        request,
        "review.html",
        params=params,
        page=page,
        next=query_with(request, cursor=page.next) if page.next else None,
        choices=answers.choices(store),
        corrections=answers.corrections(store, CorrectionParams.model_validate({"limit": SHOWN_CORRECTIONS})),
        overview=answers.overview(store),
    )


@router.get("/review/{mention_id}")
def card(request: Request, store: StoreHere, mention_id: str) -> HTMLResponse:
    """Gives one report as it stands now, to be put into the queue."""
    return render(request, "card.html", one=answers.mention(store, mention_id))


@router.get("/review/{mention_id}/merge")
def merge(request: Request, store: StoreHere, mention_id: str) -> HTMLResponse:
    """Gives the acts that a report may be merged with, to choose from."""
    return render(request, "choices.html", choices=answers.near(store, mention_id).items, merging=True)


@router.get("/review/{mention_id}/split")
def split(request: Request, store: StoreHere, mention_id: str) -> HTMLResponse:
    """Gives the other reports of a report's act, to choose from."""
    found = answers.mention(store, mention_id)
    reports = answers.event(store, found.event_id).mentions if found.event_id else []
    return render(request, "choices.html", choices=[m for m in reports if m.id != mention_id], merging=False)
