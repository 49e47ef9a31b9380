"""What people say of mentions: checked, stored, laid over the coding, and gathered again, all in one transaction."""

from __future__ import annotations

import calendar
import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from detente import __version__, codes
from detente.actors import Resolver, load_roster
from detente.errors import CorrectionError, NotFoundError, UnknownCodeError
from detente.pipeline.gathering import gather_store
from detente.records import ActorKind, EventType, Factuality
from detente.settings import Settings
from detente.store import corrections, gathered, review, tables
from detente.store.database import Database

WHAT = ("right", "wrong", "event_type", "actors", "recipients", "date", "factuality", "merge", "split")
# Parties that one correction may name.
_MOST_PARTIES = 20
_PHRASE = 300


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did: its id, and the events that it may have changed, as they are called now."""

    id: str
    events: tuple[str, ...]


def correct(database: Database, settings: Settings, mention_id: str, what: str, value: Any, who: str) -> Corrected:
    """Stores a correction and lays it over the coding; events and relations have it at once.

    Args:
        database: the store. settings: own rosters, for the names of parties.
        mention_id: the mention. what: one of ``WHAT``.
        value: by ``what``: nothing; a type or {event_type, modes}; phrases, codes or party objects; a day, month, year,
            {start, end} or None; a factuality; the id of another mention or {with: id}.
        who: who says so.

    Raises:
        NotFoundError: no such mention. CorrectionError: the value doesn't fit.
    """
    if not who.strip():
        raise CorrectionError("The correction has no name to it.", "Say who says so: a name or initials.")
    with database.alone(), database.transaction():
        row = _mention(database, mention_id)
        checked = _checked(database, settings, row, what, value)
        run = tables.begin_run(database, "correct", __version__, {}, asdict(settings))
        made = corrections.put(database, mention_id, what, checked, who.strip())
        events = _settle(database, mention_id, what, checked, run)
    return Corrected(made, events)


def undo_correction(database: Database, settings: Settings, correction_id: str) -> Corrected:
    """Takes a correction back; it stays on record, and what it had changed is as it was.

    Raises:
        NotFoundError: no such correction, or it was taken back before.
    """
    with database.alone(), database.transaction():
        rows = corrections.listed(database, ids=[correction_id], standing=True)
        if not rows:
            raise NotFoundError(f"Correction {correction_id} is not standing.", "See: GET /api/v1/corrections.")
        run = tables.begin_run(database, "correct", __version__, {}, asdict(settings))
        corrections.undo(database, correction_id)
        events = _settle(database, rows[0]["mention_id"], rows[0]["what"], rows[0]["value"], run)
    return Corrected(correction_id, events)


def _settle(database: Database, mention_id: str, what: str, value: Any, run: tables.Run) -> tuple[str, ...]:
    """Has mention, events and judgements follow the corrections as they stand now."""
    touched = [mention_id, *([value["with"]] if what in ("merge", "split") else [])]
    before = gathered.event_of(database, touched)
    if what in corrections.RESTATING:
        corrections.restate(database, [mention_id], run.id)
    if what in ("right", "wrong"):
        corrections.release_rejected(database)
    gather_store(database)
    after = gathered.event_of(database, touched)
    tables.end_run(database, run, {"mentions": touched})
    return tuple(dict.fromkeys([*after.values(), *gathered.existing(database, before.values())]))


def _mention(database: Database, mention_id: str) -> dict[str, Any]:
    rows = review.mentions(database, [mention_id])
    if not rows:
        raise NotFoundError(f"Mention {mention_id} is not in the store.", "See what is there: GET /api/v1/mentions.")
    return rows[0]


def _checked(database: Database, settings: Settings, row: Mapping[str, Any], what: str, value: Any) -> Any:
    """Gives the value of a correction as it is stored.

    Raises:
        CorrectionError: it doesn't fit.
    """
    if what in ("right", "wrong"):
        if value is not None:
            raise CorrectionError(f"'{what}' takes no value.", "Leave the value out.")
        return None
    if what == "event_type":
        return _type(value)
    if what in ("actors", "recipients"):
        return _parties(settings, row, what, value)
    if what == "date":
        return _date(value)
    if what == "factuality":
        known = typing.get_args(Factuality)
        if value not in known:
            raise CorrectionError(f"'{_short(value)}' is no factuality.", f"Known: {', '.join(known)}.")
        return value
    if what in ("merge", "split"):
        return _other(database, row, value)
    raise CorrectionError(f"'{_short(what)}' cannot be corrected.", f"Known: {', '.join(WHAT)}.")


def _short(value: Any) -> str:
    return str(value)[:60]


def _type(value: Any) -> dict[str, Any]:
    given = value if isinstance(value, dict) else {"event_type": value}
    name, modes = given.get("event_type"), given.get("modes") or []
    known = typing.get_args(EventType)
    if not isinstance(name, str) or name.upper() not in known:
        raise CorrectionError(f"'{_short(name)}' is no PLOVER type.", f"Known: {', '.join(known)}.")
    fitting = [mode.name for mode in codes.event_type(name.upper()).modes]
    if not isinstance(modes, list) or any(mode not in fitting for mode in modes):
        raise CorrectionError(
            f"{name.upper()} has no such modes: {_short(modes)}.", f"It has: {', '.join(fitting) or 'none'}."
        )
    return {"event_type": name.upper(), "modes": modes}


def _other(database: Database, row: Mapping[str, Any], value: Any) -> dict[str, str]:
    other = value.get("with") if isinstance(value, dict) else value
    if not isinstance(other, str) or other == row["id"]:
        raise CorrectionError("Another mention is needed.", "Give its id as the value.")
    _mention(database, other)
    return {"with": other}


def _date(value: Any) -> dict[str, Any] | None:
    """Reads a day, a month, a year, or {start, end}."""
    if value is None:
        return None
    if isinstance(value, dict):
        start, end = _day(value.get("start")), _day(value.get("end") or value.get("start"))
        if end < start:
            raise CorrectionError(f"The date ends before it starts: {start} to {end}.", "Give the earlier day first.")
        precision = "day" if start == end else str(value.get("precision") or "range")
        if precision not in ("day", "week", "month", "quarter", "year", "range"):
            raise CorrectionError(
                f"'{_short(precision)}' is no precision.", "Use day, week, month, quarter, year, range."
            )
        return _dated(start, end, precision)
    text = str(value).strip()
    if re.fullmatch(r"\d{4}", text):
        return _dated(_day(f"{text}-01-01"), _day(f"{text}-12-31"), "year")
    if re.fullmatch(r"\d{4}-\d{2}", text):
        first = _day(f"{text}-01")
        return _dated(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), "month")
    return _dated(_day(text), _day(text), "day")


def _dated(start: date, end: date, precision: str) -> dict[str, Any]:
    # The words are a person's, not the article's; "text" says that the day was read, not taken from the report's.
    return {"start": start.isoformat(), "end": end.isoformat(), "precision": precision, "basis": "text", "text": ""}


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise CorrectionError(
            f"'{_short(value)}' is no date.", "Write 2011-05-02, 2011-05, 2011 or {start, end}."
        ) from None


def _parties(settings: Settings, row: Mapping[str, Any], what: str, value: Any) -> list[dict[str, Any]]:
    given = value if isinstance(value, list) else [value]
    if len(given) > _MOST_PARTIES:
        raise CorrectionError(f"{len(given)} parties are too many.", f"Name {_MOST_PARTIES} at most.")
    resolver = Resolver(load_roster(settings.rosters))
    return [_party(resolver, row, row["record"][what], one) for one in given]


def _party(resolver: Resolver, row: Mapping[str, Any], old: list[dict[str, Any]], given: Any) -> dict[str, Any]:
    """Makes a party of a phrase, a code or an object as in a mention."""
    fields: dict[str, Any] = {"country": None, "sectors": [], "kind": "unknown", "group": None, "scope": "whole"}
    if isinstance(given, str) and 0 < len(given.strip()) <= _PHRASE:
        phrase = given.strip()
        fields |= _of_node(phrase) or _resolved(resolver, row, phrase)
    elif isinstance(given, dict) and isinstance(given.get("name"), str) and given["name"].strip():
        phrase = given["name"].strip()[:_PHRASE]
        fields |= {"name": phrase, **_object(given)}
    else:
        raise CorrectionError("A party is a phrase, a code or an object with a name.", 'For example: "Pakistani army".')
    kept = next((p for p in old if p["name"] == fields["name"]), None)
    return {
        "span": kept["span"] if kept else _span(row, phrase),
        "office": kept["office"] if kept else "",
        **fields,
        "confidence": 1.0,
    }


def _of_node(text: str) -> dict[str, Any] | None:
    """Reads a node or a country's code or name."""
    kind, _, name = text.partition(":")
    if name and kind in ("group", "igo"):
        sectors, actor_kind = ([], "igo") if kind == "igo" else (["REB"], "armed_group")
        group = name if kind == "group" else None
        country = "IGO" if kind == "igo" else None
        return {"name": name, "kind": actor_kind, "group": group, "sectors": sectors, "country": country}
    try:
        found = codes.country(text)
    except UnknownCodeError:
        return None
    return {"name": found.name, "country": found.code, "kind": "state"}


