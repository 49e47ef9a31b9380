"""Reads texts in which the acts are marked, ours and those of public sets, of which only places are kept here.

Ours (``sentences/acts/*.txt``) are blocks of lines:

    TEXT: French jets struck rebel positions near Kidal on Monday, hours after Bamako appealed to Paris for help.
    ACT: ASSAULT | struck | French jets | rebel positions
    ACT: REQUEST | appealed | Bamako | Paris

An act has its type, the one word that carries it, its actors and its recipients: words of the text, ``;`` between
parties, ``-`` for none, ``word#2`` for a word's second occurrence. A text without ``ACT`` lines tells no act.

``sentences/acts/*.csv`` mark texts of others by places alone: ``id`` of the story or row, ``start`` and ``end`` of the
passage in it (code points), and an act a line with its spans in the passage, white space folded; ``type`` is empty for
a passage without acts.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from detente import codes

FOLDER = Path(__file__).with_name("sentences") / "acts"
Span = tuple[int, int]


@dataclass(frozen=True)
class MarkedAct:
    """An act in a text: its type, and spans of its word, actors and recipients."""

    event_type: str
    trigger: Span
    actors: tuple[Span, ...]
    recipients: tuple[Span, ...]


@dataclass
class MarkedText:
    """A text with its acts; ``source`` names its file."""

    source: str
    text: str
    acts: list[MarkedAct] = field(default_factory=list)


def own_texts(folder: Path = FOLDER) -> list[MarkedText]:
    """Reads our own texts.

    Raises:
        ValueError: a line that isn't of the form above, naming file and line.
    """
    return [text for path in sorted(folder.glob("*.txt")) for text in read_texts(path)]


def read_texts(path: Path) -> Iterator[MarkedText]:
    """Reads one file of our own texts.

    Raises:
        ValueError: as ``own_texts``.
    """
    text: MarkedText | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        kind, _, rest = line.partition(": ")
        if kind == "TEXT":
            if text is not None:
                yield text
            text = MarkedText(path.name, rest.strip())
        elif kind == "ACT" and text is not None:
            text.acts.append(_act(text.text, rest, f"{path.name}, line {number}"))
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"{path.name}, line {number}: neither TEXT nor ACT: {line[:40]}")
    if text is not None:
        yield text


def _act(text: str, line: str, where: str) -> MarkedAct:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != 4 or cells[0] not in {kind.code for kind in codes.event_types()}:
        raise ValueError(f"{where}: not TYPE | word | actors | recipients: {line}")
    actors, recipients = (_parties(text, cell, where) for cell in cells[2:])
    return MarkedAct(cells[0], _find(text, cells[1], where), actors, recipients)


def _parties(text: str, cell: str, where: str) -> tuple[Span, ...]:
    return () if cell == "-" else tuple(_find(text, part.strip(), where) for part in cell.split(";"))


def _find(text: str, phrase: str, where: str) -> Span:
    """Finds a phrase, or its occurrence of the number behind ``#``, as whole words."""
    words, _, number = phrase.partition("#")
    nth = int(number) if number.isdigit() else 1
    words = words if number.isdigit() else phrase
    places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    if len(places) < nth:
        raise ValueError(f"{where}: '{phrase}' is not in the text")
    return places[nth - 1], places[nth - 1] + len(words)


def foreign_texts(path: Path, texts: Mapping[str, str]) -> list[MarkedText]:
    """Reads a file of marked places; ``texts`` gives the text of an id, and those it hasn't are left out."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    found = []
    for (name, start, end), lines in groupby(rows, key=lambda row: (row["id"], row["start"], row["end"])):
        if name in texts:
            text = MarkedText(path.name, " ".join(texts[name][int(start) : int(end)].split()))
            text.acts.extend(
                MarkedAct(line["type"], _spans(line["trigger"])[0], _spans(line["actors"]), _spans(line["recipients"]))
                for line in lines
                if line["type"]
            )
            found.append(text)
    return found


def _spans(cell: str) -> tuple[Span, ...]:
    """Reads spans as they are written, ``12-17 30-42``."""
    pairs = (part.split("-") for part in cell.split())
    return tuple((int(start), int(end)) for start, end in pairs)


def write_places(path: Path, rows: Iterable[tuple[str, int, int, MarkedText]]) -> None:
    """Writes a file of marked places from passages: id, start and end in the text of that id, and what is marked."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, lineterminator="\n")
        out.writerow(("id", "start", "end", "type", "trigger", "actors", "recipients"))
        for name, start, end, text in rows:
            for act in text.acts or [MarkedAct("", (0, 0), (), ())]:
                spans = (" ".join(f"{a}-{b}" for a, b in some) for some in ((act.trigger,), act.actors, act.recipients))
                out.writerow(
                    (name, start, end, act.event_type, *spans) if act.event_type else (name, start, end, "", "", "", "")
                )
