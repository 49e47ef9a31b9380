"""Tables of articles: JSONL, CSV, TSV and Parquet; one row is one article."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from detente.read.dating import published, read_date
from detente.read.decoding import Lines
from detente.read.intake import LARGEST_ARTICLE, Intake
from detente.read.items import Item, buffered
from detente.records import Article

# The names a column may go by, the contract's own first.
COLUMNS = {
    "id": ("id", "article_id", "doc_id"),
    "text": ("text", "body", "content", "article"),
    "title": ("title", "headline"),
    "deck": ("deck", "standfirst", "subtitle"),
    "date": ("date", "published", "published_at", "publication_date", "pub_date", "datetime"),
    "outlet": ("outlet", "source", "publisher", "publication"),
    "url": ("url", "link"),
    "byline": ("byline", "author", "authors"),
    "dateline": ("dateline",),
    "agency": ("agency",),
    "language": ("language", "lang"),
    "note": ("note", "source_note"),
}
_MOST_SPOOLED = 2_000_000_000


def article_from_row(row: Mapping[str, Any], source: str, intake: Intake) -> Article | None:
    """Makes an article of a row; its text is kept unchanged.

    Args:
        row: column name to value, names as in ``COLUMNS``; others are ignored.
        source: file and line, for messages.
        intake: the run; gets a problem for a row that is no article.
    """
    cell = _cells(row)
    text = cell.get("text")
    if text is None:
        intake.problem(source, "row", "the row has no 'text'; passed over.", "Give each row a text.")
        return None
    if not isinstance(text, str):
        intake.problem(source, "row", f"'text' is {type(text).__name__}, not a string; passed over.")
        return None
    when = cell.get("date")
    found = read_date(when)
    if when not in (None, "") and found is None:
        intake.problem(source, "date", f"the date {str(when)[:40]!r} is no whole day.", "Write it as 2014-12-10.")
    article = Article(
        id=_word(cell.get("id")),
        text=text,
        title=_word(cell.get("title")),
        deck=_word(cell.get("deck")),
        byline=_names(cell.get("byline")),
        dateline=_word(cell.get("dateline")),
        outlet=_word(cell.get("outlet")).strip(),
        agency=_word(cell.get("agency")).strip(),
        url=_word(cell.get("url")).strip(),
        published=published(found, "row"),
        note=_word(cell.get("note")),
    )
    return intake.admit(article, source, _word(cell.get("language")))


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """Gives the row's values by the contract's names."""
    lowered = {str(name).strip().lower(): value for name, value in row.items()}
    found = {}
    for name, aliases in COLUMNS.items():
        for alias in aliases:
            if lowered.get(alias) not in (None, ""):
                found[name] = lowered[alias]
                break
    if "text" not in found and "text" in lowered and lowered["text"] == "":
        found["text"] = ""
    return found


def _word(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None or isinstance(value, dict | list) else str(value)


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(str(name).strip() for name in value if str(name).strip())
    parts = _word(value).split(";")
    return tuple(name.strip() for name in parts if name.strip())


def read_json(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads one JSON document: an array of rows, or a single row; what turns out to be JSONL is read as that."""
    data = item.stream.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        what = f"a JSON document larger than {LARGEST_ARTICLE:,} bytes; passed over."
        intake.problem(item.name, "too_large", what, "Write one JSON object a line.")
        return
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError):
        yield from read_jsonl(replace(item, stream=buffered(io.BytesIO(data))), intake)
        return
    rows = rows if isinstance(rows, list) else [rows]
    if not rows:
        intake.problem(item.name, "empty", "the array has no rows.")
    for number, row in enumerate(rows, start=1):
        source = f"{item.name}, row {number}"
        if not isinstance(row, dict):
            intake.problem(source, "row", "not a JSON object; passed over.")
        elif article := article_from_row(row, source, intake):
            yield article