def _resolved(resolver: Resolver, row: Mapping[str, Any], phrase: str) -> dict[str, Any]:
    found = resolver.resolve(phrase, row["published"], row["record"]["sentence"]["text"])
    if found.kind is None:
        raise CorrectionError(
            f"'{_short(phrase)}' names no actor that is known.", "Give an object: name, country, kind."
        )
    kept = {k: getattr(found, k) for k in ("country", "kind", "group", "scope")}
    return {"name": found.name or phrase, "sectors": list(found.sectors), **kept}


def _object(given: Mapping[str, Any]) -> dict[str, Any]:
    kinds = typing.get_args(ActorKind)
    made = {k: given[k] for k in ("country", "sectors", "kind", "group", "scope") if given.get(k) is not None}
    if made.get("kind", "unknown") not in kinds:
        raise CorrectionError(f"'{_short(made['kind'])}' is no kind of actor.", f"Known: {', '.join(kinds)}.")
    if made.get("scope", "whole") not in ("whole", "part"):
        raise CorrectionError(f"'{_short(made['scope'])}' is no scope.", "Use whole or part.")
    if made.get("country") not in (None, "IGO", "NGO"):
        try:
            made["country"] = codes.country(str(made["country"])).code
        except UnknownCodeError as error:
            raise CorrectionError(error.what, error.advice) from error
    known = {sector.code for sector in codes.sectors()}
    sectors = made.get("sectors", [])
    if not isinstance(sectors, list) or any(s not in known for s in sectors):
        raise CorrectionError(f"Not sectors: {_short(sectors)}.", f"Known: {', '.join(sorted(known))}.")
    if not isinstance(made.get("group", ""), str):
        raise CorrectionError("A group is named by a text.", "Leave it out where there is none.")
    return made


