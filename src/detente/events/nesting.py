"""Acts within acts: promises, threats, requests, refusals and accusations take their content in, and "will" retypes.

What is promised, threatened, asked or refused is kept as ``of_type``; only the content of an accusation stays an act of
its own, pointing to the accusation. Retyping follows the PLOVER manual: a cooperative act still to come is AGREE, a
hostile one THREATEN.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from detente.events.patterns import Patterns, Rule
from detente.events.roles import (
    Found,
    Parties,
    infinitive,
    logical_objects,
    logical_subject,
    negated,
    passive,
    without,
)
from detente.events.telling import View, condition
from detente.events.triggers import MATERIAL_CONFLICT, Act, political, same_actor
from detente.parse import auxiliaries
from detente.records import EventType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

COOPERATIVE: frozenset[EventType] = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
_FOLDING: frozenset[EventType] = frozenset({"AGREE", "THREATEN", "REJECT", "REQUEST"})
_INWARD = ("xcomp", "ccomp", "pcomp", "prep", "pobj", "dobj", "acl", "conj", "dative", "agent", "relcl", "oprd", "attr")
_DEEPEST = 5
_CHARGE = Rule("ACCUSE.charge", "ACCUSE", "verb", ("say",), modes=("allege",), cameo="112", confidence=0.5)
_DUTY = Rule("REQUEST.duty", "REQUEST", "verb", ("must",), cameo="020", confidence=0.6)


def nest(acts: list[Act], doc: Doc, parties: Parties, patterns: Patterns) -> list[Act]:
    """Folds content into the acts that are about it, and retypes what is still to come; drops nothing from the list.

    Returns:
        the acts with those that a duty ("said Norland must …") adds.
    """
    by_token = {act.token.i: act for act in acts}
    acts = acts + _duties(doc, parties, patterns, by_token)
    for act in acts:
        if act.rule.content and not act.dropped:
            content = list(_content(act, by_token))
            if act.event_type in ("RETREAT", "SANCTION"):
                _halt(act, content)
                act.recipients = act.recipients or _named_in_clause(act, parties, patterns)
            elif act.event_type in _FOLDING:
                if act.event_type == "REQUEST" and not act.recipients:
                    act.recipients = _asked(act, parties)
                said = bool(act.recipients)
                _fold(act, content, patterns.lists["ceasing"])
                if act.event_type == "THREATEN" and not said and act.of_type in ("SANCTION", "REJECT", None):
                    act.recipients = _warned(act, parties, patterns) or act.recipients
                if not act.recipients and not act.dropped:
                    act.recipients = _named_in_clause(act, parties, patterns)
            else:
                _accuse(act, content)
        elif act.event_type == "ACCUSE" and not act.recipients and not act.dropped:
            _accuse(act, list(_content(act, by_token)))
            if not act.recipients and act.rule.part == "verb":  # "complained that Norland had …"
                act.recipients = tuple(f for f in _asked(act, parties) if political(f))
    acts = acts + _charges(acts, parties, patterns) + _blamed(doc, parties, patterns)
    for act in acts:
        if not act.dropped:
            _retype(act, patterns)
    return acts


def _content(act: Act, by_token: dict[int, Act]) -> Iterator[Act]:
    """Gives the acts nearest below, in the clause or phrase that says what the act is about."""
    roots: list[Token] = [c for c in act.token.children if c.dep_ in _INWARD or _is_content_clause(c)]
    if act.clause is not act.token and act.bearing in ("doing", "getting"):
        roots += [c for c in act.clause.children if c.dep_ in ("xcomp", "ccomp", "advcl")]
    waiting = [(root, 0) for root in roots if root.dep_ != "conj" and root.dep_ != "agent"]
    while waiting:
        token, depth = waiting.pop(0)
        if token.dep_ == "prep" and token.lower_ == "at":
            continue  # "agreed to sail at the request of Norland" isn't about the request
        found = by_token.get(token.i)
        if found is not None and found is not act:
            yield found
            waiting.extend((c, depth + 1) for c in token.children if c.dep_ == "conj")
        elif depth < _DEEPEST:
            waiting.extend(
                (c, depth + 1) for c in token.children if c.dep_ in _INWARD or (c.dep_ == "advcl" and depth == 0)
            )


def _fold(act: Act, content: list[Act], ceasing: frozenset[str] = frozenset()) -> None:
    """Takes the content into a promise, threat, refusal or request."""
    if not content:
        return
    first = content[0]
    outer = act.event_type
    if (
        first.token.i < act.token.i
        and first.actors
        and not any(same_actor(a, b) for a in first.actors for b in act.actors)
    ):
        act.dropped = True  # "Norland will pay, an official promised": the promise is Norland's
        return
    if outer == "AGREE" and first.event_type in ("ACCUSE", "REQUEST", "REJECT", "THREATEN"):
        act.dropped = first.token.head.lemma_.lower() not in ceasing
        return
    act.of_type = first.event_type
    denied = _denied(first.token, act.token)
    if outer == "AGREE" and first.event_type in MATERIAL_CONFLICT:
        if denied:  # "promised not to attack"
            act.of_type = "RETREAT"
        elif first.event_type != "MOBILIZE":
            act.event_type, act.retyped = "THREATEN", True
    elif outer == "AGREE" and denied and first.event_type in COOPERATIVE:
        act.event_type = "REJECT"  # "promised not to extradite"
    elif outer == "REQUEST" and denied and first.event_type in COOPERATIVE:
        act.event_type = "REJECT"  # "asked the envoys not to come"
    for inner in content:
        inner.dropped = True
        act.words |= inner.words if inner.token.i - act.token.i < 6 else set()
        for deeper in inner.merged:
            deeper.dropped = True
    if outer == "REQUEST" and first.rule.part == "noun" and first.actors:
        act.recipients = without(first.actors, act.actors) or act.recipients
    if not act.recipients:
        act.recipients = _addressees(act, first)
    for mode in first.modes:
        act.modes.append(f"of:{mode}")


def _halt(act: Act, content: list[Act]) -> None:
    """Takes what is stopped into the act of stopping: "stopped shelling the port"."""
    for inner in content:
        if not inner.dropped and inner.event_type in (*MATERIAL_CONFLICT, "AID", "COOPERATE"):
            if inner.event_type in ("AID", "COOPERATE"):
                act.event_type, act.modes = "SANCTION", ["discontinue"]
            act.recipients = act.recipients or without(inner.recipients, act.actors)
            act.actors = tuple(dict.fromkeys((*act.actors, *(inner.actors if inner.rule.joint else ()))))
            inner.dropped = True


def _denied(inner: Token, outer: Token) -> bool:
    """Says whether what is promised or asked is that something not be done."""
    node = inner
    for _ in range(6):
        if negated(node):
            return True
        node = node.head
        if node.i == outer.i:
            return False
    return False


def _addressees(act: Act, content: Act) -> Found:
    """Finds to whom a promise, threat, refusal or request goes when only its content says so."""
    parties = (content.actors, content.recipients)
    if act.event_type in ("AGREE", "THREATEN"):
        parties = (content.recipients, content.actors)
    elif act.event_type == "REJECT":
        parties = (
            (content.recipients, content.actors)
            if content.rule.part == "verb"
            else (content.actors, content.recipients)
        )
    for group in parties:
        others = tuple(f for f in without(group, act.actors) if not any(same_actor(f, a) for a in act.actors))
        if others:
            return others
    return ()


def _is_content_clause(clause: Token) -> bool:
    """Says whether a clause tells what is wanted: "that Norland leave", "for Norland to leave"."""
    if clause.dep_ == "ccomp":
        return True
    return clause.dep_ in ("advcl", "relcl") and any(c.dep_ == "mark" and c.lower_ == "for" for c in clause.children)


def _asked(act: Act, parties: Parties) -> Found:
    """Finds who is to do it in "demanded that Norland leave"."""
    for clause in act.token.children:
        if _is_content_clause(clause) and (own := [c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass")]):
            return without(parties.under(own[-1]), act.actors)
    return ()


def _named_in_clause(act: Act, parties: Parties, patterns: Patterns) -> Found:
    """Finds to whom a promise, threat or request goes in a clause whose own act no pattern knows."""
    clauses = [c for c in act.token.children if c.dep_ in ("xcomp", "ccomp") or (c.dep_ == "advcl" and infinitive(c))]
    clauses += [g for c in act.token.children if c.dep_ == "prep" for g in c.children if g.dep_ in ("pcomp", "pobj")]
    moving = patterns.lists["moving"]
    if found := _around(act, clauses, ("to", "with", "against", "on"), parties, moving):
        return found
    if act.token.dep_ in ("acl", "advcl"):  # "sent a letter to Norland threatening to"
        above = next((a for a in act.token.ancestors if a.pos_ == "VERB"), None)
        for holder in (above, *logical_objects(above)) if above is not None else ():
            if found := without(parties.after(holder, "to"), act.actors):
                return found
    if act.event_type == "THREATEN" and (found := _warned(act, parties, patterns)):
        return found
    return _around(act, clauses, ("from", "for", "in"), parties, moving)


def _warned(act: Act, parties: Parties, patterns: Patterns) -> Found:
    """Finds whose doing a threat hangs on: Norland in "threatened to break off talks if Norland goes ahead"."""
    inner = [c for c in act.token.children if c.dep_ in ("xcomp", "ccomp")]
    for clause in (*act.token.children, *(g for c in inner for g in c.children)):
        subject = logical_subject(clause) if clause.dep_ == "advcl" else None
        if subject is None or subject.pos_ == "PRON" or not condition(clause, patterns.lists["conditions"]):
            continue
        if found := without(parties.under(subject), act.actors):
            return found
    return ()


def _around(
    act: Act, clauses: list[Token], prepositions: tuple[str, ...], parties: Parties, moving: frozenset[str]
) -> Found:
    """Gives others than the actor that are objects in the clauses, or follow one of the prepositions there.

    What a verb of moving sends or opens is no party.
    """
    for clause in clauses:
        places = [parties.object(clause)] if clause.pos_ == "VERB" else [parties.inside(clause, 1)]
        if clause.lemma_.lower() in moving:
            places = []
        below = [g for c in clause.children if c.dep_ == "ccomp" for g in c.children if g.dep_ == "nsubj"]
        places += [parties.under(subject) for subject in below]  # "refused to let the airliner land"
        for holder in (clause, *logical_objects(clause)):
            places += [parties.after(holder, preposition) for preposition in prepositions]
        for found in places:
            others = [f for f in without(found, act.actors) if not any(same_actor(f, a) for a in act.actors)]
            if parties_only := tuple(f for f in others if f.actor.kind != "organisation" or political(f)):
                return parties_only
    return ()


def _accuse(act: Act, content: list[Act]) -> None:
    """Makes the content of an accusation an act of its own, done by the accused."""
    if content and not act.recipients:
        act.recipients = without(content[0].actors, act.actors)
    for inner in content:
        if inner.dropped:
            continue
        if "allege" in act.rule.modes:
            inner.parent = act
            if not inner.actors or any(same_actor(a, b) for a in inner.actors for b in act.actors):
                inner.actors = act.recipients
            inner.recipients = without(inner.recipients, inner.actors)
            inner.dropped = not inner.actors


def _retype(act: Act, patterns: Patterns) -> None:
    """Applies "will", "plans to", "failed to", "did not", "if" to an act."""
    view = View(act.clause, patterns)
    if act.token is not act.clause and negated(act.token):
        view.negative = not view.negative
    act.real = not view.conditional
    act.dropped = view.never
    if view.failing and act.event_type in ("AGREE", "SUPPORT", "CONSULT", "COOPERATE", "AID"):
        _become(act, "REJECT")
        act.outcome = "failed"
        return
    if view.failed and act.outcome == "unknown":
        act.outcome = "failed"
    kind = act.event_type
    if act.rule.negated and kind == "SANCTION":
        return  # "would no longer deal with" is the breach itself
    if view.future and not act.retyped:
        if view.negative:
            if kind in COOPERATIVE or kind == "MOBILIZE":
                _become(act, "REJECT")
            elif kind in MATERIAL_CONFLICT:
                _become(act, "AGREE")
        elif kind in COOPERATIVE and view.unless:
            _become(act, "THREATEN")  # "would recognise the republics unless the shelling stopped"
        elif (kind in COOPERATIVE and kind != "AGREE") or (kind == "MOBILIZE" and _helps(act)):
            _become(act, "AGREE")
        elif kind in MATERIAL_CONFLICT:
            _become(act, "THREATEN")
    elif view.negative and view.unwilling and kind in COOPERATIVE:
        _become(act, "REJECT")  # "would not recognize"
    elif view.negative and kind in COOPERATIVE and patterns.lemma(act.token) in patterns.lists["granting"]:
        _become(act, "REJECT")  # "did not allow", "has not granted"
    elif view.negative and not act.rule.negated:
        act.negated = True
    if view.possible:
        act.real = act.real and view.conditioned
        if view.conditioned and kind in MATERIAL_CONFLICT:
            _become(act, "THREATEN")


def _helps(act: Act) -> bool:
    """Says whether forces still to be sent go to a recipient, not against it or to its border."""
    verb = act.token
    holders = (verb, *logical_objects(verb))
    return any(c.lower_ == "to" and c.dep_ in ("prep", "dative") for h in holders for c in h.children) and not any(
        t.lower_ in ("border", "against", "frontier", "off", "near") for t in verb.subtree
    )


def _become(act: Act, kind: EventType) -> None:
    act.of_type, act.event_type, act.retyped = act.event_type, kind, True
    act.modes = [f"of:{mode}" for mode in act.modes]
    if act.rule.by == ("object",) and not passive(act.clause):  # "will host the envoy": it's the host who promises
        act.actors, act.recipients = act.recipients, act.actors
    others = without(act.actors, act.own)
    if act.rule.joint and act.own and others and not act.recipients and len(act.own) == 1 and not act.own[0].parts:
        act.actors, act.recipients = act.own, others  # one side says what it will do with the other


def _duties(doc: Doc, parties: Parties, patterns: Patterns, by_token: dict[int, Act]) -> list[Act]:
    """Makes requests of "Norland said Sudmark must …": the speaker asks, the subject is asked."""
    made: list[Act] = []
    for token in doc:
        if token.dep_ != "aux" or token.lower_ not in patterns.lists["duty"]:
            continue
        verb = token.head
        speech = verb.head if verb.dep_ == "ccomp" else next((c for c in verb.children if _says(c, patterns)), None)
        if speech is None or patterns.lemma(speech) not in patterns.lists["saying"]:
            continue
        speaker, asked = logical_subject(speech), logical_subject(verb)
        if speaker is None or asked is None or verb.i in {a.token.i for a in made}:
            continue
        # of "the sailor should be freed" it's who holds him that is asked
        actors, recipients = parties.under(speaker), parties.subject(verb) if passive(verb) else parties.under(asked)
        if (
            not any(map(political, actors))
            or not (any(map(political, recipients)) or (passive(verb) and verb.i in by_token))
            or any(same_actor(a, r) for a in actors for r in recipients)
        ):
            continue
        act = Act(verb, _DUTY, speech, "", {token.i, verb.i}, "REQUEST", actors, recipients, confidence=0.6)
        inner = by_token.get(verb.i)
        content = [inner] if inner is not None else list(_content(act, by_token))
        _fold(act, [c for c in content if not c.dropped])
        act.recipients = recipients if passive(verb) else act.recipients
        made.append(act)
    return made


def _charges(acts: list[Act], parties: Parties, patterns: Patterns) -> list[Act]:
    """Makes accusations of "Norland said Sudmark had shelled its post": who suffered a deed lays it to another."""
    made: list[Act] = []
    for act in acts:
        if (
            act.dropped
            or act.event_type not in ("ASSAULT", "COERCE")
            or act.parent is not None
            or act.rule.part == "noun"
            or act.outcome == "failed"
        ):
            continue
        verb = act.clause
        speech = verb.head if verb.dep_ == "ccomp" else None
        if speech is None or patterns.lemma(speech) not in patterns.lists["saying"] or auxiliaries(verb) == ["will"]:
            continue
        speaker = logical_subject(speech)
        named = parties.under(speaker) if speaker is not None else ()
        speakers = [f for f in named if political(f) and f.actor.kind != "organisation"]  # the press only reports
        doers = [f for f in act.actors if political(f)]
        if not speakers or not doers or len(act.actors) > len(doers) or act.rule.joint:
            continue
        own = {f.actor.country for f in speakers} - {None}
        if own & {f.actor.country for f in doers} or not own & {f.actor.country for f in act.recipients}:
            continue
        charge = Act(speech, _CHARGE, speech, "", {speech.i}, "ACCUSE", tuple(speakers), tuple(doers), confidence=0.5)
        charge.modes = ["allege"]
        act.parent = charge
        made.append(charge)
    return made


def _blamed(doc: Doc, parties: Parties, patterns: Patterns) -> list[Act]:
    """Makes accusations of "Norland said Sudmark was behind the raid" and "was responsible for the fire"."""
    made: list[Act] = []
    for verb in doc:
        if verb.dep_ != "ccomp" or verb.lemma_ != "be" or negated(verb):
            continue
        speech = verb.head
        charge = next((c for c in verb.children if _culpable(c, patterns.lists)), None)
        if charge is None or patterns.lemma(speech) not in patterns.lists["saying"]:
            continue
        speaker, accused = logical_subject(speech), logical_subject(verb)
        if speaker is None or accused is None or accused.pos_ == "PRON" or negated(speech):
            continue
        actors = tuple(f for f in parties.under(speaker) if political(f))
        recipients = without(parties.under(accused), actors)
        if not actors or not recipients or any(same_actor(a, r) for a in actors for r in recipients):
            continue
        act = Act(speech, _CHARGE, speech, "", {speech.i}, "ACCUSE", actors, recipients, confidence=0.5)
        act.modes = ["allege"]
        made.append(act)
    return made


def _culpable(token: Token, lists: Mapping[str, frozenset[str]]) -> bool:
    """Says whether a complement of "be" lays blame: "responsible for", "behind the raid", "to blame"."""
    if token.dep_ in ("acomp", "attr", "xcomp"):
        return token.lemma_.lower() in lists["culpable"]
    return token.dep_ == "prep" and token.lower_ == "behind" and any(c.dep_ == "pobj" for c in token.children)


def _says(token: Token, patterns: Patterns) -> bool:
    return token.dep_ in ("ccomp", "parataxis") and patterns.lemma(token) in patterns.lists["saying"]


def modes_of(act: Act, patterns: Patterns, words: Iterable[str]) -> tuple[str, ...]:
    """Gives the modes of an act: those of its rule, those that words beside it bring, those its content implies."""
    own = [mode for mode in act.modes if not mode.startswith("of:")] if not act.retyped else []
    cues = patterns.mode_words.get(act.event_type, {})
    own += [cues[word] for word in words if word in cues]
    if act.event_type in ("REQUEST", "REJECT", "THREATEN"):
        implied = _IMPLIED.get((act.event_type, act.of_type or ""))
        own = ([implied] if implied else own[:1]) if not act.rule.modes else own
    return tuple(dict.fromkeys(own))


_IMPLIED: dict[tuple[str, str], str] = {
    **{(outer, inner): "assist" for outer in ("REQUEST", "REJECT") for inner in ("AID", "COOPERATE", "SUPPORT")},
    **{(outer, inner): "yield" for outer in ("REQUEST", "REJECT") for inner in ("RETREAT", "CONCEDE")},
    **{(outer, "CONSULT"): "meet" for outer in ("REQUEST", "REJECT")},
    ("THREATEN", "ASSAULT"): "violence",
    ("THREATEN", "MOBILIZE"): "violence",
    ("THREATEN", "PROTEST"): "restrict",
    ("THREATEN", "COERCE"): "restrict",
    ("THREATEN", "SANCTION"): "relations",
}
