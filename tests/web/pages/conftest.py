"""Served stores and a browser that notes every request that is not ours and every error."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from detente import api
from detente.api import Store
from detente.web import create_app
from detente.web.pages import patience

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from detente.api import Coder

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
Serve = Callable[[Store], str]


@pytest.fixture(scope="session", autouse=True)
def patient() -> Iterator[None]:
    """Has pages wait for their answer, so that a busy machine shows no other page than an idle one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patience, "SOON", 120.0)
        yield


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serves stores, each on a free port of its own, and stops them in the end."""
    servers: list[uvicorn.Server] = []

    def start(store: Store) -> str:
        server = uvicorn.Server(uvicorn.Config(create_app(store), host="127.0.0.1", port=0, log_level="warning"))
        threading.Thread(target=server.run, daemon=True).start()
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        assert server.started
        servers.append(server)
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.should_exit = True


@pytest.fixture(scope="session")
def chronicle(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Iterator[Store]:
    """Gives a store that holds the shipped chronicle."""
    with Store(tmp_path_factory.mktemp("chronicle") / "c.duckdb") as store:
        store.coder = coder
        store.read(*api.chronicle())
        yield store


@pytest.fixture(scope="session")
def chronicle_url(chronicle: Store, serve: Serve) -> str:
    """Gives the address where the chronicle is served."""
    return serve(chronicle)


@pytest.fixture
def small(tmp_path: Path, coder: Coder, serve: Serve) -> Iterator[Callable[[list[dict[str, Any]]], tuple[Store, str]]]:
    """Makes and serves a store of some articles."""
    opened: list[Store] = []

    def make(rows: list[dict[str, Any]]) -> tuple[Store, str]:
        store = Store(tmp_path / f"s{len(opened)}.duckdb")
        store.coder = coder
        opened.append(store)
        if rows:
            source = tmp_path / f"s{len(opened)}.jsonl"
            source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            store.read(str(source))
        return store, serve(store)

    yield make
    for store in opened:
        store.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Gives Debian's Chromium, headless; without it a test skips."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs Playwright")
    if not Path(CHROMIUM).exists() and not shutil.which(CHROMIUM):
        pytest.skip("needs Chromium at /usr/bin/chromium, or $CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a browser did that it should not have done; ``expected`` errors are not counted."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def over(self, context: BrowserContext) -> None:
        """Watches all pages of a context."""
        context.on("request", lambda request: self._request(request.url))
        context.on("console", lambda said: self._said(said.type, said.text))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "about", "blob", "file") and parts.hostname != "127.0.0.1":
            self.foreign.append(url)

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(known in text for known in self.expected):
            self.errors.append(text)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Notes errors and requests; in the end there may be none."""
    made = Watch()
    yield made
    assert made.foreign == []
    assert made.errors == []


@pytest.fixture
def page(chromium: Browser, watch: Watch) -> Iterator[Page]:
    """Gives a page of a desk's width in the light theme."""
    context = chromium.new_context(
        viewport={"width": 1600, "height": 1000}, color_scheme="light", accept_downloads=True
    )
    watch.over(context)
    yield context.new_page()
    context.close()
