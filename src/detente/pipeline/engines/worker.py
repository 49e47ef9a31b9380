"""What runs in a worker, in another process or on another machine: it loads the coder once and codes units."""

from __future__ import annotations

from functools import lru_cache

from detente import __version__
from detente.errors import ConfigError
from detente.pipeline.coding import Pipeline
from detente.pipeline.parts import Job, Part, Unit, code_unit
from detente.settings import Settings


@lru_cache(maxsize=1)
def _pipeline(settings: Settings) -> Pipeline:
    return Pipeline(settings)


def code(unit: Unit, job: Job) -> Part:
    """Codes a unit in a worker.

    Raises:
        ConfigError: the worker's coder or data files are not those of the run.
    """
    pipeline = _pipeline(job.settings)
    if (__version__, pipeline.versions) != (job.version, job.hashes):
        theirs = {k for k in {*job.hashes, *pipeline.versions} if job.hashes.get(k) != pipeline.versions.get(k)}
        what = ", ".join(sorted(theirs)) or f"detente {__version__}, not {job.version}"
        raise ConfigError(f"A worker has another coder than this run: {what}.", "Install the same on every machine.")
    return code_unit(pipeline, unit, job)
