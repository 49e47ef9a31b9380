"""Files in the layout of each dataset, with invented rows: real codes of countries, and no act that ever was."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from detente.datasets import Dataset, Lookups, dataset_named
from detente.records import node_of

NO_ROSTER = Lookups(lambda name, country, day: None, lambda name: False, node_of)


def write(folder: Path, name: str, rows: Sequence[Mapping[str, object]], columns: Sequence[str] | None = None) -> Path:
    """Writes rows as a file of a dataset; cells that a row doesn't give are empty."""
    dataset = dataset_named(name)
    path = folder / f"{name}.csv"
    path.write_text(text_of(dataset, rows, columns or dataset.columns), encoding="utf-8")
    return path


def text_of(dataset: Dataset, rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> str:
    lines = [list(columns)] if dataset.header else []
    lines += [[str(row.get(column, "")) for column in columns] for row in rows]
    if not dataset.quoted:
        return "".join(dataset.separator.join(line) + "\n" for line in lines)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def zipped(path: Path) -> Path:
    """Packs a file by gzip."""
    packed = path.with_name(path.name + ".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def icews(number: int, day: str, source: str, code: str, target: str, **more: object) -> dict[str, object]:
    """An ICEWS row; ``more`` by column name with underscores."""
    row = {"Event ID": number, "Event Date": day, "Source Name": source, "CAMEO Code": code, "Target Name": target}
    return row | {key.replace("_", " "): value for key, value in more.items()}


def gdelt(number: int, day: str, actor: str, code: str, other: str, **more: object) -> dict[str, object]:
    """A GDELT row."""
    row = {
        "GLOBALEVENTID": number,
        "SQLDATE": day,
        "Actor1Code": actor,
        "Actor2Code": other,
        "EventCode": code,
        "GoldsteinScale": "1.0",
        "NumArticles": 4,
        "NumSources": 2,
        "DATEADDED": day,
        "SOURCEURL": "https://www.example.org/a",
    }
    return row | more


def polecat(
    number: str, kind: str, actor: tuple[str, str, str], recipient: tuple[str, str, str], **more: object
) -> dict[str, object]:
    """A POLECAT row; actor and recipient are name, country and sectors."""
    row: dict[str, object] = {
        "Event ID": number,
        "Event Date": "2021-05-04",
        "Event Type": kind,
        "Source": "Example Times",
    }
    for side, (name, country, sectors) in (("Actor", actor), ("Recipient", recipient)):
        row |= {f"{side} Name": name, f"{side} Country": country, f"{side} Sectors": sectors}
        row |= {f"Primary {side} Sector": sectors.split(";")[0]}
    return row | {key.replace("_", " "): value for key, value in more.items()}


def ucdp(number: int, violence: int, side_a: str, side_b: str, **more: object) -> dict[str, object]:
    """A UCDP GED row."""
    row = {
        "id": number,
        "type_of_violence": violence,
        "side_a": side_a,
        "side_b": side_b,
        "country": "Afghanistan",
        "country_id": 700,
        "date_start": "2014-12-03 00:00:00.000",
        "date_end": "2014-12-03 00:00:00.000",
        "date_prec": 1,
        "code_status": "Clear",
        "event_clarity": 1,
        "best": 3,
        "low": 2,
        "high": 5,
        "latitude": 34.2,
        "longitude": 70.5,
        "where_prec": 3,
        "where_coordinates": "Blue Lake district",
        "number_of_sources": 2,
        "source_office": "Example Agency",
        "source_date": "2014-12-05",
        "source_headline": 'Three killed, says "Example Agency"',
    }
    return row | more


def acled(number: str, kind: str, sub: str, actor: str, inter: str, **more: object) -> dict[str, object]:
    """An ACLED row."""
    row = {
        "event_id_cnty": number,
        "event_date": "2023-03-14",
        "time_precision": 1,
        "event_type": kind,
        "sub_event_type": sub,
        "actor1": actor,
        "inter1": inter,
        "iso": 566,
        "country": "Nigeria",
        "admin1": "Blue State",
        "location": "Lakeside",
        "latitude": 9.1,
        "longitude": 7.4,
        "geo_precision": 1,
        "source": "Example Daily",
        "notes": "On 14 March, something invented happened.",
        "fatalities": 0,
    }
    return row | more
