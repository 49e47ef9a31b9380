"""What gathering looks at in a mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from detente.gather.words import (
    content,
    directions,
    fold,
    is_name,
    lexicon,
    name_stem,
    name_stems,
    numbers,
    one_more,
    stem,
    tokens,
)
from detente.records import node_from

# A report that gives no day tells of an act of at most so many days before.
REPORT_DELAY = 4
# A report that gives no time at all, and isn't history, tells of an act of at most so many days before.
UNDATED_REACH = 30
# "Two weeks ago" is meant to so many days.
ROUGH = 3
_ROUGHLY = re.compile(r"\b(?:weeks?|fortnights?)\b", re.I)
# Sectors of armed people who are no state's.
_ARMED = frozenset({"REB", "UAF", "INS", "CRM"})
_STATE_FORCE = frozenset({"MIL", "COP", "SPY"})
# The confidence of a party whose country only the place of the act tells.
_GUESSED = 0.3


@dataclass(frozen=True, slots=True)
class Facts:
    """One mention, reduced to what tells one act from another; every value is plain, so that a table can hold it.

    Attributes:
        actors, recipients: what each party may be known by: a node (``USA``, ``group:NAME``), or the beginnings of its
            names (``name:varni``) where it is no known node; sorted.
        persons: beginnings of the last names of persons among the parties.
        actor_roles, recipient_roles: ``armed``, ``force`` (of a state) or ``civil``, where a phrase tells no more.
        first, last: the days within which the act lies, by its words or by the day of publication; None for history
            without a date. ``firm``: the text itself gives the day.
        dead, hurt: (low, high) as reported; ``amount`` the money; ``counts`` all other numbers of the sentence.
        trigger: stems of the act's own words. ``words``: stems of the sentence but for parties, dates and source.
            ``names``: beginnings of the names among them.
        directions: north, south, east, west, as far as the sentence points there.
        again, answer: whether the sentence marks the act as one more of a kind, or as an answer.
        place: folded name. ``lat``, ``lon`` degrees.
        sentence: where the sentence stands, equal for mentions of one sentence.
        informant: last name of the person, or name of the institution, that is cited, folded; or "".
    """

    id: str
    article_id: str
    event_type: str
    of_type: str | None
    modes: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    persons: tuple[str, ...]
    actor_roles: tuple[str, ...]
    recipient_roles: tuple[str, ...]
    first: date | None
    last: date | None
    firm: bool
    date_start: date | None
    date_end: date | None
    date_precision: str | None
    historical: bool
    territory: str | None
    place: str | None
    place_precision: str | None
    lat: float | None
    lon: float | None
    dead_low: float | None
    dead_high: float | None
    hurt_low: float | None
    hurt_high: float | None
    amount: float | None
    counts: tuple[float, ...]
    occurrence: str
    factuality: str
    consent: str
    notified: bool | None
    part_of: str | None
    content: str | None
    trigger: tuple[str, ...]
    words: tuple[str, ...]
    names: tuple[str, ...]
    directions: tuple[str, ...]
    again: bool
    answer: bool
    sentence: str
    published: date | None
    informant: str
    confidence: float


def facts_of(article_id: str, published: date | None, record: Mapping[str, Any]) -> Facts:
    """Reduces a mention, as ``detente code`` writes it, to what gathering looks at."""
    first, last, firm = _time(record, published)
    day, place, amount = record["date"], record["place"], record["amount"]
    told = _tokens_left(record)
    # A sentence begins with a capital whatever the word.
    opening = next((word for _, word in tokens(record["sentence"]["text"])), "")
    all_words = [word for _, word in tokens(record["sentence"]["text"])]
    trigger = content(word for _, word in tokens(record["trigger"]["text"]))
    dead, hurt = _range(record["fatalities"]), _range(record["injured"])
    return Facts(
        id=record["id"],
        article_id=article_id,
        event_type=record["event_type"],
        of_type=record["of_type"],
        modes=tuple(sorted(record["modes"])),
        actors=_known_by(record["actors"]),
        recipients=_known_by(record["recipients"]),
        persons=_persons([*record["actors"], *record["recipients"]]),
        actor_roles=_roles(record["actors"]),
        recipient_roles=_roles(record["recipients"]),
        first=first,
        last=last,
        firm=firm,
        date_start=_day(day and day["start"]),
        date_end=_day(day and day["end"]),
        date_precision=day["precision"] if day else None,
        historical=record["historical"],
        territory=record["territory"],
        place=fold(place["name"]) if place else None,
        place_precision=place["precision"] if place else None,
        lat=place["lat"] if place else None,
        lon=place["lon"] if place else None,
        dead_low=dead[0],
        dead_high=dead[1],
        hurt_low=hurt[0],
        hurt_high=hurt[1],
        amount=amount and (amount["best"] or amount["low"]),
        counts=tuple(sorted(numbers(told))),
        occurrence=record["occurrence"],
        factuality=record["factuality"],
        consent=record["consent"],
        notified=record["notified"],
        part_of=record["part_of"],
        content=record["content"],
        trigger=tuple(sorted(trigger)),
        words=tuple(sorted(content(told) | _targets(record))),
        names=tuple(sorted({cut for word in told if is_name(word) and word != opening for cut in name_stems(word)})),
        directions=tuple(sorted(directions(_tokens_left(record, known_only=True)))),
        again=one_more(all_words),
        answer=any(stem(word) in lexicon().answer for word in all_words),
        sentence=f"{record['sentence']['field']}:{record['sentence']['start']}",
        published=published,
        informant=_informant(record["attribution"] or {}),
        confidence=record["confidence"],
    )


def _time(record: Mapping[str, Any], published: date | None) -> tuple[date | None, date | None, bool]:
    """Gives the first and last day an act may lie on, and whether the text gives the day itself."""
    found = record["date"]
    if found and found["basis"] != "report":
        first, last = date.fromisoformat(found["start"]), date.fromisoformat(found["end"])
        if found["precision"] == "day" and _ROUGHLY.search(found["text"]):
            return first - timedelta(days=ROUGH), last + timedelta(days=ROUGH), False
        return first, last, found["precision"] == "day" or (last - first).days <= 1
    if found:
        last = date.fromisoformat(found["end"])
        return last - timedelta(days=REPORT_DELAY), last, False
    if published is None or record["historical"]:
        return None, None, False
    return published - timedelta(days=UNDATED_REACH), published, False


def _known_by(parties: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Gives what parties may be recognised by."""
    found: set[str] = set()
    for party in parties:
        # Whose country only the place of the act tells ("policemen in Brod") is known by nothing.
        node = _node(party) if party["confidence"] > _GUESSED or party["kind"] == "unknown" else None
        if node:
            found.add(node)
        else:
            words = [word for _, word in tokens(party["name"])]
            found.update(f"name:{name_stem(word)}" for word in words if is_name(word))
    return tuple(sorted(found))


