"""The running text of a page: a tree within bounds, the paragraphs of its body, and what doesn't belong there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from detente.read.clutter import is_sentence, sift
from detente.read.heading import byline_of, date_line_of
from detente.records import Published

_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol p pre section table tbody td th tr ul".split()
)
# Marks that no parsed page can contain.
_BLOCK, _BREAK = "\x01", "\x02"
# A pull quote stands within so many paragraphs of the words it repeats.
_NEAR = 15
_SILENT = frozenset(
    "script style noscript template iframe object svg button select figure figcaption head title".split()
)


def page_tree(text: str) -> HtmlElement | None:
    """Parses a page; comments and processing instructions are dropped, nothing is fetched."""
    stripped = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    try:
        return document_fromstring(
            stripped.encode("utf-8", "replace"),
            parser=HTMLParser(
                encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
            ),
        )
    except (etree.LxmlError, ValueError):
        return None


def words_of(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def page_paragraphs(text: str) -> list[str]:
    """Lets trafilatura find the body; gives its paragraphs and headings in order."""
    import logging

    from trafilatura import bare_extraction

    # It logs every page without an article as an error; the caller reports that itself, once and by name.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = bare_extraction(text, include_comments=False, include_tables=False, favor_precision=False)
    if found is None:
        return []
    body = getattr(found, "body", None)
    blocks = [words_of(e) for e in body.iterchildren()] if body is not None else []
    if not blocks:
        blocks = [line.strip() for line in (getattr(found, "text", "") or "").split("\n")]
    return [block for block in blocks if block]


def fragment_paragraphs(html: str) -> list[str]:
    """Gives the paragraphs of a piece of HTML, as feeds carry; block elements and double line breaks part them."""
    if "<" not in html and "&" not in html:
        return [" ".join(part.split()) for part in re.split(r"\n\s*\n", html) if part.strip()]
    tree = page_tree(f"<html><body>{html}</body></html>")
    marked = "".join(_marked_text(tree)) if tree is not None else ""
    joined = re.sub(rf"{_BREAK}(?:[ \t\r\n]*{_BREAK})+", _BLOCK, marked).replace(_BREAK, " ")
    return [" ".join(part.split()) for part in joined.split(_BLOCK) if part.strip()]


def _marked_text(root: HtmlElement) -> Iterator[str]:
    """Gives the text of a tree with marks where blocks begin and end and where lines break, without recursion."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield _BLOCK
        if event == "start":
            if element.tag == "br":
                yield _BREAK
            if element.tag not in _SILENT:
                yield element.text or ""
        else:
            yield element.tail or ""


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of an article, and what stood among them that belongs beside it."""

    paragraphs: tuple[str, ...]
    deck: str
    byline: tuple[str, ...]
    published: Published | None
    notes: tuple[str, ...]


def body_of(paragraphs: Sequence[str], title: str, deck: str) -> Body:
    """Drops clutter and the head's own lines from the paragraphs of a page.

    Args:
        paragraphs: as extracted.
        title, deck: as the page gives them; a deck that is a paragraph of the body after all is given up.
    """
    sifted = sift(paragraphs)
    kept = _once(_below_title([paragraphs[i] for i in sifted.kept], title))
    byline: tuple[str, ...] = ()
    published: Published | None = None
    while len(kept) > 1:
        line = kept[0]
        if same(line, title) or same(line, deck):
            pass
        elif (names := byline_of(line)) is not None:
            byline = byline or names
        elif (when := date_line_of(line)) is not None:
            published = published or when
        else:
            break
        kept.pop(0)
    if any(same(line, deck) for line in kept):
        deck = ""
    return Body(tuple(kept), deck, byline, published, sifted.notes)


def _below_title(paragraphs: list[str], title: str) -> list[str]:
    """Drops what stands above the headline: the name of the section, a kicker."""
    for index, line in enumerate(paragraphs[:4]):
        if same(line, title) and not any(is_sentence(above) for above in paragraphs[:index]):
            return paragraphs[index + 1 :] or paragraphs
    return paragraphs


def _once(paragraphs: list[str]) -> list[str]:
    """Drops pull quotes and the like: a short paragraph whose words all stand in one near by, or that is repeated."""
    kept: list[str] = []
    for index, line in enumerate(paragraphs):
        after = (p for p in paragraphs[index + 1 : index + _NEAR] if len(p) > len(line))
        near = itertools.chain(paragraphs[max(0, index - _NEAR) : index], after)
        if not 15 < len(line) < 300 or not any(line in other for other in near):
            kept.append(line)
    return kept


def same(one: str, other: str) -> bool:
    """Tells whether two lines are the same but for case, space and punctuation."""
    return bool(other) and re.sub(r"\W+", "", one).lower() == re.sub(r"\W+", "", other).lower()
