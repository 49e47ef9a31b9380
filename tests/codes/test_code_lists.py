"""The shipped code lists are whole, agree with one another, and keep their corrections."""

from __future__ import annotations

from typing import get_args

import pytest

from detente import codes, records
from detente.errors import UnknownCodeError

# Types and modes of the structured PLOVER codebook; a list of codes, kept here so that a lost mode is noticed.
CODEBOOK = {
    "AGREE": "",
    "CONSULT": "visit third-party multilateral phone",
    "SUPPORT": "",
    "CONCEDE": "",
    "COOPERATE": "",
    "AID": "",
    "RETREAT": "withdraw release return disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict ban arrest relations rights expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict ban censor curfew arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture execute sexual assassinate destroy primitive firearms explosives suicide-attack "
    "aerial drone heavy-weapons crowd-control cleansing massacre unconventional",
}
MANUAL_ONLY = {("PROTEST", "vandalize"), ("COERCE", "martial-law"), ("ASSAULT", "targeted")}


def test_every_type_and_mode_of_codebook_and_manual_is_there() -> None:
    assert {kind.code for kind in codes.event_types()} == set(CODEBOOK) == set(get_args(records.EventType))
    ours = {(mode.event_type, mode.name) for kind in codes.event_types() for mode in kind.modes}
    codebook = {(code, name) for code, names in CODEBOOK.items() for name in names.split()}
    assert ours == codebook | MANUAL_ONLY
    by_edition = {(m.event_type, m.name) for k in codes.event_types() for m in k.modes if m.edition != "manual"}
    assert by_edition == codebook


def test_quad_classes_follow_the_sections_of_the_manual() -> None:
    classes: dict[int, list[str]] = {}
    for kind in codes.event_types():
        classes.setdefault(codes.quad_class(kind.code), []).append(kind.code)
    assert classes == {
        1: ["AGREE", "CONSULT", "SUPPORT", "CONCEDE"],
        2: ["COOPERATE", "AID", "RETREAT"],
        3: ["REQUEST", "ACCUSE", "REJECT", "THREATEN"],
        4: ["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"],
    }


def test_former_names_point_to_present_types() -> None:
    assert codes.former_types() == {
        "DEMAND": "REQUEST",
        "DISAPPROVE": "ACCUSE",
        "INVESTIGATE": "ACCUSE",
        "FIGHT": "ASSAULT",
        "YIELD": "RETREAT",
    }
    with pytest.raises(UnknownCodeError, match="called ASSAULT now"):
        codes.event_type("FIGHT")


def test_accuse_has_its_minus_back() -> None:
    assert codes.intensity("ACCUSE") == -3
    (note,) = codes.score_table().corrections
    assert (note.event_type, note.mode, note.printed, note.score) == ("ACCUSE", "base", 3, -3)


def test_scores_are_in_range_and_signs_agree_with_quad_class() -> None:
    listed = {(note.event_type, note.mode) for note in codes.score_table().disagreements}
    assert listed == {("REQUEST", "base"), ("REQUEST", "assist"), ("REQUEST", "meet")}
    for kind in codes.event_types():
        for mode in ("base", *(m.name for m in kind.modes)):
            score = codes.intensity(kind.code, () if mode == "base" else (mode,))
            assert -10 <= score <= 10
            if (kind.code, mode) not in listed:
                assert (score > 0) == (kind.quad_class <= 2), (kind.code, mode)


def test_of_several_modes_the_most_extreme_is_scored() -> None:
    assert codes.intensity("ASSAULT", ["beat", "targeted"]) == -9.5
    assert codes.intensity("CONSULT", ["third-party", "multilateral"]) == 4


def test_a_codebook_mode_is_scored_as_its_heir() -> None:
    assert codes.intensity("ASSAULT", ["assassinate"]) == codes.intensity("ASSAULT", ["targeted"]) == -9.5
    assert codes.intensity("THREATEN", ["rights"]) == codes.intensity("THREATEN", ["restrict"]) == -3


def test_crosswalk_covers_every_cameo_code() -> None:
    for record in codes.cameo_codes():
        equivalent = codes.plover_from_cameo(record.code)
        assert (equivalent is None) == (record.code[:2] in ("01", "02")), record.code
        if equivalent is not None:
            assert codes.quad_class(equivalent.event_type) == record.quad_class
    roots = {record.code for record in codes.cameo_codes() if len(record.code) == 2}
    assert roots == {f"{number:02d}" for number in range(1, 21)}
    known = {record.code for record in codes.cameo_codes()}
    assert len(known) == 313
    assert all(record.code[:-1] in known for record in codes.cameo_codes() if len(record.code) > 2)


def test_goldstein_signs_agree_with_quad_class_outside_the_dropped_roots() -> None:
    for record in codes.cameo_codes():
        assert -10 <= record.goldstein <= 10
        if record.event_type:
            assert (record.goldstein > 0) == (record.quad_class <= 2), record.code


