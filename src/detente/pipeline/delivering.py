"""Where finished parts go: into the store that this process owns, or to the live owner, which loads them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from detente.errors import StoreError, StoreLockedError
from detente.pipeline import parts
from detente.pipeline.gathering import gather_store
from detente.pipeline.loading import load_part, load_parts
from detente.pipeline.parts import Job, Part
from detente.pipeline.summary import ReadSummary
from detente.store import live_owner, tables
from detente.store.asking import Line
from detente.store.database import Database, open_database

# Parts that may wait for the owner; a reader that is ahead by so many waits for it.
_MOST_WAITING = 64
_PAUSE = 1.0
# Seconds to wait for the owner to say what it knows.
_ANSWER = 20.0
OnWait = Callable[[str], None]


class Delivery(Protocol):
    """Takes parts to the store."""

    @property
    def folder(self) -> Path:
        """Where engines put parts."""
        ...

    def begin(self, job: Job) -> None:
        """Begins a run."""
        ...

    def known(self, hashes: Mapping[str, str]) -> set[str]:
        """Gives the articles, of some content hashes by id, that need not be coded again."""
        ...

    def take(self, part: Part, summary: ReadSummary) -> None:
        """Takes a part that lies in the folder, and counts it."""
        ...

    def finish(self, job: Job, summary: ReadSummary, stopped: bool = False) -> None:
        """Ends a run: when it returns, all parts are loaded and gathered, or the summary says how many wait.

        Args:
            job: the run.
            summary: its counts, which get the time taken.
            stopped: whether somebody is in a hurry to end it.
        """
        ...


class IntoStore:
    """Loads parts into a store of this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._began = time.monotonic()

    @property
    def folder(self) -> Path:
        """Where engines put parts."""
        return parts.parts_folder(self._database.path)

    def begin(self, job: Job) -> None:
        """Records the run and loads what an earlier run finished but could not load."""
        run = tables.Run(job.run, job.command)
        tables.put_run(self._database, run, job.started, job.version, job.hashes, asdict(job.settings))
        load_parts(self._database, gather=False)

    def known(self, hashes: Mapping[str, str]) -> set[str]:
        """Gives the articles that are stored unchanged."""
        return tables.known(self._database, hashes)

    def take(self, part: Part, summary: ReadSummary) -> None:
        """Loads a part."""
        load_part(self._database, self.folder / part.name, summary)

    def finish(self, job: Job, summary: ReadSummary, stopped: bool = False) -> None:
        """Loads what workers finished before they were stopped, gathers, and records the end of the run."""
        load_parts(self._database, gather=False)
        gather_store(self._database)
        summary.seconds = time.monotonic() - self._began
        tables.end_run(self._database, tables.Run(job.run, job.command), summary.as_dict())


class ToOwner:
    """Leaves parts to the process that serves the store; becomes the owner itself if that ends.

    Args:
        store: the store's file.
        on_wait: told what is waited for, each second, and that the owner does not say what it knows.
    """

    def __init__(self, store: Path, on_wait: OnWait = lambda _: None) -> None:
        self._store = store
        self._on_wait = on_wait
        self._job: Job | None = None
        self._asks = True
        self._left: dict[str, Path] = {}
        self._own: IntoStore | None = None
        self._database: Database | None = None
        self._began = time.monotonic()

    @property
    def folder(self) -> Path:
        """Where engines put parts."""
        return parts.parts_folder(self._store)

    def begin(self, job: Job) -> None:
        """Remembers the run; its parts tell the owner of it."""
        self._job = job

    def known(self, hashes: Mapping[str, str]) -> set[str]:
        """Asks the owner; where it does not answer, it passes over what it has when it loads."""
        if self._own:
            return self._own.known(hashes)
        owner = live_owner(self._store) if self._asks else None
        if owner is None or not owner.serves:
            return set()
        try:
            with closing(Line(self._store, owner, _ANSWER)) as line:
                return set(line.ask("known", {"args": [dict(hashes)], "kwargs": {}, "settings": {}}))
        except StoreError as error:
            self._asks = False
            self._on_wait(f"what is in the store already is coded again: {error.what}")
            return set()

    def take(self, part: Part, summary: ReadSummary) -> None:
        """Counts a part and leaves it to the owner; waits while too many are left."""
        if self._own:
            self._own.take(part, summary)
            return
        summary.merge(part.tally)
        self._left[part.name] = self.folder / part.name
        self._wait(_MOST_WAITING)

    def finish(self, job: Job, summary: ReadSummary, stopped: bool = False) -> None:
        """Tells the owner that the run has ended and waits until all is loaded, unless stopped."""
        if self._own is None:
            summary.seconds = time.monotonic() - self._began
            end = parts.commit_end(self.folder, job.run, summary.as_dict())
            self._left[end.name] = end
            if not stopped:
                self._wait(0)
        if self._own is None:
            summary.waiting = self.left()
        else:
            self._own.finish(job, summary, stopped)

    def close(self) -> None:
        """Closes the store, if this process came to own it."""
        if self._database:
            self._database.close()

    def left(self) -> int:
        """Counts the parts that the owner has not loaded."""
        self._left = {name: path for name, path in self._left.items() if path.exists()}
        return len(self._left)

    def _wait(self, most: int) -> None:
        """Waits until no more than ``most`` parts are left."""
        while self._own is None and (left := self.left()) > most:
            self._on_wait(f"{left} parts wait for the process that serves the store to load them")
            time.sleep(_PAUSE)
            self._take_over()

    def _take_over(self) -> None:
        """Takes the store if its owner has gone: who waits for nobody would wait for ever."""
        try:
            self._database = open_database(self._store, "read")
        except StoreLockedError:
            return
        self._own = IntoStore(self._database)
        if self._job:
            self._own.begin(self._job)
