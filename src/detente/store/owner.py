"""Who owns a store: one process at a time, named in ``STORE.owner`` so that others can say so or ask it."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """The owning process.

    Attributes:
        pid: its process id.
        command: what it runs ("read", "serve").
        address: where it answers, "http://127.0.0.1:8080", or "" if it doesn't.
        token: what to send with a question, or "".
    """

    pid: int
    command: str
    address: str = ""
    token: str = ""


def owner_file(store: Path) -> Path:
    """Gives the path of the owner file of a store."""
    return store.with_name(store.name + ".owner")


def claim(store: Path, owner: Owner) -> None:
    """Writes the owner file, readable by its user alone."""
    path = owner_file(store)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(asdict(owner), handle)
    os.replace(draft, path)


def release(store: Path) -> None:
    """Removes the owner file if this process wrote it."""
    owner = _written(store)
    if owner is not None and owner.pid == os.getpid():
        with contextlib.suppress(FileNotFoundError):
            owner_file(store).unlink()


def live_owner(store: Path) -> Owner | None:
    """Gives the owner if its process still runs; a file left by a killed process counts as none."""
    owner = _written(store)
    if owner is None:
        return None
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return owner


def _written(store: Path) -> Owner | None:
    try:
        return Owner(**json.loads(owner_file(store).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
