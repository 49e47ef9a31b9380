"""Routes for other commands on this machine, which ask the owner of the store; its token in ``STORE.owner`` opens."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from detente.api import Store
from detente.errors import DetenteError, StoreError
from detente.owned import answer, check_settings, unpacked
from detente.web import answers
from detente.web.answers.exports import TYPES
from detente.web.faults import status_of

router = APIRouter(prefix="/owner", include_in_schema=False)


@router.get("/export")
def export(request: Request, what: str, form: str) -> Response:
    """Streams a table of the store."""
    try:
        pieces = answers.export(request.app.state.store, what, form)
    except DetenteError as error:
        return _fault(error)
    return StreamingResponse(pieces, media_type=TYPES[form])


@router.post("/{method}")
async def ask(request: Request, method: str) -> Response:
    """Answers what ``AskedStore`` asks."""
    try:
        asked = json.loads(await request.body())
        found = await run_in_threadpool(_answer, request.app.state.store, method, asked)
        return Response(json.dumps({"answer": found}), media_type="application/json")
    except (ValueError, TypeError, KeyError) as error:
        return _fault(StoreError(f"The question cannot be read: {error}.", "Run the same version of Détente."))
    except DetenteError as error:
        return _fault(error)


def _answer(store: Store, method: str, asked: dict[str, Any]) -> Any:
    check_settings(unpacked(asked["settings"]), store.settings)
    args, kwargs = unpacked(asked["args"]), unpacked(asked["kwargs"])
    if method == "forget":
        with store.database.alone():
            return answer(store, method, args, kwargs)
    return store.database.answer(lambda: answer(store, method, args, kwargs))


def _fault(error: DetenteError) -> Response:
    body = {"code": status_of(error)[1], "kind": type(error).__name__, "message": error.what, "advice": error.advice}
    return JSONResponse({"error": body}, status_of(error)[0])
