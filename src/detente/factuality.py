"""How sure an act is: by its own wording, by what it is content of, and by the citation it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from detente.datafiles import Entry, read_yaml
from detente.drafts import ActDraft, Judgement
from detente.errors import DataFileError
from detente.parse import Document, Sentence, is_passive
from detente.records import Attribution, Factuality

if TYPE_CHECKING:
    from spacy.tokens import Token

FILE = Path(__file__).with_name("factuality.yaml")
_LEVELS: tuple[Factuality, ...] = ("alleged", "probable", "possible", "denied", "hypothetical", "planned")
# From most to least telling: where two cues stand over one act, the first of these counts.
_PRECEDENCE: tuple[Factuality, ...] = ("denied", "hypothetical", "planned", "alleged", "possible", "probable")
_YEAR = re.compile(r"^(?:1[5-9]|20)\d\d(?:s|'s|’s)?$")
_MONTHS = frozenset(
    """january february march april may june july august september october november december jan. feb. mar. apr. jun.
    jul. aug. sept. sep. oct. nov. dec.""".split()
)
# A year before the year of publication is still news for this many months, where the month is told.
_STILL_NEWS = 3
_Words = Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class _Lists:
    levels: _Words
    done: frozenset[str]
    phrases: re.Pattern[str]
    nouns: frozenset[str]
    recent: re.Pattern[str]


@cache
def load_lists(path: Path = FILE) -> _Lists:
    """Reads the words of factuality.

    Raises:
        DataFileError: a part is missing or unknown.
    """
    data = read_yaml(path)
    if not isinstance(data, Entry):
        raise DataFileError(path, 1, "not a mapping", f"It needs the keys {', '.join(_LEVELS)}.")
    data.require(*_LEVELS, "done", "historical")
    data.allow(*_LEVELS, "done", "historical")
    levels: dict[str, dict[str, frozenset[str]]] = {}
    for level in _LEVELS:
        data[level].allow("verbs", "nouns", "adverbs", "adjectives", "auxiliaries", "marks")
        levels[level] = {kind: frozenset(words) for kind, words in data[level].items()}
    history = data["historical"]
    history.require("phrases", "nouns", "recent")
    return _Lists(
        levels=levels,
        done=frozenset(data["done"]["verbs"]),
        phrases=_any_of(history["phrases"]),
        nouns=frozenset(history["nouns"]),
        recent=_any_of(history["recent"]),
    )


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(p) for p in phrases) + r")\b", re.IGNORECASE)


def judge(act: ActDraft, document: Document, acts: Sequence[ActDraft], source: Attribution | None) -> Judgement:
    """Judges how sure an act is and whether it is told as history.

    A claim or accusation of the source makes the act alleged; any other cue leaves it as sure as its own words, said
    by that source. A negated act is denied: by the source, or by the narrator where none is cited.

    Args:
        act: the act; retyped acts (a promise, a threat) are judged as what they were retyped to.
        document: its article.
        acts: all acts of the article, for the one that this act is content of.
        source: the citation that the act stands under.
    """
    sentence = document.sentences[act.trigger.sentence]
    head = sentence.tree[act.trigger.head]
    found = set(_of_parent(act, acts))
    found.update(_of_wording(head, act, sentence))
    found.update(_of_source(document, source, head, sentence))
    if act.negated:
        found.add("denied")
    level: Factuality = next((f for f in _PRECEDENCE if f in found), "asserted")
    return Judgement(level, _is_historical(head, act, document, sentence))


def _of_parent(act: ActDraft, acts: Sequence[ActDraft]) -> Iterator[Factuality]:
    """Judges the content of an accusation, promise, threat, request or refusal."""
    if act.parent is None:
        return
    kind = acts[act.parent].event_type
    if kind == "ACCUSE":
        yield "alleged"
    elif kind == "REJECT":
        yield "denied" if acts[act.parent].of_type is None else "hypothetical"
    elif kind == "REQUEST":
        yield "hypothetical"
    else:
        yield "planned"


# --- Own wording ----------------------------------------------------------------------------------------------------


def _of_wording(head: Token, act: ActDraft, sentence: Sentence) -> Iterator[Factuality]:
    """Reads modals, adverbs, conditionals, questions and the verbs and nouns that the act hangs on."""
    if sentence.clean.rstrip("\"”’')").endswith("?"):
        yield "hypothetical"
    for node, below in _chain(head):
        own = node == head or below is None
        yield from _modifiers(node, act.retyped)
        if not own and below is not None:
            yield from _over(node, below)
        if below is not None and _is_purpose(below) and not _was_done(node, below):
            yield "planned"


def _chain(head: Token) -> Iterator[tuple[Token, Token | None]]:
    """Walks from an act up to the main verb of its sentence while what stands above still bears on it.

    Gives each token with the one below it; it stops at relative clauses and at the clause a source is cited for.
    """
    below: Token | None = None
    node = head
    while True:
        yield node, below
        if node.dep_ in ("ROOT", "relcl", "parataxis", "ccomp") or node.head == node:
            return
        if (
            node.dep_ == "conj"
            and node.pos_ in ("VERB", "AUX")
            and any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children)
        ):
            return
        if node.dep_ == "advcl" and not _is_purpose(node):
            return
        if node.dep_ == "pobj" and node.head.lower_ in ("after", "following", "since", "despite", "because", "over"):
            return
        below, node = node, node.head


def _modifiers(node: Token, retyped: bool) -> Iterator[Factuality]:
    """Reads the auxiliaries, adverbs, adjectives and conjunctions on one token."""
    levels = load_lists().levels
    perfect = any(c.dep_ == "aux" and c.lower_ in ("have", "'ve", "’ve") for c in node.children)
    for child in node.children:
        word = child.lower_
        for level in _LEVELS:
            lists = levels[level]
            if child.dep_ in ("aux", "auxpass") and word in lists.get("auxiliaries", ()):
                if retyped and level in ("planned", "hypothetical"):
                    continue
                if level == "hypothetical" and word == "should" and perfect:
                    continue
                yield level
            elif (
                child.dep_ in ("advmod", "amod", "acomp")
                and (word in lists.get("adverbs", ()) or word in lists.get("adjectives", ()))
            ) or (child.dep_ == "mark" and word in lists.get("marks", ())):
                yield level


def _over(node: Token, below: Token) -> Iterator[Factuality]:
    """Reads a verb or noun over the act: "is believed to have struck", "plans to strike", "plans for a strike"."""
    lists = load_lists()
    lemma = node.lemma_.lower()
    if node.pos_ in ("VERB", "AUX", "ADJ") and below.dep_ in ("xcomp", "advcl"):
        if lemma in lists.done:
            return
        for level in _LEVELS:
            if lemma in lists.levels[level].get("verbs", ()) or lemma in lists.levels[level].get("adjectives", ()):
                if level in ("planned", "probable") and lemma == "expect":
                    yield "planned"
                elif level != "alleged" or is_passive(node) or lemma in ("claim", "profess", "purport"):
                    yield level
                return
    elif node.pos_ in ("NOUN", "PROPN") and below.dep_ in ("acl", "prep", "pobj", "pcomp", "compound"):
        infinitive = below.dep_ == "acl" and any(c.lower_ == "to" for c in below.children)
        for level in _LEVELS:
            if lemma in lists.levels[level].get("nouns", ()) and (infinitive or below.dep_ == "prep"):
                yield level
                return


def _is_purpose(node: Token) -> bool:
    """Says whether a verb is an infinitive that tells a purpose ("to kill him")."""
    return (
        node.dep_ in ("advcl", "acl")
        and node.tag_ == "VB"
        and any(c.dep_ == "aux" and c.lower_ == "to" for c in node.children)
    )


def _was_done(node: Token, below: Token) -> bool:
    """Says whether a perfect infinitive tells of something past ("the first to have struck")."""
    perfect = any(c.dep_ == "aux" and c.lower_ == "have" for c in below.children)
    return perfect or node.lemma_.lower() in load_lists().done


# --- The source -----------------------------------------------------------------------------------------------------


def _of_source(document: Document, source: Attribution | None, head: Token, sentence: Sentence) -> Iterator[Factuality]:
    """Reads the cue of the citation: an accusation or claim, a denial, a guess."""
    if source is None or not source.cue:
        return
    token = _cue_token(document, source)
    if token is None or (token.doc is head.doc and token.i == head.i):
        return
    levels = load_lists().levels
    lemma = token.lemma_.lower()
    kind = "nouns" if token.pos_ == "NOUN" else "adverbs" if token.pos_ == "ADV" else "verbs"
    word = token.lower_ if kind == "adverbs" else lemma
    for level in ("alleged", "denied", "probable", "possible"):
        if word in levels[level].get(kind, ()):
            if word in ("report", "conclude", "expect", "estimate"):
                return
            yield level
            return


def _cue_token(document: Document, source: Attribution) -> Token | None:
    """Finds the main token of a citation's cue: its verb or noun."""
    cue = source.cue[0]
    for sentence in document.parsed():
        if sentence.field == cue.field and sentence.start <= cue.start < sentence.end:
            tokens = [t for t in sentence.tree if _inside(sentence, t, cue.start, cue.end)]
            verbs = [t for t in tokens if t.pos_ in ("VERB", "NOUN", "ADV")]
            return verbs[-1] if verbs else tokens[-1] if tokens else None
    return None


