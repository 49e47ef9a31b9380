from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from fiction import months, simulated

from detente.errors import ConfigError, InputError
from detente.relations import Measured, default_parameters, forecast_next, measure

COLUMNS = [
    *("a", "b", "period", "tone", "sd", "low", "high", "filtered", "filtered_sd", "baseline", "deviation", "n", "mean"),
    *("forecast_mean", "forecast_sd", "label", "label_probability"),
]


def with_jump(
    panel: pl.DataFrame, pair: str, at: str, by: float, surge: float = 5.0, until: str = "9999"
) -> pl.DataFrame:
    """Shifts a pair's tone from a month on, with more acts in the first of them."""
    mine = (pl.col("a") == pair) & (pl.col("period") >= at) & (pl.col("period") < until)
    first = (pl.col("a") == pair) & (pl.col("period") == at)
    return panel.with_columns(
        mean=pl.when(mine).then(pl.col("mean") + by).otherwise("mean"),
        n=pl.when(first).then(pl.col("n") * surge).otherwise("n"),
    )


def test_series_has_every_dyad_and_period_and_the_columns_promised(panel: pl.DataFrame, measured: Measured) -> None:
    assert measured.series.columns == COLUMNS
    assert measured.series.height == 60 * 84
    assert measured.fitted
    missing = measured.series.join(panel, on=["a", "b", "period"], how="anti")
    assert missing.height > 0
    assert missing["n"].sum() == 0
    assert missing["mean"].null_count() == missing.height
    assert measured.series.drop("mean").null_count().sum_horizontal().item() == 0


def test_pandas_arrow_and_polars_give_the_same(panel: pl.DataFrame) -> None:
    part = panel.filter(pl.col("a") < "A003")
    series = [measure(table).series for table in (part, part.to_pandas(), part.to_arrow(), part.lazy())]
    for other in series[1:]:
        assert other.equals(series[0])


def test_the_smoother_knows_more_than_the_filter_and_the_interval_holds_the_tone(measured: Measured) -> None:
    series = measured.series
    assert (series["sd"].to_numpy() < series["filtered_sd"].to_numpy() * 1.3).all()
    inside = (series["low"] <= series["tone"]) & (series["tone"] <= series["high"])
    assert inside.all()
    assert np.allclose(series["tone"], series["baseline"] + series["deviation"])


def test_forecasts_know_neither_mean_nor_n_of_their_period(panel: pl.DataFrame) -> None:
    fixed = default_parameters("goldstein")
    at = panel["period"].max()
    last = pl.col("period") == at
    other = panel.with_columns(
        mean=pl.when(last).then(-9.0).otherwise("mean"), n=pl.when(last).then(50.0).otherwise("n")
    )
    columns = ["forecast_mean", "forecast_sd"]
    one, two = (measure(table, parameters=fixed).series.filter(last).select(columns) for table in (panel, other))
    assert one.equals(two)


def test_forecasts_are_calibrated(measured: Measured) -> None:
    seen = measured.series.filter(pl.col("n") > 0)
    z = (seen["mean"] - seen["forecast_mean"]) / seen["forecast_sd"]
    assert z.std() == pytest.approx(1.0, abs=0.06)
    assert (z.abs() < 1.645).mean() == pytest.approx(0.9, abs=0.03)


def test_an_early_view_is_the_view_of_the_time(panel: pl.DataFrame) -> None:
    fixed = default_parameters("goldstein")
    cut = months(84)[50]
    now = measure(panel, parameters=fixed).series.filter(pl.col("period") <= cut)
    then = measure(panel.filter(pl.col("period") <= cut), parameters=fixed).series
    for column in ("filtered", "filtered_sd", "forecast_mean", "forecast_sd", "label"):
        assert now[column].equals(then[column])


def test_a_sudden_fall_raises_a_breach_in_its_month_and_a_rise_a_thaw(panel: pl.DataFrame) -> None:
    fall, rise = months(84)[40], months(84)[60]
    turns = measure(with_jump(with_jump(panel, "A007", fall, -5), "A007", rise, 5)).turns.filter(pl.col("a") == "A007")
    breach = turns.filter((pl.col("kind") == "breach") & (pl.col("detected") == fall)).row(0, named=True)
    thaw = turns.filter((pl.col("kind") == "thaw") & (pl.col("detected") == rise)).row(0, named=True)
    assert breach["period"] == fall
    assert breach["size"] < -1.5
    assert breach["probability"] > 0.95
    assert breach["alarm_rate"] < 0.05
    assert thaw["size"] > 1.5


