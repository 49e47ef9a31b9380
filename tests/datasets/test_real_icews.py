"""Real ICEWS files, where there are any: $DETENTE_DATA/icews."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

from detente import pipeline
from detente.pipeline.exchanging import import_files
from detente.settings import Settings
from detente.store import Database


def test_a_published_day_is_told_apart_by_its_sectors(store: Database, data: Path) -> None:
    done = import_files(store, Settings(), "icews", [data / "icews" / "icews-2018-sample.tab.gz"])
    assert (done.added, done.tally.broken) == (3705, 0)
    kinds: dict[str, int] = {}
    for (kind, _), number in done.tally.kinds.items():
        kinds[kind] = kinds.get(kind, 0) + number
    assert kinds["unknown"] < 0.05 * sum(kinds.values())
    assert done.tally.kinds["state", "name of a state"] > 1500


def test_china_and_japan_break_in_september_2012(store: Database, data: Path, tmp_path: Path) -> None:
    """Rows of the two alone, so that the test is quick; the parameters are those shipped or fitted to this pair."""
    rows = [
        _rows_with(data / "icews" / name, ("China", "Japan"))
        for name in ("icews-2005-01_2011-10-sample20.tab.gz", "icews-2011-10_2015-12.tab.gz")
    ]
    files = []
    for i, text in enumerate(rows):
        files.append(tmp_path / f"{i}.tab")
        files[-1].write_text(text, encoding="utf-8")
    import_files(store, Settings(), "icews", files)
    found = pipeline.relation(store, Settings(), "China", "Japan", start=date(2010, 1, 1), end=date(2014, 12, 31))
    breaches = {turn["period"][:7] for turn in found.turns if turn["kind"] == "breach"}
    assert breaches & {"2012-08", "2012-09", "2012-10"}
    tone = {row["period"][:7]: row["tone"] for row in found.series}
    assert tone["2012-10"] < tone["2012-05"] - 0.5


def _rows_with(path: Path, countries: tuple[str, str]) -> str:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        lines = handle.readlines()
    cells = [line.split("\t") for line in lines[1:]]
    kept = [line for line, c in zip(lines[1:], cells, strict=True) if {c[4], c[10]} == set(countries)]
    return lines[0] + "".join(kept)
