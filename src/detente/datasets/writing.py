"""The formats of an export: Parquet, CSV, JSONL, GeoJSON, and JSONL in PLOVER's layout."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import IO, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from detente import __version__
from detente.datasets.outgoing import WHAT, schema_of
from detente.errors import ConfigError, InputError

Rows = Iterable[list[dict[str, Any]]]
FORMATS = ("parquet", "csv", "jsonl", "geojson", "plover")
_ACTS = ("events", "mentions")
# Spreadsheets run what begins like this.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def check_format(what: str, form: str) -> None:
    """Refuses what cannot be written.

    Raises:
        ConfigError: an unknown thing or format, or a format that it has not.
    """
    if what not in WHAT:
        raise ConfigError(f"'{what}' cannot be exported.", f"Known: {', '.join(WHAT)}.")
    if form not in FORMATS:
        raise ConfigError(f"'{form}' is no format.", f"Known: {', '.join(FORMATS)}.")
    if form in ("geojson", "plover") and what not in _ACTS:
        raise ConfigError(
            f"{what} cannot be written as {form}.", "Export events or mentions so, or use parquet, csv, jsonl."
        )


def write(rows: Rows, what: str, form: str, path: Path) -> int:
    """Writes an export to a file, batch by batch; a file that was begun and not ended is not left behind.

    Args:
        rows: batches as ``outgoing.outgoing`` makes them. what, form: see ``WHAT`` and ``FORMATS``. path: the file.

    Returns:
        The number of rows (in GeoJSON, those with a point).

    Raises:
        ConfigError: not a thing, not a format, or not together. InputError: the file cannot be written.
    """
    check_format(what, form)
    draft = path.with_name(path.name + ".part")
    try:
        if form == "parquet":
            number = _parquet(rows, what, draft)
        else:
            with draft.open("w", encoding="utf-8", errors="surrogatepass", newline="") as handle:
                number = write_text(rows, what, form, handle)
        draft.replace(path)
    except OSError as error:
        raise InputError(str(path), "unwritable", f"{error.strerror or error}.", "Check the path.") from error
    finally:
        draft.unlink(missing_ok=True)
    return number


def write_text(rows: Rows, what: str, form: str, handle: IO[str]) -> int:
    """Writes an export in one of the text formats.

    Raises:
        ConfigError: not a thing, not a format, or not together.
    """
    check_format(what, form)
    if form == "parquet":
        raise ConfigError("Parquet cannot be written as text.", "Give a file: -o FILE.")
    if form == "csv":
        return _csv(rows, what, handle)
    if form == "geojson":
        return _geojson(rows, what, handle)
    make: Callable[[dict[str, Any]], dict[str, Any]] = plover if form == "plover" else _plain
    number = 0
    for row in _each(rows):
        handle.write(dumps(make(row)) + "\n")
        number += 1
    return number


def _each(rows: Rows) -> Iterator[dict[str, Any]]:
    for batch in rows:
        yield from batch


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return row


def dumps(value: Any) -> str:
    """Writes JSON on one line, dates as ISO; letters stay as they are but for halves of letters, which are escaped."""
    text = json.dumps(value, ensure_ascii=False, default=_iso)
    return json.dumps(value, default=_iso) if any("\ud800" <= c <= "\udfff" for c in text) else text


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written")


def _parquet(rows: Rows, what: str, path: Path) -> int:
    schema = schema_of(what)
    writer, number = None, 0
    for batch in rows:
        if what == "events":
            batch = [{**r, "record": dumps(r["record"]) if r["record"] else None} for r in batch]
        table = pl.DataFrame(batch, schema=schema, strict=False).to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table.cast(writer.schema))
        number += len(batch)
    if writer is None:
        pq.write_table(pl.DataFrame(schema=schema).to_arrow(), path)
    else:
        writer.close()
    return number


def _csv(rows: Rows, what: str, handle: IO[str]) -> int:
    """Writes flat rows: ``place.lat``, and for lists of parties ``actors.name`` with ``|`` between them."""
    columns = [c for name, kind in schema_of(what).items() if name != "record" for c in _flat_names(name, kind)]
    writer = csv.writer(handle)
    writer.writerow(columns)
    number = 0
    for row in _each(rows):
        flat: dict[str, Any] = {}
        for name, value in row.items():
            _flatten(name, value, flat)
        writer.writerow([safe_cell(flat.get(c)) for c in columns])
        number += 1
    return number


def _flat_names(name: str, kind: Any) -> list[str]:
    inner = kind.inner if isinstance(kind, pl.List) else kind
    if isinstance(inner, pl.Struct):
        return [c for f in inner.fields for c in _flat_names(f"{name}.{f.name}", f.dtype)]
    return [name]


def _flatten(name: str, value: Any, into: dict[str, Any], between: str = "|") -> None:
    """Lays a value out in columns; a list within a list of parties has commas between, so that the two stay apart."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _flatten(f"{name}.{key}", inner, into, between)
    elif isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        parts: list[dict[str, Any]] = []
        for item in value:
            part: dict[str, Any] = {}
            _flatten(name, item, part, ",")
            parts.append(part)
        for key in {k: None for part in parts for k in part}:
            into[key] = "|".join("" if part.get(key) is None else str(part[key]) for part in parts)
    elif isinstance(value, list | tuple):
        into[name] = between.join(str(v) for v in value)
    else:
        into[name] = value


