"""Numbers as reported: killed, injured, money, troops, captured, and who or what they count.

The reader works on the words of a sentence, not on its tree, so that "between three and five" or "at least two dozen"
cannot be torn apart by a parse; the tree only tells what a number counts and which act it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from detente.datafiles import read_yaml
from detente.drafts import FoundQuantity, QuantityKind, Tokens
from detente.parse import Sentence
from detente.records import Amount, Count

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PREFIXED = re.compile(
    r"^(us\$|c\$|a\$|hk\$|[$€£¥₹₽₩₦])?(\d[\d,]*(?:\.\d+)?)(k|m|mn|bn|b|tn|trn|million|billion)?$", re.I
)
_PERIODS = {"year": "year", "annum": "year", "month": "month"}
# Nationalities that change nothing about the currency after them.
_SILENT_QUALIFIERS = frozenset({"u.s.", "us", "west", "german", "danish"})
_GROUPS = ("million", "billion", "crore", "lakh", "mln", "bln")


@dataclass(frozen=True, slots=True)
class Words:
    """The number words and currencies of ``words/numbers.yaml``."""

    units: dict[str, int]
    tens: dict[str, int]
    scales: dict[str, float]
    indefinite: dict[str, tuple[float, float | None]]
    currencies: dict[str, str]
    by_nationality: tuple[tuple[str, dict[str, str]], ...]
    bounds: tuple[tuple[str, tuple[str, ...]], ...]
    lists: dict[str, frozenset[str]]


@cache
def _words() -> Words:
    """Reads the word lists once a process."""
    entry = read_yaml(Path(__file__).parent / "words" / "numbers.yaml")
    entry.require("units", "tens", "scales", "indefinite", "currencies", "lower", "upper", "about")
    bounds = [(kind, tuple(phrase.split())) for kind in ("lower", "upper", "about") for phrase in entry[kind]]
    names = ("killed", "injured", "captured", "moving", "dead", "held", "troops", "not_counts", "months")
    return Words(
        units={word: value for value, word in enumerate(entry["units"])},
        tens={word: 10 * (step + 2) for step, word in enumerate(entry["tens"])},
        scales={word: float(value) for word, value in entry["scales"].items()},
        indefinite={word: (low, high) for word, (low, high) in entry["indefinite"].items()},
        currencies=dict(entry["currencies"]),
        by_nationality=(("INR", entry["rupees"]), ("FRF", entry["francs"]), ("USD", entry["dollars"])),
        bounds=tuple(bounds),
        lists={name: frozenset(entry[name]) for name in names},
    )


@dataclass(frozen=True, slots=True)
class _Number:
    """A number read from the words ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    low: float | None
    best: float | None
    high: float | None
    currency: str | None


def find_quantities(sentence: Sentence) -> list[FoundQuantity]:
    """Finds the numbers of a parsed sentence that count people or money.

    Returns:
        in order; counts of people with kind killed, injured, captured or troops where the sentence says so, else other.
    """
    doc = sentence.tree
    words = [token.lower_ for token in doc]
    found: list[FoundQuantity] = []
    position = 0
    while position < len(words):
        number = _read(words, position)
        if number is None:
            position += 1
            continue
        position = max(number.end, position + 1)
        quantity = _quantity(doc, sentence.index, number)
        if quantity is not None:
            found.append(quantity)
    return found


def _quantity(doc: Doc, sentence: int, number: _Number) -> FoundQuantity | None:
    text = doc[number.start : number.end].text
    head = _head(doc, number)
    tokens = Tokens(sentence, number.start, number.end, head.i)
    if number.currency is not None:
        period = _period(doc, number.end)
        amount = Amount(number.low, number.best, number.high, number.currency, period, text)
        return FoundQuantity(tokens, "money", amount=amount)
    counted = _counted(doc, number, head)
    if counted is None:
        return None
    kind = _kind(doc, number, counted)
    who = "" if counted.pos_ in ("NUM", "VERB", "ADJ") else doc[counted.left_edge.i : counted.i + 1].text
    return FoundQuantity(
        tokens, kind, count=Count(number.low, number.best, number.high, text), who=who, counted=counted.i
    )


