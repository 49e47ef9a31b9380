from __future__ import annotations

from datetime import UTC, date, datetime

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


@pytest.mark.parametrize(
    ("one", "other", "hours"),
    [
        (("Grain of Selk, 12:10", STORY), ("Grain of Selk, 12:20", STORY), 0.2),
        (("Markets opening", STORY), ("Markets closing", STORY), 6),
        (("Bank sells bills", ROUND), ("Bank sells bills", ROUND), 24),
        (("", "SELK METALS CLOSING " + "ORE 1.20 1.30 TIN 4.50 4.55 ZINC 7.70 7.80 " * 9),
         ("", "SELK METALS CLOSING " + "ORE 1.20 1.30 TIN 4.50 4.55 ZINC 7.70 7.81 " * 9), 1),
    ],
    ids=["clock in the title", "round in the title", "the next day", "a table with one other price"],
)  # fmt: skip
def test_rounds_of_a_serial_report_are_no_copies(one: tuple[str, str], other: tuple[str, str], hours: float) -> None:
    a, b = copies.wording(*one), copies.wording(*other)
    assert copies.sameness(a, b, hours) == 0
    assert copies.sameness(a, a, 1) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Dockers out in Selk", STORY), ("CORRECTED - Dockers out", STORY.replace("14 ships", "15 ships"))),
        (("Dockers strike", STORY), ("UPDATE 1 - Dockers strike", STORY + " The premier flew to Selk in the evening.")),
    ],
    ids=["corrected", "updated"],
)  # fmt: skip
def test_a_later_version_of_a_story_is_a_copy(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert copies.sameness(copies.wording(*one), copies.wording(*other), 3) >= copies.SHARE


def test_hours_between_publications() -> None:
    noon = datetime(2003, 5, 5, 12, tzinfo=UTC)
    assert copies.hours_between(noon, noon.replace(hour=18, tzinfo=None)) == 6
    assert copies.hours_between(noon, date(2003, 5, 6)) == 0
    assert copies.hours_between(noon, date(2003, 5, 7)) == 24
    assert copies.hours_between(noon, None) is None


def test_the_original_is_the_earliest() -> None:
    assert copies.first_of([("2003-05-06", "a"), ("2003-05-05 ~", "c"), ("2003-05-05 ~", "b"), ("~", "0")]) == "b"


def test_a_text_of_few_words_is_judged_with_its_title() -> None:
    flash = "More to follow."
    one, other = read(flash, "Varnia closes its border with Ondria"), read(flash, "Shares fall in Selk for a third day")
    assert copies.sameness(one, one) == 1
    assert copies.sameness(one, other) == 0
    assert copies.bands_of(read("")) == ()
