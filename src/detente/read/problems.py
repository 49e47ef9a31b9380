"""What can be wrong with a source: one ``Problem`` each, counted by kind, and stopping nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# Kind → what became of the input. The run's summary counts problems by these words.
KINDS = {
    "missing": "nothing there by that name",
    "vanished": "gone while it was being read",
    "permission": "not ours to open",
    "unreadable": "the disk, the file or a library failed",
    "empty": "nothing in it to read",
    "binary": "not text",
    "format": "a kind of file that Détente does not read",
    "truncated": "it ends too early",
    "encoding": "letters not stored as declared or not as UTF-8; read as well as could be",
    "too_large": "larger than one article may be",
    "bomb": "compressed or nested so that it would swell without bound",
    "nested": "elements, lists or archives inside one another too deeply",
    "row": "a broken row",
    "columns": "a table without a column that is needed",
    "feed": "a feed was expected and something else came",
    "network": "the server failed or answered with an error",
    "refused": "an address that is not fetched for safety",
    "robots": "an address that its robots.txt keeps programs from",
    "language": "not English; set aside",
    "duplicate": "the same article again; read once",
    "clash": "two different articles with one id; the first was kept",
    "date": "a date that cannot be read; treated as undated",
    "future": "a date after today; treated as undated",
    "undated": "no publication date; read without one",
    "uncoded": "an article that could not be coded",
    "unstored": "an article that could not be stored",
    "clock": "the clock of this machine went back",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a source.

    Attributes:
        source: the file, URL, or file and line.
        kind: a key of ``KINDS``.
        what: one clause saying what happened.
        advice: one sentence saying what to do, or an empty string.
    """

    source: str
    kind: str
    what: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.source}: {self.what} {self.advice}".strip()


OnProblem = Callable[[Problem], None]
