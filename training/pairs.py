"""Rows to learn from: sentences with a source and a target marked, their PLOVER type, modes and quad class.

Two kinds of row: our own sentences (``training/sentences``, 16 types with modes), which ship with the project, and an
optional folder of foreign rows in the layout of Zero-Shot-PLOVER (15 types, CONCEDE and RETREAT merged as YIELD), of
which nothing but the fitted weights is kept.
"""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass
from pathlib import Path

from detente.events.classifier import PairText

SENTENCES = Path(__file__).with_name("sentences")
_TAGS = re.compile(r"</?[st]>")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """One row with its gold label; ``event_type`` is one of the 16 types or YIELD."""

    pair: PairText
    event_type: str
    modes: tuple[str, ...]
    quad: int
    own: bool


def own_rows(*names: str) -> list[LabelledPair]:
    """Reads files of our own sentences; CONCEDE is held to quad 2, as the merged YIELD of the foreign rows is."""
    rows: list[LabelledPair] = []
    for path in (SENTENCES / f"{name}.tsv" for name in names):
        with path.open(encoding="utf-8", newline="") as handle:
            for number, cells in enumerate(csv.DictReader(handle, delimiter="\t"), start=2):
                text = cells["sentence"]
                spans = [_find(text, cells[side], f"{path.name}, line {number}") for side in ("source", "target")]
                modes = tuple(mode for mode in cells["modes"].split(",") if mode)
                quad = 2 if cells["type"] == "CONCEDE" else int(cells["quad"])
                rows.append(LabelledPair(PairText(text, *spans[0], *spans[1]), cells["type"], modes, quad, True))
    return rows


def foreign_rows(folder: Path) -> list[LabelledPair]:
    """Reads ``plv_train.tsv`` of a data folder; a side that the sentence doesn't name becomes an empty span."""
    rows: list[LabelledPair] = []
    path = next(folder.rglob("plv_train.tsv"))
    with path.open(encoding="utf-8", newline="") as handle:
        for cells in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            marked = cells["marked_sentence"]
            pair = PairText(unmarked(marked), *_marked(marked, "s"), *_marked(marked, "t"))
            rows.append(LabelledPair(pair, cells["root"], (), int(cells["quad"]), False))
    return rows


def unmarked(sentence: str) -> str:
    """Gives a foreign sentence without the marks of its sides."""
    return _TAGS.sub("", sentence)


def folds(rows: list[LabelledPair], count: int, seed: int) -> list[int]:
    """Gives each row a fold, stratified by type; rows of the same or nearly the same sentence share one."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    groups = _near_duplicates([row.pair.text for row in rows])
    fold_of: dict[int, int] = {}
    taken: dict[tuple[str, int], int] = {}
    for index in order:
        group = groups[index]
        if group not in fold_of:
            kind = rows[index].event_type
            fold_of[group] = min(range(count), key=lambda k: (taken.get((kind, k), 0), k))
        key = (rows[index].event_type, fold_of[group])
        taken[key] = taken.get(key, 0) + 1
    return [fold_of[groups[index]] for index in range(len(rows))]


def _near_duplicates(texts: list[str], least: float = 0.6) -> list[int]:
    """Groups texts whose sets of words overlap by a Jaccard index of at least ``least``."""
    sets = [frozenset(re.findall(r"\w+", text.lower())) for text in texts]
    group = list(range(len(texts)))
    for i, left in enumerate(sets):
        for j in range(i):
            right = sets[j]
            if group[i] != group[j] and len(left & right) >= least * len(left | right):
                old, new = max(group[i], group[j]), min(group[i], group[j])
                group = [new if g == old else g for g in group]
    return group


def _find(text: str, phrase: str, where: str) -> tuple[int, int]:
    start = text.find(phrase)
    if start < 0 or not phrase:
        raise ValueError(f"{where}: '{phrase}' is not in the sentence")
    return start, start + len(phrase)


def _marked(marked: str, tag: str) -> tuple[int, int]:
    match = re.search(f"<{tag}>(.*?)</{tag}>", marked)
    if match is None:
        return 0, 0
    start = len(_TAGS.sub("", marked[: match.start()]))
    return start, start + len(_TAGS.sub("", match[1]))
