"""Who "he", "the group" and "the two countries" are: the memory of one article, read from its beginning.

A pronoun takes, of the actors that it can mean, the one that stands out: named, subject of its sentence, near. A
definite phrase such as "the group", "the company" or "the president" takes the last actor that such a word fits; "the
two countries" the last two states spoken of. Where an act merely took place ("in Geneva") is nobody's antecedent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente import codes
from detente.actors.gazetteer import fold
from detente.actors.qualifiers import qualifiers
from detente.drafts import FoundActor
from detente.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSONAL = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}
_COLLECTIVE = frozenset({"it", "its"})
_PLURAL = frozenset({"they", "them", "their"})
_GROUP_HEADS = frozenset(
    "group groups militants rebels insurgents organization organisation movement militia guerrillas fighters".split()
)
_STATE_PAIRS = frozenset("countries governments nations states neighbors neighbours capitals republics".split())
_PERSON_PAIRS = frozenset("leaders presidents ministers premiers men women".split())
_NUMBERS = {"three": 3, "four": 4, "five": 5}
_BOTH = (
    _STATE_PAIRS
    | _PERSON_PAIRS
    | frozenset("sides parties allies armies forces rivals foes delegations navies powers".split())
)
_COUNTRY_HEADS = frozenset({"country", "nation", "kingdom", "emirate", "sultanate", "republic"})
# What a plural such as "both governments" makes of the states that it takes up.
_SECTORS_OF_PAIR: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("government", "governments", "capitals", "delegations"), ("GOV",)),
    **dict.fromkeys(("army", "armies", "force", "forces", "navy", "navies", "military", "militaries"), ("MIL",)),
    **dict.fromkeys(
        ("country", "countries", "nation", "nations", "states", "neighbors", "neighbours", "republics"), ()
    ),
}
_DEFINITE = frozenset({"the", "that", "this", "those", "these", "both", "neither", "either", "each", "two"})
_EACH = frozenset({"neither", "either", "each"})
_NEUTRAL = frozenset({"state", "organisation", "igo", "armed_group"})
# Definite heads that take up a body named before, and the first sectors that such a body may have.
_BODIES = {
    **dict.fromkeys(("company", "firm", "corporation", "carmaker", "airline", "conglomerate", "bank"), ("BUS",)),
    **dict.fromkeys(("party", "coalition"), ("PTY", "OPP")),
    **dict.fromkeys(("newspaper", "paper", "magazine", "broadcaster", "network"), ("JRN", "GOV")),
    **dict.fromkeys(("agency", "ministry", "department"), ("GOV", "SPY", "COP", "JRN", "IGO", "HLH", "NGO")),
    **dict.fromkeys(("commission", "council", "committee", "board"), ("IGO", "GOV", "LEG")),
    **dict.fromkeys(("union",), ("LAB",)),
    **dict.fromkeys(("court", "tribunal"), ("JUD",)),
    **dict.fromkeys(("university", "school"), ("EDU",)),
    **dict.fromkeys(("church",), ("REL",)),
    "mission": ("IGO",),
    **dict.fromkeys(("alliance", "bloc"), ("MIL", "IGO", "PTY", "OPP")),
    **dict.fromkeys(("cartel", "gang"), ("CRM",)),
    **dict.fromkeys(("charity", "watchdog"), ("NGO",)),
}
# What an international body sends, which is then spoken of without its name.
_MISSIONS = frozenset({"mission", "peacekeepers", "observers", "monitors", "inspectors"})
_ALLIANCES = frozenset({"alliance", "bloc", "organisation", "organization"})
_PARTICLES = frozenset("bin al de van von da del der el ibn la le".split())
_BEHIND_HEAD = frozenset("of in at for on from with that which who".split())
_PLACE_PREPOSITIONS = frozenset("in near outside around across inside throughout off".split())
_IMPERSONAL = frozenset("know expect believe think report estimate understand suggest rumour rumor hope".split())
_OF_ONE = frozenset("the a an one his her its another".split())
# How a mention counts less from sentence to sentence.
_FADING = 0.9
# What bodies of the same sort, other bodies and the dateline weigh where "the army" has to be some state's.
_SAME_SORT, _OTHER_SORT, _FADING_FAST = 1.0, 0.3, 0.7
# Armies are reported on from abroad more often than presidents and courts.
_AT_HOME_WEIGHS = {"MIL": 0.4}
# How many sentences back a pronoun reaches.
_REACH = 3


@dataclass(frozen=True, slots=True)
class _Seen:
    """An actor with how it stood in its sentence."""

    found: FoundActor
    subject: bool
    plural: bool
    named: bool
    place: bool
    joined_to: int
    verb: int
    telling: int
    gender: str

    @property
    def actor(self) -> Actor:
        return self.found.actor

    @property
    def sentence(self) -> int:
        return self.found.tokens.sentence


class Memory:
    """What has been named so far in the article, the last named last.

    Args:
        home: the country that the report comes from or is mostly about, for "the government" before any is named.
    """

    def __init__(self, home: str | None = None) -> None:
        self._seen: list[_Seen] = []
        self._short: dict[str, list[FoundActor]] = {}
        self._home = home

    def expect(self, actors: list[FoundActor]) -> None:
        """Takes the persons that the article names in full anywhere, since headlines give surnames alone."""
        for actor in actors:
            if surname := _surname(actor):
                self._short.setdefault(surname, []).insert(0, actor)

    def call(self, short: str, actor: FoundActor) -> None:
        """Takes what an article calls an actor for short ("the Board of Trade (BOT)")."""
        self._short.setdefault(fold(short), []).append(actor)

    def called(self, short: str) -> FoundActor | None:
        """Gives whom a short name means."""
        known = self._short.get(fold(short))
        return known[-1] if known else None

    def country_of(self, sector: str, home: str | None = None) -> str | None:
        """Gives the country whose body of a sort ("the army") is most spoken of, of late, the dateline's favoured."""
        now = self._seen[-1].sentence if self._seen else 0
        told: dict[tuple[str, int], float] = {}
        for seen in self._seen[-40:]:
            country = seen.actor.country
            if country and _is_of_state(seen.actor) and not (seen.place or seen.found.antecedent):
                weighs = _SAME_SORT if seen.actor.sectors[:1] == (sector,) else _OTHER_SORT
                at = country, seen.sentence
                told[at] = max(told.get(at, 0.0), weighs * _FADING_FAST ** (now - seen.sentence))
        weight: dict[str, float] = {home: _AT_HOME_WEIGHS.get(sector, 1.0)} if home else {}
        for (country, _), weighs in told.items():
            weight[country] = weight.get(country, 0.0) + weighs
        if weight:
            return max(weight, key=lambda country: weight[country])
        last = self._last(lambda s: s.actor.kind == "state", within=8)
        return last.actor.country if last else self._home

    def names(self, country: str) -> bool:
        """Says whether a state, or anybody of it, was named."""
        return any(seen.actor.country == country for seen in self._seen)

    def armed(self, sectors: tuple[str, ...]) -> Actor | None:
        """Gives the armed group of a sort that was named last, which "a rebel commander" is of."""
        last = self._last(lambda s: _is_known_group(s) and s.actor.sectors[:1] == sectors[:1])
        return last.actor if last else None

    def teller(self, head: Token, sentence: int) -> str | None:
        """Gives the state whose body says what is told of an actor ("the Omani ministry said troops had landed")."""
        for verb in head.ancestors:
            if verb.dep_ == "ccomp":
                for seen in reversed(self._seen[-8:]):
                    official = seen.actor.sectors[:1] in (("GOV",), ("MIL",)) and _is_of_state(seen.actor)
                    official = official or (seen.actor.kind == "state" and seen.verb < 0)
                    if seen.sentence == sentence and seen.telling == verb.head.i and official:
                        return seen.actor.country
        return None

    def remember(self, actor: FoundActor, head: Token) -> None:
        """Adds an actor; a person's last name then stands for the person."""
        if _is_predicate(actor):
            return
        seen = _seen(actor, head)
        if actor.antecedent and (earlier := self._earlier(actor.actor.name)):
            # "They" is no more one person than what it stands for.
            seen = replace(seen, plural=earlier.plural, named=earlier.named, gender=earlier.gender)
        self._seen.append(seen)
        if not actor.antecedent and (surname := _surname(actor)):
            self._short.setdefault(surname, []).append(actor)

    def at(self, sentence: int, head: int) -> FoundActor | None:
        """Gives the actor whose phrase a token of the sentence being read heads."""
        return self._last(lambda s: s.sentence == sentence and s.found.tokens.head == head)

    def _earlier(self, name: str) -> _Seen | None:
        """Gives the last mention of an actor of a name."""
        return next((seen for seen in reversed(self._seen[-60:]) if seen.actor.name == name), None)

    # --- pronouns ---

    def pronoun(self, token: Token, sentence: int) -> FoundActor | None:
        """Resolves a pronoun, or gives None."""
        word = token.lower_
        own = _own_verb(token)

        def apart(seen: _Seen) -> bool:
            # "The guards beat them": an object is never its own verb's subject.
            return own < 0 or seen.sentence != sentence or seen.verb != own

        if word in _PERSONAL:
            wanted = _PERSONAL[word]
            return self._best(sentence, lambda s: apart(s) and _is_one_person(s) and s.gender in ("", wanted))
        if word in _COLLECTIVE and not _is_expletive(token):
            return self._best(sentence, lambda s: apart(s) and _is_one_body(s))
        if word in _PLURAL:
            return self._several(sentence, apart)
        if word in ("neither", "both", "each") and token.dep_ in ("nsubj", "nsubjpass"):
            counted = any(child.dep_ == "prep" for child in token.rights)
            return None if counted else self._pair("sides")
        return None

    def _best(self, sentence: int, fits: Callable[[_Seen], bool]) -> FoundActor | None:
        """Takes the candidate that stands out most: nearest sentence, then subject, named, latest."""
        best: tuple[tuple[float, int], _Seen] | None = None
        for at, seen in enumerate(self._seen[-40:]):
            back = sentence - seen.sentence
            if back <= _REACH and fits(seen):
                weight = (1.5 * seen.subject + seen.named - 1.6 * back, at)
                if best is None or weight > best[0]:
                    best = weight, seen
        return best[1].found if best else None

    def _several(self, sentence: int, apart: Callable[[_Seen], bool]) -> FoundActor | None:
        """Finds whom "they" means: actors joined by "and", else a plural or a group that stands out."""
        for back in range(_REACH + 1):
            there = [s for s in self._seen[-40:] if sentence - s.sentence == back and not s.place and apart(s)]
            for seen in reversed(there):
                joined = [s for s in there if s.joined_to == seen.joined_to]
                if len(joined) > 1 and (seen.subject or back == 0):
                    members = tuple(s.actor for s in joined)
                    return FoundActor(joined[0].found.tokens, joined[0].actor, True, members)
            many = [s for s in there if s.plural or s.actor.kind == "armed_group" or len(s.found.parts) > 1]
            if many:
                return max(many, key=lambda s: (s.subject, s.named)).found
        return None

    # --- definite phrases and short names ---

    def noun_phrase(self, text: str, head: Token) -> FoundActor | None:
        """Resolves a short form or a definite phrase to what was named before, or gives None."""
        words = [fold(word) for word in text.replace("’", "'").split()]
        known = self._by_short_name(words, head)
        if known is not None:
            return known
        if words[0] not in _DEFINITE or len(words) > 4:
            return None
        last = words[-1]
        if self._means_pair(words):
            return self._pair(last)
        if len(words) == 3 and words[1] in _NUMBERS and last in _BOTH:
            return self._pair(last, _NUMBERS[words[1]])
        if len(words) == 2 and last in _COUNTRY_HEADS:
            return self._last(lambda s: s.actor.kind == "state" and not s.found.parts)
        if len(words) == 2 and last in _GROUP_HEADS:
            return self._last(_is_known_group) or self._last(lambda s: s.actor.kind == "armed_group")
        if len(words) == 2 and (body := self._by_last_word(last, head)):
            return body
        if len(words) == 2 and last in _BODIES:
            return self._main_body(_BODIES[last]) or (self._mission() if last in _MISSIONS | _ALLIANCES else None)
        if head.pos_ != "PROPN" and words[0] in ("the", "that", "this"):
            return self._by_office(words[1:])
        return None

    def _by_short_name(self, words: list[str], head: Token) -> FoundActor | None:
        """Finds whom a surname, or an acronym spelt out before, means; a first name before it must agree."""
        known = self._short.get(words[-1].removesuffix("'s"), [])
        if head.pos_ != "PROPN" or len(words) > 3:
            return None
        first = [w.rstrip(".") for w in words[:-1] if w != "the"]
        return next((actor for actor in reversed(known) if _agrees(actor, first)), None)

    def _by_last_word(self, last: str, head: Token) -> FoundActor | None:
        """Finds the body whose name ends in a word: "the Community" is the European one, "the court" a named court."""
        capital = head.text[:1].isupper() and head.i > 0 and not head.is_upper
        if not capital and last not in _BODIES and last not in _MISSIONS:
            return None

        def fits(seen: _Seen) -> bool:
            named = seen.actor.kind in ("organisation", "igo", "armed_group", "state") and not seen.plural
            called = [fold(w) for w in (seen.actor.name.split()[-1:] + _named_words(seen))]
            return named and not seen.found.parts and last in called and not _is_bare(seen)

        return self._last(fits)

    def _mission(self) -> FoundActor | None:
        """Finds the international body that "the mission" is most likely of: the last one named."""
        return self._last(lambda s: s.actor.country == "IGO" and s.actor.kind == "igo" and (s.named or s.plural))

    def _main_body(self, sectors: tuple[str, ...]) -> FoundActor | None:
        """Finds which body of a sort is spoken of: named often, as a subject, of late."""
        fitting = [s for s in self._seen[-60:] if s.actor.sectors[:1] and s.actor.sectors[0] in sectors]
        fitting = [s for s in fitting if _is_named_body(s)]
        if not fitting:
            return None
        now = self._seen[-1].sentence
        times = Counter(s.actor.name for s in fitting)
        best = max(fitting, key=lambda s: s.subject + 0.5 * min(times[s.actor.name], 4) - 0.2 * (now - s.sentence))
        return best.found

    def _by_office(self, words: list[str]) -> FoundActor | None:
        """Finds who was last named with an office ("the president", "the foreign minister")."""
        office = " ".join(words)
        ends = " " + office

        def fits(seen: _Seen) -> bool:
            held = seen.actor.office
            return seen.actor.kind == "person" and not seen.plural and (held == office or held.endswith(ends))

        return self._last(fits) if words[0] not in qualifiers().former else None

    def _means_pair(self, words: list[str]) -> bool:
        last = words[-1]
        if last in _BOTH and {"two", "both"} & set(words):
            return True
        if len(words) == 2 and words[0] in ("the", "these") and last in ("countries", "nations", "sides"):
            return True
        singular = ("government", "country", "side", "nation", "state", "leader", "president", "party", "army")
        return len(words) == 2 and words[0] in _EACH and (last in singular or last in _BOTH)

    def _last(self, fits: Callable[[_Seen], object], within: int = 40) -> FoundActor | None:
        return next((seen.found for seen in reversed(self._seen[-within:]) if fits(seen)), None)

    def _pair(self, head: str, size: int = 2) -> FoundActor | None:
        """Finds the two or more states, governments or groups spoken of most, as one actor with as many parts."""
        fits: tuple[Callable[[_Seen], bool], ...] = (_is_country, _is_side)
        if head in _PERSON_PAIRS or head in ("leader", "president"):
            fits = (_is_leader, _is_side)
        elif head not in _STATE_PAIRS and head not in ("government", "country", "nation"):
            fits = (_is_side, lambda s: _is_side(s) or (s.actor.kind == "unknown" and s.named))
        for fit in fits:
            for places in (False, True):
                pair = self._foremost(size, lambda s, fit=fit, places=places: fit(s) and (places or not s.place))  # type: ignore[misc]
                if pair:
                    parts = tuple(_state_in_pair(member.actor, head) for member in pair)
                    return FoundActor(pair[0].tokens, parts[0], True, parts)
        return None

    def _foremost(self, size: int, fits: Callable[[_Seen], bool]) -> list[FoundActor] | None:
        """Gives the bodies spoken of most and of late, in the order in which they stand."""
        last: dict[str, FoundActor] = {}
        weight: dict[str, float] = {}
        now = self._seen[-1].sentence if self._seen else 0
        for seen in filter(fits, self._seen):
            for member in seen.found.parts or (seen.actor,):
                body = _body(member)
                last.pop(body, None)
                last[body] = FoundActor(seen.found.tokens, member)
                told = (1.5 if seen.subject else 1.0) * _FADING ** (now - seen.sentence)
                weight[body] = weight.get(body, 0.0) + told
        heavy = sorted(last, key=lambda body: weight[body])[-size:]
        return [last[body] for body in last if body in heavy] if len(heavy) == size else None


