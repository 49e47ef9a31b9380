"""HTML and XHTML pages: trafilatura finds the body; title, deck, authors and time are read with care of our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from detente.read.clutter import sift
from detente.read.dating import published, read_date
from detente.read.decoding import decode
from detente.read.heading import agency_of, byline_of, date_line_of, dateline_of, people
from detente.read.intake import LARGEST_ARTICLE, Intake
from detente.read.items import Item
from detente.records import Article, Published

# Deeper than any page made for reading, and shallower than what exhausts the stack of a parser.
DEEPEST = 200
_PUBLISHED_METAS = (
    "article:published_time article.published og:article:published_time og:published_time datepublished "
    "publishdate publish-date pubdate publish_date publication_date date dc.date dc.date.issued dcterms.created "
    "dcterms.date parsely-pub-date sailthru.date article_date_original originalpublicationdate cxenseparse:recs:publishtime"
).split()
_ARTICLE_TYPES = re.compile(r"Article|Report|BlogPosting|LiveBlog", re.I)
_DECK_CLASS = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|dek|deck|sub-?head(?:line|ing)?|sub-?title|lede?-?text|article-?(?:summary|intro|excerpt)|"
    r"summary|kicker-?text|story-?intro)(?:$|[\s_-])",
    re.I,
)
_AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:by-?lines?|authors?|author-?name)(?:$|[\s_-])", re.I)
_SUFFIX = re.compile(r"\s+[|–—»·:-]\s+[^|–—»·]{2,40}$")


@dataclass(slots=True)
class _Meta:
    """What a page says about itself."""

    title: str = ""
    deck: str = ""
    byline: tuple[str, ...] = ()
    outlet: str = ""
    url: str = ""
    language: str = ""
    published: Published | None = None


def read_page(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads a page as one article."""
    data = item.stream.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        intake.problem(item.name, "too_large", f"larger than {LARGEST_ARTICLE:,} bytes; passed over.")
        return
    decoded = decode(data, item.charset)
    if decoded.trouble:
        intake.problem(item.name, "encoding", f"{decoded.trouble}.", "Store the page as UTF-8.")
    if _is_cut_off(decoded.text):
        what = "the page ends before its closing tag; what was there has been read."
        intake.problem(item.name, "truncated", what, "Fetch it again.")
    if depth(decoded.text) > DEEPEST:
        intake.problem(item.name, "nested", f"elements nested more than {DEEPEST} deep; passed over.")
        return
    article = page_article(decoded.text, item.url)
    if article is None:
        what = "no article was found on the page."
        intake.problem(item.name, "empty", what, "Check that it is an article and not a list or a form.")
    elif admitted := intake.admit(article, item.name):
        yield admitted


def _is_cut_off(text: str) -> bool:
    tail = text[-2000:].lower()
    if re.search(r"<[a-z/!][^<>]*\Z", tail):
        return True
    return bool(re.search(r"<(?:html|body)\b", text[:20_000], re.I)) and not re.search(r"</(?:html|body)\s*>", tail)


_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*?(/?)>")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)


def depth(text: str) -> int:
    """Estimates how deep the elements of a page lie in one another, without building a tree."""
    level = deepest = 0
    for match in _TAG.finditer(text):
        if match[3] or match[2].lower() in _VOID:
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
    tree = _tree(text)
    if tree is None:
        return None
    meta = _metadata(tree, url)
    paragraphs = _paragraphs(text)
    if not paragraphs:
        return None
    body, head, notes = _body(paragraphs, meta)
    content = "\n\n".join(body)
    dateline = dateline_of(content)
    when = head.published or meta.published or _found_date(text, url) or (dateline.published if dateline else None)
    return Article(
        id="",
        text=content,
        title=meta.title,
        deck=head.deck,
        byline=meta.byline or head.byline,
        dateline=dateline.text if dateline else "",
        outlet=meta.outlet,
        agency=(dateline.agency if dateline else "") or agency_of(",".join(head.byline)),
        url=meta.url or url,
        published=meta.published or when,
        note="\n".join(notes),
    )


def _tree(text: str) -> HtmlElement | None:
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


