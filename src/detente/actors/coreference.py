"""Who "he", "the group" and "the two countries" are: the memory of one article, read from its beginning.

Rules, nearest first: a personal pronoun takes the last person named; "it" the last state, organisation or group; a
definite phrase such as "the group" or "the president" the last actor that such a word fits; "the two countries" the
last two states named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.actors.gazetteer import fold
from detente.drafts import FoundActor
from detente.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSONAL = frozenset({"he", "she", "him", "his", "her"})
_COLLECTIVE = frozenset({"it", "its"})
_PLURAL = frozenset({"they", "them", "their"})
_GROUP_HEADS = frozenset(
    "group groups militants rebels insurgents organization organisation movement militia guerrillas fighters".split()
)
_BOTH = frozenset(
    "countries sides governments nations states neighbors neighbours parties leaders presidents allies".split()
)
_COUNTRY_HEADS = frozenset({"country", "nation"})
_DEFINITE = frozenset({"the", "that", "this", "those", "these", "both", "neither", "either", "two"})
_NEUTRAL = frozenset({"state", "organisation", "igo", "armed_group"})


class Memory:
    """What has been named so far in the article, the last named last."""

    def __init__(self) -> None:
        self._actors: list[FoundActor] = []
        self._full_names: dict[str, FoundActor] = {}
        self._sentence = 0

    def begin_sentence(self) -> None:
        """Counts sentences, so that far antecedents are not taken."""
        self._sentence += 1

    def remember(self, actor: FoundActor) -> None:
        """Adds an actor; a person's last name then stands for the person."""
        if actor.antecedent:
            return
        self._actors.append(actor)
        words = actor.actor.name.split()
        if actor.actor.kind == "person" and len(words) > 1 and words[-1][0].isupper():
            self._full_names[fold(words[-1])] = actor

    def pronoun(self, token: Token) -> FoundActor | None:
        """Resolves a pronoun, or gives None."""
        word = token.lower_
        if word in _PERSONAL:
            return self._last(lambda a: a.kind == "person")
        if word in _COLLECTIVE:
            return self._last(lambda a: a.kind in _NEUTRAL, within=4)
        if word in _PLURAL:
            return self._last(lambda a: a.kind in ("armed_group", "society"), within=3)
        return None

    def noun_phrase(self, text: str, head: Token) -> FoundActor | None:
        """Resolves a short form or a definite phrase to what was named before, or gives None."""
        words = [fold(word) for word in text.replace("’", "'").split()]
        surname = self._full_names.get(words[-1].removesuffix("'s"))
        if surname is not None and head.pos_ == "PROPN" and len(words) <= 2:
            return surname
        if words[0] not in _DEFINITE or len(words) > 3:
            return None
        last = words[-1]
        if last in _BOTH and ({"two", "both", "neither"} & set(words)):
            return self._pair()
        if (len(words) == 2 and words[0] in ("the", "these") and last in ("countries", "nations", "sides")) or (
            words[0] in ("neither", "either") and last in ("government", "country", "side", "nation", "state")
        ):
            return self._pair()
        if len(words) == 2 and last in _GROUP_HEADS:
            return self._last(lambda a: a.kind == "armed_group")
        if len(words) == 2 and last in _COUNTRY_HEADS:
            return self._last(lambda a: a.kind == "state")
        if len(words) == 2 and head.pos_ != "PROPN":
            return self._last(lambda a: a.kind == "person" and a.office.split(" ")[-1:] == [last])
        return None

    def _last(self, fits: object, within: int = 40) -> FoundActor | None:
        for actor in reversed(self._actors[-within:]):
            if fits(actor.actor):  # type: ignore[operator]
                return actor
        return None

    def _pair(self) -> FoundActor | None:
        """Finds the last two different states named, as one actor with two parts."""
        states: list[FoundActor] = []
        for actor in reversed(self._actors):
            country = actor.actor.country
            counts = actor.actor.kind == "state" or actor.actor.sectors[:1] == ("GOV",)
            if counts and country and country not in [s.actor.country for s in states]:
                states.append(actor)
            if len(states) == 2:
                parts: tuple[Actor, ...] = (states[1].actor, states[0].actor)
                return FoundActor(states[1].tokens, states[1].actor, True, parts)
        return None
