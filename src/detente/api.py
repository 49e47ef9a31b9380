"""What Python users import: ``Coder`` codes texts, ``open_store`` gives a ``Store`` that reads, keeps and measures.

Example:
    >>> from detente.api import Coder
    >>> coder = Coder()  # doctest: +SKIP
    >>> coder.code([{"id": "1", "text": "Varnia bombed Kestoria on Monday.", "date": "2020-05-06"}])  # doctest: +SKIP
"""

from __future__ import annotations

import html
import platform
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import polars as pl

from detente import __version__, codes, datasets, pipeline, read, relations
from detente.actors import Resolution, Resolver, load_roster
from detente.errors import ConfigError, DetenteError, InputError, NotFoundError, StoreLockedError
from detente.events import explain_rule
from detente.parse import Parser
from detente.pipeline import Pipeline, ReadSummary, Relation, gather_store, read_into, recode_store
from detente.pipeline.exchanging import ImportSummary, export_rows, import_files
from detente.read.dating import read_date
from detente.records import Article, CodedArticle, Published, to_json
from detente.settings import Settings, load_settings
from detente.store import live_owner, open_database, queries, tables
from detente.store.database import VERSION, Database
from detente.store.queries import EventFilter

if TYPE_CHECKING:
    from detente.events import Classifier, PairText

__all__ = [
    "Check",
    "Coder",
    "EventFilter",
    "ImportSummary",
    "Relation",
    "Settings",
    "Store",
    "check_health",
    "chronicle",
    "explain",
    "load_settings",
    "open_store",
    "plot_relation",
    "read_into_store",
    "watch",
]


