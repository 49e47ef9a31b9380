"""Who did it and to whom: the parties of an act, found from its trigger in the tree.

A *place* is where a party stands: ``subject``, ``object``, ``dative``, ``owner`` (possessive, demonym or compound of a
nominal act), ``object owner`` (the same of the verb's object), or a preposition. Subject and object are logical: a
passive is turned round, coordination, control and relative clauses lend theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from detente.drafts import FoundActor
from detente.parse import agent_of, children, conjuncts, is_passive, prepositional, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Found = tuple[FoundActor, ...]
_OWNERS = ("poss", "compound", "amod", "nmod", "nummod")
_RELATIVES = ("WDT", "WP", "WP$")
# Deeper than this a noun phrase tells of something else than the party.
_DEEPEST = 4
_POWERS = ("state", "igo", "armed_group")
# Verbs whose object is whom one turns to in order to do what follows.
_CALLING = frozenset({"telephone", "phone", "ring", "cable", "visit", "meet", "see", "contact", "summon", "receive"})


class Parties:
    """The actor phrases of one sentence, asked for by place."""

    def __init__(self, doc: Doc, found: Sequence[FoundActor], lists: Mapping[str, frozenset[str]]) -> None:
        self.doc = doc
        self.groupings = lists["groupings"]
        self.utterances = lists["utterances"]
        self.by_head: dict[int, FoundActor] = {}
        found = [f for f in found if not _mere_thing(f, doc, lists["weapons"])]
        self._homes = {f.tokens.head: f for f in found if _is_home(f, doc, lists["homes"])}
        found = [f for f in found if f.tokens.head not in self._homes]
        for actor in found:
            known = self.by_head.get(actor.tokens.head)
            if known is None or known.tokens.end - known.tokens.start < actor.tokens.end - actor.tokens.start:
                self.by_head[actor.tokens.head] = actor
        self._covering: dict[int, FoundActor] = {}
        for actor in sorted(found, key=lambda a: a.tokens.start - a.tokens.end):
            for i in range(actor.tokens.start, actor.tokens.end):
                self._covering[i] = actor

    def at(self, token: Token) -> FoundActor | None:
        """Gives the actor phrase that the token heads, a name's other word or an apposition counted as its head."""
        actor = self.by_head.get(token.i)
        if actor is not None:
            return actor
        actor = self._covering.get(token.i)
        if actor is not None:
            head = self.doc[actor.tokens.head]
            counted = token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.i == head.i
            counted = counted and (head.pos_ in ("NUM", "ADJ") or head.lemma_.lower() in self.groupings)
            if counted or _same_phrase(token, head):  # "108 of the soldiers"
                return actor
        for child in token.children:
            if child.dep_ == "appos" and child.i in self.by_head:
                return self.by_head[child.i]
        return None

    def homes(self, verb: Token) -> Found:
        """Gives the villages or towns that a verb of force hits; for other verbs they are but places."""
        aimed = [t for p in ("on", "at", "against") for _, t in prepositional(verb, p)]
        hit = [*logical_objects(verb), *aimed]
        return tuple(self._homes[part.i] for token in hit for part in conjuncts(token) if part.i in self._homes)

    def under(self, token: Token, depth: int = 0, location: bool = False) -> Found:
        """Gives the actors that the phrase headed by the token names or holds, coordinated ones with it.

        Args:
            token: head of a noun phrase.
            depth: how deep the search already is.
            location: take a place named by "in" or "at" too.
        """
        found: list[FoundActor] = []
        for part in conjuncts(token) if depth == 0 else [token]:
            own = self.at(part)
            found.extend((own, *self._sharing(own)) if own is not None else self.inside(part, depth, location))
        return tuple(dict.fromkeys(found))

    def _sharing(self, own: FoundActor) -> Found:
        """Gives those that a phrase shares its head with: B in "ministers from A and B", whose phrase ends at A."""
        found = []
        for token in self.doc[own.tokens.start : own.tokens.end]:
            if token.dep_ != "pobj" or token.i == own.tokens.head:
                continue
            for other in conjuncts(token)[1:]:
                actor = self.at(other) if other.i >= own.tokens.end else None
                if actor is not None and (other.pos_ == "PROPN" or actor.actor.kind in _POWERS):
                    found.append(actor)
        return tuple(found)

    def inside(self, token: Token, depth: int = 0, location: bool = False) -> Found:
        """Gives the actors inside the phrase headed by the token: of, owner, by, from, and so on."""
        if depth >= _DEEPEST:
            return ()
        if token.lemma_.lower() in self.groupings or token.pos_ == "NUM":
            for _, inner in prepositional(token, "of"):
                if found := self.under(inner, depth + 1, location):
                    return found
        owners = self.owners(token)
        if owners and not all(self.doc[o.tokens.head].tag_ == "PRP$" for o in owners):
            return owners
        places = ("of", "by", "from", "for", "against", "with", "to", "on", "between", "over")
        for names in (*((p,) for p in places), *((("in", "at", "near", "inside"),) if location else ())):
            for _, inner in prepositional(token, *names):
                if found := self.under(inner, depth + 1, location):
                    return found
        for child in token.children:
            if child.dep_ in ("acl", "relcl") and child.tag_ == "VBN":
                for _, inner in prepositional(child, "by", "from", "in"):
                    if found := self.under(inner, depth + 1):
                        return found
        return owners  # "its border with Norland" is Norland's; "its border" alone is its own

    def owners(self, token: Token) -> Found:
        """Gives the actors that own or describe a noun: "Norland's raid", "a Norland raid", "the Norland-led raid"."""
        found: list[FoundActor] = []
        for child in token.children:
            if child.dep_ not in _OWNERS:
                continue
            if child.tag_ == "WP$":
                found.extend(self._whose(token))
                continue
            for part in conjuncts(child):
                own = self.at(part) if part.i != token.i else None
                if own is not None and not own.tokens.start <= token.i < own.tokens.end:
                    found.append(own)
                elif child.dep_ == "poss":
                    found.extend(self.inside(part, 2))
        return tuple(dict.fromkeys(found))

    def _whose(self, token: Token) -> Found:
        """Gives the party that "whose" points back to: Norland in "Norland, whose shipping was attacked"."""
        clause = next((t for t in (token, *token.ancestors) if t.dep_ == "relcl"), None)
        own = self.at(clause.head) if clause is not None else None
        return (own,) if own is not None else ()

    def subject(self, verb: Token) -> Found:
        """Gives the doers: the subject of an active verb, the by-phrase of a passive one."""
        if passive(verb):
            agent = agent_of(verb) or _shared_agent(verb) or _late_agent(verb)
            return self.under(agent) if agent is not None else self._agent_after_time(verb)
        token = logical_subject(verb)
        if token is not None:
            return self._subject_phrase(verb, token)
        return self._just_before(verb)

    def _agent_after_time(self, verb: Token) -> Found:
        """Finds a by-phrase that the parser hangs on a time or place: "was granted in the spring by Norland"."""
        for token in verb.doc[verb.i + 1 :]:
            if token.pos_ in ("VERB", "AUX") or token.text in (";", ","):
                return ()
            if token.lower_ == "by" and token.head.i > verb.i:
                own = next((self.at(c) for c in token.children if c.dep_ == "pobj"), None)
                return (own,) if own is not None else ()
        return ()

    def _just_before(self, verb: Token) -> Found:
        """Takes the phrase that ends before a finite verb, where the parser gave its subject to an opening phrase."""
        if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.dep_ not in ("ROOT", "ccomp"):
            return ()
        position = verb.i - 1
        while position > 0 and self.doc[position].dep_ in ("aux", "neg", "advmod"):
            position -= 1
        return tuple(a for a in self.by_head.values() if a.tokens.end == position + 1 and a.tokens.head == position)

    def _subject_phrase(self, verb: Token, token: Token) -> Found:
        if token.pos_ == "PRON" and token.tag_ not in _RELATIVES and (named := self._reported(verb, token)):
            return named
        found = self.under(token)
        if not found and verb.dep_ == "relcl" and token.dep_ == "pobj" and token.i in self._covering:
            found = (self._covering[token.i],)  # "the rebels of Ardan, who": the parser hangs the clause on the place
        said = token.lemma_.lower() in self.utterances or infinitive(verb)
        if not found and said and verb.dep_ == "acl" and token.dep_ in ("dobj", "pobj") and token.i == verb.head.i:
            above = token.head if token.dep_ == "dobj" else token.head.head  # "passed a resolution criticizing"
            if above.pos_ == "VERB" and (subject := logical_subject(above)) is not None and not passive(above):
                return self.under(subject)
        return found

    def _reported(self, verb: Token, pronoun: Token) -> Found:
        """Resolves "it" in "Norland said it would …" to the phrase in the sentence, which is what readers point at."""
        if pronoun.lower_ not in ("it", "he", "she", "they"):
            return ()
        clause = verb
        while clause.dep_ in ("xcomp", "conj", "advcl") and clause.head.pos_ in ("VERB", "AUX"):
            clause = clause.head
        if clause.dep_ != "ccomp":
            return ()
        speaker = logical_subject(clause.head)
        told = speaker is not None and speaker.pos_ != "PRON" and speaker.i < pronoun.i
        found = self.under(speaker) if speaker is not None and told else ()
        own = self.at(pronoun)
        if own is None or not found or own.actor.name.lower() == pronoun.lower_:
            return found
        return found if own.actor.name in {f.actor.name for f in found} else ()

    def object(self, verb: Token, location: bool = False) -> Found:
        """Gives those to whom it was done: objects of an active verb, the subject of a passive one."""
        return tuple(dict.fromkeys(a for token in logical_objects(verb) for a in self.under(token, location=location)))

    def after(self, token: Token, preposition: str) -> Found:
        """Gives the actors in the phrases that a preposition hangs on the token."""
        pairs = prepositional(token, preposition)
        local = preposition in ("in", "at", "near", "outside", "along", "off")
        found = [a for _, inner in pairs for a in self._named(inner, local)] or self._relative(token, preposition)
        return tuple(dict.fromkeys(found))

    def _relative(self, verb: Token, preposition: str) -> list[FoundActor]:
        """Gives the Fund in "the Fund, to which Norland paid"."""
        if verb.dep_ != "relcl":
            return []
        turned = any(
            c.lower_ == preposition and c.i < verb.i and any(g.tag_ in _RELATIVES for g in c.children)
            for c in verb.children
        )
        return list(self.under(verb.head)) if turned else []

    def _named(self, token: Token, location: bool) -> Found:
        own = self.at(token)
        return (own, *self._sharing(own)) if own is not None else self.inside(token, 1, location)


