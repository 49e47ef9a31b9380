"""Ray: a cluster started here and one joined by its address give the same store, though workers and nodes die."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from wires import SMALL, content, write

from detente.api import read_into_store
from detente.errors import ConfigError
from detente.store import open_database

ray = pytest.importorskip("ray", reason="needs Ray")
psutil = pytest.importorskip("psutil", reason="needs psutil")


def kill_a_worker(killed: list[int]) -> None:
    """Kills the first worker that is seen coding."""
    deadline = time.monotonic() + 90
    while not killed and time.monotonic() < deadline:
        for process in psutil.Process().children(recursive=True):
            try:
                if process.name().startswith("ray::code"):
                    os.kill(process.pid, signal.SIGKILL)
                    killed.append(process.pid)
                    return
            except (psutil.NoSuchProcess, ProcessLookupError):
                continue
        time.sleep(0.05)


def test_own_cluster_gives_the_same_store_though_a_worker_is_killed(
    tmp_path: Path,
    source: Path,
    wanted: dict[str, list[Any]],
    capfd: pytest.CaptureFixture[str],
) -> None:
    path, killed = tmp_path / "s.duckdb", list[int]()
    killer = threading.Thread(target=kill_a_worker, args=(killed,))
    killer.start()
    summary = read_into_store(path, str(source), settings=SMALL, engine="ray", workers=2)
    killer.join()
    assert killed
    assert (summary.articles, summary.problems["uncoded"]) == (24, 0)
    assert content(path) == wanted
    assert not ray.is_initialized()
    said = capfd.readouterr()
    assert said.out + said.err == ""


def test_a_cluster_that_is_joined_may_lose_a_node(tmp_path: Path) -> None:
    from ray.cluster_utils import Cluster

    many = write(tmp_path / "many.jsonl", 60)
    path = tmp_path / "s.duckdb"
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        node = cluster.add_node(num_cpus=1)
        seen: list[str] = []

        def lose(article: Any) -> None:
            if not seen:
                cluster.remove_node(node, allow_graceful=False)
            seen.append(article.id)

        summary = read_into_store(
            path, str(many), settings=SMALL, engine="ray", address=cluster.address, on_article=lose
        )
    finally:
        cluster.shutdown()
    assert (summary.articles, summary.problems["uncoded"]) == (60, 0)
    assert sorted(seen) == sorted(f"a{i}" for i in range(60))
    with open_database(path) as database:
        assert database.value("SELECT count(*) FROM articles") == 60
        assert database.value("SELECT count(*) FROM (SELECT id FROM mentions GROUP BY id HAVING count(*) > 1)") == 0


def test_a_cluster_that_is_not_there_is_named(tmp_path: Path, source: Path) -> None:
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1:1 cannot be reached"):
        read_into_store(tmp_path / "s.duckdb", str(source), engine="ray", address="127.0.0.1:1")
