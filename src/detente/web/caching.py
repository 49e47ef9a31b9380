"""Answers stand as long as the store does: they are kept, and who has one by its ETag is told so."""

from __future__ import annotations

import secrets
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.api import Store

# Bytes of answers that are kept at most, and of one answer.
MOST = 64 << 20
MOST_OF_ONE = 2 << 20


class Caching:
    """Puts an ETag on every answer that depends on nothing but address and store, and makes none twice.

    Where the ETag that a request brings matches, the answer is 304. An answer that is sent in one piece is kept until
    the store changes or others are asked for more often.
    """

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self.app = app
        self.store = store
        self._boot = secrets.token_hex(4)
        self._kept = _Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or path.startswith("/static"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        question = _question(scope, headers)
        # Taken before the answer is made: one of a newer state is then kept for an older one, never the other way.
        generation = self.store.database.generation
        tag = f'W/"{self._boot}-{generation}-{zlib.crc32(question):08x}"'
        if tag in [one.strip() for one in headers.get(b"if-none-match", b"").decode("latin-1").split(",")]:
            await send({"type": "http.response.start", "status": 304, "headers": [(b"etag", tag.encode())]})
            await send({"type": "http.response.body", "body": b""})
            return
        if scope["method"] == "GET" and (kept := self._kept.find(question, generation)):
            await send({"type": "http.response.start", "status": 200, "headers": list(kept.headers)})
            await send({"type": "http.response.body", "body": kept.body})
            return
        headers_sent: tuple[tuple[bytes, bytes], ...] | None = None

        async def tagged(message: Message) -> None:
            nonlocal headers_sent
            if message["type"] == "http.response.start" and message["status"] == 200:
                found = MutableHeaders(scope=message)
                found.setdefault("etag", tag)
                found.setdefault("cache-control", "private, no-cache")
                headers_sent = tuple(message["headers"])
            elif headers_sent is not None and message["type"] == "http.response.body":
                if scope["method"] == "GET" and not message.get("more_body"):
                    self._kept.keep(question, _Answer(generation, headers_sent, message.get("body", b"")))
                headers_sent = None  # one that is sent in pieces is not kept
            await send(message)

        await self.app(scope, receive, tagged)


def _question(scope: Scope, headers: dict[bytes, bytes]) -> bytes:
    """Gives all that an answer depends on beside the store; some of it is not in the address."""
    asked = scope["raw_path"] if scope.get("raw_path") else scope["path"].encode()
    told = (headers.get(name, b"") for name in (b"cookie", b"accept", b"accept-encoding"))
    return b"\0".join((asked, scope["query_string"], *told))


@dataclass(frozen=True, slots=True)
class _Answer:
    generation: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class _Kept:
    """Answers by question, those asked for last; all of them together within ``MOST`` bytes."""

    def __init__(self) -> None:
        self._answers: OrderedDict[bytes, _Answer] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def find(self, question: bytes, generation: int) -> _Answer | None:
        """Gives an answer of this state of the store, or None."""
        with self._lock:
            found = self._answers.get(question)
            if found is None or found.generation != generation:
                return None
            self._answers.move_to_end(question)
            return found

    def keep(self, question: bytes, answer: _Answer) -> None:
        """Keeps an answer in place of those not asked for lately."""
        if len(answer.body) + len(question) > MOST_OF_ONE:
            return
        with self._lock:
            self._size -= self._sum(question, self._answers.pop(question, None))
            self._answers[question] = answer
            self._size += self._sum(question, answer)
            while self._size > MOST:
                self._size -= self._sum(*self._answers.popitem(last=False))

    @staticmethod
    def _sum(question: bytes, answer: _Answer | None) -> int:
        return 0 if answer is None else len(question) + len(answer.body) + 1024
