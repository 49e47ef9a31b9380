"""Rendering a template: one environment, everything escaped, with the words and numbers that pages share."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

from detente import __version__, wording
from detente.web.pages import marking

WEB = Path(__file__).parents[1]


@cache
def environment() -> jinja2.Environment:
    """Makes the environment; whatever comes from an article is escaped by it."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.globals.update(
        static=static,
        party_url=party_url,
        pair_url=pair_url,
        passage_of=marking.passage,
        version=__version__,
        **wording.WORDS,
    )
    return made


@cache
def static(name: str) -> str:
    """Gives the address of a static file, with a hash of its content, so that it may be kept for ever."""
    digest = hashlib.sha256((WEB / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def party_url(node: str) -> str:
    """Gives the address of a party's page."""
    return f"/parties/{quote(node, safe='')}"


def pair_url(a: str, b: str) -> str:
    """Gives the address of a relation's page."""
    return f"/relations/{quote(a, safe='')}/{quote(b, safe='')}"


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Renders a template as the answer to a request."""
    path = request.url.path
    here = next((top for top in ("/events", "/turns", "/articles", "/review", "/about") if path.startswith(top)), path)
    read_only = bool(getattr(request.app.state, "read_only", False))
    shared = {"here": here, "q": values.get("q", ""), "read_only": read_only}
    html = environment().get_template(template).render(**{**shared, **values})
    return HTMLResponse(html, status_code=status)


def query_with(request: Request, **changes: Any) -> str:
    """Gives the address of this page with some fields of its query changed; None takes a field away."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in changes]
    added = [(k, v) for k, v in changes.items() if v is not None]
    query = urlencode(kept + added)
    return f"{request.url.path}?{query}" if query else request.url.path
