"""Citations by a verb, noun or adjective: "X said that …", "X criticised Y", "X's fear of …", "X is wary of …"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.attribution.candidate import Candidate, Range
from detente.attribution.contents import content_of_adjective, content_of_noun, content_of_verb
from detente.attribution.words import load_words
from detente.parse import Sentence, is_passive

if TYPE_CHECKING:
    from spacy.tokens import Token

_INSIDE = ("amod", "compound", "det")


def verbal(sentence: Sentence, verb: Token) -> Iterator[Candidate]:
    """Gives the citation a verb may make."""
    passive = is_passive(verb)
    if not (passive and _quoted_as(verb)):
        shape = "passive" if passive else "verb"
        yield Candidate(sentence, verb.i, _cue_range(verb), shape, content_of_verb(verb))


def nominal(sentence: Sentence, noun: Token) -> Iterator[Candidate]:
    """Gives the citation a noun with a clause or topic may make."""
    content = content_of_noun(noun)
    if not content.ranges:
        return
    known = noun.lemma_.lower() in load_words().nouns
    owned = any(c.dep_ == "poss" or (c.dep_ == "prep" and c.lower_ == "by") for c in noun.children)
    if known or owned or "acl" in content.parts or content.name == "predicate":
        start = noun.i
        while start > 0 and noun.doc[start - 1].dep_ in _INSIDE and noun.doc[start - 1].head == noun:
            start -= 1
        yield Candidate(sentence, noun.i, (start, noun.i + 1), "noun", content)


def adjectival(sentence: Sentence, adjective: Token) -> Iterator[Candidate]:
    """Gives the citation that an adjective of mind may make ("is wary of", "happy to hear that")."""
    content = content_of_adjective(adjective)
    if content.ranges:
        yield Candidate(sentence, adjective.i, (adjective.i, adjective.i + 1), "adjective", content)


def _quoted_as(verb: Token) -> bool:
    """Says whether the verb is "was quoted as saying", where the inner verb is the cue."""
    return any(c.lower_ == "as" and any(g.dep_ == "pcomp" for g in c.children) for c in verb.children)


def _cue_range(verb: Token) -> Range:
    """Gives the verb with the auxiliaries, negation and adverbs that stand right before it, and its particle."""
    start = verb.i
    while start > 0:
        before = verb.doc[start - 1]
        if before.head != verb or before.dep_ not in ("aux", "auxpass", "neg", "advmod"):
            break
        start -= 1
    end = verb.i + 1
    if end < len(verb.doc) and verb.doc[end].dep_ == "prt":
        end += 1
    return start, end
