"""The only place that knows the order: article in, mentions, statements and attributions out.

Coding one article is a pure function of the article, the settings and the data files. Articles go through in small
batches so that the parser works on many sentences at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from detente import attribution, codes, dates, factuality, places, statements
from detente.actors import ActorFinder, load_roster
from detente.datafiles import sha256
from detente.drafts import ActDraft, FoundActor, StatementDraft
from detente.events import EventCoder, Toll, attach, load_classifier, load_patterns, may_have_act
from detente.labels import Labelled, load_labeller
from detente.parse import Document, Parser, Sentence, model_version, split
from detente.pipeline.denying import link_denials
from detente.records import (
    Actor,
    Article,
    Attribution,
    CodedArticle,
    Mention,
    Span,
    Statement,
    mention_id,
    short_hash,
    span_key,
)
from detente.settings import Settings


class Pipeline:
    """Codes articles with one set of rosters, patterns and models."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.parser = Parser()
        self.finder = ActorFinder(load_roster(self.settings.rosters))
        self.patterns = load_patterns(self.settings.patterns)
        self.coder = EventCoder(self.patterns, load_classifier())
        self.attributions = attribution.AttributionFinder()
        self.labeller = load_labeller()

    @cached_property
    def versions(self) -> dict[str, str]:
        """Names everything a result depends on: model, rosters, patterns, codes, with hashes."""
        return {
            "parser": model_version(),
            **{f"roster/{k}": v for k, v in self.finder.roster.hashes.items()},
            **{f"patterns/{k}": v for k, v in self.patterns.hashes.items()},
            **{f"classifier/{k}": v for k, v in load_classifier().hashes.items()},
            **{f"labeller/{k}": v for k, v in load_labeller().hashes.items()},
            **{f"codes/{k}": v for k, v in codes.data_hashes().items()},
            **_room_hashes(),
        }

    def code(self, articles: Iterable[Article]) -> Iterator[CodedArticle]:
        """Codes articles in order, a batch at a time."""
        stream = iter(articles)
        while batch := list(itertools.islice(stream, self.settings.batch)):
            documents = [split(article) for article in batch]
            self.parser.parse(s for d in documents for s in d.sentences if self._worth_parsing(s))
            for document in documents:
                yield self._code(document)

    def attempt(self, articles: Sequence[Article]) -> Iterator[CodedArticle | str]:
        """Codes a batch; where coding one fails, gives in its place what went wrong, so that it costs only itself."""
        try:
            yield from list(self.code(articles))
            return
        except Exception as error:
            # Whatever it is, one hostile text must not stop a run; the text of the error goes to whoever counts it.
            if len(articles) == 1:
                yield f"could not be coded: {type(error).__name__}: {error}"
                return
        for article in articles:
            yield from self.attempt([article])

    def _worth_parsing(self, sentence: Sentence) -> bool:
        """Says whether a sentence can hold anything: a cue, or a trigger with somebody to act."""
        text = sentence.clean
        if attribution.may_have_cue(text) or statements.may_have_statement(text):
            return True
        return may_have_act(text) and self.finder.may_have_actor(text)

    def _code(self, document: Document) -> CodedArticle:
        article = document.article
        published = article.published.day if article.published else None
        actors = self.finder.find(document, published)
        labels = Labelled(self.labeller)
        acts = self.coder.code(document, actors, labels)
        cited = self.attributions.find(document, actors, labels)
        mentions = _Assembly(document, acts, cited, published, actors).mentions()
        found = statements.find(document, actors, acts)
        stated = tuple(_statement(document, draft, cited, mentions) for draft in found)
        warnings = _warnings(document, mentions)
        kept = tuple(m for m in mentions if m is not None)
        return CodedArticle(article.id, kept, stated, tuple(cited), len(document.sentences), warnings)


def _room_hashes() -> dict[str, str]:
    """Hashes the word lists and weights of the rooms that have no roster or pattern files of their own."""
    home = Path(__file__).parent.parent
    files = [home / "factuality.yaml"]
    for room in ("attribution", "statements", "places", "gather"):
        files += [p for p in sorted((home / room).iterdir()) if p.suffix in (".yaml", ".json", ".npz")]
    return {str(path.relative_to(home)): sha256(path) for path in files}


def _warnings(document: Document, mentions: Sequence[Mention | None]) -> tuple[str, ...]:
    """Names what a reader of the summary should know of the article."""
    found = []
    if document.article.published is None:
        found.append("article without a date")
    if any(m is not None and m.date is None for m in mentions):
        found.append("acts without a date")
    return tuple(found)


def covering(cited: Sequence[Attribution], span: Span) -> Attribution | None:
    """Finds the innermost attribution whose content covers a span: the nearest informant of what it says.

    A wish or an order informs of nothing, so its "source" is passed over.
    """
    best: tuple[int, Attribution] | None = None
    for candidate in filter(attribution.vouches, cited):
        for content in candidate.content:
            if content.field == span.field and content.start <= span.start and span.end <= content.end:
                width = content.end - content.start
                if best is None or width < best[0]:
                    best = (width, candidate)
    return best[1] if best else None


