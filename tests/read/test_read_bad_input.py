"""Whatever is wrong with a source gives one problem of the right kind and stops nothing else."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from detente.read import Problem, count, read
from detente.records import Article, article_id

GOOD = "Veldania and Ostreva resumed talks on Tuesday. "
DAY = date(2021, 5, 4)


def reading(*sources: Path | str, given: date | None = DAY) -> tuple[list[Article], list[Problem]]:
    problems: list[Problem] = []
    articles = list(read([str(s) for s in sources], given, on_problem=problems.append, today=date(2024, 1, 1)))
    return articles, problems


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def nested_gzip(times: int) -> bytes:
    data = GOOD.encode()
    for _ in range(times):
        data = gzip.compress(data)
    return data


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty.txt": ("empty", lambda: b""),
    "blank.txt": ("empty", lambda: b" \n\n\t"),
    "picture.txt": ("format", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "report.pdf": ("format", lambda: b"%PDF-1.7\n"),
    "nulls.txt": ("binary", lambda: b"Veldania\0\0\0\1\2 said"),
    "noise.dat": ("binary", lambda: bytes(range(256)) * 40),
    "large.txt": ("too_large", lambda: GOOD.encode() * 1_100_000),
    "deep.html": ("nested", lambda: b"<html><body>" + b"<div>" * 5000 + GOOD.encode() + b"</div>" * 5000),
    "deep.jsonl": ("nested", lambda: b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}\n"),
    "deep.xml": ("nested", lambda: b'<rss version="2.0">' + b"<item>" * 5000),
    "cut.txt.gz": ("truncated", lambda: gzip.compress(b" ".join(GOOD.encode() + b"%d" % i for i in range(999)))[:-30]),
    "cut.zip": ("truncated", lambda: zipped(a=GOOD.encode() * 99)[:60]),
    "cut.parquet": ("truncated", lambda: b"PAR1" + b"x" * 200),
    "bomb.zip": ("bomb", lambda: zipped(a=bytes(120_000_000))),
    "entities.xml": ("bomb", lambda: b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>'),
    "matryoshka.gz": ("nested", lambda: nested_gzip(6)),
    "french.txt": (
        "language",
        lambda: ("Le ministre a dit que la frontière resterait fermée pour une semaine. " * 3).encode(),
    ),
    "russian.txt": ("language", lambda: "Министр заявил, что граница останется закрытой.".encode()),
    "table.csv": ("columns", lambda: b"id,date\n1,2021-05-04\n"),
    "header.csv": ("empty", lambda: b"id,text\n"),
    "quote.csv": ("row", lambda: b'id,text\n1,"never closed\n' + GOOD.encode() * 50),
    "other.xml": ("format", lambda: b'<?xml version="1.0"?><invoice><sum>7</sum></invoice>'),
    "error.rss": ("feed", lambda: b"<!doctype html><html><body><h1>502</h1></body></html>"),
    "office.zip": ("format", lambda: zipped(**{"[Content_Types].xml": b"<x/>"})),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_gives_one_problem_and_stops_nothing(name: str, tmp_path: Path) -> None:
    kind, make = BAD[name]
    bad, good = tmp_path / name, tmp_path / "zz-good.txt"
    bad.write_bytes(make())
    good.write_text(GOOD)
    articles, problems = reading(tmp_path)
    assert [a.text for a in articles] == [GOOD.strip()]
    assert [(p.kind, Path(p.source.split(",")[0]).name[: len(name) - 3]) for p in problems] == [(kind, name[:-3])]
    assert "\n" not in str(problems[0])


def test_undecodable_bytes_are_read_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(("Café owners in Ostreva struck, it said. " * 3).encode("cp1252"))
    articles, problems = reading(path)
    assert articles[0].text.startswith("Café owners")
    assert [p.kind for p in problems] == ["encoding"]


def test_rows_that_swell_without_end_are_stopped(tmp_path: Path) -> None:
    row = json.dumps({"text": GOOD}).encode() + b"\n"
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(row + (b" " * 9999 + b"\n") * 9000 + row))
    articles, problems = reading(path)
    assert [a.text for a in articles] == [GOOD]
    assert [p.kind for p in problems] == ["bomb"]


def test_one_line_of_ten_megabytes_survives(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text(GOOD * (10_000_000 // len(GOOD)))
    articles, problems = reading(path)
    assert problems == []
    assert len(articles[0].text) > 9_900_000


def test_file_that_vanishes_while_the_folder_is_read(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(GOOD + name)
    problems: list[Problem] = []
    stream = read([str(tmp_path)], DAY, on_problem=problems.append)
    assert next(stream).text.endswith("a")
    (tmp_path / "b.txt").unlink()
    assert [a.text[-1] for a in stream] == ["c"]
    assert [p.kind for p in problems] == ["vanished"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(GOOD)
    path.chmod(0)
    assert [p.kind for p in reading(path)[1]] == ["permission"]


def test_missing_file_device_and_empty_folder(tmp_path: Path) -> None:
    _, problems = reading(tmp_path / "none.txt", "/dev/zero", tmp_path)
    assert [p.kind for p in problems] == ["missing", "format", "empty"]


def test_rows_before_the_cut_of_a_table_are_kept(tmp_path: Path) -> None:
    rows = b"".join(json.dumps({"id": str(i), "text": f"{GOOD}{i}"}).encode() + b"\n" for i in range(2000))
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(rows)[:-400])
    articles, problems = reading(path)
    assert 100 < len(articles) < 2000
    assert {p.kind for p in problems} == {"truncated", "row"} or {p.kind for p in problems} == {"truncated"}


def test_same_text_from_another_path_has_the_same_id_and_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    for path in (tmp_path / "one" / "a.txt", tmp_path / "b.txt"):
        path.write_text(GOOD)
    articles, problems = reading(tmp_path)
    assert [a.id for a in articles] == [article_id("", GOOD.strip())]
    assert [p.kind for p in problems] == ["duplicate"]


def test_undated_is_reported_and_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(GOOD)
    articles, problems = reading(path, given=None)
    assert articles[0].published is None
    assert [p.kind for p in problems] == ["undated"]


def test_given_date_wins_and_future_dates_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": GOOD, "date": "2031-01-01"}))
    articles, problems = reading(path, given=None)
    assert articles[0].published is None
    assert [p.kind for p in problems] == [
        "future",
    ]
    given = reading(path)[0][0].published
    assert given is not None
    assert (given.day, given.source) == (DAY, "given")


def test_zip_and_gzip_members_are_read_by_what_they_are(tmp_path: Path) -> None:
    rows = json.dumps({"id": "r", "text": GOOD + "One."}).encode()
    path = tmp_path / "news.zip"
    path.write_bytes(
        zipped(**{"a.txt": GOOD.encode(), "in/b.jsonl.gz": gzip.compress(rows), "../up.txt": (GOOD + "Up.").encode()})
    )
    articles, problems = reading(path)
    assert {a.text for a in articles} == {GOOD.strip(), GOOD + "One.", GOOD + "Up."}
    assert problems == []


@pytest.mark.parametrize(
    "document", [[{"id": "a", "text": GOOD}, {"id": "b", "text": GOOD}], {"id": "a", "text": GOOD}]
)
def test_json_document_is_read_as_rows(document: object, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(document, indent=2))
    articles, problems = reading(path)
    assert [a.id for a in articles] == (["a", "b"] if isinstance(document, list) else ["a"])
    assert problems == []


def test_standard_input_takes_rows_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, text in ((json.dumps({"text": GOOD}).encode(), GOOD), (GOOD.encode(), GOOD.strip())):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert [a.text for a in reading("-")[0]] == [text]


def test_count_knows_files_and_rows_and_says_when_it_does_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD)
    (tmp_path / "b.jsonl").write_text('{"text": "a"}\n{"text": "b"}')
    assert count([str(tmp_path)]) == 3
    assert count(["-"]) is None
    assert count(["https://harbourpost.example/feed"]) is None
