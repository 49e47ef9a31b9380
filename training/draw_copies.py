"""Draws pairs of Reuters-21578 that are folded as copies by a fixed seed, for reading side by side.

Prints each pair with its titles and where the texts differ; the verdicts, with ids and no text, are kept in
``gold/reuters_copies.csv``:

    python training/draw_copies.py --data DIR [--number 100] [--seed 1987]
"""

from __future__ import annotations

import argparse
import difflib
import random
from collections import defaultdict
from datetime import date, datetime
from itertools import combinations
from pathlib import Path

from detente import read
from detente.gather import copies
from detente.records import Article

# Words shown around a difference.
_AROUND = 3


def folded(articles: list[Article]) -> list[tuple[Article, Article, float]]:
    """Gives the pairs that are judged copies, as the store would, in the order of their ids."""
    words = {a.id: copies.wording(a.title, a.text) for a in articles}
    by_band: dict[int, list[Article]] = defaultdict(list)
    for article in articles:
        for band in copies.bands_of(words[article.id]):
            by_band[band].append(article)
    pairs = {
        (a.id, b.id): (a, b)
        for group in by_band.values()
        for a, b in combinations(sorted(group, key=lambda x: x.id), 2)
        if a.published is None
        or b.published is None
        or abs((a.published.day - b.published.day).days) <= copies.WITHIN_DAYS
    }
    scored = (
        (a, b, copies.sameness(words[a.id], words[b.id], copies.hours_between(_moment(a), _moment(b))))
        for _, (a, b) in sorted(pairs.items())
    )
    return [row for row in scored if row[2] > 0]


def _moment(article: Article) -> datetime | date | None:
    return (article.published.moment or article.published.day) if article.published else None


def differences(one: str, other: str) -> list[str]:
    """Writes where two texts differ, with some words around."""
    a, b = one.split(), other.split()
    found = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            found.append(f"{' '.join(a[max(0, i - _AROUND) : i])} [{' '.join(a[i:j])} | {' '.join(b[k:m])}]")
    return found


def main() -> None:
    """Draws and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1987)
    arguments = parser.parse_args()
    sources = [str(path) for path in sorted((arguments.data / "reuters21578").glob("reut2-*.sgm.gz"))]
    pairs = folded(list(read.read(sources, on_problem=lambda _: None)))
    print(f"{len(pairs)} pairs")
    for a, b, share in random.Random(arguments.seed).sample(pairs, min(arguments.number, len(pairs))):
        print(f"{a.id},{b.id} {share:.2f} {_moment(a)} {_moment(b)}\n   {a.title} | {b.title}")
        for line in differences(a.text, b.text):
            print(f"      {line[:300]}")


if __name__ == "__main__":
    main()
