"""Gathering a store's mentions to events: takes mentions from the store, has them clustered, puts events back.

Only what new, changed or removed mentions are connected with is gathered again. Since mentions are connected by
judgements on pairs alone, the events are the same whatever the order of reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from detente import __version__, gather
from detente.gather import Cluster, Corrections, Facts, Link
from detente.pipeline.folding import fold_copies
from detente.pipeline.telling import event_row
from detente.records import event_id
from detente.store import gathered
from detente.store.database import Database
from detente.store.gathered import Traced

# Part of every trace: another number makes them all anew.
RULES = "gathering 7"
# Articles taken in at once.
_CHUNK = 2000
_PERSON = "a person"
Pair = tuple[str, str]


def gather_store(database: Database) -> int:
    """Gathers again all that changed since it was last gathered; copies are folded first.

    Returns:
        The number of blocks (sets of connected mentions) that were rebuilt.
    """
    recopied = fold_copies(database)
    with database.transaction():
        stale = gathered.drop_outdated(database, RULES)
        stale |= gathered.blocks_of_articles(database, recopied) if recopied else set()
        corrections, disputed = _corrected(database)
        stale |= set(gathered.blocks_of(database, disputed).values()) if disputed else set()
        rebuilt = _rebuild(database, stale, corrections) if stale else 0
    while rows := gathered.pending(database, RULES, _CHUNK):
        with database.transaction():
            rebuilt += _rebuild(database, _take_in(database, rows, corrections), corrections)
    return rebuilt


def _take_in(database: Database, rows: Sequence[Mapping[str, Any]], corrections: Corrections) -> set[str]:
    """Traces mentions and gives the blocks they are connected with."""
    traces = []
    for row in rows:
        facts = gather.facts_of(row["article_id"], row["published"], row["record"])
        traces.append((facts, gather.keys_of(facts), row["run_id"]))
    gathered.put_traces(database, traces, RULES)
    new = [(facts, keys) for facts, keys, _ in traces]
    sought = {key for _, keys in new for key in keys.sought}
    undated = any(facts.first is None for facts, _ in new)
    known = gathered.met(database, sought, _windows(facts for facts, _ in new), undated)
    partners = [(t.facts, t.keys) for t in gathered.traced(database, ids=known)] if known else []
    touched = gather.bonded_with(new, partners)
    ids = {facts.id for facts, _ in new}
    touched |= {other for pair in corrections.together for other in pair if ids & set(pair)} - ids
    return set(gathered.blocks_of(database, touched).values()) if touched else set()


def _windows(facts: Iterable[Facts]) -> list[tuple[date, date]]:
    """Gives the stretches of days on which mentions may lie, with a day to either side, near ones joined."""
    slack, near = timedelta(days=1), timedelta(days=10)
    windows: list[tuple[date, date]] = []
    for first, last in sorted((f.first, f.last) for f in facts if f.first and f.last):
        if windows and first <= windows[-1][1] + near:
            windows[-1] = (windows[-1][0], max(windows[-1][1], last + slack))
        else:
            windows.append((first - slack, last + slack))
    return windows


def _rebuild(database: Database, blocks: Collection[str], corrections: Corrections) -> int:
    """Gathers some blocks, and all that has not been gathered yet."""
    mentions = gathered.traced(database, blocks=blocks, ungathered=True)
    by_id = {t.facts.id: t for t in mentions}
    sets = gather.gather([(t.facts, t.keys) for t in mentions], corrections)
    home = {i: event_id(c.mentions) for _, clusters in sets for c in clusters for i in c.mentions}
    events = [_event(block, cluster, by_id, home) for block, clusters in sets for cluster in clusters]
    members = [(i, home[i], block) for block, clusters in sets for c in clusters for i in c.mentions]
    merges = [_merge_row(link) for _, clusters in sets for c in clusters for link in c.links]
    gathered.put_events(database, blocks, events, members, merges)
    return len(sets)


def gather_as_of(database: Database, blocks: Collection[str], day: date) -> list[gathered.EventRow]:
    """Gathers what some blocks would be if nothing had been published after a day; the store stays as it is."""
    mentions = gathered.traced(database, blocks=blocks)
    known = [t for t in mentions if t.facts.published is None or t.facts.published <= day]
    by_id = {t.facts.id: t for t in known}
    sets = gather.gather([(t.facts, t.keys) for t in known], _corrected(database)[0])
    home = {i: event_id(c.mentions) for _, clusters in sets for c in clusters for i in c.mentions}
    return [_event(block, cluster, by_id, home) for block, clusters in sets for cluster in clusters]


def _event(block: str, cluster: Cluster, by_id: Mapping[str, Traced], home: Mapping[str, str]) -> gathered.EventRow:
    series = home.get(cluster.series.b) if cluster.series else None
    return event_row(event_id(cluster.mentions), block, [by_id[i] for i in cluster.mentions], series, cluster.series)


def _merge_row(link: Link) -> gathered.MergeRow:
    judge = _PERSON if link.reason == gather.BY_PERSON else f"detente {__version__}"
    return gathered.MergeRow(link.a, link.b, link.score, link.reason, judge)


def _corrected(database: Database) -> tuple[Corrections, set[str]]:
    """Gives what people said on pairs of mentions, the last word on a pair winning, and mentions not gathered so."""
    rows = gathered.merge_corrections(database)
    corrections = _sorted_out(row for row in rows if row["undone"] is None)
    named = {one for row in rows for one in _pair(row)}
    event = gathered.event_of(database, named) if named else {}

    def together(pair: Pair) -> bool:
        return pair[0] in event and event[pair[0]] == event.get(pair[1])

    disputed = {i for pair in corrections.together if not together(pair) for i in pair}
    disputed |= {i for pair in corrections.apart if together(pair) for i in pair}
    disputed |= {i for row in rows if row["undone"] is not None and row["what"] == "split" for i in _pair(row)}
    if rows:
        standing = gathered.joined_by_people(database, _PERSON)
        disputed |= {i for pair in standing - corrections.together for i in pair}
    return corrections, disputed


def _sorted_out(rows: Iterable[Mapping[str, Any]]) -> Corrections:
    last = {_pair(row): row["what"] for row in rows}
    together = frozenset(pair for pair, what in last.items() if what == "merge")
    return Corrections(together, frozenset(last) - together)


def _pair(row: Mapping[str, Any]) -> Pair:
    a, b = sorted((row["mention_id"], row["value"]["with"]))
    return a, b
