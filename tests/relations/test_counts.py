from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from fiction import event, events, party

from detente.errors import InputError
from detente.records import node_from
from detente.relations import (
    acts_by_dyad,
    aggregate,
    aggregation_bias,
    counts_for_dyad,
    event_pulls,
    measure,
    uncounted,
)

RUR, GRA, ORS = (party(role, country) for role, country in (("actor", "RUR"), ("recipient", "GRA"), ("actor", "ORS")))
AT_RUR = party("recipient", "RUR")


@pytest.mark.parametrize(
    ("kind", "sectors", "expected"),
    [
        ("state", (), True),
        ("state", ("MIL",), True),
        ("person", ("GOV",), True),
        ("organisation", ("SPY",), True),
        ("person", ("CVL", "GOV"), False),
        ("person", ("REB",), False),
        ("person", (), False),
        ("society", ("GOV",), False),
        ("armed_group", ("MIL",), False),
        ("igo", (), False),
    ],
)
def test_who_counts_for_a_state(kind: str, sectors: tuple[str, ...], expected: bool) -> None:
    assert counts_for_dyad(kind, sectors) is expected


CASES: list[tuple[dict[str, Any], str | None]] = [
    (party("actor", "RUR"), "RUR"),
    (party("actor", "RUR", "person", ("MIL",)), "RUR"),
    (party("actor", "RUR", "person", ("REB",), "Black Michael", "Zenda Front"), "group:Zenda Front"),
    (party("actor", "RUR", "armed_group", ("REB",), "the Front", "Zenda Front"), "group:Zenda Front"),
    (party("actor", "IGO", "igo", (), "League of Kingdoms"), "igo:League of Kingdoms"),
    (party("actor", "RUR", "society"), "society:RUR"),
    (party("actor", "RUR", "person", ("CVL",)), "cvl:RUR"),
    (party("actor", "RUR", "organisation", ("BUS",)), "bus:RUR"),
    (party("actor", "RUR", "armed_group", ("REB",), "four militants", None), "militants:RUR"),
    (party("actor", None, "armed_group", ("REB",), "gunmen", None), None),
    (party("actor", "RUR", "unknown", ("UNK",)), None),
    (party("actor", "NGO", "organisation", ("GOV",)), None),
    (party("actor", None, "unknown"), None),
]


@pytest.mark.parametrize(("who", "node"), CASES)
def test_nodes_row_by_row_and_column_by_column_are_the_same(who: dict[str, Any], node: str | None) -> None:
    named = {name: who[name] for name in ("kind", "country", "sectors", "name", "group")}
    assert node_from(**named) == node
    panel = acts_by_dyad(events(event("1", who, GRA)))
    assert panel["a"].to_list() + panel["b"].to_list() == ([] if node is None else sorted(["GRA", node]))


def test_force_against_a_group_is_no_act_against_the_state_it_sits_in() -> None:
    group = party("recipient", "GRA", "armed_group", ("REB",), "Zenda Front", "Zenda Front")
    panel = aggregate(events(event("1", RUR, group, intensity=-9.0, quad_class=4)))
    counted = panel.filter(pl.col("n") > 0)
    assert counted.select("a", "b").rows() == [("RUR", "group:Zenda Front")]
    beside = panel.filter((pl.col("a") == "GRA") & (pl.col("b") == "RUR")).row(0, named=True)
    assert beside["n"] == 0
    assert beside["country_aggregated"] == -9.0
    assert beside["mean"] is None


def test_weights_by_factuality_and_the_effective_number() -> None:
    rows = events(
        event("1", RUR, GRA, intensity=7.0, quad_class=2),
        event("2", RUR, GRA, factuality="probable"),
        event("3", RUR, GRA, factuality="possible", intensity=-9.0),
        *(event(f, RUR, GRA, factuality=f, intensity=-9.0) for f in ("alleged", "denied", "hypothetical", "planned")),
    )
    row = aggregate(rows).row(0, named=True)
    assert row["mean"] == pytest.approx((7 - 0.7 * 3 - 0.4 * 9) / 2.1)
    assert row["n"] == pytest.approx(2.1**2 / (1 + 0.49 + 0.16))
    assert row["events"] == ["1", "2", "3"]
    assert (row["material_cooperation"], row["verbal_conflict"]) == (1, 2)
    assert uncounted(rows).row(0, named=True) == {
        "a": "GRA",
        "b": "RUR",
        "reason": "not asserted",
        "acts": 4,
        "events": ["alleged", "denied", "hypothetical", "planned"],
    }


def test_joint_acts_share_a_weight_of_one_and_several_sides_do_too() -> None:
    joint = acts_by_dyad(events(event("1", RUR, ORS, party("actor", "GRA"), event_type="AGREE")))
    assert joint["weight"].to_list() == pytest.approx([1 / 3] * 3)
    directed = acts_by_dyad(events(event("1", RUR, ORS, event_type="AGREE")), directed=True)
    assert directed.select("a", "b", "weight").sort("a").rows() == [("ORS", "RUR", 0.5), ("RUR", "ORS", 0.5)]
    allies = acts_by_dyad(events(event("1", RUR, ORS, GRA)))
    assert allies.select("a", "b", "weight").sort("b", "a").rows() == [("GRA", "ORS", 0.5), ("GRA", "RUR", 0.5)]


