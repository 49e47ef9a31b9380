"""Commands that change the store: read, recode, forget, demo."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from detente import api, read
from detente.cli import relating
from detente.cli.app import ConfigOption, StoreOption, app, err, open_for, out, parse_day, settings_of, store_path
from detente.pipeline import ReadSummary
from detente.records import Article

Engine = Annotated[str, typer.Option(help="What runs the coder: local, processes or ray; the store is the same.")]
Workers = Annotated[int | None, typer.Option(help="Workers of processes or ray; default one a processor.")]
Address = Annotated[str | None, typer.Option(help="A Ray cluster to join, HOST:PORT; default: start one here.")]
AllowHost = Annotated[list[str] | None, typer.Option(help="HOST:PORT that may be fetched though private.")]
Sources = Annotated[list[str], typer.Argument(help="Files, folders, URLs, feeds, archives, or - for standard input.")]


class _Progress:
    """Shows on standard error how far a run is, how fast and how long yet, and problems as they come.

    On a terminal it is a bar; elsewhere, such as in a log, a line a minute.
    """

    SHOWN = 5
    EVERY = 60.0

    def __init__(self, progress: Progress, task: TaskID, total: int | None) -> None:
        self._progress = progress
        self._task = task
        self._total = total
        self._kinds: Counter[str] = Counter()
        self._began = self._told = time.monotonic()
        self._done = self._words = 0

    def article(self, article: Article) -> None:
        """Counts one article."""
        self._done += 1
        self._words += article.text.count(" ")
        self._progress.update(self._task, advance=1, rate=self._rate())
        if not err.is_terminal and time.monotonic() - self._told > self.EVERY:
            self._told = time.monotonic()
            of = f" of at most {self._total:,}, {self._left()}" if self._total else ""
            err.print(f"{self._done:,} articles{of}; {self._rate()}", highlight=False)

    def waiting(self, what: str) -> None:
        """Shows what is waited for."""
        self._progress.update(self._task, rate=what)
        if not err.is_terminal and time.monotonic() - self._told > self.EVERY:
            self._told = time.monotonic()
            err.print(what, highlight=False)

    def problem(self, problem: read.Problem) -> None:
        """Shows what could not be read."""
        self._kinds[problem.kind] += 1
        if self._kinds[problem.kind] <= self.SHOWN:
            self._progress.console.print(
                f"{problem.source}: {problem.what} {problem.advice}".strip(),
                style="yellow",
                markup=False,
                soft_wrap=True,
            )
        elif self._kinds[problem.kind] == self.SHOWN + 1:
            self._progress.console.print(f"more of kind '{problem.kind}' are counted only", style="yellow")

    def _rate(self) -> str:
        seconds = time.monotonic() - self._began
        return f"{self._words / seconds:,.0f} words a second" if seconds else ""

    def _left(self) -> str:
        seconds = (time.monotonic() - self._began) / self._done * ((self._total or self._done) - self._done)
        return f"about {timedelta(seconds=round(max(0.0, seconds)))} left"


@contextmanager
def _progress(what: str, total: int | None) -> Iterator[_Progress]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        yield _Progress(progress, progress.add_task(what, total=total, rate=""), total)


@app.command("read")
def read_command(
    sources: Sources,
    day: Annotated[str | None, typer.Option("--date", help="Publication day of undated sources, ISO.")] = None,
    allow_host: AllowHost = None,
    engine: Engine = "local",
    workers: Workers = None,
    address: Address = None,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Read articles: code, gather and store them. The same input twice adds nothing; a broken run is gone on with.

    Where `detente serve` has the store, what is read is left beside it and the server loads it. An address that you
    name is fetched as a browser would; for pages that a feed leads to, robots.txt is asked and pauses are made.

    Example: detente read news/ story.html --date 2014-12-10
    """
    published = parse_day(day)
    with _progress("reading", read.count(sources)) as shown:
        summary = api.read_into_store(
            store_path(store),
            *sources,
            settings=settings_of(config),
            date=published,
            allow_hosts=allow_host or (),
            on_article=shown.article,
            on_problem=shown.problem,
            on_wait=shown.waiting,
            engine=engine,
            workers=workers,
            address=address,
        )
    _print_summary(summary)
    if summary.problems and not summary.articles and not summary.unchanged:
        raise typer.Exit(1)


@app.command()
def recode(
    force: Annotated[bool, typer.Option(help="Code all again, whether or not anything changed.")] = False,
    engine: Engine = "local",
    workers: Workers = None,
    address: Address = None,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Code stored text again where the coder or its data changed; corrections stay.

    Example: detente recode
    """
    with (
        open_for("recode", store, config, must_exist=True) as opened,
        _progress("coding again", opened.counts()["articles"]) as shown,
    ):
        summary = opened.recode(force, shown.article, engine, workers, address)
    if summary.articles:
        _print_summary(summary)
    else:
        out.print("Nothing to do: the coder and its data are those that coded this store.")


@app.command()
def forget(
    article: Annotated[str, typer.Argument(help="Id of the article, or its beginning.", metavar="ARTICLE")],
    store: StoreOption = None,
) -> None:
    """Remove an article and all that was derived from it.

    Example: detente forget 3f2a9c
    """
    with open_for("forget", store, None, must_exist=True) as opened:
        opened.forget(article)
    out.print(f"Forgotten: {article}, with its mentions, statements and attributions; events were gathered again.")


@app.command()
def demo(
    sources: Annotated[list[str] | None, typer.Argument(help="Own sources in place of the chronicle.")] = None,
    report: Annotated[Path, typer.Option(help="The report to write.")] = Path("detente-report.html"),
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Read the shipped chronicle (or own sources), show events and a relation, write a report.

    Example: detente demo
    """
    given = sources or list(api.chronicle())
    if not sources:
        out.print("The chronicle was written for this project, in its own words; it is no newspaper.\n", style="dim")
    with open_for("demo", store, config) as opened:
        with _progress("reading", read.count(given)) as shown:
            summary = opened.read(*given, on_article=shown.article, on_problem=shown.problem)
        _print_summary(summary)
        relating.show_demo(opened, report)


def _print_summary(summary: ReadSummary) -> None:
    """Prints what a run read and made."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    rate = f"{summary.words / summary.seconds:,.0f} words a second" if summary.seconds else ""
    known = f", {summary.unchanged:,} in the store already" if summary.unchanged else ""
    table.add_row("articles", f"{summary.articles:,} coded{known}, {summary.empty:,} without an event")
    table.add_row("sentences", f"{summary.sentences:,} in {summary.words:,} words; {summary.seconds:.1f} s, {rate}")
    table.add_row("acts", f"{summary.events:,} mentions, {summary.undated:,} of them undated")
    table.add_row("by type", ", ".join(f"{kind} {n:,}" for kind, n in summary.types.most_common()) or "none")
    table.add_row("sources", f"{summary.attributions:,} attributions, {summary.statements:,} statements on relations")
    if summary.waiting:
        table.add_row("waiting", f"{summary.waiting:,} parts, for the process that serves the store", style="yellow")
    for fault in summary.faults[:5]:
        table.add_row("fault", f"{fault}; please report it", style="red")
    for kind, n in summary.warnings.most_common():
        table.add_row("warning", f"{kind}: {n:,} articles")
    for kind, n in summary.problems.most_common():
        table.add_row("problem", f"{kind}: {n:,}, {read.KINDS.get(kind, 'not read')}", style="yellow")
    out.print(table)