def _state_in_pair(member: Actor, head: str) -> Actor:
    """Gives the state that a president or ministry stands for where a plural means states ("the two countries")."""
    if head not in _SECTORS_OF_PAIR or not _is_of_state(member) or member.kind == "armed_group":
        return member
    name = codes.country(member.country or "").name
    sectors = _SECTORS_OF_PAIR[head]
    return replace(member, name=name, sectors=sectors, kind="state", group=None, office="")


_COURTESY = frozenset("mr mrs ms miss dr sir lord lady president premier chancellor gen col sen rep gov prof".split())


def main_country(countries: Iterator[str | None]) -> str | None:
    """Gives the country that is named most; None where none is."""
    counted = Counter(c for c in countries if c and c not in ("IGO", "NGO"))
    return max(counted, key=lambda c: counted[c]) if counted else None


def _seen(found: FoundActor, head: Token) -> _Seen:
    """Notes how an actor stands in its sentence."""
    actor = found.actor
    named = found.antecedent or (head.text[:1].isupper() and head.pos_ == "PROPN")
    named = named or (actor.kind == "person" and actor.name != actor.span.text)
    many = head.tag_ in ("NNS", "NNPS") or (head.tag_ == "CD" and head.lower_ != "one")
    plural = many and actor.kind != "state" and not _is_name_of_one(actor)
    place = head.dep_ == "pobj" and head.head.lower_ in _PLACE_PREPOSITIONS and actor.kind in ("state", "unknown")
    root = head
    while root.dep_ == "conj":
        root = root.head
    # "An announcement by the minister" makes the minister stand out as "the minister announced" does.
    subject = root.dep_ in ("nsubj", "nsubjpass") or (root.dep_ == "pobj" and root.head.lower_ == "by")
    verb = root.head.i if root.dep_ in ("nsubj", "nsubjpass") else -1
    return _Seen(found, subject, plural, named, place, root.i, verb, _telling(root), _gender(found))


