"""One thread for matrices: on the small ones of the language model, several spend their time waiting for each other."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from functools import cache
from typing import Any


@cache
def _libraries() -> list[Any]:
    """Finds what multiplies matrices in this process, once: looking for it costs as much as parsing a sentence."""
    import numpy  # noqa: F401 - so that its library is loaded and found
    from threadpoolctl import ThreadpoolController

    return [library for library in ThreadpoolController().lib_controllers if library.user_api == "blas"]


def _set(library: Any, threads: int) -> None:
    # Newer threadpoolctl heeds only the thread that was the first to ask, so that threads don't undo each other's
    # setting; here they count who asks instead, and any of them may be the first or the last.
    getattr(library, "_real_set_num_threads", library.set_num_threads)(threads)


class _OneThread:
    """Counts who asks for one thread: the first sets it, and the last puts back what was before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._before: list[tuple[Any, int]] = []

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._before = [(library, library.get_num_threads()) for library in _libraries()]
                for library, _ in self._before:
                    _set(library, 1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                for library, threads in self._before:
                    _set(library, threads)


_ONE = _OneThread()


def one_thread() -> AbstractContextManager[None]:
    """Has matrices multiplied on one thread inside a ``with``, and as before once nobody is inside. Cheap."""
    return _ONE
