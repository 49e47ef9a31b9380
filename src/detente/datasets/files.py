"""The blocks of a file: whole records only, broken ones counted and left out, in bounded memory."""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detente.datasets.layout import Dataset, Tally, read_header
from detente.errors import InputError

# Bytes read at a time; a block and what is made of it take some twenty times as much.
BLOCK = 16 << 20
# A record longer than this has lost its closing quote.
LONGEST = 1 << 20
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Opens a plain, gzip, bzip2 or zip file (its first member) for reading bytes.

    Raises:
        InputError: it isn't there, cannot be read, or is cut off.
    """
    try:
        if path.is_dir():
            raise InputError(str(path), "folder", "it is a folder.", "Give the files in it.")
        if path.stat().st_size == 0:
            raise InputError(str(path), "empty", "it is empty.", "Download it again.")
        with path.open("rb") as handle:
            start = handle.read(4)
        if start[:2] == b"\x1f\x8b":
            with gzip.open(path) as unpacked:
                yield unpacked  # type: ignore[misc]
        elif start[:3] == b"BZh":
            with bz2.open(path) as unpacked:
                yield unpacked
        elif start == b"PK\x03\x04":
            with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as member:
                yield member
        else:
            with path.open("rb") as handle:
                yield handle
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise _cut_off(path, error) from error
        raise InputError(str(path), "unreadable", f"{error.strerror or error}.", "Check the path.") from error
    except (EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise _cut_off(path, error) from error


def _cut_off(path: Path, error: Exception) -> InputError:
    return InputError(
        str(path), "truncated", f"the archive is damaged or cut off: {error}.",
        "Rows before the damage were imported; download it again and import it again, which adds only what is missing.",
    )  # fmt: skip


def frames(dataset: Dataset, path: Path, tally: Tally, known: tuple[Dataset, ...]) -> Iterator[pl.DataFrame]:
    """Reads a file as frames of strings with all columns of the layout, empty cells null.

    Args:
        dataset: the layout. path: the file. tally: gets rows, broken rows and unknown columns.
        known: all datasets, to say which one the file looks like.

    Raises:
        InputError: the file is not there, empty, damaged, or of another dataset.
    """
    separator = ord(dataset.separator)
    with opened(path) as handle:
        first = _first_line(handle, path)
        header = read_header(dataset, _cells(first, dataset), str(path), known)
        tally.unknown = tuple(dict.fromkeys((*tally.unknown, *header.unknown)))
        rest, line = (b"", 2) if dataset.header else (first, 1)
        while True:
            read = handle.read(BLOCK)
            block, rest = _whole_records(rest + read, dataset.quoted, not read)
            if block:
                good = _good_records(block, separator, len(header.names), dataset.quoted, tally, line)
                line += block.count(b"\n")
                if good:
                    yield _frame(good, dataset, header.names)
            if not read:
                return


def _first_line(handle: IO[bytes], path: Path) -> bytes:
    line = handle.readline(LONGEST)
    if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line:
        raise InputError(str(path), "binary", "it is no text in UTF-8.", "Save it as UTF-8, separated as published.")
    line = line.removeprefix(b"\xef\xbb\xbf")
    if not line.strip():
        raise InputError(str(path), "empty", "its first line is empty.", "Download it again.")
    return line


def _cells(line: bytes, dataset: Dataset) -> list[str]:
    """Splits a first line; by the layout's separator, or else by the one that a file of another layout would have."""
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    cells = text.split(dataset.separator)
    other = text.split("\t" if dataset.separator == "," else ",")
    return [c.strip().strip('"') for c in (other if len(cells) < 2 < len(other) else cells)]


