"""The room on the network, against a server of our own that misbehaves in every way asked for."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

import pytest

from detente.errors import InputError
from detente.read import Problem, read
from detente.read.feeds import entries
from detente.read.fetch import Limits, fetch, is_public
from tests.soak.feedserver import Answering

PARAGRAPH = "<p>Veldania and Ostreva resumed talks on Tuesday, a spokesman for the river commission said in Tulm.</p>"
PAGE = (
    f"<html><head><title>Talks</title><meta name='date' content='2021-05-04'></head><body>{PARAGRAPH * 2}</body></html>"
)


class Handler(Answering):
    """Answers by the path."""

    def do_GET(self) -> None:  # noqa: N802 - the name that the standard library calls
        port = self.server.server_port  # type: ignore[attr-defined]
        match self.path:
            case "/page":
                self.answer(PAGE.encode())
            case "/packed":
                self.answer(gzip.compress(PAGE.encode()), {"Content-Encoding": "gzip"})
            case "/bomb":
                self.answer(gzip.compress(bytes(50_000_000)), {"Content-Encoding": "gzip"})
            case "/host":
                self.answer(self.headers["Host"].encode(), {"Content-Type": "text/plain"})
            case "/picture":
                self.answer(b"\x89PNG", {"Content-Type": "image/png"})
            case "/to-page":
                self.answer(b"", {"Location": "/page"}, 302)
            case "/to-private":
                self.answer(b"", {"Location": "http://10.0.0.1/secret"}, 302)
            case "/to-other-port":
                self.answer(b"", {"Location": f"http://127.0.0.1:{port + 1}/"}, 302)
            case "/to-file":
                self.answer(b"", {"Location": "file:///etc/hostname"}, 302)
            case "/loop":
                self.answer(b"", {"Location": "/loop"}, 302)
            case "/cut":
                self.answer(b"<html>", {"Content-Length": "500"})
            case "/slow":
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                for _ in range(50):
                    time.sleep(0.05)
                    self.wfile.write(b"<p>")
            case "/drip":
                for i in range(60):
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n" if i == 0 else b"X-%d: x\r\n" % i)
                    time.sleep(0.05)
            case "/robots.txt":
                self.answer(b"User-agent: *\nDisallow: /kept/\n", {"Content-Type": "text/plain"})
            case "/kept/page":
                self.answer(PAGE.replace("Talks", "Kept").encode())
            case "/feed":
                link = f"http://127.0.0.1:{port}"
                items = "".join(
                    f"<item><title>T{p}</title><link>{link}/{p}</link></item>" for p in ("page", "picture", "kept/page")
                )
                feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>{items}</channel></rss>"
                self.answer(feed.encode(), {"Content-Type": "application/rss+xml"})
            case "/not-a-feed":
                self.answer(b"<html><body>error</body></html>", {"Content-Type": "application/rss+xml"})
            case _:
                self.answer(b"no", status=404)


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def kind_of(url: str, allowed: str = "", **limits: Any) -> str:
    with pytest.raises(InputError) as caught:
        fetch(url, [allowed] if allowed else [], limits=Limits(**limits))
    return caught.value.kind


def test_private_address_is_refused_unless_allowed(host: str) -> None:
    assert kind_of(f"http://{host}/page") == "refused"
    assert fetch(f"http://{host}/page", [host]).body == PAGE.encode()


@pytest.mark.parametrize("name", ["localhost", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_other_spellings_of_this_machine_are_refused(name: str, host: str) -> None:
    assert kind_of(f"http://{name}:{host.split(':')[1]}/page") in ("refused", "network")


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 :: "
    "fe80::1 fc00::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:7f00:1:: fec0::1 fe80::1%eth0 nonsense".split(),
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("path", ["/to-private", "/to-other-port", "/to-file"])
def test_every_redirect_is_checked(path: str, host: str) -> None:
    assert kind_of(f"http://{host}{path}", host) == "refused"


def test_redirects_are_followed_and_bounded(host: str) -> None:
    assert fetch(f"http://{host}/to-page", [host]).url == f"http://{host}/page"
    assert kind_of(f"http://{host}/loop", host) == "network"


def test_connection_goes_to_the_address_that_was_checked(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(host.split(":")[1])
    resolve, asked = socket.getaddrinfo, []

    def rebinding(name: str, *rest: Any, **more: Any) -> Any:
        if name == "feeds.example":
            asked.append(name)
            return resolve("127.0.0.1" if len(asked) == 1 else "127.0.0.9", *rest, **more)
        return resolve(name, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    answer = fetch(f"http://feeds.example:{port}/host", [f"feeds.example:{port}"])
    assert asked == ["feeds.example"]
    assert answer.body == f"feeds.example:{port}".encode()


def test_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("8.8.8.8", "192.168.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: entries)
    assert kind_of("http://mixed.example/") == "refused"


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/missing", "network"), ("/picture", "format"), ("/cut", "truncated"), ("/bomb", "too_large")],
)
def test_answers_that_are_no_use(path: str, kind: str, host: str) -> None:
    assert kind_of(f"http://{host}{path}", host) == kind


def test_size_and_time_are_bounded(host: str) -> None:
    assert kind_of(f"http://{host}/page", host, size=100) == "too_large"
    started = time.monotonic()
    assert kind_of(f"http://{host}/slow", host, seconds=0.3) == "network"
    assert time.monotonic() - started < 1.5


def test_a_server_that_drips_its_headers_is_hung_up_on(host: str) -> None:
    started = time.monotonic()
    assert kind_of(f"http://{host}/drip", host, seconds=0.3) == "network"
    assert time.monotonic() - started < 1.5


def test_every_address_is_told_before_it_is_asked(host: str) -> None:
    told: list[str] = []
    fetch(f"http://{host}/to-page", [host], before=told.append)
    assert told == [f"http://{host}/to-page", f"http://{host}/page"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_do_not_swell_a_feed(encoding: str) -> None:
    names = "abcdefghij"
    declared = "".join(
        f"<!ENTITY {name} '{f'&{names[i - 1]};' * 10 if i else 'swollen'}'>" for i, name in enumerate(names)
    )
    feed = (
        f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE rss [{declared}]><rss version='2.0'><channel>"
        "<title>F</title><item><title>T</title><description>&j;</description></item></channel></rss>"
    )
    with pytest.raises(InputError) as caught:
        entries(feed.encode(encoding), "feed")
    assert caught.value.kind == "bomb"


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://a.example/", "http://user:word@a.example/", "http://"])
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    assert kind_of(url) == "refused"


def test_packed_answer_is_unpacked(host: str) -> None:
    assert fetch(f"http://{host}/packed", [host]).body == PAGE.encode()


def test_feed_leads_to_its_pages_and_goes_on_after_a_failure(host: str) -> None:
    problems: list[Problem] = []
    articles = list(
        read([f"http://{host}/feed", f"http://{host}/not-a-feed"], allow_hosts=[host], on_problem=problems.append)
    )
    assert [a.url for a in articles] == [f"http://{host}/page"]
    assert [p.kind for p in problems] == ["format", "robots", "feed"]


def test_what_the_user_names_is_fetched_as_a_browser_would(host: str) -> None:
    """robots.txt is for programs that choose where to go: it holds for what a feed leads to (above), not for a name."""
    problems: list[Problem] = []
    articles = list(read([f"http://{host}/kept/page"], allow_hosts=[host], on_problem=problems.append))
    assert [a.title for a in articles] == ["Kept"]
    assert not problems
