"""Watching feeds: each item once whatever fails, across restarts, beside a live owner, politely; the soak in short."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from feedserver import FAULTS, FeedServer
from wires import OWNER

from detente import read
from detente.api import Store, watch
from detente.errors import InputError
from detente.read.fetch import Fetched
from detente.read.polling import DAY, Feed, Polled, poll, remembered
from detente.read.robots import Visitor
from detente.store import open_database


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running
        running.shutdown()


def urls(store: Path) -> list[str]:
    with open_database(store) as database:
        return [row["url"] for row in database.rows("SELECT url FROM articles ORDER BY url")]


def watch_until(store: Path, server: FeedServer, wanted: int, seconds: float = 90.0) -> int:
    """Watches until so many articles were read; gives how many were."""
    stop = threading.Event()
    read_now: list[int] = []

    def polled(_: str, new: int) -> None:
        read_now.append(new)
        if sum(read_now) >= wanted:
            stop.set()

    timer = threading.Timer(seconds, stop.set)
    timer.start()
    summary = watch(store, server.feeds, every=0.2, delay=0.0, allow_hosts=[server.host], stop=stop, on_poll=polled)
    timer.cancel()
    return summary.articles


def test_soak_in_short(tmp_path: Path, server: FeedServer) -> None:
    """Feeds that fail in every way: every item is read once, none that is forbidden; a second watch adds nothing."""
    store = tmp_path / "s.duckdb"
    expected = server.expected()
    assert watch_until(store, server, len(expected)) == len(expected)
    assert urls(store) == sorted(expected)
    assert server.forbidden_visits == 0
    assert all(server.requests[f"/feed/{name}"] for name in FAULTS)
    assert watch(store, server.feeds, once=True, delay=0.0, allow_hosts=[server.host]).articles == 0
    assert urls(store) == sorted(expected)
    assert server.unchanged > 0


def test_items_are_read_once_though_what_is_remembered_is_lost(tmp_path: Path, server: FeedServer) -> None:
    store = tmp_path / "s.duckdb"
    feed = [f"http://{server.host}/feed/good"]
    first = watch(store, feed, once=True, delay=0.0, allow_hosts=[server.host])
    for file in Path(f"{store}.feeds").iterdir():
        file.unlink()
    server.start += 1
    again = watch(store, feed, once=True, delay=0.0, allow_hosts=[server.host])
    # All was coded again, and the store kept each item once.
    assert (first.articles, again.articles) == (2, 3)
    assert len(urls(store)) == 3


def test_watch_works_beside_a_live_owner(tmp_path: Path, server: FeedServer) -> None:
    store = tmp_path / "s.duckdb"
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(store)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    owner.stdout.readline()
    try:
        feed = [f"http://{server.host}/feed/good"]
        assert watch(store, feed, once=True, delay=0.0, allow_hosts=[server.host]).articles == 2
        deadline = time.monotonic() + 20
        while any(Path(f"{store}.parts").glob("*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        owner.kill()
        owner.wait()
    assert len(urls(store)) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(tmp_path: Path, server: FeedServer, number: signal.Signals) -> None:
    store = tmp_path / "s.duckdb"
    command = [
        sys.executable, "-c", "from detente.cli import main; main()", "watch", f"http://{server.host}/feed/good",
        "--allow-host", server.host, "--delay", "0", "--store", str(store),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    assert "/feed/good: 2 new" in process.stdout.readline()
    os.kill(process.pid, number)
    rest = process.stdout.read()
    assert process.wait(20) == 0
    assert "2 articles" in rest
    with Store(store) as opened:
        run = opened.database.rows("SELECT command, finished FROM runs")
        assert [row["command"] for row in run] == ["watch"]
        assert run[0]["finished"] is not None


def test_nothing_is_lost_when_what_takes_articles_fails(tmp_path: Path, server: FeedServer) -> None:
    """What is remembered of a feed is only what was made safe."""
    feed = Feed(f"http://{server.host}/feed/good")
    visitor = Visitor([server.host], 0.0)

    def fail(_: list[Polled]) -> None:
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        poll(feed, visitor, 60, fail)
    assert not feed.seen
    taken: list[Polled] = []
    assert poll(feed, visitor, 60, taken.extend) == 2
    assert len(taken) == 2


def test_failures_are_polled_less_and_less_often_and_with_jitter() -> None:
    waits: list[list[float]] = []
    for _ in range(20):
        feed = Feed("x")
        waits.append([])
        for _ in range(12):
            feed.failed(0.0, 60.0)
            waits[-1].append(feed.next_poll)
    for i in range(12):
        column = [row[i] for row in waits]
        middle = min(60.0 * 2**i, DAY)
        assert all(0.75 * middle <= w <= 1.25 * middle for w in column)
        assert len({round(w, 3) for w in column}) > 10
    feed = Feed("x")
    feed.failed(0.0, 60.0, retry_after=7200.0)
    assert feed.next_poll == 7200.0
    feed.failed(0.0, 60.0, retry_after=1e9)
    assert feed.next_poll <= DAY * 1.25


def test_a_clock_that_went_back_puts_no_feed_off_for_ever() -> None:
    feed = Feed("x")
    feed.succeeded(now=2_000_000_000.0, every=900.0)
    assert not feed.due(2_000_000_000.0 + 10)
    assert feed.due(1_000_000_000.0)


def test_what_is_remembered_stays_small_and_survives(tmp_path: Path, server: FeedServer) -> None:
    feed = Feed(f"http://{server.host}/feed/good", seen=dict.fromkeys(f"old{i}" for i in range(6000)))
    poll(feed, Visitor([server.host], 0.0), 60, lambda _: None)
    assert len(feed.seen) == 5000 + 2  # the third item's page fails at first
    feed.save(tmp_path)
    assert remembered(tmp_path, feed.url) == feed
    [file] = tmp_path.iterdir()
    file.write_text("{", encoding="utf-8")
    assert remembered(tmp_path, feed.url) == Feed(feed.url)


class Hosts:
    """Stands in for the network: robots.txt by host, and a clock that pauses move on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, robots: dict[str, str | int]) -> None:
        from detente.read import robots as module
        from detente.read.fetch import FetchError

        self.now = 1000.0
        self.visits: list[tuple[float, str]] = []

        def fetch(url: str, *_: object, before: object = None, **__: object) -> Fetched:
            if callable(before):
                before(url)
            self.visits.append((self.now, url))
            answer = robots.get(url, "ok")
            if isinstance(answer, int):
                raise FetchError(url, "network", f"{url}: the server answered {answer}.", status=answer)
            return Fetched(url, 200, "text/plain", "", answer.encode())

        monkeypatch.setattr(module, "fetch", fetch)
        self.visitor = Visitor(delay=2.0, pause=self.pause, clock=lambda: self.now)

    def pause(self, seconds: float) -> None:
        self.now += seconds

    def times(self, part: str) -> list[float]:
        return [when for when, url in self.visits if part in url and "robots" not in url]


