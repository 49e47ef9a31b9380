"""Stretches of a tree that may be a citation: a cue with who is cited and the words that are theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.attribution.quotes import Quote
from detente.attribution.words import load_words
from detente.parse import Sentence, agent_of, is_passive, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLAUSAL = frozenset({"ccomp", "xcomp", "csubj", "csubjpass"})
_NOMINAL = frozenset({"dobj", "oprd", "acomp", "attr", "obj", "pobj"})
_TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today yesterday tomorrow week month year day morning night evening afternoon
    time hour minute moment decade century spring summer autumn fall winter noon midnight weekend""".split()
)
# Where or how something was said: such a phrase is no content.
_OCCASIONS = frozenset(
    """statement interview conference briefing letter email e-mail speech report television radio tweet post testimony
    telephone phone call meeting hearing rally debate appearance event address message condition anonymity article
    column blog essay book paper filing memo note twitter facebook air stage behalf sunday""".split()
)
_HEARERS = frozenset("reporter reporters journalists parliament court lawmakers him her them us me you".split())
_OF_TOPIC = frozenset(
    """of about on for over as with against to from by into toward towards upon off at through around up out in
    like behind""".split()
)
_RELATIVES = frozenset({"WDT", "WP", "WP$"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible citation in one parsed sentence; all ranges are token indices, end exclusive.

    Attributes:
        head: the cue's main token; ``cue`` its whole range.
        source: ranges of the source phrase, with its head: the antecedent first, then a relative pronoun; may be empty.
        content: ranges in reading order.
        shape: the construction: verb, passive, noun, preposition, adverb.
        parts: the kinds of complement that make up the content (ccomp, xcomp, dobj, prep, quote …).
        quotes: the quoted stretches that belong to the content.
    """

    sentence: Sentence
    head: int
    cue: tuple[int, int]
    source: tuple[tuple[int, int], ...]
    source_head: int | None
    content: tuple[tuple[int, int], ...]
    shape: str
    parts: frozenset[str]
    quotes: tuple[Quote, ...] = ()


def candidates_in(sentence: Sentence, quotes: Sequence[Quote]) -> list[Candidate]:
    """Gives every possible citation of a sentence; most of them are none.

    Args:
        sentence: a parsed sentence.
        quotes: the quotes that overlap it.
    """
    words = load_words()
    found: list[Candidate] = []
    for token in sentence.tree:
        if token.lower_ in ("according", "per") and token.dep_ in ("prep", "advcl", "acl", "advmod"):
            found.extend(_according(sentence, token))
        elif token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass"):
            found.extend(_verbal(sentence, token))
        elif token.pos_ == "NOUN" and token.lemma_.lower() in words.nouns:
            found.extend(_nominal(sentence, token))
        elif token.lower_ in ("for", "to", "in", "per") and token.dep_ == "prep" and token.i == token.sent.start:
            found.extend(_fronted(sentence, token))
        elif token.lower_ in words.adverbs and token.dep_ == "advmod":
            found.extend(_hearsay(sentence, token))
    return give_quotes(sentence, [c for c in found if c.content or c.shape == "verb"], quotes)


# --- Verbs ----------------------------------------------------------------------------------------------------------


def _verbal(sentence: Sentence, verb: Token) -> Iterator[Candidate]:
    passive = is_passive(verb)
    source = agent_of(verb) if passive else _speaker(verb)
    if passive and source is None and _quoted_as(verb):
        return
    if not passive and verb.dep_ == "pcomp" and verb.head.lower_ == "as":
        source = subject_of(verb) or source
    parts: set[str] = set()
    ranges: list[tuple[int, int]] = []
    addressee = passive and any(c.dep_ in ("ccomp",) for c in verb.children)
    for child in verb.children:
        kind = _complement(verb, child, passive and not addressee)
        if kind is None:
            continue
        parts.add(kind)
        ranges.extend(_without(child, verb))
    ranges = _narrowed(verb, ranges, parts)
    cue = _cue_range(verb)
    span = _source_ranges(source, verb) if source is not None else ()
    yield Candidate(
        sentence,
        verb.i,
        cue,
        span,
        source.i if source is not None else None,
        _merged(ranges),
        "passive" if passive else "verb",
        frozenset(parts),
    )


def _speaker(verb: Token) -> Token | None:
    """Finds the subject, with that of the main clause for a participle set off by a comma ("…, saying that …")."""
    if verb.dep_ in ("acl", "advcl") and verb.tag_ == "VBG" and not any(c.dep_ == "nsubj" for c in verb.children):
        edge = verb.left_edge.i
        if verb.dep_ == "advcl" or (edge > 0 and verb.doc[edge - 1].text == ","):
            node = verb.head
            while node.pos_ not in ("VERB", "AUX") and node.head != node:
                node = node.head
            if node.pos_ in ("VERB", "AUX"):
                return agent_of(node) or subject_of(node)
    if verb.dep_ == "pcomp":
        node = verb.head
        while node.pos_ not in ("VERB", "AUX") and node.head != node:
            node = node.head
        return subject_of(node) if node != verb.head else subject_of(verb)
    return subject_of(verb)


def _quoted_as(verb: Token) -> bool:
    """Says whether the verb is "was quoted as saying", where the inner verb is the cue."""
    return any(c.lower_ == "as" and any(g.dep_ == "pcomp" for g in c.children) for c in verb.children)


def _complement(verb: Token, child: Token, passive: bool) -> str | None:
    """Names what kind of content a child of a verb is, or None where it is none."""
    dep = child.dep_
    if dep in _CLAUSAL:
        return dep
    if dep in _NOMINAL or (dep == "nsubjpass" and passive):
        return None if child.tag_ in _RELATIVES or _is_time(child) else dep
    if dep == "prep" and child.lower_ in _OF_TOPIC:
        inner = [g for g in child.children if g.dep_ in ("pobj", "pcomp", "prep")]
        if inner and not _is_time(inner[0]) and not (passive and child.lower_ == "by"):
            occasion = child.lower_ in ("on", "in", "at", "by", "from", "through") and inner[0].lower_ in _OCCASIONS
            return None if occasion or inner[0].lower_ in _HEARERS else f"prep_{child.lower_}"
    if dep == "advcl" and any(g.dep_ == "mark" and g.lower_ in ("if", "whether", "that") for g in child.children):
        return "advcl"
    if dep == "nsubj" and verb.lemma_ == "be":
        return None
    return None


def _narrowed(verb: Token, ranges: list[tuple[int, int]], parts: set[str]) -> list[tuple[int, int]]:
    """Leaves out whom one speaks to, where a clause says what was said ("told reporters that …")."""
    if "ccomp" not in parts or len(parts) == 1:
        return ranges
    drop = {"dobj", "prep_to", "prep_by", "prep_on", "prep_with", "prep_from"}
    kept = [c for c in verb.children if c.dep_ in _CLAUSAL or (c.dep_ in ("oprd", "advcl") and c.dep_ in parts)]
    parts -= {p for p in parts if p in drop or p.startswith("prep_")}
    return [r for c in kept for r in _without(c, verb)]


def _cue_range(verb: Token) -> tuple[int, int]:
    """Gives the verb with the auxiliaries, negation and adverbs that stand right before it, and its particle."""
    start = verb.i
    while start > 0:
        before = verb.doc[start - 1]
        if before.head != verb or before.dep_ not in ("aux", "auxpass", "neg", "advmod"):
            break
        start -= 1
    end = verb.i + 1
    if end < len(verb.doc) and verb.doc[end].dep_ == "prt":
        end += 1
    return start, end


def _is_time(token: Token) -> bool:
    return token.lower_ in _TIMES or token.lemma_.lower() in _TIMES


def _without(child: Token, governor: Token) -> list[tuple[int, int]]:
    """Gives the child's stretch without its governor's own words, where the child's words close around it."""
    start, end = child.left_edge.i, child.right_edge.i + 1
    if not start <= governor.i < end:
        return [(start, end)]
    own = sorted(t.i for t in child.subtree)
    return _runs(own)


def _runs(indices: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for i in indices:
        if runs and runs[-1][1] == i:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs


def _merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _source_ranges(head: Token, verb: Token) -> tuple[tuple[int, int], ...]:
    pronoun = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.tag_ in _RELATIVES), None)
    ranges = (_phrase(head, verb),)
    return (*ranges, (pronoun.i, pronoun.i + 1)) if pronoun is not None and pronoun != head else ranges


def _phrase(head: Token, verb: Token) -> tuple[int, int]:
    """Gives the source phrase around a head, cut short of the cue where the cue stands in a relative clause of it."""
    if head.pos_ in ("VERB", "AUX"):
        return head.i, head.i + 1
    start, end = head.left_edge.i, head.right_edge.i + 1
    if not start <= verb.i < end:
        return start, end
    clause = verb
    while clause.head != head and clause.head != clause:
        clause = clause.head
    cut = clause.left_edge.i if clause.i > head.i else head.i + 1
    return (start, cut) if cut > start else (head.i, head.i + 1)


# --- Nouns, prepositions, adverbs -------------------------------------------------------------------------------------


def _nominal(sentence: Sentence, noun: Token) -> Iterator[Candidate]:
    parts: set[str] = set()
    ranges: list[tuple[int, int]] = []
    source: Token | None = None
    for child in noun.children:
        if child.dep_ == "poss":
            source = child
        elif child.dep_ in ("acl", "relcl", "ccomp") and child.i > noun.i and child.tag_ != "VBG":
            if any(g.dep_ == "mark" or g.lower_ in ("that", "to") for g in child.children):
                parts.add("acl")
                ranges.append((child.left_edge.i, child.right_edge.i + 1))
        elif child.dep_ == "prep":
            inner = next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
            if inner is None or _is_time(inner):
                continue
            if child.lower_ in ("by", "from", "among"):
                source = source or inner
            elif child.lower_ in _OF_TOPIC:
                parts.add(f"prep_{child.lower_}")
                ranges.append((inner.left_edge.i, child.right_edge.i + 1))
    if source is None and noun.dep_ in ("dobj", "attr", "pobj"):
        verb = noun.head if noun.dep_ != "pobj" else noun.head.head
        source = subject_of(verb) if verb.pos_ in ("VERB", "AUX") and not is_passive(verb) else None
        parts.add("light")
    if not ranges:
        return
    start = noun.i
    while start > 0 and noun.doc[start - 1].dep_ in ("amod", "compound", "det") and noun.doc[start - 1].head == noun:
        start -= 1
    span = (source.left_edge.i, source.right_edge.i + 1) if source is not None else None
    if source is not None and span is not None and span[0] <= noun.i < span[1]:
        span = (source.i, source.i + 1)
    if source is not None and source.dep_ == "poss" and span is not None and sentence.tree[span[1] - 1].tag_ == "POS":
        span = (span[0], span[1] - 1)
    head = source.i if source is not None else None
    spans = (span,) if span else ()
    kinds = frozenset(parts)
    yield Candidate(sentence, noun.i, (start, noun.i + 1), spans, head, _merged(ranges), "noun", kinds)


def _according(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    to = next((c for c in token.children if c.lower_ == "to"), token)
    source = next((g for g in to.children if g.dep_ == "pobj"), None)
    if source is None:
        return
    start, end = token.left_edge.i, token.right_edge.i + 1
    span = (source.left_edge.i, source.right_edge.i + 1)
    cue = (token.i, to.i + 1)
    ranges = _rest_of_clause(token, start, end)
    yield Candidate(sentence, token.i, cue, (span,), source.i, ranges, "preposition", frozenset({token.lower_}))


def _fronted(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    source = next((g for g in token.children if g.dep_ == "pobj"), None)
    if source is None or token.right_edge.i + 1 >= len(sentence.tree):
        return
    end = token.right_edge.i + 1
    if sentence.tree[end].text != ",":
        return
    if token.lower_ == "in" and source.lemma_.lower() not in load_words().sources["documents"]:
        return
    span = (source.left_edge.i, source.right_edge.i + 1)
    ranges = _rest_of_clause(token, token.left_edge.i, end)
    shape = "preposition"
    yield Candidate(sentence, token.i, (token.i, token.i + 1), (span,), source.i, ranges, shape, frozenset({"front"}))


def _hearsay(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    verb = token.head
    if verb.pos_ not in ("VERB", "AUX", "NOUN", "ADJ"):
        return
    own = sorted(t.i for t in verb.subtree if t.i != token.i)
    ranges = _merged(_runs(own))
    yield Candidate(sentence, token.i, (token.i, token.i + 1), (), None, ranges, "adverb", frozenset())


def _rest_of_clause(token: Token, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Gives what a phrase like "according to X" stands beside: its clause's stretch without the phrase."""
    node = token.head
    while node.pos_ not in ("VERB", "AUX") and node.head != node:
        node = node.head
    own = [t.i for t in node.subtree if not start <= t.i < end and not (t.is_punct and t.i in (start - 1, end))]
    indices = sorted(own)
    while indices and node.doc[indices[-1]].text in ".,;":
        indices.pop()
    return _merged(_runs(indices))


# --- Quotes -----------------------------------------------------------------------------------------------------------


def give_quotes(sentence: Sentence, found: Sequence[Candidate], quotes: Sequence[Quote]) -> list[Candidate]:
    """Gives each quote of the sentence to the cue it belongs to: the one whose content it meets, else the nearest."""
    doc = sentence.tree
    owners: dict[int, list[Quote]] = {}
    for quote in quotes:
        best: tuple[float, int] | None = None
        for i, c in enumerate(found):
            where = sentence.span(c.head, c.head + 1)
            if quote.start <= where.start < quote.end:
                continue
            score = _closeness(sentence, c, quote, len(doc))
            if score is not None and (best is None or score < best[0]):
                best = (score, i)
        if best is not None:
            owners.setdefault(best[1], []).append(quote)
    kept = []
    for i, c in enumerate(found):
        mine = tuple(owners.get(i, ()))
        if mine or c.content:
            parts = c.parts | {"quote"} if mine else c.parts - {"quote"}
            kept.append(replace(c, quotes=mine, parts=parts))
    return kept


def _closeness(sentence: Sentence, c: Candidate, quote: Quote, size: int) -> float | None:
    """Ranks how well a quote fits a cue: lower is better, None not at all."""
    if c.shape in ("noun", "adverb"):
        return None
    cue = sentence.span(*c.cue)
    gap = quote.start - cue.end if quote.start >= cue.end else cue.start - quote.end
    for start, end in c.content:
        span = sentence.span(start, end)
        if span.start < quote.end and quote.start < span.end:
            clausal = bool(c.parts & {"ccomp"})
            return (0 if clausal else 200) + gap / 1000 if gap >= 0 else 150.0
    if quote.words < 4:
        return None
    verb = load_words().verbs.get(sentence.tree[c.head].lemma_.lower())
    return (400 if verb in ("say", "claim", "ask") else 700) + gap if 0 <= gap < 150 else None
