"""Loading what other processes read: parts beside the store, every few seconds, while questions are answered."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from detente import pipeline
from detente.api import Store
from detente.errors import DetenteError
from detente.web import answers

EVERY = 2.0
# How long parts are taken up at a time before corrections and uploads come to their turn.
AT_A_TIME = 3.0
# Seconds that the thread has to end what it loads, and to notice that it was cut off.
GRACE = 4.0
# How far behind the events may lie what is measured over all pairs, in seconds.
CATCH_UP = 30.0
_log = logging.getLogger("detente.web")
_PREPARING = "Preparing what all pairs have in common, once for these events; relations and lists wait for it."


class Loader:
    """Loads parts in a thread of its own, until told to stop; first it makes what the first questions rest on.

    Attributes:
        say: told in a line what takes long.
    """

    def __init__(self, store: Store, every: float = EVERY, say: Callable[[str], None] = _log.info) -> None:
        self.store = store
        self.every = every
        self.say = say
        store.database.lags = True
        self._caught_up = time.monotonic()
        self._ended = threading.Event()
        self._preparing = True
        self._thread = threading.Thread(target=self._run, name="loader", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread: what it loads it may load to its end; what takes longer, as preparing does, is cut off."""
        self._ended.set()
        if self._thread.is_alive() and not self._preparing:
            self._thread.join(GRACE)
        until = time.monotonic() + GRACE
        while self._thread.is_alive() and time.monotonic() < until:
            self.store.database.end()  # again and again: a query that has yet to begin is not cut off
            self._thread.join(0.1)

    def _run(self) -> None:
        try:
            self._work()
        except Exception:
            if not self._ended.is_set():  # what was cut off may fail in any way
                raise

    def _work(self) -> None:
        self._prepare()
        self._preparing = False
        told = ""
        while not self._ended.wait(self.every):
            try:
                self.load()
                told = ""
            except DetenteError as error:
                # The parts stay for the next time; said once, not every two seconds.
                if str(error) != told:
                    _log.error("loading what was read: %s", error)
                told = str(error)

    def _prepare(self) -> None:
        began = time.monotonic()
        try:
            known = pipeline.is_measured(self.store.database, self.store.settings)
            if not known:
                self.say(_PREPARING)
            answers.prepare(self.store)
            if not known:
                self.say(f"Prepared in {time.monotonic() - began:.0f} s.")
        except DetenteError as error:
            # Whoever asks next is told the same.
            if not self._ended.is_set():
                _log.error("preparing: %s", error)

    def load(self) -> None:
        """Loads what waits."""
        database = self.store.database
        with database.alone():
            summary = pipeline.load_parts(database, self.store.settings, seconds=AT_A_TIME)
        if not summary.waiting and time.monotonic() - self._caught_up > CATCH_UP:
            pipeline.catch_up(database, self.store.settings)
            self._caught_up = time.monotonic()
