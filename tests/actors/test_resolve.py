"""From phrases to actors: states, offices at dates, roles, groups, what isn't an actor."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.actors import Resolver, load_roster


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(load_roster())


@pytest.mark.parametrize(
    ("phrase", "country", "sector", "kind"),
    [
        ("Pakistan", "PAK", "", "state"),
        ("the United States", "USA", "", "state"),
        ("Islamabad", "PAK", "GOV", "state"),
        ("the Kremlin", "RUS", "GOV", "organisation"),
        ("Brazilians", "BRA", "", "society"),
        ("Polish farmers", "POL", "AGR", "society"),
        ("Chilean troops", "CHL", "MIL", "organisation"),
        ("the Norwegian foreign minister", "NOR", "GOV", "person"),
        ("a spokesman for the Kenyan army", "KEN", "MIL", "person"),
        ("members of the Italian parliament", "ITA", "LEG", "person"),
        ("the Nigerian defence minister", "NGA", "GOV", "person"),
        ("gunmen", None, "UAF", "armed_group"),
        ("four Saudi men", "SAU", "UNK", "unknown"),
        ("police", None, "COP", "organisation"),
        ("Canadian ambassador to the United Nations", "CAN", "GOV", "person"),
    ],
)
def test_phrases(resolver: Resolver, phrase: str, country: str | None, sector: str, kind: str) -> None:
    found = resolver.resolve(phrase, date(2015, 1, 1))
    assert (found.country, found.sectors[0] if found.sectors else "") == (country, sector)
    assert found.kind == kind


@pytest.mark.parametrize("phrase", ["a cat", "yesterday", "the relationship", "heavy rain", ""])
def test_what_is_no_actor(resolver: Resolver, phrase: str) -> None:
    assert resolver.resolve(phrase).kind is None


@pytest.mark.parametrize(
    ("day", "sector"), [(date(2009, 1, 1), "GOV"), (date(1999, 1, 1), "SPY"), (date(2022, 3, 1), "GOV")]
)
def test_office_depends_on_the_date(resolver: Resolver, day: date, sector: str) -> None:
    assert resolver.resolve("Vladimir Putin", day).sectors[0] == sector


def test_out_of_office_is_elite(resolver: Resolver) -> None:
    assert resolver.resolve("Jimmy Carter", date(1979, 1, 1)).sectors == ("GOV",)
    assert resolver.resolve("Jimmy Carter", date(1994, 1, 1)).sectors == ("ELI",)


def test_title_in_the_text_beats_the_roster(resolver: Resolver) -> None:
    assert resolver.resolve("President Orla Venn", date(2015, 1, 1)).sectors == ("GOV",)
    assert resolver.resolve("former President Orla Venn", date(2015, 1, 1)).sectors == ("ELI",)
    found = resolver.resolve("Col. Dex Arlo, spokesman for the Varnian army")
    assert found.sectors == ("MIL",)
    assert found.name == "Dex Arlo"


def test_former_states_have_dates(resolver: Resolver) -> None:
    assert resolver.resolve("Moscow", date(1987, 5, 1)).country == "SUN"
    assert resolver.resolve("Moscow", date(1997, 5, 1)).country == "RUS"
    assert resolver.resolve("East Germany", date(1987, 5, 1)).country == "DDR"


def test_part_of_a_state_is_marked(resolver: Resolver) -> None:
    assert resolver.resolve("elements of the Pakistani government").scope == "part"
    assert resolver.resolve("the Pakistani government").scope == "whole"


def test_context_and_known_country_fill_a_gap(resolver: Resolver) -> None:
    assert resolver.resolve("Defense Minister", context="German").country == "DEU"
    assert resolver.resolve("the ruling party", known_country="Mexico").country == "MEX"
    assert resolver.resolve("French police", known_country="Mexico").country == "FRA"


def test_a_surname_is_not_a_state(resolver: Resolver) -> None:
    assert resolver.resolve("Michael Jordan").country is None
    assert resolver.resolve("Jordan").country == "JOR"


_FILE = Path(__file__).with_name("phrases.jsonl")
PHRASES = [json.loads(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", PHRASES, ids=[row["text"] for row in PHRASES])
def test_phrases_of_every_region_and_period(resolver: Resolver, row: dict[str, Any]) -> None:
    found = resolver.resolve(
        row["text"], date.fromisoformat(row["date"]), row.get("context", ""), row.get("known_country")
    )
    first = found.sectors[:1] if found.sectors != ("UNK",) else ()
    assert (found.country or "", list(first)) == (row["country"], row["sectors"])


@pytest.mark.parametrize(
    ("phrase", "name", "country", "sector"),
    [
        ("Orla Venn, a former Mossad agent for President Bill Clinton", "Orla Venn", "ISR", "ELI"),
        ("the network's foreign affairs reporter, Ella Brandt", "Ella Brandt", None, "JRN"),
        ("the secretary-general of NATO, Jens Stoltenberg", "Jens Stoltenberg", "IGO", "GOV"),
        ("six major industrial nations", "six major industrial nations", None, "UNK"),
        ("New Jersey Governor Orla Venn", "Orla Venn", "USA", "GOV"),
        ("General Pervez Musharraf", "Pervez Musharraf", "PAK", "GOV"),
        ("pro-Iranian gunmen in Lebanon", "pro-Iranian gunmen in Lebanon", "LBN", "UAF"),
        ("Fijian peacekeepers", "Fijian peacekeepers", "FJI", "MIL"),
        ("the Sons of the Delta", "the Sons of the Delta", None, "UNK"),
    ],
)
def test_heads_names_and_modifiers(
    resolver: Resolver, phrase: str, name: str, country: str | None, sector: str
) -> None:
    found = resolver.resolve(phrase, date(2005, 1, 1) if "Musharraf" in phrase else date(2019, 1, 1))
    assert (found.name, found.country, found.sectors[0]) == (name, country, sector)


@pytest.mark.parametrize("phrase", ["South America", "the Gulf of Mexico", "Paris Accord"])
def test_a_region_of_several_states_is_no_state(resolver: Resolver, phrase: str) -> None:
    found = resolver.resolve(phrase)
    assert found.kind != "state"
    assert found.sectors in ((), ("UNK",))


def test_near_settles_a_name_that_several_countries_have(resolver: Resolver) -> None:
    assert resolver.resolve("the Socialist Party", date(2000, 1, 1), near="FRA").country == "FRA"
    assert resolver.resolve("the Socialist Party", date(2000, 1, 1), near="CHL").country == "CHL"
    assert resolver.resolve("gunmen", date(2000, 1, 1), near="FRA").country is None


def test_a_middle_initial_is_no_other_person(resolver: Resolver) -> None:
    assert resolver.resolve("Jimmy E. Carter", date(1979, 1, 1)).name == "Jimmy Carter"
    assert resolver.resolve("Jimmy Orlando Carter", date(1979, 1, 1)).name != "Jimmy Carter"


def test_a_president_of_a_firm_is_no_head_of_state(resolver: Resolver) -> None:
    assert resolver.resolve("Orla Venn, president of a Greek shipping company").sectors == ("BUS",)
    assert resolver.resolve("president of a Greek shipping company").country == "GRC"
    assert resolver.resolve("the president of Greece").sectors == ("GOV",)
