"""Loading what other processes read: parts beside the store, every few seconds, while questions are answered."""

from __future__ import annotations

import logging
import threading
import time

from detente import pipeline
from detente.api import Store
from detente.errors import DetenteError

EVERY = 2.0
# How long parts are taken up at a time before corrections and uploads come to their turn.
AT_A_TIME = 3.0
# How far behind the events may lie what is measured over all pairs, in seconds.
CATCH_UP = 30.0
_log = logging.getLogger("detente.web")


class Loader:
    """Loads parts in a thread of its own, until told to stop."""

    def __init__(self, store: Store, every: float = EVERY) -> None:
        self.store = store
        self.every = every
        store.database.lags = True
        self._caught_up = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="loader", daemon=True)

    def __enter__(self) -> Loader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
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

    def load(self) -> None:
        """Loads what waits."""
        database = self.store.database
        with database.alone():
            summary = pipeline.load_parts(database, self.store.settings, seconds=AT_A_TIME)
        if not summary.waiting and time.monotonic() - self._caught_up > CATCH_UP:
            pipeline.catch_up(database, self.store.settings)
            self._caught_up = time.monotonic()
