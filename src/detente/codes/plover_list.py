"""PLOVER event types, modes, contexts and quad classes, read from ``plover.yaml``.

Code list: PLOVER manual, draft 2.0 (2021), and the structured codebook; Open Event Data Alliance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from detente import datafiles
from detente.codes.near import unknown
from detente.errors import DataFileError

PLOVER_FILE = Path(__file__).with_name("plover.yaml")

Edition = Literal["manual", "codebook", "both"]


@dataclass(frozen=True, slots=True)
class Mode:
    """How an act of a type was done.

    Attributes:
        edition: where the mode stands: in the manual, in the structured codebook, or in both.
        now: the mode of the manual that took over a mode which only the codebook has, else "".
        cameo: the nearest CAMEO code.
    """

    event_type: str
    name: str
    definition: str
    edition: Edition
    cameo: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the 16 PLOVER event types.

    Attributes:
        quad_class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        recipient_required: whether the manual wants a recipient.
        formerly: names in earlier drafts of PLOVER.
        cameo: the nearest CAMEO code of the bare type.
    """

    code: str
    quad_class: int
    definition: str
    notes: str
    recipient_required: bool
    formerly: tuple[str, ...]
    cameo: str
    modes: tuple[Mode, ...]

    def mode(self, name: str) -> Mode:
        """Gives a mode of this type.

        Raises:
            UnknownCodeError: the type has no such mode.
        """
        for mode in self.modes:
            if mode.name == name:
                return mode
        raise unknown(name, f"mode of {self.code}", (m.name for m in self.modes))


@dataclass(frozen=True, slots=True)
class Context:
    """What an act was about; any type can carry any context."""

    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Plover:
    """The whole of ``plover.yaml``; ``quads`` maps quad class to its name."""

    version: str
    source: str
    quads: dict[int, str]
    types: dict[str, EventType]
    contexts: dict[str, Context]


def read_plover(path: Path = PLOVER_FILE) -> Plover:
    """Reads and checks a PLOVER file.

    Raises:
        DataFileError: a key is missing or unknown, a code is doubled, or a quad class or reference is wrong.
    """
    data = datafiles.read_yaml(path)
    if not isinstance(data, datafiles.Entry):
        raise DataFileError(path, 1, "not a mapping", "The file needs version, source, quads, types and contexts.")
    data.require("version", "source", "quads", "types", "contexts")
    data.allow("version", "source", "quads", "types", "contexts")
    quads = {int(number): str(name) for number, name in data["quads"].items()}
    types: dict[str, EventType] = {}
    for entry in data["types"]:
        event_type = _event_type(entry, quads)
        if event_type.code in types:
            raise entry.error(f"event type {event_type.code} stands twice", "Keep one of them.")
        types[event_type.code] = event_type
    contexts: dict[str, Context] = {}
    for entry in data["contexts"]:
        entry.require("name", "definition")
        entry.allow("name", "definition")
        if entry["name"] in contexts:
            raise entry.error(f"context {entry['name']} stands twice", "Keep one of them.")
        contexts[entry["name"]] = Context(entry["name"], entry["definition"])
    return Plover(str(data["version"]), data["source"], quads, types, contexts)


def _event_type(entry: Any, quads: dict[int, str]) -> EventType:
    """Turns one entry of ``types`` into a record."""
    entry.require("code", "quad", "cameo", "definition", "modes")
    entry.allow("code", "quad", "cameo", "definition", "modes", "recipient", "notes", "formerly")
    if entry["quad"] not in quads:
        raise entry.error(f"quad class {entry['quad']!r} of {entry['code']}", f"Use one of {sorted(quads)}.")
    modes = tuple(_mode(entry["code"], mode) for mode in entry["modes"])
    names = [mode.name for mode in modes]
    for mode, source in zip(modes, entry["modes"], strict=True):
        if names.count(mode.name) > 1:
            raise source.error(f"mode {mode.name} of {entry['code']} stands twice", "Keep one of them.")
        if mode.now and mode.now not in names:
            raise source.error(f"'now: {mode.now}' is no mode of {entry['code']}", f"Modes: {', '.join(names)}.")
    return EventType(
        code=entry["code"],
        quad_class=entry["quad"],
        definition=entry["definition"],
        notes=entry.get("notes", ""),
        recipient_required=bool(entry.get("recipient", False)),
        formerly=tuple(entry.get("formerly", ())),
        cameo=str(entry["cameo"]),
        modes=modes,
    )


def _mode(code: str, entry: Any) -> Mode:
    """Turns one entry of ``modes`` into a record."""
    entry.require("name", "edition", "cameo", "definition")
    entry.allow("name", "edition", "cameo", "definition", "now")
    if entry["edition"] not in ("manual", "codebook", "both"):
        raise entry.error(f"edition {entry['edition']!r}", "Use manual, codebook or both.")
    return Mode(code, entry["name"], entry["definition"], entry["edition"], str(entry["cameo"]), entry.get("now", ""))


@cache
def plover() -> Plover:
    """Gives the shipped PLOVER code list."""
    return read_plover()


def event_types() -> tuple[EventType, ...]:
    """Gives the 16 event types in the order of the manual."""
    return tuple(plover().types.values())


def event_type(code: str) -> EventType:
    """Gives the event type of a code such as ``COERCE``.

    Raises:
        UnknownCodeError: no such type; for a name of an earlier draft the advice says what it is called now.
    """
    types = plover().types
    if code in types:
        return types[code]
    error = unknown(code, "PLOVER event type", types)
    now = former_types().get(code)
    if now:
        error = type(error)(f"'{code}' is a PLOVER event type of an earlier draft.", f"It is called {now} now.")
    raise error


def former_types() -> dict[str, str]:
    """Maps event type names of earlier PLOVER drafts (DEMAND, FIGHT, YIELD …) to the present ones."""
    return {old: kind.code for kind in event_types() for old in kind.formerly}


def quad_class(code: str) -> int:
    """Gives the quad class of an event type: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict.

    Raises:
        UnknownCodeError: no such type.
    """
    return event_type(code).quad_class


def quad_name(number: int) -> str:
    """Gives the name of a quad class.

    Raises:
        UnknownCodeError: not 1 to 4.
    """
    names = plover().quads
    if number not in names:
        raise unknown(number, "quad class", map(str, names))
    return names[number]


def contexts() -> tuple[Context, ...]:
    """Gives the general contexts in the order of the manual."""
    return tuple(plover().contexts.values())


def context(name: str) -> Context:
    """Gives a context by name.

    Raises:
        UnknownCodeError: no such context.
    """
    known = plover().contexts
    if name not in known:
        raise unknown(name, "PLOVER context", known)
    return known[name]
