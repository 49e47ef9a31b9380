"""The command that polls feeds."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from detente import api, read
from detente.cli.app import ConfigOption, StoreOption, app, err, out, settings_of, store_path
from detente.cli.reading import AllowHost
from detente.errors import ConfigError

Feeds = Annotated[list[str], typer.Argument(help="Addresses of feeds, or files with one a line.", metavar="FEEDS…")]
Every = Annotated[float, typer.Option(help="Minutes between polls of a feed that goes well.", min=0.001)]
Delay = Annotated[float, typer.Option(help="Seconds between two visits to one host.", min=0.0)]
# Of each kind of problem, so many are shown between two polls that found something.
_SHOWN = 5


@app.command()
def watch(
    feeds: Feeds,
    every: Every = 15.0,
    once: Annotated[bool, typer.Option("--once", help="Poll each feed once and end.")] = False,
    delay: Delay = 1.0,
    allow_host: AllowHost = None,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Poll feeds and read what is new, each item once; goes on after any failure until stopped (Ctrl-C).

    Feeds that fail are polled less and less often; robots.txt is kept to. The store is free between polls.

    Example: detente watch https://news.example/world.rss feeds.txt --every 30
    """
    shown: Counter[str] = Counter()

    def problem(what: read.Problem) -> None:
        shown[what.kind] += 1
        if shown[what.kind] <= _SHOWN:
            err.print(str(what), style="yellow", markup=False, highlight=False, soft_wrap=True)

    def polled(feed: str, new: int) -> None:
        if new:
            shown.clear()
            out.print(f"{datetime.now():%Y-%m-%d %H:%M} {feed}: {new} new", highlight=False, markup=False)

    with _stopping() as stop:
        summary = api.watch(
            store_path(store), _addresses(feeds), settings_of(config), every * 60, once, allow_host or (), delay, stop,
            problem, polled,
        )  # fmt: skip
    waiting = f"; {summary.waiting} parts wait for whoever has the store" if summary.waiting else ""
    faults = sum(summary.problems.values())
    out.print(f"{summary.articles:,} articles with {summary.events:,} acts read, {faults:,} problems{waiting}.")


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Gives what is set by Ctrl-C or SIGTERM; the second one ends the program at once."""
    stop = threading.Event()

    def asked(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        err.print("Stopping; once more to stop at once.")

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _addresses(feeds: list[str]) -> list[str]:
    """Gives the addresses named, and those in files.

    Raises:
        ConfigError: neither an address nor a file.
    """
    found: list[str] = []
    for feed in feeds:
        if feed.lower().startswith(("http://", "https://")):
            found.append(feed)
            continue
        try:
            lines = Path(feed).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{feed} is no web address and no file.", "Give http(s)://… or a list.") from error
        found += [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return found
