"""Whose a phrase is that names no state: "the army", "a government official", "students", "a rebel commander".

The teller of a report comes first ("an Omani communique said troops …"), then the body of that sort or the armed group
named last, the place that the clause names ("students outside the embassy in Brod"), and the dateline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from detente import codes
from detente.actors.coreference import Memory
from detente.actors.entries import Entity
from detente.actors.gazetteer import Match
from detente.actors.qualifiers import qualifiers
from detente.actors.resolve import Resolution
from detente.actors.rosters import Roster
from detente.parse import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

# How sure a country is that only the place of the clause tells.
GUESSED = 0.3
# What a definite phrase such as "the army" leaves to the reader to place.
OF_A_STATE = frozenset((sector,) for sector in ("GOV", "MIL", "SPY", "COP", "JUD", "LEG"))
_AT_HOME = frozenset(
    (sector,) for sector in ("CVL", "EDU", "REF", "REL", "AGR", "LAB", "MED", "OPP", "PTY", "REB", "PRM")
)
_ARMED = frozenset({("REB",), ("PRM",)})
# Words for fighters who are of the group spoken of; "a suicide bomber" may be anybody's.
_OF_GROUP = frozenset("rebel rebels guerrilla guerrillas guerilla insurgent militia militiaman".split())
_LOCAL = frozenset("in at near outside across throughout inside around".split())
_SOIL = frozenset({"state", "capital", "region"})
# Beside one of these an official is the government's of where the report is from ("a government official").
_OF_HERE = frozenset("government administration cabinet army military police ministry ruling".split())
# Words that, with nothing beside them, wire reports keep for one state's.
_MOSTLY_OF = {"administration": "USA"}
# Names that stand for a state that acts or is acted on, and what makes one of them a mere place.
_SIDES = frozenset({"state", "demonym"})
_AT_A_PLACE = re.compile(r"\b(?:in|into|to|near|across|through|at|inside|outside) (?:\w+ern )?$")
_NOWHERE = frozenset({None, "", "IGO", "NGO"})


@dataclass(slots=True)
class ArticleReading:
    """What is known of the article being read."""

    day: date
    matches: dict[int, list[Match]]
    memory: Memory
    near: str | None
    home: str | None
    states: frozenset[str]
    firms: frozenset[str]


def of_day(match: Match, day: date) -> Entity:
    """Gives what a name stood for on a day ("Belgrade": Yugoslavia in 1987)."""
    return next((e for e in match.entities if e.active(day)), match.entities[0])


class Placing:
    """Gives phrases of one sentence the country that they leave to the reader."""

    def __init__(
        self, roster: Roster, article: ArticleReading, sentence: Sentence, tree: list[Token], low: list[str]
    ) -> None:
        self.roster = roster
        self.article = article
        self.memory = article.memory
        self.sentence = sentence
        self.tree = tree
        self.low = low

    def placed(self, resolution: Resolution, start: int, head: Token) -> Resolution:
        """Gives "its soldiers", "the army" and "Finance Minister Venn" the country that the article speaks of."""
        if resolution.country is not None or self.tree[start].tag_ == "PRP$":
            return resolution
        if resolution.sectors[:1] == ("ELI",) and self._bare_role(start, head):
            return replace(resolution, country=self.memory.country_of("GOV", self.article.home), confidence=0.4)
        if resolution.sectors[:1] not in OF_A_STATE:
            return self._at_home(resolution, start, head)
        if {"foreign", "unknown"} & set(self.low[start : head.i]) or self.low[head.i] in qualifiers().abroad:
            return resolution
        country, confidence = self._of_state(resolution, start, head), 0.5
        if country is None and self._is_anybodys(resolution, start, head):
            country, confidence = self._local(head), GUESSED
        return resolution if country in _NOWHERE else replace(resolution, country=country, confidence=confidence)

    def _is_anybodys(self, resolution: Resolution, start: int, head: Token) -> bool:
        """Says whether a body or soldier without a country may be of where the clause plays ("police in Brod")."""
        if resolution.sectors[0] == "GOV" and not is_body(resolution):
            return False
        vessel = self.low[start] in ("a", "an") and resolution.sectors[0] == "MIL" and is_body(resolution)
        return not vessel and not self._named_within(start, head)

    def _of_state(self, resolution: Resolution, start: int, head: Token) -> str | None:
        sector, home = resolution.sectors[0], self.article.home
        if sector == "MIL" and (teller := self.memory.teller(head, self.sentence.index)):
            return teller
        if self.low[head.i] in _MOSTLY_OF and self.memory.names(_MOSTLY_OF[self.low[head.i]]):
            return _MOSTLY_OF[self.low[head.i]]
        if self._bare_role(start, head):
            several = resolution.kind == "person" and head.tag_ in ("NNS", "NNPS") and sector not in ("COP", "JUD")
            return None if several else self.memory.country_of(sector, home)
        if self._titled_name(resolution, start, head):
            return home or self.memory.country_of(sector)
        if self._named_within(start, head):
            return (home or self.article.near) if self._is_own_commission(resolution, start, head) else None
        if self.low[start] in ("a", "an") and resolution.kind == "organisation" and sector == "MIL":
            return None  # "a warship" may be anybody's
        if is_body(resolution) or sector != "GOV":
            country = self.memory.country_of(sector, home) if sector != "GOV" or home else None
            return country if country and (home or self.memory.names(country)) else None
        return home if not _OF_HERE.isdisjoint(self.low[start : head.i]) else None

    def _at_home(self, resolution: Resolution, start: int, head: Token) -> Resolution:
        """Gives people without a country that of the group named last, of where the clause plays, of the dateline."""
        bare = (
            resolution.sectors[:1] in _AT_HOME
            and resolution.group is None
            and resolution.name == self._text(start, max(head.i + 1, start + 1))
        )
        if not bare or self._named_within(start, head):
            return resolution
        of_group = resolution.sectors[:1] in _ARMED and resolution.office.partition(" ")[0] in _OF_GROUP
        if of_group and (group := self.memory.armed(resolution.sectors)):
            return replace(resolution, country=group.country, group=group.group, confidence=0.4)
        if local := self._local(head):
            return replace(resolution, country=local, confidence=GUESSED)
        home = None if self._elsewhere(resolution) else self.article.home
        return replace(resolution, country=home, confidence=0.4) if home else resolution

    def _elsewhere(self, resolution: Resolution) -> bool:
        """Says whether armed men are spoken of with another country than the dateline's, and so may be of either."""
        if resolution.sectors[:1] not in _ARMED:
            return False
        for match in self.article.matches[self.sentence.index]:
            entity = of_day(match, self.article.day)
            foreign = entity.what in _SIDES and entity.country not in (*_NOWHERE, self.article.home)
            if foreign and not _AT_A_PLACE.search(self.sentence.clean[: match.start]):
                return True
        return False

    def _local(self, head: Token) -> str | None:
        """Gives the country of a place that the clause names with "in" or the like ("outside the embassy in Brod")."""
        for preposition in self._prepositions(head):
            for token in preposition.subtree:
                if token.pos_ == "PROPN" and (country := self._soil(token)):
                    return country
        return None

    def _prepositions(self, head: Token) -> Iterator[Token]:
        """Gives the prepositions of place at a phrase's clause: at its head, at its verb, and at the verb's objects."""
        holders = [head]
        if head.dep_ in ("nsubj", "nsubjpass", "dobj") and head.head.pos_ in ("VERB", "AUX"):
            holders += [head.head, *(c for c in head.head.children if c.dep_ == "dobj")]
        elif head.dep_ == "pobj" and head.head.dep_ == "agent":
            holders.append(head.head.head)
        for holder in holders:
            for child in holder.children:
                if child.dep_ == "prep" and child.lower_ in _LOCAL:
                    yield child

    def _soil(self, token: Token) -> str | None:
        match = next((m for m in self.article.matches[self.sentence.index] if m.start == token.idx), None)
        if match is not None:
            entity = of_day(match, self.article.day)
            return entity.country if entity.what in _SOIL and entity.country not in _NOWHERE else None
        return codes.town_country(token.text) if token.dep_ == "pobj" else None

    def _named_within(self, start: int, head: Token) -> bool:
        """Says whether a phrase has a capital that the sentence's beginning doesn't explain ("a Western envoy")."""
        return any(t.text[:1].isupper() and t.i and not self._of_a_creed(t) for t in self.tree[start : head.i + 1])

    def _of_a_creed(self, token: Token) -> bool:
        """Says whether a capital only tells of what party or faith somebody is ("the Communist leadership")."""
        low = self.low[token.i]
        return low.endswith(("ist", "ists")) or (token.dep_ in ("amod", "compound") and self._is_faith(low))

    def _is_faith(self, low: str) -> bool:
        role = self.roster.role([low])
        return role is not None and role.kind == "society"

    def _is_own_commission(self, resolution: Resolution, start: int, head: Token) -> bool:
        """Says whether a body is an inquiry or the like named after somebody ("the Venn Commission")."""
        official = resolution.kind == "organisation" and resolution.sectors[:1] in (("GOV",), ("LEG",))
        return official and self.low[start] == "the" and head.pos_ == "PROPN" and resolution.name[:1] in "Tt"

    def _bare_role(self, start: int, head: Token) -> bool:
        """Says whether a phrase is nothing but a role with "the", or a body with a capital ("Parliament")."""
        words = [self.low[t.i] for t in self.tree[start : head.i + 1] if t.dep_ != "det"]
        if self.low[start] == "the":
            plain = all(t.is_lower for t in self.tree[start + 1 : head.i + 1])
            return plain or self.roster.role(words) is not None
        return head.pos_ == "PROPN" and head.text[0].isupper() and self.roster.role(words) is not None

    def _titled_name(self, resolution: Resolution, start: int, head: Token) -> bool:
        """Says whether a phrase is a title with a name ("Finance Minister Ella Venn")."""
        name = resolution.name
        named = resolution.kind == "person" and name[:1].isupper() and name != self._text(start, head.i + 1)
        return named and self.tree[start].dep_ not in ("det", "nummod")

    def _text(self, start: int, end: int) -> str:
        last = self.tree[end - 1]
        return self.sentence.clean[self.tree[start].idx : last.idx + len(last)]


def is_body(found: Resolution) -> bool:
    """Says whether a phrase means a body or members of one ("two members of the junta")."""
    return found.kind == "organisation" or (" of " in found.name and found.name[1:].islower())
