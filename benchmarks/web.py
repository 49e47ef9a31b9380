"""Answer times of the API over a store of a million events, and a load of fifty requests at once.

    python benchmarks/web.py [--store STORE] [--events 1000000] [--seconds 60] [--users 50] [--base URL]

Without a store, one is made (see bigstore.py). The server is a process of its own; each route is asked with ever
different parties and days, after one round that measures what all pairs have in common.
Printed are medians in milliseconds, until the first byte and until the last, and the mean of the processor time.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

HERE = Path(__file__).parent
GOAL = 300.0
_COMMAND = "from detente.cli import main; main()"


@contextmanager
def served(store: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Serves a store in another process and gives its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMAND, "serve", "--store", str(store), "--port", "0"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        for line in iter(process.stdout.readline, ""):
            if " at http" in line:
                yield line.split(" at ")[1].strip(), psutil.Process(process.pid)
                return
        raise SystemExit("The server did not start.")
    finally:
        process.terminate()
        process.wait(60)


def pairs_of(client: httpx.Client) -> list[tuple[str, str]]:
    """Gives the pairs with most acts."""
    found = client.get("/api/v1/pairs", params={"sort": "events", "limit": 400}).raise_for_status().json()
    return [(row["a"], row["b"]) for row in found["items"]]


def questions(pairs: list[tuple[str, str]], seed: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Gives questions without end, as (name, path, parameters); no two the same."""
    drawn = random.Random(seed)
    for i in itertools.count():
        a, b = drawn.choice(pairs)
        year = drawn.choice(range(2010, 2020))
        day = f"{year}-{drawn.choice(range(1, 13)):02}-{drawn.choice(range(1, 29)):02}"
        as_of = {"directed": True, "as_of": f"2016{day[4:]}"}
        span = {"from": day, "to": f"{year + 1}-12-31"}
        yield "relation", f"/api/v1/relations/{a}/{b}", {}
        yield (
            "relation, directed, as of a day",
            f"/api/v1/relations/{a}/{b}",
            as_of,
        )
        yield "events of a pair", f"/api/v1/relations/{a}/{b}/events", {"limit": 50}
        yield "events of a party", "/api/v1/events", {"a": a, "type": "ASSAULT", "sort": "-intensity", **span}
        yield "events of a period", "/api/v1/events", {"quad": 4, "limit": 50, **span}
        yield "events by words", "/api/v1/events", {"q": f"{drawn.choice(_WORDS)}", "limit": 50, **span}
        yield "search", "/api/v1/parties", {"q": f"{a} {b}" if i % 2 else a}
        yield "pairs that moved", "/api/v1/pairs", {"window": 6 + i % 4}
        yield "turns", "/api/v1/turns", {"kind": "breach", **span}
        yield "map", "/api/v1/acts/map", span
        yield "network", "/api/v1/network", span
        yield "overview", "/api/v1/", {"x": i}


_WORDS = ("consult", "accuse", "army", "aid", "attack", "ministry", "sanction")


def time_one(client: httpx.Client, path: str, params: dict[str, Any]) -> tuple[float, float]:
    """Gives milliseconds to the first and to the last byte."""
    began = time.perf_counter()
    with client.stream("GET", path, params={k: v for k, v in params.items() if k != "x"}) as answer:
        answer.raise_for_status()
        pieces = answer.iter_raw()
        next(pieces, b"")
        first = time.perf_counter()
        for _ in pieces:
            pass
    return 1000 * (first - began), 1000 * (time.perf_counter() - began)


def worked(server: psutil.Process) -> float:
    """Gives the milliseconds of processor time that the server has used, which tell less of what else is running."""
    return 1000 * sum(server.cpu_times()[:2])


def measure(
    client: httpx.Client, server: psutil.Process, pairs: list[tuple[str, str]], rounds: int, seed: int
) -> dict[str, list[float]]:
    """Asks every question some times, one after another, and prints the medians."""
    spent: dict[str, float] = {}
    firsts: dict[str, list[float]] = {}
    wholes: dict[str, list[float]] = {}
    stream = questions(pairs, seed)
    kinds = 12
    for name, path, params in itertools.islice(stream, kinds * rounds):
        before = worked(server)
        first, whole = time_one(client, path, params)
        spent[name] = spent.get(name, 0.0) + (worked(server) - before) / rounds
        firsts.setdefault(name, []).append(first)
        wholes.setdefault(name, []).append(whole)
    print(
        f"{'':<34}{'first byte':>12}{'whole':>9}{'slowest':>9}{'processor':>11}   of {rounds}, in ms; "
        f"goal {GOAL:.0f} at the median"
    )
    for name, times in wholes.items():
        median = statistics.median(times)
        mark = "" if median <= GOAL else "  *"
        print(
            f"{name:<34}{statistics.median(firsts[name]):>12.0f}{median:>9.0f}{max(times):>9.0f}{spent[name]:>11.0f}{mark}"
        )
    return wholes


def load(base: str, pairs: list[tuple[str, str]], users: int, seconds: float, server: psutil.Process) -> Counter[str]:
    """Has some users ask at once for some time; prints how many were answered, errors, and the server's memory."""
    until = time.monotonic() + seconds
    outcomes: Counter[str] = Counter()
    times: list[float] = []
    lock = threading.Lock()

    def use(number: int) -> None:
        with httpx.Client(base_url=base, timeout=120) as client:
            for _, path, params in questions(pairs, 1000 + number):
                if time.monotonic() > until:
                    return
                began = time.perf_counter()
                try:
                    answer = client.get(path, params={k: v for k, v in params.items() if k != "x"})
                    outcome = str(answer.status_code)
                except httpx.HTTPError as error:
                    outcome = type(error).__name__
                with lock:
                    outcomes[outcome] += 1
                    times.append(1000 * (time.perf_counter() - began))

    threads = [threading.Thread(target=use, args=(i,)) for i in range(users)]
    before, peak = server.memory_info().rss, 0
    spent = worked(server)
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        peak = max(peak, server.memory_info().rss)
        time.sleep(0.5)
    median = statistics.median(times)
    each = (worked(server) - spent) / len(times)
    print(
        f"{users} at once for {seconds:.0f} s: {sum(outcomes.values())} answers {dict(outcomes)}, "
        f"median {median:.0f} ms, {each:.0f} ms of processor each; "
        f"memory {before >> 20} MB before, {peak >> 20} MB at most"
    )
    return outcomes


def main() -> None:
    """Prints medians and the load."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = arguments.store
        if store is None:
            store = Path(folder) / "big.duckdb"
            subprocess.run(
                [sys.executable, str(HERE / "bigstore.py"), str(store), "--events", str(arguments.events)], check=True
            )
        with served(store) as (base, server), httpx.Client(base_url=base, timeout=600) as client:
            began = time.perf_counter()
            pairs = pairs_of(client)
            print(f"first question, with all that is measured over all pairs: {time.perf_counter() - began:.1f} s")
            measure(client, server, pairs, 1, 1)
            measure(client, server, pairs, arguments.rounds, 2)
            if arguments.seconds:
                load(base, pairs, arguments.users, arguments.seconds, server)


if __name__ == "__main__":
    main()
