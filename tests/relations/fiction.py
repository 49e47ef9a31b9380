"""Panels and events of states that do not exist."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl

from detente.relations.grid import calendar


def months(count: int, start: dt.date = dt.date(2001, 1, 1)) -> list[str]:
    """First days of so many months."""
    last = dt.date(start.year + (count - 1) // 12, (count - 1) % 12 + 1, 1)
    return [day.isoformat() for day in calendar(start, last, "month")]


def simulated(
    dyads: int = 60,
    length: int = 84,
    phi: float = 0.8,
    q_m: float = 0.005,
    q_z: float = 0.3,
    r: float = 0.1,
    s2: float = 6.0,
    acts: float = 4.0,
    seed: int = 1,
) -> pl.DataFrame:
    """A panel drawn from the model itself; months without acts have no row."""
    random = np.random.default_rng(seed)
    m = 1.5 + random.normal(0, 0.7, dyads)
    z = random.normal(0, np.sqrt(q_z / (1 - phi**2)), dyads)
    rows = []
    for period in months(length):
        n = random.poisson(acts, dyads)
        mean = m + z + random.normal(size=dyads) * np.sqrt(r + s2 / np.maximum(n, 1))
        rows += [(f"A{i:03}", "Ruritania", period, mean[i], float(n[i])) for i in range(dyads) if n[i]]
        m, z = m + random.normal(0, np.sqrt(q_m), dyads), phi * z + random.normal(0, np.sqrt(q_z), dyads)
    return pl.DataFrame(rows, schema=["a", "b", "period", "mean", "n"], orient="row")


def party(
    role: str,
    country: str | None,
    kind: str = "state",
    sectors: tuple[str, ...] = (),
    name: str = "",
    group: str | None = None,
) -> dict[str, Any]:
    """One party of an event."""
    return {
        "role": role,
        "name": name or country or "",
        "country": country,
        "kind": kind,
        "sectors": list(sectors),
        "scope": "whole",
        "group": group,
    }


def event(event_id: str, *parties: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """One gathered event: an accusation on a day, unless told otherwise."""
    start = fields.pop("date_start", "2014-11-24")
    return {
        "event_id": event_id,
        "event_type": "ACCUSE",
        "quad_class": 3,
        "intensity": -3.0,
        "factuality": "asserted",
        "occurrence": "single",
        "historical": False,
        "part_of": None,
        "date_start": start,
        "date_end": start,
        "precision": "day",
        "territory": None,
        "consent": "unknown",
        "parties": list(parties),
        **fields,
    }


def events(*rows: dict[str, Any]) -> pl.DataFrame:
    """An event table with the types that upstream gives it."""
    text = "event_id event_type factuality occurrence part_of date_start date_end precision territory consent".split()
    member = dict.fromkeys(("role", "name", "country", "kind", "scope", "group"), pl.String)
    schema: dict[str, Any] = dict.fromkeys(text, pl.String)
    schema |= {"quad_class": pl.Int64, "intensity": pl.Float64, "historical": pl.Boolean}
    schema["parties"] = pl.List(pl.Struct({**member, "sectors": pl.List(pl.String)}))
    return pl.DataFrame(list(rows), schema=schema)
