"""Import of a million ICEWS rows: rows a second as a ratio to DuckDB's own read of the same file, and peak memory.

    python benchmarks/datasets.py [--rows 1000000]

The rows are invented: real countries and codes, made-up names, all columns filled as in the published files.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

ROWS = 1_000_000
_SECTORS = (
    "Government,Police",
    "Executive,Executive Office,Government",
    "General Population / Civilian / Social,Social",
    "Military,Government",
    "Parties,(National) Major Party,Ideological,Center Left",
    "Unidentified Forces",
    "Business,Social",
    "",
)


def write_rows(path: Path, rows: int) -> None:
    """Writes an invented file in ICEWS's layout: 200 states, some 20,000 actors, ten years, in order of day."""
    from detente import codes

    random = np.random.default_rng(0)
    states = np.array([c.name for c in codes.countries() if c.status == "state" and c.end is None])
    cameo = [c for c in codes.cameo_codes() if len(c.code) > 2]
    pick = random.integers(0, len(cameo), rows)
    columns: dict[str, object] = {
        "Event ID": np.arange(rows) + 10_000_000,
        "Event Date": (np.datetime64("2005-01-01") + np.sort(random.integers(0, 3650, rows))).astype(str),
    }
    sides = {side: _side(random, states, rows) for side in ("Source", "Target")}
    for side in sides:
        columns |= {f"{side} {key}": value for key, value in sides[side].items()}
        if side == "Source":
            columns |= {
                "Event Text": np.array([c.name for c in cameo])[pick],
                "CAMEO Code": np.array([c.code for c in cameo])[pick],
                "Intensity": np.array([f"{c.goldstein:g}" for c in cameo])[pick],
            }
    where = states[random.integers(0, len(states), rows)]
    columns |= {
        "Story ID": random.integers(1_000_000, 9_000_000, rows),
        "Sentence Number": random.integers(1, 7, rows),
        "Publisher": np.char.add("Example Daily ", random.integers(0, 300, rows).astype(str)),
        "City": np.char.add("Town ", random.integers(0, 5000, rows).astype(str)),
        "District": np.full(rows, "NA"),
        "Province": np.char.add("Province ", random.integers(0, 900, rows).astype(str)),
        "Country": where,
        "Latitude": random.uniform(-60, 60, rows).round(4),
        "Longitude": random.uniform(-180, 180, rows).round(4),
    }
    pl.DataFrame(columns).write_csv(path, separator="\t", quote_style="never")


def _side(random: np.random.Generator, states: np.ndarray, rows: int) -> dict[str, np.ndarray]:
    """Makes names, sectors and countries of one side: a third are states as such, the rest people and bodies."""
    country = states[random.integers(0, len(states), rows)]
    person = random.integers(0, 100, rows)
    family = np.char.add(" Of", np.unique(country, return_inverse=True)[1].astype(str))
    names = np.char.add(np.char.add("Invented", person.astype(str)), family)
    bare = random.random(rows) < 1 / 3
    sectors = np.array(_SECTORS)[person % len(_SECTORS)]
    return {"Name": np.where(bare, country, names), "Sectors": np.where(bare, "", sectors), "Country": country}


def time_duckdb(path: Path, folder: Path) -> float:
    """Times DuckDB reading the file into a table of strings, in seconds, the better of two."""
    times = []
    for i in range(2):
        connection = duckdb.connect(str(folder / f"own{i}.duckdb"))
        begin = time.perf_counter()
        connection.execute(
            "CREATE TABLE t AS SELECT * FROM "
            "read_csv(?, delim = '\t', quote = '', escape = '', header = true, all_varchar = true)",
            [str(path)],
        )
        times.append(time.perf_counter() - begin)
        connection.close()
    return min(times)


def time_import(path: Path, folder: Path) -> tuple[float, int]:
    """Times the import into a new store, in seconds, and says how many events it added."""
    from detente.pipeline.exchanging import import_files
    from detente.settings import Settings
    from detente.store import open_database

    with open_database(folder / "store.duckdb") as database:
        begin = time.perf_counter()
        done = import_files(database, Settings(), "icews", [path])
        return time.perf_counter() - begin, done.added


def main(arguments: list[str] | None = None) -> None:
    """Runs the benchmark and prints its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    rows = parser.parse_args(arguments).rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "icews.tab"
        # In a process of its own, so that its memory is not taken for the import's.
        writer = multiprocessing.get_context("spawn").Process(target=write_rows, args=(path, rows))
        writer.start()
        writer.join()
        ours, added = time_import(path, folder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        theirs = time_duckdb(path, folder)
        print(f"import icews, {rows:,} rows, {path.stat().st_size / 2**20:.0f} MiB: {added:,} events in {ours:.1f} s")
    print(
        f"rows a second: import {rows / ours:,.0f}, DuckDB's own read {rows / theirs:,.0f}; ratio {theirs / ours:.2f}"
    )
    print(f"peak memory of the import {peak:,.0f} MiB, the rosters among it")


if __name__ == "__main__":
    main()
