from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layouts import icews, ucdp, write

from detente import datasets, pipeline
from detente.datasets import SCHEMA, outgoing, schema_of
from detente.datasets.writing import plover, safe_cell
from detente.errors import ConfigError
from detente.pipeline.as_of import pair_acts
from detente.pipeline.exchanging import export_rows, import_files
from detente.records import (
    ActDate,
    Actor,
    Article,
    Attribution,
    CodedArticle,
    Count,
    Mention,
    Place,
    Published,
    Span,
    Statement,
    to_json,
)
from detente.settings import Settings
from detente.store import Database, derived, exchange, listing, open_database, queries, tables
from detente.store.queries import EventFilter

TEXT = "Joan Public said that Varnia bombed Kestoria near Lakeside, killing three."


def span(text: str) -> Span:
    start = TEXT.index(text)
    return Span("text", start, start + len(text), text)


def coded() -> tuple[Article, CodedArticle]:
    """An invented article: a bombing told by a private person, with a fatality count, a place and a statement."""
    article = Article("a1", TEXT, title="=Raid", outlet="Example Times", published=Published(date(2020, 5, 6)))
    varnia = Actor(span("Varnia"), "Varnia", "USA", (), "state")
    kestoria = Actor(span("Kestoria"), "Kestoria", "PAK", (), "state")
    joan = Actor(span("Joan Public"), "Joan Public", "PAK", ("CVL",), "person")
    cited = Attribution(
        "t1", (span("Joan Public"),), (span("said"),), (span("Varnia bombed Kestoria"),), "named", "Joan Public"
    )
    day = date(2020, 5, 4)
    bombed = Mention(
        "m1",
        "ASSAULT",
        ("aerial",),
        ("military",),
        "195",
        4,
        -9.0,
        -9.0,
        None,
        (varnia,),
        (kestoria, joan),
        span("bombed"),
        Span("text", 0, len(TEXT), TEXT),
        ActDate(day, day, "day", "text", "Monday"),
        "PAK",
        Place(span("Lakeside"), "Lakeside", "PAK", None, 34.0, 71.0, "city"),
        "unknown",
        None,
        "single",
        None,
        "done",
        Count(3, 3, 3, "three"),
        None,
        None,
        (),
        "asserted",
        False,
        False,
        None,
        "t1",
        cited,
        "pattern",
        0.9,
    )
    stated = Statement(
        "s1", Span("text", 0, len(TEXT), TEXT), (varnia, kestoria), "quality", "worse", "hostile", None, cited
    )
    return article, CodedArticle("a1", (bombed,), (stated,), (cited,), 1)


@pytest.fixture
def full(store: Database, tmp_path: Path) -> Database:
    """A store with one article of its own and a few imported events."""
    article, found = coded()
    run = tables.begin_run(store, "read", "0", {}, {})
    tables.put_article(store, article, found, run)
    pipeline.gather_store(store)
    path = write(
        tmp_path,
        "icews",
        [
            icews(
                1,
                "2020-05-04",
                "Japan",
                "111",
                "China",
                Intensity="-2.0",
                Publisher="+Example",
                City="Lakeside",
                Latitude="34",
                Longitude="71",
            ),
            icews(2, "2020-05-05", "Japan", "010", "China"),
            icews(3, "2020-05-05", "United States", "040", "Pakistan"),
        ],
    )
    import_files(store, Settings(), "icews", [path])
    return store


def exported(database: Database, what: str, form: str, path: Path) -> Path:
    datasets.write(export_rows(database, Settings(), what), what, form, path)
    return path


def test_same_file_twice_adds_nothing_and_other_days_are_counted(store: Database, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "icews",
        [
            icews(1, "2020-05-04", "Japan", "040", "China"),
            icews(1, "2020-05-09", "Japan", "040", "China"),
            icews(2, "2020-05-04", "Japan", "040", "China"),
            icews(2, "2020-05-04", "Japan", "040", "China"),
        ],
    )
    first = import_files(store, Settings(), "icews", [path])
    assert (first.added, first.known, first.redated) == (2, 1, 1)
    again = import_files(store, Settings(), "icews", [path])
    assert (again.added, again.known + again.redated) == (0, 4)
    assert store.rows("SELECT id, date_start FROM imported_events ORDER BY id")[0]["date_start"] == date(2020, 5, 4)
    run = queries.last_run(store)
    assert run is not None
    assert run["command"] == "import icews"
    assert run["finished"] is not None


