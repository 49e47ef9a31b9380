"""Who owns a store: one process at a time, named in ``STORE.owner`` so that others can say so or ask it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
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
        host: the machine it runs on.
        began: when its process began, as the kernel counts, so that another process of the same number is told apart.
    """

    pid: int
    command: str
    address: str = ""
    token: str = ""
    host: str = ""
    began: str = ""

    @property
    def serves(self) -> bool:
        """Whether it answers questions and loads the parts that others put beside the store."""
        return bool(self.address)

    def __str__(self) -> str:
        where = f" on {self.host}" if self.host not in ("", socket.gethostname()) else ""
        return f"process {self.pid} (detente {self.command}){where}"


def this_process(command: str, address: str = "", token: str = "") -> Owner:
    """Describes this process as an owner."""
    return Owner(os.getpid(), command, address, token, socket.gethostname(), _began(os.getpid()))


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
    """Gives the owner if its process still runs.

    A file left by a killed process counts as none, also where another process has its number by now. Whether one on
    another machine still runs cannot be seen from here: it is taken at its word, and DuckDB's lock on the file decides.
    """
    owner = _written(store)
    if owner is None or owner.host not in ("", socket.gethostname()):
        return owner
    if owner.began and owner.began != _began(owner.pid):
        return None
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return owner


def _began(pid: int) -> str:
    """Says when a process began, as boot and clock ticks since, or "" where the kernel does not tell."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        # The name of the program, in brackets, may hold anything; what follows it does not.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        state, ticks = fields[0], fields[19]
    except (OSError, IndexError):
        return ""
    return "ended" if state in "ZX" else f"{boot}:{ticks}"


def _written(store: Path) -> Owner | None:
    try:
        return Owner(**json.loads(owner_file(store).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