def _telling(head: Token) -> int:
    """Gives the verb that an actor, or what an actor gave out, is the subject of ("an Omani communique said")."""
    node = head
    while node.dep_ in ("poss", "amod", "compound", "nmod"):
        node = node.head
    return node.head.i if node.dep_ == "nsubj" else -1


def _agrees(actor: FoundActor, first: list[str]) -> bool:
    """Says whether titles and first names before a surname fit a person."""
    own = [fold(w) for w in actor.actor.name.split()]
    gender = _gender(actor)
    if ("mr" in first and gender == "she") or ({"mrs", "ms", "miss"} & set(first) and gender == "he"):
        return False
    return all(w in own or w in _COURTESY or (len(w) == 1 and own[0].startswith(w)) for w in first)


def _is_name_of_one(actor: Actor) -> bool:
    """Says whether a plural word names one body or person ("the United Nations", "Sanders")."""
    if actor.kind == "person":
        return all(w[0].isupper() for w in actor.name.split())
    return actor.kind in ("organisation", "igo", "armed_group") and actor.name != actor.span.text


def _gender(found: FoundActor) -> str:
    """Gives "he" or "she" where a title or first name tells, else ""."""
    actor = found.actor
    if actor.kind != "person" and actor.sectors != ("UNK",):
        return ""
    words = {fold(w).strip(".,'\"") for w in (*actor.span.text.split(), *actor.name.split()[:1])}
    she, he = words & qualifiers().she, words & qualifiers().he
    return "she" if she and not he else "he" if he and not she else ""


