"""From a phrase to an actor: country, sectors, kind. Works on the words alone, so it serves any phrase.

The head of the phrase says what somebody is ("spokesman"), names and modifiers say of whom ("the provincial
governor's"), the date says whether an office was held. A title in the phrase beats the roster: "Prime Minister X" is in
office by the text's own word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from detente import codes
from detente.actors.entries import Entity, Role
from detente.actors.gazetteer import Match, fold
from detente.actors.qualifiers import qualifiers
from detente.actors.rosters import Roster, singulars
from detente.errors import UnknownCodeError
from detente.records import ActorKind, Scope

_WORD = re.compile(r"[^\W_]+(?:[.&/][^\W_]+)*\.?(?:['’](?!s\b)[^\W_]+)*(?:-[^\W_]+)*|['’]s?|,|;|\(|\)|-")
_BREAKS = frozenset(
    """of in at from for to with on by near against under over among amongst between across outside inside within
    throughout along who which that whose whom where when during after before as , ; ( ) - including while and or but
    loyal opposed accused suspected based backed led""".split()
)
_GAPS = frozenset("the a an this that these those its their his her our your some any every each".split())
_OUTSIDE_OFFICE = frozenset({"REB", "PRM", "UAF", "CRM"})
_NOT_OWNING = frozenset({"to", "against", "on", "by", "over", "with", "near", "under"})
_ORDER = {"person": 0, "group": 1, "organisation": 2, "seat": 3, "state": 4, "demonym": 5, "capital": 6}


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


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    low: str


class Resolver:
    """Resolves phrases against one roster."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster

    def resolve(
        self, phrase: str, day: date | None = None, context: str = "", known_country: str | None = None
    ) -> Resolution:
        """Says what a phrase names.

        Args:
            phrase: a noun phrase, with its title, apposition and prepositional phrases if it has any.
            day: the date that offices are judged at; None means today.
            context: words around the phrase; a country in them is used where the phrase has none.
            known_country: a country name or code to prefer for names that several countries have.
        """
        reading = _Reading(self.roster, phrase.strip(), day or date.today(), _country_code(known_country))
        found = reading.resolve()
        if found.kind is None or found.country is not None:
            return found
        fallback = _country_code(known_country) or self._context_country(context, day or date.today())
        return replace(found, country=fallback, confidence=found.confidence * 0.9) if fallback else found

    def _context_country(self, context: str, day: date) -> str | None:
        """Takes the first country that the context names."""
        for match in self.roster.names_in(context):
            for entity in _by_date(match.entities, day):
                if entity.what in ("state", "demonym", "capital"):
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
    """One phrase being read; the steps share its words, names and head."""

    def __init__(self, roster: Roster, phrase: str, day: date, prefer: str | None) -> None:
        self.roster = roster
        self.phrase = phrase
        self.day = day
        self.prefer = prefer
        self.words = [_Word(m.start(), m.end(), m[0], fold(m[0])) for m in _WORD.finditer(phrase)]
        self.matches = roster.names_in(phrase)
        self.head_end = self._head_region()

    def resolve(self) -> Resolution:
        """Puts entity, role and country together."""
        if not self.words:
            return NOT_AN_ACTOR
        inside = [m for m in self.matches if m.start < self.head_end]
        if self._is_firm():
            known = next((self._choose(m) for m in inside if m.end >= self.head_end - 1), None)
            if known is None or known.what != "organisation":
                return Resolution(self.phrase, self._country_source(inside), ("BUS",), "organisation", confidence=0.7)
        role, role_at = self._role()
        whole = self._name_of_whole(inside)
        person = next((m for m in inside if any(e.what == "person" for e in m.entities)), None)
        if person is None and whole is None and role is None:
            person = next((m for m in self.matches if any(e.what == "person" for e in m.entities)), None)
        if person is not None and not (role is not None and role_at > person.start):
            return self._person(person, role)
        if whole is not None:
            return self._entity(whole)
        if role is not None:
            return self._by_surname(role, role_at) or self._by_role(role, role_at, inside)
        return self._by_apposition() or self._by_modifier(inside)

    # --- reading the phrase ---

    def _is_firm(self) -> bool:
        """Says whether the head region is a name that ends as firms' names do ("General Binding Corp")."""
        words = [w for w in self.words if w.start < self.head_end and w.low not in ("'s", "'")]
        return len(words) > 1 and words[-1].low.rstrip(".") in qualifiers().firm_endings and words[-2].text[0].isupper()

    def _head_region(self) -> int:
        """Finds where the head noun's own words end: at the first preposition, comma or relative outside a name."""
        for i, word in enumerate(self.words):
            if word.low in _BREAKS and i > 0 and not self._covered(word.start):
                if word.low == "of" and self._is_role_with_of(i):
                    continue
                if word.low == "and" and i + 1 < len(self.words) and self._is_pair_of_modifiers(i):
                    continue
                return word.start
        return len(self.phrase)

    def _covered(self, offset: int) -> bool:
        return any(m.start <= offset < m.end for m in self.matches)

    def _is_role_with_of(self, i: int) -> bool:
        """Says whether the words around "of" are one role ("minister of defense")."""
        for first in range(max(0, i - 3), i):
            for last in range(i + 2, min(len(self.words), i + 4) + 1):
                if self.roster.role([w.low for w in self.words[first:last]]) is not None:
                    return True
        return False

    def _is_pair_of_modifiers(self, i: int) -> bool:
        """Says whether "and" joins two adjectives or names before one head ("Turkish and Greek sides")."""
        return self._covered(self.words[i - 1].start) and self._covered(self.words[i + 1].start)

    def _role(self) -> tuple[Role | None, int]:
        """Finds the role word nearest to the end of the head region, the longest there; -1 where there is none."""
        words = [w for w in self.words if w.start < self.head_end]
        for last in range(len(words), 0, -1):
            if self._covered(words[last - 1].start) and not self._demonym_at(words[last - 1].start):
                continue
            for first in range(max(0, last - 4), last):
                role = self._role_of(words[first:last])
                if role is not None:
                    return role, words[first].start
            if last == len(words) and not words[last - 1].text[:1].isupper():
                break
        return None, -1

    def _role_of(self, words: Sequence[_Word]) -> Role | None:
        low = [w.low for w in words]
        if len(low) == 1 and (title := qualifiers().titles.get(low[0])):
            return self.roster.role(title.split())
        return self.roster.role(low)

    def _demonym_at(self, offset: int) -> bool:
        return any(m.start <= offset < m.end and any(e.what == "demonym" for e in m.entities) for m in self.matches)

    def _former(self, before: int) -> bool:
        """Says whether a word such as "former" stands before the role."""
        low = [w.low for w in self.words if w.start < before]
        return any(word.rstrip("-") in qualifiers().former for word in low) or any(w.startswith("ex-") for w in low)

    def _scope(self) -> Scope:
        low = [w.low for w in self.words if w.start < self.head_end]
        return "part" if any(w in qualifiers().part for w in low) else "whole"

    def _choose(self, match: Match) -> Entity:
        """Chooses what a name stands for: the preferred country's, then the day's, then the kind's order."""
        candidates = _by_date(match.entities, self.day)
        if self.prefer:
            candidates.sort(key=lambda e: e.country != self.prefer)
        else:
            nearby = self._nearby_country(match)
            if nearby:
                candidates.sort(key=lambda e: e.country != nearby)
        return candidates[0]

    def _nearby_country(self, match: Match) -> str | None:
        for other in self.matches:
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
        rest = [w for w in self.words if last.end <= w.start < self.head_end]
        if any(w.low in ("'s", "'") for w in rest) or (rest and not all(w.text in "'s-" for w in rest)):
            return None
        if all(e.what == "demonym" for e in last.entities) and not last.alias.endswith("s") and len(self.words) > 1:
            before = [w for w in self.words if w.start < last.start and w.low not in _GAPS]
            if before and self.roster.role([before[-1].low]) is not None:
                return None
        return last

    # --- putting it together ---

    def _person(self, match: Match, role: Role | None) -> Resolution:
        entity = self._choose(match)
        periods = [p for p in self.roster.periods[entity.name] if p.country == entity.country]
        current = [p for p in periods if p.active(self.day)]
        if role is not None and role.sectors != ("UNK",):
            return self._titled(entity, role)
        if self._former(match.start):
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
        if any(p.end and p.end < self.day for p in periods):
            return Resolution(entity.name, entity.country, ("ELI",), "person", confidence=0.85)
        return Resolution(entity.name, entity.country, ("ELI",), "person", confidence=0.5)

    def _by_surname(self, role: Role, role_at: int) -> Resolution | None:
        """Finds whom a title and a surname mean ("Secretary of State Kerry"): one holder of such an office that day."""
        name = self._proper_name(role_at)
        if not name or " " in name or role.kind != "person":
            return None
        fitting = {
            e.name: e
            for e in self.roster.surnamed(name)
            if e.active(self.day) and e.sectors[:1] == role.sectors[:1] and _countries_agree(e, self._named_countries())
        }
        if len(fitting) > 1:
            worded = {n: e for n, e in fitting.items() if set(role.words.split()) & set(fold(e.office).split())}
            fitting = worded or fitting
        return self._titled(next(iter(fitting.values())), role) if len(fitting) == 1 else None

    def _named_countries(self) -> set[str | None]:
        return {self._choose(m).country for m in self.matches}

    def _by_apposition(self) -> Resolution | None:
        """Codes an unknown name by what stands behind it ("Adnan Venn, a senior member of al-Qaeda")."""
        comma = next((w for w in self.words if w.low == "," and w.start == self.head_end), None)
        words = [w for w in self.words if w.start < self.head_end]
        if comma is None or not words or not words[-1].text[:1].isupper():
            return None
        behind = _Reading(self.roster, self.phrase[comma.end :].strip(), self.day, self.prefer).resolve()
        if behind.kind is None or behind.sectors in ((), ("UNK",)):
            return None
        name = self.phrase[words[0].start : words[-1].end]
        return replace(behind, name=name, kind="person", confidence=0.8)

    def _titled(self, entity: Entity, role: Role) -> Resolution:
        """Codes a known person by the title that the text gives."""
        if role.former and self._former(len(self.phrase)):
            return Resolution(entity.name, entity.country, (role.former,), "person", confidence=0.9)
        group = _group_led(entity) if role.kind == "armed_group" else None
        return Resolution(
            entity.name, entity.country, role.sectors, "person", group, office=role.words, confidence=0.95
        )

    def _entity(self, match: Match) -> Resolution:
        entity = self._choose(match)
        if entity.what == "demonym":
            return self._people(match, entity)
        group = entity.name if entity.what == "group" else None
        return Resolution(
            entity.name, entity.country, entity.sectors, entity.kind, group, self._scope(), confidence=0.95
        )

    def _people(self, match: Match, entity: Entity) -> Resolution:
        """Codes a bare demonym: "Pakistanis" and "ordinary Kazakhs" are a society, "two Americans" persons in it."""
        before = [w.low for w in self.words if w.start < match.start and w.low not in _GAPS]
        sectors = ("CVL",) if before else ()
        return Resolution(match.alias, entity.country, sectors, "society", confidence=0.8)

    def _by_role(self, role: Role, role_at: int, inside: Sequence[Match]) -> Resolution:
        # Behind a title stands a person's name, which may be a town's too ("General Abel Torrance").
        country_from = self._country_source(inside, names_from=role_at if role.kind == "person" else None)
        owner = self._owner(inside, role)
        sectors, kind, group = role.sectors, role.kind, None
        if owner is not None and owner.what == "group":
            sectors, group = owner.sectors, owner.name
            kind = "person" if role.kind in ("person", "unknown") and self._names_a_person(role_at) else "armed_group"
        elif role.sectors == ("UNK",) or (role.words in qualifiers().relational and owner is not None):
            sectors, kind = self._from_owner(role, role_at, owner)
        if role.former and self._former(role_at):
            sectors, kind = (role.former,), "person"
        elif kind == "person" and sectors == ("UNK",) and self._former(role_at):
            sectors = ("ELI",)
        country = role.country or (owner.country if owner and owner.country else country_from)
        name = self._proper_name(role_at) if kind == "person" else ""
        return Resolution(name or self.phrase, country, sectors, kind, group, self._scope(), role.words, 0.8)

    def _proper_name(self, role_at: int) -> str:
        """Gives the capitalised name that a title introduces or an apposition follows, or ""."""
        if role_at >= self.head_end or role_at < 0:
            words = [w for w in self.words if w.start < self.head_end]
        else:
            after = [w for w in self.words if role_at < w.start < self.head_end]
            words = [w for w in after if self._role_of([w]) is None]
        while words and not words[0].text[:1].isupper():
            words = words[1:]
        if not words or not all(w.text[:1].isupper() or w.low in ("bin", "al", "de", "van", "von", "-") for w in words):
            return ""
        return self.phrase[words[0].start : words[-1].end]

    def _owner(self, inside: Sequence[Match], role: Role) -> Entity | None:
        """Finds the organisation or group that a head belongs to: before it, or after "of", "for", "from", "with"."""
        behind = self.matches if role.words in qualifiers().relational or role.sectors == ("UNK",) else inside
        behind = [m for m in behind if m.start < self.head_end or self._word_before_head_end() not in _NOT_OWNING]
        for match in sorted(behind, key=lambda m: m.start >= self.head_end):
            entity = self._choose(match)
            if entity.what in ("organisation", "group", "seat"):
                return entity
        return self._group_behind() if role.kind in ("armed_group", "person") else None

    def _group_behind(self) -> Entity | None:
        """Finds the armed group after "of" or "from" ("gunmen of the Northern Shield")."""
        if self._word_before_head_end() not in ("of", "from", "with"):
            return None
        behind = next((m for m in self.matches if m.start >= self.head_end), None)
        entity = self._choose(behind) if behind else None
        return entity if entity is not None and entity.what == "group" else None

    def _plural(self, role_at: int) -> bool:
        """Says whether the head word at an offset is plural ("elements", "members")."""
        return any(w.start == role_at and w.low.endswith("s") for w in self.words)

    def _word_before_head_end(self) -> str:
        """Gives the preposition that ends the head region, or ""."""
        return next((w.low for w in self.words if w.start >= self.head_end), "")

    def _from_owner(self, role: Role, role_at: int, owner: Entity | None) -> tuple[tuple[str, ...], ActorKind]:
        """Gives a head such as "spokesman" the sectors of whatever it belongs to."""
        kind: ActorKind = role.kind if role.kind != "unknown" else "organisation" if self._plural(role_at) else "person"
        if owner is not None and owner.sectors:
            overrides = owner.sectors[0] not in ("GOV", "IGO") and role.kind == "person"
            return (owner.sectors if overrides or role.sectors == ("UNK",) else role.sectors), kind
        if owner is not None and owner.kind == "igo":
            return (role.sectors if role.sectors != ("UNK",) else ("IGO",)), kind
        if role.sectors != ("UNK",):
            return role.sectors, role.kind
        other = self._other_role(role_at)
        if other is not None:
            return other.sectors, (kind if role.words in qualifiers().relational else other.kind)
        if (
            role.words in ("spokesman", "spokeswoman", "spokesperson", "leader", "envoy", "aide")
            and self._state_named()
        ):
            return ("GOV",), "person"
        return ("UNK",), role.kind

    def _other_role(self, role_at: int) -> Role | None:
        """Finds a second role word, before the head or in the phrase after it."""
        before = [w for w in self.words if w.start < role_at]
        after = [w for w in self.words if w.start >= self.head_end]
        for words in (before, after):
            for last in range(len(words), 0, -1):
                for first in range(max(0, last - 3), last):
                    role = self._role_of(words[first:last])
                    if role is not None and role.sectors != ("UNK",):
                        return role
        return None

    def _state_named(self) -> bool:
        return any(e.what in ("state", "demonym", "capital") for m in self.matches for e in m.entities)

    def _names_a_person(self, role_at: int) -> bool:
        """Says whether a singular head or a proper name follows ("leader", "leader Mullah X")."""
        words = [w for w in self.words if role_at <= w.start < self.head_end]
        return not words[0].low.endswith("s") if len(words) == 1 else words[-1].text[:1].isupper()

    def _country_source(
        self, inside: Sequence[Match], with_role: bool = True, names_from: int | None = None
    ) -> str | None:
        """Takes the country of the last name before the head, else of the first after it, else of a town."""
        for match in [*reversed(inside), *(m for m in self.matches if m.start >= self.head_end)]:
            entity = self._choose(match)
            if entity.country:
                return entity.country
        return self._town_country(with_role, names_from)

    def _town_country(self, with_role: bool, names_from: int | None) -> str | None:
        """Looks capitalised words up as towns and provinces."""
        runs: list[list[_Word]] = []
        for i, word in enumerate(self.words):
            named = names_from is not None and names_from < word.start < self.head_end
            capital = word.text[:1].isupper() and not named and self.roster.role([word.low]) is None
            if capital and runs and self.words.index(runs[-1][-1]) == i - 1:
                runs[-1].append(word)
            elif capital:
                runs.append([word])
        for run in runs:
            # "Kano State government" may be cut up; "Juan Carlos Venn" is a person and stays whole.
            cuts = len(run) if with_role else 1
            for first in range(cuts):
                for last in range(len(run), max(first, len(run) - cuts), -1):
                    country = codes.town_country(self.phrase[run[first].start : run[last - 1].end])
                    if country:
                        return country
        return None

    def _misspelt_country(self, word: _Word) -> str | None:
        """Takes a capitalised word one slip away from a state's name or adjective ("Kazahks")."""
        if len(word.low) < 6 or not word.text[0].isupper():
            return None
        near = difflib.get_close_matches(word.low, _state_words(), n=1, cutoff=0.85)
        return _state_words()[near[0]] if near else None

    def _by_modifier(self, inside: Sequence[Match]) -> Resolution:
        """Codes a phrase without a known head word by the country it carries, or says that it is no actor."""
        words = [w for w in self.words if w.start < self.head_end]
        last = words[-1] if words else self.words[-1]
        if any(form in qualifiers().not_actors for form in singulars(last.low)):
            return NOT_AN_ACTOR
        proper = last.text[:1].isupper()
        country = self._country_source(inside, with_role=False)
        if country is None and len(words) == 1:
            country = self._misspelt_country(words[0])
        if country and (proper or inside or self.matches):
            owner = self._owner(inside, Role("", ("UNK",), "unknown"))
            if owner is not None:
                group = owner.name if owner.what == "group" else None
                return Resolution(
                    self.phrase, owner.country, owner.sectors or ("UNK",), owner.kind, group, confidence=0.6
                )
            return Resolution(self.phrase, country, ("UNK",), "unknown", confidence=0.4)
        if proper:
            return Resolution(self.phrase, country, ("UNK",), "unknown", confidence=0.3)
        return NOT_AN_ACTOR


@cache
def _state_words() -> dict[str, str]:
    """Gives the one-word names and demonyms of states, folded, with the state's code."""
    words: dict[str, str] = {}
    for country in codes.countries():
        for name in (country.name, *(d.value for d in country.demonyms)):
            if " " not in name and len(name) >= 6:
                words.setdefault(fold(name), country.code)
    return words


def _countries_agree(entity: Entity, named: set[str | None]) -> bool:
    """Says whether a person fits the countries that a phrase names, if it names any."""
    return not named or entity.country in named


def _group_led(person: Entity) -> str | None:
    """Gives the armed group that an office such as "leader of Hezbollah" names."""
    match = re.match(
        r"(?:founder and )?(?:leader|deputy leader|head|commander|spokesman) of (?:the )?(.+)", person.office
    )
    return match[1] if match and person.sectors[:1] in (("REB",), ("PRM",), ("UAF",), ("CRM",)) else None
