"""On whose soil an attack happened that names no place, as far as its parties tell.

Rebels fight at home, police strike their own people, and villagers are killed where they live. Two armies, travellers
and anything at sea tell nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from detente import codes
from detente.drafts import ActDraft, FoundActor
from detente.places.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_AUTHORITIES = frozenset({("COP",), ("JUD",), ("LEG",)})
_AT_HOME = frozenset((s,) for s in ("MIL", "CVL", "AGR", "EDU", "LAB", "MED", "REF", "REL", "OPP", "PTY", "JRN", "ETH"))


def soil_of(act: ActDraft, doc: Doc) -> str | None:
    """Gives the alpha-3 of the state on whose soil an attack must have happened by who took part, or None."""
    hit = [_Hit(found, doc) for found in act.recipients]
    if any(one.afloat for one in hit):
        return None
    settled = _homes(one.found for one in hit if one.settled)
    groups = _homes(found for found in act.actors if found.actor.kind == "armed_group")
    fighters = _homes(one.found for one in hit if one.found.actor.kind == "armed_group")
    police = _homes(found for found in act.actors if _keeps_order(found, doc))
    at_home = _homes(one.found for one in hit if one.lives_there or _homes([one.found]) & police)
    for homes in (settled, groups, fighters, at_home, police if not _homes(act.recipients) else set()):
        if homes:
            soil = next(iter(homes)) if len(homes) == 1 else None
            return soil if homes is settled or soil is None or not from_abroad(act, soil) else None
    return None


def from_abroad(act: ActDraft, soil: str) -> bool:
    """Says whether another state's forces did it: where those strike, only a place or a village can tell."""
    states = _homes(f for f in act.actors if f.actor.kind == "state" or f.actor.sectors[:1] in (("MIL",), ("GOV",)))
    return bool(states - {soil})


class _Hit:
    """One of those hit, with what their phrase says of where they are."""

    def __init__(self, found: FoundActor, doc: Doc) -> None:
        self.found = found
        self.tokens: list[Token] = list(doc[found.tokens.start : found.tokens.end])
        self.head = doc[found.tokens.head]

    @property
    def afloat(self) -> bool:
        """Whether they are a ship or on one."""
        return any(token.lemma_.lower() in words().afloat for token in (*self.tokens, self.head.head))

    @property
    def settled(self) -> bool:
        """Whether they are villagers or the like, or what stands on a state's ground ("an Iranian refinery")."""
        owned = self.head.dep_ in ("amod", "compound", "poss", "nmod") and self.found.actor.kind == "state"
        place = owned and self.head.head.lower_ in words().place_nouns
        return place or any(token.lemma_.lower() in words().settled for token in self.tokens)

    @property
    def lives_there(self) -> bool:
        """Whether they are people or authorities at home, called of no state as travellers are."""
        sectors = self.found.actor.sectors[:1]
        return sectors in _AUTHORITIES or (sectors in _AT_HOME and not _called_of(self.found, self.tokens))


def _keeps_order(found: FoundActor, doc: Doc) -> bool:
    """Says whether those who do it do so at home: police, or an army that no adjective calls a state's."""
    sectors = found.actor.sectors[:1]
    bare = sectors == ("MIL",) and not _called_of(found, doc[found.tokens.start : found.tokens.end])
    return sectors == ("COP",) or (bare and not found.antecedent)


def _called_of(found: FoundActor, tokens: Iterable[Token]) -> bool:
    """Says whether a phrase has a state's adjective, or a capital that the sentence's beginning doesn't explain."""
    adjectives = _adjectives().get(found.actor.country or "", frozenset())
    return any((token.text[:1].isupper() and token.i) or token.text in adjectives for token in tokens)


@cache
def _adjectives() -> dict[str, frozenset[str]]:
    return {country.code: frozenset(d.value for d in country.demonyms) for country in codes.countries()}


def _homes(found: Iterable[FoundActor]) -> set[str]:
    actors = [actor for one in found for actor in (one.parts or (one.actor,))]
    return {a.country for a in actors if a.country is not None and a.country not in ("IGO", "NGO", "")}
