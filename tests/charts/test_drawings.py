"""Drawings: what is drawn is what is told, nothing from data becomes markup, and odd data draw, too."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import charts

BANDS = (("cooperation", 1.5), ("distant", -0.5), ("strained", -3.0), ("hostile", -10.0))


def point(period: str, tone: float, n: float = 1.0, label: str = "distant") -> dict[str, object]:
    return {
        "period": period, "tone": tone, "low": tone - 1, "high": tone + 1, "baseline": 0.1, "n": n, "label": label,
        "country_aggregated": 3 * tone, "forward": None, "backward": None, "events": [],
    }  # fmt: skip


COURSE = charts.Course(
    series=[point("2020-01-01", 1.0), point("2020-02-01", 0.2, 0.0, "no coverage"), point("2020-03-01", -2.0)],
    turns=[{"period": "2020-03-01", "kind": "breach", "size": -2.2}],
    forecast=[{"period": "2020-04-01", "tone": -1.0, "low": -3.0, "high": 1.0}],
    by="month",
    bands=BANDS,
    sides=[charts.Side("A → B", {"2020-03-01": (0, 0, 1, 2)})],
    reasons=["what <b>weighed</b>"],
)


def drawn(course: charts.Course, narrow: bool = False) -> ET.Element:
    return ET.fromstring(charts.draw_course(course, narrow))


def of_class(tree: ET.Element, name: str) -> list[ET.Element]:
    return [e for e in tree.iter() if name in (e.get("class") or "").split()]


@pytest.mark.parametrize("narrow", [False, True])
def test_course_draws_every_part_once(narrow: bool) -> None:
    tree = drawn(COURSE, narrow)
    assert len(of_class(tree, "seen")) == 2, "periods with acts"
    assert len(of_class(tree, "silence")) == 1
    assert len(of_class(tree, "breach")) == 1
    assert len(of_class(tree, "ahead-line")) == 1
    verbal, material = of_class(tree, "verbal"), of_class(tree, "material")
    assert len(verbal) == len(material) == 1
    tall = [float(e.get("height") or 0) for e in (*verbal, *material)]
    assert tall[1] == pytest.approx(2 * tall[0], abs=0.2), "two deeds are twice as tall as one word"


def test_conflict_lies_below_cooperation() -> None:
    both = replace(COURSE, sides=[charts.Side("A → B", {"2020-03-01": (1, 0, 1, 0)})])
    tree = drawn(both)
    [up], [down] = of_class(tree, "cooperation"), of_class(tree, "conflict")
    assert float(up.get("y") or 0) + float(up.get("height") or 0) == pytest.approx(float(down.get("y") or 0), abs=0.2)


def test_texts_are_no_markup() -> None:
    hostile = replace(COURSE, sides=[charts.Side("<script>x</script>", {})])
    text = charts.draw_course(hostile)
    assert "<script" not in text
    assert "<b>" not in text
    assert "what &lt;b&gt;weighed" in text


def test_turns_that_lie_close_keep_apart() -> None:
    turns = [{"period": "2020-03-01", "kind": kind, "size": 1.0} for kind in ("breach", "recovery", "thaw")]
    tree = drawn(replace(COURSE, turns=turns))
    labels = [e for turn in of_class(tree, "turn") for e in turn.iter("text") if e.text]
    places = [(float(e.get("x") or 0), float(e.get("y") or 0)) for e in labels]
    assert len(places) > 1
    assert all(abs(x - u) > 6 or abs(y - v) > 6 for (x, y), (u, v) in combinations(places, 2))


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=40), st.booleans())
def test_any_course_draws_inside_its_frame(tones: list[float], narrow: bool) -> None:
    series = [point(f"{2000 + i}-01-01", tone) for i, tone in enumerate(tones)]
    tree = drawn(charts.Course(series, [], [], "year", BANDS, []), narrow)
    _, _, width, height = map(float, (tree.get("viewBox") or "").split())
    for circle in of_class(tree, "seen"):
        assert 0 <= float(circle.get("cx") or -1) <= width
        assert 0 <= float(circle.get("cy") or -1) <= height


@given(st.floats(-57, 84), st.floats(-180, 180))
def test_every_place_lies_on_the_map(lat: float, lon: float) -> None:
    x, y = charts.project(lat, lon)
    assert -0.01 <= x <= charts.MAP_WIDTH + 0.01
    assert -0.01 <= y <= charts.MAP_HEIGHT + 0.01


def test_map_keeps_directions() -> None:
    kabul, cairo, lima = charts.project(34.5, 69.2), charts.project(30, 31.2), charts.project(-12, -77)
    assert lima[0] < cairo[0] < kabul[0]
    assert kabul[1] < cairo[1] < lima[1]


def test_spots_grow_with_acts_and_name_their_conflict() -> None:
    spots = [
        charts.Spot("Small <i>", 10, 10, False, 1, 0, "/a"),
        charts.Spot("Large", 20, 20, True, 30, 70, "/b"),
    ]
    text = charts.draw_world(spots, "/static/world.svg")
    tree = ET.fromstring(text)
    radius = {e.get("aria-label"): float(next(e.iter("circle")).get("r") or 0) for e in of_class(tree, "spot")}
    assert list(radius) == ["Large (country only): 100 acts, 70 of conflict", "Small <i>: 1 act, 0 of conflict"]
    assert radius["Large (country only): 100 acts, 70 of conflict"] > radius["Small <i>: 1 act, 0 of conflict"]
    assert len(of_class(tree, "conflict")) == 1


def test_network_is_the_same_each_time_and_names_do_not_overlap() -> None:
    nodes = [charts.Node(f"N{i}", f"NODE{i}", f"Node {i}", i % 3 == 0, f"/n{i}") for i in range(18)]
    ties = [charts.Tie("N0", f"N{i}", i, 1, 1.0 if i % 2 else -1.0, "/t") for i in range(1, 18)]
    text = charts.draw_network(nodes, ties)
    assert text == charts.draw_network(nodes, ties)
    boxes = [
        tuple(map(float, found)) for found in re.findall(r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)"', text)
    ]
    assert len(boxes) == 18
    for i, (x, y, wide) in enumerate(boxes):
        for other_x, other_y, other_wide in boxes[:i]:
            apart = abs(y - other_y) >= 20 or x + wide <= other_x + 2 or other_x + other_wide <= x + 2
            assert apart
    assert text.count("against") == 8


def test_a_network_of_nobody_draws() -> None:
    assert charts.draw_network([], []).startswith("<svg")
