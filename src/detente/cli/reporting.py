"""The command that writes a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.app import ConfigOption, StoreOption, app, open_for, out, parse_day
from detente.report import make_report, write_report


@app.command()
def report(
    a: Annotated[str, typer.Argument(help="A state by name, ISO, COW or GW code, or a group by name.")],
    b: Annotated[str, typer.Argument(help="Another.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write; - prints it.")] = None,
    markdown: Annotated[bool, typer.Option("--md", help="Markdown in place of a page.")] = False,
    directed: Annotated[bool, typer.Option(help="Only acts of the first to the second.")] = False,
    start: Annotated[str | None, typer.Option("--from", help="First day, ISO.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day, ISO.")] = None,
    by: Annotated[str, typer.Option(help="day, week, month, quarter or year.")] = "month",
    as_of: Annotated[str | None, typer.Option("--as-of", help="Use only what was published by this day.")] = None,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Write a report of a relation: one file to mail or print, with the curve, its evidence and how to cite it.

    Example: detente report USA PAK -o page.html
    """
    with open_for("report", store, config, must_exist=True) as opened:
        found = opened.relation(a, b, directed, parse_day(start), parse_day(end), by, parse_day(as_of))
        path = output or Path(f"detente-{_plain(found.a)}-{_plain(found.b)}.{'md' if markdown else 'html'}")
        if str(path) == "-":
            print(make_report(opened, found, markdown))
            return
        write_report(opened, found, path, markdown or None)
    out.print(f"Report: {path} (one file; open it in a browser, mail or print it).", highlight=False)


def _plain(node: str) -> str:
    """Makes a node a part of a file's name."""
    return "".join(c if c.isalnum() else "-" for c in node)
