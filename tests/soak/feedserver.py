"""A feed server that fails in every way, and knows which items a reader can and must have read."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STATES = "Chile France Peru Norway Kenya Japan Ghana Italy Egypt Nepal".split()
# What a feed does on some of its requests, and on which: one in so many. The rest are answered well.
FAULTS = {
    "good": 0, "error": 2, "truncated": 3, "private": 3, "slow": 2, "broken": 2, "page": 2, "huge": 4, "etags": 0,
    "reset": 3, "entities": 3, "bomb": 4, "loop": 3, "binary": 3, "empty": 2,
}  # fmt: skip
# What an item's page does; a reader must have read all but those of NEVER.
PAGES = ("good", "good", "error twice", "good", "truncated once", "moved", "slow", "private", "forbidden", "reset once")
NEVER = ("private", "forbidden")


class FeedServer(ThreadingHTTPServer):
    """Serves a feed for each kind of fault.

    Args:
        start: items that each feed has at first.
        rate: items a second that all feeds together get from then on.
    """

    daemon_threads = True

    def __init__(self, start: int = 3, rate: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self.server_port}"
        self.start, self.rate = start, rate
        self.began = time.monotonic()
        self.frozen: float | None = None
        self.requests: Counter[str] = Counter()
        self.forbidden_visits = 0
        self.unchanged = 0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def feeds(self) -> list[str]:
        """The addresses of the feeds, and of one that is gone."""
        return [f"http://{self.host}/feed/{name}" for name in (*FAULTS, "gone")]

    def freeze(self) -> None:
        """Adds no more items."""
        self.frozen = time.monotonic()

    def items(self, feed: str) -> list[str]:
        """Gives the paths of a feed's items, the newest first; one is in two feeds."""
        grown = ((self.frozen or time.monotonic()) - self.began) * self.rate / len(FAULTS)
        names = list(FAULTS)
        number = self.start + int(grown)
        own = [f"{feed}-{i}" for i in range(number)]
        if feed != names[0]:
            own.insert(0, f"{names[0]}-0")
        return own[::-1]

    def expected(self) -> set[str]:
        """Gives the addresses that must have been read."""
        names = {name for feed in FAULTS for name in self.items(feed)}
        return {f"http://{self.host}{path(name)}" for name in names if page_of(name) not in NEVER}

    def handle_error(self, *_: Any) -> None:
        """Says nothing of readers that hang up."""


def page_of(name: str) -> str:
    """Says what an item's page does."""
    return PAGES[int(name.rpartition("-")[2]) % len(PAGES)]


def path(name: str) -> str:
    """Gives the path of an item's page."""
    return f"/{'closed' if page_of(name) == 'forbidden' else 'item'}/{name}"


