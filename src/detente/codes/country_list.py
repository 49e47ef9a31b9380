"""States since 1945, territories and breakaway regions with their codes and names, read from ``countries.csv``.

Code lists: ISO 3166-1 and 3166-3, Correlates of War state system, Gleditsch and Ward's list of independent states,
FIPS 10-4. Codes longer than three letters are our own handles for entities that have no ISO code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from detente import datafiles
from detente.codes.near import unknown

COUNTRIES_FILE = Path(__file__).with_name("countries.csv")

STATUSES = ("state", "partially_recognised", "former", "disputed", "special", "dependency", "unrecognised", "substate")
COLUMNS = (
    "code alpha2 fips cow cow_abbreviation gw name aliases demonyms capitals seats start end "
    "predecessors successors status parent coded_as other_codes source"
).split()


@dataclass(frozen=True, slots=True)
class Dated:
    """A name or number with the days on which it held, both inclusive; None is open."""

    value: str
    start: date | None = None
    end: date | None = None

    def holds(self, on: date | None) -> bool:
        """Tells whether it held on a day; for None, whether it still holds."""
        if on is None:
            return self.end is None
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Country:
    """A state, former state, territory or breakaway region.

    Attributes:
        code: ISO 3166-1 alpha-3, the alpha-3 of a former state, or our own longer handle.
        fips: FIPS 10-4 codes, as GDELT uses for places.
        cow, cow_abbreviations: Correlates of War number and abbreviation, dated where they changed.
        gw: Gleditsch-Ward number.
        seats: metonyms of the government ("the Kremlin").
        start, end: independence and end; None where before 1945 or still there.
        status: state, partially_recognised, former, disputed, special, dependency, unrecognised or substate.
        parent: for all but states, the state that holds or claims it.
        coded_as: the code an actor from here carries: the parent's for dependencies, breakaway regions and substates.
        other_codes: further alpha-3 codes in use for it, such as ZAR for COD.
    """

    code: str
    alpha2: str
    fips: tuple[str, ...]
    cow: tuple[Dated, ...]
    cow_abbreviations: tuple[Dated, ...]
    gw: int | None
    name: str
    aliases: tuple[Dated, ...]
    demonyms: tuple[Dated, ...]
    capitals: tuple[Dated, ...]
    seats: tuple[Dated, ...]
    start: date | None
    end: date | None
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    status: str
    parent: str
    coded_as: str
    other_codes: tuple[str, ...]
    source: str

    def exists(self, on: date) -> bool:
        """Tells whether it was there on a day."""
        return Dated("", self.start, self.end).holds(on)

    def cow_number(self, on: date | None = None) -> int | None:
        """Gives the Correlates of War number on a day, by default the latest one."""
        held = [int(number.value) for number in self.cow if on is None or number.holds(on)]
        return held[-1] if held else None

    def capital(self, on: date | None = None) -> str:
        """Gives the first capital on a day, by default now; "" where there is none."""
        return next((seat.value for seat in self.capitals if seat.holds(on)), "")


def read_countries(path: Path = COUNTRIES_FILE) -> dict[str, Country]:
    """Reads and checks a country file.

    Raises:
        DataFileError: a doubled code or name, a bad date, an unknown status, or a reference to a code not in the file.
    """
    found: dict[str, Country] = {}
    rows = datafiles.read_csv(path, required=COLUMNS)
    names: dict[str, str] = {}
    for row in rows:
        record = _record(row)
        if record.code in found:
            raise row.error(f"country {record.code} stands twice", "Keep one of them.")
        for name in (record.name, *(alias.value for alias in record.aliases)):
            other = names.setdefault(fold(name), record.code)
            if other != record.code:
                raise row.error(f"'{name}' names both {other} and {record.code}", "Keep it with one of them.")
        found[record.code] = record
    for row in rows:
        record = found[row["code"]]
        references = (*record.predecessors, *record.successors, record.coded_as, *filter(None, [record.parent]))
        for reference in references:
            if reference not in found:
                raise row.error(f"'{reference}' is no code of this file", "Check parent, predecessors, successors.")
    return found


def _record(row: datafiles.Row) -> Country:
    """Turns one row into a record."""
    if row["status"] not in STATUSES:
        raise row.error(f"status '{row['status']}'", f"Use one of {', '.join(STATUSES)}.")
    for column in ("code", "name", "coded_as", "source"):
        if not row[column]:
            raise row.error(f"'{column}' is empty", "Fill it in.")
    cow = _dated(row, "cow")
    if not all(number.value.isdigit() for number in cow) or not (row["gw"].isdigit() or not row["gw"]):
        raise row.error(f"cow '{row['cow']}' or gw '{row['gw']}' is no number", "Use whole numbers.")
    return Country(
        code=row["code"],
        alpha2=row["alpha2"],
        fips=row.split("fips"),
        cow=cow,
        cow_abbreviations=_dated(row, "cow_abbreviation"),
        gw=int(row["gw"]) if row["gw"] else None,
        name=row["name"],
        aliases=_dated(row, "aliases"),
        demonyms=_dated(row, "demonyms"),
        capitals=_dated(row, "capitals"),
        seats=_dated(row, "seats"),
        start=_day(row, row["start"]),
        end=_day(row, row["end"]),
        predecessors=row.split("predecessors"),
        successors=row.split("successors"),
        status=row["status"],
        parent=row["parent"],
        coded_as=row["coded_as"],
        other_codes=row.split("other_codes"),
        source=row["source"],
    )


def _dated(row: datafiles.Row, column: str) -> tuple[Dated, ...]:
    """Reads a cell of values with optional days: ``Bonn:1949-05-23:1990-10-02|Berlin:1990-10-03:``."""
    values = []
    for part in row.split(column):
        value, *days = part.split(":")
        if len(days) not in (0, 2):
            raise row.error(f"'{part}' in {column}", "Write it as value, or as value:first day:last day.")
        start, end = (_day(row, day) for day in days) if days else (None, None)
        values.append(Dated(value, start, end))
    return tuple(values)


def _day(row: datafiles.Row, text: str) -> date | None:
    """Reads an ISO day; empty is None."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise row.error(f"'{text}' is no date", "Write dates as 1991-12-25.") from None


