"""Parsed sentences in, drafts of acts out: triggers found, nested, merged, sifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.drafts import ActDraft, FoundActor, Tokens
from detente.events import aspects
from detente.events.classifier import Classifier
from detente.events.labelled import Reader
from detente.events.nesting import modes_of, nest
from detente.events.patterns import Patterns
from detente.events.roles import Found, Parties, logical_subject, passive, without
from detente.events.series import link_series
from detente.events.triggers import (
    UNSURE,
    Act,
    Triggers,
    others_than_doer,
    political,
    proper_unknown,
    same_actor,
    several,
)
from detente.labels import Labelled
from detente.parse import Document, Sentence
from detente.records import Outcome

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


# Links by which one word belongs to the telling of the act that another word tells.
_WITHIN = frozenset({"in", "during", "by", "with", "through", "via", "after", "of", "on", "using"})
# Types that the manual codes only with a recipient.
_TWO_SIDED = frozenset({"AID", "SANCTION", "COOPERATE"})
# Types that are mere business between a firm and the authorities at home.
_BUSINESS = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "REQUEST", "REJECT", "RETREAT"})
# First sectors of those who speak for a state, an IGO, an armed group, an opposition or a church.
_POWERFUL = frozenset({"GOV", "MIL", "REB", "IGO", "OPP", "REL"})
# Means of violence that are political whoever uses them.
_WARLIKE = frozenset({"explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "unconventional"})
# Types that reports tell without the doer.
_AGENTLESS = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT", "ACCUSE", "AID"})


class EventCoder:
    """Codes who did what to whom in the parsed sentences of a document.

    Args:
        patterns: from ``load_patterns``.
        classifier: from ``load_classifier``; asked where the patterns find nothing. None: patterns alone.
    """

    def __init__(self, patterns: Patterns, classifier: Classifier | None = None) -> None:
        self.patterns = patterns
        self.classifier = classifier

    def code(
        self, document: Document, actors: Mapping[int, Sequence[FoundActor]], labels: Labelled | None = None
    ) -> list[ActDraft]:
        """Gives the drafts of all parsed sentences, in order; ``parent`` counts from the start of this list.

        Args:
            document: its sentences parsed where they may hold an act.
            actors: sentence index → the actor phrases found in it.
            labels: the labeller's view of the sentences; None for the patterns' alone.
        """
        drafts: list[ActDraft] = []
        for sentence in document.parsed():
            found = actors.get(sentence.index, ())
            if found:
                drafts.extend(self._sentence(sentence, found, len(drafts), labels))
        return link_series(drafts, document)

    def _sentence(
        self, sentence: Sentence, found: Sequence[FoundActor], offset: int, labels: Labelled | None
    ) -> list[ActDraft]:
        doc = sentence.tree
        kept, unreal = self._told(doc, Parties(doc, found, self.patterns.lists))
        if labels is not None and self.classifier is not None and (kept or sum(map(political, found)) > 1):
            kept = self._with_labels(kept, unreal, Reader(doc, found, labels.of(sentence), self.classifier))
        numbers = {id(act): offset + i for i, act in enumerate(kept)}
        contexts = self._contexts(doc) if kept else []
        return [self._draft(act, sentence, numbers, contexts) for act in kept]

    def _told(self, doc: Doc, parties: Parties) -> tuple[list[Act], list[Act]]:
        """Gives the acts that the patterns find, and those that are part of another's content or not real."""
        acts = Triggers(self.patterns, doc, parties).find()
        lists = self.patterns.lists
        if not acts and not any(t.lower_ in lists["duty"] or t.lower_ in lists["culpable"] for t in doc):
            return [], []
        _merge(acts)
        acts = nest(acts, doc, parties, self.patterns)
        return _sift(acts, self.patterns), [a for a in acts if a.dropped or a.negated or not a.real]

    def _with_labels(self, told: Sequence[Act], unreal: Sequence[Act], reader: Reader) -> list[Act]:
        """Sifts what the patterns found by the labels, and adds what the labels alone show."""
        kept = reader.sifted(told)
        for act in kept:
            if act.parent not in kept:
                act.parent = None
        for act in kept:
            reader.complete(act)
        for act in reader.further([*kept, *unreal]):
            if not any(_repeats(act, other) for other in kept):
                kept.append(act)
        return sorted(kept, key=lambda act: act.token.i)

    def _contexts(self, doc: Doc) -> list[str]:
        table = self.patterns.contexts
        found = {table[key] for token in doc for key in (token.lemma_.lower(), token.lower_) if key in table}
        return sorted(found)

    def _draft(self, act: Act, sentence: Sentence, numbers: Mapping[int, int], contexts: list[str]) -> ActDraft:
        lists = self.patterns.lists
        given, told = aspects.consent(act, lists)
        over = not (act.retyped or act.negated or act.parent) and aspects.done(act, lists)
        outcome: Outcome = "failed" if aspects.failed(act, lists) else "done" if over else "unknown"
        code = self.patterns.codes.get((act.event_type, act.of_type or ""), None)
        return ActDraft(
            trigger=_trigger(act, sentence.index),
            event_type=act.event_type,
            modes=modes_of(act, self.patterns, _cue_words(act)),
            contexts=tuple(dict.fromkeys((*act.rule.contexts, *contexts))),
            cameo=code or (act.rule.cameo if act.event_type == act.rule.event_type else None),
            of_type=act.of_type,
            actors=act.actors,
            recipients=others_than_doer(act),
            parent=numbers.get(id(act.parent)) if act.parent is not None else None,
            occurrence=aspects.occurrence(act, lists),
            outcome=outcome,
            consent=given,
            notified=told,
            covert=aspects.covert(act, lists),
            retyped=act.retyped,
            negated=act.negated,
            rule=act.rule.id,
            confidence=_confidence(act),
        )


