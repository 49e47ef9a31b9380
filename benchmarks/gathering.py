"""The cost of gathering as a store grows: an invented store and one ten times as large, longer in time or denser.

Prints for each the seconds to gather all of it at once, and to take in one more day of news. No text is coded: mentions
are made up as records, so that what is timed is folding copies and gathering alone.

    python benchmarks/gathering.py [--articles 500] [--times 10]
"""

from __future__ import annotations

import argparse
import json
import math
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from detente import codes
from detente.pipeline import gather_store
from detente.records import Article, Published, mention_id, to_json
from detente.records import Span as Words
from detente.store import open_database, tables
from detente.store.database import Database

STATES = "AFG ARM AZE BDI BGD COD COL EGY ETH GEO IND IRN IRQ ISR JOR KAZ KEN KGZ KHM LBN LBY MAR MLI MMR NER".split()
ACTS = (
    ("ASSAULT", ("struck", "bombed", "attacked", "raided"), 0.35),
    ("ACCUSE", ("accused", "blamed", "condemned"), 0.25),
    ("CONSULT", ("met", "received", "visited"), 0.25),
    ("COERCE", ("detained", "expelled", "arrested"), 0.15),
)
SYLLABLES = "ba ko mi tar sel von dru ner qua lis em or fen gu hal".split()
DAY_ONE = date(2001, 1, 1)
SEED = 11


def invented(articles: int, a_day: float, first_day: int = 0) -> Iterator[tuple[Article, list[dict[str, Any]]]]:
    """Makes articles, each a report of one or two acts; each act is told by one to three of them within some days."""
    dice = random.Random(f"{SEED} {articles} {a_day} {first_day}")
    acts: list[dict[str, Any]] = []
    for number in range(articles):
        day = DAY_ONE + timedelta(first_day + int(number / a_day))
        acts = [a for a in acts if a["left"] and (day - a["day"]).days <= 3] or acts[:0]
        told = []
        for _ in range(dice.choice((1, 1, 2))):
            if not acts or dice.random() < 0.5:
                acts.append(_act(dice, day))
            told.append(dice.choice(acts))
            told[-1]["left"] -= 1
        name = f"{first_day}-{a_day:g}-{number}"
        text = " ".join(_word(dice) for _ in range(dice.randint(60, 120)))
        article = Article(name, text, outlet=f"Paper {dice.randint(1, 40)}", published=Published(day))
        yield article, [_mention(dice, name, i, act) for i, act in enumerate(told)]


def _act(dice: random.Random, day: date) -> dict[str, Any]:
    kind = dice.choices(ACTS, [share for *_, share in ACTS])[0]
    actor, recipient = dice.sample(STATES, 2)
    town = _word(dice).title()
    return {
        "day": day - timedelta(dice.randint(0, 1)), "left": dice.randint(1, 3), "kind": kind, "actor": actor,
        "recipient": recipient, "town": town, "dead": dice.choice((None, None, dice.randint(1, 40))),
    }  # fmt: skip


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4)))


