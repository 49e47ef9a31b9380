"""Review: the queue of mentions and corrections."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from detente.web.models.common import Model
from detente.web.models.events import CorrectionView, Mention

What = Literal["right", "wrong", "event_type", "actors", "recipients", "date", "factuality", "merge", "split"]
State = Literal["unreviewed", "reviewed", "right", "wrong", "corrected", "all"]


class MentionParams(Model):
    """Which mentions are to be looked at."""

    model_config = ConfigDict(extra="forbid")

    state: State = "unreviewed"
    type: list[str] = Field([], max_length=16)
    factuality: list[str] = Field([], max_length=7)
    a: str | None = Field(None, max_length=200)
    b: str | None = Field(None, max_length=200)
    article: str | None = Field(None, max_length=200)
    event: str | None = Field(None, max_length=200)
    outlet: list[str] = Field([], max_length=50)
    below: float | None = Field(None, ge=0, le=1, description="Only mentions of less confidence.")
    sort: Literal["confidence", "published", "-published"] = "confidence"
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(20, ge=1, le=200)


class MentionPage(Model):
    """A page of mentions; ``reviewed`` counts those that somebody has judged, of all in the store."""

    items: list[Mention]
    next: str | None
    total: int
    reviewed: int


class CorrectionIn(Model):
    """A person's word on a mention.

    ``value`` by ``what``: right, wrong: null · event_type: a PLOVER type, or {event_type, modes} · actors, recipients:
    a list of parties, each a phrase or code ("Pakistani army", "PAK") or an object as in a mention · date: an ISO day,
    a month (2011-05), a year, {start, end} or null · factuality: one of the seven · merge, split: the id of the other
    mention, or {with: id}.
    """

    model_config = ConfigDict(extra="forbid")

    mention_id: str = Field(min_length=1, max_length=200)
    what: What
    value: Any = None
    who: str = Field(min_length=1, max_length=200, description="Who says so: a name or initials.")


class CorrectionDone(Model):
    """A correction with the mention as it stands now, and the events that changed."""

    correction: CorrectionView
    mention: Mention | None
    events: list[str]


class CorrectionParams(Model):
    """Which corrections are wanted."""

    model_config = ConfigDict(extra="forbid")

    mention: str | None = Field(None, max_length=200)
    who: str | None = Field(None, max_length=200)
    what: What | None = None
    standing: bool | None = None
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(50, ge=1, le=1000)


class CorrectionPage(Model):
    """Corrections, newest first."""

    items: list[CorrectionView]
    next: str | None
    total: int
