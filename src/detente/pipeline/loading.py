"""Loading parts into the store, by its one owner: an article a transaction, each once, however often it is tried."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from detente.errors import StoreError
from detente.pipeline import parts
from detente.pipeline.gathering import gather_store
from detente.pipeline.summary import ReadSummary
from detente.settings import Settings
from detente.store import tables
from detente.store.database import Database, failure


def load_parts(
    database: Database,
    settings: Settings | None = None,
    seconds: float = float("inf"),
    gather: bool = True,
    on_part: Callable[[Path], None] = lambda _: None,
) -> ReadSummary:
    """Loads the parts that wait beside a store, then gathers. A serving process calls it every few seconds.

    Args:
        database: the store, which this process owns. Nothing else may use its connection meanwhile.
        settings: not used yet; gathering has none.
        seconds: stop taking up parts after this long, so that whoever serves comes to its turn; the rest stay.
        gather: whether to gather what was loaded.
        on_part: called after each part.

    Returns:
        What was loaded; ``waiting`` is the number of parts left.

    Raises:
        StoreError: the store cannot be written, such as for a full disk. What was not loaded stays for the next time.
    """
    began = time.monotonic()
    summary = ReadSummary()
    for path in parts.waiting(database.path):
        if time.monotonic() - began > seconds:
            break
        load_part(database, path, summary)
        on_part(path)
    if gather and (summary.articles or not database.settled):
        gather_store(database)
        database.settled = True
    _end_runs(database)
    summary.waiting = len(parts.waiting(database.path))
    summary.seconds = time.monotonic() - began
    parts.sweep(database.path)
    return summary


def _end_runs(database: Database) -> None:
    """Records the ends of runs of other processes, once nothing of theirs waits."""
    for note in parts.ends(database.path):
        if not parts.waiting(database.path):
            tables.end_run(database, tables.Run(note.stem, ""), json.loads(note.read_bytes()))
            note.unlink(missing_ok=True)


def load_part(database: Database, path: Path, summary: ReadSummary) -> None:
    """Loads one part and removes it; what is stored already is passed over.

    Raises:
        StoreError: the store cannot be written; the part stays.
    """
    try:
        job, rows = parts.decode(path)
    except FileNotFoundError:
        return
    except StoreError as error:
        summary.fault("unstored", str(error))
        _set_aside(path)
        return
    run = tables.Run(job["run"], job["command"])
    try:
        tables.put_run(database, run, job["started"], job["version"], job["hashes"], job["settings"])
        stored = set() if job["replace"] else tables.known(database, {r.article_id: r.content_hash for r in rows})
        loaded = [_load(database, row, run, stored, summary) for row in rows]
    except duckdb.Error as error:
        raise failure(database.path, error) from error
    if all(loaded):
        path.unlink(missing_ok=True)
    else:
        _set_aside(path)


def _load(database: Database, row: parts.PartRow, run: tables.Run, stored: set[str], summary: ReadSummary) -> bool:
    """Stores one article of a part; gives False where the store refuses what is in it."""
    if row.coded is None:
        summary.fault("uncoded", f"{row.article_id}: {row.fault}")
        return True
    item_known = row.item is not None and tables.knows_item(database, row.item.id)
    if item_known or row.article_id in stored:
        if row.item and not item_known:
            tables.put_item(database, row.item, row.article_id)
        summary.unchanged += 1
        return True
    try:
        tables.put_record(database, row.article, row.coded, row.content_hash, run, row.item)
    except (duckdb.DataError, duckdb.IntegrityError, duckdb.ProgrammingError, UnicodeError) as error:
        # The article's fault, not the disk's: it costs only itself.
        summary.fault("unstored", f"{row.article_id}: could not be stored: {' '.join(str(error).split())[:200]}")
        return False
    summary.add(row.words, row.coded)
    return True


def _set_aside(path: Path) -> None:
    """Keeps a part that cannot be loaded out of the way, for ``detente doctor`` to tell."""
    with contextlib.suppress(FileNotFoundError):
        os.replace(path, path.with_suffix(".refused"))
