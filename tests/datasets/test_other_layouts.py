from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from layouts import acled, gdelt, polecat, text_of, ucdp, write

from detente.datasets import DATASETS, dataset_named
from detente.errors import InputError


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.name)
def test_every_column_is_used_or_ignored_for_a_reason(dataset) -> None:
    assert set(dataset.ignored) <= set(dataset.columns)
    assert all(dataset.ignored.values())
    assert set(dataset.required) <= set(dataset.used)


@pytest.mark.skipif(not os.environ.get("DETENTE_DATA"), reason="DETENTE_DATA is not set")
@pytest.mark.parametrize(
    ("name", "file"),
    [("acled", "acled.txt"), ("ucdp", "ucdp_ged.txt"), ("polecat", "polecat.txt"), ("gdelt", "gdelt2_events.tsv")],
)
def test_columns_are_those_published(name: str, file: str) -> None:
    lines = (Path(os.environ["DETENTE_DATA"]) / "layouts" / file).read_text().split("\n")
    assert dataset_named(name).columns == tuple(line.split("\t")[0] for line in lines if line)


@pytest.mark.parametrize("variant", [0, 1, 2])
def test_gdelt_of_both_versions(tmp_path: Path, read, variant: int) -> None:
    dataset = dataset_named("gdelt")
    columns = (dataset.columns, *dataset.variants)[variant]
    rows = [
        gdelt(
            1,
            "20140310",
            "USA",
            "040",
            "PAKMIL",
            Actor1Name="UNITED STATES",
            ActionGeo_CountryCode="AS",
            ActionGeo_Type=4,
            ActionGeo_FullName="Lakeside",
            ActionGeo_Lat="-30.0",
            ActionGeo_Long="140.0",
        ),
        gdelt(2, "20140310", "AFGREBTAL", "190", "AFGCVL", Actor1KnownGroupCode="TAL", ActionGeo_CountryCode="OS"),
        gdelt(3, "20140310", "IGOUNO", "010", "", DATEADDED="20140312"),
        gdelt(4, "20140310", "MNCUSA", "061", "ROM"),
    ]
    path = tmp_path / "export.CSV"
    path.write_text(text_of(dataset, rows, columns))
    found, tally = read("gdelt", path)
    kinds = {i: [(p["kind"], p["node"]) for p in row["parties"]] for i, row in found.items()}
    assert kinds["1"] == [("state", "USA"), ("organisation", "PAK")]
    assert kinds["2"] == [("armed_group", "group:Taliban"), ("society", "society:AFG")]
    assert kinds["3"] == [("igo", "igo:United Nations")]
    assert kinds["4"][1] == ("state", "ROU")
    assert found["1"]["territory"] == "AUS", "AS is Australia by FIPS, American Samoa by ISO"
    assert found["1"]["first_reported"].isoformat() == "2014-03-10"
    assert found["3"]["first_reported"].isoformat() == "2014-03-12"
    assert tally.faults["FIPS code of no country (seas, old codes)"] == 1
    assert (found["1"]["articles"], found["1"]["origins"]) == (4, 2)
    assert found["1"]["outlet"] == ("example.org" if variant < 2 else None)


def test_polecat_keeps_plover_and_takes_our_scores(tmp_path: Path, read) -> None:
    path = write(
        tmp_path,
        "polecat",
        [
            polecat(
                "a",
                "ACCUSE",
                ("Kenya", "KEN", "GOV"),
                ("Uganda", "UGA", ""),
                Intensity="3.0",
                Event_Mode="disapprove",
                Contexts="military;diplomatic",
            ),
            polecat(
                "b", "ASSAULT", ("Blue Lake Army", "UGA", "REB"), ("", "UGA", "CVL"), Event_Mode="firearms;nonsense"
            ),
            polecat(
                "c", "DEMAND", ("Anna Example", "KEN", "GOV"), ("African Union", "IGO", "IGO"), Actor_Title="minister"
            ),
            polecat("d", "DANCE", ("Kenya", "KEN", ""), ("Uganda", "UGA", "")),
            polecat("e", "CONSULT", ("Kenya; Uganda", "KEN;UGA", "GOV"), ("None", "None", "None")),
        ],
    )
    found, tally = read("polecat", path)
    assert [(p["kind"], p["node"]) for p in found["a"]["parties"]] == [("state", "KEN"), ("state", "UGA")]
    assert found["a"]["intensity"] < 0, "the manual's +3 for ACCUSE is a lost minus"
    assert found["a"]["contexts"] == ["military", "diplomatic"]
    assert tally.faults["Intensity differs from our PLOVER scores: ours is kept"] == 1
    assert found["b"]["modes"] == ["firearms"]
    assert found["b"]["parties"][0]["node"] == "group:Blue Lake Army"
    assert found["b"]["parties"][1]["kind"] == "society"
    assert (found["c"]["event_type"], found["c"]["parties"][0]["kind"]) == ("REQUEST", "person")
    assert found["c"]["parties"][1]["kind"] == "igo"
    assert "d" not in found
    assert tally.faults["left out: no PLOVER type"] == 1
    assert [p["country"] for p in found["e"]["parties"]] == ["KEN", "UGA"]