def test_a_slow_fall_without_a_breach_is_a_chill(panel: pl.DataFrame) -> None:
    for step in range(12):
        panel = with_jump(panel, "A011", months(84)[40 + step], -0.45, surge=1.0, until=months(84)[58])
    turns = measure(panel).turns.filter((pl.col("a") == "A011") & (pl.col("kind") == "chill"))
    assert turns.height >= 1
    assert months(84)[42] <= turns["detected"][0] <= months(84)[58]
    assert turns["probability"][0] > 0.8
    assert turns["alarm_rate"][0] is None


def test_a_breach_that_passes_is_followed_by_a_recovery_only_where_reversion_is_supported() -> None:
    start, end = months(84)[40], months(84)[43]
    reverting = with_jump(simulated(dyads=100, q_m=0.0005, q_z=0.6), "A007", start, -6, until=end)
    walking = with_jump(simulated(dyads=100, q_m=0.15, q_z=1e-6), "A007", start, -6, until=end)
    for table, expected in ((reverting, True), (walking, False)):
        found = measure(table)
        assert found.support.stands is expected
        back = found.turns.filter(pl.col("kind") == "recovery")
        assert (back.height > 0) is expected


def test_a_lasting_shift_is_a_new_normal(panel: pl.DataFrame) -> None:
    turns = measure(with_jump(panel, "A020", months(84)[30], -6)).turns
    mine = turns.filter((pl.col("a") == "A020") & (pl.col("kind") == "new normal"))
    assert mine.height >= 1
    assert mine["size"][0] < 0


@pytest.mark.parametrize("budget", [0.1, 0.25, 1.0])
def test_alarms_keep_to_their_budget(panel: pl.DataFrame, budget: float) -> None:
    found = measure(panel, alarms=budget)
    years = 60 * 84 / 12
    for kind in ("breach", "thaw"):
        rate = found.turns.filter(pl.col("kind") == kind).height / years
        assert rate == pytest.approx(found.alarms[kind].rate)
        assert 0.8 * budget <= rate <= budget


def test_a_pair_at_war_can_still_break(panel: pl.DataFrame) -> None:
    war = panel.filter(pl.col("a") == "A000").with_columns(pl.lit("W").alias("a"), mean=pl.lit(-9.0), n=pl.lit(4.0))
    at = war["period"][60]
    worse = war.with_columns(n=pl.when(pl.col("period") == at).then(60.0).otherwise("n"))
    turns = measure(pl.concat([panel, worse])).turns.filter((pl.col("a") == "W") & (pl.col("kind") == "breach"))
    assert at in turns["detected"].to_list()


def test_a_small_panel_uses_the_shipped_parameters_and_says_so(panel: pl.DataFrame) -> None:
    one = measure(panel.filter(pl.col("a") == "A000"), scale="plover")
    assert not one.fitted
    assert "1 dyads" in one.why
    assert one.parameters == default_parameters("plover")
    assert one.alarms["breach"].threshold == default_parameters("plover").threshold("breach", 0.25)


def test_silence_is_no_coverage_and_not_calm() -> None:
    rows = [("X", "Y", period, 5.0, 6.0) for period in months(30)[:12]]
    panel = pl.DataFrame(rows, schema=["a", "b", "period", "mean", "n"], orient="row")
    series = measure(panel, end=months(30)[-1]).series
    labels = dict(zip(series["period"], series["label"], strict=True))
    assert labels[months(30)[11]] == "close cooperation"
    assert labels[months(30)[13]] == "close cooperation"
    assert labels[months(30)[14]] == "no coverage"
    assert labels[months(30)[29]] == "no coverage"


def test_aid_beside_accusation_is_wary_cooperation() -> None:
    mix = {"verbal_cooperation": 2.0, "material_cooperation": 2.0, "verbal_conflict": 3.0, "material_conflict": 0.0}
    calm = {**mix, "verbal_cooperation": 5.0, "verbal_conflict": 0.0}
    for counts, expected in ((mix, "wary cooperation"), (calm, "cooperation")):
        rows = [{"a": "X", "b": "Y", "period": p, "mean": 2.5, "n": 7.0, **counts} for p in months(24)]
        series = measure(pl.DataFrame(rows)).series
        assert series["label"][-1] == expected
        assert 0.5 < series["label_probability"][-1] <= 1.0


