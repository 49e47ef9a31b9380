"""Two pieces of numerical mathematics, so that the measure needs NumPy alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from detente.relations.grid import Floats

_COEFFICIENTS = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def normal_cdf(x: Floats) -> Floats:
    """Gives the standard normal distribution function, to 1e-7.

    Source: the rational approximation of the error function by Hastings, with five terms.
    """
    values = np.asarray(x, dtype=np.float64)
    t = 1.0 / (1.0 + 0.3275911 * np.abs(values) / np.sqrt(2.0))
    tail = np.zeros_like(values)
    for c in reversed(_COEFFICIENTS):
        tail = t * (c + tail)
    tail *= 0.5 * np.exp(-0.5 * values * values)
    return np.where(values >= 0, 1.0 - tail, tail)


def normal_cdf_at(x: float) -> float:
    """Gives the standard normal distribution function of one number."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def _gradient(function: Callable[[Floats], float], x: Floats, step: float = 1e-4) -> Floats:
    slopes = np.empty_like(x)
    for k in range(x.size):
        shift = np.zeros_like(x)
        shift[k] = step
        slopes[k] = (function(x + shift) - function(x - shift)) / (2 * step)
    return slopes


def minimise(
    function: Callable[[Floats], float], start: Floats, rounds: int = 60, tolerance: float = 0.02
) -> tuple[Floats, float]:
    """Minimises a smooth function of a few variables; gives the place and the value.

    Stops when a round gains less than ``tolerance``, after the slope has been measured afresh.
    Source: the BFGS quasi-Newton method with backtracking; slopes by central differences.
    """
    x, value = start.astype(np.float64), function(start)
    slope, inverse = _gradient(function, x), np.eye(start.size)
    inverse /= max(1.0, float(np.abs(slope).max()))
    for _ in range(rounds):
        direction = -inverse @ slope
        largest = np.abs(direction).max()
        direction *= min(1.0, 2.0 / max(float(largest), 1e-12))
        drop, length = float(slope @ direction), 1.0
        while (new := function(x + length * direction)) > value + 1e-4 * length * drop and length > 1e-6:
            length /= 2
        if not new < value - tolerance:
            return (x + length * direction, new) if new < value else (x, value)
        step = length * direction
        x, value = x + step, new
        next_slope = _gradient(function, x)
        change = next_slope - slope
        slope, curve = next_slope, float(change @ step)
        if curve > 1e-10:
            left = np.eye(x.size) - np.outer(step, change) / curve
            inverse = left @ inverse @ left.T + np.outer(step, step) / curve
    return x, value
