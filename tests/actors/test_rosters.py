"""Roster files: what is wrong is named with its line; PETRARCH dictionaries load as they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from detente.actors import Resolver, load_roster
from detente.actors.petrarch import read_dictionary
from detente.errors import DataFileError

HEADER = "name,aliases,country,office,sectors,start,end,source\n"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("Orla Venn,,XXX,president,GOV,2001,2005,made up", "'XXX' is no country code"),
        ("Orla Venn,,FRA,president,GVO,2001,2005,made up", "'GVO' is no PLOVER sector"),
        ("Orla Venn,,FRA,president,GOV,2001-13,2005,made up", "'2001-13' is not a date"),
        ("Orla Venn,,FRA,president,GOV,2006,2005,made up", "ends"),
        ("Orla Venn,,FRA,president,GOV,2001,2005,", "source note is empty"),
        ("Orla Venn,FRA,president,GOV,2001,2005,made up", "7 cells where the header has 8"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, complaint: str) -> None:
    path = tmp_path / "my_persons.csv"
    path.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="line 2") as caught:
        load_roster((path,))
    assert complaint in str(caught.value)


def test_own_persons_are_known(tmp_path: Path) -> None:
    path = tmp_path / "my_persons.csv"
    path.write_text(HEADER + "Orla Venn,O. Venn,FRA,mayor,GOV,2001,2005,made up\n", encoding="utf-8")
    resolver = Resolver(load_roster((path,)))
    assert resolver.resolve("O. Venn", date(2003, 1, 1)).country == "FRA"
    assert resolver.resolve("Orla Venn", date(2009, 1, 1)).sectors == ("ELI",)


def test_petrarch_actors_and_agents(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text(
        "# a comment\nORLA_VENN_  # a mayor\n+O._VENN_\n\t[FRAELI <010101]\n\t[FRAGOV 010101-050101]\n"
        "SHIELD_OF_DORN_ [GRCREB]\nBELL_RINGER [~CVL]\n",
        encoding="utf-8",
    )
    names, roles = read_dictionary(path)
    assert {(alias, e.country, e.sectors) for alias, e in names} >= {
        ("Orla Venn", "FRA", ("GOV",)),
        ("O. Venn", "FRA", ("ELI",)),
        ("Shield Of Dorn", "GRC", ("REB",)),
    }
    assert roles["bell ringer"].sectors == ("CVL",)


def test_petrarch_open_bracket_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("ORLA_VENN_ [FRAGOV\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="line 1: a bracket is not closed"):
        read_dictionary(path)


def test_shipped_rosters_are_broad() -> None:
    roster = load_roster()
    assert len(roster.periods) > 4000
    assert all(edge.status in ("acknowledged", "documented", "alleged", "denied") for edge in roster.edges)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("Venn Valley,,FRA,valley,made up", "neither region nor people"),
        ("Venn Valley,,FRA,region,", "source note is empty"),
        ("Venn Valley,,XXX,region,made up", "'XXX' is no country code"),
    ],
)
def test_a_wrong_region_is_named(tmp_path: Path, row: str, complaint: str) -> None:
    path = tmp_path / "my_regions.csv"
    path.write_text(f"name,aliases,country,what,source\n{row}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="line 2") as caught:
        load_roster((path,))
    assert complaint in str(caught.value)


def test_own_regions_give_their_country(tmp_path: Path) -> None:
    path = tmp_path / "my_regions.csv"
    path.write_text("name,aliases,country,what,source\nVennland,Vennish,FRA,region,made up\n", encoding="utf-8")
    assert Resolver(load_roster((path,))).resolve("Vennish farmers").country == "FRA"
