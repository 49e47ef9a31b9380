"""From a phrase to an actor: country, sectors, kind. Works on the words alone, so it serves any phrase.

The head of the phrase says what somebody is ("spokesman"), names and modifiers say of whom ("the provincial
governor's"), the date says whether an office was held. A title in the phrase beats the roster: "Prime Minister X" is in
office by the text's own word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from detente import codes
from detente.actors.entries import Entity, Role
from detente.actors.gazetteer import Match, fold
from detente.actors.origin import country_of, misspelt_country, tied
from detente.actors.phrase import Phrase
from detente.actors.qualifiers import qualifiers
from detente.actors.rosters import Roster, singulars
from detente.errors import UnknownCodeError
from detente.records import ActorKind, Scope

_OUTSIDE_OFFICE = frozenset({"REB", "PRM", "UAF", "CRM"})
_NOT_OWNING = frozenset({"to", "against", "on", "by", "over", "with", "near", "under"})
_ORDER = {
    "person": 0,
    "group": 1,
    "organisation": 2,
    "seat": 3,
    "state": 4,
    "demonym": 5,
    "capital": 6,
    "region": 7,
    "people": 8,
}
# Offices that unions, clubs and firms have as governments do.
_TITLES_ANYWHERE = frozenset(
    ("president", "general secretary", "secretary-general", "secretary general", "secretary", "vice president")
)
_PLACES = frozenset({"state", "capital", "region"})
_OFFICIAL = frozenset({"UNK", "GOV", "MIL", "SPY", "COP", "JUD", "LEG"})
# What a body that an armed group runs stays ("Houthi court", "Hezbollah lawmakers").
_PUBLIC_LIFE = frozenset({"LEG", "COP", "JUD", "JRN", "MED", "EDU", "REL", "CVL", "REF", "NGO", "LAB", "AGR", "BUS"})


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a phrase names. ``kind`` is None for what isn't an actor; confidence is 0 to 1."""

    name: str
    country: str | None
    sectors: tuple[str, ...]
    kind: ActorKind | None
    group: str | None = None
    scope: Scope = "whole"
    office: str = ""
    confidence: float = 0.5


NOT_AN_ACTOR = Resolution("", None, (), None, confidence=0.8)


class Resolver:
    """Resolves phrases against one roster."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster

    def resolve(
        self,
        phrase: str,
        day: date | None = None,
        context: str = "",
        known_country: str | None = None,
        near: str | None = None,
    ) -> Resolution:
        """Says what a phrase names.

        Args:
            phrase: a noun phrase, with its title, apposition and prepositional phrases if it has any.
            day: the date that offices are judged at; None means today.
            context: words around the phrase; a country in them is used where the phrase has none.
            known_country: a country name or code to prefer for names that several countries have.
            near: the code of the country that the text is mostly about, for names that several countries have; it
                gives no country to a phrase that has none.
        """
        day = day or date.today()
        known = _country_code(known_country)
        told = known or (self._context_country(context, day) if context else None)
        found = _Reading(self.roster, phrase.strip(), day, known, told or near).resolve()
        if found.kind is None or found.country is not None:
            return found
        fallback = told
        return replace(found, country=fallback, confidence=found.confidence * 0.9) if fallback else found

    def _context_country(self, context: str, day: date) -> str | None:
        """Takes the first country that the context names."""
        for match in self.roster.names_in(context):
            for entity in _by_date(match.entities, day):
                if entity.what in ("state", "demonym", "capital", "region", "people") and entity.country:
                    return entity.country
        return _country_code(context)


def _country_code(given: str | None) -> str | None:
    """Turns a country's name or code into its code, or gives None."""
    if not given:
        return None
    try:
        return codes.country(given.strip()).code
    except UnknownCodeError:
        return None


def _by_date(entities: Sequence[Entity], day: date) -> list[Entity]:
    """Orders what a name may stand for: those of the day first, then persons before states before capitals."""
    return sorted(entities, key=lambda e: (not e.active(day), _ORDER[e.what]))


