"""Fitting the pooled parameters to a panel by maximum likelihood."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detente.errors import InputError
from detente.relations.grid import Floats, Grid, read_panel
from detente.relations.numeric import minimise
from detente.relations.parameters import NO_DEVIATION, LocalLevel, ModelParameters, Provenance
from detente.relations.state import Filtered, filter_states

BURN_IN = 12
ENOUGH_DYADS = 20
ENOUGH_ROWS = 400
_ENOUGH_SEEN = 6
_LOG_BOUNDS = (-14.0, 6.0)
STRONG = 6.0


@dataclass(frozen=True, slots=True)
class Support:
    """How far a panel supports a return to a baseline over a count-weighted local level.

    Attributes:
        log_likelihood_ratio: log-likelihood of the reverting model less that of the local level, pooled.
        bic_difference: BIC of the local level less that of the reverting model; above 6 is strong support.
        by_dyad: the log-likelihood difference of each pair, in the order of the series.
        stands: whether recovery *to baseline* may be claimed at all.
        note: where the comparison was made, in words.
    """

    log_likelihood_ratio: float
    bic_difference: float
    by_dyad: dict[tuple[str, str], float]
    stands: bool
    note: str


def too_small_to_fit(grid: Grid) -> str:
    """Says why a panel is too small to be fitted, or gives an empty string."""
    seen = grid.n > 0
    dyads = int((seen.sum(axis=0) >= _ENOUGH_SEEN).sum())
    if grid.shape[0] <= BURN_IN:
        return f"the panel has {grid.shape[0]} periods, no more than the {BURN_IN} of burn-in"
    if dyads < ENOUGH_DYADS:
        return f"{dyads} dyads have acts in {_ENOUGH_SEEN} periods or more; a fit wants {ENOUGH_DYADS}"
    rows = int(seen[BURN_IN:].sum())
    if rows < ENOUGH_ROWS:
        return f"{rows} dyad-periods after burn-in have acts; a fit wants {ENOUGH_ROWS}"
    return ""


def actor_effects(grid: Grid, within: float, between: float, last: int | None = None) -> tuple[float, dict[str, float]]:
    """Estimates the global mean and what each actor adds, by ridge regression of the dyads' mean scores.

    Args:
        within: variance of a single act; between: variance of dyads about the sum of their actors' effects.
        last: use the periods before this one only.
    """
    n = grid.n[:last].sum(axis=0)
    used = np.flatnonzero(n > 0)
    actors = sorted({name for i in used for name in grid.pairs[i]})
    place = {name: k for k, name in enumerate(actors)}
    y = (grid.n[:last] * grid.mean[:last]).sum(axis=0)[used] / n[used]
    weight = 1.0 / (between + within / n[used])
    left = np.array([place[grid.pairs[i][0]] for i in used], dtype=np.intp)
    right = np.array([place[grid.pairs[i][1]] for i in used], dtype=np.intp)
    mean, u = float(np.average(y, weights=weight)) if used.size else 0.0, np.zeros(len(actors))
    # Backfitting: the penalised least squares of an additive model, without a matrix of all actors.
    total = np.bincount(left, weight, len(actors)) + np.bincount(right, weight, len(actors))
    for _ in range(50):
        for mine, other in ((left, right), (right, left)):
            rest = weight * (y - mean - u[other] - u[mine])
            u = u + np.bincount(mine, rest, len(actors)) / (total + 1.0 / max(between, 1e-6))
        mean += float(np.average(y - mean - u[left] - u[right], weights=weight)) if used.size else 0.0
    return mean, {name: float(u[k]) for name, k in place.items()}


def _negative_log_likelihood(x: Floats, grid: Grid, start: ModelParameters, reverting: bool) -> float:
    parameters = _unpack(x, start, reverting)
    filtered = filter_states(grid.mean, grid.n, parameters, start.prior(grid.pairs))
    value = -float(filtered.log_likelihood(BURN_IN).sum())
    return value if np.isfinite(value) else 1e12


def _unpack(x: Floats, start: ModelParameters, reverting: bool) -> ModelParameters:
    v = np.exp(np.clip(x, *_LOG_BOUNDS))
    if not reverting:
        return replace(
            start, q_m=float(v[0]), r=float(v[1]), s2=float(v[2]), v_m=float(v[3]), phi=0.5, q_z=NO_DEVIATION
        )
    phi = float(0.001 + 0.998 / (1.0 + np.exp(-x[5])))
    q_z = float(v[4]) * (1.0 - phi * phi)
    return replace(start, q_m=float(v[0]), r=float(v[1]), s2=float(v[2]), v_m=float(v[3]), phi=phi, q_z=q_z)


def _start(grid: Grid, scale: str, actors: bool) -> tuple[ModelParameters, Floats]:
    seen = grid.n > 0
    spread = float(np.var(grid.mean[seen])) if seen.any() else 1.0
    spread = max(spread, 1e-3)
    mean, effects = actor_effects(grid, spread, spread / 4)
    effects = effects if actors else {}
    start = ModelParameters(
        scale, grid.by, 0.7, spread / 100, spread / 20, spread / 20, spread, mean, spread / 4, effects
    )
    return start, np.log([spread / 100, spread / 20, spread, spread / 4, spread / 10])


def _maximise(grid: Grid, start: ModelParameters, x: Floats, reverting: bool) -> tuple[ModelParameters, float]:
    place, value = minimise(lambda at: _negative_log_likelihood(at, grid, start, reverting), x)
    return _unpack(place, start, reverting), -value


def fit_grid(grid: Grid, scale: str = "given", data: str = "this panel", actors: bool = True) -> ModelParameters:
    """Fits all pooled parameters to a grid; without ``actors``, every dyad has the same prior.

    Raises:
        InputError: the panel is too small.
    """
    reason = too_small_to_fit(grid)
    if reason:
        raise InputError("panel", "small", f"cannot be fitted: {reason}.", "Use the shipped parameters.")
    start, x = _start(grid, scale, actors)
    # The likelihood is nearly flat in φ: a lasting deviation and a passing one (r) look much alike. So two starts.
    tried = [_maximise(grid, start, np.append(x, logit), True) for logit in (0.0, 2.0)]
    fitted, likelihood = max(tried, key=lambda found: found[1])
    # Once more, with the actor effects weighted by the variances that the first round found.
    mean, effects = actor_effects(grid, fitted.s2, fitted.v_m)
    start = replace(start, mean=mean, effects=effects if actors else {})
    logs = np.log(np.maximum([fitted.q_m, fitted.r, fitted.s2, fitted.v_m, fitted.stationary_variance], 1e-6))
    phi = np.clip(fitted.phi, 0.01, 0.99)
    fitted, likelihood = _maximise(grid, start, np.append(logs, np.log(phi / (1 - phi))), True)
    rows, dyads = int((grid.n[BURN_IN:] > 0).sum()), int((grid.n > 0).any(axis=0).sum())
    source = Provenance(data, dt.date.today().isoformat(), dyads, rows, round(likelihood, 2))
    x = np.log(np.maximum([fitted.q_m + fitted.q_z / 4, fitted.r + fitted.q_z / 2, fitted.s2, fitted.v_m], 1e-6))
    flat, _ = _maximise(grid, fitted, x, False)
    fitted = replace(fitted, level=LocalLevel(flat.q_m, flat.r, flat.s2, flat.v_m))
    seen = grid.n > 0
    return replace(fitted, inverse_acts=float((1.0 / grid.n[seen]).mean()), provenance=source)


def fit(panel: Any, by: str = "month", scale: str = "given", data: str = "this panel") -> ModelParameters:
    """Fits the pooled parameters to a panel by maximum likelihood, after 12 periods of burn-in.

    Args:
        panel: table with ``a, b, period, mean, n``, as for ``measure``.
        by: length of a period.
        scale: name of the score, kept in the result.
        data: name of the source, kept in the result.

    Raises:
        InputError: the panel is malformed or too small.
    """
    return fit_grid(read_panel(panel, by), scale, data)


def compare_with_local_level(grid: Grid, filtered: Filtered) -> Support:
    """Compares a run of the reverting model with the local level that was fitted beside it.

    Source: Schwarz's BIC; the reverting model has two parameters more. Above 6 is called strong by custom.
    """
    level = filtered.parameters.as_local_level()
    other = filter_states(grid.mean, grid.n, level, filtered.prior).log_likelihood(BURN_IN)
    each = filtered.log_likelihood(BURN_IN) - other
    rows = int((grid.n[BURN_IN:] > 0).sum())
    ratio = float(each.sum())
    difference = 2 * ratio - 2 * float(np.log(max(rows, 1)))
    by_dyad = dict(zip(grid.pairs, each.tolist(), strict=True))
    fitted_on = filtered.parameters.provenance.data
    note = f"compared on {rows} dyad-periods of this panel, with parameters fitted on {fitted_on}"
    return Support(ratio, difference, by_dyad, difference > STRONG, note)