def _span(row: Mapping[str, Any], phrase: str) -> dict[str, Any]:
    """Finds a phrase in the sentence; one that is not in it stands where the act does."""
    sentence = row["record"]["sentence"]
    at = sentence["text"].lower().find(phrase.lower())
    if at < 0:
        return dict(row["record"]["trigger"])
    start, end = sentence["start"] + at, sentence["start"] + at + len(phrase)
    return {"field": sentence["field"], "start": start, "end": end, "text": row[sentence["field"]][start:end]}


def gold_rows(database: Database) -> Iterator[dict[str, Any]]:
    """Gives what was reviewed as gold: articles all of whose mentions somebody judged, with the text as coded.

    Acts called wrong are left out, corrected ones stand as corrected. Sources and statements are not reviewed, so the
    rows have none and ``evaluate`` does not score them; an act that the coder missed is not in the gold either.
    """
    for article in review.reviewed_articles(database):
        rows = [row for row in review.mentions(database, article=article["id"]) if row["state"] != "wrong"]
        published = article["published"].isoformat() if article["published"] else None
        kept = {k: article[k] for k in ("id", "title", "outlet", "text")}
        yield {**kept, "date": published, "events": [_gold_event(row["record"]) for row in rows]}


def _gold_event(record: Mapping[str, Any]) -> dict[str, Any]:
    same = (
        "event_type", "modes", "trigger", "sentence", "date", "territory", "factuality", "historical", "occurrence",
        "fatalities", "injured", "amount",
    )  # fmt: skip
    sides = {side: _gold_parties(record, record[side]) for side in ("actors", "recipients")}
    return {**{k: record[k] for k in same}, **sides}


def _gold_parties(record: Mapping[str, Any], parties: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    sentence = record["sentence"]
    made = []
    for party in parties:
        span = party["span"]
        inside = span["field"] == sentence["field"] and sentence["start"] <= span["start"] < sentence["end"]
        away = not inside or span["start"] == record["trigger"]["start"]
        marks = {"other_sentence": True} if away else {}
        made.append({**span, **{k: party[k] for k in ("country", "sectors", "kind")}, **marks})
    return made
