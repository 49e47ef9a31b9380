"""Charts for the terminal: the tone of a relation as a line of blocks, readable without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

HEIGHT = 13
LONGEST = 100


def tone_chart(series: Sequence[Mapping[str, Any]], turns: Sequence[Mapping[str, Any]], width: int = 108) -> Text:
    """Draws tone (●), baseline (·) and periods without acts (○), with turning points marked below.

    Args:
        series: rows with period, tone, baseline and n, in order; only the last periods that fit are drawn.
        turns: rows with period and kind.
        width: columns of the terminal.
    """
    shown = list(series)[-max(12, min(LONGEST, width - 8)) :]
    text = Text()
    if not shown:
        return text
    low = min(-1.0, *(min(r["tone"], r["baseline"]) for r in shown))
    high = max(1.0, *(max(r["tone"], r["baseline"]) for r in shown))
    for row in range(HEIGHT):
        level = high - (high - low) * row / (HEIGHT - 1)
        text.append(f"{level:+5.1f} ┤", style="dim")
        for point in shown:
            letter, style = _letter(point, row, low, high)
            text.append(letter, style=style)
        text.append("\n")
    text.append("      └" + "".join("┬" if _is_january(r["period"]) else "─" for r in shown) + "\n", style="dim")
    text.append("       " + _years(shown) + "\n", style="dim")
    marks = {
        t["period"]: {"breach": "▼", "thaw": "▲", "chill": "c", "recovery": "r"}.get(t["kind"], "n") for t in turns
    }
    if marks:
        text.append("       " + "".join(marks.get(r["period"], " ") for r in shown) + "\n", style="bold")
    return text


def _letter(point: Mapping[str, Any], row: int, low: float, high: float) -> tuple[str, str]:
    def at(value: float) -> int:
        return round((high - value) / (high - low) * (HEIGHT - 1))

    if at(point["tone"]) == row:
        style = "green" if point["tone"] >= 0 else "red"
        return ("●", style) if point["n"] else ("○", "dim")
    if at(point["baseline"]) == row:
        return "·", "cyan"
    return ("╌", "dim") if at(0.0) == row else (" ", "")


def _is_january(period: str) -> bool:
    return period[5:7] == "01"


def _years(shown: Sequence[Mapping[str, Any]]) -> str:
    """Writes the year under each January, where there is room."""
    line = [" "] * (len(shown) + 4)
    free = 0
    for i, row in enumerate(shown):
        if _is_january(row["period"]) and i >= free:
            line[i : i + 4] = row["period"][:4]
            free = i + 5
    return "".join(line).rstrip()
