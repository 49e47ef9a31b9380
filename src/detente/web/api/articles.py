"""Routes on articles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from detente.errors import InputError
from detente.web import answers
from detente.web.api.asking import StoreOf
from detente.web.models import ArticleDetail, ArticleIn, ArticlePage, ArticleParams, Uploaded

router = APIRouter(tags=["articles"])
_KINDS = {
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "text/html": "html",
    "text/plain": "text",
}
_BODY = {"content": {kind: {"schema": {"type": "string"}} for kind in _KINDS if kind != "application/json"}}
_BODY["content"]["application/json"] = {"schema": ArticleIn.model_json_schema()}


@router.get("/articles")
def articles(store: StoreOf, params: Annotated[ArticleParams, Query()]) -> ArticlePage:
    """A page of articles, newest first."""
    return answers.articles(store, params)


@router.get("/articles/{article_id:path}")
def article(store: StoreOf, article_id: str) -> ArticleDetail:
    """An article with everything coded on it."""
    return answers.article(store, article_id)


@router.post("/articles", status_code=201, openapi_extra={"requestBody": _BODY})
async def upload(store: StoreOf, request: Request) -> Uploaded:
    """Reads an article or a JSONL of them; coded, gathered and stored at once. The same twice adds nothing."""
    kind = _KINDS.get(request.headers.get("content-type", "").partition(";")[0].strip().lower())
    if kind is None:
        raise InputError("The upload", "format", "is of no kind that is read.", f"Send one of: {', '.join(_KINDS)}.")
    content = await request.body()
    given = None
    if kind == "json":
        try:
            given = ArticleIn.model_validate_json(content)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the body"
            raise InputError("The upload", "row", f"{where[:100]}: {first['msg']}.", "Send {text, date, …}.") from error
    return await run_in_threadpool(answers.upload, store, content, kind, given)
