"""Fitting the pooled parameters to a panel by maximum likelihood."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import InputError
from detente.relations.grid import Floats, Grid, read_panel
from detente.relations.numeric import minimise
from detente.relations.parameters import NO_DEVIATION, LocalLevel, ModelParameters, Provenance
from detente.relations.priors import Prior, estimate_priors, priors
from detente.relations.state import Filtered, filter_states

BURN_IN = 12
ENOUGH_DYADS = 20
ENOUGH_ROWS = 400
# Dyad-periods a fit looks at, so that it takes seconds however large the panel is.
LARGEST_FIT = 250_000
_ENOUGH_SEEN = 6
_MANY_PERIODS = 400
_LOG_BOUNDS = (-14.0, 6.0)
STRONG = 6.0
_PENALTY_SD = 1.5


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


def _negative_log_likelihood(x: Floats, grid: Grid, start: ModelParameters, prior: Prior, reverting: bool) -> float:
    parameters = _unpack(x, start, reverting)
    # The pair's own part of the prior's variance moves with v_m; what is doubtful of its actors stays.
    moved = Prior(prior.mean, prior.variance - start.v_m + parameters.v_m)
    value = -float(filter_states(grid.mean, grid.n, parameters, moved).log_likelihood(BURN_IN).sum())
    # Weak penalties, worth a few rows of data, keep a variance from running to zero where the data do not care.
    value += float(np.square((x - _pack(start)[: x.size]) / _PENALTY_SD).sum()) / 2
    return value if np.isfinite(value) else 1e12


def _unpack(x: Floats, start: ModelParameters, reverting: bool) -> ModelParameters:
    v = np.exp(np.clip(x, *_LOG_BOUNDS))
    q_m, r, s2, v_m = (float(value) for value in v[:4])
    if not reverting:
        return replace(start, q_m=q_m, r=r, s2=s2, v_m=v_m, phi=0.5, q_z=NO_DEVIATION)
    phi = float(0.001 + 0.998 / (1.0 + np.exp(-x[5])))
    return replace(start, q_m=q_m, r=r, s2=s2, v_m=v_m, phi=phi, q_z=float(v[4]) * (1.0 - phi * phi))


def _pack(p: ModelParameters) -> Floats:
    logs = np.log(np.maximum([p.q_m, p.r, p.s2, p.v_m, p.stationary_variance], 1e-6))
    phi = min(max((p.phi - 0.001) / 0.998, 1e-3), 1 - 1e-3)
    return np.append(logs, np.log(phi / (1 - phi)))


def _maximise(
    grid: Grid,
    start: ModelParameters,
    prior: Prior,
    x: Floats,
    reverting: bool,
    told: NDArray[np.intp],
    rounds: int = 40,
) -> tuple[ModelParameters, float]:
    part, known = grid.select(told), Prior(prior.mean[told], prior.variance[told])
    place, value = minimise(lambda at: _negative_log_likelihood(at, part, start, known, reverting), x, rounds)
    return _unpack(place, start, reverting), -value


def telling(grid: Grid, largest: int = LARGEST_FIT) -> NDArray[np.intp]:
    """The pairs to fit on. Those seen once tell nothing of how a tone moves; of very many, an even sample is enough."""
    seen = (grid.n > 0).sum(axis=0)
    told = np.flatnonzero(seen > 1)
    most = max(ENOUGH_DYADS, largest // grid.shape[0])
    if told.size <= most:
        return told
    by_acts = told[np.argsort(seen[told], kind="stable")]
    return np.sort(by_acts[np.linspace(0, told.size - 1, most).round().astype(np.intp)])


def _start(grid: Grid, scale: str, actors: bool) -> ModelParameters:
    seen = grid.n > 0
    mean = float(np.average(grid.mean[seen], weights=grid.n[seen]))
    spread = max(float(np.var(grid.mean[seen])), 1e-3)
    v_a = spread / 10 if actors else NO_DEVIATION
    return ModelParameters(scale, grid.by, 0.5, spread / 100, spread / 13, spread / 20, spread, mean, spread / 8, v_a)


def fit_grid(
    grid: Grid, scale: str = "given", data: str = "this panel", actors: bool = True, thorough: bool = False
) -> ModelParameters:
    """Fits all pooled parameters to a grid.

    Args:
        grid: the panel. scale, data: kept in the result.
        actors: whether actors have effects; without, every dyad has the same prior.
        thorough: look at all pairs and start twice, however long it takes.

    Raises:
        InputError: the panel is too small.
    """
    reason = too_small_to_fit(grid)
    if reason:
        raise InputError("panel", "small", f"cannot be fitted: {reason}.", "Use the shipped parameters.")
    start = _start(grid, scale, actors)
    prior, _, _ = estimate_priors(grid, start)
    told = telling(grid, grid.mean.size if thorough else LARGEST_FIT)
    # The likelihood is nearly flat in φ: a lasting deviation and a passing one (r) look much alike. So two starts.
    # Of days and weeks much is left of one period in the next, and a second start would take as long as all the rest.
    starts = (0.5, 0.88) if thorough or grid.shape[0] <= _MANY_PERIODS else (0.9,)
    tried = [_maximise(grid, start, prior, _pack(replace(start, phi=phi)), True, told, rounds=6) for phi in starts]
    fitted, _ = max(tried, key=lambda found: found[1])
    # Once more, with actors' effects weighted by the variances that the first round found.
    _, v_a, _ = estimate_priors(grid, fitted)
    start = replace(start, v_a=v_a if actors else NO_DEVIATION, v_m=fitted.v_m)
    prior, _, _ = estimate_priors(grid, replace(fitted, v_a=start.v_a))
    fitted, _ = _maximise(grid, start, prior, _pack(fitted), True, told)
    flat = replace(fitted, q_m=fitted.q_m + fitted.q_z / 4, r=fitted.r + fitted.q_z / 2)
    prior = priors(grid, fitted)
    flat, _ = _maximise(grid, fitted, prior, _pack(flat)[:4], False, told)
    likelihood = float(filter_states(grid.mean, grid.n, fitted, prior).log_likelihood(BURN_IN).sum())
    seen = grid.n > 0
    rows, dyads = int(seen[BURN_IN:].sum()), int(seen.any(axis=0).sum())
    return replace(
        fitted,
        level=LocalLevel(flat.q_m, flat.r, flat.s2, flat.v_m),
        inverse_acts=float((1.0 / grid.n[seen]).mean()),
        provenance=Provenance(data, dt.date.today().isoformat(), dyads, rows, round(likelihood, 2)),
    )


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
    level, prior = filtered.parameters.as_local_level(), filtered.prior
    moved = Prior(prior.mean, prior.variance - filtered.parameters.v_m + level.v_m)
    other = filter_states(grid.mean, grid.n, level, moved).log_likelihood(BURN_IN)
    each = filtered.log_likelihood(BURN_IN) - other
    rows = int((grid.n[BURN_IN:] > 0).sum())
    ratio = float(each.sum())
    difference = 2 * ratio - 2 * float(np.log(max(rows, 1)))
    by_dyad = dict(zip(grid.pairs, each.tolist(), strict=True))
    fitted_on = filtered.parameters.provenance.data
    note = f"compared on {rows} dyad-periods of this panel, with parameters fitted on {fitted_on}"
    return Support(ratio, difference, by_dyad, difference > STRONG, note)
