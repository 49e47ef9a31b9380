"""Where acts took place: phrases of own sentences, and which of them is an act's."""

from __future__ import annotations

import pytest

from detente.drafts import ActDraft, Tokens
from detente.parse import Document, Parser, split
from detente.places import Atlas
from detente.records import Article, Place


def document(text: str) -> Document:
    made = split(Article("x", text))
    Parser().parse(made.sentences)
    return made


def act(made: Document, words: str, event_type: str = "ASSAULT") -> ActDraft:
    for sentence in made.sentences:
        at = sentence.clean.find(words)
        if at >= 0:
            start, last = sentence.token_at(at), sentence.token_at(at + len(words) - 1)
            assert start is not None
            assert last is not None
            root = sentence.tree[start : last + 1].root.i
            return ActDraft(Tokens(sentence.index, start, last + 1, root), event_type)  # type: ignore[arg-type]
    raise AssertionError(f"'{words}' is not in the text")


def placed(text: str, *triggers: str, event_type: str = "ASSAULT") -> tuple[Place | None, str | None]:
    """Places the acts of a text in order; gives what the last one got."""
    made = document(text)
    atlas = Atlas(made, {})
    found: tuple[Place | None, str | None] = (None, None)
    for words in triggers:
        found = atlas.place_act(act(made, words, event_type))
    return found


# text | trigger | name | country | precision | relation | territory
FORCE = """
Gunmen killed nine officers in Kunduz, Afghanistan. | killed | Kunduz | AFG | city | in | AFG
An air raid in eastern Afghanistan hit a barn. | hit | eastern Afghanistan | AFG | region | in | AFG
An air raid in eastern Afghanistan hit a barn. | raid | eastern Afghanistan | AFG | region | in | AFG
A blast in Afghanistan's Nangarhar province killed a shepherd. | killed | Nangarhar | AFG | admin | in | AFG
A strike in southern Helmand province killed three. | killed | Helmand | AFG | region | in | AFG
The raid in Pakistan that killed the chief was secret. | raid | Pakistan | PAK | country | in | PAK
The raid in Pakistan that killed the chief was secret. | killed | Pakistan | PAK | country | in | PAK
Gunmen attacked a convoy near Torkham in eastern Afghanistan. | attacked | Torkham | - | point | near | AFG
A bomb went off at the Bagram air base. | went off | Bagram | AFG | point | in | AFG
Soldiers fired along the Afghanistan-Pakistan border. | fired | Afghanistan-Pakistan border | - | region | border | -
Soldiers traded fire on the Turkish-Syrian border. | traded fire | Turkey-Syria border | - | region | border | -
Soldiers fired on the border between India and Pakistan. | fired | India-Pakistan border | - | region | border | -
Soldiers traded fire on the border with Iran. | traded fire | Iran border | - | region | border | -
Soldiers traded fire across Iraq's border with Syria. | traded fire | Iraq-Syria border | - | region | border | -
Soldiers traded fire along the Line of Control in Kashmir. | traded fire | Line of Control | - | region | border | -
Pirates seized a tanker off the coast of Somalia. | seized | Somalia | SOM | water | off | -
Pirates seized a tanker in the Gulf of Aden. | seized | Gulf of Aden | - | water | in | -
Jets shot down a drone over the Aegean Sea. | shot down | Aegean Sea | - | water | in | -
Shells landed inside Turkish territory. | landed | Turkey | TUR | country | in | TUR
Jets bombed Aleppo overnight. | bombed | Aleppo | SYR | city | in | SYR
Rockets fired from Gaza hit the southern Israeli city of Ashkelon. | hit | Ashkelon | ISR | city | in | ISR
Militants shot five soldiers in the Pakistani city of Quetta. | shot | Quetta | PAK | city | in | PAK
A clash north of Mosul left four dead. | clash | Mosul | IRQ | city | near | IRQ
Fighters stormed a village in Nigeria's Borno state. | stormed | Borno | NGA | admin | in | NGA
The Kabul bombing left three dead. | bombing | Kabul | AFG | city | in | AFG
Police shot a man in Paris, Texas. | shot | Paris | USA | city | in | USA
Police shot a man in Paris. | shot | Paris | FRA | city | in | FRA
Soldiers opened fire in Hyderabad, Pakistan. | opened fire | Hyderabad | PAK | city | in | PAK
Soldiers opened fire in Hyderabad. | opened fire | Hyderabad | IND | city | in | IND
Soldiers opened fire in Tripoli, Lebanon. | opened fire | Tripoli | LBN | city | in | LBN
Soldiers opened fire in Tripoli. | opened fire | Tripoli | LBY | city | in | LBY
Soldiers opened fire in Tbilisi, Georgia. | opened fire | Tbilisi | GEO | city | in | GEO
Soldiers opened fire in Atlanta, Georgia. | opened fire | Atlanta | USA | city | in | USA
Soldiers opened fire in Darfur. | opened fire | Darfur | SDN | region | in | SDN
""".strip().splitlines()


