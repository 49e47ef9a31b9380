"""The commands on relationships, on a store of invented acts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_store_relations import invented
from typer.testing import CliRunner

from detente.cli.app import _load_commands, app
from detente.store import exchange, open_database


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("store") / "s.duckdb"
    with open_database(made) as database:
        exchange.put_imported(database, invented(), "test")
    return made


def run(*arguments: str, store: Path) -> str:
    _load_commands()
    result = CliRunner().invoke(app, [*arguments, "--store", str(store)], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.output


def test_relation_shows_turns_either_direction_and_what_chance_gives(path: Path) -> None:
    shown = run("relation", "China", "Japan", store=path)
    assert "2012-07 breach" in shown
    assert "by chance" in shown
    assert "China to Japan" in shown
    assert "Return to a baseline is" in shown
    early = run("relation", "CHN", "JPN", "--as-of", "2012-06-30", store=path)
    assert "2012-07 breach" not in early
    assert "reports up to 2011-12-31" in early


def test_relation_by_country_names_whose_acts_it_adds(path: Path) -> None:
    shown = run("relation", "India", "Pakistan", "--by-country", store=path)
    assert "group:Example Front → PAK" in shown
    explained = json.loads(run("relation", "IND", "PAK", "--by-country", "--json", store=path))
    assert explained["sorts"][0]["acts"] == 40


def test_pairs_and_their_bias(path: Path) -> None:
    rows = [json.loads(line) for line in run("pairs", "Pakistan", "--json", store=path).splitlines()]
    assert len(rows) == 7
    first = json.loads(run("pairs", "--bias", "--json", "--limit", "1", store=path))
    assert (first["a"], first["b"]) == ("IND", "PAK")
    assert first["bias"] < -1


def test_turns_lately_say_how_many_chance_would_list(path: Path) -> None:
    shown = run("turns", "--lately", "12", store=path)
    assert "CHN – JPN" in shown
    assert "if nothing but the model's noise moved their tones" in " ".join(shown.split())


def test_no_acts_between_two_says_whom_they_have_acts_with(path: Path) -> None:
    shown = run("relation", "Peru", "Pakistan", store=path)
    assert "no coverage, which is not calm" in shown
    assert "Nothing is read of Peru as a state." in shown
    assert "Pakistan has most acts with" in shown


def test_a_list_of_turns_may_have_names_or_codes(path: Path, tmp_path: Path) -> None:
    for a, b in (("China", "Japan"), ("JPN", "CHN")):
        listed = tmp_path / "turns.csv"
        listed.write_text(f"a,b,month,kind\n{a},{b},2012-07,breach\n", encoding="utf-8")
        shown = run("evaluate", "relation", str(listed), store=path)
        assert "2012-07-01 │ breach │ True    │ True" in shown
