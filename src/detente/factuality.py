"""How sure an act is: by its own wording, by what it is content of, and by the citation it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from detente import codes
from detente.datafiles import Entry, read_yaml
from detente.drafts import ActDraft, FoundActor, Judgement
from detente.errors import DataFileError
from detente.parse import Document, Sentence, is_passive, negated
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
_MATERIAL_CONFLICT = 4
_VERDICTS: tuple[Factuality, ...] = ("alleged", "possible", "denied")
# How sure an act is that is the object of a verb: "is weighing sanctions", "plotted an attack".
_TOPICS: tuple[Factuality, ...] = ("hypothetical", "planned")
_CLAUSES = frozenset({"ccomp", "csubj", "csubjpass", "acl", "xcomp"})
# "instead of attacking", "stopped short of attacking"
_SHORT = frozenset({"instead", "short"})
# Behind these an act is told for itself: "after the raid", "agreed at the request of".
_ASIDE = frozenset({"after", "following", "since", "despite", "because", "over", "at", "amid"})
_INVERTED = frozenset({"should", "had", "were"})
_Words = Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class _Lists:
    levels: _Words
    done: frozenset[str]
    true: frozenset[str]
    false: frozenset[str]
    nobody: frozenset[str]
    doubts: frozenset[str]
    topics: Mapping[Factuality, frozenset[str]]
    trials: Mapping[Factuality, frozenset[str]]
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
    data.require(*_LEVELS, "done", "truth", "topics", "trials", "historical")
    data.allow(*_LEVELS, "done", "truth", "topics", "trials", "historical")
    levels: dict[str, dict[str, frozenset[str]]] = {}
    for level in _LEVELS:
        data[level].allow("verbs", "nouns", "adverbs", "adjectives", "auxiliaries", "marks")
        levels[level] = {kind: frozenset(words) for kind, words in data[level].items()}
    data["truth"].require("holds", "fails", "nobody", "doubts")
    data["topics"].require(*_TOPICS)
    data["trials"].require(*_VERDICTS)
    history = data["historical"]
    history.require("phrases", "nouns", "recent")
    return _Lists(
        levels=levels,
        done=frozenset(data["done"]["verbs"]),
        true=frozenset(data["truth"]["holds"]),
        false=frozenset(data["truth"]["fails"]),
        nobody=frozenset(data["truth"]["nobody"]),
        doubts=frozenset(data["truth"]["doubts"]),
        topics={level: frozenset(data["topics"][level]) for level in _TOPICS},
        trials={level: frozenset(data["trials"][level]) for level in _VERDICTS},
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
    found = set(_of_parent(act, acts, document))
    found.update(_of_wording(head, act, sentence))
    found.update(_of_source(document, source, head, sentence))
    if source is not None and _is_told_by_the_other_side(act, source):
        found.add("alleged")
    if act.negated:
        found.add("denied")
    level: Factuality = next((f for f in _PRECEDENCE if f in found), "asserted")
    historical = _is_historical(head, act, document, sentence, unreal=level in ("denied", "hypothetical"))
    return Judgement(level, historical)


def denies(act: ActDraft, document: Document) -> bool:
    """Says whether an act is worded as a denial ("denied the report", "rejected the claim", "a denial")."""
    denied = load_lists().levels["denied"]
    words = denied["verbs"] | denied["nouns"]
    tree = document.sentences[act.trigger.sentence].tree
    return any(token.lemma_.lower() in words for token in tree[act.trigger.start : act.trigger.end])


def _of_parent(act: ActDraft, acts: Sequence[ActDraft], document: Document) -> Iterator[Factuality]:
    """Judges the content of an accusation, promise, threat, request or refusal."""
    if act.parent is None:
        return
    kind = acts[act.parent].event_type
    if kind == "ACCUSE":
        trigger = acts[act.parent].trigger
        accusing = document.sentences[trigger.sentence].tree[trigger.head]
        yield "probable" if accusing.lemma_.lower() in load_lists().levels["probable"]["verbs"] else "alleged"
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
        if below is not None and node.pos_ == "VERB" and below.dep_ in ("dobj", "nsubjpass") and not act.retyped:
            yield from _of_topic(node, below)
        framed = tuple(_of_frame(node)) if node.dep_ in _CLAUSES and not _reduced(node) else ()
        yield from framed
        yield from _modifiers(node, act.retyped, asked=bool(framed))
        if not own and below is not None:
            yield from _over(node, below)
        if below is not None and _is_purpose(below) and not _was_done(node, below):
            yield "planned"
        if _has_no_doer(node) and (own or not act.negated):
            yield "denied"
        if _is_inverted(node):
            yield "hypothetical"
        if _is_cleft(node):
            yield "denied"


def _of_frame(clause: Token) -> Iterator[Factuality]:
    """Reads what a whole clause hangs on: "it is likely that", "the belief that", "no evidence that", "wants X to"."""
    lists = load_lists()
    frame = clause.head
    if frame.pos_ in ("NOUN", "PROPN"):
        if clause.dep_ != "acl" or clause.tag_ == "VBG":
            return
        lemma = frame.lemma_.lower()
        if negated(frame) or (frame.dep_ == "attr" and negated(frame.head)):
            if lemma in lists.doubts:
                return  # "there is no doubt that"
            yield "denied"
        yield from (level for level in _LEVELS if lemma in lists.levels[level].get("nouns", ()))
        if frame.dep_ == "nsubj":
            yield from _of_adjectives(frame.head)
    elif clause.dep_ == "ccomp" and frame.pos_ == "VERB" and any(c.lower_ == "to" for c in clause.children):
        if frame.lemma_.lower() in lists.levels["hypothetical"]["verbs"]:
            yield "hypothetical"
    elif clause.dep_ != "acl":
        yield from _of_adjectives(frame)


def _of_topic(verb: Token, noun: Token) -> Iterator[Factuality]:
    """Reads a verb whose object an act is but talked of or meant: "is weighing sanctions", "plotted an attack"."""
    lemma = verb.lemma_.lower()
    if noun.pos_ == "NOUN":
        yield from (level for level, verbs in load_lists().topics.items() if lemma in verbs)


def _of_adjectives(copula: Token) -> Iterator[Factuality]:
    """Reads the adjective that a clause or report is said to be: likely, possible, unclear, false, not true."""
    lists = load_lists()
    adjectives = (
        [copula] if copula.pos_ == "ADJ" else [c for c in copula.children if c.dep_ in ("acomp", "attr", "oprd")]
    )
    negative = any(negated(t) for t in (copula, *adjectives))
    for adjective in adjectives:
        word = adjective.lower_
        if word in (lists.true if negative else lists.false):
            yield "denied"
        elif not negative:
            yield from (level for level in _LEVELS if word in lists.levels[level].get("adjectives", ()))


def _has_no_doer(node: Token) -> bool:
    """Says whether the subject is empty: "no soldier attacked", "neither side fired", "nobody was killed"."""
    subject = next((c for c in node.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.i > node.i:
        return False
    none = load_lists().nobody
    return subject.lower_ in none or any(c.lower_ in none for c in subject.children if c.i < subject.i)


def _is_cleft(node: Token) -> bool:
    """Says whether a relative clause is told of somebody else: "it was not its planes that bombed the port"."""
    copula = node.head.head if node.dep_ == "relcl" and node.head.dep_ == "attr" else node.head
    if node.dep_ not in ("relcl", "ccomp", "advcl") or copula.lemma_ != "be" or not negated(copula):
        return False
    return any(c.lower_ == "it" and c.dep_ in ("nsubj", "expl") for c in copula.children)


def _is_inverted(node: Token) -> bool:
    """Says whether a clause is a condition by its order: "should X attack, …", "had X attacked, …"."""
    if node.dep_ != "advcl":
        return False
    opening = node.doc[node.left_edge.i]
    if opening.i > 0 and node.doc[0].i < node.i and not any(t.text == "," for t in node.doc[: node.i]):
        # The parser may hang the auxiliary on the main verb.
        opening = node.doc[0]
    return opening.lower_ in _INVERTED


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
        if (node == head and _reduced(node)) or _goes_on(node):
            return
        if (
            node.dep_ == "conj"
            and node.pos_ in ("VERB", "AUX")
            and any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children)
        ):
            return
        if node.dep_ == "advcl" and not _is_purpose(node):
            return
        if node.dep_ == "pobj" and node.head.lower_ in _ASIDE:
            return
        below, node = node, node.head


def _reduced(node: Token) -> bool:
    """Says whether a participle only tells more of a noun: "proposals rejected by Norland would have"."""
    if node.dep_ != "acl" or node.tag_ not in ("VBN", "VBD"):
        return False
    return not any(c.dep_ in ("mark", "nsubj", "nsubjpass", "aux") for c in node.children)


def _goes_on(node: Token) -> bool:
    """Says whether a verb goes on after what was said: "denied that it had fired, and accused Norland"."""
    inner = node.head
    if node.dep_ != "conj" or inner.dep_ != "ccomp" or node.tag_ not in ("VBD", "VBZ"):
        return False
    if any(c.dep_ in ("aux", "auxpass", "mark") for c in node.children) or node.tag_ != inner.head.tag_:
        return False
    helped = any(c.dep_ in ("aux", "auxpass") and c.i < inner.i for c in inner.children)
    return helped and any(t.text == "," and t.nbor(1).lower_ in ("and", "but") for t in node.doc[inner.i : node.i])


def _modifiers(node: Token, retyped: bool, asked: bool) -> Iterator[Factuality]:
    """Reads the auxiliaries, adverbs, adjectives and conjunctions on one token.

    Where what the clause hangs on tells how sure it is (``asked``: "it is unclear if"), its "if" makes no condition.
    """
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
            ) or (child.dep_ == "mark" and not asked and word in lists.get("marks", ())):
                yield level


def _over(node: Token, below: Token) -> Iterator[Factuality]:
    """Reads a verb or noun over the act: "is believed to have struck", "plans to strike", "plans for a strike"."""
    lists = load_lists()
    lemma = node.lemma_.lower()
    if lemma == "have" and below.dep_ == "xcomp" and any(c.lower_ == "yet" for c in node.children):
        yield "hypothetical"
    if _is_kept_from(node, below):
        yield "hypothetical"
    if below.dep_ == "prep" and below.lower_ in ("of", "for") and is_passive(node):
        yield from (level for level in _VERDICTS if lemma in lists.trials[level])
    if node.pos_ == "ADJ" and below.dep_ == "prep" and lemma in ("close", "near"):
        yield "planned"  # "close to signing"
    if node.pos_ == "ADP" and below.dep_ == "pcomp" and any(c.lower_ in _SHORT for c in (node.head, *node.children)):
        yield "denied"
    if node.pos_ in ("VERB", "AUX", "ADJ") and below.dep_ in ("xcomp", "advcl"):
        if _with_particle(node) in lists.done:
            return
        if lemma == "say" and is_passive(node):
            yield "probable"
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


def _is_kept_from(node: Token, below: Token) -> bool:
    """Says whether somebody is kept from the act ("stopped X from attacking", "warned against attacking")."""
    if below.dep_ != "prep" or below.lower_ not in ("from", "against"):
        return False
    clausal = any(c.dep_ == "pcomp" for c in below.children)
    return clausal and node.lemma_.lower() in load_lists().levels["hypothetical"]["verbs"]


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
    return perfect or _with_particle(node) in load_lists().done


def _with_particle(verb: Token) -> str:
    return " ".join([verb.lemma_.lower(), *(c.lower_ for c in verb.children if c.dep_ == "prt")])


# --- The source -----------------------------------------------------------------------------------------------------


def _of_source(document: Document, source: Attribution | None, head: Token, sentence: Sentence) -> Iterator[Factuality]:
    """Reads the cue of the citation: an accusation or claim, a denial, a guess."""
    if source is None or not source.cue:
        return
    token = _cue_token(document, source)
    if token is None or (token.doc is head.doc and (token.i == head.i or _goes_on(head))):
        return
    levels = load_lists().levels
    lemma = token.lemma_.lower()
    if lemma in ("say", "report") and not source.source and is_passive(token):
        yield "probable"
        return
    kind = "nouns" if token.pos_ == "NOUN" else "adverbs" if token.pos_ == "ADV" else "verbs"
    word = token.lower_ if kind == "adverbs" else lemma
    for level in ("alleged", "denied", "probable", "possible"):
        if word in levels[level].get(kind, ()):
            if word in ("report", "conclude", "expect", "estimate"):
                return
            disbelieved = negated(token) or _has_no_doer(token)
            if not disbelieved:
                yield level
            elif level == "probable" or word == "suggest":
                yield "denied"
            return


def _is_told_by_the_other_side(act: ActDraft, source: Attribution) -> bool:
    """Says whether the side that the act was done to tells of it ("Brume says Avalon bombed its base")."""
    if source.side is None or codes.quad_class(act.event_type) != _MATERIAL_CONFLICT:
        return False
    doers, others = _sides(act.actors), _sides(act.recipients)
    return bool(doers) and source.side not in doers and source.side in others


def _sides(found: Sequence[FoundActor]) -> set[str]:
    actors = [actor for f in found for actor in (f.parts or (f.actor,))]
    return {side for a in actors for side in (a.country, a.group, a.name) if side}


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


def _is_historical(head: Token, act: ActDraft, document: Document, sentence: Sentence, unreal: bool) -> bool:
    """Says whether an act is told as background: an old year, "decades ago", an anniversary, a past perfect.

    The past perfect of what did not happen ("if X had struck") tells no time.
    """
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
    perfect = any(
        c.dep_ == "aux" and c.lower_ in ("had", "'d")
        for node in nodes[:2]
        if not _is_shifted(node)
        for c in node.children
    )
    return perfect and not unreal and not lists.recent.search(sentence.clean)


def _is_shifted(node: Token) -> bool:
    """Says whether a past perfect only follows the past tense of who told it ("admitted that it had attacked")."""
    return node.dep_ == "ccomp" and node.head.tag_ in ("VBD", "VBN")


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
