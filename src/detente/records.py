"""The shared vocabulary: what Détente reads, codes, gathers and stores.

The words are the field's own (PLOVER, CAMEO). Every record is frozen; lists are tuples. ``to_json`` turns any record
into the JSON that the commands write and that the shipped JSON Schema describes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal

Field = Literal["title", "deck", "text"]
EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
ActorKind = Literal["state", "igo", "armed_group", "organisation", "person", "society", "unknown"]
Scope = Literal["whole", "part"]
Factuality = Literal["asserted", "probable", "possible", "alleged", "denied", "hypothetical", "planned"]
Occurrence = Literal["single", "series", "habitual", "cumulative"]
Outcome = Literal["done", "failed", "unknown"]
Consent = Literal["given", "withheld", "disputed", "unknown"]
DatePrecision = Literal["day", "week", "month", "quarter", "year", "range"]
DateBasis = Literal["text", "paragraph", "report"]
PlacePrecision = Literal["point", "city", "admin", "country", "region", "water"]
SourceKind = Literal["named", "anonymous", "institution", "document", "narrator"]
Aspect = Literal["quality", "change", "trust", "stakes", "threat", "interest", "cause", "baseline"]
Direction = Literal["better", "worse", "same", "none"]
Link = Literal["sign_of", "caused_by", "despite"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's field; ``start`` and ``end`` are Unicode code points, ``end`` exclusive."""

    field: Field
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Published:
    """When an article appeared.

    Attributes:
        day: ISO date.
        moment: the full time with zone where the source gives one, else None.
        source: where it was found: ``given``, ``metadata``, ``text`` (a dated dateline) or ``row``.
    """

    day: date
    moment: datetime | None = None
    source: Literal["given", "metadata", "text", "row"] = "row"


@dataclass(frozen=True, slots=True)
class Article:
    """One published text; ``title``, ``deck`` and ``text`` are kept unnormalised, as coded."""

    id: str
    text: str
    title: str = ""
    deck: str = ""
    byline: tuple[str, ...] = ()
    dateline: str = ""
    outlet: str = ""
    agency: str = ""
    url: str = ""
    published: Published | None = None
    language: str = "en"
    places: tuple[str, ...] = ()
    note: str = ""

    def field_text(self, field: Field) -> str:
        """Gives the text of one field."""
        return {"title": self.title, "deck": self.deck, "text": self.text}[field]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did an act or to whom it was done, as one phrase of a sentence names them.

    Attributes:
        span: the phrase; for a pronoun or short form, the phrase in the sentence, not its antecedent.
        name: the resolved name ("United States", "Tehrik-i-Taliban Pakistan"), or the phrase itself if unknown.
        country: ISO 3166 alpha-3, the dated alpha-3 of a former state, "IGO", "NGO" or None.
        sectors: PLOVER sectors in order; empty for a state named as such.
        kind: what sort of thing it is; ``person`` only for a named person or a single office-holder.
        group: name of the armed group the phrase belongs to, or None.
        scope: ``part`` for "elements of the government".
        office: the office as worded or from the roster, or "".
        confidence: 0 to 1.
    """

    span: Span
    name: str
    country: str | None
    sectors: tuple[str, ...] = ()
    kind: ActorKind = "unknown"
    group: str | None = None
    scope: Scope = "whole"
    office: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class ActDate:
    """When an act happened: an inclusive range of ISO dates, and the words it rests on."""

    start: date
    end: date
    precision: DatePrecision
    basis: DateBasis
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act happened. ``lat`` and ``lon`` in degrees (WGS 84); country ISO 3166 alpha-3."""

    span: Span
    name: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision
    relation: str = "in"


