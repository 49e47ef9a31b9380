"""What the labeller adds to the citations that the tree shows."""

from __future__ import annotations

import numpy as np

from detente.attribution import AttributionFinder
from detente.labels import CONTENT, SOURCE, Labels
from detente.parse import Parser, Sentence, split
from detente.records import Article, Attribution

TROOPS = "Troops crossed the river, in the words of the ministry."


class Stub:
    """Stands for the labeller: one word cites, some words are source and content, all others are nothing."""

    def __init__(self, word: str, source: str, content: str, chance: float = 0.99, others: float = 0.01) -> None:
        self.word, self.chance, self.others = word, chance, others
        self.sides = {SOURCE: source.split(), CONTENT: content.split()}

    def of(self, sentence: Sentence) -> Labels:
        words = [token.text for token in sentence.tree]
        cites = np.full(len(words), self.others, np.float32)
        belongs = np.zeros((4, len(words), len(words)), np.float32)
        if self.word in words:
            at = words.index(self.word)
            cites[at] = self.chance
            for role, names in self.sides.items():
                belongs[role, at, [i for i, word in enumerate(words) if word in names]] = 0.9
        return Labels(cites, np.zeros((len(words), 17), np.float32), belongs)


def cited(text: str, stub: Stub | None) -> list[Attribution]:
    document = split(Article(id="a", text=text))
    Parser().parse(document.sentences)
    return AttributionFinder().find(document, {}, stub)  # type: ignore[arg-type]


def test_both_sure_gives_the_citation() -> None:
    text = "The ministry said that troops crossed the river."
    [found] = cited(text, Stub("said", "The ministry", "troops crossed the river"))
    assert [s.text for s in found.source] == ["The ministry"]
    assert [s.text for s in found.content] == ["that troops crossed the river"] or "troops" in found.content[0].text


def test_a_labeller_sure_of_none_takes_a_doubtful_one_away() -> None:
    text = "The ministry felt that troops were too few."
    assert cited(text, None)
    assert not cited(text, Stub("felt", "", "", chance=0.001))


def test_content_that_the_tree_misses_is_added() -> None:
    text = "The ministry said late on Sunday troops crossed the river and burned two bridges."
    [found] = cited(text, Stub("said", "The ministry", "troops crossed the river and burned two bridges"))
    assert "burned two bridges" in " ".join(s.text for s in found.content)


def test_a_citation_that_only_the_labeller_sees_is_added_where_it_is_sure() -> None:
    text = "The envoy said that the truce held, and the ministry : troops crossed the river at dawn."
    stub = Stub("ministry", "ministry", "troops crossed the river at dawn", chance=0.999)
    assert any("troops crossed" in s.text for a in cited(text, stub) if a.cue[0].text == "ministry" for s in a.content)
    unsure = Stub("ministry", "ministry", "troops crossed the river at dawn", chance=0.55)
    assert not any(a.cue[0].text == "ministry" for a in cited(text, unsure))
