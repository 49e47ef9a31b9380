"""Finding statements on the state of a relationship, with the acts they point to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.drafts import ActDraft, FoundActor, StatementDraft, Tokens
from detente.parse import Document, Sentence, children, subject_of
from detente.records import Actor, Aspect, Direction
from detente.statements.cues import Cues, Phrase, load_cues, may_have_statement
from detente.statements.links import linked
from detente.statements.pairs import MEMORY, Pair, is_party, of_article, of_phrase, of_sentence, parties

if TYPE_CHECKING:
    from spacy.tokens import Token

_LONGEST_LABEL = 10
# Words a label cannot end in.
_LOOSE_ENDS = frozenset({"CCONJ", "SCONJ", "ADP", "DET", "PART", "PUNCT", "AUX"})
_ATTRIBUTE = frozenset({"acomp", "attr", "oprd"})
_DIRECTIONS: Mapping[str, Direction] = {"better": "better", "worse": "worse", "same": "same", "bad": "worse"}
# Verbs that make a statement even of a weak word such as "cooperation".
_TELLING = frozenset("resume restore suspend strengthen deepen freeze cut boost expand renew".split())
# Words for the relationship that add nothing to a label.
_PLAIN = frozenset("relations relation ties tie relationship".split())
# Definite words for a relationship already spoken of.
_DEFINITE = frozenset("the this that their its these those bilateral diplomatic".split())


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue in a sentence: token range with head, and what it says."""

    start: int
    end: int
    head: int
    aspect: Aspect
    direction: Direction
    label: str


def find(
    document: Document, actors: Mapping[int, Sequence[FoundActor]], acts: Sequence[ActDraft]
) -> list[StatementDraft]:
    """Finds the statements on relationships in the parsed sentences of an article, in reading order.

    Args:
        document: an article whose sentences of interest are parsed.
        actors: the actors of each parsed sentence by its index.
        acts: all acts of the article; a statement's evidence are indices into it.
    """
    cues = load_cues()
    found: list[StatementDraft] = []
    last: tuple[int, Pair] | None = None
    for sentence in document.parsed():
        if not may_have_statement(sentence.clean):
            continue
        here = actors.get(sentence.index, ())
        for cue in _distinct(_cues_in(sentence, cues)):
            threatened = _threatened(sentence, cue, here) if cue.aspect == "threat" else None
            pair = threatened or _pair(document, sentence, cue, actors, last)
            if pair is None:
                continue
            last = (sentence.index, pair[:2])
            tokens = Tokens(sentence.index, cue.start, cue.end, cue.head)
            draft = StatementDraft(sentence.index, pair, cue.aspect, cue.direction, cue.label, tokens)
            found.append(linked(draft, document, acts))
    return found


def _pair(
    document: Document,
    sentence: Sentence,
    cue: _Cue,
    actors: Mapping[int, Sequence[FoundActor]],
    last: tuple[int, Pair] | None,
) -> Pair | None:
    """Finds whose relationship it is: named in the phrase, in the sentence, or the one the article is on."""
    here = actors.get(sentence.index, ())
    head = sentence.tree[cue.head]
    nouns = [head, *(t for t in sentence.tree if _is_relation(t, load_cues()))]
    for noun in nouns:
        if noun.pos_ in ("NOUN", "PROPN") and (pair := of_phrase(sentence, noun, here)):
            return pair
    refers_back = any(_refers_back(noun) for noun in nouns)
    recent = last[1] if last is not None and sentence.index - last[0] <= MEMORY else None
    if refers_back and recent is not None:
        return recent
    pair = of_sentence(sentence, here)
    if pair is not None:
        return pair
    if not refers_back and parties(here):
        return None
    return recent or of_article(document, actors, sentence.index)


