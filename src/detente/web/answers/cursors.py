"""Cursors: where the next page begins, as one opaque word."""

from __future__ import annotations

import base64
import binascii
import json

from detente.errors import ConfigError


def written(sort: str, key: str, last: str) -> str:
    """Writes the cursor of a page that ended with an item."""
    return base64.urlsafe_b64encode(json.dumps([sort, key, last]).encode()).decode().rstrip("=")


def read(cursor: str | None, sort: str) -> tuple[str, str] | None:
    """Reads a cursor as (key, id of the last item).

    Raises:
        ConfigError: it is none, or of a list sorted otherwise.
    """
    if not cursor:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, UnicodeError, RecursionError):
        found = None
    if not (isinstance(found, list) and len(found) == 3 and all(isinstance(x, str) and "\0" not in x for x in found)):
        raise ConfigError("The cursor is none of ours.", "Send the 'next' of the last answer, or none.")
    if found[0] != sort:
        raise ConfigError("The cursor belongs to a list that is sorted otherwise.", "Start without a cursor.")
    return found[1], found[2]
