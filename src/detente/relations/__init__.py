"""How a relationship goes: series, turning points and channels of every dyad, from tables alone.

``measure`` takes any panel of dyads and periods; ``aggregate`` makes one from gathered events.
"""

from __future__ import annotations

from detente.relations.acts import acts_by_country, acts_by_dyad, acts_of, counts_for_dyad, lay_out
from detente.relations.calibration import Calibration, prior_of_pair
from detente.relations.channels import channels, sovereignty, stated, third_party, third_party_of
from detente.relations.counts import (
    aggregate,
    country_aggregated,
    event_pulls,
    panel_of,
    uncounted,
    uncounted_of,
)
from detente.relations.course import (
    Measured,
    Whole,
    calibrate,
    calibrate_with,
    forecast_next,
    measure,
    measure_with,
    series_with,
    support_for_reversion,
)
from detente.relations.evidence import aggregation_bias, coverage, turns_with_coverage
from detente.relations.fitting import Support, fit
from detente.relations.grid import Period, check_period, floor_to
from detente.relations.parameters import ModelParameters, Provenance, default_parameters
from detente.relations.scoring import Backtest, Detection, backtest, score_turns
from detente.relations.shares import conflict_share

__all__ = [
    "Backtest",
    "Calibration",
    "Detection",
    "Measured",
    "ModelParameters",
    "Period",
    "Provenance",
    "Support",
    "Whole",
    "acts_by_country",
    "acts_by_dyad",
    "acts_of",
    "aggregate",
    "aggregation_bias",
    "backtest",
    "calibrate",
    "calibrate_with",
    "channels",
    "check_period",
    "conflict_share",
    "country_aggregated",
    "counts_for_dyad",
    "coverage",
    "default_parameters",
    "event_pulls",
    "fit",
    "floor_to",
    "forecast_next",
    "lay_out",
    "measure",
    "measure_with",
    "panel_of",
    "prior_of_pair",
    "score_turns",
    "series_with",
    "sovereignty",
    "stated",
    "support_for_reversion",
    "third_party",
    "third_party_of",
    "turns_with_coverage",
    "uncounted",
    "uncounted_of",
]
