"""Running articles into a store: what is new is coded and committed one article at a time, then all is gathered."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from detente import __version__
from detente.pipeline.coding import Pipeline
from detente.pipeline.gathering import gather_store
from detente.records import Article, CodedArticle
from detente.store import queries, tables
from detente.store.database import Database


@dataclass(slots=True)
class ReadSummary:
    """What a run read and made.

    Attributes:
        articles: coded and stored now. unchanged: in the store already. empty: coded, without an event.
        words, sentences, events: as counted now; ``types`` counts mentions by event type.
        undated: mentions without a date. warnings: kind to number of articles.
        problems: kind to number of sources that could not be read, or of articles that could not be coded.
        faults: which articles those were, and what went wrong.
        seconds: time taken, gathering included.
    """

    articles: int = 0
    unchanged: int = 0
    empty: int = 0
    words: int = 0
    sentences: int = 0
    events: int = 0
    undated: int = 0
    statements: int = 0
    attributions: int = 0
    types: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, article: Article, coded: CodedArticle) -> None:
        """Counts one coded article."""
        self.articles += 1
        self.words += len(article.title.split()) + len(article.deck.split()) + len(article.text.split())
        self.sentences += coded.sentences
        self.events += len(coded.events)
        self.empty += not coded.events
        self.undated += sum(mention.date is None for mention in coded.events)
        self.statements += len(coded.statements)
        self.attributions += len(coded.attributions)
        self.types.update(mention.event_type for mention in coded.events)
        self.warnings.update(coded.warnings)

    def as_dict(self) -> dict[str, Any]:
        """Gives the summary as plain values."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in values.items()}


def read_into(
    database: Database,
    pipeline: Pipeline,
    articles: Iterable[Article],
    summary: ReadSummary | None = None,
    on_article: Callable[[Article], None] = lambda _: None,
    command: str = "read",
) -> ReadSummary:
    """Codes articles that the store does not have, commits each with all that it yields, then gathers.

    Args:
        database: the store.
        pipeline: what codes.
        articles: in any order; consumed as a stream.
        summary: to count into, so that what a reader refused is in it too.
        on_article: called after each article, stored or unchanged, for progress.
        command: recorded with the run.
    """
    summary = summary or ReadSummary()
    stream = _new(database, articles, summary, on_article)
    return _code_all(database, pipeline, stream, summary, on_article, command)


def _code_all(
    database: Database,
    pipeline: Pipeline,
    stream: Iterator[Article],
    summary: ReadSummary,
    on_article: Callable[[Article], None],
    command: str,
) -> ReadSummary:
    """Codes and commits a stream of articles under one run, then gathers."""
    began = time.monotonic()
    run = tables.begin_run(database, command, __version__, pipeline.versions, asdict(pipeline.settings))
    while batch := list(itertools.islice(stream, pipeline.settings.batch)):
        for article, coded in zip(batch, pipeline.attempt(batch), strict=True):
            if isinstance(coded, str):
                summary.problems["uncoded"] += 1
                summary.faults.append(f"{article.id}: {coded}")
            else:
                tables.put_article(database, article, coded, run)
                summary.add(article, coded)
            on_article(article)
    gather_store(database)
    summary.seconds = time.monotonic() - began
    tables.end_run(database, run, summary.as_dict())
    return summary


def _new(
    database: Database, articles: Iterable[Article], summary: ReadSummary, on_article: Callable[[Article], None]
) -> Iterator[Article]:
    """Passes over articles that are stored unchanged, or that came earlier in this stream."""
    seen: set[str] = set()
    for article in articles:
        if article.id in seen or tables.is_stored(database, article):
            summary.unchanged += 1
            on_article(article)
            continue
        seen.add(article.id)
        yield article


def recode_store(
    database: Database, pipeline: Pipeline, on_article: Callable[[Article], None] = lambda _: None, force: bool = False
) -> ReadSummary:
    """Codes stored text again where the coder or its data changed since; corrections stay.

    Args:
        database: the store.
        pipeline: what codes.
        on_article: called after each article.
        force: code all again, changed or not.
    """
    if not force and not queries.outdated(database, __version__, pipeline.versions):
        return ReadSummary()
    return _code_all(database, pipeline, queries.stored_articles(database), ReadSummary(), on_article, "recode")