def _mere_thing(found: FoundActor, doc: Doc, weapons: frozenset[str]) -> bool:
    """Says whether a phrase is a weapon that nobody is said to own ("two tanks"): it neither acts nor is acted on."""
    actor = found.actor
    owned = actor.country or actor.group or actor.kind != "organisation"
    return not owned and doc[found.tokens.head].lemma_.lower() in weapons


def _is_home(found: FoundActor, doc: Doc, homes: frozenset[str]) -> bool:
    """Says whether a phrase is a village or the like, which stands for its people where it is attacked."""
    people = found.actor.kind in ("society", "person") and found.actor.sectors == ("CVL",)
    return people and doc[found.tokens.head].lemma_.lower() in homes


def _by(verb: Token) -> Token | None:
    return agent_of(verb) or next((inner for _, inner in prepositional(verb, "by")), None)


def _shared_agent(verb: Token) -> Token | None:
    """Finds the by-phrase that passives share: "was rammed and sunk by a cutter"."""
    for preposition in children(verb, "prep"):  # "was accused of spying by Norland"
        for gerund in children(preposition, "pcomp", "pobj"):
            if gerund.tag_ == "VBG" and not children(gerund, "auxpass", "dobj") and (agent := _by(gerund)) is not None:
                return agent
    chain = [c for c in verb.children if c.dep_ == "conj" and c.tag_ == "VBN" and not children(c, "nsubj", "nsubjpass")]
    return next((agent for c in chain if (agent := agent_of(c)) is not None), None)


