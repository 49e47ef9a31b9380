"""How a relationship goes: series, turning points and channels of every dyad, from tables alone.

``measure`` takes any panel of dyads and periods; ``aggregate`` makes one from gathered events.
"""

from __future__ import annotations

from detente.relations.channels import channels, sovereignty, stated, third_party
from detente.relations.counts import (
    acts_by_dyad,
    aggregate,
    country_aggregated,
    counts_for_dyad,
    event_pulls,
    uncounted,
)
from detente.relations.course import Measured, forecast_next, measure, support_for_reversion
from detente.relations.evidence import aggregation_bias, coverage, turns_with_coverage
from detente.relations.fitting import Support, fit
from detente.relations.grid import Period
from detente.relations.parameters import ModelParameters, Provenance, default_parameters
from detente.relations.scoring import Backtest, Detection, backtest, score_turns
from detente.relations.shares import conflict_share

__all__ = [
    "Backtest",
    "Detection",
    "Measured",
    "ModelParameters",
    "Period",
    "Provenance",
    "Support",
    "acts_by_dyad",
    "aggregate",
    "aggregation_bias",
    "backtest",
    "channels",
    "conflict_share",
    "country_aggregated",
    "counts_for_dyad",
    "coverage",
    "default_parameters",
    "event_pulls",
    "fit",
    "forecast_next",
    "measure",
    "score_turns",
    "sovereignty",
    "stated",
    "support_for_reversion",
    "third_party",
    "turns_with_coverage",
    "uncounted",
]
