"""Names of places in a parsed sentence: countries, demonyms, and what the gazetteer knows, the longest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log10
from typing import TYPE_CHECKING

from detente import codes
from detente.codes import GeoName
from detente.places.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST_NAME = 6
# A town of fewer people is believed only where the text names its country or province.
_SMALLEST_ALONE = 20_000
# By a name that isn't the gazetteer's own, only a large one is.
_SMALLEST_BY_OTHER_NAME = 400_000
# A town that is believed though its name is also a word or a person's.
_LARGE = 300_000
# The share of an article's names that makes a country one of its subjects; the weight of a town beside its province.
_SUPPORT = 0.15
_HOLDS = 4.0
LANDMARKS = frozenset({"crossing", "base", "water", "region"})
_LOWER_CASE_NAMES = frozenset({"tribal areas", "tribal belt", "tribal region"})
_SMALL_WORDS = frozenset("of the al el de la le and da do du del di y e bin ez es as ar az an ash i".split())
_ABBREVIATED = {
    "U.S.": "USA", "US": "USA", "USA": "USA", "U.K.": "GBR", "UK": "GBR", "UAE": "ARE", "U.A.E.": "ARE", "USSR": "SUN",
    "U.S.S.R.": "SUN", "DRC": "COD", "PRC": "CHN", "DPRK": "PRK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a sentence: tokens ``start`` to ``end`` exclusive, with what it may stand for.

    Attributes:
        country: alpha-3 where the name is a country's or a demonym.
        demonym: True for "Pakistani".
        places: gazetteer entries of the name; for a country, the provinces abroad that share its name (Georgia).
    """

    start: int
    end: int
    text: str
    country: str | None
    demonym: bool
    places: tuple[GeoName, ...]


@cache
def _country_names() -> Mapping[str, tuple[str, bool]]:
    """Maps names and demonyms, as printed, to country code and whether it is a demonym.

    Breakaway and disputed regions have codes of our own and are left to the gazetteer, which knows whose soil they are.
    """
    found: dict[str, tuple[str, bool]] = {}
    states = [c for c in codes.countries() if len(c.code) == 3]
    for record in states:
        for demonym in record.demonyms:
            found.setdefault(demonym.value, (record.code, True))
    ordered = sorted(states, key=lambda c: c.end is None)
    for record in ordered:
        for name in (record.name, *(alias.value for alias in record.aliases)):
            if not (name.isupper() and len(name) <= 3):
                found[name] = (record.code, False)
    found.update({name: (code, False) for name, code in _ABBREVIATED.items()})
    return found


@lru_cache(maxsize=50_000)
def _lookup(text: str) -> tuple[str | None, bool, tuple[GeoName, ...]] | None:
    """Looks one stretch of words up."""
    country, demonym = _country_names().get(text, (None, False))
    if demonym:
        return country, True, ()
    if country is not None:
        return country, False, tuple(p for p in codes.named(text) if p.kind == "admin1" and p.country != country)
    if not text[0].isupper() and text not in _LOWER_CASE_NAMES:
        return None
    places = codes.named(text)
    if country is None and not places:
        return None
    return country, False, places


def find_names(doc: Doc) -> list[Named]:
    """Finds the names of places and peoples in a tree, leftmost and longest first, without overlap."""
    found: list[Named] = []
    text = doc.text
    i = 0
    while i < len(doc):
        named = _longest_at(doc, text, i) if doc[i].text[:1].isupper() or doc[i].lower_ == "tribal" else None
        if named is None:
            i += 1
        else:
            found.append(named)
            i = named.end
    return found


def _longest_at(doc: Doc, whole: str, start: int) -> Named | None:
    """Finds the longest name that begins at a token; a name must begin and end with a capital."""
    for end in range(min(start + LONGEST_NAME, len(doc)), start, -1):
        last = doc[end - 1]
        if not (last.text[:1].isupper() or last.lower_ in ("areas", "belt", "region")) or last.text in ("'s", "’s"):
            continue
        text = whole[doc[start].idx : last.idx + len(last)]
        if "," in text or "(" in text or '"' in text:
            continue
        looked = _lookup(text)
        if looked is not None and _usable(doc, start, end, looked):
            country, demonym, places = looked
            return Named(start, end, text, country, demonym, places)
    return None


