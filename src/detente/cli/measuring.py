"""The command ``evaluate``: precision, recall and F1 with intervals on a gold file, and the errors to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.table import Table

from detente import codes, evaluate, relations
from detente.api import Coder
from detente.cli.app import ConfigOption, StoreOption, app, open_for, out, settings_of
from detente.datasets import country_code
from detente.errors import InputError

measuring = typer.Typer(
    help="Score the coder against gold: precision, recall, F1 with intervals.", no_args_is_help=True
)
app.add_typer(measuring, name="evaluate")
Gold = Annotated[Path, typer.Argument(help="Gold as JSONL.", metavar="GOLD")]
Errors = Annotated[Path | None, typer.Option(help="Write the errors to this JSONL file.")]
Texts = Annotated[Path | None, typer.Option("--input", help="JSONL of the texts, where the gold has none.")]
Given = Annotated[Path | None, typer.Option("--output", help="JSONL that was coded before, in place of coding now.")]


def _rows(path: Path) -> list[dict[str, Any]]:
    """Reads a JSONL file whole.

    Raises:
        InputError: it is not there, or a line is no JSON object.
    """
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(str(path), "unreadable", f"{error.strerror}.", "Check the path.") from error
    for number, line in enumerate(lines, 1):
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {number}", "json", f"not JSON: {error.msg}.", "Mend the line.") from error
    return rows


def _show(result: evaluate.Result, errors: Path | None) -> None:
    """Prints the scores and writes the errors."""
    table = Table(pad_edge=False)
    for name in ("what", "precision", "recall", "F1", "95% interval", "right", "found", "gold"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for row in result.scores:
        figures = (row.precision, row.recall, row.f1)
        span = f"{row.low:.3f}-{row.high:.3f}"
        table.add_row(
            row.name, *(f"{x:.3f}" for x in figures), span, *(f"{x:g}" for x in (row.right, row.found, row.gold))
        )
    out.print(table)
    for name, share, cases in result.accuracies:
        out.print(f"  {name}: {share:.3f} of {cases} found acts or parties", highlight=False)
    if errors:
        lines = (json.dumps(error, ensure_ascii=False, default=str) + "\n" for error in result.errors)
        errors.write_text("".join(lines), encoding="utf-8")
        out.print(f"{len(result.errors)} errors written to {errors}.")


@measuring.command("code")
def evaluate_code(
    gold: Gold, texts: Texts = None, given: Given = None, errors: Errors = None, config: ConfigOption = None
) -> None:
    """Score coded articles: acts with their parties, sources, statements, and what is told of each act.

    Example: detente evaluate code gold/code.jsonl --input gold/articles.jsonl --errors errors.jsonl
    """
    wanted = _rows(gold)
    if given:
        coded: Iterator[Mapping[str, Any]] = iter(_rows(given))
    else:
        coded = Coder(settings_of(config)).code(_rows(texts) if texts else wanted)
    _show(evaluate.evaluate_code(wanted, {row["id"]: row for row in coded}), errors)


@measuring.command("classify")
def evaluate_classify(gold: Gold, errors: Errors = None, config: ConfigOption = None) -> None:
    """Score typed pairs by macro-F1; CONCEDE and RETREAT count as one.

    Example: detente evaluate classify pairs-with-types.jsonl
    """
    rows = _rows(gold)
    _show(evaluate.evaluate_classes(rows, list(Coder(settings_of(config)).classify(rows))), errors)


@measuring.command("actors")
def evaluate_actors(gold: Gold, errors: Errors = None, config: ConfigOption = None) -> None:
    """Score resolved actor phrases: country and first sector.

    Example: detente evaluate actors phrases-with-codes.jsonl --errors errors.jsonl
    """
    rows = _rows(gold)
    _show(evaluate.evaluate_actors(rows, list(Coder(settings_of(config)).actors(rows))), errors)


@measuring.command("dates")
def evaluate_dates(gold: Gold, errors: Errors = None) -> None:
    """Score resolved time expressions; rows {id, text, date, expression, date_gold}.

    Example: detente evaluate dates gold/dates.jsonl
    """
    rows = _rows(gold)
    _show(evaluate.evaluate_dates(rows, list(evaluate.dates_of(rows))), errors)


@measuring.command("places")
def evaluate_places(gold: Gold, errors: Errors = None) -> None:
    """Score places; rows {id, text, place, country, lat, lon, precision}.

    Example: detente evaluate places gold/places.jsonl
    """
    rows = _rows(gold)
    _show(evaluate.evaluate_places(rows, list(evaluate.places_of(rows))), errors)


@measuring.command("gather")
def evaluate_gather(gold: Gold, errors: Errors = None, config: ConfigOption = None) -> None:
    """Score gathering: pairs and clusters of one-sentence reports that tell the same act or not.

    Example: detente evaluate gather gold/gather.jsonl
    """
    found = evaluate.evaluate_gather(_rows(gold), Coder(settings_of(config)).pipeline)
    table = Table(pad_edge=False)
    for name in ("what", "precision", "recall", "F1", "95% interval", "of"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for row in found.figures:
        figure = row.agreement
        shares = (f"{x:.3f}" for x in (figure.precision, figure.recall, figure.f1))
        table.add_row(row.name, *shares, f"{row.low:.3f}-{row.high:.3f}", str(figure.of))
    out.print(table)
    if errors:
        errors.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found.errors), encoding="utf-8")
    out.print(f"{found.uncoded} of {found.reports} reports have no act coded.", highlight=False)


@measuring.command("relation")
def evaluate_relation(
    gold: Annotated[Path, typer.Argument(help="CSV of known turns: a, b (or country_a, country_b), month, kind.")],
    panel: Annotated[
        Path | None, typer.Option(help="Parquet or CSV panel: a, b, period, mean, n; default: the store's own.")
    ] = None,
    scale: Annotated[str, typer.Option(help="Scale of the panel: plover or goldstein.")] = "plover",
    by: Annotated[str, typer.Option(help="day, week, month, quarter or year.")] = "month",
    alarms: Annotated[float, typer.Option(help="Alarms a dyad-year that each kind of turn may cost.")] = 0.25,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Back-test forecasts as they were made, and score turning points against a list, quiet pairs included.

    Example: detente evaluate relation known-turns.csv --panel panel.parquet --scale goldstein
    """
    measured_on = _panel(panel) if panel else _store_panel(store, config, by)
    known = pl.read_csv(gold, try_parse_dates=False) if gold.exists() else None
    if known is None:
        raise InputError(str(gold), "unreadable", "it is not there.", "Check the path.")
    tested = relations.backtest(measured_on, by=by, scale=scale)
    out.print(f"One-step forecasts: {tested.rows} periods of {tested.dyads} pairs; {tested.note}.", highlight=False)
    _print_frame(tested.table)
    turns = relations.measure(measured_on, by=by, alarms=alarms, scale=scale).turns
    scored = relations.score_turns(turns, _in_words_of(measured_on, known), measured_on, by=by)
    _print_frame(scored.table)
    _print_frame(scored.points)