def test_hosts_are_left_in_peace_between_visits(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = "User-agent: *\nCrawl-delay: 10\n"
    hosts = Hosts(monkeypatch, {"http://slow.example/robots.txt": slow, "http://fast.example/robots.txt": 404})
    for i in range(3):
        hosts.visitor.fetch(f"http://fast.example/{i}")
    assert hosts.times("fast") == [1000.0, 1002.0, 1004.0]
    for i in range(3):
        hosts.visitor.fetch(f"http://slow.example/{i}")
    assert hosts.times("slow") == [1004.0, 1014.0, 1024.0]
    assert len([url for _, url in hosts.visits if url.endswith("robots.txt")]) == 2


def test_robots_txt_is_kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = "User-agent: detente\nDisallow: /for-others/\n\nUser-agent: *\nDisallow: /\n"
    hosts = Hosts(monkeypatch, {"http://a.example/robots.txt": ours, "http://down.example/robots.txt": 503})
    hosts.visitor.fetch("http://a.example/news")
    with pytest.raises(InputError, match=r"robots\.txt forbids") as caught:
        hosts.visitor.fetch("http://a.example/for-others/1")
    assert caught.value.kind == "robots"
    with pytest.raises(InputError, match=r"robots\.txt cannot be had") as caught:
        hosts.visitor.fetch("http://down.example/news")
    assert caught.value.kind == "network"
    assert "robots" in read.KINDS