def test_bad_file_stops_no_other(store: Database, tmp_path: Path) -> None:
    good = write(tmp_path, "icews", [icews(1, "2020-05-04", "Japan", "040", "China")])
    done = import_files(store, Settings(), "icews", [tmp_path / "none.tab", good])
    assert done.added == 1
    assert [p.kind for p in done.problems] == ["unreadable"]


def test_imported_events_are_in_every_view(full: Database) -> None:
    assert queries.counts(full)["imported_events"] == 3
    listed = queries.events(full, EventFilter("JPN", "CHN"))
    assert [r["id"] for r in listed] == ["icews:1"], "comments have no PLOVER type and are not listed"
    assert listed[0]["record"]["actors"][0]["name"] == "Japan"
    assert queries.event(full, "icews:1")["reports"] == []
    both = queries.events(full, EventFilter("USA", "PAK"))
    assert [r["record"]["event_type"] for r in both] == ["ASSAULT", "CONSULT"]
    assert pipeline.busiest_pair(full) == ("PAK", "USA")
    assert {n["node"]: n["events"] for n in derived.names_like(full, "")}["USA"] == 2
    found = pipeline.relation(full, Settings(), "USA", "PAK").coverage
    assert (found["imported"], found["datasets"], found["articles"]) == (1, ["icews"], 1)
    laid_out = set(derived.all_acts(full, states=True)["event_id"])
    assert laid_out >= {"icews:1", "icews:3"}
    assert "icews:2" not in laid_out
    early = derived.all_acts(full, states=True, as_of=date(2020, 5, 4))
    assert "icews:3" not in set(early["event_id"]), "as-of views know only what was reported by then"
    assert [r["id"] for r in queries.events_by_id(full, ["icews:3", "icews:1"])] == ["icews:3", "icews:1"]


def test_relation_counts_imported_and_own_acts_on_one_scale(full: Database) -> None:
    found = pipeline.relation(full, Settings(), "United States", "Pakistan")
    assert found.scale == "PLOVER"
    assert [len(r["events"]) for r in found.series] == [2]
    assert any("ICEWS" in line for line in found.coverage_lines())


def test_what_is_of_no_type_is_counted_and_in_no_list(full: Database) -> None:
    pipeline.refresh_acts(full)
    _, listed = listing.event_ids(full, listing.Wanted(), "-date", None, 10)
    counts = queries.counts(full)
    assert exchange.outside_types(full) == 1
    assert listed == counts["events"] + counts["imported_events"] - 1


def test_forget_imported(full: Database) -> None:
    assert exchange.forget_imported(full, "icews") == 3
    assert queries.counts(full)["imported_events"] == 0


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_exported_events_imported_again_are_the_same(full: Database, tmp_path: Path, form: str) -> None:
    path = exported(full, "events", form, tmp_path / f"events.{form}")
    with open_database(tmp_path / "other.duckdb") as other:
        done = import_files(other, Settings(), "detente", [path])
        assert (done.added, done.tally.broken) == (4, 0)
        again = exported(other, "events", form, tmp_path / f"again.{form}")
        assert queries.events(other, EventFilter("USA", "PAK"))[0]["record"]["attribution"]["kind"] == "named"
    one, two = (sorted(_rows(p, form), key=lambda r: r["id"]) for p in (path, again))
    assert one == two
    assert import_files(full, Settings(), "detente", [path]).added == 0, "the store has its own events already"


def _rows(path: Path, form: str) -> list[dict]:
    if form == "parquet":
        rows = pl.read_parquet(path).to_dicts()
        return [{**r, "record": json.loads(r["record"]) if r["record"] else None} for r in rows]
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("what", ["mentions", "statements", "attributions", "articles"])
def test_parquet_and_jsonl_hold_the_same(full: Database, tmp_path: Path, what: str) -> None:
    lines = [json.loads(line) for line in exported(full, what, "jsonl", tmp_path / "x.jsonl").read_text().splitlines()]
    table = pl.read_parquet(exported(full, what, "parquet", tmp_path / "x.parquet"))
    assert dict(table.schema) == {k: v if not isinstance(v, type) else v() for k, v in schema_of(what).items()}
    assert table.to_dicts() == lines
    assert len(lines) == 1


