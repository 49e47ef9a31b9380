"""Running the server: a socket of our own, ownership of the store, and a clean end."""

from __future__ import annotations

import contextlib
import ipaddress
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from anyio import to_thread

from detente.api import Store
from detente.errors import ConfigError
from detente.settings import Settings
from detente.web.app import create_app
from detente.web.loading import Loader

# Requests that are worked on at a time; more wait their turn, which bounds memory and is no slower.
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and what requests must carry.

    Attributes:
        token: given by the user, or None; another address than loopback gets one made.
        names: host names beside the address itself.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    names: tuple[str, ...] = ()


def serve(
    path: Path,
    settings: Settings,
    address: Address,
    read_only: bool,
    on_start: Callable[[str], None],
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Serves a store until the process is told to stop.

    Args:
        path: the store, made if it isn't there. settings: rosters and patterns.
        address: where. read_only: refuse corrections and uploads.
        on_start: called with the link to open once requests are answered. say: told in a line what takes long.

    Raises:
        ConfigError: the address cannot be listened on, or the token is too short. StoreError: see ``open_store``.
    """
    address = replace(address, token=_token(address))
    listening = listen(address.host, address.port)
    with contextlib.closing(listening):
        port = listening.getsockname()[1]
        owner_token = secrets.token_urlsafe(24)
        with Store(path, settings, "serve", _url(_loopback(address.host), port), owner_token) as store:
            names = (*address.names, address.host, socket.gethostname()) if address.token else address.names
            app = create_app(store, address.token, read_only=read_only, names=names, owner_token=owner_token)
            link = _url(address.host, port) + (f"/?token={address.token}" if address.token else "")
            loader = Loader(store, say=say)

            def started() -> None:
                on_start(link)
                loader.start()

            try:
                _run(app, listening, started)
            finally:
                loader.stop()


def _run(app: object, listening: socket.socket, on_start: Callable[[], None]) -> None:
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5,  # type: ignore[arg-type]
        timeout_keep_alive=15, h11_max_incomplete_event_size=64 << 10, limit_concurrency=512,
    )  # fmt: skip

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
            on_start()

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            # uvicorn's own raises the signal again after a clean end, which would leave the store unclosed.
            ours = (signal.SIGINT, signal.SIGTERM)
            before = {one: signal.signal(one, self.handle_exit) for one in ours}
            try:
                yield
            finally:
                for one, handler in before.items():
                    signal.signal(one, handler)

    Server(config).run([listening])


def _token(address: Address) -> str | None:
    """Gives the token that requests must carry: the user's, else one made where others can reach the address."""
    if address.token is not None:
        if len(address.token) < 16:
            raise ConfigError("The token is too short to be safe.", "Give 16 letters or more, or none and one is made.")
        if not address.token.isascii() or not address.token.replace("-", "").replace("_", "").isalnum():
            raise ConfigError("The token has letters that a link cannot carry.", "Use a-z, A-Z, 0-9, - and _.")
        return address.token
    return None if is_loopback(address.host) else secrets.token_urlsafe(24)


def is_loopback(host: str) -> bool:
    """Says whether an address can be reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """Opens the socket.

    Raises:
        ConfigError: it cannot be, with why.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError) as error:
        raise ConfigError(
            f"'{host}' is no address of this machine.", "Give an IP address, or leave --host out."
        ) from error
    listening = socket.socket(found[0], socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(found[4])
        listening.listen(256)
    except OSError as error:
        listening.close()
        advice = "Give another --port, or 0 for a free one."
        if isinstance(error, PermissionError):
            raise ConfigError(f"Port {port} is not ours to take.", advice) from error
        if error.errno == 98:
            raise ConfigError(f"Port {port} is in use on {host}.", advice) from error
        raise ConfigError(f"Cannot listen on {host} port {port}: {error.strerror}.", advice) from error
    return listening


def _loopback(host: str) -> str:
    """Gives where this machine reaches a server that listens on an address."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "::1"
    return str(address)


def _url(host: str, port: int) -> str:
    shown = f"[{host.strip('[]')}]" if ":" in host else host
    return f"http://{shown}:{port}"
