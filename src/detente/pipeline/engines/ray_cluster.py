"""The engine on Ray: a cluster of this machine that starts by itself, or an existing one joined by its address.

Workers send parts back through Ray, and the driver commits them, so that the machines need no common disk. Ray runs
a unit again when its worker or node is lost; a unit that kills its workers again and again is taken apart.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.errors import ConfigError
from detente.pipeline.engines import worker
from detente.pipeline.engines.tries import Tries
from detente.pipeline.parts import Coded, Job, Part, Unit, commit

# Units beyond those being coded that wait in the cluster, so that no worker is idle while the driver loads a part.
_AHEAD = 2


class RayEngine:
    """Codes on Ray.

    Args:
        workers: processors of a cluster started here, or units at once on one that is joined. None: all there are.
        address: of a cluster to join ("auto", "HOST:PORT", "ray://HOST:PORT"), or None to start one.
    """

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        self._workers = workers
        self._address = address

    def code(self, units: Iterator[Unit], job: Job, folder: Path) -> Coded:
        """Codes units on the cluster (see ``Engine``).

        Raises:
            ConfigError: Ray is not installed, or the cluster cannot be reached.
        """
        ray, ours = self._join()
        try:
            yield from self._code(ray, units, job, folder)
        finally:
            if ours:
                ray.shutdown()
                _hush(ray, False)

    def _code(self, ray: Any, units: Iterator[Unit], job: Job, folder: Path) -> Coded:
        # Ray runs a task again by itself where a worker or node is lost; what then still fails comes to us.
        task = ray.remote(num_cpus=1, max_retries=1)(worker.code)
        shared = ray.put(job)
        tries = Tries(job)
        flying: dict[Any, Unit] = {}
        while True:
            # Asked anew each time: nodes come and go.
            room = self._workers or int(ray.cluster_resources().get("CPU", 1))
            while len(flying) < room + _AHEAD and (unit := tries.next() or next(units, None)) is not None:
                flying[task.remote(unit, shared)] = unit
            if not flying:
                return
            for reference in ray.wait(list(flying), num_returns=1)[0]:
                unit = flying.pop(reference)
                part = self._taken(ray, reference, unit, tries)
                if part is not None:
                    commit(folder, part)
                    yield unit, part

    def _taken(self, ray: Any, reference: Any, unit: Unit, tries: Tries) -> Part | None:
        """Takes a finished part; None if the unit must be coded again."""
        try:
            part: Part = ray.get(reference)
        except ray.exceptions.RayTaskError as error:
            cause = error.cause if isinstance(error.cause, Exception) else error
            raise cause from None
        except ray.exceptions.RayError:
            # The worker, its node or the object was lost, more often than Ray tries by itself.
            return tries.died(unit)
        tries.done(unit)
        return part

    def _join(self) -> tuple[Any, bool]:
        """Starts or joins a cluster without a word on the terminal; False where the caller's program had one."""
        quiet = {"RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0", "RAY_DEDUP_LOGS": "1", "RAY_USAGE_STATS_ENABLED": "0"}
        os.environ.update({name: value for name, value in quiet.items() if name not in os.environ})
        try:
            import ray
        except ImportError:
            raise ConfigError("Ray is not installed.", "Install it: pip install 'detente[ray]'.") from None
        if ray.is_initialized():
            return ray, False
        common: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False, "configure_logging": True}
        try:
            if self._address is not None:
                _knock(self._address)
                ray.init(address=self._address, **common)
            else:
                # Parts are small: a store of objects that took a third of the memory would only take it from others.
                size = 256 * 2**20
                ray.init(
                    address="local",
                    num_cpus=self._workers,
                    include_dashboard=False,
                    object_store_memory=size,
                    **common,
                )
        except (OSError, RuntimeError, ValueError) as error:
            where = f"The Ray cluster at {self._address}" if self._address else "A Ray cluster on this machine"
            said = " ".join(str(error).split())[:200]
            raise ConfigError(
                f"{where} cannot be reached: {said}", "Check --address, and `ray status` there."
            ) from error
        _hush(ray, True)
        return ray, True


def _knock(address: str) -> None:
    """Sees whether anybody answers there: Ray itself would try for minutes, without a word.

    Raises:
        OSError: nobody does.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=10).close()


def _hush(ray: Any, quiet: bool) -> None:
    """Keeps Ray from printing that a worker died, for which it has no setting; we try the unit again and say so."""
    inner = ray._private.worker
    spoken = getattr(inner, "print_worker_logs", None)  # private: where it is not, Ray speaks
    if quiet and spoken is not None:
        inner.print_worker_logs = _Hushed(spoken)
    elif isinstance(spoken, _Hushed):
        inner.print_worker_logs = spoken.spoken


class _Hushed:
    """Stands in for the function that prints."""

    def __init__(self, spoken: Any) -> None:
        self.spoken = spoken

    def __call__(self, *_: Any) -> None:
        """Prints nothing."""