@dataclass(frozen=True, slots=True)
class Count:
    """A number as reported; a bound the words leave open is None ("more than 20": low 20, high None)."""

    low: float | None
    best: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Those or what an act moved, took, freed or gave, in number; ``what`` is the noun as written ("soldiers")."""

    what: str
    low: float | None
    best: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as reported; ``currency`` is ISO 4217, ``period`` is "year", "month" or None."""

    low: float | None
    best: float | None
    high: float | None
    currency: str
    period: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is cited for which words.

    Attributes:
        side: the party the source speaks for: ISO alpha-3, "IGO", a group's name, or None.
        reason: the stated reason for anonymity, verbatim, or None; ``reason_type`` sorts it
            (not_authorized, sensitivity, safety, custom, other).
    """

    id: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: SourceKind
    name: str | None = None
    office: str | None = None
    side: str | None = None
    reason: str | None = None
    reason_type: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence on the state of a relationship; ``evidence`` lists ids of mentions it points to."""

    id: str
    sentence: Span
    actors: tuple[Actor, ...]
    aspect: Aspect
    direction: Direction
    label: str
    date: ActDate | None
    attribution: Attribution | None
    evidence: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One report of an act: spans in a sentence of an article, coded.

    Attributes:
        intensity: PLOVER score, −10 to 10. ``goldstein``: Goldstein score, −10 to 10, where a CAMEO code is known.
        of_type: for a promise, threat, request or accusation, the type of act that it is about.
        content: id of the mention that an accusation, promise or threat is about.
        part_of: id of the mention of the series this act belongs to.
        counts: what else is counted of those whom, or what, the act moves, takes, frees or gives.
        notified: False where the text says that the territory's state was not told.
        rule: the pattern or model that made it, for ``explain``.
        confidence: 0 to 1.
    """

    id: str
    event_type: EventType
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    cameo: str | None
    quad_class: int
    intensity: float
    goldstein: float | None
    of_type: EventType | None
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    trigger: Span
    sentence: Span
    date: ActDate | None
    territory: str | None
    place: Place | None
    consent: Consent
    notified: bool | None
    occurrence: Occurrence
    part_of: str | None
    outcome: Outcome
    fatalities: Count | None
    injured: Count | None
    amount: Amount | None
    counts: tuple[Counted, ...]
    factuality: Factuality
    historical: bool
    covert: bool
    content: str | None
    attribution_id: str | None
    attribution: Attribution | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """All that one article yields: ungathered mentions, statements, attributions, and warnings by kind."""

    id: str
    events: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    attributions: tuple[Attribution, ...]
    sentences: int = 0
    warnings: tuple[str, ...] = ()


# Acts of and on holders of these PLOVER sectors are acts of and on their state.
OFFICIAL_SECTORS = frozenset({"GOV", "MIL", "SPY", "COP", "JUD", "LEG"})


def node_of(actor: Actor) -> str | None:
    """Gives the node of a dyad that an actor is (see ``node_from``)."""
    return node_from(actor.kind, actor.country, actor.sectors, actor.name, actor.group)


def node_from(kind: str, country: str | None, sectors: Sequence[str], name: str, group: str | None) -> str | None:
    """Gives the node of a dyad that an actor is, or None where it is not known well enough.

    A state and its officials are the state's code. Armed groups are ``group:NAME``, or ``militants:ISO3`` where only
    their country is known; international organisations ``igo:NAME``; societies ``society:ISO3``; other persons and
    organisations go by their first sector (``cvl:ISO3``). None of these is ever its state.
    """
    state = country if country not in (None, "", "IGO", "NGO") else None
    if kind == "armed_group":
        return f"group:{group}" if group else (f"militants:{state}" if state else None)
    if kind == "igo" or (country == "IGO" and kind != "person"):
        return f"igo:{name}"
    if kind == "state":
        return state
    named = kind in ("person", "organisation")
    if named and state and sectors and sectors[0] in OFFICIAL_SECTORS:
        return state
    if named and group:
        return f"group:{group}"
    if kind == "society":
        return f"society:{state}" if state else None
    return f"{sectors[0].lower()}:{state}" if named and state and sectors else None


def to_json(value: Any) -> Any:
    """Turns a record into plain JSON values: dates to ISO, tuples to lists, records to objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [to_json(v) for v in value]
    if isinstance(value, dict):
        return {k: to_json(v) for k, v in value.items()}
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def short_hash(*parts: str) -> str:
    """Hashes strings to 16 hex digits, for ids; parts are kept apart by a unit separator."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def span_key(spans: tuple[Span, ...]) -> str:
    """Writes spans as one string for hashing."""
    return ",".join(f"{s.field}:{s.start}-{s.end}" for s in spans)


def mention_id(article_id: str, trigger: Span, actors: tuple[Span, ...], recipients: tuple[Span, ...]) -> str:
    """Gives the id of a mention: a hash of article id, trigger, actor and recipient spans, and of no coder version."""
    return short_hash(article_id, span_key((trigger,)), span_key(actors), span_key(recipients))


def event_id(mention_ids: tuple[str, ...]) -> str:
    """Gives the id of an event: a hash of its smallest mention id."""
    return short_hash("event", min(mention_ids))


def article_id(url: str, text: str) -> str:
    """Gives the id of an article that came without one: a hash of URL and text."""
    return short_hash("article", url, text)
