"""CAMEO codes with Goldstein scores and their PLOVER equivalents, read from ``cameo.csv``.

Sources: CAMEO code list with the Goldstein scale as ICEWS uses it; CAMEO to PLOVER table (2021), Open Event Data
Alliance. Where the table contradicts the PLOVER manual (2.0) the row says so in ``note``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente import datafiles
from detente.codes.near import unknown
from detente.codes.plover_list import Plover, event_type, plover

CAMEO_FILE = Path(__file__).with_name("cameo.csv")

COLUMNS = ("code", "name", "goldstein", "quad", "type", "mode", "contexts", "note")


@dataclass(frozen=True, slots=True)
class CameoCode:
    """A CAMEO code.

    Attributes:
        goldstein: Goldstein score, -10 to 10.
        quad_class: of the PLOVER equivalent; for the roots 01 and 02, which PLOVER drops, CAMEO's own (1).
        event_type: the PLOVER equivalent, or None for the roots 01 and 02.
        modes, contexts: of the PLOVER equivalent.
        note: where the row departs from the published table, and why.
    """

    code: str
    name: str
    goldstein: float
    quad_class: int
    event_type: str | None
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PloverEquivalent:
    """What a CAMEO code is in PLOVER."""

    event_type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]


def read_cameo(path: Path = CAMEO_FILE, codes: Plover | None = None) -> dict[str, CameoCode]:
    """Reads and checks a CAMEO file against the PLOVER code list.

    Raises:
        DataFileError: a doubled code, a Goldstein score beyond -10 to 10, an unknown type, mode or context, or a quad
            class that is not that of the type.
    """
    codes = codes or plover()
    found: dict[str, CameoCode] = {}
    for row in datafiles.read_csv(path, required=COLUMNS):
        record = _record(row, codes)
        if record.code in found:
            raise row.error(f"CAMEO code {record.code} stands twice", "Keep one of them.")
        found[record.code] = record
    return found


def _record(row: datafiles.Row, codes: Plover) -> CameoCode:
    """Turns one row into a record."""
    if not row["code"].isdigit() or not 2 <= len(row["code"]) <= 4:
        raise row.error(f"CAMEO code '{row['code']}'", "Use two to four digits, with the leading zero.")
    try:
        goldstein, quad = float(row["goldstein"]), int(row["quad"])
    except ValueError:
        raise row.error(
            f"goldstein '{row['goldstein']}' or quad '{row['quad']}' is no number", "Use -10 to 10 and 1 to 4."
        ) from None
    if not -10 <= goldstein <= 10 or quad not in codes.quads:
        raise row.error(f"goldstein {goldstein:g} or quad {quad} is out of range", "Use -10 to 10 and 1 to 4.")
    modes, contexts = row.split("mode"), row.split("contexts")
    code = row["type"] or None
    if code is not None and code not in codes.types:
        raise row.error(f"'{code}' is no PLOVER event type", f"Types: {', '.join(codes.types)}.")
    if code is not None and quad != codes.types[code].quad_class:
        raise row.error(f"quad {quad} is not that of {code}", f"Use {codes.types[code].quad_class}.")
    known = {mode.name for mode in codes.types[code].modes} if code else set()
    for mode in modes:
        if mode not in known:
            raise row.error(f"'{mode}' is no mode of {code}", f"Modes: {', '.join(sorted(known)) or 'none'}.")
    for context in contexts:
        if context not in codes.contexts:
            raise row.error(f"'{context}' is no PLOVER context", f"Contexts: {', '.join(codes.contexts)}.")
    return CameoCode(row["code"], row["name"], goldstein, quad, code, modes, contexts, row["note"])


@cache
def _cameo() -> dict[str, CameoCode]:
    """Gives the shipped CAMEO codes."""
    return read_cameo()


def cameo_codes() -> tuple[CameoCode, ...]:
    """Gives all CAMEO codes in order."""
    return tuple(_cameo().values())


def cameo(code: str) -> CameoCode:
    """Gives a CAMEO code, written with its leading zero (``036``).

    Raises:
        UnknownCodeError: no such code.
    """
    known = _cameo()
    if code not in known:
        raise unknown(code, "CAMEO code (two to four digits with the leading zero)", known)
    return known[code]


def goldstein(code: str) -> float:
    """Gives the Goldstein score of a CAMEO code, -10 to 10 (Goldstein 1992, as scaled to CAMEO and used by ICEWS).

    Raises:
        UnknownCodeError: no such code.
    """
    return cameo(code).goldstein


def plover_from_cameo(code: str) -> PloverEquivalent | None:
    """Gives what a CAMEO code is in PLOVER; None for the roots 01 (comment) and 02 (appeal), which PLOVER drops.

    Raises:
        UnknownCodeError: no such code.
    """
    record = cameo(code)
    if record.event_type is None:
        return None
    return PloverEquivalent(record.event_type, record.modes, record.contexts)


def cameo_from_plover(code: str, modes: Sequence[str] = (), contexts: Sequence[str] = ()) -> str:
    """Gives the narrowest CAMEO code that type, modes and contexts single out.

    Starts from the code that ``plover.yaml`` gives to the first mode, or to the bare type, and goes to a narrower one
    only where exactly one fits: aid with the context ``military`` is 072, but a demonstration with the context
    ``executive`` stays 141, since it may want another leader or another policy.

    Raises:
        UnknownCodeError: no such type or mode.
    """
    kind = event_type(code)
    start = kind.mode(modes[0]).cameo if modes else kind.cameo
    wanted = {kind.mode(modes[0]).now or modes[0]} if modes else set()
    fitting = [
        record
        for record in _cameo().values()
        if record.event_type == code
        and set(record.modes) == wanted
        and record.contexts
        and set(record.contexts) <= set(contexts)
        and len(record.code) > 2
    ]
    most = max((len(record.contexts) for record in fitting), default=0)
    best = [record.code for record in fitting if len(record.contexts) == most]
    return best[0] if len(best) == 1 else start