@pytest.mark.parametrize("case", FORCE)
def test_an_act_of_force_has_its_place_and_soil(case: str) -> None:
    text, trigger, name, country, precision, relation, territory = (part.strip() for part in case.split("|"))
    place, soil = placed(text, trigger)
    assert place is not None
    assert (place.name, place.country or "-", place.precision, place.relation) == (name, country, precision, relation)
    assert (soil or "-") == territory
    assert text[place.span.start : place.span.end] == place.span.text


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("KABUL (Agency) - Gunmen killed nine officers.", "killed"),
        ("The U.S. airstrikes killed three.", "airstrikes"),
        ("The Pakistani army killed three.", "killed"),
        ("Pakistan's attack killed three.", "attack"),
        ("A new Tehran offensive killed hundreds.", "offensive"),
        ("Gunmen killed nine officers in March.", "killed"),
        ("Gunmen killed nine officers, the spokesman in Kabul said.", "killed"),
        ("Gunmen killed nine officers in Ondalia.", "killed"),
        ("Gunmen killed nine officers in Reading.", "killed"),
    ],
)
def test_what_is_not_where_it_happened_is_no_place(text: str, trigger: str) -> None:
    assert placed(text, trigger) == (None, None)


def test_talks_have_a_place_and_no_territory() -> None:
    place, soil = placed("The ministers met in Geneva on Monday.", "met", event_type="CONSULT")
    assert place is not None
    assert (place.name, place.country, soil) == ("Geneva", "CHE", None)
    place, _ = placed("The minister travelled to Islamabad for talks.", "talks", event_type="CONSULT")
    assert place is not None
    assert place.country == "PAK"


def test_a_visit_is_where_the_host_is_and_a_withdrawal_where_the_troops_were() -> None:
    place, _ = placed("The envoy visited Ankara.", "visited", event_type="CONSULT")
    assert place is not None
    assert place.name == "Ankara"
    place, _ = placed("Varnia withdrew its troops from Iraq.", "withdrew", event_type="RETREAT")
    assert place is not None
    assert place.country == "IRQ"


def test_a_country_is_no_place_for_words_about_it() -> None:
    assert placed("The envoys agreed on Yemen.", "agreed", event_type="AGREE")[0] is None
    assert placed("He lashed out at Turkey.", "lashed out", event_type="ACCUSE")[0] is None


def test_the_attack_is_where_the_attack_told_before_was() -> None:
    text = "A bomb attack hit a market in Quetta on Monday. The attack killed nine."
    place, soil = placed(text, "attack hit", "killed")
    assert place is not None
    assert (place.name, soil) == ("Quetta", "PAK")


def test_the_rest_of_an_article_chooses_among_namesakes() -> None:
    lebanon = "Lebanon sent troops north. Lebanese soldiers came under fire in Tripoli. Lebanon's army took the port."
    place, soil = placed(lebanon, "came under fire")
    assert place is not None
    assert (place.country, soil) == ("LBN", "LBN")


def test_coordinates_are_near_the_place() -> None:
    for text, lat, lon in (
        ("Shells fell in Kunduz.", 36.73, 68.86),
        ("Shells fell in Nangarhar province.", 34.3, 70.4),
        ("Shells fell at Torkham.", 34.1, 71.1),
        ("Shells fell in Ukraine.", 49.0, 31.5),
    ):
        place, _ = placed(text, "fell")
        assert place is not None
        assert place.lat == pytest.approx(lat, abs=1.5)
        assert place.lon == pytest.approx(lon, abs=1.5)