def _mention(dice: random.Random, article: str, number: int, act: dict[str, Any]) -> dict[str, Any]:
    """Writes one report of an act as ``detente code`` would."""
    event_type, verbs, _ = act["kind"]
    verb = dice.choice(verbs)
    filler = " ".join(_word(dice) for _ in range(3))
    sentence = f"Forces {number} of {act['actor']} {verb} {act['recipient']} near {act['town']} {filler}."

    def span(words: str) -> Words:
        start = sentence.index(words)
        return Words("text", start, start + len(words), words)

    def party(code: str) -> dict[str, Any]:
        return {
            "span": to_json(span(code)), "name": code, "country": code, "sectors": [], "kind": "state", "group": None,
            "scope": "whole", "office": "", "confidence": 1.0,
        }  # fmt: skip

    day, dead = act["day"].isoformat(), act["dead"]
    trigger = span(verb)
    values = dict.fromkeys(
        "cameo goldstein of_type territory place notified part_of injured amount content attribution_id "
        "attribution".split()
    )
    return values | {
        "id": mention_id(article, trigger, (span(act["actor"]),), (span(act["recipient"]),)),
        "event_type": event_type, "modes": [], "contexts": [], "quad_class": codes.quad_class(event_type),
        "intensity": codes.intensity(event_type, ()), "actors": [party(act["actor"])],
        "recipients": [party(act["recipient"])], "trigger": to_json(trigger),
        "sentence": {"field": "text", "start": 0, "end": len(sentence), "text": sentence},
        "date": {"start": day, "end": day, "precision": "day", "basis": "text", "text": ""}, "consent": "unknown",
        "occurrence": "single", "outcome": "done", "factuality": "asserted", "historical": False, "covert": False,
        "fatalities": dead and {"low": dead, "best": dead, "high": dead, "text": str(dead)},
        "rule": "benchmark", "confidence": 0.9,
    }  # fmt: skip


def fill(database: Database, articles: int, a_day: float, first_day: int = 0) -> int:
    """Puts invented articles and their mentions into a store; gives the number of mentions."""
    run = tables.begin_run(database, "benchmark", "0", {}, {})
    mentions: list[dict[str, Any]] = []
    stored: list[dict[str, Any]] = []
    for article, told in invented(articles, a_day, first_day):
        stored.append({
            "id": article.id, "url": "", "outlet": article.outlet, "agency": "", "title": "", "deck": "", "byline": [],
            "dateline": "", "published": article.published.day if article.published else None, "language": "en",
            "places": [], "note": "", "text": article.text, "content_hash": tables.content_hash(article),
            "sentences": 1, "warnings": [], "run_id": run.id,
        })  # fmt: skip
        unique = {m["id"]: m for m in told}
        mentions += [
            {name: m[name] for name in ("id", "event_type", "quad_class", "intensity", "factuality", "historical",
                                        "occurrence")}
            | {"article_id": article.id, "record": json.dumps(m), "run_id": run.id}
            for m in unique.values()
        ]  # fmt: skip
    _append(database, "articles", stored)
    _append(database, "mentions", mentions)
    return len(mentions)


def _append(database: Database, table: str, rows: list[dict[str, Any]]) -> None:
    database.connection.register("rows", pl.DataFrame(rows, infer_schema_length=None))
    database.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows")
    database.connection.unregister("rows")


def timed(articles: int, a_day: float) -> tuple[float, float]:
    """Gathers an invented store, then a day more; prints and gives the seconds of both."""
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder) / "store.duckdb") as database:
        mentions = fill(database, articles, a_day)
        began = time.perf_counter()
        gather_store(database)
        whole = time.perf_counter() - began
        fill(database, max(1, int(a_day)), a_day, first_day=int(articles / a_day) + 1)
        began = time.perf_counter()
        gather_store(database)
        day = time.perf_counter() - began
        events = database.value("SELECT count(*) FROM events")
        largest = database.value("SELECT max(n) FROM (SELECT count(*) AS n FROM traces GROUP BY block)")
    print(
        f"{articles:,} articles, {a_day:g} a day: {mentions:,} mentions to {events:,} events in {whole:.1f} s, "
        f"one more day in {day:.2f} s; largest set of connected mentions {largest}", flush=True,
    )  # fmt: skip
    return whole, day


def main() -> None:
    """Prints the costs and how they grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--times", type=int, default=10)
    arguments = parser.parse_args()
    small = timed(arguments.articles, 20)
    for name, a_day in (("longer", 20), ("denser", 20 * arguments.times)):
        large = timed(arguments.articles * arguments.times, a_day)
        power = math.log(large[0] / small[0]) / math.log(arguments.times)
        ratio = large[0] / small[0]
        print(f"{arguments.times} times the articles, {name}: {ratio:.1f} times the seconds (power {power:.2f})")


if __name__ == "__main__":
    main()
