"""From what a user names (files, folders, addresses, standard input) to items, and from items to their readers."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from detente.errors import InputError
from detente.read import archives, feeds, mail, newsml, packed, pages, plain, sgml, tables
from detente.read.decoding import bom_encoding, is_binary
from detente.read.intake import LARGEST_ARTICLE, Intake
from detente.read.items import Item, buffered
from detente.read.problems import OnProblem
from detente.records import Article

# What may stand before the first element: the XML declaration, comments, style sheets, a document type.
_BEFORE = r"(?>(?:<\?[^>]*>\s*|<!--.*?-->\s*)*)"
_FEED = re.compile(_BEFORE + r"(?:<!doctype (?!html)[^>]*>\s*)?<(?:rss|feed|rdf:rdf)\b", re.S)
# The line that news archives put before each document of an export, which holds several.
_EXPORT = re.compile(r"^[ \t]*(?:document[ \t]+)?\d+ of (?!1[ \t])\d+[ \t]+(?:documents|results)[ \t]*$", re.I | re.M)

Reader = Callable[[Item, Intake], Iterator[Article]]
# Readers of one article; what was cut off is no article.
_WHOLE: tuple[Reader, ...] = (plain.read_plain, pages.read_page, mail.read_mail)

# Files that lie beside articles in a saved page's folder or a repository, and hold none.
_NOT_ARTICLES = frozenset(
    ".css .js .mjs .map .py .sh .c .h .cpp .java .rs .go .ts .svg .toml .ini .cfg .yaml .yml .lock .sql .r".split()
)
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "sound or a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "a database"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"7z\xbc\xaf", "a 7z file"),
    (b"Rar!", "a RAR file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"\x7fELF", "a program"),
)


def read(
    sources: Sequence[str],
    given_date: date | None = None,
    allow_hosts: Sequence[str] = (),
    on_problem: OnProblem = lambda problem: None,
    today: date | None = None,
) -> Iterator[Article]:
    """Reads every article of the sources, one at a time, in bounded memory.

    Args:
        sources: files, folders (read in order of their names), web addresses of pages, feeds or files, or ``-`` for
            standard input.
        given_date: the day everything was published, if the user says so; it wins over what the sources say.
        allow_hosts: ``HOST:PORT`` of private addresses that may be fetched.
        on_problem: called for everything that is wrong with a source; nothing that is wrong stops the rest.
        today: the day beyond which dates lie in the future; the present day by default.
    """
    intake = Intake(on_problem, given_date, allow_hosts, today or date.today())
    for source in sources:
        yield from _read_source(source, intake)


def _read_source(source: str, intake: Intake) -> Iterator[Article]:
    if source == "-":
        yield from read_item(Item("standard input", buffered(sys.stdin.buffer)), intake)
    elif re.match(r"https?://", source, re.I):
        yield from _read_address(source, intake)
    else:
        path = Path(source)
        if path.is_dir():
            yield from _read_folder(path, intake)
        else:
            yield from _read_file(path, intake)


def _read_address(url: str, intake: Intake) -> Iterator[Article]:
    """Reads what a user names as a browser would; what a feed leads to, as a crawler has to."""
    from detente.read.fetch import fetch
    from detente.read.robots import Visitor

    intake.get = intake.get or Visitor(intake.allow_hosts).fetch
    try:
        fetched = fetch(url, intake.allow_hosts)
    except InputError as error:
        intake.report(error)
        return
    yield from read_item(fetched.item(), intake)


def _read_folder(folder: Path, intake: Intake) -> Iterator[Article]:
    """Reads a folder and those in it; hidden files are passed over, links to folders are not followed."""

    def complain(error: OSError) -> None:
        _report(intake, str(error.filename), error)

    found = False
    for parent, folders, files in os.walk(folder, onerror=complain):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith("."):
                continue
            found = True
            path = Path(parent, name)
            if path.suffix.lower() in _NOT_ARTICLES:
                intake.problem(str(path), "format", "is no kind of file that holds articles; passed over.")
            else:
                yield from _read_file(path, intake, listed=True)
    if not found:
        intake.problem(str(folder), "empty", "there are no files in the folder.")


def _read_file(path: Path, intake: Intake, listed: bool = False) -> Iterator[Article]:
    """Reads a file; ``listed`` if its folder had it a moment ago."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            intake.problem(str(path), "format", "is a device or pipe, not a file.", "Pipe it in and name '-'.")
            return
        stream = path.open("rb")
    except FileNotFoundError as error:
        if listed:
            intake.problem(str(path), "vanished", "vanished before it could be read.", "Read the folder again.")
        else:
            _report(intake, str(path), error)
        return
    except (OSError, ValueError) as error:
        _report(intake, str(path), error)
        return
    with stream:
        yield from read_item(Item(str(path), stream), intake)


