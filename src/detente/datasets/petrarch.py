"""PETRARCH output: a line an event, tab-separated, no header: date, source, target, CAMEO code, and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from detente.datasets.cameo_actors import read_code
from detente.datasets.events import day, event_table, with_plover
from detente.datasets.layout import Dataset, Tally
from detente.datasets.parties import Lookups, Party, parties


def convert(frame: pl.DataFrame, lookups: Lookups, tally: Tally) -> pl.DataFrame:
    """Turns lines of PETRARCH into the event table; names are made from the codes, the id from the line.

    Its date is that of the story. Goldstein scores are the list's.
    """
    rows = with_plover(frame, "code", tally).with_columns(date_start=day("date"))
    sides = [
        parties(rows, [side], role, _read, lookups) for side, role in (("source", "actor"), ("target", "recipient"))
    ]
    known = rows.select(
        "event_type", "modes", "contexts", "cameo", "quad_class", "intensity", "date_start",
        id=pl.concat_str("date", "source", "target", "code", "ids", separator="-", ignore_nulls=True),
        goldstein="listed_goldstein",
        date_end="date_start",
        date_precision=pl.lit("day"),
        outlet="story_source",
        url="url",
        first_reported="date_start",
    )  # fmt: skip
    return event_table("petrarch", known, sides[0], sides[1], tally)


def _read(code: str | None) -> list[Party]:
    found = read_code(code or "")
    return [found] if found is not None else []


def _is_event(cells: Sequence[str]) -> bool:
    dated = re.fullmatch(r"\d{8}|\d{4}-\d\d-\d\d", cells[0]) is not None
    coded = all(re.fullmatch(r"[A-Z~-]{3,}", cell) or not cell for cell in cells[1:3])
    return dated and coded and re.match(r"\d{2,4}", cells[3]) is not None


_COLUMNS = ("date", "source", "target", "code", "issues", "ids", "url", "story_source")

PETRARCH = Dataset(
    name="petrarch",
    title="PETRARCH",
    source="lines as the event coder of the Open Event Data Alliance writes them",
    columns=_COLUMNS,
    required=("date", "source", "target", "code"),
    ignored={"issues": "codes of a user's own issue list"},
    convert=convert,
    separator="\t",
    quoted=False,
    header=False,
    variants=(
        _COLUMNS[:4],
        ("date", "source", "target", "code", "ids"),
        ("date", "source", "target", "code", "ids", "story_source"),
        ("date", "source", "target", "code", "issues", "ids", "story_source"),
    ),
    check=_is_event,
)
