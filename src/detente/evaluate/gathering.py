"""Running gathering on gold: pairs of reports that tell one act or not, and sets of reports sorted into acts.

A row is ``{kind: pair, id, a, b, same}`` or ``{kind: cluster, id, reports, clusters}``; a report is ``{id?, date,
outlet, text}``. Reports are coded by the whole pipeline, so that what the coder misses counts as missed; figures over
coded reports alone stand beside, for what gathering itself misses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente import gather
from detente.evaluate.clusters import Agreement, b_cubed, ceaf_e, pairs
from detente.evaluate.scores import interval
from detente.gather.judge import Judgement, judge
from detente.pipeline import Pipeline
from detente.records import Article, CodedArticle, Mention, Published, to_json

Json = Mapping[str, Any]
Coded = Sequence[tuple[str, CodedArticle, date]]


@dataclass(frozen=True, slots=True)
class GatherFigure:
    """One figure of ``detente evaluate gather``, with the 95% interval of its F1 by bootstrap over the rows."""

    name: str
    agreement: Agreement
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GatherResult:
    """The figures of ``detente evaluate gather``.

    Attributes:
        figures: pairs, B-cubed and CEAF-e over all reports, and over those in which an act was found.
        uncoded: reports in which no act was found, of ``reports``.
        errors: pairs that were judged wrongly, with what each side was coded as and how it was judged.
    """

    figures: tuple[GatherFigure, ...]
    uncoded: int
    reports: int
    errors: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """What came of one row: a pair's judgement (said, true), or clusters as found and as they should be."""

    said: tuple[bool, bool] | None
    found: tuple[frozenset[str], ...]
    wanted: tuple[frozenset[str], ...]
    uncoded: frozenset[str]

    @property
    def coded(self) -> _Row | None:
        """Gives the same without reports that have no act; None where too little is left."""
        if self.said is not None:
            return None if self.uncoded else self
        found, wanted = ([g - self.uncoded for g in sets if g - self.uncoded] for sets in (self.found, self.wanted))
        return _Row(None, tuple(found), tuple(wanted), frozenset()) if found else None


def evaluate_gather(rows: Iterable[Json], pipeline: Pipeline | None = None) -> GatherResult:
    """Codes and gathers the reports of each row by themselves, and scores what came out."""
    gold = list(rows)
    reports = [(row["id"], key, report) for row in gold for key, report in _reports(row)]
    coded = (pipeline or Pipeline()).code(_article(row, key, report) for row, key, report in reports)
    by_row: dict[str, list[tuple[str, CodedArticle, date]]] = {row["id"]: [] for row in gold}
    for (row_id, key, report), one in zip(reports, coded, strict=True):
        by_row[row_id].append((key, one, date.fromisoformat(report["date"])))
    results = [_outcome(row, by_row[row["id"]]) for row in gold]
    errors = tuple(
        _error(row, by_row[row["id"]])
        for row, result in zip(gold, results, strict=True)
        if result.said and result.said[0] != result.said[1]
    )
    return GatherResult(tuple(_figures(results)), sum(len(r.uncoded) for r in results), len(reports), errors)


def _figures(results: Sequence[_Row]) -> Iterable[GatherFigure]:
    alone = [coded for result in results if (coded := result.coded) is not None]
    for name, some in (("", results), (", coded reports", alone)):
        judged = [r for r in some if r.said is not None]
        sorted_out = [r for r in some if r.said is None]
        yield _figure(f"pairs{name}", judged, _pairs)
        yield _figure(f"B-cubed{name}", sorted_out, lambda drawn: b_cubed(*_clusters(drawn)))
        yield _figure(f"CEAF-e{name}", sorted_out, _ceaf)


def _figure(name: str, rows: Sequence[_Row], measure: Callable[[Sequence[_Row]], Agreement]) -> GatherFigure:
    if not rows:
        return GatherFigure(name, Agreement(0.0, 0.0, 0), 0.0, 0.0)
    low, high = interval(rows, lambda drawn: measure(drawn).f1)
    return GatherFigure(name, measure(rows), low, high)


