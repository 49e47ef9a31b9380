"""Sectors of actors, read from ``sectors.yaml``: PLOVER's, and the CAMEO ones that coders still exchange."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente import datafiles
from detente.codes.near import unknown
from detente.errors import DataFileError

SECTORS_FILE = Path(__file__).with_name("sectors.yaml")

KINDS = ("state", "armed", "political", "society", "identity")


@dataclass(frozen=True, slots=True)
class Sector:
    """What part of public life an actor belongs to.

    Attributes:
        kind: state, armed, political, society or identity.
        list: PLOVER or CAMEO, where the code comes from.
        order: place in the file; of several sectors that one phrase earns, the earlier goes first.
    """

    code: str
    name: str
    definition: str
    kind: str
    list: str
    order: int


def read_sectors(path: Path = SECTORS_FILE) -> dict[str, Sector]:
    """Reads and checks a sector file.

    Raises:
        DataFileError: a key is missing or unknown, or a code is doubled or not three capitals.
    """
    data = datafiles.read_yaml(path)
    if not isinstance(data, datafiles.Entry):
        raise DataFileError(path, 1, "not a mapping", "The file needs source and sectors.")
    data.require("source", "sectors")
    data.allow("source", "sectors")
    found: dict[str, Sector] = {}
    for order, entry in enumerate(data["sectors"]):
        entry.require("code", "kind", "list", "name", "definition")
        entry.allow("code", "kind", "list", "name", "definition")
        code = entry["code"]
        if not (isinstance(code, str) and len(code) == 3 and code.isalpha() and code.isupper()):
            raise entry.error(f"sector code {code!r}", "Use three capital letters.")
        if code in found:
            raise entry.error(f"sector {code} stands twice", "Keep one of them.")
        if entry["kind"] not in KINDS:
            raise entry.error(f"kind {entry['kind']!r} of sector {code}", f"Use one of {', '.join(KINDS)}.")
        if entry["list"] not in ("PLOVER", "CAMEO"):
            raise entry.error(f"list {entry['list']!r} of sector {code}", "Use PLOVER or CAMEO.")
        found[code] = Sector(code, entry["name"], entry["definition"], entry["kind"], entry["list"], order)
    return found


@cache
def _sectors() -> dict[str, Sector]:
    """Gives the shipped sectors."""
    return read_sectors()


def sectors() -> tuple[Sector, ...]:
    """Gives all sectors in order."""
    return tuple(_sectors().values())


def sector(code: str) -> Sector:
    """Gives a sector by its code.

    Raises:
        UnknownCodeError: no such sector.
    """
    known = _sectors()
    if code not in known:
        raise unknown(code, "sector", known)
    return known[code]
