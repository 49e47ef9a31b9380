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
    """How a pair stands in the last month; tone and its kin on the PLOVER scale, -10 to 10.

    ``events`` counts all acts between the two, ``acts`` is the effective number of those that move the tone; ``change``
    is the tone's change within a year; ``turns`` the number of breaches and thaws. ``turn`` is the strongest one of the
    window asked for, or else the last one. What was not measured is null.
    """

    a: str
    b: str
    a_name: str
    b_name: str
    events: int
    first: date | None
    last: date | None
    acts: float | None = None
    tone: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    baseline: float | None = None
    label: str | None = None
    label_probability: float | None = None
    change: float | None = None
    turns: int | None = None
    turn: str | None = None
    turn_period: date | None = None
    turn_size: float | None = None
    probability: float | None = None


class PairPage(Model):
    """Pairs; for ``moved`` with the window and with how many turns chance alone would list.

    ``turns_listed`` is how many breaches and thaws the window has. ``pairs_measured`` have acts enough for alarms to be
    counted over; of the listed turns ``turns_of_measured`` are theirs, ``usual`` is how many so many months list of
    them on average over the whole record, and ``by_chance`` how many they would list if nothing but the model's noise
    moved the tones.
    """

    items: list[Pair]
    total: int
    window: tuple[date, date] | None = None
    by_chance: float | None = None
    usual: float | None = None
    turns_listed: int | None = None
    pairs_measured: int | None = None
    turns_of_measured: int | None = None
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


class Way(Model):
    """The course of one direction alone: acts of the one on the other."""

    tone: float
    low: float
    high: float
    n: float


class Asymmetry(Model):
    """How much friendlier a is to b than b to a, in points of tone, with the sd of that."""

    difference: float
    sd: float


class Share(Model):
    """The share of conflict among the acts, 0 to 1, with its 90% interval."""

    share: float
    low: float
    high: float


class Point(Model):
    """One period. Tone and its kin are on the PLOVER scale, -10 to 10; ``low`` and ``high`` hold the 90% interval.

    ``sources_changed`` marks a period with other outlets than before; ``sides`` are those the sources speak for.
    """

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
    conflict_share: Share | None = None
    sides: list[str] = Field([])
    languages: list[str] = Field([])
    sources_changed: bool = False
    forward: Way | None = None
    backward: Way | None = None
    asymmetry: Asymmetry | None = None


class Turn(Model):
    """A turning point. ``events`` pulled the tone its way, the strongest first; ``acts`` tells the first three.

    ``pulls`` says by how many points each did; ``alarm_rate``: alarms as strong a pair and year, by chance or not;
    ``chance_rate``: by chance alone; ``reason`` puts the first act in a line.
    """

    period: date
    detected: date
    kind: str
    size: float
    probability: float
    alarm_rate: float | None
    chance_rate: float | None = None
    sources_changed: bool
    events: list[str]
    pulls: list[float] = Field([])
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
    """What measured it: scale, parameters with where they come from, support for a return to a baseline, thresholds."""

    model_config = ConfigDict(extra="allow")

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
    """A turning point of a pair.

    ``alarm_rate``: alarms as strong a pair and year, by chance or not; ``chance_rate``: by chance alone.
    """

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
    chance_rate: float | None = None


class TurnPage(Model):
    """Turning points, newest first.

    ``by_chance``: how many breaches and thaws the whole record would list if nothing but the model's noise moved the
    tones; null where a filter is set.
    """

    items: list[PairTurn]
    next: str | None
    total: int
    by_chance: float | None = None
