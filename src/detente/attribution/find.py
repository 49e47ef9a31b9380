"""Finding who is cited for what in an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from detente.attribution.candidate import Candidate
from detente.attribution.candidates import candidates_in, give_quotes
from detente.attribution.labelled import second_opinion
from detente.attribution.model import DOUBT, MIXED, Model, is_taken, load_model
from detente.attribution.quotes import Quote, find_quotes
from detente.attribution.sources import Source, describe, has_reason, reason_in
from detente.attribution.spans import as_spans, content_of, cut, loose_quotes
from detente.drafts import FoundActor
from detente.labels import Labelled
from detente.parse import Document, Sentence
from detente.records import Attribution, short_hash, span_key


class AttributionFinder:
    """Finds the citations of one article after another; holds no state between articles."""

    def __init__(self, model: Model | None = None) -> None:
        self.model = model or load_model()

    def find(
        self, document: Document, actors: Mapping[int, Sequence[FoundActor]], labels: Labelled | None = None
    ) -> list[Attribution]:
        """Finds the citations of an article, nested ones too, in the order of their cues.

        Args:
            document: an article whose sentences of interest are parsed; quotes are followed through the others too.
            actors: the actors of each parsed sentence by its index.
            labels: the labeller's view of the sentences; None for the tree's alone.
        """
        quotes = find_quotes(document)
        kept = self.kept(document, quotes, labels)
        further = loose_quotes(document, quotes, kept)
        described = _described(kept, actors)
        found: dict[str, Attribution] = {}
        for i, (candidate, source) in enumerate(zip(kept, described, strict=True)):
            attribution = _record(document, candidate, source, further.get(i, ()))
            if attribution is not None:
                found.setdefault(attribution.id, attribution)
        return list(found.values())

    def kept(self, document: Document, quotes: Sequence[Quote], labels: Labelled | None = None) -> list[Candidate]:
        """Gives the candidates that the models take to be citations, each with its own quotes."""
        kept: list[Candidate] = []
        for sentence in document.parsed():
            mine = quotes_of(sentence, quotes)
            judged = self.model.judged(candidates_in(sentence, mine))
            limit = self.model.threshold
            # The labeller is slow, so it is not asked where the tree leaves no doubt.
            if labels is not None and any(DOUBT[0] < chance < DOUBT[1] for _, chance in judged):
                judged, limit = second_opinion(sentence, judged, labels.of(sentence)), MIXED
            taken = [c for c, chance in judged if is_taken(c, chance, limit)]
            kept.extend(give_quotes(sentence, without_excuses(sentence, taken), mine))
        return kept


def without_excuses(sentence: Sentence, taken: Sequence[Candidate]) -> list[Candidate]:
    """Leaves out what only says why a source isn't named ("who had no leave to be named")."""
    sources = [(first, last) for c in taken for first, last in c.source if has_reason(sentence.span(first, last).text)]
    return [c for c in taken if not any(first <= c.head < last for first, last in sources)]


def quotes_of(sentence: Sentence, quotes: Sequence[Quote]) -> list[Quote]:
    """Gives the quotes that share text with a sentence."""
    return [q for q in quotes if q.field == sentence.field and q.start < sentence.end and sentence.start < q.end]


def _described(kept: Sequence[Candidate], actors: Mapping[int, Sequence[FoundActor]]) -> list[Source]:
    """Describes the source of each citation, "he" by the last person cited; a reason told later is carried back."""
    found: list[Source] = []
    person: Source | None = None
    for candidate in kept:
        source = describe(candidate, actors.get(candidate.sentence.index, ()), person)
        if source.kind == "anonymous" and source.reason is None:
            reason, kind = reason_in(candidate.sentence.text)
            source = replace(source, reason=reason, reason_type=kind)
        if source.kind == "named" or (source.kind == "anonymous" and source.office is not None):
            person = source
        found.append(source)
    return found


def _record(document: Document, candidate: Candidate, source: Source, further: Sequence[Quote]) -> Attribution | None:
    """Makes the record, or None where no content is left."""
    sentence = candidate.sentence
    field, stretches = content_of(candidate)
    for start, end in candidate.source:  # whoever speaks is no part of what is said
        who = sentence.span(start, end)
        stretches = cut(stretches, (who.start, who.end))
    content = as_spans(document, field, [*stretches, *((q.start, q.end) for q in further)])
    if not content:
        return None
    cue = (sentence.span(*candidate.cue),)
    return Attribution(
        id=short_hash(document.article.id, "attribution", span_key(cue or content)),
        source=tuple(sentence.span(*r) for r in candidate.source),
        cue=cue,
        content=content,
        kind=source.kind,
        name=source.name,
        office=source.office,
        side=source.side,
        reason=source.reason,
        reason_type=source.reason_type,
    )
