"""Reports to read, a process that serves a store, and what is in a store, for tests of reading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from detente.api import Settings

SMALL = Settings(batch=4)
TEXTS = [
    "The Varnian army shelled rebels near Kestoria on Monday, killing three of them.",
    "France recalled its ambassador to Chile on Wednesday, the foreign ministry said.",
    "France and Chile signed a trade agreement on Tuesday.",
    "Chile accused France of breaking the agreement, a spokesman said.",
    "It rained in Santiago.",
]
OWNER = """
import sys, time
from pathlib import Path
from detente.pipeline import load_parts
from detente.store import open_database
with open_database(Path(sys.argv[1]), "serve", "http://127.0.0.1:1", "word") as database:
    print("open", flush=True)
    while True:
        load_parts(database)
        time.sleep(0.1)
"""


def write(path: Path, number: int = 24) -> Path:
    rows = [
        {"id": f"a{i}", "date": f"2020-05-{i % 28 + 1:02}", "text": TEXTS[i % len(TEXTS)], "outlet": f"Wire {i % 3}"}
        for i in range(number)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def content(path: Path) -> dict[str, list[Any]]:
    """Gives all rows of a store, sorted, but for the names of runs and times."""
    connection = duckdb.connect(str(path), read_only=True)
    tables = "articles mentions parties attributions statements events merges traces copies".split()
    rows = {}
    for table in tables:
        columns = [c for (c,) in connection.execute(f"SELECT column_name FROM (DESCRIBE {table})").fetchall()]
        kept = ", ".join(f'"{c}"' for c in columns if c != "run_id")
        rows[table] = sorted(connection.execute(f"SELECT {kept} FROM {table}").fetchall(), key=repr)
    connection.close()
    return rows


def varied(path: Path, number: int) -> Path:
    """Writes reports of different acts of different states on different days."""
    acts = (
        "accused {b} of spying", "signed a trade agreement with {b}", "recalled its ambassador to {b}",
        "gave {b} $3 million in aid", "threatened {b} with sanctions", "held talks with {b}", "bombed {b}",
    )  # fmt: skip
    states = (
        "Chile France Peru Norway Kenya Japan Ghana Italy Egypt Nepal Spain Cuba Iraq Laos Mali Oman Qatar Togo Chad"
    ).split()
    with path.open("w", encoding="utf-8") as file:
        for i in range(number):
            a, b = states[i % 19], states[(i + 1 + i // 19 % 18) % 19]
            day = f"{2001 + i // 300 % 20}-{i // 25 % 12 + 1:02}-{i % 28 + 1:02}"
            text = f"{a} {acts[i % 7].format(b=b)} on Monday, an official said. It rained on pier {i}."
            file.write(json.dumps({"id": f"v{i}", "date": day, "text": text, "outlet": f"Wire {i % 9}"}) + "\n")
    return path