def _report(intake: Intake, source: str, error: Exception) -> None:
    """Reports what the operating system said."""
    if isinstance(error, FileNotFoundError):
        intake.problem(source, "missing", "there is no such file or folder.", "Check the name.")
    elif isinstance(error, PermissionError):
        intake.problem(source, "permission", "may not be opened.", "Check who may read it.")
    else:
        said = getattr(error, "strerror", None) or str(error)
        intake.problem(source, "unreadable", f"cannot be read ({said}).")


def read_item(item: Item, intake: Intake) -> Iterator[Article]:
    """Reads one file's worth of bytes, whatever it is; everything that goes wrong becomes a problem."""
    try:
        reader = reader_of(item, intake)
        if reader is not None:
            yield from reader(item, intake)
    except InputError as error:
        intake.report(error)
    except FileNotFoundError:
        intake.problem(item.name, "vanished", "vanished while it was being read.", "Read it again.")
    except OSError as error:
        _report(intake, item.name, error)
    except (RecursionError, MemoryError):
        intake.problem(item.name, "nested", "nested too deeply or too large to take apart; passed over.")
    except Exception as error:  # a library failed on hostile or broken input: say so, and go on with the next source
        _report_failure(item, error, intake)
    except BaseException as error:
        # What a library written in Rust throws when it panics is no Exception.
        if type(error).__module__ != "pyo3_runtime":
            raise
        _report_failure(item, error, intake)


def _report_failure(item: Item, error: BaseException, intake: Intake) -> None:
    what = f"could not be taken apart ({type(error).__name__}: {' '.join(str(error).split())[:160]}); passed over."
    intake.problem(item.name, "unreadable", what, "Report it if the file looks right to you.")


