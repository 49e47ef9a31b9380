"""Dates of acts: which time expression of a text is an act's own, and when the report's day stands in."""

from __future__ import annotations

from datetime import date

import pytest

from detente.dates import Timeline, period_of
from detente.drafts import ActDraft, Judgement, Tokens
from detente.parse import Document, Parser, split
from detente.records import ActDate, Article, Published

WEDNESDAY = date(2014, 12, 3)


def document(text: str, title: str = "") -> Document:
    made = split(Article("x", text, title=title, published=Published(WEDNESDAY)))
    Parser().parse(made.sentences)
    return made


def act(made: Document, words: str, **fields: object) -> ActDraft:
    """Makes the act whose trigger is the given words, in the first sentence that has them."""
    for sentence in made.sentences:
        at = sentence.clean.find(words)
        if at >= 0:
            start, last = sentence.token_at(at), sentence.token_at(at + len(words) - 1)
            assert start is not None
            assert last is not None
            span = sentence.tree[start : last + 1]
            chosen = {"event_type": "ASSAULT", **fields}
            return ActDraft(Tokens(sentence.index, start, last + 1, span.root.i), **chosen)  # type: ignore[arg-type]
    raise AssertionError(f"'{words}' is not in the text")


def dated(text: str, *triggers: str, historical: bool = False, title: str = "", **fields: object) -> ActDate | None:
    """Dates the acts of a text in order; gives the date of the last one."""
    made = document(text, title)
    timeline = Timeline(made, WEDNESDAY)
    found = None
    for words in triggers:
        found = timeline.date_act(act(made, words, **fields), Judgement("asserted", historical))
    return found


# text | trigger | first day | basis; "-" where the act has no date.
OWN_WORDS = """
On Nov. 24, Varnian jets struck a depot. | struck | 2014-11-24 | text
Varnian jets struck a depot on Monday, killing four. | killing | 2014-12-01 | text
The 2011 raid that killed the rebel chief angered Ondria. | killed | 2011-01-01 | text
The 2011 raid that killed the rebel chief angered Ondria. | raid | 2011-01-01 | text
Ondria was angry after the 2011 raid on its port. | raid | 2011-01-01 | text
Monday's raid killed four. | killed | 2014-12-01 | text
Kestoria carried out a series of strikes in recent days. | carried out | 2014-11-26 | text
Kestoria carried out a series of strikes in recent days. | strikes | 2014-11-26 | text
The rebels, who had shelled the port in March, attacked the town on Monday. | attacked | 2014-12-01 | text
The rebels, who had shelled the port in March, attacked the town on Monday. | shelled | 2014-03-01 | text
Officials said on Tuesday that the rebels had attacked the town on Sunday. | attacked | 2014-11-30 | text
Ondria signed the pact on Monday and sent troops on Tuesday. | signed | 2014-12-01 | text
Ondria signed the pact on Monday and sent troops on Tuesday. | sent | 2014-12-02 | text
On Monday, Ondria signed the pact and freed the captives. | freed | 2014-12-01 | text
The envoy was expelled in 2012 over the 1998 killings. | expelled | 2012-01-01 | text
The envoy was expelled in 2012 over the 1998 killings. | killings | 1998-01-01 | text
Ondria was awarded the 2012 peace prize and struck a depot on Monday. | struck | 2014-12-01 | text
In a raid late on Sunday, soldiers captured two men. | captured | 2014-11-30 | text
Clashes on Sunday left four dead. | Clashes | 2014-11-30 | text
Varnia, which has been at war since 2001, bombed the port yesterday. | bombed | 2014-12-02 | text
""".strip().splitlines()

LEFT_OPEN = """
Ondria bombed the port during Ramadan. | bombed
Ondria recently bombed the port. | bombed
Ondria bombed the port on the anniversary of the coup. | bombed
Ondria bombed the port some years ago. | bombed
Ondria will bomb the port. | bomb
Ondria bombs the port. | bombs
Ondria had bombed the port. | bombed
Ondria wants to bomb the port. | bomb
""".strip().splitlines()


@pytest.mark.parametrize("case", OWN_WORDS)
def test_an_act_has_the_time_of_its_own_words(case: str) -> None:
    text, trigger, first, basis = (part.strip() for part in case.split("|"))
    found = dated(text, trigger)
    assert found is not None
    assert (found.start.isoformat(), found.basis) == (first, basis)
    assert found.text in text


@pytest.mark.parametrize("case", LEFT_OPEN)
def test_an_open_time_is_never_the_day_of_the_report(case: str) -> None:
    text, trigger = (part.strip() for part in case.split("|"))
    assert dated(text, trigger) is None


