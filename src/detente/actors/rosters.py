"""Loading the rosters: states from the code lists, persons, organisations, groups and roles from data files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from detente import codes
from detente.actors.entries import Edge, Entity, Role, What, known_countries, known_sectors, parse_day
from detente.actors.gazetteer import Gazetteer, Match, fold
from detente.actors.petrarch import read_dictionary
from detente.actors.qualifiers import FOLDER, qualifiers
from detente.datafiles import Entry, Row, read_csv, read_yaml, sha256
from detente.errors import DataFileError
from detente.records import ActorKind

_PERSON_COLUMNS = ("name", "aliases", "country", "office", "sectors", "start", "end", "source")
_ORGANISATION_COLUMNS = ("name", "aliases", "country", "sectors", "kind", "start", "end", "source")
_REGION_COLUMNS = ("name", "aliases", "country", "what", "source")
_KINDS: frozenset[ActorKind] = frozenset(
    ("state", "igo", "armed_group", "organisation", "person", "society", "unknown")
)
_SOURCE_ADVICE = "Say where it is from; 'general knowledge, unverified' will do."
_NAME_BEFORE = re.compile(r"([A-Z][a-zà-ÿ'’-]+) $")
_NAMES_AFTER = re.compile(r"(?: [A-Z][\w'’-]+\b){1,3}")
_MIDDLE = re.compile(r"[a-z]\.?|(?:al|el|bin|ibn|abdul|abd)\b[-\w]*")
_CALLING = re.compile(
    r"(?!\w*(?:list|twist|wrist|heist|career|veneer|humanitarian)s?$)"
    r"[a-z]{3,}(?:ist|ician|arian|eer|maker|keeper|designer|dresser|writer|player|singer|dancer|painter|climber)s?$"
)
_IRREGULAR = {"men": "man", "women": "woman", "people": "people", "children": "child", "clergymen": "clergyman"}


@dataclass(slots=True)
class Roster:
    """Everything the actors room knows by name.

    Attributes:
        gazetteer: names to entities.
        periods: canonical name to all its dated entries, for persons.
        roles: folded role words to roles.
        edges: dated relations of armed groups.
        hashes: file name to SHA-256, for provenance.
    """

    gazetteer: Gazetteer
    periods: dict[str, list[Entity]]
    roles: dict[str, Role]
    edges: list[Edge]
    hashes: dict[str, str] = field(default_factory=dict)
    _surnames: dict[str, list[Entity]] = field(default_factory=dict, repr=False)
    _asked: dict[str, Role | None] = field(default_factory=dict, repr=False)
    _outer: dict[tuple[str, str], set[str]] = field(default_factory=dict, repr=False)

    def surnamed(self, surname: str) -> list[Entity]:
        """Gives the periods of all persons of a last name."""
        if not self._surnames:
            for entities in self.periods.values():
                for entity in entities:
                    self._surnames.setdefault(fold(entity.name.split()[-1]), []).append(entity)
        return self._surnames.get(fold(surname), [])

    def with_middle_name(self, words: Sequence[str]) -> str | None:
        """Gives the one person of a first and last name, where only initials or particles stand between.

        "Donald J. Trump" and "Nawaf al-Ahmad al-Jaber al-Sabah" are known by shorter names.
        """
        if not self._outer:
            for name in self.periods:
                own = fold(name).split()
                if len(own) > 1:
                    self._outer.setdefault((own[0], own[-1]), set()).add(name)
        low = [fold(w).removesuffix("'s") for w in words if w.rstrip(".") not in ("Jr", "Sr", "II", "III")]
        if len(low) < 3 or not all(_MIDDLE.fullmatch(w) for w in low[1:-1]):
            return None
        found = self._outer.get((low[0], low[-1]), set())
        return next(iter(found)) if len(found) == 1 else None

    def names_in(self, text: str) -> list[Match]:
        """Finds names, less those that are part of another ("Michael Jordan", "Putin Kowalski", "Paris Accord")."""
        return [m for m in self.gazetteer.find(text) if not self._inside_another_name(m, text)]

    def _inside_another_name(self, match: Match, text: str) -> bool:
        whats = {e.what for e in match.entities}
        place = whats <= {"capital", "region"} and not is_headline(text)
        shared = whats == {"person"} or match.alias in qualifiers().persons_too
        # "World Petroleum Congress" is not the Congress.
        body = whats == {"organisation"} and not match.alias.isupper() and not is_headline(text)
        if body or (shared and " " not in match.alias):
            before = _NAME_BEFORE.search(text, max(0, match.start - 25), match.start)
            if before and (shared or before.start() > 0) and self._may_be_name(before[1]):
                return True
        if not (place or shared):
            return False
        after = _NAMES_AFTER.match(text, match.end)
        words = after[0].split() if after else []
        # "Madras High Court" is a court in Madras though "High" alone might be a name.
        told = any(self.role([fold(w)]) is not None for w in words[1:])
        return bool(words) and self._may_be_name(words[0]) and not told

    def _may_be_name(self, word: str) -> bool:
        """Says whether a capitalised word beside a name may belong to it: no title, role, state or weekday."""
        low = fold(word).removesuffix("'s")
        known = self.role([low]) is not None or low in qualifiers().beside_names or self.gazetteer.has(word)
        return not known and not word.isupper()

    def role(self, words: Sequence[str]) -> Role | None:
        """Finds a role by its words, the last one singular or plural."""
        if not words:
            return None
        key = " ".join(words)
        if key not in self._asked:
            if len(self._asked) > 200_000:
                self._asked.clear()
            self._asked[key] = self._role(words)
        return self._asked[key]

    def _role(self, words: Sequence[str]) -> Role | None:
        head = list(words[:-1])
        for last in singulars(words[-1]):
            role = self.roles.get(" ".join([*head, last]))
            if role is not None:
                return role
        # "A Kenyan botanist" is a person though no list has the calling.
        calling = len(words) == 1 and _CALLING.search(words[0])
        return Role(words[0], ("CVL",), "person") if calling else None


def is_headline(text: str) -> bool:
    """Says whether most words have capitals, so that a capital says nothing."""
    words = text.split()
    return len(words) > 5 and sum(word[:1].isupper() for word in words) > 0.6 * len(words)


def singulars(word: str) -> Iterator[str]:
    """Gives a word and the singular forms it may be the plural of, likeliest first."""
    yield word
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
    elif word.endswith("men"):
        yield word[:-3] + "man"
    elif word.endswith("ies"):
        yield word[:-3] + "y"
    elif word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]


@cache
def load_roster(extra: tuple[Path, ...] = ()) -> Roster:
    """Loads the shipped rosters and the user's own.

    Args:
        extra: files beside the shipped ones: ``*persons*.csv``, ``*organisations*.csv``, ``*regions*.csv``,
            ``*groups*.yaml``, ``*roles*.yaml`` in the shipped formats, and ``*.txt`` dictionaries in PETRARCH's format.

    Raises:
        DataFileError: a file is wrong; the message gives its line.
    """
    shipped = [FOLDER / n for n in ("persons.csv", "organisations.csv", "regions.csv", "groups.yaml", "roles.yaml")]
    names: list[tuple[str, Entity]] = list(_states())
    roles: dict[str, Role] = {}
    edges: list[Edge] = []
    for path in [*shipped, *extra]:
        if path.suffix == ".txt":
            found, agents = read_dictionary(path)
            names.extend(found)
            roles.update(agents)
        elif "persons" in path.name:
            names.extend(_persons(path))
        elif "organisations" in path.name:
            names.extend(_organisations(path))
        elif "regions" in path.name:
            names.extend(_regions(path))
        elif "groups" in path.name:
            names.extend(_groups(path, edges))
        elif "roles" in path.name:
            roles.update(_roles(path))
        else:
            raise DataFileError(path, 1, "no roster is read from a file of this name", "See CONTRIBUTING, 'Rosters'.")
    periods: dict[str, list[Entity]] = {}
    for _, entity in names:
        if entity.what == "person" and entity not in (known := periods.setdefault(entity.name, [])):
            known.append(entity)
    for known in periods.values():
        known.sort(key=lambda e: (e.start or date.min, e.end or date.max))
    hashes = {path.name: sha256(path) for path in [*shipped, *extra]}
    return Roster(Gazetteer(names), periods, roles, edges, hashes)


def _states() -> Iterator[tuple[str, Entity]]:
    """Gives names, demonyms, capitals and seats of states from the country table."""
    for country in codes.countries():
        code = country.coded_as or country.code
        sectors = ("PRE",) if country.status == "unrecognised" else ()

        def entity(
            alias: codes.Dated,
            what: What,
            kind: ActorKind,
            sectors: tuple[str, ...] = sectors,
            country: codes.Country = country,
            code: str = code,
        ) -> tuple[str, Entity]:
            start, end = alias.start or country.start, alias.end or country.end
            return alias.value, Entity(country.name, what, code, sectors, kind, start, end, source=country.source)

        yield entity(codes.Dated(country.name), "state", "state")
        yield from (entity(alias, "state", "state") for alias in country.aliases)
        yield from (entity(alias, "demonym", "society") for alias in country.demonyms)
        yield from (entity(alias, "capital", "state", ("GOV",)) for alias in country.capitals)
        yield from (entity(alias, "seat", "organisation", ("GOV",)) for alias in country.seats)


def _period(row: Row) -> tuple[object, object]:
    start = parse_day(row["start"], False, DataFileError, str(row.file), row.line)
    end = parse_day(row["end"], True, DataFileError, str(row.file), row.line)
    if start and end and end < start:
        raise row.error(f"the period ends ({end}) before it starts ({start})", "Check both dates.")
    return start, end


def _country(row: Row | Entry, value: str) -> str | None:
    if not value or value in ("IGO", "NGO"):
        return value or None
    if value in known_countries():
        return value
    raise row.error(f"'{value}' is no country code", "Use ISO 3166 alpha-3, a dated code such as SUN, IGO or NGO.")


def _sectors(row: Row | Entry, value: str | Sequence[str]) -> tuple[str, ...]:
    given = tuple(value.split()) if isinstance(value, str) else tuple(value)
    for sector in given:
        if sector not in known_sectors():
            raise row.error(f"'{sector}' is no PLOVER sector", "See: detente explain GOV.")
    return given


def _entity(row: Row, what: str, kind: str, office: str = "", igo: str = "") -> Entity:
    if not row["source"]:
        raise row.error("the source note is empty", _SOURCE_ADVICE)
    if kind not in _KINDS:
        raise row.error(f"'{kind}' is no kind of actor", f"Use one of: {', '.join(sorted(_KINDS))}.")
    start, end = _period(row)
    country, sectors = _country(row, row["country"]), _sectors(row, row["sectors"])
    return Entity(row["name"], what, country, sectors, kind, start, end, office, igo, row["source"])  # type: ignore[arg-type]


def _persons(path: Path) -> Iterator[tuple[str, Entity]]:
    for row in read_csv(path, _PERSON_COLUMNS):
        entity = _entity(row, "person", "person", office=row["office"])
        for alias in (row["name"], *row.split("aliases")):
            yield alias, entity


def _organisations(path: Path) -> Iterator[tuple[str, Entity]]:
    for row in read_csv(path, _ORGANISATION_COLUMNS):
        entity = _entity(row, "organisation", row["kind"], igo=row.get("igo_code", ""))
        for alias in (row["name"], *row.split("aliases")):
            yield alias, entity


def _regions(path: Path) -> Iterator[tuple[str, Entity]]:
    """Gives provinces and peoples: the country they point to, none where they point to several."""
    for row in read_csv(path, _REGION_COLUMNS):
        if row["what"] not in ("region", "people"):
            raise row.error(f"'{row['what']}' is neither region nor people", "Write one of the two.")
        if not row["source"]:
            raise row.error("the source note is empty", _SOURCE_ADVICE)
        people = row["what"] == "people"
        sectors, kind = (("ETH",), "society") if people else ((), "unknown")
        country = _country(row, row["country"])
        entity = Entity(row["name"], row["what"], country, sectors, kind, source=row["source"])  # type: ignore[arg-type]
        for alias in (row["name"], *row.split("aliases")):
            yield alias, entity


def _groups(path: Path, edges: list[Edge]) -> Iterator[tuple[str, Entity]]:
    for entry in read_yaml(path) or ():
        entry.require("name", "sector", "source")
        entry.allow(
            "name", "aliases", "sector", "home", "areas", "start", "end", "opposes", "backed_by", "based_in",
            "designated_by", "source", "note", "leaders", "country",
        )  # fmt: skip
        home = _country(entry, str(entry.get("home") or ""))
        start = parse_day(str(entry.get("start") or ""), False, DataFileError, str(path), entry.line)
        end = parse_day(str(entry.get("end") or ""), True, DataFileError, str(path), entry.line)
        sectors = _sectors(entry, str(entry["sector"]))
        entity = Entity(entry["name"], "group", home, sectors, "armed_group", start, end, source=str(entry["source"]))
        edges.extend(_edges(path, entry))
        for alias in (entry["name"], *(entry.get("aliases") or ())):
            yield str(alias), entity


def _edges(path: Path, entry: Entry) -> Iterator[Edge]:
    others = {"opposes": "who", "backed_by": "who", "based_in": "country", "designated_by": "by"}
    for relation, key in others.items():
        for item in entry.get(relation) or ():
            item.require(key, "source")
            start = parse_day(
                str(item.get("start") or item.get("since") or ""), False, DataFileError, str(path), item.line
            )
            end = parse_day(str(item.get("end") or ""), True, DataFileError, str(path), item.line)
            status = str(item.get("status") or ("acknowledged" if relation == "designated_by" else ""))
            if status not in ("acknowledged", "documented", "alleged", "denied"):
                raise item.error(f"'{status}' is no status", "Use acknowledged, documented, alleged or denied.")
            yield Edge(entry["name"], relation, str(item[key]), start, end, status, str(item["source"]))  # type: ignore[arg-type]


def _roles(path: Path) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for entry in read_yaml(path) or ():
        entry.require("sectors", "kind", "words")
        entry.allow("sectors", "kind", "words", "former", "country")
        sectors = _sectors(entry, entry["sectors"])
        for words in str(entry["words"]).split(","):
            key = fold(" ".join(words.split()))
            if key:
                roles[key] = Role(key, sectors, entry["kind"], entry.get("former"), entry.get("country"))
    return roles