def _words(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _metadata(tree: HtmlElement, url: str) -> _Meta:
    """Reads what the page says of itself: JSON-LD first, then meta elements, then what is printed."""
    linked = _linked_data(tree)
    metas = _metas(tree)
    printed = [_words(h) for h in tree.iter("h1") if _words(h)]
    outlet = metas.get("og:site_name") or _named(linked.get("publisher")) or ""
    return _Meta(
        title=_title(linked, metas, printed, tree, outlet),
        deck=_deck(tree, linked, metas),
        byline=_authors(tree, linked, metas),
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
        content = " ".join((element.get("content") or "").split())
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
    return " ".join(re.sub(r"<[^>]+>", "", value).split()) if isinstance(value, str) else ""


def _title(linked: dict[str, Any], metas: dict[str, str], printed: list[str], tree: HtmlElement, outlet: str) -> str:
    """Chooses the headline as printed; what search engines are told is often shortened or spiced."""
    told = _text_of(linked.get("headline")) or metas.get("og:title", "") or metas.get("twitter:title", "")
    window = " ".join((tree.findtext(".//title") or "").split())
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
            words = _words(element)
            if 20 <= len(words) <= 400 and len(element.findall(".//p")) <= 1:
                return words
    told = {_text_of(linked.get("description")), metas.get("description", ""), metas.get("og:description", "")} - {""}
    for element in tree.iter("p", "h2", "h3", "h4", "div"):
        if len(element) <= 2 and (words := _words(element)) in told and _before_body(element):
            return words
    return ""


def _in_side_part(element: HtmlElement) -> bool:
    return any(a.tag in ("aside", "footer", "nav", "li") for a in element.iterancestors())


def _before_body(element: HtmlElement) -> bool:
    """Tells whether an element stands apart from running paragraphs: in a heading, or not among ``<p>`` like itself."""
    if element.tag in ("h2", "h3", "h4"):
        return True
    if any(a.tag in ("header", "hgroup") for a in element.iterancestors()):
        return True
    return not [s for s in element.itersiblings() if s.tag == element.tag and len(_words(s)) > 80]


def _authors(tree: HtmlElement, linked: dict[str, Any], metas: dict[str, str]) -> tuple[str, ...]:
    """Reads all authors: JSON-LD, meta elements, then the printed byline."""
    told = linked.get("author")
    names: list[str] = []
    for author in told if isinstance(told, list) else [told]:
        name = _named(author)
        names += [n for n in people(name) if n not in names]
    if not names:
        for key in ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator"):
            names += [n for n in people(metas.get(key, "")) if n not in names]
            if names:
                break
    printed: list[str] = []
    for element in tree.iter("a", "span", "p", "div", "address", "li"):
        marked = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"
        if _AUTHOR_CLASS.search(marked) and len(words := _words(element)) < 160 and not _in_aside(element):
            printed += [n for n in byline_of(words) or people(words) if n not in printed]
    return tuple(names) if len(names) >= len(printed) or (not set(names) <= set(printed) and names) else tuple(printed)


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


def _found_date(text: str, url: str) -> Published | None:
    """Asks htmldate, last: it reads the address and what is printed around the headline."""
    from htmldate import find_date

    try:
        found = find_date(text, extensive_search=False, original_date=True, url=url or None)
    except Exception:  # htmldate has no error of its own; a page it fails on is a page without a date
        return None
    return published(read_date(found), "metadata")


def _paragraphs(text: str) -> list[str]:
    """Lets trafilatura find the body; gives its paragraphs and headings in order."""
    from trafilatura import bare_extraction

    found = bare_extraction(text, include_comments=False, include_tables=False, favor_precision=False)
    if found is None:
        return []
    body = getattr(found, "body", None)
    blocks = [_words(e) for e in body.iterchildren()] if body is not None else []
    if not blocks:
        blocks = [line.strip() for line in (getattr(found, "text", "") or "").split("\n")]
    return [block for block in blocks if block]


def _body(paragraphs: list[str], meta: _Meta) -> tuple[list[str], _Meta, list[str]]:
    """Drops clutter and the head's own lines from the paragraphs; gives body, what the head held, and notes."""
    sifted = sift(paragraphs)
    kept = [paragraphs[i] for i in sifted.kept]
    head = _Meta(deck=meta.deck)
    while len(kept) > 1:
        line = kept[0]
        if _same(line, meta.title) or _same(line, meta.deck):
            pass
        elif (names := byline_of(line)) is not None:
            head.byline = head.byline or names
        elif (when := date_line_of(line)) is not None:
            head.published = head.published or when
        else:
            break
        kept.pop(0)
    if head.deck and any(_same(line, head.deck) for line in kept):
        # The "deck" is a paragraph of the body after all.
        head = replace(head, deck="")
    return kept, head, list(sifted.notes)


def _same(one: str, other: str) -> bool:
    return bool(other) and re.sub(r"\W+", "", one).lower() == re.sub(r"\W+", "", other).lower()


def absolute(link: str, base: str) -> str:
    """Makes a link absolute; an empty string for what is no web address."""
    joined = urljoin(base, link)
    return joined if urlsplit(joined).scheme in ("http", "https") else ""
