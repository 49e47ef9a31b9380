"""Opening a store: making it, migrating it, and refusing clearly what cannot be opened."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb

from detente.errors import StoreError, StoreLockedError
from detente.store import owner as ownership

FOLDER = Path(__file__).parent
VERSION = 4
# Things made of the store's present state that are kept at a time.
_KEPT = 256
# Seconds that a thread waits for another one to make what both want before it makes it itself.
_PATIENCE = 60.0
# Seconds that a thread has to notice that its query was cut off.
_NOTICED = 5.0
T = TypeVar("T")


class StoreEndedError(StoreError):
    """The store is being closed: no other thread may ask it any more."""


class WriteInSnapshotError(StoreError):
    """Something was to be written by who reads a snapshot."""


class Database:
    """An open store. Use as a context manager; one process holds it at a time, any number of its threads ask.

    Attributes:
        path: the DuckDB file.
        generation: grows with every committed transaction, so that answers can be kept as long as it stands.
        settled: whether this process has gathered what an earlier one may have left ungathered.
        lags: whether what all pairs have in common may lag behind the events until ``pipeline.catch_up``, so that a
            server answers at once after each change; a pair's own acts never do.
    """

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self.generation = 0
        self.settled = False
        self.lags = False
        self._first = connection
        self._home = threading.get_ident()
        self._of_thread = threading.local()
        self._writing = threading.RLock()
        self._kept: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._making: dict[Hashable, threading.RLock] = {}
        self._keeping = threading.Lock()
        self._cursors: dict[int, duckdb.DuckDBPyConnection] = {}
        self._ended = False

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The DuckDB connection of this thread, for this room's queries only."""
        if threading.get_ident() == self._home:
            return self._first
        if self._ended:
            raise StoreEndedError(f"Store {self.path} is being closed.", "Ask again once it is opened anew.")
        if not hasattr(self._of_thread, "cursor"):
            self._of_thread.cursor = self._cursors[threading.get_ident()] = self._first.cursor()
        found: duckdb.DuckDBPyConnection = self._of_thread.cursor
        return found

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def end(self) -> None:
        """Cuts off what other threads ask, and refuses what they would ask next; nothing half done is kept."""
        self._ended = True
        for cursor in list(self._cursors.values()):
            cursor.interrupt()

    def close(self) -> None:
        """Closes the file and gives ownership up; what other threads still ask is cut off."""
        self.end()
        for connection in (*self._cursors.values(), self._first):
            _close(connection)
        self._cursors.clear()
        ownership.release(self.path)

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Runs what is inside as a whole or not at all; one thread at a time. One inside another is part of it.

        Raises:
            WriteInSnapshotError: this thread reads in a snapshot, which has to end first.
        """
        if getattr(self._of_thread, "reading", False):
            raise WriteInSnapshotError("A snapshot of the store is only read.")
        with self._writing:
            if self._depth:
                yield self.connection
                return
            with self._begun():
                yield self.connection
            if not getattr(self._of_thread, "deriving", False):
                self.generation += 1

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps other threads from writing through several transactions."""
        with self._writing:
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Has all questions inside answered by one state of the store, whatever is written meanwhile."""
        if self._depth:
            yield
            return
        with self._begun():
            self._of_thread.reading = True
            try:
                yield
            finally:
                self._of_thread.reading = False

    def answer(self, make: Callable[[], T]) -> T:
        """Has a question answered by one state of the store.

        Where the answer rests on something derived that is not fresh, it is made fresh, with nobody else writing.
        """
        try:
            with self.snapshot():
                return make()
        except WriteInSnapshotError:
            with self.alone():
                # Only what is derived is written, which changes no answer: the generation stays.
                self._of_thread.deriving = True
                try:
                    return make()
                finally:
                    self._of_thread.deriving = False

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Gives what was made before if the store has not changed since, else makes it; those used last are kept.

        Threads that want the same wait for the one that makes it, though not for ever.
        """
        if self._depth and not getattr(self._of_thread, "reading", False):
            return make()  # what this thread has written is nobody else's yet
        generation = self._of_thread.generation if self._depth else self.generation
        with self._keeping:
            found = self._found(key, generation)
            making = self._making.setdefault(key, threading.RLock()) if found is None else None
        if making is None:
            return cast(T, found)
        held = making.acquire(timeout=_PATIENCE)
        try:
            with self._keeping:
                found = self._found(key, generation)
            return cast(T, found) if found is not None else self._keep(key, generation, make())
        finally:
            with self._keeping:
                self._making.pop(key, None)
            if held:
                making.release()

    def _found(self, key: Hashable, generation: int) -> Any:
        kept = self._kept.get(key)
        if kept is None or kept[0] != generation:
            return None
        self._kept.move_to_end(key)
        return kept[1]

    def _keep(self, key: Hashable, generation: int, made: T) -> T:
        with self._keeping:
            self._kept[key] = generation, made
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    @property
    def _depth(self) -> int:
        return getattr(self._of_thread, "depth", 0)

    @contextmanager
    def _begun(self) -> Iterator[None]:
        connection = self.connection
        # Taken before the state it names, so that nothing made of an older state is kept for a newer one.
        self._of_thread.generation = self.generation
        connection.execute("BEGIN")
        self._of_thread.depth = 1
        try:
            yield
            connection.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(duckdb.Error):  # a disk that failed fails again here; the file stays as it was
                connection.execute("ROLLBACK")
            if isinstance(error, duckdb.Error) and (told := failure(self.path, error)) is not error:
                raise told from error
            raise
        finally:
            self._of_thread.depth = 0

    def note_change(self, part: str) -> None:
        """Counts a change of our own or of imported events, so that what is derived from them is known to be old.

        Args:
            part: ``own`` or ``imported``.
        """
        self.connection.execute(
            "INSERT INTO meta VALUES (?, '1') ON CONFLICT (key) DO UPDATE SET value = (value::BIGINT + 1)::VARCHAR",
            [f"changes_{part}"],
        )

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        """Runs a query and gives its rows as dictionaries."""
        cursor = self.connection.execute(query, parameters or [])
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def value(self, query: str, parameters: list[Any] | None = None) -> Any:
        """Runs a query and gives the first column of its first row, or None."""
        # All rows are fetched: a result that is left unfinished blocks the connection's next query.
        rows = self.connection.execute(query, parameters or []).fetchall()
        return rows[0][0] if rows else None


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    """Closes a connection, once the thread that uses it has noticed that it was cut off."""
    until = time.monotonic() + _NOTICED
    while True:
        try:
            return connection.close()
        except duckdb.ResourceInUseException:
            if time.monotonic() > until:
                raise
            connection.interrupt()
            time.sleep(0.02)


