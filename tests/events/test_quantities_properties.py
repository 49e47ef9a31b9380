"""What must hold of any number, however it is written."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.drafts import FoundQuantity
from detente.events import find_quantities
from detente.parse import Parser, split
from detente.records import Article

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def read(text: str) -> list[FoundQuantity]:
    document = split(Article("a1", text))
    Parser().parse(document.sentences)
    return [quantity for sentence in document.parsed() for quantity in find_quantities(sentence)]


def spelt(number: int) -> str:
    """Writes a number below a million in words."""
    if number >= 1000:
        rest = f" {spelt(number % 1000)}" if number % 1000 else ""
        return f"{spelt(number // 1000)} thousand{rest}"
    if number >= 100:
        rest = f" and {spelt(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    if number >= 20:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    return ONES[number]


def counted(text: str) -> tuple[float | None, float | None, float | None]:
    """Gives the one number of a text. What it counts hangs on the tree, which is no matter of what must always hold."""
    [count] = [q.count for q in read(text) if q.count]
    return count.low, count.best, count.high


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.integers(2, 120), st.integers(2, 99_999)), st.sampled_from([spelt, str, "{:,}".format]))
def test_a_number_is_read_as_it_was_written(number: int, write: Callable[[int], str]) -> None:
    said = write(number)
    if said.isdigit() and 1900 <= number < 2100:
        said = f"{number:,}"  # it would be a year
    assert counted(f"The blast killed {said} people.") == (number, number, number)


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 900), st.integers(1, 900))
def test_bounds_are_kept(low: int, more: int) -> None:
    high = low + more
    assert counted(f"The blast killed at least {low} people.") == (low, low, None)
    assert counted(f"The blast killed up to {high} people.")[2] == high
    found = counted(f"The blast killed between {low} and {high} people.")
    assert (found[0], found[2]) == (low, high)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(11, 9999),
    st.sampled_from([("", 1.0), (" million", 1e6), (" billion", 1e9)]),
    st.sampled_from([("$", "USD"), ("£", "GBP"), ("€", "EUR")]),
)
def test_money_has_its_scale_and_currency(tenths: int, scale: tuple[str, float], sign: tuple[str, str]) -> None:
    amount = tenths / 10
    [money] = [q.amount for q in read(f"Norland gave Sudmark {sign[0]}{amount:,}{scale[0]} on Monday.") if q.amount]
    assert money.currency == sign[1]
    assert money.best is not None
    assert abs(money.best - amount * scale[1]) <= 1e-6 * amount * scale[1]


WORDS = st.sampled_from(
    "two three dozen dozens hundred hundreds thousand million billion and of to between at least up more than about "
    "half some several people troops dead wounded $ dollars rupees 3 4,000 1.5 2014 -7 ½ II 1,2,3 "
    "99999999999999999999".split()
)


@settings(max_examples=120, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12))
def test_any_heap_of_words_gives_numbers_in_order_or_none(words: list[str]) -> None:
    text = f"Norland killed {' '.join(words)}."
    for quantity in read(text):
        for count in (quantity.count, quantity.amount):
            if count is not None:
                known = [v for v in (count.low, count.best, count.high) if v is not None]
                assert known
                assert known == sorted(known)
                assert count.text in text