# --- Reading --------------------------------------------------------------------------------------------------------


def _read(words: Sequence[str], at: int) -> _Number | None:
    """Reads a number that starts at a word, with its bounds, range and currency."""
    first, bound = at, ""
    for kind, phrase in _words().bounds:
        if tuple(words[at : at + len(phrase)]) == phrase:
            first, bound = at + len(phrase), kind
    if words[at] == "between":
        return _span(words, at + 1, at)
    value = _value(words, first)
    if value is None:
        return _indefinite(words, at, first, bound)
    low, end, currency = value
    high = low
    if end + 1 < len(words) and words[end] in ("to", "-", "–", "or") and bound != "lower":
        second = _value(words, end + 1)
        if second is not None and second[0] > low:
            high, end, currency = second[0], second[1], second[2] or currency
            if low < 1000 <= high and _scaled(words, end):
                low *= _scaled(words, end)
    currency, end = _currency(words, first, end, currency)
    return _bounded(at, end, low, high, bound, currency)


def _span(words: Sequence[str], at: int, start: int) -> _Number | None:
    """Reads "three and five" after "between"."""
    one = _value(words, at)
    if one is None or one[1] >= len(words) or words[one[1]] not in ("and", "to"):
        return None
    two = _value(words, one[1] + 1)
    if two is None or (two[0] <= one[0] and not (scale := _scaled(words, two[1]))):
        return None
    low, scale = one[0], _scaled(words, two[1])
    if scale and low < scale:
        low *= scale
    currency, end = _currency(words, at, two[1], one[2] or two[2])
    return _Number(start, end, low, None, two[0], currency)


def _scaled(words: Sequence[str], end: int) -> float:
    """Gives the scale word that closes a number, which a range lends to its first number, or 0."""
    return _words().scales.get(words[end - 1], 0.0) if words[end - 1] in _GROUPS else 0.0


def _bounded(start: int, end: int, low: float, high: float, bound: str, currency: str | None) -> _Number:
    if bound == "lower":
        return _Number(start, end, low, low, None, currency)
    if bound == "upper":
        return _Number(start, end, None, low, low, currency)
    if bound == "about":
        return _Number(start, end, None, (low + high) / 2 if high > low else low, None, currency)
    best = low if low == high else None
    return _Number(start, end, low, best, high, currency)


def _value(words: Sequence[str], at: int) -> tuple[float, int, str | None] | None:
    """Reads figures or number words with scales; gives value, end, and the currency of a prefix."""
    if at >= len(words):
        return None
    currency: str | None = None
    if words[at] in _words().currencies and (
        words[at] in ("rs", "rs.", "dm", "inr", "usd", "eur") or not words[at].isalpha()
    ):
        currency, at = _words().currencies[words[at]], at + 1
    if at >= len(words):
        return None
    match = _PREFIXED.match(words[at])
    if match is not None:
        value = float(match[2].replace(",", ""))
        value *= _words().scales.get((match[3] or "").lower(), 1.0)
        currency = _words().currencies.get((match[1] or "").lower(), currency)
        end = at + 1
    else:
        read = _in_words(words, at)
        if read is None:
            return None
        value, end = read
    if currency and end < len(words) and words[end] in ("m.", "bn.", "b."):  # the model keeps the full stop
        return value * _words().scales[words[end][:-1]], end + 1, currency
    while end < len(words) and (
        (words[end] in _words().scales and words[end] not in ("m", "b", "k", "score"))
        or (currency and words[end] in ("m", "b"))
    ):
        value *= _words().scales[words[end]]
        end += 1
    return value, end, currency


