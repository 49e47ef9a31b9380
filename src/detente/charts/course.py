"""The course of a relation as SVG: tone with its interval over bands, turning points, and the acts of each side below.

The same drawing stands in the page, in the report and on paper; it needs no script. Colours are the page's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from detente.charts import svg
from detente.relations.labels import load_bands
from detente.wording import period, short, signed

_SORTS = (("cooperation", "verbal"), ("cooperation", "material"), ("conflict", "verbal"), ("conflict", "material"))


@dataclass(frozen=True, slots=True)
class Side:
    """Acts of one direction; ``counts`` by period: verbal, material cooperation, then verbal, material conflict."""

    name: str
    counts: Mapping[str, tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Course:
    """What is drawn.

    Attributes:
        series, turns, forecast: as ``relation --json`` has them.
        by: length of a period.
        bands: (label, tone from which it holds), the friendliest first.
        sides: directions, each drawn in a strip of its own.
        reasons: one line on each turn.
        chosen: first and last period of the acts shown below, or None.
    """

    series: Sequence[Mapping[str, Any]]
    turns: Sequence[Mapping[str, Any]]
    forecast: Sequence[Mapping[str, Any]]
    by: str
    bands: Sequence[tuple[str, float]]
    sides: Sequence[Side]
    reasons: Sequence[str] = ()
    chosen: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things lie: ``x`` of a period by number, ``y`` of a tone."""

    narrow: bool
    width: float
    left: float
    right: float
    top: float
    tone_height: float
    strip_height: float
    gap: float
    slots: int
    low: float
    high: float

    @property
    def step(self) -> float:
        return (self.width - self.left - self.right) / max(1, self.slots)

    @property
    def end(self) -> float:
        return self.width - self.right

    @property
    def bottom(self) -> float:
        return self.top + self.tone_height

    def x(self, i: float) -> float:
        return self.left + (i + 0.5) * self.step

    def y(self, tone: float) -> float:
        held = min(self.high, max(self.low, tone))
        return self.top + (self.high - held) / (self.high - self.low) * self.tone_height

    def strip(self, i: int) -> float:
        """Gives the upper edge of a strip of acts."""
        return self.bottom + self.gap + i * (self.strip_height + self.gap * 0.7)


