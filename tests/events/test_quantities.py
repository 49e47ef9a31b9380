"""Numbers as reported."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from marked_sentences import Coded

from detente.drafts import FoundQuantity
from detente.events import attach, find_quantities
from detente.parse import Parser, split
from detente.records import Article

Code = Callable[[str], Coded]


def read(text: str) -> list[FoundQuantity]:
    document = split(Article("a1", text))
    Parser().parse(document.sentences)
    return [quantity for sentence in document.parsed() for quantity in find_quantities(sentence)]


@pytest.mark.parametrize(
    ("text", "kind", "low", "best", "high"),
    [
        ("At least 24 soldiers were killed.", "killed", 24, 24, None),
        ("Two dozen people were wounded.", "injured", 24, 24, 24),
        ("Between three and five fighters died.", "killed", 3, None, 5),
        ("The blast killed more than a thousand people.", "killed", 1000, 1000, None),
        ("The group has killed thousands of villagers.", "killed", 1000, None, None),
        ("Up to 16 advisers were abducted.", "captured", None, 16, 16),
        ("Dozens of people were killed.", "killed", 24, None, 99),
        ("The army shot dead twenty-five people.", "killed", 25, 25, 25),
        ("Norland sent 4,000 troops to the border.", "troops", 4000, 4000, 4000),
    ],
)
def test_people(text: str, kind: str, low: float | None, best: float | None, high: float | None) -> None:
    found = read(text)
    assert [q.kind for q in found] == [kind]
    count = found[0].count
    assert count is not None
    assert (count.low, count.best, count.high) == (low, best, high)


@pytest.mark.parametrize(
    ("text", "currency", "low", "high", "period"),
    [
        ("Norland gives Sudmark more than $2 billion a year.", "USD", 2e9, None, "year"),
        ("It received Rs 500 crore.", "INR", 5e9, 5e9, None),
        ("It received £3m.", "GBP", 3e6, 3e6, None),
        ("Norland lent 1.5 billion Pakistani rupees.", "PKR", 1.5e9, 1.5e9, None),
        ("The grant was 352.5 million euros.", "EUR", 352.5e6, 352.5e6, None),
        ("Two to three billion dollars were paid.", "USD", 2e9, 3e9, None),
        ("It paid 20 mln dlrs.", "USD", 2e7, 2e7, None),
    ],
)
def test_money(text: str, currency: str, low: float, high: float | None, period: str | None) -> None:
    found = [q for q in read(text) if q.kind == "money"]
    assert len(found) == 1
    amount = found[0].amount
    assert amount is not None
    assert (amount.currency, amount.low, amount.high, amount.period) == (currency, low, high, period)


def test_shares_and_dates_are_no_counts() -> None:
    assert read("Some 50 percent of it fell on March 3.") == []


def test_a_toll_goes_to_its_act(code: Code) -> None:
    coded = code("{Norland} bombed {Sudmark}, killing nine people and wounding 20, and lent {Westria} $5 million.")
    tolls = attach(coded.document.sentences, coded.drafts)
    assault = tolls[coded.drafts.index(coded.one("ASSAULT"))]
    assert assault.fatalities is not None
    assert assault.fatalities.best == 9
    assert assault.injured is not None
    assert assault.injured.best == 20
    assert assault.amount is None
    aid = tolls[coded.drafts.index(coded.one("AID"))]
    assert aid.amount is not None
    assert aid.amount.best == 5e6


def test_a_toll_in_the_next_sentence_goes_back_to_the_only_attack(code: Code) -> None:
    coded = code("{Norland} bombed {Sudmark} on Monday. At least 40 people were killed.")
    tolls = attach(coded.document.sentences, coded.drafts)
    assert tolls[0].fatalities is not None
    assert tolls[0].fatalities.low == 40


@pytest.mark.parametrize(
    ("text", "kind", "counts"),
    [
        (
            "{A:Norland} sent 400 soldiers and two warships to {R:Sudmark}.",
            "MOBILIZE",
            [("soldiers", 400), ("warships", 2)],
        ),
        ("{A:Norland} released 12 {R:Sudmark prisoners}.", "RETREAT", [("prisoners", 12)]),
        ("{A:Norland} expelled {R:three Sudmark diplomats}.", "SANCTION", [("diplomats", 3)]),
        ("{A:Norland} will send 300 troops to {R:Sudmark}.", "AGREE", [("troops", 300)]),
        ("{A:Norland} gave {R:Sudmark} 30 ambulances.", "AID", [("ambulances", 30)]),
        ("{A:Norland} withdrew up to 16 advisers from {R:Sudmark}.", "SANCTION", [("advisers", 16)]),
        ("{A:Norland} troops held a drill near {R:Sudmark} on May 12.", "MOBILIZE", []),
        ("{A:Norland} bombed {R:Sudmark}, killing nine farmers.", "ASSAULT", []),
        ("{A:Norland} massed troops near {R:Sudmark}, where a storm killed nine farmers.", "MOBILIZE", []),
    ],
)
def test_what_is_moved_freed_or_given_is_counted(
    code: Code, text: str, kind: str, counts: list[tuple[str, float]]
) -> None:
    coded = code(text)
    [index] = [i for i, draft in enumerate(coded.drafts) if draft.event_type == kind]
    tolls = attach(coded.document.parsed(), coded.drafts)
    found = tolls[index].counts if index in tolls else ()
    assert [(c.what, c.best) for c in found] == counts
