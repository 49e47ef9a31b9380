"""Climbing from a name past its preposition ends, whatever the tree is like."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from detente.places.phrases import _Climb, _past_preposition


def test_a_preposition_that_is_the_root_ends_the_climb() -> None:
    tree = Doc(
        spacy.blank("en").vocab,
        words=["Aboard", "from", "Varnia", "."],
        heads=[0, 0, 1, 0],
        deps=["ROOT", "prep", "pobj", "punct"],
        pos=["ADP", "ADP", "PROPN", "PUNCT"],
    )
    climb = _Climb(tree[2])
    _past_preposition(climb)
    assert climb.host == tree[0]