def _panel(path: Path) -> pl.DataFrame:
    if not path.exists():
        raise InputError(str(path), "unreadable", "it is not there.", "Check the path.")
    return pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)


def _in_words_of(panel: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Writes the parties of a list as the panel does: by code where it has codes, by name where it has names."""
    there = {*panel["a"].to_list(), *panel["b"].to_list()}

    def written(name: str) -> str:
        code = None if name in there else country_code(name)
        return next((word for word in (code, code and codes.country(code).name) if word and word in there), name)

    columns = [name for name in ("a", "b", "country_a", "country_b") if name in known.columns]
    return known.with_columns(
        pl.Series(name, [written(value.strip()) for value in known[name].cast(pl.String)]) for name in columns
    )


def _store_panel(store: Path | None, config: Path | None, by: str) -> pl.DataFrame:
    with open_for("evaluate", store, config, must_exist=True) as opened:
        return opened.panel(by)


def _print_frame(frame: pl.DataFrame) -> None:
    """Prints a data frame as a table, numbers with three decimals."""
    table = Table(pad_edge=False)
    for name in frame.columns:
        table.add_column(name)
    for row in frame.iter_rows():
        table.add_row(
            *(f"{cell:.3f}" if isinstance(cell, float) else "" if cell is None else str(cell) for cell in row)
        )
    out.print(table)
