"""The engine of this process: one unit after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from detente.pipeline.coding import Pipeline
from detente.pipeline.parts import Coded, Job, Unit, code_unit, commit


class HereEngine:
    """Codes in this process."""

    def __init__(self, pipeline: Callable[[], Pipeline]) -> None:
        self._pipeline = pipeline

    def code(self, units: Iterator[Unit], job: Job, folder: Path) -> Coded:
        """Codes units one after the other (see ``Engine``)."""
        pipeline = self._pipeline()
        for unit in units:
            part = code_unit(pipeline, unit, job)
            commit(folder, part)
            yield unit, part
