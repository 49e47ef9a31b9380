"""Commands that need no store: code, classify, actors, explain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from detente import api
from detente.cli.app import ConfigOption, app, err, out, settings_of
from detente.cli.jsonl import count_lines, transform

Input = Annotated[Path, typer.Argument(help="JSONL file, or - for standard input.", metavar="IN.jsonl")]
Output = Annotated[Path, typer.Argument(help="JSONL file to write, or - for standard output.", metavar="OUT.jsonl")]


def _run(
    source: Path, target: Path, function: Callable[[Iterable[Mapping[str, Any]]], Iterator[dict[str, Any]]]
) -> None:
    """Runs a JSONL command with a progress bar; exit code 1 if a row gave an error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("rows", total=count_lines(source))
        errors = transform(source, target, function, lambda: progress.advance(task))
    if errors:
        err.print(f"{errors} of the rows gave an error; each has an 'error' in the output.", highlight=False)
        raise typer.Exit(1)


@app.command()
def code(source: Input, target: Output, config: ConfigOption = None) -> None:
    """Code texts: who did what to whom, when, where, according to whom, how surely.

    Rows {id, text, date?, title?, outlet?} give {id, events, statements, attributions}.

    Example: detente code articles.jsonl coded.jsonl
    """
    _run(source, target, api.Coder(settings_of(config)).code)


@app.command()
def classify(source: Input, target: Output, config: ConfigOption = None) -> None:
    """Say what a given source does to a given target in a sentence.

    Rows {id, text, source, target, source_start?, target_start?} give {id, event_type, modes, quad_class, confidence}.

    Example: detente classify pairs.jsonl typed.jsonl
    """
    _run(source, target, api.Coder(settings_of(config)).classify)


@app.command()
def actors(source: Input, target: Output, config: ConfigOption = None) -> None:
    """Resolve actor phrases to country, sectors and kind.

    Rows {id, text, context?, date?, known_country?} give {id, name, country, sectors, kind, confidence}.

    Example: detente actors phrases.jsonl resolved.jsonl
    """
    _run(source, target, api.Coder(settings_of(config)).actors)


@app.command()
def explain(
    code: Annotated[
        str,
        typer.Argument(help="A type, mode, context, CAMEO code, sector, country, or the rule that made an act."),
    ],
) -> None:
    """Explain a code: definition, scores, crosswalk, source.

    Example: detente explain COERCE
    """
    found = api.explain(code)
    out.print(f"[bold]{found.code}[/bold]  {found.kind}: {found.name}", highlight=False)
    facts = [("definition", found.definition), ("quad class", f"{found.quad_class} {found.quad_name}")]
    facts = [fact for fact in facts if found.quad_class is not None or fact[0] != "quad class"]
    facts += [("PLOVER score", f"{found.intensity:+.1f} (-10 to 10)")] if found.intensity is not None else []
    facts += [("Goldstein", f"{found.goldstein:+.1f} (-10 to 10)")] if found.goldstein is not None else []
    facts += [("crosswalk", line) for line in found.crosswalk] + list(found.details)
    facts += [("note", note) for note in found.notes] + [("also", other) for other in found.also]
    facts += [("version", found.version), ("source", found.source)]
    for label, text in facts:
        if text:
            out.print(f"  {label:<13} {text}", highlight=False, markup=False, soft_wrap=True)
