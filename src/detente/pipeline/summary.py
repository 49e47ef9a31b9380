"""What a run read and made, counted as it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar


@dataclass(slots=True)
class ReadSummary:
    """What a run read and made.

    Attributes:
        articles: coded and stored now. unchanged: in the store already. empty: coded, without an event.
        words, sentences, events: as counted now; ``types`` counts mentions by event type.
        undated: mentions without a date. warnings: kind to number of articles.
        problems: kind to number of sources that could not be read, or of articles that could not be coded.
        faults: the first of the articles that could not be coded or stored, and what went wrong.
        waiting: parts left for the owner of the store to load.
        seconds: time taken, gathering included.
    """

    articles: int = 0
    unchanged: int = 0
    empty: int = 0
    words: int = 0
    sentences: int = 0
    events: int = 0
    undated: int = 0
    statements: int = 0
    attributions: int = 0
    types: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    waiting: int = 0
    seconds: float = 0.0

    # Faults kept in words; the rest are counted only, so that a summary stays small whatever the input.
    SHOWN: ClassVar[int] = 100

    def add(self, words: int, coded: Mapping[str, Any]) -> None:
        """Counts one coded article, given as the JSON of its ``CodedArticle``."""
        mentions = coded["events"]
        self.articles += 1
        self.words += words
        self.sentences += coded["sentences"]
        self.events += len(mentions)
        self.empty += not mentions
        self.undated += sum(mention["date"] is None for mention in mentions)
        self.statements += len(coded["statements"])
        self.attributions += len(coded["attributions"])
        self.types.update(mention["event_type"] for mention in mentions)
        self.warnings.update(coded["warnings"])

    def fault(self, kind: str, what: str) -> None:
        """Counts an article that could not be coded (``uncoded``) or stored (``unstored``)."""
        self.problems[kind] += 1
        if len(self.faults) < self.SHOWN:
            self.faults.append(what)

    def merge(self, other: ReadSummary) -> None:
        """Adds the counts of another summary."""
        for f in fields(self):
            mine, theirs = getattr(self, f.name), getattr(other, f.name)
            if isinstance(mine, Counter):
                mine.update(theirs)
            elif isinstance(mine, list):
                mine.extend(theirs[: self.SHOWN - len(mine)])
            else:
                setattr(self, f.name, mine + theirs)

    def as_dict(self) -> dict[str, Any]:
        """Gives the summary as plain values."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in values.items()}
