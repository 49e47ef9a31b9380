"""What answers share: spans, parties, dates, sources, errors."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Fault(Model):
    """What went wrong: a code for programs, and for people what happened and what to do."""

    code: str
    message: str
    advice: str = ""


class ErrorBody(Model):
    """The one shape of every error."""

    error: Fault


class Span(Model):
    """A stretch of text; ``start`` and ``end`` are Unicode code points, ``end`` exclusive."""

    field: str
    start: int
    end: int
    text: str


class Party(Model):
    """Who acted or was acted upon; a private person's ``name`` is a role, and ``private`` is true.

    ``node`` is what a relation is asked for by (``USA``, ``group:NAME``), null where there is none.
    """

    name: str
    node: str | None
    country: str | None
    country_name: str | None
    sectors: list[str]
    kind: str
    group: str | None
    scope: str
    office: str
    private: bool
    text: str


class ActDate(Model):
    """When an act happened: inclusive days, and the words they rest on."""

    start: date
    end: date
    precision: str
    basis: str
    text: str


class Place(Model):
    """Where an act happened; degrees, WGS 84."""

    name: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    precision: str


class Count(Model):
    """A number as reported; a bound that the words leave open is null."""

    low: float | None
    best: float | None
    high: float | None
    text: str
    currency: str | None = None
    period: str | None = None


class Source(Model):
    """Who is cited. ``words`` says it in one phrase."""

    kind: str
    name: str | None
    office: str | None
    side: str | None
    reason: str | None
    reason_type: str | None
    words: str


Quad = Literal[1, 2, 3, 4]
