"""How an act is told: once or again and again, done or failed, with or without consent, openly or in secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from detente.events.triggers import Act
from detente.parse import auxiliaries, prepositional
from detente.records import Consent, Occurrence

if TYPE_CHECKING:
    from spacy.tokens import Token

Lists = Mapping[str, frozenset[str]]


def occurrence(act: Act, lists: Lists) -> Occurrence:
    """Says whether the words tell one act, a series, a habit or the sum of years."""
    around = [*act.token.children, *(act.clause.children if act.clause is not act.token else ())]
    words = {t.lower_ for t in around}
    if _rate(act, lists) or words & lists["habitual"] or _for_years(act, lists):
        return "habitual"
    if _sum_of_years(act, lists):
        return "cumulative"
    if _partitive(act.token, lists["serial"]) or words & lists["serially"]:
        return "series"
    plural = act.token.tag_ == "NNS" and act.token.pos_ == "NOUN"
    return "series" if plural and act.event_type in ("ASSAULT", "PROTEST", "COERCE") else "single"


def _rate(act: Act, lists: Lists) -> bool:
    """Finds "$2 billion a year" and "annually" in the clause, but not "a year ago"."""
    for token in act.clause.subtree:
        if token.lower_ == "annually":
            return True
        if token.lower_ in lists["rates"] and token.dep_ == "npadvmod":
            beside = {c.lower_ for c in (token.head, *token.children)}
            if beside & {"a", "per", "each", "every"} and not beside & {"ago", "earlier", "later", "after", "before"}:
                return True
    return False


def _for_years(act: Act, lists: Lists) -> bool:
    """Finds "for years", "for decades" beside the clause's verb, where it isn't a finished single act."""
    for _, inner in (*prepositional(act.clause, "for"), *prepositional(act.token, "for")):
        if inner.lower_ in lists["long_times"] and not any(c.dep_ == "nummod" for c in inner.children):
            return True
    return False


def _sum_of_years(act: Act, lists: Lists) -> bool:
    """Finds perfects over an indefinite plural ("has killed thousands") and "since" with a plural."""
    perfect = any(a in ("has", "have", "having", "had", "'ve", "'s") for a in auxiliaries(act.clause))
    if not perfect:
        return False
    for child in act.clause.children:
        if child.dep_ in ("dobj", "nsubjpass"):
            stretch = {t.lower_ for t in child.subtree}
            if stretch & lists["indefinite"]:
                return True
            if any(t.like_num for t in child.subtree) and any(p.lower_ == "since" for p in act.clause.children):
                return True
    return False


def _partitive(token: Token, serial: frozenset[str]) -> bool:
    head = token.head
    return token.dep_ == "pobj" and head.lower_ == "of" and head.head.lemma_.lower() in serial


def covert(act: Act, lists: Lists) -> bool:
    """Says whether the act is told as secret."""
    around = [*act.token.children, *act.clause.children]
    words = {t.lower_ for t in around}
    if act.parent is not None:
        words |= {t.lower_ for t in act.token.lefts}
    return bool(words & lists["covert"]) or any(
        not lists["covert"].isdisjoint({c.lower_ for c in m.token.children}) for m in act.merged
    )


def consent(act: Act, lists: Lists) -> tuple[Consent, bool | None]:
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
                if inner.dep_ == "pcomp" and lemma in lists["telling"] and child.lower_ in ("without", "after"):
                    notified = not negative
                elif inner.dep_ == "pobj" and lemma in lists["leave"] and _grants(child.lower_, lemma):
                    given, notified = _leave(lemma in lists["notice"], negative, given, notified)
    return given, notified


def _grants(preposition: str, lemma: str) -> bool:
    return preposition in ("with", "without") or (preposition == "at" and lemma in ("request", "invitation"))


def _leave(only_notice: bool, negative: bool, given: Consent, notified: bool | None) -> tuple[Consent, bool | None]:
    if only_notice:
        return given, not negative
    return ("withheld" if negative else "given"), notified


def failed(act: Act, lists: Lists) -> bool:
    """Says whether the words tell that the act missed or was stopped."""
    if act.outcome == "failed" or act.clause.lemma_.lower() in lists["missed"]:
        return True
    words = {c.lower_ for c in act.token.children} | {
        c.lemma_.lower() for c in act.clause.children if c.dep_ == "relcl"
    }
    if not words.isdisjoint(lists["failed"]):
        return True
    return any(c.dep_ in ("relcl", "acl") and c.lemma_.lower() in lists["missed"] for c in act.token.children)


def done(act: Act, lists: Lists) -> bool:
    """Says whether the words tell a result: someone killed, something signed, in a clause that is not to come."""
    return act.clause.lemma_.lower() in lists["done"] or act.token.lemma_.lower() in lists["done"]
