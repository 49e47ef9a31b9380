"""The engine of several processes on one machine.

Each worker has a pipe of its own and is replaced when it dies, so that a killed worker costs only the unit it was at.
(The pools of the standard library give up all their work when one worker is killed.)
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from detente.pipeline.engines import worker
from detente.pipeline.engines.tries import Tries
from detente.pipeline.parts import Coded, Job, Part, Unit, commit

# Other threads hold locks at any moment, so a worker begins as a fresh interpreter, not as a fork.
_SPAWN = multiprocessing.get_context("spawn")
# Units that a worker has at hand, so that it is not idle while the driver loads a part.
_AHEAD = 2
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class ProcessesEngine:
    """Codes in worker processes, one a processor unless told otherwise."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or _processors()
        self._team: list[_Worker] = []

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers there are now."""
        return [w.process.pid for w in self._team if w.process.pid is not None]

    def code(self, units: Iterator[Unit], job: Job, folder: Path) -> Coded:
        """Codes units in the workers (see ``Engine``); a worker that dies is replaced and its unit tried again."""
        tries = Tries(job)
        try:
            while True:
                self._hand_out(units, tries, job, folder)
                if not any(w.units for w in self._team):
                    return
                for busy in self._answered():
                    unit = busy.units[0]
                    answer = busy.answer()
                    if answer is None:
                        answer = self._lost(busy, tries, folder)
                    elif isinstance(answer, Exception):
                        raise answer
                    else:
                        tries.done(unit)
                    if answer is not None:
                        yield unit, answer
        finally:
            for member in self._team:
                member.stop()
            self._team.clear()

    def _lost(self, dead: _Worker, tries: Tries, folder: Path) -> Part | None:
        """Sees to the units of a worker that died: the first is under suspicion, the others only waited for it."""
        self._team.remove(dead)
        first, *rest = dead.units
        tries.postpone(rest)
        part = tries.died(first)
        if part is not None:
            commit(folder, part)
        return part

    def _hand_out(self, units: Iterator[Unit], tries: Tries, job: Job, folder: Path) -> None:
        """Keeps every worker in units, and hires while there is work and room."""
        while True:
            idlest = min(self._team, key=lambda w: len(w.units), default=None)
            if len(self._team) >= self.workers and idlest is not None and len(idlest.units) >= _AHEAD:
                return
            unit = tries.next() or next(units, None)
            if unit is None:
                return
            if idlest is None or (idlest.units and len(self._team) < self.workers):
                idlest = _Worker(job, folder)
                self._team.append(idlest)
            idlest.give(unit)

    def _answered(self) -> list[_Worker]:
        """Waits until a worker has answered or died."""
        busy = {w.pipe: w for w in self._team if w.units}
        return [busy[pipe] for pipe in wait(list(busy)) if isinstance(pipe, Connection)]


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Worker:
    """One worker process, its pipe, and the units that it has: it is at the first."""

    def __init__(self, job: Job, folder: Path) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.units: deque[Unit] = deque()
        self.process: BaseProcess = _SPAWN.Process(target=_work, args=(theirs, job, folder), daemon=True)
        with _environment(dict.fromkeys(_ONE_THREAD, "1")):
            self.process.start()
        theirs.close()  # so that the pipe ends when the worker does

    def give(self, unit: Unit) -> None:
        """Hands over a unit."""
        self.units.append(unit)
        with contextlib.suppress(BrokenPipeError):  # dead already: the answer will tell
            self.pipe.send(unit)

    def answer(self) -> Part | Exception | None:
        """Takes the answer: a part, an error, or None if the worker died."""
        try:
            answer: Part | Exception = self.pipe.recv()
        except (EOFError, OSError):
            self.stop()
            return None
        self.units.popleft()
        return answer

    def stop(self) -> None:
        """Ends the worker; what it was at is lost, what it finished is on the disk."""
        self.pipe.close()
        self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


@contextlib.contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    """Sets environment variables for the processes started inside."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _work(pipe: Connection, job: Job, folder: Path) -> None:
    """Runs in the worker: codes units, commits their parts, and answers with what is in them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's to handle
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the driver is gone: so are we
        while True:
            unit = pipe.recv()
            try:
                part = worker.code(unit, job)
                commit(folder, part)
            except Exception as error:
                pipe.send(error)
            else:
                pipe.send(replace(part, data=b""))  # it is on the disk; the driver needs only the counts
