"""One-step forecasts of a period's mean score, made before the period is seen, with an honest spread.

Two things about the coming period are unknown beside its tone: how many acts it will have, and how large this dyad's
surprises run. Both are learned from the dyad's own past, shrunk to what is common to all dyads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.relations.grid import Floats, Grid
from detente.relations.parameters import ModelParameters
from detente.relations.state import Filtered

# A single surprise may not say more than this of a dyad's scale: four standard deviations, squared.
_LARGEST = 16.0
_ACTS_MEMORY = 0.9


@dataclass(frozen=True, slots=True)
class Forecast:
    """Forecasts of every period, each of shape (periods, dyads).

    Attributes:
        mean, sd: of the observed mean of the period, given the periods before.
        scale_before, scale: the dyad's own factor on all variances, before the period and once it is seen.
        inverse_acts: mean of 1/n that is expected.
    """

    mean: Floats
    sd: Floats
    scale_before: Floats
    scale: Floats
    inverse_acts: Floats


def own_scale(filtered: Filtered, parameters: ModelParameters) -> tuple[Floats, Floats]:
    """Learns each dyad's factor on the variances: a discounted mean of its squared standardised surprises.

    Gives the factor before and after each period. Source: discounted variance learning, as in Bayesian dynamic linear
    models, with surprises cut at four standard deviations.
    """
    p = parameters
    seen = filtered.precision > 0
    size = np.minimum(filtered.surprise**2 * filtered.precision, _LARGEST)
    total, count = np.zeros(seen.shape[1]), np.zeros(seen.shape[1])
    before, after = np.empty(seen.shape), np.empty(seen.shape)
    for t in range(seen.shape[0]):
        before[t] = (p.scale_weight + total) / (p.scale_weight + count)
        total = np.where(seen[t], p.scale_memory * total + size[t], total)
        count = np.where(seen[t], p.scale_memory * count + 1.0, count)
        after[t] = (p.scale_weight + total) / (p.scale_weight + count)
    return before, after


def expected_inverse_acts(n: Floats, parameters: ModelParameters) -> Floats:
    """Expects 1/n of a coming period that has acts: a discounted mean of the dyad's own past, before each period."""
    p = parameters
    seen = n > 0
    inverse = 1.0 / np.where(seen, n, 1.0)
    total, count = np.zeros(n.shape[1]), np.zeros(n.shape[1])
    expected = np.empty(n.shape)
    for t in range(n.shape[0]):
        expected[t] = (p.acts_weight * p.inverse_acts + total) / (p.acts_weight + count)
        total = np.where(seen[t], _ACTS_MEMORY * total + inverse[t], total)
        count = np.where(seen[t], _ACTS_MEMORY * count + 1.0, count)
    return expected


def one_step(grid: Grid, filtered: Filtered, parameters: ModelParameters) -> Forecast:
    """Forecasts each period's observed mean from the periods before it."""
    before, after = own_scale(filtered, parameters)
    inverse = expected_inverse_acts(grid.n, parameters)
    predicted = filtered.predicted()
    variance = predicted.tone_variance
    observed = np.sqrt(before * (variance + parameters.r + parameters.s2 * inverse))
    return Forecast(predicted.tone, observed, before, after, inverse)


def ahead(grid: Grid, filtered: Filtered, parameters: ModelParameters, steps: int) -> tuple[Floats, Floats, Floats]:
    """Forecasts the next periods after the last: mean tone, sd of the tone, sd of an observed mean; (steps, dyads)."""
    p, known = parameters, filtered.known
    forecast = one_step(grid, filtered, p)
    scale = forecast.scale[-1]
    inverse = forecast.inverse_acts[-1]
    h = np.arange(1, steps + 1)[:, None]
    decay = p.phi**h
    tone = known.m[-1] + decay * known.z[-1]
    grown = p.stationary_variance * (1 - decay**2)
    variance = known.mm[-1] + h * p.q_m + 2 * decay * known.mz[-1] + decay**2 * known.zz[-1] + grown
    return tone, np.sqrt(scale * variance), np.sqrt(scale * (variance + p.r + p.s2 * inverse))
