"""Method, limits and safety; and what codes mean."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from detente import api, codes
from detente.web import answers
from detente.web.pages.rendering import environment, render
from detente.web.pages.serving import StoreHere, page_router
from detente.wording import day

router = page_router()
_QUADS = (
    (1, "△", "it says so: agreeing, consulting, supporting"),
    (2, "▲", "it does so: cooperating, aiding"),
    (3, "▽", "it says so: accusing, rejecting, threatening"),
    (4, "▼", "it does so: sanctioning, mobilising, coercing, attacking"),
)


@router.get("/about")
def about(request: Request, store: StoreHere) -> HTMLResponse:
    """Shows method, limits and safety."""
    return render(
        request,
        "about.html",
        overview=answers.overview(store),
        quads=[(n, shape, codes.quad_name(n), text) for n, shape, text in _QUADS],
        types=[kind.code for kind in codes.event_types()],
        today=day(datetime.now(UTC).date()),
    )


@router.get("/explain")
def find(code: Annotated[str, Query(max_length=80)] = "ASSAULT") -> Response:
    """Leads to the page of a code."""
    return RedirectResponse(f"/explain/{code.strip()}", status_code=303)


@router.get("/explain/{code}")
def explain(request: Request, code: str, part: bool = False) -> HTMLResponse:
    """Says what a code means; ``part`` gives what is opened inside another page."""
    found = api.explain(code)
    if part:
        return HTMLResponse(environment().get_template("code.html").render(code=found))
    return render(request, "explain.html", code=found)
