"""The command that serves the page and the API."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.app import ConfigOption, StoreOption, app, err, out, settings_of, store_path
from detente.web.serving import Address, serve


@app.command("serve")
def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on; another than loopback wants a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8765,
    token: Annotated[
        str | None, typer.Option(help="What every request must carry; made and printed where one is wanted.")
    ] = None,
    name: Annotated[list[str] | None, typer.Option(help="A further host name requests may be addressed to.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    read_only: Annotated[bool, typer.Option(help="Take no corrections and no articles.")] = False,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Serve the page and the JSON API on this machine. Stops on Ctrl-C.

    Example: detente serve --open
    """
    path = store_path(store)
    if not path.exists():
        err.print(f"There is no store at {path} yet: it is made, and empty. Read into it: detente read FILE.")

    def started(link: str) -> None:
        out.print(f"Détente serves {path} at {link}", highlight=False, soft_wrap=True)
        out.print("API: /api/v1, described at /api/v1/openapi.json. Stop with Ctrl-C.", style="dim", highlight=False)
        if open_page:
            typer.launch(link)

    def told(line: str) -> None:
        out.print(line, style="dim", highlight=False, soft_wrap=True)

    serve(path, settings_of(config), Address(host, port, token, tuple(name or ())), read_only, started, told)
    out.print("Stopped; the store is closed.", style="dim")
