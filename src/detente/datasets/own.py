"""Our own exported events back in: Parquet or JSONL as ``export events`` writes them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from detente.datasets.events import SCHEMA
from detente.datasets.files import opened
from detente.datasets.layout import Tally
from detente.errors import InputError

BATCH = 50_000


def read_own(path: Path, tally: Tally) -> Iterator[pl.DataFrame]:
    """Reads exported events as event tables.

    Raises:
        InputError: the file is missing, empty, damaged, or no export of events.
    """
    with opened(path) as handle:
        start = handle.read(4)
    frames = _parquet(path) if start == b"PAR1" else _lines(path, tally)
    for frame in frames:
        missing = [c for c in SCHEMA if c not in frame.columns]
        if missing:
            raise InputError(
                str(path), "layout", f"it has no '{missing[0]}', and so is no export of events.",
                "Write it with: detente export events --format parquet. Articles are read back by: detente read FILE.",
            )  # fmt: skip
        tally.rows += 0 if start != b"PAR1" else frame.height
        table = frame.select([pl.col(name).cast(kind, strict=False) for name, kind in SCHEMA.items()])
        undated = table["date_start"].null_count()
        tally.fault("left out: no date", undated)
        kinds = table["parties"].explode(keep_nulls=False, empty_as_null=False).struct.field("kind").value_counts()
        for kind, number in kinds.iter_rows():
            tally.kinds[kind, "as exported"] += number
        own = (pl.col("dataset") == "detente") & ~pl.col("id").str.starts_with("detente:")
        prefixed = pl.when(own).then(pl.lit("detente:") + pl.col("id")).otherwise("id")
        yield table.filter(pl.col("date_start").is_not_null()).with_columns(id=prefixed)


def _parquet(path: Path) -> Iterator[pl.DataFrame]:
    try:
        for batch in pq.ParquetFile(path).iter_batches(BATCH):
            frame = pl.from_arrow(pa.Table.from_batches([batch]))
            assert isinstance(frame, pl.DataFrame)
            yield frame
    except (pa.ArrowException, OSError) as error:
        raise InputError(str(path), "damaged", f"no whole Parquet file: {error}.", "Export it again.") from error


def _lines(path: Path, tally: Tally) -> Iterator[pl.DataFrame]:
    """Reads JSONL; lines that are no event are counted as broken."""
    rows: list[dict[str, object]] = []
    with opened(path) as handle:
        for number, line in enumerate(io.TextIOWrapper(handle, encoding="utf-8", errors="replace"), 1):
            if not line.strip():
                continue
            tally.rows += 1
            row = _row(line)
            if row is None:
                tally.broken += 1
                tally.examples.setdefault("broken row", f"line {number}")
                continue
            rows.append(row)
            if len(rows) == BATCH:
                yield _frame(rows)
                rows = []
    if rows:
        yield _frame(rows)


def _row(line: str) -> dict[str, object] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not all(name in row for name in ("id", "event_type", "date_start", "parties")):
        return None
    if row.get("record"):
        row["record"] = json.dumps(row["record"], ensure_ascii=False)
    return row


_AS_TEXT = {name: pl.String() if kind == pl.Date else kind for name, kind in SCHEMA.items()}


def _frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    text = pl.DataFrame(rows, schema=_AS_TEXT, strict=False)
    days = [name for name, kind in SCHEMA.items() if kind == pl.Date]
    return text.with_columns(pl.col(days).str.to_date("%Y-%m-%d", strict=False))
