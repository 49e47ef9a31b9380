"""The acts of a pair as they were known on a day.

An imported event is known from its first report on. Our own events grow: a later article may join an old act, date it
or make it surer. What grew after the day is gathered again from what was published by then, so that no later article
changes an earlier view.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import polars as pl

from detente import relations
from detente.pipeline import fresh
from detente.pipeline.gathering import gather_as_of
from detente.store import derived
from detente.store.database import Database


def pair_acts(database: Database, a: str, b: str, as_of: date | None = None) -> pl.DataFrame:
    """Gives the laid-out acts of a pair, as known on a day or now."""
    fresh.refresh_acts(database)
    rows = derived.acts_of_pair(database, a, b, as_of)
    if as_of is None:
        return rows
    blocks = sorted(derived.blocks_that_grew(database, a, b, as_of))
    if not blocks:
        return rows
    rows = rows.filter(~pl.col("event_id").is_in(list(derived.events_of_blocks(database, blocks))))
    events = [asdict(event) for event in gather_as_of(database, blocks, as_of)]
    if not events:
        return rows
    one, other = sorted((a, b))
    then = relations.lay_out(derived.with_parties(database, events))
    then = then.filter((pl.col("a") == one) & (pl.col("b") == other)).select(rows.columns).cast(rows.schema)
    return pl.concat([rows, then]).sort("event_id")
