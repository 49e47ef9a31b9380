"""What leaves the store: rows of an export with fixed fields, and private persons by role."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl

from detente.datasets.events import SCHEMA
from detente.present import by_role, without_names
from detente.records import Article, Attribution, Mention, Statement

WHAT = ("events", "mentions", "articles", "statements", "attributions", "relations")
_AROUND = {"article_id": pl.String(), "published": pl.String(), "outlet": pl.String(), "url": pl.String()}


def schema_of(what: str) -> dict[str, Any]:
    """Gives the fields of an export with their types, in order; dates are ISO strings in all but ``events``."""
    if what == "events":
        return dict(SCHEMA)
    if what == "relations":
        return _RELATIONS
    record = {"mentions": Mention, "articles": Article, "statements": Statement, "attributions": Attribution}[what]
    own = {f.name: f.dtype for f in _type_of(record).fields}
    if what == "articles":
        extra = {
            "date": pl.String(),
            "published_at": pl.String(),
            "copy_of": pl.String(),
            "warnings": pl.List(pl.String),
        }
        return {k: v for k, v in own.items() if k != "published"} | extra
    return own | ({"event_id": pl.String()} if what == "mentions" else {}) | _AROUND


_RELATIONS: dict[str, Any] = {
    "a": pl.String(), "b": pl.String(), "period": pl.String(),
    **dict.fromkeys(
        ("tone", "sd", "low", "high", "filtered", "filtered_sd", "baseline", "deviation", "n", "mean",
         "forecast_mean", "forecast_sd"), pl.Float64()),
    "label": pl.String(), "label_probability": pl.Float64(),
    **dict.fromkeys(
        ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict", "country_aggregated"),
        pl.Float64()),
    "events": pl.List(pl.String),
}  # fmt: skip


def _type_of(kind: Any) -> Any:
    """Turns a type of ``records`` into a polars one; dates are ISO strings, as ``records.to_json`` writes them."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _type_of(next(part for part in typing.get_args(kind) if part is not type(None)))
    if origin is tuple:
        return pl.List(_type_of(typing.get_args(kind)[0]))
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return pl.Struct({f.name: _type_of(hints[f.name]) for f in dataclasses.fields(kind)})
    simple = {bool: pl.Boolean(), int: pl.Int64(), float: pl.Float64()}
    return simple.get(kind, pl.String())


def outgoing(what: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Makes the row of an export of what the store gives, with private persons by role."""
    if what == "events":
        return _event(row)
    if what == "articles":
        kept = {k: v for k, v in row.items() if k in schema_of("articles")}
        return {**kept, "date": _iso(row["published"]), "published_at": _iso(row["published_at"])}
    record = without_names(row["record"])
    around = {k: row[k] for k in ("article_id", "outlet", "url")} | {"published": _iso(row["published"])}
    return {**record, **around, **({"event_id": row["event_id"]} if what == "mentions" else {})}


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value is not None else None


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    """Makes the row of an event: as imported ones are kept, the record of an own one beside."""
    if row.get("dataset"):
        made = {k: row[k] for k in SCHEMA}
        made["id"] = row["id"].removeprefix("detente:")
        made["record"] = json.loads(row["record"]) if row["record"] else None
        made["parties"] = [by_role(p) for p in row["parties"]]
        return made
    record = without_names(row["record"])
    place, killed = record["place"], record["fatalities"]
    made = {k: row[k] for k in row if k in SCHEMA} | {k: record[k] for k in ("modes", "contexts", "cameo")}
    return {
        **{k: made.get(k) for k in SCHEMA},
        "dataset": "detente",
        "parties": [by_role(p) for p in row["parties"] or ()],
        "place": {k: place[k] for k in ("name", "country", "admin1", "lat", "lon", "precision")} if place else None,
        "fatalities": {k: killed[k] for k in ("low", "best", "high")} if killed else None,
        "words": record["trigger"]["text"],
        "record": {**record, "article_id": row["article_id"]},
    }
