"""Actors in running text, on openly fictional and real states: phrases, pairs, pronouns, unknown names."""

from __future__ import annotations

from datetime import date

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
