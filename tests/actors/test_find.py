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


@pytest.mark.parametrize(
    ("text", "phrase", "country", "sector", "kind"),
    [
        ("Portugal pulled its troops in Angola back.", "its troops", "PRT", "MIL", "state"),
        ("Chile closed its embassy in Tehran.", "its embassy", "CHL", "GOV", "state"),
        ("Norway denied that its soldiers had crossed.", "its soldiers", "NOR", "MIL", "state"),
        ("Minister Ole Lund of Norway met his Finnish counterpart.", "his Finnish counterpart", "FIN", "GOV", "person"),
        ("Two French nurses were freed.", "Two French nurses", "FRA", "MED", "person"),
        ("Some 3,000 Kenyan teachers marched.", "Some 3,000 Kenyan teachers", "KEN", "EDU", "society"),
        ("Five of the Kenyan soldiers were hurt.", "Five of the Kenyan soldiers", "KEN", "MIL", "person"),
        ("Kenyan soldiers shelled the town.", "Kenyan soldiers", "KEN", "MIL", "state"),
        ("A Dutch hospital ship sailed for Haiti.", "A Dutch hospital ship", "NLD", "MIL", "state"),
        ("NATO jets bombed the bridge.", "NATO jets", "IGO", "MIL", "igo"),
        ("The Honduran Congress rejected the bill.", "The Honduran Congress", "HND", "LEG", "state"),
        ("Members of the Chilean senate objected.", "Members of the Chilean senate", "CHL", "LEG", "person"),
        ("Police held a robbery suspect.", "a robbery suspect", None, "CVL", "society"),
        ("A syndicate of Dutch banks lent it money.", "A syndicate of Dutch banks", "NLD", "BUS", "organisation"),
        ("An Omani general said troops had landed.", "troops", "OMN", "MIL", "state"),
        ("GAO, Mali, May 4 - Students stoned the court.", "Students", "MLI", "EDU", "society"),
        ("GAO, Mali, May 4 - A Western diplomat was robbed.", "A Western diplomat", None, "GOV", "person"),
        ("Thousands cheered the singers.", "Thousands", None, "CVL", "society"),
        ("More than 30 countries condemned the raid.", "More than 30 countries", None, "", "state"),
    ],
)
def test_phrases_in_sentences(text: str, phrase: str, country: str | None, sector: str, kind: str) -> None:
    actor = named(find(text), phrase).actor
    assert (actor.country, (actor.sectors or ("",))[0], actor.kind) == (country, sector, kind)


def test_the_owner_names_what_a_pronoun_owns_and_the_place_is_a_phrase_of_its_own() -> None:
    found = find("Portugal pulled its troops in Angola back.")
    assert named(found, "its troops").actor.name == "Portugal's troops"
    assert named(found, "Angola").actor.country == "AGO"


def test_a_groups_own_fighters_are_of_the_group() -> None:
    found = find("The Tamil Tigers said their fighters had withdrawn.", date(1996, 1, 1))
    assert named(found, "their fighters").actor.group == named(found, "The Tamil Tigers").actor.name


def test_both_ambassadors_have_a_country_each() -> None:
    found = find("Ecuador and Colombia recalled their ambassadors.")
    assert [part.country for part in named(found, "their ambassadors").parts] == ["ECU", "COL"]


def test_states_and_groups_joined_before_a_head_are_parts_with_spans_of_their_own() -> None:
    [officers] = [a for a in find("Thai and Khmer Rouge officers met.", date(1990, 1, 1)) if a.parts]
    assert [(p.country, p.sectors[0], p.span.text) for p in officers.parts] == [
        ("THA", "MIL", "Thai and Khmer Rouge officers"),
        ("KHM", "REB", "Khmer Rouge officers"),
    ]