def _late_agent(verb: Token) -> Token | None:
    """Finds a by-phrase set off by a comma, which the parser hangs on another word."""
    for token in verb.doc[verb.i + 2 :]:
        if token.lower_ == "by" and token.nbor(-1).text == "," and token.dep_ in ("agent", "prep"):
            return next((c for c in token.children if c.dep_ == "pobj"), None)
    return None


def _same_phrase(token: Token, head: Token) -> bool:
    """Says whether the token leads up to the head by links that keep a name or title one phrase."""
    node = token
    while node.i != head.i:
        if node.dep_ not in ("compound", "flat", "appos", "nmod", "nummod") or node.dep_ == "ROOT":
            return False
        node = node.head
    return True


def passive(verb: Token) -> bool:
    """Says whether the verb is passive, also by coordination ("were arrested and deported")."""
    if is_passive(verb):
        return not _has_done(verb) and not _lost_verb(verb)
    if verb.tag_ == "VBN" and verb.dep_ == "advcl" and not children(verb, "nsubj", "aux", "dobj"):
        return True
    if verb.tag_ == "VBN" and verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        own = children(verb, "nsubj", "aux", "dobj")
        return not own and passive(verb.head)
    return False


def _has_done(verb: Token) -> bool:
    """Catches a perfect that the parser calls passive: "had invaded" with an object and no form of "be"."""
    return (
        bool(children(verb, "dobj"))
        and not children(verb, "auxpass", "agent", "nsubjpass", "dative")
        and bool(children(verb, "nsubj"))
    )