def _is_one_person(seen: _Seen) -> bool:
    """Says whether an actor is one certain person: named, or described with an article ("a spokesman")."""
    if seen.actor.kind == "unknown" and seen.named and seen.gender and " " in seen.actor.name:
        return True
    if seen.actor.kind != "person" or seen.plural or len(seen.found.parts) > 1:
        return False
    words = seen.actor.span.text
    return seen.named or words.split()[0].lower() in _OF_ONE or "'s " in words


def _is_one_body(seen: _Seen) -> bool:
    """Says whether "it" can mean an actor."""
    kind = seen.actor.kind in _NEUTRAL or (seen.actor.kind == "unknown" and seen.named and not seen.gender)
    return kind and not seen.plural and not seen.place and len(seen.found.parts) < 2


def _own_verb(token: Token) -> int:
    """Gives the verb whose object a pronoun is, or is part of ("beat two of them"), or -1."""
    node = token
    for _ in range(6):
        if node.dep_ in ("nsubj", "nsubjpass", "poss", "conj") or node.head.i == node.i:
            return -1
        node = node.head
        if node.pos_ == "VERB":
            return node.i
    return -1


def _is_named_body(seen: _Seen) -> bool:
    return seen.named and not seen.plural and seen.actor.kind in ("organisation", "igo", "armed_group")


