"""The event table that every dataset is turned into, and the turns that several of them need."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import polars as pl

from detente import codes
from detente.datasets.layout import Tally
from detente.datasets.parties import PARTY, country_code
from detente.errors import UnknownCodeError

PLACE = pl.Struct(
    {
        "name": pl.String,
        "country": pl.String,
        "admin1": pl.String,
        "lat": pl.Float64,
        "lon": pl.Float64,
        "precision": pl.String,
    }
)
FATALITIES = pl.Struct({"low": pl.Float64, "best": pl.Float64, "high": pl.Float64})
# The columns of the event table, in the order of the store's table (see store/schema.sql).
SCHEMA: dict[str, pl.DataType] = {
    "id": pl.String(),
    "dataset": pl.String(),
    "event_type": pl.String(),
    "modes": pl.List(pl.String),
    "contexts": pl.List(pl.String),
    "cameo": pl.String(),
    "quad_class": pl.Int8(),
    "intensity": pl.Float64(),
    "goldstein": pl.Float64(),
    "date_start": pl.Date(),
    "date_end": pl.Date(),
    "date_precision": pl.String(),
    "territory": pl.String(),
    "factuality": pl.String(),
    "occurrence": pl.String(),
    "parties": pl.List(PARTY),
    "place": PLACE,
    "fatalities": FATALITIES,
    "outlet": pl.String(),
    "url": pl.String(),
    "words": pl.String(),
    "language": pl.String(),
    "articles": pl.Int32(),
    "origins": pl.Int32(),
    "first_reported": pl.Date(),
    "historical": pl.Boolean(),
    "part_of": pl.String(),
    "record": pl.String(),
}
_DEFAULTS: dict[str, object] = {
    "factuality": "asserted",
    "occurrence": "single",
    "articles": 1,
    "origins": 1,
    "historical": False,
}


def event_table(
    dataset: str, frame: pl.DataFrame, actors: pl.DataFrame, recipients: pl.DataFrame, tally: Tally
) -> pl.DataFrame:
    """Puts the parties to the rows and gives the event table; rows without id, date or party are counted and left out.

    Args:
        dataset: its name, put before each id.
        frame: columns of ``SCHEMA`` as far as the dataset has them; ``id`` is the dataset's own.
        actors, recipients: as ``parties.parties`` gives them, a row a row.
    """
    told = pl.concat([actors["told"], recipients["told"]]).explode(keep_nulls=False, empty_as_null=False)
    for key, number_of in told.value_counts().iter_rows():
        kind, how = key.split("|", 1)
        tally.kinds[kind, how] += number_of
    for side, parties in (("actor", actors), ("recipient", recipients)):
        tally.fault(f"no {side}", int((parties["parties"].list.len().fill_null(0) == 0).sum()))
    given = frame.with_columns(_together(actors, recipients))
    for reason, lost in (
        ("left out: no id", pl.col("id").is_null()),
        ("left out: no date", pl.col("date_start").is_null()),
        ("left out: no party at all", pl.col("parties").is_null()),
    ):
        number_of = given.select(lost.sum()).item()
        tally.fault(reason, number_of)
        given = given.filter(~lost) if number_of else given
    given = given.with_columns(id=pl.lit(dataset + ":") + pl.col("id"), dataset=pl.lit(dataset))
    columns = []
    for name, kind in SCHEMA.items():
        column = (pl.col(name) if name in given.columns else pl.lit(None)).cast(kind, strict=False).alias(name)
        columns.append(column.fill_null(pl.lit(_DEFAULTS[name])) if name in _DEFAULTS else column)
    return given.select(columns)


def _together(actors: pl.DataFrame, recipients: pl.DataFrame) -> pl.Series:
    """Joins the parties of both sides row by row, null where there are none; ten times as fast as ``concat_list``."""
    sides = [side.select("parties").with_row_index("row") for side in (actors, recipients)]
    parties = (
        pl.concat(sides)
        .explode("parties", keep_nulls=False, empty_as_null=False)
        .sort("row", maintain_order=True)
        .group_by("row", maintain_order=True)
        .agg("parties")
    )
    return sides[0].select("row").join(parties, on="row", how="left", maintain_order="left")["parties"]


def nulls(frame: pl.DataFrame, words: Sequence[str]) -> pl.DataFrame:
    """Makes null what a dataset writes for nothing, such as ``NA``."""
    text = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(pl.when(~pl.col(text).is_in(list(words))).then(pl.col(text)).name.keep())


def mapped(frame: pl.DataFrame, column: str, function: Callable[[str], str | None]) -> pl.Series:
    """Puts every distinct value of a column through a function."""
    known = {value: function(value) for value in frame[column].unique().drop_nulls().to_list()}
    return frame[column].replace_strict(known, default=None, return_dtype=pl.String)


def countries(frame: pl.DataFrame, column: str, tally: Tally) -> pl.Series:
    """Turns country names or codes into ISO alpha-3, counting those that none is."""
    found = mapped(frame, column, country_code)
    lost = frame[column].filter(found.is_null() & frame[column].is_not_null())
    tally.fault("country not known", lost.len(), lost[0] if lost.len() else "")
    return found


def number(column: str) -> pl.Expr:
    """Reads a number; what is none becomes null."""
    return pl.col(column).cast(pl.Float64, strict=False)


def day(column: str) -> pl.Expr:
    """Reads a day: 2014-12-10 (with or without a time), 20141210, 10 December 2014, 12/10/2014 (month first)."""
    text = pl.col(column)
    return pl.coalesce(
        text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
        text.str.to_date("%Y%m%d", strict=False),
        text.str.to_date("%d %B %Y", strict=False),
        text.str.to_date("%d-%B-%Y", strict=False),
        text.str.to_date("%m/%d/%Y", strict=False),
    )


def place(name: pl.Expr, country: pl.Expr, admin1: pl.Expr, lat: pl.Expr, lon: pl.Expr, precision: pl.Expr) -> pl.Expr:
    """Makes a place; null where there is neither a name nor a point. A point off the globe is no point."""
    on_globe = lat.is_between(-90, 90) & lon.is_between(-180, 180) & ((lat != 0) | (lon != 0))
    some = pl.when(name.is_not_null() | on_globe.fill_null(False))
    return some.then(
        pl.struct(
            name=name.fill_null(""),
            country=country,
            admin1=admin1,
            lat=pl.when(on_globe).then(lat),
            lon=pl.when(on_globe).then(lon),
            precision=precision,
        )
    )


def clean_cameo(raw: str) -> tuple[str | None, str]:
    """Reads a CAMEO code as files have it: ``120]--`` and ``13y`` carry a rest, ``36`` has lost its zero.

    Returns:
        The code, or None if none can be read; and what was wrong, or "".
    """
    found = re.match(r"\d+", raw.strip())
    if found is None:
        return None, "left out: no CAMEO code"
    digits = found[0]
    wrong = "CAMEO code with a rest" if digits != raw.strip() else ""
    known = _cameo_codes()
    if digits in known:
        return digits, wrong
    if "0" + digits in known:
        return "0" + digits, wrong or "CAMEO code without its zero"
    for length in (3, 2):
        if len(digits) > length and digits[:length] in known:
            return digits[:length], "CAMEO code not in the list, read as the wider one"
    return None, "left out: no CAMEO code"


@cache
def _cameo_codes() -> frozenset[str]:
    return frozenset(record.code for record in codes.cameo_codes())


@cache
def cameo_table() -> pl.DataFrame:
    """Every CAMEO code with its PLOVER equivalent and score: null type and score for comments and appeals (01, 02)."""
    rows = []
    for record in codes.cameo_codes():
        same = codes.plover_from_cameo(record.code)
        score = None if same is None else codes.intensity(same.event_type, same.modes)
        kind, modes, contexts = (None, (), ()) if same is None else (same.event_type, same.modes, same.contexts)
        rows.append((record.code, kind, list(modes), list(contexts), record.quad_class, score, record.goldstein))
    names = ("cameo", "event_type", "modes", "contexts", "quad_class", "intensity", "listed_goldstein")
    return pl.DataFrame(rows, schema={n: SCHEMA.get(n, pl.Float64()) for n in names}, orient="row")


def with_plover(frame: pl.DataFrame, column: str, tally: Tally) -> pl.DataFrame:
    """Adds ``cameo`` and its PLOVER columns; rows whose code cannot be read are counted and left out."""
    read = {raw: clean_cameo(raw) for raw in frame[column].unique().drop_nulls().to_list()}
    raws = frame[column]
    for raw, number_of in raws.fill_null("").value_counts().iter_rows():
        fault = read[raw][1] if raw in read else "left out: no CAMEO code"
        if fault:
            tally.fault(fault, number_of, raw)
    cameo = raws.replace_strict({k: v[0] for k, v in read.items()}, default=None, return_dtype=pl.String)
    known = frame.with_columns(cameo.alias("cameo")).filter(pl.col("cameo").is_not_null())
    joined = known.join(cameo_table(), on="cameo", how="left", maintain_order="left")
    tally.fault("comment or appeal (CAMEO 01, 02): kept, outside PLOVER", joined["event_type"].null_count())
    return joined


@cache
def plover_score(event_type: str, modes: tuple[str, ...]) -> float:
    """Gives the PLOVER score by our table."""
    return codes.intensity(event_type, modes)


@cache
def plover_mode(event_type: str, mode: str) -> str | None:
    """Gives a mode of a PLOVER type by its present name, or None if it has none such."""
    try:
        found = codes.event_type(event_type).mode(mode)
    except UnknownCodeError:
        return None
    return found.now or found.name


def latest(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Gives the later of two days; nothing was reported before it happened."""
    return pl.max_horizontal(a, b)
