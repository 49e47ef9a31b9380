"""What made a mention: the pattern of a rule's id, as ``detente explain`` shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from detente import codes
from detente.events.labelled import RULE
from detente.events.patterns import Rule, load_patterns

# What of a rule says nothing to a reader, or is said elsewhere.
_NOT_TOLD = frozenset({"id", "event_type", "part", "words", "confidence", "cameo", "specificity"})
_LABELLER = (
    "A trained model took the word for one that tells an act, and chose its parties; where both sides are named, the "
    "classifier helped to choose the type. Its model card is training/MODEL_CARD.md."
)


def explain_rule(rule: str) -> codes.Explanation | None:
    """Explains the rule that a mention names, or gives None where no rule has that id.

    Args:
        rule: ``TYPE.word.line`` of a pattern file, or the name of the model that made the mention.
    """
    if rule == RULE:
        return codes.Explanation(
            RULE,
            "model",
            "acts that no pattern tells",
            _LABELLER,
            None,
            "",
            None,
            None,
            (),
            (),
            (),
            "",
            "detente.labels",
        )
    found = next((r for r in load_patterns().rules if r.id == rule), None)
    if found is None:
        return None
    kind = codes.explain(found.event_type)
    line = rule.rpartition(".")[2]
    return codes.Explanation(
        code=found.id,
        kind="pattern",
        name=f"{found.part} {', '.join(found.words)}",
        definition=f"tells {found.event_type}: {kind.definition}",
        quad_class=kind.quad_class,
        quad_name=kind.quad_name,
        intensity=None,
        goldstein=None,
        crosswalk=(f"CAMEO {found.cameo}",) if found.cameo else (),
        details=(*_conditions(found), ("confidence", f"{found.confidence:.2f} of 1, without its parties")),
        notes=(),
        version="",
        source=f"events/patterns, {found.event_type}, line {line}",
    )


def _conditions(rule: Rule) -> Iterator[tuple[str, str]]:
    """Gives what the rule asks of a sentence, as (label, text)."""
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.name in _NOT_TOLD or not value or value == "unknown":
            continue
        label = field.name.replace("_", " ")
        if isinstance(value, dict):
            yield label, "; ".join(f"{name} {_listed(words)}".strip() for name, words in sorted(value.items()))
        elif value is True:
            yield label, "yes"
        else:
            yield label, value if isinstance(value, str) else _listed(value)
    yield from (
        (name, ", ".join(value)) for name, value in (("modes", rule.modes), ("contexts", rule.contexts)) if value
    )


def _listed(words: frozenset[str] | tuple[str, ...] | None) -> str:
    """Lists words; of long lists the first twenty."""
    some = sorted(words) if isinstance(words, frozenset) else list(words or ())
    return ", ".join(some[:20]) + (f" and {len(some) - 20} more" if len(some) > 20 else "")