def _lost_verb(verb: Token) -> bool:
    """Catches a main verb that the parser hangs on its subject: "The king, speaking on Monday, accused Norland"."""
    noun = verb.head
    if verb.dep_ != "acl" or noun.dep_ != "ROOT" or noun.pos_ not in ("NOUN", "PROPN") or verb.nbor(-1).text != ",":
        return False
    return bool(children(verb, "dobj")) and not children(verb, "agent", "auxpass", "aux")


def infinitive(verb: Token) -> bool:
    """Says whether a verb is told as "to …"."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def logical_subject(verb: Token) -> Token | None:
    """Finds the subject's phrase; that of "a raid to kill him" is the raid's owner, or the subject of its verb."""
    if verb.dep_ == "acl" and any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        noun = verb.head
        for child in noun.children:
            if child.dep_ == "poss":
                return child
        carried = noun.dep_ in ("dobj", "attr", "oprd") and noun.head.pos_ == "VERB"
        return logical_subject(noun.head) if carried else None
    own = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.i < verb.i]
    if own:
        nearest = own[-1]  # a dateline passes for a first subject
        return verb.head if nearest.tag_ in _RELATIVES and verb.dep_ == "relcl" else nearest
    if _lost_verb(verb):
        return verb.head
    if (behind := _behind_time(verb)) is not None:
        return behind
    if verb.dep_ in ("conj", "advcl", "parataxis") and verb.head.pos_ in ("VERB", "AUX"):
        return logical_subject(verb.head.head if _beside_report(verb) or calls_to(verb) else verb.head)
    if verb.dep_ == "xcomp" and (not children(verb.head, "dobj", "obj") or calls_to(verb)):
        above = verb.head.head if verb.head.pos_ == "ADJ" and verb.head.dep_ == "acomp" else verb.head  # "is due to"
        return logical_subject(above) if above.pos_ in ("VERB", "AUX", "ADJ") else None
    token = subject_of(verb)
    if (
        token is None
        and verb.dep_ in ("advcl", "ccomp", "xcomp", "pcomp", "prep")
        and verb.tag_ in ("VBG", "VB", "VBN")
    ):
        return _subject_above(verb)
    return token


def _behind_time(verb: Token) -> Token | None:
    """Finds the subject that the parser gives to a time: "a day after the king, a recluse, stepped down"."""
    if verb.dep_ not in ("advcl", "conj") or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    holder = verb
    if verb.dep_ == "conj":  # joined by a comma alone, it is no second thing that the same subject did
        if any(c.dep_ == "cc" and c.i < verb.i for c in verb.head.children) or verb.nbor(-1).text != ",":
            return None
        holder = verb.head
    for child in holder.children:
        if child.dep_ not in ("npadvmod", "prep", "advmod") or not min(holder.i, verb.head.i) < child.i < verb.i:
            continue
        for preposition in (child, *child.children):
            if preposition.lower_ in ("after", "before", "since", "until"):
                return next((c for c in preposition.children if c.dep_ == "pobj"), None)
    return None


def _beside_report(verb: Token) -> bool:
    """Says whether a verb goes on after a reported clause: "denied that it had fired, and accused Norland".

    So does one after an adverbial clause: "shut its border after shells fell, and summoned the envoy".
    """
    inner = verb.head
    if verb.dep_ != "conj" or inner.dep_ not in ("ccomp", "advcl") or inner.i < inner.head.i:
        return False
    if inner.head.pos_ != "VERB" or (inner.dep_ == "advcl" and not children(inner, "mark")):
        return False
    if verb.tag_ not in ("VBD", "VBZ") or verb.tag_ != inner.head.tag_ or children(verb, "aux", "auxpass"):
        return False
    between = verb.doc[inner.i : verb.i]
    set_off = any(t.text == "," and t.nbor(1).lower_ in ("and", "but") for t in between)
    return set_off and any(
        inner.dep_ == "advcl" or (c.dep_ in ("aux", "auxpass") and c.i < inner.i) for c in inner.children
    )


def calls_to(verb: Token) -> bool:
    """Says whether it's the caller who acts: "telephoned the envoy to ask for arms"."""
    return infinitive(verb) and verb.head.lemma_.lower() in _CALLING and bool(children(verb.head, "dobj"))


