"""Plain text, as saved or scraped: the page's clutter dropped, title, deck, byline, dateline and body told apart."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.read.clutter import is_sentence, sift
from detente.read.decoding import decode, visible
from detente.read.heading import byline_of, credited_agency, date_line_of, dateline_of, head_dateline
from detente.read.intake import LARGEST_ARTICLE, Intake
from detente.read.items import Item
from detente.records import Article, Published

_LONGEST_TITLE = 200
_LONGEST_DECK = 400
# The head of an article is looked for in its first blocks only.
_HEAD_BLOCKS = 8
# Lines among which an agency may be credited.
_HEAD_LINES = 12
_BULLETS = ("* ", "• ", "- ", "– ")


@dataclass(frozen=True, slots=True)
class Parts:
    """A text taken apart.

    Attributes:
        title, deck: empty where none can be told for sure.
        dateline: as worded, without its dash; it also stays in ``text``.
        byline: authors' names.
        text: the body, its paragraphs as in the source, parted by blank lines where the source has them.
        agency: the news agency that the dateline names, in full.
        published: a full date that the head or the dateline states.
        note: corrections and editors' notes, a line each.
        dropped: the lines taken for clutter.
    """

    title: str
    deck: str
    dateline: str
    byline: tuple[str, ...]
    text: str
    agency: str = ""
    published: Published | None = None
    note: str = ""
    dropped: tuple[str, ...] = ()


@dataclass(slots=True)
class _Head:
    """What the blocks before the body turned out to be."""

    body_at: int = 0
    title: str = ""
    deck: str = ""
    byline: tuple[str, ...] = ()
    published: Published | None = None


def parts(raw_text: str) -> Parts:
    """Takes a scraped text apart.

    Where title or deck cannot be told from the body for sure, they stay in the body: nothing is lost.
    """
    lines = raw_text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    sifted = sift(lines)
    blocks = _blocks(lines, sifted.kept)
    head = _head(blocks)
    body, byline = _without_bylines(blocks[head.body_at :], head.byline)
    text = _joined(lines, body)
    dateline = head_dateline(text)
    return Parts(
        title=head.title,
        deck=head.deck,
        dateline=dateline.text if dateline else "",
        byline=byline,
        text=text,
        agency=(dateline.agency if dateline else "") or credited_agency([*lines[:_HEAD_LINES], *sifted.dropped]),
        published=head.published or (dateline.published if dateline else None),
        note="\n".join(sifted.notes),
        dropped=sifted.dropped,
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph: its line numbers, and its words on one line."""

    lines: tuple[int, ...]
    words: str


def _blocks(lines: Sequence[str], kept: Sequence[int]) -> list[_Block]:
    """Groups lines to paragraphs: by blank lines where there are any, else by indents, else a line each."""
    filled = [i for i in kept if lines[i].strip()]
    between = any(not lines[i].strip() for i in range(filled[0], filled[-1])) if filled else False
    indents = sum(bool(re.match(r"[ \t]{2,}\S", lines[i])) for i in filled)
    indented = indents >= 2 and indents < len(filled)
    # Text wrapped by hand has lines of about one length that end in mid-sentence.
    wrapped = bool(filled) and max(len(lines[i]) for i in filled) <= 100 and len(filled) > 3
    groups: list[list[int]] = []
    for position, index in enumerate(filled):
        earlier = filled[position - 1] if position else None
        adjacent = earlier is not None and index == earlier + 1
        if adjacent and (wrapped if between else indented) and not (indented and lines[index].startswith(("  ", "\t"))):
            groups[-1].append(index)
        else:
            groups.append([index])
    return [_Block(tuple(group), " ".join(" ".join(lines[i] for i in group).split())) for group in groups]


