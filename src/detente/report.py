"""The report: one self-contained page of a relation, to mail or print. No script, no request, nothing to load."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from detente import __version__, codes
from detente.api import Relation, Store
from detente.charts import draw_relation
from detente.present import source_of, when, who

EVENTS_SHOWN = 400


def write_report(store: Store, found: Relation, path: Path) -> None:
    """Writes the report of a relation.

    Args:
        store: where its events are.
        found: what ``Store.relation`` gave.
        path: the HTML file to write, in place of an older one.
    """
    ids = list(dict.fromkeys(i for row in found.series for i in row["events"]))
    turns = [{**turn, "acts": store.events_by_id(turn["events"])} for turn in found.turns]
    chart = base64.b64encode(draw_relation(found)).decode() if found.series else ""
    page = _template().render(
        found=found,
        chart=chart,
        turns=turns,
        events=store.events_by_id(ids[-EVENTS_SHOWN:]),
        left_out=max(0, len(ids) - EVENTS_SHOWN),
        counts=store.counts(),
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        version=__version__,
        scores=codes.scores_version(),
    )
    path.write_text(page, encoding="utf-8")


@cache
def _template() -> jinja2.Template:
    """Loads the page's template; every value from an article is escaped by it."""
    folder = Path(__file__).parent / "templates"
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True, trim_blocks=True)
    environment.filters.update(when=_when, who=who, source=source_of)
    return environment.get_template("report.html")


def _when(record: dict[str, Any]) -> str:
    return when(record["date"])
