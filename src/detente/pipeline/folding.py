"""Folding copies: finds articles that print one text and writes down which repeats which."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from detente.gather import copies
from detente.store import gathered
from detente.store.database import Database

# Part of every fingerprint: another number makes them all anew.
RULES = "copies 2"
# Articles whose texts are held at once.
_CHUNK = 2000


def fold_copies(database: Database) -> set[str]:
    """Brings the copies of a store up to date; what is found depends on the set of articles alone.

    Returns:
        The articles that repeat another one now, or no longer.
    """
    with database.transaction():
        changed = _settle(database, gathered.drop_prints(database, RULES))
    while rows := gathered.unprinted(database, RULES, _CHUNK):
        with database.transaction():
            prints = [
                (r["id"], r["content_hash"], r["published"], copies.bands_of(copies.wording(r["title"], r["text"])))
                for r in rows
            ]
            gathered.put_prints(database, prints, RULES)
            changed |= _settle(database, _judge(database, [r["id"] for r in rows]))
    return changed


def _judge(database: Database, ids: Collection[str]) -> set[str]:
    """Verifies the candidates among some articles; gives those that are copies or have one."""
    pairs = gathered.alike(database, ids, copies.WITHIN_DAYS)
    found: list[tuple[str, str, float]] = []
    for i in range(0, len(pairs), _CHUNK):
        part = pairs[i : i + _CHUNK]
        texts = gathered.texts(database, {one for pair in part for one in pair})
        words = {one: copies.wording(row["title"], row["text"]) for one, row in texts.items()}
        scored = (
            (a, b, copies.sameness(words[a], words[b], copies.hours_between(_moment(texts[a]), _moment(texts[b]))))
            for a, b in part
        )
        found += [row for row in scored if row[2] > 0]
    gathered.put_copies(database, found)
    return {one for a, b, _ in found for one in (a, b)}


def _settle(database: Database, ids: Collection[str]) -> set[str]:
    """Chooses the original of each set of copies that some articles are in."""
    new: list[tuple[str, str | None]] = []
    for group in gathered.copy_sets(database, ids) if ids else ():
        original = copies.first_of([(_time(row), row["id"]) for row in group])
        wanted = {row["id"]: original if row["id"] != original else None for row in group}
        new += [(row["id"], wanted[row["id"]]) for row in group if row["copy_of"] != wanted[row["id"]]]
    gathered.set_copy_of(database, new)
    return {article for article, _ in new}


def _moment(row: dict[str, Any]) -> datetime | date | None:
    """Gives when an article appeared, as finely as it is known."""
    moment = row["published_at"]
    return datetime.fromisoformat(moment) if moment else row["published"]


def _time(row: dict[str, Any]) -> str:
    """Writes a time of publication so that it sorts; a day alone comes after all moments of that day."""
    if row["published"] is None:
        return "~"
    return f"{row['published'].isoformat()} {row['published_at'] or '~'}"