def _head(blocks: Sequence[_Block]) -> _Head:
    """Tells title, deck, byline and date from the body."""
    start = _body_start(blocks)
    before, head = blocks[:start], _Head(body_at=start)
    plain: list[_Block] = []
    for block in before:
        if (when := date_line_of(block.words)) is not None:
            head.published = head.published or when
        elif (names := byline_of(block.words)) is not None:
            head.byline = head.byline or names
        else:
            plain.append(block)
    if plain and is_title(plain[0].words):
        head.title = plain.pop(0).words
        points = list(itertools.takewhile(lambda block: block.words.startswith(_BULLETS), plain))
        if points:
            # Agencies put the main points under the title, a line each.
            head.deck = "\n".join(block.words for block in points)
            plain = plain[len(points) :]
        elif plain and len(plain[0].words) <= _LONGEST_DECK:
            head.deck = plain.pop(0).words
    if plain:
        # What is left before the body is neither: the body starts there, so that nothing is lost.
        head.body_at = blocks.index(plain[0])
    return head


def _body_start(blocks: Sequence[_Block]) -> int:
    """Finds the block where the body begins."""
    near = blocks[:_HEAD_BLOCKS]
    if not near:
        return 0
    for index, block in enumerate(near):
        if index and dateline_of(block.words) and is_title(near[0].words):
            return index
    # Without a dateline, a byline or date line parts head and body, if what precedes it is short.
    marks = [i for i, b in enumerate(near) if byline_of(b.words) is not None or date_line_of(b.words) is not None]
    if marks and marks[-1] + 1 < len(blocks) and _is_head(near[: marks[0]]):
        last = marks[0]
        while last + 1 in marks:
            last += 1
        return last + 1
    if len(blocks) > 1 and is_title(near[0].words) and any(is_sentence(b.words) for b in blocks[1:]):
        # A short line without a full stop under the title is its deck; anything else is the body.
        return 2 if len(blocks) > 2 and _is_stopless(near[1].words) and is_sentence(near[2].words) else 1
    return 0


def _is_head(blocks: Sequence[_Block]) -> bool:
    return len(blocks) <= 3 and all(len(b.words) <= _LONGEST_DECK for b in blocks)


def is_title(words: str) -> bool:
    """Tells whether a line can be a title: short, and without the full stop of a sentence."""
    if len(words) > _LONGEST_TITLE or words.startswith(_BULLETS) or dateline_of(words):
        return False
    return not re.search(r"(?<!\.[A-Z])[.;:,][\"”')]*$", words) and bool(re.search(r"\w\w", words))


def _is_stopless(words: str) -> bool:
    return len(words) <= _LONGEST_DECK and not re.search(r"[.!?:;,][\"”')]*$", words) and len(words.split()) > 3


def _without_bylines(blocks: Sequence[_Block], found: tuple[str, ...]) -> tuple[list[_Block], tuple[str, ...]]:
    """Takes byline blocks off the start of the body."""
    rest = list(blocks)
    while len(rest) > 1 and (names := byline_of(rest[0].words)) is not None:
        found = found or names
        rest.pop(0)
    return rest, found


def _joined(lines: Sequence[str], blocks: Sequence[_Block]) -> str:
    """Puts the body together again, blank lines where the source has them."""
    if not blocks:
        return ""
    spaced = any(not lines[i].strip() for i in range(blocks[0].lines[0], blocks[-1].lines[-1]))
    indented = any(lines[b.lines[0]].startswith(("  ", "\t")) for b in blocks)
    gap = "\n" if indented and not spaced else "\n\n"
    bodies = ["\n".join(lines[i].rstrip() for i in block.lines) for block in blocks]
    return gap.join(body if indented else body.strip() for body in bodies).rstrip()


def read_plain(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads a text file as one article."""
    article = plain_article(item, intake)
    if article and (admitted := intake.admit(article, item.name)):
        yield admitted


def plain_article(item: Item, intake: Intake) -> Article | None:
    """Makes an article of a text, not yet dated or checked; None after reporting why there is none."""
    data = item.stream.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        advice = "If it holds many articles, give them as JSONL, a row each."
        intake.problem(item.name, "too_large", f"larger than {LARGEST_ARTICLE:,} bytes; passed over.", advice)
        return None
    decoded = decode(data, item.charset)
    if decoded.trouble:
        intake.problem(item.name, "encoding", f"{decoded.trouble}.", "Store the file as UTF-8.")
    found = parts(visible(decoded.text))
    return Article(
        id="",
        text=found.text,
        title=found.title,
        deck=found.deck,
        byline=found.byline,
        agency=found.agency,
        url=item.url,
        published=found.published,
        note=found.note,
    )
