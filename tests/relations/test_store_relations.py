"""Relations measured from a store: one pair as among all, made anew only when events changed, as known on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from detente import pipeline, relations
from detente.datasets import SCHEMA
from detente.errors import NotFoundError
from detente.pipeline import fresh, gather_store
from detente.records import ActDate, Actor, Article, CodedArticle, Mention, Published, Span
from detente.settings import Settings
from detente.store import Database, derived, exchange, open_database, tables

STATES = ("CHN", "JPN", "KOR", "USA", "VNM", "PHL", "IND", "PAK")
SETTINGS = Settings()


def party(role: str, node: str, kind: str = "state", name: str = "", country: str | None = None) -> dict[str, Any]:
    return {
        "role": role, "node": node, "name": name or node, "country": country or node, "sectors": [], "kind": kind,
        "group": name if kind == "armed_group" else None, "scope": "whole",
    }  # fmt: skip


def act(number: int, a: dict[str, Any], b: dict[str, Any], day: dt.date, score: float, **more: Any) -> dict[str, Any]:
    kind, quad = ("SUPPORT", 1) if score > 0 else ("ASSAULT", 4)
    return {
        "id": f"invented:{number:06}", "dataset": "invented", "event_type": kind, "modes": [], "contexts": [],
        "quad_class": quad, "intensity": score, "date_start": day, "date_end": day, "date_precision": "day",
        "factuality": "asserted", "occurrence": "single", "parties": [a, b], "articles": 1, "origins": 1,
        "first_reported": day, "historical": False, "outlet": "Example Daily", "language": "en", **more,
    }  # fmt: skip


def invented(seed: int = 3, months: int = 40) -> pl.DataFrame:
    """Acts of 28 pairs of states; China and Japan break in the thirtieth month; a front fights Pakistan."""
    random = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    pairs = [(a, b) for i, a in enumerate(STATES) for b in STATES[i + 1 :]]
    for month in range(months):
        first = dt.date(2010 + month // 12, month % 12 + 1, 1)
        for a, b in pairs:
            broken = (a, b) == ("CHN", "JPN") and 30 <= month < 33
            for _ in range(12 if broken else random.poisson(3)):
                one, other = (a, b) if random.random() < 0.5 else (b, a)
                day = first + dt.timedelta(days=int(random.integers(0, 28)))
                score = -9.0 if broken else float(np.round(np.clip(random.normal(3, 2.5), -9, 9), 1)) or 1.0
                rows.append(act(len(rows), party("actor", one), party("recipient", other), day, score))
        front = party("actor", "group:Example Front", "armed_group", "Example Front", "IND")
        rows.append(act(len(rows), front, party("recipient", "PAK"), first, -9.0))
    return pl.DataFrame(rows, schema_overrides=SCHEMA, infer_schema_length=None).select(
        (pl.col(n) if n in rows[0] else pl.lit(None)).cast(k).alias(n) for n, k in SCHEMA.items()
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "s.duckdb") as database:
        exchange.put_imported(database, invented(), "test")
        yield database


def test_a_pair_alone_is_measured_as_among_all(store: Database) -> None:
    found = pipeline.relation(store, SETTINGS, "China", "Japan")
    panel = pipeline.whole_panel(store, SETTINGS)
    whole = relations.measure(panel)
    assert found.fitted
    series = whole.series.filter((pl.col("a") == "CHN") & (pl.col("b") == "JPN"))
    for name in ("tone", "low", "high", "filtered", "baseline", "label_probability"):
        np.testing.assert_allclose([row[name] for row in found.series], series[name], atol=1e-9)
    assert [row["label"] for row in found.series] == series["label"].to_list()
    turns = whole.turns.filter((pl.col("a") == "CHN") & (pl.col("b") == "JPN"))
    assert sorted((t["detected"], t["kind"]) for t in found.turns) == sorted(
        turns.select("detected", "kind").iter_rows()
    )
    kept = [t for t in pipeline.all_turns(store, SETTINGS) if (t["a"], t["b"]) == ("CHN", "JPN")]
    assert sorted((t["detected"], t["kind"]) for t in kept) == sorted(turns.select("detected", "kind").iter_rows())


def test_the_break_is_a_breach_with_the_acts_that_made_it(store: Database) -> None:
    found = pipeline.relation(store, SETTINGS, "CHN", "JPN")
    breach = next(t for t in found.turns if t["kind"] == "breach" and t["detected"] == "2012-07-01")
    assert breach["size"] < -3
    assert breach["chance_rate"] <= breach["alarm_rate"] * 2
    assert len(breach["pulls"]) == len(breach["events"]) == 8
    assert all(pull < 0 for pull in breach["pulls"])
    rows = store.rows("SELECT intensity FROM imported_events WHERE id IN (SELECT unnest(?))", [breach["events"]])
    assert {row["intensity"] for row in rows} == {-9.0}


def test_nothing_is_made_anew_until_events_change(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pipeline.relation(store, SETTINGS, "CHN", "JPN")
    calls: list[str] = []
    lay_out, calibrate = relations.lay_out, relations.calibrate
    monkeypatch.setattr(relations, "lay_out", lambda *a: calls.append("laid out") or lay_out(*a))
    monkeypatch.setattr(relations, "calibrate", lambda *a, **k: calls.append("calibrated") or calibrate(*a, **k))
    assert pipeline.relation(store, SETTINGS, "CHN", "JPN") == before
    pipeline.all_pairs(store, SETTINGS)
    pipeline.moved(store, SETTINGS)
    assert calls == []
    more = act(999_999, party("actor", "CHN"), party("recipient", "JPN"), dt.date(2013, 4, 2), -9.0)
    exchange.put_imported(store, pl.DataFrame([more], schema_overrides=SCHEMA).select(
        (pl.col(n) if n in more else pl.lit(None)).cast(k).alias(n) for n, k in SCHEMA.items()
    ), "test")  # fmt: skip
    after = pipeline.relation(store, SETTINGS, "CHN", "JPN")
    assert calls == ["laid out", "calibrated"]
    assert after.series[-1]["tone"] < before.series[-1]["tone"]
    assert "invented:999999" in after.series[-1]["events"]


def test_what_all_pairs_have_in_common_survives_being_kept(store: Database) -> None:
    made = fresh.common(store, SETTINGS)
    kept = fresh.common(store, SETTINGS)
    assert made.calibration is not None
    assert kept.calibration is not None
    assert kept.calibration.to_json() == made.calibration.to_json()
    assert kept.calibration.parameters == made.calibration.parameters


def test_an_early_view_knows_nothing_of_later_acts(store: Database, tmp_path: Path) -> None:
    day = dt.date(2012, 6, 30)
    then = pipeline.relation(store, SETTINGS, "CHN", "JPN", as_of=day)
    with open_database(tmp_path / "early.duckdb") as early:
        exchange.put_imported(early, invented().filter(pl.col("date_start") <= day), "test")
        alone = pipeline.relation(early, SETTINGS, "CHN", "JPN", as_of=day)
        assert then.series == alone.series
        assert then.turns == alone.turns
        assert pipeline.all_turns(store, SETTINGS, as_of=day) == pipeline.all_turns(early, SETTINGS, as_of=day)
    assert then.model["calibrated_until"] == "2011-12-31"
    assert then.series[-1]["period"] == "2012-06-01"
    assert not [t for t in then.turns if t["kind"] == "breach" and t["detected"] >= "2012-07-01"]


def test_all_pairs_and_those_that_moved(store: Database) -> None:
    rows = pipeline.all_pairs(store, SETTINGS)
    assert len(rows) == 28
    assert [r["acts"] for r in rows] == sorted((r["acts"] for r in rows), reverse=True)
    mine = next(r for r in rows if (r["a"], r["b"]) == ("CHN", "JPN"))
    course = pipeline.relation(store, SETTINGS, "CHN", "JPN").series[-1]
    for name in ("tone", "low", "high", "baseline", "label", "label_probability"):
        assert mine[name] == pytest.approx(course[name])
    assert mine["last_turn"]["detected"] >= "2012-07-01"
    [other] = pipeline.all_pairs(store, SETTINGS, "PAK", states=False)
    assert (other["b"], other["b_name"]) == ("group:Example Front", "Example Front")
    assert len(pipeline.all_pairs(store, SETTINGS, "PAK")) == 7
    moved = pipeline.moved(store, SETTINGS, months=12)
    assert (moved["since"], moved["until"]) == ("2012-05-01", "2013-04-01")
    assert ("CHN", "JPN", "breach") in {(t["a"], t["b"], t["kind"]) for t in moved["turns"]}
    assert moved["pairs"] == 28
    assert moved["of_pairs"] == moved["listed"], "all pairs of this store have acts enough"
    assert 0 < moved["by_chance"] < 2 * moved["usual"] + 28
    assert moved["usual"] == pytest.approx(2 * 0.25 * 28, rel=0.2)


def test_either_direction_stands_beside_the_pair(store: Database) -> None:
    found = pipeline.relation(store, SETTINGS, "JPN", "CHN")
    last = found.series[-1]
    turned = pipeline.relation(store, SETTINGS, "CHN", "JPN").series[-1]
    assert last["forward"] == turned["backward"]
    assert last["asymmetry"]["difference"] == pytest.approx(-turned["asymmetry"]["difference"])
    assert last["forward"]["n"] + last["backward"]["n"] == pytest.approx(last["n"])
    one_way = pipeline.relation(store, SETTINGS, "JPN", "CHN", directed=True)
    assert sum(r["n"] for r in one_way.series) == sum(r["forward"]["n"] for r in found.series if r["forward"])
    assert one_way.series[-1]["asymmetry"] is None


def test_the_sum_by_country_is_explained_by_whose_acts_make_it(store: Database) -> None:
    found = pipeline.by_country(store, SETTINGS, "IND", "PAK")
    [front] = found["sorts"]
    assert (front["sort"], front["acts"], front["mean"]) == ("group:Example Front → PAK", 40, -9.0)
    assert found["country_acts"] == found["own_acts"] + 40
    assert found["bias"] == pytest.approx(front["pull"])
    assert found["bias"] < -1


@pytest.mark.parametrize("by", ["day", "week", "quarter", "year"])
def test_other_lengths_of_period_from_a_store(store: Database, by: str) -> None:
    found = pipeline.relation(store, SETTINGS, "CHN", "JPN", by=by, start=dt.date(2012, 5, 20))
    assert found.series[0]["period"] <= "2012-05-20"
    assert all(np.isfinite(row["tone"]) for row in found.series)
    assert len(found.forecast) == 6


def test_a_pair_without_acts_and_a_name_that_is_misspelt(store: Database) -> None:
    nothing = pipeline.relation(store, SETTINGS, "Peru", "Norway")
    assert nothing.series == []
    with pytest.raises(NotFoundError) as caught:
        pipeline.relation(store, SETTINGS, "Exampel Front", "PAK")
    assert "Example Front" in caught.value.advice
    assert pipeline.node_named(store, "example front") == "group:Example Front"
    with pytest.raises(NotFoundError, match="same party"):
        pipeline.relation(store, SETTINGS, "China", "CHN")


def mention(number: int, text: str, factuality: str, day: dt.date | None) -> Mention:
    def who(name: str, country: str) -> Actor:
        start = text.index(name)
        return Actor(Span("text", start, start + len(name), name), name, country, (), "state", None, "whole", "", 1.0)

    start = text.index("bombed")
    when = ActDate(day, day, "day", "text", "that day") if day else None
    return Mention(
        id=f"m{number}", event_type="ASSAULT", modes=("aerial",), contexts=(), cameo="195", quad_class=4,
        intensity=-9.0, counts=(),
        goldstein=-10.0, of_type=None, actors=(who("Varnia", "SRB"),), recipients=(who("Kestoria", "HRV"),),
        trigger=Span("text", start, start + 6, "bombed"), sentence=Span("text", 0, len(text), text), date=when,
        territory="HRV", place=None, consent="unknown", notified=None, occurrence="single", part_of=None,
        outcome="done",
        fatalities=None, injured=None, amount=None, factuality=factuality, historical=False, covert=False, content=None,
        attribution_id=None, attribution=None, rule="test", confidence=0.9,
    )  # fmt: skip


def put(store: Database, number: int, published: dt.date, factuality: str, day: dt.date) -> None:
    text = "Varnia bombed Kestoria that day."
    article = Article(f"a{number}", text, outlet=f"Wire {number}", published=Published(published))
    coded = CodedArticle(article.id, (mention(number, text, factuality, day),), (), (), 1, ())
    tables.put_article(store, article, coded, tables.begin_run(store, "test", "0", {}, {}))
    gather_store(store)


def test_a_later_article_joins_an_old_act_and_changes_no_earlier_view(tmp_path: Path) -> None:
    act_day, early = dt.date(2014, 3, 3), dt.date(2014, 4, 1)
    with open_database(tmp_path / "s.duckdb") as store:
        put(store, 1, dt.date(2014, 3, 4), "alleged", act_day)
        before = pipeline.relation(store, SETTINGS, "SRB", "HRV", as_of=early)
        put(store, 2, dt.date(2015, 1, 9), "asserted", act_day)
        assert store.value("SELECT count(*) FROM events") == 1
        now = pipeline.relation(store, SETTINGS, "SRB", "HRV")
        again = pipeline.relation(store, SETTINGS, "SRB", "HRV", as_of=early)
    assert before.series == []
    assert again == before, "an act that was only alleged then moves nothing in the view of then"
    assert again.coverage["outlets"] == ["Wire 1"]
    assert now.coverage["outlets"] == ["Wire 1", "Wire 2"]
    assert now.series[0]["articles"] == 2


def test_what_is_marked_as_wrong_moves_nothing(tmp_path: Path) -> None:
    with open_database(tmp_path / "s.duckdb") as store:
        put(store, 1, dt.date(2014, 3, 4), "asserted", dt.date(2014, 3, 3))
        assert pipeline.relation(store, SETTINGS, "SRB", "HRV").series
        pipeline.correct(store, SETTINGS, "m1", "wrong", None, "me")
        assert not pipeline.relation(store, SETTINGS, "SRB", "HRV").series


def test_derived_tables_of_another_layout_are_made_anew(store: Database) -> None:
    fresh.refresh_acts(store)
    store.connection.execute("UPDATE meta SET value = 'old' WHERE key = 'derived_layout'")
    store.connection.execute("ALTER TABLE acts_between DROP COLUMN share")
    assert pipeline.relation(store, SETTINGS, "CHN", "JPN").series
    assert derived.acts_of_pair(store, "CHN", "JPN")["share"].sum() > 0
