"""Time expressions on the calendar: own sentences, about nobody, read on Wednesday, 3 December 2014."""

from __future__ import annotations

from datetime import date

import pytest

from detente.dates import find_dates
from detente.parse import Parser, split
from detente.records import Article

WEDNESDAY = date(2014, 12, 3)

# sentence | the expression's start of words | first day | last day | precision; "-" where it must stay open.
CASES = """
Varnian jets struck the port on Monday. | Monday | 2014-12-01 | 2014-12-01 | day
Varnian jets struck the port on Wednesday. | Wednesday | 2014-12-03 | 2014-12-03 | day
Varnian jets struck the port on Thursday. | Thursday | 2014-11-27 | 2014-11-27 | day
Varnian jets will strike the port on Thursday. | Thursday | 2014-12-04 | 2014-12-04 | day
The envoys will meet on Monday. | Monday | 2014-12-08 | 2014-12-08 | day
The envoys are to meet on Tuesday. | Tuesday | 2014-12-09 | 2014-12-09 | day
The envoys agreed to meet again on Tuesday. | Tuesday | 2014-12-09 | 2014-12-09 | day
The envoys plan to fly home on Sunday. | Sunday | 2014-12-07 | 2014-12-07 | day
The minister said the talks would resume on Friday. | Friday | 2014-12-05 | 2014-12-05 | day
The envoys had met on Friday. | Friday | 2014-11-28 | 2014-11-28 | day
The envoys have been talking since Friday. | since Friday | 2014-11-28 | 2014-12-03 | range
Gunmen fired on the post late Tuesday. | late Tuesday | 2014-12-02 | 2014-12-02 | day
Gunmen fired on the post early on Sunday. | early on Sunday | 2014-11-30 | 2014-11-30 | day
Gunmen fired on the post on Saturday night. | Saturday night | 2014-11-29 | 2014-11-29 | day
Gunmen fired on the post last Wednesday. | last Wednesday | 2014-11-26 | 2014-11-26 | day
Gunmen fired on the post last Monday. | last Monday | 2014-12-01 | 2014-12-01 | day
The envoys will meet next Wednesday. | next Wednesday | 2014-12-10 | 2014-12-10 | day
Kestoria expelled the envoy on Monday of last week. | Monday of last week | 2014-11-24 | 2014-11-24 | day
Kestoria expelled the envoy on Friday last week. | Friday last week | 2014-11-28 | 2014-11-28 | day
Kestoria expelled the envoy a week ago Monday. | a week ago Monday | 2014-11-24 | 2014-11-24 | day
Kestoria condemned Monday's raid. | Monday | 2014-12-01 | 2014-12-01 | day
Kestoria closed the border between Monday and Wednesday. | between Monday | 2014-12-01 | 2014-12-03 | range
The siege lasted from Friday to Monday. | from Friday | 2014-11-28 | 2014-12-01 | range
Kestoria withdrew yesterday. | yesterday | 2014-12-02 | 2014-12-02 | day
Kestoria withdrew the day before yesterday. | the day before yesterday | 2014-12-01 | 2014-12-01 | day
Kestoria withdrew today. | today | 2014-12-03 | 2014-12-03 | day
Kestoria withdrew this morning. | this morning | 2014-12-03 | 2014-12-03 | day
Kestoria withdrew last night. | last night | 2014-12-02 | 2014-12-02 | day
Kestoria will withdraw tomorrow. | tomorrow | 2014-12-04 | 2014-12-04 | day
Shells fell overnight. | overnight | 2014-12-02 | 2014-12-03 | range
Ondria lifted the ban last week. | last week | 2014-11-24 | 2014-11-30 | week
Ondria lifted the ban this week. | this week | 2014-12-01 | 2014-12-07 | week
Ondria will lift the ban next week. | next week | 2014-12-08 | 2014-12-14 | week
Ondria lifted the ban earlier this week. | earlier this week | 2014-12-01 | 2014-12-03 | range
Ondria lifted the ban last month. | last month | 2014-11-01 | 2014-11-30 | month
Ondria lifted the ban earlier this month. | earlier this month | 2014-12-01 | 2014-12-03 | range
Ondria will lift the ban later this month. | later this month | 2014-12-03 | 2014-12-31 | range
Ondria lifted the ban last year. | last year | 2013-01-01 | 2013-12-31 | year
Ondria lifted the ban this year. | this year | 2014-01-01 | 2014-12-31 | year
Ondria lifted the ban earlier this year. | earlier this year | 2014-01-01 | 2014-12-03 | range
Ondria lifted the ban early last year. | early last year | 2013-01-01 | 2013-03-31 | range
Ondria lifted the ban late last month. | late last month | 2014-11-21 | 2014-11-30 | range
Ondria lifted the ban at the end of last year. | the end of last year | 2013-10-01 | 2013-12-31 | range
Ondria lifted the ban last quarter. | last quarter | 2014-07-01 | 2014-09-30 | quarter
Clashes broke out over the weekend. | over the weekend | 2014-11-29 | 2014-11-30 | range
Clashes broke out last weekend. | last weekend | 2014-11-29 | 2014-11-30 | range
Three raids took place in recent days. | in recent days | 2014-11-26 | 2014-12-03 | range
Three raids took place in the past two weeks. | in the past two weeks | 2014-11-19 | 2014-12-03 | range
Three raids took place over the past year. | over the past year | 2013-12-03 | 2014-12-03 | range
Three raids took place in the last three months. | in the last three months | 2014-09-03 | 2014-12-03 | range
Three raids took place in the last 24 hours. | in the last 24 hours | 2014-12-02 | 2014-12-03 | range
The bridge was blown up two days ago. | two days ago | 2014-12-01 | 2014-12-01 | day
The bridge was blown up three weeks ago. | three weeks ago | 2014-11-12 | 2014-11-12 | day
The bridge was blown up on the 2nd. | on the 2nd | 2014-12-02 | 2014-12-02 | day
The bridge was blown up on the 14th. | on the 14th | 2014-11-14 | 2014-11-14 | day
The bridge will be opened on the 14th. | on the 14th | 2014-12-14 | 2014-12-14 | day
The bridge was blown up on the 14th of last month. | on the 14th of last month | 2014-11-14 | 2014-11-14 | day
The bridge was blown up in the week of Nov. 18. | the week of Nov. 18 | 2014-11-17 | 2014-11-23 | week
The bridge will be opened in the coming two weeks. | in the coming two weeks | 2014-12-03 | 2014-12-17 | range
The bridge is due to open on Thursday. | Thursday | 2014-12-04 | 2014-12-04 | day
The bridge was closed on Saturday and Sunday. | Saturday and Sunday | 2014-11-29 | 2014-11-30 | range
The bridge was shelled in 2012 and 2013. | 2012 and 2013 | 2012-01-01 | 2013-12-31 | range
The bridge was shelled in recent weeks. | in recent weeks | -
The bridge fell on Nov. 3; the week before, it had been shelled. | the week before | 2014-10-27 | 2014-11-02 | week
The bridge fell on Nov. 3; a week earlier it had been shelled. | a week earlier | 2014-10-27 | 2014-10-27 | day
The bridge was blown up two months ago. | two months ago | 2014-10-01 | 2014-10-31 | month
The bridge was blown up three years ago. | three years ago | 2011-01-01 | 2011-12-31 | year
The bridge was blown up a decade ago. | a decade ago | 2004-01-01 | 2004-12-31 | year
The bridge was blown up about five years ago. | about five years ago | 2009-01-01 | 2009-12-31 | year
The bridge was blown up more than five years ago. | more than five years ago | -
The bridge was blown up some years ago. | some years ago | -
The bridge was blown up on Nov. 24. | Nov. 24 | 2014-11-24 | 2014-11-24 | day
The bridge was blown up on Dec. 28. | Dec. 28 | 2013-12-28 | 2013-12-28 | day
The bridge will be opened on Dec. 28. | Dec. 28 | 2014-12-28 | 2014-12-28 | day
The bridge will be opened on Jan. 5. | Jan. 5 | 2015-01-05 | 2015-01-05 | day
The bridge was blown up on 24 November 2012. | 24 November 2012 | 2012-11-24 | 2012-11-24 | day
The bridge was blown up on November 24, 2012, by saboteurs. | November 24, 2012 | 2012-11-24 | 2012-11-24 | day
Ondria was struck by rebels on Monday. | Monday | 2014-12-01 | 2014-12-01 | day
The bridge was blown up on the 24th of November 2012. | the 24th of November 2012 | 2012-11-24 | 2012-11-24 | day
The bridge was blown up on 2012-11-24. | 2012-11-24 | 2012-11-24 | 2012-11-24 | day
The bridge was blown up on 24/11/2012. | 24/11/2012 | 2012-11-24 | 2012-11-24 | day
The bridge was blown up on 24.11.2012. | 24.11.2012 | 2012-11-24 | 2012-11-24 | day
The bridge was blown up on 4/11/2012. | 4/11/2012 | -
The bridge was blown up on Sunday, Nov. 30. | Sunday, Nov. 30 | 2014-11-30 | 2014-11-30 | day
The bridge was blown up on Saturday, Nov. 24. | Saturday, Nov. 24 | 2012-11-24 | 2012-11-24 | day
The talks ran from Nov. 24 to 26. | Nov. 24 to 26 | 2014-11-24 | 2014-11-26 | range
The talks ran on 24-26 November 2012. | 24-26 November 2012 | 2012-11-24 | 2012-11-26 | range
The talks ran from Dec. 28, 2012 to Jan. 3, 2013. | from Dec. 28 | 2012-12-28 | 2013-01-03 | range
The talks ran from 28 February to 2 March 2013. | from 28 February | 2013-02-28 | 2013-03-02 | range
The talks ran between March 3 and March 7, 2013. | between March 3 | 2013-03-03 | 2013-03-07 | range
The talks ran between March and May 2013. | between March | 2013-03-01 | 2013-05-31 | range
The talks ran from November 2012 to January 2013. | from November | 2012-11-01 | 2013-01-31 | range
The talks ran from December to February. | from December | 2013-12-01 | 2014-02-28 | range
Ondria joined the pact in March. | March | 2014-03-01 | 2014-03-31 | month
Ondria joined the pact in December. | December | 2014-12-01 | 2014-12-31 | month
Ondria will join the pact in March. | March | 2015-03-01 | 2015-03-31 | month
Ondria joined the pact in May. | May | 2014-05-01 | 2014-05-31 | month
Ondria joined the pact last May. | last May | 2014-05-01 | 2014-05-31 | month
Ondria joined the pact in March 2011. | March 2011 | 2011-03-01 | 2011-03-31 | month
Ondria joined the pact in March last year. | March last year | 2013-03-01 | 2013-03-31 | month
Ondria joined the pact in mid-July. | mid-July | 2014-07-11 | 2014-07-20 | range
Ondria joined the pact in early March 2011. | early March 2011 | 2011-03-01 | 2011-03-10 | range
Ondria joined the pact in late October. | late October | 2014-10-21 | 2014-10-31 | range
Ondria joined the pact in 2011. | 2011 | 2011-01-01 | 2011-12-31 | year
Ondria joined the pact in late 2011. | late 2011 | 2011-10-01 | 2011-12-31 | range
Ondria joined the pact in early 2011. | early 2011 | 2011-01-01 | 2011-03-31 | range
Ondria has been in the pact since 2001. | since 2001 | 2001-01-01 | 2014-12-03 | range
Ondria has been in the pact since March. | since March | 2014-03-01 | 2014-12-03 | range
Ondria occupied the coast from 2003 to 2008. | from 2003 to 2008 | 2003-01-01 | 2008-12-31 | range
Ondria occupied the coast between 2003 and 2008. | between 2003 and 2008 | 2003-01-01 | 2008-12-31 | range
Ondria occupied the coast in 2003-08. | 2003-08 | 2003-01-01 | 2008-12-31 | range
Ondria occupied the coast in the 1990s. | the 1990s | 1990-01-01 | 1999-12-31 | range
Ondria occupied the coast in the early 1990s. | the early 1990s | 1990-01-01 | 1993-12-31 | range
Ondria sold arms in the first half of 2009. | the first half of 2009 | 2009-01-01 | 2009-06-30 | range
Ondria sold arms in the second quarter. | the second quarter | 2014-04-01 | 2014-06-30 | quarter
Ondria sold in the fourth quarter of last year. | the fourth quarter of last year | 2013-10-01 | 2013-12-31 | quarter
Ondria sold in the first three months of 2013. | the first three months of 2013 | 2013-01-01 | 2013-03-31 | quarter
The 2011 raid angered Ondria. | 2011 | 2011-01-01 | 2011-12-31 | year
The Sept. 11 attacks changed Ondria. | Sept. 11 | 2001-09-11 | 2001-09-11 | day
The ceasefire began on 1 May; two days later it broke down. | two days later | 2014-05-03 | 2014-05-03 | day
The ceasefire began on Monday and broke down the next day. | the next day | 2014-12-02 | 2014-12-02 | day
The ceasefire began on Monday; a day earlier, shells had fallen. | a day earlier | 2014-11-30 | 2014-11-30 | day
The ceasefire began in 2010 and broke down the following year. | the following year | 2011-01-01 | 2011-12-31 | year
The ceasefire broke down two days after Monday's raid. | two days after Monday | 2014-12-03 | 2014-12-03 | day
The ceasefire broke down two days after the raid. | two days after | -
The ceasefire broke down two days later. | two days later | -
The ceasefire broke down the previous day. | the previous day | -
Crowds gathered on the anniversary of the coup. | on the anniversary | -
Crowds gathered during Ramadan. | during Ramadan | -
Crowds gathered on Christmas Day. | on Christmas Day | -
Crowds gathered in the summer of 1990. | the summer of 1990 | -
Crowds gathered last spring. | last spring | -
Crowds gathered before Christmas. | before Christmas | -
Crowds have recently gathered. | recently | -
Ondria must leave by Friday. | by Friday | -
Ondria must leave by 2016. | by 2016 | -
Ondria stayed until March. | until March | -
Ondria has protested for years. | for years | -
""".strip().splitlines()

