"""How sure an act is: by its wording, by its parent, by who is cited; and what is told as history."""

from __future__ import annotations

from datetime import date

import pytest

from detente.drafts import ActDraft, Judgement, Tokens
from detente.factuality import judge, load_lists
from detente.parse import Document, Parser, split
from detente.records import Article, Attribution, Published

TODAY = Published(date(2019, 6, 12))


def parsed(text: str) -> Document:
    document = split(Article(id="a", text=text, published=TODAY))
    Parser().parse(document.sentences)
    return document


def act_on(document: Document, word: str, **more: object) -> ActDraft:
    for sentence in document.sentences:
        for token in sentence.tree:
            if token.text == word:
                return ActDraft(Tokens(sentence.index, token.i, token.i + 1, token.i), "ASSAULT", **more)  # type: ignore[arg-type]
    raise AssertionError(word)


def cited(document: Document, cue: str) -> Attribution:
    """A citation whose cue is a word of the text and whose content is all of it."""
    sentence = document.sentences[0]
    start = sentence.clean.index(cue)
    spans = (sentence.char_span(start, start + len(cue)),)
    return Attribution("x", (), spans, (sentence.whole(),), "institution", side="AVA")


def judged(text: str, word: str, cue: str = "", **more: object) -> Judgement:
    document = parsed(text)
    act = act_on(document, word, **more)
    return judge(act, document, [act], cited(document, cue) if cue else None)


SURE = [
    ("The general was cleared of bombing the base.", "bombing", "denied"),
    ("The general was tried for bombing the base.", "bombing", "alleged"),
    ("It is likely that Avalon bombed the base.", "bombed", "probable"),
    ("It is possible that Avalon bombed the base.", "bombed", "possible"),
    ("It is not true that Avalon bombed the base.", "bombed", "denied"),
    ("Reports that Avalon bombed the base are false.", "bombed", "denied"),
    ("There is no evidence that Avalon bombed the base.", "bombed", "denied"),
    ("Suspicion that Avalon bombed the base grew.", "bombed", "probable"),
    ("The possibility that Avalon bombed the base was raised.", "bombed", "possible"),
    ("No Avalonian plane bombed the base.", "bombed", "denied"),
    ("Neither Avalon nor Brume bombed the base.", "bombed", "denied"),
    ("Instead of bombing the base, Avalon sent envoys.", "bombing", "denied"),
    ("Should Avalon attack the base, Brume would respond.", "attack", "hypothetical"),
    ("Had Avalon attacked the base, Brume would have responded.", "attacked", "hypothetical"),
    ("Brume stopped Avalon from attacking the base.", "attacking", "hypothetical"),
    ("The general is suspected of bombing the base.", "bombing", "possible"),
    ("There is no doubt that Avalon bombed the base.", "bombed", "asserted"),
    ("A town bombed by Avalon would have surrendered.", "bombed", "asserted"),
    ("Avalon is weighing a raid on the base.", "raid", "hypothetical"),
    ("Avalon was close to bombing the base.", "bombing", "planned"),
    ("Avalon plotted an attack on the base.", "attack", "planned"),
    ("Brume agreed to send tents after the raid at the request of Avalon.", "request", "asserted"),
    ("Brume wants Avalon to attack the base.", "attack", "hypothetical"),
    ("Avalon has yet to attack the base.", "attack", "hypothetical"),
    ("Avalon went on to bomb a second base.", "bomb", "asserted"),
    ("Avalon is said to have bombed the base.", "bombed", "probable"),
    ("It was not Avalon that bombed the base.", "bombed", "denied"),
    ("Avalon bombed a Brumish base on Monday.", "bombed", "asserted"),
    ("A Brumish base was bombed by Avalon.", "bombed", "asserted"),
    ("Troops began shelling the town.", "shelling", "asserted"),
    ("Avalon continued to shell the town.", "shell", "asserted"),
    ("Avalon is believed to have bombed the base.", "bombed", "probable"),
    ("Avalon reportedly bombed the base.", "bombed", "probable"),
    ("Avalon apparently bombed the base.", "bombed", "probable"),
    ("Avalon appears to have bombed the base.", "bombed", "probable"),
    ("Avalon may have bombed the base.", "bombed", "possible"),
    ("Avalon might have bombed the base.", "bombed", "possible"),
    ("Avalon possibly bombed the base.", "bombed", "possible"),
    ("Avalon allegedly bombed the base.", "bombed", "alleged"),
    ("The alleged attack on the base shocked Brume.", "attack", "alleged"),
    ("If Avalon attacks the base, Brume will respond.", "attacks", "hypothetical"),
    ("Unless Brume yields, Avalon would attack the base.", "attack", "hypothetical"),
    ("Would Avalon attack the base?", "attack", "hypothetical"),
    ("Brume urged Avalon to attack the base.", "attack", "hypothetical"),
    ("Brume refused to attack the base.", "attack", "hypothetical"),
    ("Avalon plans to attack the base.", "attack", "planned"),
    ("Avalon tried to attack the base.", "attack", "planned"),
    ("Avalon will attack the base.", "attack", "planned"),
    ("Avalon sent troops to attack the base.", "attack", "planned"),
    ("The plan to attack the base leaked.", "attack", "planned"),
]


