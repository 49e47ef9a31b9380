"""What the coder gets right of our own second gold, half by half, and of the sentences and phrases in $DETENTE_DATA.

The errors of the first twelve articles, the first forty single sentences and the phrases may be read while building;
the others are kept blind, so only sums are printed for them: `python benchmarks/gold.py [PART…] [--errors FILE]`.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from detente import evaluate
from detente.api import Coder

GOLD = Path(__file__).parent.parent / "gold" / "second"
READ_ARTICLES, READ_SINGLES = 12, 40
Rows = list[dict[str, Any]]


def rows(path: Path) -> Rows:
    """Reads a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def show(title: str, result: evaluate.Result) -> None:
    """Prints the scores and accuracies of one part."""
    print(title)
    for s in result.scores:
        shares = f"P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f} ({s.low:.3f}-{s.high:.3f})"
        print(f"  {s.name:24} {shares}  {s.right:g} right, {s.found:g} found, {s.gold:g} gold")
    for name, share, cases in result.accuracies:
        print(f"  {name:24} {share:.3f} of {cases}")


def articles(coder: Coder) -> Iterable[dict[str, Any]]:
    """Scores running text by halves; gives the errors of the half that may be read."""
    texts, gold = rows(GOLD / "articles.jsonl"), rows(GOLD / "code.jsonl")
    found = {row["id"]: row for row in coder.code(texts)}
    read, blind = gold[:READ_ARTICLES], gold[READ_ARTICLES:]
    result = evaluate.evaluate_code(read, found)
    show(f"articles, read half ({len(read)})", result)
    show(f"articles, blind half ({len(blind)})", evaluate.evaluate_code(blind, found))
    return result.errors


def singles(coder: Coder) -> Iterable[dict[str, Any]]:
    """Scores single sentences by halves, and the public records where they are at hand."""
    gold = rows(GOLD / "single.jsonl")
    found = list(coder.code({"id": row["id"], "text": row["text"]} for row in gold))
    halves = (slice(None, READ_SINGLES), slice(READ_SINGLES, None))
    scored = [evaluate.evaluate_singles(gold[half], found[half]) for half in halves]
    for name, half in zip(("read half", "blind half"), scored, strict=True):
        counts(f"single sentences, {name}", half)
    errors = scored[0].errors
    if folder := os.environ.get("DETENTE_DATA"):
        records = json.loads((Path(folder) / "gsr" / "plover_gsr_dev.json").read_text(encoding="utf-8"))
        asked = [{"id": str(i), "text": record["text"].strip("{} ")} for i, record in enumerate(records)]
        public = evaluate.evaluate_singles(records, list(coder.code(asked)))
        counts("public records", public)
        errors = errors + public.errors
    return errors


def counts(title: str, found: evaluate.Singles) -> None:
    """Prints the counts of single sentences."""
    print(
        f"{title} ({found.sentences}): type {found.typed}, type and parties {found.right}, "
        f"{found.events / found.sentences:.2f} events a sentence"
    )


def phrases(coder: Coder) -> Iterable[dict[str, Any]]:
    """Scores actor phrases: our own, of which no errors are given, and the public ones where they are at hand."""
    gold = rows(GOLD / "actors.jsonl")
    show("actor phrases, blind", evaluate.evaluate_actors(gold, list(coder.actors(gold))))
    if not (folder := os.environ.get("DETENTE_DATA")):
        return ()
    public = rows(Path(folder) / "actors" / "actors_dev.jsonl")
    result = evaluate.evaluate_actors(public, list(coder.actors(public)))
    show("actor phrases, public", result)
    return result.errors


def pairs(coder: Coder) -> Iterable[dict[str, Any]]:
    """Scores typed pairs."""
    gold = rows(GOLD / "pairs.jsonl")
    show("typed pairs, blind", evaluate.evaluate_classes(gold, list(coder.classify(gold))))
    return ()


PARTS: dict[str, Callable[[Coder], Iterable[dict[str, Any]]]] = {
    "articles": articles,
    "singles": singles,
    "phrases": phrases,
    "pairs": pairs,
}


def main() -> None:
    """Scores the parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--errors", type=Path, help="write the errors that may be read to this JSONL file")
    arguments = parser.parse_args()
    coder = Coder()
    errors = [error for name in arguments.parts or PARTS for error in PARTS[name](coder)]
    if arguments.errors:
        lines = (json.dumps(error, ensure_ascii=False, default=str) + "\n" for error in errors)
        arguments.errors.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
