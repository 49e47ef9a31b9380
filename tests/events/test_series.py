"""Acts told as members of a series point to it."""

from __future__ import annotations

from collections.abc import Callable

from marked_sentences import Coded

Code = Callable[[str], Coded]


def test_a_member_points_to_its_series(code: Code) -> None:
    coded = code(
        "{Norland} carried out a series of airstrikes on {armed_group|rebels in the delta}. "
        "{Norland} bombed {armed_group|a rebel camp} on Monday."
    )
    series, member = coded.of("ASSAULT")
    assert series.occurrence == "series"
    assert series.series is None
    assert member.series == coded.drafts.index(series)


def test_what_is_done_to_others_or_by_others_or_in_another_year_is_no_member(code: Code) -> None:
    whole = "{Norland} carried out a series of airstrikes on {armed_group|rebels in the delta}. "
    for other in (
        "{Norland} bombed {Sudmark} on Monday.",
        "{Norland} bombed {armed_group|a rebel camp} in 1988.",
        "{Norland} accused {armed_group|the rebels} of theft.",
    ):
        coded = code(whole + other)
        assert len(coded.drafts) == 2, coded.told()
        assert [d.series for d in coded.drafts] == [None, None]
