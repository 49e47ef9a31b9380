"""The error for a code or name that a list does not have, with the nearest ones that it has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from detente.errors import UnknownCodeError


def unknown(code: object, kind: str, known: Iterable[str]) -> UnknownCodeError:
    """Makes the error for an unknown code; the caller raises it.

    Args:
        code: what was asked for.
        kind: what it was taken for, such as ``event type``.
        known: the codes and names that would have been right.
    """
    by_fold = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(str(code).casefold(), by_fold, n=3, cutoff=0.6)
    advice = f"Did you mean {' or '.join(by_fold[name] for name in close)}?" if close else "Nothing comes close."
    return UnknownCodeError(f"'{code}' is no {kind} that Détente knows.", advice)
