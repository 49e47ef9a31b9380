"""The tense of a clause, read off its tree.

A participle that describes a noun ("the men held by rebels") has none: it tells that something was done, not that it
is news.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from detente.dates.forms import Expression

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.parse import Sentence

Tense = Literal["past", "perfect", "pluperfect", "present", "future", "infinitive", "participle"]

_FUTURE_AUXILIARIES = frozenset({"will", "'ll", "’ll", "shall", "would", "wo", "ca", "'d"})
_HEDGES = frozenset({"may", "might", "could", "can", "should", "must"})
# After these an infinitive is still to come at the time of the verb.
AHEAD = frozenset(
    """plan agree expect intend promise vow pledge threaten schedule set due prepare want hope order urge ask seek
    decide refuse propose offer decline commit call invite aim slate ready vote request demand warn swear arrange
    likely willing bound poise tell instruct allow authorize authorise need wish""".split()
)
_FUTURE_WORDS = re.compile(
    r"\b(?:will|would|shall|plans? to|planned|scheduled|expected|due|(?:is|are|was|were) to|going to|ahead of|upcoming|"
    r"forthcoming|prepar\w+|agreed to|vowed to|intends? to|set to|slated|invited?)\b|(?:['’]ll)\b",
    re.IGNORECASE,
)
# The parser often takes "due to land" for a noun's cause.
_DUE = re.compile(r"\b(?:due|set|scheduled|expected|slated|about) to \w+(?: \w+){0,4}\s*$", re.IGNORECASE)
_AHEAD_OF = re.compile(
    r"\b(?:ahead of|before|until|till|by|for|upcoming|forthcoming|due|scheduled for|set for|next)\s+"
    # "by rebels on Sunday": another preposition stands between, so the first does not govern the day.
    r"(?:(?!(?:on|in|at|since)\b)\w+\s+){0,2}$",
    re.IGNORECASE,
)


def tense_of(token: Token) -> Tense:
    """Gives the tense of the clause a word stands in; a noun has the tense of its verb."""
    verb = _verb_of(token)
    if verb is None:
        return "present"
    return _verb_tense(verb, 0)


def _verb_of(token: Token) -> Token | None:
    """Finds the verb of the token's clause, the token itself included."""
    node = token
    while node.pos_ not in ("VERB", "AUX"):
        if node.dep_ == "ROOT":
            return None
        node = node.head
    return node


def _verb_tense(verb: Token, depth: int) -> Tense:
    """Reads the tense off auxiliaries and tags; forms without one have that of the clause above."""
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    words = {c.lower_ for c in auxiliaries}
    if words & _FUTURE_AUXILIARIES:
        return "perfect" if "have" in words else "future"
    if words & _HEDGES:
        return "past" if "have" in words else "future"
    if "had" in words:
        # "Officials said that rebels had fired" is what the rebels have done, told a day later.
        told = verb.dep_ in ("ccomp", "ROOT") and (verb.dep_ == "ccomp" or _parenthetic_saying(verb))
        return "perfect" if told else "pluperfect"
    if words & {"has", "have", "'ve", "’ve"} and "to" not in words:
        return "perfect"
    if "to" in words:
        return _infinitive_tense(verb, words, depth)
    if words & {"was", "were", "did"} or verb.tag_ == "VBD":
        return "past"
    if words & {"is", "are", "'s", "am", "do", "does", "being", "be"} or verb.tag_ in ("VBZ", "VBP"):
        return "future" if "be" in words else "present"
    return _inherited(verb, depth)


def _parenthetic_saying(verb: Token) -> bool:
    """Says whether a clause carries its own "officials said"."""
    return any(c.dep_ in ("ccomp", "parataxis") and c.tag_ in ("VBD", "VBN") and c.i > verb.i for c in verb.children)


def _infinitive_tense(verb: Token, words: set[str], depth: int) -> Tense:
    """Reads "managed to strike" as past, "agreed to strike" as still to come."""
    above = verb.head
    if "have" in words:
        return "infinitive"
    if verb.dep_ == "xcomp" and above.lemma_.lower() not in AHEAD and above.pos_ in ("VERB", "AUX"):
        if above.lemma_.lower() in ("be", "appear", "seem", "say", "believe", "think", "report", "allege"):
            return "future" if above.lemma_ == "be" else "infinitive"
        return _verb_tense(above, depth + 1) if depth < 8 else "infinitive"
    return "infinitive"


def _inherited(verb: Token, depth: int) -> Tense:
    """Gives a participle the tense of the clause it accompanies."""
    if verb.dep_ == "ROOT" or depth > 8:
        return "past" if verb.tag_ == "VBN" else "present"
    if verb.tag_ == "VBN" and verb.dep_ in ("acl", "relcl", "amod"):
        return "participle"
    above = _verb_of(verb.head)
    return _verb_tense(above, depth + 1) if above is not None else "present"


def is_future(sentence: Sentence, token: int | None, expression: Expression) -> bool:
    """Says whether a time expression speaks of what is to come, seen from the report."""
    before = sentence.clean[: expression.start]
    if _AHEAD_OF.search(before) and not re.search(r"\bfor\s+(?:\w+\s+){0,2}$", before):
        return True
    if sentence.doc is None or token is None:
        clause = re.split(r"[;]|\bafter\b|\bbut\b", before)[-1] + expression.text
        return bool(_FUTURE_WORDS.search(clause))
    if _DUE.search(before):
        return True
    tense = tense_of(sentence.doc[token])
    if tense == "infinitive":
        return True
    return tense == "future"