def _usable(doc: Doc, start: int, end: int, looked: tuple[str | None, bool, tuple[GeoName, ...]]) -> bool:
    """Turns down single words that are mostly no place: months, people's names, words that begin a sentence."""
    if looked[0] is not None or end - start > 1:
        return True
    token = doc[start]
    if token.lower_ in words().not_places:
        return False
    if token.lower_ in codes.not_towns() and all(place.population < _LARGE for place in looked[2]):
        return False
    if token.pos_ not in ("PROPN", "NOUN", "ADJ", "X", "ADV", "NUM"):
        return False
    return not token.is_stop and len(token.text) > 2


class Chooser:
    """Chooses among namesakes by what an article is about: its countries, in all its text."""

    def __init__(self, countries: Counter[str]) -> None:
        total = sum(countries.values()) or 1
        self._share = {code: n / total for code, n in countries.items()}

    def choose(self, named: Named, kind: str, others: Sequence[Named], above: str = "") -> GeoName | None:
        """Gives the likeliest place of a name.

        Args:
            named: the name.
            kind: what the noun above asks for ("province": admin1), or "".
            others: the other names of the sentence.
            above: country or province that the phrase itself puts the place in, alpha-3 or a name.
        """
        if not named.places:
            return None
        told = (n.country or codes.town_country(n.text) for n in others)
        nearby = frozenset(code for code in told if code)
        ranked = sorted(self._scored(named, kind, nearby, above), key=lambda pair: -pair[0])
        holding = ((score + _HOLDS * holds(place, others), place) for score, place in ranked)
        best = max(holding, key=lambda pair: pair[0], default=None)
        return best[1] if best and best[0] > 0 else None

    def _scored(self, named: Named, kind: str, nearby: frozenset[str], above: str) -> Iterator[tuple[float, GeoName]]:
        has_landmark = any(place.kind in LANDMARKS for place in named.places)
        for place in named.places:
            supported = place.country in nearby or self._share.get(place.country, 0) >= _SUPPORT
            landmark = place.kind in LANDMARKS
            own_name = landmark or codes.same_name(place.name, named.text)
            smallest = _SMALLEST_ALONE if own_name else _SMALLEST_BY_OTHER_NAME
            if not landmark and not supported and not above and place.population < smallest:
                continue
            if has_landmark and not own_name:
                continue
            score = 10.5 if landmark else 1.6 * log10(place.population + 1)
            score += 1.5 * is_capital(place)
            score += 3.0 * (place.country in nearby) + 2.0 * self._share.get(place.country, 0)
            if above:
                score += 6.0 if above in (place.country, place.admin1) else -4.0
            yield score + _kind_fit(place, kind), place


def holds(place: GeoName, others: Sequence[Named]) -> bool:
    """Says whether a place is the province of another name beside it: Georgia beside Atlanta."""
    if place.kind != "admin1":
        return False
    return any(p.admin1 == place.name and p.country == place.country for n in others for p in n.places[:3])


@cache
def _capitals() -> frozenset[tuple[str, str]]:
    return frozenset((c.code, seat.value) for c in codes.countries() for seat in c.capitals)


def is_capital(place: GeoName) -> bool:
    return place.kind == "city" and (place.country, place.name) in _capitals()


def _kind_fit(place: GeoName, kind: str) -> float:
    """Scores how well an entry's kind fits the noun above it; with no noun a town is likelier than its district."""
    if kind == place.kind:
        return 4.0
    if kind in ("base", "crossing", "region", "water"):
        return 1.0 if place.kind == "city" else 0.0
    if kind == "admin1" and place.kind in ("admin2", "region"):
        return 2.5
    if kind == "admin2" and place.kind in ("region", "admin1"):
        return 1.0
    if kind in ("admin1", "admin2", "city"):
        return -1.0
    return {"city": 1.0, "admin1": 0.2, "admin2": -1.0}.get(place.kind, 0.0)


def countries_in(text_names: list[Named]) -> Counter[str]:
    """Counts the countries that names point to; a town counts for its country where the name is telling."""
    counted: Counter[str] = Counter()
    for named in text_names:
        if named.country:
            counted[named.country] += 1
        elif (code := codes.town_country(named.text)) and any(
            codes.same_name(p.name, named.text) for p in named.places
        ):
            counted[code] += 1
    return counted
