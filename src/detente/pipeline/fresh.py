"""Keeps fresh what the store derives from events: acts laid out by pair, and what all pairs have in common.

A question finds out by two counters whether events changed, and only then is anything made anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from detente import __version__, codes, relations
from detente.records import short_hash
from detente.relations import Calibration
from detente.settings import Settings
from detente.store import derived
from detente.store.database import Database, WriteInSnapshotError

# Another number makes all that is derived anew.
RULES = "measuring 2"


@dataclass(frozen=True, slots=True)
class Common:
    """What all pairs of the store have in common, as kept in it.

    Attributes:
        id: of the rows that belong to it.
        calibration: None where no act counts for any pair.
        cut: day up to which reports were used; None: all.
    """

    id: str
    calibration: Calibration | None
    cut: date | None

    def prior(self, database: Database, a: str, b: str) -> tuple[float, float]:
        """Gives mean and variance of what is expected of a pair before its first act."""
        assert self.calibration is not None
        known = derived.prior_of(database, self.id, a, b)
        effects = {} if known else derived.effects_of(database, self.id, (a, b))
        return relations.prior_of_pair(self.calibration.parameters, known, effects, (a, b))


def refresh_acts(database: Database) -> None:
    """Lays the store's events out by pair, if they changed since that was last done."""
    rules = f"{RULES}|{__version__}|{sorted(codes.data_hashes().items())}"
    now, made = derived.state_of(database, rules), derived.made_from(database)
    stale = [part for part in derived.PARTS if made.get(part) != now[part]]
    behind = made.get("lag") == "yes" and not database.lags
    if not stale and not behind:
        return
    with database.transaction():
        for part in stale:
            same_rules = made.get(part, "").partition(":")[0] == now[part].partition(":")[0]
            changed = derived.changed_events(database) if part == "own" and same_rules else None
            _lay_out_anew(database, part, changed)
            derived.note_made(database, part, now[part])
        if "own" in stale:
            derived.note_laid_out(database)
        if "imported" in stale:
            derived.sort_acts(database)
        if not database.lags or "imported" in stale:
            derived.drop_measured(database)
        derived.note_made(database, "lag", "yes" if database.lags else "no")


def _lay_out_anew(database: Database, part: str, changed: list[str] | None) -> None:
    """Lays out the events of a part, or only those of them that changed."""
    if changed is None:
        derived.drop_part(database, part)
        for events in derived.events_to_lay_out(database, part):
            _lay_out(database, events, part)
        return
    nodes = derived.drop_events(database, changed)
    for events in derived.events_to_lay_out(database, part, changed):
        _lay_out(database, events, part, names=False)
        parties = events["parties"].explode(keep_nulls=False, empty_as_null=False)
        nodes |= set(parties.struct.field("node").drop_nulls().to_list()) if events.height else set()
    derived.count_names(database, sorted(nodes))


def catch_up(database: Database, settings: Settings) -> bool:
    """Measures anew what all pairs have in common, where it was left to lag behind the events.

    The arithmetic is done beside whatever is asked and written meanwhile.

    Returns:
        Whether there was anything to do.
    """
    if derived.made_from(database).get("lag") != "yes":
        return False
    with database.transaction():
        refresh_acts(database)
        derived.note_made(database, "lag", "no")
    for key in derived.kept_keys(database):
        if key[3] == _choice(settings):
            _find(database, settings, key)
    return True


def _lay_out(database: Database, events: pl.DataFrame, part: str, names: bool = True) -> None:
    if events.is_empty():
        return
    if names:
        _put_names(database, events, part)
    derived.put_rows(database, "acts_between", relations.lay_out(events))
    soil = relations.sovereignty(events, "day").rename({"period": "day"})
    reports = events.select("event_id", "first_reported", "dataset")
    derived.put_rows(
        database, "force_abroad", soil.with_columns(pl.col("day").str.to_date()).join(reports, on="event_id")
    )


