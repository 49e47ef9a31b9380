"""When the acts of one article happened: the words of the act first, then its paragraph, then the report's day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from detente.dates.calendar import Clock, Stretch, resolve
from detente.dates.forms import Between, Expression, Shift, Unknown, Years
from detente.dates.grammar import find_expressions
from detente.dates.tense import AHEAD, is_future, tense_of
from detente.drafts import ActDraft, FoundDate, Judgement
from detente.parse import Document, Sentence, subject_of
from detente.records import ActDate, DateBasis

if TYPE_CHECKING:
    from spacy.tokens import Token

# How far apart two sentences may be for "the strike" to be the strike that the first one dated.
_BACK_REFERENCE = 4
_SAYING = frozenset(
    """say tell report add announce claim state declare confirm note explain insist argue believe think write quote
    cite acknowledge deny warn suggest stress reiterate recall maintain comment testify describe""".split()
)
# "The attack on X" names an act of its own, "the attack in Orm" may be the one told before.
_NEW_ACT = frozenset({"on", "against", "of", "by", "between", "with", "from"})
_HAPPENING = re.compile(
    r"(?:attack|strike|raid|blast|bomb|bombing|explosion|operation|assault|shelling|clash|clashes|fighting|offensive|"
    r"ambush|incident|shooting|talks|meeting|visit|summit|protest|demonstration|crackdown|incursion|killing|war|"
    r"invasion|uprising|revolution|coup|crisis|massacre|battle|ceremony|conference|conflict)s?$"
)
# With these verbs the noun before them is told as news: "the attack killed nine".
_TELLS = frozenset(
    """kill wound injure hit strike leave take occur happen begin start end come miss destroy follow erupt target break
    be continue resume last claim damage""".split()
)
_POINTING = frozenset({"the", "this", "that", "these", "those"})
# How much of the way up the tree may lie between an expression and a word of the act.
_FARTHEST = 5.0


@dataclass(frozen=True, slots=True)
class _Told:
    """A time expression with its token and what it resolves to."""

    expression: Expression
    stretch: Stretch | None
    token: int | None


@dataclass(frozen=True, slots=True)
class _Dated:
    """An act that has its date from its own words, for later acts that point back to it."""

    sentence: int
    paragraph: int
    event_type: str
    lemma: str
    date: ActDate


class Timeline:
    """Dates the acts of one article, in the order of their sentences."""

    def __init__(self, document: Document, published: date | None) -> None:
        self._document = document
        self._published = published
        self._told: dict[int, list[_Told]] = {}
        self._dated: list[_Dated] = []
        self._read()

    def _read(self) -> None:
        """Finds and resolves the expressions of all sentences, each read against the one before it."""
        before: Stretch | None = None
        paragraph = -1
        for sentence in self._document.sentences:
            if sentence.paragraph > paragraph + 1:
                before = None
            told, last = _resolved(sentence, self._published, before)
            if told:
                self._told[sentence.index] = told
            if last is not None:
                before, paragraph = last, sentence.paragraph

    def find(self, sentence: Sentence) -> list[FoundDate]:
        """Gives the time expressions of a sentence of the article, resolved in its context."""
        return [_found(sentence, told) for told in self._told.get(sentence.index, ())]

    def date_act(self, act: ActDraft, judgement: Judgement) -> ActDate | None:
        """Dates an act: by its own words, by its paragraph, or by the day of the report.

        None where the words leave the time open, and where the report's day would be a guess: for what is to come, for
        standing facts, and for what the article tells as history.
        """
        sentence = self._document.sentences[act.trigger.sentence]
        told = self._own(act, sentence)
        if told is not None:
            found = _act_date(told, "text")
            if found is not None:
                self._remember(act, sentence, found)
            return found
        return self._from_paragraph(act, sentence) or self._from_report(act, sentence, judgement)

    # --- the act's own words

    def _own(self, act: ActDraft, sentence: Sentence) -> _Told | None:
        """Finds the expression that the tree puts nearest to the act."""
        candidates = self._told.get(sentence.index)
        if not candidates:
            return None
        head = sentence.tree[act.trigger.head]
        costs = _reach(head, act, sentence)
        best: tuple[float, _Told] | None = None
        for told in candidates:
            found = _cost(told, costs, sentence, act)
            if found is not None and (best is None or found[0] < best[0]):
                best = (found[0], self._opened(told) if found[1] else told)
        return best[1] if best else None

    def _opened(self, told: _Told) -> _Told:
        """Reads a date as the beginning of a span up to publication."""
        if told.stretch is None or self._published is None:
            return replace(told, stretch=None)
        return replace(told, stretch=Stretch(told.stretch.start, self._published, "range"))

    # --- the paragraph

    def _remember(self, act: ActDraft, sentence: Sentence, found: ActDate) -> None:
        lemma = sentence.tree[act.trigger.head].lemma_.lower()
        self._dated.append(_Dated(sentence.index, sentence.paragraph, act.event_type, lemma, found))

    def _from_paragraph(self, act: ActDraft, sentence: Sentence) -> ActDate | None:
        """Takes the date of an act told before, where this one is the same or goes on from it."""
        if act.retyped or act.occurrence in ("habitual", "cumulative") or not self._dated:
            return None
        head = sentence.tree[act.trigger.head]
        pointing = _points_back(head)
        tense = tense_of(head)
        for earlier in reversed(self._dated):
            gap = sentence.index - earlier.sentence
            if gap <= 0 or gap > _BACK_REFERENCE or earlier.event_type != act.event_type:
                continue
            same_words = earlier.lemma == head.lemma_.lower() or pointing
            goes_on = gap == 1 and earlier.paragraph == sentence.paragraph and tense == "past" and _continues(head)
            if (pointing and same_words) or goes_on:
                return ActDate(
                    earlier.date.start, earlier.date.end, earlier.date.precision, "paragraph", earlier.date.text
                )
        return None

    # --- the report

    def _from_report(self, act: ActDraft, sentence: Sentence, judgement: Judgement) -> ActDate | None:
        """Takes the day of publication for a single act told as news, in the past or perfect tense."""
        day = self._published
        if day is None or judgement.historical or act.occurrence != "single":
            return None
        if judgement.factuality in ("planned", "hypothetical") and not act.retyped:
            return None
        head = sentence.tree[act.trigger.head]
        if _is_background(head, act):
            return None
        tense = tense_of(head)
        if act.retyped and tense in ("future", "infinitive"):
            saying = _saying_above(head)
            tense = tense_of(saying) if saying is not None else tense
        headline = sentence.field == "title" and tense == "present"
        if tense in ("past", "perfect") or headline:
            return ActDate(day, day, "day", "report", "")
        return None


def find_dates(sentence: Sentence, published: date | None = None) -> list[FoundDate]:
    """Finds the time expressions of one sentence, parsed or not, and resolves them against a publication day.

    Relative expressions and days without a year are null without that day; so are festivals and anniversaries.
    """
    told, _ = _resolved(sentence, published, None)
    return [_found(sentence, one) for one in told]


def period_of(sentence: Sentence, published: date | None) -> ActDate | None:
    """Gives the time that a statement on a relationship speaks of: the widest resolved expression of its sentence."""
    told, _ = _resolved(sentence, published, None)
    resolved = [one for one in told if one.stretch is not None]
    if not resolved:
        return None
    widest = max(resolved, key=lambda one: (one.stretch.end - one.stretch.start).days if one.stretch else 0)
    return _act_date(widest, "text")


def _resolved(sentence: Sentence, published: date | None, before: Stretch | None) -> tuple[list[_Told], Stretch | None]:
    """Reads the expressions of a sentence in order; gives them and the last stretch that can anchor what follows."""
    told: list[_Told] = []
    last: Stretch | None = None
    for expression in find_expressions(sentence.clean):
        token = _token_of(sentence, expression)
        clock = Clock(published, is_future(sentence, token, expression), last or before)
        stretch = resolve(expression.form, clock)
        told.append(_Told(expression, stretch, token))
        if stretch is not None and _anchors(expression):
            last = stretch
    return told, last


def _anchors(expression: Expression) -> bool:
    """Says whether "two days earlier" may count from this expression."""
    return not isinstance(expression.form, Shift) or bool(expression.form.anchor) or expression.form.count != 0


def _token_of(sentence: Sentence, expression: Expression) -> int | None:
    """Finds the token that heads an expression: the one whose own head lies outside."""
    if sentence.doc is None:
        return None
    inside = [t for t in sentence.doc if t.idx + len(t) > expression.start and t.idx < expression.end]
    for token in inside:
        if token.head.i < inside[0].i or token.head.i > inside[-1].i or token.dep_ == "ROOT":
            return int(token.i)
    return None


def _act_date(told: _Told, basis: DateBasis) -> ActDate | None:
    if told.stretch is None:
        return None
    return ActDate(told.stretch.start, told.stretch.end, told.stretch.precision, basis, told.expression.text)


def _found(sentence: Sentence, told: _Told) -> FoundDate:
    e = told.expression
    return FoundDate(sentence.index, e.start, e.end, e.text, _act_date(told, "text"))


# --- The tree -------------------------------------------------------------------------------------------------------


def _reach(head: Token, act: ActDraft, sentence: Sentence) -> dict[int, float]:
    """Gives the words whose time is also the act's, with what it costs to take it from there.

    The act's own word costs nothing; its light verb, clause verb and the verbs coordinated with it a little; the noun
    it modifies and the clause it accompanies more. What the act is said, alleged or promised by has its own time.
    """
    costs: dict[int, float] = {head.i: 0.0}
    for i in range(act.trigger.start, act.trigger.end):
        costs.setdefault(i, 0.5)
    node, cost = head, 0.0
    while node.dep_ != "ROOT":
        step = _step(node, act)
        if step is None:
            break
        cost += step
        node = node.head
        costs.setdefault(node.i, cost)
    for i, base in list(costs.items()):
        token = sentence.tree[i]
        if token.pos_ in ("VERB", "AUX"):
            _spread(token, base, costs)
        elif token.pos_ in ("NOUN", "PROPN") and base < 1.0:
            for child in token.children:
                # "the attacks that killed four on Friday"
                if child.dep_ == "relcl" and child.pos_ == "VERB" and subject_of(child) == token:
                    costs.setdefault(child.i, base + 1.0)
    return costs


def _step(node: Token, act: ActDraft) -> float | None:
    """Says what it costs to take a time from the word above, or None where that word has a time of its own."""
    above = node.head
    if act.retyped and node.dep_ == "ccomp" and above.lemma_.lower() in _SAYING:
        # The date of a promise or threat is that of its saying.
        return 1.0
    if node.dep_ in ("ccomp", "csubj") or (node.dep_ == "xcomp" and act.retyped):
        return None if above.lemma_.lower() in _SAYING or act.retyped else 2.5
    if above.pos_ in ("VERB", "AUX") and above.lemma_.lower() in _SAYING and node.dep_ not in ("dobj", "advcl", "conj"):
        return None if node.dep_ in ("ccomp", "parataxis") else 3.0
    if node.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "xcomp", "auxpass", "aux"):
        return 1.0
    if node.dep_ in ("prep", "pobj", "agent", "pcomp"):
        # "after the raid", "accused of the raid": the verb's time is not the raid's.
        return None if node.dep_ == "prep" and node.lower_ in ("after", "before", "since", "over", "for") else 1.0
    if node.dep_ == "conj" and node.pos_ == "VERB" and above.pos_ == "VERB":
        return 2.0 if tense_of(node) == tense_of(above) else None
    if node.dep_ in ("conj", "appos", "compound", "amod", "nmod", "poss"):
        return 1.5
    if node.dep_ in ("relcl", "acl"):
        return 1.0
    if node.dep_ == "advcl":
        before = any(c.dep_ == "mark" and c.lower_ in ("after", "before", "since", "until") for c in node.children)
        return 3.5 if before else 1.5
    return 2.5


def _spread(verb: Token, base: float, costs: dict[int, float]) -> None:
    """Adds the verbs coordinated with a verb and the noun that names its happening ("Monday's attack killed ten")."""
    for child in verb.children:
        if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX"):
            if tense_of(child) == tense_of(verb):
                costs.setdefault(child.i, base + 2.0)
        elif child.dep_ in ("nsubj", "nsubjpass", "dobj", "agent") and child.pos_ == "NOUN":
            costs.setdefault(child.i, base + 2.0)
        elif child.dep_ == "xcomp" and verb.lemma_.lower() in AHEAD:
            continue
        elif child.dep_ == "xcomp" or (child.dep_ == "advcl" and child.tag_ == "VBG" and not _own_time(child)):
            costs.setdefault(child.i, base + 3.0)


def _own_time(verb: Token) -> bool:
    """Says whether an adverbial clause speaks of another time: after, before, since it happened."""
    return any(
        c.dep_ == "mark" and c.lower_ in ("after", "before", "since", "until", "if", "as") for c in verb.children
    )


def _cost(told: _Told, costs: dict[int, float], sentence: Sentence, act: ActDraft) -> tuple[float, bool] | None:
    """Says how far an expression is from the act in the tree, and whether it only opens a span ("since the 2003 war").

    None where it belongs to something else.
    """
    if told.token is None:
        return None
    token = sentence.tree[told.token]
    node, hops, since = token, 0.0, False
    while node.i not in costs:
        beside = node.dep_ == "acl" and node.tag_ == "VBG"
        if node.dep_ == "ROOT" or hops > _FARTHEST:
            return None
        if node.pos_ in ("VERB", "AUX") and node is not token and not beside:
            return None
        if node.pos_ in ("NOUN", "PROPN") and node is not token and not _time_noun(node, told):
            # A date inside another noun's phrase is that noun's ("the 2014 prize"), unless the act is set in it, or the
            # phrase is one that the parser often hangs too low ("killed four in the city of Orm on Thursday").
            setting = _setting(node, costs)
            if setting is None and not _hangs_low(token, told):
                return None
            since = setting == "since"
            hops += 1.5 if setting else 2.0
            node = node.head if setting else node
        node = node.head
        hops += 0.1
    if act.retyped and node.pos_ == "VERB" and is_future(sentence, told.token, told.expression):
        # "will strike on Friday": Friday is the strike's, not the threat's.
        return None
    # A year goes with a neighbouring main clause only from before it: "In 2011, A did this and did that".
    other_clause = node.pos_ == "NOUN" or (token.i > node.i and node.dep_ in ("ROOT", "ccomp"))
    if isinstance(told.expression.form, Years | Between) and costs[node.i] > 1.5 and other_clause:
        return None
    nearness = abs(token.i - act.trigger.head) / 200
    return costs[node.i] + hops + nearness, since


def _hangs_low(token: Token, told: _Told) -> bool:
    """Says whether an expression is an adverbial by its looks: "on Thursday", "in 2014", "Thursday night"."""
    if isinstance(told.expression.form, Unknown):
        return False
    if token.dep_ == "npadvmod":
        return token.i > token.head.i
    preposition = token if token.dep_ == "prep" else token.head
    return token.dep_ in ("pobj", "prep", "advmod") and preposition.lower_ in ("on", "in", "during")


def _setting(noun: Token, costs: dict[int, float]) -> str | None:
    """Gives the preposition by which an act is set in what a noun names: "in Monday's raid", "since the 2003 war"."""
    preposition = noun.head
    if noun.dep_ != "pobj" or preposition.head.i not in costs or not _is_happening(noun):
        return None
    return preposition.lower_ if preposition.lower_ in ("in", "during", "at", "since", "throughout") else None


def _time_noun(node: Token, told: _Told) -> bool:
    """Says whether a noun is itself part of a phrase of time or place that hands the date on."""
    inside = told.expression.start <= node.idx < told.expression.end
    return inside or node.lower_ in (
        "night", "morning", "evening", "afternoon", "hours", "dawn", "day", "days", "week", "month", "year", "end",
        "beginning", "start", "course", "period", "weekend", "noon", "midnight", "series",
    )  # fmt: skip


def _points_back(head: Token) -> bool:
    """Says whether a noun points to an act told before: "the strike", "that attack"."""
    if head.pos_ not in ("NOUN", "PROPN"):
        subject = next((c for c in head.children if c.dep_ in ("nsubj", "nsubjpass") and c.pos_ == "NOUN"), None)
        return subject is not None and _is_happening(subject) and _points_back(subject)
    if any(c.dep_ == "relcl" or (c.dep_ == "prep" and c.lower_ in _NEW_ACT) for c in head.children):
        return False
    return any(c.dep_ == "det" and c.lower_ in _POINTING for c in head.children)


def _is_background(head: Token, act: ActDraft) -> bool:
    """Says whether an act is presupposed rather than told: "the invasion led to chaos", "Orsk, who was jailed"."""
    if head.pos_ == "NOUN":
        definite = any(c.dep_ == "det" and c.lower_ in _POINTING for c in head.children)
        told = head.dep_ in ("nsubj", "nsubjpass", "ROOT") and head.head.lemma_.lower() in _TELLS
        return definite and not told and act.trigger.end - act.trigger.start < 3
    return head.dep_ == "relcl" and head.head.pos_ == "PROPN" and any(c.lower_ == "who" for c in head.children)


def _is_happening(noun: Token) -> bool:
    """Says whether a noun names an act rather than a thing or a person."""
    return bool(_HAPPENING.search(noun.lower_))


def _continues(verb: Token) -> bool:
    """Says whether a clause carries on from the sentence before: its subject is a pronoun or points back."""
    node = verb
    while node.dep_ != "ROOT" and node.pos_ not in ("VERB", "AUX"):
        node = node.head
    for child in node.children:
        if child.dep_ in ("nsubj", "nsubjpass"):
            return child.pos_ == "PRON" or any(c.dep_ == "det" and c.lower_ in _POINTING for c in child.children)
    return False


def _saying_above(token: Token) -> Token | None:
    """Finds the verb that says, promises or threatens what the token is the content of."""
    node = token
    while node.dep_ != "ROOT":
        if node.dep_ in ("ccomp", "parataxis") and node.head.pos_ in ("VERB", "AUX"):
            return node.head
        node = node.head
    parenthetic = [c for c in node.children if c.dep_ in ("ccomp", "parataxis") and c.lemma_.lower() in _SAYING]
    return parenthetic[0] if parenthetic else None
