"""Draws the land of the map, ``src/detente/web/static/world.svg``, from Natural Earth's borders at 1:110 million.

Run it as ``python training/world_map.py countries-110m.json`` with that file of the npm package ``world-atlas``
(TopoJSON; Natural Earth is in the public domain).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from detente.charts import MAP_HEIGHT, MAP_WIDTH, project

TARGET = Path(__file__).parents[1] / "src/detente/web/static/world.svg"
ANTARCTICA = "010"
Line = list[tuple[float, float]]


def main() -> None:
    """Writes the drawing."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = [list(_points(arc, topology["transform"])) for arc in topology["arcs"]]
    rings = [ring for country in _kept(topology) for ring in _rings(country)]
    used = Counter(_own(i) for ring in rings for i in ring)
    land = "".join(_written(part) + "Z" for ring in rings for part in _cut(_joined(ring, arcs)))
    borders = "".join(_written(part) for i, times in used.items() if times > 1 for part in _cut(arcs[i]))
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {MAP_WIDTH:.0f} {MAP_HEIGHT:.0f}">\n'
        "<!-- Natural Earth, 1:110m, public domain; made by training/world_map.py -->\n"
        f'<path id="land" d="{land}"/>\n<path id="borders" d="{borders}"/>\n</svg>\n',
        encoding="utf-8",
    )


def _kept(topology: dict[str, Any]) -> list[dict[str, Any]]:
    return [g for g in topology["objects"]["countries"]["geometries"] if g.get("id") != ANTARCTICA]


def _points(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterator[tuple[float, float]]:
    """Undoes the quantisation of an arc: longitudes and latitudes in degrees."""
    (sx, sy), (dx, dy) = transform["scale"], transform["translate"]
    steps = zip(accumulate(p[0] for p in arc), accumulate(p[1] for p in arc), strict=True)
    for x, y in steps:
        yield x * sx + dx, y * sy + dy


def _rings(country: dict[str, Any]) -> list[list[int]]:
    if country["type"] == "Polygon":
        return list(country["arcs"])
    return [ring for polygon in country["arcs"] for ring in polygon]


def _own(index: int) -> int:
    """Gives the number of an arc that is used backwards (~i) or forwards (i)."""
    return ~index if index < 0 else index


def _joined(ring: list[int], arcs: list[Line]) -> Line:
    points: Line = []
    for index in ring:
        arc = arcs[_own(index)]
        points += (arc[::-1] if index < 0 else arc)[bool(points) :]
    return points


def _cut(line: Line) -> Iterator[Line]:
    """Cuts a line that crosses the 180th meridian into its parts; what lies beyond is drawn onto the map's edge."""
    turns = accumulate((-round((b[0] - a[0]) / 360) * 360 for a, b in pairwise(line)), initial=0)
    straight = [(lon + turn, lat) for (lon, lat), turn in zip(line, turns, strict=True)]
    for shift in (-360, 0, 360):
        if any(-180 < lon + shift < 180 for lon, _ in straight):
            yield [(min(180.0, max(-180.0, lon + shift)), lat) for lon, lat in straight]


def _written(line: Line) -> str:
    """Writes a line of degrees in whole tenths of the map's unit, relative, without points that fall together."""
    points = (project(lat, lon) for lon, lat in line)
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    kept = [p for i, p in enumerate(tenths) if i == 0 or p != tenths[i - 1]]
    first, *rest = kept
    moves = [(x - a, y - b) for (a, b), (x, y) in zip(kept, rest, strict=False)]
    steps = "".join(f"{_tenth(x)}{'' if y < 0 else ' '}{_tenth(y)} " for x, y in moves)
    return f"M{_tenth(first[0])} {_tenth(first[1])}l{steps.strip()}" if rest else ""


def _tenth(value: int) -> str:
    """Writes a number of tenths as short as SVG allows."""
    sign, whole, rest = "-" if value < 0 else "", abs(value) // 10, abs(value) % 10
    return f"{sign}{whole or '' if rest else whole}{f'.{rest}' if rest else ''}"


if __name__ == "__main__":
    main()
