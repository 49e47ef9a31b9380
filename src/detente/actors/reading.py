"""One parsed sentence read for actors: which phrases name or describe one, and what the article adds to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from detente import codes
from detente.actors.entries import Entity
from detente.actors.gazetteer import Match, fold
from detente.actors.noun_phrases import counted_of, is_aside, members_behind, phrase_bounds, phrase_head
from detente.actors.own_names import NO_NAMES, stem
from detente.actors.placing import OF_A_STATE, ArticleReading, Placing
from detente.actors.qualifiers import qualifiers
from detente.actors.resolve import Resolution
from detente.actors.rosters import Roster, is_headline, singulars
from detente.drafts import FoundActor, Tokens
from detente.parse import Sentence
from detente.records import Actor, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

# Words that head a phrase of place or time rather than an actor, though they are in the roles as last resort.
_WEAK_HEADS = frozenset(
    """country nation region island city area territory target element village town camp market park figure body
    network power movement organization organisation group side province prefecture state republic kingdom federation
    capital neighbor neighbour neighborhood neighbourhood district border bloc alliance coast airspace waters""".split()
)
_TITLES = frozenset(
    "mr mrs ms dr gen lt col maj capt sgt adm sen rep gov prof rev mullah sheikh ayatollah imam sir".split()
)
_NEVER = frozenset({"market", "markets", "radio", "television"})
_OFFICES = frozenset({"GOV", "MIL", "LEG", "BUS", "JUD"})
_NAMING = frozenset({"compound", "amod", "nmod"})
_STATES = frozenset({"state", "demonym"})
_JOINABLE = _STATES | {"group", "organisation"}
_TAKES_PART = frozenset({"nsubj", "nsubjpass", "dobj"})
_CROWDS = frozenset("people crowd crowds mob mobs thousands hundreds dozens scores gathering".split())
# How one aims at what is attacked.
_AIMED_AT = frozenset({"on", "at", "against"})
# Men may be soldiers, the others hardly.
_ANYBODY = frozenset("man woman women person persons".split())
_FEELINGS = frozenset({"opposition", "resistance"})
_STATES_UNNAMED = frozenset("countries nations".split())


class SentenceReading:
    """One parsed sentence being read for actors."""

    def __init__(
        self,
        roster: Roster,
        resolved: Callable[[str, ArticleReading], Resolution],
        article: ArticleReading,
        sentence: Sentence,
    ) -> None:
        self.roster = roster
        self._resolved = resolved
        self.article = article
        self.memory = article.memory
        self.sentence = sentence
        self.tree = list(sentence.tree)
        self.low = [fold(t.text) for t in self.tree]
        self.matches = article.matches[sentence.index]
        self.placing = Placing(roster, article, sentence, self.tree, self.low)

    def actors(self) -> Iterator[FoundActor]:
        """Gives the actors from left to right, and remembers them."""
        used: set[int] = set(range(self._heading_end()))
        for token in self.tree:
            if token.i in used:
                continue
            for actor in self._at(token):
                if actor.tokens.head in used:
                    continue
                if not self._is_home(self.tree[actor.tokens.head]):
                    self.memory.remember(actor, self.tree[actor.tokens.head])
                used.update(range(actor.tokens.start, actor.tokens.end))
                yield actor

    def _heading_end(self) -> int:
        """Gives where the text begins behind a dateline or slug in capitals ("GAO, Mali -", "FINAL:")."""
        if is_headline(self.sentence.clean):
            return 0
        shouted = [t.is_upper and t.is_alpha and len(t) > 3 for t in self.tree[:1]]
        for i, token in enumerate(self.tree[:14] if shouted == [True] else ()):
            if token.text in ("-", "--", "–", "—") and token.whitespace_ and self.tree[i - 1].whitespace_:
                return i
            if token.text == ":" and all(t.is_upper or not t.is_alpha for t in self.tree[:i]):
                return i
        return 0

    def _at(self, token: Token) -> Iterator[FoundActor]:
        """Gives the actor whose phrase begins at the token, if one does."""
        if token.pos_ == "PRON" or token.tag_ == "PRP$":
            pronoun = self.memory.pronoun(token, self.sentence.index)
            if pronoun is not None:
                yield self._again(pronoun, Tokens(self.sentence.index, token.i, token.i + 1, token.i))
            return
        head = phrase_head(token)
        if head is None or (head.i == token.i and self._name_end(head) and is_aside(head, self._name_end(head) - 1)):
            return
        start, end = self._bounds(head)
        counted = counted_of(head) if self.roster.role([self.low[head.i]]) is None else None
        if counted is not None and (whole := self._counted(head, start, counted)):
            yield whole
            return
        text = self._text(start, end)
        remembered = self.memory.noun_phrase(text, head) if start == token.i else None
        if remembered is not None:
            yield self._again(remembered, Tokens(self.sentence.index, start, end, head.i))
        elif start > token.i or self._is_idle(head, start) or not self._promising(head, start, end):
            within = list(self._nested(token)) or list(self._unknown(head, start))
            yield from within or self._people(Tokens(self.sentence.index, start, end, head.i))
        else:
            yield from self._described_actor(token, head, start, end, text)

    def _described_actor(self, token: Token, head: Token, start: int, end: int, text: str) -> Iterator[FoundActor]:
        """Gives the actor that a whole phrase describes, or what is named inside it."""
        resolution = self._resolved(text, self.article)
        owner = self._owner(start)
        if owner is not None and resolution.sectors == ("UNK",) and resolution.office in qualifiers().speaks_for_state:
            kind = "person" if resolution.kind == "unknown" else resolution.kind
            resolution = replace(resolution, sectors=_of_speaker(owner.actor), kind=kind)
        vague = resolution.sectors == ("UNK",) and (resolution.country is None or fold(head.text) in _WEAK_HEADS)
        titled = resolution.kind == "person" and resolution.name != text and resolution.name[:1].isupper()
        vague = vague and not titled and not (head.pos_ == "PROPN" and " of " in resolution.name)
        tokens = Tokens(self.sentence.index, start, end, head.i)
        if resolution.kind is None or vague:
            yield from list(self._nested(token)) or list(self._unknown(head, start)) or self._people(tokens)
            return
        resolution = self._of_body(resolution, start, head)
        parts: tuple[Actor, ...] = ()
        if owner is not None and len(owner.parts) > 1:
            parts = tuple(self._actor(tokens, owned_by(resolution, part, text)) for part in owner.parts)
        if owner is not None:
            resolution = owned_by(resolution, owner.actor, text)
        else:
            resolution = self.placing.placed(resolution, start, head)
        parts = parts or tuple(self._joined_modifiers(head, start)) or tuple(self._joined_behind(head, start))
        if parts:
            last = max((name.i for _, name in members_behind(head)), default=0)
            tokens = replace(tokens, end=max(end, last + 1))
        actor = FoundActor(tokens, self._actor(tokens, resolution), parts=parts)
        self._note_acronym(actor)
        yield actor

    def _counted(self, head: Token, start: int, counted: Token) -> FoundActor | None:
        """Gives those whom a number or measure counts, the number in the phrase ("two of the marines")."""
        if counted.pos_ == "PRON":
            them = self.memory.pronoun(counted, self.sentence.index)
            return self._again(them, Tokens(self.sentence.index, start, counted.i + 1, head.i)) if them else None
        first, end = self._bounds(counted)
        inner = self._described_actor(self.tree[first], counted, first, end, self._text(first, end))
        found = next((actor for actor in inner if actor.tokens.head == counted.i), None)
        if found is None:
            return None
        tokens = Tokens(self.sentence.index, start, max(end, found.tokens.end), head.i)
        span = self.sentence.span(tokens.start, tokens.end)
        return replace(found, tokens=tokens, actor=replace(found.actor, span=span))

    def _people(self, tokens: Tokens) -> Iterator[FoundActor]:
        """Gives people by no role at all where they act or are acted on ("the men were freed")."""
        head = self.tree[tokens.head]
        others = head.pos_ == "NUM" and self.low[tokens.start] in ("another", "others")
        takes_part = head.dep_ in _TAKES_PART or (head.dep_ == "pobj" and head.head.lower_ == "by")
        if takes_part and head.tag_ == "NNS" and self.low[head.i] in _STATES_UNNAMED:
            span = self.sentence.span(tokens.start, tokens.end)
            yield FoundActor(tokens, Actor(span, span.text, None, (), "state", confidence=0.3))
        elif takes_part and (others or self.low[head.i] in qualifiers().people):
            span = self.sentence.span(tokens.start, tokens.end)
            if self.low[head.i] in _CROWDS:
                crowd = Actor(span, span.text, self.article.home, ("CVL",), "society", confidence=0.4)
                yield FoundActor(tokens, crowd)
            else:
                one = self.low[head.i] in _ANYBODY
                sectors, country = (("CVL",), self.article.home) if one else (("UNK",), None)
                yield FoundActor(tokens, Actor(span, span.text, country, sectors, "person", confidence=0.3))
        elif self._is_home(head):
            tokens = replace(tokens, end=head.i + 1)
            span = self.sentence.span(tokens.start, tokens.end)
            yield FoundActor(tokens, Actor(span, span.text, self.article.home, ("CVL",), "society", confidence=0.2))

    def _is_home(self, head: Token) -> bool:
        """Says whether people's homes are what something is done to ("shelled three villages", "fired on the town")."""
        hit = head.dep_ in ("dobj", "nsubjpass") or (head.dep_ == "pobj" and head.head.lower_ in _AIMED_AT)
        return hit and head.pos_ == "NOUN" and any(form in qualifiers().homes for form in singulars(self.low[head.i]))

    # --- bounds and heads ---

    def _bounds(self, head: Token) -> tuple[int, int]:
        return phrase_bounds(head, self._name_end(head), self._described, lambda start: self._owned(start, head))

    def _owned(self, start: int, head: Token) -> bool:
        """Says whether a phrase names its owner before the head ("its forces", "the U.S. embassy")."""
        named = any(self.tree[start].idx <= m.start < head.idx for m in self.matches)
        return named or any(child.dep_ == "poss" for child in head.lefts)

    def _owner(self, start: int) -> FoundActor | None:
        """Gives whose "its forces" are."""
        first = self.tree[start]
        if first.tag_ == "WP$":  # "Norland, whose minister": the clause hangs on its owner
            clause = next((t for t in first.ancestors if t.dep_ == "relcl"), None)
            return self.memory.at(self.sentence.index, clause.head.i) if clause is not None else None
        return self.memory.pronoun(first, self.sentence.index) if first.tag_ == "PRP$" else None

    def _text(self, start: int, end: int) -> str:
        last = self.tree[end - 1]
        return self.sentence.clean[self.tree[start].idx : last.idx + len(last)]

    def _match_at(self, offset: int) -> Match | None:
        return next((m for m in self.matches if m.start <= offset < m.end), None)

    def _name_end(self, head: Token) -> int:
        """Gives the token after the known name that a head is in, 0 where it is in none."""
        match = self._match_at(head.idx) if head.pos_ == "PROPN" else None
        last = self.sentence.token_at(match.end - 1) if match else None
        return last + 1 if last is not None else 0

    def _described(self, start: int, end: int) -> bool:
        """Says whether tokens hold a word for what somebody is."""
        words = self.low[start:end]
        return any(self.roster.role([w]) is not None or w.rstrip(".") in _TITLES for w in words)

    def _is_idle(self, head: Token, start: int) -> bool:
        """Says whether a word that can be an actor is none here ("left office", "opposition to the plan")."""
        low = self.low[head.i]
        if head.pos_ == "ADJ" and start == head.i and self._match_at(head.idx) is None:
            return True
        if head.pos_ != "NOUN":
            return False
        if low in _NEVER or self._is_office(head, start):
            return True
        if low in qualifiers().seldom_alone and start == head.i:
            return True
        if head.i + 1 < len(self.tree) and self.low[head.i + 1] == "-":
            return True
        return low in _FEELINGS and self._is_feeling(head, start)

    def _is_feeling(self, head: Token, start: int) -> bool:
        """Says whether "opposition" or "resistance" is what is put up, not those who do ("met strong opposition")."""
        if any(c.dep_ == "prep" and c.lower_ in ("to", "from") for c in head.rights):
            return True
        named = self.low[start] == "the" or any(self.tree[start].idx <= m.start < head.idx for m in self.matches)
        owned = any(c.dep_ == "poss" for c in head.lefts)
        return not (named or owned) and (start < head.i or head.dep_ in ("dobj", "pobj")) and head.dep_ != "compound"

    def _is_office(self, head: Token, start: int) -> bool:
        """Says whether a bare singular names the office, not its holder ("elected president")."""
        if head.tag_ != "NN" or start != head.i or head.dep_ in ("nsubj", "nsubjpass", "compound"):
            return False
        role = self.roster.role([self.low[head.i]])
        return role is not None and role.kind == "person" and role.sectors[0] in _OFFICES

    def _promising(self, head: Token, start: int, end: int) -> bool:
        """Says whether the phrase's head is an actor word or part of a known name, or a person's name with a title."""
        if self._match_at(head.idx) is not None or self.low[head.i].rstrip(".") in qualifiers().firm_endings:
            return True
        words = self.low[start : head.i + 1]
        for first in range(max(0, len(words) - 3), len(words)):
            role = self.roster.role(words[first:])
            if role is not None:
                return words[-1] not in _WEAK_HEADS or any(self._match_at(t.idx) for t in self.tree[start:end])
        if head.pos_ != "PROPN":
            return False
        return self._described(start, head.i) or self._described(head.i + 1, end)

    # --- what the article adds ---

    def _of_body(self, resolution: Resolution, start: int, head: Token) -> Resolution:
        """Reads "a Noranda official" and "the BOT's president" as of the firm or body that the article named."""
        if resolution.country is not None or resolution.sectors[:1] not in (("GOV",), ("UNK",)):
            return resolution
        for token in self.tree[start : head.i]:
            if self.low[token.i] in self.article.firms:
                return replace(resolution, sectors=("BUS",))
            if token.is_upper and token.is_alpha and len(token) > 1 and self._match_at(token.idx) is None:
                body = self.memory.called(token.text)
                sectors = body.actor.sectors if body else ("UNK",)
                return replace(resolution, sectors=sectors, country=body.actor.country if body else None)
        return resolution

    def _note_acronym(self, actor: FoundActor) -> None:
        """Notes an acronym that stands behind a name ("the Board of Trade (BOT)", "the Board of Trade, BOT,")."""
        at = actor.tokens.end
        if at + 1 < len(self.tree) and self.tree[at].text in ("(", ",") and actor.actor.kind != "person":
            short = self.tree[at + 1]
            acronym = short.is_upper and short.is_alpha and 2 <= len(short) <= 8
            if acronym and self._match_at(short.idx) is None:
                self.memory.call(short.text, actor)

    # --- inside a phrase ---

    def _nested(self, token: Token) -> Iterator[FoundActor]:
        """Gives a name that stands inside a phrase whose head is no actor ("the U.S. airstrike")."""
        match = self._match_at(token.idx)
        if match is None or match.start < token.idx:
            return
        last = self.sentence.token_at(match.end - 1)
        if last is None or is_aside(token, last) or self._opens_name(match, last):
            return
        head = next(
            (t for t in self.tree[token.i : last + 1] if not token.i <= t.head.i <= last or t.head.i == t.i), token
        )
        tokens = Tokens(self.sentence.index, token.i, last + 1, head.i)
        resolution = self._resolved(self.sentence.clean[match.start : match.end], self.article)
        if resolution.kind is None:
            return
        if resolution.kind == "society" and head.dep_ in ("amod", "compound", "nmod"):
            resolution = self._as_state(resolution, match)
        yield FoundActor(tokens, self._actor(tokens, resolution), parts=tuple(self._in_one_word(token, tokens)))

    def _opens_name(self, match: Match, last: int) -> bool:
        """Says whether an adjective of a state begins a name that no roster has ("American Express")."""
        if last + 1 >= len(self.tree) or not all(e.what == "demonym" for e in match.entities):
            return False
        following = self.tree[last + 1]
        named = following.pos_ == "PROPN" and following.text[0].isupper() and self._match_at(following.idx) is None
        return named and not is_headline(self.sentence.clean) and not self._described(last + 1, last + 2)

    def _in_one_word(self, token: Token, tokens: Tokens) -> Iterator[Actor]:
        """Splits a word that joins two states ("U.S.-Soviet")."""
        joined = [m for m in self.matches if token.idx <= m.start < token.idx + len(token) and _names_state(m)]
        if len(joined) < 2:
            return
        for match in joined:
            resolution = self._resolved(self.sentence.clean[match.start : match.end], self.article)
            yield self._actor(tokens, self._as_state(resolution, match))

    def _as_state(self, resolution: Resolution, match: Match) -> Resolution:
        """Reads a demonym that modifies an act ("American airstrike") as the state."""
        demonym = _demonym(match, resolution.country)
        if demonym is None and resolution.sectors:
            return resolution
        name = demonym.name if demonym else resolution.name
        return Resolution(name, resolution.country, (), "state", confidence=0.85)

    def _joined_modifiers(self, head: Token, start: int) -> Iterator[Actor]:
        """Splits "Turkish and Greek officials" into what each modifier makes of the head."""
        opening = self.tree[start].idx
        modifiers = [m for m in self.matches if opening <= m.start and m.end <= head.idx and _names_owner(m)]
        joined = any(t.lower_ in ("and", ",", "-", "/") for t in self.tree[start : head.i])
        in_one_word = len(modifiers) > 1 and self.sentence.clean[modifiers[0].end] == "-"
        if len(modifiers) < 2 or not (joined or in_one_word):
            return
        rest = self.sentence.clean[modifiers[-1].end : head.idx + len(head)]
        for match in modifiers:
            first = self.sentence.token_at(match.start)
            tokens = Tokens(self.sentence.index, start if first is None else first, head.i + 1, head.i)
            yield from self._part(self.sentence.clean[match.start : match.end] + rest, tokens)

    def _joined_behind(self, head: Token, start: int) -> Iterator[Actor]:
        """Splits "ministers from Turkey, Greece and Cyprus" into what each name makes of the head."""
        members = list(members_behind(head))
        if not all(self._match_at(name.idx) for _, name in members):
            return
        before = self._text(start, head.i + 1)
        for preposition, name in members:
            first, last = phrase_bounds(name, self._name_end(name), self._described)
            tokens = Tokens(self.sentence.index, first, last, name.i)
            yield from self._part(f"{before} {preposition.text} {self._text(first, last)}", tokens)

    def _part(self, text: str, tokens: Tokens) -> Iterator[Actor]:
        resolution = self._resolved(text, self.article)
        if resolution.kind is not None:
            yield self._actor(tokens, resolution)

    def _unknown(self, head: Token, start: int) -> Iterator[FoundActor]:
        """Gives a proper name that no roster has: a state where the article speaks of its army or government."""
        if head.pos_ != "PROPN" or not head.text[0].isupper() or fold(head.text).rstrip(".") in NO_NAMES:
            return
        if head.text.isupper() and head.text.isalpha() and len(head) > 6 and self.low[head.i] not in self.article.firms:
            return  # a word in capitals, too long for an acronym
        first = head.i
        while first > start and self.tree[first - 1].text[0].isupper() and self.tree[first - 1].dep_ in _NAMING:
            first -= 1
        tokens = Tokens(self.sentence.index, first, head.i + 1, head.i)
        span = self.sentence.span(first, head.i + 1)
        remembered = self.memory.noun_phrase(span.text, head)
        if remembered is not None:
            yield self._again(remembered, tokens)
        elif self.roster.with_middle_name(span.text.split()):
            yield FoundActor(tokens, self._actor(tokens, self._resolved(span.text, self.article)))
        elif fold(span.text) in self.article.firms:
            yield FoundActor(tokens, Actor(span, span.text, None, ("BUS",), "organisation", confidence=0.6))
        elif stem(span.text) in self.article.states:
            yield FoundActor(tokens, Actor(span, span.text, None, (), "state", confidence=0.6))
        else:
            country = codes.town_country(span.text)
            # "Lyons, N.Y." is not in France: a town counts where the article speaks of its country.
            country = country if country in (self.article.near, self.article.home) else None
            yield FoundActor(tokens, Actor(span, span.text, country, ("UNK",), "unknown", confidence=0.3))

    # --- records ---

    def _actor(self, tokens: Tokens, found: Resolution) -> Actor:
        return record(self.sentence.span(tokens.start, tokens.end), found)

    def _again(self, found: FoundActor, tokens: Tokens) -> FoundActor:
        """Puts a remembered actor where a later phrase speaks of it."""
        span = self.sentence.span(tokens.start, tokens.end)
        actor = replace(found.actor, span=span, confidence=found.actor.confidence * 0.8)
        return FoundActor(tokens, actor, antecedent=True, parts=found.parts)


