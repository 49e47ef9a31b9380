"""Questions to the process that serves a store, at the address and with the token that ``STORE.owner`` gives."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NoReturn

import httpx

from detente import errors
from detente.errors import DetenteError, StoreError, StoreLockedError
from detente.store.owner import Owner

# The longest that measuring every pair of a large store may take.
_SECONDS = 600.0


class Line:
    """The way to the process that owns a store and serves it.

    Args:
        path: the store's file.
        owner: the process.
        seconds: to wait for an answer.
    """

    def __init__(self, path: Path, owner: Owner, seconds: float = _SECONDS) -> None:
        self._path = path
        self._owner = owner
        # No proxy of the environment has any business between two processes of one machine.
        self._http = httpx.Client(
            base_url=owner.address,
            headers={"authorization": f"Bearer {owner.token}"},
            timeout=seconds,
            trust_env=False,
        )

    def close(self) -> None:
        """Ends the conversation."""
        self._http.close()

    def ask(self, method: str, body: dict[str, Any]) -> Any:
        """Asks for what a method of ``Store`` gives, in plain JSON.

        Args:
            method: its name.
            body: ``args``, ``kwargs`` and ``settings``.

        Raises:
            DetenteError: what the method raises there. StoreLockedError: the owner does not answer.
        """
        try:
            answer = self._http.post(f"/owner/{method}", content=json.dumps(body))
        except httpx.HTTPError as error:
            self._lost(error)
        check(answer)
        return answer.json()["answer"]

    def stream(self, of: str, parameters: dict[str, str]) -> AbstractContextManager[httpx.Response]:
        """Asks for what is too large for one answer; to be looked at by ``check`` first."""
        return self._http.stream("GET", f"/owner/{of}", params=parameters)

    def _lost(self, error: Exception) -> NoReturn:
        raise StoreLockedError(
            f"Store {self._path} is served by {self._owner}, which does not answer: {error}.",
            "Wait, or stop that process.",
        ) from error


def check(answer: httpx.Response) -> None:
    """Raises the error that the owner met, if it met one."""
    if answer.status_code == 200:
        return
    answer.read()
    try:
        found = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"The serving process answered {answer.status_code}.", "See what it printed.") from None
    kind = getattr(errors, str(found.get("kind", "")), StoreError)
    if not (isinstance(kind, type) and issubclass(kind, DetenteError)):
        kind = StoreError
    made = kind.__new__(kind)
    DetenteError.__init__(made, str(found["message"]), str(found["advice"]))
    raise made
