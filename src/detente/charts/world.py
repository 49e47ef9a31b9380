"""The map of acts: where they happened, never where a person is. Equal Earth projection, so that areas are true."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detente.charts import svg

MAP_WIDTH, MAP_HEIGHT = 1000.0, 435.0
# What is shown: without Antarctica and the ice north of Greenland.
_NORTH, _SOUTH = 84.0, -57.0
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2


@dataclass(frozen=True, slots=True)
class Spot:
    """One place with the acts in it.

    Attributes:
        lat, lon: degrees, WGS 84.
        coarse: only the country is known; the point is its middle.
        cooperation, conflict: numbers of acts.
        href: where its acts are listed.
    """

    name: str
    lat: float
    lon: float
    coarse: bool
    cooperation: int
    conflict: int
    href: str


def _plane(lat: float, lon: float) -> tuple[float, float]:
    """Projects degrees to the plane of the projection (Šavrič, Patterson and Jenny 2018)."""
    theta = math.asin(_M * math.sin(math.radians(lat)))
    squared = theta * theta
    sixth = squared**3
    a, b, c, d = _A
    x = math.radians(lon) * math.cos(theta) / (_M * (a + 3 * b * squared + sixth * (7 * c + 9 * d * squared)))
    return x, theta * (a + b * squared + sixth * (c + d * squared))


def project(lat: float, lon: float) -> tuple[float, float]:
    """Gives the point of the map, in its own units, of a place in degrees."""
    west, east = _plane(0, -180)[0], _plane(0, 180)[0]
    north, south = _plane(_NORTH, 0)[1], _plane(_SOUTH, 0)[1]
    x, y = _plane(lat, lon)
    return (x - west) / (east - west) * MAP_WIDTH, (north - y) / (north - south) * MAP_HEIGHT


def draw_world(spots: Sequence[Spot], land: str, most: int = 400) -> str:
    """Draws the map.

    Args:
        spots: places; the busiest are drawn first, so that small ones lie above.
        land: address of the drawing of the land, with the parts ``land`` and ``borders``.
        most: places drawn at most.
    """
    shown = sorted(spots, key=lambda s: -(s.cooperation + s.conflict))[:most]
    largest = max((s.cooperation + s.conflict for s in shown), default=1)
    parts = [
        svg.element("use", href=f"{land}#land", class_="land"),
        svg.element("use", href=f"{land}#borders", class_="borders"),
        *(_spot(spot, largest) for spot in shown),
    ]
    return svg.element(
        "svg",
        *parts,
        viewBox=f"0 0 {MAP_WIDTH:.0f} {MAP_HEIGHT:.0f}",
        class_="map",
        role="group",
        aria_label="Map of where acts happened",
    )


def _spot(spot: Spot, largest: int) -> str:
    """Draws one place as a circle whose area grows with the acts, with the share of conflict as a slice of it."""
    acts = spot.cooperation + spot.conflict
    radius = 3 + 14 * math.sqrt(acts / largest)
    x, y = project(spot.lat, spot.lon)
    where = f"{spot.name}{' (country only)' if spot.coarse else ''}"
    told = f"{where}: {acts} act{'s' if acts != 1 else ''}, {spot.conflict} of conflict"
    inner = [svg.element("title", svg.escape(told)), svg.element("circle", cx=x, cy=y, r=radius, class_="ring")]
    if spot.conflict:
        inner.append(svg.element("path", d=_slice(x, y, radius, spot.conflict / acts), class_="conflict"))
    kind = "spot coarse" if spot.coarse else "spot"
    return svg.element("a", *inner, href=spot.href, class_=kind, aria_label=told)


def _slice(x: float, y: float, radius: float, share: float) -> str:
    """Gives the ``d`` of a slice that starts at the top and goes round clockwise."""
    if share >= 0.999:
        half = f"a{radius:.1f} {radius:.1f} 0 1 0"
        return f"M{x - radius:.1f} {y:.1f}{half} {2 * radius:.1f} 0{half} {-2 * radius:.1f} 0Z"
    turn = 2 * math.pi * share
    to_x, to_y = x + radius * math.sin(turn), y - radius * math.cos(turn)
    return (
        f"M{x:.1f} {y:.1f}L{x:.1f} {y - radius:.1f}"
        f"A{radius:.1f} {radius:.1f} 0 {int(share > 0.5)} 1 {to_x:.1f} {to_y:.1f}Z"
    )
