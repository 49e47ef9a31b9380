"""The labels of one article's sentences, made when first asked for: two rooms ask, many sentences need none."""

from __future__ import annotations

from detente.labels.labeller import Labeller, Labels
from detente.parse import Sentence


class Labelled:
    """Labels by sentence."""

    def __init__(self, labeller: Labeller) -> None:
        self._labeller = labeller
        self._made: dict[int, Labels] = {}

    def of(self, sentence: Sentence) -> Labels:
        """Gives the labels of a parsed sentence; always of the same article."""
        if sentence.index not in self._made:
            self._made[sentence.index] = self._labeller.label([token.text for token in sentence.tree])
        return self._made[sentence.index]
