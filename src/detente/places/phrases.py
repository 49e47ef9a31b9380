"""Place phrases in a tree: a name, the nouns above it, its relation, and the word that the phrase hangs on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente import codes
from detente.codes import GeoName
from detente.drafts import FoundPlace, Tokens
from detente.parse import Sentence
from detente.places.names import Chooser, Named, holds, is_capital
from detente.places.words import words
from detente.records import Place, PlacePrecision

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PRECISION: dict[str, PlacePrecision] = {
    "city": "city", "admin1": "admin", "admin2": "admin", "crossing": "point", "base": "point", "water": "water",
    "region": "region", "country": "country",
}  # fmt: skip
_NOT_SOIL = ("border", "off")
_MODIFIES = ("compound", "nmod", "amod", "poss", "appos", "nummod", "npadvmod")
_ADVERBIAL = ("advmod", "npadvmod", "acomp")
_LONGEST_CLIMB = 8
_BETWEEN_WORDS = frozenset("'s ’s of the - largest biggest second main old port border at near".split())
_INTO = re.compile(
    r",|,? ?(?:\w+ ){0,2}in (?:the )?(?:(?:\w+-?)?(?:north|south|east|west)\w* |central )?|"
    r",? ?(?:district|province|region|department|state) of|"
    r", (?:the )?(?:\w+ )?capital of|(?:province|district|region|city|town|village|state) ?,? ?(?:in)?"
)


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """A place phrase with the token it modifies.

    Attributes:
        found: its tokens and the resolved place.
        host: index of the token that the phrase hangs on: a verb, or the noun of an act.
        relation: in, near, border, off, to, into, from, against, object.
        soil: alpha-3 of the state on whose soil the place lies, or None.
    """

    found: FoundPlace
    host: int
    relation: str
    soil: str | None


@dataclass(slots=True)
class _Climb:
    """The way from a name up to the word that its phrase hangs on; filled in while climbing.

    Attributes:
        node: where the climb stands.
        nouns: the place nouns passed, lower case, and ``kind``, what the first of them asks of the gazetteer.
        near: True once "north of", "the outskirts of" was passed.
        edge: the word for a border, if one was passed.
        host, relation: set at the top.
    """

    node: Token
    kind: str = ""
    near: bool = False
    edge: Token | None = None
    host: Token | None = None
    relation: str = ""
    nouns: list[str] = field(default_factory=list)

    def passes(self, noun: Token, asks: bool = True) -> None:
        """Notes a place noun and goes on from it."""
        low = noun.lower_
        if low in words().place_nouns:
            self.nouns.append(low)
            self.kind = self.kind or (words().place_nouns[low] if asks else "")
        if low in words().borders:
            self.edge = noun
        self.node = noun

    def reaches(self, host: Token, relation: str) -> bool:
        """Ends the climb."""
        self.host, self.relation = host, "near" if self.near and relation == "in" else relation
        return True


def find_phrases(sentence: Sentence, names: Sequence[Named], chooser: Chooser) -> list[PlacePhrase]:
    """Finds the place phrases of a parsed sentence, in order."""
    inner = _containers(sentence, names)
    phrases: list[PlacePhrase] = []
    for number, named in enumerate(names):
        climb = _climb(sentence, named)
        if climb is None or climb.host is None:
            continue
        made = _phrase(sentence, named, climb, names, chooser, inner.get(number, ""))
        if made is not None:
            phrases.append(made)
    return _without_containers(phrases)


def find_named(sentence: Sentence, names: Sequence[Named], chooser: Chooser) -> list[FoundPlace]:
    """Resolves every name of a place in a sentence, whether or not anything is said to have happened there."""
    inner = _containers(sentence, names)
    found = []
    for number, named in enumerate(names):
        climb = _climb(sentence, named) or _Climb(_head(sentence, named))
        tokens, built = _build(sentence, named, climb, names, chooser, inner.get(number, ""), "in")
        if built is not None and not (named.demonym and not climb.nouns):
            found.append(FoundPlace(tokens, built))
    return found


def _head(sentence: Sentence, named: Named) -> Token:
    """Gives the syntactic head of a name."""
    tokens = sentence.tree[named.start : named.end]
    return tokens.root


def _containers(sentence: Sentence, names: Sequence[Named]) -> dict[int, str]:
    """Maps a name to the country or province that its phrase puts it in ("Kunduz, Afghanistan")."""
    found: dict[int, str] = {}
    doc = sentence.tree
    for i, named in enumerate(names):
        if i + 1 < len(names):
            after = names[i + 1]
            if _leads_into(doc[named.end : after.start].text.lower(), after, doc):
                found[i] = after.country or (after.places[0].admin1 if after.places else "")
        before = names[i - 1] if i else None
        if not found.get(i) and before is not None and before.country:
            between = [t.lower_ for t in doc[before.end : named.start]]
            if (between or before.demonym) and all(_reaches_down(word) for word in between):
                found[i] = before.country
    return found


def _leads_into(between: str, after: Named, doc: Doc) -> bool:
    """Says whether the words after a name put it into the next one: ", X", " in eastern X", ", the X capital"."""
    if after.demonym:
        follows = doc[after.end].lower_ if after.end < len(doc) else ""
        return between in (", the", ", a", "the") and words().place_nouns.get(follows) == "city"
    return bool(_INTO.fullmatch(between))


def _reaches_down(word: str) -> bool:
    """Says whether a word may stand between a country and a place in it: "Pakistan's largest city of"."""
    return word in words().place_nouns or word in words().directions or word in _BETWEEN_WORDS


def _climb(sentence: Sentence, named: Named) -> _Climb | None:
    """Climbs from a name through place nouns and "of" to its preposition and on to what that hangs on."""
    climb = _Climb(_head(sentence, named))
    for _ in range(_LONGEST_CLIMB):
        dep = climb.node.dep_
        if dep in _MODIFIES:
            going = _past_noun(climb, named)
        elif dep == "conj" and climb.node.head.pos_ in ("NOUN", "PROPN", "ADJ"):
            climb.node, going = climb.node.head, True
        elif dep == "pobj":
            going = _past_preposition(climb)
        elif dep in ("dobj", "nsubjpass") and climb.node.head.lemma_.lower() in words().taking_place:
            going = climb.reaches(climb.node.head, "object")
        else:
            going = False
        if climb.host is not None:
            return climb
        if not going:
            return None
    return None


def _past_noun(climb: _Climb, named: Named) -> bool:
    """Climbs past the noun that the name modifies, if it is a place's or an act's."""
    above = climb.node.head
    low = above.lower_
    if low in words().happenings and climb.node.dep_ != "appos":
        # "the Kabul bombing" was in Kabul; "the U.S. bombing" and "Kabul's bombing" say whose it was.
        whose = climb.node.dep_ in ("poss", "amod") or named.country is not None
        whose = whose or (low in words().waged and any(is_capital(place) for place in named.places))
        return not whose and climb.reaches(above, "in")
    if low in words().place_nouns:
        climb.passes(above)
        return True
    inside = named.start <= above.i < named.end
    if above.pos_ == "PROPN" or inside or (climb.node.dep_ == "appos" and above.pos_ == "NOUN"):
        climb.node = above
        return True
    if above.pos_ == "ADJ" and above.dep_ in _MODIFIES:
        # "the Turkish-Syrian border"
        climb.node = above
        return True
    return False


def _past_preposition(climb: _Climb) -> bool:
    """Climbs past a preposition: through "of" to a place noun, else to the word that the phrase hangs on."""
    lists = words()
    preposition = climb.node.head
    up, low = preposition.head, preposition.lower_
    turning = lists.directions | lists.near_words
    if up.lower_ in turning and low in ("of", "to", "from"):
        climb.near = climb.near or up.lower_ in lists.near_words or up.pos_ in ("ADV", "ADJ") or up.dep_ in _ADVERBIAL
        if up.dep_ in _ADVERBIAL or up.dep_ in ("ROOT", "prep"):
            return climb.reaches(up.head, "near")
        climb.passes(up, asks=False)
        return True
    if up.lower_ in lists.borders and low in ("of", "with", "between", "to"):
        climb.passes(up, asks=False)
        return True
    if low == "of":
        if up.lower_ in lists.place_nouns:
            climb.passes(up)
            return True
        return up.lower_ in lists.happenings and climb.reaches(up, "object")
    if low not in lists.prepositions:
        return False
    host = up
    while (host.dep_ == "prep" or host.pos_ == "ADP") and host.head != host:
        # "from inside Pakistan": the inner preposition tells the relation. A preposition may be the root.
        host = host.head
    return climb.reaches(host, lists.prepositions[low])


def _phrase(
    sentence: Sentence,
    named: Named,
    climb: _Climb,
    names: Sequence[Named],
    chooser: Chooser,
    above: str,
) -> PlacePhrase | None:
    """Resolves a climbed name to a place phrase."""
    lists = words()
    if named.demonym and not climb.nouns:
        return None
    relation = _where(climb, named)
    if climb.edge is not None:
        return _border(sentence, named, climb, names)
    if relation == "between":
        return None
    if lists.coasts & set(climb.nouns) and relation not in ("in",):
        relation = "off"
    tokens, built = _build(sentence, named, climb, names, chooser, above, relation)
    if built is None:
        return None
    assert climb.host is not None
    soil = built.country if relation not in _NOT_SOIL and built.precision != "water" else None
    if lists.waters & set(climb.nouns) and named.country:
        soil = named.country
    return PlacePhrase(FoundPlace(tokens, built), climb.host.i, relation, soil)


def _build(
    sentence: Sentence,
    named: Named,
    climb: _Climb,
    names: Sequence[Named],
    chooser: Chooser,
    above: str,
    relation: str,
) -> tuple[Tokens, Place | None]:
    """Makes the place that a name stands for, and the tokens that name it."""
    direction = _direction(sentence, named)
    start = direction.i if direction is not None else named.start
    tokens = Tokens(sentence.index, start, _end(sentence, named), _head(sentence, named).i)
    others = [n for n in names if n is not named]
    place = chooser.choose(named, climb.kind, others, above)
    # Georgia beside Atlanta, "the state of Georgia"
    province = place is not None and (above == place.country or climb.kind == "admin1" or holds(place, others))
    if named.country and not province:
        return tokens, _country_place(sentence, tokens, named, direction, relation, climb)
    if place is None:
        return tokens, None
    return tokens, _geo_place(sentence, tokens, place, direction, relation, above)


def _where(climb: _Climb, named: Named) -> str:
    """Reads "on", "at" and "over" as places only before what one can be on, at or over."""
    if climb.relation == "on":
        grounded = words().soils | words().borders | words().near_words | words().grounds
        standing = any(place.kind in ("water", "region", "crossing") for place in named.places)
        if not (standing or grounded & set(climb.nouns)):
            return "against"
        return "near" if climb.near else "in"
    if climb.relation == "at":
        return "in" if named.country is None or climb.nouns else "against"
    return climb.relation


def _end(sentence: Sentence, named: Named) -> int:
    """Takes a place noun that follows the name into the phrase ("Nangarhar province")."""
    doc = sentence.tree
    end = named.end
    while end < len(doc) and doc[end].lower_ in words().place_nouns and doc[end].pos_ in ("NOUN", "PROPN"):
        end += 1
    return end


def _direction(sentence: Sentence, named: Named) -> Token | None:
    """Finds "eastern" before the name."""
    doc = sentence.tree
    before = doc[named.start - 1] if named.start else None
    if before is not None and before.lower_ in words().directions:
        return before
    return None


def _relation(relation: str) -> str:
    return relation if relation in ("near", "border", "off") else "in"


def _country_place(
    sentence: Sentence, tokens: Tokens, named: Named, direction: Token | None, relation: str, climb: _Climb
) -> Place:
    """Makes the place for a country's name: the country, a part of it, or the sea off it."""
    assert named.country is not None
    middle = codes.middle_of(named.country)
    lat, lon = middle if middle else (None, None)
    span = sentence.span(tokens.start, tokens.end)
    part = direction is not None or any(n in words().directions for n in climb.nouns)
    precision: PlacePrecision = "region" if part else "country"
    if relation == "off" or words().waters & set(climb.nouns):
        precision = "water"
    name = codes.country(named.country).name
    if part and direction is not None:
        name = f"{direction.lower_} {name}"
        lat, lon = _shifted(lat, lon, direction.lower_, named.country)
    return Place(span, name, named.country, None, lat, lon, precision, _relation(relation))


