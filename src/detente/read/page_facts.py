"""What a page says about itself: headline, deck, authors, outlet, address and time of publication."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from detente.read.dating import published, read_date
from detente.read.heading import agency_of, byline_of, credited_agency, people
from detente.read.page_text import words_of
from detente.records import Published

_PUBLISHED_METAS = (
    "article:published_time article.published og:article:published_time og:published_time datepublished "
    "publishdate publish-date pubdate publish_date publication_date date dc.date dc.date.issued dcterms.created "
    "dcterms.date parsely-pub-date sailthru.date article_date_original originalpublicationdate"
    " cxenseparse:recs:publishtime"
).split()
_ARTICLE_TYPES = re.compile(r"Article|Report|BlogPosting|LiveBlog", re.I)
_DECK_CLASS = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|dek|deck|sub-?head(?:line|ing)?|sub-?title|lede?-?text|"
    r"article-?(?:summary|intro|excerpt)|"
    r"summary|kicker-?text|story-?intro)(?:$|[\s_-])",
    re.I,
)
_AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:by-?lines?|authors?|author-?name)(?:$|[\s_-])", re.I)
_LONGEST_TITLE = 500
_SUFFIX = re.compile(r"\s+[|–—»·:-]\s+[^|–—»·]{2,40}$")


_AUTHOR_METAS = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator")


@dataclass(slots=True)
class Facts:
    """What a page says about itself."""

    title: str = ""
    deck: str = ""
    byline: tuple[str, ...] = ()
    agency: str = ""
    outlet: str = ""
    url: str = ""
    language: str = ""
    published: Published | None = None


def page_facts(tree: HtmlElement, url: str) -> Facts:
    """Reads what the page says of itself: JSON-LD first, then meta elements, then what is printed."""
    linked = _linked_data(tree)
    metas = _metas(tree)
    printed = [words for h in islice(tree.iter("h1"), 10) if (words := words_of(h)[:_LONGEST_TITLE])]
    outlet = metas.get("og:site_name") or _named(linked.get("publisher")) or ""
    return Facts(
        title=_title(linked, metas, printed, tree, outlet),
        deck=_deck(tree, linked, metas),
        byline=_authors(tree, linked, metas),
        agency=next(filter(None, map(agency_of, _told_authors(linked, metas))), "")
        or credited_agency(_printed_authors(tree)),
        outlet=outlet,
        url=url or _canonical(tree, metas),
        published=_published(tree, linked, metas),
    )


def _linked_data(tree: HtmlElement) -> dict[str, Any]:
    """Gives the JSON-LD object that describes the article, or an empty one."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads((script.text or "").strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for candidate in _objects(data):
            kinds = candidate.get("@type")
            if any(_ARTICLE_TYPES.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                return candidate
    return {}


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Walks the top of a JSON-LD document: an object, a list, or a graph."""
    if isinstance(data, list):
        for part in data:
            if isinstance(part, dict):
                yield from _objects(part)
    elif isinstance(data, dict):
        yield data
        graph = data.get("@graph")
        yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()
        if isinstance(main := data.get("mainEntity"), dict):
            yield main


def _metas(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "")[:2000].split())
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _named(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name", "")
    return value.strip() if isinstance(value, str) else ""


def _text_of(value: Any) -> str:
    return " ".join(re.sub(r"<[^<>]+>", "", value[:2000]).split()) if isinstance(value, str) else ""


def _title(linked: dict[str, Any], metas: dict[str, str], printed: list[str], tree: HtmlElement, outlet: str) -> str:
    """Chooses the headline as printed; what search engines are told is often shortened or spiced."""
    told = _text_of(linked.get("headline")) or metas.get("og:title", "") or metas.get("twitter:title", "")
    window = " ".join((tree.findtext(".//title") or "")[:_LONGEST_TITLE].split())
    for line in printed:
        # A masthead is often the first <h1>: take the one that shares words with what the page calls itself.
        if _alike(line, told or window) and line.lower() != outlet.lower():
            return line
    chosen = told or (printed[0] if len(printed) == 1 else "") or window
    return _SUFFIX.sub("", chosen) if chosen in (window, metas.get("og:title")) else chosen


def _alike(one: str, other: str) -> bool:
    first, second = set(re.findall(r"\w+", one.lower())), set(re.findall(r"\w+", other.lower()))
    return bool(first) and len(first & second) >= 0.5 * min(len(first), len(second)) and len(first) > 1


def _deck(tree: HtmlElement, linked: dict[str, Any], metas: dict[str, str]) -> str:
    """Finds the line under the headline; a description counts only where the page prints it."""
    for element in tree.iter("p", "h2", "h3", "div", "span"):
        named = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}"
        if _DECK_CLASS.search(named) and not _in_side_part(element):
            words = words_of(element)
            if 20 <= len(words) <= 400 and len(element.findall(".//p")) <= 1:
                return words
    told = {_text_of(linked.get("description")), metas.get("description", ""), metas.get("og:description", "")} - {""}
    for element in tree.iter("p", "h2", "h3", "h4", "div"):
        if len(element) <= 2 and (words := words_of(element)) in told:
            return words if _before_body(element) else ""
    return ""


def _in_side_part(element: HtmlElement) -> bool:
    return any(a.tag in ("aside", "footer", "nav", "li") for a in element.iterancestors())


def _before_body(element: HtmlElement) -> bool:
    """Tells whether an element stands apart from running paragraphs: in a heading, or not among ``<p>`` like itself."""
    if element.tag in ("h2", "h3", "h4"):
        return True
    if any(a.tag in ("header", "hgroup") for a in element.iterancestors()):
        return True
    return not [s for s in element.itersiblings() if s.tag == element.tag and len(words_of(s)) > 80]


def _authors(tree: HtmlElement, linked: dict[str, Any], metas: dict[str, str]) -> tuple[str, ...]:
    """Reads all authors: JSON-LD, meta elements, then the printed byline."""
    told = linked.get("author")
    names: list[str] = []
    for author in told if isinstance(told, list) else [told]:
        name = _named(author)
        names += [n for n in people(name) if n not in names]
    if not names:
        for key in _AUTHOR_METAS:
            names += [n for n in people(metas.get(key, "")) if n not in names]
            if names:
                break
    printed: list[str] = []
    for words in _printed_authors(tree):
        printed += [n for n in byline_of(words) or people(words) if n not in printed]
    return tuple(names) if len(names) >= len(printed) or (not set(names) <= set(printed) and names) else tuple(printed)


def _printed_authors(tree: HtmlElement) -> list[str]:
    """Gives the words of the elements that are marked as bylines, twenty at most."""
    found: list[str] = []
    for element in tree.iter("a", "span", "p", "div", "address", "li"):
        marked = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"
        if _AUTHOR_CLASS.search(marked) and len(words := words_of(element)) < 160 and not _in_aside(element):
            found.append(words)
            if len(found) == 20:
                break
    return found


def _told_authors(linked: dict[str, Any], metas: dict[str, str]) -> list[str]:
    """Gives what JSON-LD and meta elements write for authors, as it stands."""
    told = linked.get("author")
    named = [_named(author) for author in (told if isinstance(told, list) else [told])]
    return named + [metas[key] for key in _AUTHOR_METAS if key in metas]


def _in_aside(element: HtmlElement) -> bool:
    return any(a.tag in ("aside", "footer", "nav") for a in element.iterancestors())


def _canonical(tree: HtmlElement, metas: dict[str, str]) -> str:
    for link in tree.xpath("//link[@rel='canonical']/@href"):
        if urlsplit(str(link)).scheme in ("http", "https"):
            return str(link)
    told = metas.get("og:url", "")
    return told if urlsplit(told).scheme in ("http", "https") else ""


def _published(tree: HtmlElement, linked: dict[str, Any], metas: dict[str, str]) -> Published | None:
    """Reads the time of publication that the page states; never the time of a change."""
    for told in (linked.get("datePublished"), linked.get("dateCreated"), *(metas.get(n) for n in _PUBLISHED_METAS)):
        if found := read_date(told):
            return published(found, "metadata")
    times = [t for t in tree.iter("time") if t.get("datetime") and not _in_aside(t)]
    marked = [t for t in times if t.get("pubdate") is not None or "datePublished" in (t.get("itemprop") or "")]
    for element in marked or times[:1]:
        surround = (element.get("class") or "") + " " + (element.get("itemprop") or "")
        around = element.getparent()
        before = f"{around.text or ''}" if around is not None else ""
        if re.search(r"modif|updat", surround + before, re.I) and not marked:
            continue
        if found := read_date(element.get("datetime")):
            return published(found, "metadata")
    return None
