"""Origins of reports: papers that print one agency, that have one owner or that cite one man are one origin.

Who owns whom is in ``owners.csv``; agencies stand there too, with the short forms of their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from detente.datafiles import read_csv
from detente.gather.words import fold

OWNERS_FILE = Path(__file__).parent / "owners.csv"


@cache
def owners() -> Mapping[str, str]:
    """Loads who owns which outlet: plain name or address of an outlet to the plain name of its owner.

    Raises:
        DataFileError: the file is broken; it says where.
    """
    found: dict[str, str] = {}
    for row in read_csv(OWNERS_FILE, ("owner", "outlets", "source")):
        if not row["owner"] or not row["source"] or not row.split("outlets"):
            raise row.error("owner, outlets and source must be given", "Fill the empty cell.")
        for outlet in row.split("outlets"):
            if found.setdefault(plain(outlet), plain(row["owner"])) != plain(row["owner"]):
                raise row.error(f"'{outlet}' has two owners", "Keep the present one.")
    return found


def plain(name: str) -> str:
    """Reduces the name of an outlet to what its spellings share."""
    return fold(name).strip().removeprefix("www.").removeprefix("the ")


def origin_of(outlet: str, agency: str) -> str:
    """Gives whose report it is: the agency's where one is named, else the outlet's; "" where neither is known."""
    name = plain(agency or outlet)
    return owners().get(name, name)


def count_origins(reports: Iterable[tuple[str, str]]) -> int:
    """Counts independent origins.

    Args:
        reports: (origin of each report, informant it cites or ""); an informant who is an outlet is that outlet.
    """
    known: list[set[str]] = []
    for origin, informant in reports:
        names = {origin} | ({origin_of(informant, "")} if informant else set())
        touching = [group for group in known if group & names]
        known = [group for group in known if not group & names]
        known.append(names.union(*touching))
    return len(known)
