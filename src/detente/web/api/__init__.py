"""The JSON API, under ``/api/v1``: every route asks one function of ``web.answers``."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from detente.web.api import articles, events, relations, review, world
from detente.web.models import ErrorBody

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": text}
    for status, text in {
        400: "A parameter that cannot be used",
        401: "The token is wanted",
        403: "Not allowed here",
        404: "Nothing of that name",
        422: "A value that does not fit",
    }.items()
}
router = APIRouter(prefix="/api/v1", responses=_ERRORS)
for part in (world, relations, events, articles, review):
    router.include_router(part.router)