def _whole_records(data: bytes, quoted: bool, last: bool) -> tuple[bytes, bytes]:
    """Cuts data after its last whole record; the second part is the beginning of the next."""
    if last:
        return data if not data or data.endswith(b"\n") else data + b"\n", b""
    if not quoted:
        end = data.rfind(b"\n") + 1
        return data[:end], data[end:]
    letters = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero((letters == _NEWLINE) & ~_inside(letters))
    end = int(ends[-1]) + 1 if ends.size else 0
    if len(data) - end > LONGEST:
        # A quote that never closes would swallow the rest of the file.
        end = data.rfind(b"\n") + 1
    return data[:end], data[end:]


def _inside(letters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Says which bytes stand between quotes; only the parity of the count matters, so it may wrap."""
    return (np.cumsum(letters == _QUOTE, dtype=np.uint8) & 1).astype(np.bool_)


def _good_records(block: bytes, separator: int, width: int, quoted: bool, tally: Tally, line: int) -> bytes:
    """Leaves out the records that have too many or too few cells, and counts them."""
    starts, ends, cells = _records(block, separator, quoted)
    blank = (ends - starts <= 1) | ((ends - starts == 2) & (np.frombuffer(block, np.uint8)[starts] == _RETURN))
    bad = (cells != width) & ~blank
    tally.rows += int((~blank).sum())
    if not bad.any() and not blank.any():
        return block
    saved = _saved_lines(block, starts[bad], ends[bad], separator, width, tally) if quoted and bad.any() else b""
    lost = int(bad.sum())
    if lost:
        tally.broken += lost
        at = line + block[: int(starts[bad][0])].count(b"\n")
        tally.examples.setdefault("broken row", f"line {at}: {int(cells[bad][0])} cells for {width}")
    keep = np.repeat(~(bad | blank), ends - starts)
    good: bytes = np.frombuffer(block, np.uint8)[keep].tobytes()
    return good + saved


def _records(
    block: bytes, separator: int, quoted: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Gives start, end (exclusive) and number of cells of every record."""
    letters = np.frombuffer(block, np.uint8)
    newline, comma = letters == _NEWLINE, letters == separator
    if quoted:
        outside = ~_inside(letters)
        newline &= outside
        comma &= outside
    ends = np.flatnonzero(newline) + 1
    if not ends.size or ends[-1] != len(block):
        ends = np.append(ends, len(block))
    starts = np.concatenate(([0], ends[:-1]))
    commas = np.flatnonzero(comma)
    return starts, ends, np.searchsorted(commas, ends) - np.searchsorted(commas, starts) + 1


def _saved_lines(
    block: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64], separator: int, width: int, tally: Tally
) -> bytes:
    """Saves good lines out of broken records that run over several: a lost quote joins a line to its neighbours."""
    saved = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        lines = block[start:end].splitlines(keepends=True)
        if len(lines) < 2:
            continue
        for text in lines:
            _, stops, cells = _records(text, separator, True)
            if len(stops) == 1 and int(cells[0]) == width and text.count(b'"') % 2 == 0:
                saved.append(text if text.endswith(b"\n") else text + b"\n")
                tally.rows += 1
    return b"".join(saved)


def _frame(block: bytes, dataset: Dataset, names: tuple[str, ...]) -> pl.DataFrame:
    """Parses clean records; keeps the used columns, all as strings, with null for what the file lacks."""
    # A header may name a column twice; the first is meant.
    unique = [name if name not in names[:i] else f"{name} {i}" for i, name in enumerate(names)]
    frame = pl.read_csv(
        io.BytesIO(block),
        has_header=False,
        new_columns=unique,
        separator=dataset.separator,
        quote_char='"' if dataset.quoted else None,
        infer_schema=False,
        encoding="utf8-lossy",
        columns=[i for i, name in enumerate(unique) if name in dataset.used],
        ignore_errors=True,
    )
    cells = [
        (pl.col(c).str.strip_chars() if c in frame.columns else pl.lit(None, dtype=pl.String)).alias(c)
        for c in dataset.used
    ]
    stripped = frame.select(cells)
    return stripped.with_columns(pl.when(pl.all() == "").then(None).otherwise(pl.all()).name.keep())
