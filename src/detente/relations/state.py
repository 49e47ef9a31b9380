"""The state of every dyad over time: a Kalman filter and a Rauch-Tung-Striebel smoother over all dyads at once.

tone = m + z; the baseline m is a random walk, the deviation z an AR(1); an observed mean of n acts has the
variance r + s²/n. Both states are two numbers a dyad, so the matrices are written out, element by element.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.relations.grid import Floats
from detente.relations.parameters import ModelParameters
from detente.relations.priors import Prior


@dataclass(frozen=True, slots=True)
class Moments:
    """Means and covariances of (m, z), each of shape (periods, dyads)."""

    m: Floats
    z: Floats
    mm: Floats
    mz: Floats
    zz: Floats

    @property
    def tone(self) -> Floats:
        """Mean of m + z."""
        return self.m + self.z

    @property
    def tone_variance(self) -> Floats:
        """Variance of m + z."""
        return self.mm + 2 * self.mz + self.zz


@dataclass(frozen=True, slots=True)
class Filtered:
    """What is known of each period once it is seen, and how far it surprised.

    Attributes:
        known: moments given this period and those before.
        surprise: observed mean less the predicted one, shape (periods, dyads); 0 without acts.
        precision: one over the variance of the surprise; 0 without acts.
        prior: baseline expected before the first act.
        started: 1 from the period after a dyad's first act on, else 0: its baseline walks only from then.
        parameters: those of the run.
    """

    known: Moments
    surprise: Floats
    precision: Floats
    prior: Prior
    started: Floats
    parameters: ModelParameters

    def log_likelihood(self, burn_in: int = 0) -> Floats:
        """Log-likelihood of each dyad's observations, shape (dyads,), leaving out the first ``burn_in`` periods."""
        precision = self.precision[burn_in:]
        seen = precision > 0
        # log(2πF) of the periods with acts; 1 stands in for the rest, whose logarithm adds nothing.
        size = np.log(np.where(seen, precision, 1.0)) - np.log(2 * np.pi) * seen
        total: Floats = 0.5 * (size - self.surprise[burn_in:] ** 2 * precision).sum(axis=0)
        return total

    def predicted(self) -> Moments:
        """Moments of every period given the periods before it."""
        p, known = self.parameters, self.known
        before = _moments(known.m.shape)
        before.m[0], before.m[1:] = self.prior.mean, known.m[:-1]
        before.z[0], before.z[1:] = 0.0, p.phi * known.z[:-1]
        before.mm[0], before.mm[1:] = self.prior.variance, known.mm[:-1] + p.q_m * self.started[1:]
        before.mz[0], before.mz[1:] = 0.0, p.phi * known.mz[:-1]
        before.zz[0], before.zz[1:] = p.stationary_variance, p.phi * p.phi * known.zz[:-1] + p.q_z
        return before


def _moments(shape: tuple[int, int]) -> Moments:
    return Moments(*np.empty((5, *shape)))


def filter_states(mean: Floats, n: Floats, parameters: ModelParameters, prior: Prior) -> Filtered:
    """Runs the Kalman filter forward over all dyads.

    Args:
        mean: observed means, shape (periods, dyads).
        n: effective number of acts, same shape; 0 is a missing observation.
        parameters: the variances and φ, one set for all dyads.
        prior: the baseline expected of each dyad before its first act.

    Source: the Kalman filter, with r + s²/n for the variance of an observed mean of n acts.
    """
    p, known = parameters, _moments(mean.shape)
    surprise, precision = np.empty((2, *mean.shape))
    m, z, mm, mz, zz, from_m, from_z, work = np.empty((8, mean.shape[1]))
    m[:], z[:], mm[:], mz[:], zz[:] = prior.mean, 0.0, prior.variance, 0.0, p.stationary_variance
    started = np.zeros_like(mean)
    started[1:] = np.logical_or.accumulate(n[:-1] > 0, axis=0)
    for t in range(mean.shape[0]):
        if t:
            np.multiply(z, p.phi, out=z)
            np.multiply(started[t], p.q_m, out=work)
            np.add(mm, work, out=mm)
            np.multiply(mz, p.phi, out=mz)
            np.multiply(zz, p.phi * p.phi, out=zz)
            zz += p.q_z
        np.add(mm, mz, out=from_m)
        np.add(mz, zz, out=from_z)
        # n / (n·F) rather than 1 / F: the gain of a period without acts is then 0, and no branch is needed.
        gain, step = precision[t], surprise[t]
        np.add(from_m, from_z, out=work)
        work += p.r
        work *= n[t]
        work += p.s2
        np.divide(n[t], work, out=gain)
        np.subtract(mean[t], m, out=step)
        step -= z
        _update(m, known.m[t], from_m, step, gain, work, np.add)
        _update(z, known.z[t], from_z, step, gain, work, np.add)
        _update(mm, known.mm[t], from_m, from_m, gain, work, np.subtract)
        _update(mz, known.mz[t], from_m, from_z, gain, work, np.subtract)
        _update(zz, known.zz[t], from_z, from_z, gain, work, np.subtract)
    surprise *= n > 0
    return Filtered(known, surprise, precision, prior, started, p)


