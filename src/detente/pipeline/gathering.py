"""Gathering a store's mentions to events: takes mentions from the store, has them clustered, puts events back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente import __version__
from detente.actors.gazetteer import fold
from detente.gather import Cluster, Facts, block_of, gather
from detente.records import event_id
from detente.store import queries, tables
from detente.store.database import Database

# The surest report speaks for an event.
_SURENESS = ("asserted", "probable", "possible", "alleged", "planned", "hypothetical", "denied")
_STOP = frozenset("the a an of in on at to and for by with from that was were is are has have had said it its".split())


def gather_store(database: Database) -> int:
    """Gathers again every block whose mentions changed since it was last gathered.

    Returns:
        The number of blocks that were rebuilt.
    """
    rows = {row["id"]: row for row in queries.mention_facts(database)}
    blocks: dict[str, list[Facts]] = defaultdict(list)
    for row in rows.values():
        facts = facts_of(row)
        blocks[block_of(facts)].append(facts)
    together, apart = _corrected(queries.merge_corrections(database))
    stored = queries.gathered_blocks(database)
    rebuilt = 0
    for name in sorted(set(blocks) | set(stored)):
        members = blocks.get(name, [])
        if stored.get(name) == frozenset(f.id for f in members) and not together and not apart:
            continue
        _put(database, name, members, rows, gather(members, together, apart))
        rebuilt += 1
    return rebuilt


def facts_of(row: Mapping[str, Any]) -> Facts:
    """Reduces a stored mention to what gathering looks at."""
    record = row["record"]
    date, place, killed = record["date"], record["place"], record["fatalities"]
    parties = record["actors"] + record["recipients"]
    low = killed and (killed["low"] if killed["low"] is not None else killed["best"])
    return Facts(
        id=row["id"],
        article_id=row["article_id"],
        event_type=record["event_type"],
        of_type=record["of_type"],
        actors=frozenset(n for n in row["actors"] or () if n),
        recipients=frozenset(n for n in row["recipients"] or () if n),
        countries=frozenset(p["country"] for p in parties if p["country"]),
        date_start=tables.day(date["start"]) if date else None,
        date_end=tables.day(date["end"]) if date else None,
        territory=record["territory"],
        place=place["name"] if place else None,
        lat=place["lat"] if place else None,
        lon=place["lon"] if place else None,
        killed=(low, killed["high"] or low) if killed and low is not None else None,
        occurrence=record["occurrence"],
        factuality=record["factuality"],
        words=_content_words(record["sentence"]["text"]),
        published=row["published"],
        origin=row["origin"],
        confidence=record["confidence"],
    )


def _content_words(text: str) -> frozenset[str]:
    words = (word.strip(".,;:'\"()“”’") for word in fold(text).split())
    return frozenset(word for word in words if len(word) > 2 and word not in _STOP)


def _corrected(rows: Iterable[Mapping[str, Any]]) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Sorts people's merges and splits into pairs; the later word on a pair wins."""
    words: dict[tuple[str, str], str] = {}
    for row in rows:
        a, b = sorted((row["mention_id"], row["value"]["with"]))
        words[a, b] = row["what"]
    together = frozenset(pair for pair, what in words.items() if what == "merge")
    return together, frozenset(words) - together


def _put(
    database: Database,
    name: str,
    members: Sequence[Facts],
    rows: Mapping[str, Mapping[str, Any]],
    clusters: Sequence[Cluster],
) -> None:
    """Stores one block's events, members and judgements."""
    by_id = {f.id: f for f in members}
    events: list[tables.EventRow] = []
    mentions: dict[str, tuple[str, ...]] = {}
    merges: list[tables.MergeRow] = []
    for cluster in clusters:
        event = _event(name, cluster, by_id, rows)
        events.append(event)
        mentions[event.id] = cluster.mentions
        merges.extend(tables.MergeRow(k.a, k.b, k.score, k.reason, f"detente {__version__}") for k in cluster.links)
    tables.put_block(database, name, events, mentions, merges)


def _event(
    block: str, cluster: Cluster, by_id: Mapping[str, Facts], rows: Mapping[str, Mapping[str, Any]]
) -> tables.EventRow:
    """Makes the row of one event; its speaker is the surest mention, then the one with most told, then the earliest."""
    facts = [by_id[i] for i in cluster.mentions]
    speaker = min(
        facts,
        key=lambda f: (
            _SURENESS.index(f.factuality),
            f.date_start is None,
            -(bool(f.actors) + bool(f.recipients)),
            -f.confidence,
            str(f.published),
            f.id,
        ),
    )
    record = rows[speaker.id]["record"]
    published = [f.published for f in facts if f.published]
    return tables.EventRow(
        id=event_id(cluster.mentions),
        block=block,
        mention_id=speaker.id,
        event_type=record["event_type"],
        quad_class=record["quad_class"],
        intensity=record["intensity"],
        goldstein=record["goldstein"],
        date_start=speaker.date_start,
        date_end=speaker.date_end,
        date_precision=record["date"]["precision"] if record["date"] else None,
        territory=record["territory"] or next((f.territory for f in facts if f.territory), None),
        factuality=record["factuality"],
        occurrence=record["occurrence"],
        historical=record["historical"],
        part_of=None,
        mentions=len(facts),
        articles=len({f.article_id for f in facts}),
        origins=len({f.origin for f in facts}),
        first_reported=min(published) if published else None,
    )
