"""Polling a feed: what is new in it, with what is remembered of it between polls and between runs.

What is remembered lies in a file a feed beside the store. It is written when the new articles are safe, so an item may
be looked at again after a crash, and never be lost; the store knows every item by its id and keeps it once.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path

from detente.errors import InputError
from detente.read.feeds import Entry, read_entry, whole_entries
from detente.read.fetch import Fetched, FetchError
from detente.read.intake import Intake
from detente.read.problems import OnProblem, Problem
from detente.read.robots import Visitor
from detente.records import Article, short_hash

DAY = 24 * 3600.0
# Items remembered beyond those that the feed shows now.
_REMEMBERED = 5000
# Polls that an item's page may fail in before it is given up.
_TRIES = 5
# What may be otherwise next time.
_PASSING = frozenset({"network", "truncated", "vanished", "unreadable"})


@dataclass(slots=True)
class Feed:
    """What is remembered of a feed.

    Attributes:
        url: its address.
        etag, modified: what it said of its state when last fetched, so that an unchanged feed is not sent again.
        next_poll: when it is due, in seconds since 1970.
        failures: polls in a row that failed.
        seen: ids of items that are done, the latest last.
        tries: how often the page of an item failed.
    """

    url: str
    etag: str = ""
    modified: str = ""
    next_poll: float = 0.0
    failures: int = 0
    seen: dict[str, None] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)

    def due(self, now: float) -> bool:
        """Says whether it is time to poll it; a clock that went back does not put it off for more than a day."""
        return self.next_poll <= now or self.next_poll - now > DAY * 1.5

    def done(self, item: str) -> None:
        """Remembers that an item needs no more looking at."""
        self.seen[item] = None
        self.tries.pop(item, None)

    def forget_all_but(self, shown: Collection[str]) -> None:
        """Forgets the oldest of the items that the feed no longer shows."""
        self.tries = {item: n for item, n in self.tries.items() if item in shown}
        old = [item for item in self.seen if item not in shown]
        for item in old[: max(0, len(old) - _REMEMBERED)]:
            del self.seen[item]

    def succeeded(self, now: float, every: float) -> None:
        """Plans the next poll after one that went well; feeds drift apart, so that they are not polled all at once."""
        self.failures = 0
        self.next_poll = now + every * random.uniform(0.9, 1.1)

    def failed(self, now: float, every: float, retry_after: float = 0.0) -> None:
        """Plans the next poll after one that failed: twice as long each time, up to a day, or as the server asks."""
        wait = min(every * 2 ** min(self.failures, 20), DAY) * random.uniform(0.75, 1.25)
        self.failures += 1
        self.next_poll = now + min(max(wait, retry_after), DAY * 1.25)

    def save(self, folder: Path) -> None:
        """Writes the file, whole or not at all."""
        path = _file(folder, self.url)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with draft.open("w", encoding="utf-8") as handle:
            json.dump({**asdict(self), "seen": list(self.seen)}, handle)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(draft, path)


def remembered(folder: Path, url: str) -> Feed:
    """Gives what is remembered of a feed; a file that cannot be read is as none."""
    try:
        values = json.loads(_file(folder, url).read_text(encoding="utf-8"))
        return Feed(**{**values, "seen": dict.fromkeys(values["seen"])})
    except (OSError, ValueError, TypeError, KeyError):
        return Feed(url)


def _file(folder: Path, url: str) -> Path:
    return folder / f"{short_hash('feed', url)}.json"


def item_id(entry: Entry, feed: str) -> str:
    """Gives what stays the same of an item whenever a feed shows it: its link, else the id that the feed gives it."""
    if entry.link:
        return short_hash("item", entry.link)
    published = entry.published.day.isoformat() if entry.published else ""
    return short_hash("item", feed, entry.guid or f"{entry.title} {published}")


@dataclass(frozen=True, slots=True)
class Polled:
    """A new article of a feed, with the id of its item."""

    item: str
    article: Article


def poll(
    feed: Feed,
    visitor: Visitor,
    every: float,
    take: Callable[[list[Polled]], None],
    on_problem: OnProblem = lambda _: None,
    elsewhere: Callable[[str], bool] = lambda _: False,
    stopping: Callable[[], bool] = lambda: False,
    batch: int = 16,
) -> int:
    """Polls one feed; whatever is wrong with it or its pages is reported and raises nothing.

    Args:
        feed: changed as the poll goes.
        visitor: what fetches.
        every: seconds between polls that go well.
        take: makes some articles safe; what it was given is remembered as done when it returns.
        on_problem: told what is wrong.
        elsewhere: says whether an item was read from another feed.
        stopping: says whether to end early.
        batch: articles that are taken at once.

    Returns:
        The number of new articles.
    """
    try:
        answer = _fetched(feed, visitor)
        entries = _taken_apart(answer, feed, on_problem)
    except InputError as error:
        what = f"{error.what.removeprefix(f'{error.source}: ')}"
        feed.failed(time.time(), every, error.retry_after if isinstance(error, FetchError) else 0.0)
        seconds = feed.next_poll - time.time()
        when = f"{seconds / 60:.0f} minutes" if seconds > 90 else f"{seconds:.0f} seconds"
        on_problem(Problem(feed.url, error.kind, what, f"Polled again in {when}."))
        return 0
    new = 0
    held: list[Polled] = []
    done: list[str] = []
    shown = {item_id(entry, feed.url): entry for entry in entries}

    def settle() -> None:
        if held:
            take(list(held))
        for item in done:
            feed.done(item)
        held.clear()
        done.clear()

    for item, entry in shown.items():
        if stopping():
            break
        if item in feed.seen or elsewhere(item):
            continue
        article = _article(entry, item, feed, visitor, on_problem)
        if article is not None:
            held.append(Polled(item, article))
            new += 1
        elif feed.tries.get(item, 0) and feed.tries[item] < _TRIES:
            continue
        done.append(item)
        if len(held) >= batch:
            settle()
    settle()
    # Where not all was read, the feed must be sent again, changed or not.
    whole = not stopping() and not feed.tries
    if answer.status != 304:
        feed.etag = answer.headers.get("etag", "")[:1000] if whole else ""
        feed.modified = answer.headers.get("last-modified", "")[:100] if whole else ""
        feed.forget_all_but(shown)
    feed.succeeded(time.time(), every)
    return new


def _fetched(feed: Feed, visitor: Visitor) -> Fetched:
    """Fetches a feed, unless it has not changed (status 304).

    Raises:
        InputError: it cannot be fetched.
    """
    headers = {"If-None-Match": feed.etag} if feed.etag else {}
    if feed.modified:
        headers["If-Modified-Since"] = feed.modified
    return visitor.fetch(feed.url, headers)


def _taken_apart(answer: Fetched, feed: Feed, on_problem: OnProblem) -> list[Entry]:
    """Gives the entries of a feed that was fetched.

    Raises:
        InputError: it is no feed.
    """
    if answer.status == 304:
        return []
    try:
        return whole_entries(answer.body, feed.url, Intake(on_problem))
    except InputError:
        raise
    except Exception as error:  # a library failed on hostile input: it costs this poll only
        what = f"could not be taken apart ({type(error).__name__}: {' '.join(str(error).split())[:160]})."
        raise InputError(feed.url, "unreadable", what) from error


def _article(entry: Entry, item: str, feed: Feed, visitor: Visitor, on_problem: OnProblem) -> Article | None:
    """Reads an item; None where it cannot be read now (it is then in ``feed.tries``) or ever."""
    kinds: list[str] = []

    def noted(problem: Problem) -> None:
        kinds.append(problem.kind)
        on_problem(problem)

    try:
        article = read_entry(entry, feed.url, Intake(noted), visitor.fetch)
    except Exception as error:
        what = f"could not be taken apart ({type(error).__name__}: {' '.join(str(error).split())[:160]}); passed over."
        noted(Problem(entry.link or feed.url, "format", what))
        return None
    if article is None and _PASSING.intersection(kinds):
        feed.tries[item] = feed.tries.get(item, 0) + 1
    return article