# Words that look like times and are none.
NO_TIMES = """
The group may march on the capital.
Some 2011 people and 1,500 troops were there.
May said that nothing had changed.
The March on Fort Ondal was long.
He paid $2000 for 1990 tonnes.
Second Lieutenant Orsk spoke for half of them.
They fired at 10:30 from a distance of 2,000 metres.
""".strip().splitlines()


def read(sentence: str, published: date | None = WEDNESDAY, parse: bool = True) -> dict[str, tuple[str, ...] | None]:
    """Gives each expression of a sentence with what it resolves to."""
    [first, *_] = split(Article("x", sentence)).sentences
    if parse:
        Parser().parse([first])
    found = find_dates(first, published)
    for one in found:
        assert first.clean[one.start : one.end] == one.text
    return {
        one.text: (one.date.start.isoformat(), one.date.end.isoformat(), one.date.precision) if one.date else None
        for one in found
    }


def pick(found: dict[str, tuple[str, ...] | None], words: str) -> tuple[str, ...] | None:
    """Gives the reading of the expression that holds the words."""
    holding = [text for text in found if words in text or text in words]
    assert holding, f"'{words}' was not found among {list(found)}"
    return found[holding[-1]]


@pytest.mark.parametrize("case", CASES)
def test_an_expression_resolves(case: str) -> None:
    sentence, words, *wanted = (part.strip() for part in case.split("|"))
    assert pick(read(sentence), words) == (None if wanted == ["-"] else tuple(wanted))


