"""RSS and Atom feeds, from bytes only: what their entries hold, and the pages that they point to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.errors import InputError
from detente.read.dating import published, read_date
from detente.read.heading import people
from detente.read.intake import LARGEST_ARTICLE, Intake
from detente.read.items import Item
from detente.read.page_text import body_of, fragment_paragraphs
from detente.read.pages import DEEPEST, depth, found_article
from detente.records import Article, Published

if TYPE_CHECKING:
    from detente.read.fetch import Fetched

# An entry with fewer words than this is a teaser; the article is behind its link.
_WHOLE_ARTICLE = 120
_MOST_ENTRIES = 5000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed; ``html`` is the fullest text that the feed itself gives."""

    title: str
    link: str
    html: str
    byline: tuple[str, ...]
    outlet: str
    published: Published | None
    language: str = ""
    guid: str = ""


def entries(data: bytes, source: str) -> list[Entry]:
    """Takes a feed apart.

    Raises:
        InputError: kind ``feed`` for what is no feed, such as a page that says "error"; ``bomb`` for a feed that
            declares entities of its own.
    """
    import feedparser

    head = data[:4096].lower()
    if b"<!entity" in data[:1_000_000].replace(b"\0", b"").lower():  # UTF-16 has a zero beside every letter
        raise InputError(source, "bomb", "declares XML entities; not read.", "No honest feed does.")
    if re.search(rb"<(?:!doctype\s+html|html)\b", head):
        raise InputError(source, "feed", "is an HTML page where a feed was expected.", "Check the feed's address.")
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version"):
        raise InputError(source, "feed", "is no RSS or Atom feed.", "Check the feed's address.")
    outlet = " ".join(str(parsed.feed.get("title", "")).split())
    language = str(parsed.feed.get("language", ""))
    return [_entry(entry, outlet, language, str(parsed.version)) for entry in parsed.entries]


def _entry(entry: dict[str, object], outlet: str, language: str, version: str) -> Entry:
    contents = entry.get("content")
    texts = [str(c.get("value", "")) for c in contents if isinstance(c, dict)] if isinstance(contents, list) else []
    texts.append(str(entry.get("summary", "")))
    authors = entry.get("authors")
    named = [str(a.get("name", "")) for a in authors if isinstance(a, dict)] if isinstance(authors, list) else []
    byline = tuple(dict.fromkeys(name for text in named for name in people(text)))
    when = entry.get("published")
    if when is None and not version.startswith("atom"):
        # RSS 1.0 dates its items by dc:date, which feedparser calls "updated"; Atom's "updated" is the last change.
        when = entry.get("updated")
    title = " ".join(fragment_paragraphs(str(entry.get("title", ""))))
    link = str(entry.get("link", ""))
    guid = str(entry.get("id", ""))
    full = max(texts, key=len)
    return Entry(title, link, full, byline, outlet, published(read_date(when), "metadata"), language, guid)


def read_feed(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads a feed's entries; a feed from the network leads on to the pages of entries that are only teasers."""
    data = item.stream.read(LARGEST_ARTICLE + 1)
    for entry in whole_entries(data, item.name, intake):
        if article := read_entry(entry, item.name, intake, intake.get if item.url else None):
            yield article


def whole_entries(data: bytes, source: str, intake: Intake) -> list[Entry]:
    """Takes a feed apart within bounds, and reports what is wrong with it.

    Raises:
        InputError: it is no feed (see ``entries``).
    """
    if len(data) > LARGEST_ARTICLE:
        intake.problem(source, "too_large", f"larger than {LARGEST_ARTICLE:,} bytes; passed over.")
        return []
    if depth(data.decode("utf-8", "replace")) > DEEPEST:
        intake.problem(source, "nested", f"elements nested more than {DEEPEST} deep; passed over.")
        return []
    found = entries(data, source)
    if len(found) > _MOST_ENTRIES:
        intake.problem(source, "too_large", f"has {len(found):,} entries; the first {_MOST_ENTRIES:,} were read.")
    if not found:
        intake.problem(source, "empty", "the feed has no entries.")
    elif not data.rstrip().endswith(b">") or not re.search(rb"</(?:rss|feed|rdf:rdf)\s*>\s*$", data[-200:].lower()):
        intake.problem(source, "truncated", "the feed ends too early; its whole entries were read.")
        whole = len(re.findall(rb"</(?:item|entry)\s*>", data.lower()))
        # What a broken tag leaves of an entry has neither link nor id.
        found = [entry for entry in found[:whole] if entry.link or entry.guid]
    return found[:_MOST_ENTRIES]


def read_entry(entry: Entry, feed: str, intake: Intake, get: Callable[[str], Fetched] | None) -> Article | None:
    """Makes an article of an entry.

    Args:
        entry: from ``entries``.
        feed: the feed's name, for messages.
        intake: the run.
        get: what fetches the page of an entry that is only a teaser; None to take the teaser for the article.
    """
    source = f"{feed}, entry {entry.link or entry.title!r}"
    paragraphs = fragment_paragraphs(entry.html)
    if get and entry.link and sum(len(p.split()) for p in paragraphs) < _WHOLE_ARTICLE:
        return _followed(entry, source, intake, get)
    body = body_of(paragraphs, entry.title, "")
    article = Article(
        id="",
        text="\n\n".join(body.paragraphs),
        title=entry.title,
        byline=entry.byline or body.byline,
        outlet=entry.outlet,
        url=entry.link,
        published=entry.published or body.published,
        note="\n".join(body.notes),
    )
    return intake.admit(article, source, "" if entry.language.lower().startswith("en") else entry.language)


def _followed(entry: Entry, source: str, intake: Intake, get: Callable[[str], Fetched]) -> Article | None:
    """Fetches an entry's page; what the feed says fills what the page leaves out."""
    try:
        fetched = get(entry.link)
    except InputError as error:
        intake.report(error)
        return None
    article = found_article(fetched.item(), intake)
    if article is None:
        return None
    article = replace(
        article,
        title=article.title or entry.title,
        byline=article.byline or entry.byline,
        outlet=article.outlet or entry.outlet,
        published=_fuller(article.published, entry.published),
    )
    return intake.admit(article, source)


def _fuller(page: Published | None, feed: Published | None) -> Published | None:
    """Takes the page's date, or the feed's where that has the time of the same day and the page has not."""
    if page is None or (feed and feed.day == page.day and page.moment is None):
        return feed
    return page
