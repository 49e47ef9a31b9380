"""Blocks: the sets of mentions within which the same act is looked for."""

from __future__ import annotations

from detente.gather.facts import Facts


def block_of(facts: Facts) -> str:
    """Names the block of a mention: its type and its parties' countries, or its article where none is known."""
    if not facts.countries:
        return f"{facts.event_type}|article:{facts.article_id}"
    return f"{facts.event_type}|{'+'.join(sorted(facts.countries))}"
