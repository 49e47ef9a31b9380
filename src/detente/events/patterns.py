"""The pattern files: which words tell which act, and where in the sentence its actor and recipient stand.

``patterns/*.yaml`` holds one file a PLOVER type, ``words/*.yaml`` what they share: named word classes, light verbs,
words that embed one act in another, contexts, irregular forms. An analyst edits them without Python; loading checks
every key and names file and line of what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from detente import codes
from detente.datafiles import Entry, read_yaml, sha256
from detente.errors import DataFileError
from detente.events.forms import Irregular, noun_forms, verb_forms
from detente.records import ActorKind, EventType, Outcome

if TYPE_CHECKING:
    from spacy.tokens import Token

HERE = Path(__file__).parent
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
Part = Literal["verb", "noun", "adjective"]
# Which places of the sentence an act's parties are looked for in, beside prepositions by name.
PLACES = frozenset({"subject", "object", "dative", "owner", "object owner", "in owner"})
PREPOSITIONS = frozenset(
    """about above across after against along alongside among around as at before behind beside between by during for
    from in inside into near of off on onto out outside over past through throughout to toward towards under until upon
    via with within without""".split()
)
# Word lists whose items are verbs.
_VERB_LISTS = ("doing", "getting", "intending", "transparent", "trying", "failing", "saying", "preventing")
# What an item that stands for more than a word begins with.
_MARKED = ("kind:", "*", "#")
_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
_KEYS = (
    "verbs nouns adjectives by to joint object not_object object_actor subject not_subject modifier not_modifier "
    "with not_with under clause not_clause negated modes contexts cameo content outcome confidence"
).split()
_FILE_KEYS = ("type", "definition", "modes", "entries", "examples")


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to word an act.

    Attributes:
        id: type, first word and line, for ``explain``.
        words: lemmas; the particle of a particle verb and the modifiers of a compound noun are kept apart.
        particle: "up" of "blow up", or "".
        by, to: where the actor and the recipient stand, best place first.
        joint: places whose fillers act together with the actor.
        object, not_object: lemmas that the verb's object must, or must not, be or hold ("*": anything; "#": anything
            counted, such as "40 trucks"; "*s": any plural; "*ing": any gerund).
        object_actor: the object (or a recipient place) has to be an actor.
        subject, not_subject: lemmas of the subject's head.
        modifier, not_modifier: lemmas among adjectives, compounds and adverbs at the word.
        prepositions: any of these must hang on the act, each with the lemmas its object must be (None: any).
        not_prepositions: none of these may hang on it, likewise.
        under: lemmas of the verb that a nominal act must depend on.
        clause, not_clause: lemmas that the verb of the clause it governs must, or must not, have
            ("*": any infinitive; "*base": what is wished of another, "that Norland withdraw").
        negated: the word has to be negated ("no longer allows"), which makes the act and doesn't undo it.
        content: the act is about another act (promise, threat, request, refusal, accusation).
    """

    id: str
    event_type: EventType
    part: Part
    words: tuple[str, ...]
    particle: str = ""
    compound: frozenset[str] = frozenset()
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    object: frozenset[str] | None = None
    not_object: frozenset[str] = frozenset()
    object_actor: bool = False
    subject: frozenset[str] | None = None
    not_subject: frozenset[str] = frozenset()
    modifier: frozenset[str] | None = None
    not_modifier: frozenset[str] = frozenset()
    prepositions: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    not_prepositions: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    under: frozenset[str] | None = None
    clause: frozenset[str] | None = None
    not_clause: frozenset[str] = frozenset()
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    negated: bool = False
    content: bool = False
    outcome: Outcome = "unknown"
    confidence: float = 0.6
    specificity: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a pattern file with its actor phrases marked, and whether the type must be coded in it.

    Attributes:
        text: the sentence without marks.
        actors: (start, end, role, kind) of the phrases in code points; role ``A``, ``R`` or "".
    """

    event_type: EventType
    text: str
    actors: tuple[tuple[int, int, str, str], ...]
    wanted: bool
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Patterns:
    """All rules, looked up by inflected form, with the word lists they lean on.

    Attributes:
        mode_words: for each type, lemma → mode that the word brings where it stands with the act.
        lists: the word lists of ``words/*.yaml`` by name.
        lemmas: inflected verb form → verb.
        telling: inflected form → forms of which one must be in the sentence too, or None if it tells an act by itself.
        codes: CAMEO codes of a type about a type, such as ``("AGREE", "CONSULT")``.
        hashes: file name → SHA-256, for a run's provenance.
    """

    rules: tuple[Rule, ...]
    verbs: Mapping[str, tuple[Rule, ...]]
    nouns: Mapping[str, tuple[Rule, ...]]
    adjectives: Mapping[str, tuple[Rule, ...]]
    mode_words: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, frozenset[str]]
    contexts: Mapping[str, str]
    codes: Mapping[tuple[str, str], str]
    lemmas: Mapping[str, str]
    telling: Mapping[str, frozenset[str] | None]
    examples: tuple[Example, ...]
    hashes: Mapping[str, str]

    def lemma(self, token: Token) -> str:
        """Gives the lemma of a token; for verbs by our own forms, since the model's lemmas of rarer verbs are off."""
        if token.pos_ in ("VERB", "AUX"):
            known = self.lemmas.get(token.lower_)
            if known is not None:
                return known
        return token.lemma_.lower()

    def may_have_act(self, text: str) -> bool:
        """Says, without parsing, whether a sentence has a word that could tell an act."""
        words = set(_WORD.findall(text.lower()))
        words.update([part for word in words if "-" in word for part in word.split("-")])
        for word in words & self.telling.keys():
            companions = self.telling[word]
            if companions is None or not companions.isdisjoint(words):
                return True
        return False


def load_patterns(extra: Sequence[Path] = ()) -> Patterns:
    """Loads the shipped pattern files and the user's.

    Args:
        extra: further pattern files in the shipped form; their rules are tried before shipped ones that are as exact.

    Raises:
        DataFileError: a file is not in the form the shipped ones have; file and line are named.
    """
    return _load(tuple(extra))


def may_have_act(text: str) -> bool:
    """Says, without parsing, whether the raw sentence has a word that the shipped patterns know."""
    return load_patterns().may_have_act(text)


@cache
def _load(extra: tuple[Path, ...]) -> Patterns:
    words = {path.stem: read_yaml(path) for path in sorted((HERE / "words").glob("*.yaml"))}
    irregular = Irregular.from_entries(words["irregular"])
    lists = _word_lists(words)
    files = [*extra, *sorted((HERE / "patterns").glob("*.yaml"))]
    rules: list[Rule] = []
    examples: list[Example] = []
    mode_words: dict[str, dict[str, str]] = {}
    for path in files:
        _read_file(path, lists, rules, examples, mode_words)
    shared = sorted((HERE / "words").glob("*.yaml"))
    return _index(
        rules,
        examples,
        mode_words,
        lists,
        _contexts(words["contexts"]),
        {(outer, inner): str(code) for outer, row in words["codes"].items() for inner, code in row.items()},
        irregular,
        {path.name: sha256(path) for path in (*files, *shared)},
    )


def _word_lists(words: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Reads named lists; an item that starts with ``$`` stands for the list of that name above it."""
    lists: dict[str, frozenset[str]] = {}
    for stem in ("classes", "embedding", "light", "aspects"):
        for name, items in words[stem].items():
            lists[name] = _expand(items, lists, words[stem])
    return lists


def _expand(items: Iterable[object], lists: Mapping[str, frozenset[str]], entry: Entry) -> frozenset[str]:
    found: set[str] = set()
    for item in items:
        if isinstance(item, bool):
            raise entry.error("a word that YAML takes for true or false", "Put it in quotation marks.")
        word = str(item)
        if not word.startswith("$"):
            found.add(word)
        elif word[1:] in lists:
            found |= lists[word[1:]]
        else:
            raise entry.error(f"unknown word class '{word}'", "Classes stand in words/classes.yaml, before their use.")
    return frozenset(found)


def _read_file(
    path: Path,
    lists: Mapping[str, frozenset[str]],
    rules: list[Rule],
    examples: list[Example],
    mode_words: dict[str, dict[str, str]],
) -> None:
    """Reads one pattern file into the lists given."""
    top = read_yaml(path)
    if not isinstance(top, Entry):
        raise DataFileError(path, 1, "not a mapping", "A pattern file has 'type', 'definition' and 'entries'.")
    top.allow(*_FILE_KEYS)
    top.require("type", "definition", "entries")
    kind = top["type"]
    if kind not in EVENT_TYPES:
        raise top.error(f"unknown type '{kind}'", f"PLOVER types: {', '.join(EVENT_TYPES)}.")
    for entry in top["entries"]:
        if not isinstance(entry, Entry):
            raise top.error("an entry is not a mapping", "Write '- verbs: [...]', '- nouns: [...]' or the like.")
        rules.extend(_rules(entry, kind, lists))
    own = mode_words.setdefault(kind, {})
    for mode, cues in (top.get("modes") or {}).items():
        own.update(dict.fromkeys(_expand(cues, lists, top), mode))
    for wanted, key in ((True, "must"), (False, "must_not")):
        for sentence in (top.get("examples") or {}).get(key) or ():
            examples.append(_example(kind, sentence, wanted, top))


def _rules(entry: Entry, kind: EventType, lists: Mapping[str, frozenset[str]]) -> Iterator[Rule]:
    """Makes the rules of one entry: one for all plain words, one for each particle verb or compound noun."""
    entry.allow(*_KEYS)
    parts: list[Part] = [part for part in ("verb", "noun", "adjective") if part + "s" in entry]
    if len(parts) != 1:
        raise entry.error("an entry has exactly one of verbs, nouns, adjectives", "Split it into two entries.")
    part = parts[0]
    shared = _shared(entry, part, lists)
    plain: list[str] = []
    for word in sorted(_expand(entry[part + "s"], lists, entry)):
        *front, last = word.split()
        if not front:
            plain.append(last)
        elif part == "verb":
            yield _rule(entry, kind, part, (front[0],), shared, particle=last)
        else:
            yield _rule(entry, kind, part, (last,), shared, compound=frozenset(front))
    if plain:
        yield _rule(entry, kind, part, tuple(plain), shared)


def _rule(
    entry: Entry,
    kind: EventType,
    part: Part,
    words: tuple[str, ...],
    shared: Mapping[str, Any],
    particle: str = "",
    compound: frozenset[str] = frozenset(),
) -> Rule:
    conditions = ("object", "subject", "modifier", "prepositions", "under", "clause")
    exact = sum(2 for key in conditions if shared.get(key)) + 2 * bool(particle) + 2 * bool(compound)
    exact += bool(shared.get("object_actor")) + 2 * bool(shared.get("negated"))
    name = f"{kind}.{words[0]}{'_' + particle if particle else ''}.{entry.line}"
    return Rule(name, kind, part, words, particle=particle, compound=compound, specificity=exact, **shared)


def _shared(entry: Entry, part: Part, lists: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """Reads the keys that all words of an entry share."""
    own: dict[str, Any] = {}
    for key in (
        "object",
        "not_object",
        "subject",
        "not_subject",
        "modifier",
        "not_modifier",
        "under",
        "clause",
        "not_clause",
    ):
        if key in entry:
            own[key] = _expand(_as_list(entry, key), lists, entry)
    for key in ("by", "to", "joint"):
        if key in entry:
            places = [_place(place, entry) for place in _as_list(entry, key)]
            own[key] = tuple(sorted(places, key=lambda place: place == "in"))  # where it was is the weakest hint
    own.setdefault("by", ("subject",) if part != "noun" else ("owner", "by"))
    own.setdefault("to", ("object",) if part == "verb" else () if part == "adjective" else ("on", "against"))
    for key, name in (("with", "prepositions"), ("not_with", "not_prepositions")):
        if key in entry:
            own[name] = {
                _place(preposition, entry): None if words is True else _expand(_listed(words), lists, entry)
                for preposition, words in entry[key].items()
            }
    for key in ("modes", "contexts"):
        own[key] = tuple(_as_list(entry, key)) if key in entry else ()
    for key in ("cameo", "content", "outcome", "confidence", "object_actor", "negated"):
        if key in entry:
            own[key] = str(entry[key]) if key == "cameo" else entry[key]
    _check_codes(own, entry)
    return own


def _check_codes(own: dict[str, Any], entry: Entry) -> None:
    """Refuses a CAMEO code or a mode that the code lists don't have."""
    if "cameo" in own and own["cameo"] not in _cameo_codes():
        raise entry.error(f"'{own['cameo']}' is no CAMEO code", "Quote it, with its leading zero; see detente explain.")
    for mode in own["modes"]:
        if mode not in _modes():
            raise entry.error(f"'{mode}' is no PLOVER mode", "See: detente explain COERCE.")


@cache
def _cameo_codes() -> frozenset[str]:
    return frozenset(code.code for code in codes.cameo_codes())


@cache
def _modes() -> frozenset[str]:
    return frozenset(mode.name for kind in codes.event_types() for mode in kind.modes)


def _as_list(entry: Entry, key: str) -> list[Any]:
    value = _listed(entry[key])
    if not isinstance(value, list):
        raise entry.error(f"'{key}' is not a list", f"Write '{key}: [one, two]'.")
    return value


def _listed(value: Any) -> Any:
    """Takes a bare class name for a list of one."""
    return [value] if isinstance(value, str) and value.startswith("$") else value


def _place(place: object, entry: Entry) -> str:
    if isinstance(place, bool):  # YAML reads a bare on or off as a truth value
        return "on" if place else "off"
    if place not in PLACES and place not in PREPOSITIONS:
        raise entry.error(f"unknown place '{place}'", f"Places: {', '.join(sorted(PLACES))}, or a preposition.")
    return str(place)


_MARK = re.compile(r"\{(?:([a-z_]+)\|)?(?:(A|R):)?([^}]*)\}")


def _example(kind: EventType, sentence: object, wanted: bool, entry: Entry) -> Example:
    """Reads a marked sentence: ``{A:…}`` the actor, ``{R:…}`` the recipient, ``{…}`` another actor phrase.

    A kind may stand before, as in ``{society|A:Norland farmers}``; else the phrase is taken for a state.
    """
    if not isinstance(sentence, str):
        raise entry.error(f"an example is not a sentence: {sentence!r}", "Put the sentence in quotation marks.")
    text, spans, last = "", [], 0
    for match in _MARK.finditer(sentence):
        text += sentence[last : match.start()]
        sort = match[1] or "state"
        if sort not in get_args(ActorKind):
            raise entry.error(
                f"unknown kind of actor '{sort}' in an example", f"Kinds: {', '.join(get_args(ActorKind))}."
            )
        spans.append((len(text), len(text) + len(match[3]), match[2] or "", sort))
        text += match[3]
        last = match.end()
    return Example(kind, text + sentence[last:], tuple(spans), wanted, entry.file.name, entry.line)


def _contexts(entry: Entry) -> dict[str, str]:
    return {str(word): str(context) for context, words in entry.items() for word in words}


def _index(
    rules: list[Rule],
    examples: list[Example],
    mode_words: Mapping[str, Mapping[str, str]],
    lists: Mapping[str, frozenset[str]],
    contexts: Mapping[str, str],
    codes: Mapping[tuple[str, str], str],
    irregular: Irregular,
    hashes: Mapping[str, str],
) -> Patterns:
    """Builds the look-ups by inflected form and the word sets of the prefilter."""
    tables: dict[Part, dict[str, list[Rule]]] = {"verb": {}, "noun": {}, "adjective": {}}
    lemmas: dict[str, str] = {}
    saying = frozenset(form for word in lists["saying"] for form in verb_forms(word, irregular))
    telling: dict[str, frozenset[str] | None] = {
        **dict.fromkeys(lists["culpable"], saying),
        **dict.fromkeys(lists["duty"]),
    }
    for rule in sorted(rules, key=lambda r: -r.specificity):
        for word in rule.words:
            forms = _forms(word, rule.part, irregular)
            for form in forms:
                tables[rule.part].setdefault(form, []).append(rule)
                if rule.part == "verb":
                    lemmas.setdefault(form, word)
            companions = _companions(rule, irregular)
            for form in forms:
                known = telling.get(form, frozenset())
                telling[form] = None if known is None or companions is None else known | companions
    for name in _VERB_LISTS:
        for word in lists[name]:
            for form in verb_forms(word, irregular):
                lemmas.setdefault(form, word)
    frozen = {part: {form: tuple(found) for form, found in table.items()} for part, table in tables.items()}
    return Patterns(
        tuple(rules),
        frozen["verb"],
        frozen["noun"],
        frozen["adjective"],
        mode_words,
        lists,
        contexts,
        codes,
        lemmas,
        telling,
        tuple(examples),
        hashes,
    )


def _forms(word: str, part: Part, irregular: Irregular) -> frozenset[str]:
    if part == "verb":
        return verb_forms(word, irregular)
    return noun_forms(word, irregular) if part == "noun" else frozenset({word})


def _companions(rule: Rule, irregular: Irregular) -> frozenset[str] | None:
    """Gives the forms of which one has to stand beside a rule's word, or None where no condition names words."""
    wanted: list[frozenset[str]] = [frozenset({rule.particle})] if rule.particle else []
    for words, part in ((rule.object, "noun"), (rule.compound, "noun"), (rule.subject, "noun"), (rule.under, "verb")):
        if words and not any(word.startswith(_MARKED) for word in words):
            forms = (_forms(last, "noun", irregular) for word in words for last in word.split()[-1:])
            if part == "verb":
                forms = (_forms(word, "verb", irregular) | {word} for word in words)
            wanted.append(frozenset(form for some in forms for form in some))
    if rule.prepositions:
        inner = list(rule.prepositions.values())
        if all(words is not None and not any(w.startswith(_MARKED) for w in words) for words in inner):
            nouns = (_forms(word.split()[-1], "noun", irregular) for words in inner for word in words or ())
            verbs = (_forms(word.split()[-1], "verb", irregular) for words in inner for word in words or ())
            wanted.append(frozenset(form for some in (*nouns, *verbs) for form in some))
        else:
            wanted.append(frozenset(rule.prepositions))
    return min(wanted, key=len) if wanted else None
