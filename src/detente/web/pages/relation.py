"""The page of a relation: its course drawn, the acts of any span below it, turning points, coverage, channels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from detente import charts, wording
from detente.errors import NotFoundError
from detente.report import make_report
from detente.web import answers
from detente.web.models import EventParams, RelationAnswer, RelationParams
from detente.web.pages.rendering import WEB, pair_url, render
from detente.web.pages.serving import StoreHere, page_router

router = page_router()
ACTS, LATEST = 60, 8
# With fewer acts a curve tells more of the model than of the pair.
THIN = 5
_CHANNELS = (
    ("third_party", "Third parties", "{:+d}",
     "acts for or against groups in which the other has a stake: aligned (+) less adverse (−)"),
    ("sovereignty", "Sovereignty", "{:d}", "acts of force on the other’s soil without its stated consent"),
    ("stated", "Stated", "{:+d}", "what sources say of the relationship: better (+) less worse (−)"),
)  # fmt: skip
_ENGLISH = "Read in English only: what English-language media do not report is not in these data."


class RelationView(RelationParams):
    """How the relation is shown: also which span's acts stand below the curve."""

    pick_from: date | None = None
    pick_to: date | None = None


View = Annotated[RelationView, Query()]


@dataclass(frozen=True, slots=True)
class Channel:
    """What stands beside the curve, with one line a period and where its acts are listed."""

    name: str
    told: str
    rows: list[tuple[str, str]] = field(default_factory=list)


@router.get("/relations/{a}/{b}")
def relation(
    request: Request, store: StoreHere, a: str, b: str, view: Annotated[RelationView, Query()]
) -> HTMLResponse:
    """Shows the course of a relation."""
    found = answers.relation(store, a, b, _asked(view))
    shared: dict[str, Any] = {
        "r": found, "params": view, "kept": _query(view, ("by", "from_", "to", "as_of")),
        "kept_all": _query(view, ("by", "from_", "to", "as_of", "directed")),
    }  # fmt: skip
    if not found.series:
        undated = answers.events(
            store, EventParams.model_validate({"a": found.a, "b": found.b, "directed": found.directed, "limit": ACTS})
        )
        elsewhere = bool(view.from_ or view.to or view.as_of) and any(e.date for e in undated.items)
        return render(request, "relation.html", **shared, elsewhere=elsewhere, undated=undated.items)
    drawn = store.database.answer(lambda: _course(store, found, view))
    return render(
        request,
        "relation.html",
        **shared,
        **_figures(found),
        **_acts_of(store, found.a, found.b, view),
        wide=Markup(charts.draw_course(drawn)),
        narrow=Markup(charts.draw_course(drawn, narrow=True)),
        series_json=Markup(_as_json(found)),
        thin=THIN,
        warnings=[_ENGLISH, *(line for line in found.lines if _warns(line))],
        plain_lines=[line for line in found.lines if not (_warns(line) or "move no series" in line)],
        uncounted=found.coverage.get("uncounted", {}),
        channels=list(_channels(found)),
    )


@router.get("/relations/{a}/{b}/acts")
def acts(request: Request, store: StoreHere, a: str, b: str, view: View) -> HTMLResponse:
    """Gives the acts of a span, to be opened below the curve."""
    one, other = store.node(a), store.node(b)
    return render(request, "acts.html", **_acts_of(store, one, other, view))


@router.get("/relations/{a}/{b}/curve.svg")
def curve(store: StoreHere, a: str, b: str, view: Annotated[RelationView, Query()]) -> Response:
    """Gives the drawing as a file of its own, with its colours."""
    found = answers.relation(store, a, b, _asked(view))
    if not found.series:
        raise NotFoundError(f"{found.a_name} and {found.b_name} have no dated acts to draw.", "See the list of events.")
    drawn = charts.draw_course(store.database.answer(lambda: _course(store, found, view)))
    style = f"<style>{(WEB / 'static' / 'drawings.css').read_text(encoding='utf-8')}</style>"
    whole = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(">", f">{style}", 1)
    return Response(whole, media_type="image/svg+xml", headers={"content-disposition": "attachment"})


@router.get("/relations/{a}/{b}/report.{form}")
def report(store: StoreHere, a: str, b: str, form: Literal["html", "md"], view: View) -> Response:
    """Gives the report of what the page shows: one file to mail or print."""

    def made() -> tuple[str, str]:
        found = store.relation(a, b, view.directed, view.from_, view.to, view.by, view.as_of)
        return make_report(store, found, markdown=form == "md"), "-".join((found.a, found.b))

    text, pair = store.database.answer(made)
    name = "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in pair)
    kind = {"html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8"}[form]
    disposition = {"content-disposition": f'attachment; filename="detente-{name}.{form}"'}
    return Response(text, media_type=kind, headers=disposition)


def _asked(view: RelationView) -> RelationParams:
    return RelationParams(**view.model_dump(by_alias=True, exclude={"pick_from", "pick_to"}))


def _query(view: RelationView, names: Sequence[str]) -> str:
    """Writes some of a view's parameters as a query."""
    given = {name.rstrip("_"): getattr(view, name) for name in names}
    default = {"by": "month", "directed": False}
    return urlencode(
        {k: str(v).lower() if v is True else v for k, v in given.items() if v not in (None, default.get(k))}
    )


def _warns(line: str) -> bool:
    return line.startswith("No source from") or "coincides" in line