def test_exported_articles_are_read_again_as_they_were(full: Database, tmp_path: Path) -> None:
    from detente.read import read

    path = exported(full, "articles", "parquet", tmp_path / "articles.parquet")
    found = list(read([str(path)]))
    article, _ = coded()
    assert [(a.id, a.text, a.title, a.outlet, a.published.day) for a in found] == [
        (article.id, article.text, article.title, article.outlet, date(2020, 5, 6))
    ]


def test_private_persons_leave_by_role(full: Database, tmp_path: Path) -> None:
    for what in ("mentions", "events", "attributions"):
        text = exported(full, what, "jsonl", tmp_path / "x.jsonl").read_text()
        assert "Joan" not in text, what
        assert "civilian (PAK)" in text or what == "attributions"
    row = next(iter(export_rows(full, Settings(), "mentions")))[0]
    assert row["recipients"][1]["name"] == "civilian (PAK)"
    assert row["sentence"]["text"].startswith("[")


def test_mentions_marked_wrong_stay_out(full: Database, tmp_path: Path) -> None:
    full.connection.execute("INSERT INTO corrections VALUES ('c1', 'm1', 'wrong', NULL, 'me', now(), NULL)")
    assert exported(full, "mentions", "jsonl", tmp_path / "x.jsonl").read_text() == ""
    assert "ASSAULT" not in exported(full, "events", "jsonl", tmp_path / "y.jsonl").read_text()


def test_csv_is_flat_and_runs_no_formula(full: Database, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(full, "events", "csv", tmp_path / "e.csv").read_text())))
    by_id = {r["id"]: r for r in rows}
    assert by_id["icews:1"]["outlet"] == "'+Example"
    assert by_id["icews:1"]["parties.name"] == "Japan|China"
    assert next(r for r in rows if r["event_type"] == "ASSAULT")["parties.sectors"] == "||CVL"
    assert float(by_id["icews:1"]["intensity"]) < 0
    articles = list(csv.DictReader(io.StringIO(exported(full, "articles", "csv", tmp_path / "a.csv").read_text())))
    assert articles[0]["title"] == "'=Raid"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formula_cells_are_escaped(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell
    assert safe_cell(-1.5) == -1.5
    assert safe_cell("1-2") == "1-2"


def test_geojson_has_points_longitude_first(full: Database, tmp_path: Path) -> None:
    found = json.loads(exported(full, "events", "geojson", tmp_path / "e.geojson").read_text())
    assert found["type"] == "FeatureCollection"
    assert [f["geometry"]["coordinates"] for f in found["features"]] == [[71.0, 34.0]] * 2
    assert found["features"][0]["properties"]["according_to"]
    with pytest.raises(ConfigError, match="parquet, csv, jsonl"):
        exported(full, "articles", "geojson", tmp_path / "a.geojson")


def test_plover_layout(full: Database, tmp_path: Path) -> None:
    lines = [
        json.loads(line) for line in exported(full, "events", "plover", tmp_path / "e.jsonl").read_text().splitlines()
    ]
    own = next(r for r in lines if r["event"] == ["ASSAULT"])
    assert own["actor"] == [{"code": "USA", "entity_text": "Varnia", "identifier_text": "Varnia"}]
    assert (own["date"], own["quad_code"], own["mode"], own["size"]) == ("2020-05-04", 4, ["aerial"], {"dead": 3.0})
    assert own["event_loc"]["country_code"] == "PAK"
    assert "according to" in own["comment"]
    assert "text" not in own, "the text belongs to its publisher"
    assert next(r for r in lines if r["id"] == "icews:2")["event"] == []


def test_nothing_else_can_be_exported(full: Database, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="articles"):
        exported(full, "secrets", "csv", tmp_path / "x")
    with pytest.raises(ConfigError, match="parquet"):
        exported(full, "events", "xlsx", tmp_path / "x")
    assert not list(tmp_path.glob("x*"))


_words = st.text(max_size=12)
_party = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["actor", "recipient"]),
        "node": st.one_of(st.none(), st.sampled_from(["USA", "PAK", "group:x"])),
        "name": _words,
        "country": st.one_of(st.none(), st.sampled_from(["USA", "PAK"])),
        "sectors": st.lists(st.sampled_from(["GOV", "MIL", "REB"]), max_size=2),
        "kind": st.sampled_from(["state", "armed_group", "unknown"]),
        "group": st.one_of(st.none(), _words),
        "scope": st.just("whole"),
    }
)
_score = st.one_of(st.none(), st.floats(-10, 10, allow_nan=False))
_day = st.dates(date(1900, 1, 1), date(2100, 1, 1))
_event = st.fixed_dictionaries(
    {
        "event_type": st.sampled_from(["CONSULT", "ASSAULT", None]),
        "modes": st.lists(_words, max_size=2),
        "contexts": st.lists(_words, max_size=2),
        "cameo": st.one_of(st.none(), _words),
        "quad_class": st.integers(1, 4),
        "intensity": _score,
        "goldstein": _score,
        "date_start": _day,
        "date_end": st.one_of(st.none(), _day),
        "date_precision": st.sampled_from(["day", "month", None]),
        "territory": st.one_of(st.none(), st.just("PAK")),
        "factuality": st.just("asserted"),
        "occurrence": st.just("single"),
        "parties": st.lists(_party, min_size=1, max_size=3),
        "place": st.one_of(
            st.none(),
            st.fixed_dictionaries(
                {
                    "name": _words,
                    "country": st.none(),
                    "admin1": st.one_of(st.none(), _words),
                    "lat": st.floats(-90, 90),
                    "lon": st.floats(-180, 180),
                    "precision": st.just("city"),
                }
            ),
        ),
        "fatalities": st.one_of(st.none(), st.fixed_dictionaries(dict.fromkeys(("low", "best", "high"), _score))),
        "outlet": st.one_of(st.none(), _words),
        "words": st.one_of(st.none(), _words),
        "first_reported": st.one_of(st.none(), _day),
        "articles": st.integers(1, 99),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_event, min_size=1, max_size=4), form=st.sampled_from(["parquet", "jsonl"]))