@pytest.mark.parametrize("sentence", NO_TIMES)
def test_what_only_looks_like_a_time_is_none(sentence: str) -> None:
    assert not any(read(sentence).values())


@pytest.mark.parametrize("case", [c for c in CASES if not c.endswith("-")])
def test_without_a_publication_day_nothing_relative_resolves(case: str) -> None:
    sentence, words, *wanted = (part.strip() for part in case.split("|"))
    got = pick(read(sentence, published=None), words)
    absolute = any(mark in words for mark in ("2011", "2012", "2013", "2009", "2003", "1990", "Sept. 11")) or (
        "Dec. 28" in words and "to" in sentence.split()
    )
    if got is not None:
        assert got == tuple(wanted)
    if absolute and "since" not in words:
        assert got == tuple(wanted)


def test_a_sentence_without_a_tree_is_read_by_its_words() -> None:
    assert read("The envoys will meet on Monday.", parse=False) == {"Monday": ("2014-12-08", "2014-12-08", "day")}
    assert read("The envoys met on Monday.", parse=False) == {"Monday": ("2014-12-01", "2014-12-01", "day")}


def test_the_first_days_of_a_year_look_back_over_it() -> None:
    january = date(2015, 1, 4)
    assert read("Shells fell on Dec. 28.", january) == {"Dec. 28": ("2014-12-28", "2014-12-28", "day")}
    assert read("Shells fell in November.", january) == {"November": ("2014-11-01", "2014-11-30", "month")}
    assert read("Shells fell on Friday.", january) == {"Friday": ("2015-01-02", "2015-01-02", "day")}
    assert read("Shells fell last month.", january) == {"last month": ("2014-12-01", "2014-12-31", "month")}
    assert read("Shells fell in the fourth quarter.", january) == {
        "the fourth quarter": ("2014-10-01", "2014-12-31", "quarter")
    }


def test_days_that_no_calendar_has_are_open() -> None:
    assert not any(read("Shells fell on 31 November 2012 and on Feb. 30, 2012.").values())
    assert read("Shells fell on Feb. 29, 2013.") == {"Feb. 29, 2013": None}
    assert read("Shells fell on Feb. 29.") == {"Feb. 29": ("2012-02-29", "2012-02-29", "day")}
