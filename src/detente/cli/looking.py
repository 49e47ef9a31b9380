"""Commands that look: events, article, doctor."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from detente import api
from detente.api import EventFilter
from detente.cli.app import ConfigOption, StoreOption, app, open_for, out, parse_day, settings_of, store_path
from detente.owned import open_or_ask
from detente.present import source_of, when, who, without_names

Party = Annotated[str, typer.Argument(help="A state by name, ISO, COW or GW code, or a group by name.")]
From = Annotated[str | None, typer.Option("--from", help="First day, ISO.")]
To = Annotated[str | None, typer.Option("--to", help="Last day, ISO.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Use only what was published by this day.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def events_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Makes the table of events: when, who, what, to whom, where, according to whom, how sure."""
    table = Table(expand=True, pad_edge=False)
    for name in ("date", "who", "act", "to whom", "where", "according to", "how sure", "reports"):
        table.add_column(name, overflow="fold")
    for row in rows:
        record = row["record"]
        modes = f" ({', '.join(record['modes'])})" if record["modes"] else ""
        table.add_row(
            when(record["date"]),
            who(record["actors"]),
            f"{record['event_type']}{modes}",
            who(record["recipients"]),
            (record["place"] or {}).get("name") or record["territory"] or "",
            source_of(record, row["outlet"]),
            record["factuality"] + (", historical" if record["historical"] else ""),
            str(row["mentions"]),
        )
    return table


@app.command()
def events(
    a: Annotated[str | None, typer.Argument(help="Only acts with this party.")] = None,
    b: Annotated[str | None, typer.Argument(help="And with this one.")] = None,
    event_type: Annotated[str | None, typer.Option("--type", help="Only this PLOVER type.")] = None,
    start: From = None,
    end: To = None,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(help="Rows at most.", min=1)] = 50,
    as_json: AsJson = False,
    store: StoreOption = None,
) -> None:
    """List events: when, who, what, to whom, where, according to whom, how sure.

    Example: detente events USA PAK --from 2011-01-01 --to 2011-12-31
    """
    with open_for("events", store, None, must_exist=True) as opened:
        nodes = [opened.node(name) if name else None for name in (a, b)]
        wanted = EventFilter(
            nodes[0],
            nodes[1],
            event_type.upper() if event_type else None,
            start=parse_day(start),
            end=parse_day(end),
            as_of=parse_day(as_of),
            limit=limit,
        )
        rows = opened.events(wanted)
    if as_json:
        for row in rows:
            shown = {**row, "record": without_names(row["record"])}
            print(json.dumps(shown, default=str, ensure_ascii=False))
    elif rows:
        out.print(events_table(rows))
        out.print(f"{len(rows)} events{' (--limit shows more)' if len(rows) == limit else ''}.", style="dim")
    else:
        out.print("No event in the store fits. Widen the dates, or see what is there: detente events.")


_COLOURS = {1: "green", 2: "bold green", 3: "yellow", 4: "bold red"}


@app.command()
def article(
    article_id: Annotated[str, typer.Argument(help="Id of the article, or its beginning.", metavar="ID")],
    as_json: AsJson = False,
    store: StoreOption = None,
) -> None:
    """Print an article with what was coded marked in colour, and the codes beside it.

    Example: detente article chronicle-us-pak-2011-05-02-a
    """
    with open_for("article", store, None, must_exist=True) as opened:
        found = opened.article(article_id)
    if as_json:
        print(json.dumps(found, default=str, ensure_ascii=False))
        return
    published = f"{found['published']}" if found["published"] else "undated"
    out.print(f"{found['id']}  {found['outlet']}  {published}", style="dim", markup=False)
    for name in ("title", "deck", "text"):
        if found[name]:
            out.print(_marked(found, name), soft_wrap=False)
            out.print()
    out.print(_legend())
    for mention in sorted(found["mentions"], key=lambda m: (m["trigger"]["field"], m["trigger"]["start"])):
        out.print(act_line(mention), markup=False, highlight=False)
    for statement in found["statements"]:
        parties = who(statement["actors"])
        label = f"  statement: {parties}: {statement['aspect']}, {statement['direction']} ({statement['label']})"
        out.print(label, markup=False, highlight=False)


def _marked(found: Mapping[str, Any], name: str) -> Text:
    """Colours the triggers, parties, sources and dates of one field."""
    text = Text(found[name], style="bold" if name == "title" else "")
    for cited in found["attributions"]:
        for span in [*cited["source"], *cited["cue"]]:
            if span["field"] == name:
                text.stylize("italic cyan", span["start"], span["end"])
    for mention in found["mentions"]:
        for actor in mention["actors"] + mention["recipients"]:
            span = actor["span"]
            if span["field"] == name:
                text.stylize("underline", span["start"], span["end"])
        trigger = mention["trigger"]
        if trigger["field"] == name:
            text.stylize(_COLOURS[mention["quad_class"]], trigger["start"], trigger["end"])
    return text


def _legend() -> Text:
    legend = Text("acts: ", style="dim")
    names = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
    for quad, style in _COLOURS.items():
        legend.append(names[quad], style=style).append("  ")
    return legend.append("parties", style="underline").append("  ").append("sources", style="italic cyan")


def act_line(mention: Mapping[str, Any]) -> str:
    """Writes one mention as a line."""
    arrow = f" → {who(mention['recipients'])}" if mention["recipients"] else ""
    extra = [mention["factuality"]]
    extra += [mention["occurrence"]] if mention["occurrence"] != "single" else []
    extra += ["failed"] if mention["outcome"] == "failed" else []
    extra += [f"killed {mention['fatalities']['text']}"] if mention["fatalities"] else []
    extra += [f"amount {mention['amount']['text']}"] if mention["amount"] else []
    extra += [f"territory {mention['territory']}"] if mention["territory"] else []
    kind = mention["event_type"] + (f" of {mention['of_type']}" if mention["of_type"] else "")
    words = f"«{mention['trigger']['text']}»"
    return f"  {when(mention['date'])}  {who(mention['actors'])} {kind}{arrow}  {words}  [{'; '.join(extra)}]"


@app.command()
def doctor(store: StoreOption = None, config: ConfigOption = None) -> None:
    """Check the store, models, rosters, patterns and versions, and say what to do.

    Example: detente doctor
    """
    failed = False
    path, settings = store_path(store), settings_of(config)
    for check in api.check_health(path, settings, lambda: open_or_ask(path, settings, "doctor")):
        mark = "[green]ok[/green]  " if check.ok else "[red]wrong[/red]"
        out.print(f"{mark} {check.name}: {check.found}", highlight=False)
        if check.advice:
            out.print(f"      {check.advice}", highlight=False)
        failed = failed or not check.ok
    if failed:
        raise typer.Exit(1)
