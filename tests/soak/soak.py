"""The long soak: `detente watch` for half an hour on feeds that fail in every way.

    python tests/soak/soak.py --minutes 30 --kills 6

New items come all the time; the watch is killed now and then and started again. At the end every item must have been
read once, and the memory of the watch must not have grown.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))

import psutil
from feedserver import FeedServer

from detente.store import open_database

# Growth of the middle of the last third's memory over that of the first third, once warm.
MOST_GROWTH = 1.10
_WARM_SECONDS = 60.0
# Seconds without a new item after which those that are missing count as lost.
_PATIENCE = 300.0


class Soak:
    """One soak.

    Args:
        folder: for the store.
        minutes: how long new items come.
        kills: how often the watch is killed.
        rate: new items a second.
    """

    def __init__(self, folder: Path, minutes: float, kills: int, rate: float) -> None:
        self.store = folder / "soak.duckdb"
        self.seconds = minutes * 60
        self.server = FeedServer(start=2, rate=rate)
        # All kills in the first third, so that the memory of one process is seen over the rest.
        self.kills = sorted(random.Random(1).uniform(5, self.seconds / 3) for _ in range(kills))
        self.memory: list[tuple[float, float]] = []
        self.began = time.monotonic()

    def run(self) -> bool:
        """Runs it and prints what came of it; gives whether all was well."""
        watch, killed, start = self.watch(), 0, time.monotonic()
        while (passed := time.monotonic() - self.began) < self.seconds:
            if watch.poll() is not None:
                raise SystemExit(f"the watch ended by itself with {watch.returncode}")
            if killed < len(self.kills) and passed > self.kills[killed]:
                watch.kill()
                watch.wait()
                watch, killed, start = self.watch(), killed + 1, time.monotonic()
            if time.monotonic() - start > _WARM_SECONDS and killed == len(self.kills):
                self.memory.append((passed, psutil.Process(watch.pid).memory_info().rss / 2**20))
            time.sleep(5)
        self.server.freeze()
        self.finish(watch)
        return self.report(killed)

    def watch(self) -> subprocess.Popen[bytes]:
        """Starts the watch."""
        program = "from detente.cli import main; main()"
        command = [
            sys.executable, "-c", program, "watch", *self.server.feeds, "--every", "0.05", "--delay", "0",
            "--allow-host", self.server.host, "--store", str(self.store),
        ]  # fmt: skip
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def finish(self, watch: subprocess.Popen[bytes]) -> None:
        """Gives the last items time to be read, as long as more come, and stops the watch."""
        last, deadline = 0, time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            time.sleep(15)
            there = self.urls()
            if there is not None and self.missing(there) == 0:
                break
            if there is not None and len(there) > last:
                last, deadline = len(there), time.monotonic() + _PATIENCE
        watch.send_signal(signal.SIGTERM)
        watch.wait(600)

    def urls(self) -> Counter[str] | None:
        """Counts the addresses in the store; None while the watch has it."""
        try:
            with open_database(self.store) as database:
                urls = [str(row["url"]) for row in database.rows("SELECT url FROM articles")]
        except Exception:
            return None
        # A page that moved is known by where it is now.
        return Counter(url.replace("/moved/", "/item/") for url in urls)

    def missing(self, there: Counter[str]) -> int:
        """Counts the items that should be there and are not."""
        return len(self.server.expected() - set(there))

    def report(self, killed: int) -> bool:
        """Prints the outcome."""
        there, expected = self.urls() or Counter[str](), self.server.expected()
        lost = self.missing(there)
        doubled = sum(n - 1 for n in there.values())
        surplus = set(there) - expected
        third = self.seconds / 3
        late = [m for t, m in self.memory if t > self.seconds - third]
        early = [m for t, m in self.memory if t <= self.seconds - third] or late
        growth = median(late) / median(early) if late else float("nan")
        print(f"minutes {self.seconds / 60:.0f}, requests {sum(self.server.requests.values()):,}, kills {killed}")
        print(f"items {len(expected):,}, lost {lost}, doubled {doubled}, read though forbidden {sorted(surplus)[:5]}")
        print(f"not modified {self.server.unchanged:,}, visits against robots.txt {self.server.forbidden_visits}")
        if late:
            print(
                f"memory {median(early):,.0f} MB in the middle third, {median(late):,.0f} MB in the last ({growth:.2f})"
            )
        size = sum(p.stat().st_size for p in self.store.parent.rglob("*") if p.is_file())
        print(f"store {os.path.getsize(self.store) / 2**20:.1f} MB, all beside it {size / 2**20:.1f} MB")
        return not (lost or doubled or surplus or self.server.forbidden_visits) and not growth > MOST_GROWTH


def main() -> None:
    """Runs the soak; ends with 1 if anything was lost, doubled or grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--rate", type=float, default=0.5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(not Soak(Path(folder), options.minutes, options.kills, options.rate).run())


if __name__ == "__main__":
    main()
