"""The commands as a user runs them: contract of the JSONL commands, errors as one line, looks into a store."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from detente import schema
from detente.cli.app import _load_commands, app

_load_commands()
runner = CliRunner()
WRITTEN = {"code", "classify", "actors"}
COMMANDS = [
    "read", "recode", "forget", "code", "classify", "actors", "relation", "turns", "events", "article", "explain",
    "doctor", "demo", "watch",
]  # fmt: skip


def run(*arguments: str) -> Result:
    return runner.invoke(app, list(arguments), catch_exceptions=True, env={"COLUMNS": "160", "TERM": "dumb"})


def write(path: Path, lines: list[Any]) -> Path:
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example: detente {command}" in " ".join(result.output.split())


def test_code_keeps_order_and_reports_bad_rows(tmp_path: Path) -> None:
    lines = [
        {"id": "1", "text": "Chile accused France of spying on Monday.", "date": "2020-05-06"},
        "this is no JSON",
        {"id": "3"},
        {"id": "4", "text": "Il pleut à Paris depuis trois jours."},
        {"id": "5", "text": "It rained.", "date": "the day before"},
        {"id": "6", "text": ""},
    ]
    out = tmp_path / "out.jsonl"
    result = run("code", str(write(tmp_path / "in.jsonl", lines)), str(out))
    rows = rows_of(out)
    assert result.exit_code == 1
    assert [row["id"] for row in rows] == ["1", None, "3", "4", "5", "6"]
    assert ["error" in row for row in rows] == [False, True, True, False, True, False]
    assert rows[0]["events"][0]["event_type"] == "ACCUSE"
    for row in rows:
        jsonschema.validate(row, schema.json_schema())


def test_code_offsets_are_code_points_of_the_text_unchanged(tmp_path: Path) -> None:
    text = "𝔙arnia’s  army\nattacked   rebels 😀 on\tMonday, Zoë Mirr said."
    out = tmp_path / "out.jsonl"
    run("code", str(write(tmp_path / "in.jsonl", [{"id": "1", "text": text, "date": "2020-05-06"}])), str(out))
    [row] = rows_of(out)
    spans = [m[k] for m in row["events"] for k in ("trigger", "sentence")]
    spans += [a["span"] for m in row["events"] for a in m["actors"] + m["recipients"]]
    spans += [s for a in row["attributions"] for k in ("source", "cue", "content") for s in a[k]]
    assert row["events"]
    assert all(text[s["start"] : s["end"]] == s["text"] for s in spans)


def test_actors_command(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    rows = [{"id": 7, "text": "Chilean police"}, {"id": 8, "text": "yesterday"}, {"id": 9}]
    result = run("actors", str(write(tmp_path / "in.jsonl", rows)), str(out))
    found = rows_of(out)
    assert result.exit_code == 1
    assert (found[0]["country"], found[0]["sectors"], found[0]["kind"]) == ("CHL", ["COP"], "organisation")
    assert found[1]["kind"] == "none"
    assert "error" in found[2]


def test_classify_command(tmp_path: Path) -> None:
    text = "France imposed sanctions on Chile after Chile attacked a French ship."
    rows = [
        {"id": 1, "text": text, "source": "France", "target": "Chile"},
        {"id": 2, "text": text, "source": "Chile", "target": "French", "source_start": text.rindex("Chile")},
        {"id": 3, "text": text, "source": "Peru", "target": "Chile"},
    ]
    out = tmp_path / "out.jsonl"
    result = run("classify", str(write(tmp_path / "in.jsonl", rows)), str(out))
    found = rows_of(out)
    assert result.exit_code == 1
    assert "error" in found[2]
    assert found[1]["quad_class"] == 4
    assert found[0]["quad_class"] == 4
    for row in found:
        jsonschema.validate(row, schema.json_schema())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["code", "nowhere.jsonl", "-"], "nowhere.jsonl"),
        (["explain", "COERSE"], "COERCE"),
        (["events", "--store", "nowhere.duckdb"], "no store at nowhere.duckdb"),
        (["read", "x.txt", "--date", "yesterday"], "'yesterday' is no date"),
        (["doctor", "--config", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_errors_are_one_line_and_no_traceback(tmp_path: Path, arguments: list[str], words: str) -> None:
    code = "from detente.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_explain() -> None:
    result = run("explain", "COERCE")
    assert "material conflict" in result.output
    assert "PLOVER score" in result.output


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    rows = [
        {"id": "a1", "date": "2020-05-06", "title": "Chile accuses France", "text": "Chile accused France of spying."},
        {"id": "a2", "date": "2020-06-09", "text": "France gave Chile $3 million in aid on Monday, a spokesman said."},
    ]
    path = folder / "s.duckdb"
    result = run("read", str(write(folder / "in.jsonl", rows)), "--store", str(path))
    assert result.exit_code == 0, result.output
    assert "2 coded" in result.output
    return path


def test_events_and_article(store: Path) -> None:
    table = run("events", "FRA", "Chile", "--store", str(store))
    assert "ACCUSE" in table.output
    assert "AID" in table.output
    lines = run("events", "--json", "--store", str(store)).output.splitlines()
    assert all(json.loads(line)["record"]["event_type"] for line in lines)
    page = run("article", "a2", "--store", str(store))
    assert "France gave Chile" in page.output
    assert "amount" in page.output


def test_relation_json_has_the_fields_of_the_contract(store: Path) -> None:
    found = json.loads(run("relation", "FRA", "CHL", "--json", "--store", str(store)).output)
    assert (found["a"], found["b"], found["directed"], found["by"], found["as_of"]) == (
        "FRA",
        "CHL",
        False,
        "month",
        None,
    )
    point = found["series"][-1]
    names = """period tone sd low high filtered baseline deviation n cooperation conflict label label_probability
        country_aggregated articles outlets channels"""
    for name in names.split():
        assert name in point
    assert set(point["channels"]) == {"direct", "third_party", "sovereignty", "stated"}
    assert point["cooperation"] == {"verbal": 0.0, "material": 1.0}
    assert point["label"]


def test_a_pair_without_coverage_is_not_calm(store: Path) -> None:
    result = run("relation", "Peru", "Norway", "--store", str(store))
    assert result.exit_code == 0
    assert "no coverage, which is not calm" in " ".join(result.output.split())


def test_forget_unknown_article(store: Path) -> None:
    result = run("forget", "nothing", "--store", str(store))
    assert result.exit_code != 0


def test_demo_writes_a_report_that_loads_nothing(tmp_path: Path) -> None:
    result = run("demo", "--store", str(tmp_path / "s.duckdb"), "--report", str(tmp_path / "r.html"))
    assert result.exit_code == 0, result.output
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert 'src="http' not in page
    assert "written for the project" in page
    assert "Try next" in result.output
