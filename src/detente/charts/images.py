"""The chart of a relation as an image: tone, interval and turning points, either direction, acts, sums by country."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from detente.pipeline import Relation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Dark enough on white to be read without colour vision; cooperation up, conflict down.
_TONE, _BASELINE, _COOPERATION, _CONFLICT = "#1b4f8a", "#7a7a7a", ("#9cc9a3", "#2e7d4f"), ("#f0b27a", "#b03a2e")
_WAYS = ("#1b4f8a", "#b0641e")
_SILENT = "#eeeeee"
_WIDTHS = {"day": 0.9, "week": 6, "month": 25, "quarter": 80, "year": 330}
_MARKS = {"breach": "▼", "thaw": "▲"}
# Names of turning points that fit into the width of the chart without lying on one another.
_NAMED = 24


def draw_relation(found: Relation, format: str = "svg") -> bytes:
    """Draws a relation.

    Args:
        found: with at least one period.
        format: ``svg`` or ``png``.

    Returns:
        The image file.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with matplotlib.rc_context({"svg.hashsalt": "detente", "svg.fonttype": "path", "font.size": 9}):
        both = any(row["asymmetry"] for row in found.series)
        heights = (3, 1.3, 1.3, 1) if both else (3, 1.3, 1)
        figure, axes = pyplot.subplots(len(heights), 1, figsize=(10, 7.5), height_ratios=heights, sharex=True)
        days = [_number(row["period"]) for row in found.series]
        _draw_tone(axes[0], found, days)
        if both:
            _draw_ways(axes[1], found, days)
        _draw_acts(axes[-2], found, days)
        _draw_country(axes[-1], found, days)
        axes[-1].xaxis_date()
        figure.align_ylabels()
        figure.tight_layout()
        image = io.BytesIO()
        figure.savefig(image, format=format, dpi=150, metadata={"Date": None} if format == "svg" else None)
        pyplot.close(figure)
    return image.getvalue()


def _number(day: str) -> float:
    """Gives an ISO day as matplotlib counts days, from 1970 on."""
    return float((date.fromisoformat(day) - date(1970, 1, 1)).days)


def _draw_tone(axes: Axes, found: Relation, days: list[float]) -> None:
    rows = found.series
    axes.axhline(0, color="#cccccc", linewidth=0.8)
    _shade_silence(axes, found, days)
    low, high = [r["low"] for r in rows], [r["high"] for r in rows]
    axes.fill_between(days, low, high, color=_TONE, alpha=0.15, label="90% interval, model only")
    # Where nothing was read the curve rests on later or earlier acts: no line there, only the interval.
    seen = [float("nan") if r["label"] == "no coverage" else r["tone"] for r in rows]
    axes.plot(days, seen, color=_TONE, linewidth=1.6, label="net tone of reported acts")
    axes.plot(days, [r["filtered"] for r in rows], color=_TONE, linewidth=0.7, linestyle=":", label="as known then")
    axes.plot(days, [r["baseline"] for r in rows], color=_BASELINE, linewidth=1.2, linestyle="--", label="baseline")
    _mark_turns(axes, found)
    axes.set_ylabel(f"{found.scale} score\n(−10 to 10)")
    arrow = "→" if found.directed else "–"
    title = f"{found.a_name} {arrow} {found.b_name}, by {found.by}"
    axes.set_title(title + (f", as of {found.as_of}" if found.as_of else ""))
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.02), fontsize=7, frameon=False, ncols=5)


def _shade_silence(axes: Axes, found: Relation, days: Sequence[float]) -> None:
    """Shades the periods of which nothing was read: there the curve is only what the model expects."""
    told = False
    for day, row in zip(days, found.series, strict=True):
        if row["label"] == "no coverage":
            label = None if told else "no coverage, which is not calm"
            axes.axvspan(day, day + _WIDTHS[found.by] * 1.25, color=_SILENT, linewidth=0, label=label)
            told = True


def _mark_turns(axes: Axes, found: Relation) -> None:
    """Marks breaches and thaws where the filter saw them, the stronger the darker, and names the strongest."""
    turns = [t for t in found.turns if t["kind"] in _MARKS]
    named = sorted(turns, key=lambda t: t["alarm_rate"] or 0.0)[:_NAMED]
    for turn in turns:
        colour = (_CONFLICT if turn["kind"] == "breach" else _COOPERATION)[1]
        day, alpha = _number(turn["detected"]), _weight(turn)
        axes.axvline(day, color=colour, linewidth=1, alpha=alpha)
        if turn in named:
            axes.annotate(
                f"{_MARKS[turn['kind']]} {turn['detected'][:7]}",
                (day, 0 if turn["kind"] == "breach" else 1),
                xycoords=("data", "axes fraction"),
                rotation=90,
                va="bottom" if turn["kind"] == "breach" else "top",
                ha="right",
                fontsize=6.5,
                color=colour,
                alpha=alpha,
            )


def _weight(turn: Mapping[str, Any]) -> float:
    """A turn as strong as a pair sees once in twenty years is drawn in full, a weaker one paler."""
    return float(min(1.0, max(0.35, 1.0 - ((turn["alarm_rate"] or 0.0) - 0.05) * 3)))


def _draw_ways(axes: Axes, found: Relation, days: list[float]) -> None:
    """Draws the tone of either direction alone."""
    axes.axhline(0, color="#cccccc", linewidth=0.8)
    names = (f"{found.a_name} to {found.b_name}", f"{found.b_name} to {found.a_name}")
    for way, name, colour, style in zip(("forward", "backward"), names, _WAYS, ("-", "--"), strict=True):
        known = [(day, row[way]) for day, row in zip(days, found.series, strict=True) if row[way]]
        axes.plot([d for d, _ in known], [w["tone"] for _, w in known], color=colour, linestyle=style, label=name)
    axes.set_ylabel("tone\neither way")
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.02), fontsize=7, frameon=False, ncols=2)


def _draw_acts(axes: Axes, found: Relation, days: list[float]) -> None:
    """Stacks the numbers of acts: cooperation above the line, conflict below it."""
    for side, sign, colours in (("cooperation", 1, _COOPERATION), ("conflict", -1, _CONFLICT)):
        verbal = [sign * r[side]["verbal"] for r in found.series]
        material = [sign * r[side]["material"] for r in found.series]
        axes.bar(days, verbal, width=_WIDTHS[found.by], color=colours[0], label=f"verbal {side}")
        axes.bar(days, material, width=_WIDTHS[found.by], bottom=verbal, color=colours[1], label=f"material {side}")
    axes.axhline(0, color="#444444", linewidth=0.6)
    most = max((abs(value) for value in (*axes.get_ylim(), 1)), default=1)
    axes.set_ylim(-most, most)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.set_ylabel("acts")
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.02), fontsize=7, frameon=False, ncols=4)


def _draw_country(axes: Axes, found: Relation, days: list[float]) -> None:
    """Draws the plain sum of scores by country, whoever acted, beside that of the pair's own acts, for contrast."""
    own = [(r["channels"]["direct"] or 0.0) * r["n"] for r in found.series]
    anybody = [r["country_aggregated"] for r in found.series]
    axes.bar(days, anybody, width=_WIDTHS[found.by], color="#bbbbbb", label="sum of scores by country, whoever acted")
    axes.step(days, own, where="mid", color=_TONE, linewidth=0.9, label="sum of the pair's own acts")
    axes.axhline(0, color="#444444", linewidth=0.6)
    axes.set_ylabel("sum\n(contrast)")
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.22), fontsize=7, frameon=False, ncols=2)
