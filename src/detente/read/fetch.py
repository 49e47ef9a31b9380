"""The one room on the network: fetches a page, feed or file, from public addresses only, within bounds.

The name is resolved here, every address it has is checked, and the connection goes to the address that was checked,
so that a second answer of the name server cannot lead elsewhere. Every redirect is checked in the same way.
"""

from __future__ import annotations

import contextlib
import io
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from detente.errors import InputError
from detente.read.intake import LARGEST_ARTICLE
from detente.read.items import Item, buffered

AGENT = "detente (news reader for research; reads what feeds and users name)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_READABLE = (
    "text/", "application/xhtml", "application/xml", "application/rss", "application/atom", "application/rdf",
    "application/json", "application/ld+json", "application/x-ndjson", "application/jsonl", "application/csv",
    "application/gzip", "application/x-gzip", "application/zip", "application/octet-stream", "application/warc",
    "application/vnd.apache.parquet",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch.

    Attributes:
        size: bytes, unpacked.
        seconds: for all of it, redirects included.
        redirects: how many are followed.
    """

    size: int = LARGEST_ARTICLE
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: ``url`` is the last after redirects; ``headers`` have lower-case names."""

    url: str
    status: int
    content_type: str
    charset: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def item(self) -> Item:
        """Makes it an item for the readers."""
        stream = buffered(io.BytesIO(self.body))
        expected = "feed" if any(word in self.content_type for word in ("rss", "atom", "rdf")) else ""
        return Item(self.url, stream, url=self.url, charset=self.charset, expected=expected)


class FetchError(InputError):
    """An answer that is an error.

    Attributes:
        status: of the answer.
        retry_after: seconds that the server asks to be left alone for, or 0.
    """

    def __init__(
        self, source: str, kind: str, what: str, advice: str = "", status: int = 0, retry_after: float = 0.0
    ) -> None:
        super().__init__(source, kind, what, advice)
        self.status = status
        self.retry_after = retry_after


def fetch(
    url: str,
    allow_hosts: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    before: Callable[[str], None] = lambda _: None,
) -> Fetched:
    """Fetches one address.

    Args:
        url: http or https.
        allow_hosts: ``HOST:PORT`` that may be fetched although private, as written in the URL.
        headers: more request headers, such as ``If-None-Match``; an answer 304 is then no error.
        limits: bounds; the defaults are 20 MB, 30 seconds and 5 redirects.
        before: called with each address before it is asked, the given one and every redirect; its time is not counted.

    Raises:
        InputError: kind ``refused`` for an address that is not public or not http; ``network`` for a server that fails,
            is too slow or answers with an error; ``too_large``; ``truncated``; ``format`` for pictures and the like.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.seconds
    at = url
    for _ in range(limits.redirects + 1):
        target = _checked(at, url, allow_hosts)
        asked = time.monotonic()
        before(at)
        deadline += time.monotonic() - asked
        answer = _ask(at, target, headers or {}, limits, deadline, url)
        if isinstance(answer, Fetched):
            return answer
        at = answer
    raise InputError(url, "network", f"redirects more than {limits.redirects} times.", "Give the final address.")


def _checked(at: str, url: str, allow_hosts: Sequence[str]) -> str:
    """Resolves the host of an address and gives the IP address to connect to."""
    parts = urlsplit(at)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(url, "refused", f"{at[:200]} is no web address.", "Give an http or https address.")
    if parts.username or parts.password:
        raise InputError(url, "refused", "addresses with a user name in them are not fetched.", "Leave it out.")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise InputError(url, "refused", f"{at[:200]} has no valid port.", "Check the address.") from error
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(url, "network", f"the host {parts.hostname} is not known.", "Check the address.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if f"{parts.hostname}:{port}" not in allow_hosts:
        for address in addresses:
            if not is_public(address):
                what = f"{parts.hostname} is at {address}, which is not a public address; not fetched."
                raise InputError(url, "refused", what, f"If you trust it, allow {parts.hostname}:{port}.")
    return addresses[0]


def is_public(address: str) -> bool:
    """Tells whether an IP address is on the open internet, seeing through IPv6 forms that wrap an IPv4 address."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _ask(at: str, address: str, headers: Mapping[str, str], limits: Limits, deadline: float, url: str) -> Fetched | str:
    """Sends one request to the checked address; gives the answer, or where it redirects to."""
    parts = urlsplit(at)
    host = parts.hostname or ""
    sent = {"Host": parts.netloc, "User-Agent": AGENT, "Accept-Encoding": "gzip", "Accept": "*/*", **headers}
    bracketed = f"[{address}]" if ":" in address else address
    # The address stands in the place of the name, which goes into Host and the TLS greeting: certificates are checked
    # against the name, and nothing resolves it again.
    direct = httpx.URL(at).copy_with(host=bracketed.strip("[]"))
    left = max(0.1, deadline - time.monotonic())
    alarm = _Alarm(left)
    extensions = {"sni_hostname": host, "trace": alarm.watch}
    try:
        with (
            alarm,
            httpx.Client(verify=_trusted(), trust_env=False, timeout=min(10.0, left), follow_redirects=False) as client,
            client.stream("GET", direct, headers=sent, extensions=extensions) as response,
        ):
            if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
                return urljoin(at, response.headers["location"])
            answer = _received(at, response, limits, deadline, url)
            if alarm.rang:  # a body without a length seems to end where we hung up
                raise _late(url, limits)
            return answer
    except (httpx.HTTPError, OSError) as error:
        if not alarm.rang:
            raise _told(error, url) from error
        raise _late(url, limits) from error
    except (httpx.InvalidURL, ValueError) as error:
        raise InputError(url, "network", f"cannot be fetched ({error}).", "Check the address.") from error


