"""HTML and XHTML pages: trafilatura finds the body; title, deck, authors and time are read with care of our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from detente.read.clutter import is_sentence
from detente.read.dating import published, read_date
from detente.read.decoding import decode, visible
from detente.read.heading import credited_agency, head_dateline
from detente.read.intake import LARGEST_ARTICLE, Intake
from detente.read.items import Item
from detente.read.page_facts import page_facts
from detente.read.page_text import body_of, page_paragraphs, page_tree
from detente.records import Article, Published

# Deeper than any page made for reading, and shallower than what exhausts the stack of a parser.
DEEPEST = 200
# Words below which a page is a notice, a list or an error, not an article.
_LEAST = 20
# Possessive, here and below: a hostile page must not make the matcher go back over what it has read.
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*+)([^<>]*+)>")
_UNCLOSED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)


def read_page(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads a page as one article."""
    if item.expected == "feed" or item.suffix in (".rss", ".atom"):
        intake.problem(item.name, "feed", "is an HTML page where a feed was expected.", "Check the feed's address.")
        return
    article = found_article(item, intake)
    if article and (admitted := intake.admit(article, item.name)):
        yield admitted


def found_article(item: Item, intake: Intake) -> Article | None:
    """Takes the article out of a page, not yet dated or checked; None after reporting why there is none."""
    data = item.stream.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        intake.problem(item.name, "too_large", f"larger than {LARGEST_ARTICLE:,} bytes; passed over.")
        return None
    decoded = decode(data, item.charset)
    if decoded.trouble:
        intake.problem(item.name, "encoding", f"{decoded.trouble}.", "Store the page as UTF-8.")
    if depth(decoded.text) > DEEPEST:
        intake.problem(item.name, "nested", f"elements nested more than {DEEPEST} deep; passed over.")
        return None
    article = page_article(decoded.text, item.url)
    if article is None:
        what = "no article was found on the page."
        intake.problem(item.name, "empty", what, "Check that it is an article and not a list or a form.")
    elif _is_cut_off(decoded.text):
        what = "the page ends before its closing tag; what was there has been read."
        intake.problem(item.name, "truncated", what, "Fetch it again.")
    return article


def _is_cut_off(text: str) -> bool:
    tail = text[-2000:].lower()
    if re.search(r"<[a-z/!][^<>]*\Z", tail):
        return True
    return bool(re.search(r"<(?:html|body)\b", text[:20_000], re.I)) and not re.search(r"</(?:html|body)\s*>", tail)


def depth(text: str) -> int:
    """Estimates how deep the elements of a page lie in one another, without building a tree."""
    level = deepest = 0
    for match in _TAG.finditer(text):
        if match[3].endswith("/") or match[2].lower() in _UNCLOSED:
            continue
        level = max(0, level - 1) if match[1] else level + 1
        deepest = max(deepest, level)
    return deepest


def page_article(text: str, url: str = "") -> Article | None:
    """Makes an article of a page's HTML, or None if there is none on it.

    Args:
        text: the page, decoded.
        url: where it came from, or an empty string; a canonical link on the page stands in for it.
    """
    tree = page_tree(text)
    if tree is None:
        return None
    facts = page_facts(tree, url)
    paragraphs = page_paragraphs(text)
    body = body_of(paragraphs, facts.title, facts.deck)
    if not any(is_sentence(paragraph) for paragraph in body.paragraphs) or len(" ".join(paragraphs).split()) < _LEAST:
        return None
    content = visible("\n\n".join(body.paragraphs))
    dateline = head_dateline(content)
    stated = facts.published or body.published or (dateline.published if dateline else None)
    return Article(
        id="",
        text=content,
        title=visible(facts.title),
        deck=visible(body.deck),
        byline=tuple(visible(name) for name in facts.byline or body.byline),
        agency=facts.agency or credited_agency(paragraphs),
        outlet=facts.outlet or _site(url or facts.url),
        url=facts.url or url,
        published=stated or _guessed_date(text, url),
        note="\n".join(body.notes),
    )


def _site(url: str) -> str:
    """Gives the site a page is from, for pages that don't name their outlet."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _guessed_date(text: str, url: str) -> Published | None:
    """Asks htmldate, last: it reads the address and what is printed around the headline."""
    import logging

    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = find_date(text, extensive_search=False, original_date=True, url=url or None)
    except Exception:  # htmldate has no error of its own; a page it fails on is a page without a date
        return None
    return published(read_date(found), "metadata")
