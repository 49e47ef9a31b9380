"""What the coding rooms hand one another while an article is coded: token positions beside the public records.

Rooms don't import each other; these shapes and ``records`` are all they share. The pipeline turns drafts into records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from detente.records import (
    ActDate,
    Actor,
    Amount,
    Aspect,
    Consent,
    Count,
    Direction,
    EventType,
    Factuality,
    Link,
    Occurrence,
    Outcome,
    Place,
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A stretch of tokens of one parsed sentence: ``start`` to ``end`` exclusive, with its syntactic head."""

    sentence: int
    start: int
    end: int
    head: int


@dataclass(frozen=True, slots=True)
class FoundActor:
    """An actor phrase in a parsed sentence, resolved.

    Attributes:
        tokens: the whole noun phrase with its modifiers ("Pakistani Taliban leader Mullah Fazlullah").
        actor: the resolved record; its span is the span of ``tokens``.
        antecedent: True where the resolution came from an earlier phrase ("he", "the group").
        parts: for a plural that stands for several ("the two countries", "both sides"), each of them.
    """

    tokens: Tokens
    actor: Actor
    antecedent: bool = False
    parts: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class ActDraft:
    """One act as its sentence words it, before dates, places, factuality and attribution are put to it.

    Attributes:
        trigger: the words of the act ("carried out a series of airstrikes"; head: "airstrikes" or the verb).
        parent: index, in the article's list of drafts, of the accusation, promise, threat or request whose content
            this act is; None for an act told for itself.
        series: index of the draft of the series this act belongs to, or None.
        retyped: True where "will" or the like already made a cooperative act AGREE or a hostile one THREATEN.
        negated: True where the wording negates the act itself ("did not strike").
        rule: id of the pattern or model that made it.
    """

    trigger: Tokens
    event_type: EventType
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    of_type: EventType | None = None
    actors: tuple[FoundActor, ...] = ()
    recipients: tuple[FoundActor, ...] = ()
    parent: int | None = None
    series: int | None = None
    occurrence: Occurrence = "single"
    outcome: Outcome = "unknown"
    consent: Consent = "unknown"
    notified: bool | None = None
    covert: bool = False
    retyped: bool = False
    negated: bool = False
    rule: str = ""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A time expression in a sentence: code points into ``Sentence.clean``, and what it resolves to."""

    sentence: int
    start: int
    end: int
    text: str
    date: ActDate | None


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place phrase in a parsed sentence."""

    tokens: Tokens
    place: Place


QuantityKind = Literal["killed", "injured", "money", "troops", "captured", "other"]


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A number in a sentence with what it counts: its token, and its phrase (``who``) where said."""

    tokens: Tokens
    kind: QuantityKind
    count: Count | None = None
    amount: Amount | None = None
    who: str = field(default="")
    counted: int = -1


@dataclass(frozen=True, slots=True)
class Judgement:
    """How sure an act is, by its own wording and by the attribution it stands under."""

    factuality: Factuality
    historical: bool = False


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """A sentence on a relationship; ``evidence`` lists indices of act drafts it points to."""

    sentence: int
    actors: tuple[Actor, ...]
    aspect: Aspect
    direction: Direction
    label: str
    cue: Tokens
    evidence: tuple[int, ...] = ()
    link: Link | None = None
