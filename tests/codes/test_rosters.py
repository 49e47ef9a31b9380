"""The rosters of groups and organisations refer only to what exists, and every entry says where it is from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import detente.actors
from detente import codes
from detente.datafiles import Row, read_csv, read_yaml

ROSTER = Path(detente.actors.__file__).parent / "roster"
OTHERS = {"opposes": "who", "backed_by": "who", "based_in": "country", "designated_by": "by"}


@pytest.fixture(scope="module")
def groups() -> list[Any]:
    return list(read_yaml(ROSTER / "groups.yaml"))


@pytest.fixture(scope="module")
def organisations() -> list[Row]:
    return read_csv(
        ROSTER / "organisations.csv", required=["name", "aliases", "country", "sectors", "kind", "igo_code"]
    )


def test_rosters_are_broad(groups: list[Any], organisations: list[Row]) -> None:
    assert len(groups) >= 300
    assert len(organisations) >= 1500
    assert sum(row["sectors"].split()[0] == "PTY" for row in organisations) >= 250


def test_every_edge_has_a_known_end_a_period_a_status_and_a_source(groups: list[Any], organisations: list[Row]) -> None:
    states = {country.code for country in codes.countries()}
    named = {group["name"] for group in groups} | {row["name"] for row in organisations}
    for group in groups:
        for relation, key in OTHERS.items():
            for edge in group.get(relation, ()):
                known = states | ({"UNO", "EUR"} if relation == "designated_by" else named)
                assert edge[key] in known, (group["name"], relation, edge[key])
                assert edge["source"], group["name"]
                assert edge.get("start") or edge.get("since"), (group["name"], relation)
                if relation != "designated_by":
                    assert edge["status"] in ("acknowledged", "documented", "alleged", "denied"), group["name"]


def test_no_group_opposes_itself_or_is_backed_by_whom_it_fights_at_the_time(groups: list[Any]) -> None:
    for group in groups:
        for foe in group.get("opposes", ()):
            assert foe["who"] != group["name"]
            for backer in group.get("backed_by", ()):
                if backer["who"] == foe["who"] and "alleged" not in (backer["status"], foe["status"]):
                    apart = str(backer.get("end") or "9999") <= str(foe["start"])
                    assert apart or str(foe.get("end") or "9999") <= str(backer["start"]), (group["name"], foe["who"])


def test_names_are_unique(groups: list[Any], organisations: list[Row]) -> None:
    doubled = [name for name, n in Counter(group["name"] for group in groups).items() if n > 1]
    assert doubled == []
    keys = Counter((row["name"], row["country"], row["start"]) for row in organisations)
    assert [key for key, n in keys.items() if n > 1] == []


def test_igo_rows_carry_the_finer_code(organisations: list[Row]) -> None:
    for row in organisations:
        assert (row["kind"] == "igo") == (row["country"] == "IGO"), row["name"]
        assert (row["igo_code"] in ("UNO", "EUR", "IGO")) == (row["kind"] == "igo"), row["name"]
        assert row["source"], row["name"]
        assert all(codes.sector(sector) for sector in row["sectors"].split())


@pytest.mark.parametrize(
    ("name", "country", "sectors"),
    [
        ("State Department", "USA", "GOV"),
        ("Pentagon", "USA", "GOV MIL"),
        ("CIA", "USA", "SPY"),
        ("Inter-Services Intelligence", "PAK", "SPY"),
        ("Knesset", "ISR", "LEG"),
        ("Riigikogu", "EST", "LEG"),
        ("Norges Bank", "NOR", "GOV"),
        ("SONNA", "SOM", "GOV JRN"),
        ("World Health Organization", "IGO", "HLH IGO"),
        ("European Parliament", "IGO", "LEG IGO"),
    ],
)
def test_known_organisations(organisations: list[Row], name: str, country: str, sectors: str) -> None:
    (row,) = [row for row in organisations if row["name"] == name]
    assert (row["country"], row["sectors"]) == (country, sectors)
