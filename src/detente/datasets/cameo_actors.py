"""Actor codes of CAMEO, as GDELT and PETRARCH carry them: threes of letters for country, role, group and belief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from detente import codes, datafiles
from detente.datasets.parties import FOLDER, Party, country_code, kind_of_sectors, party
from detente.errors import UnknownCodeError
from detente.records import ActorKind


@dataclass(frozen=True, slots=True)
class Group:
    """A group or organisation that CAMEO has a code for."""

    name: str
    kind: ActorKind


@cache
def roles() -> dict[str, str]:
    """Maps the role codes of CAMEO to sectors; "" for one that names a field and no body.

    Raises:
        DataFileError: a sector is none.
    """
    found = {}
    for row in datafiles.read_csv(FOLDER / "cameo_roles.csv", ["code", "sector", "note"]):
        if row["sector"]:
            try:
                codes.sector(row["sector"])
            except UnknownCodeError as error:
                raise row.error(f"'{row['sector']}' is no sector", "See codes/sectors.yaml.") from error
        found[row["code"]] = row["sector"]
    return found


@cache
def groups() -> dict[str, Group]:
    """The known groups by code.

    Raises:
        DataFileError: a kind is wrong.
    """
    kinds: tuple[ActorKind, ...] = ("igo", "organisation", "armed_group")
    found = {}
    for row in datafiles.read_csv(FOLDER / "cameo_groups.csv", ["code", "name", "kind", "source"]):
        kind = next((k for k in kinds if k == row["kind"]), None)
        if kind is None:
            raise row.error(f"kind '{row['kind']}'", f"Use one of {', '.join(kinds)}.")
        found[row["code"]] = Group(row["name"], kind)
    return found


def read_code(code: str, name: str = "", group: str = "") -> Party | None:
    """Reads an actor code such as ``PAKMIL``, ``IGOUNO`` or ``AFGREBTAL``; None for an empty one (``---``).

    Args:
        code: threes of letters. name: as the dataset names the actor, or "".
        group: code of a known group that the dataset gives apart, or "".
    """
    threes = [code[i : i + 3] for i in range(0, len(code), 3)]
    threes = [t for t in threes if len(t) == 3 and t.isalpha()]
    if not threes:
        return None
    known = next((groups()[t] for t in (group, *reversed(threes)) if t in groups()), None)
    country = next((c for t in threes[:2] if t not in roles() and (c := country_code(t))), None)
    sectors = tuple(dict.fromkeys(s for t in threes if (s := roles().get(t))))
    if known is not None:
        return _of_group(known, country, sectors)
    shown = _name(name, country, sectors, code)
    if threes[0] == "IGO":
        return party(shown, "IGO", ("IGO", *sectors), "igo", "code")
    if threes[0] in ("NGO", "NGM"):
        return party(shown, country or "NGO", sectors, "organisation", "code")
    if sectors:
        return party(shown, country, sectors, kind_of_sectors(sectors, named=False), "code")
    if country and threes == [threes[0]]:
        return party(shown, country, (), "state", "bare code of a country")
    if country:
        return party(shown, country, (), "society", "code")
    return party(shown, None, (), "unknown", "not told")


def _of_group(group: Group, country: str | None, sectors: Sequence[str]) -> Party:
    if group.kind == "igo":
        return party(group.name, "IGO", ("IGO",), "igo", "code")
    if group.kind == "armed_group":
        return party(group.name, country, sectors or ("REB",), "armed_group", "code", group=group.name)
    return party(group.name, "NGO", ("NGO",), "organisation", "code")


def _name(name: str, country: str | None, sectors: Sequence[str], code: str) -> str:
    """Names an actor as the dataset does, else by country and first sector, else by its code."""
    if name:
        return name.title() if name.isupper() and len(name) > 4 else name
    if country:
        shown = codes.country(country).name
        return f"{shown} ({codes.sector(sectors[0]).name})" if sectors else shown
    return code
