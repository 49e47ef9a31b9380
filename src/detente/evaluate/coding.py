"""Scoring coded articles against gold: acts, parties, dates, sureness, sources, statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.evaluate.scores import Score, Tally, score

Json = Mapping[str, Any]
# Spans that differ by no more than an article or an apposition are as close as can be told.
_CLOSE = 12
_NOTHING: Json = {"events": [], "attributions": [], "statements": []}


@dataclass(frozen=True, slots=True)
class Result:
    """Scores, plain accuracies (share of 1, with the number of cases), and the errors to read."""

    scores: list[Score]
    accuracies: list[tuple[str, float, int]]
    errors: list[dict[str, Any]]


def evaluate_code(gold: Iterable[Json], found: Mapping[str, Json]) -> Result:
    """Scores the output of ``detente code`` against gold of the same form.

    An act is right if its type is right and, in one event of the same sentence, a gold actor and a gold recipient are
    met by overlap; a side that is empty in the gold must be empty. Parties that the gold marks ``other_sentence`` may
    be left out. Sources are right if they overlap and half of the content is found.

    Args:
        gold: rows ``{id, events, attributions?, statements?}``.
        found: id to the row that ``detente code`` gave.
    """
    tallies: dict[str, list[Tally]] = {name: [] for name in ("type", "type, actor, recipient", "source", "statement")}
    facts: dict[str, list[bool]] = {}
    errors: list[dict[str, Any]] = []
    for row in gold:
        # A row that could not be coded counts as one in which nothing was found.
        coded = {**_NOTHING, **found.get(row["id"], {})}
        tallies["type"].append(_count(row["events"], coded["events"], same_type))
        tallies["type, actor, recipient"].append(_count(row["events"], coded["events"], same_act))
        # Gold of one kind only, such as reviewed acts, is no gold for the others.
        for name, key, same in _OTHERS:
            if key in row:
                tallies[name].append(_count(row[key], coded[key], same))
        pairs = match(row["events"], coded["events"], same_act)
        for one, other in pairs:
            _compare(one, other, facts)
        errors.extend(_errors(row, coded, pairs))
    accuracies = [(name, sum(values) / len(values), len(values)) for name, values in facts.items() if values]
    return Result([score(name, values) for name, values in tallies.items() if values], accuracies, errors)


def match(gold: Sequence[Json], found: Sequence[Json], same: Any) -> list[tuple[Json, Json]]:
    """Pairs gold with found items one to one, in order."""
    free = list(found)
    pairs = []
    for item in gold:
        hit = next((other for other in free if same(item, other)), None)
        if hit is not None:
            free.remove(hit)
            pairs.append((item, hit))
    return pairs


def _count(gold: Sequence[Json], found: Sequence[Json], same: Any) -> Tally:
    return Tally(len(match(gold, found, same)), len(found), len(gold))


def _overlap(a: Json, b: Json) -> int:
    if a.get("field", "text") != b.get("field", "text"):
        return 0
    return max(0, int(min(a["end"], b["end"]) - max(a["start"], b["start"])))


def same_type(gold: Json, found: Json) -> bool:
    """Says whether two acts stand in one sentence and are of one type."""
    return gold["event_type"] == found["event_type"] and _overlap(gold["sentence"], found["sentence"]) > 0


def same_act(gold: Json, found: Json) -> bool:
    """Says whether two acts also share an actor and a recipient."""
    if not same_type(gold, found):
        return False
    return all(_parties_meet(gold[side], found[side]) for side in ("actors", "recipients"))


def _parties_meet(gold: Sequence[Json], found: Sequence[Json]) -> bool:
    said = [party for party in gold if not party.get("other_sentence")]
    if not said:
        return not found or bool(gold)
    return any(_overlap(one, other["span"]) > 0 for one in said for other in found)


def same_attribution(gold: Json, found: Json) -> bool:
    """Says whether the sources overlap and at least half of the gold's content is found."""
    sources = any(_overlap(a, b) > 0 for a in gold["source"] for b in found["source"])
    length = sum(span["end"] - span["start"] for span in gold["content"])
    shared = sum(_overlap(a, b) for a in gold["content"] for b in found["content"])
    return sources and 2 * shared >= length


