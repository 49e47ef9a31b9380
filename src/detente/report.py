"""The report: one self-contained page of a relation, to mail or print; as HTML or Markdown. It loads nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from detente import __version__, charts, codes, present, wording
from detente.api import Relation, Store
from detente.records import short_hash

EVENTS_SHOWN = 400
# Acts told under a turning point; all of them stand in the list of acts.
ACTS_OF_TURN = 5
# The drawings look as on the pages.
_DRAWINGS = Path(__file__).parent / "web" / "static" / "drawings.css"
_TEMPLATES = Path(__file__).parent / "templates"
_COUNTS = (("cooperation", "verbal"), ("cooperation", "material"), ("conflict", "verbal"), ("conflict", "material"))


@dataclass(frozen=True, slots=True)
class Act:
    """One act in words, private persons by role."""

    when: str
    who: str
    what: str
    whom: str
    quad: int
    sure: str
    source: str
    caution: str | None
    sentence: str
    outlet: str
    published: str
    article: str
    reports: int


def write_report(store: Store, found: Relation, path: Path, markdown: bool | None = None) -> None:
    """Writes the report of a relation.

    Args:
        store: where its events are.
        found: what ``Store.relation`` gave.
        path: the file to write, in place of an older one.
        markdown: Markdown rather than HTML; None goes by the file's ending.
    """
    as_markdown = path.suffix in (".md", ".markdown") if markdown is None else markdown
    path.write_text(make_report(store, found, as_markdown), encoding="utf-8")


def make_report(store: Store, found: Relation, markdown: bool = False) -> str:
    """Makes the report of a relation as a text of HTML or Markdown."""
    values = _values(store, found)
    if markdown:
        return _environment(False).get_template("report.md").render(**values)
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8") + _DRAWINGS.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    drawn = _drawing(store, found) if found.series else ""
    return (
        _environment(True)
        .get_template("report.html")
        .render(**values, style=Markup(style), style_hash=digest, drawing=Markup(drawn))
    )


def _values(store: Store, found: Relation) -> dict[str, Any]:
    """Gives what both forms tell."""
    ids = list(dict.fromkeys(i for row in found.series for i in row["events"]))
    events = sorted(store.events_by_id(ids[-EVENTS_SHOWN:]), key=lambda row: (str(row["date_start"]), row["id"]))
    made = datetime.now(UTC)
    lines = found.coverage_lines()
    return {
        "found": found,
        "now": found.series[-1] if found.series else None,
        "turns": [_turn(store, found, turn) for turn in found.turns],
        "acts": [_act(row) for row in events],
        "left_out": max(0, len(ids) - EVENTS_SHOWN),
        "years": _years(found.series),
        "lines": [line for line in lines if "move no series" not in line],
        "uncounted": found.coverage["uncounted"],
        "stored": store.counts(),
        "runs": store.made_by(ids),
        "fingerprint": short_hash(*sorted(ids), *(f"{row['tone']:.6f}" for row in found.series)),
        "span": _span(found),
        "made": f"{wording.day(made.date())}, {made:%H:%M} UTC",
        "version": __version__,
        "scores": codes.scores_version(),
    }


def _span(found: Relation) -> str:
    if not found.series:
        return ""
    first, last = (wording.period(found.series[i]["period"], found.by) for i in (0, -1))
    return f"{first} to {last}"


def _turn(store: Store, found: Relation, turn: Mapping[str, Any]) -> dict[str, Any]:
    """Puts a turning point in words, with the acts behind it."""
    return {
        **turn,
        "onset": wording.period(turn["period"], found.by),
        "seen": wording.period(turn["detected"], found.by),
        "alarms": "" if turn["alarm_rate"] is None else wording.alarms(turn["alarm_rate"], turn.get("chance_rate")),
        "acts": [_act(row) for row in store.events_by_id(turn["events"][:ACTS_OF_TURN])],
        "others": max(0, len(turn["events"]) - ACTS_OF_TURN),
    }


def _act(row: Mapping[str, Any]) -> Act:
    """Puts an event in words."""
    record = present.without_names(row["record"])
    about = f" of {record['of_type']}" if record["of_type"] else ""
    modes = f" ({', '.join(record['modes'])})" if record["modes"] else ""
    published = row["published"]
    return Act(
        when=wording.when(record["date"]),
        who=present.who(record["actors"]),
        what=f"{record['event_type']}{about}{modes}",
        whom=present.who(record["recipients"], ""),
        quad=record["quad_class"],
        sure=record["factuality"] + (", long before the report" if record["historical"] else ""),
        source=present.source_of(record, row["outlet"] or ""),
        caution=present.caution(record, row["outlet"] or ""),
        sentence=record["sentence"]["text"],
        outlet=row["outlet"] or row.get("dataset") or "outlet not named",
        published=wording.day(published) if published else "undated",
        article=row["article_id"] or "",
        reports=row["mentions"],
    )


def _years(series: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[float]]]:
    """Sums acts by year: verbal and material cooperation, verbal and material conflict."""
    years: dict[str, list[float]] = {}
    for row in series:
        sums = years.setdefault(row["period"][:4], [0.0] * 4)
        for i, (side, sort) in enumerate(_COUNTS):
            sums[i] += row[side][sort]
    return list(years.items())


def _drawing(store: Store, found: Relation) -> str:
    """Draws the course for a desk and for a telephone; the page's style shows one of them."""
    reasons = []
    for turn in found.turns:
        first = store.events_by_id(turn["events"][:1])
        act = _act(first[0]) if first else None
        reasons.append(f"{act.when}: {act.who} {act.what} {act.whom}".strip() if act else "")
    pair = (found.a, found.b)
    acts = store.directions([i for row in found.series for i in row["events"]], *pair)
    course = charts.course_of(
        pair, found.directed, found.by, found.scale, found.series, found.turns, found.forecast, acts, reasons
    )
    return charts.draw_course(course) + charts.draw_course(course, narrow=True)


@cache
def _environment(html: bool) -> jinja2.Environment:
    """Makes the templates' environment; every value from an article is escaped, in Markdown, too."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=None if html else _escaped,
        undefined=jinja2.StrictUndefined,
    )
    made.globals.update(wording.WORDS, line=_line)
    return made


def _line(act: Act) -> Markup:
    """Writes an act in Markdown: who, what, to whom."""
    whom = f" → {_escaped(act.whom)}" if act.whom else ""
    return Markup(f"{_escaped(act.who)} **{_escaped(act.what)}**{whom}")


def _escaped(value: Any) -> Any:
    """Takes from a text what Markdown would read as markup, HTML included, and line breaks."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    flat = " ".join(value.split()) if value.strip() else value
    return re.sub(r"([\\`*_\[\]#|~])", r"\\\1", flat.replace("&", "&amp;").replace("<", "&lt;"))
