"""Finding the actors of an article: noun phrases that name or describe one, in reading order."""

from __future__ import annotations

import re
from datetime import date

from detente import codes
from detente.actors.bodies import as_counted
from detente.actors.coreference import Memory, main_country
from detente.actors.gazetteer import fold
from detente.actors.own_names import firms, redefined_acronyms, unknown_states
from detente.actors.placing import ArticleReading, of_day
from detente.actors.reading import SentenceReading, record
from detente.actors.resolve import Resolution, Resolver
from detente.actors.rosters import Roster, singulars
from detente.drafts import FoundActor, Tokens
from detente.parse import Document

# A capitalised word that does not open the sentence, months and days apart: a name, known or not.
_NAME_INSIDE = re.compile(
    r"(?<=\w )(?!January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|"
    r"Wednesday|Thursday|Friday|Saturday|Sunday)[A-Z][a-zà-ÿ]{3,}\b"
)
# A report from where the world meets is seldom about the host.
_MEETING_PLACES = frozenset({"geneva", "brussels", "the hague", "united nations", "strasbourg", "davos", "luxembourg"})


class ActorFinder:
    """Finds and resolves the actors of one article after another; holds no state between articles."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.resolver = Resolver(roster)
        self._cache: dict[tuple[str, date, str | None], Resolution] = {}

    def may_have_actor(self, text: str) -> bool:
        """Says whether a text names anyone, known or not, or uses a word for a role."""
        if _NAME_INSIDE.search(text) or self.roster.gazetteer.has(text):
            return True
        words = (word.strip(".,;:'\"()") for word in fold(text).split())
        return any(form in self.roster.roles for word in words if len(word) > 3 for form in singulars(word))

    def find(self, document: Document, day: date | None) -> dict[int, list[FoundActor]]:
        """Finds the actors of every parsed sentence.

        Args:
            document: a document whose sentences of interest are parsed.
            day: publication day, for offices; None means today.

        Returns:
            Sentence index to its actors in order of their heads.
        """
        article = self._article(document, day or date.today())
        found: dict[int, list[FoundActor]] = {}
        for sentence in document.sentences:
            if sentence.doc is None:
                continue
            actors = list(SentenceReading(self.roster, self.resolved, article, sentence).actors())
            found[sentence.index] = sorted(map(as_counted, actors), key=lambda a: a.tokens.head)
        return found

    def _article(self, document: Document, day: date) -> ArticleReading:
        """Reads what the article says of its own names and of where it is from."""
        redefined = redefined_acronyms(document, self.roster)
        matches = {
            s.index: [m for m in self.roster.names_in(s.clean) if m.alias not in redefined] for s in document.sentences
        }
        near = main_country(of_day(m, day).country for found in matches.values() for m in found)
        home = self._home(document, day)
        firm_names = firms(document, self.roster)
        article = ArticleReading(
            day,
            matches,
            Memory(home or near),
            near,
            home,
            unknown_states(document, self.roster, firm_names),
            firm_names,
        )
        article.memory.expect(self._full_names(document, article))
        return article

    def _home(self, document: Document, day: date) -> str | None:
        """Finds the country that the dateline names."""
        lines = [document.article.dateline, *(s.clean for s in document.sentences[:4] if s.dateline)]
        for line in filter(None, lines):
            town = re.split(r",|\(|\d|--", line)[0].strip()
            if fold(town) in _MEETING_PLACES:
                return None
            for match in self.roster.gazetteer.find(line):
                entity = of_day(match, day)
                if entity.country not in (None, "", "IGO", "NGO") and entity.what != "organisation":
                    return entity.country
            return codes.town_country(town.title())
        return None

    def _full_names(self, document: Document, article: ArticleReading) -> list[FoundActor]:
        """Finds the persons of the rosters whom the article names in full, in unparsed sentences too."""
        found = []
        for sentence in document.sentences:
            for match in article.matches[sentence.index]:
                if match.entities[0].what == "person" and " " in match.alias:
                    resolution = self.resolved(sentence.clean[match.start : match.end], article)
                    actor = record(sentence.char_span(match.start, match.end), resolution)
                    found.append(FoundActor(Tokens(sentence.index, 0, 1, 0), actor))
        return found

    def resolved(self, text: str, article: ArticleReading) -> Resolution:
        """Resolves a phrase, once for each day and main country."""
        key = (text, article.day, article.near)
        if key not in self._cache:
            if len(self._cache) > 50_000:
                self._cache.clear()
            self._cache[key] = self.resolver.resolve(text, article.day, near=article.near)
        return self._cache[key]
