"""Compressed files and archives, opened with bounds: no bomb swells further than these."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace

from detente.read.intake import Intake
from detente.read.items import Item, buffered
from detente.read.tables import spooled

# Archives inside archives inside an archive.
DEEPEST = 3
# News compresses three to tenfold. What swells a hundred and fifty times, beyond this many bytes, is a bomb.
LARGEST_RATIO = 150
_UNSUSPECTED = 50_000_000
_MOST_MEMBERS = 200_000


class Inflated(io.RawIOBase):
    """The bytes of a gzip stream, all its members, ending early with ``fault`` set rather than raising.

    Attributes:
        fault: kind and clause of what was wrong (``truncated``, ``bomb``), or None.
    """

    def __init__(self, stream: io.BufferedReader, window: int = 31) -> None:
        self._stream = stream
        self._window = window
        self._inflater = zlib.decompressobj(window)
        self._begun = False
        self._taken = 0
        self._given = 0
        self.fault: tuple[str, str] | None = None

    def readable(self) -> bool:
        """Says that it can be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fills the buffer with the next bytes; 0 at the end or at a fault."""
        data = b"" if self.fault else self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        waiting = self._inflater.unconsumed_tail
        while True:
            if self._inflater.eof:
                waiting = self._inflater.unused_data
                self._inflater = zlib.decompressobj(self._window)
                self._begun = False
            if not waiting:
                waiting = self._stream.read(65536)
                self._taken += len(waiting)
            if not waiting:
                if self._begun:
                    self.fault = ("truncated", "the compressed file ends too early")
                return b""
            if not self._begun and self._given and not waiting.strip(b"\0"):
                return b""  # padding after the last member
            try:
                data = self._inflater.decompress(waiting, size)
            except zlib.error:
                self.fault = ("truncated", "the compressed data is damaged")
                return b""
            self._begun = not self._inflater.eof
            self._given += len(data)
            if self._given > _UNSUSPECTED and self._given > LARGEST_RATIO * self._taken:
                self.fault = ("bomb", f"swells more than {LARGEST_RATIO} times when unpacked")
                return b""
            if data:
                return data
            waiting = self._inflater.unconsumed_tail


def whole(inner: Item, inflated: Inflated, most: int) -> Item | None:
    """Unpacks up to ``most`` bytes and one, for readers that want all or nothing; None if there is a fault."""
    data = inner.stream.read(most + 1)
    return None if inflated.fault else replace(inner, stream=buffered(io.BytesIO(data)))


def gunzipped(item: Item) -> tuple[Item, Inflated]:
    """Opens a gzip file; the name loses its ``.gz``."""
    inflated = Inflated(item.stream)
    name = item.name[:-3] if item.name.lower().endswith(".gz") else item.name
    return Item(name, buffered(inflated), item.url, depth=item.depth + 1, expected=item.expected), inflated


def zip_members(item: Item, intake: Intake) -> Iterator[Item]:
    """Gives the files of a zip archive in order of their names."""
    with tempfile.TemporaryFile() as spool:
        if not spooled(item, spool.write, intake):
            return
        try:
            archive = zipfile.ZipFile(spool)
            members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: m.filename)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
            intake.problem(item.name, "truncated", f"not a whole zip file ({error}).", "Copy or download it again.")
            return
        if trouble := _unfit(members, spool.tell()):
            intake.problem(item.name, *trouble)
            return
        for member in members:
            name = f"{item.name}/{member.filename}"
            if member.filename.startswith("__MACOSX/") or member.filename.split("/")[-1].startswith("."):
                continue
            if member.flag_bits & 1:
                intake.problem(name, "permission", "is encrypted; passed over.", "Unpack it first.")
                continue
            try:
                with archive.open(member) as stream:
                    yield Item(name, buffered(stream), depth=item.depth + 1)  # type: ignore[arg-type]
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as error:
                intake.problem(name, "truncated", f"cannot be unpacked ({error}).", "Copy the archive again.")


def _unfit(members: list[zipfile.ZipInfo], packed: int) -> tuple[str, str, str] | None:
    names = {member.filename for member in members}
    if "[Content_Types].xml" in names or "mimetype" in names:
        return "format", "is an office document or e-book.", "Save it as plain text or HTML."
    total = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS:
        return "bomb", f"holds more than {_MOST_MEMBERS:,} files; passed over.", "Split it."
    if total > _UNSUSPECTED and total > LARGEST_RATIO * max(packed, 1):
        return (
            "bomb",
            f"swells more than {LARGEST_RATIO} times when unpacked; passed over.",
            "Unpack it first.",
        )
    return None
