"""A broken code file is refused with its name, its line and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detente.codes import cameo_list, country_list, plover_list, score_list, sector_list
from detente.errors import DataFileError

Reader = Callable[[Path], object]


def line_of(text: str, part: str) -> int:
    """Gives the number of the first line that holds a part of a text."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("source", "read", "old", "new", "line_part", "message"),
    [
        (plover_list.PLOVER_FILE, plover_list.read_plover, "quad: 1", "quad: 7", "- code: AGREE", "quad class 7"),
        (plover_list.PLOVER_FILE, plover_list.read_plover, "code: CONSULT", "code: AGREE", "", "twice"),
        (plover_list.PLOVER_FILE, plover_list.read_plover, "now: restrict", "now: nope", "name: ban", "no mode"),
        (
            plover_list.PLOVER_FILE,
            plover_list.read_plover,
            "definition: 'A rally",
            "def: 'A rally",
            "'A rally",
            "missing",
        ),
        (score_list.SCORES_FILE, score_list.read_scores, "AID: {base: 10}", "AID: {base: 11}", "AID:", "score 11"),
        (score_list.SCORES_FILE, score_list.read_scores, "AID: {base: 10}", "AID: {base: -10}", "AID:", "quad class 2"),
        (
            score_list.SCORES_FILE,
            score_list.read_scores,
            "crowd-control: -7.5",
            "crowd: -7.5",
            "{base: -9, abduct",
            "no mode",
        ),
        (score_list.SCORES_FILE, score_list.read_scores, "    score: -3\n", "", "- type: ACCUSE", "missing"),
        (sector_list.SECTORS_FILE, sector_list.read_sectors, "code: MIL", "code: GOV", "name: military", "twice"),
        (cameo_list.CAMEO_FILE, cameo_list.read_cameo, "036,", "36x,", "Express intent to meet", "36x"),
        (cameo_list.CAMEO_FILE, cameo_list.read_cameo, "negotiate,4,1", "negotiate,14,1", "to meet or neg", "range"),
        (cameo_list.CAMEO_FILE, cameo_list.read_cameo, "CONSULT,phone", "CONSULT,pigeon", "Discuss by", "no mode"),
        (country_list.COUNTRIES_FILE, country_list.read_countries, ",1947-08-14,", ",1947-8-14,", "PAK,PK", "no date"),
        (country_list.COUNTRIES_FILE, country_list.read_countries, "\nPER,", "\nPAK,", ",Peru,", "twice"),
        (country_list.COUNTRIES_FILE, country_list.read_countries, ",Peru,", ",Pakistan,", "PER,", "names both"),
        (country_list.COUNTRIES_FILE, country_list.read_countries, ",PAK,,state", ",PAQ,,state", "BGD,", "PAQ"),
    ],
)
def test_fault_is_found_on_its_line(
    tmp_path: Path, source: Path, read: Reader, old: str, new: str, line_part: str, message: str
) -> None:
    text = source.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / source.name
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=message) as caught:
        read(broken)
    assert caught.value.file == str(broken)
    assert caught.value.advice
    if line_part:
        assert caught.value.line == line_of(broken.read_text(encoding="utf-8"), line_part)


def test_missing_column_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "cameo.csv"
    broken.write_text("code,name\n01,x\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="goldstein"):
        cameo_list.read_cameo(broken)


def test_yaml_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "sectors.yaml"
    broken.write_text("source: x\nsectors:\n  - {code: GOV\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="not valid YAML") as caught:
        sector_list.read_sectors(broken)
    assert caught.value.line >= 3
