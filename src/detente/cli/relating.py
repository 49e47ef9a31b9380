"""Commands on relationships: relation, turns, pairs; and what the demo shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from detente import api
from detente.api import EventFilter, Relation, Store
from detente.cli.app import ConfigOption, StoreOption, app, open_for, out, parse_day
from detente.cli.charts import tone_chart
from detente.cli.looking import AsJson, AsOf, From, Party, To, act_line, events_table
from detente.report import write_report

By = Annotated[str, typer.Option(help="day, week, month, quarter or year.")]
# Pairs named to somebody who asks for one without acts.
_NAMED = 5


@app.command()
def relation(
    a: Party,
    b: Party,
    directed: Annotated[bool, typer.Option(help="Only acts of the first to the second.")] = False,
    start: From = None,
    end: To = None,
    by: By = "month",
    as_of: AsOf = None,
    by_country: Annotated[
        bool, typer.Option(help="Explain what a plain sum by country adds, and whose acts make it.")
    ] = False,
    as_json: AsJson = False,
    plot: Annotated[Path | None, typer.Option(help="Write a chart: FILE.png, FILE.svg or FILE.html.")] = None,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """Show the course of a relationship: tone, counts, turning points with the acts behind them, coverage.

    Example: detente relation USA PAK --from 2010-01-01
    """
    with open_for("relation", store, config, must_exist=True) as opened:
        if by_country:
            explained = opened.by_country(a, b, by, parse_day(as_of))
            print(json.dumps(explained, ensure_ascii=False)) if as_json else _show_by_country(opened, explained)
            return
        found = opened.relation(
            a, b, directed=directed, start=parse_day(start), end=parse_day(end), by=by, as_of=parse_day(as_of)
        )
        if as_json:
            print(json.dumps(found.to_json(), ensure_ascii=False))
        else:
            show_relation(opened, found)
    if plot:
        api.plot_relation(found, plot)
        out.print(f"Chart written to {plot}.")


def show_relation(opened: Store, found: Relation) -> None:
    """Prints a relation for people."""
    arrow = "→" if found.directed else "–"
    seen = f", as of {found.as_of}" if found.as_of else ""
    out.print(
        f"[bold]{found.a_name} {arrow} {found.b_name}[/bold]  by {found.by}, {found.scale} scale (-10 to 10){seen}"
    )
    if not found.series:
        _show_nothing(opened, found)
        return
    out.print(tone_chart(found.series, found.turns, out.width))
    for line in _standing(found):
        out.print(line, highlight=False)
    _print_years(found)
    _print_turns(opened, found)
    for line in [*found.coverage_lines(), *_model_lines(found)]:
        out.print(line, style="dim", highlight=False)


def _show_nothing(opened: Store, found: Relation) -> None:
    """Says that there is nothing, why, and whom the two have acts with."""
    out.print("No dated acts between these two in the store: no coverage, which is not calm.")
    for reason, acts in found.coverage["uncounted"].items():
        out.print(f"{acts} acts between them move no series: {reason}.", highlight=False)
    for node, name in ((found.a, found.a_name), (found.b, found.b_name)):
        rows = opened.pairs(node, limit=_NAMED)
        others = [row["b_name"] if row["a"] == node else row["a_name"] for row in rows]
        known = (
            f"{name} has most acts with {', '.join(others)}." if others else f"Nothing is read of {name} as a state."
        )
        out.print(known, highlight=False)


def _standing(found: Relation) -> list[str]:
    """Says where the relationship stands in the last period, either way, and where it is forecast to go."""
    last = found.series[-1]
    share = last["conflict_share"]
    lines = [
        f"{last['period'][:7]}: {last['label']} ({last['label_probability']:.0%}), tone {last['tone']:+.2f} "
        f"[{last['low']:+.2f}, {last['high']:+.2f}], baseline {last['baseline']:+.2f}. Interval: {found.note}."
    ]
    if share["share"] is not None:
        lines.append(f"Share of conflict {share['share']:.0%} [{share['low']:.0%}, {share['high']:.0%}].")
    if last["asymmetry"]:
        difference, sd = last["asymmetry"]["difference"], last["asymmetry"]["sd"]
        lines.append(
            f"{found.a_name} to {found.b_name} {last['forward']['tone']:+.2f}, {found.b_name} to {found.a_name} "
            f"{last['backward']['tone']:+.2f}: difference {difference:+.2f} (sd {sd:.2f})."
        )
    if found.forecast:
        ahead = ", ".join(
            f"{f['period'][:7]} {f['tone']:+.2f} ±{(f['high'] - f['low']) / 2:.2f}" for f in found.forecast
        )
        lines.append(f"Forecast, with 90% interval: {ahead}.")
    return lines


def _model_lines(found: Relation) -> list[str]:
    """Says whether a return to a baseline is supported, and what an as-of view rests on."""
    reversion = found.model["reversion"]
    stands = "supported" if reversion["stands"] and (reversion["pair"] or 0) > 0 else "not supported"
    lines = [
        f"Return to a baseline is {stands} (BIC difference {reversion['bic_difference']:+.0f} over all pairs, "
        f"log-likelihood {reversion['pair'] or 0:+.1f} for this one)" + (
            "." if stands == "supported" else ": no recovery is claimed.")
    ]  # fmt: skip
    if found.model["calibrated_until"]:
        lines.append(
            "As of that day: acts published by then, parameters and thresholds from reports up to "
            f"{found.model['calibrated_until']}."
        )
    return lines


def _print_years(found: Relation) -> None:
    """Prints by year: acts, verbal and material apart, the tone either way, and what it is read from."""
    table = Table(pad_edge=False)
    ways = () if found.directed else (f"{found.a} to {found.b}", f"{found.b} to {found.a}")
    names = (
        "year",
        "cooperation verbal",
        "material",
        "conflict verbal",
        "material",
        "tone",
        *ways,
        "articles",
        "sides",
    )
    for name in names:
        table.add_column(name, justify="right")
    for year, rows in _by_year(found.series):
        numbers = [
            f"{sum(row[side][kind] for row in rows):.0f}"
            for side in ("cooperation", "conflict")
            for kind in ("verbal", "material")
        ]
        tones = [f"{_mean(row['tone'] for row in rows):+.1f}"]
        tones += [
            f"{_mean(row[way]['tone'] for row in rows if row[way]):+.1f}"
            for way in ("forward", "backward")[: len(ways)]
        ]
        sides = sorted({side for row in rows for side in row["sides"]})
        changed = " (outlets changed)" if any(row["sources_changed"] for row in rows) else ""
        table.add_row(year, *numbers, *tones, str(sum(row["articles"] for row in rows)), ", ".join(sides) + changed)
    out.print(table)


def _by_year(series: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    years: dict[str, list[Mapping[str, Any]]] = {}
    for row in series:
        years.setdefault(row["period"][:4], []).append(row)
    return list(years.items())


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else float("nan")


def _print_turns(opened: Store, found: Relation) -> None:
    """Prints the turning points with the acts that made them and each act's pull."""
    if not found.turns:
        out.print("No turning point passed the alarm threshold.")
    for turn in found.turns:
        rate = turn["alarm_rate"]
        chance = "" if rate is None else f", as strong {rate:.2g} a pair-year, by chance {turn['chance_rate']:.2g}"
        because = ", because of" if turn["events"] else ""
        out.print(
            f"\n[bold]{turn['period'][:7]} {turn['kind']}[/bold] ({turn['size']:+.2f}{chance}){because}",
            highlight=False,
        )
        pulls = dict(zip(turn["events"], turn["pulls"], strict=True))
        for row in opened.events_by_id(turn["events"][:4]):
            out.print(f"  {pulls[row['id']]:+.2f} {act_line(row['record'])}", markup=False, highlight=False)


