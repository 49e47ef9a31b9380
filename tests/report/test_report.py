"""The report: one file that loads nothing, with evidence, versions and safety; sensible where there is nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from detente.api import Store
from detente.report import make_report, write_report

if TYPE_CHECKING:
    from detente.api import Coder

ROWS = [
    ("a", "2020-05-06", "France accused Chile of spying on Monday, a spokesman said."),
    ("b", "2020-06-03", "France and Chile signed a trade agreement on Tuesday."),
    ("c", "2020-07-08", "French jets bombed a depot *in* Chile | on Monday <b>again</b>."),
    ("d", "2020-07-09", "French police arrested Dorota Wilk, a civilian, in Chile on Monday."),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Store:
    folder = tmp_path_factory.mktemp("report")
    source = folder / "in.jsonl"
    lines = (json.dumps({"id": i, "date": d, "outlet": "Wire", "text": t}) + "\n" for i, d, t in ROWS)
    source.write_text("".join(lines), encoding="utf-8")
    made = Store(folder / "s.duckdb")
    made.coder = coder
    made.read(str(source))
    return made


def test_page_loads_nothing_and_allows_only_its_own_style(store: Store) -> None:
    page = make_report(store, store.relation("FRA", "CHL"))
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=[\"'](?!#)", page)
    assert not re.search(r"url\(|@import", style[1])


def test_page_carries_what_a_reader_must_know(store: Store) -> None:
    found = store.relation("FRA", "CHL")
    page = make_report(store, found)
    for words in (
        "model only: excludes coding error and unreported events", "must not be used to target, locate or profile",
        "not established by Détente", "No source from Chile in this evidence", "Read in English only",
        "How to cite", "patterns/accuse.yaml", 'class="tone"', "signed a trade agreement",
    ):  # fmt: skip
        assert words in page, words
    assert "<b>again</b>" not in page
    assert "Wilk" not in page


def test_fingerprint_is_of_the_data(store: Store) -> None:
    def fingerprint(page: str) -> str:
        return re.search(r"acts and curve\): <code>(\w+)", page)[1]  # type: ignore[index]

    whole = store.relation("FRA", "CHL")
    assert fingerprint(make_report(store, whole)) == fingerprint(make_report(store, whole))
    some = store.relation("FRA", "CHL", as_of=date(2020, 6, 30))
    assert fingerprint(make_report(store, some)) != fingerprint(make_report(store, whole))


def test_markdown_tells_the_same_and_holds_no_markup_of_articles(store: Store) -> None:
    text = make_report(store, store.relation("FRA", "CHL"), markdown=True)
    assert text.startswith("# France – Chile\n")
    assert "\\*in\\* Chile \\| on Monday &lt;b>" in text
    assert "must not be used to target" in text
    assert "| 2020 |" in text
    assert "Wilk" not in text
    table = [line for line in text.splitlines() if line.startswith("| ")]
    assert len({line.replace("\\|", "").count("|") for line in table if "20" in line}) <= 2


def test_a_pair_without_acts_has_a_report_that_says_so(store: Store, tmp_path: Path) -> None:
    found = store.relation("NOR", "FJI")
    for name in ("r.html", "r.md"):
        write_report(store, found, tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "No coverage, which is not calm" in text
        assert "How to cite" in text
        assert "Fingerprint" not in text


def test_as_of_stands_in_the_report(store: Store) -> None:
    found = store.relation("FRA", "CHL", as_of=date(2020, 6, 30))
    page = make_report(store, found)
    assert "as known on 30 Jun 2020" in page
    assert "bombed a depot" not in page


def test_command_writes_a_file_or_prints(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from detente.cli import reporting
    from detente.cli.app import app

    store.database.connection.execute("CHECKPOINT")
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(store.database.path.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert reporting.report
    asked = ["report", "FRA", "CHL", "--store", str(copy)]
    done = CliRunner().invoke(app, [*asked, "-o", "page.html"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert CliRunner().invoke(app, [*asked, "--md"]).exit_code == 0
    assert (tmp_path / "detente-FRA-CHL.md").read_text(encoding="utf-8").startswith("# France – Chile")
    assert CliRunner().invoke(app, [*asked, "-o", "-", "--md"]).output.startswith("# France – Chile")
