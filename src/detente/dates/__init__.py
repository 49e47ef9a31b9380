"""Dates: finding time expressions, putting them on the calendar, and dating acts by them."""

from __future__ import annotations

from detente.dates.calendar import Clock, Stretch, resolve
from detente.dates.forms import Expression
from detente.dates.grammar import find_expressions
from detente.dates.timeline import Timeline, find_dates, period_of

__all__ = ["Clock", "Expression", "Stretch", "Timeline", "find_dates", "find_expressions", "period_of", "resolve"]
