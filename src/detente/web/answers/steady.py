"""Answers from one state of the store: the way every public function of this room is called."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from detente.api import Store

P = ParamSpec("P")
R = TypeVar("R")


def steady(make: Callable[Concatenate[Store, P], R]) -> Callable[Concatenate[Store, P], R]:
    """Has a function of a store answer from one state of it, whatever is written meanwhile."""

    @wraps(make)
    def answered(store: Store, *args: P.args, **kwargs: P.kwargs) -> R:
        return store.database.answer(lambda: make(store, *args, **kwargs))

    return cast(Callable[Concatenate[Store, P], R], answered)
