"""The words of ``roster/qualifiers.yaml``: former, part, relational, titles and the like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente.datafiles import read_yaml

FOLDER = Path(__file__).parent / "roster"


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """Words that change how an actor phrase is read; see ``roster/qualifiers.yaml`` for what each list is for."""

    former: frozenset[str]
    part: frozenset[str]
    relational: frozenset[str]
    titles: dict[str, str]
    persons_too: frozenset[str]
    not_actors: frozenset[str]
    beside_names: frozenset[str]
    firm_endings: frozenset[str]
    currencies: frozenset[str]
    determiners: frozenset[str]
    honorifics: frozenset[str]
    naming_heads: frozenset[str]
    governing: frozenset[str]
    speaks_for_state: frozenset[str]
    of_their_modifier: frozenset[str]
    seldom_alone: frozenset[str]
    not_origins: frozenset[str]
    counts: frozenset[str]
    people: frozenset[str]
    members: frozenset[str]
    abroad: frozenset[str]
    many_are_the_state: frozenset[str]
    forces_of_states: frozenset[str]
    homes: frozenset[str]
    she: frozenset[str]
    he: frozenset[str]


@cache
def qualifiers() -> Qualifiers:
    """Loads the words that change how a phrase is read."""
    data = read_yaml(FOLDER / "qualifiers.yaml")

    def listed(key: str) -> frozenset[str]:
        return frozenset(word.strip() for word in data[key].split(",") if word.strip())

    return Qualifiers(
        listed("former"),
        listed("part"),
        listed("relational"),
        dict(data["titles"]),
        listed("names_of_persons_too"),
        listed("not_actors"),
        listed("beside_names"),
        listed("firm_endings"),
        listed("currencies"),
        listed("determiners"),
        listed("honorifics"),
        listed("naming_heads"),
        listed("governing"),
        listed("speaks_for_state"),
        listed("of_their_modifier"),
        listed("seldom_alone"),
        listed("not_origins"),
        listed("counts"),
        listed("people"),
        listed("members"),
        listed("abroad"),
        listed("many_are_the_state"),
        listed("forces_of_states"),
        listed("homes"),
        listed("she"),
        listed("he"),
    )
