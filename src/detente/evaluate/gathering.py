"""Running gathering on gold: pairs of reports that tell one act or not, and sets of reports sorted into acts.

A row is ``{kind: pair, id, a, b, same}`` or ``{kind: cluster, id, reports, clusters}``; a report is ``{id?, date,
outlet, text}``. Reports are coded by the whole pipeline, so that what the coder misses counts as missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente import gather
from detente.evaluate.clusters import Agreement, b_cubed, ceaf_e, pairs
from detente.pipeline import Pipeline
from detente.records import Article, CodedArticle, Mention, Published, to_json

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GatherResult:
    """The figures of ``detente evaluate gather``.

    Attributes:
        pairs: judgements that two reports tell one act. b_cubed, ceaf_e: over the reports of all sets.
        uncoded: reports in which no act was found, of ``reports``.
        wrong_pairs: ids of rows that were judged wrongly.
    """

    pairs: Agreement
    b_cubed: Agreement
    ceaf_e: Agreement
    uncoded: int
    reports: int
    wrong_pairs: tuple[str, ...]


def evaluate_gather(rows: Iterable[Json], pipeline: Pipeline | None = None) -> GatherResult:
    """Codes and gathers the reports of each row by themselves, and scores what came out."""
    gold = list(rows)
    reports = [(row["id"], key, report) for row in gold for key, report in _reports(row)]
    coded = (pipeline or Pipeline()).code(_article(row, key, report) for row, key, report in reports)
    by_row: dict[str, list[tuple[str, CodedArticle, date]]] = {row["id"]: [] for row in gold}
    for (row_id, key, report), one in zip(reports, coded, strict=True):
        by_row[row_id].append((key, one, date.fromisoformat(report["date"])))
    said: list[tuple[bool, bool, str]] = []
    found: list[set[str]] = []
    wanted: list[set[str]] = []
    uncoded = 0
    for row in gold:
        events = event_of_report(by_row[row["id"]])
        uncoded += sum(event is None for event in events.values())
        if row["kind"] == "pair":
            same = events["a"] is not None and events["a"] == events["b"]
            said.append((same, row["same"], row["id"]))
            continue
        groups: dict[str, set[str]] = {}
        for key, event in events.items():
            groups.setdefault(event or f"none {key}", set()).add(f"{row['id']}/{key}")
        found += groups.values()
        wanted += [{f"{row['id']}/{key}" for key in group} for group in row["clusters"]]
    wrong = tuple(row_id for ours, theirs, row_id in said if ours != theirs)
    scored = pairs((ours for ours, _, _ in said), (theirs for _, theirs, _ in said))
    return GatherResult(scored, b_cubed(found, wanted), ceaf_e(found, wanted), uncoded, len(reports), wrong)


def _reports(row: Json) -> list[tuple[str, Json]]:
    if row["kind"] == "pair":
        return [("a", row["a"]), ("b", row["b"])]
    return [(str(report["id"]), report) for report in row["reports"]]


def _article(row_id: str, key: str, report: Json) -> Article:
    day = Published(date.fromisoformat(report["date"]))
    return Article(f"{row_id}/{key}", report["text"], outlet=report.get("outlet", ""), published=day)


def event_of_report(reports: Sequence[tuple[str, CodedArticle, date]]) -> dict[str, str | None]:
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
    contents = {m.content for m in mentions if m.event_type != "REJECT"}
    outer = [m for m in mentions if m.id not in contents]
    return min(outer, key=lambda m: (m.factuality in ("planned", "hypothetical"), m.trigger.start), default=None)