def _is_expletive(token: Token) -> bool:
    """Says whether "it" stands for nothing ("it is likely that", "made it clear")."""
    if token.lower_ != "it":
        return False
    verb = token.head
    if token.dep_ == "expl" or verb.pos_ == "ADJ":
        return True
    if token.dep_ == "nsubjpass" and verb.lemma_ in _IMPERSONAL:
        return True
    if token.dep_ in ("nsubj", "nsubjpass") and verb.lemma_ in ("be", "seem", "appear", "become", "take", "happen"):
        return any(child.dep_ in ("acomp", "attr", "ccomp", "xcomp", "advcl") for child in verb.rights)
    return token.dep_ == "nsubj" and verb.dep_ == "ccomp" and verb.pos_ not in ("VERB", "AUX")


def _surname(actor: FoundActor) -> str:
    """Gives a person's last name, folded, or "" where there is no full name."""
    words = [w for w in actor.actor.name.split() if w.rstrip(".") not in ("Jr", "Sr", "II", "III")]
    named = all(w[0].isupper() or w.lower() in _PARTICLES for w in words)
    known = actor.actor.kind == "person" and len(words) > 1 and named
    return fold(words[-1]).removesuffix("'s") if known else ""


def _is_predicate(actor: FoundActor) -> bool:
    """Says whether a phrase describes rather than names ("a terrorist organization")."""
    indefinite = actor.actor.span.text.lower().startswith(("a ", "an "))
    return indefinite and actor.actor.kind in ("armed_group", "organisation") and not actor.actor.country


