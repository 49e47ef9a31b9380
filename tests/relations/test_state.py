from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.tsa.statespace.mlemodel import MLEModel

from detente.errors import ConfigError
from detente.relations import default_parameters
from detente.relations.priors import Prior
from detente.relations.state import filter_states, smooth_states

P = default_parameters("goldstein")
START = Prior(np.full(3, 0.5), np.full(3, 1.25))


def observations(length: int = 40, dyads: int = 3) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    n = random.poisson(1.2, size=(length, dyads)).astype(float)
    n[0] = 2.0
    return np.where(n > 0, random.normal(1, 3, size=n.shape), 0.0), n


def test_filter_and_smoother_agree_with_statsmodels_with_missing_periods() -> None:
    mean, n = observations()
    filtered = filter_states(mean, n, P, START)
    smooth = smooth_states(filtered)
    for i in range(n.shape[1]):
        model = MLEModel(np.where(n[:, i] > 0, mean[:, i], np.nan), k_states=2, k_posdef=2)
        model["design"], model["transition"] = np.array([[1.0, 1.0]]), np.diag([1.0, P.phi])
        model["selection"], model["state_cov"] = np.eye(2), np.diag([P.q_m, P.q_z])
        model.ssm["obs_cov"] = (P.r + P.s2 / np.maximum(n[:, i], 1.0))[None, None, :]
        model.ssm.initialize_known(np.array([0.5, 0.0]), np.diag([1.25, P.stationary_variance]))
        result = model.ssm.smooth()
        np.testing.assert_allclose(filtered.known.m[:, i], result.filtered_state[0], atol=1e-9)
        np.testing.assert_allclose(filtered.known.zz[:, i], result.filtered_state_cov[1, 1], atol=1e-9)
        np.testing.assert_allclose(smooth.z[:, i], result.smoothed_state[1], atol=1e-9)
        np.testing.assert_allclose(smooth.mz[:, i], result.smoothed_state_cov[0, 1], atol=1e-9)
        np.testing.assert_allclose(smooth.tone_variance[:, i], result.smoothed_state_cov.sum(axis=(0, 1)), atol=1e-9)
        assert filtered.log_likelihood()[i] == pytest.approx(result.llf_obs.sum(), abs=1e-8)


def test_predicted_moments_are_those_of_the_step_before() -> None:
    mean, n = observations()
    filtered = filter_states(mean, n, P, START)
    before = filtered.predicted()
    np.testing.assert_allclose(before.tone[1:], filtered.known.m[:-1] + P.phi * filtered.known.z[:-1])
    seen = n > 0
    np.testing.assert_allclose(filtered.surprise[seen], (mean - before.tone)[seen])
    np.testing.assert_allclose(1 / filtered.precision[seen], (before.tone_variance + P.r)[seen] + P.s2 / n[seen])


def test_later_periods_change_nothing_that_the_filter_said() -> None:
    mean, n = observations()
    other = mean.copy()
    other[25:] = 9.0
    before, after = (filter_states(x, n, P, START).known.tone for x in (mean, other))
    np.testing.assert_array_equal(before[:25], after[:25])
    assert not np.allclose(before[25:], after[25:])


@pytest.mark.parametrize(("name", "value"), [("phi", 1.0), ("phi", 0.0), ("q_z", 0.0), ("s2", -1.0), ("r", -0.1)])
def test_numbers_the_smoother_cannot_use_are_refused(name: str, value: float) -> None:
    with pytest.raises(ConfigError, match=name):
        replace(P, **{name: value})