def _refers_back(noun: Token) -> bool:
    """Says whether a word for a relationship is one already spoken of ("the relationship", "bilateral ties")."""
    if noun.pos_ not in ("NOUN", "PROPN"):
        return False
    if any(c.dep_ in ("poss", "det", "amod") and c.lower_ in _DEFINITE for c in noun.children):
        return not any(c.dep_ == "prep" and c.lower_ in ("with", "between") for c in noun.children)
    return False


def _threatened(sentence: Sentence, cue: _Cue, here: Sequence[FoundActor]) -> tuple[Actor, ...] | None:
    """Gives the two sides of a comparison of threats, in order, and after them whoever is the threat where known."""
    sides = parties(f for f in here if f.tokens.head >= cue.head and _compared(sentence.tree[f.tokens.head]))
    subject = subject_of(sentence.tree[cue.head])
    menace = next((f.actor for f in here if subject is not None and f.tokens.head == subject.i), None)
    if menace is not None and is_party(menace):
        # "A is a greater threat to B than C is": the statement is on A and B.
        to = parties(f for f in here if _is_to(sentence.tree[f.tokens.head]) and f.actor is not menace)
        if len(to) == 1:
            return (to[0], menace)
    if len(sides) < 2:
        return None
    known = menace is not None and menace.name not in {a.name for a in sides}
    return (*sides[:2], menace) if known and menace is not None else tuple(sides[:2])


def _compared(token: Token) -> bool:
    """Says whether a token is what a threat is to ("to Norland than to Sudmark", "than Westria")."""
    return token.dep_ == "pobj" and token.head.lower_ in ("to", "for", "than")


def _is_to(token: Token) -> bool:
    return token.dep_ == "pobj" and token.head.lower_ in ("to", "for")


# --- Cues -----------------------------------------------------------------------------------------------------------


def _cues_in(sentence: Sentence, cues: Cues) -> Iterator[_Cue]:
    """Gives all cues of a sentence: phrases, then words for a relationship with what is said of it, then states."""
    relations = [t for t in sentence.tree if _is_relation(t, cues)]
    for phrase in cues.phrases:
        if not phrase.needs_relation or relations:
            yield from _of_phrase(sentence, phrase)
    for noun in relations:
        yield from _of_relation(sentence, noun, cues)
    for token in sentence.tree:
        if token.pos_ in ("NOUN", "PROPN") and token.lower_ in cues.states:
            yield from _of_state(sentence, token, cues)


def _is_relation(token: Token, cues: Cues) -> bool:
    if token.pos_ not in ("NOUN", "PROPN") or token.lower_ not in cues.relations:
        return False
    modifiers = {c.lower_ for c in token.children if c.dep_ in ("amod", "compound", "nmod")}
    if token.lower_ == "relation" and token.i > 0 and token.nbor(-1).lower_ == "in":
        return False
    if token.lower_ in ("ties", "links") and _is_towards_a_thing(token):
        return False
    return not modifiers & cues.excluded


def _of_phrase(sentence: Sentence, phrase: Phrase) -> Iterator[_Cue]:
    match = phrase.pattern.search(sentence.clean)
    if match is None:
        return
    start = sentence.token_at(match.start())
    end = sentence.token_at(match.end() - 1)
    if start is None or end is None:
        return
    tokens = sentence.tree[start : end + 1]
    verb = next((t for t in tokens if t.pos_ in ("VERB", "AUX")), tokens.root)
    label = phrase.label
    if "{match}" in label:
        named = "label" in phrase.pattern.groupindex and match["label"]
        first = sentence.token_at(match.start("label")) if named else start
        after = (t.right_edge.i for t in verb.subtree if end < t.i <= end + 5 and t.head.i <= end)
        last = end if named else min(max(after, default=end), end + 6)
        label = _label(sentence, start if first is None else first, last + 1)
    yield _Cue(start, end + 1, verb.i, phrase.aspect, phrase.direction, label)


