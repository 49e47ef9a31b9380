"""A panel of dyads and periods as dense arrays, time first, so that every step of the model is one array operation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detente.errors import ConfigError, InputError

Floats = NDArray[np.float64]
Period = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)
PERIODS_A_YEAR: dict[str, float] = {"day": 365.25, "week": 52.1775, "month": 12.0, "quarter": 4.0, "year": 1.0}
_EVERY: dict[str, str] = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
_NEEDED = ("a", "b", "period", "mean", "n")


@dataclass(frozen=True, slots=True)
class Grid:
    """Observations of all dyads over one run of periods; a period without events has n = 0 and mean 0.

    Attributes:
        pairs: the dyads, in order of the arrays' second axis.
        periods: first day of each period, in order of the arrays' first axis.
        by: length of a period.
        mean: mean score of the period's acts, shape (periods, dyads).
        n: effective number of acts, same shape.
    """

    pairs: tuple[tuple[str, str], ...]
    periods: tuple[dt.date, ...]
    by: Period
    mean: Floats
    n: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Number of periods, number of dyads."""
        return len(self.periods), len(self.pairs)

    def select(self, dyads: NDArray[np.intp]) -> Grid:
        """Keeps the dyads at these positions; one may be named twice, as a bootstrap does."""
        mean, n = (np.ascontiguousarray(array[:, dyads]) for array in (self.mean, self.n))
        return Grid(tuple(self.pairs[i] for i in dyads), self.periods, self.by, mean, n)


def check_period(by: str) -> Period:
    """Checks the name of a period length.

    Raises:
        ConfigError: not one of day, week, month, quarter, year.
    """
    if by not in PERIODS:
        raise ConfigError(f"'{by}' is not a period.", f"Use one of {', '.join(PERIODS)}.")
    return by


def as_polars(table: Any) -> pl.DataFrame:
    """Turns a pandas, polars or Arrow table (anything with an Arrow stream) into a polars frame.

    Raises:
        InputError: not a table.
    """
    if isinstance(table, pl.DataFrame):
        return table
    if isinstance(table, pl.LazyFrame):
        return table.collect()
    module = type(table).__module__.partition(".")[0]
    if module == "pandas":
        # By columns, so that pandas' index and its object columns cannot end up in the panel.
        return pl.DataFrame({str(name): _plain(table[name]) for name in table.columns}, strict=False)
    if hasattr(table, "__arrow_c_stream__") or module == "pyarrow":
        frame = pl.from_arrow(table)
        if isinstance(frame, pl.DataFrame):
            return frame
    raise InputError("panel", "table", f"a {type(table).__name__} is not a table.", "Give pandas, polars or Arrow.")


def _plain(column: Any) -> list[Any]:
    """Gives a pandas column as plain values; a column of pandas' own periods as their names."""
    return list((column.astype(str) if str(column.dtype).startswith("period") else column).to_list())


def calendar(start: dt.date, end: dt.date, by: str) -> tuple[dt.date, ...]:
    """Lists the first days of all periods from the one that holds start to the one that holds end."""
    first, last = (pl.Series([day]).dt.truncate(_EVERY[by]).item() for day in (start, end))
    return tuple(pl.date_range(first, last, _EVERY[by], eager=True).to_list())


def calendar_after(last: dt.date, steps: int, by: str) -> tuple[dt.date, ...]:
    """Lists the first days of the next periods after one."""
    return tuple(pl.Series([last]).dt.offset_by(f"{k}{_EVERY[by][1:]}").item() for k in range(1, steps + 1))


def each_period(first: pl.Expr, last: pl.Expr, by: str) -> pl.Expr:
    """Gives the list of ISO first days of all periods from one to another, both ISO first days."""
    days = pl.date_ranges(first.str.to_date("%Y-%m-%d"), last.str.to_date("%Y-%m-%d"), _EVERY[by])
    return days.list.eval(pl.element().dt.to_string("%Y-%m-%d"))


def floor_to(column: pl.Expr, by: str) -> pl.Expr:
    """Gives the first day of the period that holds a date."""
    return column.dt.truncate(_EVERY[by])


def as_date(value: str | dt.date | None) -> dt.date | None:
    """Reads an ISO date, or a month or year as its first day; None stays None.

    Raises:
        ConfigError: not such a date.
    """
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    if isinstance(value, dt.datetime):
        return value.date()
    text = value.strip()
    try:
        return dt.date.fromisoformat(text[:10] + {4: "-01-01", 7: "-01"}.get(len(text), ""))
    except ValueError:
        raise ConfigError(f"'{value}' is not a date.", "Write 2011-05-02, 2011-05 or 2011.") from None