def test_ucdp_sides_dates_and_deaths(tmp_path: Path, read) -> None:
    rows = [
        ucdp(1, 1, "Government of Afghanistan", "Blue Lake Army", gwnoa=700),
        ucdp(
            2,
            3,
            "Blue Lake Army",
            "Civilians",
            code_status="Check deaths",
            event_clarity=2,
            date_prec=4,
            date_end="2014-12-28 00:00:00.000",
        ),
        ucdp(3, 2, "Blue Lake Army", "Red Hill Front", source_headline="Clash, then\nanother"),
        ucdp(4, 1, "Government of Pakistan", "Government of India", gwnoa=770, gwnob="750.0"),
    ]
    found, tally = read("ucdp", write(tmp_path, "ucdp", rows))
    assert [(p["role"], p["node"]) for p in found["1"]["parties"]] == [
        ("actor", "AFG"),
        ("actor", "group:Blue Lake Army"),
    ]
    assert [(p["role"], p["kind"]) for p in found["2"]["parties"]] == [
        ("actor", "armed_group"),
        ("recipient", "society"),
    ]
    assert (found["2"]["factuality"], found["2"]["occurrence"], found["2"]["date_precision"]) == (
        "probable",
        "series",
        "month",
    )
    assert [p["node"] for p in found["4"]["parties"]] == ["PAK", "IND"]
    assert found["1"]["fatalities"] == {"low": 2.0, "best": 3.0, "high": 5.0}
    assert found["1"]["first_reported"].isoformat() == "2014-12-05"
    assert found["2"]["first_reported"].isoformat() == "2014-12-28", "nothing is reported before it has happened"
    assert found["3"]["words"].count("\n") == 1
    assert (tally.rows, tally.broken) == (4, 0)


def test_acled_actors_acts_and_precision(tmp_path: Path, read) -> None:
    rows = [
        acled(
            "N1",
            "Battles",
            "Armed clash",
            "Military Forces of Nigeria (2015-2023)",
            "1",
            actor2="Blue Lake Army",
            inter2="2",
            fatalities=4,
        ),
        acled("N2", "Protests", "Peaceful protest", "Protesters (Nigeria)", "Protesters", event_date="05 March 2023"),
        acled(
            "N3",
            "Violence against civilians",
            "Attack",
            "Unidentified Armed Group (Nigeria)",
            "3",
            actor2="Civilians (Nigeria)",
            inter2="7",
            time_precision=3,
        ),
        acled("N4", "Strategic developments", "Change to group/activity", "Blue Lake Army", "2"),
        acled(
            "N5",
            "Battles",
            "Armed clash",
            "Military Forces of Chad (2021-)",
            "8",
            actor2="Police Forces of Nigeria (2015-2023)",
            inter2="State forces",
            time_precision=2,
        ),
        acled("N6", "Naptime", "Doze", "Blue Lake Army", "2"),
    ]
    found, tally = read("acled", write(tmp_path, "acled", rows))
    sides = {i: [(p["kind"], p["node"]) for p in row["parties"]] for i, row in found.items()}
    assert sides["N1"] == [("organisation", "NGA"), ("armed_group", "group:Blue Lake Army")]
    assert sides["N2"] == [("society", "society:NGA")]
    assert sides["N3"] == [("armed_group", "militants:NGA"), ("society", "society:NGA")]
    assert sides["N5"] == [("organisation", "TCD"), ("organisation", "NGA")]
    assert [s["sectors"][0] for s in found["N5"]["parties"]] == ["MIL", "COP"]
    assert (found["N2"]["event_type"], found["N2"]["date_start"].isoformat()) == ("PROTEST", "2023-03-05")
    assert (found["N3"]["date_start"].day, found["N3"]["date_end"].day, found["N3"]["date_precision"]) == (
        1,
        31,
        "month",
    )
    assert (found["N5"]["date_end"] - found["N5"]["date_start"]).days == 6
    assert found["N1"]["fatalities"]["best"] == 4
    assert set(found) == {"N1", "N2", "N3", "N5"}
    assert tally.faults["left out: type not known"] == 1


