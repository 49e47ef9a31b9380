"""How an act is told: once or again and again, done or failed, with or without consent, openly or in secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.events.triggers import Act
from detente.parse import auxiliaries, prepositional
from detente.records import Consent, Occurrence

if TYPE_CHECKING:
    from spacy.tokens import Token

_HABITUAL_ADVERBS = frozenset(
    "regularly routinely often usually habitually constantly continually frequently annually daily weekly monthly yearly "
    "always periodically long".split()
)
_SERIAL_ADVERBS = frozenset("repeatedly continuously incessantly successively".split())
_RATES = frozenset({"year", "month", "week", "day"})
_INDEFINITE = frozenset(
    {"dozens", "scores", "hundreds", "thousands", "tens", "millions", "countless", "many", "numerous"}
)
_COVERT = frozenset(
    "secret secretly clandestine clandestinely covert covertly undercover surreptitiously stealthily".split()
)
_TELLING = frozenset({"tell", "inform", "notify", "alert", "warn", "consult", "brief"})
_LEAVE = frozenset(
    {
        "permission",
        "consent",
        "approval",
        "agreement",
        "knowledge",
        "authorization",
        "cooperation",
        "blessing",
        "notice",
        "warning",
        "backing",
        "help",
        "request",
        "invitation",
        "coordination",
    }
)
_MISSED = frozenset({"miss", "foil", "thwart", "repel", "repulse", "avert", "abort"})
_FAILED = frozenset(
    {"failed", "attempted", "abortive", "foiled", "thwarted", "unsuccessful", "botched", "alleged-attempt"}
)
_DONE = frozenset({"kill", "destroy", "wound", "injure", "sink", "capture", "sign", "release", "arrest"})


def occurrence(act: Act, serial: frozenset[str]) -> Occurrence:
    """Says whether the words tell one act, a series, a habit or the sum of years."""
    around = [*act.token.children, *(act.clause.children if act.clause is not act.token else ())]
    words = {t.lower_ for t in around}
    if _rate(act) or words & _HABITUAL_ADVERBS or _for_years(act):
        return "habitual"
    if _sum_of_years(act):
        return "cumulative"
    if _partitive(act.token, serial) or words & _SERIAL_ADVERBS:
        return "series"
    plural = act.token.tag_ == "NNS" and act.token.pos_ == "NOUN"
    return "series" if plural and act.event_type in ("ASSAULT", "PROTEST", "COERCE") else "single"


def _rate(act: Act) -> bool:
    """Finds "$2 billion a year" and "annually" in the clause, but not "a year ago"."""
    for token in act.clause.subtree:
        if token.lower_ == "annually":
            return True
        if token.lower_ in _RATES and token.dep_ == "npadvmod":
            beside = {c.lower_ for c in (token.head, *token.children)}
            if beside & {"a", "per", "each", "every"} and not beside & {"ago", "earlier", "later", "after", "before"}:
                return True
    return False


def _for_years(act: Act) -> bool:
    """Finds "for years", "for decades" beside the clause's verb, where it isn't a finished single act."""
    for _, inner in (*prepositional(act.clause, "for"), *prepositional(act.token, "for")):
        if inner.lower_ in ("years", "decades", "months", "generations"):
            return True
    return False


def _sum_of_years(act: Act) -> bool:
    """Finds perfects over an indefinite plural ("has killed thousands") and "since" with a plural."""
    perfect = any(a in ("has", "have", "having", "had", "'ve", "'s") for a in auxiliaries(act.clause))
    if not perfect:
        return False
    for child in act.clause.children:
        if child.dep_ in ("dobj", "nsubjpass"):
            stretch = {t.lower_ for t in child.subtree}
            if stretch & _INDEFINITE:
                return True
            if any(t.like_num for t in child.subtree) and any(p.lower_ == "since" for p in act.clause.children):
                return True
    return False


def _partitive(token: Token, serial: frozenset[str]) -> bool:
    head = token.head
    return token.dep_ == "pobj" and head.lower_ == "of" and head.head.lemma_.lower() in serial


def covert(act: Act) -> bool:
    """Says whether the act is told as secret."""
    around = [*act.token.children, *act.clause.children]
    words = {t.lower_ for t in around}
    if act.parent is not None:
        words |= {t.lower_ for t in act.token.lefts}
    return bool(words & _COVERT) or any(
        not _COVERT.isdisjoint({c.lower_ for c in m.token.children}) for m in act.merged
    )


def consent(act: Act) -> tuple[Consent, bool | None]:
    """Says whether leave was given or withheld, and whether the other side was told, where the clause says so."""
    given: Consent = "unknown"
    notified: bool | None = None
    for verb in {act.token.i: act.token, act.clause.i: act.clause, **{m.token.i: m.token for m in act.merged}}.values():
        for child in verb.children:
            if child.lower_ not in ("without", "with", "after", "at") or child.dep_ not in ("prep", "mark", "advcl"):
                continue
            negative = child.lower_ == "without"
            for inner in child.children:
                lemma = inner.lemma_.lower()
                if inner.dep_ == "pcomp" and lemma in _TELLING and child.lower_ in ("without", "after"):
                    notified = not negative
                elif inner.dep_ == "pobj" and lemma in _LEAVE and _grants(child.lower_, lemma):
                    given, notified = _leave(lemma, negative, given, notified)
    return given, notified


def _grants(preposition: str, lemma: str) -> bool:
    return preposition in ("with", "without") or (preposition == "at" and lemma in ("request", "invitation"))


def _leave(lemma: str, negative: bool, given: Consent, notified: bool | None) -> tuple[Consent, bool | None]:
    if lemma in ("notice", "warning"):
        return given, not negative
    if lemma == "knowledge":
        return given, not negative
    return ("withheld" if negative else "given"), notified


def failed(act: Act) -> bool:
    """Says whether the words tell that the act missed or was stopped."""
    if act.outcome == "failed" or act.clause.lemma_.lower() in _MISSED:
        return True
    words = {c.lower_ for c in act.token.children} | {
        c.lemma_.lower() for c in act.clause.children if c.dep_ == "relcl"
    }
    if not words.isdisjoint(_FAILED):
        return True
    return any(c.dep_ in ("relcl", "acl") and c.lemma_.lower() in _MISSED for c in act.token.children)


def done(act: Act) -> bool:
    """Says whether the words tell a result: someone killed, something signed, in a clause that is not to come."""
    return act.clause.lemma_.lower() in _DONE or act.token.lemma_.lower() in _DONE
