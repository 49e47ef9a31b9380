"""Dates, periods and numbers in words that nobody can misread."""

from __future__ import annotations

from datetime import date

import pytest

from detente import wording


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        ("2020-05-04", "2020-05-04", "day", "4 May 2020"),
        ("2020-05-01", "2020-05-31", "month", "May 2020"),
        ("2020-04-01", "2020-06-30", "quarter", "Apr–Jun 2020"),
        ("2020-01-01", "2020-12-31", "year", "2020"),
        ("2020-05-04", "2020-05-10", "week", "the week of 4 May 2020"),
        ("2020-05-04", "2020-05-07", "range", "4–7 May 2020"),
        ("2019-12-30", "2020-01-02", "range", "30 Dec 2019 – 2 Jan 2020"),
    ],
)
def test_dates_say_how_exact_they_are(start: str, end: str, precision: str, words: str) -> None:
    assert wording.when({"start": start, "end": end, "precision": precision}) == words


def test_spans_of_months_are_short() -> None:
    assert wording.span(date(2009, 1, 9), date(2015, 12, 28)) == "Jan 2009 – Dec 2015"
    assert wording.span(date(2012, 5, 1), date(2012, 5, 30)) == "May 2012"
    assert wording.span(None, None) == "undated"


def test_no_date_is_undated() -> None:
    assert wording.when(None) == "undated"


@pytest.mark.parametrize(
    ("by", "start", "last"),
    [("day", "2020-02-29", "2020-02-29"), ("week", "2020-12-28", "2021-01-03"), ("month", "2020-02-01", "2020-02-29"),
     ("quarter", "2020-10-01", "2020-12-31"), ("year", "2020-01-01", "2020-12-31"),
     ("month", "2020-12-01", "2020-12-31")],
)  # fmt: skip
def test_last_day_of_a_period(by: str, start: str, last: str) -> None:
    assert wording.last_day(date.fromisoformat(start), by).isoformat() == last


def test_numbers() -> None:
    assert wording.signed(-1.25) == "−1.2"
    assert wording.signed(-0.04) == "0.0"
    assert wording.signed(None) == "–"
    assert wording.percent(0.997) == "over 99%"
    assert wording.percent(0.004) == "under 1%"
    assert wording.percent(1.0) == "100%"
    assert wording.share(1.5) == "1.5"
    assert wording.share(0) == ""


@pytest.mark.parametrize(
    ("url", "linked"),
    [("https://a.example/x", True), ("http://a.example", True), ("javascript:alert(1)", False), ("file:///etc", False),
     ("", False), (" https://a.example", False)],
)  # fmt: skip
def test_only_pages_of_the_web_are_linked(url: str, linked: bool) -> None:
    assert wording.web(url) is linked