def test_petrarch_lines_are_named_from_codes(tmp_path: Path, read) -> None:
    path = tmp_path / "evts.txt"
    path.write_text(
        "20140310\tUSAGOV\tPAKMIL\t040\t\tst1_2\tEX\n20140310\tIGOUNO\tAFGREBTAL\t112\t\tst1_3\tEX\n20140311\t---\tPAK\t13y\t\tst2_1\tEX\n"
    )
    found, tally = read("petrarch", path)
    names = [[p["name"] for p in row["parties"]] for row in found.values()]
    assert names == [["United States (government)", "Pakistan (military)"], ["United Nations", "Taliban"], ["Pakistan"]]
    assert all(row["goldstein"] is not None for row in found.values())
    assert (tally.faults["no actor"], tally.faults["CAMEO code with a rest"]) == (1, 1)
    assert next(iter(found)) == "20140310-USAGOV-PAKMIL-040-st1_2"


def test_file_of_another_dataset_is_named(tmp_path: Path, read) -> None:
    path = write(tmp_path, "acled", [acled("N1", "Battles", "Armed clash", "Blue Lake Army", "2")])
    with pytest.raises(InputError, match=r"detente import acled") as caught:
        read("ucdp", path)
    assert "no UCDP GED file" in caught.value.what
    with pytest.raises(InputError, match="looks like ACLED"):
        read("gdelt", path)
    mentions = tmp_path / "mentions.CSV"
    mentions.write_text("\t".join(str(i) for i in range(16)) + "\n")
    with pytest.raises(InputError, match="mentions of GDELT"):
        read("gdelt", mentions)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", "empty"), (b"\n", "empty"), (b"\xff\xfea\0b\0", "binary"), (b"\x1f\x8b\x08broken", "truncated")],
)
def test_files_that_are_none(tmp_path: Path, read, content: bytes, kind: str) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read("icews", path)
    assert caught.value.kind == kind
    assert str(path) in caught.value.what


def test_missing_file_is_named(tmp_path: Path, read) -> None:
    with pytest.raises(InputError, match="Check the path"):
        read("icews", tmp_path / "none.tab")


def test_lost_quote_costs_one_row(tmp_path: Path, read) -> None:
    rows = [ucdp(i, 3, "Blue Lake Army", "Civilians") for i in range(1, 8)]
    path = write(tmp_path, "ucdp", rows)
    lines = path.read_text().split("\n")
    lines[3] = lines[3].replace('"Three', "Three")
    path.write_text("\n".join(lines))
    found, tally = read("ucdp", path)
    assert {"1", "2", "4", "5", "6", "7"} <= set(found)
    assert tally.broken >= 1


def test_quoted_separators_and_newlines_across_blocks(tmp_path: Path, read, monkeypatch) -> None:
    monkeypatch.setattr("detente.datasets.files.BLOCK", 700)
    rows = [ucdp(i, 3, "Blue Lake Army", "Civilians", source_headline=f'Line, "one"\nand {i}') for i in range(40)]
    path = write(tmp_path, "ucdp", rows)
    found, tally = read("ucdp", path)
    assert [found[str(i)]["words"] for i in range(40)] == [f'Line, "one"\nand {i}' for i in range(40)]
    assert (tally.rows, tally.broken) == (40, 0)
    with path.open(newline="") as handle:
        assert len(list(csv.reader(handle))) == 41