@pytest.mark.parametrize(("text", "word", "expected"), SURE, ids=lambda v: str(v)[:45])
def test_wording(text: str, word: str, expected: str) -> None:
    assert judged(text, word).factuality == expected


CITED = [
    ("Avalon said it bombed the base.", "bombed", "said", "asserted"),
    ("Brume said Avalon bombed the base.", "bombed", "said", "asserted"),
    ("Brume claimed Avalon bombed the base.", "bombed", "claimed", "alleged"),
    ("Brume alleged that Avalon bombed the base.", "bombed", "alleged", "alleged"),
    ("Avalon denied that it bombed the base.", "bombed", "denied", "denied"),
    ("Avalon admitted that it bombed the base.", "bombed", "admitted", "asserted"),
    ("Brume believes that Avalon bombed the base.", "bombed", "believes", "probable"),
    ("Brume fears that Avalon bombed the base.", "bombed", "fears", "possible"),
    ("Brume confirmed that Avalon bombed the base.", "bombed", "confirmed", "asserted"),
]


@pytest.mark.parametrize(("text", "word", "cue", "expected"), CITED, ids=lambda v: str(v)[:45])
def test_cue_of_the_citation(text: str, word: str, cue: str, expected: str) -> None:
    assert judged(text, word, cue).factuality == expected


@pytest.mark.parametrize(
    ("parent", "expected"),
    [("ACCUSE", "alleged"), ("REQUEST", "hypothetical"), ("AGREE", "planned"), ("THREATEN", "planned")],
)
def test_content_of_another_act(parent: str, expected: str) -> None:
    document = parsed("Brume accused Avalon of shelling a village.")
    outer = ActDraft(act_on(document, "accused").trigger, parent)  # type: ignore[arg-type]
    inner = act_on(document, "shelling", parent=0)
    assert judge(inner, document, [outer, inner], None).factuality == expected


def test_retyped_act_is_judged_as_what_it_became() -> None:
    assert judged("Avalon will attack the base.", "attack", retyped=True).factuality == "asserted"


def test_negated_act_is_denied() -> None:
    assert judged("Avalon said it did not bomb the base.", "bomb", "said", negated=True).factuality == "denied"


HISTORY = [
    ("The 2011 raid on the base still divides them.", "raid", True),
    ("Avalon bombed the base in 1998.", "bombed", True),
    ("Avalon bombed the base in the 1990s.", "bombed", True),
    ("Avalon bombed the base ten years ago.", "bombed", True),
    ("Avalon had bombed the base before the truce.", "bombed", True),
    ("Crowds marked the anniversary of the attack.", "attack", True),
    ("The base was found in 2011 and Avalon bombed it.", "bombed", True),
    ("Avalon bombed the base on Monday.", "bombed", False),
    ("Avalon bombed the base in May 2019.", "bombed", False),
    ("On Tuesday the ministry said that Avalon had bombed the base.", "bombed", False),
    ("Since 2011 relations have improved, but Avalon bombed the base.", "bombed", False),
]


@pytest.mark.parametrize(("text", "word", "expected"), HISTORY, ids=lambda v: str(v)[:45])
def test_history(text: str, word: str, expected: bool) -> None:
    assert judged(text, word).historical is expected


def test_every_level_has_words() -> None:
    levels = load_lists().levels
    assert set(levels) == {"alleged", "probable", "possible", "denied", "hypothetical", "planned"}
    assert all(any(words for words in lists.values()) for lists in levels.values())


def test_a_past_perfect_of_what_did_not_happen_is_no_history() -> None:
    found = judged("If Avalon had bombed the base, the council would have met.", "bombed")
    assert (found.factuality, found.historical) == ("hypothetical", False)
