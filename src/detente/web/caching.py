"""ETags: an answer stands as long as the store does, so that whoever has it is told so without it being made again."""

from __future__ import annotations

import secrets
import zlib

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.api import Store


class Caching:
    """Puts an ETag on every answer that depends on nothing but address and store, and answers 304 where it matches."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self.app = app
        self.store = store
        self._boot = secrets.token_hex(4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or path.startswith("/static"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        tag = self._tag(scope, headers)
        if tag in [one.strip() for one in headers.get(b"if-none-match", b"").decode("latin-1").split(",")]:
            await send({"type": "http.response.start", "status": 304, "headers": [(b"etag", tag.encode())]})
            await send({"type": "http.response.body", "body": b""})
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                found = MutableHeaders(scope=message)
                found.setdefault("etag", tag)
                found.setdefault("cache-control", "private, no-cache")
            await send(message)

        await self.app(scope, receive, tagged)

    def _tag(self, scope: Scope, headers: dict[bytes, bytes]) -> str:
        """Names the state of the store and the question; what is not in the address is in the sum, too."""
        asked = scope["raw_path"] if scope.get("raw_path") else scope["path"].encode()
        question = b"\0".join((asked, scope["query_string"], headers.get(b"cookie", b""), headers.get(b"accept", b"")))
        return f'W/"{self._boot}-{self.store.database.generation}-{zlib.crc32(question):08x}"'