def read_panel(
    panel: Any, by: str = "month", start: str | dt.date | None = None, end: str | dt.date | None = None
) -> Grid:
    """Reads a table of observations into a grid, filling the periods that are missing.

    Args:
        panel: pandas, polars or Arrow table with ``a, b, period`` (first day, ISO text or date), ``mean``, ``n``.
        by: length of a period; every ``period`` is floored to it.
        start, end: first and last period of the grid; by default those of the panel. Rows outside are left out.

    Raises:
        InputError: a column is missing, a period is no date, a dyad has two rows for one period, n is negative.
        ConfigError: ``by`` or a date cannot be read.
    """
    length = check_period(by)
    frame = as_polars(panel)
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise InputError("panel", "columns", f"no column '{missing[0]}'.", f"It needs {', '.join(_NEEDED)}.")
    rows = _typed_rows(frame.select(_NEEDED), length)
    if rows.is_empty() and (start is None or end is None):
        raise InputError("panel", "empty", "no row.", "Give at least one period with events, or a start and an end.")
    first = as_date(start) or rows["period"].min()
    last = as_date(end) or rows["period"].max()
    assert isinstance(first, dt.date)
    assert isinstance(last, dt.date)
    if first > last:
        raise ConfigError(f"The start {first} is after the end {last}.", "Swap them.")
    periods = calendar(first, last, length)
    return _fill(rows, periods, length)


def read_columns(frame: pl.DataFrame, grid: Grid, names: Sequence[str]) -> dict[str, Floats]:
    """Lays further columns of a panel out as the grid is: shape (periods, dyads), 0 where there is no row."""
    rows = frame.select(
        pl.col("a").cast(pl.String),
        pl.col("b").cast(pl.String),
        floor_to(_read_period(frame), grid.by).alias("period"),
        *(pl.col(name).cast(pl.Float64).fill_null(0.0).alias(f"value {name}") for name in names),
    )
    pairs = pl.DataFrame(list(grid.pairs), schema={"a": pl.String, "b": pl.String}, orient="row").with_row_index("dyad")
    days = pl.DataFrame({"period": grid.periods}, schema={"period": pl.Date}).with_row_index("time")
    placed = rows.join(pairs, on=["a", "b"]).join(days, on="period")
    time, dyad = placed["time"].to_numpy(), placed["dyad"].to_numpy()
    found = {name: np.zeros(grid.shape) for name in names}
    for name, values in found.items():
        values[time, dyad] = placed[f"value {name}"].to_numpy()
    return found


def _read_period(frame: pl.DataFrame) -> pl.Expr:
    if frame.schema["period"] != pl.String:
        return pl.col("period").cast(pl.Date, strict=False)
    text = pl.col("period").str.slice(0, 10)
    padded = text + text.str.len_chars().replace_strict({4: "-01-01", 7: "-01"}, default="")
    return padded.str.to_date("%Y-%m-%d", strict=False)


def _typed_rows(frame: pl.DataFrame, by: Period) -> pl.DataFrame:
    rows = frame.select(
        pl.col("a").cast(pl.String),
        pl.col("b").cast(pl.String),
        floor_to(_read_period(frame), by).alias("period"),
        pl.col("mean").cast(pl.Float64, strict=False),
        pl.col("n").cast(pl.Float64, strict=False).fill_null(0.0).fill_nan(0.0),
    )
    no_count = (pl.col("n") < 0) | pl.col("n").is_infinite()
    bad = rows.with_row_index().filter(pl.any_horizontal(pl.col("a", "b", "period").is_null()) | no_count)
    if bad.height:
        row = int(bad["index"][0])
        what = f"row {row} has no pair, no ISO date, or an n that is negative or endless: {frame.row(row)}."
        raise InputError("panel", "row", what, "Leave the row out: a period without a row has no acts.")
    # A period without events carries no score, whatever the table holds there.
    scored = (pl.col("n") > 0) & pl.col("mean").is_finite().fill_null(False)
    return rows.with_columns(
        mean=pl.when(scored).then("mean").otherwise(0.0), n=pl.when(scored).then("n").otherwise(0.0)
    )


def _fill(rows: pl.DataFrame, periods: tuple[dt.date, ...], by: Period) -> Grid:
    doubled = rows.group_by("a", "b", "period").len().filter(pl.col("len") > 1)
    if doubled.height:
        a, b, period, count = doubled.row(0)
        raise InputError("panel", "doubled", f"{a}, {b}, {period} has {count} rows.", "Give one row a dyad and period.")
    pairs = rows.select("a", "b").unique().sort("a", "b").with_row_index("dyad")
    days = pl.DataFrame({"period": periods}, schema={"period": pl.Date}).with_row_index("time")
    placed = rows.join(pairs, on=["a", "b"]).join(days, on="period")
    mean = np.zeros((len(periods), pairs.height))
    n = np.zeros_like(mean)
    time, dyad = placed["time"].to_numpy(), placed["dyad"].to_numpy()
    mean[time, dyad] = placed["mean"].to_numpy()
    n[time, dyad] = placed["n"].to_numpy()
    return Grid(tuple(pairs.select("a", "b").iter_rows()), periods, by, mean, n)
