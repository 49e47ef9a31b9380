"""Words a second of the whole coder, every output on, as a ratio to spaCy's own full pipeline on the same text.

Both run in this process on one thread, turn by turn over the same stories, so that a busy machine slows both. With
``$DETENTE_DATA`` the text is Reuters-21578, else the shipped chronicle.
"""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

from detente import read
from detente.api import chronicle
from detente.parse import MODEL
from detente.pipeline import Pipeline
from detente.records import Article

STORIES = int(os.environ.get("STORIES", "1500"))
TURN = 100


def stories() -> list[Article]:
    """Gives the stories to code."""
    folder = os.environ.get("DETENTE_DATA")
    sources = [str(Path(folder) / "reuters21578" / "reut2-003.sgm.gz")] if folder else list(chronicle())
    if folder and STORIES > 1000:
        sources.append(str(Path(folder) / "reuters21578" / "reut2-004.sgm.gz"))
    found = [a for a in read.read(sources, on_problem=lambda _: None) if a.text]
    return found[:STORIES]


def main() -> None:
    """Prints both speeds, their ratio, and peak memory."""
    import spacy

    articles = stories()
    words = sum(len(a.title.split()) + len(a.text.split()) for a in articles)
    full = spacy.load(MODEL)
    pipeline = Pipeline()
    list(full.pipe([articles[0].text]))
    list(pipeline.code(articles[:1]))
    spent = {"spaCy": 0.0, "Détente": 0.0}
    events = 0
    for i in range(0, len(articles), TURN):
        batch = articles[i : i + TURN]
        began = time.perf_counter()
        for _ in full.pipe([f"{a.title}\n{a.text}" for a in batch], batch_size=64):
            pass
        spent["spaCy"] += time.perf_counter() - began
        began = time.perf_counter()
        events += sum(len(coded.events) for coded in pipeline.code(batch))
        spent["Détente"] += time.perf_counter() - began
    for name, seconds in spent.items():
        print(f"{name}: {words / seconds:,.0f} words a second")
    print(f"{len(articles)} stories, {words:,} words, {events} mentions; ratio {spent['spaCy'] / spent['Détente']:.2f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
