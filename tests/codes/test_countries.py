"""Countries can be found by every code and name, and states are followed through time."""

from __future__ import annotations

from datetime import date

import pytest

from detente import codes
from detente.errors import UnknownCodeError


@pytest.mark.parametrize("key", ["PAK", "PK", "Pakistan", "pakistan", "Islamic Republic of Pakistan", 770, "770"])
def test_one_country_by_many_keys(key: str | int) -> None:
    assert codes.country(key).code == "PAK"


def test_codes_and_names_round_trip() -> None:
    for record in codes.countries():
        assert codes.country(record.code) is record
        assert codes.country(record.name) is record
        for alias in record.aliases:
            assert codes.country(alias.value) is record


def test_iso_alpha2_cow_and_gw_round_trip_for_present_states() -> None:
    present = [c for c in codes.countries() if c.status in ("state", "partially_recognised")]
    assert len(present) == 197
    for record in present:
        assert codes.country(record.alpha2) is record
        number = record.cow_number()
        if number is not None:
            assert codes.country_from_cow(number) is record
            assert codes.country_from_cow(record.cow_abbreviations[-1].value) is record
    numbers = [c.gw for c in present if c.gw is not None]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("code", "cow", "gw", "fips"),
    [
        ("USA", 2, 2, "US"),
        ("GBR", 200, 200, "UK"),
        ("RUS", 365, 365, "RS"),
        ("DEU", 255, 260, "GM"),
        ("SRB", 345, 340, "RI"),
        ("YEM", 679, 678, "YM"),
        ("VNM", 816, 816, "VM"),
        ("KIR", 946, 970, "KR"),
        ("PAK", 770, 770, "PK"),
        ("XKX", 347, 347, "KV"),
    ],
)
def test_numbers_and_fips_of_known_states(code: str, cow: int, gw: int, fips: str) -> None:
    record = codes.country(code)
    assert (record.cow_number(), record.gw, record.fips[0]) == (cow, gw, fips)


def test_cow_abbreviations_do_not_shadow_iso_codes() -> None:
    assert codes.country("MNG").name == "Mongolia"
    assert codes.country_from_cow("MNG").code == "MNE"
    assert codes.country("AUS").name == "Australia"
    assert codes.country_from_cow("AUS").code == "AUT"


def test_a_number_shared_by_heirs_goes_to_the_one_of_the_day() -> None:
    assert codes.country(345).code == "SRB"
    assert codes.country_from_cow(345, date(1990, 1, 1)).code == "YUG"
    assert codes.country_from_cow(260, date(1980, 1, 1)).code == "DEU"
    assert codes.country("DEU").cow_number(date(1980, 1, 1)) == 260


@pytest.mark.parametrize(
    ("key", "on", "expected"),
    [
        ("RUS", "1985-01-01", "SUN"),
        ("UKR", "1985-01-01", "SUN"),
        ("SUN", "2000-01-01", "RUS"),
        ("SUN", "1991-12-25", "SUN"),
        ("SRB", "1999-05-01", "YUG"),
        ("SRB", "2005-01-01", "SCG"),
        ("YUG", "2010-01-01", "SRB"),
        ("CZE", "1968-08-21", "CSK"),
        ("DDR", "2014-01-01", "DEU"),
        ("BGD", "1965-09-01", "PAK"),
        ("SSD", "2005-01-01", "SDN"),
        ("XKX", "2007-01-01", "SRB"),
        ("West Germany", "1975-01-01", "DEU"),
        ("PAK", "2014-11-24", "PAK"),
    ],
)
def test_the_state_of_a_day(key: str, on: str, expected: str) -> None:
    found = codes.country_at(key, date.fromisoformat(on))
    assert found is not None
    assert found.code == expected


def test_no_state_of_that_day() -> None:
    assert codes.country_at("Republika Srpska", date(1970, 1, 1)) is None


@pytest.mark.parametrize(
    ("name", "coded_as", "status"),
    [
        ("Abkhazia", "GEO", "unrecognised"),
        ("South Ossetia", "GEO", "unrecognised"),
        ("Transnistria", "MDA", "unrecognised"),
        ("Nagorno-Karabakh", "AZE", "unrecognised"),
        ("Somaliland", "SOM", "unrecognised"),
        ("Northern Cyprus", "CYP", "unrecognised"),
        ("Republika Srpska", "BIH", "substate"),
        ("Taiwan", "TWN", "partially_recognised"),
        ("Kosovo", "XKX", "partially_recognised"),
        ("Palestine", "PSE", "partially_recognised"),
        ("Western Sahara", "ESH", "disputed"),
        ("Hong Kong", "HKG", "special"),
        ("Puerto Rico", "USA", "dependency"),
    ],
)
def test_entities_without_full_recognition(name: str, coded_as: str, status: str) -> None:
    record = codes.country(name)
    assert (record.coded_as, record.status) == (coded_as, status)


def test_capitals_that_moved() -> None:
    assert codes.country("DEU").capital(date(1980, 1, 1)) == "Bonn"
    assert codes.country("DEU").capital() == "Berlin"
    assert codes.country("KAZ").capital(date(2020, 1, 1)) == "Nur-Sultan"
    assert codes.country("MMR").capital(date(1990, 1, 1)) == "Rangoon"
    assert codes.country("PAK").capital() == "Islamabad"


def test_every_present_state_has_demonym_capital_and_code() -> None:
    for record in codes.countries():
        if record.status in ("state", "partially_recognised"):
            assert record.demonyms, record.code
            assert record.capital(), record.code
            assert len(record.code) == 3
            assert record.coded_as == record.code


def test_irregular_demonyms_and_seats() -> None:
    assert {"Dutch", "Dutchman"} <= {d.value for d in codes.country("NLD").demonyms}
    assert {"Filipino", "Filipina"} <= {d.value for d in codes.country("PHL").demonyms}
    assert "the Kremlin" in {s.value for s in codes.country("RUS").seats}
    assert "Downing Street" in {s.value for s in codes.country("GBR").seats}


def test_unknown_number_is_refused() -> None:
    with pytest.raises(UnknownCodeError, match="9999"):
        codes.country(9999)
