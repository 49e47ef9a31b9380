"""What any code means: the answer of ``detente explain CODE``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detente.codes import cameo_list, country_list, plover_list, score_list, sector_list
from detente.codes.near import unknown
from detente.errors import UnknownCodeError


@dataclass(frozen=True, slots=True)
class Explanation:
    """The meaning of a code.

    Attributes:
        kind: event type, mode, context, CAMEO code, sector or country.
        quad_class: 1 to 4, or None where it has none; ``quad_name`` is its name or "".
        intensity: PLOVER score, -10 to 10, or None. goldstein: Goldstein score, -10 to 10, or None.
        crosswalk: what it is in the other code list, one line each.
        details: further facts as (label, text).
        notes: corrections and warnings.
        version: of the code list, and of the scores where there is an intensity.
        also: other meanings of the same code, as ``kind: name``.
    """

    code: str
    kind: str
    name: str
    definition: str
    quad_class: int | None
    quad_name: str
    intensity: float | None
    goldstein: float | None
    crosswalk: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    version: str
    source: str
    also: tuple[str, ...] = ()


def explain(code: str) -> Explanation:
    """Explains a PLOVER type, mode (``aerial``, ``ASSAULT aerial``), context, CAMEO code, sector or country.

    Where a code means several things, the first of that order is explained and the others are named in ``also``.

    Raises:
        UnknownCodeError: no list has it.
    """
    text = code.strip()
    found = [explanation for look in _LOOKS for explanation in look(text)]
    if not found:
        raise unknown(text, "code", _all_codes())
    first, *rest = found
    also = tuple(dict.fromkeys(f"{other.kind}: {other.name}" for other in rest))
    return Explanation(**{name: getattr(first, name) for name in Explanation.__slots__ if name != "also"}, also=also)


def _all_codes() -> Iterator[str]:
    """Gives every code that ``explain`` knows."""
    for kind in plover_list.event_types():
        yield kind.code
        yield from kind.formerly
        yield from (mode.name for mode in kind.modes)
    yield from (context.name for context in plover_list.contexts())
    yield from (record.code for record in cameo_list.cameo_codes())
    yield from (sector.code for sector in sector_list.sectors())
    for country in country_list.countries():
        yield from (country.code, country.name)


def _types(text: str) -> Iterator[Explanation]:
    """Explains an event type, by its present name or one of an earlier draft."""
    code = text.upper()
    now = plover_list.former_types().get(code, code)
    if now not in plover_list.plover().types:
        return
    kind = plover_list.event_type(now)
    notes = (f"{code} is its name in an earlier draft of PLOVER.",) if now != code else ()
    yield Explanation(
        code=kind.code,
        kind="event type",
        name=kind.code,
        definition=kind.definition,
        quad_class=kind.quad_class,
        quad_name=plover_list.quad_name(kind.quad_class),
        intensity=score_list.intensity(kind.code),
        goldstein=cameo_list.goldstein(kind.cameo),
        crosswalk=_cameo_lines(kind.code, None),
        details=(
            ("modes", ", ".join(mode.name for mode in kind.modes) or "none"),
            ("recipient", "required" if kind.recipient_required else "optional"),
        ),
        notes=(*notes, *filter(None, [kind.notes]), *_score_notes(kind.code, score_list.BASE)),
        version=f"PLOVER {plover_list.plover().version}; scores {score_list.scores_version()}",
        source=plover_list.plover().source,
    )


def _modes(text: str) -> Iterator[Explanation]:
    """Explains a mode, alone or after its type."""
    *before, name = re.split(r"[\s:]+", text.strip(), maxsplit=1)
    if not before and "-" in text and text.split("-", 1)[0].upper() in plover_list.plover().types:
        before, name = [text.split("-", 1)[0]], text.split("-", 1)[1]
    for kind in plover_list.event_types():
        if before and before[0].upper() != kind.code:
            continue
        for mode in kind.modes:
            if mode.name == name.lower():
                yield _mode(kind, mode)


def _mode(kind: plover_list.EventType, mode: plover_list.Mode) -> Explanation:
    """Explains one mode of one type."""
    where = {"both": "manual and structured codebook", "manual": "manual", "codebook": "structured codebook only"}
    notes = [f"The manual (2.0) covers it with '{mode.now}'."] if mode.now else []
    return Explanation(
        code=f"{kind.code} {mode.name}",
        kind="mode",
        name=f"{kind.code} {mode.name}",
        definition=mode.definition,
        quad_class=kind.quad_class,
        quad_name=plover_list.quad_name(kind.quad_class),
        intensity=score_list.intensity(kind.code, (mode.name,)),
        goldstein=cameo_list.goldstein(mode.cameo),
        crosswalk=_cameo_lines(kind.code, mode.name),
        details=(("listed in", where[mode.edition]), ("nearest CAMEO code", mode.cameo)),
        notes=(*notes, *_score_notes(kind.code, mode.name)),
        version=f"PLOVER {plover_list.plover().version}; scores {score_list.scores_version()}",
        source=plover_list.plover().source,
    )


def _cameo_lines(code: str, mode: str | None) -> tuple[str, ...]:
    """Lists the CAMEO codes of a type or mode."""
    return tuple(
        f"{record.code} {record.name}"
        for record in cameo_list.cameo_codes()
        if record.event_type == code and (mode is None or mode in record.modes)
    )


def _score_notes(code: str, mode: str) -> tuple[str, ...]:
    """Gives the reasons for a corrected, added or odd score."""
    return tuple(note.reason for note in score_list.score_table().notes(code, mode))


def _contexts(text: str) -> Iterator[Explanation]:
    """Explains a context."""
    name = text.lower().replace("-", "_").replace(" ", "_")
    if name in plover_list.plover().contexts:
        lines = [f"{c.code} {c.name}" for c in cameo_list.cameo_codes() if name in c.contexts]
        yield _plain(name, "context", name, plover_list.context(name).definition, crosswalk=tuple(lines))


def _cameo(text: str) -> Iterator[Explanation]:
    """Explains a CAMEO code."""
    try:
        record = cameo_list.cameo(text)
    except UnknownCodeError:
        return
    equivalent = " ".join(filter(None, [record.event_type, *record.modes]))
    contexts = f" (context {', '.join(record.contexts)})" if record.contexts else ""
    yield Explanation(
        code=record.code,
        kind="CAMEO code",
        name=record.name,
        definition=record.name,
        quad_class=record.quad_class,
        quad_name=plover_list.quad_name(record.quad_class),
        intensity=score_list.intensity(record.event_type, record.modes) if record.event_type else None,
        goldstein=record.goldstein,
        crosswalk=(f"PLOVER {equivalent}{contexts}",) if equivalent else ("PLOVER has no equivalent",),
        details=(),
        notes=(record.note,) if record.note else (),
        version=f"CAMEO with the Goldstein scale of ICEWS; scores {score_list.scores_version()}",
        source="CAMEO code list and CAMEO to PLOVER table (2021), OEDA; Goldstein scale as in ICEWS",
    )


def _countries(text: str) -> Iterator[Explanation]:
    """Explains a country, by any key that ``country`` takes; codes in any case."""
    record = None
    for key in (text, text.upper()):
        try:
            record = record or country_list.country(key)
        except UnknownCodeError:
            continue
    if record is None:
        return
    span = f"{record.start or 'before 1945'} to {record.end or 'today'}"
    facts = (
        ("status", record.status.replace("_", " ")),
        ("actors coded as", record.coded_as),
        ("ISO alpha-2", record.alpha2),
        ("Correlates of War", str(record.cow_number() or "")),
        ("Gleditsch-Ward", str(record.gw or "")),
        ("FIPS 10-4", ", ".join(record.fips)),
        ("also called", ", ".join(alias.value for alias in record.aliases)),
        ("people", ", ".join(demonym.value for demonym in record.demonyms)),
        ("capital", record.capital(record.end)),
        ("predecessors", ", ".join(record.predecessors)),
        ("successors", ", ".join(record.successors)),
    )
    details = tuple(fact for fact in facts if fact[1])
    yield _plain(record.code, "country", record.name, f"{record.name}, {span}", details=details, source=record.source)


def _sectors(text: str) -> Iterator[Explanation]:
    """Explains a sector."""
    for sector in sector_list.sectors():
        if text.upper() == sector.code:
            source = f"{sector.list} sector codes; definition reworded"
            yield _plain(sector.code, "sector", sector.name, sector.definition, source=source)


def _plain(
    code: str,
    kind: str,
    name: str,
    definition: str,
    crosswalk: tuple[str, ...] = (),
    details: tuple[tuple[str, str], ...] = (),
    source: str = "",
) -> Explanation:
    """Makes the explanation of a code that has no scores."""
    plover = plover_list.plover()
    version = f"PLOVER {plover.version}" if kind != "country" else ""
    return Explanation(
        code, kind, name, definition, None, "", None, None, crosswalk, details, (), version, source or plover.source
    )


_LOOKS: tuple[Callable[[str], Iterator[Explanation]], ...] = (_types, _cameo, _countries, _sectors, _modes, _contexts)