def _is_of_state(actor: Actor) -> bool:
    return actor.country not in (None, "", "IGO", "NGO")


def _named_words(seen: _Seen) -> list[str]:
    """Gives the last word of a body's phrase before "of", "in" and the like ("a U.N.-backed court in Sierra Leone")."""
    words = seen.actor.span.text.split()
    end = next((i for i, word in enumerate(words) if word in _BEHIND_HEAD), len(words))
    return words[max(0, end - 1) : end]


def _is_bare(seen: _Seen) -> bool:
    """Says whether a phrase is itself but "the court", which names nothing."""
    words = seen.actor.span.text.split()
    return len(words) < 3 and words[0].lower() in ("the", "a", "an") and words[-1].islower()


def _is_known_group(seen: _Seen) -> bool:
    return seen.actor.kind == "armed_group" and bool(seen.actor.country or seen.actor.group)


def _is_country(seen: _Seen) -> bool:
    """Says whether an actor is a state or acts for one, so that it can be one of "the two countries"."""
    official = seen.actor.sectors[:1] in (("GOV",), ("MIL",)) and _is_of_state(seen.actor)
    return seen.actor.kind == "state" or official or (seen.actor.kind == "unknown" and seen.named)


def _is_leader(seen: _Seen) -> bool:
    return seen.actor.kind == "person" and seen.named and not seen.plural and seen.actor.sectors[:1] == ("GOV",)


def _is_side(seen: _Seen) -> bool:
    """Says whether an actor can be one of "both sides"."""
    body = seen.actor.sectors[:1] in (("GOV",), ("MIL",), ("PTY",), ("OPP",)) and _is_told_apart(seen.actor)
    return seen.actor.kind in ("state", "armed_group") or body


def _is_told_apart(actor: Actor) -> bool:
    """Says whether an actor is of a known country or bears a name of its own."""
    return bool(actor.country) or any(word[:1].isupper() for word in actor.span.text.split()[1:])


def _body(actor: Actor) -> str:
    """Names the state or group that an actor acts for, so that a state and its officials count once."""
    return actor.group or actor.country or fold(actor.name)
