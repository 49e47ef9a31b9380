"""The store: the same input twice, forgetting, owners, what cannot be opened, and a reader that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from detente.api import EventFilter, Store
from detente.errors import NotFoundError, StoreError, StoreLockedError
from detente.store import open_database
from detente.store.owner import owner_file

STORIES = [
    ("s1", "2020-05-05", "The Varnian army shelled rebels near Kestoria on Monday, killing three of them."),
    ("s2", "2020-05-06", "France recalled its ambassador to Chile on Wednesday, the foreign ministry said."),
    ("s3", "2020-06-02", "France and Chile signed a trade agreement on Tuesday."),
    ("s4", "2020-07-08", "Chile accused France of breaking the agreement."),
]


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    path = tmp_path / "stories.jsonl"
    rows = [{"id": i, "date": d, "text": t, "outlet": "Test Wire"} for i, d, t in STORIES]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_no_bar_but_ours_is_drawn(tmp_path: Path) -> None:
    """DuckDB draws one of its own where Python runs without a script."""
    code = (
        "import sys; from pathlib import Path; from detente.store import open_database\n"
        "print(open_database(Path(sys.argv[1])).value(\"SELECT current_setting('enable_progress_bar')\"))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "s.duckdb")], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_reading_twice_adds_nothing(tmp_path: Path, stories: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        first = store.read(str(stories))
        counts = store.counts()
        again = store.read(str(stories))
        assert (first.articles, again.articles, again.unchanged) == (4, 0, 4)
        after = store.counts()
        assert {k: v for k, v in after.items() if k != "runs"} == {k: v for k, v in counts.items() if k != "runs"}
        assert counts["events"] >= 3


def test_a_changed_article_replaces_the_old(tmp_path: Path, stories: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        store.read(str(stories))
        changed = tmp_path / "changed.jsonl"
        changed.write_text(json.dumps({"id": "s4", "date": "2020-07-08", "text": "It rained in Santiago."}) + "\n")
        store.read(str(changed))
        assert store.counts()["articles"] == 4
        assert store.article("s4")["mentions"] == []
        assert not [e for e in store.events(EventFilter("CHL", "FRA")) if e["event_type"] == "ACCUSE"]


def test_forget_removes_all_that_was_derived(tmp_path: Path, stories: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        store.read(str(stories))
        before = store.counts()["events"]
        store.forget("s2")
        with pytest.raises(NotFoundError, match="s2"):
            store.article("s2")
        assert store.counts()["events"] < before
        for table in ("mentions", "attributions", "statements"):
            left = store.database.value(f"SELECT count(*) FROM {table} WHERE article_id = 's2'")
            assert left == 0


def test_every_row_leads_back_to_words(tmp_path: Path, stories: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        store.read(str(stories))
        for event in store.events():
            report = store.event(event["id"])["reports"][0]
            text = store.article(report["article_id"])["text"]
            trigger = report["record"]["trigger"]
            assert text[trigger["start"] : trigger["end"]] == trigger["text"]


def test_second_owner_is_told_who_holds_the_store(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    code = (
        "import sys, time; from pathlib import Path; from detente.store import open_database\n"
        f"database = open_database(Path({str(path)!r}), 'read'); print('open', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        assert os.stat(owner_file(path)).st_mode & 0o777 == 0o600
        with pytest.raises(StoreLockedError, match=rf"process {holder.pid} \(detente read\)"):
            open_database(path)
    finally:
        holder.kill()
        holder.wait()
    open_database(path).close()
    assert not owner_file(path).exists()


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one " * 50, b""])
def test_what_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"s\.duckdb"):
        open_database(path)
    assert path.read_bytes() == content


def test_another_duckdb_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute("CREATE TABLE t (a INTEGER)")
    connection.close()
    with pytest.raises(StoreError, match="no Détente store"):
        open_database(path)


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    with open_database(path) as database:
        database.connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    with pytest.raises(StoreError, match="version 999"):
        open_database(path)


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        open_database(tmp_path / "nowhere" / "s.duckdb")


def test_killed_reader_leaves_a_store_that_opens_and_completes(tmp_path: Path, stories: Path) -> None:
    path = tmp_path / "s.duckdb"
    many = tmp_path / "many.jsonl"
    base = [json.loads(line) for line in stories.read_text(encoding="utf-8").splitlines()]
    rows = [{**row, "id": f"{row['id']}-{i}"} for i in range(50) for row in base]
    many.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    code = f"from detente.api import Store; Store({str(path)!r}).read({str(many)!r})"
    reader = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 120
    wal = path.with_name(path.name + ".wal")
    while time.monotonic() < deadline and not (wal.exists() and wal.stat().st_size > 60_000):
        time.sleep(0.05)
    reader.send_signal(signal.SIGKILL)
    reader.wait()
    with Store(path) as store:
        stored = store.counts()["articles"]
        assert 0 < stored < len(rows)
        orphans = "SELECT count(*) FROM mentions m LEFT JOIN articles a ON a.id = m.article_id WHERE a.id IS NULL"
        assert store.database.value(orphans) == 0
        summary = store.read(str(many))
        # What was finished but not loaded when the reader was killed is not coded again.
        assert summary.articles + summary.unchanged == len(rows)
        assert summary.unchanged >= stored
        assert store.counts()["articles"] == len(rows)
        doubled = "SELECT count(*) FROM (SELECT id FROM mentions GROUP BY id HAVING count(*) > 1)"
        assert store.database.value(doubled) == 0


def test_relation_sign_is_earned(tmp_path: Path) -> None:
    """Swapping one strong act for its opposite moves the tone the other way."""

    def tone(act: str, name: str) -> float:
        rows = [
            {"id": f"a{m}", "date": f"2019-{m:02}-10", "text": "France and Chile held talks."} for m in range(1, 13)
        ]
        rows.append({"id": "b", "date": "2019-12-20", "text": act})
        source = tmp_path / f"{name}.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        with Store(tmp_path / f"{name}.duckdb") as store:
            store.read(str(source))
            return float(store.relation("FRA", "CHL").series[-1]["filtered"])

    attacked = tone("French troops attacked the Chilean army on Thursday, killing six soldiers.", "attack")
    helped = tone("France gave Chile $300 million in aid on Thursday.", "aid")
    assert attacked < helped


def test_as_of_uses_only_what_was_published(tmp_path: Path, stories: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        store.read(str(stories))
        early = store.events(EventFilter("FRA", "CHL", as_of=date(2020, 5, 31)))
        assert {e["event_type"] for e in early}.isdisjoint({"ACCUSE"})
        assert len(store.events(EventFilter("FRA", "CHL"))) > len(early)


def test_recode_codes_stored_text_again(tmp_path: Path, stories: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        store.read(str(stories))
        before = {event["id"] for event in store.events()}
        assert store.recode().articles == 0
        assert store.recode(force=True).articles == 4
        assert {event["id"] for event in store.events()} == before
