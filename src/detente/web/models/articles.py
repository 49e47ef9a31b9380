"""Articles."""

from __future__ import annotations

from datetime import date as day

from pydantic import ConfigDict, Field

from detente.web.models.common import ActDate, Model, Party, Source, Span
from detente.web.models.events import Mark, Mention


class ArticleParams(Model):
    """Which articles are wanted."""

    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(None, max_length=200, description="Words of title or text.")
    outlet: list[str] = Field([], max_length=50)
    from_: day | None = Field(None, alias="from")
    to: day | None = None
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(50, ge=1, le=1000)


class ArticleRow(Model):
    """An article in a list."""

    id: str
    title: str
    outlet: str
    agency: str
    published: day | None
    url: str
    language: str
    mentions: int
    copy_of: str | None


class ArticlePage(Model):
    """A page of articles, newest first."""

    items: list[ArticleRow]
    next: str | None
    total: int


class FieldText(Model):
    """Title, deck or text as shown (private names by role), with all that is coded in it, in its own offsets."""

    field: str
    text: str
    marks: list[Mark]


class AttributionView(Model):
    """Who is cited for which words; offsets are of the field as shown."""

    id: str
    source: Source
    cue: list[Span]
    content: list[Span]
    where: list[Span]


class StatementView(Model):
    """A sentence on the state of a relationship."""

    id: str
    sentence: str
    parties: list[Party]
    aspect: str
    direction: str
    label: str
    date: ActDate | None
    source: Source | None
    evidence: list[str]
    link: str | None


class ArticleDetail(ArticleRow):
    """An article with everything coded on it."""

    byline: list[str]
    dateline: str
    published_at: str | None
    published_source: str | None
    note: str
    warnings: list[str]
    coder: str
    fields: list[FieldText]
    events: list[Mention]
    attributions: list[AttributionView]
    statements: list[StatementView]


class ArticleIn(Model):
    """An article to read: plain text or HTML."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(None, max_length=500)
    text: str | None = None
    html: str | None = None
    title: str = Field("", max_length=2000)
    deck: str = Field("", max_length=5000)
    outlet: str = Field("", max_length=500)
    url: str = Field("", max_length=2000)
    date: str | None = Field(None, max_length=40, description="Publication day, ISO.")


class Uploaded(Model):
    """What an upload did."""

    articles: list[str]
    coded: int
    unchanged: int
    events: int
    problems: list[str]
    warnings: dict[str, int]
