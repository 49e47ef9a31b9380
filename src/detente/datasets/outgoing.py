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

from detente import codes
from detente.datasets.events import SCHEMA
from detente.errors import UnknownCodeError
from detente.records import Article, Attribution, Mention, Statement

WHAT = ("events", "mentions", "articles", "statements", "attributions", "relations")
_ROLE_SECTORS = frozenset({"CVL", "UNK", "REF", "LAB", "AGR", "SOC"})
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
    record = _without_names(row["record"])
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
        made["parties"] = [_by_role(p) for p in row["parties"]]
        return made
    record = _without_names(row["record"])
    place, killed = record["place"], record["fatalities"]
    made = {k: row[k] for k in row if k in SCHEMA} | {k: record[k] for k in ("modes", "contexts", "cameo")}
    return {
        **{k: made.get(k) for k in SCHEMA},
        "dataset": "detente",
        "parties": [_by_role(p) for p in row["parties"] or ()],
        "place": {k: place[k] for k in ("name", "country", "admin1", "lat", "lon", "precision")} if place else None,
        "fatalities": {k: killed[k] for k in ("low", "best", "high")} if killed else None,
        "words": record["trigger"]["text"],
        "record": {**record, "article_id": row["article_id"]},
    }


def is_private(actor: Mapping[str, Any]) -> bool:
    """Says whether an actor is a person without a public role, who leaves the store by role only.

    So is a name of two or more capitalised words that coding could not place: it may be a person's.
    """
    first = actor["sectors"][0] if actor["sectors"] else "UNK"
    if first not in _ROLE_SECTORS:
        return False
    if actor["kind"] == "person":
        return True
    words = actor["name"].split()
    looks = len(words) > 1 and all(w[:1].isupper() for w in words)
    return bool(actor["kind"] == "unknown" and actor["sectors"] and looks)


def role_of(actor: Mapping[str, Any]) -> str:
    """Names a private person by role: ``civilian (PAK)``, ``person``."""
    first = actor["sectors"][0] if actor["sectors"] else "UNK"
    try:
        name = {"CVL": "civilian", "UNK": "person"}.get(first) or codes.sector(first).name
    except UnknownCodeError:
        name = "person"
    return f"{name} ({actor['country']})" if actor["country"] else name


def _by_role(actor: Mapping[str, Any]) -> dict[str, Any]:
    return {**actor, "name": role_of(actor)} if is_private(actor) else dict(actor)


def _without_names(record: Mapping[str, Any]) -> dict[str, Any]:
    """Puts roles in place of the names of private persons, in parties, sources and the sentence."""
    roles: dict[str, str] = {}
    for key in ("actors", "recipients"):
        for actor in record.get(key) or ():
            if is_private(actor):
                roles |= {actor["name"]: role_of(actor), actor["span"]["text"]: role_of(actor)}
    for cited in (record, record.get("attribution") or {}):
        if cited.get("kind") == "named" and not cited.get("office") and not cited.get("side"):
            texts = [cited["name"], *(span["text"] for span in cited["source"])]
            roles = {text: "named source" for text in texts if text} | roles
    return _replaced(dict(record), roles) if roles else dict(record)


def _replaced(value: Any, roles: Mapping[str, str]) -> Any:
    """Replaces names wherever they stand in a record; the longest first, so that no part of a name is left."""
    if isinstance(value, str):
        for name in sorted(roles, key=len, reverse=True):
            if name and name in value:
                value = value.replace(name, roles[name] if value == name else f"[{roles[name]}]")
        return value
    if isinstance(value, dict):
        return {k: v if k in _NEVER else _replaced(v, roles) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(v, roles) for v in value]
    return value


_NEVER = frozenset({"id", "event_type", "kind", "sectors", "country", "field", "attribution_id", "content", "part_of"})