def interrupted(error: BaseException) -> bool:
    """Says whether an error is Ctrl-C: DuckDB makes a RuntimeError of one that comes while it runs a query."""
    return isinstance(error, KeyboardInterrupt) or (type(error) is RuntimeError and str(error) == "Query interrupted")


def failure(path: Path, error: duckdb.Error) -> Exception:
    """Gives the error to raise for one of DuckDB's: in a user's words where the disk or memory failed, else itself."""
    if not isinstance(error, duckdb.OperationalError | duckdb.FatalException | duckdb.InternalError):
        return error
    said = _first_line(error)
    if any(words in said for words in ("No space left", "File too large", "Disk quota", "failed to offload")):
        what, advice = "the disk is full", "Free some space, then run the same again; what was committed stays."
    elif isinstance(error, duckdb.OutOfMemoryException):
        what, advice = "memory ran out", "Close other programs, then run the same again; what was committed stays."
    else:
        what, advice = said, "Check the disk, then run the same again; what was committed stays."
    return StoreError(f"Store {path} cannot be written: {what}.", advice)


def open_database(path: Path, command: str = "", address: str = "", token: str = "") -> Database:
    """Opens a store, makes it if it isn't there, and takes ownership.

    Args:
        path: the DuckDB file.
        command: what this process runs, told to others who find the store taken.
        address: where this process answers questions about the store, or "".
        token: what others must send with a question, or "".

    Raises:
        StoreLockedError: another process owns it.
        StoreError: it is no DuckDB file, cannot be written, or is from a newer version.
    """
    if not path.parent.is_dir():
        raise StoreError(f"Store {path}: the folder {path.parent} does not exist.", "Make it, or give another --store.")
    connection = _connect(path)
    database = Database(path, connection)
    try:
        _bring_up_to_date(database)
    except BaseException:
        connection.close()
        raise
    ownership.claim(path, ownership.this_process(command, address, token))
    return database


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Connects, and says who holds the store if somebody does."""
    # Nothing is fetched: extensions that are not built in are not looked for.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        connection = duckdb.connect(str(path), config=settings)
        # DuckDB draws a bar of its own where Python runs without a script, such as in a notebook; ours is enough.
        connection.execute("SET enable_progress_bar = false")
        return connection
    except duckdb.IOException as error:
        holder = ownership.live_owner(path)
        if "lock" in str(error).lower():
            who = str(holder) if holder else "another process"
            raise StoreLockedError(
                f"Store {path} is in use by {who}.", "Wait until it ends, or give another --store."
            ) from error
        raise StoreError(f"Store {path} cannot be opened: {_first_line(error)}", _advice(path)) from error
    except duckdb.Error as error:
        raise StoreError(f"Store {path} cannot be opened: {_first_line(error)}", _advice(path)) from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _advice(path: Path) -> str:
    return f"If {path.name} is not a Détente store, give another --store; else restore it from a backup."


def _bring_up_to_date(database: Database) -> None:
    """Makes the tables of a new store, or runs the migrations an older one lacks."""
    tables = database.value("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'main'")
    if not tables:
        with database.transaction() as connection:
            connection.execute((FOLDER / "schema.sql").read_text(encoding="utf-8"))
            connection.execute("INSERT INTO meta VALUES ('schema_version', ?)", [str(VERSION)])
        return
    try:
        found = int(database.value("SELECT value FROM meta WHERE key = 'schema_version'") or 0)
    except duckdb.CatalogException as error:
        raise StoreError(f"{database.path} is a DuckDB file, but no Détente store.", "Give another --store.") from error
    if found > VERSION:
        raise StoreError(
            f"Store {database.path} is of version {found}; this Détente knows up to {VERSION}.", "Update Détente."
        )
    if lacking := [(number, script) for number, script in migrations() if found < number]:
        _migrate(database, found, lacking)


def _migrate(database: Database, found: int, lacking: list[tuple[int, Path]]) -> None:
    """Runs the migrations that a store lacks, all of them or none.

    Raises:
        StoreError: one fails; the store is as it was.
    """
    number = found
    try:
        with database.transaction() as connection:
            for number, script in lacking:
                connection.execute(script.read_text(encoding="utf-8"))
                connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", [str(number)])
    except duckdb.Error as error:
        what = f"Store {database.path} of version {found} cannot be brought to version {number}: {_first_line(error)}"
        advice = "It is as it was. Restore a backup, or report this with the store's version."
        raise StoreError(what, advice) from error


def migrations() -> list[tuple[int, Path]]:
    """Lists the migration scripts, ``migrations/NNN.sql``, with the version each one leads to."""
    found = ((int(match[1]), p) for p in (FOLDER / "migrations").glob("*.sql") if (match := re.match(r"(\d+)", p.name)))
    return sorted(found)
