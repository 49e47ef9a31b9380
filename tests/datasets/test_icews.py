from __future__ import annotations

from pathlib import Path

from layouts import icews, write, zipped


def _party(row, role="actor"):
    return next(p for p in row["parties"] if p["role"] == role)


def test_state_officials_society_and_armed_group_are_told_apart(tmp_path: Path, read) -> None:
    path = write(
        tmp_path,
        "icews",
        [
            icews(
                1,
                "2012-09-11",
                "Japan",
                "111",
                "China",
                Source_Country="Japan",
                Target_Country="China",
                Intensity="-2.0",
            ),
            icews(
                2,
                "2012-09-11",
                "Citizen (Japan)",
                "141",
                "Police (China)",
                Source_Country="Japan",
                Target_Country="China",
            ),
            icews(
                3,
                "2012-09-11",
                "Blue Lake Army",
                "190",
                "Military (India)",
                Source_Sectors="Rebel,Dissident",
                Source_Country="India",
                Target_Sectors="Military,Government",
                Target_Country="India",
            ),
            icews(
                4,
                "2012-09-11",
                "Anna Example",
                "040",
                "Ministry (India)",
                Source_Country="India",
                Source_Sectors="Elite,Executive,Foreign Ministry,Government,Parties",
                Target_Country="India",
            ),
            icews(
                5,
                "2012-09-11",
                "Lake Union",
                "040",
                "Nobody Known",
                Target_Country="India",
                Source_Sectors="Regional,International Government Organization,Regional Diplomatic IGOs",
            ),
        ],
    )
    rows, tally = read("icews", path)
    assert [(p["kind"], p["node"]) for p in rows["1"]["parties"]] == [("state", "JPN"), ("state", "CHN")]
    assert [(p["kind"], p["node"]) for p in rows["2"]["parties"]] == [
        ("society", "society:JPN"),
        ("organisation", "CHN"),
    ]
    assert _party(rows["3"])["node"] == "group:Blue Lake Army"
    assert _party(rows["3"], "recipient")["sectors"][0] == "MIL"
    assert (_party(rows["4"])["sectors"][0], _party(rows["4"])["node"]) == ("GOV", "IND")
    assert (_party(rows["5"])["country"], _party(rows["5"])["kind"]) == ("IGO", "igo")
    assert _party(rows["5"], "recipient")["node"] is None
    assert tally.kinds["state", "name of a state"] == 2
    assert tally.kinds["unknown", "not told"] == 1


def test_goldstein_is_the_files_and_plover_stands_beside(tmp_path: Path, read) -> None:
    rows, tally = read(
        "icews",
        write(
            tmp_path,
            "icews",
            [
                icews(1, "2012-09-11", "Japan", "111", "China", Intensity="-3.5"),
                icews(2, "2012-09-11", "Japan", "010", "China", Intensity="0.0"),
            ],
        ),
    )
    assert (rows["1"]["event_type"], rows["1"]["goldstein"], rows["1"]["quad_class"]) == ("ACCUSE", -3.5, 3)
    assert rows["1"]["intensity"] < 0
    assert (rows["2"]["event_type"], rows["2"]["intensity"], rows["2"]["goldstein"]) == (None, None, 0.0)
    assert tally.faults["comment or appeal (CAMEO 01, 02): kept, outside PLOVER"] == 1
    assert tally.faults["Intensity differs from the list of Goldstein scores: the file's is kept"] == 1


def test_known_faults_are_repaired_or_left_out_and_counted(tmp_path: Path, read) -> None:
    path = write(
        tmp_path,
        "icews",
        [
            icews(1, "2012-09-11", "Japan", "120]--", "China"),
            icews(2, "2012-09-11", "Japan", "13y", "China"),
            icews(3, "2012-09-11", "Japan", "36", "China"),
            icews(4, "2012-09-11", "Japan", "---", "China"),
            icews(5, "2012-09-11", "", "040", "China"),
            icews(6, "2012-09-11", "", "040", ""),
            icews(7, "soon", "Japan", "040", "China"),
        ],
    )
    path.write_text(path.read_text() + "8\t2012-09-11\tJapan\n\n", encoding="utf-8")
    rows, tally = read("icews", zipped(path))
    assert {i: rows[i]["cameo"] for i in ("1", "2", "3")} == {"1": "120", "2": "13", "3": "036"}
    assert set(rows) == {"1", "2", "3", "5"}
    assert tally.faults["CAMEO code with a rest"] == 2
    assert tally.faults["CAMEO code without its zero"] == 1
    assert tally.faults["left out: no CAMEO code"] == 1
    assert tally.faults["left out: no party at all"] == 1
    assert tally.faults["left out: no date"] == 1
    assert (tally.rows, tally.broken) == (8, 1)
    assert tally.examples["broken row"].startswith("line 9")


def test_columns_by_other_spelling_and_new_ones_are_reported(tmp_path: Path, read) -> None:
    path = write(tmp_path, "icews", [icews(1, "2012-09-11", "Japan", "040", "China")])
    text = path.read_text().replace("Event ID", "event_id", 1).replace("\tLongitude", "\tLongitude\tMood", 1)
    path.write_text(text.replace("\n1\t", "\n1\t", 1).rstrip("\n") + "\tfine\n", encoding="utf-8")
    rows, tally = read("icews", path)
    assert set(rows) == {"1"}
    assert tally.unknown == ("Mood",)


def test_places_keep_their_point_and_precision(tmp_path: Path, read) -> None:
    rows, _ = read(
        "icews",
        write(
            tmp_path,
            "icews",
            [
                icews(
                    1,
                    "2012-09-11",
                    "Japan",
                    "040",
                    "China",
                    City="Lakeside",
                    Province="Blue",
                    Country="Viet Nam",
                    Latitude="21.02",
                    Longitude="105.8",
                ),
                icews(2, "2012-09-11", "Japan", "040", "China", Latitude="121.02", Longitude="0"),
            ],
        ),
    )
    assert rows["1"]["place"] == {
        "name": "Lakeside",
        "country": "VNM",
        "admin1": "Blue",
        "lat": 21.02,
        "lon": 105.8,
        "precision": "city",
    }
    assert rows["1"]["territory"] == "VNM"
    assert rows["2"]["place"] is None