def course_of(
    pair: tuple[str, str],
    directed: bool,
    by: str,
    scale: str,
    series: Sequence[Mapping[str, Any]],
    turns: Sequence[Mapping[str, Any]],
    forecast: Sequence[Mapping[str, Any]],
    acts: Sequence[Mapping[str, Any]],
    reasons: Sequence[str] = (),
    chosen: tuple[str, str] | None = None,
) -> Course:
    """Puts together what is drawn of a relation, with its acts counted by direction.

    Args:
        pair: its nodes; the first one's acts are drawn first.
        directed, by, scale, series, turns, forecast: as measured.
        acts: the acts of the series with their directions, as ``Store.directions`` gives them.
        reasons: one line on each turn.
        chosen: first and last period of a span that is marked.
    """
    bands = load_bands(scale.lower())
    named = tuple(zip(bands.names, bands.floors, strict=True))
    sides = _sides(acts, pair, directed, series)
    # A forecast longer than half of what is known would push that to the edge.
    ahead = forecast[: max(1, len(series) // 2)]
    return Course(series, turns, ahead, by, named, sides, reasons, chosen)


def _sides(
    acts: Sequence[Mapping[str, Any]], pair: tuple[str, str], directed: bool, series: Sequence[Mapping[str, Any]]
) -> list[Side]:
    """Counts acts by direction and period: of each on the other, and of both together."""
    period_of = {event: str(row["period"]) for row in series for event in row["events"]}
    counted: dict[str, dict[str, list[float]]] = {"ab": {}, "ba": {}, "both": {}}
    for row in acts:
        side = "ab" if row["forth"] and not row["back"] else "ba" if row["back"] and not row["forth"] else "both"
        own = counted[side].setdefault(period_of[row["id"]], [0.0] * 4)
        own[row["quad_class"] - 1] += 1
    a, b = (short(node) for node in pair)
    titles = {"ab": f"{a} → {b}", "ba": f"{b} → {a}", "both": "together, or both ways"}
    shown = ("ab",) if directed else ("ab", "ba", "both")
    return [
        Side(titles[s], {p: (n[0], n[1], n[2], n[3]) for p, n in counted[s].items()})
        for s in shown
        if counted[s] or s != "both"
    ]


def draw_course(course: Course, narrow: bool = False) -> str:
    """Draws the course.

    Args:
        course: with at least one period.
        narrow: for a telephone held upright; else for a desk.

    Returns:
        An ``svg`` element. Its ``data-`` attributes say where periods lie, for scripts.
    """
    frame = _frame(course, narrow)
    height = frame.strip(len(course.sides)) + 20
    parts = [
        *_bands(course, frame),
        *_chosen(course, frame, height),
        *_silence(course, frame),
        *_tone(course, frame),
        *_ways(course, frame),
        *_ahead(course, frame),
        *_strips(course, frame),
        *_calendar(course, frame, height),
        *_turns(course, frame),
        svg.element("rect", class_="brush", y=frame.top, width=0, height=height - frame.top - 18, x=frame.left),
        svg.element("line", class_="cursor", x1=-9, x2=-9, y1=frame.top, y2=height - 18),
    ]
    return svg.element(
        "svg",
        *parts,
        class_=f"course {'narrow' if narrow else 'wide'}",
        viewBox=f"0 0 {frame.width:.0f} {height:.0f}",
        role="img",
        aria_label="Net tone of reported acts with its interval, baseline and turning points; below, acts by side",
        data_left=frame.left,
        data_step=f"{frame.step:.4f}",
        data_periods=len(course.series),
    )


def _frame(course: Course, narrow: bool) -> _Frame:
    rows = [*course.series, *course.forecast]
    low = min(-2.0, math.floor(min(row["low"] for row in rows)))
    high = max(2.0, math.ceil(max(row["high"] for row in rows)))
    shape = (360.0, 28.0, 6.0, 38.0, 210.0, 54.0, 32.0) if narrow else (1120.0, 34.0, 136.0, 38.0, 280.0, 62.0, 40.0)
    return _Frame(narrow, *shape, slots=len(rows), low=max(-10.0, low), high=min(10.0, high))


def _bands(course: Course, frame: _Frame) -> Iterator[str]:
    """Draws the bands of the labels with their names, and the axis of the tone."""
    ceiling = frame.high
    for number, (name, floor) in enumerate(course.bands):
        upper, lower = frame.y(ceiling), frame.y(max(floor, frame.low))
        if floor < frame.high and lower - upper > 0.5:
            yield svg.element(
                "rect",
                class_=f"band band-{number}",
                x=frame.left,
                y=upper,
                width=frame.end - frame.left,
                height=lower - upper,
            )
            if lower - upper > 11:
                place = (frame.left + 4, "start") if frame.narrow else (frame.end + 8, "start")
                yield svg.words(place[0], (upper + lower) / 2 + 4, name, anchor=place[1], class_="band-name")
        ceiling = min(ceiling, floor)
    step = 2 if frame.high - frame.low > 6 else 1
    for tone in range(math.ceil(frame.low), math.floor(frame.high) + 1):
        if tone % step == 0:
            label = f"{tone:+d}".replace("-", "−") if tone else "0"
            yield svg.words(frame.left - 6, frame.y(tone) + 4, label, anchor="end", class_="tick")
    yield svg.element("line", class_="zero", x1=frame.left, x2=frame.end, y1=frame.y(0), y2=frame.y(0))


def _chosen(course: Course, frame: _Frame, height: float) -> Iterator[str]:
    if course.chosen:
        inside = [i for i, r in enumerate(course.series) if course.chosen[0] <= r["period"] <= course.chosen[1]]
        if inside:
            x = frame.x(inside[0] - 0.5)
            width = max(2.0, frame.x(inside[-1] + 0.5) - x)
            yield svg.element("rect", class_="chosen", x=x, y=frame.top, width=width, height=height - frame.top - 18)


def _silence(course: Course, frame: _Frame) -> Iterator[str]:
    """Marks spans without coverage: nothing was read, which is not calm."""
    for silent, run in groupby(enumerate(course.series), key=lambda pair: pair[1]["label"] == "no coverage"):
        places = [i for i, _ in run]
        if silent:
            x = frame.x(places[0] - 0.5)
            width = frame.x(places[-1] + 0.5) - x
            title = svg.element("title", "no coverage: nothing was read of these periods")
            yield svg.element("rect", title, class_="silence", x=x, y=frame.bottom - 7, width=width, height=7)


def _tone(course: Course, frame: _Frame) -> Iterator[str]:
    rows = list(enumerate(course.series))
    at = [(frame.x(i), r) for i, r in rows]
    interval = svg.area([(x, frame.y(r["high"])) for x, r in at], [(x, frame.y(r["low"])) for x, r in at])
    yield svg.element("path", class_="interval", d=interval)
    yield svg.element("path", class_="baseline", d=svg.line((x, frame.y(r["baseline"])) for x, r in at))
    most = max((abs(r["country_aggregated"]) for _, r in at), default=0.0)
    if most:
        scale = min(frame.high, -frame.low) / most
        yield svg.element(
            "path", class_="sum", d=svg.line((x, frame.y(r["country_aggregated"] * scale)) for x, r in at)
        )
    yield svg.element("path", class_="tone", d=svg.line((x, frame.y(r["tone"])) for x, r in at))
    for x, row in at:
        if row["n"]:
            yield svg.element("circle", class_="seen", cx=x, cy=frame.y(row["tone"]), r=min(2.2, 0.6 + frame.step / 4))


def _ways(course: Course, frame: _Frame) -> Iterator[str]:
    """Draws the tone of each direction alone, with whose it is at its end."""
    ends: list[float] = []
    for way, side in zip(("forward", "backward"), course.sides, strict=False):
        at = [(frame.x(i), frame.y(r[way]["tone"])) for i, r in enumerate(course.series) if r.get(way)]
        if not at:
            continue
        x, y = at[-1]
        y += 12 if ends and abs(ends[0] - y) < 12 else 0
        ends.append(y)
        name = svg.words(min(x + 5, frame.end - 58), y - 5, side.name, class_="tick")
        yield svg.element("g", svg.element("path", d=svg.line(at)), name, class_=f"way {way}")


def _ahead(course: Course, frame: _Frame) -> Iterator[str]:
    """Draws the forecast behind a rule of its own."""
    if not course.forecast:
        return
    first = len(course.series)
    at = [(frame.x(first + i), r) for i, r in enumerate(course.forecast)]
    last = (frame.x(first - 1), course.series[-1])
    upper = [(x, frame.y(r["high"])) for x, r in (last, *at)]
    yield svg.element("path", class_="ahead", d=svg.area(upper, [(x, frame.y(r["low"])) for x, r in (last, *at)]))
    yield svg.element("path", class_="ahead-line", d=svg.line((x, frame.y(r["tone"])) for x, r in (last, *at)))
    edge = frame.x(first - 0.5)
    yield svg.element("line", class_="today", x1=edge, x2=edge, y1=frame.top, y2=frame.bottom)
    if not frame.narrow:
        yield svg.words(frame.end, frame.bottom - 4, "forecast", anchor="end", class_="tick")


def _strips(course: Course, frame: _Frame) -> Iterator[str]:
    """Draws acts by side on one scale: cooperation above the line, conflict below, material darker than verbal."""
    counts = [numbers for side in course.sides for numbers in side.counts.values()]
    most = max((max(n[0] + n[1], n[2] + n[3]) for n in counts), default=1.0) or 1.0
    for number, side in enumerate(course.sides):
        top = frame.strip(number)
        middle = top + frame.strip_height / 2
        unit = frame.strip_height / 2 / most
        yield svg.words(frame.left, top - 4, f"{side.name}, acts" if frame.narrow else side.name, class_="strip-name")
        for i, row in enumerate(course.series):
            yield from _bars(frame, i, middle, unit, side.counts.get(row["period"], (0, 0, 0, 0)))
        yield svg.element("line", class_="zero", x1=frame.left, x2=frame.end, y1=middle, y2=middle)
        yield svg.words(frame.left - 6, top + 8, f"{most:g}", anchor="end", class_="tick")
        yield svg.words(frame.left - 6, top + frame.strip_height, f"{most:g}", anchor="end", class_="tick")
        if not frame.narrow:
            yield svg.words(frame.end + 8, middle - 8, "acts of cooperation ↑", class_="band-name")
            yield svg.words(frame.end + 8, middle + 16, "acts of conflict ↓", class_="band-name")


def _bars(
    frame: _Frame, i: int, middle: float, unit: float, numbers: tuple[float, float, float, float]
) -> Iterator[str]:
    width = max(0.8, min(frame.step * 0.8, 22))
    x = frame.x(i) - width / 2
    up = down = middle
    for (side, sort), number in zip(_SORTS, numbers, strict=True):
        tall = number * unit
        if not tall:
            continue
        if side == "cooperation":
            up -= tall
            y = up
        else:
            y = down
            down += tall
        yield svg.element("rect", class_=f"{side} {sort}", x=x, y=y, width=width, height=max(tall, 0.6))


def _calendar(course: Course, frame: _Frame, height: float) -> Iterator[str]:
    """Draws a tick at each year, or at each month where there are few, as far as there is room for the names."""
    periods = [row["period"] for row in course.series] + [row["period"] for row in course.forecast]
    long = int(periods[-1][:4]) - int(periods[0][:4]) > 2 or course.by in ("quarter", "year")
    room, free = (34.0 if long else 56.0), 0.0
    before = ""
    for i, one in enumerate(periods):
        name = one[:4] if long else one[:7]
        if name == before:
            continue
        starts, before = bool(before), name
        x = frame.x(i - 0.5)
        if starts:
            yield svg.element("line", class_="year", x1=x, x2=x, y1=frame.top, y2=height - 16)
        if x >= free and x + 6 + 7 * len(name) <= frame.width:
            yield svg.words(x + 3, height - 4, name, class_="tick")
            free = x + room


def _turns(course: Course, frame: _Frame) -> Iterator[str]:
    """Draws each turning point as a rule with its number, which leads to the acts behind it."""
    place = {row["period"]: i for i, row in enumerate(course.series)}
    free = [frame.left, frame.left]  # where labels may begin, in the row next to the drawing and in the one above it
    for number, turn in enumerate(course.turns, 1):
        if turn["period"] not in place:
            continue
        x = frame.x(place[turn["period"]])
        kind = turn["kind"].replace(" ", "-")
        reason = course.reasons[number - 1] if number <= len(course.reasons) else ""
        told = f"{period(turn['period'], course.by)}: {turn['kind']}, {signed(turn['size'])} points. {reason}".strip()
        # Labels of turns that lie close stand above or beside one another, as far as they still point to their rule.
        row = 0 if free[0] <= x - 5 or free[0] <= free[1] else 1
        start = max(x - 5, free[row])
        label = f"{number} {turn['kind']}" if not frame.narrow and start == x - 5 else str(number)
        label = label if start - x < 30 else ""
        # A rule reaches up to a label in the upper row unless it would cross one in the lower.
        above = 13 if row and x > free[0] else 0
        free[row] = start + 7.0 * len(label) + 7 if label else free[row]
        yield svg.element(
            "a",
            svg.element("title", svg.escape(told)),
            svg.element("line", x1=x, x2=x, y1=frame.top - 6 - above, y2=frame.strip(len(course.sides)) - 4),
            svg.words(start, frame.top - 10 - 13 * row, label),
            class_=f"turn {kind}",
            href=f"#turn-{number}",
            aria_label=told,
        )