def _inside(sentence: Sentence, token: Token, start: int, end: int) -> bool:
    span = sentence.span(token.i, token.i + 1)
    return start <= span.start and span.end <= end


# --- History --------------------------------------------------------------------------------------------------------


def _is_historical(head: Token, act: ActDraft, document: Document, sentence: Sentence) -> bool:
    """Says whether an act is told as background: an old year, "decades ago", an anniversary, a past perfect."""
    if act.retyped or act.occurrence in ("habitual", "cumulative"):
        return False
    lists = load_lists()
    nodes = list(_time_scope(head))
    if any(_is_old(token, document) for node in nodes for token in _times_of(node)):
        return True
    own = " ".join(child.text for node in nodes for t in _phrases_of(node) for child in t.subtree)
    if lists.phrases.search(own):
        return True
    if any(node.dep_ == "pobj" and node.head.head.lemma_.lower() in lists.nouns for node in nodes):
        return True
    perfect = any(c.dep_ == "aux" and c.lower_ in ("had", "'d") for node in nodes[:2] for c in node.children)
    return perfect and not lists.recent.search(sentence.clean)


def _time_scope(head: Token) -> Iterator[Token]:
    """Gives the tokens whose time words also date the act: its noun or verb, what governs it, what it is joined to."""
    node = head
    for _ in range(6):
        yield node
        if node != head:
            # "found hiding there in 2011 and …": the year may hang on what the other verb governs.
            yield from (c for c in node.children if c.dep_ == "xcomp")
        if node.dep_ == "ROOT" or node.dep_ in ("ccomp", "parataxis"):
            return
        if node.dep_ == "advcl" and not _is_purpose(node):
            return
        node = node.head
        while node.pos_ == "ADP" and node.head != node:
            if node.lower_ in ("after", "following", "since", "despite", "before", "until"):
                return
            node = node.head