def fold(name: str) -> str:
    """Makes a name ready for comparing: no case, no leading article, plain spaces."""
    words = name.casefold().replace("’", "'").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@dataclass(frozen=True, slots=True)
class _Index:
    """The shipped countries by every key that ``country`` takes."""

    by_code: dict[str, Country]
    by_key: dict[str, Country]
    by_name: dict[str, Country]
    by_number: dict[int, Country]


@cache
def _index() -> _Index:
    """Builds the index; of states that share a number or alpha-2, the one that still exists wins, else the latest."""
    by_code = read_countries()
    by_key: dict[str, Country] = {}
    by_name: dict[str, Country] = {}
    by_number: dict[int, Country] = {}
    latest_first = sorted(by_code.values(), key=lambda c: c.end or date.max, reverse=True)
    for record in latest_first:
        for number in record.cow:
            by_number.setdefault(int(number.value), record)
    for record in latest_first:
        if record.gw is not None:
            by_number.setdefault(record.gw, record)
        for key in filter(None, (record.alpha2, *record.other_codes)):
            by_key.setdefault(key, record)
        for name in (record.name, *(alias.value for alias in record.aliases)):
            by_name[fold(name)] = record
    return _Index(by_code, by_key, by_name, by_number)


def countries() -> tuple[Country, ...]:
    """Gives all countries, in the order of the file: states, former states, territories, breakaway regions."""
    return tuple(_index().by_code.values())


def country(key: str | int) -> Country:
    """Gives a country by ISO alpha-3 or alpha-2, name, alias, or Correlates of War or Gleditsch-Ward number.

    Where the two numberings differ, a number is read as Correlates of War. Codes are upper case; names in any case.
    COW abbreviations are not taken, since some are another state's ISO code (COW's MNG is Montenegro): use
    ``country_from_cow``.

    Raises:
        UnknownCodeError: none such.
    """
    index = _index()
    found = index.by_number.get(key) if isinstance(key, int) else _from_text(index, key)
    if found is None:
        names = (record.name for record in index.by_code.values())
        raise unknown(key, "country", (*index.by_code, *index.by_key, *names))
    return found


def _from_text(index: _Index, key: str) -> Country | None:
    """Looks a text up as code, then as name, then as number."""
    if key in index.by_code:
        return index.by_code[key]
    if key in index.by_key:
        return index.by_key[key]
    if key.isdecimal():
        return index.by_number.get(int(key))
    return index.by_name.get(fold(key))


def country_from_cow(key: str | int, on: date | None = None) -> Country:
    """Gives a country by Correlates of War number or abbreviation, on a day or by default the latest to bear it.

    Raises:
        UnknownCodeError: none such on that day.
    """
    wanted = str(key)
    for record in sorted(_index().by_code.values(), key=lambda c: c.end or date.max, reverse=True):
        for mark in (*record.cow, *record.cow_abbreviations):
            if mark.value == wanted and (on is None or (mark.holds(on) and record.exists(on))):
                return record
    known = (mark.value for record in countries() for mark in record.cow_abbreviations)
    raise unknown(key, "Correlates of War number or abbreviation", known)


def country_at(key: str | int, on: date) -> Country | None:
    """Gives the state that a country was, or belonged to, on a day: Russia in 1985 is the Soviet Union.

    Follows predecessors back and successors forward; None where neither leads to a state of that day.

    Raises:
        UnknownCodeError: no such country.
    """
    return _walk(country(key), on, frozenset())


def _walk(record: Country, on: date, seen: frozenset[str]) -> Country | None:
    """Looks for the state of a day among a country and those before or after it."""
    if record.code in seen:
        return None
    if record.exists(on):
        return record
    seen = seen | {record.code}
    early = record.start is not None and on < record.start
    for code in record.predecessors if early else record.successors:
        found = _walk(_index().by_code[code], on, seen)
        if found is not None:
            return found
    return None
