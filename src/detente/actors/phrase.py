"""One actor phrase cut into words, names and head: what the resolver asks before it decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.actors.entries import Role
from detente.actors.gazetteer import Match, fold
from detente.actors.qualifiers import qualifiers
from detente.actors.rosters import Roster

_WORD = re.compile(r"\d[\d,.]*\d|[^\W_]+(?:[.&/][^\W_]+)*\.?(?:['’](?!s\b)[^\W_]+)*(?:-[^\W_]+)*|['’]s?|,|;|\(|\)|-")
_BREAKS = frozenset(
    """of in at from for to with on by near against under over among amongst between across outside inside within
    throughout along who which that whom whose where when during after before as , ; ( ) - including while and or but
    loyal opposed accused suspected based backed led""".split()
)
# "al-Islam" is as good as a capital.
_ARTICLED = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az|ul)-[A-Z]")
_NAME_PARTICLES = frozenset("bin al de van von da del der el ibn la le - 's".split())
_QUANTITIES = frozenset("dozens hundreds thousands tens scores millions number majority handful group".split())
_PRIVATE = frozenset({"BUS", "EDU", "JRN", "LAB", "NGO", "SOC", "MED", "REL", "PTY", "OPP", "AGR"})
_POSSESSIVES = ("'s", "'", "’s", "’")
# The Export-Import Bank.
_NOT_FORMER = frozenset({"ex-im"})
# Ranks that are everyday adjectives and nouns too, so that in small letters only the end of a phrase makes them one.
_RANK_OR_WORD = frozenset(
    "major general private captain marine pilot minor principal chief head deputy force veteran public".split()
)
# Roles that are surnames too: behind "Mr." or a first name no role ("Larry King").
_ROLE_OR_SURNAME = frozenset(
    """king prince bishop judge pope dean marshal sheriff major priest monk baron chancellor farmer miner shepherd
    fisher singer player chief abbot page porter banks speaker driver guard lawyer""".split()
)
# Callings that, with a capital and nothing else, are somebody's name ("Baker met Aziz").
_SURNAME_ALONE = frozenset("baker cook butcher porter carpenter gardener painter brewer planter coach fisher".split())
_COURTESY = frozenset({"mr", "mrs", "ms", "miss", "dr"})
# Short forms behind a name, which tell of nobody else: "European Community (EC) ministers".
_BRACKETED = re.compile(r"\s\((?:the )?[A-Z][\w.&-]{0,14}\)(?=\s\S)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place in the phrase; ``low`` is folded."""

    start: int
    end: int
    text: str
    low: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper() or bool(_ARTICLED.match(self.text))