def _pairs(rows: Sequence[_Row]) -> Agreement:
    said = [row.said for row in rows if row.said is not None]
    return pairs((ours for ours, _ in said), (theirs for _, theirs in said))


def _clusters(rows: Sequence[_Row]) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """Puts the clusters of rows together; a row drawn twice counts as two."""
    found = [_marked(i, group) for i, row in enumerate(rows) for group in row.found]
    wanted = [_marked(i, group) for i, row in enumerate(rows) for group in row.wanted]
    return found, wanted


def _marked(row: int, group: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{row} {thing}" for thing in group)


def _ceaf(rows: Sequence[_Row]) -> Agreement:
    """Scores CEAF-e row by row, since clusters of different rows share nothing, and adds up."""
    each = [(ceaf_e(row.found, row.wanted), len(row.found), len(row.wanted)) for row in rows]
    likeness = sum(one.recall * wanted for one, _, wanted in each)
    found, gold = sum(f for _, f, _ in each), sum(w for _, _, w in each)
    return Agreement(likeness / found, likeness / gold, gold)


def _outcome(row: Json, reports: Coded) -> _Row:
    events = event_of_report(reports)
    uncoded = frozenset(key for key, event in events.items() if event is None)
    if row["kind"] == "pair":
        same = events["a"] is not None and events["a"] == events["b"]
        return _Row((same, row["same"]), (), (), uncoded)
    groups: dict[str, set[str]] = {}
    for key, event in events.items():
        groups.setdefault(event or f"none {key}", set()).add(key)
    wanted = tuple(frozenset(group) for group in row["clusters"])
    return _Row(None, tuple(frozenset(g) for g in groups.values()), wanted, uncoded)


def _error(row: Json, reports: Coded) -> Json:
    """Says what went wrong with a pair."""
    mains = [main_mention(coded.events) for _, coded, _ in reports]
    told = [f"{m.event_type} '{m.trigger.text}'" if m else "no act" for m in mains]
    judged = "no act on one side"
    if mains[0] and mains[1]:
        one, other = (
            gather.facts_of(coded.id, day, to_json(main)) for (_, coded, day), main in zip(reports, mains, strict=True)
        )
        found: Judgement = judge(one, other)
        met = gather.meeting((f.id, gather.keys_of(f)) for f in (one, other))
        judged = f"{found.score:.2f}: {found.reason}" + ("" if met else " (not compared: nothing in common to meet by)")
    texts = {f"{side}_text": row[side]["text"] for side in ("a", "b")}
    return {"id": row["id"], "same": row["same"], **texts, "a": told[0], "b": told[1], "judged": judged}


def _reports(row: Json) -> list[tuple[str, Json]]:
    if row["kind"] == "pair":
        return [("a", row["a"]), ("b", row["b"])]
    return [(str(report["id"]), report) for report in row["reports"]]


def _article(row_id: str, key: str, report: Json) -> Article:
    day = Published(date.fromisoformat(report["date"]))
    return Article(f"{row_id}/{key}", report["text"], outlet=report.get("outlet", ""), published=day)


def event_of_report(reports: Coded) -> dict[str, str | None]:
    """Gathers some reports and says which event the main act of each belongs to; None where no act was found."""
    mentions = []
    for _, coded, published in reports:
        for mention in coded.events:
            facts = gather.facts_of(coded.id, published, to_json(mention))
            mentions.append((facts, gather.keys_of(facts)))
    home = {i: c.mentions[0] for _, clusters in gather.gather(mentions) for c in clusters for i in c.mentions}
    mains = {key: main_mention(coded.events) for key, coded, _ in reports}
    return {key: home[main.id] if main else None for key, main in mains.items()}


def main_mention(mentions: Sequence[Mention]) -> Mention | None:
    """Gives the act a report is about: the first that isn't the content of another, real acts before planned ones."""
    # What a denial answers was told before it, and may well be what the report is about.
    at = {m.id: m.trigger.start for m in mentions}
    contents = {m.content for m in mentions if m.content and at.get(m.content, m.trigger.start) >= m.sentence.start}
    outer = [m for m in mentions if m.id not in contents]
    return min(outer, key=lambda m: (m.factuality in ("planned", "hypothetical"), m.trigger.start), default=None)