def _figures(found: RelationAnswer) -> dict[str, Any]:
    """Gives the figures of the tiles."""
    now = found.series[-1]
    cooperation = sum(p.cooperation.verbal + p.cooperation.material for p in found.series)
    conflict = sum(p.conflict.verbal + p.conflict.material for p in found.series)
    silent = next((i for i, p in enumerate(reversed(found.series)) if p.n), len(found.series))
    return {
        "now": now, "silent": silent, "cooperation": cooperation, "conflict": conflict,
        "total": cooperation + conflict,
        "largest_sum": max((p.country_aggregated for p in found.series), key=abs),
    }  # fmt: skip


def _course(store: StoreHere, found: RelationAnswer, view: RelationView) -> charts.Course:
    """Gives what is drawn."""
    return charts.course_of(
        (found.a, found.b),
        found.directed,
        found.by,
        found.model.scale,
        [p.model_dump(mode="json") for p in found.series],
        [t.model_dump(mode="json", include={"period", "kind", "size"}) for t in found.turns],
        [p.model_dump(mode="json") for p in found.forecast],
        store.directions([i for p in found.series for i in p.events], found.a, found.b),
        [t.reason for t in found.turns],
        _chosen(found, view),
    )


def _chosen(found: RelationAnswer, view: RelationView) -> tuple[str, str] | None:
    """Gives the first and last period of the picked span."""
    if not view.pick_from:
        return None
    last = view.pick_to or wording.last_day(view.pick_from, found.by)
    inside = [
        p.period for p in found.series if wording.last_day(p.period, found.by) >= view.pick_from and p.period <= last
    ]
    return (inside[0].isoformat(), inside[-1].isoformat()) if inside else None


def _as_json(found: RelationAnswer) -> str:
    """Writes what the script of the chart reads out; ``<`` is written so that no text can end the element."""
    rows = [
        {
            "name": wording.period(p.period, found.by),
            "from": p.period.isoformat(),
            "to": wording.last_day(p.period, found.by).isoformat(),
            "told": _told(p),
        }
        for p in found.series
    ]
    return json.dumps(rows, ensure_ascii=True).replace("<", "\\u003c")


def _told(p: Any) -> str:
    """Reads a period out in one line."""
    tone = f"tone {wording.signed(p.tone)} ({wording.signed(p.low)} to {wording.signed(p.high)})"
    if not p.n:
        return f"{p.label}; no act. {tone} by the model alone, baseline {wording.signed(p.baseline)}"
    words = [
        f"{wording.share(n)} {what}"
        for n, what in (
            (p.cooperation.verbal, "cooperation in words"),
            (p.cooperation.material, "in deeds"),
            (p.conflict.verbal, "conflict in words"),
            (p.conflict.material, "in deeds"),
        )
        if n
    ]
    reports = f"{p.articles} article{'s' if p.articles != 1 else ''}"
    changed = "; other outlets than before" if p.sources_changed else ""
    return f"{p.label}; {tone}, baseline {wording.signed(p.baseline)}; {', '.join(words)}; {reports}{changed}"


def _acts_of(store: StoreHere, a: str, b: str, view: RelationView) -> dict[str, Any]:
    """Gives the acts of the picked span in order, or else the latest ones."""
    start, end = view.pick_from, view.pick_to or (view.pick_from and wording.last_day(view.pick_from, view.by))
    asked = {"a": a, "b": b, "directed": view.directed, "as_of": view.as_of}
    if start:
        params = {**asked, "from": start, "to": end, "sort": "date", "limit": ACTS}
    else:
        params = {**asked, "from": view.from_, "to": view.to, "sort": "-date", "undated": False, "limit": LATEST}
    page = answers.events(store, EventParams.model_validate(params))
    if start:
        # What began before the span and only reaches into it comes last.
        page = page.model_copy(
            update={"items": sorted(page.items, key=lambda e: bool(e.date and e.date.start < start))}
        )
    span = {"from": start or view.from_, "to": end or view.to}
    base = pair_url(a, b)
    kept = _query(view, ("by", "from_", "to", "as_of", "directed"))
    table = {"a": a, "b": b, **span, "as_of": view.as_of, "directed": "true" if view.directed else None}
    return {
        "acts": page,
        "picked": _span(start, end) if start and end else "",
        "zoom": f"{base}?{urlencode({'by': view.by, **{k: v for k, v in span.items() if v}})}",
        "table": f"/events?{urlencode({k: v for k, v in table.items() if v})}",
        "clear": f"{base}?{kept}" if kept else base,
    }


def _span(start: date, end: date) -> str:
    """Names a span of days."""
    for by in ("day", "month", "quarter", "year"):
        if (by == "day" or start.day == 1) and wording.last_day(start, by) == end:
            return wording.period(start, by)
    return f"{wording.day(start)} to {wording.day(end)}"


def _channels(found: RelationAnswer) -> Iterator[Channel]:
    """Puts the channels in words, period by period."""
    for key, name, form, meaning in _CHANNELS:
        rows = []
        for p in found.series:
            value = getattr(p.channels, key)
            if value is not None:
                end = wording.last_day(p.period, found.by)
                query = {"from": p.period, "to": end, **_where(key, found)}
                text = f"{wording.period(p.period, found.by)}: {form.format(int(value)).replace('-', '−')}"
                rows.append((text, "/events?" + urlencode(query)))
        told = f"in {wording.counted(len(rows), found.by)}" if rows else "none found"
        yield Channel(name, f"{meaning}; {told}", rows[::-1])


def _where(channel: str, found: RelationAnswer) -> dict[str, str]:
    """Gives the filter that leads nearest to a channel's acts."""
    return {"a": found.a, **({"b": found.b} if channel == "stated" else {})}