def safe_cell(value: Any) -> Any:
    """Puts an apostrophe before a text that a spreadsheet would run as a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def _geojson(rows: Rows, what: str, handle: IO[str]) -> int:
    """Writes a FeatureCollection of the acts that have a point (RFC 7946: longitude first)."""
    handle.write('{"type": "FeatureCollection", "features": [')
    number = 0
    for row in _each(rows):
        found = row["place"]
        if not found or found["lat"] is None or found["lon"] is None:
            continue
        feature = {
            "type": "Feature",
            "id": row["id"],
            "geometry": {"type": "Point", "coordinates": [found["lon"], found["lat"]]},
            "properties": _properties(row, found),
        }
        handle.write((",\n" if number else "\n") + dumps(feature))
        number += 1
    handle.write("\n]}\n")
    return number


def _properties(row: Mapping[str, Any], place: Mapping[str, Any]) -> dict[str, Any]:
    start, end = _days(row)
    return {
        "date_start": start,
        "date_end": end,
        **{k: row[k] for k in ("event_type", "modes", "quad_class", "intensity", "factuality", "territory")},
        "actors": [_who(p) for p in _sides(row, "actor")],
        "recipients": [_who(p) for p in _sides(row, "recipient")],
        "place": place["name"],
        "precision": place["precision"],
        "outlet": row["outlet"],
        "according_to": _according_to(row),
    }


def _who(party: Mapping[str, Any]) -> str:
    of_country = party["country"] and (party["kind"] != "state" or party["sectors"])
    return f"{party['name']} ({party['country']})" if of_country else str(party["name"])


def _according_to(row: Mapping[str, Any]) -> str | None:
    """Gives the claimant: an allegation is never shown without."""
    record = row.get("record") or row
    cited = record.get("attribution") if isinstance(record, Mapping) else None
    found = (cited["name"] or cited["kind"]) if cited else row["outlet"]
    return str(found) if found else None


def _days(row: Mapping[str, Any]) -> tuple[Any, Any]:
    if "date_start" in row:
        return row["date_start"], row["date_end"] or row["date_start"]
    return (row["date"]["start"], row["date"]["end"]) if row["date"] else (None, None)


def _sides(row: Mapping[str, Any], role: str) -> list[Mapping[str, Any]]:
    if "parties" in row:
        return [p for p in row["parties"] if p["role"] == role]
    return list(row["actors" if role == "actor" else "recipients"])


def plover(row: Mapping[str, Any]) -> dict[str, Any]:
    """Writes an act in PLOVER's JSON layout (manual, draft 2.0, "Data Fields"); the text is left to its owners."""
    start, end = _days(row)
    killed = row["fatalities"]
    record = row.get("record") or row
    found: dict[str, Any] = {
        "id": row["id"],
        "date": start,
        "enddate": end if end != start else None,
        "actor": [_entity(p) for p in _sides(row, "actor")],
        "recipient": [_entity(p) for p in _sides(row, "recipient")],
        "event": [row["event_type"]] if row["event_type"] else [],
        "event_loc": _location(row["place"]),
        "event_text": [row["words"]]
        if row.get("words")
        else ([row["trigger"]["text"]] if row.get("trigger") else None),
        "quad_code": row["quad_class"],
        "event_scale": row["intensity"],
        "mode": list(row["modes"]) or None,
        "context": list(row["contexts"]) or None,
        "size": {"dead": killed["best"] if killed["best"] is not None else killed["low"]} if killed else None,
        "cite_info": {"publication": row["outlet"], "url": row["url"], "codebook": "PLOVER 2.0"},
        "coder": f"detente {__version__}" if row.get("dataset", "detente") == "detente" else row["dataset"],
        "comment": _comment(row, record),
    }
    return {k: v for k, v in found.items() if v is not None}


def _comment(row: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    """Says in words what PLOVER has no field for, and who claims it."""
    parts = [f"factuality: {row['factuality']}", f"occurrence: {row['occurrence']}"]
    parts += [f"about: {record['of_type']}"] if record.get("of_type") else []
    parts += [f"CAMEO: {row['cameo']}"] if row["cameo"] else []
    claimant = _according_to(row)
    return "; ".join([*parts, *([f"according to: {claimant}"] if claimant else [])])


def _entity(party: Mapping[str, Any]) -> dict[str, Any]:
    sectors = list(party["sectors"])
    made = {
        "code": party["country"],
        "sector": "".join(sectors[:2]) or None,
        "entity_text": party["span"]["text"] if party.get("span") and party["span"]["text"] else party["name"],
        "identifier_text": party["name"],
        "office": party.get("office") or None,
    }
    return {k: v for k, v in made.items() if v is not None}


_RESOLUTION = {"point": 5, "city": 4, "admin": 2, "country": 1}


def _location(place: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not place:
        return None
    made = {
        "resolved_place": place["name"],
        "lat": place["lat"],
        "lon": place["lon"],
        "province": place["admin1"],
        "country_code": place["country"],
        "resolution": _RESOLUTION.get(place["precision"] or ""),
    }
    return {k: v for k, v in made.items() if v not in (None, "")}


def to_arrow(rows: list[dict[str, Any]], what: str) -> pa.Table:
    """Gives rows of an export as an Arrow table."""
    return pl.DataFrame(rows, schema=schema_of(what), strict=False).to_arrow()