def _shifted(lat: float | None, lon: float | None, direction: str, code: str) -> tuple[float | None, float | None]:
    """Moves a country's middle towards a side by a third of its reach, so that "eastern" lies in the east."""
    extent = codes.extent_of(code)
    if lat is None or lon is None or extent is None:
        return lat, lon
    up, right = extent
    plain = direction.replace("-", "")
    if "north" in plain:
        lat += up
    if "south" in plain:
        lat -= up
    if "east" in plain:
        lon += right
    if "west" in plain:
        lon -= right
    return round(lat, 2), round(lon, 2)


def _geo_place(
    sentence: Sentence, tokens: Tokens, place: GeoName, direction: Token | None, relation: str, above: str
) -> Place:
    """Makes the place for a gazetteer entry."""
    span = sentence.span(tokens.start, tokens.end)
    precision = _PRECISION[place.kind]
    if direction is not None and place.kind in ("admin1", "admin2", "region"):
        precision = "region"
    country = place.country or (above if len(above) == 3 and place.kind == "crossing" else None)
    return Place(span, place.name, country, place.admin1 or None, place.lat, place.lon, precision, _relation(relation))


def _border(sentence: Sentence, named: Named, climb: _Climb, names: Sequence[Named]) -> PlacePhrase | None:
    """Makes the place for a border: of two states it lies in neither."""
    edge = climb.edge
    if edge is None or climb.host is None or not named.country:
        return None
    sides = [n for n in names if n.country and abs(n.start - edge.i) < 9]
    if sides and sides[0].start != named.start:
        return None
    codes_found = list(dict.fromkeys(n.country for n in sides if n.country))
    start = min([edge.i, *(n.start for n in sides[:2])])
    end = max([edge.i + 1, *(n.end for n in sides[:2])])
    tokens = Tokens(sentence.index, start, end, edge.i)
    point = codes.border_of(*codes_found[:2]) if len(codes_found) > 1 else None
    lat, lon = point if point else (None, None)
    name = "-".join(codes.country(c).name for c in codes_found[:2]) + " border"
    place = Place(sentence.span(start, end), name, None, None, lat, lon, "region", "border")
    return PlacePhrase(FoundPlace(tokens, place), climb.host.i, "border", None)


def _without_containers(phrases: list[PlacePhrase]) -> list[PlacePhrase]:
    """Drops what another phrase of the same host lies in: of "Kunduz in northern Afghanistan" keeps Kunduz first."""
    order = {"point": 0, "city": 1, "admin": 2, "water": 3, "region": 4, "country": 5}
    return sorted(phrases, key=lambda p: (p.host, order[p.found.place.precision], p.found.tokens.start))