def _names_state(match: Match) -> bool:
    return any(e.what in _STATES for e in match.entities)


def _names_owner(match: Match) -> bool:
    return any(e.what in _JOINABLE for e in match.entities)


def _demonym(match: Match, country: str | None) -> Entity | None:
    return next((e for e in match.entities if e.what == "demonym" and e.country == country), None)


def owned_by(found: Resolution, owner: Actor, text: str) -> Resolution:
    """Gives "its forces" and "their commanders" the country or group of the owner, and the owner's name."""
    if found.country is not None or found.kind == "igo":
        return found
    if found.kind == "armed_group":  # "the Tigers said their fighters": of the group, but no state's own rebels
        alike = owner.kind == "armed_group" and owner.sectors == found.sectors
        return replace(found, country=owner.country, group=owner.group) if alike else found
    name = found.name if found.name != text else _of_owner(owner.name, text)
    if owner.kind == "armed_group" and found.sectors[:1] in (*OF_A_STATE, owner.sectors[:1]):
        kind = found.kind if found.kind == "person" else "armed_group"
        return replace(found, name=name, country=owner.country, sectors=owner.sectors, kind=kind, group=owner.group)
    return replace(found, name=name, country=owner.country, confidence=0.5)


def _of_speaker(owner: Actor) -> tuple[str, ...]:
    """Gives what leaders and envoys of an owner are: of the government of a state, else of what the owner is."""
    return owner.sectors or (("GOV",) if owner.kind == "state" else ("UNK",))


def _of_owner(owner: str, text: str) -> str:
    """Puts an owner's name where a phrase has a pronoun ("its forces": "Norway's forces")."""
    return f"{owner}{'’' if owner.endswith('s') else '’s'} {text.partition(' ')[2]}".replace("’", "'")


def record(span: Span, found: Resolution) -> Actor:
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
