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
    """countries sides governments nations states neighbors neighbours parties leaders presidents allies armies forces
    capitals ministers rivals foes delegations navies republics""".split()
)
_COUNTRY_HEADS = frozenset({"country", "nation"})
_DEFINITE = frozenset({"the", "that", "this", "those", "these", "both", "neither", "either", "two"})
_NEUTRAL = frozenset({"state", "organisation", "igo", "armed_group"})


class Memory:
    """What has been named so far in the article, the last named last."""

    def __init__(self) -> None:
        self._actors: list[FoundActor] = []
        self._full_names: dict[str, FoundActor] = {}

    def expect(self, actors: list[FoundActor]) -> None:
        """Takes the persons that the article names in full anywhere, since headlines give surnames alone."""
        for actor in actors:
            if surname := _surname(actor):
                self._full_names.setdefault(surname, actor)

    def country_of(self, sector: str) -> str | None:
        """Gives the country whose body of a sort was last named ("the army"), else the last state named."""
        for actor in reversed(self._actors):
            if actor.actor.sectors[:1] == (sector,) and actor.actor.country:
                return actor.actor.country
        last = self._last(lambda a: a.kind == "state", within=6)
        return last.actor.country if last else None

    def remember(self, actor: FoundActor) -> None:
        """Adds an actor; a person's last name then stands for the person."""
        span = actor.actor.span.text
        if (actor.antecedent and " " not in span) or _is_predicate(actor):
            return
        self._actors.append(actor)
        if surname := _surname(actor):
            self._full_names[surname] = actor

    def pronoun(self, token: Token) -> FoundActor | None:
        """Resolves a pronoun, or gives None."""
        word = token.lower_
        if word in _PERSONAL:
            return self._last(lambda a: a.kind == "person")
        if word in _COLLECTIVE:
            return self._last(lambda a: a.kind in _NEUTRAL, within=4)
        if word in _PLURAL:
            return self._last(lambda a: a.kind in ("armed_group", "society"), within=3) or self._joined()
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

    def _joined(self) -> FoundActor | None:
        """Finds the actors that the sentence before joined by "and", for "they"."""
        last = [a for a in self._actors if a.tokens.sentence == self._last_sentence()]
        joined = [a for a in last if a.tokens.end - last[0].tokens.start <= 12]
        if len(joined) < 2:
            return None
        return FoundActor(joined[0].tokens, joined[0].actor, True, tuple(a.actor for a in joined))

    def _last_sentence(self) -> int:
        return self._actors[-1].tokens.sentence if self._actors else -1

    def _pair(self) -> FoundActor | None:
        """Finds the last two different states, governments or groups named, as one actor with two parts."""
        pair: list[FoundActor] = []
        for actor in reversed(self._actors):
            party = actor.actor
            counts = party.kind in ("state", "armed_group") or party.sectors[:1] in (("GOV",), ("MIL",))
            if counts and _body(party) not in [_body(known.actor) for known in pair]:
                pair.append(actor)
            if len(pair) == 2:
                return FoundActor(pair[1].tokens, pair[1].actor, True, (pair[1].actor, pair[0].actor))
        return None


def _surname(actor: FoundActor) -> str:
    """Gives a person's last name, folded, or "" where there is no full name."""
    words = actor.actor.name.split()
    known = actor.actor.kind == "person" and len(words) > 1 and words[-1][0].isupper()
    return fold(words[-1]) if known else ""


def _is_predicate(actor: FoundActor) -> bool:
    """Says whether a phrase describes rather than names ("a terrorist organization")."""
    indefinite = actor.actor.span.text.lower().startswith(("a ", "an "))
    return indefinite and actor.actor.kind in ("armed_group", "organisation") and not actor.actor.country


def _body(actor: Actor) -> str:
    """Names the state or group that an actor acts for, so that a state and its officials count once."""
    return actor.group or actor.country or fold(actor.name)
