"""Which language a text is in, as far as Détente needs it: English or not."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# Little words that other languages written in Latin letters don't share; a third of English running text is these.
_ENGLISH = frozenset(
    """the of and to that is for with was by from has have had were been are it its they their which who will would
    said this not at as be an he she his her we you after over about into than between against""".split()
)
# Shared with other languages often enough to count for nothing by themselves.
_ENOUGH_WORDS = 12
_ENGLISH_SHARE = 0.12
_SURE = 0.95
_WORD = re.compile(r"[^\W\d_]+")
# The model knows rare languages that it sees in any short or odd text; the news is hardly ever in them.
_CANDIDATES = """en fr es de it pt nl sv no da fi pl cs sk hu ro bg sr hr sl el tr ru uk be ar fa he ur hi bn ta te ml
mr gu pa si ne th vi id ms tl zh ja ko sw so am ha af sq mk lt lv et ka hy az kk ky uz mn my km lo ps""".split()
_SAMPLE = 4000


def other_language(text: str) -> str | None:
    """Gives the ISO 639-1 code of a text that is surely not in English; None for English, or too short to tell.

    Short texts and all-capital headlines count as English unless their script says otherwise.
    """
    sample = text[:_SAMPLE].lower()
    words = _WORD.findall(sample)
    if not words:
        return None
    if sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words):
        return None
    foreign_script = sum(not _latin(word) for word in words) * 2 > len(words)
    if not foreign_script and len(words) < _ENOUGH_WORDS:
        return None
    language, certainty = _model().classify(sample)
    if language == "en" or (certainty < _SURE and not foreign_script):
        return None
    return str(language)


def _latin(word: str) -> bool:
    return all(letter < "ɐ" or "Ḁ" <= letter <= "ỿ" for letter in word)


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    if hasattr(LanguageIdentifier, "from_model_file"):
        model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    else:
        model = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    known = set(model.labels if hasattr(model, "labels") else model.nb_classes)
    model.set_languages([code for code in _CANDIDATES if code in known])
    return model
