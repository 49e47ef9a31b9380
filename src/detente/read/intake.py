"""What every reader shares: the run's settings, the way to report a problem, and the gate that articles pass."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from detente.errors import InputError
from detente.read.heading import head_dateline
from detente.read.language import other_language
from detente.read.problems import OnProblem, Problem
from detente.records import Article, Published, article_id

if TYPE_CHECKING:
    from detente.read.fetch import Fetched

# One article larger than this is no article; tables, archives and SGML may be of any size.
LARGEST_ARTICLE = 20_000_000
# Duplicates are noticed among this many latest articles, so that memory stays bounded; the store sees the rest.
_REMEMBERED = 200_000


@dataclass(slots=True)
class Intake:
    """One reading run.

    Attributes:
        given_date: the day the user says everything read was published, or None.
        allow_hosts: ``HOST:PORT`` of private addresses that may be fetched all the same.
        today: the day beyond which a date is in the future.
        get: what fetches the pages that a feed from the network leads to; None until one is read.
    """

    on_problem: OnProblem
    given_date: date | None = None
    allow_hosts: Sequence[str] = ()
    today: date = field(default_factory=date.today)
    get: Callable[[str], Fetched] | None = None
    _seen: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def problem(self, source: str, kind: str, what: str, advice: str = "") -> None:
        """Reports one problem."""
        self.on_problem(Problem(source, kind, what, advice))

    def report(self, error: InputError) -> None:
        """Reports an error that a reader or the network raised."""
        self.problem(error.source, error.kind, error.what.removeprefix(f"{error.source}: "), error.advice)

    def admit(self, article: Article, source: str, declared_language: str = "") -> Article | None:
        """Passes an article on, dated and with an id, or reports why it is set aside.

        Args:
            article: as read; an empty id asks for one made of URL and text.
            source: where it came from, for messages.
            declared_language: ISO 639 code that the source gives; trusted where given.
        """
        article = self._encodable(article, source)
        if not (article.text.strip() or article.title.strip()):
            self.problem(source, "empty", "there is no text.", "Check that the file is complete.")
            return None
        words = "\n".join((article.title, article.deck, article.text))
        language = _declared(declared_language) or other_language(words)
        if language and language != "en":
            what = f"not in English but in '{language}'; set aside."
            self.problem(source, "language", what, "Détente reads English.")
            return None
        article = _with_dateline(article)
        if not article.id:
            article = replace(article, id=article_id(article.url, article.text or article.title))
        if not self._is_new(article, source):
            return None
        return replace(article, published=self._dated(article.published, source), language="en")

    def _dated(self, found: Published | None, source: str) -> Published | None:
        """Gives the publication date: the user's, else the source's unless it lies in the future."""
        if self.given_date:
            # The time and zone that the source gives are kept where they are of the day that the user gives.
            moment = found.moment if found and found.day == self.given_date else None
            found = Published(self.given_date, moment, "given")
        # A day of grace: it may be tomorrow already where the article was published.
        if found and found.day > self.today + timedelta(days=1):
            self.problem(
                source, "future", f"is dated {found.day}, after today; read without a date.", "Give one with --date."
            )
            return None
        if found is None:
            self.problem(source, "undated", "has no publication date; read without one.", "Give one with --date.")
        return found

    def _is_new(self, article: Article, source: str) -> bool:
        content = hash((article.text, article.title))
        earlier = self._seen.get(article.id)
        if earlier is None:
            self._seen[article.id] = content
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
            return True
        if earlier == content:
            self.problem(source, "duplicate", f"article {article.id} was read before; read once.")
        else:
            self.problem(
                source,
                "clash",
                f"another article with the id {article.id} but another text was read before; the first was kept.",
                "Give every row an id of its own.",
            )
        return False

    def _encodable(self, article: Article, source: str) -> Article:
        """Replaces half surrogate pairs, which JSON can carry and no file or database can store."""
        broken = {
            name: value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            for name in ("id", "text", "title", "deck", "outlet", "url", "dateline", "agency", "note")
            if not _storable(value := getattr(article, name))
        }
        if not all(map(_storable, (*article.byline, *article.places))):
            article = replace(article, byline=(), places=())
            broken = broken or {"note": article.note}
        if broken:
            self.problem(source, "encoding", "has half characters (lone surrogates); they were replaced.")
        return replace(article, **broken) if broken else article


def _with_dateline(article: Article) -> Article:
    """Reads the dateline at the head of the text, for sources that don't give it a field of its own."""
    found = None if article.dateline else head_dateline(article.text)
    if found is None:
        return article
    return replace(
        article,
        dateline=found.text,
        agency=article.agency or found.agency,
        published=article.published or found.published,
    )


def _storable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _declared(language: str) -> str:
    """Gives the two-letter code of a declared language ("en-GB", "eng", "English"), or an empty string."""
    word = language.strip().lower().replace("_", "-").split("-")[0]
    return {"eng": "en", "english": "en"}.get(word, word if len(word) in (2, 3) and word.isalpha() else "")
