from __future__ import annotations

import pytest

from detente.gather import copies

STORY = (
    "SELK, May 5 - Dockers walked out of the harbour of Selk on Monday after talks over pay broke down, leaving 14 "
    "ships at anchor and grain for three provinces unloaded. The port authority said that it had offered 6 percent and "
    "would offer no more. A spokesman for the dockers, who ask for 11 percent, called the offer an insult to men who "
    "had worked through the winter. The government, which fears for the price of bread, has asked both sides to return."
)
SHORTER = STORY[: STORY.index(" The government")]
ROUND = "The central bank of Varnia gave the money market help of 50 mln crowns, buying 20 mln of bills at 9 percent."


def read(text: str, title: str = "") -> copies.Wording:
    return copies.wording(title, text)


@pytest.mark.parametrize(
    ("one", "other"),
    [(STORY, STORY), (STORY, SHORTER), (STORY, STORY.replace("Dockers walked", "Port workers walked"))],
    ids=["the same", "cut short", "edited"],
)
def test_copies_are_found_and_verified(one: str, other: str) -> None:
    assert copies.sameness(read(one), read(other)) >= copies.SHARE
    assert set(copies.bands_of(read(one))) & set(copies.bands_of(read(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ROUND, ROUND.replace("50", "70").replace("20", "35").replace("9 ", "8 ")),
        (
            STORY,
            "Dockers in Selk ended their walkout on Friday and began to unload ships that had waited for days.",
        ),
        ("Shares rose.", "Shares fell."),
    ],
    ids=["another round of a daily report", "another story", "two words"],
)
def test_other_texts_are_no_copies(one: str, other: str) -> None:
    assert copies.sameness(read(one), read(other)) == 0


def test_the_original_is_the_earliest() -> None:
    assert copies.first_of([("2003-05-06", "a"), ("2003-05-05 ~", "c"), ("2003-05-05 ~", "b"), ("~", "0")]) == "b"


def test_a_text_of_few_words_is_judged_with_its_title() -> None:
    flash = "More to follow."
    one, other = read(flash, "Varnia closes its border with Ondria"), read(flash, "Shares fall in Selk for a third day")
    assert copies.sameness(one, one) == 1
    assert copies.sameness(one, other) == 0
    assert copies.bands_of(read("")) == ()
