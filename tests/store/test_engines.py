"""Engines and parts: the same store whatever runs the coder, a live owner, workers that die, and what is left over."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from wires import SMALL, TEXTS, content, varied

from detente.api import Coder, Store, check_health, read_into_store
from detente.errors import ConfigError, DataFileError, StoreLockedError
from detente.pipeline import Pipeline, engine_named, load_parts, parts
from detente.pipeline.engines.processes import ProcessesEngine
from detente.pipeline.engines.tries import Tries
from detente.pipeline.parts import Job, Unit
from detente.records import Article
from detente.store import open_database
from detente.store.database import VERSION
from detente.store.owner import claim, live_owner, owner_file, this_process


def test_processes_give_the_same_store(tmp_path: Path, source: Path, wanted: dict[str, list[Any]]) -> None:
    path = tmp_path / "s.duckdb"
    summary = read_into_store(path, str(source), settings=SMALL, engine="processes", workers=2)
    assert (summary.articles, summary.problems["uncoded"]) == (24, 0)
    assert content(path) == wanted
    assert not parts.parts_folder(path).exists()
    again = read_into_store(path, str(source), settings=SMALL, engine="processes", workers=2)
    assert (again.articles, again.unchanged) == (0, 24)


def test_a_killed_worker_costs_nothing(tmp_path: Path, source: Path, wanted: dict[str, list[Any]]) -> None:
    engine = ProcessesEngine(2)
    killed: list[int] = []

    def kill() -> None:
        deadline = time.monotonic() + 60
        while len(killed) < 2 and time.monotonic() < deadline:
            for pid in engine.pids:
                if pid not in killed and len(killed) < 2:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
            time.sleep(0.3)

    killer = threading.Thread(target=kill)
    with Store(tmp_path / "s.duckdb", SMALL) as store:
        from detente import read
        from detente.pipeline import read_into

        killer.start()
        summary = read_into(store.database, store.coder.pipeline, read.read([str(source)]), engine=engine)
        killer.join()
    assert len(killed) == 2
    assert (summary.articles, summary.problems["uncoded"]) == (24, 0)
    assert content(tmp_path / "s.duckdb") == wanted


def test_a_live_owner_loads_what_others_read(
    tmp_path: Path, source: Path, wanted: dict[str, list[Any]], owner: subprocess.Popen[str]
) -> None:
    path = tmp_path / "s.duckdb"
    for _ in range(2):
        summary = read_into_store(path, str(source), settings=SMALL)
        assert (summary.articles, summary.waiting) == (24, 0)
    owner.kill()
    owner.wait()
    assert content(path) == wanted
    with open_database(path) as database:
        assert database.value("SELECT count(*) FROM runs WHERE finished IS NOT NULL AND counts IS NOT NULL") == 2


def test_a_reader_takes_over_when_the_owner_dies(
    tmp_path: Path, source: Path, wanted: dict[str, list[Any]], owner: subprocess.Popen[str]
) -> None:
    path = tmp_path / "s.duckdb"
    os.kill(owner.pid, signal.SIGSTOP)  # it holds the store and loads nothing
    told: list[str] = []

    def waited(what: str) -> None:
        told.append(what)
        if "parts wait" in what:
            owner.kill()
            owner.wait()

    summary = read_into_store(path, str(source), settings=SMALL, on_wait=waited)
    assert "coded again" in told[0]  # it does not say what it knows, and is asked once
    assert "parts wait" in told[1]
    assert (summary.articles, summary.waiting) == (24, 0)
    assert content(path) == wanted
    assert not owner_file(path).exists()


def test_an_owner_that_does_not_serve_refuses(tmp_path: Path, source: Path) -> None:
    path = tmp_path / "s.duckdb"
    code = (
        "import sys, time; from pathlib import Path; from detente.store import open_database\n"
        "database = open_database(Path(sys.argv[1]), 'recode'); print('open', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreLockedError, match=r"process \d+ \(detente recode\)"):
            read_into_store(path, str(source))
    finally:
        holder.kill()
        holder.wait()


def coded_parts(pipeline: Pipeline, store: Path, texts: list[str], replaced: bool = False) -> list[Path]:
    job = Job("r1", "read", "2020-05-01T00:00:00+00:00", pipeline.settings, "0", {"x": "y"}, replaced)
    found = []
    for i, text in enumerate(texts):
        part = parts.code_unit(pipeline, Unit((Article(f"p{i}", text),)), job)
        found.append(parts.commit(parts.parts_folder(store), part))
    return found


def test_parts_load_once_and_name_their_run(tmp_path: Path, coder: Coder) -> None:
    path = tmp_path / "s.duckdb"
    [first, second] = coded_parts(coder.pipeline, path, TEXTS[2:4])
    kept = first.read_bytes()
    with open_database(path) as database:
        summary = load_parts(database, coder.settings)
        assert (summary.articles, summary.unchanged, summary.waiting) == (2, 0, 0)
        assert database.value("SELECT count(*) FROM events") == 2
        assert not second.exists()
        parts.parts_folder(path).mkdir(exist_ok=True)
        first.write_bytes(kept)  # as after a kill between the last commit and the removal of the part
        again = load_parts(database, coder.settings)
        assert (again.articles, again.unchanged) == (0, 1)
        assert database.rows(
            "SELECT DISTINCT run_id, coder_version FROM articles a JOIN runs r ON r.id = a.run_id"
        ) == [{"run_id": "r1", "coder_version": "0"}]


def test_loading_stops_for_its_caller_and_goes_on(tmp_path: Path, coder: Coder) -> None:
    path = tmp_path / "s.duckdb"
    coded_parts(coder.pipeline, path, TEXTS[:3])
    with open_database(path) as database:
        assert load_parts(database, seconds=-1).waiting == 3
        assert load_parts(database).articles == 3


def test_a_damaged_part_is_set_aside(tmp_path: Path, coder: Coder) -> None:
    path = tmp_path / "s.duckdb"
    [broken, _] = coded_parts(coder.pipeline, path, TEXTS[:2])
    broken.write_bytes(broken.read_bytes()[:-20])
    with open_database(path) as database:
        summary = load_parts(database)
    assert (summary.articles, summary.problems["unstored"]) == (1, 1)
    assert broken.name in summary.faults[0]
    assert [p.stem for p in parts.refused(path)] == [broken.stem]


def test_forgetting_reaches_parts_that_wait(tmp_path: Path, coder: Coder) -> None:
    path = tmp_path / "s.duckdb"
    coded_parts(coder.pipeline, path, TEXTS[:2])
    with Store(path) as store:
        store.forget("p0")
        store.load_parts()
        assert store.counts()["articles"] == 1


def test_a_unit_that_kills_its_workers_is_taken_apart(coder: Coder) -> None:
    job = Job("r1", "read", "", coder.settings, "0")
    tries = Tries(job)
    pair = Unit((Article("good", "It rained."), Article("bad", "It snowed.")))
    for _ in range(3):
        assert tries.died(pair) is None
        last = [tries.next(), tries.next()]
    assert [u.articles[0].id for u in last if u] == ["good", "bad"]
    [_, bad] = last
    assert bad is not None
    assert tries.died(bad) is None
    assert tries.died(bad) is None
    part = tries.died(bad)
    assert part is not None
    assert part.tally.problems["uncoded"] == 1
    assert part.tally.faults == ["bad: killed its worker 3 times"]


def test_units_are_bounded_by_number_and_size() -> None:
    articles = [Article(str(i), "x" * (10 if i < 10 else 900)) for i in range(13)]
    sizes = [len(u.articles) for u in parts.units_of(iter(articles), 4, letters=1000)]
    assert sizes == [4, 4, 3, 1, 1]


def test_workers_with_another_coder_are_refused(coder: Coder, source: Path) -> None:
    from detente.pipeline.engines import worker

    job = Job("r1", "read", "", coder.settings, "0.0.0", coder.pipeline.versions)
    with pytest.raises(ConfigError, match="another coder"):
        worker.code(Unit((Article("1", "It rained."),)), job)


def test_errors_travel_between_processes() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(DataFileError("x.csv", 3, "is wrong.", "Mend it.")))
    assert (error.file, error.line, error.what, error.advice, str(error)) == (
        "x.csv", 3, "x.csv, line 3: is wrong.", "Mend it.", "x.csv, line 3: is wrong. Mend it.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "workers", "address"),
    [("threads", None, None), ("local", 2, None), ("processes", None, "h:1"), ("ray", 0, None)],
)
def test_engines_that_there_are_not(name: str, workers: int | None, address: str | None) -> None:
    with pytest.raises(ConfigError):
        engine_named(name, Pipeline, workers, address)


def test_a_missing_ray_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: Path) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match="Ray is not installed"):
        read_into_store(tmp_path / "s.duckdb", str(source), engine="ray")


@pytest.mark.parametrize("change", [{"pid": 2**22 - 1}, {"began": "another boot:1"}])
def test_owner_files_left_behind_count_as_none(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "s.duckdb"
    claim(path, replace(this_process("serve", "http://127.0.0.1:1"), **change))
    assert live_owner(path) is None
    open_database(path).close()
    assert not owner_file(path).exists()


def test_an_owner_on_another_machine_is_named_and_the_lock_decides(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    claim(path, replace(this_process("serve", "http://127.0.0.1:1"), host="elsewhere"))
    assert str(live_owner(path)).endswith("(detente serve) on elsewhere")
    open_database(path).close()
    assert not owner_file(path).exists()


def test_doctor_tells_of_parts_versions_and_owners(tmp_path: Path, coder: Coder, owner: subprocess.Popen[str]) -> None:
    path = tmp_path / "s.duckdb"
    found = {c.name: c for c in check_health(path, coder.settings)}
    assert found[f"store {path}"].ok
    assert f"in use by process {owner.pid} (detente serve)" in found[f"store {path}"].found
    owner.kill()
    owner.wait()
    [broken, _] = coded_parts(coder.pipeline, path, TEXTS[:2])
    broken.replace(broken.with_suffix(".refused"))
    checks = list(check_health(path, coder.settings))
    assert next(c.found for c in checks if c.name.startswith("store")).startswith(f"version {VERSION}, 0 articles")
    assert [(c.ok, c.found[:6]) for c in checks if c.name == "parts"] == [(True, "1 wait"), (False, "1 coul")]


@pytest.mark.parametrize("engine", ["local", "processes"])
def test_ctrl_c_stores_what_is_finished_and_the_next_run_goes_on(tmp_path: Path, engine: str) -> None:
    path, many = tmp_path / "s.duckdb", varied(tmp_path / "many.jsonl", 300)
    config = tmp_path / "settings.toml"
    config.write_text("batch = 4\n", encoding="utf-8")
    command = [
        sys.executable, "-c", "from detente.cli import main; main()", "read", str(many), "--engine", engine,
        "--store", str(path), "--config", str(config),
    ]  # fmt: skip
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    folder = parts.parts_folder(path)
    deadline = time.monotonic() + 120
    # Parts come and go faster than they can be listed; the folder tells that there were some.
    seen: set[int] = set()
    while len(seen) < 4 and reader.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            seen.add(folder.stat().st_mtime_ns)
        time.sleep(0.002)
    reader.send_signal(signal.SIGINT)
    _, said = reader.communicate(timeout=120)
    assert reader.returncode == 130, said
    assert "run the same command again" in said
    assert "Traceback" not in said
    with Store(path) as store:
        stored = store.counts()["articles"]
        assert 0 < stored < 300
        assert store.database.value("SELECT count(*) FROM mentions WHERE event_id IS NULL") == 0
        assert store.read(str(many)).unchanged == stored
        assert store.counts()["articles"] == 300
