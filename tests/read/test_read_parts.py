"""Plain text taken apart; datelines, bylines and dates as newspapers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from detente.read import parts
from detente.read.dating import read_date
from detente.read.heading import byline_of, date_line_of, dateline_of

BODY = "Ostreva recalled its envoy on Monday.\n\nVeldania said that it was sorry."


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("PORT ANSEL - ", ""),
        ("PORT ANSEL, Veldania (Reuters) — ", "Reuters"),
        ("BRASILIA, March 3 - ", ""),
        ("NEW YORK/LONDON, March 3 (Reuters) - ", "Reuters"),
        ("UNITED NATIONS (AP) _ ", "Associated Press"),
        ("BEIJING, Dec. 10 (Xinhua) -- ", "Xinhua"),
        ("Port Ansel (AFP) - ", "Agence France-Presse"),
        ("Port Ansel, 4 May 2021 (AFP) — ", "Agence France-Presse"),
        ("ISLAMABAD: ", ""),
        ("SÃO PAULO – ", ""),
        ("WASHINGTON—", ""),
    ],
)
def test_dateline_is_found_and_stays_in_the_text(line: str, agency: str) -> None:
    found = parts(line + BODY)
    assert found.text.startswith(line)
    assert found.dateline == line.strip(" -–—_:")
    assert found.agency == agency


@pytest.mark.parametrize(
    "text",
    [
        "The talks - the first in years - failed.",
        "UPDATE: the bridge has reopened.",
        "EDITORIAL: The bridge must reopen.",
        "U.S.-led forces struck a camp.",
        "A man - he gave no name - crossed the bridge.",
        "Port Ansel - a town of bridges - was calm.",
    ],
)
def test_no_dateline_where_there_is_none(text: str) -> None:
    assert dateline_of(text) is None


def test_speaker_of_a_transcript_is_no_dateline() -> None:
    assert parts("HOLT: We will not go.\n\nSTAHL: Nor will we.").dateline == ""


def test_dated_dateline_gives_the_day_only_with_a_year() -> None:
    dated = parts("PORT ANSEL, Dec. 10, 2014 (AP) — " + BODY)
    assert dated.published is not None
    assert dated.published.day == date(2014, 12, 10)
    assert dated.published.source == "text"
    assert parts("PORT ANSEL, Dec. 10 (AP) — " + BODY).published is None


def test_title_and_deck_leave_the_text() -> None:
    found = parts(f"Envoy recalled\n\nOstreva acts after a raid.\n\nPORT ANSEL - {BODY}")
    assert (found.title, found.deck) == ("Envoy recalled", "Ostreva acts after a raid.")
    assert found.text == f"PORT ANSEL - {BODY}"


def test_without_a_sure_mark_the_second_paragraph_is_body_and_not_deck() -> None:
    found = parts(f"Envoy recalled\n\n{BODY}")
    assert (found.title, found.deck, found.text) == ("Envoy recalled", "", BODY)


def test_text_without_a_head_is_kept_whole() -> None:
    found = parts(BODY)
    assert (found.title, found.deck, found.text) == ("", "", BODY)


def test_one_short_line_is_text() -> None:
    assert parts("Veldania recalls its envoy").text == "Veldania recalls its envoy"


def test_corrections_are_kept_beside_the_text() -> None:
    note = "Correction: An earlier version of this article gave the wrong day."
    found = parts(f"{BODY}\n\n{note}")
    assert (found.text, found.note) == (BODY, note)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Velt and Ivo Marsh", ("Ana Velt", "Ivo Marsh")),
        ("BY ANA VELT IN PORT ANSEL", ("Ana Velt",)),
        ("By Ana Velt, Ivo Marsh and Lo Tann, Harbour Post Staff Writers", ("Ana Velt", "Ivo Marsh", "Lo Tann")),
        ("By Ana van der Velt | The Harbour Post", ("Ana van der Velt",)),
        ("By Staff Reporter", ()),
        ("By Monday the army had crossed the river", None),
        ("By then nobody was left.", None),
    ],
)
def test_byline(line: str, names: tuple[str, ...] | None) -> None:
    assert byline_of(line) == names


@pytest.mark.parametrize(
    ("line", "day", "moment"),
    [
        ("Published: 10 December 2014, 14:32 GMT", date(2014, 12, 10), datetime(2014, 12, 10, 14, 32, tzinfo=UTC)),
        (
            "Dec. 10, 2014 at 2:32 p.m. EST",
            date(2014, 12, 10),
            datetime(2014, 12, 10, 14, 32, tzinfo=timezone(timedelta(hours=-5))),
        ),
        ("Wednesday, 10 December 2014", date(2014, 12, 10), None),
    ],
)
def test_line_of_nothing_but_a_date(line: str, day: date, moment: datetime | None) -> None:
    found = date_line_of(line)
    assert found is not None
    assert (found.day, found.moment) == (day, moment)


@pytest.mark.parametrize("line", ["On December 10, 2014 the army attacked", "Posted on 10/12/2014", "May 2014"])
def test_line_that_is_more_or_less_than_a_date(line: str) -> None:
    assert date_line_of(line) is None


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2014-12-10", date(2014, 12, 10)),
        ("20141210", date(2014, 12, 10)),
        ("10 Dec 2014", date(2014, 12, 10)),
        ("31/12/2014", date(2014, 12, 31)),
        ("Wed, 10 Dec 2014 23:30:00 -0500", date(2014, 12, 10)),
        ("2014-12-10T23:30:00-05:00", date(2014, 12, 10)),
        (date(2014, 12, 10), date(2014, 12, 10)),
    ],
)
def test_whole_days_are_read_as_written(value: object, day: date) -> None:
    found = read_date(value)
    assert found is not None
    assert found[0] == day


@pytest.mark.parametrize("value", ["", "2014", "2014-12", "Dec 2014", "03/04/2014", "2014-13-40", "last week", 7, None])
def test_less_than_a_day_is_no_date(value: object) -> None:
    assert read_date(value) is None


def test_zone_is_kept() -> None:
    found = read_date("2014-12-10T23:30:00-05:00")
    assert found is not None
    assert found[1] == datetime(2014, 12, 11, 4, 30, tzinfo=UTC)
    assert found[1].utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("By Ana Velt, Associated Press", "Associated Press"),
        ("By The Associated Press", "Associated Press"),
        ("Copyright 2020 The Associated Press. All rights reserved.", "Associated Press"),
        ("© 2021 Reuters", "Reuters"),
        ("By Ana Velt and Ivo Marsh, staff writers", ""),
        ("By Reuters' count, nine ships were at anchor.", ""),
    ],
)
def test_an_agency_is_credited_in_the_byline_or_below(line: str, agency: str) -> None:
    assert parts(f"Ferries stop\n{line}\n\nThe ferries stopped on Monday, the port of Kestrel said.").agency == agency
