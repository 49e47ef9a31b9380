"""The numbers of the relation model: what they are, where they come from, and the shipped defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from detente.datafiles import Entry, read_yaml
from detente.errors import ConfigError
from detente.relations.grid import PERIODS, PERIODS_A_YEAR

DEFAULTS = Path(__file__).with_name("parameters.yaml")
DEFAULT_SCALE = "plover"
# A variance that makes the deviation nothing, which turns the reverting model into a local level.
NO_DEVIATION = 1e-9


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a set of parameters was fitted.

    Attributes:
        data: name of the source, or "this panel".
        when: ISO date of the fit.
        dyads, rows: dyads fitted on; dyad-periods with events among them.
        log_likelihood: of those rows after burn-in, natural log.
    """

    data: str
    when: str
    dyads: int
    rows: int
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class LocalLevel:
    """The count-weighted local level fitted to the same data: variances of its step, of a period, an act, a start."""

    q_m: float
    r: float
    s2: float
    v_m: float


@dataclass(frozen=True, slots=True)
class ModelParameters:
    """One set for all dyads of a scale and a source; variances are in squared points of the scale, per period.

    Attributes:
        scale: the score in the panel, such as ``plover`` or ``goldstein``; scales are never mixed.
        by: length of a period.
        phi: share of a deviation left after one period, 0 to 1.
        q_m, q_z: variances of the steps of baseline and deviation.
        r: variance of a period's mean that no number of acts removes.
        s2: variance of a single act's score.
        mean: baseline expected of a dyad nothing is known of.
        v_m: variance of a pair's baseline about what its two actors let expect.
        v_a: variance of what an actor adds to the baselines of all its pairs.
        scale_weight: number of observations that the common size of surprises weighs against a dyad's own.
        scale_memory: share of a dyad's own surprises kept from one observation to the next, 0 to 1.
        acts_weight: the same as scale_weight, for the number of acts to be expected.
        inverse_acts: mean of 1/n over the periods with acts.
        thresholds: for breach and thaw, (budget, alarm threshold) pairs, used when a panel is too small to set its own.
        level: the local level fitted beside, against which support for reversion is measured.
        provenance: where all this was fitted.
    """

    scale: str
    by: str
    phi: float
    q_m: float
    q_z: float
    r: float
    s2: float
    mean: float
    v_m: float
    v_a: float
    scale_weight: float = 10.0
    scale_memory: float = 0.97
    acts_weight: float = 2.0
    inverse_acts: float = 0.6
    thresholds: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    level: LocalLevel | None = None
    provenance: Provenance = Provenance("unknown", "", 0, 0, float("nan"))

    def __post_init__(self) -> None:
        """Refuses numbers that the smoother could only divide by zero with.

        Raises:
            ConfigError: φ is outside 0.001 to 0.999, or a variance is not above 0.
        """
        if not 0.001 <= self.phi <= 0.999:
            raise ConfigError(f"phi is {self.phi}.", "It must lie between 0.001 and 0.999.")
        for name in ("q_z", "s2", "v_m", "v_a"):
            if not getattr(self, name) > 0:
                raise ConfigError(f"{name} is {getattr(self, name)}.", "A variance must be above 0.")
        for name in ("q_m", "r"):
            if not getattr(self, name) >= 0:
                raise ConfigError(f"{name} is {getattr(self, name)}.", "A variance must not be negative.")

    @property
    def stationary_variance(self) -> float:
        """Variance of the deviation when nothing of it is known."""
        return self.q_z / (1.0 - self.phi * self.phi)

    def as_local_level(self) -> ModelParameters:
        """The local level as a model whose deviation is nothing.

        Raises:
            ConfigError: none was fitted beside these parameters.
        """
        if self.level is None:
            raise ConfigError(
                "These parameters have no local level beside them.", "Fit them with detente.relations.fit."
            )
        own = self.level
        return replace(self, q_m=own.q_m, r=own.r, s2=own.s2, v_m=own.v_m, phi=0.5, q_z=NO_DEVIATION)

    @property
    def half_life(self) -> float:
        """Periods after which half of a deviation is left."""
        return float(np.log(0.5) / np.log(self.phi)) if 0 < self.phi < 1 else 0.0

    def threshold(self, kind: str, budget: float) -> float:
        """Gives the alarm threshold at a budget of alarms a dyad-year, between the shipped budgets by their logarithm.

        Raises:
            ConfigError: these parameters have no threshold for the kind.
        """
        if not self.thresholds.get(kind):
            raise ConfigError(f"No {kind} threshold for the scale '{self.scale}'.", "Add it to parameters.yaml.")
        budgets, levels = zip(*sorted(self.thresholds[kind]), strict=True)
        return float(np.interp(np.log(max(budget, 1e-6)), np.log(budgets), levels))

    def rescaled(self, by: str) -> ModelParameters:
        """Converts to another length of period; the deviation's variance stays, the walk's grows with time.

        Raises:
            ConfigError: not a period.
        """
        if by not in PERIODS:
            raise ConfigError(f"'{by}' is not a period.", f"Use one of {', '.join(PERIODS)}.")
        ratio = PERIODS_A_YEAR[self.by] / PERIODS_A_YEAR[by]
        if ratio == 1.0:
            return self
        phi = min(max(self.phi**ratio, 0.001), 0.999)
        source = replace(self.provenance, data=f"{self.provenance.data} (by {self.by}, rescaled)")
        q_z = self.stationary_variance * (1.0 - phi * phi)
        level = None if self.level is None else replace(self.level, q_m=self.level.q_m * ratio)
        return replace(self, by=by, phi=phi, q_m=self.q_m * ratio, q_z=q_z, level=level, provenance=source)


