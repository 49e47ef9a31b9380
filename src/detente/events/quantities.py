"""Numbers as reported: killed, injured, money, troops, captured, and who or what they count.

The reader works on the words of a sentence, not on its tree, so that "between three and five" or "at least two dozen"
cannot be torn apart by a parse; the tree only tells what a number counts and which act it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.drafts import FoundQuantity, QuantityKind, Tokens
from detente.parse import Sentence
from detente.records import Amount, Count

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_UNITS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen""".split()
    )
}
_TENS = {w: 10 * (i + 2) for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "lac": 1e5, "million": 1e6, "mln": 1e6, "mn": 1e6, "m": 1e6,
    "crore": 1e7, "billion": 1e9, "bln": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "trln": 1e12, "tn": 1e12, "dozen": 12.0,
    "score": 20.0,
}  # fmt: skip
# What a plural without a number stands for: at least this many, at most that many.
_INDEFINITE: dict[str, tuple[float, float | None]] = {
    "dozens": (24, 99), "scores": (40, 199), "hundreds": (200, 1999), "thousands": (1000, None), "tens": (20, 99),
    "millions": (1e6, None), "billions": (2e9, None), "several": (3, 9), "many": (3, None), "numerous": (3, None),
    "couple": (2, 2), "few": (2, 5), "handful": (2, 9), "lakhs": (2e5, None), "crores": (2e7, None),
}  # fmt: skip
_CURRENCIES = {
    "$": "USD", "us$": "USD", "dollar": "USD", "dlr": "USD", "dlrs": "USD", "usd": "USD", "€": "EUR", "euro": "EUR",
    "eur": "EUR", "£": "GBP", "pound": "GBP", "sterling": "GBP", "stg": "GBP", "gbp": "GBP", "¥": "JPY", "yen": "JPY",
    "jpy": "JPY", "rs": "INR", "rs.": "INR", "rupee": "INR", "₹": "INR", "inr": "INR", "yuan": "CNY", "renminbi": "CNY",
    "rmb": "CNY", "rouble": "RUB", "ruble": "RUB", "₽": "RUB", "mark": "DEM", "dm": "DEM", "franc": "FRF", "riyal": "SAR",
    "shekel": "ILS", "lira": "TRY", "won": "KRW", "₩": "KRW", "peso": "MXN", "naira": "NGN", "₦": "NGN", "rand": "ZAR",
    "krone": "DKK", "kroner": "DKK", "krona": "SEK", "kronor": "SEK", "c$": "CAD", "a$": "AUD", "hk$": "HKD", "ringgit": "MYR",
    "baht": "THB", "rupiah": "IDR", "dirham": "AED", "dinar": "KWD", "taka": "BDT", "real": "BRL", "hryvnia": "UAH",
    "ecu": "XEU", "guilder": "NLG", "crown": "SEK",
}  # fmt: skip
_RUPEES = {"pakistani": "PKR", "pakistan": "PKR", "sri": "LKR", "nepalese": "NPR", "nepali": "NPR"}
_FRANCS = {"swiss": "CHF", "belgian": "BEF", "cfa": "XOF", "french": "FRF"}
_DOLLARS = {
    "canadian": "CAD",
    "australian": "AUD",
    "singapore": "SGD",
    "hong kong": "HKD",
    "zealand": "NZD",
    "taiwan": "TWD",
}
_PREFIXED = re.compile(
    r"^(us\$|c\$|a\$|hk\$|[$€£¥₹₽₩₦])?(\d[\d,]*(?:\.\d+)?)(k|m|mn|bn|b|tn|trn|million|billion)?$", re.I
)
_LOWER = (
    ("at", "least"), ("more", "than"), ("over",), ("above",), ("no", "fewer", "than"), ("not", "less", "than"),
    ("no", "less", "than"), ("in", "excess", "of"), ("upwards", "of"), ("a", "minimum", "of"), ("exceeding",), ("minimum",),
)  # fmt: skip
_UPPER = (
    ("up", "to"), ("at", "most"), ("as", "many", "as"), ("less", "than"), ("fewer", "than"), ("under",), ("below",),
    ("no", "more", "than"), ("not", "more", "than"), ("as", "much", "as"), ("almost",), ("nearly",), ("close", "to"),
)  # fmt: skip
_ABOUT = (
    ("about",),
    ("around",),
    ("some",),
    ("roughly",),
    ("approximately",),
    (
        "an",
        "estimated",
    ),
    ("estimated",),
    ("circa",),
)
_PERIODS = {"year": "year", "annum": "year", "month": "month"}
_KILLED = frozenset("kill die slay murder massacre slaughter assassinate execute behead perish slain drown".split())
_INJURED = frozenset("wound injure hurt maim".split())
_CAPTURED = frozenset("capture kidnap abduct arrest detain seize jail imprison hold release free deport".split())
_DEAD = frozenset({"dead", "deaths", "fatalities", "killed", "death", "bodies", "toll"})
_HURT = frozenset({"wounded", "injured", "injuries", "hurt", "casualties"})
_HELD = frozenset({"hostage", "hostages", "captive", "prisoner", "prisoners", "detainees", "captives"})
_TROOPS = frozenset(
    "troop troops soldier marine paratrooper peacekeeper reservist serviceman personnel policeman".split()
)
_MOVING = frozenset(
    "deploy send mass withdraw dispatch mobilize station contribute redeploy move pull rush base".split()
)
_NOT_COUNTS = frozenset(
    """percent pct % year month week day hour minute mile kilometre kilometer km metre meter degree time o'clock am pm
    point barrel tonne ton bpd foot acre hectare th century pound cent""".split()
)
_MONTHS = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug
    sept sep oct nov dec jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec.""".split()
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
    return FoundQuantity(tokens, kind, count=Count(number.low, number.best, number.high, text), who=who)


# --- Reading --------------------------------------------------------------------------------------------------------


def _read(words: Sequence[str], at: int) -> _Number | None:
    """Reads a number that starts at a word, with its bounds, range and currency."""
    first, bound = at, ""
    for kind, phrases in (("low", _LOWER), ("high", _UPPER), ("about", _ABOUT)):
        for phrase in phrases:
            if tuple(words[at : at + len(phrase)]) == phrase:
                first, bound = at + len(phrase), kind
    if words[at] == "between":
        return _span(words, at + 1, at)
    value = _value(words, first)
    if value is None:
        return _indefinite(words, at, first, bound)
    low, end, currency = value
    high = low
    if end + 1 < len(words) and words[end] in ("to", "-", "–", "or") and bound != "low":
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
    return (
        _SCALES.get(words[end - 1], 0.0)
        if words[end - 1] in ("million", "billion", "crore", "lakh", "mln", "bln")
        else 0.0
    )


def _bounded(start: int, end: int, low: float, high: float, bound: str, currency: str | None) -> _Number:
    if bound == "low":
        return _Number(start, end, low, low, None, currency)
    if bound == "high":
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
    if words[at] in _CURRENCIES and (words[at] in ("rs", "rs.", "dm", "inr", "usd", "eur") or not words[at].isalpha()):
        currency, at = _CURRENCIES[words[at]], at + 1
    if at >= len(words):
        return None
    match = _PREFIXED.match(words[at])
    if match is not None:
        value = float(match[2].replace(",", ""))
        value *= _SCALES.get((match[3] or "").lower(), 1.0)
        currency = _CURRENCIES.get((match[1] or "").lower(), currency)
        end = at + 1
    else:
        read = _in_words(words, at)
        if read is None:
            return None
        value, end = read
    if currency and end < len(words) and words[end] in ("m.", "bn.", "b."):  # the model keeps the full stop
        return value * _SCALES[words[end][:-1]], end + 1, currency
    while end < len(words) and (
        (words[end] in _SCALES and words[end] not in ("m", "b", "k", "score"))
        or (currency and words[end] in ("m", "b"))
    ):
        value *= _SCALES[words[end]]
        end += 1
    return value, end, currency


def _in_words(words: Sequence[str], at: int) -> tuple[float, int] | None:
    """Reads "twenty-five", "a hundred and ten", "two dozen", "half a million"."""
    total, current, end = 0.0, 0.0, at
    if words[at] == "half" and words[at + 1 : at + 2] == ["a"] and at + 2 < len(words) and words[at + 2] in _SCALES:
        return 0.5 * _SCALES[words[at + 2]], at + 3
    if words[at] in ("a", "an") and at + 1 < len(words) and words[at + 1] in _SCALES and len(words[at + 1]) > 2:
        current, end = 1.0, at + 1
    while end < len(words):
        word = words[end]
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred" and current:
            current *= 100
        elif word in _SCALES and len(word) > 2 and current and word != "score":
            total, current = total + current * _SCALES[word], 0.0
        elif (
            word in ("-", "and")
            and end > at
            and end + 1 < len(words)
            and (words[end + 1] in _UNITS or words[end + 1] in _TENS)
        ):
            if (word == "and" and words[end - 1] not in _SCALES) or (word == "-" and words[end - 1] not in _TENS):
                break
        else:
            break
        end += 1
    return (total + current, end) if end > at and (total or current) else None


def _indefinite(words: Sequence[str], start: int, at: int, bound: str) -> _Number | None:
    """Reads "dozens", "tens of thousands", "several hundred", "a couple of"."""
    if at < len(words) and words[at] == "a" and at + 1 < len(words) and words[at + 1] in ("couple", "few", "handful"):
        at += 1
    if at >= len(words) or words[at] not in _INDEFINITE:
        return None
    low, high = _INDEFINITE[words[at]]
    end = at + 1
    scale = 1.0
    if (
        words[end : end + 1] == ["of"]
        and end + 1 < len(words)
        and words[end + 1] in ("thousands", "millions", "billions", "hundreds")
    ):
        scale = _SCALES[words[end + 1].removesuffix("s")]
        end += 2
        low, high = (10, 99) if words[at] == "tens" else (100, 999) if words[at] == "hundreds" else (low, high)
    elif end < len(words) and words[end] in ("hundred", "thousand", "million", "billion", "dozen"):
        scale = _SCALES[words[end]]
        end += 1
    currency, end = _currency(words, start, end, None)
    return _Number(start, end, low * scale, None, high * scale if high is not None else None, currency)


def _currency(words: Sequence[str], start: int, end: int, known: str | None) -> tuple[str | None, int]:
    """Reads a currency after the number ("500 million Pakistani rupees", "of dollars")."""
    at = end + 1 if words[end : end + 1] == ["of"] else end
    qualifier = ""
    if at + 1 < len(words) and words[at] in {
        **_RUPEES,
        **_FRANCS,
        **_DOLLARS,
        "u.s.": "",
        "us": "",
        "west": "",
        "german": "",
        "danish": "",
    }:
        qualifier = words[at]
        at += 1
    if at < len(words):
        word = words[at]
        code = _CURRENCIES.get(word) or _CURRENCIES.get(word.removesuffix("s"))
        if code is not None and (word.isalpha() and word not in ("rs", "m", "real")):
            for table, base in ((_RUPEES, "INR"), (_FRANCS, "FRF"), (_DOLLARS, "USD")):
                if code == base:
                    code = table.get(qualifier, code)
            return code, at + 1
    return known, end


# --- What is counted ------------------------------------------------------------------------------------------------


def _head(doc: Doc, number: _Number) -> Token:
    """Gives the word of the number that the others hang on."""
    inside = doc[number.start : number.end]
    for token in inside:
        if token.i not in range(number.start, number.end) or token.head.i not in range(number.start, number.end):
            if token.pos_ in ("NUM", "NOUN", "SYM", "ADJ"):
                return token
    return inside.root


def _counted(doc: Doc, number: _Number, head: Token) -> Token | None:
    """Finds the noun that the number counts; None where it counts no people (dates, shares, distances)."""
    if number.start > 0 and doc[number.start - 1].lower_ in _MONTHS:
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
    if noun.lemma_.lower() in _NOT_COUNTS or noun.lower_ in _MONTHS or noun.lower_.removesuffix("s") in _NOT_COUNTS:
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
        window[:1] in (["wounded"], ["injured"], ["others"]) and verb in _INJURED
    ):
        return "injured"
    if verb in _INJURED:
        return "injured"
    if (verb in _KILLED and counted.dep_ not in ("pobj",)) or (verb in _KILLED and _grouped(counted)):
        return "killed"
    if verb == "leave" and _DEAD & {t.lower_ for t in doc[number.end : number.end + 6]}:
        return "killed"
    if lemma in _HELD or (verb in _CAPTURED and counted.dep_ in ("dobj", "nsubjpass", "pobj")):
        return "captured"
    if lemma in _TROOPS or (verb in _MOVING and lemma in ("force", "man")):
        return "troops"
    return "other"


def _grouped(counted: Token) -> bool:
    return (
        counted.dep_ == "pobj"
        and counted.head.lower_ == "of"
        and counted.head.head.lower_ in (*_INDEFINITE, *_SCALES, "number")
    )


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
