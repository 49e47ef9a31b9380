"""What must hold of any expression on any day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from detente.dates import Clock, Stretch, find_expressions, resolve

DAYS = st.dates(date(1945, 1, 1), date(2035, 12, 31))
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = "January February March April May June July August September October November December".split()
PRECISIONS = {"day", "week", "month", "quarter", "year", "range"}
PHRASES = st.sampled_from(
    [
        "on Monday",
        "last Friday",
        "next Tuesday",
        "last week",
        "this month",
        "next year",
        "yesterday",
        "tomorrow",
        "overnight",
        "in recent days",
        "in March",
        "since May",
        "on Nov. 24",
        "on Feb. 29",
        "in 2011",
        "since 2001",
        "two weeks ago",
        "three months ago",
        "five years ago",
        "a decade ago",
        "earlier this year",
        "later this month",
        "mid-July",
        "in early 2009",
        "the end of last year",
        "over the weekend",
        "between March and May",
        "from 2003 to 2008",
        "the second quarter",
        "the first half of last year",
        "in the last three months",
        "the 1990s",
        "Monday of last week",
        "December last year",
        "two days later",
        "the previous day",
        "during Ramadan",
        "by Friday",
        "9,999 years ago",
        "99 centuries ago",
    ]
)


def one(text: str, clock: Clock) -> Stretch | None:
    [found] = find_expressions(text)
    return resolve(found.form, clock)


@given(DAYS, st.sampled_from(WEEKDAYS), st.booleans())
def test_a_weekday_falls_on_that_weekday_within_a_week(today: date, name: str, future: bool) -> None:
    found = one(f"It happened on {name}.", Clock(today, future))
    assert found is not None
    assert found.start == found.end
    assert found.start.weekday() == WEEKDAYS.index(name)
    distance = (found.start - today).days
    assert 0 <= distance < 7 if future else -7 < distance <= 0


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_last_and_next_weekdays_lie_strictly_on_their_side(today: date, name: str) -> None:
    last, following = one(f"last {name}", Clock(today)), one(f"next {name}", Clock(today))
    assert last is not None
    assert following is not None
    assert today - timedelta(7) <= last.start < today < following.start <= today + timedelta(7)


@given(DAYS, st.sampled_from(MONTHS), st.integers(1, 28), st.booleans())
def test_a_day_without_a_year_is_the_nearest_on_its_side(today: date, month: str, day: int, future: bool) -> None:
    found = one(f"on {month} {day}", Clock(today, future))
    assert found is not None
    assert (found.start.month, found.start.day) == (MONTHS.index(month) + 1, day)
    distance = (found.start - today).days
    assert 0 <= distance <= 366 if future else -366 <= distance <= 0


@given(DAYS, DAYS)
def test_a_full_date_is_itself_on_any_day(today: date, told: date) -> None:
    for text in (
        f"{told.day} {MONTHS[told.month - 1]} {told.year}",
        f"{MONTHS[told.month - 1]} {told.day}, {told.year}",
        told.isoformat(),
    ):
        for clock in (Clock(today), Clock(None), Clock(today, True)):
            assert one(text, clock) == Stretch(told, told, "day")


@given(PHRASES, DAYS, st.booleans(), DAYS)
def test_a_reading_is_a_range_in_order_with_a_known_precision(
    phrase: str, today: date, future: bool, before: date
) -> None:
    for found in find_expressions(f"They met {phrase}, officials said."):
        stretch = resolve(found.form, Clock(today, future, Stretch(before, before, "day")))
        if stretch is not None:
            assert stretch.start <= stretch.end
            assert stretch.precision in PRECISIONS
            assert (stretch.start == stretch.end) == (stretch.precision == "day") or stretch.precision == "range"


@given(PHRASES, DAYS)
def test_reading_twice_gives_the_same(phrase: str, today: date) -> None:
    text = f"They met {phrase}."
    assert find_expressions(text) == find_expressions(text)
    for found in find_expressions(text):
        assert text[found.start : found.end] == found.text
        assert resolve(found.form, Clock(today)) == resolve(found.form, Clock(today))


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    reached = 0
    for found in find_expressions(text):
        assert reached <= found.start < found.end <= len(text)
        reached = found.end
        resolve(found.form, Clock(date(2014, 12, 3)))
        resolve(found.form, Clock(None))
