"""How a page is served: the store of the application, clean addresses, and errors that help."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from detente.api import Store
from detente.errors import DetenteError, NotFoundError, UnknownCodeError
from detente.web.pages import patience
from detente.web.pages.rendering import render
from detente.wording import last_day


def store_of(request: Request) -> Store:
    """Gives the store that the application serves."""
    store: Store = request.app.state.store
    return store


# Fields that hold a day; a month or year stands for its first day in some, for its last in the others.
_FIRST = frozenset({"from", "pick_from"})
_DAYS = _FIRST | {"to", "pick_to", "as_of"}
_PART = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2]))?")
StoreHere = Annotated[Store, Depends(store_of)]


class PageRoute(APIRoute):
    """A route of a page: empty fields of a form ask nothing, and errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wraps the handler."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            given = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
            request.scope["query_string"] = urlencode([(k, _whole(k, v)) for k, v in given if v.strip()]).encode()
            try:
                return await patience.answered(request, handler)
            except (NotFoundError, UnknownCodeError) as error:
                return error_page(request, 404, "Not in this store", error.what, error.advice)
            except DetenteError as error:
                return error_page(request, 400, "That cannot be shown", error.what, error.advice)
            except RequestValidationError as error:
                return error_page(request, 422, "That cannot be asked", _faults(error), "Correct the address or field.")

        return handle


def _whole(key: str, value: str) -> str:
    """Completes a month or year given for a day: its first day for ``from``, else its last."""
    if key not in _DAYS or not _PART.fullmatch(value.strip()):
        return value
    year, _, rest = value.strip().partition("-")
    first = date(int(year), int(rest or 1), 1)
    return (first if key in _FIRST else last_day(first, "month" if rest else "year")).isoformat()


def _faults(error: RequestValidationError) -> str:
    return "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors()) + "."


def error_page(request: Request, status: int, title: str, message: str, advice: str = "") -> HTMLResponse:
    """Makes the page of an error: what happened and what to do."""
    return render(request, "error.html", status=status, title=title, message=message, advice=advice)


def page_router() -> APIRouter:
    """Makes the router of a page."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)