class _Reading:
    """One phrase being read: what it names is chosen step by step."""

    def __init__(self, roster: Roster, text: str, day: date, prefer: str | None, near: str | None) -> None:
        self.roster = roster
        self.day = day
        self.prefer = prefer
        self.near = near
        self.phrase = Phrase(roster, text)
        self.text = self.phrase.text

    def resolve(self) -> Resolution:
        """Puts entity, role and country together."""
        phrase = self.phrase
        if not phrase.words:
            return NOT_AN_ACTOR
        inside = phrase.inside
        if phrase.is_firm():
            known = next((self._choose(m) for m in inside if m.end >= phrase.head_end - 1), None)
            if known is None or known.what != "organisation":
                return Resolution(self.text, self._country(), ("BUS",), "organisation", confidence=0.7)
        role, role_at = phrase.role()
        whole = self._name_of_whole(inside)
        person = next((m for m in inside if any(e.what == "person" for e in m.entities)), None)
        if whole is None and person is None and (longer := self._by_outer_names(role, role_at)):
            return longer
        if role is None and whole is None and person is None and (told := self._by_apposition()):
            return told
        if person is None and whole is None and role is None and not phrase.unknown_name():
            person = next((m for m in phrase.matches if any(e.what == "person" for e in m.entities)), None)
        if person is None and role is not None and role.kind in ("person", "unknown", "armed_group"):
            person = self._apposed(role_at)
            if person is not None:
                return self._person(person, role)
        if person is not None and not (role is not None and role_at > person.start):
            return self._person(person, role)
        if whole is not None:
            return self._entity(whole)
        if role is not None and phrase.is_named_after(role, role_at):
            return Resolution(self.text, self._country(), ("UNK",), "unknown", confidence=0.3)
        if role is not None:
            return self._by_surname(role, role_at) or self._by_role(role, role_at)
        return self._by_modifier()

    def _choose(self, match: Match) -> Entity:
        """Chooses what a name stands for: the preferred country's, then the day's, then the kind's order."""
        candidates = _by_date(match.entities, self.day)
        if len(candidates) > 1:
            wanted = self.prefer or self._nearby_country(match) or self.near
            candidates.sort(key=lambda e: e.country != wanted)
        return candidates[0]

    def _nearby_country(self, match: Match) -> str | None:
        for other in self.phrase.matches:
            if other is not match:
                for entity in _by_date(other.entities, self.day):
                    if entity.what in ("state", "demonym"):
                        return entity.country
        return None

    def _name_of_whole(self, inside: Sequence[Match]) -> Match | None:
        """Finds a name that the head region ends in, so that the phrase is that thing itself."""
        if not inside:
            return None
        last = inside[-1]
        rest = [w for w in self.phrase.head_words if last.end <= w.start]
        if any(w.low in ("'s", "'") for w in rest) or (rest and not all(w.text in "'s-" for w in rest)):
            return None
        if {e.what for e in last.entities} <= _PLACES and self._ends_a_name(last):
            return None
        if all(e.what in ("demonym", "people") for e in last.entities) and not last.alias.endswith("s"):
            before = [w for w in self.phrase.words if w.start < last.start and w.low not in qualifiers().determiners]
            if before and self.roster.role([before[-1].low]) is not None:
                return None
        return last

    def _ends_a_name(self, match: Match) -> bool:
        """Says whether a place only ends the name of something unknown ("Fuerzas Electricas de Catalunya")."""
        before = [w for w in self.phrase.head_words if w.start < match.start and w.low not in ("de", "of", "-")]
        if not before or not before[-1].capital or self.phrase.covered(before[-1].start):
            return False
        low = before[-1].low
        return self.roster.role([low]) is None and low not in qualifiers().beside_names

    def _country(self, towns_within: bool = True, persons_name: str = "") -> str | None:
        return country_of(self.phrase, self._choose, towns_within, persons_name)

    # --- persons ---

    def _person(self, match: Match, role: Role | None) -> Resolution:
        return self._holder_of(self._choose(match), match.start, role)

    def _by_outer_names(self, role: Role | None, role_at: int) -> Resolution | None:
        """Finds a person of the rosters under a longer name ("Donald J. Trump")."""
        words = [w for w in self.phrase.head_words if w.start > role_at or role is None]
        known = self.roster.with_middle_name([w.text for w in words])
        if known is None:
            return None
        periods = self.roster.periods[known]
        entity = next((p for p in periods if p.active(self.day)), periods[-1])
        return self._holder_of(entity, words[0].start, role)

    def _holder_of(self, entity: Entity, at: int, role: Role | None) -> Resolution:
        """Codes a person by title, else by what was held on the day."""
        periods = [p for p in self.roster.periods[entity.name] if p.country == entity.country]
        current = [p for p in periods if p.active(self.day)]
        honoured = role is not None and role.words in qualifiers().honorifics and bool(current)
        honoured = honoured or (role is not None and self._of_unknown_body(role))
        if role is not None and role.sectors != ("UNK",) and not honoured:
            return self._titled(entity, role)
        if self.phrase.former(at):
            return Resolution(entity.name, entity.country, ("ELI",), "person", confidence=0.9)
        if current:
            best = max(current, key=lambda p: (p.sectors[:1] in (("GOV",), ("MIL",)), p.start or date.min))
            group = _group_led(best)
            return Resolution(
                entity.name, best.country, best.sectors, "person", group, office=best.office, confidence=0.95
            )
        if (last := periods[-1]).sectors[:1] and last.sectors[0] in _OUTSIDE_OFFICE:
            # Whoever led an armed group stays of it, dead or retired.
            return Resolution(entity.name, last.country, last.sectors, "person", _group_led(last), office=last.office)
        if role is not None and (owner := self._owner(role)) is not None and owner.what != "person":
            group = owner.name if owner.what == "group" else None  # "Amal leader Nabih Venn" before he held an office
            return Resolution(entity.name, owner.country, owner.sectors, "person", group, confidence=0.8)
        left = any(p.end and p.end < self.day for p in periods)
        return Resolution(entity.name, entity.country, ("ELI",), "person", confidence=0.85 if left else 0.5)

    def _apposed(self, role_at: int) -> Match | None:
        """Finds a known person in apposition to a title ("the secretary-general of NATO, Jens Stoltenberg")."""
        for match in self.phrase.behind:
            before = self.text[: match.start].rstrip()
            joined = before.endswith(",") or any(m.end == len(before) for m in self.phrase.matches)
            if joined and all(e.what == "person" for e in match.entities) and not self.phrase.plural(role_at):
                return match
        return None

    def _by_surname(self, role: Role, role_at: int) -> Resolution | None:
        """Finds whom a title and a surname mean ("Secretary of State Kerry"): one holder of such an office that day."""
        name = self.phrase.proper_name(role_at)
        if not name or " " in name or role.kind != "person":
            return None
        named = {self._choose(m).country for m in self.phrase.matches}
        fitting = {
            e.name: e
            for e in self.roster.surnamed(name)
            if e.active(self.day) and e.sectors[:1] == role.sectors[:1] and (not named or e.country in named)
        }
        if len(fitting) > 1:
            worded = {n: e for n, e in fitting.items() if set(role.words.split()) & set(fold(e.office).split())}
            fitting = worded or fitting
        return self._titled(next(iter(fitting.values())), role) if len(fitting) == 1 else None

    def _by_apposition(self) -> Resolution | None:
        """Codes an unknown name by what stands behind it ("Adnan Venn, a senior member of al-Qaeda")."""
        comma = next((w for w in self.phrase.words if w.low == "," and w.start == self.phrase.head_end), None)
        words = self.phrase.head_words
        if comma is None or not words or not words[-1].capital:
            return None
        behind = _Reading(self.roster, self.text[comma.end :].strip(), self.day, self.prefer, self.near).resolve()
        if behind.kind is None or behind.sectors in ((), ("UNK",)):
            return None
        name = self.text[words[0].start : words[-1].end]
        return replace(behind, name=name, kind="person", confidence=0.8)

    def _titled(self, entity: Entity, role: Role) -> Resolution:
        """Codes a known person by the title that the text gives."""
        if role.former and self.phrase.former(len(self.text)):
            return Resolution(entity.name, entity.country, (role.former,), "person", confidence=0.9)
        group = _group_led(entity) if role.kind == "armed_group" else None
        sectors = self._of_public_body(role) or role.sectors
        if sectors != role.sectors and self.phrase.former(len(self.text)):
            sectors = ("ELI",)
        return Resolution(entity.name, entity.country, sectors, "person", group, office=role.words, confidence=0.95)

    def _of_unknown_body(self, role: Role) -> bool:
        """Says whether a title is of a body that only its letters name ("NBU General Secretary Abel Venn")."""
        if role.sectors != ("GOV",) or role.words not in _TITLES_ANYWHERE:
            return False
        first = next((w for w in self.phrase.words if w.text.isalpha()), None)
        if first is None or not first.text.isupper() or len(first.text) < 2:
            return False
        return not self.phrase.covered(first.start)

    def _of_public_body(self, role: Role) -> tuple[str, ...]:
        """Gives the sectors of the public body that a chairman or director is of ("Central Bank Chairman Venn")."""
        if role.sectors[:1] != ("BUS",) or role.words not in qualifiers().relational:
            return ()
        owner = self._owner(role)
        return owner.sectors if owner is not None and owner.sectors[:1] in (("GOV",), ("SPY",), ("COP",)) else ()

    # --- names of bodies, states and peoples ---

    def _entity(self, match: Match) -> Resolution:
        entity = self._choose(match)
        if entity.what == "demonym":
            return self._people(match, entity)
        group = entity.name if entity.what == "group" else None
        country = entity.country or (self._country() if entity.what in ("people", "region") else None)
        if entity.what == "organisation" and country in ("NGO", "VAT") and (nation := self._adjective_before(match)):
            country = nation.country
        elif entity.what == "organisation" and (elsewhere := self._namesake(match, entity)):
            return elsewhere
        scope: Scope = "part" if self.phrase.part() else "whole"
        return Resolution(entity.name, country, entity.sectors, entity.kind, group, scope, confidence=0.95)

    def _namesake(self, match: Match, entity: Entity) -> Resolution | None:
        """Reads "the Honduran Congress" as that state's, though the roster has another state's by the bare word."""
        nation, role = self._adjective_before(match), self.roster.role([fold(match.alias)])
        if nation is None or role is None or nation.country == entity.country:
            return None
        return Resolution(self.text, nation.country, role.sectors, role.kind, confidence=0.8)

    def _people(self, match: Match, entity: Entity) -> Resolution:
        """Codes a bare demonym: "Pakistanis" and "ordinary Kazakhs" are a society, "two Americans" persons in it."""
        before = [w for w in self.phrase.words if w.start < match.start and w.low not in qualifiers().determiners]
        if nation := self._adjective_before(match):
            # "Brazilian Indians" are a people of Brazil.
            return Resolution(self.text, nation.country, ("ETH",), "society", confidence=0.7)
        sectors = ("CVL",) if before else ()
        return Resolution(match.alias, entity.country, sectors, "society", confidence=0.8)

    def _adjective_before(self, match: Match) -> Entity | None:
        """Finds a state's adjective right before a name ("the Polish Catholic Church")."""
        before = next((m for m in self.phrase.inside if m.end + 1 == match.start), None)
        entity = self._choose(before) if before else None
        return entity if entity is not None and entity.what == "demonym" else None

    # --- roles ---

    def _by_role(self, role: Role, role_at: int) -> Resolution:
        phrase = self.phrase
        name = phrase.proper_name(role_at) if role.kind in ("person", "unknown") else ""
        country_from = self._country(persons_name=name)
        owner = self._owner(role)
        sectors, kind, group = role.sectors, role.kind, None
        if role.words in qualifiers().forces_of_states and self._state_named():
            sectors, kind = ("MIL",), "organisation"  # "U.S. bombers"
        elif owner is not None and owner.what == "group" and not _governs(role):
            sectors, group = owner.sectors, owner.name
            kind = "person" if role.kind in ("person", "unknown") and self._names_a_person(role_at) else "armed_group"
        elif role.sectors == ("UNK",) or (role.words in qualifiers().relational and owner is not None):
            sectors, kind = self._from_owner(role, role_at, owner)
            if owner is None and sectors in (("UNK",), ("GOV",)) and phrase.unknown_body_before(role_at):
                sectors = ("BUS",)
        elif owner is not None and role.words in qualifiers().naming_heads and owner.sectors:
            sectors, kind = owner.sectors, owner.kind
        elif owner is None and role.words in qualifiers().of_their_modifier and phrase.unknown_body_before(role_at):
            sectors = ("BUS",)
        elif owner is None and self._heads_private_body(role) and (body := phrase.body_behind()):
            sectors = body.sectors
        elif owner is None and role.words in qualifiers().of_their_modifier and (other := phrase.role_before(role_at)):
            sectors = other.sectors
        if role.former and phrase.former(role_at):
            sectors, kind = (role.former,), "person"
        elif kind == "person" and sectors[0] in _OFFICIAL and phrase.former(role_at):
            sectors = ("ELI",)
        country = (owner.country if owner and owner.country else None) or country_from
        if role.country and not self._of_one_state():
            country = role.country
        name = name if kind == "person" else ""
        scope: Scope = "part" if phrase.part() else "whole"
        return Resolution(name or self.text, country, sectors, kind, group, scope, role.words, 0.8)

    def _heads_private_body(self, role: Role) -> bool:
        """Says whether an office is one that firms and schools have too ("president", "secretary")."""
        return role.kind == "person" and role.sectors == ("GOV",) and role.words in qualifiers().relational

    def _of_one_state(self) -> bool:
        """Says whether an adjective makes a body that is mostly several states' one state's ("Fijian peacekeepers")."""
        last = self.phrase.inside[-1] if self.phrase.inside else None
        return last is not None and self._choose(last).what == "demonym" and not tied(self.phrase, last)

    def _owner(self, role: Role) -> Entity | None:
        """Finds the body, group or person that a head belongs to: before it, or after "of", "for", "from"."""
        inside = [m for m in self.phrase.inside if not tied(self.phrase, m)]
        relational = role.words in qualifiers().relational or role.sectors == ("UNK",)
        behind = self.phrase.behind if relational and self.phrase.preposition() not in _NOT_OWNING else []
        for match in [*inside, *behind]:
            entity = self._choose(match)
            if entity.what in ("organisation", "group", "seat"):
                return entity
        if role.sectors == ("UNK",) and (holder := self._holder([*inside, *behind])):
            return holder
        return self._group_behind() if role.kind in ("armed_group", "person") else None

    def _holder(self, matches: Sequence[Match]) -> Entity | None:
        """Finds the office-holder of the day whose spokesman, ally or camp is spoken of."""
        for match in matches:
            entity = self._choose(match)
            if entity.what == "person" and entity.active(self.day):
                return entity
        return None

    def _group_behind(self) -> Entity | None:
        """Finds the armed group after "of" or "from" ("gunmen of the Northern Shield")."""
        if self.phrase.preposition() not in ("of", "from", "with"):
            return None
        behind = self.phrase.behind
        entity = self._choose(behind[0]) if behind else None
        return entity if entity is not None and entity.what == "group" else None

    def _from_owner(self, role: Role, role_at: int, owner: Entity | None) -> tuple[tuple[str, ...], ActorKind]:
        """Gives a head such as "spokesman" the sectors of whatever it belongs to."""
        plural = self.phrase.plural(role_at)
        of_one = not plural or any(form in qualifiers().members for form in singulars(role.words.split()[-1]))
        kind: ActorKind = role.kind if role.kind != "unknown" else "person" if of_one else "organisation"
        if owner is not None and owner.sectors:
            if owner.kind == "igo" and role.sectors[0] in ("BUS", "EDU", "CVL", "LAB"):
                return owner.sectors, kind
            heads_igo = owner.kind == "igo" and role.words.endswith("general")
            overrides = owner.sectors[0] not in ("GOV", "IGO") and role.kind in ("person", "society") and not heads_igo
            return (owner.sectors if overrides or role.sectors == ("UNK",) else role.sectors), kind
        if owner is not None and owner.kind == "igo":
            return (role.sectors if role.sectors != ("UNK",) else ("IGO",)), kind
        if role.sectors != ("UNK",):
            return role.sectors, role.kind
        other = self.phrase.other_role(role_at)
        if other is not None:
            counts = role.words in qualifiers().counts  # "dozens of fishermen" are fishermen
            return other.sectors, (kind if role.words in qualifiers().relational and not counts else other.kind)
        if role.words in qualifiers().speaks_for_state and self._state_named():
            return ("GOV",), "person"
        return ("UNK",), role.kind

    def _state_named(self) -> bool:
        return any(e.what in ("state", "demonym", "capital") for m in self.phrase.matches for e in m.entities)

    def _names_a_person(self, role_at: int) -> bool:
        """Says whether a singular head or a proper name follows ("leader", "leader Mullah X")."""
        words = [w for w in self.phrase.head_words if role_at <= w.start]
        return not words[0].low.endswith("s") if len(words) == 1 else words[-1].capital

    # --- without a known head ---

    def _by_modifier(self) -> Resolution:
        """Codes a phrase without a known head word by the country it carries, or says that it is no actor."""
        words = self.phrase.head_words
        last = words[-1] if words else self.phrase.words[-1]
        if any(form in qualifiers().not_actors for form in singulars(last.low)):
            return NOT_AN_ACTOR
        country = self._country(towns_within=False)
        if country is None and len(words) == 1:
            country = misspelt_country(words[0])
        if country and (last.capital or self.phrase.matches):
            owner = self._owner(Role("", ("UNK",), "unknown"))
            if owner is not None and owner.what != "person":
                group = owner.name if owner.what == "group" else None
                sectors = owner.sectors or ("UNK",)
                return Resolution(self.text, owner.country, sectors, owner.kind, group, confidence=0.6)
            return Resolution(self.text, country, ("UNK",), "unknown", confidence=0.4)
        if last.capital:
            return Resolution(self.text, country, ("UNK",), "unknown", confidence=0.3)
        return NOT_AN_ACTOR


def _governs(role: Role) -> bool:
    """Says whether a role stays what it is though an armed group fills it ("the Taliban government")."""
    return role.sectors[0] in _PUBLIC_LIFE or role.words.split()[-1] in qualifiers().governing


def _group_led(person: Entity) -> str | None:
    """Gives the armed group that an office such as "leader of Hezbollah" names."""
    match = re.match(
        r"(?:founder and )?(?:leader|deputy leader|head|commander|spokesman) of (?:the )?(.+)", person.office
    )
    return match[1] if match and person.sectors[:1] in (("REB",), ("PRM",), ("UAF",), ("CRM",)) else None
