"""Descriptive labels of a relationship in a period, each with a probability: bands of the tone, and the mix of acts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.datafiles import Entry, read_yaml
from detente.errors import ConfigError
from detente.relations.alarms import acts_in_window
from detente.relations.grid import Floats
from detente.relations.numeric import normal_cdf

BANDS = Path(__file__).with_name("labels.yaml")
WARY = "wary cooperation"
NO_COVERAGE = "no coverage"
MATERIAL_CONFLICT = "material conflict"


@dataclass(frozen=True, slots=True)
class Bands:
    """Labels from the friendliest down, with the lowest tone of each, and the rules on the mix of acts."""

    names: tuple[str, ...]
    floors: tuple[float, ...]
    wary: tuple[str, ...]
    wary_window: int
    wary_share: float
    material_share: float
    no_coverage_periods: int


@dataclass(frozen=True, slots=True)
class Mix:
    """Numbers of acts by quad class, each of shape (periods, dyads), and periods with a statement of distrust."""

    verbal_cooperation: Floats
    material_cooperation: Floats
    verbal_conflict: Floats
    material_conflict: Floats
    distrust: NDArray[np.bool_] | None = None

    def tail(self, periods: slice) -> Mix:
        """Keeps some of the periods."""
        return Mix(
            self.verbal_cooperation[periods],
            self.material_cooperation[periods],
            self.verbal_conflict[periods],
            self.material_conflict[periods],
            None if self.distrust is None else self.distrust[periods],
        )


@cache
def load_bands(scale: str, path: Path = BANDS) -> Bands:
    """Reads the bands of a scale; a scale without bands of its own has those of ``goldstein``.

    Raises:
        DataFileError: the file lacks a key, or bands do not go down.
        ConfigError: neither the scale nor ``goldstein`` has bands.
    """
    whole: Entry = read_yaml(path)
    whole.require("scales", "wary", "material_conflict_share", "no_coverage_periods")
    wary: Entry = whole["wary"]
    wary.require("bands", "window", "share")
    scales: Entry = whole["scales"]
    rows: list[Entry] | None = scales.get(scale, scales.get("goldstein"))
    if rows is None:
        raise ConfigError(f"{path} has no bands for the scale '{scale}'.", "Add them under 'scales'.")
    for row in rows:
        row.require("label", "from")
    floors = tuple(float(row["from"]) for row in rows)
    for row, upper, lower in zip(rows[1:], floors, floors[1:], strict=False):
        if lower >= upper:
            raise row.error(f"'{row['label']}' starts at {lower}, not below {upper}", "List bands from the top down.")
    return Bands(
        tuple(str(row["label"]) for row in rows),
        floors,
        tuple(wary["bands"]),
        int(wary["window"]),
        float(wary["share"]),
        float(whole["material_conflict_share"]),
        int(whole["no_coverage_periods"]),
    )


def label(tone: Floats, sd: Floats, n: Floats, bands: Bands, mix: Mix | None) -> tuple[NDArray[np.str_], Floats]:
    """Labels every period with its likeliest label and that label's probability.

    Without the mix of acts, neither wary cooperation nor material conflict by its acts can be told, and only the
    bands of the tone are used. ``no coverage`` is a fact of the sources and has probability 1.
    """
    names = [*bands.names, WARY]
    chances = _band_chances(tone, sd, bands)
    if mix is not None:
        chances = _with_mix(chances, bands, mix)
    else:
        chances = np.concatenate([chances, np.zeros_like(chances[:1])])
    best = chances.argmax(axis=0)
    labels = np.array([*names, NO_COVERAGE])[best]
    probability = np.take_along_axis(chances, best[None], axis=0)[0]
    silent = acts_in_window(n, bands.no_coverage_periods) == 0
    labels[silent] = NO_COVERAGE
    return labels, np.where(silent, 1.0, probability)


def _band_chances(tone: Floats, sd: Floats, bands: Bands) -> Floats:
    above = np.stack([1.0 - normal_cdf((floor - tone) / np.maximum(sd, 1e-9)) for floor in bands.floors[:-1]])
    edges = np.concatenate([np.zeros_like(above[:1]), above, np.ones_like(above[:1])])
    return np.diff(edges, axis=0)


def _with_mix(chances: Floats, bands: Bands, mix: Mix) -> Floats:
    window = bands.wary_window
    kinds = (mix.verbal_cooperation, mix.material_cooperation, mix.verbal_conflict, mix.material_conflict)
    vc, mc, vx, mx = (acts_in_window(kind, window) for kind in kinds)
    total = np.maximum(vc + mc + vx + mx, 1e-9)
    distrust = np.zeros(total.shape, dtype=np.bool_)
    if mix.distrust is not None:
        distrust = acts_in_window(mix.distrust.astype(np.float64), window) > 0
    wary = (mc >= 1) & ((vx / total >= bands.wary_share) | distrust)
    moved = np.zeros_like(chances[0])
    for k, name in enumerate(bands.names):
        if name in bands.wary:
            moved += np.where(wary, chances[k], 0.0)
            chances[k] = np.where(wary, 0.0, chances[k])
    recent = sum(acts_in_window(kind, 3) for kind in kinds)
    at_war = acts_in_window(mix.material_conflict, 3) >= np.maximum(bands.material_share * recent, 1.0)
    place = bands.names.index(MATERIAL_CONFLICT) if MATERIAL_CONFLICT in bands.names else len(bands.names) - 1
    for k in range(place):
        # Acts of force outweigh what words say of the tone; half of each band's probability goes to the fighting.
        shift = np.where(at_war, chances[k] / 2, 0.0)
        chances[k] -= shift
        chances[place] += shift
    return np.concatenate([chances, moved[None]])
