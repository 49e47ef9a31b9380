"""Finding the words of a sentence that tell an act, and the rule each of them meets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from detente import codes
from detente.drafts import FoundActor
from detente.events.frames import Frame, carrier, hyphenated, keys
from detente.events.patterns import Patterns, Rule
from detente.events.roles import (
    Found,
    Parties,
    calls_to,
    logical_objects,
    logical_subject,
    without,
)
from detente.parse import prepositional
from detente.records import EventType, Outcome

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Types that the manual codes only with a recipient: it's looked for in the rest of the clause too.
_WANTING = frozenset({"AID", "SANCTION"})
# Types whose recipient may stand only in what the two sides differ over.
_FACING = frozenset({"CONCEDE", "REJECT", "REQUEST"})
# Types whose place of doing is often named, and is no recipient.
_PLACED = frozenset({"MOBILIZE", "RETREAT", "COERCE", "SANCTION"})
_MODIFIERS = frozenset({"amod", "compound", "poss", "nmod"})
# First sectors that make nobody political; civilians are, where they stand for the people of a country.
_APOLITICAL = frozenset({"BUS", "MED", "EDU", "UNK", "CVL"})
MATERIAL_CONFLICT: frozenset[EventType] = frozenset({"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})
# A rule this unsure, or less, wants both an actor and a recipient.
UNSURE = 0.45


@dataclass(slots=True, eq=False)
class Act:
    """An act being worked out.

    Attributes:
        token: the verb, noun or adjective that tells it.
        clause: the verb of the clause that it is told in: itself, or the verb that carries a nominal act.
        bearing: how that verb carries it: "doing", "getting", "subject" (the nominal act is the verb's subject), "".
        words: token indices of the trigger.
        own: the actors that stand as the doer, without those a joint act adds.
        vague: True where the verb's object is no party, so that the verb means something else.
        real: False for what a condition, wish or fear only makes possible.
    """

    token: Token
    rule: Rule
    clause: Token
    bearing: str
    words: set[int]
    event_type: EventType
    actors: Found = ()
    recipients: Found = ()
    own: Found = ()
    of_type: EventType | None = None
    parent: Act | None = None
    dropped: bool = False
    retyped: bool = False
    negated: bool = False
    real: bool = True
    vague: bool = False
    outcome: Outcome = "unknown"
    modes: list[str] = field(default_factory=list)
    confidence: float = 0.5
    merged: list[Act] = field(default_factory=list)


class Triggers:
    """Finds the acts of one parsed sentence by the patterns."""

    def __init__(self, patterns: Patterns, doc: Doc, parties: Parties) -> None:
        self.patterns = patterns
        self.doc = doc
        self.parties = parties

    def find(self) -> list[Act]:
        """Gives the acts in the order of their words, parties filled in, nothing yet nested, merged or dropped."""
        acts: list[Act] = []
        for token in self.doc:
            pos = token.pos_
            joined = hyphenated(token)
            if joined and (pos in ("VERB", "ADJ") or joined in self.patterns.nouns):
                # "cease-fire" and "pull-out" come as three tokens; "self-supporting" tells no support
                act = self._noun(token, joined) if joined in self.patterns.nouns else None
                if pos == "VERB" and joined in self.patterns.verbs:
                    act = self._verb(token, joined)
            elif pos == "VERB":
                act = self._verb(token)
            elif pos in ("NOUN", "PROPN"):
                act = self._noun(token)
            elif pos == "ADJ":
                act = self._adjective(token)
            else:
                continue
            if act is not None:
                acts.append(act)
        return acts

    def _verb(self, token: Token, form: str = "") -> Act | None:
        rules = self.patterns.verbs.get(form or token.lower_)
        adjectival = _beside_adjective(token)
        if not rules or adjectival or token.dep_ in ("amod", "compound", "nmod"):
            return self._noun(token) if token.tag_ in ("VBG", "NN") and token.dep_ not in ("amod", "aux") else None
        frame = Frame(self.patterns, self.parties, token)
        for rule in rules:
            if frame.meets(rule):
                act = Act(token, rule, token, "", {token.i}, rule.event_type, confidence=rule.confidence)
                self._particle(act)
                self._fill(act, frame)
                if not rule.object_actor or (self._others(act) and self._direct(act, frame)):
                    return act
        return None

    def _particle(self, act: Act) -> None:
        for child in act.token.children:
            if child.dep_ == "prt" or (act.rule.particle and child.lower_ == act.rule.particle):
                act.words.add(child.i)
        if act.rule.object is not None:
            for thing in logical_objects(act.token):
                if not act.rule.object.isdisjoint(keys(thing, self.parties, self.patterns)):
                    act.words.update((thing.i,))

    def _adjective(self, token: Token) -> Act | None:
        for rule in self.patterns.adjectives.get(token.lower_, ()):
            if token.head.lemma_ not in ("be", "stand", "remain", "appear", "seem", "become") or token.dep_ != "acomp":
                continue
            frame = Frame(self.patterns, self.parties, token)
            if frame.meets(rule):
                act = Act(token, rule, token.head, "", {token.i}, rule.event_type, confidence=rule.confidence)
                subject = logical_subject(token.head)
                act.actors = self.parties._subject_phrase(token.head, subject) if subject is not None else ()
                act.recipients = next(filter(None, (self.parties.after(token, p) for p in rule.to)), ())
                return act
        return None

    def _noun(self, token: Token, form: str = "") -> Act | None:
        rules = self.patterns.nouns.get(form or token.lower_)
        if not rules or token.dep_ in ("compound", "amod", "nmod", "npadvmod", "poss", "aux"):
            return None
        verb, relation = carrier(token, self.patterns.lists["groupings"])
        bearing = self._bearing(token, verb, relation)
        frame = Frame(self.patterns, self.parties, token, verb, relation)
        for rule in rules:
            if frame.meets(rule):
                clause = verb if verb is not None and bearing else token
                act = Act(token, rule, clause, bearing, {token.i}, rule.event_type, confidence=rule.confidence)
                if verb is not None and bearing in ("doing", "getting"):
                    act.words.add(verb.i)
                    act.words.update(c.i for c in verb.children if c.dep_ == "prt")
                self._fill(act, frame)
                return act
        return None

    def _bearing(self, noun: Token, verb: Token | None, relation: str) -> str:
        """Says how a verb carries the nominal act that depends on it."""
        if verb is None:
            return ""
        lists = self.patterns.lists
        if relation == "subject":
            return "subject"
        lemma = self.patterns.lemma(verb)
        if relation == "object":
            if lemma in lists["doing"]:
                return "doing"
            return "getting" if lemma in lists["getting"] else ""
        if relation == "on" and noun.lemma_.lower() in lists["upon"]:
            return "doing"
        if lemma in ("come", "be", "remain") and relation == "under":
            return "getting"
        if lemma in ("engage", "participate", "take", "go", "involve", "join", "enter", "be", "meet") and relation in (
            "in",
            "on",
            "into",
        ):
            return "doing"
        return ""

    def _fill(self, act: Act, frame: Frame) -> None:
        """Puts the parties in, each from the first place that has any."""
        rule = act.rule
        places = frame.verb_place if rule.part == "verb" else frame.noun_place
        act.actors = next(filter(None, map(places, rule.by)), ())
        if act.bearing == "doing" and not ("by" in rule.by and self.parties.after(act.token, "by")):
            act.actors = self.parties.subject(act.clause) or act.actors
        act.recipients = next(filter(None, (self._targets(act, place, places(place)) for place in rule.to)), ())
        if rule.part == "noun" and rule.event_type == "ASSAULT" and not act.bearing:
            self._turn(act)
        blamed_on = rule.to[:1] == ("on",) and bool(self.parties.after(act.token, "on"))
        if rule.event_type == "ACCUSE" and rule.part == "verb" and act.recipients and not blamed_on:
            self._blame(act, frame)
        if rule.part == "noun" and not act.recipients and (doers := self.parties.after(act.token, "by")):
            act.actors, act.recipients = doers, without(self.parties.owners(act.token), doers)  # "Norland's bombing by"
        if act.bearing == "getting":
            undergone = self.parties.subject(act.clause)
            act.actors = (
                self.parties.after(act.token, "by")
                or self.parties.after(act.token, "from")
                or (self.parties.after(act.clause, "by") or self.parties.after(act.clause, "from"))
                or without(self.parties.owners(act.token), undergone)
            )
            act.recipients = undergone
        if rule.event_type == "COOPERATE" and rule.object is not None and not rule.joint and not act.recipients:
            act.recipients = frame.anywhere(("with", "to"))
        act.own = act.actors
        for place in rule.joint:
            act.actors = tuple(dict.fromkeys((*act.actors, *places(place))))
        act.recipients = without(act.recipients, act.actors)
        if not act.recipients and act.token.dep_ == "advcl" and act.token.head.pos_ == "VERB":
            act.recipients = without(self._destination(act.token), act.actors)
        leaving = rule.event_type == "REJECT" and bool(rule.particle)  # "walked out of talks with"
        if not act.recipients and (leaving or (rule.event_type in _WANTING and rule.object is not None)):
            act.recipients = without(frame.anywhere(), act.actors)
        if not act.recipients and rule.event_type in _FACING:
            others = self._other_side(act, frame) or self._put_before(act)
            act.recipients = without(others, act.actors)
        if not act.recipients and act.token.dep_ in ("advcl", "xcomp") and act.event_type == "REQUEST":
            act.recipients = without(self._called(act.token), act.actors)
        if not act.recipients and rule.event_type == "ACCUSE":
            act.recipients = without(self._of_deeds(frame), act.actors)
        if rule.part == "verb" and not act.recipients and rule.event_type in ("ASSAULT", "COERCE"):
            act.recipients = self.parties.homes(act.token)
        if rule.part == "verb" and not act.recipients:
            act.vague = self._vague(act, frame)
        act.recipients = others_than_doer(act)
        self._leave_out_own(act)
        act.modes = list(rule.modes)
        act.outcome = rule.outcome

    def _targets(self, act: Act, place: str, found: Found) -> Found:
        """Leaves out the doer again ("its own career"), and the state in which force was used, which is but a place."""
        rule = act.rule
        if several(act.actors):  # "accused each other": both do it
            found = tuple(f for f in found if self.doc[f.tokens.head].lower_ not in ("other", "another"))
        if rule.event_type in ("MOBILIZE", "RETREAT"):  # its own ground and men are no recipients
            homes = {a.actor.country for a in act.actors}
            if all(homes):
                found = tuple(f for f in found if not self._own_ground(f) or {f.actor.country} != homes)
            found = tuple(f for f in found if not self._own(f, homes))
        if rule.event_type in _PLACED:
            found = tuple(f for f in found if not self._landmark(f))
        if rule.event_type != "ASSAULT":
            return found
        local = place in ("in", "near", "outside") or (place == "at" and rule.part == "noun")
        return tuple(
            f
            for f in found
            if f.actor.kind not in ("state", "igo") or not (local or (rule.object is None and self._where(f)))
        )

    def _of_deeds(self, frame: Frame) -> Found:
        """Finds who is meant by "criticized the way Norland handled the case"."""
        clauses = [c for o in frame.objects for c in o.children if c.dep_ in ("relcl", "acl")]
        subjects = [c for clause in clauses for c in clause.children if c.dep_ == "nsubj" and c.pos_ != "PRON"]
        return tuple(f for subject in subjects for f in self.parties.under(subject))

    def _leave_out_own(self, act: Act) -> None:
        """Leaves out the doer's own state where it only says whose a thing is, and own posts but for their host."""
        homes = {a.actor.country for a in act.actors if _speaks_for_state(a)}
        if not homes or len(homes) > 1 or None in homes:
            return
        kept: list[FoundActor] = []
        for found in act.recipients:
            head = self.doc[found.tokens.head]
            bare = found.actor.country in homes and _is_state_itself(found)
            if bare and (head.dep_ in _MODIFIERS or any(same_actor(found, a) for a in act.actors)):
                continue
            if act.event_type == "SANCTION" and self._own(found, homes) and found.actor.sectors[:1] == ("GOV",):
                hosts = (self.parties.after(holder, p) for holder in (head, act.token) for p in ("in", "from", "to"))
                kept.extend(next(filter(None, hosts), ()))
                continue
            kept.append(found)
        act.recipients = tuple(dict.fromkeys(kept))

    def _own(self, found: FoundActor, homes: set[str | None]) -> bool:
        """Says whether a phrase is the doer's own ("its troops")."""
        return self.doc[found.tokens.start].tag_ == "PRP$" and found.actor.country in homes

    def _own_ground(self, found: FoundActor) -> bool:
        """Says whether a phrase can be the doer's own ground: its state, or a province as in "the Ardan border"."""
        named = self.doc[found.tokens.head].dep_ in ("compound", "amod")
        return found.actor.kind == "state" or (found.actor.kind == "unknown" and named)

    def _landmark(self, found: FoundActor) -> bool:
        """Says whether an unknown name is but a spot on the map: "the northern Gulf", "its crossing at Ardan"."""
        head = self.doc[found.tokens.head]
        if found.actor.kind != "unknown" or found.actor.country or head.pos_ != "PROPN" or head.dep_ != "pobj":
            return False
        return head.head.lower_ in ("at", "off", "on") or any(c.lower_ == "the" for c in head.children)

    def _where(self, found: FoundActor) -> bool:
        """Says whether a state only says where something is: "a house in Norland"."""
        head = self.doc[found.tokens.head]
        return head.dep_ == "pobj" and head.head.lower_ in ("in", "near", "inside", "outside")

    def _blame(self, act: Act, frame: Frame) -> None:
        """Keeps to the doers of a deed that is condemned: not its victims, nor where it happened."""
        things = frame.objects
        if act.rule.object is not None:  # "opened an inquiry into the massacre"
            things = [inner for o in frame.objects for _, inner in prepositional(o, "into", "of", "over", "for")]
        deeds = [
            t
            for t in things
            if self.parties.at(t) is None
            and any(r.event_type in MATERIAL_CONFLICT for r in self.patterns.nouns.get(t.lower_, ()))
        ]
        if not deeds or len(deeds) < len(things):
            return
        doers: list[FoundActor] = []
        by = ("by", "from", *(("on",) if "on" in act.rule.to else ()))  # "blamed the raid on Norland"
        for deed in deeds:
            places = (self.parties.owners(deed), *(self.parties.after(deed, p) for p in by))
            doers.extend(next(filter(None, places), ()))
        act.recipients = tuple(dict.fromkeys(doers)) or self.parties.after(act.token, "by")

    def _others(self, act: Act) -> bool:
        """Says whether the act has a party beside the one its own rule takes from the subject."""
        return bool(act.recipients) or (several(act.actors) and (bool(act.rule.joint) or act.rule.by != ("subject",)))

    def _direct(self, act: Act, frame: Frame) -> bool:
        """Says whether the object itself is the party, not something that only names one ("sacked Norland's plan")."""
        if act.event_type == "CONSULT" or "object" not in (*act.rule.to, *act.rule.joint):
            return True
        others = {a.tokens.head for a in act.recipients} or {a.tokens.head for a in act.actors}
        for thing in frame.objects:
            inner = self.parties.at(thing)
            if inner is not None and inner.tokens.head in others:
                return True
            if thing.lemma_.lower() in self.patterns.lists["groupings"] and self.parties.inside(thing):
                return True
            others -= {t.i for t in thing.subtree}
        return bool(others)

    def _destination(self, verb: Token) -> Found:
        """Finds to whom one is sent in order to do the act: "sent a team to Norland to investigate"."""
        if not any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
            return ()
        for holder in (verb.head, *logical_objects(verb.head)):
            if found := self.parties.after(holder, "to"):
                return found
        return ()

    def _put_before(self, act: Act) -> Found:
        """Finds whose demand or charge is turned down in "Norland asked for a truce, a demand that Sudmark refused"."""
        noun = act.token.head
        if act.event_type != "REJECT" or act.token.dep_ != "relcl" or noun.dep_ not in ("npadvmod", "appos", "dobj"):
            return ()
        if noun.lemma_.lower() not in self.patterns.lists["requests"] or not any(
            t.text == "," for t in self.doc[max(0, noun.left_edge.i - 1) : noun.i]
        ):
            return ()
        above = next((t for t in noun.ancestors if t.pos_ == "VERB"), None)
        return self.parties.subject(above) if above is not None else ()

    def _called(self, verb: Token) -> Found:
        """Finds whom one calls in order to ask: "telephoned the envoy to ask for arms"."""
        return self.parties.object(verb.head) if calls_to(verb) else ()

    def _other_side(self, act: Act, frame: Frame) -> Found:
        """Finds B in "backed down in its quarrel with B" and in "dropped its demand that B pay"."""
        nouns = [*frame.objects, *((act.token,) if act.rule.part == "noun" else ())]
        for holder in (act.token, *nouns):
            for _, quarrel in prepositional(holder, "in", "over"):
                if quarrel.lemma_.lower() in self.patterns.lists["disputes"] and (
                    found := self.parties.after(quarrel, "with")
                ):
                    return found
        for noun in nouns:
            for clause in noun.children:
                subjects = [c for c in clause.children if c.dep_ == "nsubj"]
                if clause.dep_ == "acl" and subjects and any(c.dep_ == "mark" for c in clause.children):
                    return self.parties.under(subjects[-1])
        return ()

    def _turn(self, act: Act) -> None:
        """Makes the target of what stands before the noun without a possessive: "the Aldo Venn raid" was on him."""
        before = {c.i for c in act.token.children if c.dep_ == "compound"}
        named = tuple(a for a in act.actors if a.actor.kind == "person" and a.tokens.head in before)
        if named and not act.recipients:
            act.recipients = named
            act.actors = without(act.actors, named)

    def _vague(self, act: Act, frame: Frame) -> bool:
        """Says whether the object that should be a party is something else ("met its trade gap", "killed the plan")."""
        rule = act.rule
        if rule.object is not None or not frame.objects or "object" not in (*rule.to, *rule.joint):
            return False
        if act.event_type == "CONSULT":
            return not several(act.actors)
        if act.event_type in ("ASSAULT", "COERCE"):
            return self.patterns.lists["killables"].isdisjoint(frame.object_keys)
        return act.event_type == "SUPPORT"


def _beside_adjective(token: Token) -> bool:
    """Says whether a participle only describes what follows: "exchanged their sick and wounded prisoners"."""
    if token.tag_ not in ("VBN", "VBD") or token.dep_ != "conj" or token.i < 2:
        return False
    before = token.nbor(-2)
    return token.head.pos_ == "ADJ" or (
        token.nbor(-1).lower_ == "and" and before.pos_ == "ADJ" and before.dep_ == "amod"
    )


def several(actors: Found) -> bool:
    """Says whether there is more than one actor, a plural such as "the two countries" counted by its parts."""
    return len(actors) > 1 or any(len(a.parts) > 1 for a in actors)


def _is_state_itself(found: FoundActor) -> bool:
    """Says whether an actor is a state by its own name, no body of it."""
    actor = found.actor
    return actor.kind == "state" and not actor.sectors and actor.name == _state_names().get(actor.country or "")


@cache
def _state_names() -> dict[str, str]:
    return {country.code: country.name for country in codes.countries()}


def _speaks_for_state(found: FoundActor) -> bool:
    """Says whether an actor is a state, or an official or body of one."""
    actor = found.actor
    return actor.country is not None and (actor.kind == "state" or actor.sectors[:1] in (("GOV",), ("MIL",)))


def political(found: FoundActor) -> bool:
    """Says whether an actor is political: a state, IGO, armed group, or a person or body with such a sector."""
    actor = found.actor
    if actor.kind in ("state", "igo", "armed_group"):
        return True
    if actor.sectors:
        return actor.sectors[0] not in _APOLITICAL or (actor.sectors[0] == "CVL" and actor.country is not None)
    return actor.kind in ("society", "organisation") and actor.country is not None


def proper_unknown(found: FoundActor, doc: Doc) -> bool:
    """Says whether a phrase is a bare name that no roster knows."""
    return found.actor.kind == "unknown" and not found.antecedent and doc[found.tokens.head].pos_ == "PROPN"


def same_actor(one: FoundActor, other: FoundActor) -> bool:
    """Says whether two phrases stand for the same actor."""
    return one is other or (one.actor.name == other.actor.name and bool(one.actor.name))


def others_than_doer(act: Act) -> Found:
    """Leaves out of the recipients what only points back to an actor ("its" in "gave up its claim")."""
    return tuple(r for r in act.recipients if not (r.antecedent and any(same_actor(r, a) for a in act.actors)))


def descendants(token: Token) -> Iterator[int]:
    """Gives the indices of the token's subtree."""
    return (t.i for t in token.subtree)