def _in_words(words: Sequence[str], at: int) -> tuple[float, int] | None:
    """Reads "twenty-five", "a hundred and ten", "two dozen", "half a million"."""
    total, current, end = 0.0, 0.0, at
    if (
        words[at] == "half"
        and words[at + 1 : at + 2] == ["a"]
        and at + 2 < len(words)
        and words[at + 2] in _words().scales
    ):
        return 0.5 * _words().scales[words[at + 2]], at + 3
    if words[at] in ("a", "an") and at + 1 < len(words) and words[at + 1] in _words().scales and len(words[at + 1]) > 2:
        current, end = 1.0, at + 1
    while end < len(words):
        word = words[end]
        if word in _words().units:
            current += _words().units[word]
        elif word in _words().tens:
            current += _words().tens[word]
        elif word == "hundred" and current:
            current *= 100
        elif word in _words().scales and len(word) > 2 and current and word != "score":
            total, current = total + current * _words().scales[word], 0.0
        elif (
            word in ("-", "and")
            and end > at
            and end + 1 < len(words)
            and (words[end + 1] in _words().units or words[end + 1] in _words().tens)
        ):
            if (word == "and" and words[end - 1] not in _words().scales) or (
                word == "-" and words[end - 1] not in _words().tens
            ):
                break
        else:
            break
        end += 1
    return (total + current, end) if end > at and (total or current) else None


def _indefinite(words: Sequence[str], start: int, at: int, bound: str) -> _Number | None:
    """Reads "dozens", "tens of thousands", "several hundred", "a couple of"."""
    if at < len(words) and words[at] == "a" and at + 1 < len(words) and words[at + 1] in ("couple", "few", "handful"):
        at += 1
    if at >= len(words) or words[at] not in _words().indefinite:
        return None
    low, high = _words().indefinite[words[at]]
    end = at + 1
    scale = 1.0
    if (
        words[end : end + 1] == ["of"]
        and end + 1 < len(words)
        and words[end + 1] in ("thousands", "millions", "billions", "hundreds")
    ):
        scale = _words().scales[words[end + 1].removesuffix("s")]
        end += 2
        low, high = (10, 99) if words[at] == "tens" else (100, 999) if words[at] == "hundreds" else (low, high)
    elif end < len(words) and words[end] in ("hundred", "thousand", "million", "billion", "dozen"):
        scale = _words().scales[words[end]]
        end += 1
    currency, end = _currency(words, start, end, None)
    return _Number(start, end, low * scale, None, high * scale if high is not None else None, currency)


def _currency(words: Sequence[str], start: int, end: int, known: str | None) -> tuple[str | None, int]:
    """Reads a currency after the number ("500 million Pakistani rupees", "of dollars")."""
    at = end + 1 if words[end : end + 1] == ["of"] else end
    qualifier = ""
    qualifiers = {word for _, table in _words().by_nationality for word in table} | _SILENT_QUALIFIERS
    if at + 1 < len(words) and words[at] in qualifiers:
        qualifier = words[at]
        at += 1
    if at < len(words):
        word = words[at]
        code = _words().currencies.get(word) or _words().currencies.get(word.removesuffix("s"))
        if code is not None and (word.isalpha() and word not in ("rs", "m", "real")):
            for base, table in _words().by_nationality:
                if code == base:
                    code = table.get(qualifier, code)
            return code, at + 1
    return known, end


# --- What is counted ------------------------------------------------------------------------------------------------


def _head(doc: Doc, number: _Number) -> Token:
    """Gives the word of the number that the others hang on."""
    inside = doc[number.start : number.end]
    for token in inside:
        outward = token.head.i not in range(number.start, number.end)
        if outward and token.pos_ in ("NUM", "NOUN", "SYM", "ADJ"):
            return token
    return inside.root


def _counted(doc: Doc, number: _Number, head: Token) -> Token | None:
    """Finds the noun that the number counts; None where it counts no people (dates, shares, distances)."""
    if number.start > 0 and doc[number.start - 1].lower_ in _words().lists["months"]:
        return None
    following = doc[number.end] if number.end < len(doc) else None
    if following is not None and following.lower_ in ("percent", "pct", "%", "-", "per", "th", "p.m.", "a.m."):
        return None
    noun = head
    if head.dep_ in ("nummod", "quantmod", "amod", "det", "compound", "nmod", "advmod", "npadvmod"):
        noun = head.head
    for child in head.children:
        if child.lower_ == "of":
            inner = [c for c in child.children if c.dep_ == "pobj"]
            noun = inner[0] if inner else noun
    if (
        noun.lemma_.lower() in _words().lists["not_counts"]
        or noun.lower_ in _words().lists["months"]
        or noun.lower_.removesuffix("s") in _words().lists["not_counts"]
    ):
        return None
    if (
        doc[number.start].like_num
        and number.best is not None
        and 1900 <= number.best <= 2100
        and noun.pos_ not in ("NOUN",)
    ):
        return None
    return noun