def _trigger(act: Act, sentence: int) -> Tokens:
    """Gives the stretch of the trigger; far-off words of a light verb are left out where they would span a clause."""
    near = [i for i in act.words if abs(i - act.token.i) <= 8]
    return Tokens(sentence, min(near), max(near) + 1, act.token.i)


def _cue_words(act: Act) -> list[str]:
    """Gives the lemmas that stand with the act: its own subtree without what other clauses tell, and its content's."""
    found: list[str] = []
    roots = [act.token, *(m.token for m in act.merged)]
    if act.clause is not act.token and act.bearing in ("doing", "getting"):
        roots.append(act.clause)
    waiting = list(roots)
    folded = act.of_type is not None
    while waiting:
        token = waiting.pop()
        found += [token.lemma_.lower(), token.lower_]
        for child in token.children:
            if child.dep_ in ("conj", "relcl", "advcl", "parataxis", "punct", "cc", "poss") and not folded:
                continue
            if child.dep_ == "ccomp" and not folded:
                continue
            waiting.append(child)
    return found


def _confidence(act: Act) -> float:
    score = act.confidence + 0.1 * bool(act.actors) + 0.15 * bool(act.recipients or several(act.actors))
    if not act.bearing and act.rule.part == "noun":
        score -= 0.1
    if not _political(act):
        score -= 0.2
    return round(max(0.05, min(0.95, score)), 2)


# --- Merging --------------------------------------------------------------------------------------------------------


def _merge(acts: list[Act]) -> None:
    """Makes one act of the words that tell the same one: "carried out a raid that killed nine"."""
    by_token = {act.token.i: act for act in acts}
    for act in acts:
        if act.dropped:
            continue
        _absorb_carried(act, by_token)
    for act in acts:
        if not act.dropped:
            host = _host(act, by_token)
            if host is not None and not host.dropped and host is not act:
                _absorb(host, act)


