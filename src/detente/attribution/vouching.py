"""Which citations tell what happened, and which only tell what somebody wants, does or feels."""

from __future__ import annotations

from functools import cache

from detente.attribution.words import load_words, noun_forms, verb_forms
from detente.records import Attribution

# Classes of words by which a source vouches for, claims, denies or guesses what its content says.
_TELLING = frozenset({"say", "claim", "deny", "believe", "expect", "show", "ask"})
_MARKS = ("“", '"', "''", "``", "«", "„", "‘", "'")


def vouches(attribution: Attribution) -> bool:
    """Says whether a citation makes its source the informant of the acts in its content.

    "Avalon said that troops attacked" does; "Avalon wanted troops to attack", "Avalon's plan to attack" and "Avalon
    condemned the attack" do not: there the outlet itself tells of the wish or the blame. "According to" and hearsay
    do; a verb of no class ("Avalon celebrated the attack") only with a quotation.
    """
    words = [w.strip("\"'“”‘’,.:;") for span in attribution.cue for w in span.text.lower().split()]
    known = load_words()
    groups = [_groups()[word] for word in words if word in _groups()]
    if groups:
        return any(group in _TELLING for group in groups)
    if not words or not any(words) or not known.phrasal.isdisjoint(words):
        return True
    return any(span.text.startswith(_MARKS) for span in attribution.content)


@cache
def _groups() -> dict[str, str]:
    """Maps every form of a cue word to its class: verbs before nouns, the first class that lists it."""
    words = load_words()
    found = {adjective: "none" if group == "show" else group for adjective, group in words.adjectives.items()}
    found |= {form: group for noun, group in reversed(list(words.nouns.items())) for form in noun_forms(noun)}
    found |= {form: group for verb, group in reversed(list(words.verbs.items())) for form in verb_forms(words, verb)}
    return found