def _kind(doc: Doc, number: _Number, counted: Token) -> QuantityKind:
    """Says what happened to those counted, from the words around and the verb above."""
    window = [t.lower_ for t in doc[number.end : number.end + 4]]
    lemma = counted.lemma_.lower()
    verb = _verb_over(counted)
    if lemma in ("death", "fatality") or counted.lower_ == "dead" or window[:1] == ["dead"]:
        return "killed"
    if counted.lower_ in ("wounded", "injured", "injury") or (
        window[:1] in (["wounded"], ["injured"], ["others"]) and verb in _words().lists["injured"]
    ):
        return "injured"
    if verb in _words().lists["injured"]:
        return "injured"
    if (verb in _words().lists["killed"] and counted.dep_ not in ("pobj",)) or (
        verb in _words().lists["killed"] and _grouped(counted)
    ):
        return "killed"
    if verb == "leave" and _words().lists["dead"] & {t.lower_ for t in doc[number.end : number.end + 6]}:
        return "killed"
    if lemma in _words().lists["held"] or (
        verb in _words().lists["captured"] and counted.dep_ in ("dobj", "nsubjpass", "pobj")
    ):
        return "captured"
    if lemma in _words().lists["troops"] or (verb in _words().lists["moving"] and lemma in ("force", "man")):
        return "troops"
    return "other"


def _grouped(counted: Token) -> bool:
    """Says whether the number counts out of a group ("dozens of rebels", "nine of them")."""
    if counted.dep_ != "pobj" or counted.head.lower_ != "of":
        return False
    number = counted.head.head
    return number.pos_ == "NUM" or number.lower_ in (*_words().indefinite, *_words().scales, "number")


def _verb_over(token: Token) -> str:
    """Gives the lemma of the verb that those counted undergo, "" where they are not its object or passive subject."""
    node = token
    for _ in range(5):
        head = node.head
        if head.pos_ in ("VERB", "AUX"):
            lemma: str = head.lemma_.lower()
            if lemma == "shoot" and any(c.lower_ == "dead" for c in head.children):
                lemma = "kill"
            if lemma == "shoot" and any(c.lower_ == "dead" for c in node.children):
                lemma = "kill"
            if node.dep_ in ("dobj", "nsubjpass", "oprd", "attr", "dative", "npadvmod", "prt"):
                return lemma
            if node.dep_ == "nsubj":
                return (
                    lemma
                    if lemma in ("die", "perish", "drown") or (head.tag_ == "VBN" and not _has_object(head))
                    else ""
                )
            return ""
        for child in node.children:
            if child.dep_ == "acl" and child.tag_ == "VBN":
                return str(child.lemma_.lower())
        if node.dep_ not in ("pobj", "prep", "conj", "nummod", "quantmod", "nmod", "compound", "amod", "appos", "dep"):
            return ""
        if head.i == node.i or head.lower_ in ("including", "among", "with", "after", "against"):
            return ""
        node = head
    return ""


def _has_object(verb: Token) -> bool:
    return any(c.dep_ == "dobj" for c in verb.children)


def _period(doc: Doc, end: int) -> str | None:
    """Reads "a year", "per month", "annually" after an amount, or "annual" in the words just after."""
    window = [t.lower_ for t in doc[end : end + 4]]
    for i, word in enumerate(window[:3]):
        if word in ("a", "per", "each", "every", "-a-") and i + 1 < len(window) and window[i + 1] in _PERIODS:
            return _PERIODS[window[i + 1]]
        if word in ("annually", "yearly", "annual"):
            return "year"
        if word in ("monthly",):
            return "month"
    return None
