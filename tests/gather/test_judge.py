from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from reports import act, traced

from detente.gather import Facts, judge, judge_member, keys_of, meeting
from detente.records import ActDate

MONDAY, TUESDAY = date(2003, 5, 5), date(2003, 5, 6)
SHELLING = act(
    "Varnian troops shelled the town of Selk, killing seven.", "shelled", "Varnian troops", "Selk", MONDAY, dead=7
)


def test_a_later_report_with_another_toll_is_of_the_same_act() -> None:
    later = act("Ten died when Varnian guns hit Selk.", "hit", "Varnian guns", "Selk", MONDAY, dead=10, article="a2")
    found = judge(traced(SHELLING), traced(later, article="a2"))
    assert found.score > 0.5
    assert "same day" in found.reason


@pytest.mark.parametrize(
    "other",
    [
        act("Varnian troops shelled Selk again.", "shelled", "Varnian troops", "Selk", date(2003, 5, 7), article="a2"),
        act("Kestorian troops shelled Selk.", "shelled", "Kestorian troops", "Selk", MONDAY, article="a2"),
        act("Selk shelled Varnian troops.", "shelled", "Selk", "Varnian troops", MONDAY, article="a2"),
        act("Varnia will shell Selk.", "shell", "Varnia", "Selk", MONDAY, article="a2", factuality="planned"),
        act(
            "Varnia has shelled Selk this week.", "shelled", "Varnia", "Selk", MONDAY, article="a2", occurrence="series"
        ),
        act("Varnia met Selk.", "met", "Varnia", "Selk", MONDAY, "CONSULT", article="a2"),
    ],
    ids=["other day", "other actor", "other way round", "planned", "series", "other type"],
)
def test_what_rules_one_act_out(other: object) -> None:
    assert judge(traced(SHELLING), traced(other, article="a2")).score < 0.5  # type: ignore[arg-type]


def test_the_judgement_is_the_same_whichever_comes_first() -> None:
    later = traced(act("Ten died when Varnian guns hit Selk.", "hit", "Varnian guns", "Selk", TUESDAY, article="a2"))
    assert judge(traced(SHELLING), later) == judge(later, traced(SHELLING))


def test_gunmen_who_kill_troops_are_not_troops_who_kill_gunmen() -> None:
    one = act("Masked gunmen killed 15 soldiers in Selk.", "killed", "gunmen", "soldiers", MONDAY, dead=15)
    soldiers = replace(one.recipients[0], kind="organisation", sectors=("MIL",))
    one = replace(one, recipients=(soldiers,))
    other = act("Our soldiers killed 15 gunmen in Selk.", "killed", "soldiers", "gunmen", MONDAY, dead=15)
    other = replace(other, actors=(replace(other.actors[0], kind="organisation", sectors=("MIL",)),))
    assert judge(traced(one), traced(other, article="a2")).score < 0.5


def test_a_promise_is_not_what_it_promises() -> None:
    given = act("Varnia gave Selk 40 trucks of rice.", "gave", "Varnia", "Selk", MONDAY, "AID")
    promised = act("Varnia promised Selk 40 trucks of rice.", "promised", "Varnia", "Selk", MONDAY, "AGREE", "a2",
                   of_type="AID")  # fmt: skip
    assert judge(traced(given), traced(promised, article="a2")).score == 0
    plain = act("Varnia granted Selk 40 trucks of rice.", "granted", "Varnia", "Selk", MONDAY, "AID", "a2")
    assert judge(traced(given), traced(plain, article="a2")).score > 0.5


def test_blows_on_two_things_are_two_and_a_report_without_an_actor_joins_one_that_names_him() -> None:
    market = act("Masked rebels bombed a market in Selk.", "bombed", "rebels", "Selk", MONDAY)
    school = act("Police said two died when a bomb hit a school of Selk.", "bomb", "", "Selk", MONDAY, article="a2")
    nobody = act("Seven died when a bomb went off in a market of Selk.", "bomb", "", "Selk", MONDAY, article="a2")
    assert judge(traced(market), traced(school, article="a2")).score < 0.5
    assert judge(traced(market), traced(nobody, article="a2")).score > 0.5


def test_a_day_counted_in_weeks_is_meant_roughly() -> None:
    seized = act("Soldiers seized Varnia at his farm in Selk.", "seized", "Soldiers", "Varnia", MONDAY, "COERCE")

    def told(day: int, words: str) -> Facts:
        date_of = ActDate(date(2003, 5, day), date(2003, 5, day), "day", "text", words)
        text = f"Varnia was held since soldiers seized him at his farm {words}."
        return traced(act(text, "seized", "soldiers", "Varnia", MONDAY, "COERCE", "a2", date=date_of), None, "a2")

    assert judge(traced(seized), told(7, "two weeks ago")).score > 0.5
    assert judge(traced(seized), told(9, "two weeks ago")).score < 0.5
    assert judge(traced(seized), told(7, "on Wednesday")).score < 0.5


def test_the_name_of_a_state_is_no_other_place_than_a_town() -> None:
    town = act("Rebels ambushed a patrol near Bordu.", "ambushed", "Rebels", "patrol", MONDAY, dead=5)
    for where, told in (("Pakistan", False), ("Hestra", True)):
        text = f"Officers near {where} died when rebels ambushed a patrol."
        other = act(text, "ambushed", "rebels", "patrol", MONDAY, article="a2", dead=5)
        assert ("other names" in judge(traced(town), traced(other, article="a2")).reason) == told


def test_an_act_belongs_to_a_series_of_its_parties_and_days_and_no_other() -> None:
    series = traced(
        act("Varnia carried out raids on Selk.", "raids", "Varnia", "Selk", date(2003, 5, 1), occurrence="series",
            until=date(2003, 5, 9), article="a2"), article="a2")  # fmt: skip
    assert judge_member(traced(SHELLING), series).score > 0.5
    after = replace(traced(SHELLING), first=date(2003, 6, 1), last=date(2003, 6, 1))
    assert judge_member(after, series).score == 0
    elsewhere = traced(act("Varnian troops shelled Merrow.", "shelled", "Varnian troops", "Merrow", MONDAY))
    assert judge_member(elsewhere, series).score == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            act("Varnia struck Selk.", "struck", "Varnia", "Selk", date(2003, 4, 30)),
            act("Varnia struck Selk.", "struck", "Varnia", "Selk", date(2003, 5, 1), article="a2"),
        ),
        (
            act("A drone strike killed rebels.", "strike", "", "rebels", MONDAY),
            act("Varnia's drone strike killed four rebels.", "strike", "Varnia", "rebels", MONDAY, article="a2"),
        ),
        (
            act("Varnia killed nine in Selk.", "killed", "Varnia", "Selk", MONDAY, dead=9),
            act("Varnia killed nine in Selk.", "killed", "Varnia", "Selk", date(2003, 1, 1), dead=9, article="a2",
                until=date(2003, 12, 31)),
        ),
    ],
    ids=["over the border of a month", "without an actor", "by year only"],
)  # fmt: skip
def test_reports_of_one_act_meet(one: object, other: object) -> None:
    a, b = traced(one), traced(other, article="a2")  # type: ignore[arg-type]
    assert meeting([(a.id, keys_of(a)), (b.id, keys_of(b))]) == {tuple(sorted((a.id, b.id)))}
