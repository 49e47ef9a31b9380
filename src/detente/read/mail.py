"""Mails and pages saved as one file (MHTML): the page or the text in them, with what their head lines say."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart

from detente.read.dating import published, read_date
from detente.read.intake import LARGEST_ARTICLE, Intake
from detente.read.items import Item, buffered
from detente.read.pages import found_article
from detente.read.plain import plain_article
from detente.records import Article

# A line of a mail's head, those that go on with it.
_LINE = re.compile(r"[A-Za-z][\w-]*:[ \t][^\n]*|[ \t][^\n]*\S[^\n]*|[A-Za-z][\w-]*:")
_MAILBOX = re.compile(r"From \S[^\n]*\d{4}\r?\n[A-Za-z][\w-]*:[ \t]")


def is_mail(start: str) -> bool:
    """Says whether a text begins with the head of a mail: lines with names, one of them of MIME."""
    head = re.split(r"\r?\n\r?\n", start, maxsplit=1)[0].splitlines()
    return all(_LINE.fullmatch(line) for line in head) and any(
        line.lower().startswith("mime-version:") for line in head
    )


def is_mailbox(start: str) -> bool:
    """Says whether a text is a file of many mails (mbox)."""
    return bool(_MAILBOX.match(start))


def read_mail(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads a mail, or a page that a browser saved with all that belongs to it, as one article.

    A saved page's head gives the day it was saved, which is not the day it was published, and is not used.
    """
    data = item.stream.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        intake.problem(item.name, "too_large", f"larger than {LARGEST_ARTICLE:,} bytes; passed over.")
        return
    message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
    saved = str(message.get("Snapshot-Content-Location", ""))
    part = _page(message) if saved else message.get_body(("plain", "html"))
    if part is None:
        intake.problem(item.name, "empty", "there is neither text nor a page in it.", "Save it as plain text or HTML.")
        return
    url = saved if saved.startswith(("http://", "https://")) else ""
    inner = Item(item.name, buffered(io.BytesIO(_unpacked(part))), url, part.get_content_charset(""), item.depth)
    article = (plain_article if part.get_content_subtype() == "plain" else found_article)(inner, intake)
    if article is None:
        return
    if not saved:
        sent = published(read_date(str(message.get("Date", ""))), "metadata")
        title = " ".join(str(message.get("Subject", "")).split())
        article = replace(article, title=title or article.title, published=article.published or sent)
    if admitted := intake.admit(article, item.name):
        yield admitted


def _page(message: EmailMessage) -> MIMEPart | None:
    """Gives the first page of a saved one; frames and what else was saved with it come after."""
    pages = (part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml"))
    return next((part for part in pages if isinstance(part, MIMEPart)), None)


def _unpacked(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
