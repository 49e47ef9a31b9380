"""How acts, parties, dates and sources are put in words, and whose names are kept back: one way for all that shows.

Persons without a public role appear by role only, wherever something leaves the store: command line, exports, report,
page and API. Whatever is alleged is shown with who alleges it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from detente import codes, datafiles
from detente.errors import UnknownCodeError

_ROLES = Path(__file__).parent / "actors" / "roster" / "roles.yaml"
NOT_ESTABLISHED = "not established by Détente"
_ROLE_SECTORS = frozenset({"CVL", "UNK", "REF", "LAB", "AGR", "SOC"})
_UNSURE = frozenset({"alleged", "denied"})
_NEVER = frozenset({"id", "event_type", "kind", "sectors", "country", "field", "attribution_id", "content", "part_of"})


def is_private(actor: Mapping[str, Any]) -> bool:
    """Says whether an actor is a person without a public role, who leaves the store by role only.

    So is a name of two or more capitalised words that coding could not place: it may be a person's.
    """
    first = actor["sectors"][0] if actor["sectors"] else "UNK"
    if first not in _ROLE_SECTORS:
        return False
    if actor["kind"] == "person":
        return True
    words = actor["name"].split()
    looks = len(words) > 1 and all(w[:1].isupper() for w in words)
    return bool(actor["kind"] == "unknown" and actor["sectors"] and looks)


def role_of(actor: Mapping[str, Any]) -> str:
    """Names a private person by role: ``civilian (PAK)``, ``person``."""
    first = actor["sectors"][0] if actor["sectors"] else "UNK"
    try:
        name = {"CVL": "civilian", "UNK": "person"}.get(first) or codes.sector(first).name
    except UnknownCodeError:
        name = "person"
    return f"{name} ({actor['country']})" if actor["country"] else name


def by_role(actor: Mapping[str, Any]) -> dict[str, Any]:
    """Gives an actor with its name, or with its role where the person is private."""
    if not is_private(actor):
        return dict(actor)
    role = role_of(actor)
    span = {"span": {**actor["span"], "text": role}} if "span" in actor else {}
    return {**actor, "name": role, **span}


def private_source(cited: Mapping[str, Any] | None) -> bool:
    """Says whether a source is a named person without an office or a side; "resident" or "widow" is no office."""
    if cited is None or cited["kind"] != "named":
        return False
    office = (cited.get("office") or "").lower().removeprefix("a ").removeprefix("an ").removeprefix("the ")
    return office in _private_words() or not (office or cited.get("side"))


@cache
def _private_words() -> frozenset[str]:
    """Gives the words of the rosters for people without a public role."""
    roles = datafiles.read_yaml(_ROLES)
    private = (role["words"] for role in roles if role["sectors"] == ["CVL"])
    return frozenset(word.strip() for words in private for word in words.split(","))


def private_names(records: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Gives the names that are kept back in mentions and attributions, each with the role shown in its place."""
    roles: dict[str, str] = {}
    for record in records:
        for key in ("actors", "recipients"):
            for actor in record.get(key) or ():
                if is_private(actor):
                    roles |= {actor["name"]: role_of(actor), actor["span"]["text"]: role_of(actor)}
        for cited in (record, record.get("attribution")):
            if cited and "source" in cited and private_source(cited):
                texts = [cited["name"], *(span["text"] for span in cited["source"])]
                roles = {text: "named source" for text in texts if text} | roles
    return {name: role for name, role in roles.items() if name}


def without_names(record: Mapping[str, Any]) -> dict[str, Any]:
    """Puts roles in place of the names of private persons, in parties, sources and the sentence."""
    roles = private_names([record])
    return replaced(dict(record), roles) if roles else dict(record)


