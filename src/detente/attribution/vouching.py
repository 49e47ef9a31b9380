"""Which citations tell what happened, and which only tell what somebody wants, does or feels."""

from __future__ import annotations

from functools import cache

from detente.attribution.words import load_words, verb_forms
from detente.records import Attribution

# Classes of verbs by which a source vouches for, claims, denies or guesses what its content says.
_TELLING = frozenset({"say", "claim", "deny", "believe", "expect", "show", "ask"})


def vouches(attribution: Attribution) -> bool:
    """Says whether a citation makes its source the informant of the acts in its content.

    "Avalon said that troops attacked" does; "Avalon wanted troops to attack" and "Avalon condemned the attack" do not:
    there the outlet itself tells of the wish or the blame. Citations by a noun, by "according to" and by quotation do.
    """
    words = [w.strip("\"'“”‘’,.:;") for span in attribution.cue for w in span.text.lower().split()]
    groups = [_groups()[word] for word in words if word in _groups()]
    return not groups or any(group in _TELLING for group in groups)


@cache
def _groups() -> dict[str, str]:
    """Maps every form of a cue verb to its class, the first class that lists it."""
    words = load_words()
    return {form: group for verb, group in reversed(list(words.verbs.items())) for form in verb_forms(words, verb)}