class _Assembly:
    """Puts dates, places, numbers, sureness and sources to the acts of one article."""

    def __init__(
        self,
        document: Document,
        acts: Sequence[ActDraft],
        cited: Sequence[Attribution],
        published: date | None,
        actors: Mapping[int, Sequence[FoundActor]],
    ) -> None:
        self.document = document
        self.acts = acts
        self.cited = cited
        self.published = published
        self.actors = actors

    @cached_property
    def timeline(self) -> dates.Timeline:
        """The dates of the article; made only where there is an act to date."""
        return dates.Timeline(self.document, self.published)

    @cached_property
    def atlas(self) -> places.Atlas:
        """The places of the article; made only where there is an act to place."""
        return places.Atlas(self.document, self.actors)

    @cached_property
    def tolls(self) -> Mapping[int, Toll]:
        """The numbers of the article that belong to acts."""
        return attach(self.document.sentences, self.acts)

    def mentions(self) -> list[Mention | None]:
        """Makes one mention an act, or None where two acts would share an id."""
        seen: set[str] = set()
        made: list[Mention | None] = []
        for i, act in enumerate(self.acts):
            mention = self._mention(i, act)
            made.append(None if mention.id in seen else mention)
            seen.add(mention.id)
        contents: dict[int, Mention] = {}
        for told, act in zip(made, self.acts, strict=True):
            if told is not None and act.parent is not None:
                contents.setdefault(act.parent, told)
        contents |= link_denials(made, self.acts, self.document, contents)
        return [self._linked(i, made, contents) for i in range(len(made))]

    def _linked(self, i: int, made: Sequence[Mention | None], contents: Mapping[int, Mention]) -> Mention | None:
        """Adds the ids of the mention that this one is about, and of the series it is part of."""
        mention, series_at = made[i], self.acts[i].series
        if mention is None:
            return None
        content = contents.get(i)
        series = made[series_at] if series_at is not None else None
        return replace(mention, content=content.id if content else None, part_of=series.id if series else None)

    def _mention(self, i: int, act: ActDraft) -> Mention:
        sentence = self.document.sentences[act.trigger.sentence]
        trigger = sentence.span(act.trigger.start, act.trigger.end)
        source = covering(self.cited, trigger)
        judged = factuality.judge(act, self.document, self.acts, source)
        day = self.timeline.date_act(act, judged)
        place, territory = self.atlas.place_act(act)
        actors, recipients = _expanded(act.actors), _expanded(act.recipients)
        toll = self.tolls.get(i, Toll())
        spans = tuple(f.actor.span for f in act.actors), tuple(f.actor.span for f in act.recipients)
        return Mention(
            id=mention_id(self.document.article.id, trigger, *spans),
            event_type=act.event_type,
            modes=act.modes,
            contexts=act.contexts,
            cameo=act.cameo,
            quad_class=codes.quad_class(act.event_type),
            intensity=codes.intensity(act.event_type, act.modes),
            goldstein=codes.goldstein(act.cameo) if act.cameo else None,
            of_type=act.of_type,
            actors=actors,
            recipients=recipients,
            trigger=trigger,
            sentence=sentence.whole(),
            date=day,
            territory=territory,
            place=place,
            consent=act.consent,
            notified=act.notified,
            occurrence=act.occurrence,
            part_of=None,
            outcome=act.outcome,
            fatalities=toll.fatalities,
            injured=toll.injured,
            amount=toll.amount,
            counts=toll.counts,
            factuality=judged.factuality,
            historical=judged.historical,
            covert=act.covert,
            content=None,
            attribution_id=source.id if source else None,
            attribution=source,
            rule=act.rule,
            confidence=act.confidence,
        )


def _expanded(found: Sequence[FoundActor]) -> tuple[Actor, ...]:
    """Puts the members of a plural ("the two countries") in its place; a pronoun for one already there is left out.

    Members that were named earlier stand where the plural stands.
    """
    listed: dict[tuple[str, str | None], Actor] = {}
    for whole in found:
        here = whole.actor.span
        for actor in whole.parts or (whole.actor,):
            inside = here.start <= actor.span.start and actor.span.end <= here.end
            listed.setdefault((actor.name, actor.country), actor if inside else replace(actor, span=here))
    return tuple(listed.values())


def _statement(
    document: Document, draft: StatementDraft, cited: Sequence[Attribution], mentions: Sequence[Mention | None]
) -> Statement:
    """Makes the record of a statement on a relationship."""
    sentence = document.sentences[draft.sentence]
    cue = sentence.span(draft.cue.start, draft.cue.end)
    evidence = tuple(m.id for i in draft.evidence if (m := mentions[i]) is not None)
    return Statement(
        id=short_hash(document.article.id, "statement", span_key((cue,)), draft.aspect),
        sentence=sentence.whole(),
        actors=draft.actors,
        aspect=draft.aspect,
        direction=draft.direction,
        label=draft.label,
        date=dates.period_of(sentence, document.article.published.day if document.article.published else None),
        attribution=covering(cited, cue),
        evidence=evidence,
        link=draft.link,
    )
