"""Finding the actors of an article: noun phrases that name or describe one, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from detente.actors.coreference import Memory
from detente.actors.gazetteer import Match, fold
from detente.actors.qualifiers import qualifiers
from detente.actors.resolve import Resolution, Resolver
from detente.actors.rosters import Roster, singulars
from detente.drafts import FoundActor, Tokens
from detente.parse import Document, Sentence
from detente.records import Actor, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM"})
_INNER = frozenset(
    {"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet", "advmod", "case", "punct"}
)
_TIGHT_PREPOSITIONS = frozenset({"of", "for", "in", "from", "at", "with"})
# Words that head a phrase of place or time rather than an actor, though they are in the roles as last resort.
_WEAK_HEADS = frozenset(
    """country nation region island city area territory target element village town camp market park figure body
    network power movement organization organisation group side province prefecture state republic kingdom federation
    capital neighbor neighbour neighborhood neighbourhood district border bloc alliance coast airspace waters""".split()
)


class ActorFinder:
    """Finds and resolves the actors of one article after another; holds no state between articles."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.resolver = Resolver(roster)
        self._cache: dict[tuple[str, date], Resolution] = {}
        self._states: frozenset[str] = frozenset()
        self._redefined: frozenset[str] = frozenset()

    def may_have_actor(self, text: str) -> bool:
        """Says whether a text names anyone, known or not, or uses a word for a role."""
        if _NAME_INSIDE.search(text) or self.roster.gazetteer.has(text):
            return True
        words = (word.strip(".,;:'\"()") for word in fold(text).split())
        return any(form in self.roster.roles for word in words if len(word) > 3 for form in singulars(word))

    def find(self, document: Document, day: date | None) -> dict[int, list[FoundActor]]:
        """Finds the actors of every parsed sentence.

        Args:
            document: a document whose sentences of interest are parsed.
            day: publication day, for offices; None means today.

        Returns:
            Sentence index to its actors in order of their heads.
        """
        memory = Memory()
        memory.expect(self._full_names(document, day or date.today()))
        self._states = unknown_states(document, self.roster)
        self._redefined = redefined_acronyms(document, self.roster)
        found: dict[int, list[FoundActor]] = {}
        for sentence in document.sentences:
            if sentence.doc is None:
                continue
            actors = list(self._in_sentence(sentence, day or date.today(), memory))
            found[sentence.index] = sorted(actors, key=lambda a: a.tokens.head)
        return found

    def _full_names(self, document: Document, day: date) -> list[FoundActor]:
        """Finds the persons of the rosters whom the article names in full, in unparsed sentences too."""
        found = []
        for sentence in document.sentences:
            for match in self.roster.names_in(sentence.clean):
                if match.entities[0].what == "person" and " " in match.alias:
                    resolution = self._resolve(sentence.clean[match.start : match.end], day)
                    span = sentence.char_span(match.start, match.end)
                    actor = _record(span, resolution)
                    found.append(FoundActor(Tokens(sentence.index, 0, 1, 0), actor))
        return found

    def _in_sentence(self, sentence: Sentence, day: date, memory: Memory) -> Iterator[FoundActor]:
        matches = [m for m in self.roster.names_in(sentence.clean) if m.alias not in self._redefined]
        used: set[int] = set()
        for token in sentence.tree:
            if token.i in used:
                continue
            for actor in self._at(sentence, token, matches, day, memory):
                if actor.tokens.head in used:
                    continue
                memory.remember(actor)
                used.update(range(actor.tokens.start, actor.tokens.end))
                yield actor

    def _at(
        self, sentence: Sentence, token: Token, matches: list[Match], day: date, memory: Memory
    ) -> Iterator[FoundActor]:
        """Gives the actor whose phrase begins at the token, if one does."""
        if token.pos_ == "PRON" or (token.tag_ == "PRP$"):
            pronoun = memory.pronoun(token)
            if pronoun is not None:
                yield _with_span(pronoun, sentence, Tokens(sentence.index, token.i, token.i + 1, token.i))
            return
        head = _phrase_head(token)
        if head is None:
            return
        start, end = _phrase_bounds(head)
        text = sentence.clean[sentence.tree[start].idx : sentence.tree[end - 1].idx + len(sentence.tree[end - 1])]
        remembered = memory.noun_phrase(text, head) if start == token.i else None
        if remembered is not None:
            yield _with_span(remembered, sentence, Tokens(sentence.index, start, end, head.i))
            return
        if start > token.i or not self._promising(sentence, head, start, end, matches):
            nested = list(self._nested(sentence, token, matches, day))
            yield from nested or self._unknown(sentence, head, start, memory)
            return
        resolution = self._resolve(text, day)
        vague = resolution.sectors == ("UNK",) and (resolution.country is None or fold(head.text) in _WEAK_HEADS)
        if resolution.kind is None or vague:
            nested = list(self._nested(sentence, token, matches, day))
            yield from nested or self._unknown(sentence, head, start, memory)
            return
        resolution = self._placed(resolution, sentence, start, head, memory)
        tokens = Tokens(sentence.index, start, end, head.i)
        parts = tuple(self._parts(sentence, tokens, resolution, matches, day))
        yield FoundActor(tokens, _actor(sentence, tokens, resolution), parts=parts)

    def _placed(
        self, resolution: Resolution, sentence: Sentence, start: int, head: Token, memory: Memory
    ) -> Resolution:
        """Gives "its soldiers" and "the army" the country that the article speaks of."""
        first = sentence.tree[start]
        if resolution.country is not None or resolution.sectors[:1] not in _OF_A_STATE:
            return resolution
        if first.tag_ == "PRP$":
            owner = memory.pronoun(first)
            country = owner.actor.country if owner else None
        elif first.lower_ == "the" and all(t.is_lower for t in sentence.tree[start + 1 : head.i + 1]):
            country = memory.country_of(resolution.sectors[0])
        else:
            return resolution
        return replace(resolution, country=country, confidence=0.5) if country else resolution

    def _promising(self, sentence: Sentence, head: Token, start: int, end: int, matches: list[Match]) -> bool:
        """Says whether the phrase's head is an actor word or part of a known name, or a person's name with a title."""
        if _match_at(matches, head.idx) is not None or fold(head.text).rstrip(".") in qualifiers().firm_endings:
            return True
        words = [fold(t.text) for t in sentence.tree[start : head.i + 1]]
        for first in range(max(0, len(words) - 3), len(words)):
            role = self.roster.role(words[first:])
            if role is not None:
                return words[-1] not in _WEAK_HEADS or any(_match_at(matches, t.idx) for t in sentence.tree[start:end])
        return head.pos_ == "PROPN" and self._has_title(sentence, head, start, end)

    def _unknown(self, sentence: Sentence, head: Token, start: int, memory: Memory) -> Iterator[FoundActor]:
        """Gives a proper name that no roster has: a state where the article speaks of its army or government."""
        if head.pos_ != "PROPN" or not head.text[0].isupper() or fold(head.text).rstrip(".") in _NO_NAMES:
            return
        first = head.i
        while (
            first > start and sentence.tree[first - 1].pos_ == "PROPN" and sentence.tree[first - 1].dep_ == "compound"
        ):
            first -= 1
        tokens = Tokens(sentence.index, first, head.i + 1, head.i)
        span = sentence.span(first, head.i + 1)
        remembered = memory.noun_phrase(span.text, head)
        if remembered is not None:
            yield _with_span(remembered, sentence, tokens)
        elif _stem(span.text) in self._states:
            yield FoundActor(tokens, Actor(span, span.text, None, (), "state", confidence=0.6))
        else:
            yield FoundActor(tokens, Actor(span, span.text, None, ("UNK",), "unknown", confidence=0.3))

    def _has_title(self, sentence: Sentence, head: Token, start: int, end: int) -> bool:
        """Says whether a title stands before a name, or an office behind it ("X, a deputy prefect")."""
        words = [fold(t.text) for t in sentence.tree[start:end] if t.i != head.i]
        return any(self.roster.role([word]) is not None or word.rstrip(".") in _TITLES for word in words)

    def _nested(self, sentence: Sentence, token: Token, matches: list[Match], day: date) -> Iterator[FoundActor]:
        """Gives a name that stands inside a phrase whose head is no actor ("the U.S. airstrike")."""
        match = _match_at(matches, token.idx)
        if match is None or match.start < token.idx:
            return
        last = sentence.token_at(match.end - 1)
        if last is None:
            return
        following = sentence.tree[last + 1].lower_ if last + 1 < len(sentence.tree) else ""
        if following in qualifiers().currencies:
            return
        head = next(
            (t for t in sentence.tree[token.i : last + 1] if not token.i <= t.head.i <= last or t.head.i == t.i), token
        )
        tokens = Tokens(sentence.index, token.i, last + 1, head.i)
        resolution = self._resolve(sentence.clean[match.start : match.end], day)
        if resolution.kind is not None:
            if resolution.kind == "society" and head.dep_ in ("amod", "compound", "nmod"):
                resolution = self._as_state(resolution, match, day)
            yield FoundActor(tokens, _actor(sentence, tokens, resolution))

    def _as_state(self, resolution: Resolution, match: Match, day: date) -> Resolution:
        """Reads a demonym that modifies an act ("American airstrike") as the state."""
        demonym = next((e for e in match.entities if e.what == "demonym" and e.country == resolution.country), None)
        name = demonym.name if demonym else resolution.name
        return Resolution(name, resolution.country, (), "state", confidence=0.85)

    def _resolve(self, text: str, day: date) -> Resolution:
        key = (text, day)
        if key not in self._cache:
            if len(self._cache) > 50_000:
                self._cache.clear()
            self._cache[key] = self.resolver.resolve(text, day)
        return self._cache[key]

    def _parts(
        self, sentence: Sentence, tokens: Tokens, whole: Resolution, matches: list[Match], day: date
    ) -> Iterator[Actor]:
        """Splits "Turkish and Greek officials" into what each modifier makes of the head."""
        doc = sentence.tree
        head = doc[tokens.head]
        modifiers = [
            m
            for m in matches
            if doc[tokens.start].idx <= m.start
            and m.end <= head.idx
            and any(e.what in ("state", "demonym") for e in m.entities)
        ]
        if len(modifiers) < 2 or not any(t.lower_ in ("and", ",") for t in doc[tokens.start : tokens.head]):
            return
        rest = sentence.clean[modifiers[-1].end : head.idx + len(head)]
        for match in modifiers:
            resolution = self._resolve(sentence.clean[match.start : match.end] + rest, day)
            if resolution.kind is not None:
                yield _actor(sentence, tokens, resolution)


