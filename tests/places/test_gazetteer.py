"""The gazetteer: names, namesakes, and which towns tell a country."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import codes
from detente.codes.gazetteer import LANDMARKS_FILE, fold_place, read_landmarks
from detente.errors import DataFileError

TELLING = {
    "Kunduz": "AFG",
    "Spin Boldak": "AFG",
    "Peshawar": "PAK",
    "Waziristan": "PAK",
    "Fallujah": "IRQ",
    "Deir al-Zor": "SYR",
    "Raqqa": "SYR",
    "Kobani": "SYR",
    "Mariupol": "UKR",
    "Kiev": "UKR",
    "Kyiv": "UKR",
    "Gaza Strip": "PSE",
    "Darfur": "SDN",
    "Helmand": "AFG",
    "Shanghai": "CHN",
    "São Paulo": "BRA",
    "Minsk": "BLR",
}


@pytest.mark.parametrize(("name", "country"), TELLING.items())
def test_a_telling_name_gives_its_country(name: str, country: str) -> None:
    assert codes.town_country(name) == country


@pytest.mark.parametrize(
    "name", ["Reading", "March", "Nice", "Police", "Hyderabad", "Ondalia", "kunduz", "", "Springs", "Red Sea"]
)
def test_a_name_that_tells_nothing_gives_none(name: str) -> None:
    assert codes.town_country(name) is None


def test_namesakes_come_most_populous_first() -> None:
    people = [p.population for p in codes.named("Hyderabad")]
    assert len(people) > 1
    assert people == sorted(people, reverse=True)
    assert {p.country for p in codes.named("Tripoli")} >= {"LBY", "LBN"}


def test_names_are_found_in_any_spelling() -> None:
    assert codes.named("Al-Hasakah") == codes.named("al hasakah") != ()
    assert codes.named("Nangarhār") == codes.named("Nangarhar") != ()
    assert fold_place("Ra’s al-ʻAyn") == "ras al ayn"


def test_every_name_at_either_end_of_the_table_is_found() -> None:
    """The search by halving must reach the first and the last name and all between."""
    table = codes.gazetteer._table()
    lines = table._names.strip(b"\n").split(b"\n")
    for line in (*lines[:50], *lines[-50:], *lines[:: len(lines) // 500]):
        key, numbers = line.decode().split("\t")
        assert len(table.find(key)) == len(numbers.split(","))
    assert table.find("zzzzzz") == table.find("aaaaaaaa") == ()


def test_every_place_lies_on_earth_in_a_known_country() -> None:
    known = {c.code for c in codes.countries()}
    for name in ("Kunduz", "Paris", "Springfield", "Santiago", "Moscow", "San Juan"):
        for place in codes.named(name):
            assert place.country in known
            assert -90 <= place.lat <= 90
            assert -180 <= place.lon <= 180


def test_countries_have_a_middle_and_neighbours_a_border() -> None:
    assert codes.middle_of("AFG") == pytest.approx((34, 67), abs=2)
    assert codes.middle_of("XXX") is None
    assert codes.border_of("PAK", "AFG") == codes.border_of("AFG", "PAK") == pytest.approx((33, 69.5), abs=2)
    assert codes.border_of("AFG", "BRA") is None


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("Orm,,,,95,10,city,own", 2), ("Orm,,,,5,x,city,own", 2), ("Orm,,,,5,10,planet,own", 2),
        ("Orm,,ZZZ,,5,10,city,own", 2), ("Orm,,,,5,10,city,", 2),
    ],
)  # fmt: skip
def test_a_wrong_landmark_is_refused_with_its_line(tmp_path: Path, row: str, line: int) -> None:
    path = tmp_path / "landmarks.csv"
    path.write_text("name,aliases,country,admin1,lat,lon,kind,source\n" + row + "\n")
    with pytest.raises(DataFileError) as caught:
        read_landmarks(path)
    assert caught.value.line == line


def test_shipped_landmarks_are_sound_and_many() -> None:
    assert len(read_landmarks(LANDMARKS_FILE)) > 500
