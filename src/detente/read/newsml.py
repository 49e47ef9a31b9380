"""The XML that agencies deliver in: NITF, and NewsML-G2 with its items alone or in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from detente.read.dating import published, read_date
from detente.read.heading import agency_of, people
from detente.read.intake import LARGEST_ARTICLE, Intake
from detente.read.items import Item
from detente.read.page_text import words_of
from detente.records import Article, Published

STARTS = re.compile(r"(?:<\?xml[^>]*>|<!doctype[^>]*>|<!--.*?-->|\s)*<(?:\w+:)?(?:nitf|newsitem|newsmessage)\b", re.S)
_PARAGRAPHS = "p hl2 h2 h3 li blockquote"


def read_newsml(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads every story of a file; nothing outside it is fetched, and entities are not expanded."""
    data = item.stream.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        intake.problem(item.name, "too_large", f"larger than {LARGEST_ARTICLE:,} bytes; passed over.")
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        what = f"is broken XML ({str(error.msg).split(',')[0]}); passed over."
        intake.problem(item.name, "truncated", what, "Copy or download it again.")
        return
    stories = [e for e in root.iter() if isinstance(e.tag, str) and _tag(e) in ("nitf", "newsitem")]
    # A news item may carry its story as NITF: that is one story, told by the inner one.
    outer = [s for s in stories if _tag(s) == "nitf" or not any(t is not s and t in list(s.iter()) for t in stories)]
    if not outer:
        intake.problem(item.name, "empty", "there is no story in it.")
    for number, story in enumerate(outer, 1):
        source = item.name if len(outer) == 1 else f"{item.name}, story {number}"
        language = story.get("{http://www.w3.org/XML/1998/namespace}lang", "")
        article = _nitf(story) if _tag(story) == "nitf" else _item(story)
        if admitted := intake.admit(article, source, "" if language.lower().startswith("en") else language):
            yield admitted


def _tag(element: etree._Element) -> str:
    return str(etree.QName(element).localname).lower()


def _first(root: etree._Element, *names: str) -> str:
    """Gives the words of the first element of one of some names, the first name first."""
    for name in names:
        for element in root.iter("{*}*"):
            if _tag(element) == name and (words := words_of(element)):
                return words
    return ""


def _attribute(root: etree._Element, *places: tuple[str, str]) -> str:
    """Gives the first filled attribute, of (element, attribute)."""
    for name, attribute in places:
        for element in root.iter("{*}*"):
            if _tag(element) == name and element.get(attribute):
                return str(element.get(attribute))
    return ""


def _paragraphs(root: etree._Element, inside: str) -> str:
    found = [e for e in root.iter("{*}*") if _tag(e) == inside]
    wanted = _PARAGRAPHS.split()
    lines = [words_of(e) for body in found[:1] for e in body.iter("{*}*") if _tag(e) in wanted]
    return "\n\n".join(line for line in lines if line)


def _when(text: str) -> Published | None:
    return published(read_date(text), "metadata")


def _nitf(root: etree._Element) -> Article:
    outlet = _attribute(root, ("pubdata", "name"))
    return Article(
        id="",
        text=_paragraphs(root, "body.content"),
        title=_first(root, "hl1", "title"),
        deck=_first(root, "hl2"),
        byline=people(_first(root, "byline")),
        dateline=_first(root, "dateline"),
        outlet=outlet,
        agency=agency_of(outlet),
        published=_when(_attribute(root, ("date.issue", "norm"), ("pubdata", "date.publication"))),
    )


def _item(root: etree._Element) -> Article:
    credit = _first(root, "creditline")
    return Article(
        id="",
        text=_paragraphs(root, "contentset"),
        title=_first(root, "headline"),
        byline=people(_first(root, "by")),
        dateline=_first(root, "dateline"),
        outlet=credit,
        agency=agency_of(credit),
        # What was sent first, not the version in hand.
        published=_when(_first(root, "firstcreated") or _first(root, "versioncreated")),
    )