def _label(sentence: Sentence, start: int, end: int) -> str:
    """Writes the words of a cue as a short phrase: lower case but for names, no article before it."""
    doc = sentence.tree
    while start < end - 1 and (doc[start].pos_ in ("DET", "PUNCT") or doc[start].dep_ in ("aux", "poss")):
        start += 1
    end = min(end, start + _LONGEST_LABEL)
    while end > start + 1 and doc[end - 1].pos_ in _LOOSE_ENDS:
        end -= 1
    text = doc[start:end].text
    return text if doc[start].pos_ == "PROPN" else text[:1].lower() + text[1:]


def _of_relation(sentence: Sentence, noun: Token, cues: Cues) -> Iterator[_Cue]:
    """Reads adjectives on a word for the relationship, what is said of it, and the verbs it is subject or object of."""
    for child in noun.children:
        quality = cues.qualities.get(child.lower_)
        if child.dep_ in ("amod", "compound") and quality and child.i < noun.i:
            if noun.lower_ in cues.weak and quality in ("good", "same") and child.lower_ not in ("closer", "close"):
                continue
            label = child.lower_ if noun.lower_ in _PLAIN else f"{child.lower_} {noun.lower_}"
            yield _quality(sentence, child, noun, quality, label)
    verb = noun.head if noun.dep_ in ("nsubj", "nsubjpass", "dobj", "conj") else None
    if verb is not None and noun.dep_ == "conj":
        verb = noun.head.head if noun.head.dep_ in ("nsubj", "nsubjpass", "dobj") else None
    if verb is None or verb.pos_ not in ("VERB", "AUX"):
        if noun.dep_ == "ROOT":
            yield from _of_clipped(noun, cues)
        return
    for one in (verb, *(c for c in children(verb, "xcomp") if c.pos_ == "VERB"), *children(verb, "conj")):
        yield from _of_verb(sentence, noun, one, cues)


def _of_clipped(noun: Token, cues: Cues) -> Iterator[_Cue]:
    """Reads a past tense taken for a participle by the parser, as it is in headlines ("ties with Brume soured")."""
    for token in noun.subtree:
        change = cues.changes.get(token.lemma_.lower())
        if token.dep_ == "acl" and token.tag_ in ("VBN", "VBD") and change in ("better", "worse"):
            yield _Cue(token.i, token.i + 1, token.i, "change", _DIRECTIONS[change], token.lower_)
            return


def _of_verb(sentence: Sentence, noun: Token, verb: Token, cues: Cues) -> Iterator[_Cue]:
    lemma = verb.lemma_.lower()
    for child in verb.children:
        quality = cues.qualities.get(child.lower_)
        if quality and child.dep_ in _ATTRIBUTE and noun.dep_ in ("nsubj", "nsubjpass", "conj"):
            steady = lemma in ("remain", "stay", "continue", "keep")
            yield _quality(sentence, child, noun, "same" if steady else quality, child.lower_, verb)
            return
    change = cues.changes.get(lemma)
    if change is None or (noun.lower_ in cues.weak and noun.dep_ == "dobj" and lemma not in _TELLING):
        return
    if noun.dep_ == "nsubj" and lemma in ("remain", "stay", "keep", "threaten", "cut", "test"):
        return
    caused = noun.dep_ == "dobj" and _is_thing(subject_of(verb))
    aspect: Aspect = "cause" if caused else "change"
    direction = _negated(verb, _DIRECTIONS[change])
    start, end = sorted((verb.i, noun.i))
    if noun.dep_ != "dobj" or end - start > _LONGEST_LABEL:
        start = end = verb.i
    yield _Cue(start, end + 1, verb.i, aspect, direction, _verb_label(verb, noun))


def _verb_label(verb: Token, noun: Token) -> str:
    """Words a change: "improving", "recovered", "strained relations"."""
    return f"{verb.lower_} {noun.lower_}" if noun.dep_ == "dobj" else verb.lower_


def _negated(verb: Token, direction: Direction) -> Direction:
    """Turns a negated change into none: ties that have not improved have no direction told."""
    return "none" if any(c.dep_ == "neg" or c.lower_ in ("never", "hardly") for c in verb.children) else direction


