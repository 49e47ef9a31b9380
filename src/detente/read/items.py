"""A thing to read: a named stream of bytes, whether it came from a file, an archive, a server or standard input."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

HEAD = 65536


@dataclass(slots=True)
class Item:
    """One file's worth of bytes.

    Attributes:
        name: what messages call it: the path, the URL, ``archive.zip/inner.txt``.
        stream: where its bytes come from; buffered, so that its head can be looked at.
        url: where it was published, or an empty string.
        charset: encoding that the server declared, or an empty string.
        depth: archives it lies in.
        expected: ``feed`` where the caller asked for a feed, else an empty string.
    """

    name: str
    stream: io.BufferedReader
    url: str = ""
    charset: str = ""
    depth: int = 0
    expected: str = ""

    @property
    def suffix(self) -> str:
        """Gives the last suffix of the name, lower-case, with its dot."""
        path = self.name.split("?", 1)[0] if self.url else self.name
        return PurePosixPath(path.replace("\\", "/")).suffix.lower()

    def head(self) -> bytes:
        """Looks at the first bytes, up to 64 KiB, without taking them."""
        # A short read of a pipe may fill less than is there: ask again while more comes.
        seen = b""
        while len(seen) < HEAD:
            again = self.stream.peek(HEAD)
            if len(again) <= len(seen):
                break
            seen = again
        return seen[:HEAD]


def buffered(stream: BinaryIO | io.RawIOBase) -> io.BufferedReader:
    """Makes any byte stream one whose head can be looked at."""
    return io.BufferedReader(stream, HEAD)  # type: ignore[arg-type]
