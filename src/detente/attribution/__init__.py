"""Who is cited for which words: sources, cues and contents of an article."""

from detente.attribution.find import AttributionFinder
from detente.attribution.vouching import vouches
from detente.attribution.words import may_have_cue

__all__ = ["AttributionFinder", "may_have_cue", "vouches"]
