"""The application: options that every command takes, and errors as one line."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from detente import __version__
from detente.api import Settings, Store, load_settings
from detente.errors import ConfigError, DetenteError, NotFoundError
from detente.owned import open_or_ask
from detente.store import interrupted

app = typer.Typer(
    name="detente",
    help="Reads the news and keeps, as data, how states and armed groups get along.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)
_STOPPED = "Stopped. What was committed is in the store; run the same command again to go on."

StoreOption = Annotated[
    Path | None, typer.Option("--store", help="The store; default $DETENTE_STORE, else ./detente.duckdb.")
]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="A TOML file with own rosters and patterns.")]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback on errors.")] = False,
) -> None:
    if version:
        out.print(f"detente {__version__}")
        raise typer.Exit
    if debug:
        os.environ["DETENTE_DEBUG"] = "1"


def store_path(given: Path | None) -> Path:
    """Gives the store to use: the option, else $DETENTE_STORE, else ./detente.duckdb."""
    return given or Path(os.environ.get("DETENTE_STORE") or "detente.duckdb")


def settings_of(config: Path | None) -> Settings:
    """Reads the settings file of --config, or gives the defaults."""
    return load_settings(config)


def parse_day(text: str | None) -> date | None:
    """Reads a day given as an option.

    Raises:
        ConfigError: not an ISO date.
    """
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ConfigError(f"'{text}' is no date.", "Write it as 2014-12-10.") from None


def open_for(command: str, store: Path | None, config: Path | None, must_exist: bool = False) -> Store:
    """Opens the store for a command; where a process serves it, gives one that asks that process.

    Raises:
        NotFoundError: it must exist and doesn't.
    """
    path = store_path(store)
    if must_exist and not path.exists():
        raise NotFoundError(f"There is no store at {path}.", "Make one: detente read FILE, or detente demo.")
    return open_or_ask(path, settings_of(config), command)


def main() -> None:
    """Runs the command line; a Détente error is one line on standard error and exit code 2."""
    _load_commands()
    try:
        app(standalone_mode=True)
    except DetenteError as error:
        if os.environ.get("DETENTE_DEBUG"):
            raise
        err.print(f"[red]detente:[/red] {escape(error.what)}", highlight=False, soft_wrap=True)
        if error.advice:
            err.print(f"  {error.advice}", highlight=False, soft_wrap=True, markup=False)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if interrupted(error):
            err.print(_STOPPED)
            sys.exit(130)
        # A fault of ours: still one line, with how to see more.
        if os.environ.get("DETENTE_DEBUG"):
            raise
        err.print(f"[red]detente:[/red] unexpected {type(error).__name__}: {escape(str(error))[:300]}", soft_wrap=True)
        err.print("  This is a fault of Détente: run it again as `detente --debug …` and report what it prints.")
        sys.exit(70)
    except SystemExit as ended:
        if ended.code == 130:  # Ctrl-C, which typer has taken
            err.print(_STOPPED)
        raise


def _load_commands() -> None:
    """Imports the modules whose commands register themselves with ``app``."""
    from detente.cli import (  # noqa: F401
        coding,
        exchange,
        looking,
        measuring,
        reading,
        relating,
        reporting,
        serving,
        watching,
    )