@pytest.mark.parametrize("phrase", ["Both governments", "Each side", "Neither", "The two countries"])
def test_plurals_are_the_states_and_not_their_officials(phrase: str) -> None:
    found = find(f"President Ole Lund of Norway met Finnish officials in Oslo. {phrase} refused.")
    parts = named(found, phrase).parts
    assert {part.country for part in parts} == {"NOR", "FIN"}
    if "side" not in phrase and phrase != "Neither":
        assert {part.kind for part in parts} == {"state"}


def test_two_countries_are_those_spoken_of_most() -> None:
    text = (
        "Chad accused Niger of theft. Niger denied it. Chad closed the road. France watched. The two countries talked."
    )
    assert {part.country for part in named(find(text), "The two countries").parts} == {"TCD", "NER"}


def test_three_countries_are_three() -> None:
    found = find("Greece, Italy and Malta promised boats. The three countries will share them.")
    assert [part.country for part in named(found, "The three countries").parts] == ["GRC", "ITA", "MLT"]


@pytest.mark.parametrize("text", ["FINAL: Brazil beat Chile.", "SUKHUMI - The army fired.", "UPDATEDD prices rose."])
def test_headings_in_capitals_are_no_actors(text: str) -> None:
    assert not [a for a in find(text) if a.actor.span.text in ("FINAL", "SUKHUMI", "UPDATEDD")]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("A court jailed her in Brno, a rare verdict.", "Brno"),
        ("Rebels in violation of the truce shelled Bria.", "Rebels"),
        ("A corporal with sticks beat the boys.", "A corporal"),
        ("Soldiers in eastern Angola mutinied.", "Soldiers in eastern Angola"),
    ],
)
def test_phrases_end_before_what_does_not_say_who(text: str, phrase: str) -> None:
    assert phrase in [a.actor.span.text for a in find(text)]


# text | phrase | country, first sector
PLACED = """
An Iraqi military communique said warplanes attacked the port. | warplanes | IRQ MIL
Nicaraguan rebels crossed into Honduras. A rebel commander accused Managua of lies. | A rebel commander | NIC REB
Nigerian students rested. Students burned a flag outside the embassy in Jakarta. | Students | IDN EDU
The European Community opened talks with Japan. The Community rejected a plan. | The Community | IGO IGO
The U.N. Security Council met. Guerrillas then attacked the mission. | the mission | IGO IGO
Germany, whose foreign minister has pressed Serbia, sent tents. | whose foreign minister | DEU GOV
Rebels of the Rwandan Patriotic Front met. Their leaders rejected a truce. | Their leaders | RWA REB
European Community (EC) foreign ministers met. | European Community (EC) foreign ministers | IGO GOV
The veteran Ivorian leader praised France. | The veteran Ivorian leader | CIV GOV
U.S. bombers hit a bridge. | U.S. bombers | USA MIL
Two American Zinc officials resigned. | Two American Zinc officials | USA BUS
Guerrillas shelled three villages in Chad. | three villages | - CVL
The Finnish minister for transport, Aino Lehtola, spoke. | The Finnish minister for transport, Aino Lehtola | FIN GOV
PRAGUE - The opposition criticized the Communist leadership. | the Communist leadership | CSK GOV
"""


@pytest.mark.parametrize("line", [line for line in PLACED.splitlines() if line])
def test_whose_a_phrase_is_that_names_no_state(line: str) -> None:
    text, phrase, expected = (part.strip() for part in line.split("|"))
    actor = named(find(text, date(1989, 1, 2)), phrase).actor
    assert f"{actor.country or '-'} {actor.sectors[0]}" == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The plan met strong opposition from farmers.", "strong opposition from farmers"),
        ("Troops met fierce resistance in Ardan.", "fierce resistance in Ardan"),
        ("Mr. King was seen in Dallas.", "King"),
        ("Larry King was seen in Dallas.", "King"),
    ],
)
def test_words_that_are_no_role_here(text: str, word: str) -> None:
    sectors = {a.actor.sectors[:1] for a in find(text) if word in a.actor.span.text}
    assert sectors <= {(), ("UNK",)}
