"""What routes are given: the store, and parameters as models."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from detente.api import Store


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


StoreOf = Annotated[Store, Depends(_store)]
