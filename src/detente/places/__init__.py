"""Places: finding place phrases, choosing among namesakes, and placing acts."""

from __future__ import annotations

from detente.places.atlas import Atlas
from detente.places.names import find_names

__all__ = ["Atlas", "find_names"]
