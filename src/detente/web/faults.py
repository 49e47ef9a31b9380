"""Errors in one shape: ``{error: {code, message, advice}}``; pages get the same as a small page."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from detente.errors import CorrectionError, DetenteError, InputError, NotFoundError, StoreLockedError, UnknownCodeError
from detente.web.models import ErrorBody, Fault
from detente.web.pages import error_page

_STATUS: tuple[tuple[type[DetenteError], int, str], ...] = (
    (NotFoundError, 404, "not_found"),
    (UnknownCodeError, 404, "unknown_code"),
    (CorrectionError, 422, "bad_correction"),
    (InputError, 422, "bad_input"),
    (StoreLockedError, 503, "locked"),
)
_HTTP = {400: "bad_request", 401: "token", 403: "forbidden", 404: "not_found", 405: "method", 413: "too_large"}
_log = logging.getLogger("detente.web")


def fault(request: Request | None, status: int, code: str, message: str, advice: str = "") -> Response:
    """Makes the answer to a request that failed: JSON for the API, else a small page."""
    body = ErrorBody(error=Fault(code=code, message=message, advice=advice))
    if request is None or request.url.path.startswith("/api/"):
        return JSONResponse(body.model_dump(), status)
    title = "Not here" if status == 404 else "That did not work"
    return error_page(request, status, title, message, "" if "openapi" in advice else advice)


def status_of(error: DetenteError) -> tuple[int, str]:
    """Gives the HTTP status and the code of an error raised on purpose."""
    return next(((status, code) for kind, status, code in _STATUS if isinstance(error, kind)), (400, "bad_request"))


def install(app: FastAPI) -> None:
    """Has an application answer every error in the one shape."""

    @app.exception_handler(DetenteError)
    def on_purpose(request: Request, error: DetenteError) -> Response:
        status, code = status_of(error)
        return fault(request, status, code, error.what, error.advice)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the body"
        return fault(
            request, 422, "invalid", f"{where[:100]}: {first['msg']}.", "See /api/v1/openapi.json for what is taken."
        )

    @app.exception_handler(HTTPException)
    def plain(request: Request, error: HTTPException) -> Response:
        code = _HTTP.get(error.status_code, "http")
        advice = "See /api/v1/openapi.json for what there is." if error.status_code in (404, 405) else ""
        answer = fault(request, error.status_code, code, f"{error.detail}.", advice)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> Response:
        _log.exception("unexpected fault at %s", request.url.path, exc_info=error)
        message = f"An unexpected {type(error).__name__}: a fault of Détente."
        return fault(request, 500, "fault", message, "Please report it, with what the server printed.")
