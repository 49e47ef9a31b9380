"""Mentions in their paragraph, with what is coded marked in place; offsets follow where a name became a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente import codes, present
from detente.store import corrections, review
from detente.store.database import Database
from detente.web.answers.shaping import event_fields
from detente.web.models import CorrectionView, Mark, Mention, Passage

Row = Mapping[str, Any]


def mentions_of(database: Database, rows: Sequence[Row]) -> list[Mention]:
    """Makes mentions of rows of ``review.mentions``, with their corrections."""
    said: dict[str, list[CorrectionView]] = {}
    if rows:
        for row in corrections.listed(database, [row["id"] for row in rows]):
            said.setdefault(row["mention_id"], []).append(correction_of(row))
    # A name that one mention of an article keeps back is kept back in all.
    roles = roles_by_article(database, {row["article_id"] for row in rows})
    return [mention_of(row, said.get(row["id"], []), roles[row["article_id"]]) for row in rows]


def roles_by_article(database: Database, articles: Iterable[str]) -> dict[str, dict[str, str]]:
    """Gives, for each article, the names that are kept back with the roles in their place."""
    found = {}
    for article in articles:
        records = [row["record"] for row in review.mentions(database, article=article)]
        found[article] = present.private_names(records)
    return found


def mention_of(row: Row, said: list[CorrectionView], roles: Mapping[str, str]) -> Mention:
    """Makes a mention."""
    record = row["record"]
    fields = event_fields(record, row)
    return Mention(
        **{**fields, "sentence": present.Redaction(record["sentence"]["text"], roles).text},
        id=row["id"],
        dataset="detente",
        mention_id=row["id"],
        event_id=row["event_id"],
        reports=1,
        articles=1,
        origins=1,
        title=present.Redaction(row["title"], roles).text,
        url=row["url"],
        passage=passage_of(record, row, roles),
        rule=record["rule"],
        coder=f"detente {row['coder_version']}" if row["coder_version"] else "",
        run_id=row["run_id"],
        state=row["state"],
        coded=_differences(row["coded"], record, roles),
        corrections=said,
    )


def _differences(coded: Row | None, record: Row, roles: Mapping[str, str]) -> dict[str, Any] | None:
    """Gives what the coder had said of all that was corrected."""
    if coded is None:
        return None
    changed = {k: coded[k] for k in corrections.RESTATING if coded[k] != record[k]}
    return {k: present.replaced(v, {**present.private_names([coded]), **roles}) for k, v in changed.items()}


def passage_of(record: Row, row: Row, roles: Mapping[str, str]) -> Passage:
    """Cuts the paragraph of a mention's sentence out of its article and marks the mention in it."""
    sentence = record["sentence"]
    field = sentence["field"]
    text: str = row[field]
    start = text.rfind("\n", 0, sentence["start"]) + 1
    end = text.find("\n", sentence["end"])
    end = len(text) if end < 0 else end
    shown = present.Redaction(text[start:end], roles)
    marks = []
    for what, span, label in spans_of(record):
        if span["field"] == field and start <= span["start"] and span["end"] <= end:
            marks.append(_mark(shown, what, span["start"] - start, span["end"] - start, label, record))
    marks += _date_marks(shown, record, text[start:end], start)
    return Passage(
        field=field,
        text=shown.text,
        sentence=shown.span(sentence["start"] - start, sentence["end"] - start),
        marks=sorted(marks, key=lambda m: (m.start, -m.end, m.what)),
    )


def spans_of(record: Row) -> list[tuple[str, Row, str]]:
    """Gives all spans of a mention as (what, span, label)."""
    found = [("trigger", record["trigger"], record["event_type"])]
    for what, key in (("actor", "actors"), ("recipient", "recipients")):
        found += [(what, a["span"], present.party(a)) for a in record[key] if a["span"]["end"] > a["span"]["start"]]
    cited = record["attribution"]
    if cited:
        who = present.source_of(record, "")
        for what in ("source", "cue", "content"):
            found += [(what, span, who) for span in cited[what]]
    place = record["place"]
    if place and place["span"]["end"] > place["span"]["start"]:
        found.append(("place", place["span"], place["name"]))
    return found


def _mark(shown: present.Redaction, what: str, start: int, end: int, label: str, record: Row) -> Mark:
    quad = record["quad_class"] if what == "trigger" else None
    at = shown.span(start, end)
    return Mark(what=what, start=at[0], end=at[1], label=label, quad_class=quad, mention_id=record["id"])


def _date_marks(shown: present.Redaction, record: Row, paragraph: str, offset: int) -> list[Mark]:
    """Finds the words a date rests on: in the sentence, else in the paragraph; a report's day rests on none."""
    day = record["date"]
    if not day or day["basis"] == "report" or not day["text"]:
        return []
    sentence = record["sentence"]
    at = paragraph.find(day["text"], sentence["start"] - offset, sentence["end"] - offset)
    at = paragraph.find(day["text"]) if at < 0 else at
    return [_mark(shown, "date", at, at + len(day["text"]), present.when(day), record)] if at >= 0 else []


def correction_of(row: Row) -> CorrectionView:
    """Makes a correction, with what it says in words."""
    value = row["value"]
    what = row["what"]
    if what == "event_type":
        words = f"is {' '.join([value['event_type'], *value['modes']])}"
    elif what in ("actors", "recipients"):
        words = f"{what} are {present.who(value, 'nobody')}"
        value = [present.by_role(actor) for actor in value]
    elif what == "date":
        words = f"happened: {present.when(value)}"
    elif what == "factuality":
        words = f"is {value}"
    elif what in ("merge", "split"):
        words = f"{'is the same act as' if what == 'merge' else 'is another act than'} {value['with']}"
    else:
        words = f"is {what}"
    shown = {k: row[k] for k in ("id", "mention_id", "article_id", "what", "who", "made", "undone")}
    return CorrectionView(**shown, value=value, standing=row["undone"] is None, words=words)


def quad_label(quad: int) -> str:
    """Names a quad class."""
    return codes.quad_name(quad)
