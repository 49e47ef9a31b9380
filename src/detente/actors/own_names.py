"""What an article itself says of names that no roster has: states with an army, firms, acronyms spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detente.actors.gazetteer import fold
from detente.actors.qualifiers import qualifiers
from detente.actors.rosters import Roster
from detente.parse import Document

# What has an army, a government or an ambassador is a state, or as good as one.
_STATE_MARKS = re.compile(
    r"\b([A-Z][\w'-]{3,}?)(?:['’]s?)? (?:[a-z]+ )?(?:army|government|president|prime minister|foreign minister|"
    r"defence minister|defense minister|foreign ministry|ambassador|parliament|troops|navy|air force|embassy|"
    r"border guards|military|jets|soldiers|forces|cabinet|diplomats?|officials?|authorities|coast guard)\b"
)
_SPELT_OUT = re.compile(r"((?:[A-Z][\w&.'-]+ (?:(?:of|for|and|the) )*){1,6})\(([A-Z]{2,6})\)")
_SYMBOL = re.compile(r"<([A-Z]{2,5})(?:\.[A-Z]+)?>")
_FIRM = re.compile(
    r"\b((?:(?:[A-Z][\w&'’.-]*|and|of) ){1,5})"
    r"(?:Inc|Corp|Corporation|Co|Ltd|PLC|Plc|AG|SA|NV|SpA|GmbH|Group|Holdings|LLC)\b"
)
_CAPITALISED = re.compile(r"(?<![.?!] )\b[A-Z][a-zà-ÿ]{3,}\b")
_ADJECTIVE_ENDINGS = ("n", "an", "ian", "i", "ish", "ese", "ean", "ns", "ans", "ians")
_ENDINGS = re.compile(r"(?:ians?|ans?|ish|ese|ites?|is?|ns?|ia|a|e|y)$")
NO_NAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept sep oct nov dec christmas easter ramadan
    internet god nobel prize page reuter""".split()
)


def stem(name: str) -> str:
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


def firms(document: Document, roster: Roster) -> frozenset[str]:
    """Finds what the article calls for short the firms that it names in full ("Noranda Inc": "noranda")."""
    found: set[str] = set()
    for sentence in document.sentences:
        for match in _FIRM.finditer(sentence.clean):
            words = [w for w in match[1].split() if w not in ("and", "of", "The")]
            if not words:
                continue
            found.add(fold(" ".join(words)))
            first = words[0]
            if len(first) > 3 and not roster.gazetteer.has(first) and roster.role([fold(first)]) is None:
                found.add(fold(first))
    return frozenset(found - qualifiers().beside_names)


def unknown_states(document: Document, roster: Roster, not_states: Iterable[str]) -> frozenset[str]:
    """Finds names that the article treats as states though no roster has them, as stems."""
    firms_named = frozenset(not_states)
    stems = set()
    for sentence in document.sentences:
        for match in _STATE_MARKS.finditer(sentence.clean):
            name = match[1]
            known = roster.gazetteer.has(name) or roster.role([fold(name)]) is not None
            if not known and fold(name) not in NO_NAMES | firms_named and len(stem(name)) >= 3:
                stems.add(stem(name))
    return frozenset(stems | _with_adjective(document, roster))


def _with_adjective(document: Document, roster: Roster) -> set[str]:
    """Finds unknown names that stand in the article with an adjective of their own ("Ondria" and "Ondrian")."""
    words = {word for sentence in document.sentences for word in _CAPITALISED.findall(sentence.clean)}
    stems = set()
    for word in words:
        roots = (word, word[:-1]) if word[-1] in "aeoy" else (word,)
        made = {root + ending for root in roots for ending in _ADJECTIVE_ENDINGS} - {word}
        if made & words and not roster.gazetteer.has(word) and roster.role([fold(word)]) is None:
            stems.add(stem(word))
    return stems