# What has an army, a government or an ambassador is a state, or as good as one.
_STATE_MARKS = re.compile(
    r"\b([A-Z][\w'-]{3,}?)(?:['’]s?)? (?:[a-z]+ )?(?:army|government|president|prime minister|foreign minister|"
    r"defence minister|defense minister|foreign ministry|ambassador|parliament|troops|navy|air force|embassy|"
    r"border guards|military|jets|soldiers|forces|cabinet|diplomats?|officials?|authorities|coast guard)\b"
)
_SPELT_OUT = re.compile(r"((?:[A-Z][\w&.'-]+ (?:(?:of|for|and|the) )*){1,6})\(([A-Z]{2,6})\)")
_SYMBOL = re.compile(r"<([A-Z]{2,5})(?:\.[A-Z]+)?>")
# A capitalised word that does not open the sentence, months and days apart: a name, known or not.
_NAME_INSIDE = re.compile(
    r"(?<=\w )(?!January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|"
    r"Wednesday|Thursday|Friday|Saturday|Sunday)[A-Z][a-zà-ÿ]{3,}\b"
)
_CAPITALISED = re.compile(r"(?<![.?!] )\b[A-Z][a-zà-ÿ]{3,}\b")
_ADJECTIVE_ENDINGS = ("n", "an", "ian", "i", "ish", "ese", "ean", "ns", "ans", "ians")
_ENDINGS = re.compile(r"(?:ians?|ans?|ish|ese|ites?|is?|ns?|ia|a|e|y)$")
_NO_NAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept sep oct nov dec christmas easter ramadan
    internet god nobel prize page""".split()
)


def _stem(name: str) -> str:
    """Gives what a name shares with its adjective ("Varnia", "Varnian": "varn")."""
    return _ENDINGS.sub("", fold(name))


def redefined_acronyms(document: Document, roster: Roster) -> frozenset[str]:
    """Finds acronyms that the article spells out as something the rosters don't mean, or gives as a share's symbol."""
    found = set()
    for sentence in document.sentences:
        for match in _SPELT_OUT.finditer(sentence.clean):
            meant = {e.name for m in roster.gazetteer.find(match[2]) for e in m.entities}
            spelt = {e.name for m in roster.gazetteer.find(match[1]) for e in m.entities}
            if not meant & spelt:
                found.add(match[2])
        found.update(_SYMBOL.findall(sentence.clean))
    return frozenset(found)


def unknown_states(document: Document, roster: Roster) -> frozenset[str]:
    """Finds names that the article treats as states though no roster has them, as stems."""
    stems = set()
    for sentence in document.sentences:
        for match in _STATE_MARKS.finditer(sentence.clean):
            name = match[1]
            known = roster.gazetteer.has(name) or roster.role([fold(name)]) is not None
            if not known and fold(name) not in _NO_NAMES and len(_stem(name)) >= 3:
                stems.add(_stem(name))
    return frozenset(stems | _with_adjective(document, roster))


def _with_adjective(document: Document, roster: Roster) -> set[str]:
    """Finds unknown names that stand in the article with an adjective of their own ("Ondria" and "Ondrian")."""
    words = {word for sentence in document.sentences for word in _CAPITALISED.findall(sentence.clean)}
    stems = set()
    for word in words:
        roots = (word, word[:-1]) if word[-1] in "aeoy" else (word,)
        made = {root + ending for root in roots for ending in _ADJECTIVE_ENDINGS} - {word}
        if made & words and not roster.gazetteer.has(word) and roster.role([fold(word)]) is None:
            stems.add(_stem(word))
    return stems


# What a definite phrase such as "the army" leaves to the reader to place.
_OF_A_STATE = frozenset((sector,) for sector in ("GOV", "MIL", "SPY", "COP", "JUD", "LEG"))
_TITLES = frozenset(
    "mr mrs ms dr gen lt col maj capt sgt adm sen rep gov prof rev mullah sheikh ayatollah imam sir".split()
)


def _match_at(matches: list[Match], offset: int) -> Match | None:
    return next((m for m in matches if m.start <= offset < m.end), None)


def _phrase_head(token: Token) -> Token | None:
    """Climbs from a phrase's first token to its head noun."""
    node = token
    while node.dep_ in _INNER and node.head.i > node.i and node.head.pos_ in _NOMINAL:
        if node.dep_ == "poss" and node.pos_ in ("NOUN", "PROPN"):
            break
        node = node.head
    return node if node.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") else None


