"""The examples of docs/api.md, run as they stand against a live server; a load of many at once."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.web.test_api_serving import run, started

DOCS = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.fixture
def live(made: Path, tmp_path: Path) -> Iterator[tuple[str, int, Path]]:
    """A server: its address, its process, its store."""
    path = tmp_path / "s.duckdb"
    shutil.copy(made, path)
    process, link = started(path)
    yield link, process.pid, path
    process.send_signal(signal.SIGTERM)
    process.wait(30)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_examples_of_the_documentation_work(live: tuple[str, int, Path], tmp_path: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", DOCS.read_text(encoding="utf-8"), re.M | re.S)
    assert sum(block.count("curl") for block in blocks) > 25
    # -f makes curl fail where the server refuses.
    script = "set -eo pipefail\n" + "\n".join(blocks).replace("curl -s", "curl -sSf")
    done = subprocess.run(
        ["bash", "-c", script], env={"API": f"{live[0]}/api/v1", "PATH": "/usr/bin:/bin:/usr/local/bin"}, cwd=tmp_path,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "events.csv").read_text().startswith("id,")
    assert (tmp_path / "events.parquet").read_bytes()[:4] == b"PAR1"
    assert '"Peru"' in done.stdout or "u1" in done.stdout


def test_the_table_of_corrections_names_what_there_is() -> None:
    from detente.pipeline.correcting import WHAT

    table = DOCS.read_text(encoding="utf-8").split("| `what` |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| (.*?) \|", table, re.M)) - {"---"}
    for what in WHAT:
        assert f"`{what}`" in table


def test_many_at_once_give_no_error_and_bounded_memory(live: tuple[str, int, Path]) -> None:
    link, pid, _ = live
    paths = """/events?a=FRA /relations/FRA/CHL /acts/map /network /mentions /parties?q=fr /articles/s5
        /exports/events.jsonl /pairs /turns""".split()
    server, outcomes = psutil.Process(pid), Counter[str]()
    with httpx.Client(base_url=f"{link}/api/v1", timeout=60) as client:
        for path in paths:
            client.get(path).raise_for_status()
    before, until = server.memory_info().rss, time.monotonic() + 6

    def ask(start: int) -> None:
        with httpx.Client(base_url=f"{link}/api/v1", timeout=60) as client:
            i = start
            while time.monotonic() < until:
                outcomes[str(client.get(paths[i % len(paths)]).status_code)] += 1
                i += 1

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(outcomes) == {"200"}
    assert server.memory_info().rss - before < 400 << 20


def test_corrections_are_seen_by_other_commands(live: tuple[str, int, Path]) -> None:
    link, _, path = live
    mention = httpx.get(f"{link}/api/v1/articles/s4").json()["events"][0]
    body = {"mention_id": mention["id"], "what": "event_type", "value": "CONSULT", "who": "t"}
    answer = httpx.post(f"{link}/api/v1/corrections", json=body, headers={"X-Detente": "1"}, timeout=60)
    assert answer.status_code == 201
    done = run("events", "CHL", "FRA", "--type", "CONSULT", "--store", str(path))
    assert "1 events" in done.stdout, done.stdout + done.stderr
