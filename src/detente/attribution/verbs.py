"""Citations by a verb: "X said that …", "…, X said", "X criticised Y", "was believed to"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.attribution.candidate import Candidate, Range, is_time, merged, rest_of_clause, span_of, without
from detente.attribution.words import load_words
from detente.parse import Sentence, agent_of, is_passive, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLAUSAL = frozenset({"ccomp", "xcomp", "csubj", "csubjpass"})
_NOMINAL = frozenset({"dobj", "oprd", "acomp", "attr", "obj", "pobj"})
# Where or how something was said: such a phrase is no content.
_OCCASIONS = frozenset(
    """statement interview conference briefing letter email e-mail speech report television radio tweet post testimony
    telephone phone call meeting hearing rally debate appearance event address message condition anonymity article
    column blog essay book paper filing memo note twitter facebook air stage behalf sunday""".split()
)
_HEARERS = frozenset("reporter reporters journalists parliament court lawmakers him her them us me you".split())
_TIMELY = frozenset("in at during after before since until amid within while".split())
_OCCASIONAL = frozenset("on in at by from through during after before since until amid within".split())
_RELATIVES = frozenset({"WDT", "WP", "WP$"})
# Classes of verbs that may stand beside what they cite without governing it ("…, X says, …").
_SAYING = frozenset({"say", "claim", "believe"})
_SUBORDINATE = frozenset({"after", "before", "when", "while", "as", "since", "until", "because", "although", "though"})


def verbal(sentence: Sentence, verb: Token) -> Iterator[Candidate]:
    """Gives the citation a verb may make: its subject, or the agent of a passive, and all that it governs."""
    passive = is_passive(verb)
    source = agent_of(verb) if passive else _speaker(verb)
    if passive and source is None and _quoted_as(verb):
        return
    parts: set[str] = set()
    ranges: list[Range] = []
    addressed = passive and any(c.dep_ == "ccomp" for c in verb.children)
    for child in verb.children:
        kind = _complement(child, passive and not addressed)
        if kind is not None:
            parts.add(kind)
            ranges.extend(without(child, verb))
    content = _widened(verb, _narrowed(verb, ranges, parts), parts)
    if not content and _is_saying(verb):
        content = _beside(verb)
        parts.add("beside")
    ranges_of_source = _source_ranges(source, verb) if source is not None else ()
    head = source.i if source is not None else None
    shape = "passive" if passive else "verb"
    yield Candidate(sentence, verb.i, _cue_range(verb), ranges_of_source, head, content, shape, frozenset(parts))


def _is_saying(verb: Token) -> bool:
    return load_words().verbs.get(verb.lemma_.lower()) in _SAYING


# --- Who ------------------------------------------------------------------------------------------------------------


def _speaker(verb: Token) -> Token | None:
    """Finds who a verb makes speak: its subject, that of the main clause for a participle, or the name beside it."""
    own = any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    if not own and verb.dep_ in ("acl", "advcl") and verb.tag_ == "VBG":
        edge = verb.left_edge.i
        if verb.dep_ == "advcl" or (edge > 0 and verb.doc[edge - 1].text == ","):
            main = _clause_above(verb)
            if main is not None and (subject := agent_of(main) or subject_of(main)) is not None:
                return subject
    if verb.dep_ == "pcomp" and not own:
        main = _clause_above(verb)
        if main is not None:
            return subject_of(main)
    return subject_of(verb) or (_beside_name(verb) if _is_saying(verb) else None) or _inherited(verb)


def _clause_above(token: Token) -> Token | None:
    """Finds the verb of the clause that a token hangs in, whatever nouns lie between."""
    node = token
    while node.head != node:
        node = node.head
        if node.pos_ in ("VERB", "AUX"):
            return node
    return None


def _beside_name(verb: Token) -> Token | None:
    """Takes the noun right after or before a verb of saying that the parser left without subject ("said Smith")."""
    doc = verb.doc
    for at in (verb.i + 1, verb.i - 1):
        if 0 <= at < len(doc) and doc[at].pos_ in ("PROPN", "PRON", "NOUN") and not is_time(doc[at]):
            token = doc[at]
            while token.dep_ in ("compound", "amod", "nmod", "det", "poss") and token.head.i > token.i:
                token = token.head
            return token if token.pos_ in ("PROPN", "PRON", "NOUN") and token.tag_ not in _RELATIVES else None
    return None


def _inherited(verb: Token) -> Token | None:
    """Takes the subject of the next clause above for an infinitive or clause without one."""
    main = _clause_above(verb)
    return subject_of(main) if main is not None and verb.dep_ in ("xcomp", "advcl", "acl", "ccomp", "conj") else None


def _source_ranges(head: Token, verb: Token) -> tuple[Range, ...]:
    pronoun = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.tag_ in _RELATIVES), None)
    ranges = (_phrase(head, verb),)
    return (*ranges, (pronoun.i, pronoun.i + 1)) if pronoun is not None and pronoun != head else ranges


def _phrase(head: Token, verb: Token) -> Range:
    """Gives the source phrase around a head, cut short of the cue where the cue stands in a relative clause of it."""
    if head.pos_ in ("VERB", "AUX"):
        return head.i, head.i + 1
    start, end = span_of(head)
    if not start <= verb.i < end:
        return start, end
    clause = verb
    while clause.head != head and clause.head != clause:
        clause = clause.head
    cut = clause.left_edge.i if clause.i > head.i else head.i + 1
    return (start, cut) if cut > start else (head.i, head.i + 1)


# --- The cue and what is said ---------------------------------------------------------------------------------------


def _quoted_as(verb: Token) -> bool:
    """Says whether the verb is "was quoted as saying", where the inner verb is the cue."""
    return any(c.lower_ == "as" and any(g.dep_ == "pcomp" for g in c.children) for c in verb.children)


def _cue_range(verb: Token) -> Range:
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


def _complement(child: Token, passive: bool) -> str | None:
    """Names what kind of content a child of a verb is, or None where it is none."""
    dep = child.dep_
    if dep in _CLAUSAL:
        return dep
    if dep in _NOMINAL or (dep == "nsubjpass" and passive):
        return None if child.tag_ in _RELATIVES or is_time(child) else dep
    if dep in ("prep", "agent"):
        inner = next((g for g in child.children if g.dep_ in ("pobj", "pcomp", "prep")), None)
        if inner is None or is_time(inner) or (passive and child.lower_ == "by"):
            return None
        if child.lower_ in _OCCASIONAL and inner.lower_ in _OCCASIONS:
            return None
        if child.lower_ in _TIMELY and child.lower_ not in ("in", "at"):
            return None
        return None if inner.lower_ in _HEARERS else f"prep_{child.lower_}"
    if dep == "advcl" and any(g.dep_ == "mark" and g.lower_ in ("if", "whether", "that") for g in child.children):
        return "advcl"
    return None


def _narrowed(verb: Token, ranges: list[Range], parts: set[str]) -> list[Range]:
    """Leaves out whom one speaks to, where a clause says what was said ("told reporters that …")."""
    if "ccomp" not in parts or len(parts) == 1:
        return ranges
    kept = [c for c in verb.children if c.dep_ in _CLAUSAL or (c.dep_ in ("oprd", "advcl") and c.dep_ in parts)]
    parts -= {p for p in parts if p == "dobj" or p.startswith("prep_")}
    return [r for c in kept for r in without(c, verb)]


def _widened(verb: Token, ranges: list[Range], parts: set[str]) -> tuple[Range, ...]:
    """Takes in what hangs loosely on the verb after its content ("…, reflecting a mood"), where it is more content."""
    content = merged(ranges)
    after = [r for r in content if r[0] > verb.i]
    if not after:
        return content
    end = after[-1][1]
    for child in verb.children:
        start, last = span_of(child)
        if start < end or child.i < verb.i:
            continue
        loose = child.dep_ in ("advcl", "acl", "appos", "dep", "prep", "parataxis", "relcl")
        marked = any(g.dep_ in ("mark", "advmod") and g.lower_ in _SUBORDINATE for g in child.children)
        timely = child.dep_ == "prep" and (child.lower_ in _TIMELY or _is_occasion(child))
        if loose and not marked and not timely:
            end = last
        elif not child.is_punct:
            break
    return merged([*content, (after[-1][0], end)])


def _is_occasion(preposition: Token) -> bool:
    inner = next((g for g in preposition.children if g.dep_ == "pobj"), None)
    return inner is None or is_time(inner) or inner.lower_ in _OCCASIONS


def _beside(verb: Token) -> tuple[Range, ...]:
    """Gives what a parenthetical like "X says" or "as X noted" stands beside."""
    start, end = span_of(verb)
    relative = verb.dep_ == "relcl" and any(t.tag_ in _RELATIVES for t in verb.subtree)
    if verb.head == verb or relative:
        return ()
    marked = any(c.dep_ == "mark" and c.lower_ == "as" for c in verb.children)
    set_off = verb.doc[start].is_punct or (start > 0 and verb.doc[start - 1].is_punct)
    return rest_of_clause(verb, start, end) if marked or set_off or end >= len(verb.doc) - 1 else ()
