"""What takes long: a page that says so at once, and shows the answer when it is there.

Some questions have all pairs measured first, once for a year or a direction. A browser is then told that it is being
done, and asks again by itself; whatever is not a browser that goes to a page simply waits.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from detente.web.pages.rendering import render

# Seconds after which the reader is told, between two questions of the browser, and that an answer nobody fetches stays.
SOON, AGAIN, KEPT = 2.0, 2, 60.0
_FILES = (".svg", ".html", ".md")
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(slots=True)
class _Job:
    """An answer in the making, of one state of the store."""

    task: asyncio.Task[Response]
    began: float
    generation: int


async def answered(request: Request, handler: Handler) -> Response:
    """Gives a handler's answer, or while it is not there a page that says so and asks again."""
    state = request.app.state
    if request.headers.get("sec-fetch-dest") != "document" or request.url.path.endswith(_FILES):
        return await handler(request)
    if not hasattr(state, "in_the_making"):
        state.in_the_making = {}
    jobs: dict[str, _Job] = state.in_the_making
    _forget_old(jobs)
    address, generation = str(request.url), state.store.database.generation
    job = jobs.get(address)
    if job is None or (job.task.done() and job.generation != generation):
        job = jobs[address] = _Job(asyncio.create_task(handler(request)), time.monotonic(), generation)
    done, _ = await asyncio.wait({job.task}, timeout=SOON)
    if done:
        jobs.pop(address, None)
        return job.task.result()
    seconds = round(time.monotonic() - job.began)
    told = render(request, "waiting.html", status=202, address=address, seconds=seconds)
    told.headers.update({"refresh": str(AGAIN), "cache-control": "no-store"})
    return told


def _forget_old(jobs: dict[str, _Job]) -> None:
    """Drops answers that nobody fetched."""
    now = time.monotonic()
    for address in [a for a, job in jobs.items() if job.task.done() and now - job.began > KEPT]:
        job = jobs.pop(address)
        job.task.exception()  # one that nobody saw is not reported a second time
