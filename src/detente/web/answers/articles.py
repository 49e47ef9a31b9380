"""Articles: lists, one with everything coded on it, and reading one that is sent."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from detente import pipeline, present, read
from detente.api import Store
from detente.errors import InputError
from detente.pipeline import ReadSummary
from detente.read.dating import read_date
from detente.records import Article
from detente.store import listing, queries, review
from detente.web.answers import cursors
from detente.web.answers.passages import mentions_of, spans_of
from detente.web.answers.shaping import date_of, party_of, source_of
from detente.web.answers.steady import steady
from detente.web.models import (
    ArticleDetail,
    ArticleIn,
    ArticlePage,
    ArticleParams,
    ArticleRow,
    AttributionView,
    FieldText,
    Mark,
    Source,
    Span,
    StatementView,
    Uploaded,
)

# Articles that one upload may hold.
MOST_ARTICLES = 500
_FIELDS = ("title", "deck", "text")


@steady
def articles(store: Store, params: ArticleParams) -> ArticlePage:
    """Gives a page of articles, newest first."""
    after = cursors.read(params.cursor, "articles")
    rows, number = listing.article_ids(
        store.database, params.q or None, tuple(params.outlet), params.from_, params.to, after, params.limit + 1
    )
    shown, following = cursors.page([(row["id"], row["key"]) for row in rows], params.limit, "articles")
    items = [ArticleRow(**{k: row[k] for k in ArticleRow.model_fields}) for row in rows[: len(shown)]]
    return ArticlePage(items=items, next=following, total=number)


@steady
def article(store: Store, article_id: str) -> ArticleDetail:
    """Gives an article with everything coded on it; names of private persons stand as roles, offsets follow.

    Raises:
        NotFoundError: no such article.
    """
    database = store.database
    found = queries.article(database, article_id)
    rows = review.mentions(database, article=found["id"])
    records = [row["record"] for row in rows]
    roles = present.private_names([*records, *found["attributions"], *_as_records(found["statements"])])
    shown = {name: present.Redaction(found[name], roles) for name in _FIELDS}
    return ArticleDetail(
        **{k: found[k] for k in ArticleRow.model_fields if k not in ("title", "mentions")},
        **{k: found[k] for k in ("dateline", "published_at", "published_source", "note", "warnings")},
        title=shown["title"].text,
        mentions=len(rows),
        byline=list(found["byline"]),
        coder=queries.coder_of(database, found["run_id"]),
        fields=[_field(name, shown[name], rows, found) for name in _FIELDS if found[name]],
        events=sorted(mentions_of(database, rows), key=lambda m: _place(records, m.id)),
        attributions=[_attribution(a, shown, found["outlet"]) for a in found["attributions"]],
        statements=[_statement(s, roles, found["outlet"]) for s in found["statements"]],
    )


def _place(records: Sequence[Mapping[str, Any]], mention_id: str) -> tuple[int, int]:
    trigger = next(r["trigger"] for r in records if r["id"] == mention_id)
    return _FIELDS.index(trigger["field"]), trigger["start"]


def _as_records(statements: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in statements:
        yield {"actors": one["actors"], "attribution": one["attribution"]}


def _field(
    name: str, shown: present.Redaction, rows: Sequence[Mapping[str, Any]], found: Mapping[str, Any]
) -> FieldText:
    """Marks all that is coded in one field."""
    marks: dict[tuple[Any, ...], Mark] = {}

    def add(what: str, span: Mapping[str, Any], label: str, quad: Any = None, **ids: str) -> None:
        if span["field"] == name and span["end"] > span["start"]:
            start, end = shown.span(span["start"], span["end"])
            mark = Mark(what=what, start=start, end=end, label=label, quad_class=quad, **ids)
            marks.setdefault((what, start, end, *ids.values()), mark)

    for row in rows:
        record = row["record"]
        for what, span, label in spans_of(record):
            if what not in ("source", "cue", "content"):
                add(what, span, label, record["quad_class"] if what == "trigger" else None, mention_id=row["id"])
    for cited in found["attributions"]:
        who = present.source_of({"attribution": cited}, found["outlet"])
        for what in ("source", "cue", "content"):
            for span in cited[what]:
                add(what, span, who, other_id=cited["id"])
    for one in found["statements"]:
        add("statement", one["sentence"], f"{one['aspect']}: {one['label']}", other_id=one["id"])
    return FieldText(field=name, text=shown.text, marks=sorted(marks.values(), key=lambda m: (m.start, -m.end, m.what)))


def _attribution(cited: Mapping[str, Any], shown: Mapping[str, present.Redaction], outlet: str) -> AttributionView:
    source = source_of(cited, {}, outlet)
    assert isinstance(source, Source)
    spans = {what: [_span(s, shown) for s in cited[what]] for what in ("source", "cue", "content")}
    return AttributionView(
        id=cited["id"], source=source, cue=spans["cue"], content=spans["content"], where=spans["source"]
    )


def _span(span: Mapping[str, Any], shown: Mapping[str, present.Redaction]) -> Span:
    there = shown[span["field"]]
    start, end = there.span(span["start"], span["end"])
    return Span(field=span["field"], start=start, end=end, text=there.text[start:end])


def _statement(one: Mapping[str, Any], roles: Mapping[str, str], outlet: str) -> StatementView:
    return StatementView(
        **{k: one[k] for k in ("id", "aspect", "direction", "label", "evidence", "link")},
        sentence=present.Redaction(one["sentence"]["text"], roles).text,
        parties=[party_of(a) for a in one["actors"]],
        date=date_of(one["date"]),
        source=source_of(one["attribution"], {}, outlet),
    )


def upload(store: Store, content: bytes, kind: str, given: ArticleIn | None = None) -> Uploaded:
    """Reads, codes, gathers and stores what was sent; the same twice adds nothing.

    Args:
        store: the store.
        content: the body, for ``jsonl``, ``html`` and ``text``.
        kind: jsonl, html, text, or json where ``given`` holds the article.
        given: an article with what is known of it.

    Raises:
        InputError: nothing in it is an article, or too much is.
    """
    problems: list[str] = []
    day = _day(given.date) if given else None
    suffix = {"jsonl": ".jsonl", "html": ".html", "text": ".txt"}[kind if given is None else _kind_of(given)]
    with tempfile.TemporaryDirectory(prefix="detente-") as folder:
        path = Path(folder) / f"upload{suffix}"
        path.write_bytes(content if given is None else _content_of(given))
        noted = lambda p: problems.append(str(p).replace(str(path), "upload"))  # noqa: E731
        found = [_known(a, given, path) for a in read.read([str(path)], given_date=day, on_problem=noted)]
    if not found:
        raise InputError(
            "The upload", "empty", "holds no article.", " ".join(problems[:3]) or "Send text, HTML or JSONL."
        )
    if len(found) > MOST_ARTICLES:
        raise InputError("The upload", "too_large", f"holds {len(found)} articles.", f"Send {MOST_ARTICLES} at most.")
    with store.database.alone():
        summary = pipeline.read_into(store.database, store.coder.pipeline, found, ReadSummary(), command="upload")
    return Uploaded(
        articles=[a.id for a in found],
        coded=summary.articles,
        unchanged=summary.unchanged,
        events=summary.events,
        problems=[*problems, *summary.faults],
        warnings=dict(summary.warnings),
    )


def _day(text: str | None) -> date | None:
    if not text:
        return None
    found = read_date(text)
    if found is None:
        raise InputError("The upload", "date", f"'{text[:40]}' is no date.", "Write YYYY-MM-DD.")
    return found[0]


def _kind_of(given: ArticleIn) -> str:
    if (given.text is None) == (given.html is None):
        raise InputError("The upload", "empty", "has neither or both of text and html.", "Give one of them.")
    return "html" if given.html is not None else "jsonl"


def _content_of(given: ArticleIn) -> bytes:
    if given.html is not None:
        return given.html.encode("utf-8", "replace")
    row = {k: v for k, v in given.model_dump(exclude={"html"}).items() if v}
    return json.dumps(row).encode()


def _known(article: Article, given: ArticleIn | None, path: Path) -> Article:
    """Puts what the sender knows to an article; where it lay on our disk is nobody's business."""
    url = "" if str(path) in article.url or article.url.startswith("file:") else article.url
    if given is None:
        return replace(article, url=url)
    return replace(
        article, id=given.id or article.id, url=given.url or url, outlet=given.outlet or article.outlet,
        title=given.title or article.title, deck=given.deck or article.deck,
    )  # fmt: skip
