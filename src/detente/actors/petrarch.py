"""Reading actor and agent dictionaries in PETRARCH's format as they are.

The format (Open Event Data Alliance): an actor line is a name in capitals with underscores for spaces, then codes in
brackets, or codes on the tab-indented lines below it; ``+`` lines are synonyms; a bracket may carry a date restriction,
``<YYMMDD``, ``>YYMMDD`` or ``YYMMDD-YYMMDD``; ``#`` begins a comment. Agent codes begin or end with ``~``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from detente.actors.entries import Entity, Role, known_countries, known_sectors
from detente.actors.gazetteer import fold
from detente.errors import DataFileError
from detente.records import ActorKind

_BRACKET = re.compile(r"\[([^\]]*)\]")
_DATE = re.compile(r"^([<>]?)(\d{6,8})(?:-(\d{6,8}))?$")


def read_dictionary(path: Path) -> tuple[list[tuple[str, Entity]], dict[str, Role]]:
    """Reads one dictionary.

    Returns:
        Names with their entities (actors), and roles by their words (agents).

    Raises:
        DataFileError: a bracket is not closed or a date cannot be read.
    """
    names: list[tuple[str, Entity]] = []
    roles: dict[str, Role] = {}
    for aliases, brackets, line in _blocks(path):
        if any("~" in code for code in brackets):
            role = _role(brackets)
            roles.update({fold(a): Role(fold(a), *role) for a in aliases} if role else {})
            continue
        for bracket in brackets:
            entity = _entity(aliases[0], bracket, path, line)
            if entity is not None:
                names.extend((_spelling(alias), entity) for alias in aliases)
    return names, roles


def _blocks(path: Path) -> Iterator[tuple[list[str], list[str], int]]:
    """Gives each entry: its names, its bracketed codes, and the line it begins on."""
    aliases: list[str] = []
    brackets: list[str] = []
    began = 0
    for number, raw in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        line = raw.split("#", 1)[0]
        if not line.strip():
            continue
        if line.count("[") != line.count("]"):
            raise DataFileError(path, number, "a bracket is not closed", "Codes stand in [ and ].")
        name = _words(_BRACKET.sub("", line).split("{")[0].lstrip("+ \t").split(";")[0])
        starts_entry = bool(name) and not line.startswith(("+", "\t", " "))
        if starts_entry:
            if aliases and brackets:
                yield aliases, brackets, began
            aliases, brackets, began = [], [], number
        if name and not name.startswith("!"):
            aliases.append(name)
        brackets.extend(_BRACKET.findall(line))
    if aliases and brackets:
        yield aliases, brackets, began


def _words(text: str) -> str:
    return " ".join(text.replace("_", " ").split())


def _spelling(name: str) -> str:
    """Gives capitals back their usual form; short single words stay acronyms."""
    if " " not in name and len(name) <= 5 and name not in known_countries():
        return name
    return " ".join(part.capitalize() for part in name.split())


def _entity(name: str, bracket: str, path: Path, line: int) -> Entity | None:
    parts = bracket.split()
    if not parts or not parts[0].strip("~"):
        return None
    country, sectors, kind = split_code(parts[0])
    start = end = None
    for part in parts[1:]:
        match = _DATE.match(part)
        if match is None:
            raise DataFileError(
                path, line, f"'{part}' is no date restriction", "Use <YYMMDD, >YYMMDD or YYMMDD-YYMMDD."
            )
        sign, first, last = match.groups()
        day = _day(first, path, line)
        start, end = (start, day) if sign == "<" else (day, end)
        if last:
            end = _day(last, path, line)
    return Entity(_spelling(name), "organisation", country, sectors, kind, start, end, source=path.name)


def split_code(code: str) -> tuple[str | None, tuple[str, ...], ActorKind]:
    """Splits a CAMEO actor code such as PAKMIL or IGOUNO into country, sectors and kind."""
    triples = [code[i : i + 3] for i in range(0, len(code), 3)]
    sectors = tuple(t for t in triples if t in known_sectors() and t != "IGO")
    country = next((t for t in triples if t in known_countries()), None)
    if triples[0] in ("IGO", "NGO", "NGM", "IMG"):
        named = "IGO" if triples[0] == "IGO" else "NGO"
        return country or named, sectors, "igo" if named == "IGO" else "organisation"
    if not sectors:
        return country, (), "state" if country else "unknown"
    return country, sectors, "armed_group" if sectors[0] in ("REB", "PRM", "UAF", "CRM") else "organisation"


def _role(brackets: list[str]) -> tuple[tuple[str, ...], ActorKind] | None:
    sectors = tuple(s for s in re.findall(r"[A-Z]{3}", brackets[0].replace("~", "")) if s in known_sectors())
    if not sectors:
        return None
    return sectors, "armed_group" if sectors[0] in ("REB", "PRM", "UAF", "CRM") else "organisation"


def _day(text: str, path: Path, line: int) -> date:
    """Reads YYMMDD or YYYYMMDD; two-digit years up to 29 are of this century."""
    try:
        if len(text) == 6:
            year = int(text[:2])
            return date(year + (2000 if year < 30 else 1900), max(int(text[2:4]), 1), max(int(text[4:]), 1))
        return date(int(text[:4]), max(int(text[4:6]), 1), max(int(text[6:8]), 1))
    except ValueError:
        raise DataFileError(path, line, f"'{text}' is no date", "Use YYMMDD or YYYYMMDD.") from None