def _times_of(node: Token) -> Iterator[Token]:
    """Gives the year words on a token: "the 2011 raid", "in 2011"."""
    for child in node.children:
        if child.dep_ in ("nummod", "compound", "npadvmod", "amod", "nmod", "poss") and _YEAR.match(child.text):
            yield child
        elif child.dep_ in ("prep", "npadvmod"):
            yield from (t for t in child.subtree if _YEAR.match(t.text) and not _in_clause(t, child))


def _in_clause(token: Token, top: Token) -> bool:
    """Says whether a clause of its own stands between a token and the phrase it is in."""
    node = token
    while node != top and node.head != node:
        if node.pos_ in ("VERB", "AUX"):
            return True
        node = node.head
    return False


def _phrases_of(node: Token) -> Iterator[Token]:
    return (c for c in node.children if c.dep_ in ("npadvmod", "advmod", "prep", "poss", "amod"))


def _is_old(year: Token, document: Document) -> bool:
    """Says whether a year lies before the news of its article."""
    number = int(year.text[:4])
    published = document.article.published
    if published is None:
        return True
    if year.text[4:]:
        return number + 9 < published.day.year
    if number >= published.day.year:
        return False
    months = any(t.lower_ in _MONTHS for t in year.doc[max(0, year.i - 3) : year.i])
    return not (months and number == published.day.year - 1 and published.day.month <= _STILL_NEWS)
