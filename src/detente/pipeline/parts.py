"""Parts: finished work as Parquet files in ``STORE.parts/``, which the one owner of the store loads.

A part is what one unit of a few articles was coded to: a row an article, with the article and all that it yielded as
``detente code`` writes it, and the run in the file's metadata. Its name is a hash of what went in, and it appears by
rename when it is whole, so that a worker killed at any moment leaves either all of a unit or none of it, and the same
unit coded twice is one part.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from detente import __version__
from detente.errors import StoreError
from detente.pipeline.coding import Pipeline
from detente.pipeline.summary import ReadSummary
from detente.records import Article, CodedArticle, short_hash, to_json
from detente.settings import Settings
from detente.store.tables import FeedItem, content_hash

_SCHEMA = pa.schema(
    [
        ("article_id", pa.string()),
        ("content_hash", pa.string()),
        ("words", pa.int32()),
        ("article", pa.string()),  # JSON of the Article
        ("coded", pa.string()),  # JSON of the CodedArticle; null where coding failed
        ("fault", pa.string()),  # what went wrong, or null
        ("item", pa.string()),  # id of the feed's item that the article came by, or null
        ("feed", pa.string()),
    ]
)
_META = b"detente"
# Drafts of writers that were killed are removed when they are older than this.
_STALE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Unit:
    """What one worker codes at once. ``items`` are empty, or name the feed's item of each article."""

    articles: tuple[Article, ...]
    items: tuple[FeedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """What a run tells its workers; it travels to other processes and machines.

    Attributes:
        run, command, started: as the ``runs`` table has them.
        version, hashes: of the coder, which a worker's own must equal.
        replace: whether articles that are stored unchanged are replaced, as ``recode`` asks.
    """

    run: str
    command: str
    started: str
    settings: Settings
    version: str
    hashes: dict[str, str] = field(default_factory=dict)
    replace: bool = False

    @property
    def fingerprint(self) -> str:
        """Names all that the result of coding depends on, but for the articles."""
        return short_hash(self.version, json.dumps(self.hashes, sort_keys=True), str(self.replace))


def new_job(pipeline: Pipeline, command: str, replace: bool = False) -> Job:
    """Begins a run of a command: gives it a name and says what codes it."""
    started = datetime.now(UTC).isoformat()
    return Job(uuid.uuid4().hex[:16], command, started, pipeline.settings, __version__, pipeline.versions, replace)


@dataclass(frozen=True, slots=True)
class PartRow:
    """One article of a part; ``coded`` is None where coding failed, and ``fault`` says why."""

    article_id: str
    content_hash: str
    words: int
    article: dict[str, Any]
    coded: dict[str, Any] | None
    fault: str
    item: FeedItem | None


def parts_folder(store: Path) -> Path:
    """Gives the folder of a store's parts."""
    return store.with_name(store.name + ".parts")


def part_name(unit: Unit, job: Job) -> str:
    """Gives the name of a unit's part: the same for the same articles and coder."""
    articles = (f"{a.id}\x1e{content_hash(a)}" for a in unit.articles)
    return short_hash(job.fingerprint, *articles, *(i.id for i in unit.items)) + ".parquet"


@dataclass(frozen=True, slots=True)
class Part:
    """A finished part that is not on the disk yet, with what is in it counted."""

    name: str
    data: bytes
    tally: ReadSummary


# What an engine gives: each unit with its part, as they are finished. Closing it stops the workers.
Coded = Generator[tuple[Unit, Part], None, None]


def code_unit(pipeline: Pipeline, unit: Unit, job: Job) -> Part:
    """Codes a unit and gives its part; an article that cannot be coded costs only itself."""
    return encode(unit, list(pipeline.attempt(unit.articles)), job)


def encode(unit: Unit, results: Sequence[CodedArticle | str], job: Job) -> Part:
    """Writes a part: what each article was coded to, or in words what went wrong."""
    rows, tally = [], ReadSummary()
    for i, (article, result) in enumerate(zip(unit.articles, results, strict=True)):
        words = sum(len(text.split()) for text in (article.title, article.deck, article.text))
        coded, fault = (None, result) if isinstance(result, str) else (to_json(result), None)
        if coded is None:
            tally.fault("uncoded", f"{article.id}: {fault}")
        else:
            tally.add(words, coded)
        rows.append(
            {
                "article_id": article.id,
                "content_hash": content_hash(article),
                "words": words,
                "article": json.dumps(to_json(article)),
                "coded": None if coded is None else json.dumps(coded),
                "fault": fault,
                "item": unit.items[i].id if unit.items else None,
                "feed": unit.items[i].feed if unit.items else None,
            }
        )
    job_json = json.dumps(asdict(job), default=str).encode()
    table = pa.Table.from_pylist(rows, _SCHEMA).replace_schema_metadata({_META: job_json})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return Part(part_name(unit, job), bytes(sink.getvalue()), tally)


def decode(path: Path) -> tuple[dict[str, Any], list[PartRow]]:
    """Reads a part: its job as plain values, and its rows.

    Raises:
        StoreError: it is no part, or damaged.
    """
    try:
        table = pq.read_table(path)
        job = json.loads(table.schema.metadata[_META])
        rows = [_row(values) for values in table.to_pylist()]
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        what = f"Part {path} cannot be read ({' '.join(str(error).split())[:200]})."
        raise StoreError(what, "Read its sources again; the part may be deleted.") from error
    return job, rows


def _row(values: dict[str, Any]) -> PartRow:
    return PartRow(
        values["article_id"],
        values["content_hash"],
        values["words"],
        json.loads(values["article"]),
        json.loads(values["coded"]) if values["coded"] is not None else None,
        values["fault"] or "",
        FeedItem(values["item"], values["feed"]) if values["item"] is not None else None,
    )


def commit(folder: Path, part: Part) -> Path:
    """Puts a finished part into the folder.

    Raises:
        StoreError: the disk is full, or the folder cannot be written.
    """
    return _write(folder / part.name, part.data)


def commit_end(folder: Path, run: str, counts: dict[str, Any]) -> Path:
    """Tells the owner of the store that a run of another process has ended, with its counts."""
    return _write(folder / f"{run}.end", json.dumps(counts).encode())


def _write(path: Path, data: bytes) -> Path:
    """Writes a file whole or not at all, also when the power fails."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        with draft.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(draft, path)
        _sync(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise disk_error(path.parent, error) from error
    return path


def disk_error(path: Path, error: OSError) -> StoreError:
    """Says in a user's words that something could not be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    what = "the disk is full" if full else (error.strerror or str(error))
    advice = "Free some space" if full else "Check the disk and who may write there"
    return StoreError(f"{path} cannot be written: {what}.", f"{advice}, then run the same again; nothing is lost.")


def _sync(folder: Path) -> None:
    """Makes a rename lasting."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def waiting(store: Path) -> list[Path]:
    """Lists the parts that wait to be loaded, the oldest first."""
    aged = []
    for path in parts_folder(store).glob("*.parquet"):
        with contextlib.suppress(FileNotFoundError):  # the owner may load it meanwhile
            aged.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(aged)]


def ends(store: Path) -> list[Path]:
    """Lists the notes of runs of other processes that have ended."""
    return sorted(parts_folder(store).glob("*.end"))


def refused(store: Path) -> list[Path]:
    """Lists the parts that could not be loaded and were set aside."""
    return sorted(parts_folder(store).glob("*.refused"))


def parts_beside(store: Path) -> tuple[list[Path], list[Path]]:
    """Gives the parts that wait beside a store, and those that could not be loaded."""
    return waiting(store), refused(store)


def sweep(store: Path, now: Callable[[], float] = time.time) -> None:
    """Removes drafts that killed writers left, and the folder if there is nothing in it."""
    folder = parts_folder(store)
    for draft in folder.glob(".*.*.*"):
        with contextlib.suppress(OSError):
            if now() - draft.stat().st_mtime > _STALE_SECONDS:
                draft.unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()


def units_of(articles: Iterator[Article], most: int, letters: int = 400_000) -> Iterator[Unit]:
    """Cuts a stream of articles into units, each of bounded size.

    Args:
        articles: the stream.
        most: articles in a unit.
        letters: letters of text in a unit; an article that is longer is a unit by itself.
    """
    held: list[Article] = []
    size = 0
    for article in articles:
        length = len(article.text) + len(article.title)
        if held and (len(held) >= most or size + length > letters):
            yield Unit(tuple(held))
            held, size = [], 0
        held.append(article)
        size += length
    if held:
        yield Unit(tuple(held))
