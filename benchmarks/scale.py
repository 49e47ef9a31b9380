"""What engines bring, and what memory reading takes as the input grows, on Reuters-21578 (``$DETENTE_DATA``).

    python benchmarks/scale.py engines --articles 2000     words a second: one process, two, two Ray nodes on a machine
    python benchmarks/scale.py memory --sizes 1000 5000 21578

Times are of one machine, whatever else it does; the ratios within one run are what can be compared.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_ENGINES = (("one process", "local", None), ("two processes", "processes", 2), ("two Ray nodes", "ray", None))
SCRIPT = """
import json, resource, sys, time
from detente.api import read_into_store
began = time.monotonic()
s = read_into_store(sys.argv[1], sys.argv[2])
print(json.dumps({"articles": s.articles, "words": s.words, "seconds": time.monotonic() - began,
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def stories(data: Path) -> Iterator[dict[str, str | None]]:
    """Gives the stories as rows."""
    from detente import read

    sources = [str(path) for path in sorted((data / "reuters21578").glob("*.sgm.gz"))]
    for a in read.read(sources, on_problem=lambda _: None):
        day = a.published.day.isoformat() if a.published else None
        yield {"id": a.id, "title": a.title, "text": a.text, "date": day, "outlet": a.outlet}


def write(data: Path, number: int, path: Path) -> Path:
    """Writes the first stories as JSONL."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in itertools.islice(stories(data), number))
    return path


def show_engines(data: Path, folder: Path, number: int) -> None:
    """Prints words a second of each engine, starting up with it; Ray runs on two nodes of one processor each."""
    from detente.api import Store

    source = write(data, number, folder / "stories.jsonl")
    base = 0.0
    for name, engine, workers in _ENGINES:
        with tempfile.TemporaryDirectory() as place, Store(Path(place) / "s.duckdb") as store:
            address, stop = _two_nodes() if engine == "ray" else (None, lambda: None)
            began = time.monotonic()
            summary = store.read(str(source), engine=engine, workers=workers, address=address)
            seconds = time.monotonic() - began
            stop()
        speed = summary.words / seconds
        base = base or speed
        print(
            f"{name}: {summary.articles:,} articles, {speed:,.0f} words a second, ratio {speed / base:.2f}", flush=True
        )


def _two_nodes() -> tuple[str, Callable[[], None]]:
    """Starts a Ray cluster of two nodes of one processor each."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    cluster.add_node(num_cpus=1)
    return cluster.address, cluster.shutdown


def show_memory(data: Path, folder: Path, sizes: list[int]) -> None:
    """Prints the peak memory of reading so many articles, and the size of the store."""
    for size in sizes:
        source, store = write(data, size, folder / f"{size}.jsonl"), folder / f"{size}.duckdb"
        run = [sys.executable, "-c", SCRIPT, str(store), str(source)]
        found = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
        speed, stored = found["words"] / found["seconds"], store.stat().st_size / 2**20
        print(f"{found['articles']:,} articles: peak memory {found['peak']:,.0f} MB, store {stored:,.0f} MB, ", end="")
        print(f"{speed:,.0f} words a second", flush=True)


def main() -> None:
    """Runs the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["engines", "memory"])
    parser.add_argument("--data", type=Path, default=os.environ.get("DETENTE_DATA"))
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000, 21578])
    options = parser.parse_args()
    if options.data is None:
        parser.error("give --data DIR or set $DETENTE_DATA")
    with tempfile.TemporaryDirectory() as folder:
        if options.what == "engines":
            show_engines(options.data, Path(folder), options.articles)
        else:
            show_memory(options.data, Path(folder), options.sizes)


if __name__ == "__main__":
    main()