def _is_thing(subject: Token | None) -> bool:
    """Says whether the subject is an affair rather than a party ("the spy case strained ties")."""
    return subject is not None and subject.pos_ == "NOUN"


def _quality(sentence: Sentence, word: Token, noun: Token, quality: str, label: str, verb: Token | None = None) -> _Cue:
    """Makes the cue of an adjective: a change for "souring" or "improved", else a quality."""
    start, end = sorted((word.i, noun.i))
    aspect: Aspect = "change" if quality in ("better", "worse") else "quality"
    direction: Direction = "none"
    if quality in ("better", "worse", "same"):
        direction = _DIRECTIONS[quality]
    if aspect == "change" and verb is not None:
        direction = _negated(verb, direction)
    if quality == "same" and verb is not None:
        label = f"{verb.lower_} {label}"
    span = (word.i, word.i + 1) if verb is not None else (start, end + 1)
    return _Cue(span[0], span[1], noun.i if verb is None else word.i, aspect, direction, label)


def _of_state(sentence: Sentence, noun: Token, cues: Cues) -> Iterator[_Cue]:
    """Reads a noun that says by itself how two parties stand: a rift, a thaw, tensions, mistrust."""
    kind = cues.states[noun.lower_]
    aspect: Aspect = "trust" if kind in ("distrust", "trust") else "quality" if kind == "bad" else "change"
    direction: Direction = {"worse": "worse", "bad": "worse", "better": "better"}.get(kind, "none")  # type: ignore[assignment]
    course = _course(noun, kind, cues)
    if course is not None:
        aspect, direction = "trust" if aspect == "trust" else "change", course
    start = noun.i
    while start > 0 and noun.nbor(start - 1 - noun.i).head == noun and noun.nbor(start - 1 - noun.i).dep_ in ("amod",):
        start -= 1
    if kind == "trust" and not any(c.lower_ in ("between", "mutual") for c in noun.children):
        return
    if noun.dep_ == "compound" or _is_towards_a_thing(noun):
        return
    yield _Cue(start, noun.i + 1, noun.i, aspect, direction, _label(sentence, start, noun.i + 1))


def _course(noun: Token, kind: str, cues: Cues) -> Direction | None:
    """Reads which way a state goes: tensions that ease are better, a thaw that stalls is worse."""
    if noun.dep_ not in ("nsubj", "nsubjpass", "dobj") or noun.head.pos_ != "VERB":
        return None
    lemma = noun.head.lemma_.lower()
    courses = cues.courses
    good = kind in ("better", "trust")
    if lemma in courses["restored"] and good:
        return "better"
    if lemma in courses["fails"] and good:
        return "worse"
    if lemma in courses["fades"] and not good:
        return "better"
    if lemma in courses["rises"]:
        return "better" if good else "worse"
    return None


def _is_towards_a_thing(noun: Token) -> bool:
    """Says whether a word for a tie or a feeling is to something common ("ties to smugglers", "hostility to weeds")."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in ("to", "toward", "towards"):
            return any(g.dep_ == "pobj" and g.tag_ in ("NN", "NNS") and not _names(g) for g in child.children)
    return False


def _names(noun: Token) -> bool:
    return any(t.pos_ == "PROPN" or (t.pos_ == "ADJ" and t.text[:1].isupper()) for t in noun.subtree)


def _distinct(found: Iterator[_Cue]) -> list[_Cue]:
    """Leaves out cues inside another of the same aspect, and a second one with the same words."""
    kept: list[_Cue] = []
    for cue in found:
        inside = any(k.start <= cue.start and cue.end <= k.end for k in kept)
        if not inside:
            kept = [k for k in kept if not (cue.start <= k.start and k.end <= cue.end and cue.aspect == k.aspect)]
            kept.append(cue)
    return sorted((replace(c) for c in kept), key=lambda c: c.start)
