"""Existing datasets: one file each with its published columns and the turn to Détente's event table; and the ways out.

Says nothing of the store: ``pipeline.exchanging`` puts the tables that are made here into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from detente.datasets.acled import ACLED
from detente.datasets.events import SCHEMA
from detente.datasets.files import frames
from detente.datasets.gdelt import GDELT
from detente.datasets.icews import ICEWS
from detente.datasets.layout import Dataset, Tally
from detente.datasets.outgoing import WHAT, outgoing, schema_of
from detente.datasets.own import read_own
from detente.datasets.parties import Lookups, Party, country_code
from detente.datasets.petrarch import PETRARCH
from detente.datasets.polecat import POLECAT
from detente.datasets.ucdp import UCDP
from detente.datasets.writing import FORMATS, check_format, write, write_text
from detente.errors import ConfigError

__all__ = [
    "DATASETS",
    "FORMATS",
    "SCHEMA",
    "WHAT",
    "Dataset",
    "Lookups",
    "Party",
    "Tally",
    "check_format",
    "country_code",
    "dataset_named",
    "outgoing",
    "read_dataset",
    "read_own",
    "schema_of",
    "write",
    "write_text",
]

DATASETS: tuple[Dataset, ...] = (ICEWS, GDELT, POLECAT, UCDP, ACLED, PETRARCH)


def dataset_named(name: str) -> Dataset:
    """Gives a dataset by its name.

    Raises:
        ConfigError: none such.
    """
    for dataset in DATASETS:
        if dataset.name == name.lower():
            return dataset
    raise ConfigError(f"'{name}' is no dataset.", f"Known: {', '.join(d.name for d in DATASETS)}.")


def read_dataset(dataset: Dataset, path: Path, lookups: Lookups, tally: Tally) -> Iterator[pl.DataFrame]:
    """Reads a file of a dataset as event tables (see ``SCHEMA``), some ten thousand rows at a time.

    Args:
        dataset: what the file is. path: plain, gzip, bzip2 or zip.
        lookups: rosters and nodes. tally: gets the counts.

    Raises:
        InputError: the file is missing, empty, damaged or of another dataset.
    """
    for frame in frames(dataset, path, tally, DATASETS):
        yield dataset.convert(frame, lookups, tally)
