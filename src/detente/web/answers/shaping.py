"""From rows of the store to models: private persons by role, allegations with who makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente import codes, present
from detente.errors import UnknownCodeError
from detente.records import node_from
from detente.web.models import ActDate, Count, Event, Party, Place, Source

Row = Mapping[str, Any]


def party_of(actor: Row) -> Party:
    """Makes a party; a private person's name and words are a role."""
    private = present.is_private(actor)
    name = present.role_of(actor) if private else actor["name"]
    return Party(
        name=name,
        node=node_from(actor["kind"], actor["country"], actor["sectors"], actor["name"], actor["group"]),
        country=actor["country"],
        country_name=country_name(actor["country"]),
        sectors=list(actor["sectors"]),
        kind=actor["kind"],
        group=actor["group"],
        scope=actor["scope"],
        office=actor.get("office") or "",
        private=private,
        text=name if private else actor["span"]["text"],
    )


def country_name(code: str | None) -> str | None:
    """Gives a country's name, or None for none and for what is no country."""
    if not code:
        return None
    try:
        return codes.country(code).name
    except UnknownCodeError:
        return None


def source_of(cited: Row | None, record: Row, outlet: str) -> Source | None:
    """Makes the source of a mention; a private person is a named source."""
    if not cited:
        return None
    private = present.private_source(cited)
    return Source(
        kind=cited["kind"],
        name=None if private else cited["name"],
        office=cited["office"],
        side=cited["side"],
        reason=cited["reason"],
        reason_type=cited["reason_type"],
        words=present.source_of({**record, "attribution": cited}, outlet),
    )


def count_of(found: Row | None) -> Count | None:
    """Makes a number as reported."""
    return Count.model_validate({k: found[k] for k in Count.model_fields if k in found}) if found else None


def date_of(found: Row | None) -> ActDate | None:
    """Makes the date of an act."""
    return ActDate(**found) if found else None


def place_of(found: Row | None) -> Place | None:
    """Makes a place."""
    return Place(**{k: found[k] for k in Place.model_fields}) if found else None


def event_fields(record: Row, row: Row) -> dict[str, Any]:
    """Gives what an event and a mention have in common.

    Args:
        record: the mention's record. row: with outlet, published and article_id.
    """
    outlet = row["outlet"] or ""
    roles = present.private_names([record])
    sentence = present.Redaction(record["sentence"]["text"], roles).text
    return {
        **{
            k: record[k]
            for k in (
                "event_type", "modes", "contexts", "cameo", "quad_class", "intensity", "goldstein", "of_type",
                "territory", "factuality", "historical", "occurrence", "outcome", "covert", "consent", "notified",
                "confidence",
            )
        },
        "quad_name": codes.quad_name(record["quad_class"]),
        "actors": [party_of(a) for a in record["actors"]],
        "recipients": [party_of(a) for a in record["recipients"]],
        "date": date_of(record["date"]),
        "when": present.when(record["date"]),
        "territory_name": country_name(record["territory"]),
        "place": place_of(record["place"]),
        **{k: count_of(record[k]) for k in ("fatalities", "injured", "amount")},
        "according_to": present.source_of(record, outlet),
        "source": source_of(record["attribution"], record, outlet),
        "caution": present.caution(record, outlet),
        "outlet": outlet,
        "published": row["published"],
        "article_id": row["article_id"],
        "sentence": sentence,
    }  # fmt: skip


def event_of(row: Row) -> Event:
    """Makes an event of a row of ``queries.events_by_id``."""
    return Event(**event_row_fields(row))


def event_row_fields(row: Row) -> dict[str, Any]:
    """Gives all fields of an event; what its reports differ in comes from the event, not from one mention."""
    record = row["record"]
    own = not row.get("dataset")
    return {
        **event_fields(record, row),
        "id": row["id"],
        "dataset": row.get("dataset") or "detente",
        "mention_id": row["mention_id"],
        "territory": row["territory"],
        "territory_name": country_name(row["territory"]),
        "factuality": row["factuality"] if own else record["factuality"],
        "consent": row["consent"] if own else record["consent"],
        "reports": row["mentions"],
        "articles": row["articles"],
        "origins": row["origins"],
    }


def events_of(rows: Sequence[Row]) -> list[Event]:
    """Makes events of rows."""
    return [event_of(row) for row in rows]