@pytest.mark.parametrize(
    ("code", "goldstein", "event_type", "modes"),
    [
        ("036", 4, "AGREE", ()),
        ("057", 8, "SUPPORT", ()),
        ("0871", 9, "RETREAT", ("ceasefire",)),
        ("112", -2, "ACCUSE", ("allege",)),
        ("163", -8, "SANCTION", ("discontinue",)),
        ("195", -10, "ASSAULT", ("aerial",)),
    ],
)
def test_known_cameo_codes(code: str, goldstein: float, event_type: str, modes: tuple[str, ...]) -> None:
    assert codes.goldstein(code) == goldstein
    equivalent = codes.plover_from_cameo(code)
    assert equivalent is not None
    assert (equivalent.event_type, equivalent.modes) == (event_type, modes)


@pytest.mark.parametrize(
    ("event_type", "modes", "contexts", "expected"),
    [
        ("AID", (), ("military",), "072"),
        ("AID", (), (), "070"),
        ("ASSAULT", ("aerial",), ("military", "terrorism"), "195"),
        ("ASSAULT", ("assassinate",), (), "186"),
        ("PROTEST", ("demo",), ("executive",), "141"),
        ("PROTEST", ("demo",), ("rights_freedoms",), "1413"),
        ("AGREE", (), ("economic",), "030"),
    ],
)
def test_cameo_code_of_a_plover_event(
    event_type: str, modes: tuple[str, ...], contexts: tuple[str, ...], expected: str
) -> None:
    assert codes.cameo_from_plover(event_type, modes, contexts) == expected


def test_nearest_cameo_code_of_every_mode_exists_and_leans_the_same_way() -> None:
    for kind in codes.event_types():
        for cameo in (kind.cameo, *(mode.cameo for mode in kind.modes)):
            assert (codes.goldstein(cameo) > 0) == (kind.quad_class <= 2), (kind.code, cameo)


def test_sectors_keep_the_order_of_the_design() -> None:
    order = [sector.code for sector in codes.sectors()]
    assert order[:10] == "GOV MIL REB SPY COP JUD OPP PTY CVL LEG".split()
    assert {"ELI", "BUS", "JRN", "MED", "EDU", "REL", "LAB", "AGR", "CRM", "REF", "PRM", "UAF", "UNK"} <= set(order)
    assert {"NGO", "IGO", "HLH", "SOC", "PRE", "ETH", "BUD", "MUS", "CHR", "JEW", "HIN"} <= set(order)


@pytest.mark.parametrize("wrong", ["COERSE", "Assalt", "nowhere at all"])
def test_unknown_codes_are_refused(wrong: str) -> None:
    with pytest.raises(UnknownCodeError, match=wrong):
        codes.explain(wrong)


def test_near_matches_are_named() -> None:
    with pytest.raises(UnknownCodeError, match="Did you mean COERCE"):
        codes.event_type("COERSE")
    with pytest.raises(UnknownCodeError, match="Pakistan"):
        codes.country("Pakisten")
    with pytest.raises(UnknownCodeError, match="036"):
        codes.cameo("36")


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        ("coerce", "event type", "COERCE"),
        ("aerial", "mode", "ASSAULT aerial"),
        ("SANCTION withdraw", "mode", "SANCTION withdraw"),
        ("ASSAULT-suicide-attack", "mode", "ASSAULT suicide-attack"),
        ("cbrn", "context", "cbrn"),
        ("195", "CAMEO code", "Employ aerial weapons"),
        ("MIL", "sector", "military"),
        ("COL", "country", "Colombia"),
        ("pak", "country", "Pakistan"),
    ],
)
def test_explain_finds_every_kind_of_code(code: str, kind: str, name: str) -> None:
    explanation = codes.explain(code)
    assert (explanation.kind, explanation.name) == (kind, name)
    assert explanation.definition
    assert explanation.source


def test_explanation_of_a_type_tells_scores_crosswalk_and_correction() -> None:
    explanation = codes.explain("ACCUSE")
    assert (explanation.quad_class, explanation.quad_name, explanation.intensity) == (3, "verbal conflict", -3)
    assert explanation.goldstein == -2
    assert "112 Accuse" in explanation.crosswalk
    assert any("minus" in note for note in explanation.notes)
    assert codes.scores_version() in explanation.version


def test_an_ambiguous_code_names_its_other_meanings() -> None:
    assert "mode: SANCTION withdraw" in codes.explain("withdraw").also
    assert "sector: Sunni Muslims" in codes.explain("SUN").also


def test_data_hashes_name_each_file() -> None:
    hashes = codes.data_hashes()
    assert {"plover.yaml", "scores.yaml", "cameo.csv", "countries.csv", "sectors.yaml"} <= set(hashes)
    assert all(len(value) == 64 for value in hashes.values())
