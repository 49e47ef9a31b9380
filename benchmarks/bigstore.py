"""Makes a store of a million invented events, for the benchmarks of relations and of the page.

    python benchmarks/bigstore.py STORE [--events 1000000] [--pairs 6000] [--years 10]
    python benchmarks/bigstore.py STORE --time      # how long relations take in a store that was made before

States and codes are real, every act is invented: few pairs have most acts, as in real files; each pair has a level of
its own that now and then breaks; a tenth of the acts is done by or to armed groups, societies or firms. The same seed
gives the same store. As every imported event does, an act has a day, parties, a score and an outlet, but no article.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

EVENTS, PAIRS, YEARS, SEED = 1_000_000, 6_000, 10, 1
FIRST = np.datetime64("2010-01-01")
_CHUNK = 100_000
# Who acts for a country: kind, sectors, name; the first three count for the state.
_BODIES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("state", (), "{}"),
    ("organisation", ("GOV",), "Ministry of Examples ({})"),
    ("organisation", ("MIL",), "Army of Examples ({})"),
    ("society", ("CVL",), "Citizen ({})"),
    ("armed_group", ("REB",), "Front of Examples ({})"),
    ("organisation", ("BUS",), "Example Company ({})"),
)
_SHARES = (0.55, 0.25, 0.1, 0.04, 0.04, 0.02)


def draw_pairs(random: np.random.Generator, pairs: int, states: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Draws pairs of states, busier states in more of them, and how much of all acts each pair has."""
    weight = random.permutation(1.0 / np.arange(1, states + 1) ** 0.6)
    drawn = random.choice(states, size=(pairs * 4, 2), p=weight / weight.sum())
    drawn = np.sort(drawn[drawn[:, 0] != drawn[:, 1]], axis=1)
    unique = np.unique(drawn, axis=0)
    random.shuffle(unique)
    chosen = unique[:pairs]
    busy = weight[chosen[:, 0]] * weight[chosen[:, 1]] * random.lognormal(0, 1.0, len(chosen))
    return chosen, busy / busy.sum()


def draw_levels(random: np.random.Generator, pairs: int, months: int) -> NDArray[np.float64]:
    """Draws the tone of every pair by month: a level, a deviation that fades, and now and then a break."""
    level = random.normal(2.0, 1.2, pairs)
    deviation, tone = np.zeros(pairs), np.empty((months, pairs))
    for t in range(months):
        broken = random.random(pairs) < 0.004
        deviation = 0.8 * deviation + random.normal(0, 0.35, pairs) - broken * random.uniform(3, 6, pairs)
        level = level + random.normal(0, 0.05, pairs)
        tone[t] = level + deviation
    return tone


def draw_codes(random: np.random.Generator, tone: NDArray[np.float64]) -> NDArray[np.str_]:
    """Draws a CAMEO code for each act, near the tone of its pair."""
    from detente.datasets.events import cameo_table

    known = cameo_table().filter(pl.col("intensity").is_not_null()).sort("intensity")
    scores, names = known["intensity"].to_numpy(), known["cameo"].to_numpy().astype(str)
    wanted = np.clip(tone + random.normal(0, 3.2, tone.size), -9.9, 9.9)
    places = np.clip(np.searchsorted(scores, wanted) + random.integers(-3, 4, tone.size), 0, scores.size - 1)
    return np.asarray(names[places])


def _side(states: list[tuple[str, str]], country: NDArray[np.intp], body: NDArray[np.intp], role: str) -> pl.Series:
    """One party a row, as a list column."""
    from detente.datasets.events import SCHEMA

    kinds, sectors, names = zip(*_BODIES, strict=True)
    every = pl.DataFrame(
        [
            (c * len(_BODIES) + k, role, None, names[k].format(name), code, list(sectors[k]), kinds[k])
            for c, (code, name) in enumerate(states)
            for k in range(len(_BODIES))
        ],
        schema=["key", "role", "node", "name", "country", "sectors", "kind"],
        orient="row",
    ).with_columns(
        group=pl.when(pl.col("kind") == "armed_group").then("name"),
        scope=pl.lit("whole"),
        node=_node(),
    )
    fields = [f.name for f in SCHEMA["parties"].inner.fields]  # type: ignore[attr-defined]
    listed = every.select("key", party=pl.concat_list(pl.struct(fields)))
    keys = pl.DataFrame({"key": country * len(_BODIES) + body})
    return keys.join(listed, on="key", how="left", maintain_order="left")["party"]


def _node() -> pl.Expr:
    kind, country = pl.col("kind"), pl.col("country")
    return (
        pl.when(kind == "armed_group")
        .then(pl.lit("group:") + pl.col("name"))
        .when(kind == "society")
        .then(pl.lit("society:") + country)
        .when(pl.col("sectors").list.first() == "BUS")
        .then(pl.lit("bus:") + country)
        .otherwise(country)
    )