def _update(now: Floats, kept: Floats, one: Floats, other: Floats, gain: Floats, work: Floats, sign: np.ufunc) -> None:
    """``now`` plus or minus gain · one · other, in place, with a copy kept; nothing is allocated."""
    np.multiply(one, other, out=work)
    np.multiply(work, gain, out=work)
    sign(now, work, out=now)
    kept[:] = now


def smooth_states(filtered: Filtered) -> Moments:
    """Runs the Rauch-Tung-Striebel smoother backward: each period given all periods, earlier and later.

    Source: the Rauch-Tung-Striebel smoother. The gain J = P F' S^-1, with S = F P F' + Q predicted for the next period,
    is written as F^-1 (I - Q S^-1): with F = diag(1, φ) and Q diagonal that takes few operations.
    """
    known, p = filtered.known, filtered.parameters
    phi, q_z = p.phi, p.q_z
    smooth = _moments(known.m.shape)
    last = known.m.shape[0] - 1
    for target, source in zip(_arrays(smooth), _arrays(known), strict=True):
        target[last] = source[last]
    work = np.empty(known.m.shape[1])
    for t in range(last - 1, -1, -1):
        q_m = p.q_m * filtered.started[t + 1]
        s_mm, s_mz, s_zz = known.mm[t] + q_m, phi * known.mz[t], phi * phi * known.zz[t] + q_z
        scale = 1.0 / (s_mm * s_zz - s_mz * s_mz)
        cross = s_mz * scale
        j_mm, j_mz = 1.0 - s_zz * scale * q_m, cross * q_m
        j_zm, j_zz = cross * (q_z / phi), 1.0 / phi - s_mm * scale * (q_z / phi)
        d_m, d_z = smooth.m[t + 1] - known.m[t], smooth.z[t + 1] - phi * known.z[t]
        d_mm, d_mz, d_zz = smooth.mm[t + 1] - s_mm, smooth.mz[t + 1] - s_mz, smooth.zz[t + 1] - s_zz
        left_m, left_z = j_mm * d_mm + j_mz * d_mz, j_mm * d_mz + j_mz * d_zz
        right_m, right_z = j_zm * d_mm + j_zz * d_mz, j_zm * d_mz + j_zz * d_zz
        for source, target, one, two, by_one, by_two in (
            (known.m, smooth.m, j_mm, j_mz, d_m, d_z),
            (known.z, smooth.z, j_zm, j_zz, d_m, d_z),
            (known.mm, smooth.mm, j_mm, j_mz, left_m, left_z),
            (known.mz, smooth.mz, j_zm, j_zz, left_m, left_z),
            (known.zz, smooth.zz, j_zm, j_zz, right_m, right_z),
        ):
            row = target[t]
            np.multiply(one, by_one, out=row)
            row += source[t]
            np.multiply(two, by_two, out=work)
            row += work
    return smooth


def _arrays(moments: Moments) -> tuple[Floats, ...]:
    return moments.m, moments.z, moments.mm, moments.mz, moments.zz
