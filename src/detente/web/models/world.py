"""The store as a whole: overview, map, network, codes."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict, Field

from detente.web.models.common import Model


class Overview(Model):
    """What the store holds, made by what, and what a reader must know of it.

    ``acts`` are those that lists and curves are made of: own and imported events, less ``outside_types``, the imported
    ones of no PLOVER type (comments and appeals). ``first_day`` and ``last_day`` are of acts.
    """

    detente: str
    scores: str
    store: str
    read_only: bool
    articles: int
    mentions: int
    events: int
    imported_events: int
    outside_types: int
    acts: int
    datasets: dict[str, int]
    attributions: int
    statements: int
    corrections: int
    unreviewed: int
    first_day: date | None
    last_day: date | None
    languages: list[str]
    outlets: int
    outdated_articles: int
    warnings: list[str]


class SpanParams(Model):
    """A stretch of time and what is shown of it."""

    model_config = ConfigDict(extra="forbid")

    from_: date | None = Field(None, alias="from")
    to: date | None = None
    quad: list[int] = Field([], max_length=4)
    a: str | None = Field(None, max_length=200)
    b: str | None = Field(None, max_length=200)
    limit: int = Field(500, ge=1, le=5000)


class MapPlace(Model):
    """A place with its acts by quad class. Places, never persons."""

    name: str
    country: str | None
    lat: float
    lon: float
    precision: str
    n: int
    quads: dict[int, int]
    tone: float
    first: date | None
    last: date | None


class MapAnswer(Model):
    """Places with acts, the most first; ``unplaced`` acts have no point, ``left_out`` places are beyond the limit."""

    places: list[MapPlace]
    placed: int
    unplaced: int
    left_out: int
    attribution: str = "Place names and points: GeoNames, CC BY 4.0"


class Node(Model):
    """A state or armed group."""

    id: str
    name: str
    kind: str
    n: int


class KnownEdge(Model):
    """What the rosters hold of a group in the network: opposes, backed_by, based_in or designated_by.

    ``status``: acknowledged, documented, alleged or denied.
    """

    group: str
    relation: str
    other: str
    start: date | None
    end: date | None
    status: str
    source: str


class Edge(Model):
    """Reported acts between two nodes: their mean score (-10 to 10), its sign, and how many they are."""

    a: str
    b: str
    n: int
    tone: float
    sign: int
    cooperation: int
    conflict: int


class NetworkAnswer(Model):
    """The signed network of a period; ``left_out`` edges are beyond the limit."""

    nodes: list[Node]
    edges: list[Edge]
    known: list[KnownEdge]
    first: date | None
    last: date | None
    left_out: int


class Choices(Model):
    """What filters may be set to: values of this store, and of the code lists."""

    types: list[str]
    modes: dict[str, list[str]]
    quads: dict[int, str]
    factuality: list[str]
    occurrence: list[str]
    source_kinds: list[str]
    sides: list[str]
    outlets: list[str]
    territories: dict[str, str]
    datasets: list[str]
    turn_kinds: list[str]
    formats: list[str]
