"""The JSON Schema of every line that the JSONL commands write, made from the records so that the two never part.

The shipped copy is ``schema.json``; ``python -m detente.schema`` writes it anew, and a test holds it to this module.
"""

from __future__ import annotations

import json
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Union

from detente import records

FILE = Path(__file__).parent / "schema.json"
_LINES: dict[str, dict[str, Any]] = {
    "code": {
        "id": {"type": "string"},
        "events": {"type": "array", "items": {"$ref": "#/$defs/Mention"}},
        "statements": {"type": "array", "items": {"$ref": "#/$defs/Statement"}},
        "attributions": {"type": "array", "items": {"$ref": "#/$defs/Attribution"}},
    },
    "classify": {
        "id": {},
        "event_type": {"enum": list(typing.get_args(records.EventType))},
        "modes": {"type": "array", "items": {"type": "string"}},
        "quad_class": {"enum": [1, 2, 3, 4]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "actors": {
        "id": {},
        "name": {"type": "string"},
        "country": {"type": ["string", "null"]},
        "sectors": {"type": "array", "items": {"type": "string"}},
        "kind": {"enum": [*typing.get_args(records.ActorKind), "none"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "error": {"id": {}, "error": {"type": "string"}},
}
# Bounds that the types don't say.
_BOUNDS: dict[tuple[str, str], dict[str, Any]] = {
    ("Mention", "quad_class"): {"enum": [1, 2, 3, 4]},
    ("Mention", "intensity"): {"type": "number", "minimum": -10, "maximum": 10},
    ("Mention", "confidence"): {"type": "number", "minimum": 0, "maximum": 1},
    ("Actor", "confidence"): {"type": "number", "minimum": 0, "maximum": 1},
    ("Span", "start"): {"type": "integer", "minimum": 0},
    ("Span", "end"): {"type": "integer", "minimum": 0},
}


def json_schema() -> dict[str, Any]:
    """Makes the schema: a line is what ``code``, ``classify`` or ``actors`` write, or an error."""
    definitions: dict[str, Any] = {}
    for record in (records.Mention, records.Statement, records.Attribution):
        _define(record, definitions)
    for name, properties in _LINES.items():
        definitions[f"{name}_line"] = _object(properties)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of output of detente code, classify or actors",
        "anyOf": [{"$ref": f"#/$defs/{name}_line"} for name in _LINES],
        "$defs": dict(sorted(definitions.items())),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _define(record: type, definitions: dict[str, Any]) -> None:
    """Adds a record, and the records in it, to the definitions."""
    if record.__name__ in definitions:
        return
    definitions[record.__name__] = {}
    hints = typing.get_type_hints(record)
    properties = {
        field.name: _BOUNDS.get((record.__name__, field.name)) or _schema(hints[field.name], definitions)
        for field in fields(record)
    }
    definitions[record.__name__] = _object(properties)


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Turns a type into a schema."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        parts = [_schema(part, definitions) for part in arguments]
        return {"anyOf": parts}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if is_dataclass(hint) and isinstance(hint, type):
        _define(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    plain: dict[Any, dict[str, Any]] = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        float: {"type": "number"},
        type(None): {"type": "null"},
        date: {"type": "string", "format": "date"},
        datetime: {"type": "string", "format": "date-time"},
    }
    return plain[hint]


def main() -> None:
    """Writes the shipped copy."""
    FILE.write_text(json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
