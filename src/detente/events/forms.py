"""English inflection, the other way round from lemmatizing: all forms of a word, so that look-ups need no lemma."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Irregular:
    """Irregular forms: verb → its past and participle forms, noun → plural; and verbs that double their last letter."""

    verbs: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, tuple[str, ...]]
    doubled: frozenset[str]

    @classmethod
    def from_entries(cls, entry: Mapping[str, Mapping[str, list[str]] | list[str]]) -> Irregular:
        """Makes the table from ``words/irregular.yaml``."""
        verbs, nouns, doubled = entry["verbs"], entry["nouns"], entry["doubled"]
        assert isinstance(verbs, Mapping)
        assert isinstance(nouns, Mapping)
        return cls(
            {verb: tuple(forms) for verb, forms in verbs.items()},
            {noun: tuple(forms) for noun, forms in nouns.items()},
            frozenset(doubled),
        )


def verb_forms(verb: str, irregular: Irregular) -> frozenset[str]:
    """Gives base, third person, past, participle and -ing form, in British and American spelling."""
    forms: set[str] = set()
    for base in _spellings(verb):
        stem = base + base[-1] if base in irregular.doubled else base
        forms |= {base, _s_form(base)}
        if base.endswith("ie"):
            forms.add(base[:-2] + "ying")
        elif base.endswith("e") and not base.endswith(("ee", "oe")):
            forms.add(base[:-1] + "ing")
        else:
            forms.add(stem + "ing")
        if base in irregular.verbs:
            forms.update(irregular.verbs[base])
        elif base.endswith("e"):
            forms.add(base + "d")
        elif base.endswith("y") and base[-2] not in _VOWELS:
            forms.add(base[:-1] + "ied")
        else:
            forms.add(stem + "ed")
        if base.endswith("l") and base in irregular.doubled:
            forms |= {base + "ed", base + "ing"}
    return frozenset(forms)


def noun_forms(noun: str, irregular: Irregular) -> frozenset[str]:
    """Gives singular and plural."""
    return frozenset({noun, *irregular.nouns.get(noun, (_s_form(noun),))})


def _spellings(verb: str) -> tuple[str, ...]:
    return (verb, verb[:-3] + "ise") if verb.endswith("ize") and len(verb) > 5 else (verb,)


def _s_form(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        return word + "es"
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"
