"""All pairs at once: how they stand, their turning points, and which moved lately."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from detente import relations
from detente.pipeline import fresh
from detente.pipeline.relating import name_of
from detente.relations.alarms import ACTS_A_YEAR
from detente.relations.grid import PERIODS_A_YEAR, calendar
from detente.settings import Settings
from detente.store import derived
from detente.store.database import Database

_SORTS = (True, False)
_Z = 1.6448536269514722
_KEYS = ["a", "b"]


def _measured(
    database: Database, settings: Settings, as_of: date | None, states: bool
) -> tuple[pl.DataFrame, pl.DataFrame, fresh.Common] | None:
    """Gives the turns and standings of all pairs of a sort, and what they have in common."""
    common = fresh.common(database, settings, as_of=as_of, states=states)
    if as_of is None:
        if common.calibration is None:
            return None
        return derived.turns(database, common.id), derived.pairs(database, common.id), common
    panel = fresh.whole_panel(database, settings, as_of=as_of, states=states)
    if panel.is_empty():
        return None
    used = common.calibration or relations.calibrate(panel, alarms=settings.breach_budget).calibration
    first, last = fresh.span(database, used, panel, as_of)
    whole = relations.calibrate_with(panel, used, first, last)
    return whole.turns, whole.latest, fresh.Common("", whole.calibration, common.cut)


def all_turns(
    database: Database,
    settings: Settings,
    kind: str | None = None,
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
) -> list[dict[str, Any]]:
    """Lists the turning points of every pair, newest first: pairs of states, and pairs with another node."""
    found = [known[0] for states in _SORTS if (known := _measured(database, settings, as_of, states))]
    if not found:
        return []
    rows = pl.concat(found)
    wanted = pl.lit(True)
    if kind:
        wanted &= pl.col("kind") == kind
    if start:
        wanted &= pl.col("period") >= start.isoformat()
    if end:
        wanted &= pl.col("period") <= end.isoformat()
    return rows.filter(wanted).sort("period", "a", "b", "kind", descending=[True, False, False, False]).to_dicts()


def all_pairs(
    database: Database,
    settings: Settings,
    party: str | None = None,
    states: bool = True,
    limit: int | None = None,
    as_of: date | None = None,
) -> list[dict[str, Any]]:
    """Gives how every pair stands, those with most acts first.

    Args:
        database, settings, as_of: as for ``relation``.
        party: only pairs that hold this node.
        states: pairs of states; else the pairs that hold another node.
        limit: rows at most.

    Returns:
        ``a, b, a_name, b_name, acts`` (effective number), ``recent`` (of them in the last year), ``first, last``
        (periods with acts), ``tone, sd, low, high, baseline, label, label_probability, change`` (of tone within a
        year), ``turns`` (number of breaches and thaws) and ``last_turn`` (``period, detected, kind, size``, or None).
    """
    known = _measured(database, settings, as_of, states)
    if known is None:
        return []
    turns, pairs, _ = known
    alarms = turns.filter(pl.col("kind").is_in(["breach", "thaw"])).sort("detected", "kind")
    last = alarms.group_by(_KEYS).agg(turns=pl.len(), last_turn=pl.struct("period", "detected", "kind", "size").last())
    rows = pairs if party is None else pairs.filter((pl.col("a") == party) | (pl.col("b") == party))
    rows = rows.sort("acts", "a", "b", descending=[True, False, False])
    rows = rows.head(limit) if limit else rows
    joined = rows.join(last, on=_KEYS, how="left", maintain_order="left").with_columns(
        low=(pl.col("tone") - _Z * pl.col("sd")).clip(-10, 10),
        high=(pl.col("tone") + _Z * pl.col("sd")).clip(-10, 10),
        change=pl.col("tone") - pl.col("year_before"),
        turns=pl.col("turns").fill_null(0),
    )
    kept = joined.drop("year_before").iter_rows(named=True)
    return [{**row, "a_name": name_of(row["a"]), "b_name": name_of(row["b"])} for row in kept]


def moved(
    database: Database, settings: Settings, months: int = 6, as_of: date | None = None, states: bool = True
) -> dict[str, Any]:
    """Lists the pairs that broke or thawed in the last months, with the number that chance alone would list.

    Returns:
        ``since`` and ``until`` (first days of months), ``turns`` (breaches and thaws detected in them, the strongest
        first, with ``a_name, b_name``) and ``listed`` (their number); and of the ``pairs`` with enough acts for alarms
        to be counted over: ``of_pairs`` (how many of the listed turns are theirs), ``usual`` (how many so many months
        list on average over the whole record) and ``by_chance`` (how many they would list if nothing but the model's
        noise moved the tones).
    """
    known = _measured(database, settings, as_of, states)
    if known is None or known[2].calibration is None:
        return {"since": None, "until": None, "turns": [], "listed": 0, "pairs": 0, "of_pairs": 0,
                "usual": 0.0, "by_chance": 0.0}  # fmt: skip
    turns, standing, common = known
    calibration = common.calibration
    assert calibration is not None
    window = calendar(calibration.start, calibration.end, "month")[-months:]
    since, until = window[0].isoformat(), window[-1].isoformat()
    found = turns.filter(
        pl.col("kind").is_in(["breach", "thaw"]), pl.col("detected").is_between(pl.lit(since), pl.lit(until))
    )
    share = len(window) / PERIODS_A_YEAR["month"]
    years = len(calendar(calibration.start, calibration.end, "month")) / PERIODS_A_YEAR["month"]
    pairs = calibration.levels["breach"].years / years
    enough = standing.filter(pl.col("acts") >= ACTS_A_YEAR * years).select(_KEYS)
    rows = found.sort("alarm_rate", "detected", "a", "b", nulls_last=True).to_dicts()
    return {
        "since": since,
        "until": until,
        "turns": [{**row, "a_name": name_of(row["a"]), "b_name": name_of(row["b"])} for row in rows],
        "listed": len(rows),
        "pairs": round(pairs),
        "of_pairs": found.join(enough, on=_KEYS, how="semi").height,
        "usual": sum(level.rate for level in calibration.levels.values()) * pairs * share,
        "by_chance": sum(level.chance_rate for level in calibration.levels.values()) * pairs * share,
    }


def busiest_pair(database: Database) -> tuple[str, str] | None:
    """Gives the two states with most dated acts between them, smaller code first, or None."""
    fresh.refresh_acts(database)
    return derived.busiest_pair(database)