def test_round_trip_of_any_events(tmp_path_factory: pytest.TempPathFactory, rows: list[dict], form: str) -> None:
    folder = tmp_path_factory.mktemp("trip")
    plain = dict.fromkeys(SCHEMA) | {"dataset": "icews", "origins": 1, "historical": False}
    frame = pl.DataFrame(
        [{**plain, **row, "id": f"icews:{i}"} for i, row in enumerate(rows)], schema=SCHEMA, strict=False
    )
    with open_database(folder / "a.duckdb") as one, open_database(folder / "b.duckdb") as two:
        exchange.put_imported(one, frame, "r")
        path = exported(one, "events", form, folder / f"e.{form}")
        assert import_files(two, Settings(), "detente", [path]).added == len(rows)
        query = "SELECT * EXCLUDE (run_id) FROM imported_events ORDER BY id"
        assert two.rows(query) == one.rows(query)


def test_outgoing_keeps_public_names() -> None:
    _, found = coded()
    mention = found.events[0]
    officer = replace(mention.recipients[1], sectors=("MIL",))
    cited = replace(found.attributions[0], office="colonel")
    row = {
        "record": to_json(replace(mention, recipients=(officer,), attribution=cited)),
        "article_id": "a1",
        "event_id": "e",
        "published": None,
        "outlet": "",
        "url": "",
    }
    assert outgoing("mentions", row)["recipients"][0]["name"] == "Joan Public"
    assert plover(outgoing("mentions", row))["recipient"][0]["sector"] == "MIL"


def test_ucdp_as_of_and_standing(store: Database, tmp_path: Path) -> None:
    path = write(tmp_path, "ucdp", [ucdp(1, 1, "Government of Pakistan", "Government of India", gwnoa=770, gwnob=750)])
    import_files(store, Settings(), "ucdp", [path])
    assert pair_acts(store, "IND", "PAK", date(2014, 12, 4)).is_empty()
    assert pair_acts(store, "IND", "PAK", date(2014, 12, 5)).height == 1