def read_jsonl(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads one JSON object a line; a broken line is reported with its number and passed over."""
    lines = Lines(item.stream, item.head(), LARGEST_ARTICLE)
    for number, line in lines:
        source = f"{item.name}, line {number}"
        if line is None:
            intake.problem(source, "too_large", f"longer than {LARGEST_ARTICLE:,} characters; passed over.")
        elif line.strip():
            row = _parsed(line, source, intake)
            article = article_from_row(row, source, intake) if row is not None else None
            if article:
                yield article
    _report_misfits(lines, item, intake)


def _parsed(line: str, source: str, intake: Intake) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except RecursionError:
        intake.problem(source, "nested", "JSON nested too deeply; passed over.")
        return None
    except ValueError as error:
        intake.problem(source, "row", f"not JSON ({error}); passed over.", "Write one JSON object a line.")
        return None
    if not isinstance(row, dict):
        intake.problem(source, "row", "not a JSON object; passed over.", "Write one JSON object a line.")
        return None
    return row


def read_delimited(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads CSV or TSV with a header row; comma, semicolon or tab, whichever the header has."""
    csv.field_size_limit(LARGEST_ARTICLE)
    lines = Lines(item.stream, item.head(), LARGEST_ARTICLE)
    feed = _Feed(lines, item, intake)
    first = next(feed, "").lstrip("\ufeff")
    delimiter = max("\t,;", key=first.count)
    header = next(csv.reader([first], delimiter=delimiter), [])
    if not any(name.strip().lower() in COLUMNS["text"] for name in header):
        names = ", ".join(name.strip() for name in header[:8])[:200]
        intake.problem(
            item.name,
            "columns",
            f"no column 'text' in the header ({names}).",
            "Name the columns id, date, text.",
        )
        return
    # Strict: a quote that never ends is an error, not one row with the rest of the file in it.
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    rows = 0
    while (cells := _next_row(reader, feed)) is not None:
        rows += 1
        source = f"{item.name}, line {feed.start}"
        if isinstance(cells, str):
            intake.problem(source, "row", f"not a row of a table ({cells}); passed over.", "Check the quotes.")
        elif any(cells):
            if len(cells) != len(header):
                what = f"{len(cells)} cells where the header has {len(header)}; passed over."
                intake.problem(source, "row", what, "Check separators and quotes.")
            elif article := article_from_row(dict(zip(header, cells, strict=True)), source, intake):
                yield article
    if not rows:
        intake.problem(item.name, "empty", "the table has a header and no rows.")
    _report_misfits(lines, item, intake)


class _Feed:
    """Hands lines to the CSV reader, remembering where the present row began."""

    def __init__(self, lines: Lines, item: Item, intake: Intake) -> None:
        self._lines = iter(lines)
        self._item = item
        self._intake = intake
        self.start = 0
        self.begun = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        while True:
            number, line = next(self._lines)
            if not self.begun:
                self.start, self.begun = number, True
            if line is not None:
                return line
            source = f"{self._item.name}, line {number}"
            self._intake.problem(source, "too_large", f"longer than {LARGEST_ARTICLE:,} characters; passed over.")


def _next_row(reader: Any, feed: _Feed) -> list[str] | str | None:
    """Gives the next row, an error message for a broken one, or None at the end."""
    feed.begun = False
    try:
        return next(reader)  # type: ignore[no-any-return]
    except StopIteration:
        return None
    except csv.Error as error:
        return str(error)


def read_parquet(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads a Parquet file a few hundred rows at a time."""
    import pyarrow.lib
    import pyarrow.parquet as parquet

    with tempfile.TemporaryFile() as spool:
        if not spooled(item, spool.write, intake):
            return
        try:
            table = parquet.ParquetFile(spool)
            known = {alias for aliases in COLUMNS.values() for alias in aliases}
            names = [name for name in table.schema_arrow.names if name.strip().lower() in known]
            if not any(name.strip().lower() in COLUMNS["text"] for name in names):
                have = ", ".join(table.schema_arrow.names[:8])[:200]
                intake.problem(item.name, "columns", f"no column 'text' ({have}).", "Name the columns id, date, text.")
                return
            number = 0
            for batch in table.iter_batches(batch_size=256, columns=names):
                for row in batch.to_pylist():
                    number += 1
                    if article := article_from_row(row, f"{item.name}, row {number}", intake):
                        yield article
            if not number:
                intake.problem(item.name, "empty", "the table has no rows.")
        except (pyarrow.lib.ArrowException, OSError) as error:
            first = str(error).split("\n")[0][:200]
            intake.problem(item.name, "truncated", f"not a whole Parquet file ({first}).", "Copy or write it again.")


def spooled(item: Item, write: Callable[[bytes], object], intake: Intake) -> bool:
    """Copies an item to disk for readers that must jump about in it; False if it is too large."""
    total = 0
    while chunk := item.stream.read(1 << 20):
        total += len(chunk)
        if total > _MOST_SPOOLED:
            intake.problem(item.name, "too_large", f"larger than {_MOST_SPOOLED:,} bytes.", "Split it.")
            return False
        write(chunk)
    return True


def _report_misfits(lines: Lines, item: Item, intake: Intake) -> None:
    if lines.misfits:
        what = f"{lines.misfits} lines are not UTF-8 (first: line {lines.first_misfit}); read as Windows-1252."
        intake.problem(item.name, "encoding", what, "Store the table as UTF-8.")


def parquet_rows(path: Path) -> int | None:
    """Gives the number of rows that a Parquet file says it has, or None if it is damaged."""
    import pyarrow.lib
    import pyarrow.parquet as parquet

    try:
        return int(parquet.ParquetFile(path).metadata.num_rows)
    except (pyarrow.lib.ArrowException, OSError):
        return None
