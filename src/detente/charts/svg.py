"""Writing SVG: elements with escaped text. Colours and fonts are the page's; a drawing carries classes only."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as escape

Value = str | int | float | bool | None


def element(name: str, *content: str, **attributes: Value) -> str:
    """Writes an element.

    Args:
        name: its name.
        content: what it holds, written as SVG already.
        attributes: ``class_`` and ``data_x`` become ``class`` and ``data-x``; None and False are left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_written(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    inner = "".join(content)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def _written(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return "" if value is True else escape(str(value))


def words(x: float, y: float, text: str, **attributes: Value) -> str:
    """Writes text at a point; ``anchor`` is start, middle or end."""
    anchor = attributes.pop("anchor", None)
    return element("text", escape(text), x=float(x), y=float(y), text_anchor=anchor, **attributes)


def line(points: Iterable[tuple[float, float]]) -> str:
    """Writes the ``d`` of a path through points."""
    written = [f"{x:.1f} {y:.1f}" for x, y in points]
    return "M" + "L".join(written) if written else ""


def area(upper: Iterable[tuple[float, float]], lower: Iterable[tuple[float, float]]) -> str:
    """Writes the ``d`` of the area between two lines."""
    return line([*upper, *reversed(list(lower))]) + "Z"
