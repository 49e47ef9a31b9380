"""Which country a phrase points to: its names first, then its towns and provinces, then a name one slip away."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from functools import cache

from detente import codes
from detente.actors.entries import Entity
from detente.actors.gazetteer import Match, fold
from detente.actors.phrase import Phrase, Word
from detente.actors.qualifiers import qualifiers

# Behind a country's name and a hyphen these say that the country is not where the actor is from ("Iran-backed").
_FOREIGN_TIES = frozenset("led backed aligned allied supported sponsored funded financed trained armed".split())


def country_of(
    phrase: Phrase,
    choose: Callable[[Match], Entity],
    towns_within: bool = True,
    persons_name: str = "",
) -> str | None:
    """Takes the country of the last name before the head, else of the first after it, else of a town.

    Args:
        phrase: the phrase.
        choose: what a name of several meanings stands for.
        towns_within: look parts of a run of capitals up as towns ("Kano State government"), not the whole run alone.
        persons_name: a person's name in the phrase, which may be a town's too ("General Abel Torrance").
    """
    before = [m for m in reversed(phrase.inside) if not tied(phrase, m)]
    abroad = _is_abroad(phrase)
    for match in [*before, *([] if abroad else phrase.behind)]:
        country = choose(match).country
        if country:
            return country
    return None if abroad else _town_country(phrase, towns_within, persons_name)


def _is_abroad(phrase: Phrase) -> bool:
    """Says whether the place behind the head is where a post stands, not whose it is ("the embassy in Brod")."""
    heads = {w.low for w in phrase.head_words[-2:]} & qualifiers().abroad
    return bool(heads) and phrase.preposition() in ("in", "to", "at", "near", "outside")


def tied(phrase: Phrase, match: Match) -> bool:
    """Says whether a name only says whom the actor is for, against or backed by ("pro-Iranian", "Iran-backed")."""
    if fold(phrase.text[max(0, match.start - 5) : match.start]).endswith(("pro-", "anti-")):
        return True
    rest = fold(phrase.text[match.end : match.end + 12])
    stands_behind = rest.startswith("-") and any(rest[1:].startswith(tie) for tie in _FOREIGN_TIES)
    return stands_behind and any(e.what in ("state", "demonym") for e in match.entities)


def _town_country(phrase: Phrase, within: bool, persons_name: str) -> str | None:
    """Looks capitalised words up as towns and provinces."""
    for run in _capital_runs(phrase, persons_name):
        # "Kano State government" may be cut up; "Juan Carlos Venn" is a person and stays whole.
        cuts = len(run) if within else 1
        for first in range(cuts):
            for last in range(len(run), max(first, len(run) - cuts), -1):
                # "A Geneva-based group" is from Geneva.
                name = phrase.text[run[first].start : run[last - 1].end].removesuffix("-based")
                country = codes.town_country(name)
                if country:
                    return country
    return None


def _capital_runs(phrase: Phrase, persons_name: str) -> Sequence[Sequence[Word]]:
    """Gives the runs of capitalised words that are neither a role nor a titled person's name."""
    runs: list[list[Word]] = []
    named_at = phrase.text.find(persons_name) if persons_name else -1
    named_end = named_at + len(persons_name)
    adjacent = False
    for word in phrase.words:
        place = word.capital and not named_at <= word.start < named_end and phrase.roster.role([word.low]) is None
        if place and adjacent:
            runs[-1].append(word)
        elif place:
            runs.append([word])
        adjacent = place
    return runs


def misspelt_country(word: Word) -> str | None:
    """Takes a capitalised word one slip away from a state's name or adjective ("Kazahks")."""
    if len(word.low) < 6 or not word.capital:
        return None
    near = difflib.get_close_matches(word.low, _state_words(), n=1, cutoff=0.85)
    return _state_words()[near[0]] if near else None


@cache
def _state_words() -> dict[str, str]:
    """Gives the one-word names and demonyms of states, folded, with the state's code."""
    words: dict[str, str] = {}
    for country in codes.countries():
        for name in (country.name, *(d.value for d in country.demonyms)):
            if " " not in name and len(name) >= 6:
                words.setdefault(fold(name), country.code)
    return words
