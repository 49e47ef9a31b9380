"""Running articles into a store: an engine codes what is new to parts, the owner of the store loads and gathers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from detente import __version__
from detente.pipeline import parts
from detente.pipeline.coding import Pipeline
from detente.pipeline.delivering import Delivery, IntoStore
from detente.pipeline.engines import Engine, HereEngine
from detente.pipeline.parts import Job, new_job
from detente.pipeline.summary import ReadSummary
from detente.records import Article
from detente.store import queries
from detente.store.database import Database, interrupted
from detente.store.tables import content_hash

OnArticle = Callable[[Article], None]
# Articles that are looked up in the store at once.
_ASKED = 256


def read_into(
    database: Database,
    pipeline: Pipeline,
    articles: Iterable[Article],
    summary: ReadSummary | None = None,
    on_article: OnArticle = lambda _: None,
    command: str = "read",
    engine: Engine | None = None,
) -> ReadSummary:
    """Codes articles that the store does not have, commits each with all that it yields, then gathers.

    Args:
        database: the store.
        pipeline: what codes, or, with an engine of several workers, what they must equal.
        articles: in any order; consumed as a stream.
        summary: to count into, so that what a reader refused is in it too.
        on_article: called after each article, stored or unchanged, for progress.
        command: recorded with the run.
        engine: what runs the coder; this process by default.
    """
    return deliver(IntoStore(database), pipeline, articles, summary, on_article, command, engine)


def deliver(
    delivery: Delivery,
    pipeline: Pipeline,
    articles: Iterable[Article],
    summary: ReadSummary | None = None,
    on_article: OnArticle = lambda _: None,
    command: str = "read",
    engine: Engine | None = None,
) -> ReadSummary:
    """Codes new articles and takes them to a store, whoever owns it (see ``read_into``)."""
    summary = summary or ReadSummary()
    job = new_job(pipeline, command)
    delivery.begin(job)
    stream = _new(delivery, articles, summary, on_article)
    return _run(delivery, pipeline, stream, job, summary, on_article, engine)


def recode_store(
    database: Database,
    pipeline: Pipeline,
    on_article: OnArticle = lambda _: None,
    force: bool = False,
    engine: Engine | None = None,
) -> ReadSummary:
    """Codes stored text again where the coder or its data changed since; corrections stay.

    Args:
        database: the store.
        pipeline: what codes.
        on_article: called after each article.
        force: code all again, changed or not.
        engine: what runs the coder; this process by default.
    """
    if not force and not queries.outdated(database, __version__, pipeline.versions):
        return ReadSummary()
    delivery, job = IntoStore(database), new_job(pipeline, "recode", replace=True)
    delivery.begin(job)
    articles = queries.stored_articles(database)
    return _run(delivery, pipeline, articles, job, ReadSummary(), on_article, engine)


def _run(
    delivery: Delivery,
    pipeline: Pipeline,
    articles: Iterator[Article],
    job: Job,
    summary: ReadSummary,
    on_article: OnArticle,
    engine: Engine | None,
) -> ReadSummary:
    """Has an engine code a stream of articles and delivers the parts; after Ctrl-C, what is finished is stored."""
    engine = engine or HereEngine(lambda: pipeline)
    units = parts.units_of(articles, job.settings.batch)
    try:
        with closing(engine.code(units, job, delivery.folder)) as coded:
            for unit, part in coded:
                delivery.take(part, summary)
                for article in unit.articles:
                    on_article(article)
    except (KeyboardInterrupt, RuntimeError) as error:
        if not interrupted(error):
            raise
        delivery.finish(job, summary, stopped=True)
        raise KeyboardInterrupt from error
    delivery.finish(job, summary)
    return summary


def _new(
    delivery: Delivery, articles: Iterable[Article], summary: ReadSummary, on_article: OnArticle
) -> Iterator[Article]:
    """Passes over articles that are stored unchanged."""
    for asked in parts.units_of(iter(articles), _ASKED):
        stored = delivery.known({a.id: content_hash(a) for a in asked.articles})
        for article in asked.articles:
            if article.id in stored:
                summary.unchanged += 1
                on_article(article)
            else:
                yield article
