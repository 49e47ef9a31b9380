"""WARC archives: the pages that a crawler kept, each read as if it had been fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from detente.read.intake import LARGEST_ARTICLE, Intake
from detente.read.items import Item, buffered
from detente.records import Article

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


def read_warc(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads the pages of a WARC file; pictures, scripts and answers other than 200 are passed over.

    The date of the crawl is not the date of publication and is not used.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    records = ArchiveIterator(_Forward(item.stream), record_types=wanted, parse_http=False)
    number = 0
    while (record := _next(records, item, intake)) is not None:
        number += 1
        address = record.headers.get("WARC-Target-URI") or ""
        source = f"{item.name}, record {number} ({address[:200]})"
        if record.content_length > LARGEST_ARTICLE:
            intake.problem(source, "too_large", f"larger than {LARGEST_ARTICLE:,} bytes; passed over.")
            continue
        raw = record.reader.read(record.content_length)
        # fastwarc ends such a record without a word.
        if len(raw) < record.content_length:
            what = f"has {len(raw):,} of {record.content_length:,} bytes; passed over."
            intake.problem(source, "truncated", what, "Copy or download the archive again.")
            continue
        if page := _page(record, raw, address, source, intake):
            yield from page
    if not number:
        intake.problem(item.name, "empty", "there are no pages in the archive.")


class _Forward:
    """A stream as fastwarc wants it: it asks where it stands by a seek that moves nothing."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """Gives the next bytes."""
        data = self._stream.read(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        """Tells how many bytes were given."""
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Answers where the stream stands; it cannot go anywhere else.

        Raises:
            OSError: asked to move.
        """
        if (whence == 1 and offset == 0) or (whence == 0 and offset == self._at):
            return self._at
        raise OSError("the archive can only be read forwards")

    def close(self) -> None:
        """Leaves the stream to whoever opened it."""


def _next(records: Iterator[Any], item: Item, intake: Intake) -> Any | None:
    try:
        return next(records, None)
    except OSError as error:
        intake.problem(item.name, "truncated", f"the archive is damaged ({error}); what came before was read.")
        return None


def _page(record: Any, raw: bytes, address: str, source: str, intake: Intake) -> Iterator[Article] | None:
    """Takes the page out of a record, or None if the record holds none."""
    from detente.read.pages import read_page
    from detente.read.plain import read_plain

    if record.is_http:
        answer = _unpacked(raw, source, intake)
        if answer is None or answer[0] != 200:
            return None
        _, kind, charset, body = answer
    else:
        kind, charset, body = (record.headers.get("Content-Type") or "").split(";")[0].strip().lower(), "", raw
    if kind not in _PAGES or not body.strip():
        return None
    page = Item(source, buffered(io.BytesIO(body)), url=address.strip("<>"), charset=charset)
    return (read_plain if kind == "text/plain" else read_page)(page, intake)


def _unpacked(raw: bytes, source: str, intake: Intake) -> tuple[int, str, str, bytes] | None:
    """Parses a stored HTTP answer and undoes its transfer and content encodings, within the bound of one article.

    The answer was taken whole from its record so that its length could be compared; it is parsed as a record again.
    """
    from fastwarc.warc import ArchiveIterator

    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: "
    again = io.BytesIO(head + str(len(raw)).encode() + b"\r\n\r\n" + raw + b"\r\n\r\n")
    try:
        for answer in ArchiveIterator(again, parse_http=True, auto_decode="all"):
            if answer.http_headers is None:
                return None
            body = answer.reader.read(LARGEST_ARTICLE + 1)
            kind = (answer.http_content_type or "").split(";")[0].strip().lower()
            return answer.http_headers.status_code or 0, kind, answer.http_charset or "", body
    except (OSError, ValueError) as error:
        intake.problem(source, "truncated", f"the stored answer cannot be unpacked ({error}); passed over.")
    return None
