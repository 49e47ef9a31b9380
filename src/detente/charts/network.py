"""The signed network of states and armed groups: who acts with and against whom in what was reported."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.charts import svg

# Width and height for a desk, and for a telephone held upright.
DESK, PHONE = (600.0, 440.0), (340.0, 400.0)
_ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Node:
    """A state or an armed group, never a person; ``label`` is short, ``name`` whole."""

    id: str
    label: str
    name: str
    group: bool
    href: str


@dataclass(frozen=True, slots=True)
class Tie:
    """What was reported between two nodes: numbers of acts, and their mean score, -10 to 10."""

    a: str
    b: str
    cooperation: int
    conflict: int
    tone: float
    href: str


def draw_network(nodes: Sequence[Node], ties: Sequence[Tie], narrow: bool = False) -> str:
    """Draws nodes and ties; a tie of conflict is dashed, so that its sign does not hang on colour alone.

    Args:
        nodes, ties: what is drawn.
        narrow: for a telephone held upright, which has room for about twenty nodes; else for a desk.
    """
    size = PHONE if narrow else DESK
    places = dict(zip((n.id for n in nodes), _layout(nodes, ties, size), strict=True))
    most = max((t.cooperation + t.conflict for t in ties), default=1)
    drawn = sorted(ties, key=lambda t: t.cooperation + t.conflict)
    parts = [_tie(tie, places, most, nodes) for tie in drawn] + [_node(node, *places[node.id]) for node in nodes]
    return svg.element(
        "svg",
        *parts,
        class_=f"network {'narrow' if narrow else 'wide'}",
        viewBox=f"0 0 {size[0]:.0f} {size[1]:.0f}",
        role="group",
        aria_label="Network of states and armed groups by reported acts",
    )


def _tie(tie: Tie, places: dict[str, tuple[float, float]], most: int, nodes: Sequence[Node]) -> str:
    names = {n.id: n.name for n in nodes}
    acts = tie.cooperation + tie.conflict
    told = f"{names[tie.a]} and {names[tie.b]}: {acts} acts, {tie.conflict} of conflict, mean score {tie.tone:+.1f}"
    (x1, y1), (x2, y2) = places[tie.a], places[tie.b]
    where = {"x1": x1, "x2": x2, "y1": y1, "y2": y2}
    sign = "against" if tie.tone < 0 else "with"
    return svg.element(
        "a",
        svg.element("title", svg.escape(told)),
        svg.element("line", class_="reach", **where),
        svg.element("line", class_="drawn", stroke_width=f"{1 + 5 * math.sqrt(acts / most):.1f}", **where),
        href=tie.href,
        class_=f"tie {sign}",
        aria_label=told,
    )


def _node(node: Node, x: float, y: float) -> str:
    half = 7 + 3.6 * len(node.label)
    shape = {"x": x - half, "y": y - 12, "width": 2 * half, "height": 24, "rx": 3 if node.group else 12}
    return svg.element(
        "a",
        svg.element("title", svg.escape(node.name)),
        svg.element("rect", **shape),
        svg.words(x, y + 4.5, node.label, anchor="middle"),
        href=node.href,
        class_="node group" if node.group else "node",
        aria_label=node.name,
    )


def _layout(nodes: Sequence[Node], ties: Sequence[Tie], size: tuple[float, float]) -> list[tuple[float, float]]:
    """Places nodes so that tied ones lie near and none on another (Fruchterman and Reingold), the same each time."""
    count = len(nodes)
    if not count:
        return []
    turn = 2 * np.pi * np.arange(count) / count
    at = np.column_stack([np.cos(turn) * (1 + 0.1 * (np.arange(count) % 3)), np.sin(turn)])
    number = {node.id: i for i, node in enumerate(nodes)}
    pull = np.zeros((count, count))
    for tie in ties:
        i, j = number[tie.a], number[tie.b]
        pull[i, j] = pull[j, i] = 1 + math.log(tie.cooperation + tie.conflict)
    ideal = 1.6 / math.sqrt(count)
    for heat in np.linspace(0.12, 0.004, _ROUNDS):
        apart = at[:, None] - at[None]
        far = np.maximum(np.linalg.norm(apart, axis=-1), 0.02)
        push = ideal**2 / far**2 - pull * far / ideal / 3
        # A light pull to the middle keeps what has no tie from drifting off.
        move = (apart * push[..., None]).sum(axis=1) - 1.2 * at
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 1e-9)
        at = at + move / length * np.minimum(length, heat)
    return _spread(at, nodes, size)


def _spread(at: NDArray[np.float64], nodes: Sequence[Node], size: tuple[float, float]) -> list[tuple[float, float]]:
    """Fits the layout to the frame and moves names that overlap apart."""
    width, height = size
    low, high = at.min(axis=0), at.max(axis=0)
    room = np.array([width - 110, height - 50])
    points = (at - low) / np.maximum(high - low, 1e-9) * room + np.array([55, 25])
    if len(nodes) == 1:
        points = np.array([[width / 2, height / 2]])
    halves = np.array([9 + 3.6 * len(n.label) for n in nodes])
    for _ in range(60):
        for i in range(len(nodes)):
            for j in range(i):
                dx, dy = points[i] - points[j]
                over_x, over_y = halves[i] + halves[j] - abs(dx), 27 - abs(dy)
                if over_x > 0 and over_y > 0:
                    shift = over_y / 2 * (1 if dy >= 0 else -1)
                    points[i, 1] += shift
                    points[j, 1] -= shift
        points[:, 1] = points[:, 1].clip(14, height - 14)
        points[:, 0] = points[:, 0].clip(halves, width - halves)
    return [(float(x), float(y)) for x, y in points]
