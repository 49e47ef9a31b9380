from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from fiction import simulated

from detente.errors import ConfigError, DataFileError, InputError
from detente.relations import default_parameters, fit, support_for_reversion
from detente.relations.grid import read_panel
from detente.relations.parameters import DEFAULTS, shipped_parameters
from detente.relations.priors import priors


def test_fit_finds_the_parameters_a_panel_was_drawn_with() -> None:
    found = fit(simulated(dyads=150, length=120))
    assert found.phi == pytest.approx(0.8, abs=0.1)
    assert found.s2 == pytest.approx(6.0, rel=0.15)
    assert found.stationary_variance == pytest.approx(0.3 / (1 - 0.64), rel=0.3)
    assert found.provenance.rows > 10_000
    assert found.provenance.dyads == 150


def test_reversion_is_supported_where_there_is_one_and_not_where_there_is_none() -> None:
    reverting = support_for_reversion(simulated(dyads=100, q_m=0.0005, q_z=0.6))
    walking = support_for_reversion(simulated(dyads=100, q_m=0.15, q_z=1e-6))
    assert reverting.stands
    assert reverting.bic_difference > 20
    assert not walking.stands
    assert len(reverting.by_dyad) == 100


def test_actors_tell_what_to_expect_of_a_pair_first_seen_later_and_no_future_is_used() -> None:
    random = np.random.default_rng(3)
    tone = dict(zip("PQRSTUVW", [2.5, 2, 1, 0, 0, -1, -2, -2.5], strict=True))
    late = [("P", "Q"), ("P", "W"), ("V", "W")]
    rows = [
        (a, b, f"{2000 + t // 12}-{t % 12 + 1:02}-01", tone[a] + tone[b] + random.normal(0, 1), 4.0)
        for a in tone
        for b in tone
        for t in range(60)
        if a < b and ((a, b) not in late or t >= 30)
    ]
    panel = pl.DataFrame(rows, schema=["a", "b", "period", "mean", "n"], orient="row")
    grid = read_panel(panel)
    parameters = fit(panel)
    prior = priors(grid, parameters)
    friends, mixed, foes = (prior.mean[grid.pairs.index(pair)] for pair in late)
    assert friends > 2.0
    assert mixed == pytest.approx(0.0, abs=0.8)
    assert foes < -2.0
    assert prior.variance[grid.pairs.index(("P", "Q"))] < prior.variance[grid.pairs.index(("P", "R"))]
    later = panel.with_columns(mean=pl.when(pl.col("period") >= "2002-01-01").then(-9.0).otherwise("mean"))
    np.testing.assert_array_equal(priors(read_panel(later), parameters).mean, prior.mean)


def test_a_small_panel_cannot_be_fitted_and_says_why() -> None:
    with pytest.raises(InputError, match="5 dyads"):
        fit(simulated(dyads=5))
    with pytest.raises(InputError, match="burn-in"):
        fit(simulated(length=10))


def test_shipped_parameters_have_a_provenance_and_thresholds_that_fall_with_the_budget() -> None:
    assert {(p.scale, p.by) for p in shipped_parameters()} >= {("plover", "month"), ("goldstein", "month")}
    for p in shipped_parameters():
        assert p.provenance.rows > 1000
        assert p.provenance.data
        assert p.level is not None
        for kind in ("breach", "thaw"):
            assert p.threshold(kind, 0.1) >= p.threshold(kind, 0.25) >= p.threshold(kind, 1.0)
        assert p.thresholds["breach"][1][0] == 0.25


def test_a_period_not_shipped_is_rescaled_from_months() -> None:
    month, year = (default_parameters("plover", by) for by in ("month", "year"))
    assert year.phi == pytest.approx(max(month.phi**12, 0.001))
    assert year.q_m == pytest.approx(12 * month.q_m)
    assert year.stationary_variance == pytest.approx(month.stationary_variance)
    assert "rescaled" in year.provenance.data


def test_an_unknown_scale_names_those_there_are() -> None:
    with pytest.raises(ConfigError, match="goldstein, plover"):
        default_parameters("vibes")


def test_a_parameter_file_with_a_wrong_number_is_refused_with_its_line(tmp_path: object) -> None:
    text = DEFAULTS.read_text(encoding="utf-8")
    line = next(i for i, row in enumerate(text.splitlines(), 1) if row.startswith("- scale"))
    wrong = DEFAULTS.__class__(str(tmp_path)) / "parameters.yaml"
    first_phi = next(row for row in text.splitlines() if row.strip().startswith("phi:"))
    wrong.write_text(text.replace(first_phi, "  phi: 1.5", 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=f"line {line}: phi is 1.5"):
        shipped_parameters(wrong)
