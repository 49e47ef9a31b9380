"""What the labeller adds to the candidates of the tree: a second opinion, citations the tree hides, who and what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detente.attribution.candidate import Candidate, Content, Option, Range, merged, runs
from detente.labels import CONTENT, SOURCE, Floats, Labels
from detente.parse import Sentence

# How much the tree's model counts against the labeller, in log odds; chosen on articles that neither was fitted on.
_TREE = 0.3
# Log odds of the tree's model where the tree gives no candidate, and the labeller's chance that makes one.
_UNSEEN, _SEEN = -3.5, 0.6
# From this chance a word belongs to a source or content.
_BELONGS = 0.5

Judged = tuple[Candidate, float]


def second_opinion(sentence: Sentence, judged: Sequence[Judged], labels: Labels) -> list[Judged]:
    """Weighs the labeller's view into the chances of candidates, and adds the citations that only it sees.

    Args:
        sentence: a parsed sentence.
        judged: its candidates, each with the chance that the tree's model gives it.
        labels: what the labeller says of its words.
    """
    found = [
        (_completed(candidate, labels), _mixed(_odds(chance), float(labels.cites[candidate.head])))
        for candidate, chance in judged
    ]
    heads = {candidate.head for candidate, _ in judged}
    for head in np.flatnonzero(labels.cites >= _SEEN):
        if int(head) not in heads:
            candidate = _completed(
                Candidate(sentence, int(head), (int(head), int(head) + 1), "labelled", Content("labelled", ())), labels
            )
            if candidate.content:
                found.append((candidate, _mixed(_UNSEEN, float(labels.cites[head]))))
    return sorted(found, key=lambda item: item[0].head)


def _completed(candidate: Candidate, labels: Labels) -> Candidate:
    """Takes the source from the labels where they show one, and adds to the content what they show."""
    who, what = (_stretches(labels.belongs[role, candidate.head]) for role in (SOURCE, CONTENT))
    said = replace(candidate.said, ranges=merged([*candidate.said.ranges, *_outside(what, candidate.cue)]))
    speaker = candidate.speaker
    if who and not any(a < d and c < b for a, b in who for c, d in speaker.ranges):
        speaker = Option("labelled", tuple(who), _head_of(candidate.sentence, who[0]))
    return replace(candidate, said=said, speaker=speaker)


def _stretches(chances: Floats) -> list[Range]:
    """Gives the stretches of words that belong, over a gap of one word."""
    words = set(np.flatnonzero(chances >= _BELONGS).tolist())
    return runs(words | {i + 1 for i in words if i + 2 in words})


def _outside(ranges: Sequence[Range], hole: Range) -> list[Range]:
    """Takes the cue out of its content."""
    return runs(i for start, end in ranges for i in range(start, end) if not hole[0] <= i < hole[1])


def _head_of(sentence: Sentence, words: Range) -> int:
    return int(sentence.tree[words[0] : words[1]].root.i)


def _odds(chance: float) -> float:
    return math.log(max(chance, 1e-6) / max(1 - chance, 1e-6))


def _mixed(tree: float, labeller: float) -> float:
    return 1 / (1 + math.exp(-(_TREE * tree + (1 - _TREE) * _odds(labeller))))
