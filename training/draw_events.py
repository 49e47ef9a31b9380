"""Draws coded events of Reuters-21578 by a fixed seed, for reading against their sentences.

Prints each with its sentence; the verdicts, with ids and no text, are kept in ``gold/reuters_read.csv``:

    python training/draw_events.py --data DIR [--files 4] [--number 50] [--seed 1987]
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from detente import read
from detente.pipeline import Pipeline
from detente.records import Actor, Mention


def parties(actors: tuple[Actor, ...]) -> str:
    """Writes parties as a reader wants to check them."""
    return "; ".join(f"{a.span.text!r} = {a.name}/{a.country}/{','.join(a.sectors)}/{a.kind}" for a in actors) or "-"


def main() -> None:
    """Draws and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--number", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1987)
    arguments = parser.parse_args()
    sources = [str(arguments.data / "reuters21578" / f"reut2-{i:03}.sgm.gz") for i in range(arguments.files)]
    articles = read.read(sources, on_problem=lambda _: None)
    mentions: list[tuple[str, Mention]] = []
    for coded in Pipeline().code(articles):
        mentions.extend((coded.id, mention) for mention in coded.events)
    mentions.sort(key=lambda pair: (pair[0], pair[1].id))
    for article, m in random.Random(arguments.seed).sample(mentions, arguments.number):
        print(f"{article},{m.id} {m.event_type} {m.of_type or ''} {','.join(m.modes)} {m.factuality} [{m.rule}]")
        print(f"   {parties(m.actors)}  ->  {parties(m.recipients)}")
        print(f"   {m.trigger.text!r} {m.date and m.date.start} in: {' '.join(m.sentence.text.split())}")


if __name__ == "__main__":
    main()