class Phrase:
    """A phrase with its words, the names in it and the region of its head.

    Attributes:
        words: words and marks in order.
        matches: the names of the rosters in it.
        head_end: where the head noun's own words end: at the first preposition, comma or relative outside a name.
    """

    def __init__(self, roster: Roster, text: str) -> None:
        self.roster = roster
        text = _BRACKETED.sub("", text)
        self.text = text
        self.words = [Word(m.start(), m.end(), m[0], fold(m[0])) for m in _WORD.finditer(text)]
        self.matches = [m for m in roster.names_in(text) if not self._in_role(m)]
        self.head_end = self._head_region()

    @property
    def head_words(self) -> list[Word]:
        """The words before the head's end."""
        return [w for w in self.words if w.start < self.head_end]

    @property
    def inside(self) -> list[Match]:
        """The names before the head's end."""
        return [m for m in self.matches if m.start < self.head_end]

    @property
    def behind(self) -> list[Match]:
        """The names after the head's end."""
        return [m for m in self.matches if m.start >= self.head_end]

    def _head_region(self) -> int:
        for i, word in enumerate(self.words):
            if word.low in _BREAKS and i > 0 and not self.covered(word.start):
                if word.low == "of" and self._is_role_with_of(i):
                    continue
                if word.low == "and" and i + 1 < len(self.words) and self._is_pair_of_modifiers(i):
                    continue
                return word.start
        return len(self.text)

    def covered(self, offset: int) -> bool:
        """Says whether a name covers an offset."""
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
        return self.covered(self.words[i - 1].start) and self.covered(self.words[i + 1].start)

    def preposition(self) -> str:
        """Gives the word that ends the head region, or ""."""
        return next((w.low for w in self.words if w.start >= self.head_end), "")

    # --- roles ---

    def _in_role(self, match: Match) -> bool:
        """Says whether a name is but a word of a role ("Republican Guard")."""
        if " " in match.alias or match.alias.replace(".", "").isupper():
            return False
        if all(e.what in ("state", "demonym") for e in match.entities):
            return False
        at = next((i for i, w in enumerate(self.words) if w.start == match.start), len(self.words))
        pair = [w.low for w in self.words[at : at + 2]]
        return len(pair) == 2 and self.roster.role(pair) is not None

    def role_of(self, words: Sequence[Word]) -> Role | None:
        """Gives the role that words name, a title's short form among them."""
        low = [w.low for w in words]
        if len(low) == 1 and (title := qualifiers().titles.get(low[0])):
            return self.roster.role(title.split())
        return self.roster.role(low)

    def role(self) -> tuple[Role | None, int]:
        """Finds the role word nearest to the end of the head region, the longest there; -1 where there is none."""
        words = self.head_words
        for last in range(len(words), 0, -1):
            covered = self.covered(words[last - 1].start) and not self.demonym_at(words[last - 1].start)
            if covered and not self._is_office(words, last):
                continue
            for first in range(max(0, last - 4), last):
                role = self.role_of(words[first:last])
                idle = self._is_adjective(words, first, last) or self._is_surname(words, first, last)
                if role is not None and not idle:
                    return role, words[first].start
            if last == len(words) and not words[last - 1].capital:
                break
        return None, -1

    def _is_office(self, words: Sequence[Word], last: int) -> bool:
        """Says whether a body's name ends in an office that a name follows ("U.S. Trade Representative Ella Venn")."""
        role = self.role_of(words[max(0, last - 2) : last])
        follows = last < len(words) and words[last].capital and not self.covered(words[last].start)
        return follows and role is not None and role.kind == "person"

    def _is_adjective(self, words: Sequence[Word], first: int, last: int) -> bool:
        """Says whether a word such as "major" only describes the head that follows ("major powers")."""
        alone = last - first == 1 and words[first].low in _RANK_OR_WORD
        return alone and last < len(words) and not (words[first].capital and words[last].capital)

    def _is_surname(self, words: Sequence[Word], first: int, last: int) -> bool:
        """Says whether a role is but a name ("Mr. King", "Larry King"), which "the Saudi King" is not."""
        if last - first > 1 or not words[first].capital:
            return False
        if first == 0:
            return len(words) == 1 and words[0].low in _SURNAME_ALONE and self.words[0] == words[0]
        if words[first].low not in _ROLE_OR_SURNAME | _SURNAME_ALONE:
            return False
        before = words[first - 1]
        if before.low.rstrip(".") in _COURTESY:
            return True
        name = before.capital and not before.text.isupper() and not self.covered(before.start)
        return name and last == len(words) and first < 3 and self.role_of([before]) is None

    def other_role(self, role_at: int) -> Role | None:
        """Finds a second role: before the head, or the head of the phrase right behind it."""
        before = [w for w in self.words if w.start < role_at]
        return self._last_role(before) or self._last_role(self._next_words())

    def role_before(self, role_at: int) -> Role | None:
        """Finds a role among the modifiers before a head, one that is no government's ("Senate committee")."""
        role = self._last_role([w for w in self.head_words if w.start < role_at])
        return role if role is not None and role.sectors[0] != "GOV" else None

    def body_behind(self) -> Role | None:
        """Finds the body that an office is "of" or "at": a firm, a school, a union ("president of a shipping line")."""
        role = self._last_role(self._next_words()) if self.preposition() in ("of", "at") else None
        return role if role is not None and role.sectors[0] in _PRIVATE else None

    def _next_words(self) -> list[Word]:
        """Gives the words of the phrase behind the head, up to the next preposition or comma."""
        rest = [w for w in self.words if w.start >= self.head_end][1:]
        while len(rest) > 2 and rest[1].low == "of" and rest[0].low in _QUANTITIES:
            rest = rest[2:]
        for i, word in enumerate(rest):
            if word.low in _BREAKS and i and not self.covered(word.start):
                return rest[:i]
        return rest

    def _last_role(self, words: Sequence[Word]) -> Role | None:
        """Finds the role nearest to the end of some words, one that says something."""
        for last in range(len(words), 0, -1):
            for first in range(max(0, last - 3), last):
                role = self.role_of(words[first:last])
                telling = role is not None and role.sectors != ("UNK",)
                bare = last - first == 1 and words[first].low in _RANK_OR_WORD
                titled = words[first].capital and last < len(words) and words[last].capital
                if telling and (titled or not bare):
                    return role
        return None

    def plural(self, role_at: int) -> bool:
        """Says whether the head word at an offset is plural ("elements", "members")."""
        return any(w.start == role_at and w.low.endswith("s") for w in self.words)

    # --- names ---

    def demonym_at(self, offset: int) -> bool:
        """Says whether a demonym covers an offset."""
        return any(
            m.start <= offset < m.end and any(e.what in ("demonym", "people") for e in m.entities) for m in self.matches
        )

    def former(self, before: int) -> bool:
        """Says whether a word such as "former" stands before the role."""
        low = [w.low for w in self.words if w.start < before]
        gone = any(w.startswith("ex-") and w not in _NOT_FORMER for w in low)
        return gone or any(word.rstrip("-") in qualifiers().former for word in low)

    def part(self) -> bool:
        """Says whether the phrase means a part of something ("elements of the government")."""
        return any(w.low in qualifiers().part for w in self.head_words)

    def is_firm(self) -> bool:
        """Says whether the head region is a name that ends as firms' names do ("General Binding Corp")."""
        words = [w for w in self.head_words if w.low not in _POSSESSIVES]
        if len(words) < 2 or words[-1].low.rstrip(".") not in qualifiers().firm_endings:
            return False
        return words[-1].capital and words[-2].capital and not self.demonym_at(words[-2].start)

    def proper_name(self, role_at: int) -> str:
        """Gives the capitalised name that a title introduces or an apposition follows, or ""."""
        if role_at >= self.head_end or role_at < 0:
            words = self.head_words
        else:
            words = [w for w in self.head_words if role_at < w.start and self.role_of([w]) is None]
        return self._run(words) or self._name_behind_comma(role_at)

    def _run(self, words: Sequence[Word]) -> str:
        words = list(words)
        while words and not words[0].capital:
            words = words[1:]
        if not words or not all(w.capital or w.low in _NAME_PARTICLES for w in words):
            return ""
        return self.text[words[0].start : words[-1].end].removesuffix("'s").removesuffix("’s")

    def _name_behind_comma(self, role_at: int) -> str:
        """Gives the name in apposition to a title ("the network's reporter, Ella Brandt")."""
        rest = [w for w in self.words if w.start >= self.head_end]
        if role_at < 0 or not rest or rest[0].low != ",":
            return ""
        name = list(self._until_comma(rest[1:]))
        while name and self.role_of(name[:1]) is not None:
            name = name[1:]
        return self._run(name) if len(name) > 1 and name[0].capital and not self.covered(name[0].start) else ""

    def is_named_after(self, role: Role, role_at: int) -> bool:
        """Says whether a role word only opens a body's name ("the Sons of the Delta")."""
        behind = [w for w in self.words if w.start >= self.head_end][1:]
        behind = behind[1:] if behind and behind[0].low in ("the", "a") else behind
        if role.sectors[0] not in ("CVL", "LAB", "UNK") or self.preposition() != "of" or self.behind or not behind:
            return False
        return behind[0].capital and any(w.start == role_at and w.capital and w.low.endswith("s") for w in self.words)

    def _until_comma(self, words: Sequence[Word]) -> Iterator[Word]:
        for word in words:
            if word.low in (",", "(", ";"):
                return
            yield word

    def unknown_body_before(self, role_at: int) -> bool:
        """Says whether a state's adjective only begins the name of a body before a role ("American Zinc officials")."""
        for match in self.inside:
            if not all(e.what == "demonym" for e in match.entities):
                continue
            at = next((i for i, w in enumerate(self.words) if w.start > match.start), len(self.words))
            word = self.words[at] if at < len(self.words) else None
            if word is None or word.start >= role_at or not word.capital or word.text.isupper():
                continue
            role = any(self.role_of(self.words[at : at + n]) for n in (1, 2, 3))
            if not (role or self.covered(word.start) or word.low in qualifiers().beside_names):
                return True
        return False

    def unknown_name(self) -> bool:
        """Says whether the head region is a proper name that no roster has and that holds no role."""
        words = self.head_words
        return bool(words) and words[-1].capital and words[0].capital and not self.inside