def test_forecast_next_falls_back_to_the_baseline_and_widens(panel: pl.DataFrame) -> None:
    ahead = forecast_next(panel, steps=12).filter(pl.col("a") == "A001")
    assert ahead["period"].to_list() == [f"2008-{m:02}-01" for m in range(1, 13)]
    assert ahead["sd"].is_sorted()
    known = measure(panel).series.filter(pl.col("a") == "A001").tail(1)
    first, last = ahead["tone"][0], ahead["tone"][-1]
    assert abs(last - known["baseline"][0]) < abs(first - known["baseline"][0]) + 0.2


@pytest.mark.parametrize("by", ["day", "week", "quarter", "year"])
def test_other_lengths_of_period(by: str) -> None:
    panel = simulated(dyads=2, length=24)
    found = (
        measure(
            panel.group_by("a", "b", pl.col("period").str.slice(0, 4)).agg(pl.col("mean").mean(), pl.col("n").sum())
            if by == "year"
            else panel,
            by=by,
        )
        if by in ("year", "day", "week")
        else None
    )
    if found is None:
        quarters = panel.with_columns(pl.col("period").str.to_date("%Y-%m-%d").dt.truncate("1q"))
        found = measure(quarters.group_by("a", "b", "period").agg(pl.col("mean").mean(), pl.col("n").sum()), by=by)
    assert found.parameters.by == by
    assert found.series["tone"].is_finite().all()


def test_panels_of_any_make_are_measured(panel: pl.DataFrame) -> None:
    part = panel.filter(pl.col("a") < "A005")
    expected = measure(part).series
    frame = part.to_pandas()
    by_period = frame.assign(period=frame["period"].astype("datetime64[ns]").dt.to_period("M"))
    dated = part.with_columns(pl.col("period").str.to_datetime("%Y-%m-%d"))
    for table in (by_period, frame.assign(a=frame["a"].astype("category")), dated, part.to_arrow().to_batches()[0]):
        assert measure(table).series.equals(expected)


@pytest.mark.parametrize(
    "change",
    [
        {"n": pl.col("n") * 1e6},
        {"n": pl.col("n") * 1e-6},
        {"mean": pl.lit(3.0)},
        {"mean": pl.col("mean") * 20},
        {"mean": pl.when(pl.col("a") == "A001").then(float("nan")).otherwise("mean")},
        {"n": pl.lit(0.0)},
    ],
    ids=["huge counts", "tiny counts", "no spread", "a wider scale", "scores that are none", "no acts"],
)
def test_odd_panels_give_finite_series(panel: pl.DataFrame, change: dict[str, pl.Expr]) -> None:
    series = measure(panel.with_columns(**change)).series
    for name in ("tone", "sd", "low", "high", "filtered", "forecast_mean", "forecast_sd"):
        assert series[name].is_finite().all(), name
    assert (series["low"] <= series["tone"]).all()


def test_a_busy_pair_is_no_surge_in_the_first_period_of_a_panel(panel: pl.DataFrame) -> None:
    busy = panel.with_columns(n=pl.when(pl.col("a") == "A004").then(pl.col("n") * 30).otherwise("n"))
    turns = measure(busy).turns.filter((pl.col("a") == "A004") & (pl.col("detected") == months(84)[0]))
    assert turns.filter(pl.col("kind").is_in(["breach", "thaw"])).height <= 1


def test_malformed_panels_are_refused_with_what_is_wrong(panel: pl.DataFrame) -> None:
    with pytest.raises(InputError, match="no column 'n'"):
        measure(panel.drop("n"))
    with pytest.raises(InputError, match="2 rows"):
        measure(pl.concat([panel, panel.head(1)]))
    with pytest.raises(InputError, match="row 0"):
        measure(panel.head(1).with_columns(period=pl.lit("soon")))
    with pytest.raises(InputError, match="endless"):
        measure(panel.head(3).with_columns(n=pl.lit(float("inf"))))
    with pytest.raises(InputError, match="not a table"):
        measure(["no", "table"])
    with pytest.raises(InputError, match="no row"):
        measure(panel.head(0))
    with pytest.raises(ConfigError, match="fortnight"):
        measure(panel, by="fortnight")
