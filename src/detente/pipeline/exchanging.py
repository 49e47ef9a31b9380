"""Existing datasets into the store, and the store's tables out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from detente import __version__, codes, datafiles, datasets, relations
from detente.actors import Resolver, load_roster
from detente.actors.rosters import Roster
from detente.datasets import Lookups, Tally
from detente.errors import InputError
from detente.pipeline.fresh import whole_panel
from detente.records import Actor, Span, node_of
from detente.settings import Settings
from detente.store import exchange, tables
from detente.store.database import Database
from detente.store.listing import Wanted, hits

# Below this the roster guesses.
_SURE = 0.8


@dataclass(slots=True)
class ImportSummary:
    """What an import did.

    Attributes:
        tally: rows, broken rows, faults, kinds of parties and how they were told.
        added: events new in the store. known: there already. redated: there already, on another day.
        problems: files that could not be read to their end.
    """

    tally: Tally = field(default_factory=Tally)
    added: int = 0
    known: int = 0
    redated: int = 0
    problems: list[InputError] = field(default_factory=list)


def import_files(
    database: Database,
    settings: Settings,
    name: str,
    paths: Sequence[Path],
    on_rows: Callable[[int], None] = lambda _: None,
) -> ImportSummary:
    """Imports files of a dataset, batch by batch; the same file twice adds nothing.

    Args:
        database: the store. settings: own rosters.
        name: icews, gdelt, polecat, ucdp, acled, petrarch, or detente for our own exported events.
        paths: plain, gzip, bzip2 or zip files.
        on_rows: called with the number of rows of each batch, for progress.

    Returns:
        The summary; a file that cannot be read is in its ``problems`` and stops no other.

    Raises:
        ConfigError: no such dataset.
    """
    dataset = None if name == "detente" else datasets.dataset_named(name)
    summary = ImportSummary()
    hashes = {path.name: _sha256(path) for path in paths if path.is_file()}
    run = tables.begin_run(
        database, f"import {name}", __version__, codes.data_hashes() | hashes, {"files": list(hashes)}
    )
    lookups = _lookups(load_roster(settings.rosters))
    for path in paths:
        try:
            batches = (
                datasets.read_own(path, summary.tally)
                if dataset is None
                else datasets.read_dataset(dataset, path, lookups, summary.tally)
            )
            _put(database, batches, run.id, summary, on_rows)
        except InputError as error:
            summary.problems.append(error)
    tables.end_run(database, run, {"added": summary.added, "known": summary.known, "rows": summary.tally.rows})
    return summary


def _put(
    database: Database,
    batches: Iterable[pl.DataFrame],
    run_id: str,
    summary: ImportSummary,
    on_rows: Callable[[int], None],
) -> None:
    for batch in batches:
        done = exchange.put_imported(database, batch, run_id)
        summary.added += done.added
        summary.known += done.known
        summary.redated += done.redated
        on_rows(batch.height)


def _sha256(path: Path) -> str:
    return datafiles.sha256(path) if path.stat().st_size < 1 << 28 else f"{path.stat().st_size} bytes"


def _lookups(roster: Roster) -> Lookups:
    """Gives what asks the rosters who a name was on a day."""
    resolver = Resolver(roster)

    @lru_cache(maxsize=200_000)
    def known(name: str, country: str | None, day: date | None) -> Actor | None:
        found = resolver.resolve(name, day, "", country)
        if found.kind is None or found.kind == "unknown" or found.confidence < _SURE or not found.name:
            return None
        if country and found.country not in (country, "IGO", "NGO", None):
            return None
        return Actor(
            Span("text", 0, 0, name), found.name, found.country, found.sectors, found.kind, found.group, "whole",
            found.office, found.confidence,
        )  # fmt: skip

    @lru_cache(maxsize=200_000)
    def dated(name: str) -> bool:
        found = (
            e for m in roster.gazetteer.find(name) for e in m.entities if e.what in ("person", "group", "organisation")
        )
        return any(e.what == "person" or e.start or e.end for e in found)

    return Lookups(known, dated, node_of)


def export_rows(
    database: Database, settings: Settings, what: str, wanted: Wanted | None = None
) -> Iterator[list[dict[str, Any]]]:
    """Gives the rows of an export, batch by batch, private persons by role.

    Args:
        database: the store. settings: for relations, which are measured anew.
        what: articles, mentions, events, attributions, statements or relations.
        wanted: for events, and for mentions of events, which ones; None: all.

    Raises:
        ConfigError: nothing of that name.
    """
    if what == "relations":
        yield _relations(database, settings)
        return
    for rows in exchange.export_rows(database, what, hits(wanted) if wanted else None):
        yield [datasets.outgoing(what, row) for row in rows]


def _relations(database: Database, settings: Settings) -> list[dict[str, Any]]:
    """Measures every pair of states and gives its series, with the acts behind each period."""
    panel = whole_panel(database, settings, listed=True)
    if panel.filter(pl.col("n") > 0).is_empty():
        return []
    found = relations.measure(panel, alarms=settings.breach_budget)
    counts = panel.select(
        "a", "b", "period", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict",
        "country_aggregated", "events",
    )  # fmt: skip
    joined = found.series.join(counts, on=["a", "b", "period"], how="left").sort("a", "b", "period")
    return joined.with_columns(pl.col("events").fill_null([])).to_dicts()
