"""A store that another process serves: asked instead of opened, with the same answers.

What travels is JSON; dates and records in it are marked, so that they come out as they went in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, NoReturn, TypeVar, cast

import httpx

from detente.api import EventFilter, Relation, Settings, Store, open_store
from detente.errors import InputError, StoreError, StoreLockedError
from detente.store import Owner, live_owner
from detente.store.asking import Line, check

# What may be asked of a serving process; everything else wants the store itself.
ASKED = (
    "article", "busiest_pair", "by_country", "counts", "directions", "event", "events", "events_by_id", "forget",
    "known", "made_by", "moved", "node", "outdated", "pairs", "relation", "turns",
)  # fmt: skip
_RECORDS = {kind.__name__: kind for kind in (EventFilter, Relation)}
F = TypeVar("F", bound=Callable[..., Any])


def packed(value: Any) -> Any:
    """Turns a value into plain JSON with marks on dates and records."""
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if is_dataclass(value) and not isinstance(value, type):
        return {"$record": type(value).__name__, "of": {f.name: packed(getattr(value, f.name)) for f in fields(value)}}
    if isinstance(value, dict):
        return {str(k): packed(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [packed(v) for v in value]
    return value


def unpacked(value: Any) -> Any:
    """Turns back what ``packed`` made.

    Raises:
        StoreError: a record of a kind that is not known here.
    """
    if isinstance(value, list):
        return [unpacked(v) for v in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$day"}:
        return date.fromisoformat(value["$day"])
    if set(value) == {"$moment"}:
        return datetime.fromisoformat(value["$moment"])
    if set(value) == {"$record", "of"}:
        kind = _RECORDS.get(value["$record"])
        if kind is None:
            raise StoreError(f"The serving process sent a '{value['$record']}'.", "Run one version of Détente.")
        return kind(**{k: unpacked(v) for k, v in value["of"].items()})
    return {k: unpacked(v) for k, v in value.items()}


def open_or_ask(path: Path, settings: Settings, command: str) -> Store:
    """Opens a store, or where a process serves it, gives one that asks that process.

    Raises:
        StoreLockedError: a process has it open that does not serve it. StoreError: it cannot be opened.
    """
    try:
        return open_store(path, settings, command)
    except StoreLockedError:
        owner = live_owner(path)
        if owner is None or not owner.serves:
            raise
        return AskedStore(path, settings, owner)


def _forwarded(method: F) -> F:
    """Has a method of ``Store`` asked of the owner."""

    def ask(self: AskedStore, *args: Any, **kwargs: Any) -> Any:
        return self.ask(method.__name__, *args, **kwargs)

    ask.__doc__ = method.__doc__
    return cast(F, ask)


class AskedStore(Store):
    """A store that another process owns and serves."""

    def __init__(self, path: Path, settings: Settings, owner: Owner) -> None:
        """Asks nothing yet."""
        self.settings = settings
        self._path = path
        self._owner = owner
        self._line = Line(path, owner)

    def close(self) -> None:
        """Ends the conversation; the store stays with its owner."""
        self._line.close()

    def ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Asks the owner for what a method of ``Store`` gives.

        Raises:
            DetenteError: what the method raises there. StoreLockedError: the owner does not answer.
        """
        body = {"args": packed(args), "kwargs": packed(kwargs), "settings": packed(_told(self.settings))}
        return unpacked(self._line.ask(method, body))

    article = _forwarded(Store.article)
    busiest_pair = _forwarded(Store.busiest_pair)
    by_country = _forwarded(Store.by_country)
    counts = _forwarded(Store.counts)
    directions = _forwarded(Store.directions)
    event = _forwarded(Store.event)
    events = _forwarded(Store.events)
    events_by_id = _forwarded(Store.events_by_id)
    forget = _forwarded(Store.forget)
    known = _forwarded(Store.known)
    made_by = _forwarded(Store.made_by)
    moved = _forwarded(Store.moved)
    node = _forwarded(Store.node)
    outdated = _forwarded(Store.outdated)
    pairs = _forwarded(Store.pairs)
    relation = _forwarded(Store.relation)
    turns = _forwarded(Store.turns)

    def export(self, what: str, form: str, target: Path | IO[str]) -> int:
        """Has the owner write a table of the store (see ``Store.export``)."""
        with self._line.stream("export", {"what": what, "form": form}) as answer:
            check(answer)
            if not isinstance(target, Path):
                for text in answer.iter_text():
                    target.write(text)
            else:
                _written(target, answer)
        return -1

    def __getattr__(self, name: str) -> NoReturn:
        """Says of all else that it wants the store itself."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise StoreLockedError(
            f"Store {self._path} is served by {self._owner}, which does not do this while it serves.",
            "Stop it, and run this again.",
        )


def _told(settings: Settings) -> dict[str, str]:
    """Gives what settings say, for comparison."""
    return {f.name: str(getattr(settings, f.name)) for f in fields(settings)}


def check_settings(given: dict[str, str], ours: Settings) -> None:
    """Refuses to answer for settings other than those that this process was started with.

    Raises:
        StoreError: they differ.
    """
    here = _told(ours)
    differing = sorted(name for name, value in given.items() if here.get(name) != value)
    if differing and given != _told(Settings()):
        raise StoreError(
            f"The process that serves the store has other settings: {', '.join(differing)}.",
            "Leave --config out, or stop that process.",
        )


def _written(path: Path, answer: httpx.Response) -> None:
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as handle:
            for piece in answer.iter_bytes():
                handle.write(piece)
        draft.replace(path)
    except OSError as error:
        raise InputError(str(path), "unwritable", f"{error.strerror or error}.", "Check the path.") from error
    finally:
        draft.unlink(missing_ok=True)


def answer(store: Store, method: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Answers a question that an ``AskedStore`` sent.

    Raises:
        StoreError: nothing that may be asked.
    """
    if method not in ASKED:
        raise StoreError(f"'{method}' cannot be asked.", f"Known: {', '.join(ASKED)}.")
    return packed(getattr(store, method)(*args, **kwargs))
