"""Who may ask, and what a browser may do with an answer.

On loopback without a token, requests must be addressed to this machine by name (so that no web page can reach it by
pointing a name of its own here), and writes must come from our own page. With a token, every request carries it.
"""

from __future__ import annotations

import html
import ipaddress
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "detente_token"
# Writes from a page carry this header, which no form and no foreign page can send.
HEADER = "x-detente"
LARGEST_BODY = 8 << 20
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Scripts and styles are files of ours; no page has any in place, and no text from an article could bring some in.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}


class Guard:
    """Stands before everything else: host, token, origin, size, and the headers of every answer."""

    def __init__(
        self, app: ASGIApp, token: str | None, read_only: bool, names: tuple[str, ...], owner_token: str = ""
    ) -> None:
        self.app = app
        self.token = token
        self.read_only = read_only
        self.names = frozenset(name.lower() for name in names)
        self.owner_token = owner_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope, Headers(scope=scope))
        if refused is not None:
            await refused(scope, receive, guarded)
            return
        await self.app(scope, Bounded(receive, LARGEST_BODY), guarded)

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """Gives the answer to a request that is not let in, or None."""
        host = headers.get("host", "")
        if not self._host_is_ours(host):
            return _fault(
                scope, 421, "host", f"This server is not called '{host[:100]}'.",
                "Use the address that detente serve printed, or name the host with --name.",
            )  # fmt: skip
        bearer = self._bearer(headers)
        if self.token is not None and not bearer:
            refused = self._by_cookie(scope, headers)
            if refused is not None:
                return refused
        if scope["path"].startswith("/owner/") and not self._is(headers, self.owner_token):
            return _fault(scope, 404, "not_found", "Not Found.", "")
        if scope["method"] in _SAFE:
            return None
        size = headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > LARGEST_BODY:
            return _fault(scope, 413, "too_large", "The body is too large.", f"Send {LARGEST_BODY >> 20} MiB at most.")
        if self.read_only and not scope["path"].startswith("/owner/"):
            return _fault(scope, 403, "read_only", "This server is read-only.", "Start it without --read-only.")
        return None if bearer else _foreign(scope, headers, host)

    def _host_is_ours(self, host: str) -> bool:
        """Says whether a Host header names this machine and not a name that somebody pointed here."""
        if host.startswith("["):
            name = host[: host.find("]") + 1].lower()
        else:
            name = host.rpartition(":")[0].lower() if ":" in host else host.lower()
        if name in _LOCAL or name in self.names:
            return True
        return self.token is not None and _is_address(name.strip("[]"))

    def _bearer(self, headers: Headers) -> bool:
        """Says whether the request carries the token, or that of the store's owner, as programs do."""
        return (self.token is not None and self._is(headers, self.token)) or self._is(headers, self.owner_token)

    def _is(self, headers: Headers, token: str) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return bool(token) and scheme.lower() == "bearer" and _same(given.strip(), token)

    def _by_cookie(self, scope: Scope, headers: Headers) -> Response | None:
        """Lets a browser in by its cookie; a link with the token in it sets the cookie and leads to itself without."""
        assert self.token is not None
        try:
            given = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            given = None
        if given is not None and _same(given.value, self.token):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        shown = next((value for name, value in query if name == "token"), None)
        if scope["method"] == "GET" and shown is not None and _same(shown, self.token):
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            # One slash before, so that a path of two slashes leads to no other host.
            answer = RedirectResponse("/" + scope["path"].lstrip("/") + (f"?{rest}" if rest else ""), 303)
            answer.set_cookie(COOKIE, self.token, httponly=True, samesite="strict", secure=scope["scheme"] == "https")
            return answer
        advice = "Send 'Authorization: Bearer TOKEN', or open the link that detente serve printed."
        refused = _fault(scope, 401, "token", "This server wants its token.", advice)
        refused.headers["www-authenticate"] = "Bearer"
        return refused


def _foreign(scope: Scope, headers: Headers, host: str) -> Response | None:
    """Refuses a write that does not come from our own page or a program."""
    origin = headers.get("origin")
    same = origin is None or urlsplit(origin).netloc.lower() == host.lower()
    site = headers.get("sec-fetch-site", "same-origin")
    if same and site in ("same-origin", "none") and HEADER in headers:
        return None
    return _fault(
        scope, 403, "origin", "A write must come from this server's own page or name its intent.",
        "Programs send the header 'X-Detente: 1'.",
    )  # fmt: skip


def _fault(scope: Scope, status: int, code: str, message: str, advice: str) -> Response:
    if scope["path"].startswith(("/api/", "/owner/")):
        return JSONResponse({"error": {"code": code, "message": message, "advice": advice}}, status)
    text = f"<h1>{html.escape(message)}</h1><p>{html.escape(advice)}</p>"
    return HTMLResponse(f"<!doctype html><meta charset=utf-8><title>Détente</title>{text}", status)


def _same(given: str, wanted: str) -> bool:
    """Compares in constant time."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Bounded:
    """Gives a request's body up to a size; one without a length ends there, too."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest

    async def __call__(self) -> Message:
        """Receives the next part."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                return {"type": "http.disconnect"}
        return message
