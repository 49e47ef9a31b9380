"""What gathering looks at in a mention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Facts:
    """One mention, reduced to what tells one act from another.

    Attributes:
        nodes: nodes of actors and of recipients (see ``store.node_of``), None-nodes left out.
        countries: every country code among the parties.
        lat, lon: degrees, where a place is known; ``place`` its name.
        killed: reported dead as (low, high), or None.
        words: content words of the sentence, folded.
        published: publication day of the article; ``origin`` its agency, else outlet, else the article itself.
    """

    id: str
    article_id: str
    event_type: str
    of_type: str | None
    actors: frozenset[str]
    recipients: frozenset[str]
    countries: frozenset[str]
    date_start: date | None
    date_end: date | None
    territory: str | None
    place: str | None
    lat: float | None
    lon: float | None
    killed: tuple[float, float] | None
    occurrence: str
    factuality: str
    words: frozenset[str]
    published: date | None
    origin: str
    confidence: float