def same_statement(gold: Json, found: Json) -> bool:
    """Says whether two statements stand in one sentence, with the same aspect or direction."""
    near = _overlap(gold["sentence"], found["sentence"]) > 0
    return near and bool(gold["aspect"] == found["aspect"] or gold["direction"] == found["direction"] != "none")


_OTHERS = (("source", "attributions", same_attribution), ("statement", "statements", same_statement))


def _compare(gold: Json, found: Json, facts: dict[str, list[bool]]) -> None:
    """Compares what else is told of an act that was found."""

    def note(name: str, right: bool) -> None:
        facts.setdefault(name, []).append(right)

    note("factuality", gold["factuality"] == found["factuality"])
    note("occurrence", gold["occurrence"] == found["occurrence"])
    note("date", _same_day(gold["date"], found["date"]))
    note("quad class", True)
    if gold.get("territory"):
        note("territory", gold["territory"] == found["territory"])
    for name in ("fatalities", "injured"):
        if gold.get(name):
            note(name, bool(found[name]) and gold[name]["low"] == found[name]["low"])
    for side in ("actors", "recipients"):
        for party, hit in _paired(gold[side], found[side]):
            note("party's country", (party["country"] or None) == hit["country"])
            note("party's first sector", first_sector(party["sectors"]) == first_sector(hit["sectors"]))


def _paired(gold: Sequence[Json], found: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Pairs parties whose words overlap, one to one, the closest first.

    "Both sides" stands for two parties at the same words, and the first of "British and French troops" covers the
    second: of equally close ones, those of one country belong together.
    """
    closeness = []
    for i, party in enumerate(gold):
        for j, other in enumerate(found):
            if _overlap(party, other["span"]) > 0:
                apart = abs(party["start"] - other["span"]["start"]) + abs(party["end"] - other["span"]["end"])
                closeness.append(((party["country"] or None) != other["country"], apart, i, j))
    closeness.sort(key=lambda c: (c[1] // _CLOSE, *c))
    pairs: dict[int, int] = {}
    for _, _, i, j in closeness:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(gold[i], found[j]) for i, j in sorted(pairs.items())]


def first_sector(sectors: Sequence[str] | None) -> str:
    """Gives the first sector; one that is unknown says no more than none, nor does an IGO's own beside its country."""
    first = sectors[0] if sectors else ""
    return "" if first in ("UNK", "IGO") else first


def _same_day(gold: Json | None, found: Json | None) -> bool:
    if gold is None or found is None:
        return gold is found
    return bool(gold["start"] == found["start"] and gold["end"] == found["end"])


def _errors(row: Json, coded: Json, pairs: Sequence[tuple[Json, Json]]) -> list[dict[str, Any]]:
    """Lists acts of the gold that were missed and acts that were found beside it."""
    right_gold, right_found = [id(a) for a, _ in pairs], [id(b) for _, b in pairs]
    missed = [("missed", e) for e in row["events"] if id(e) not in right_gold]
    wrong = [("not in gold", e) for e in coded["events"] if id(e) not in right_found]
    return [
        {
            "id": row["id"],
            "fault": fault,
            "event_type": event["event_type"],
            "trigger": event["trigger"]["text"],
            "actors": [_text(party) for party in event["actors"]],
            "recipients": [_text(party) for party in event["recipients"]],
            "sentence": event["sentence"]["text"],
            "rule": event.get("rule", ""),
        }
        for fault, event in missed + wrong
    ]


def _text(party: Json) -> str:
    return str(party["span"]["text"] if "span" in party else party["text"])
