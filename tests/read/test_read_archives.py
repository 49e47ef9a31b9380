"""Parquet and WARC, made here because they are not text."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from detente.read import Problem, count, read
from detente.records import Article

TEXT = "Veldania and Ostreva resumed talks on Tuesday, a spokesman for the river commission said in Tulm. "
PAGE = f"<html><head><title>Talks</title></head><body><h1>Talks resume on the Anse</h1><p>{TEXT * 3}</p></body></html>"


def reading(path: Path) -> tuple[list[Article], list[Problem]]:
    problems: list[Problem] = []
    return list(read([str(path)], date(2021, 5, 4), on_problem=problems.append)), problems


def record(address: str, answer: bytes) -> bytes:
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"WARC-Target-URI: {address}\r\nWARC-Date: 2022-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def answer(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n".encode() + body


def test_parquet_rows_with_dates_of_every_type(tmp_path: Path) -> None:
    moment = datetime(2014, 12, 10, 23, 30, tzinfo=UTC)
    table = pa.table(
        {
            "id": ["a", "b", "c"],
            "text": [TEXT + "1", TEXT + "2", None],
            "date": pa.array([moment, None, moment], pa.timestamp("us", "UTC")),
            "unused": [1, 2, 3],
        }
    )
    path = tmp_path / "rows.parquet"
    parquet.write_table(table, path)
    problems: list[Problem] = []
    articles = list(read([str(path)], on_problem=problems.append))
    assert [a.id for a in articles] == ["a", "b"]
    assert articles[0].published is not None
    assert articles[0].published.moment == moment
    assert [p.kind for p in problems] == ["undated", "row"]
    assert count([str(path)]) == 3


def test_warc_pages_packed_and_chunked_are_read(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE.replace("Tulm", "Dorn").encode())
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(packed[i : i + 50]), packed[i : i + 50]) for i in range(0, len(packed), 50)
    )
    data = [
        record("https://a.example/1", answer(PAGE.encode())),
        record("https://a.example/2", answer(b"gone", "404 Not Found")),
        record(
            "https://a.example/3",
            answer(chunks + b"0\r\n\r\n", headers="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
        ),
    ]
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(gzip.compress(part) for part in data))
    articles, problems = reading(path)
    assert [(a.url, a.title) for a in articles] == [
        ("https://a.example/1", "Talks resume on the Anse"),
        ("https://a.example/3", "Talks resume on the Anse"),
    ]
    assert problems == []


def test_truncated_record_is_reported_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    first, second = (record(f"https://a.example/{n}", answer(PAGE.encode() + b" " * n)) for n in (1, 2))
    path.write_bytes(first + second[:-40])
    articles, problems = reading(path)
    assert [a.url for a in articles] == ["https://a.example/1"]
    assert [p.kind for p in problems] == ["truncated"]


def test_crawl_date_is_not_publication_date(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(record("https://a.example/1", answer(PAGE.encode())))
    assert [a.published for a in read([str(path)], on_problem=lambda p: None)] == [None]
