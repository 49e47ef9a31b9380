"""Properties: rows in are articles out, and no bytes at all make a reader raise."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.read import KINDS, Problem, parts, read
from detente.records import Article

TODAY = date(2024, 1, 1)
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n\r\t"), min_size=1).filter(
    str.strip
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"id": st.uuids().map(str), "text": WORDS, "title": WORDS, "date": st.dates(date(1900, 1, 1), TODAY).map(str)}
    ),
    max_size=6,
    unique_by=lambda row: row["id"],
)
SCRAPS = b"""<html> <p> </p> <rss_version='2.0'> <item> <REUTERS_NEWID='1'> </REUTERS> { "text" :_ " } , text id
    &lt; PAR1 WARC/1.0 WARC-Type:_response Content-Length:_9 <?xml_version='1.0'?> <!DOCTYPE TULM,_May_3_(AP)_-_
    <nitf> <newsItem_xml:lang='fr'> <hl1> <body.content> <contentSet> </nitf>
    By_Ana_Velt &#3; Related_stories Veldania_said_no._ <BODY> </BODY> <DATE>"""
SIGNS = [b"\n", b"\r\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b\x08", b"PK\x03\x04"]
FRAGMENTS = st.lists(
    st.sampled_from([*SCRAPS.split(), *SIGNS]),
    max_size=30,
).map(lambda pieces: b"".join(pieces).replace(b"_", b" "))


def reading(data: bytes, name: str) -> tuple[list[Article], list[Problem]]:
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return list(read([str(path)], on_problem=problems.append, today=TODAY)), problems


def as_rows(articles: list[Article]) -> list[dict[str, str]]:
    return [
        {"id": a.id, "text": a.text, "title": a.title, "date": str(a.published.day) if a.published else ""}
        for a in articles
    ]


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_jsonl_rows_in_are_articles_out(rows: list[dict[str, str]]) -> None:
    data = "".join(json.dumps({**row, "language": "en"}, ensure_ascii=False) + "\n" for row in rows)
    assert as_rows(reading(data.encode(), "rows.jsonl")[0]) == rows


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_csv_rows_in_are_articles_out(rows: list[dict[str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["id", "date", "title", "text", "language"])
    writer.writeheader()
    writer.writerows({**row, "language": "en"} for row in rows)
    assert as_rows(reading(out.getvalue().encode(), "rows.csv")[0]) == rows


@given(
    st.one_of(st.binary(max_size=400), FRAGMENTS),
    st.sampled_from("a.txt a.html a.jsonl a.json a.csv a.tsv a.xml a.rss a.sgm a.gz a.zip a.parquet a.warc a".split()),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_end_as_an_article_or_a_problem(data: bytes, name: str) -> None:
    articles, problems = reading(data, name)
    assert articles or problems
    assert {p.kind for p in problems} <= set(KINDS)
    for article in articles:
        assert article.id
        article.text.encode()


ZONES = st.one_of(st.none(), st.integers(-12 * 4, 14 * 4).map(lambda q: timezone(timedelta(minutes=15 * q))))
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2023, 12, 30), timezones=ZONES).map(
    lambda m: m.replace(microsecond=0)
)
PAGE = """<html lang="en"><head><title>Ferries stop</title>{}</head><body><article><h1>Ferries stop</h1>
<p>The ferries between Veldania and Ostreva stopped on Monday, the port of Kestrel said in a notice.</p>
<p>They will run again when the two states agree on who is to pay for the new pier.</p></article></body></html>"""
HEADS = (
    '<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{}"}}</script>',
    '<meta property="article:published_time" content="{}">',
    '<meta itemprop="datePublished" content="{}">',
)


@given(st.one_of(MOMENTS, st.dates(date(1995, 1, 1), date(2023, 12, 30))), st.sampled_from(HEADS))
@settings(max_examples=60, deadline=None)
def test_a_page_is_dated_as_finely_as_it_says_and_no_finer(when: datetime | date, head: str) -> None:
    articles, _ = reading(PAGE.format(head.format(when.isoformat())).encode(), "page.html")
    published = articles[0].published
    assert published is not None
    assert published.moment == (when if isinstance(when, datetime) else None)
    assert published.day == (when.date() if isinstance(when, datetime) else when)
    if isinstance(when, datetime) and published.moment:
        assert published.moment.utcoffset() == when.utcoffset()


def test_a_page_that_gives_no_day_has_none() -> None:
    articles, problems = reading(PAGE.format("").encode(), "page.html")
    assert articles[0].published is None
    assert [p.kind for p in problems] == ["undated"]


@given(st.text(max_size=600))
@settings(max_examples=200, deadline=None)
def test_parts_loses_no_line(text: str) -> None:
    found = parts(text)
    left = "\n".join((found.title, found.deck, found.text, found.note, *found.dropped))
    for line in text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n"):
        words = line.split()
        assert not words or all(word in left for word in words) or found.byline or found.published
