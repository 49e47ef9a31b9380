"""Exports as a stream: what is seen in a list, in every format, in bounded memory."""

from __future__ import annotations

import io
import queue
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from detente import datasets, pipeline
from detente.api import Store
from detente.pipeline.exchanging import export_rows
from detente.web.answers.events import wanted_of
from detente.web.models import EventFilter

TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "plover": "application/x-ndjson",
}
_PIECE = 1 << 16


def export(store: Store, what: str, form: str, wanted: EventFilter | None = None) -> Iterator[bytes]:
    """Writes an export piece by piece, private persons by role.

    Args:
        store: the store.
        what: events, mentions, articles, statements, attributions. form: parquet, csv, jsonl, geojson or plover.
        wanted: which events, or mentions of which events; None or an empty filter: all.

    Raises:
        ConfigError: not a thing, not a format, or not together. NotFoundError: a party is not known.
    """
    datasets.check_format(what, form)
    asked = wanted is not None and wanted.model_dump(exclude_defaults=True)
    chosen = wanted_of(store, wanted) if wanted is not None and asked else None
    pipeline.refresh_acts(store.database)
    rows = export_rows(store.database, store.settings, what, chosen)
    if form == "parquet":
        return _file(rows, what)
    return _stream(rows, what, form)


def _file(rows: datasets.writing.Rows, what: str) -> Iterator[bytes]:
    """Writes Parquet to a file first: its index comes last."""
    with tempfile.TemporaryDirectory(prefix="detente-") as folder:
        path = Path(folder) / "export.parquet"
        datasets.write(rows, what, "parquet", path)
        with path.open("rb") as handle:
            while piece := handle.read(_PIECE):
                yield piece


class _Pipe(io.TextIOBase):
    """Takes text and hands it on in pieces; waits where the reader is slow, and stops the writer where it left."""

    def __init__(self) -> None:
        self.pieces: queue.Queue[bytes | BaseException | None] = queue.Queue(8)
        self.left = threading.Event()
        self._held: list[str] = []
        self._size = 0

    def write(self, text: str) -> int:
        self._held.append(text)
        self._size += len(text)
        if self._size >= _PIECE:
            self.push()
        return len(text)

    def push(self) -> None:
        """Hands on what is held."""
        if self._held:
            self.put("".join(self._held).encode("utf-8", "surrogatepass"))
        self._held, self._size = [], 0

    def put(self, item: bytes | BaseException | None) -> None:
        """Puts an item, unless the reader is gone."""
        while not self.left.is_set():
            try:
                self.pieces.put(item, timeout=0.2)
                return
            except queue.Full:
                continue
        raise BrokenPipeError


def _stream(rows: datasets.writing.Rows, what: str, form: str) -> Iterator[bytes]:
    pipe = _Pipe()

    def work() -> None:
        try:
            datasets.write_text(rows, what, form, cast(IO[str], pipe))
            pipe.push()
            pipe.put(None)
        except BrokenPipeError:
            pass
        except BaseException as error:
            pipe.put(error)

    writer = threading.Thread(target=work, name="export", daemon=True)
    writer.start()
    try:
        while (item := pipe.pieces.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        pipe.left.set()
