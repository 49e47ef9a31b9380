"""``detente serve``: the owner of the store answers other commands, loads what they read, and ends cleanly."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from detente.api import Store
from detente.errors import ConfigError, NotFoundError, StoreLockedError
from detente.owned import AskedStore, open_or_ask, packed, unpacked
from detente.settings import Settings
from detente.store import live_owner
from detente.store.owner import owner_file
from detente.web.loading import Loader
from detente.web.serving import Address, is_loopback, listen, serve

COMMAND = [sys.executable, "-c", "from detente.cli import main; main()"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=120)


@pytest.fixture
def serving(made: Path, tmp_path: Path) -> Iterator[tuple[Path, str, subprocess.Popen[str]]]:
    """A process that serves a copy of the store."""
    path = tmp_path / "served.duckdb"
    shutil.copy(made, path)
    process, link = started(path)
    yield path, link, process
    if process.poll() is None:
        process.kill()
        process.wait()


def started(path: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """Starts a server on a free port and gives it with the link it prints."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--store", str(path), "--port", "0", *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in iter(process.stdout.readline, ""):
        if " at http" in line:
            return process, line.split(" at ")[1].strip()
    raise AssertionError("it did not start")


def test_other_commands_ask_the_owner(serving: tuple[Path, str, subprocess.Popen[str]], tmp_path: Path) -> None:
    path, link, _ = serving
    assert os.stat(owner_file(path)).st_mode & 0o777 == 0o600
    asked = open_or_ask(path, Settings(), "events")
    assert isinstance(asked, AskedStore)
    with asked:
        found = asked.relation("FRA", "CHL")
        told = httpx.get(f"{link}/api/v1/relations/FRA/CHL").json()
        assert [p["tone"] for p in found.series] == [p["tone"] for p in told["series"]]
        assert asked.events()[0]["record"]["trigger"]
        with pytest.raises(NotFoundError, match="nope"):
            asked.article("nope")
        with pytest.raises(StoreLockedError, match="served by process"):
            asked.recode()
    for command in (["events", "FRA"], ["relation", "FRA", "CHL"], ["turns"], ["article", "s5"], ["doctor"]):
        done = run(*command, "--store", str(path))
        assert done.returncode == 0, (command, done.stderr)
    made = tmp_path / "r.html"
    done = run("report", "FRA", "CHL", "-o", str(made), "--store", str(path))
    assert done.returncode == 0, done.stderr
    assert "svg" in made.read_text(encoding="utf-8")
    out = tmp_path / "e.parquet"
    assert run("export", "events", "--format", "parquet", "-o", str(out), "--store", str(path)).returncode == 0
    assert out.read_bytes()[:4] == b"PAR1"
    assert run("forget", "s3", "--store", str(path)).returncode == 0
    assert httpx.get(f"{link}/api/v1/articles/s3").status_code == 404


def test_what_is_read_meanwhile_is_loaded(serving: tuple[Path, str, subprocess.Popen[str]], tmp_path: Path) -> None:
    path, link, _ = serving
    source = tmp_path / "more.jsonl"
    source.write_text(json.dumps({"id": "new", "date": "2020-09-01", "text": "Peru praised Chile on Monday."}) + "\n")
    done = run("read", str(source), "--store", str(path))
    assert done.returncode == 0, done.stderr
    until = time.monotonic() + 20
    while httpx.get(f"{link}/api/v1/articles/new").status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.3)
    while not httpx.get(f"{link}/api/v1/events", params={"a": "PER"}).json()["items"]:
        assert time.monotonic() < until
        time.sleep(0.3)
    again = run("read", str(source), "--store", str(path))
    assert "0 coded, 1 in the store already" in again.stdout


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly(serving: tuple[Path, str, subprocess.Popen[str]], how: int) -> None:
    path, _, process = serving
    assert live_owner(path) is not None
    process.send_signal(how)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0, out
    assert "the store is closed" in out
    assert not owner_file(path).exists()
    assert not path.with_name(path.name + ".wal").exists()


def test_preparing_is_cut_off_when_it_has_to_stop(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(made, tmp_path / "s.duckdb")
    begun = threading.Event()

    def prepare(store: Store) -> None:
        begun.set()
        store.database.value("SELECT count(*) FROM range(20000000) a, range(100000) b WHERE a.range * b.range % 7 = 3")

    monkeypatch.setattr("detente.web.answers.prepare", prepare)
    with Store(tmp_path / "s.duckdb") as store:
        loader = Loader(store)
        loader.start()
        assert begun.wait(10)
        began = time.monotonic()
        loader.stop()
        assert time.monotonic() - began < 4, "the query would take hours"
    assert not (tmp_path / "s.duckdb.wal").exists()
    with Store(tmp_path / "s.duckdb") as store:
        assert store.counts()["articles"] == 6


def test_owner_questions_want_the_owner_token(serving: tuple[Path, str, subprocess.Popen[str]]) -> None:
    path, link, _ = serving
    assert httpx.post(f"{link}/owner/counts", json={}).status_code == 404
    owner = live_owner(path)
    assert owner is not None
    headers = {"authorization": f"Bearer {owner.token}"}
    body = {"args": [], "kwargs": {}, "settings": {}}
    assert httpx.post(f"{link}/owner/counts", json=body, headers=headers).status_code == 200
    assert httpx.post(f"{link}/owner/close", json=body, headers=headers).status_code == 400
    assert httpx.post(f"{link}/owner/counts", content=b"[", headers=headers).status_code == 400


def test_another_address_wants_a_token(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "open.duckdb"
    shutil.copy(made, path)
    process, link = started(path, "--host", "0.0.0.0")
    try:
        base, _, token = link.replace("0.0.0.0", "127.0.0.1").partition("/?token=")
        assert len(token) >= 24
        assert httpx.get(f"{base}/api/v1/events").status_code == 401
        assert httpx.get(f"{base}/api/v1/events", headers={"authorization": f"Bearer {token}"}).status_code == 200
        with open_or_ask(path, Settings(), "events") as asked:
            assert asked.counts()["articles"] == 6
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--store", str(tmp_path / "s.duckdb"), "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "is in use" in done.stderr
    assert "--port" in done.stderr
    assert not (tmp_path / "s.duckdb").exists()


def test_a_second_server_is_told_who_has_the_store(serving: tuple[Path, str, subprocess.Popen[str]]) -> None:
    path, _, process = serving
    done = run("serve", "--store", str(path), "--port", "0")
    assert done.returncode == 2
    assert f"process {process.pid} (detente serve)" in done.stderr


@pytest.mark.parametrize("token", ["short", "has a space in it, not short", "smörgåsbord-smörgåsbord"])
def test_weak_tokens_are_refused(tmp_path: Path, token: str) -> None:
    with pytest.raises(ConfigError, match="token"):
        serve(tmp_path / "s.duckdb", Settings(), Address(port=0, token=token), False, print)


def test_loopback_is_told_from_other_addresses() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "127.9.9.9"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "10.0.0.1", "example.org"))
    with pytest.raises(ConfigError, match="no address"):
        listen("no such host.invalid", 0)


def test_what_travels_comes_out_as_it_went_in() -> None:
    from datetime import UTC, date, datetime

    from detente.api import EventFilter

    value = {"a": [date(2020, 1, 2), None, 1.5, datetime(2020, 1, 2, tzinfo=UTC)], "b": EventFilter(a="USA")}
    assert unpacked(json.loads(json.dumps(packed(value)))) == value
