from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from fiction import months, simulated

from detente.errors import InputError
from detente.relations import Measured, backtest, conflict_share, score_turns
from detente.relations.grid import read_panel
from detente.relations.scoring import exponential_smoothing, year_mean
from detente.relations.shares import fit_share, share_filter, share_log_score


def test_the_model_beats_its_rivals_on_panels_it_is_true_of() -> None:
    found = backtest(simulated(dyads=120))
    rows = {row["method"]: row for row in found.table.iter_rows(named=True)}
    assert found.rows > 5000
    for rival in ("exponential smoothing", "12-month mean", "last value"):
        assert rows[rival]["low"] > 0
        assert rows[rival]["log_score"] < rows["model"]["log_score"]
    assert rows["model"]["difference"] == 0


def test_rivals_look_at_the_past_alone() -> None:
    rows = [("X", "Y", p, float(v), 1.0) for p, v in zip(months(4), [2, 4, 6, 8], strict=True)]
    grid = read_panel(pl.DataFrame(rows, schema=["a", "b", "period", "mean", "n"], orient="row"))
    assert exponential_smoothing(grid, 1.0, 0.5)[:, 0].tolist() == [1.0, 1.5, 2.75, 4.375]
    assert exponential_smoothing(grid, 1.0, 1.0)[:, 0].tolist() == [1.0, 2.0, 4.0, 6.0]
    assert year_mean(grid, 1.0)[:, 0].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_nothing_to_score_is_said() -> None:
    with pytest.raises(InputError, match="burn-in"):
        backtest(simulated(length=12))


def test_turns_are_scored_within_a_window_with_quiet_pairs_and_precision(panel: pl.DataFrame) -> None:
    month = months(84)
    turns = pl.DataFrame(
        {
            "a": ["A000", "A000", "A001", "A002"],
            "b": ["Ruritania"] * 4,
            "detected": [month[20], month[50], month[31], month[40]],
            "kind": ["breach", "breach", "breach", "thaw"],
        }
    )
    listed = pl.DataFrame(
        {
            "country_a": ["Ruritania", "A001", "A003", "A004", "Atlantis"],
            "country_b": ["A000", "Ruritania", "Ruritania", "Ruritania", "Ruritania"],
            "month": [month[21][:7], month[33][:7], month[10][:7], "1999-01", month[5][:7]],
            "kind": ["breach"] * 5,
        }
    )
    found = score_turns(turns, listed, panel)
    row = found.table.row(0, named=True)
    assert (row["listed"], row["covered"], row["hits"], row["covered_hits"]) == (4, 3, 1, 1)
    assert row["recall"] == 0.25
    assert row["covered_recall"] == pytest.approx(1 / 3)
    assert row["alarms"] == 3
    assert row["precision"] == pytest.approx(1 / 3)
    assert row["rate"] == pytest.approx(3 / (60 * 7))
    assert row["random"] == pytest.approx((6 / 84 + 3 / 84 + 0) / 3)
    nearest = dict(zip(found.points["a"], found.points["nearest"], strict=True))
    assert nearest == {"Ruritania": -1, "A001": -2, "A003": None, "Atlantis": None}
    assert score_turns(turns, listed, panel, window=2).table["hits"].item() == 2


def test_alarms_of_a_measured_panel_can_be_scored(measured: Measured, panel: pl.DataFrame) -> None:
    alarm = measured.turns.filter(pl.col("kind") == "breach").row(0, named=True)
    listed = pl.DataFrame({"a": [alarm["a"]], "b": [alarm["b"]], "month": [alarm["detected"]], "kind": ["breach"]})
    assert score_turns(measured.turns, listed, panel).table["hits"].item() == 1


def conflict_panel() -> pl.DataFrame:
    random = np.random.default_rng(2)
    rows = []
    for i in range(60):
        share = random.beta(1, 6)
        for period in months(60):
            share = float(np.clip(share + random.normal(0, 0.03), 0.01, 0.9))
            n = int(random.poisson(3))
            hostile = int(random.binomial(n, share))
            if n:
                rows.append(
                    (f"A{i:02}", "Ruritania", period, 1.0, float(n), float(n - hostile), 0.0, float(hostile), 0.0)
                )
    names = ["a", "b", "period", "mean", "n", "verbal_cooperation", "material_cooperation", "verbal_conflict"]
    return pl.DataFrame(rows, schema=[*names, "material_conflict"], orient="row")


def test_the_binomial_share_beats_a_yearly_mean_and_a_constant() -> None:
    panel = conflict_panel()
    grid = read_panel(panel)
    share = conflict_share(panel)
    hostile = read_panel(panel.with_columns(mean="verbal_conflict")).mean
    memory, weight, usual = fit_share(hostile, grid.n)
    alpha, beta = share_filter(hostile, grid.n, memory, weight, usual)
    model = share_log_score(hostile, grid.n, alpha[:-1], beta[:-1])[12:].sum()
    constant = np.full(grid.shape, usual)
    past = year_mean(read_panel(panel.with_columns(mean=pl.col("verbal_conflict") / pl.col("n"))), usual)
    yearly = np.clip(past, 0.02, 0.98)
    assert model > share_log_score(hostile, grid.n, constant, 1 - constant)[12:].sum()
    assert model > share_log_score(hostile, grid.n, yearly, 1 - yearly)[12:].sum()
    assert share.filter((pl.col("low") > pl.col("share")) | (pl.col("share") > pl.col("high"))).is_empty()
    assert share["forecast"].is_between(0, 1).all()
