"""Bytes to text: which encoding, whether it is text at all, and lines of bounded length."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b\x16\x05\x1f\x03\x02\x01")) + b"\x7f"
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9_:.-]+)""", re.I)
# UTF-8 read once as Windows-1252 and stored again: "â€™" for an apostrophe, "Ã©" for an e with accent.
_TWICE = re.compile(r"â€[™œ\x9d“”˜¦\u0153\u201d]|Ã[\x80-¿‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
# Soft hyphen, spaces and joiners of no width, marks of direction, the mark of byte order inside a text.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with how it was had; ``trouble`` is one clause for a problem of kind ``encoding``, or empty."""

    text: str
    encoding: str
    trouble: str = ""


def bom_encoding(head: bytes) -> str:
    """Gives the encoding that the first bytes declare, or an empty string."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    # UTF-16 without a mark: every other byte of Latin text is null.
    pairs = len(head) // 2
    if pairs >= 8 and b"\0" in head:
        if head[1::2].count(0) > 0.8 * pairs and head[0::2].count(0) == 0:
            return "utf-16-le"
        if head[0::2].count(0) > 0.8 * pairs and head[1::2].count(0) == 0:
            return "utf-16-be"
    return ""


def is_binary(head: bytes) -> bool:
    """Tells whether bytes are no text in any encoding: nulls, or more than 2% control characters."""
    if bom_encoding(head):
        return False
    if b"\0" in head:
        return True
    return len(head) - len(head.translate(None, _CONTROL)) > 0.02 * len(head)


def decode(data: bytes, declared: str = "") -> Decoded:
    """Turns bytes into text.

    A byte order mark wins, then valid UTF-8, then the encoding declared by the server or in the page, then a guess.

    Args:
        data: the whole file.
        declared: encoding named by the server, or an empty string.
    """
    if name := bom_encoding(data[:4096]):
        return _settled(data, name, "")
    try:
        return _mended(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError as error:
        broken = error
    declared = _known(declared) or declared_inside(data[:4096])
    if declared and declared != "utf-8":
        return _settled(data, declared, "")
    return _guessed(data, broken, declared)


def visible(text: str) -> str:
    """Drops what is in a text for its looks alone: soft hyphens, joiners of no width, marks of direction."""
    return _UNSEEN.sub("", text)


def declared_inside(head: bytes) -> str:
    """Gives the encoding that a page or XML file declares in its first bytes, if Python knows it."""
    match = _XML_ENCODING.search(head) or _META_CHARSET.search(head)
    return _known(match[1].decode("ascii")) if match else ""


def _known(name: str) -> str:
    """Gives Python's name of an encoding, reading the web's "latin-1" as the Windows-1252 that browsers take it for."""
    try:
        found = codecs.lookup(name.strip()).name if name else ""
    except LookupError:
        return ""
    return "cp1252" if found in ("iso8859-1", "ascii") else found


def _settled(data: bytes, encoding: str, trouble: str) -> Decoded:
    try:
        return _mended(Decoded(data.decode(encoding), encoding, trouble))
    except (UnicodeDecodeError, LookupError, ValueError):
        text = data.decode(encoding if encoding in ("cp1252",) or encoding.startswith("utf") else "latin-1", "replace")
        return Decoded(text, encoding, trouble or f"some bytes are not valid {encoding}; they were replaced")


def _guessed(data: bytes, broken: UnicodeDecodeError, declared: str) -> Decoded:
    """Decodes what is neither valid UTF-8 nor declared otherwise."""
    valid = data.decode("utf-8", "ignore")
    stray = valid.encode("utf-8")
    lost = len(data) - len(stray)
    if any(letter > "\x7f" for letter in valid) and lost <= max(4, len(data) // 1000):
        where = f"byte {broken.start}"
        return Decoded(data.decode("utf-8", "replace"), "utf-8", f"not valid UTF-8 at {where}; bad bytes were replaced")
    said = "declared as UTF-8 but is not" if declared else "is not UTF-8 and declares no encoding"
    try:
        return Decoded(data.decode("cp1252"), "cp1252", f"{said}; read as Windows-1252")
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    name = best.encoding if best else "latin-1"
    return Decoded(data.decode(name, "replace"), name, f"{said}; read as {name}, which is a guess")


def _mended(found: Decoded) -> Decoded:
    """Undoes UTF-8 that was stored through Windows-1252 once too often, paragraph by paragraph."""
    if len(_TWICE.findall(found.text)) < 2:
        return found
    mended = "\n".join(_mend_line(line) for line in found.text.split("\n"))
    if mended == found.text:
        return found
    return Decoded(mended, found.encoding, "was stored as UTF-8 twice; the letters were put right")


def _mend_line(line: str) -> str:
    if not _TWICE.search(line):
        return line
    raw = bytearray()
    for letter in line:
        try:
            raw += letter.encode("cp1252")
        except UnicodeEncodeError:
            if letter > "\xff":
                return line
            raw += letter.encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return line


@dataclass(slots=True)
class Lines:
    """Lines of a text file, of bounded length, with what was wrong on the way.

    Attributes:
        longest: characters a line may have; longer ones are skipped and noted in ``too_long``.
        misfits: numbers of lines that were not UTF-8 and were read as Windows-1252.
    """

    stream: BinaryIO
    head: bytes
    longest: int
    misfits: int = 0
    first_misfit: int = 0

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        """Yields line numbers from 1 and lines with their line ends; None for a line that is too long."""
        encoding = bom_encoding(self.head) or "utf-8"
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        reader = io.TextIOWrapper(self.stream, encoding=encoding, errors=errors, newline="")
        number = 0
        while line := reader.readline(self.longest):
            number += 1
            if len(line) >= self.longest and not line.endswith("\n"):
                while line and not line.endswith("\n"):
                    line = reader.readline(self.longest)
                yield number, None
                continue
            yield number, self._clean(number, line)

    def _clean(self, number: int, line: str) -> str:
        if line.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in line):
            return line
        self.misfits += 1
        self.first_misfit = self.first_misfit or number
        raw = line.encode("utf-8", "surrogateescape")
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            return raw.decode("latin-1")