def _absorb_carried(act: Act, by_token: Mapping[int, Act]) -> None:
    """Drops the reading of a light verb, or of an object, that is only part of this act's wording."""
    if act.rule.part == "noun" and act.bearing in ("doing", "getting"):
        verb = by_token.get(act.clause.i)
        if verb is not None and not verb.dropped:
            keeps = verb.rule.object is not None or (
                verb.rule.content and verb.event_type == "REQUEST" and verb.rule.specificity > 2
            )
            loser, winner = (act, verb) if keeps else (verb, act)
            if loser is act and verb.event_type != act.event_type and verb.rule.content:
                return
            loser.dropped = True
            if loser.event_type == winner.event_type:
                _lend(winner, loser)
    elif act.rule.part == "verb" and act.rule.object is not None and not act.rule.content:
        for i in act.words:
            noun = by_token.get(i)
            if noun is not None and noun is not act:
                noun.dropped = True
                if noun.event_type == act.event_type:
                    _lend(act, noun)


def _host(act: Act, by_token: Mapping[int, Act]) -> Act | None:
    """Finds the act of the same type that this word only tells more of."""
    token = act.token
    head = token.head
    if act.bearing == "subject":  # "the strike killed": the noun is the act, the verb tells its result
        verb = by_token.get(act.clause.i)
        if verb is not None and verb.event_type == act.event_type and not verb.dropped:
            _absorb(act, verb)
        return None
    if token.dep_ in ("acl", "relcl", "advcl", "conj", "xcomp", "dobj", "ccomp", "appos"):
        host = by_token.get(head.i) or _carried_by(head, by_token)
        if host is None and token.dep_ in ("acl", "relcl"):
            host = by_token.get(head.head.i) if head.dep_ in ("dobj", "pobj") else None
        if host is not None and host.event_type == act.event_type and _one_act(host, act):
            return host
    if act.rule.part == "noun" and token.dep_ == "pobj" and head.lower_ in _WITHIN:
        holder = head.head
        for _ in range(2):
            host = by_token.get(holder.i)
            if host is not None and host.event_type == act.event_type and _one_act(host, act):
                return host
            holder = holder.head
    return None


def _carried_by(verb: Token, by_token: Mapping[int, Act]) -> Act | None:
    """Finds the nominal act that a light verb carries."""
    for child in verb.children:
        act = by_token.get(child.i)
        if act is not None and act.bearing == "doing" and act.clause.i == verb.i:
            return act
    return None


def _one_act(host: Act, act: Act) -> bool:
    """Says whether two words of one type can tell the same act: neither names parties that the other contradicts."""
    if act.token.dep_ == "conj":
        return bool(set(act.recipients) & set(host.recipients)) or not (act.recipients and host.recipients)
    for mine, other in ((host.actors, act.actors), (host.recipients, act.recipients)):
        if mine and other and not any(same_actor(a, b) for a in mine for b in other):
            return act.token.dep_ in ("advcl", "acl", "relcl") and mine is host.recipients
    return True


def _absorb(host: Act, act: Act) -> None:
    act.dropped = True
    host.merged.append(act)
    host.merged.extend(act.merged)
    if act.outcome == "failed":
        host.outcome = "failed"
    _lend(host, act)


def _lend(host: Act, act: Act) -> None:
    """Gives the host the parties and modes that it lacks."""
    if host.event_type == "ASSAULT" or not host.modes:
        host.modes = list(dict.fromkeys((*host.modes, *act.modes)))
    if host.event_type == "CONSULT" and host.recipients and act.rule.joint:  # "flew to Norland and met its premier"
        met = without(act.actors, (*host.actors, *host.recipients))
        host.recipients = tuple(dict.fromkeys((*host.recipients, *met)))
    if not host.actors:
        host.actors = without(act.actors, host.recipients)
    if not host.recipients:
        host.recipients = without(act.recipients, host.actors)
    elif host.event_type == "ASSAULT" and act.recipients and act.rule.part == "verb" and act.token.dep_ != "conj":
        others = [r for r in without(act.recipients, host.actors) if not any(same_actor(r, a) for a in host.actors)]
        host.recipients = tuple(dict.fromkeys((*host.recipients, *others)))


