"""Which lines of a page belong to the article and which to the page around it, by the rules in ``clutter.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from detente import datafiles

CLUTTER_FILE = Path(__file__).with_name("clutter.yaml")
Action = Literal["drop", "note", "section"]
_EDGES = " \t\u00a0.:…!>»›→▶•·*"
# No rule reaches further: a longer line is a paragraph, and is not even looked at.
_LONGEST = 700
# The least width at which text is wrapped.
_WRAPPED = 40
_CLOSED = re.compile(r"""[.!?…][")'”’\]]*$""")


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the rule file; see its head for the meaning of the fields."""

    kind: str
    action: Action
    lines: frozenset[str]
    pattern: re.Pattern[str] | None
    longest: int
    running: bool
    positive: tuple[str, ...]
    negative: tuple[str, ...]

    def matches(self, line: str) -> bool:
        """Tells whether the whole line is this kind of clutter."""
        if len(line) > self.longest:
            return False
        bare = line.strip(_EDGES).lower()
        if bare in self.lines:
            return True
        if self.pattern is None or (not self.running and is_sentence(line)):
            return False
        return bool(self.pattern.fullmatch(line))


@cache
def load_rules(path: Path = CLUTTER_FILE) -> tuple[Rule, ...]:
    """Reads the rule file.

    Raises:
        DataFileError: an entry lacks its kind, has an unknown key or a broken regular expression.
    """
    return tuple(_rule(entry) for entry in datafiles.read_yaml(path))


def _rule(entry: datafiles.Entry) -> Rule:
    entry.require("kind", "is", "is_not")
    entry.allow("kind", "action", "lines", "patterns", "longest", "running", "is", "is_not")
    action = entry.get("action", "drop")
    if action not in ("drop", "note", "section"):
        raise entry.error(f"unknown action '{action}'", "Use drop, note or section.")
    for pattern in entry.get("patterns", ()):
        try:
            re.compile(pattern)
        except re.error as error:
            raise entry.error(f"the pattern {pattern!r} is broken: {error}", "Mend the regular expression.") from error
    joined = "|".join(f"(?:{pattern})" for pattern in entry.get("patterns", ()))
    return Rule(
        kind=entry["kind"],
        action=action,
        lines=frozenset(str(line).lower().strip(_EDGES) for line in entry.get("lines", ())),
        pattern=re.compile(joined, re.I) if joined else None,
        longest=int(entry.get("longest", 160)),
        running=bool(entry.get("running", False)),
        positive=tuple(entry["is"]),
        negative=tuple(entry["is_not"]),
    )


def rule_of(line: str) -> Rule | None:
    """Finds the rule that says a line, white space trimmed, is not part of the article."""
    if not line or len(line) > _LONGEST:
        return None
    return next((rule for rule in load_rules() if rule.matches(line)), None)


@dataclass(frozen=True, slots=True)
class Sifted:
    """Lines sorted: ``kept`` are indices of lines of the article, ``notes`` are corrections, ``dropped`` the rest."""

    kept: tuple[int, ...]
    notes: tuple[str, ...]
    dropped: tuple[str, ...]


def sift(lines: Sequence[str]) -> Sifted:
    """Sorts the lines of a page; empty lines are kept, for they part paragraphs."""
    kept: list[int] = []
    notes: list[str] = []
    dropped: list[str] = []
    in_section = False
    for index, raw in enumerate(lines):
        line = raw.strip()
        rule = None if _goes_on(lines, index) else rule_of(line)
        if line and rule is None and in_section:
            if not is_sentence(line):
                dropped.append(line)
                continue
            in_section = False
        if rule is None:
            kept.append(index)
        elif rule.action == "note":
            notes.append(line)
        else:
            # A list of links before anything of the article is the page's head; its title may follow at once.
            in_section = in_section or (rule.action == "section" and any(lines[i].strip() for i in kept))
            dropped.append(line)
    return Sifted(tuple(kept), tuple(notes), tuple(dropped))


def _goes_on(lines: Sequence[str], index: int) -> bool:
    """Tells whether a line goes on with the sentence of the line above, as in text wrapped at a width."""
    above = lines[index - 1].strip() if index else ""
    line = lines[index].strip()
    if len(above) < _WRAPPED or _CLOSED.search(above[-5:]) or not line:
        return False
    return line[0].islower() or bool(_CLOSED.search(line[-5:]))


def is_sentence(line: str) -> bool:
    """Tells whether a line reads as running text: it ends as a sentence does, or is long."""
    return len(line) > 200 or (bool(_CLOSED.search(line)) and len(line.split()) > 5)
