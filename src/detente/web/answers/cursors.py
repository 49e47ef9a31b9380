"""Cursors: where the next page begins, as one opaque word."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from detente.errors import ConfigError


def written(sort: str, key: str, last: str) -> str:
    """Writes the cursor of a page that ended with an item."""
    return base64.urlsafe_b64encode(json.dumps([sort, key, last]).encode()).decode().rstrip("=")


def page(found: Sequence[tuple[str, str]], limit: int, sort: str) -> tuple[list[str], str | None]:
    """Gives the ids of a page, and the cursor of the next one if there is one.

    Args:
        found: id and sort key of each item in order, one more than the page holds if there are more.
        limit: items of a page. sort: how the list is sorted.
    """
    shown = found[:limit]
    more = len(found) > limit
    return [one for one, _ in shown], written(sort, shown[-1][1], shown[-1][0]) if more else None


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