class Coder:
    """Codes texts without a store. Loads its rosters, patterns and models on first use."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    @cached_property
    def pipeline(self) -> Pipeline:
        """What codes."""
        return Pipeline(self.settings)

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(load_roster(self.settings.rosters))

    @cached_property
    def _classifier(self) -> Classifier:
        from detente.events import load_classifier

        return load_classifier()

    def code(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Codes rows ``{id, text, date?, title?, outlet?}``; the text is used unchanged.

        Yields:
            One ``{id, events, statements, attributions}`` a row, in order; for a bad row ``{id, error}``.
        """
        for row_or_error in _in_batches(rows, self.settings.batch):
            articles = [a for a in row_or_error if isinstance(a, Article)]
            coded = self.pipeline.attempt(articles)
            for item in row_or_error:
                if not isinstance(item, Article):
                    yield item
                    continue
                found = next(coded)
                yield {"id": item.id, "error": found} if isinstance(found, str) else _coded_row(found)

    def code_article(self, article: Article) -> CodedArticle:
        """Codes one article."""
        return next(self.pipeline.code([article]))

    def classify(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Says what the source does to the target in rows ``{id, text, source, target, source_start?, target_start?}``.

        Source and target are exact substrings; without a start, the first occurrence is meant.

        Yields:
            ``{id, event_type, modes, quad_class, confidence}``, or ``{id, error}``.
        """
        for row in rows:
            try:
                result = self._classifier.classify([_pair(row)])[0]
            except InputError as error:
                yield {"id": row.get("id"), "error": str(error)}
                continue
            yield {
                "id": row.get("id"),
                "event_type": result.event_type,
                "modes": list(result.modes),
                "quad_class": result.quad_class,
                "confidence": round(result.confidence, 4),
            }

    def actors(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Resolves phrases in rows ``{id, text, context?, date?, known_country?}``.

        Yields:
            ``{id, name, country, sectors, kind, confidence}``; kind ``none`` for what isn't an
            actor; or ``{id, error}``.
        """
        for i, row in enumerate(rows):
            row_id = row.get("id", i)
            try:
                found = self._resolve(row)
            except InputError as error:
                yield {"id": row_id, "error": str(error)}
                continue
            yield {
                "id": row_id,
                "name": found.name,
                "country": found.country,
                "sectors": list(found.sectors),
                "kind": found.kind or "none",
                "confidence": round(found.confidence, 4),
            }

    def _resolve(self, row: Mapping[str, Any]) -> Resolution:
        text = _string(row, "text")
        day = _day_of(row)
        return self._resolver.resolve(text, day, str(row.get("context") or ""), row.get("known_country") or None)


def _in_batches(rows: Iterable[Mapping[str, Any]], size: int) -> Iterator[list[Article | dict[str, Any]]]:
    batch: list[Article | dict[str, Any]] = []
    for row in rows:
        try:
            batch.append(article_of(row))
        except InputError as error:
            batch.append({"id": row.get("id"), "error": str(error)})
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def article_of(row: Mapping[str, Any]) -> Article:
    """Makes an article of a row as ``detente code`` takes it.

    Raises:
        InputError: no id, no text, or a date that is none.
    """
    if row.get("id") in (None, ""):
        raise InputError("row", "no-id", "it has no id.", "Give every row an 'id'.")
    day = _day_of(row)
    published = Published(day) if day else None
    return Article(
        str(row["id"]),
        _string(row, "text"),
        title=str(row.get("title") or ""),
        outlet=str(row.get("outlet") or ""),
        published=published,
    )


def _day_of(row: Mapping[str, Any]) -> date | None:
    """Reads a row's date; "today" is allowed.

    Raises:
        InputError: it is no date.
    """
    given = row.get("date")
    if given in (None, ""):
        return None
    if str(given).strip().lower() == "today":
        return date.today()
    found = read_date(given)
    if found is None:
        raise InputError(f"row {row.get('id')}", "date", f"'{given}' is no date.", "Write YYYY-MM-DD.")
    return found[0]


def _string(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise InputError(f"row {row.get('id')}", "no-text", f"'{key}' is missing or no text.", f"Give it a '{key}'.")
    return value


def _coded_row(coded: CodedArticle) -> dict[str, Any]:
    row = to_json(coded)
    return {key: row[key] for key in ("id", "events", "statements", "attributions")}


def _pair(row: Mapping[str, Any]) -> PairText:
    """Finds source and target of a row in its text."""
    from detente.events import PairText

    text = _string(row, "text")
    starts = []
    for key in ("source", "target"):
        wanted, start = _string(row, key), row.get(f"{key}_start")
        found = text.find(wanted) if start is None else int(start)
        if not wanted or found < 0 or text[found : found + len(wanted)] != wanted:
            raise InputError(f"row {row.get('id')}", key, f"the {key} is not in the text.", "Give an exact substring.")
        starts.append((found, found + len(wanted)))
    return PairText(text, *starts[0], *starts[1])


class Store:
    """A store of articles and what they tell; use as a context manager, one process at a time."""

    def __init__(
        self,
        path: Path | str,
        settings: Settings | None = None,
        command: str = "python",
        address: str = "",
        token: str = "",
    ) -> None:
        """Opens a store.

        Args:
            path: the file. settings: rosters, patterns. command: what runs, told to others who find the store taken.
            address, token: where this process answers questions about the store, and what they must carry; or "".
        """
        self.settings = settings or Settings()
        self.coder = Coder(self.settings)
        self.database = open_database(Path(path), command, address, token)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self.database.close()

    def read(
        self,
        *sources: str,
        date: date | None = None,
        allow_hosts: Sequence[str] = (),
        on_article: Callable[[Article], None] = lambda _: None,
        on_problem: Callable[[read.Problem], None] = lambda _: None,
        engine: str = "local",
        workers: int | None = None,
        address: str | None = None,
    ) -> ReadSummary:
        """Reads, codes, gathers and stores pages, files, folders, feeds and tables.

        Args:
            sources: paths or URLs.
            date: publication day for sources that carry none of their own.
            allow_hosts: ``HOST:PORT`` that may be fetched though private.
            on_article: called after each article.
            on_problem: called for each source or row that could not be read; reading goes on.
            engine: local (this process), processes or ray; the store is the same.
            workers: how many; one a processor by default.
            address: of a Ray cluster to join; by default one is started on this machine.
        """
        chosen = pipeline.engine_named(engine, lambda: self.coder.pipeline, workers, address)
        summary = ReadSummary()
        today = _day_to_go_by(self.database, on_problem)
        articles = _articles(sources, date, allow_hosts, on_problem, summary, today)
        return read_into(self.database, self.coder.pipeline, articles, summary, on_article, engine=chosen)

    def load_parts(self, seconds: float = float("inf")) -> ReadSummary:
        """Loads what other processes have read and left beside the store, then gathers.

        Args:
            seconds: take up no more parts after this long; the rest stay for the next call.
        """
        return pipeline.load_parts(self.database, self.settings, seconds)

    def recode(
        self,
        force: bool = False,
        on_article: Callable[[Article], None] = lambda _: None,
        engine: str = "local",
        workers: int | None = None,
        address: str | None = None,
    ) -> ReadSummary:
        """Codes stored text again where the coder or its data changed; corrections stay."""
        chosen = pipeline.engine_named(engine, lambda: self.coder.pipeline, workers, address)
        return recode_store(self.database, self.coder.pipeline, on_article, force, chosen)

    def forget(self, article_id: str) -> None:
        """Removes an article and all that was derived from it.

        Raises:
            NotFoundError: no such article.
        """
        pipeline.load_parts(self.database, gather=False)  # else a part that waits would bring it back
        found = queries.article(self.database, article_id)
        tables.remove_article(self.database, found["id"])
        gather_store(self.database)

    def known(self, hashes: Mapping[str, str]) -> list[str]:
        """Gives the ids of those articles, of some content hashes by id, that are stored unchanged."""
        return sorted(tables.known(self.database, hashes))

    def events(self, wanted: EventFilter | None = None) -> list[dict[str, Any]]:
        """Gives events in order of date, each with the record of the mention that speaks for it."""
        return queries.events(self.database, wanted or EventFilter())

    def event(self, event_id: str) -> dict[str, Any]:
        """Gives one event with all reports of it.

        Raises:
            NotFoundError: no such event.
        """
        return queries.event(self.database, event_id)

    def article(self, article_id: str) -> dict[str, Any]:
        """Gives one article with its mentions, attributions and statements.

        Raises:
            NotFoundError: no such article.
        """
        return queries.article(self.database, article_id)

    def events_by_id(self, event_ids: Sequence[str]) -> list[dict[str, Any]]:
        """Gives events in the order asked for; unknown ids are passed over."""
        return queries.events_by_id(self.database, event_ids)

    def directions(self, event_ids: Sequence[str], a: str, b: str) -> list[dict[str, Any]]:
        """Says of events of a pair that was just measured who acted on whom: ``id, quad_class, forth, back``."""
        return queries.directions(self.database, event_ids, a, b)

    def made_by(self, event_ids: Sequence[str]) -> list[dict[str, Any]]:
        """Gives the runs that made the reports of some events: ``coder_version, hashes``, each once."""
        return queries.made_by(self.database, event_ids)

    def relation(
        self,
        a: str,
        b: str,
        directed: bool = False,
        start: date | None = None,
        end: date | None = None,
        by: str = "month",
        as_of: date | None = None,
    ) -> Relation:
        """Measures the course of the relationship of two parties, given by code or name.

        Args:
            a, b: the parties. directed: only acts of a on b. start, end: periods wanted. by: length of a period.
            as_of: use only what was published by then.

        Raises:
            NotFoundError: a party is not known.
        """
        return pipeline.relation(self.database, self.settings, a, b, directed, start, end, by, as_of)

    def by_country(self, a: str, b: str, by: str = "month", as_of: date | None = None) -> dict[str, Any]:
        """Says what a plain sum by country makes of a pair, and whose acts make the difference.

        Returns:
            ``a, b, own_acts, own_mean, country_acts, country_mean, bias`` and ``sorts`` of acts; see
            ``pipeline.beside.by_country``.

        Raises:
            NotFoundError: a party is not known.
        """
        return pipeline.by_country(self.database, self.settings, a, b, by, as_of)

    def country_bias(self, by: str = "month", least: int = 1) -> pl.DataFrame:
        """Compares every pair's own acts with those of anybody of the two countries.

        Args:
            by: day, week, month, quarter or year.
            least: own acts that a pair must have.

        Returns:
            ``a, b, acts, own_mean, country_acts, country_mean, bias``, the largest bias first.
        """
        return relations.aggregation_bias(self.panel(by)).filter(pl.col("acts") >= least)

    def panel(self, by: str = "month", states: bool = True) -> pl.DataFrame:
        """Gives the panel of all pairs of states that relations are measured on: a, b, period, mean, n and counts.

        Args:
            by: day, week, month, quarter or year.
            states: pairs of states; else the pairs that hold an armed group, a society or another node.
        """
        return pipeline.whole_panel(self.database, self.settings, by, states=states, listed=True)

    def pairs(
        self, party: str | None = None, states: bool = True, limit: int | None = None, as_of: date | None = None
    ) -> list[dict[str, Any]]:
        """Lists how every pair stands, those with most acts first.

        Args:
            party: only pairs that hold this party, given by code or name.
            states: pairs of states; else the pairs that hold an armed group, a society or another node.
            limit: rows at most.
            as_of: use only what was published by this day.

        Raises:
            NotFoundError: the party is not known.
        """
        node = self.node(party) if party else None
        return pipeline.all_pairs(self.database, self.settings, node, states, limit, as_of)

    def moved(self, months: int = 6, as_of: date | None = None, states: bool = True) -> dict[str, Any]:
        """Lists the pairs that broke or thawed in the last months, with the number that chance alone would list.

        Returns:
            ``since, until, turns, listed, pairs, of_pairs, usual, by_chance``; see ``pipeline.moved``.
        """
        return pipeline.moved(self.database, self.settings, months, as_of, states)

    def turns(
        self,
        kind: str | None = None,
        start: date | None = None,
        end: date | None = None,
        as_of: date | None = None,
    ) -> list[dict[str, Any]]:
        """Lists turning points of all pairs, newest first."""
        return pipeline.all_turns(self.database, self.settings, kind, start, end, as_of)

    def node(self, name: str) -> str:
        """Finds the node of a party given by code or name.

        Raises:
            NotFoundError: none such.
        """
        return pipeline.node_named(self.database, name)

    def busiest_pair(self) -> tuple[str, str] | None:
        """Gives the two states with most dated acts between them, or None."""
        return pipeline.busiest_pair(self.database)

    def import_dataset(
        self, name: str, *files: Path | str, on_rows: Callable[[int], None] = lambda _: None
    ) -> ImportSummary:
        """Imports events of an existing dataset; the same file twice adds nothing.

        Args:
            name: icews, gdelt, polecat, ucdp, acled, petrarch, or detente for events that ``export`` wrote.
            files: as downloaded; gzip, bzip2 and zip are fine. Those that cannot be read are in the summary's problems.
            on_rows: called with the number of events of each batch.

        Raises:
            ConfigError: no such dataset.
        """
        return import_files(self.database, self.settings, name, [Path(f) for f in files], on_rows)

    def export(self, what: str, form: str, target: Path | IO[str]) -> int:
        """Writes a table of the store, private persons by role.

        Args:
            what: events, mentions, articles, statements, attributions or relations.
            form: parquet, csv, jsonl, geojson or plover.
            target: a file, or an open text stream for all but parquet.

        Returns:
            The number of rows written.

        Raises:
            ConfigError: not a thing, not a format, or not together. InputError: the file cannot be written.
        """
        datasets.check_format(what, form)
        rows = export_rows(self.database, self.settings, what)
        if isinstance(target, Path):
            return datasets.write(rows, what, form, target)
        return datasets.write_text(rows, what, form, target)

    def outdated(self) -> int:
        """Counts the articles that were coded by another version of the coder or of its data."""
        return queries.outdated(self.database, __version__, self.coder.pipeline.versions)

    def counts(self) -> dict[str, int]:
        """Counts articles, mentions, events and the rest."""
        return queries.counts(self.database)


def open_store(path: Path | str = "detente.duckdb", settings: Settings | None = None, command: str = "python") -> Store:
    """Opens a store, made if it isn't there.

    Raises:
        StoreError: it cannot be opened. StoreLockedError: another process owns it.
    """
    return Store(path, settings, command)


def read_into_store(
    path: Path | str,
    *sources: str,
    settings: Settings | None = None,
    date: date | None = None,
    allow_hosts: Sequence[str] = (),
    on_article: Callable[[Article], None] = lambda _: None,
    on_problem: Callable[[read.Problem], None] = lambda _: None,
    on_wait: Callable[[str], None] = lambda _: None,
    engine: str = "local",
    workers: int | None = None,
    address: str | None = None,
) -> ReadSummary:
    """Reads into a store whoever owns it (see ``Store.read``).

    Where a process serves the store, what was coded is put beside it and that process loads it.

    Args:
        on_wait: told, each second, what is waited for.

    Raises:
        StoreLockedError: a process owns the store that does not serve it.
    """
    path, settings = Path(path), settings or Settings()
    try:
        with open_store(path, settings, "read") as store:
            return store.read(
                *sources, date=date, allow_hosts=allow_hosts, on_article=on_article, on_problem=on_problem,
                engine=engine, workers=workers, address=address,
            )  # fmt: skip
    except StoreLockedError:
        owner = live_owner(path)
        if owner is None or not owner.serves:
            raise
    coder, summary = Coder(settings), ReadSummary()
    chosen = pipeline.engine_named(engine, lambda: coder.pipeline, workers, address)
    articles = _articles(sources, date, allow_hosts, on_problem, summary)
    with closing(pipeline.ToOwner(path, on_wait)) as delivery:
        return pipeline.deliver(delivery, coder.pipeline, articles, summary, on_article, engine=chosen)


def watch(
    path: Path | str,
    feeds: Sequence[str],
    settings: Settings | None = None,
    every: float = 900.0,
    once: bool = False,
    allow_hosts: Sequence[str] = (),
    delay: float = 1.0,
    stop: threading.Event | None = None,
    on_problem: Callable[[read.Problem], None] = lambda _: None,
    on_poll: Callable[[str, int], None] = lambda _url, _new: None,
) -> ReadSummary:
    """Polls feeds and reads what is new, each item once, until told to stop; goes on after any failure.

    The store is opened only while something is loaded; where a process serves it, that process loads.

    Args:
        path: the store, made if it isn't there.
        feeds: addresses of RSS and Atom feeds.
        settings: of the coder.
        every: seconds between polls of a feed; one that fails is polled less and less often.
        once: poll each feed once and end.
        allow_hosts: ``HOST:PORT`` that may be fetched though private.
        delay: seconds between two visits to one host, pages included; its robots.txt may ask for more.
        stop: set it from outside to end cleanly.
        on_problem: told what is wrong with feeds and pages.
        on_poll: told of each poll: address and number of new articles.

    Raises:
        StoreError: the store cannot be written.
    """
    return pipeline.watch(
        Path(path), Coder(settings).pipeline, feeds, every, once, allow_hosts, delay, stop or threading.Event(),
        on_problem, on_poll,
    )  # fmt: skip


def _articles(
    sources: Sequence[str],
    day: date | None,
    allow_hosts: Sequence[str],
    on_problem: Callable[[read.Problem], None],
    summary: ReadSummary,
    today: date | None = None,
) -> Iterator[Article]:
    """Reads sources, and counts what is wrong with them."""

    def noted(problem: read.Problem) -> None:
        summary.problems[problem.kind] += 1
        on_problem(problem)

    return read.read(sources, given_date=day, allow_hosts=allow_hosts, on_problem=noted, today=today)


def _day_to_go_by(database: Database, on_problem: Callable[[read.Problem], None]) -> date:
    """Gives today, or the day of the last run where the clock went back: else what is dated today would lie ahead."""
    today, last = date.today(), queries.last_run(database)
    latest = last["started"].date() if last else today
    if latest <= today + timedelta(days=1):
        return today
    what = f"this machine's clock says {today}, but its last run was on {latest}; read as on that day."
    on_problem(read.Problem(str(database.path), "clock", what, "Set the clock."))
    return date.fromisoformat(latest.isoformat())


def explain(code: str) -> codes.Explanation:
    """Explains a PLOVER type, mode or context, a CAMEO code, a sector, a country, or the rule that made a mention.

    Raises:
        UnknownCodeError: none such.
    """
    return explain_rule(code.strip()) or codes.explain(code)


def chronicle() -> tuple[str, ...]:
    """Gives the files of the shipped chronicle, a factual record written for the project."""
    return tuple(str(path) for path in sorted((Path(__file__).parent / "chronicle").glob("*.jsonl")))


def plot_relation(found: Relation, path: Path) -> None:
    """Writes a chart of a relation.

    Args:
        found: what ``Store.relation`` gave.
        path: a file ending in .png, .svg or .html.

    Raises:
        ConfigError: another ending. NotFoundError: nothing to draw.
    """
    from detente.charts import draw_relation

    if not found.series:
        raise NotFoundError(f"{found.a_name} and {found.b_name} have no dated acts to draw.", "See: detente events.")
    if path.suffix == ".html":
        image = draw_relation(found, "svg").decode().partition("<svg")[2]
        title = html.escape(f"{found.a_name} – {found.b_name}")
        path.write_text(f'<!doctype html><meta charset="utf-8"><title>{title}</title><svg{image}', encoding="utf-8")
    elif path.suffix in (".png", ".svg"):
        path.write_bytes(draw_relation(found, path.suffix[1:]))
    else:
        raise ConfigError(f"A chart cannot be written as '{path.suffix}'.", "Use .png, .svg or .html.")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing ``detente doctor`` looked at."""

    name: str
    ok: bool
    found: str
    advice: str = ""


def check_health(store: Path, settings: Settings, opened: Callable[[], Store] | None = None) -> Iterator[Check]:
    """Checks versions, models, rosters, patterns and the store, one by one; a failed check does not stop the next.

    Args:
        store: the file. settings: rosters and patterns. opened: how the store is opened, if not by ``open_store``.
    """
    yield Check("version", True, f"detente {__version__}, Python {platform.python_version()}")
    coder = Coder(settings)
    yield _checked("language model", Parser().load)
    yield _checked("rosters", lambda: f"{len(coder.pipeline.finder.roster.gazetteer):,} names")
    yield _checked("patterns", lambda: f"{len(coder.pipeline.patterns.hashes)} files")
    yield _checked("classifier", lambda: f"{len(coder._classifier.hashes)} files of weights as released")
    yield _checked("labeller", lambda: f"{len(coder.pipeline.labeller.hashes)} file of weights as released")
    yield _checked("codes", lambda: f"{len(codes.data_hashes())} files, scores {codes.scores_version()}")
    if store.exists():
        yield _store_check(store, opened or (lambda: open_store(store, settings, "doctor")))
    else:
        yield Check(f"store {store}", True, "not there yet", "Make it: detente read FILE, or detente demo.")
    yield from _parts_waiting(store)


def _store_check(store: Path, opened: Callable[[], Store]) -> Check:
    """Looks into a store; that another process has it is nothing wrong, but then it cannot be looked into."""
    try:
        return Check(f"store {store}", True, _store_health(opened))
    except StoreLockedError as error:
        return Check(f"store {store}", True, error.what, error.advice)
    except DetenteError as error:
        return Check(f"store {store}", False, error.what, error.advice)


def _parts_waiting(store: Path) -> Iterator[Check]:
    """Checks what lies beside a store: finished parts that wait, and parts that could not be loaded."""
    waiting, refused = pipeline.parts_beside(store)
    if waiting:
        advice = "The owner of the store loads them; where there is none: detente read, of anything."
        yield Check("parts", True, f"{len(waiting):,} wait in {waiting[0].parent} to be loaded", advice)
    if refused:
        found = f"{len(refused):,} could not be loaded, such as {refused[0]}"
        yield Check("parts", False, found, "Read their sources again, then delete them; report it if it happens again.")


def _store_health(opened: Callable[[], Store]) -> str:
    with opened() as store:
        counts, old = store.counts(), store.outdated()
    text = f"version {VERSION}, {counts['articles']:,} articles, {counts['mentions']:,} mentions"
    text += f", {counts['events']:,} events"
    return text + (f"; {old:,} coded by another version: detente recode" if old else "")


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except DetenteError as error:
        return Check(name, False, error.what, error.advice)
