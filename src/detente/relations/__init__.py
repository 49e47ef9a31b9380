"""How a relationship goes: series, turning points and channels of every dyad, from tables alone.

``measure`` takes any panel of dyads and periods; ``aggregate`` makes one from gathered events.
"""

from __future__ import annotations

from detente.relations.backtest import Backtest, Detection, backtest, score_turns
from detente.relations.counts import aggregate, counts_for_dyad, country_aggregated, event_pulls, node_of, uncounted
from detente.relations.fitting import Support, fit
from detente.relations.measure import Measured, forecast_next, measure, support_for_reversion
from detente.relations.parameters import ModelParameters, Provenance, default_parameters

__all__ = [
    "Backtest",
    "Detection",
    "Measured",
    "ModelParameters",
    "Provenance",
    "Support",
    "aggregate",
    "backtest",
    "counts_for_dyad",
    "country_aggregated",
    "default_parameters",
    "event_pulls",
    "fit",
    "forecast_next",
    "measure",
    "node_of",
    "score_turns",
    "support_for_reversion",
    "uncounted",
]
