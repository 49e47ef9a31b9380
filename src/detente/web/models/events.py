"""Events, their mentions, and the filter that all views share."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from detente.web.models.common import ActDate, Count, Model, Party, Place, Quad, Source

Sort = Literal["date", "-date", "reported", "-reported", "intensity", "-intensity", "reports", "-reports"]


class EventFilter(Model):
    """Which events are wanted; what is left out asks nothing.

    Every list may be given several times and then means any of them.
    """

    model_config = ConfigDict(extra="forbid")

    a: str | None = Field(None, max_length=200, description="A party by code, name or node.")
    b: str | None = Field(None, max_length=200, description="Another; with a, acts between the two.")
    directed: bool = Field(False, description="Only acts of a, on b where b is given.")
    type: list[str] = Field([], max_length=16, description="PLOVER types.")
    mode: list[str] = Field([], max_length=40, description="PLOVER modes.")
    quad: list[Annotated[int, Field(ge=1, le=4)]] = Field([], max_length=4, description="Quad classes, 1 to 4.")
    from_: day | None = Field(None, alias="from", description="First day, ISO.")
    to: day | None = Field(None, description="Last day, ISO.")
    as_of: day | None = Field(None, description="Only what was reported by this day.")
    territory: list[str] = Field([], max_length=50, description="States on whose soil, ISO alpha-3.")
    place: str | None = Field(None, max_length=200, description="A part of a place's name.")
    factuality: list[str] = Field([], max_length=7)
    occurrence: list[str] = Field([], max_length=4)
    source_kind: list[str] = Field([], max_length=5, description="named, anonymous, institution, document, narrator.")
    side: list[str] = Field([], max_length=50, description="Whom the source speaks for: ISO alpha-3 or a name.")
    outlet: list[str] = Field([], max_length=50)
    dataset: list[str] = Field([], max_length=10, description="detente, icews, gdelt …")
    undated: bool | None = Field(None, description="Only acts without a date (true), or only dated ones (false).")
    q: str | None = Field(None, max_length=200, description="Words of the sentence or of a party's name.")


class EventParams(EventFilter):
    """A page of events."""

    sort: Sort = "-date"
    cursor: str | None = Field(None, max_length=500, description="The last answer's ``next``.")
    limit: int = Field(50, ge=1, le=1000)


class Event(Model):
    """One act in the world, as its surest report tells it.

    ``when`` is the date in words; ``according_to`` names the source; ``caution`` is set for all that is only alleged
    and must stand beside it. ``dataset`` is ``detente`` for what was read here.
    """

    id: str
    dataset: str
    event_type: str
    modes: list[str]
    contexts: list[str]
    cameo: str | None
    quad_class: Quad
    quad_name: str
    intensity: float | None
    goldstein: float | None
    of_type: str | None
    actors: list[Party]
    recipients: list[Party]
    date: ActDate | None
    when: str
    territory: str | None
    territory_name: str | None
    place: Place | None
    factuality: str
    historical: bool
    occurrence: str
    outcome: str
    covert: bool
    consent: str
    notified: bool | None
    fatalities: Count | None
    injured: Count | None
    amount: Count | None
    according_to: str
    source: Source | None
    caution: str | None
    outlet: str
    published: day | None
    article_id: str | None
    mention_id: str | None
    sentence: str
    reports: int
    articles: int
    origins: int
    confidence: float


class EventPage(Model):
    """A page of events; ``next`` is null on the last, ``total`` counts all that the filter finds."""

    items: list[Event]
    next: str | None
    total: int


class Mark(Model):
    """A coded stretch of a passage, in code points of the passage's ``text``.

    ``what``: actor, recipient, trigger, source, cue, content, date, place, statement. ``mention_id`` is the mention it
    belongs to, ``other_id`` the attribution or statement.
    """

    what: str
    start: int
    end: int
    label: str
    quad_class: Quad | None = None
    mention_id: str | None = None
    other_id: str | None = None


class Passage(Model):
    """A paragraph of an article with what was coded in it; ``sentence`` is where the mention's sentence stands."""

    field: str
    text: str
    sentence: tuple[int, int]
    marks: list[Mark]


class CorrectionView(Model):
    """A person's word on a mention; ``undone`` is when it was taken back."""

    id: str
    mention_id: str
    article_id: str | None
    what: str
    value: Any
    who: str
    made: datetime
    undone: datetime | None
    standing: bool
    words: str


class Mention(Event):
    """One report of an act, in its paragraph. Its ``id`` is the mention's.

    ``state``: unreviewed, right, wrong or corrected. ``rule`` is the pattern or model that made it; ``coder`` the
    version. ``coded`` lists what the coder had said where a person corrected it.
    """

    event_id: str | None
    title: str
    url: str
    passage: Passage
    rule: str
    coder: str
    run_id: str
    state: str
    coded: dict[str, Any] | None
    corrections: list[CorrectionView]


class Merge(Model):
    """A judgement that two mentions report one act; ``score`` is 0 to 1."""

    a: str
    b: str
    score: float
    reason: str
    judge: str


class EventDetail(Event):
    """An event with all its reports; ``denials`` are the ids of reports that deny it."""

    mentions: list[Mention]
    merges: list[Merge]
    denials: list[str]
    series: str | None
    dates_reported: list[str]
