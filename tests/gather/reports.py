"""Reports of acts among fictional parties, made as records without a coder."""

from __future__ import annotations

from datetime import date
from typing import Any

from detente import codes
from detente.gather import Facts, facts_of
from detente.records import (
    ActDate,
    Actor,
    Article,
    Attribution,
    CodedArticle,
    Count,
    Mention,
    Published,
    Span,
    mention_id,
    to_json,
)
from detente.store import tables
from detente.store.database import Database


def act(
    text: str,
    trigger: str,
    actor: str = "",
    recipient: str = "",
    day: date | None = None,
    event_type: str = "ASSAULT",
    article: str = "a1",
    dead: float | None = None,
    occurrence: str = "single",
    until: date | None = None,
    informant: str = "",
    **more: Any,
) -> Mention:
    """Makes a mention of which ``text`` is the sentence; parties are given as they stand in it."""

    def span(words: str) -> Span:
        return Span("text", text.index(words), text.index(words) + len(words), words)

    def parties(words: str) -> tuple[Actor, ...]:
        kind: Any = "armed_group" if words.islower() else "unknown"
        sectors = ("REB",) if words.islower() else ()
        return (Actor(span(words), words, None, sectors, kind),) if words else ()

    actors, recipients = parties(actor), parties(recipient)
    precision: Any = "range" if until else "day"
    dated = ActDate(day, until or day, precision, "text", "") if day else None
    source = Attribution("s" + informant, (), (), (), "named", informant) if informant else None
    values: dict[str, Any] = {
        "id": mention_id(article, span(trigger), tuple(a.span for a in actors), tuple(a.span for a in recipients)),
        "event_type": event_type, "modes": (), "contexts": (), "cameo": None,
        "quad_class": codes.quad_class(event_type), "intensity": codes.intensity(event_type, ()), "goldstein": None,
        "of_type": None, "actors": actors, "recipients": recipients, "trigger": span(trigger),
        "sentence": Span("text", 0, len(text), text), "date": dated, "territory": None, "place": None,
        "consent": "unknown", "notified": None, "occurrence": occurrence, "part_of": None, "outcome": "done",
        "fatalities": Count(dead, dead, dead, str(dead)) if dead is not None else None, "injured": None, "amount": None,
        "counts": (),
        "factuality": "asserted", "historical": False, "covert": False, "content": None,
        "attribution_id": source.id if source else None, "attribution": source, "rule": "test", "confidence": 0.9,
    }  # fmt: skip
    return Mention(**{**values, **more})


def traced(mention: Mention, published: date | None = None, article: str = "a1") -> Facts:
    """Reduces a mention to what gathering looks at."""
    return facts_of(article, published, to_json(mention))


def put(database: Database, article: Article, *mentions: Mention) -> None:
    """Stores an article with mentions, as one run."""
    run = tables.begin_run(database, "test", "0", {}, {})
    tables.put_article(database, article, CodedArticle(article.id, mentions, (), ()), run)


def article(name: str, text: str, day: date | None = None, outlet: str = "", agency: str = "") -> Article:
    """Makes an article."""
    return Article(name, text, outlet=outlet, agency=agency, published=Published(day) if day else None)