_NUMBERS = ("phi", "q_m", "q_z", "r", "s2", "mean", "v_m", "v_a")
_TUNING = ("scale_weight", "scale_memory", "acts_weight", "inverse_acts")
_SOURCE = ("data", "when", "dyads", "rows", "log_likelihood")


def _read_entry(entry: Entry) -> ModelParameters:
    entry.require("scale", "by", *_NUMBERS, *_TUNING, "thresholds", "level", "provenance")
    entry.allow("scale", "by", *_NUMBERS, *_TUNING, "thresholds", "level", "provenance")
    values: dict[str, Any] = {}
    for name in (*_NUMBERS, *_TUNING):
        if not isinstance(entry[name], int | float) or (name != "mean" and entry[name] < 0):
            raise entry.error(f"'{name}' is {entry[name]!r}, not a number of at least 0")
        values[name] = float(entry[name])
    if entry["by"] not in PERIODS:
        raise entry.error(f"'{entry['by']}' is not a period", f"Use one of {', '.join(PERIODS)}.")
    if not 0.001 <= values["phi"] <= 0.999:
        raise entry.error(f"phi is {values['phi']}", "It must lie between 0.001 and 0.999.")
    source: Entry = entry["provenance"]
    source.require(*_SOURCE)
    source.allow(*_SOURCE)
    thresholds = {
        str(kind): tuple((float(budget), float(level)) for budget, level in levels.items())
        for kind, levels in entry["thresholds"].items()
    }
    provenance = Provenance(**{name: source[name] for name in _SOURCE})
    level = LocalLevel(**{name: float(entry["level"][name]) for name in ("q_m", "r", "s2", "v_m")})
    return ModelParameters(
        scale=str(entry["scale"]), by=entry["by"], thresholds=thresholds, level=level, provenance=provenance, **values
    )


@cache
def shipped_parameters(path: Path = DEFAULTS) -> tuple[ModelParameters, ...]:
    """Reads the shipped parameter sets, one a scale and period length.

    Raises:
        DataFileError: an entry lacks a number, or has one that cannot be.
    """
    return tuple(_read_entry(entry) for entry in read_yaml(path))


def default_parameters(scale: str = DEFAULT_SCALE, by: str = "month") -> ModelParameters:
    """Gives the shipped set of a scale; for a period length that is not shipped, the monthly one rescaled.

    Raises:
        ConfigError: no set of this scale, or not a period.
    """
    of_scale = {p.by: p for p in shipped_parameters() if p.scale == scale}
    if not of_scale:
        known = sorted({p.scale for p in shipped_parameters()})
        raise ConfigError(f"No parameters are shipped for the scale '{scale}'.", f"Shipped: {', '.join(known)}.")
    return of_scale[by] if by in of_scale else of_scale["month"].rescaled(by)
