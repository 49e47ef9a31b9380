"""The versioned table of PLOVER intensity scores, read from ``scores.yaml``.

Scores run from -10 (most hostile) to 10 (most cooperative). Source: PLOVER manual, draft 2.0, with the corrections
that the file lists, each with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from detente import datafiles
from detente.codes.plover_list import Plover, event_type, plover
from detente.errors import DataFileError

SCORES_FILE = Path(__file__).with_name("scores.yaml")

BASE = "base"


@dataclass(frozen=True, slots=True)
class ScoreNote:
    """A correction, addition or known disagreement: ``printed`` is the manual's number, None where it has none."""

    event_type: str
    mode: str
    printed: float | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores by (type, mode), where mode ``base`` is the bare type, and what was changed and why."""

    version: str
    source: str
    scores: dict[tuple[str, str], float]
    corrections: tuple[ScoreNote, ...]
    additions: tuple[ScoreNote, ...]
    disagreements: tuple[ScoreNote, ...]

    def notes(self, code: str, mode: str = BASE) -> tuple[ScoreNote, ...]:
        """Gives what the file says about one score."""
        noted = self.corrections + self.additions + self.disagreements
        return tuple(note for note in noted if (note.event_type, note.mode) == (code, mode))


def read_scores(path: Path = SCORES_FILE, codes: Plover | None = None) -> ScoreTable:
    """Reads and checks a score file against the PLOVER code list.

    Raises:
        DataFileError: an unknown type or mode, a score beyond -10 to 10, a type without a base score, a correction
            without a reason, or a sign that contradicts the quad class and is not listed under ``disagreements``.
    """
    codes = codes or plover()
    data = datafiles.read_yaml(path)
    if not isinstance(data, datafiles.Entry):
        raise DataFileError(path, 1, "not a mapping", "The file needs version, source and printed.")
    data.require("version", "source", "printed", "corrections", "additions", "disagreements")
    data.allow("version", "source", "printed", "corrections", "additions", "disagreements")
    printed: dict[tuple[str, str], float] = {}
    for code, row in data["printed"].items():
        for mode, score in row.items():
            _check_key(row, codes, code, mode)
            printed[code, mode] = _score(row, score)
    scores = dict(printed)
    corrections = _changes(data["corrections"], codes, printed, scores)
    additions = _changes(data["additions"], codes, printed, scores)
    disagreements = tuple(_disagreement(entry, codes, scores) for entry in data["disagreements"])
    for code in codes.types:
        if (code, BASE) not in scores:
            raise data["printed"].error(f"{code} has no base score", f"Add '{code}: {{base: …}}'.")
    _check_signs(data["printed"], codes, scores, {(note.event_type, note.mode) for note in disagreements})
    return ScoreTable(str(data["version"]), data["source"], scores, corrections, additions, disagreements)


def _check_key(entry: Any, codes: Plover, code: str, mode: str) -> None:
    """Refuses a type or mode that PLOVER does not have."""
    if code not in codes.types:
        raise entry.error(f"'{code}' is no PLOVER event type", f"Types: {', '.join(codes.types)}.")
    modes = [known.name for known in codes.types[code].modes]
    if mode != BASE and mode not in modes:
        raise entry.error(f"'{mode}' is no mode of {code}", f"Modes: {', '.join(modes) or 'none'}; or '{BASE}'.")


def _score(entry: Any, value: object) -> float:
    """Reads one score."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -10 <= value <= 10:
        raise entry.error(f"score {value!r}", "Use a number from -10 to 10.")
    return float(value)


def _changes(
    entries: list[Any], codes: Plover, printed: dict[tuple[str, str], float], scores: dict[tuple[str, str], float]
) -> tuple[ScoreNote, ...]:
    """Lays corrections or additions over ``scores`` and gives them as notes."""
    notes = []
    for entry in entries:
        entry.require("type", "mode", "score", "reason")
        entry.allow("type", "mode", "score", "reason")
        key = entry["type"], entry["mode"]
        _check_key(entry, codes, *key)
        scores[key] = _score(entry, entry["score"])
        notes.append(ScoreNote(*key, printed.get(key), scores[key], entry["reason"]))
    return tuple(notes)


def _disagreement(entry: Any, codes: Plover, scores: dict[tuple[str, str], float]) -> ScoreNote:
    """Reads one known disagreement between the sign of a score and its quad class."""
    entry.require("type", "mode", "reason")
    entry.allow("type", "mode", "reason")
    key = entry["type"], entry["mode"]
    _check_key(entry, codes, *key)
    if key not in scores:
        raise entry.error(f"{key[0]} {key[1]} has no score", "Remove this entry or add the score.")
    return ScoreNote(*key, scores[key], scores[key], entry["reason"])


def _check_signs(entry: Any, codes: Plover, scores: dict[tuple[str, str], float], listed: set[tuple[str, str]]) -> None:
    """Refuses a score whose sign contradicts the quad class, unless it is listed."""
    for (code, mode), score in scores.items():
        friendly = codes.types[code].quad_class <= 2
        if ((score > 0) if friendly else (score < 0)) or (code, mode) in listed:
            continue
        where = entry.get(code, entry)
        raise where.error(
            f"{code} {mode} scores {score:g} but is quad class {codes.types[code].quad_class}",
            "Correct the sign under 'corrections', or list it under 'disagreements' with a reason.",
        )


@cache
def score_table() -> ScoreTable:
    """Gives the shipped score table."""
    return read_scores()


def scores_version() -> str:
    """Gives the version of the shipped score table; runs record it."""
    return score_table().version


def intensity(code: str, modes: Sequence[str] = ()) -> float:
    """Gives the PLOVER score of an act, from -10 (most hostile) to 10 (most cooperative).

    With several modes the score farthest from zero counts (the manual does not say): an attack by firearms that was a
    targeted killing is scored as a targeted killing. A mode without a score of its own takes that of the mode that
    replaced it, else that of the bare type.

    Raises:
        UnknownCodeError: no such type, or no such mode of that type.
    """
    kind = event_type(code)
    table = score_table().scores
    found = []
    for name in modes:
        mode = kind.mode(name)
        for key in ((code, mode.name), (code, mode.now), (code, BASE)):
            if key in table:
                found.append(table[key])
                break
    return max(found, key=abs) if found else table[code, BASE]
