"""What made a mention can be asked for by the name that the mention gives."""

from __future__ import annotations

import pytest

from detente import api
from detente.errors import UnknownCodeError
from detente.events import explain_rule, load_patterns
from detente.events.labelled import RULE


def test_every_pattern_explains_itself() -> None:
    for rule in load_patterns().rules[::97]:
        found = explain_rule(rule.id)
        assert found is not None
        assert found.kind == "pattern"
        assert rule.words[0] in found.name
        assert found.source.endswith(f"line {rule.id.rpartition('.')[2]}")


def test_conditions_are_told() -> None:
    rule = next(r for r in load_patterns().rules if r.prepositions and r.modes)
    labels = dict(explain_rule(rule.id).details)  # type: ignore[union-attr]
    assert "prepositions" in labels
    assert labels["modes"] == ", ".join(rule.modes)


def test_models_codes_and_unknown_names() -> None:
    assert api.explain(RULE).kind == "model"
    assert api.explain("COERCE").kind == "event type"
    with pytest.raises(UnknownCodeError):
        api.explain("ASSAULT.nothing.0")
