"""Parties, pairs, relations and turning points."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, Field

from detente.web.models.common import Model
from detente.web.models.events import Event

By = Literal["day", "week", "month", "quarter", "year"]


class PartyHit(Model):
    """A party that a search found; ``matched`` is the alias that did."""

    node: str
    name: str
    kind: str
    matched: str
    events: int


class PairHit(Model):
    """A pair of parties that a search found."""

    a: str
    b: str
    a_name: str
    b_name: str
    events: int


class PartySearch(Model):
    """What a search found: parties and, where the words name two or one has partners, pairs."""

    q: str
    parties: list[PartyHit]
    pairs: list[PairHit]


class Pair(Model):
    """A pair with what is known of it lately; ``change`` is the tone's change over the window, in score points."""

    a: str
    b: str
    a_name: str
    b_name: str
    events: int
    first: date | None
    last: date | None
    tone: float | None = None
    change: float | None = None
    sd: float | None = None
    label: str | None = None
    turn: str | None = None
    turn_period: str | None = None
    probability: float | None = None


class PairPage(Model):
    """Pairs; for ``moved`` with the window and with how many chance alone would list.

    ``by_chance`` is the alarm budget times pairs with enough acts times years: what would be listed if nothing at all
    had moved. ``pairs_measured`` counts those pairs.
    """

    items: list[Pair]
    total: int
    window: tuple[date, date] | None = None
    by_chance: float | None = None
    pairs_measured: int | None = None
    note: str = ""


class RelationParams(Model):
    """How a relation is measured and which part of it is wanted."""

    model_config = ConfigDict(extra="forbid")

    directed: bool = Field(False, description="Only acts of the first to the second.")
    from_: date | None = Field(None, alias="from")
    to: date | None = None
    by: By = "month"
    as_of: date | None = Field(None, description="Use only what was published by this day.")


class Sides(Model):
    """Numbers of acts, words apart from deeds."""

    verbal: float
    material: float


class Channels(Model):
    """What stands beside the curve: direct acts, third parties, sovereignty, what is stated of the relationship."""

    model_config = ConfigDict(extra="allow")

    direct: Any = None
    third_party: Any = None
    sovereignty: Any = None
    stated: Any = None


class Point(Model):
    """One period. Tone and its kin are on the PLOVER scale, -10 to 10; ``low`` and ``high`` hold the 90% interval."""

    period: date
    tone: float
    sd: float
    low: float
    high: float
    filtered: float
    baseline: float
    deviation: float
    n: float
    cooperation: Sides
    conflict: Sides
    label: str
    label_probability: float
    country_aggregated: float
    articles: int
    outlets: int
    channels: Channels
    events: list[str]


class Turn(Model):
    """A turning point. ``acts`` are the events that pulled the tone its way, strongest first."""

    period: date
    detected: date
    kind: str
    size: float
    probability: float
    alarm_rate: float | None
    sources_changed: bool
    events: list[str]
    reason: str
    acts: list[Event]


class Forecast(Model):
    """A period to come: tone with sd and 90% interval, and the sd of what would be observed."""

    model_config = ConfigDict(extra="allow")

    period: date
    tone: float
    low: float
    high: float


class RelationModel(Model):
    """What measured it."""

    scale: str
    fitted: bool
    why: str
    interval: str


class RelationAnswer(Model):
    """The course of a relationship; ``lines`` say in words what the evidence rests on and what it lacks."""

    a: str
    b: str
    a_name: str
    b_name: str
    directed: bool
    by: By
    as_of: date | None
    series: list[Point]
    turns: list[Turn]
    forecast: list[Forecast]
    coverage: dict[str, Any]
    lines: list[str]
    model: RelationModel


class TurnParams(Model):
    """Which turning points are wanted."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["breach", "thaw", "chill", "recovery", "new normal"] | None = None
    from_: date | None = Field(None, alias="from")
    to: date | None = None
    as_of: date | None = None
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(50, ge=1, le=1000)


class PairTurn(Model):
    """A turning point of a pair; ``alarm_rate``: alarms as strong a pair and year, by chance or not."""

    a: str
    b: str
    a_name: str
    b_name: str
    period: date
    detected: date
    kind: str
    size: float
    probability: float
    alarm_rate: float | None


class TurnPage(Model):
    """Turning points, newest first; ``by_chance``: how many breaches and thaws chance alone would give in all."""

    items: list[PairTurn]
    next: str | None
    total: int
    by_chance: float | None
