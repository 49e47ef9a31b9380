"""Statements on the state of a relationship: quality, change, trust, stakes, threat, interest, cause, baseline."""

from detente.statements.cues import may_have_statement
from detente.statements.find import find

__all__ = ["find", "may_have_statement"]
