"""What a resolved phrase counts as: a state's body is the state acting, one of many soldiers a person."""

from __future__ import annotations

import re
from dataclasses import replace

from detente.actors.gazetteer import fold
from detente.actors.qualifiers import qualifiers
from detente.actors.rosters import singulars
from detente.drafts import FoundActor
from detente.records import OFFICIAL_SECTORS, Actor, ActorKind

_NUMBER = re.compile(r"\d[\d,]*")
_SMALL = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety""".split()
)
_MANY = frozenset("hundred thousand million hundreds thousands millions dozens scores tens crowd crowds".split())
_PEOPLE = frozenset((sector,) for sector in ("CVL", "EDU", "REL", "REF", "AGR", "LAB", "MED"))
_A_CROWD = 1000
# From so many on, counted soldiers are a force and not persons.
_A_FORCE = 100


def as_counted(found: FoundActor) -> FoundActor:
    """Gives an actor with the kind that it counts as, its parts too."""
    parts = tuple(_as_body(part) for part in found.parts)
    return replace(found, actor=_as_body(found.actor), parts=parts)


def _as_body(actor: Actor) -> Actor:
    """Reads a body or force of a state as the state ("the Ghanaian army"), one of an alliance as the alliance."""
    if actor.sectors[:1] in _PEOPLE and actor.kind in ("society", "person"):
        kind = _one_or_many(actor)
        # People of no known state stay as their role has them, since reports of them are told apart by it.
        return actor if actor.country is None and kind == "person" else replace(actor, kind=kind)
    if not actor.sectors or actor.sectors[0] not in OFFICIAL_SECTORS or actor.group:
        return actor
    if actor.sectors[0] == "MIL" and actor.country is None and not any(map(str.isupper, actor.name[1:])):
        return actor  # "ten patrol boats" may be anybody's, or be what is given
    force = actor.kind == "person" and actor.sectors[0] == "MIL" and _is_force(actor)
    if not (force or actor.kind == "organisation") or actor.country == "NGO":
        return actor
    return replace(actor, kind="igo" if actor.country == "IGO" else "state")


def _one_or_many(actor: Actor) -> ActorKind:
    """Tells persons, single or counted ("a farmer", "nine pupils"), from a part of society ("farmers", "students")."""
    words = [fold(word).strip(".,") for word in actor.span.text.split()]
    counts = [int(number.replace(",", "")) for number in _NUMBER.findall(actor.span.text)]
    if any(form in qualifiers().homes for form in singulars(words[-1])):  # "three villages"
        return "society"
    if set(words) & _MANY or any(count >= _A_CROWD for count in counts):
        return "society"
    if counts or (set(words) & _SMALL or words[0].partition("-")[0] in _SMALL) or words[0] in ("a", "an"):
        return "person"
    bare = all(word[:1].islower() or i == 0 for i, word in enumerate(actor.span.text.split()))
    return "society" if bare and words[-1].endswith("s") and actor.name == actor.span.text else actor.kind


def _is_force(actor: Actor) -> bool:
    """Says whether a phrase speaks of soldiers as many ("Chadian soldiers"), not of a few counted ones."""
    words = [fold(word).strip(".,") for word in actor.name.split()]
    many = any(
        word.endswith("s") and form in qualifiers().many_are_the_state for word in words for form in singulars(word)
    )
    if not many or {*words, *fold(actor.span.text).split()} & _SMALL:
        return False
    counts = [int(number.replace(",", "")) for number in _NUMBER.findall(actor.span.text)]
    return all(count >= _A_FORCE for count in counts)