def _node(party: Mapping[str, Any]) -> str | None:
    return node_from(party["kind"], party["country"], party["sectors"], party["name"], party["group"])


def _persons(parties: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Gives last names; a phrase that ends in a common word ("Ondria's president") names nobody."""
    last = [[word for _, word in tokens(p["name"])][-1:] for p in parties if p["kind"] == "person"]
    return tuple(sorted({name_stem(word) for words in last for word in words if is_name(word)}))


def _roles(parties: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Sorts parties roughly, for those who are known by nothing else."""
    found = set()
    for party in parties:
        first = party["sectors"][0] if party["sectors"] else ""
        if party["kind"] == "armed_group" or first in _ARMED:
            found.add("armed")
        elif first in _STATE_FORCE:
            found.add("force")
        elif any(stem(word) in lexicon().anyone for _, word in tokens(party["span"]["text"])):
            continue
        elif party["kind"] == "society" or first in ("CVL", "OPP", "REF", "JRN", "EDU"):
            found.add("civil")
    return tuple(sorted(found))


def _tokens_left(record: Mapping[str, Any], known_only: bool = False) -> list[str]:
    """Gives the words of the sentence but for those that name parties, the time, and the source.

    With ``known_only``, parties that are no known node are left in.
    """
    sentence = record["sentence"]
    attribution = record["attribution"] or {}
    parties = [*record["actors"], *record["recipients"]]
    spans = [p["span"] for p in parties if not known_only or _node(p)]
    spans = [s for s in spans if not _holds(s, record["trigger"])]
    spans += [*attribution.get("source", ()), *attribution.get("cue", ())]
    covered = [(s["start"], s["end"]) for s in spans if s["field"] == sentence["field"]]
    if record["date"] and record["date"]["text"]:
        at = sentence["text"].find(record["date"]["text"])
        if at >= 0:
            covered.append((sentence["start"] + at, sentence["start"] + at + len(record["date"]["text"])))
    return [
        word
        for at, word in tokens(sentence["text"])
        if not any(start <= sentence["start"] + at < end for start, end in covered)
    ]


def _targets(record: Mapping[str, Any]) -> frozenset[str]:
    """Gives the things that phrases of parties name, such as what was struck: "a police convoy", "an army post"."""
    phrases = (party["span"]["text"] for party in [*record["actors"], *record["recipients"]])
    return content(word for phrase in phrases for _, word in tokens(phrase)) & lexicon().targets


def _holds(outer: Mapping[str, Any], inner: Mapping[str, Any]) -> bool:
    return bool(outer["start"] <= inner["start"] and inner["end"] <= outer["end"])


def _informant(attribution: Mapping[str, Any]) -> str:
    """Gives who is cited, so that "Col. Anders Rask" and "Rask" are one; a nameless source is nobody."""
    words = [word for _, word in tokens(attribution.get("name") or "")]
    if attribution.get("kind") == "named" and words:
        return fold(words[-1])
    while words and fold(words[0]) in lexicon().determiners:
        words = words[1:]
    return fold(" ".join(words)) if attribution.get("kind") == "institution" else ""


def _range(count: Mapping[str, Any] | None) -> tuple[float | None, float | None]:
    """Gives a count as (low, high); an open end is closed by what is known."""
    if not count:
        return None, None
    known = [count[key] for key in ("low", "best", "high") if count[key] is not None]
    return (known[0], known[-1]) if known else (None, None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def lands(facts: Facts) -> set[str]:
    """Gives the states that a mention has to do with: where it took place, and whose the parties are."""
    found = {country_of(mark) for mark in (*facts.actors, *facts.recipients)} | {facts.territory or ""}
    return found - {""}


def country_of(mark: str) -> str:
    """Gives the state a mark belongs to (``society:TUR``, ``TUR``), or ""."""
    last = mark.rpartition(":")[2]
    return last if len(last) == 3 and last.isupper() else ""
