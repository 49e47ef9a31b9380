"""Commands that exchange data: import existing datasets, export the store's tables."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from detente.api import ImportSummary
from detente.cli.app import ConfigOption, StoreOption, app, err, open_for, out
from detente.errors import ConfigError

_KINDS = {
    "state": "a state as such",
    "igo": "an international organisation",
    "armed_group": "an armed group",
    "organisation": "an organisation, a body of a state among them",
    "person": "a person",
    "society": "a society or a part of it",
    "unknown": "not told",
}


@app.command("import")
def import_command(
    dataset: Annotated[
        str, typer.Argument(help="icews, gdelt, polecat, ucdp, acled, petrarch, or detente for an own export.")
    ],
    files: Annotated[list[Path], typer.Argument(help="Files as downloaded; gzip, bzip2 and zip are fine.")],
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Import events of an existing dataset. The same file twice adds nothing.

    Example: detente import icews events.2014.tab.zip
    """
    with open_for("import", store, config) as opened:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,} events"))
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
            task = progress.add_task(f"importing {dataset}", total=None)
            summary = opened.import_dataset(dataset, *files, on_rows=lambda n: progress.advance(task, n))
    _print_summary(summary)
    for problem in summary.problems:
        err.print(f"{problem.what} {problem.advice}".strip(), style="yellow", markup=False, soft_wrap=True)
    if summary.problems:
        raise typer.Exit(1)


def _print_summary(summary: ImportSummary) -> None:
    """Prints rows, faults, and how far the parties could be told apart."""
    tally = summary.tally
    out.print(
        f"{tally.rows:,} rows: {summary.added:,} events added, {summary.known:,} in the store already, "
        f"{tally.broken:,} broken rows.",
        highlight=False,
    )
    faults = Table("fault", "rows", "first seen in", pad_edge=False)
    for name, number in sorted(tally.faults.items()):
        faults.add_row(name, f"{number:,}", tally.examples.get(name, ""))
    if tally.broken:
        faults.add_row("broken row", f"{tally.broken:,}", tally.examples.get("broken row", ""))
    if summary.redated:
        faults.add_row("same id on two days: the one read first is kept", f"{summary.redated:,}", "")
    if faults.row_count:
        out.print(faults)
    if tally.unknown:
        out.print(f"Columns that the layout does not name, not read: {', '.join(tally.unknown)}", highlight=False)
    parties = Table("parties", "number", "share", "told by", pad_edge=False)
    total = sum(tally.kinds.values())
    for kind, text in _KINDS.items():
        told = {how: n for (k, how), n in tally.kinds.most_common() if k == kind}
        if told:
            number = sum(told.values())
            how = ", ".join(f"{h} {n:,}" for h, n in told.items())
            parties.add_row(text, f"{number:,}", f"{number / total:.0%}", "" if kind == "unknown" else how)
    if total:
        out.print(parties)


@app.command("export")
def export_command(
    what: Annotated[str, typer.Argument(help="events, mentions, articles, statements, attributions or relations.")],
    form: Annotated[str, typer.Option("--format", help="parquet, csv, jsonl, geojson or plover.")] = "jsonl",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file; default standard output.")] = None,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Export a table of the store. Private persons are given by role, not by name.

    Example: detente export events --format parquet -o events.parquet
    """
    if output is None and form == "parquet":
        raise ConfigError("Parquet is not for the screen.", "Give a file: -o events.parquet")
    with open_for("export", store, config, must_exist=True) as opened:
        number = opened.export(what, form, output if output is not None else sys.stdout)
    if output is not None:
        told = f"{number:,} {what}" if number >= 0 else what
        err.print(f"{told} written to {output}.", highlight=False)
    elif number == 0:
        err.print(f"The store has no {what}." + (" None has a point." if form == "geojson" else ""), highlight=False)
