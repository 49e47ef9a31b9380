"""The application: routes, guards, errors in one shape."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from detente import __version__
from detente.api import Store
from detente.web import owner
from detente.web.api import router as api
from detente.web.caching import Caching
from detente.web.faults import install
from detente.web.security import Guard

_ABOUT = """How states and armed groups get along, as reported: who did what to whom, said by whom and how surely.

Describes public reporting in English. It must not be used to target, locate or profile persons, nor as sole evidence of
wrongdoing. An allegation is shown with who makes it; none is established by Détente. Dates are ISO 8601, offsets are
Unicode code points, scores run from -10 to 10 (PLOVER)."""


def create_app(
    store: Store,
    token: str | None = None,
    *,
    read_only: bool = False,
    names: Sequence[str] = (),
    owner_token: str = "",
) -> FastAPI:
    """Makes the application that serves a store.

    Args:
        store: an open store; the caller closes it.
        token: what every request must carry, or None where only this machine can reach it.
        read_only: refuse corrections and uploads.
        names: further host names that requests may be addressed to.
        owner_token: what other commands on this machine send to ask the owner of the store.
    """
    app = FastAPI(
        title="Détente", version=__version__, description=_ABOUT, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.store = store
    app.state.read_only = read_only
    install(app)
    app.include_router(api)
    if owner_token:
        app.include_router(owner.router)
    from detente.web import pages

    app.include_router(pages.router, include_in_schema=False)
    static = Path(__file__).parent / "static"
    if static.is_dir():
        app.mount("/static", StaticFiles(directory=static), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    # Around the packing, so that what is kept is packed.
    app.add_middleware(Caching, store=store)
    # Added last, so that it stands before all others.
    app.add_middleware(Guard, token=token, read_only=read_only, names=tuple(names), owner_token=owner_token)
    return app