def _subject_above(verb: Token) -> Token | None:
    """Climbs to the next clause above that has a subject, for participles and infinitives without their own."""
    node = verb.head
    for _ in range(3):
        if node.pos_ in ("VERB", "AUX"):
            return logical_subject(node)
        if node.dep_ == "ROOT":
            return None
        node = node.head
    return None


def logical_objects(verb: Token) -> list[Token]:
    """Finds the phrases that undergo a verb: its objects, or the subject of a passive."""
    if passive(verb):
        own = children(verb, "nsubjpass", "nsubj")
        if own and own[0].tag_ not in _RELATIVES:
            heads = own[:1]
        elif verb.dep_ in ("acl", "relcl"):
            heads = [verb.head]
        elif verb.dep_ == "advcl":
            above = logical_subject(verb.head) if verb.head.pos_ in ("VERB", "AUX") else None
            heads = [above] if above is not None else []
        elif verb.dep_ == "conj":
            return logical_objects(verb.head) if verb.head.pos_ == "VERB" else []
        else:
            found = subject_of(verb)
            heads = [found] if found is not None else []
        return [*heads, *(t for c in children(verb, "dobj", "oprd") for t in (c,))]
    for child in verb.children:  # "considers the group a terrorist organization"
        own = [c for c in child.children if c.dep_ == "nsubj" and c.i > verb.i]
        if (
            own
            and child.dep_ in ("ccomp", "dobj", "oprd")
            and child.pos_ == "NOUN"
            and not children(child, "mark", "aux")
        ):
            return own[-1:]
    found_objects = [c for c in verb.children if c.dep_ in ("dobj", "obj") and c.tag_ not in _RELATIVES]
    if found_objects:
        return found_objects
    for child in children(verb, "dative"):  # "granted the three states $45 million": the sum passes for an apposition
        if sums := [c for c in child.children if c.dep_ == "appos" and any(g.text == "$" for g in c.children)]:
            return sums
    times = [c for c in children(verb, "npadvmod") if children(c, "nummod") and c.i > verb.i]
    if times and children(verb, "dative"):  # "gave the troops six weeks to leave" has its object in the span of time
        return times
    for child in verb.children:  # "accept refugees fleeing the war": the parser makes a clause of the object
        if child.dep_ == "ccomp" and child.tag_ == "VBG" and not children(child, "mark", "aux"):
            own = [c for c in child.children if c.dep_ == "nsubj" and c.i > verb.i]
            if own:
                return own
    called = [c for c in verb.children if c.dep_ == "oprd" and c.pos_ == "NOUN" and c.i > verb.i]
    if called and any(c.dep_ in ("oprd", "advmod") and c.lower_ == "home" for c in verb.children):  # "called home its"
        return called
    for child in verb.children:  # "let inspectors return", "want Norland to leave": their subject is whom it's done to
        own = [c for c in child.children if c.dep_ == "nsubj" and c.i > verb.i]
        if own and child.dep_ == "ccomp" and child.tag_ == "VB" and not children(child, "mark", "neg"):
            aux = [c.lower_ for c in children(child, "aux")]
            if aux in ([], ["to"]) and own[0].i - verb.i < 4:
                return own[-1:]
    for child in verb.children:  # "found the general guilty"
        own = [c for c in child.children if c.dep_ == "nsubj" and c.i > verb.i]
        if own and child.dep_ == "ccomp" and child.pos_ == "ADJ" and not children(child, "mark", "aux"):
            return own
    for child in verb.children:  # "kidnapped up to 16 advisers": the parser takes "up" for a particle
        if child.lower_ == "up" and child.i == verb.i + 1:
            to = [t for t in (*child.children, *verb.children) if t.lower_ == "to" and t.i == child.i + 1]
            counted = [g for t in to for g in t.children if g.dep_ == "pobj"]
            if counted and any(c.dep_ == "nummod" for c in counted[0].children):
                return counted
    if verb.dep_ == "relcl" and children(verb, "nsubj") and _open_relative(verb):
        return [verb.head]
    if verb.dep_ != "conj":
        shared = [c for c in verb.children if c.dep_ == "conj" and c.pos_ == "VERB" and children(c, "dobj")]
        if shared and not children(verb, "prep", "ccomp", "xcomp", "prt", "advmod", "npadvmod"):
            return [c for c in shared[0].children if c.dep_ == "dobj"]
    return []


