"""What a foreign dataset looks like: its published columns, each used or ignored for a stated reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from detente.datasets.parties import Lookups
from detente.errors import InputError


@dataclass(slots=True)
class Tally:
    """What an import met, counted; the only thing here that changes.

    Attributes:
        rows: rows read. broken: rows that could not be taken apart. faults: known faults by name.
        kinds: parties by kind, and how each was told: ``(kind, how)``.
        unknown: columns of the file that the layout doesn't name. examples: one place for every kind of fault.
    """

    rows: int = 0
    broken: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: tuple[str, ...] = ()
    examples: dict[str, str] = field(default_factory=dict)

    def fault(self, name: str, number: int, example: object = "") -> None:
        """Counts rows with a fault, and keeps the first example of it."""
        if number:
            self.faults[name] += int(number)
            self.examples.setdefault(name, str(example)[:80])


Convert = Callable[[pl.DataFrame, Lookups, Tally], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The declaration of one dataset.

    Attributes:
        name: as the command takes it. title: for people. source: where its columns are published.
        columns: as published, in order. required: those without which a file is refused.
        ignored: columns that are not used, and why. All others of ``columns`` are used.
        separator, quoted, header: how the file is written.
        convert: turns a frame of strings with all ``columns`` (null where the file has none) into the event table.
        variants: other orders of columns that a file without a header may have, told by their number.
        check: for files without a header, says whether a first line fits.
    """

    name: str
    title: str
    source: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    ignored: Mapping[str, str]
    convert: Convert
    separator: str = ","
    quoted: bool = True
    header: bool = True
    variants: tuple[tuple[str, ...], ...] = ()
    check: Callable[[Sequence[str]], bool] | None = None

    @property
    def used(self) -> tuple[str, ...]:
        """The columns that the import reads."""
        return tuple(c for c in self.columns if c not in self.ignored)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of one file: ``names`` in the file's order, as the layout writes them; ``unknown`` are not in it."""

    names: tuple[str, ...]
    unknown: tuple[str, ...]


def plain(name: str) -> str:
    """Writes a column name so that ``Event ID``, ``event_id`` and ``Event.ID`` are one."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().strip('"').lower()).strip("_")


def read_header(dataset: Dataset, first: Sequence[str], source: str, known: Sequence[Dataset]) -> Header:
    """Reads the first line of a file as its header, or says which dataset the file looks like.

    Args:
        dataset: what the file is said to be.
        first: the cells of its first line.
        source: the file, for the message.
        known: all datasets, to name the one that it looks like.

    Raises:
        InputError: the file is of another dataset, or lacks a column.
    """
    if not dataset.header:
        fitting = [v for v in (dataset.columns, *dataset.variants) if len(v) == len(first)]
        if not fitting or (dataset.check is not None and not dataset.check(first)):
            raise _wrong(dataset, first, source, known)
        return Header(fitting[0], ())
    by_plain = {plain(c): c for c in dataset.columns}
    names = tuple(by_plain.get(plain(cell), cell.strip().strip('"')) for cell in first)
    missing = [c for c in dataset.required if c not in names]
    if missing:
        raise _wrong(dataset, first, source, known, missing[0])
    return Header(names, tuple(n for n in names if n not in dataset.columns))


def looks_like(first: Sequence[str], known: Sequence[Dataset]) -> str | None:
    """Names the dataset whose layout a first line fits, or None."""
    cells = {plain(cell) for cell in first}
    for dataset in known:
        if dataset.header and all(plain(c) in cells for c in dataset.required):
            return dataset.name
    for dataset in known:
        widths = {len(v) for v in (dataset.columns, *dataset.variants)}
        if not dataset.header and len(first) in widths and (dataset.check is None or dataset.check(first)):
            return dataset.name
    return None


# Files that users take for event files: the number of columns, and what to do.
_NEAR = {16: ("the mentions of GDELT 2.0, not its events", "Import the file that ends in .export.CSV.")}


def _wrong(
    dataset: Dataset, first: Sequence[str], source: str, known: Sequence[Dataset], missing: str = ""
) -> InputError:
    """Makes the error for a file that does not fit."""
    named = f"no column '{missing}'" if missing else f"{len(first)} columns"
    what = f"it has {named}, and so is no {dataset.title} file."
    for other in known:
        if other is not dataset and looks_like(first, [other]):
            return InputError(
                source, "layout", f"{what} It looks like {other.title}.", f"Try: detente import {other.name} {source}"
            )
    if len(first) in _NEAR and not dataset.header:
        looks, advice = _NEAR[len(first)]
        return InputError(source, "layout", f"{what} It looks like {looks}.", advice)
    needed = ", ".join(dataset.required) if dataset.header else f"{len(dataset.columns)} columns without a header"
    return InputError(source, "layout", what, f"{dataset.title} needs: {needed}. See docs/datasets.md.")
