"""The chart of a relation as an image: tone with its interval, baseline, turning points, and acts below."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from detente.pipeline import Relation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Dark enough on white to be read without colour vision; cooperation up, conflict down.
_TONE, _BASELINE, _COOPERATION, _CONFLICT = "#1b4f8a", "#7a7a7a", ("#9cc9a3", "#2e7d4f"), ("#f0b27a", "#b03a2e")


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
        figure, (upper, lower) = pyplot.subplots(2, 1, figsize=(10, 6), height_ratios=(3, 1.3), sharex=True)
        days = [_number(row["period"]) for row in found.series]
        _draw_tone(upper, found, days)
        _draw_acts(lower, found, days)
        lower.xaxis_date()
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
    axes.fill_between(
        days,
        [r["low"] for r in rows],
        [r["high"] for r in rows],
        color=_TONE,
        alpha=0.15,
        label="90% interval, model only",
    )
    axes.plot(days, [r["tone"] for r in rows], color=_TONE, linewidth=1.6, label="net tone of reported acts")
    axes.plot(days, [r["baseline"] for r in rows], color=_BASELINE, linewidth=1.2, linestyle="--", label="baseline")
    for turn in found.turns:
        if turn["kind"] in ("breach", "thaw"):
            colour = _CONFLICT[1] if turn["kind"] == "breach" else _COOPERATION[1]
            day = _number(turn["period"])
            axes.axvline(day, color=colour, linewidth=1)
            axes.annotate(
                turn["kind"],
                (day, 1),
                xycoords=("data", "axes fraction"),
                rotation=90,
                va="top",
                ha="right",
                fontsize=7,
                color=colour,
            )
    axes.set_ylabel(f"{found.scale} score (−10 to 10)")
    axes.set_title(f"{found.a_name} – {found.b_name}" + (f", as of {found.as_of}" if found.as_of else ""))
    axes.legend(loc="lower left", fontsize=7, frameon=False, ncols=3)


def _draw_acts(axes: Axes, found: Relation, days: list[float]) -> None:
    """Stacks the numbers of acts: cooperation above the line, conflict below it."""
    widths = {"day": 0.9, "week": 6, "month": 25, "quarter": 80, "year": 330}
    for side, sign, colours in (("cooperation", 1, _COOPERATION), ("conflict", -1, _CONFLICT)):
        verbal = [sign * r[side]["verbal"] for r in found.series]
        material = [sign * r[side]["material"] for r in found.series]
        axes.bar(days, verbal, width=widths[found.by], color=colours[0], label=f"verbal {side}")
        axes.bar(days, material, width=widths[found.by], bottom=verbal, color=colours[1], label=f"material {side}")
    axes.axhline(0, color="#444444", linewidth=0.6)
    most = max((abs(value) for value in (*axes.get_ylim(), 1)), default=1)
    axes.set_ylim(-most, most)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.set_ylabel("acts")
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.15), fontsize=7, frameon=False, ncols=4)
