"""Kills readers, workers, owners and servers of a store at random moments, and counts what is lost and what is doubled.

    python tests/crash/killing.py --kills 20 --seed 1

Each kind of process is killed (``kill -9``) so many times over one store; then the work is brought to an end without
kills, and the store compared with one that nobody disturbed: articles lost, articles or mentions that are there twice,
and whether all rows are the same.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from wires import OWNER, SMALL, content, varied

from detente import read
from detente.api import Store, read_into_store
from detente.pipeline import parts, read_into
from detente.pipeline.engines.here import HereEngine
from detente.pipeline.engines.processes import ProcessesEngine
from detente.pipeline.parts import new_job, units_of
from detente.store import open_database

READER = """
import sys
from wires import SMALL
from detente.api import read_into_store
print("begun", flush=True)
read_into_store(sys.argv[1], sys.argv[2], settings=SMALL)
"""


SERVER = """
import sys
from detente.cli import main
print("begun", flush=True)
sys.argv = ["detente", "serve", "--store", sys.argv[1], "--port", "0"]
main()
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of killing one kind of process.

    Attributes:
        kills: tried.
        articles: that there were to read.
        lost, doubled: articles that are not in the store; articles and mentions that are there more than once.
        same: whether all rows are those of a store that nobody disturbed.
    """

    what: str
    kills: int
    articles: int
    lost: int
    doubled: int
    same: bool


class Trial:
    """A source, the store that it makes undisturbed, and another that is to be disturbed."""

    def __init__(self, folder: Path, articles: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.articles = articles
        self.source = varied(folder / "source.jsonl", articles)
        with Store(folder / "wanted.duckdb", SMALL) as store:
            store.read(str(self.source))
        self.wanted = content(folder / "wanted.duckdb")
        self.folder = folder

    def fresh(self, name: str) -> Path:
        """Gives the path of a store that is not there yet."""
        return self.folder / f"{name}-{self.random.getrandbits(32):08x}.duckdb"

    def outcome(self, what: str, kills: int, store: Path) -> Outcome:
        """Compares a store with the undisturbed one."""
        with open_database(store) as database:
            there = {row["id"] for row in database.rows("SELECT id FROM articles")}
            doubled = sum(
                int(database.value(f"SELECT count(*) - count(DISTINCT id) FROM {table}"))
                for table in ("articles", "mentions", "events", "attributions", "statements")
            )
        lost = self.articles - len(there)
        return Outcome(what, kills, self.articles, lost, doubled, content(store) == self.wanted)


def started(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Starts a process that says a word when it has begun."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def kill(process: subprocess.Popen[str]) -> None:
    """Kills a process as the kernel does that is out of memory."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def kill_readers(trial: Trial, kills: int) -> Outcome:
    """Kills readers: some while they load the coder, most while they code, load and gather."""
    store = trial.fresh("reader")
    for _ in range(kills):
        reader = started(READER, store, trial.source)
        if trial.random.random() < 0.8:
            wait_for_work(store, reader)
        time.sleep(trial.random.uniform(0, 1.0))
        kill(reader)
    read_into_store(store, str(trial.source), settings=SMALL)
    return trial.outcome("reader", kills, store)


def wait_for_work(store: Path, process: subprocess.Popen[str]) -> None:
    """Waits until a reader puts parts beside the store, or ends."""
    folder = parts.parts_folder(store)
    before = folder.stat().st_mtime_ns if folder.exists() else 0
    while process.poll() is None:
        if folder.exists() and folder.stat().st_mtime_ns != before:
            return
        time.sleep(0.01)


def kill_workers(trial: Trial, kills: int) -> Outcome:
    """Kills workers of the engine of several processes, one after the other."""
    left = kills
    while True:
        store, engine, over = trial.fresh("worker"), ProcessesEngine(2), threading.Event()

        def killer(engine: ProcessesEngine = engine, over: threading.Event = over) -> None:
            nonlocal left
            while left and not over.wait(trial.random.uniform(0.05, 2.5)):
                for pid in trial.random.sample(engine.pids, k=min(1, len(engine.pids))):
                    os.kill(pid, signal.SIGKILL)
                    left -= 1

        with Store(store, SMALL) as opened:
            thread = threading.Thread(target=killer)
            thread.start()
            read_into(opened.database, opened.coder.pipeline, read.read([str(trial.source)]), engine=engine)
            over.set()
            thread.join()
        found = trial.outcome("worker", kills - left, store)
        if not left or found.lost or found.doubled or not found.same:
            return found


def kill_owners(trial: Trial, kills: int) -> Outcome:
    """Kills the owner that loads parts which others put beside the store."""
    store = trial.fresh("owner")
    put_parts(trial, store)
    for _ in range(kills):
        owner = started(OWNER, store)
        time.sleep(trial.random.uniform(0, 0.7))
        kill(owner)
    with Store(store) as opened:
        opened.load_parts()
    return trial.outcome("owner", kills, store)


def put_parts(trial: Trial, store: Path) -> None:
    """Codes the source to parts beside a store."""
    with Store(trial.fresh("coder"), SMALL) as coder:
        job = new_job(coder.coder.pipeline, "read")
        units = units_of(read.read([str(trial.source)]), SMALL.batch)
        for _ in HereEngine(lambda: coder.coder.pipeline).code(units, job, parts.parts_folder(store)):
            pass


def kill_servers(trial: Trial, kills: int) -> Outcome:
    """Kills `detente serve` while it loads and gathers what others put beside the store."""
    store = trial.fresh("server")
    put_parts(trial, store)
    open_database(store).close()
    for _ in range(kills):
        server = started(SERVER, store)
        if trial.random.random() < 0.8:
            wait_for_work(store, server)
        time.sleep(trial.random.uniform(0, 1.0))
        kill(server)
    with Store(store) as opened:
        opened.load_parts()
    return trial.outcome("server", kills, store)


KINDS = {"reader": kill_readers, "worker": kill_workers, "owner": kill_owners, "server": kill_servers}


def outcomes(folder: Path, kinds: list[str], kills: int, seed: int, articles: int) -> Iterator[Outcome]:
    """Kills each kind of process."""
    trial = Trial(folder, articles, seed)
    for kind in kinds:
        yield KINDS[kind](trial, kills)


def main() -> None:
    """Prints the crash table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all by default")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=1500)
    options = parser.parse_args()
    print("| killed | kills | articles | lost | doubled | same store as undisturbed |\n|---|---|---|---|---|---|")
    bad = False
    with tempfile.TemporaryDirectory() as folder:
        for o in outcomes(Path(folder), options.kinds or list(KINDS), options.kills, options.seed, options.articles):
            same = "yes" if o.same else "NO"
            print(f"| {o.what} | {o.kills} | {o.articles:,} | {o.lost} | {o.doubled} | {same} |", flush=True)
            bad = bad or bool(o.lost or o.doubled) or not o.same
    sys.exit(bad)


if __name__ == "__main__":
    main()
