"""The list of articles, and an article with everything coded marked in its text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from detente.web import answers
from detente.web.models import ArticleParams
from detente.web.pages import marking
from detente.web.pages.events import view_of
from detente.web.pages.rendering import render
from detente.web.pages.serving import StoreHere, page_router

router = page_router()


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of an article cut at its marks."""

    field: str
    segments: list[marking.Segment]


@router.get("/articles")
def articles(request: Request, store: StoreHere, params: Annotated[ArticleParams, Query()]) -> HTMLResponse:
    """Lists articles, newest first."""
    page = answers.articles(store, params)
    overview = answers.overview(store)
    return render(
        request,
        "articles.html",
        params=params,
        page=page,
        overview=overview,
        view=partial(view_of, request),
        nothing_stored=not overview.articles,
    )


@router.get("/articles/{article_id:path}")
def article(request: Request, store: StoreHere, article_id: str) -> HTMLResponse:
    """Shows an article with what was coded in it."""
    found = answers.article(store, article_id)
    numbers = {e.id: i for i, e in enumerate(found.events, 1)}
    fields = [Shown(f.field, marking.segments(f.text, f.marks, numbers=numbers)) for f in found.fields if f.text]
    return render(request, "article.html", article=found, fields=fields)
