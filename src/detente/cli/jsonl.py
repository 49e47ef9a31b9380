"""JSONL in, JSONL out: one line a line, in order, streaming; bad rows become errors and are counted."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from detente.errors import InputError

CHUNK = 64


def transform(
    source: Path,
    target: Path,
    function: Callable[[Iterable[Mapping[str, Any]]], Iterator[dict[str, Any]]],
    on_row: Callable[[], None] = lambda: None,
) -> int:
    """Runs every row of a file through a function.

    Args:
        source: JSONL file, or ``-`` for standard input.
        target: JSONL file, or ``-`` for standard output.
        function: gives one result a row, in order.
        on_row: called after each line, for progress.

    Returns:
        The number of rows that gave an error.

    Raises:
        InputError: the file is not there or cannot be read or written.
    """
    errors = 0
    with ExitStack() as stack:
        lines = _reader(source, stack)
        write = _writer(target, stack)
        while chunk := list(itertools.islice(lines, CHUNK)):
            parsed = [_parse(line) for line in chunk]
            results = function([row for row in parsed if not isinstance(row, str)])
            for row in parsed:
                result = {"id": None, "error": row} if isinstance(row, str) else next(results)
                errors += "error" in result
                write(result)
                on_row()
    return errors


def count_lines(source: Path) -> int | None:
    """Counts the lines of a file for the progress bar; standard input has none."""
    if str(source) == "-":
        return None
    try:
        with source.open("rb") as handle:
            return sum(1 for _ in handle)
    except OSError:
        return None


def _parse(line: str) -> dict[str, Any] | str:
    """Reads a line, or says what is wrong with it."""
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        return f"not JSON: {error}"
    return row if isinstance(row, dict) else "not a JSON object"


def _reader(source: Path, stack: ExitStack) -> Iterator[str]:
    if str(source) == "-":
        return iter(sys.stdin)
    try:
        return iter(stack.enter_context(source.open(encoding="utf-8", errors="replace")))
    except OSError as error:
        raise InputError(str(source), "unreadable", f"{error.strerror}.", "Check the path.") from error


def _writer(target: Path, stack: ExitStack) -> Callable[[Mapping[str, Any]], None]:
    if str(target) == "-":
        handle: IO[str] = sys.stdout
    else:
        try:
            handle = stack.enter_context(target.open("w", encoding="utf-8"))
        except OSError as error:
            raise InputError(str(target), "unwritable", f"{error.strerror}.", "Check the path.") from error

    def write(row: Mapping[str, Any]) -> None:
        text = json.dumps(row, ensure_ascii=False)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            text = json.dumps(row)
        handle.write(text + "\n")

    return write