# --- Sifting --------------------------------------------------------------------------------------------------------


def _sift(acts: list[Act], patterns: Patterns) -> list[Act]:
    """Keeps the acts that are told, political, and have parties; each once."""
    kept: list[Act] = []
    for act in sorted(acts, key=lambda a: a.clause.i if a.clause is a.token else a.token.i):
        if act.dropped or not _tellable(act, patterns) or not (_political(act) or _between_names(act, patterns.lists)):
            continue
        if any(_repeats(act, other) for other in kept):
            continue
        kept.append(act)
    kept = [a for a in kept if not _part_of_another(a, kept)]
    for act in kept:
        if act.parent is not None and act.parent not in kept:
            act.parent = None
    return kept


def _part_of_another(act: Act, kept: Sequence[Act]) -> bool:
    """Says whether the manual codes the act only as part of another: what marchers ask for, moves within an attack."""
    for other in kept:
        if other is act or not _shared(act.actors, other.actors):
            continue
        if act.event_type == "MOBILIZE" and other.event_type == "ASSAULT":
            return True
        if act.event_type == "REQUEST" and other.event_type == "PROTEST":
            other.recipients = without(act.recipients, other.actors) or other.recipients
            return True
    return False


def _tellable(act: Act, patterns: Patterns) -> bool:
    """Says whether the act is told as something with parties, not named in passing."""
    both = bool(act.actors) and (bool(act.recipients) or several(act.actors))
    if (act.rule.confidence <= UNSURE or act.negated or not act.real) and not both:
        return False
    if not act.actors and not act.recipients:
        return False
    if act.event_type in _TWO_SIDED and act.actors and not both:
        if act.event_type == "AID" and act.rule.specificity >= 4 and any(map(_power, act.actors)):
            return act.rule.object is not None and not act.rule.object_actor  # "sent a tanker of oil as a gift"
        body = act.rule.object is not None or bool(act.rule.prepositions)  # what one leaves, as a pact or a bloc
        return "withdraw" in act.rule.modes and body and any(map(_power, act.actors))
    if act.vague and not act.recipients:
        return False
    if act.event_type in ("AGREE", "REQUEST", "REJECT") and not (both or act.of_type):
        # to nobody in particular: told where a power does it, or where the words can mean nothing else
        plain = act.rule.words == ("agree",) or (act.event_type != "AGREE" and act.rule.object is not None)
        return plain or any(_power(found) for found in act.actors)
    if act.rule.part == "noun":
        return _told_noun(act, patterns, both)
    if act.actors:
        return True
    return _agentless(act, patterns.lists)


def _power(found: FoundActor) -> bool:
    """Says whether an actor is a state, an IGO, an armed group, or speaks for one."""
    actor = found.actor
    return actor.kind in ("state", "igo", "armed_group") or (bool(actor.sectors) and actor.sectors[0] in _POWERFUL)


def _agentless(act: Act, lists: Mapping[str, frozenset[str]]) -> bool:
    """Says whether an act may be told without who did it ("two soldiers were killed", "a bomb killed two soldiers")."""
    if act.event_type not in _AGENTLESS:
        return False
    if (passive(act.token) and act.clause.dep_ != "xcomp") or bool(act.merged):
        return True
    subject = logical_subject(act.token) if act.rule.part == "verb" else None
    if subject is None or (act.rule.subject is None and act.event_type not in ("ASSAULT", "COERCE")):
        return False
    words = {subject.lemma_.lower(), *(c.lemma_.lower() for c in subject.children if c.dep_ == "compound")}
    return act.rule.by == () or not words.isdisjoint(lists["strikes"] | lists["unnamed"])