def story(name: str) -> bytes:
    """Writes an item's page."""
    feed, _, number = name.rpartition("-")
    i = int(number) + 7 * list(FAULTS).index(feed)
    one, other = STATES[i % 10], STATES[(i + 1 + i // 10) % 10]
    other = other if other != one else STATES[(i + 5) % 10]
    text = (
        f"<p>{one} accused {other} of delaying the ferry treaty, a foreign ministry spokesman said in statement {name} "
        f"on Tuesday.</p><p>{other} signed an agreement on harbour dues with {one} last week, officials said. Fishing "
        f"crews at pier {i} went on mending nets while it rained.</p>"
    )
    head = f"<title>Statement {name}</title><meta name='date' content='2021-05-{i % 27 + 1:02}'>"
    return f"<html><head>{head}</head><body><article>{text}</article></body></html>".encode()


class Answering(BaseHTTPRequestHandler):
    """What servers of tests answer with, in silence."""

    def answer(self, body: bytes, headers: dict[str, str] | None = None, status: int = 200) -> None:
        """Sends a whole answer."""
        sent = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **(headers or {})}
        self.send_response(status)
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class _Handler(Answering):
    """Answers by the path, well or badly."""

    server: FeedServer

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.requests[self.path] += 1
            number = self.server.requests[self.path]
        what, _, name = self.path.lstrip("/").partition("/")
        if self.path == "/robots.txt":
            self.answer(b"User-agent: *\nDisallow: /closed/\n", {"Content-Type": "text/plain"})
        elif what == "feed":
            self.feed(name, number)
        elif what in ("item", "moved"):
            self.page(name, number, what)
        else:
            self.server.forbidden_visits += what == "closed"
            self.answer(b"no", status=404)

    def feed(self, name: str, number: int) -> None:
        if name == "gone":
            self.answer(b"gone", status=410)
            return
        items = self.server.items(name)
        etag = f'"{len(items)}"' if name != "etags" else f'"{number}"'
        every = FAULTS[name]
        if every and number % every == 0:
            getattr(self, f"fail_{name}")(rss(self.server.host, items))
        elif self.headers.get("If-None-Match") == etag:
            self.server.unchanged += 1
            self.answer(b"", status=304)
        else:
            self.answer(rss(self.server.host, items), {"Content-Type": "application/rss+xml", "ETag": etag})

    def page(self, name: str, number: int, what: str) -> None:
        kind = page_of(name)
        if kind == "error twice" and number <= 2:
            self.answer(b"later", status=503)
        elif kind == "truncated once" and number == 1:
            self.fail_truncated(story(name))
        elif kind == "reset once" and number == 1:
            self.fail_reset(b"")
        elif kind == "moved" and what == "item":
            self.answer(b"", {"Location": f"/moved/{name}"}, 301)
        elif kind == "private":
            self.fail_private(b"")
        elif kind == "slow":
            self.fail_slow(story(name))
        else:
            self.answer(story(name))

    def fail_error(self, _: bytes) -> None:
        self.answer(b"oops", {"Retry-After": "1"}, 503)

    def fail_truncated(self, body: bytes) -> None:
        self.answer(body[: len(body) // 2], {"Content-Length": str(len(body))})
        self.close_connection = True

    def fail_private(self, _: bytes) -> None:
        self.answer(b"", {"Location": "http://169.254.169.254/latest/"}, 302)

    def fail_slow(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if body.startswith(b"<html") else "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for i in range(0, len(body), len(body) // 4):
            time.sleep(0.05)
            self.wfile.write(body[i : i + len(body) // 4])

    def fail_broken(self, body: bytes) -> None:
        self.answer(body.replace(b"</title>", b"", 1).replace(b"<item>", b"<item", 1)[: len(body) // 3])

    def fail_page(self, _: bytes) -> None:
        self.answer(b"<!doctype html><html><body>Please accept our cookies</body></html>")

    def fail_huge(self, _: bytes) -> None:
        self.answer(b"<rss version='2.0'>" + b" " * 21_000_000, {"Content-Type": "application/rss+xml"})

    def fail_reset(self, _: bytes) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def fail_entities(self, body: bytes) -> None:
        self.answer(b"<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>" + body)

    def fail_bomb(self, _: bytes) -> None:
        self.answer(gzip.compress(bytes(60_000_000)), {"Content-Encoding": "gzip"})

    def fail_loop(self, _: bytes) -> None:
        self.answer(b"", {"Location": self.path}, 302)

    def fail_binary(self, _: bytes) -> None:
        self.answer(bytes(range(256)) * 40, {"Content-Type": "application/octet-stream"})

    def fail_empty(self, _: bytes) -> None:
        self.answer(b"")


def rss(host: str, items: list[str]) -> bytes:
    """Writes a feed of teasers; so many that none is gone before a reader on a busy machine comes by."""
    shown = "".join(
        f"<item><title>Statement {n}</title><link>http://{host}{path(n)}</link><guid>{n}</guid></item>"
        for n in items[:500]
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Pier news</title>{shown}</channel></rss>".encode()
