"""The read room: from files, folders, feeds, archives, tables and pages to articles.

``read`` gives articles one at a time; whatever is wrong with a source becomes a ``Problem`` and stops nothing else.
"""

from __future__ import annotations

from detente.read.plain import Parts, parts
from detente.read.problems import KINDS, Problem
from detente.read.sources import count, read

__all__ = ["KINDS", "Parts", "Problem", "count", "parts", "read"]
