"""Watching feeds: polls them, codes what is new to parts, and has these loaded whenever the store is free.

The store is opened only to load, so that other commands can look into it between polls; where a process serves it,
that process loads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from detente.errors import StoreError, StoreLockedError
from detente.pipeline import parts
from detente.pipeline.coding import Pipeline
from detente.pipeline.loading import load_parts
from detente.pipeline.parts import Job, Unit, new_job
from detente.pipeline.summary import ReadSummary
from detente.read.polling import Feed, Polled, poll, remembered
from detente.read.problems import OnProblem, Problem
from detente.read.robots import Visitor
from detente.store.database import open_database
from detente.store.tables import FeedItem

# Parts that may wait while the store is not to be had; beyond, nothing is polled.
_MOST_WAITING = 1000
_LONGEST_SLEEP = 3600.0


def watch(
    store: Path,
    pipeline: Pipeline,
    feeds: Sequence[str],
    every: float,
    once: bool,
    allow_hosts: Sequence[str],
    delay: float,
    stop: threading.Event,
    on_problem: OnProblem,
    on_poll: Callable[[str, int], None],
) -> ReadSummary:
    """Polls feeds into a store (see ``detente.api.watch``)."""
    if not store.parent.is_dir():
        raise StoreError(f"Store {store}: the folder {store.parent} does not exist.", "Make it, or give another.")
    visitor = Visitor(allow_hosts, delay, stop.wait)
    watching = _Watch(store, pipeline, new_job(pipeline, "watch"), feeds, every, visitor, stop, on_problem, on_poll)
    return watching.run(once)


class _Watch:
    """Polls feeds into a store until told to stop.

    Args:
        store: the store's file.
        pipeline: what codes.
        job: the run.
        feeds: addresses.
        every: seconds between two polls of a feed that goes well.
        visitor: what fetches.
        stop: set from outside to end it.
        on_problem: told what is wrong with feeds and pages.
        on_poll: told of each poll that found something: the feed's address and the number of new articles.
    """

    def __init__(
        self,
        store: Path,
        pipeline: Pipeline,
        job: Job,
        feeds: Sequence[str],
        every: float,
        visitor: Visitor,
        stop: threading.Event,
        on_problem: OnProblem,
        on_poll: Callable[[str, int], None],
    ) -> None:
        self._store = store
        self._pipeline = pipeline
        self._job = job
        self._every = every
        self._visitor = visitor
        self._stop = stop
        self._on_problem = on_problem
        self._on_poll = on_poll
        self._folder = store.with_name(store.name + ".feeds")
        self._folder.mkdir(exist_ok=True)
        self._feeds = [remembered(self._folder, url) for url in dict.fromkeys(feeds)]
        self.summary = ReadSummary()

    def run(self, once: bool = False) -> ReadSummary:
        """Polls until stopped, or each feed once; feeds that failed before are left alone until they are due.

        Raises:
            StoreError: parts or the store cannot be written.
        """
        try:
            self._settle()
            while not self._stop.is_set():
                self._round(once)
                if once:
                    break
                self._stop.wait(self._sleep())
        finally:
            parts.commit_end(parts.parts_folder(self._store), self._job.run, self.summary.as_dict())
            self._settle()
        return self.summary

    def _round(self, once: bool) -> None:
        """Polls what is due."""
        for feed in self._feeds:
            if self._stop.is_set() or len(parts.waiting(self._store)) > _MOST_WAITING:
                break
            if feed.due(time.time()) or (once and not feed.failures):
                self._poll(feed)
        self._settle()

    def _poll(self, feed: Feed) -> None:
        def take(new: list[Polled]) -> None:
            unit = Unit(tuple(p.article for p in new), tuple(FeedItem(p.item, feed.url) for p in new))
            part = parts.code_unit(self._pipeline, unit, self._job)
            parts.commit(parts.parts_folder(self._store), part)
            self.summary.merge(part.tally)

        found = poll(
            feed, self._visitor, self._every, take, self._problem, self._read_elsewhere, self._stop.is_set,
            self._job.settings.batch,
        )  # fmt: skip
        feed.save(self._folder)
        self._on_poll(feed.url, found)

    def _problem(self, problem: Problem) -> None:
        self.summary.problems[problem.kind] += 1
        self._on_problem(problem)

    def _read_elsewhere(self, item: str) -> bool:
        return any(item in feed.seen for feed in self._feeds)

    def _sleep(self) -> float:
        """Says how long nothing is due."""
        now = time.time()
        left = min((f.next_poll - now for f in self._feeds), default=_LONGEST_SLEEP)
        return min(max(left, 0.05), _LONGEST_SLEEP)

    def _settle(self) -> None:
        """Loads what waits if the store is free; else its owner will, or the next round."""
        if not parts.waiting(self._store) and not parts.ends(self._store):
            return
        try:
            with closing(open_database(self._store, "watch")) as database:
                load_parts(database, self._job.settings)
        except StoreLockedError:
            self.summary.waiting = len(parts.waiting(self._store))
        else:
            self.summary.waiting = 0