def _show_by_country(opened: Store, explained: Mapping[str, Any]) -> None:
    """Prints what a plain sum by country makes of a pair, and whose acts make the difference."""
    own, country = explained["own_mean"], explained["country_mean"]
    if own is None or country is None:
        out.print("No dated acts between these two: nothing to compare.")
        return
    out.print(
        f"{explained['a']} – {explained['b']}: {explained['own_acts']} own acts, mean {own:+.2f}; by country "
        f"{explained['country_acts']} acts, mean {country:+.2f}; difference {explained['bias']:+.2f}, because of",
        highlight=False,
    )
    table = Table("points", "acts", "mean", "between", pad_edge=False)
    for sort in explained["sorts"]:
        table.add_row(f"{sort['pull']:+.2f}", str(sort["acts"]), f"{sort['mean']:+.1f}", sort["sort"])
    out.print(table)
    for sort in explained["sorts"][:2]:
        for row in opened.events_by_id(sort["events"][:3]):
            out.print(act_line(row["record"]), markup=False, highlight=False)


@app.command()
def turns(
    kind: Annotated[str | None, typer.Option(help="Only breach, thaw, chill, recovery or new normal.")] = None,
    start: From = None,
    end: To = None,
    as_of: AsOf = None,
    lately: Annotated[
        int | None,
        typer.Option(help="Breaches and thaws of so many last months, and how many chance lists.", min=1),
    ] = None,
    limit: Annotated[int, typer.Option(help="Rows at most.", min=1)] = 30,
    as_json: AsJson = False,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """List turning points of all pairs, newest first, with the number that chance alone would give.

    Example: detente turns --kind breach
    """
    with open_for("turns", store, config, must_exist=True) as opened:
        if lately:
            moved = opened.moved(lately, parse_day(as_of))
            found = moved["turns"]
        else:
            found = opened.turns(kind, parse_day(start), parse_day(end), parse_day(as_of))
    if as_json:
        for row in found[:limit]:
            print(json.dumps(row, default=str, ensure_ascii=False))
        return
    if not found:
        out.print("No turning point: the store has no pair with enough dated acts, or none turned.")
        return
    table = Table(pad_edge=False)
    for name in ("period", "pair", "turn", "size", "probability", "as strong, a pair-year", "by chance"):
        table.add_column(name)
    for row in found[:limit]:
        rates = [f"{row[name]:.3f}" if row[name] is not None else "" for name in ("alarm_rate", "chance_rate")]
        pair = f"{row['a']} – {row['b']}"
        table.add_row(row["period"][:7], pair, row["kind"], f"{row['size']:+.2f}", f"{row['probability']:.0%}", *rates)
    out.print(table)
    if lately:
        out.print(
            f"{moved['since'][:7]} to {moved['until'][:7]}: {moved['listed']} turns of pairs of states, "
            f"{moved['of_pairs']} of them of the {moved['pairs']} pairs with twelve acts a year. So many months list "
            f"{moved['usual']:.1f} of these over the record, and {moved['by_chance']:.1f} if nothing but the "
            "model's noise moved their tones.",
            highlight=False,
        )


@app.command()
def pairs(
    party: Annotated[str | None, typer.Argument(help="Only pairs with this party.")] = None,
    others: Annotated[bool, typer.Option(help="Pairs with an armed group, a society or another node.")] = False,
    as_of: AsOf = None,
    bias: Annotated[
        bool, typer.Option(help="Compare with plain sums by country, the largest difference first.")
    ] = False,
    limit: Annotated[int, typer.Option(help="Rows at most.", min=1)] = 30,
    as_json: AsJson = False,
    store: StoreOption = None,
    config: ConfigOption = None,
) -> None:
    """List how all pairs stand, those with most acts first.

    Example: detente pairs Pakistan --as-of 2011-12-31
    """
    with open_for("pairs", store, config, must_exist=True) as opened:
        if bias:
            rows = opened.country_bias(least=12).head(limit).to_dicts()
        else:
            rows = opened.pairs(party, states=not others, limit=limit, as_of=parse_day(as_of))
    if as_json:
        for row in rows:
            print(json.dumps(row, default=str, ensure_ascii=False))
    elif not rows:
        out.print("No pair has a dated act. Read something first, or see: detente events")
    else:
        out.print(_bias_table(rows) if bias else _pairs_table(rows))


def _pairs_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(pad_edge=False)
    for name in (
        "pair",
        "acts",
        "last year",
        "last act",
        "tone",
        "90% interval",
        "a year's change",
        "label",
        "last turn",
    ):
        table.add_column(name)
    for row in rows:
        turn = row["last_turn"]
        table.add_row(
            f"{row['a_name']} – {row['b_name']}",
            f"{row['acts']:.0f}",
            f"{row['recent']:.0f}",
            row["last"][:7],
            f"{row['tone']:+.2f}",
            f"{row['low']:+.1f} to {row['high']:+.1f}",
            f"{row['change']:+.2f}",
            f"{row['label']} ({row['label_probability']:.0%})",
            f"{turn['kind']} {turn['detected'][:7]}" if turn else "",
        )
    return table


def _bias_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(pad_edge=False)
    for name in ("pair", "own acts", "own mean", "acts by country", "mean by country", "difference"):
        table.add_column(name)
    for row in rows:
        means = [f"{row[name]:+.2f}" if row[name] is not None else "" for name in ("own_mean", "country_mean", "bias")]
        own, country, difference = means
        table.add_row(
            f"{row['a']} – {row['b']}", str(row["acts"]), own, f"{row['country_acts']:.0f}", country, difference
        )
    return table


def show_demo(opened: Store, report: Path) -> None:
    """Shows events and the relation of the pair most covered, writes the report, and says what to try next."""
    pair = opened.busiest_pair()
    if pair is None:
        out.print("No two states have a dated act between them in what was read; see: detente events")
        return
    found = opened.relation(*pair)
    rows = opened.events(EventFilter(*pair, limit=100_000))
    out.print(f"\n[bold]Acts between {found.a_name} and {found.b_name}[/bold], {min(15, len(rows))} of {len(rows)}:")
    out.print(events_table(rows[:: max(1, len(rows) // 15)][:15]))
    show_relation(opened, found)
    write_report(opened, found, report)
    a, b = pair
    out.print(f"\nReport: {report} (one file, open it in a browser or mail it).")
    out.print(
        f"Try next:\n  detente events {a} {b} --from 2011-11-01\n  detente turns\n"
        f"  detente article {rows[0]['article_id']}\n  detente explain COERCE\n  detente read YOUR_FILES",
        highlight=False,
        markup=False,
    )
