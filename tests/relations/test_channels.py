from __future__ import annotations

import polars as pl
import pytest
from fiction import event, events, party

from detente.errors import InputError
from detente.relations import channels, coverage, sovereignty, stated, third_party, turns_with_coverage

RUR = party("actor", "RUR")
FRONT = party("recipient", None, "armed_group", ("REB",), "Zenda Front", "Zenda Front")
STRIKE = event("1", RUR, FRONT, event_type="ASSAULT", intensity=-9.0, quad_class=4, territory="ORS")
AID = event("2", RUR, FRONT, event_type="AID", intensity=8.0, quad_class=2)


def edges(*rows: tuple[str, str, str]) -> pl.DataFrame:
    schema = dict.fromkeys(("actor", "relation", "group", "start", "end", "status"), pl.String)
    full = [(actor, relation, "Zenda Front", "2010-01-01", "2015-12-31", status) for actor, relation, status in rows]
    return pl.DataFrame(full, schema=schema, orient="row")


@pytest.mark.parametrize(
    ("act", "relation", "status", "reading"),
    [
        (STRIKE, "opposes", "documented", "aligned"),
        (STRIKE, "backs", "acknowledged", "adverse"),
        (AID, "opposes", "documented", "adverse"),
        (AID, "backs", "documented", "aligned"),
        (STRIKE, "backs", "alleged", "unsettled"),
        (STRIKE, "backs", "denied", "unsettled"),
    ],
)
def test_a_blow_to_a_foe_is_aligned_and_to_a_protege_adverse(
    act: dict[str, object], relation: str, status: str, reading: str
) -> None:
    row = third_party(events(act), edges(("GRA", relation, status))).row(0, named=True)
    assert (row["a"], row["b"], row["period"], row["reading"]) == ("RUR", "GRA", "2014-11-01", reading)
    assert row["settled_by"] == (None if reading == "unsettled" else "edge")


def test_a_state_that_both_backs_and_opposes_settles_nothing_until_it_reacts() -> None:
    both = edges(("GRA", "opposes", "documented"), ("GRA", "backs", "documented"))
    assert third_party(events(STRIKE), both)["reading"].to_list() == ["unsettled"] * 2
    reactions = pl.DataFrame({"event_id": ["1"], "state": ["GRA"], "direction": ["better"]})
    settled = third_party(events(STRIKE), both, reactions=reactions)
    assert settled.select("reading", "settled_by", "read_by").unique().rows() == [("aligned", "reaction", "GRA")]


def test_a_stated_reading_settles_and_says_who_reads_it_so() -> None:
    readings = pl.DataFrame(
        {"event_id": ["1"], "a": ["GRA"], "b": ["RUR"], "direction": ["better"], "source": ["an official of RUR"]}
    )
    row = third_party(events(STRIKE), edges(("GRA", "backs", "alleged")), readings=readings).row(0, named=True)
    assert (row["reading"], row["settled_by"], row["read_by"]) == ("aligned", "reading", "an official of RUR")
    against = pl.concat([readings, readings.with_columns(direction=pl.lit("worse"))])
    quarrel = third_party(events(STRIKE), edges(("GRA", "backs", "alleged")), readings=against)
    assert quarrel["reading"].to_list() == ["unsettled"]


def test_an_edge_holds_only_in_its_period_and_no_alleged_act_counts() -> None:
    opposes = edges(("GRA", "opposes", "documented"))
    assert third_party(events({**STRIKE, "date_start": "2016-02-01"}), opposes).is_empty()
    assert third_party(events({**STRIKE, "factuality": "alleged"}), opposes).is_empty()
    assert third_party(events(STRIKE), edges(("RUR", "opposes", "documented"))).is_empty()


@pytest.mark.parametrize(("consent", "listed"), [("withheld", 1), ("disputed", 1), ("unknown", 1), ("given", 0)])
def test_force_on_another_states_soil_without_its_consent(consent: str, listed: int) -> None:
    rows = sovereignty(events({**STRIKE, "consent": consent}))
    assert rows.height == listed
    assert rows.select("a", "b", "consent").rows() == [("RUR", "ORS", consent)] * listed


def test_force_at_home_or_words_abroad_are_no_matter_of_sovereignty() -> None:
    assert sovereignty(events({**STRIKE, "territory": "RUR"})).is_empty()
    assert sovereignty(events(event("3", RUR, FRONT, territory="ORS"))).is_empty()


def test_channels_stand_beside_the_series_with_null_where_there_is_nothing() -> None:
    series = pl.DataFrame(
        {"a": ["GRA"] * 2, "b": ["RUR"] * 2, "period": ["2014-11-01", "2014-12-01"], "mean": [1.5, None]}
    )
    words = stated(
        pl.DataFrame(
            {
                "a": ["RUR", "GRA", "GRA"],
                "b": ["GRA", "RUR", "RUR"],
                "aspect": ["quality", "quality", "trust"],
                "direction": ["better", "better", "worse"],
                "date_start": ["2014-11-24", "2014-11-25", None],
            }
        )
    )
    assert words.select("better", "worse", "said").rows() == [(2, 0, 2)]
    third = third_party(events(STRIKE), edges(("GRA", "opposes", "documented")))
    rows = channels(series, third, sovereignty(events(STRIKE)), words).sort("period")
    assert rows.select("direct", "third_party", "sovereignty", "stated").rows() == [
        (1.5, 1, None, 2),
        (None, None, None, None),
    ]


def test_coverage_names_the_side_that_is_not_heard_and_a_change_of_outlets() -> None:
    reports = pl.DataFrame(
        {
            "a": ["GRA"] * 4,
            "b": ["RUR"] * 4,
            "period": ["2014-10-01", "2014-10-01", "2014-11-01", "2014-12-01"],
            "article": ["x", "y", "z", "w"],
            "outlet": ["Strelsau Times", "Zenda Post", "Zenda Post", "Hentzau Herald"],
            "side": ["RUR", "RUR", None, "GRA"],
        }
    )
    rows = coverage(reports)
    assert rows["articles"].to_list() == [2, 1, 1]
    assert rows["missing_sides"].to_list() == [["GRA"], ["GRA", "RUR"], ["RUR"]]
    assert rows["changed"].to_list() == [False, False, True]
    turns = pl.DataFrame({"a": ["GRA"] * 2, "b": ["RUR"] * 2, "detected": ["2014-11-01", "2014-12-01"]})
    assert turns_with_coverage(turns, rows)["sources_changed"].to_list() == [False, True]


def test_missing_columns_are_named() -> None:
    with pytest.raises(InputError, match="'status'"):
        third_party(events(STRIKE), edges().drop("status"))
    with pytest.raises(InputError, match="'outlet'"):
        coverage(pl.DataFrame({"a": [], "b": [], "period": [], "article": []}))