def _open_relative(verb: Token) -> bool:
    """Says whether a relative clause with its own subject leaves the object to the noun it modifies."""
    subject = children(verb, "nsubj")[0]
    if subject.tag_ in _RELATIVES:
        return False
    return not any(
        c.tag_ == "WRB" or (c.dep_ == "prep" and any(g.tag_ in _RELATIVES for g in c.children)) for c in verb.children
    )


def datives(verb: Token) -> Iterator[Token]:
    """Gives indirect objects, with or without "to"."""
    for child in children(verb, "dative"):
        if child.pos_ in ("ADP", "SCONJ", "PART"):
            yield from (g for g in child.children if g.dep_ == "pobj")
        else:
            yield child


def without(found: Iterable[FoundActor], excluded: Iterable[FoundActor]) -> Found:
    """Leaves out actors that stand among others, or inside their phrases."""
    others = list(excluded)
    return tuple(
        f
        for f in found
        if not any(
            o is f or (o.tokens.start <= f.tokens.head < o.tokens.end and o.tokens.head != f.tokens.head)
            for o in others
        )
    )


def negated(token: Token) -> bool:
    """Says whether the word itself is negated; "without" before another verb negates that one only."""
    for child in token.children:
        if child.dep_ == "neg" or (
            child.lower_ in ("no", "never", "neither", "nor") and child.dep_ not in ("conj", "punct")
        ):
            return True
        if child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
            return True
    return token.dep_ in ("pobj", "pcomp") and token.head.lower_ == "without"