def _told_noun(act: Act, patterns: Patterns, both: bool) -> bool:
    """Sifts nominal acts: carried by a verb, or with their own parties and not just feared, planned or named."""
    lists = patterns.lists
    head = act.token.head
    if act.token.dep_ == "pobj" and head.lower_ in ("of", "for", "against", "about", "on", "to"):
        owner = head.head
        if owner.pos_ in ("NOUN", "PROPN") and owner.lemma_.lower() in lists["unreal_nouns"]:
            return False
    if act.bearing == "" and patterns.lemma(head) in lists["preventing"] and act.token.dep_ in ("dobj", "nsubjpass"):
        return False
    if act.bearing in ("doing", "getting") or act.merged:
        return True
    return both or (act.event_type == "ASSAULT" and _definite(act.token))


def _definite(token: Token) -> bool:
    return any(
        c.dep_ in ("det", "poss", "nummod") and c.lower_ not in ("no", "any", "every", "such") for c in token.children
    )


def _repeats(act: Act, other: Act) -> bool:
    if act.event_type != other.event_type or act.of_type != other.of_type:
        return False
    if act.parent is not other.parent:
        return False
    if not act.actors and not act.recipients:
        return True
    return _subset(act.actors, other.actors) and _subset(act.recipients, other.recipients)


def _subset(few: Sequence[FoundActor], many: Sequence[FoundActor]) -> bool:
    return all(any(same_actor(f, m) for m in many) for f in few)


def _shared(one: Sequence[FoundActor], other: Sequence[FoundActor]) -> bool:
    return any(same_actor(a, b) for a in one for b in other)


def _between_names(act: Act, lists: Mapping[str, frozenset[str]]) -> bool:
    """Says whether both parties are bare names that no roster knows, as of states that a novel makes up."""
    doc = act.token.doc
    sides = (act.actors, act.recipients) if act.recipients else (act.actors[:1], act.actors[1:])
    if not all(sides) or not all(proper_unknown(f, doc) for f in (*act.actors, *act.recipients)):
        return False
    if act.rule.confidence <= UNSURE or any(f.actor.name.isupper() for f in (*act.actors, *act.recipients)):
        return False
    return not any(t.lemma_.lower() in lists["business"] for t in doc)


def _political(act: Act) -> bool:
    """Says whether a party is political: a state, IGO, armed group, society, office-holder or body with a sector.

    What a firm asks of, or gets from, the authorities of its own country is business.
    """
    if act.event_type in _BUSINESS and act.recipients:
        for firms, others in ((act.actors, act.recipients), (act.recipients, act.actors)):
            if others and all(map(_firm, firms)) and not _across(firms, others):
                return False
    if act.event_type in _BUSINESS and not act.recipients and several(act.actors):
        firms = tuple(f for f in act.actors if _firm(f))
        others = tuple(f for f in act.actors if not _firm(f))
        if firms and not _across(firms, others):
            return False
    if "MOBILIZE" in (act.event_type, act.of_type) and act.actors and all(map(_firm, act.actors)):
        return False
    if act.event_type == "PROTEST" and any(f.actor.country for f in act.actors):
        return True  # whoever marches or strikes in a country, teachers and students too
    if act.event_type == "ASSAULT" and act.rule.joint and any(map(_firm, act.actors)):
        return False  # a union clashes with a firm in words
    if act.event_type == "ASSAULT" and not _WARLIKE.isdisjoint(act.modes):
        return True
    return any(political(found) for found in (*act.actors, *act.recipients))


def _firm(found: FoundActor) -> bool:
    return found.actor.kind in ("organisation", "person", "unknown") and found.actor.sectors[:1] == ("BUS",)


def _across(firms: Found, others: Found) -> bool:
    """Says whether any of the others is known to be of another country than the firms."""
    homes = {f.actor.country for f in firms} - {None}
    return bool(homes) and any(o.actor.country is not None and o.actor.country not in homes for o in others)