def invented(events: int = EVENTS, pairs: int = PAIRS, years: int = YEARS, seed: int = SEED) -> pl.DataFrame:
    """Invents events in the layout of the store's imported events, in order of day."""
    from detente import codes
    from detente.datasets.events import cameo_table

    random = np.random.default_rng(seed)
    states = [(c.code, c.name) for c in codes.countries() if c.status == "state" and c.end is None]
    chosen, busy = draw_pairs(random, pairs, len(states))
    months = years * 12
    tone = draw_levels(random, len(chosen), months)
    day = np.sort(random.integers(0, round(years * 365.25), events))
    month = np.minimum((day / 30.4375).astype(np.intp), months - 1)
    # A pair whose tone is low is in the news: it has more acts.
    lively = busy * (1 + np.maximum(0.0, 1.0 - tone) / 2)
    pair = np.empty(events, dtype=np.intp)
    for t in range(months):
        rows = np.flatnonzero(month == t)
        pair[rows] = random.choice(len(chosen), size=rows.size, p=lively[t] / lively[t].sum())
    turned = random.random(events) < 0.5
    a, b = (np.where(turned == swap, chosen[pair, 0], chosen[pair, 1]) for swap in (False, True))
    bodies = [random.choice(len(_BODIES), size=events, p=_SHARES) for _ in range(2)]
    frame = pl.DataFrame(
        {
            "number": np.arange(events),
            "cameo": draw_codes(random, tone[month, pair]),
            "date_start": FIRST + day,
            "outlet": random.integers(0, 200, events),
            "actor": _side(states, a, bodies[0], "actor"),
            "recipient": _side(states, b, bodies[1], "recipient"),
            "territory": pl.Series([code for code, _ in states]).gather(b),
        }
    )
    return _laid_out(frame.join(cameo_table(), on="cameo", how="left", maintain_order="left"))


def _laid_out(frame: pl.DataFrame) -> pl.DataFrame:
    from detente.datasets.events import SCHEMA

    columns = {
        "id": pl.format("invented:{}", pl.col("number").cast(pl.String).str.zfill(8)),
        "dataset": pl.lit("invented"),
        "goldstein": pl.col("listed_goldstein"),
        "date_end": pl.col("date_start"),
        "date_precision": pl.lit("day"),
        "factuality": pl.lit("asserted"),
        "occurrence": pl.lit("single"),
        "parties": pl.concat_list("actor", "recipient"),
        "outlet": pl.format("Example Daily {}", pl.col("outlet")),
        "language": pl.lit("en"),
        "articles": pl.lit(1),
        "origins": pl.lit(1),
        "first_reported": pl.col("date_start"),
        "historical": pl.lit(False),
    }
    full = frame.with_columns(**columns)
    return full.select(
        (pl.col(name) if name in full.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in SCHEMA.items()
    )


def make_store(path: Path, events: int = EVENTS, pairs: int = PAIRS, years: int = YEARS, seed: int = SEED) -> None:
    """Makes the store at a path where there is none."""
    from detente.store import exchange, open_database

    with open_database(path, "bigstore") as database:
        frame = invented(events, pairs, years, seed)
        for start in range(0, frame.height, _CHUNK):
            exchange.put_imported(database, frame.slice(start, _CHUNK), "bigstore")


def time_relations(path: Path) -> None:
    """Prints how long the questions of the commands and of the page take: made anew, then as kept."""
    from datetime import date

    from detente.api import open_store

    def timed(name: str, ask: Callable[[], object]) -> None:
        begin, own = time.perf_counter(), time.process_time()
        ask()
        print(f"  {name}: {time.perf_counter() - begin:.3f} s, {time.process_time() - own:.3f} s of processor time")

    with open_store(path) as store:
        timed("acts laid out by pair", store.busiest_pair)
        rows = store.pairs()[:: PAIRS // 10]
        busiest = store.busiest_pair()
        assert busiest is not None
        timed("the busiest pair", lambda: store.relation(*busiest))
        timed("one pair of ten of all sizes", lambda: [store.relation(row["a"], row["b"]) for row in rows[:10]])
        timed(
            "the busiest pair as of a day, first of its year", lambda: store.relation(*busiest, as_of=date(2016, 6, 1))
        )
        timed("the busiest pair as of another day", lambda: store.relation(*busiest, as_of=date(2016, 7, 1)))
        timed("how all pairs stand", store.pairs)
        timed("pairs that moved lately", store.moved)


def main() -> None:
    """Makes a store and says how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--years", type=int, default=YEARS)
    parser.add_argument("--time", action="store_true", help="time relations in a store made before")
    options = parser.parse_args()
    if options.time:
        time_relations(options.store)
        return
    if options.store.exists():
        parser.error(f"{options.store} is there already")
    begin = time.perf_counter()
    make_store(options.store, options.events, options.pairs, options.years)
    print(f"{options.events:,} invented events in {options.store}, {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