def _phrase_bounds(head: Token) -> tuple[int, int]:
    """Finds the phrase of a head: its modifiers before it, tight prepositional phrases and apposition after it."""
    start = head.i
    for child in head.lefts:
        if child.dep_ in _INNER:
            start = min(start, child.left_edge.i)
    end = head.i + 1
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in _TIGHT_PREPOSITIONS and child.i == end:
            end = _tight_end(child)
        elif child.dep_ == "appos" and child.left_edge.i <= end + 1:
            end = max(end, _phrase_bounds(child)[1])
        elif child.dep_ not in ("case", "punct"):
            break
    return start, end


def _tight_end(preposition: Token) -> int:
    """Finds where a prepositional phrase ends, its relative clauses and conjuncts left out."""
    objects = [child for child in preposition.rights if child.dep_ == "pobj"]
    return _phrase_bounds(objects[-1])[1] if objects else preposition.i


def _actor(sentence: Sentence, tokens: Tokens, found: Resolution) -> Actor:
    return _record(sentence.span(tokens.start, tokens.end), found)


def _record(span: Span, found: Resolution) -> Actor:
    return Actor(
        span,
        found.name,
        found.country,
        found.sectors,
        found.kind or "unknown",
        found.group,
        found.scope,
        found.office,
        found.confidence,
    )


def _with_span(found: FoundActor, sentence: Sentence, tokens: Tokens) -> FoundActor:
    """Puts a remembered actor where a later phrase speaks of it."""
    actor = replace(found.actor, span=sentence.span(tokens.start, tokens.end), confidence=found.actor.confidence * 0.8)
    return FoundActor(tokens, actor, antecedent=True, parts=found.parts)
