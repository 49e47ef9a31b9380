"""Reading the data files an analyst edits (CSV, YAML), with the line of every entry kept for error messages."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from detente.errors import DataFileError


class Row(dict[str, str]):
    """One row of a CSV file: column name to stripped cell, with ``file`` and ``line`` (1 is the header)."""

    __slots__ = ("file", "line")

    def __init__(self, cells: dict[str, str], file: Path, line: int) -> None:
        super().__init__(cells)
        self.file = file
        self.line = line

    def error(self, what: str, advice: str = "") -> DataFileError:
        """Makes the error that names this row; the caller raises it."""
        return DataFileError(self.file, self.line, what, advice)

    def split(self, column: str, separator: str = "|") -> tuple[str, ...]:
        """Gives the non-empty parts of a cell that holds a list."""
        return tuple(part.strip() for part in self[column].split(separator) if part.strip())


class Entry(dict[str, Any]):
    """One mapping of a YAML file, with ``file`` and ``line``."""

    __slots__ = ("file", "line")
    file: Path
    line: int

    def error(self, what: str, advice: str = "") -> DataFileError:
        """Makes the error that names this entry; the caller raises it."""
        return DataFileError(self.file, self.line, what, advice)

    def require(self, *keys: str) -> None:
        """Checks that the keys are there.

        Raises:
            DataFileError: a key is missing.
        """
        for key in keys:
            if key not in self:
                raise self.error(f"'{key}' is missing", f"Add '{key}:' to this entry.")

    def allow(self, *keys: str) -> None:
        """Checks that no key but these is there, so that a misspelt one is not passed over.

        Raises:
            DataFileError: an unknown key.
        """
        for key in self:
            if key not in keys:
                raise self.error(f"unknown key '{key}'", f"Known keys: {', '.join(sorted(keys))}.")


def read_csv(path: Path, required: Sequence[str]) -> list[Row]:
    """Reads a CSV file with a header row; columns beyond the required ones are kept.

    Args:
        path: UTF-8 file, comma-separated, RFC 4180 quoting.
        required: the column names that must be in the header.

    Raises:
        DataFileError: a column is missing, or a row has too many or too few cells.
    """
    rows: list[Row] = []
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in required if name not in header]
        if missing:
            raise DataFileError(
                path, 1, f"column '{missing[0]}' is missing", f"The header needs: {','.join(required)}."
            )
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise DataFileError(
                    path,
                    reader.line_num,
                    f"{len(cells)} cells where the header has {len(header)}",
                    "Check commas and quotes in this row.",
                )
            rows.append(Row({k: v.strip() for k, v in zip(header, cells, strict=True)}, path, reader.line_num))
    return rows


def read_yaml(path: Path) -> Any:
    """Reads a YAML file; every mapping in it is an ``Entry`` that knows its line.

    Raises:
        DataFileError: the file is not YAML.
    """
    try:
        with path.open(encoding="utf-8") as handle:
            return yaml.load(handle, Loader=_loader_for(path))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 0
        raise DataFileError(path, line, f"not valid YAML: {error.problem}", "Check indentation and quotes.") from error


@cache
def _loader_for(path: Path) -> type[yaml.CSafeLoader]:
    """Makes a safe loader whose mappings remember ``path`` and their line."""

    class Loader(yaml.CSafeLoader):
        pass

    def construct(loader: Any, node: Any) -> Entry:
        loader.flatten_mapping(node)
        entry = Entry(
            (loader.construct_object(key, deep=True), loader.construct_object(value, deep=True))
            for key, value in node.value
        )
        entry.file = path
        entry.line = node.start_mark.line + 1
        return entry

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, construct)
    return Loader


def sha256(path: Path) -> str:
    """Gives the SHA-256 of a file as lower-case hex; runs record it so that a result names its data."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