def _late(url: str, limits: Limits) -> InputError:
    return InputError(url, "network", f"took more than {limits.seconds:g} seconds.", "Try again later.")


def _told(error: Exception, url: str) -> InputError:
    """Says what went wrong on the network."""
    if isinstance(error, httpx.TimeoutException):
        return InputError(url, "network", "the server is too slow.", "Try again later.")
    if isinstance(error, httpx.RemoteProtocolError):
        return InputError(url, "truncated", f"the answer broke off ({error}).", "Try again later.")
    return InputError(url, "network", f"cannot be fetched ({error}).", "Check the address.")


class _Alarm:
    """Hangs up after some seconds, whatever the server does: one that drips its headers is never too slow for httpx."""

    def __init__(self, seconds: float) -> None:
        self.rang = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True

    def __enter__(self) -> _Alarm:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Takes note of the connection, when httpx tells that there is one."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")

    def _ring(self) -> None:
        self.rang = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


@cache
def _trusted() -> ssl.SSLContext:
    """Loads the certificates that are trusted; once, since it takes longer than many an answer."""
    return httpx.create_ssl_context(trust_env=False)


def _received(at: str, response: httpx.Response, limits: Limits, deadline: float, url: str) -> Fetched:
    """Reads an answer within the bounds."""
    status = response.status_code
    kind = response.headers.get("content-type", "")
    content_type = kind.split(";")[0].strip().lower()
    if status != 304 and not 200 <= status < 300:
        what, advice = f"the server answered {status}.", "Check the address, or try again later."
        raise FetchError(url, "network", what, advice, status, _seconds(response.headers.get("retry-after", "")))
    if content_type and not content_type.startswith(_READABLE):
        raise InputError(url, "format", f"is {content_type}, not text.", "Give the address of a page, feed or table.")
    body = _body(response, limits, deadline, url)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Fetched(at, status, content_type, response.charset_encoding or "", body, headers)


def _seconds(retry_after: str) -> float:
    """Reads a Retry-After header, seconds or a date; 0 for none."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _body(response: httpx.Response, limits: Limits, deadline: float, url: str) -> bytes:
    """Reads and unpacks the body a piece at a time; httpx would unpack a bomb before we could look."""
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise InputError(url, "format", f"is sent packed as {packing}, which was not asked for.", "")
    inflater = zlib.decompressobj(31) if packing.endswith("gzip") else None
    body = bytearray()
    for piece in response.iter_raw():
        if time.monotonic() > deadline:
            raise _late(url, limits)
        try:
            body += inflater.decompress(piece, limits.size + 1 - len(body)) if inflater else piece
        except zlib.error as error:
            raise InputError(url, "truncated", f"is packed wrongly ({error}).", "Try again later.") from error
        if len(body) > limits.size:
            raise InputError(url, "too_large", f"is larger than {limits.size:,} bytes.", "Download it first.")
    if inflater and body and not inflater.eof:
        raise InputError(url, "truncated", "the packed answer ends too early.", "Try again later.")
    return bytes(body)
