"""What measuring one pair needs to know from all pairs: parameters, levels of alarms, what to expect of new pairs.

It is found once for a panel and can be kept, so that one pair is measured in no time and just as among all others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from detente.relations.alarms import Level
from detente.relations.fitting import Support
from detente.relations.grid import Grid
from detente.relations.parameters import LocalLevel, ModelParameters, Provenance
from detente.relations.priors import Effects, Prior


@dataclass(frozen=True, slots=True)
class Calibration:
    """What all pairs of a panel have in common.

    Attributes:
        parameters: of the model. fitted: whether to this panel. why: why not, or an empty string.
        start, end: first day of the first and last period with acts.
        levels: from which score on there is a breach, or a thaw.
        support: for a return to a baseline; without the pairs' own.
        share: memory, weight and common share of the conflict share, or None where the panel has no numbers of acts.
    """

    parameters: ModelParameters
    fitted: bool
    why: str
    start: dt.date
    end: dt.date
    levels: Mapping[str, Level]
    support: Support
    share: tuple[float, float, float] | None

    def to_json(self) -> dict[str, Any]:
        """Gives plain values, from which ``from_json`` makes the same calibration."""
        return {
            **{name: getattr(self, name) for name in ("fitted", "why", "share")},
            "parameters": asdict(self.parameters),
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "levels": {
                kind: [x.threshold, x.counted.tolist(), x.years, x.chance.tolist()] for kind, x in self.levels.items()
            },
            "support": asdict(replace(self.support, by_dyad={})),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Calibration:
        """Makes a calibration of what ``to_json`` gave."""
        given = dict(row["parameters"])
        given["provenance"] = Provenance(**given["provenance"])
        given["level"] = LocalLevel(**given["level"]) if given["level"] else None
        given["thresholds"] = {k: tuple((b, t) for b, t in rows) for k, rows in given["thresholds"].items()}
        levels = {
            kind: Level(threshold, np.array(counted, dtype=np.float64), years, np.array(chance, dtype=np.float64))
            for kind, (threshold, counted, years, chance) in row["levels"].items()
        }
        return cls(
            ModelParameters(**given), row["fitted"], row["why"], dt.date.fromisoformat(row["start"]),
            dt.date.fromisoformat(row["end"]), levels, Support(**row["support"]),
            tuple(row["share"]) if row["share"] else None,
        )  # fmt: skip


def prior_table(grid: Grid, prior: Prior) -> pl.DataFrame:
    """Gives the priors of all pairs as a table: ``a, b, mean, variance``."""
    pairs = pl.DataFrame(list(grid.pairs), schema={"a": pl.String, "b": pl.String}, orient="row")
    return pairs.with_columns(mean=prior.mean, variance=prior.variance)


def effect_table(effects: Effects) -> pl.DataFrame:
    """Gives actors' effects as a table: ``node, effect, doubt``."""
    return pl.DataFrame({"node": list(effects.names), "effect": effects.effect, "doubt": effects.doubt})


def prior_of_pair(
    parameters: ModelParameters,
    known: tuple[float, float] | None,
    effects: Mapping[str, tuple[float, float]],
    pair: tuple[str, str],
) -> tuple[float, float]:
    """Gives mean and variance of the prior of a pair: as it was found, or for a pair that is new, from its actors.

    Args:
        known: mean and variance found with the calibration. effects: effect and doubt of the actors known to it.
    """
    if known is not None:
        return known
    p = parameters
    of = [effects.get(node, (0.0, p.v_a)) for node in pair]
    return p.mean + sum(effect for effect, _ in of), p.v_m + sum(doubt for _, doubt in of)
