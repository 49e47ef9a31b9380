"""Sentences to train the labeller on: words of one sentence with what is marked on them.

Three kinds: acts of marked texts (every word is marked or tells none), citations of PolNeAR, and typed pairs, of which
only sides and type are known, not the word that tells the act. Parsing cuts texts into the coder's own words.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import marked
import pairs
from attribution import overlap

from detente import read
from detente.attribution.words import may_have_cue
from detente.events.classifier import fold_row, token_spans
from detente.parse import Parser, Sentence, split
from detente.records import Article

Span = tuple[int, int]


@dataclass
class Row:
    """One sentence.

    Attributes:
        kind: acts, cites or pair.
        source: the file it comes from.
        words: its words. ``heads``: each word's head in the tree.
        heads_of: index of the word that tells an act or cites → its type ("" for a citation).
        roles: the same index → two lists of words: actors and recipients, or source and content.
        event_type: of a pair, 16 types or YIELD. ``may_tell``: words that can tell it; ``roles[-1]``: its sides.
    """

    kind: str
    source: str
    words: list[str]
    heads_of: dict[int, str] = field(default_factory=dict)
    roles: dict[int, tuple[set[int], set[int]]] = field(default_factory=dict)
    event_type: str = ""
    may_tell: list[int] = field(default_factory=list)


def act_rows(data: Path | None) -> list[Row]:
    """Gives the sentences of our marked texts, and of the foreign ones where the data folder has them."""
    texts = marked.own_texts()
    if data is not None:
        texts += marked.foreign_texts(marked.FOLDER / "reuters.csv", _stories(data))
        texts += marked.foreign_texts(marked.FOLDER / "relations.csv", _relations(data))
    documents = [split(Article(str(number), text.text)) for number, text in enumerate(texts)]
    Parser().parse(s for d in documents for s in d.sentences)
    return [
        _acts(sentence, text)
        for text, document in zip(texts, documents, strict=True)
        for sentence in document.sentences
        if not sentence.dateline
    ]


def _acts(sentence: Sentence, text: marked.MarkedText) -> Row:
    row = Row("acts", text.source, [token.text for token in sentence.tree])
    for act in text.acts:
        trigger = _words(sentence, [act.trigger])
        if trigger:
            at = trigger[-1]
            row.heads_of[at] = act.event_type
            sides = row.roles.setdefault(at, (set(), set()))
            for side, spans in zip(sides, (act.actors, act.recipients), strict=True):
                side.update(_words(sentence, spans))
    return row


def cite_rows(path: Path) -> list[list[Row]]:
    """Gives the sentences of each PolNeAR article that the coder would look at."""
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    documents = [split(Article(article["id"], article["text"])) for article in articles]
    Parser().parse(s for d in documents for s in d.sentences if may_have_cue(s.clean))
    return [
        [_cites(sentence, article["attributions"]) for sentence in document.parsed()]
        for article, document in zip(articles, documents, strict=True)
    ]


def _cites(sentence: Sentence, gold: Sequence[Mapping[str, Any]]) -> Row:
    row = Row("cites", "polnear", [token.text for token in sentence.tree])
    for mark in gold:
        cue = _words(sentence, mark.get("cue", ())) if mark.get("content") else []
        if cue:
            # the word of the cue that hangs on none of the others
            at = next((i for i in cue if sentence.tree[i].head.i not in cue or sentence.tree[i].head.i == i), cue[0])
            row.heads_of[at] = ""
            sides = row.roles.setdefault(at, (set(), set()))
            sides[0].update(_words(sentence, mark.get("source", ())))
            sides[1].update(_words(sentence, mark["content"]))
    return row


def pair_rows() -> Iterator[Row]:
    """Gives our own typed pairs."""
    labelled = pairs.own_rows("cooperative", "conflictual", "extra")
    documents = [split(Article(str(i), fold_row(row.pair).text)) for i, row in enumerate(labelled)]
    Parser().parse(s for d in documents for s in d.sentences)
    for one, document in zip(labelled, documents, strict=True):
        if len(document.sentences) != 1 or document.sentences[0].dateline:
            continue
        tree = document.sentences[0].tree
        sides = tuple(set(range(*span)) for span in token_spans(tree, fold_row(one.pair)))
        tellers = [
            t.i for t in tree if t.pos_ in ("VERB", "NOUN", "ADJ", "PROPN", "AUX") and t.i not in sides[0] | sides[1]
        ]
        if tellers:
            row = Row("pair", "pairs", [t.text for t in tree], event_type=one.event_type, may_tell=tellers)
            row.roles[-1] = (sides[0], sides[1])
            yield row


def _words(sentence: Sentence, spans: Iterable[Span]) -> list[int]:
    """Gives the words of a sentence that share text with spans of its article."""
    wanted = [(start, end) for start, end in spans]
    own = [sentence.span(i, i + 1) for i in range(len(sentence.tree))]
    return [i for i, span in enumerate(own) if overlap([(span.start, span.end)], wanted)]


def _stories(data: Path) -> dict[str, str]:
    paths = [str(path) for path in sorted((data / "reuters21578").glob("*.sgm.gz"))]
    return {article.id: article.text for article in read.read(paths, on_problem=lambda _: None)}


def _relations(data: Path) -> dict[str, str]:
    with next(data.rglob("plv_train.tsv")).open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: pairs.unmarked(row["marked_sentence"]) for row in rows}