def replaced(value: Any, roles: Mapping[str, str]) -> Any:
    """Replaces names wherever they stand in a record; the longest first, so that no part of a name is left."""
    if isinstance(value, str):
        for name in sorted(roles, key=len, reverse=True):
            if name and name in value:
                value = value.replace(name, roles[name] if value == name else f"[{roles[name]}]")
        return value
    if isinstance(value, dict):
        return {k: v if k in _NEVER else replaced(v, roles) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [replaced(v, roles) for v in value]
    return value


class Redaction:
    """A text with names replaced by roles, and the way from offsets in the old text to offsets in the new.

    Attributes:
        text: the new text.
    """

    def __init__(self, text: str, roles: Mapping[str, str]) -> None:
        self._cuts: list[tuple[int, int, int, int]] = []  # start, end in the old text; start, end in the new
        pieces, reached, length = [], 0, 0
        for start, end, name in _places(text, roles):
            shown = f"[{roles[name]}]"
            pieces += [text[reached:start], shown]
            length += start - reached
            self._cuts.append((start, end, length, length + len(shown)))
            length, reached = length + len(shown), end
        self.text = "".join([*pieces, text[reached:]])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Moves a span; one that touches a replaced name takes the whole role in."""
        return self._moved(start, False), self._moved(end, True)

    def _moved(self, at: int, closing: bool) -> int:
        shift = 0
        for start, end, new_start, new_end in self._cuts:
            if at <= start:
                break
            if at < end:
                return new_end if closing else new_start
            shift = new_end - end
        return at + shift


def _places(text: str, roles: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Finds names in a text, the longest first, without overlap, in order."""
    found: list[tuple[int, int, str]] = []
    for name in sorted(roles, key=lambda n: (-len(n), n)):
        at = text.find(name) if name else -1
        while at >= 0:
            end = at + len(name)
            if all(end <= s or at >= e for s, e, _ in found):
                found.append((at, end, name))
            at = text.find(name, end)
    return sorted(found)


def when(day: Mapping[str, Any] | None) -> str:
    """Writes an act's date with its precision."""
    if day is None:
        return "undated"
    start, end = str(day["start"]), str(day["end"])
    if day["precision"] == "day" or start == end:
        return start
    if day["precision"] == "month":
        return start[:7]
    if day["precision"] == "year":
        return start[:4]
    return f"{start} to {end}"


def party(actor: Mapping[str, Any]) -> str:
    """Names one party, with its country where the name alone does not say it; private persons by role."""
    if is_private(actor):
        return role_of(actor)
    place = f" ({actor['country']})" if actor["country"] and not _names_its_state(actor) else ""
    return f"{actor['name']}{place}"


def _names_its_state(actor: Mapping[str, Any]) -> bool:
    """Says whether an actor's name is its state's own, not that of a body of it ("the army")."""
    try:
        return bool(actor["kind"] == "state" and codes.country(actor["name"]).code == actor["country"])
    except UnknownCodeError:
        return False


def who(actors: Sequence[Mapping[str, Any]], nobody: str = "not said") -> str:
    """Names the parties of an act."""
    return ", ".join(dict.fromkeys(party(actor) for actor in actors)) or nobody


def source_of(record: Mapping[str, Any], outlet: str) -> str:
    """Writes who says so."""
    cited = record["attribution"]
    if not cited:
        return outlet or "the narrator"
    if cited["kind"] == "anonymous":
        return "an anonymous source" + (f", side {cited['side']}" if cited["side"] else "")
    if private_source(cited):
        return "a named source"
    name = cited["name"] or " ".join(span["text"] for span in cited["source"]) or cited["kind"]
    return str(name)


def caution(record: Mapping[str, Any], outlet: str) -> str | None:
    """Says what must stand beside an allegation: who makes or denies it, and that it is not established."""
    if record["factuality"] in _UNSURE or record["event_type"] == "ACCUSE":
        verb = "denied" if record["factuality"] == "denied" else "alleged"
        return f"{verb} by {claimant(record, outlet)}; {NOT_ESTABLISHED}"
    return None


def claimant(record: Mapping[str, Any], outlet: str) -> str:
    """Names who makes an allegation: the accuser of an accusation, else the source."""
    if record["event_type"] == "ACCUSE" and record["actors"] and record["factuality"] != "denied":
        return who(record["actors"])
    return source_of(record, outlet)


def node_name(node: str) -> str:
    """Names a node of a dyad: a state by its name, others by kind and name; never a person."""
    kind, _, rest = node.partition(":")
    if not rest:
        return _country(kind)
    if kind in ("group", "igo"):
        return rest
    if kind == "militants":
        return f"militants of {_country(rest)}"
    if kind == "society":
        return f"society of {_country(rest)}"
    try:
        return f"{codes.sector(kind.upper()).name}, {_country(rest)}"
    except UnknownCodeError:
        return f"{kind}, {_country(rest)}"


def _country(code: str) -> str:
    try:
        return codes.country(code).name
    except UnknownCodeError:
        return code
