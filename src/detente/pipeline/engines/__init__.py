"""Engines code units of articles: in this process, in several, or on Ray. What comes out is the same, order aside.

An engine takes units from a stream as it has workers free for them, and gives each one's part as it is finished; so
what is in memory is bounded by the workers, whatever the input, and who takes parts slowly slows the coding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from detente.errors import ConfigError
from detente.pipeline.coding import Pipeline
from detente.pipeline.engines.here import HereEngine
from detente.pipeline.parts import Coded, Job, Unit

NAMES = ("local", "processes", "ray")


class Engine(Protocol):
    """What codes units."""

    def code(self, units: Iterator[Unit], job: Job, folder: Path) -> Coded:
        """Codes units; gives each with its part, which then lies in the folder.

        Args:
            units: a stream, taken from as workers are free.
            job: the run.
            folder: where parts go.
        """
        ...


def engine_named(
    name: str, pipeline: Callable[[], Pipeline], workers: int | None = None, address: str | None = None
) -> Engine:
    """Gives an engine.

    Args:
        name: local, processes or ray.
        pipeline: gives what codes in this process; called by the local engine only.
        workers: how many; for Ray, how many at once on a cluster that it starts. None: one a processor.
        address: of a Ray cluster to join, or None to start one on this machine.

    Raises:
        ConfigError: no such engine, or an option that it does not have.
    """
    if name not in NAMES:
        raise ConfigError(f"There is no engine '{name}'.", f"Use {', '.join(NAMES)}.")
    if address is not None and name != "ray":
        raise ConfigError("An address is of a Ray cluster.", "Add --engine ray, or leave --address out.")
    if workers is not None and (name == "local" or workers < 1):
        raise ConfigError(f"The engine '{name}' does not run with {workers} workers.", "Use --engine processes or ray.")
    if name == "processes":
        from detente.pipeline.engines.processes import ProcessesEngine

        return ProcessesEngine(workers)
    if name == "ray":
        from detente.pipeline.engines.ray_cluster import RayEngine

        return RayEngine(workers, address)
    return HereEngine(pipeline)


__all__ = ["NAMES", "Engine", "HereEngine", "engine_named"]