@pytest.mark.parametrize(
    "text",
    [
        "Ondria bombed the port.",
        "Ondria has bombed the port.",
        "The port was bombed by Ondria.",
        "Ondria said it bombed the port.",
    ],
)
def test_a_past_act_of_news_has_the_day_of_the_report(text: str) -> None:
    assert dated(text, "bombed") == ActDate(WEDNESDAY, WEDNESDAY, "day", "report", "")


def test_the_day_of_saying_is_not_the_day_of_the_act() -> None:
    found = dated("Officials said on Monday that rebels attacked the town.", "attacked")
    assert found is not None
    assert found.basis == "report"


def test_history_and_standing_facts_never_have_the_day_of_the_report() -> None:
    assert dated("Ondria bombed the port.", "bombed", historical=True) is None
    assert dated("Ondria bombed the port.", "bombed", occurrence="habitual") is None
    assert dated("Ondria killed thousands.", "killed", occurrence="cumulative") is None


def test_without_a_publication_day_there_is_no_day_of_the_report() -> None:
    made = document("Ondria bombed the port. Ondria shelled the town on Monday. Ondria took the hill in 2011.")
    timeline = Timeline(made, None)
    judged = Judgement("asserted")
    assert timeline.date_act(act(made, "bombed"), judged) is None
    assert timeline.date_act(act(made, "shelled"), judged) is None
    year = timeline.date_act(act(made, "took"), judged)
    assert year is not None
    assert (year.start, year.end, year.precision) == (date(2011, 1, 1), date(2011, 12, 31), "year")


def test_a_headline_in_the_present_tense_is_news() -> None:
    found = dated("Nothing more is known.", "strike", title="Varnian jets strike depot")
    assert found is not None
    assert found.basis == "report"


def test_the_strike_is_the_strike_told_before() -> None:
    text = "On Nov. 24, a Varnian strike missed the rebel chief.\n\nThe strike in the east killed three fighters."
    found = dated(text, "strike missed", "killed")
    assert found is not None
    assert (found.start.isoformat(), found.basis) == ("2014-11-24", "paragraph")


def test_a_paragraph_goes_on_with_its_day() -> None:
    text = "Gunmen attacked a convoy on Sunday. They killed four soldiers."
    found = dated(text, "attacked", "killed")
    assert found is not None
    assert (found.start.isoformat(), found.basis) == ("2014-11-30", "paragraph")


def test_days_count_from_the_date_told_before() -> None:
    text = "Gunmen attacked a convoy on Sunday. Two days earlier, they had shelled the town."
    found = dated(text, "attacked", "shelled")
    assert found is not None
    assert found.start == date(2014, 11, 28)


def test_what_is_promised_for_friday_is_promised_now() -> None:
    text = "Varnia threatened to strike the port on Friday."
    found = dated(text, "threatened", event_type="THREATEN")
    assert found is not None
    assert (found.start, found.basis) == (WEDNESDAY, "report")
    assert dated("Varnia will strike the port on Friday.", "will strike", event_type="THREATEN", retyped=True) is None
    found = dated(
        "The chief said on Monday that Varnia will strike the port.", "will strike", event_type="THREATEN", retyped=True
    )
    assert found is not None
    assert found.start == date(2014, 12, 1)


def test_a_statement_has_the_widest_time_of_its_sentence() -> None:
    [sentence, *_] = document("Ties have been cool since 2001 and soured on Monday.").sentences
    found = period_of(sentence, WEDNESDAY)
    assert found is not None
    assert (found.start, found.end) == (date(2001, 1, 1), WEDNESDAY)
    [sentence, *_] = document("Ties have been cool.").sentences
    assert period_of(sentence, WEDNESDAY) is None


def test_what_is_presupposed_is_not_dated_by_the_report() -> None:
    assert dated("The invasion of Ondria led to chaos.", "invasion") is None
    assert dated("Karl Orsk, who was jailed by Ondria, thanked his friends.", "jailed") is None


def test_a_year_stays_with_its_own_clause() -> None:
    found = dated("Ondria shelled the town in 2011 and bombed the port.", "bombed")
    assert found is None or found.basis == "report"
    found = dated("In 2011, Ondria shelled the town and bombed the port.", "bombed")
    assert found is not None
    assert found.text == "2011"
    found = dated("Ties broke after soldiers entered the valley in 2011 and burned its villages.", "burned")
    assert found is not None
    assert found.text == "2011"