def test_meetings_of_many_stay_out_unless_asked_for() -> None:
    rows = events(
        event("many", RUR, ORS, party("actor", "GRA"), event_type="CONSULT", intensity=4.0, quad_class=1),
        event("two", RUR, ORS, event_type="CONSULT", intensity=4.0, quad_class=1),
    )
    assert aggregate(rows).filter(pl.col("n") > 0)["events"].to_list() == [["two"]]
    assert uncounted(rows)["reason"].unique().to_list() == ["multilateral meeting"]
    assert aggregate(rows, multilateral=True).filter(pl.col("n") > 0).height == 3


def test_a_series_and_its_members_count_once() -> None:
    rows = events(
        event("s", RUR, GRA, occurrence="series", intensity=-9.0, quad_class=4),
        event("m1", RUR, GRA, part_of="s", intensity=-9.0, quad_class=4),
        event("m2", RUR, GRA, part_of="s", intensity=-9.0, quad_class=4),
        event("t", RUR, GRA, intensity=5.0, quad_class=1),
    )
    row = aggregate(rows).row(0, named=True)
    assert row["mean"] == pytest.approx(-2.0)
    assert row["n"] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"occurrence": "habitual"}, "standing fact"),
        ({"occurrence": "cumulative"}, "standing fact"),
        ({"date_start": None}, "undated"),
        ({"date_start": "2011-01-01", "date_end": "2011-12-31", "precision": "year"}, "year only"),
        ({"date_start": "2011-01-01", "date_end": "2011-03-31", "precision": "quarter"}, "coarse date"),
    ],
)
def test_what_moves_no_monthly_series_is_counted(fields: dict[str, Any], reason: str) -> None:
    rows = events(event("1", RUR, GRA, **fields))
    assert aggregate(rows)["n"].sum() == 0
    assert uncounted(rows).select("reason", "acts").rows() == [(reason, 1)]


def test_a_year_enters_a_yearly_series_and_a_week_the_month_of_its_middle() -> None:
    year = event("1", RUR, GRA, date_start="2011-01-01", date_end="2011-12-31", precision="year")
    week = event("2", RUR, GRA, date_start="2011-04-29", date_end="2011-05-05", precision="week")
    assert aggregate(events(year), by="year")["period"].to_list() == ["2011-01-01"]
    assert aggregate(events(week))["period"].to_list() == ["2011-05-01"]


def test_directions_are_kept_apart_when_asked() -> None:
    rows = events(event("1", RUR, GRA), event("2", party("actor", "GRA"), AT_RUR, intensity=8.0, quad_class=2))
    both = aggregate(rows)
    assert both.select("a", "b", "mean", "n").rows() == [("GRA", "RUR", 2.5, 2.0)]
    apart = aggregate(rows, directed=True)
    assert apart.select("a", "b", "mean").rows() == [("GRA", "RUR", 8.0), ("RUR", "GRA", -3.0)]


def test_acts_within_a_state_make_no_dyad() -> None:
    assert aggregate(events(event("1", RUR, AT_RUR))).is_empty()
    assert aggregate(events()).is_empty()


def test_pulls_of_a_period_sum_to_what_it_moved_and_turns_name_their_acts() -> None:
    calm = [event(f"c{m}", RUR, GRA, date_start=f"2012-{m:02}-03", intensity=4.0, quad_class=1) for m in range(1, 13)]
    blow = [event(f"x{i}", RUR, GRA, date_start="2013-01-09", intensity=-9.5, quad_class=4) for i in range(12)]
    mild = event("y", RUR, GRA, date_start="2013-01-10", intensity=6.0, quad_class=1)
    panel = aggregate(events(*calm, *blow, mild))
    found = measure(panel)
    pulls = event_pulls(panel, found.series)
    moved = pulls.group_by("period").agg(pl.col("pull").sum()).sort("period")
    expected = found.series.sort("period").select(pl.col("filtered") - pl.col("forecast_mean")).to_series()
    np.testing.assert_allclose(moved["pull"], expected, atol=1e-9)
    breach = found.turns.filter(pl.col("kind") == "breach").row(0, named=True)
    assert breach["detected"] == "2013-01-01"
    assert {e["event_id"] for e in breach["events"]} == {f"x{i}" for i in range(12)}
    assert all(e["pull"] < 0 for e in breach["events"])


def test_country_aggregation_shows_the_bias_it_makes() -> None:
    citizens = party("recipient", "GRA", "society")
    rows = events(
        event("1", RUR, GRA, intensity=5.0, quad_class=1),
        event("2", RUR, citizens, intensity=-9.0, quad_class=4),
    )
    bias = aggregation_bias(aggregate(rows)).row(0, named=True)
    assert (bias["own_mean"], bias["country_mean"], bias["bias"]) == (5.0, -2.0, -7.0)


def test_a_table_without_a_needed_column_is_refused() -> None:
    with pytest.raises(InputError, match="no column 'parties'"):
        aggregate(events().drop("parties"))