def reader_of(item: Item, intake: Intake) -> Reader | None:
    """Chooses the reader by what the first bytes are, then by the name; None after reporting what cannot be read."""
    head = item.head()
    if not head.strip(b" \t\r\n\xef\xbb\xbf\xfe\xff"):
        intake.problem(item.name, "empty", "is empty.", "Check that it was saved or sent whole.")
        return None
    if head.startswith((b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06")):
        if item.depth >= packed.DEEPEST:
            what = f"archives inside archives more than {packed.DEEPEST} deep."
            intake.problem(item.name, "nested", what, "Unpack it.")
            return None
        return _read_gzip if head.startswith(b"\x1f\x8b") else _read_zip
    if head.startswith(b"PAR1"):
        return tables.read_parquet
    if head.startswith(b"WARC/"):
        return archives.read_warc
    for magic, name in _MAGIC:
        if head.startswith(magic):
            intake.problem(item.name, "format", f"is {name}; passed over.", "Save it as plain text or HTML.")
            return None
    if is_binary(head):
        intake.problem(item.name, "binary", "is not text; passed over.", "Save it as plain text or HTML.")
        return None
    return _text_reader(item, head, intake)


def _text_reader(item: Item, head: bytes, intake: Intake) -> Reader | None:
    """Chooses among the readers of text."""
    encoding = bom_encoding(head) or "utf-8"
    start = head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    lowered = start[:2000].lower()
    if re.match(r"(?:<!doctype lewis|<reuters\b)", lowered):
        return sgml.read_sgml
    if _is_page(lowered):
        return pages.read_page
    if item.expected == "feed" or _FEED.match(lowered):
        return feeds.read_feed
    if lowered.startswith(("<?xml", "<!doctype")):
        if "<!entity" in lowered:
            intake.problem(item.name, "bomb", "declares XML entities of its own; not read.", "No honest source does.")
            return None
        if newsml.STARTS.match(lowered):
            return newsml.read_newsml
        intake.problem(item.name, "format", "is XML, but no feed and no page; passed over.", "Save it as text or HTML.")
        return None
    if mail.is_mail(start):
        return mail.read_mail
    if mail.is_mailbox(start):
        intake.problem(item.name, "format", "is a mailbox; passed over.", "Save its mails one by one, as .eml.")
        return None
    if _EXPORT.search(start):
        advice = "Give its documents one by one, or as JSONL, a row each."
        intake.problem(item.name, "format", "is an archive's export of several documents; passed over.", advice)
        return None
    if item.suffix in (".csv", ".tsv", ".tab"):
        return tables.read_delimited
    if item.suffix == ".json" or re.match(r"\[\s*\{\s*\"", start):
        return tables.read_json
    if item.suffix in (".jsonl", ".ndjson") or re.match(r"\{\s*[\"}]", start):
        return tables.read_jsonl
    return pages.read_page if item.suffix in (".html", ".htm", ".xhtml") else plain.read_plain


def _is_page(lowered: str) -> bool:
    return bool(re.match(_BEFORE + r"<(?:!doctype html|html|head|body|article|section|div|p|h1|meta)\b", lowered, re.S))


def _read_gzip(item: Item, intake: Intake) -> Iterator[Article]:
    inner, inflated = packed.gunzipped(item)
    reader = reader_of(inner, intake) if inner.head() else None
    kept = "what came before was read"
    if reader in _WHOLE:
        # Half an article is worse than none; the rows of a table stand each for itself.
        unpacked = packed.whole(inner, inflated, LARGEST_ARTICLE)
        kept = "passed over"
        if unpacked:
            yield from reader(unpacked, intake)
    elif reader is not None:
        yield from reader(inner, intake)
    if inflated.fault:
        kind, what = inflated.fault
        intake.problem(item.name, kind, f"{what}; {kept}.", "Copy or download it again.")
    elif reader is None and not inner.head():
        intake.problem(item.name, "empty", "there is nothing in it.")


def _read_zip(item: Item, intake: Intake) -> Iterator[Article]:
    for member in packed.zip_members(item, intake):
        yield from read_item(member, intake)


def count(sources: Sequence[str]) -> int | None:
    """Counts the items that ``read`` will look at, for a progress bar; an upper bound on the articles.

    Returns:
        The number, or None where it cannot be known cheaply: standard input, addresses, feeds, archives, CSV.
    """
    total = 0
    for source in sources:
        if source == "-" or re.match(r"https?://", source, re.I):
            return None
        path = Path(source)
        files = _files(path) if path.is_dir() else [path]
        for file in files:
            number = _count_file(file)
            if number is None:
                return None
            total += number
    return total


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def _count_file(path: Path) -> int | None:
    """Counts the items of one file: rows of JSONL, stories of SGML, rows of Parquet, else one."""
    if path.suffix.lower() in _NOT_ARTICLES:
        return 0
    item = None
    try:
        with path.open("rb") as stream:
            item = Item(str(path), stream)
            if item.head().startswith(b"\x1f\x8b"):
                item, _ = packed.gunzipped(item)
            reader = reader_of(item, Intake(lambda problem: None))
            if reader is None:
                return 0
            if reader is tables.read_parquet:
                return tables.parquet_rows(path) if path.suffix.lower() != ".gz" else None
            mark = b"\n" if reader is tables.read_jsonl else b"<REUTERS " if reader is sgml.read_sgml else b""
            if mark:
                return _count_marks(item, mark)
            return 1 if reader in _WHOLE else None
    except (OSError, ValueError):
        return 0


def _count_marks(item: Item, mark: bytes) -> int:
    found = 0
    last = b""
    while chunk := item.stream.read(1 << 20):
        # A mark may lie across the border of two chunks.
        found += (last + chunk).count(mark)
        last = chunk[-(len(mark) - 1) :] if len(mark) > 1 else b""
        final = chunk
    return found + (mark == b"\n" and not final.endswith(b"\n"))