def _put_names(database: Database, events: pl.DataFrame, part: str) -> None:
    party = pl.col("parties").struct
    names = (
        events.select(pl.col("parties").explode(keep_nulls=False, empty_as_null=False))
        .group_by(party.field("node"), party.field("name"))
        .agg(events=pl.len())
        .drop_nulls()
    )
    derived.put_rows(database, "node_names", names.with_columns(part=pl.lit(part)).sort("node", "name"))


def _choice(settings: Settings) -> str:
    return short_hash(str(settings.multilateral), str(settings.breach_budget))


def common(
    database: Database,
    settings: Settings,
    by: str = "month",
    directed: bool = False,
    as_of: date | None = None,
    states: bool = True,
) -> Common:
    """Gives what all pairs have in common, found anew if events changed.

    As of a day, it is found from what was published by the end of the year before: nothing of it knows that day's
    future, and all days of a year share it. Pairs of states have nothing in common with pairs that hold an armed group,
    a society or another node: each sort is calibrated by itself.
    """
    refresh_acts(database)
    # Years in which nothing can have been published share one, so that questions cannot fill the store.
    cut = None if as_of is None else date(min(max(as_of.year - 1, 1900), date.today().year), 12, 31)
    key = (by, directed, states, _choice(settings), cut)
    # Read from the store once a state of it: the record is long.
    return database.kept(("common", key), lambda: _kept(database, key) or _find(database, settings, key))


def is_measured(database: Database, settings: Settings) -> bool:
    """Says whether what the page asks first can be answered at once, with nothing to lay out or measure before."""
    try:
        with database.snapshot():
            for states in (True, False):
                common(database, settings, states=states)
    except WriteInSnapshotError:
        return False
    return True


def _kept(database: Database, key: derived.Key) -> Common | None:
    kept = derived.calibration(database, key)
    if kept is None:
        return None
    name, record = kept
    return Common(name, None if record is None else Calibration.from_json(record), key[4])


def _find(database: Database, settings: Settings, key: derived.Key) -> Common:
    by, directed, states, _, cut = key
    panel = whole_panel(database, settings, by, directed, cut, states)
    with database.transaction():
        if panel.is_empty():
            return Common(derived.put_calibration(database, key, None, {}), None, cut)
        whole = relations.calibrate(panel, by, settings.breach_budget)
        tables = {
            "calibrated_priors": whole.priors,
            "calibrated_effects": whole.effects,
            "measured_turns": whole.turns,
            "measured_pairs": whole.latest,
        }
        return Common(
            derived.put_calibration(database, key, whole.calibration.to_json(), tables), whole.calibration, cut
        )


def whole_panel(
    database: Database,
    settings: Settings,
    by: str = "month",
    directed: bool = False,
    as_of: date | None = None,
    states: bool = True,
    listed: bool = False,
) -> pl.DataFrame:
    """Gives the panel of all pairs: a period of a pair with at least one act a row.

    Args:
        database, settings, by, directed, as_of, states: as for ``common``.
        listed: with lists of the acts, and periods in which only others of two countries acted.
    """
    refresh_acts(database)
    acts = derived.all_acts(database, states, as_of)
    panel = relations.panel_of(acts, by, directed, settings.multilateral, listed)
    return panel if listed else panel.filter(pl.col("n") > 0)


def is_state(node: str) -> bool:
    """Says whether a node is a state's code."""
    return len(node) == 3


def alone(panel: pl.DataFrame, settings: Settings, by: str, cut: date | None) -> Common:
    """Calibrates on one pair alone, with shipped parameters, where nothing is known of others."""
    return Common("", relations.calibrate(panel, by, settings.breach_budget).calibration, cut)


def span(database: Database, calibration: Calibration, panel: pl.DataFrame, as_of: date | None) -> tuple[date, date]:
    """Gives the first and last period that a pair is measured in: those of all pairs, as far as known on a day."""
    days = panel.filter(pl.col("n") > 0)["period"].str.to_date("%Y-%m-%d")
    first, last = days.min(), days.max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    end = calibration.end if as_of is None else (derived.last_day(database, as_of) or last)
    return min(first, calibration.start), max(last, end)
