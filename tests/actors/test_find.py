"""Actors in running text, on openly fictional and real states: phrases, pairs, pronouns, unknown names."""

from __future__ import annotations

from datetime import date

import pytest

from detente.actors import ActorFinder, load_roster
from detente.drafts import FoundActor
from detente.parse import Parser, split
from detente.records import Article


def find(text: str, day: date = date(2015, 1, 1)) -> list[FoundActor]:
    document = split(Article("a", text))
    Parser().parse(document.sentences)
    found = ActorFinder(load_roster()).find(document, day)
    return [actor for index in sorted(found) for actor in found[index]]


def named(found: list[FoundActor], text: str) -> FoundActor:
    return next(a for a in found if a.actor.span.text == text)


def test_possessor_and_possessed_are_two() -> None:
    found = find("Pakistan's army shelled militants near the border.")
    assert named(found, "Pakistan's army").actor.sectors == ("MIL",)
    assert named(found, "militants").actor.kind == "armed_group"


def test_demonym_of_an_act_is_the_state() -> None:
    actor = named(find("An American airstrike hit the town."), "American").actor
    assert (actor.name, actor.country, actor.kind) == ("United States", "USA", "state")


def test_pair_of_modifiers_has_parts() -> None:
    found = find("Turkish and Greek officials met on Monday.")
    assert {part.country for actor in found for part in actor.parts} == {"TUR", "GRC"}


def test_two_countries_are_the_last_two_named() -> None:
    found = find("France and Spain argued for years. The two countries signed a treaty.")
    both = named(found, "The two countries")
    assert [part.country for part in both.parts] == ["FRA", "ESP"]
    assert both.antecedent


def test_pronoun_takes_the_last_person() -> None:
    found = find("Foreign Minister Ilka Moreth arrived in Kestoria. She met farmers.")
    assert named(found, "She").actor.name == "Ilka Moreth"


def test_surname_after_full_name() -> None:
    found = find("General Tomas Reyl spoke first. Reyl then accused the rebels.")
    assert named(found, "Reyl").actor.sectors == ("MIL",)


def test_unknown_state_is_one_where_the_text_gives_it_an_army() -> None:
    found = find("The Varnian army crossed the river. Varnia denied it.")
    assert (named(found, "Varnia").actor.kind, named(found, "Varnia").actor.country) == ("state", None)


def test_unknown_name_stays_unknown() -> None:
    found = find("Grelsby condemned the raid.")
    assert named(found, "Grelsby").actor.kind == "unknown"


def test_spans_slice_the_text() -> None:
    text = "VARNA, May 3 — The  U.S.\narmy attacked rebels in Kestoria."
    document = split(Article("a", text))
    Parser().parse(document.sentences)
    for actors in ActorFinder(load_roster()).find(document, None).values():
        for actor in actors:
            span = actor.actor.span
            assert text[span.start : span.end] == span.text


def test_ministers_from_several_countries_have_parts() -> None:
    [ministers] = [a for a in find("Ministers from Turkey, Greece and Cyprus met in Geneva.") if a.parts]
    assert [part.country for part in ministers.parts] == ["TUR", "GRC", "CYP"]
    assert {part.sectors for part in ministers.parts} == {("GOV",)}


def test_two_states_in_one_word_are_two() -> None:
    [both] = [a for a in find("U.S.-Soviet talks began on Monday.", date(1987, 3, 1)) if a.parts]
    assert [part.country for part in both.parts] == ["USA", "SUN"]


def test_pronoun_takes_the_subject_not_the_last_named() -> None:
    found = find("Defence Minister Ilka Moreth met General Tomas Reyl. She said the talks went well.")
    assert named(found, "She").actor.name == "Ilka Moreth"
    found = find("President Bill Clinton met reporters and officials. He answered no question.", date(1995, 1, 1))
    assert named(found, "He").actor.name == "Bill Clinton"


def test_she_and_he_are_told_apart_by_first_names_and_titles() -> None:
    found = find("Mary Odell, the Kenyan finance minister, met spokesman Peter Osse. He left. She stayed.")
    assert named(found, "He").actor.name == "Peter Osse"
    assert named(found, "She").actor.name == "Mary Odell"


def test_a_surname_shared_by_two_goes_with_its_first_name() -> None:
    found = find("President Bill Clinton spoke. Hillary Clinton spoke too.", date(1995, 1, 1))
    assert named(found, "Hillary Clinton").actor.name == "Hillary Clinton"


def test_them_is_not_the_subject_of_its_own_verb() -> None:
    found = find("Kenyan fishermen said that Ugandan patrols beat them.")
    assert named(found, "them").actor.country == "KEN"


def test_it_that_stands_for_nothing_is_nobody() -> None:
    found = find("Brazil raised tariffs. It is likely that prices will rise. It said so.")
    assert [a.actor.country for a in found if a.actor.span.text == "It"] == ["BRA"]


def test_the_company_is_the_firm_named_and_the_official_of_the_firm_is_no_government() -> None:
    found = find("Orlanda Inc cut output. The company said it would close a mine. An Orlanda official blamed prices.")
    assert named(found, "The company").actor.name == "Orlanda Inc"
    assert named(found, "An Orlanda official").actor.sectors == ("BUS",)


def test_an_acronym_stands_for_what_it_was_spelt_out_from() -> None:
    found = find("The Union of Fish Traders (UFTX) protested. The UFTX denied the claim.")
    assert named(found, "The UFTX").actor.name.endswith("Union of Fish Traders")


def test_the_government_is_that_of_the_dateline_or_of_whom_the_text_speaks() -> None:
    found = find("NAIROBI, May 3 — The government raised fuel prices.")
    assert named(found, "The government").actor.country == "KEN"
    found = find("Brazil cut its budget at talks in Washington. The government gave no figures.")
    assert named(found, "The government").actor.country == "BRA"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("She left office in May.", "office"),
        ("French-speaking traders closed their shops.", "French"),
        ("The opposition to the treaty grew.", "The opposition"),
        ("He paid 20 Canadian dollars.", "Canadian"),
    ],
)
def test_words_that_only_describe_are_no_actors(text: str, phrase: str) -> None:
    assert phrase not in [a.actor.span.text for a in find(text)]


def test_mr_and_mrs_of_one_surname_are_two() -> None:
    found = find("Bill Clinton and Hillary Clinton spoke. Mr. Clinton left. Mrs. Clinton stayed.", date(2016, 1, 1))
    assert named(found, "Mr. Clinton").actor.name == "Bill Clinton"
    assert named(found, "Mrs. Clinton").actor.name == "Hillary Clinton"


def test_a_surname_in_s_is_one_person() -> None:
    found = find("Bernie Sanders lost three states. He gave a speech.", date(2016, 3, 1))
    assert named(found, "He").actor.name == "Bernie Sanders"


def test_the_dateline_is_read_by_the_day() -> None:
    found = find("BELGRADE, April 9 — The government raised prices.", date(1987, 4, 9))
    assert named(found, "The government").actor.country == "YUG"


def test_what_stands_before_a_dash_is_not_in_the_phrase() -> None:
    found = find("ROME - Israeli Foreign Minister Shimon Peres met officials.", date(1987, 4, 9))
    assert named(found, "Israeli Foreign Minister Shimon Peres").actor.country == "ISR"
