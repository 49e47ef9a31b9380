"""Measures the relation model on ICEWS: back-test, detection of listed turning points, and the speed of smoothing.

    python benchmarks/relations.py all --data DIR
    python benchmarks/relations.py defaults --data DIR     # fits and writes the shipped parameters

DIR holds ``icews/`` and ``turning_points_dev.csv``; without ``--data`` it is ``$DETENTE_DATA``.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import polars as pl

FILES = {"early": "icews-2005-01_2011-10-sample20.tab.gz", "late": "icews-2011-10_2015-12.tab.gz"}
NAMES = {
    "early": "ICEWS, a random fifth of 2005-01 to 2011-10, country pairs of state actors",
    "late": "ICEWS 2011-10 to 2015-12 (public benchmark subset), country pairs of state actors",
}
CODES = Path(__file__).parents[1] / "src" / "detente" / "codes"

# Generic actors of ICEWS ("Citizen (Japan)") that are not the state. The files have no sectors, so names must do.
NOT_STATE = (
    "Activist", "Actor", "Agence France", "Al-", "Armed Band", "Armed Gang", "Armed Opposition", "Armed Rebel",
    "Artist", "Associated Press", "Attacker", "Bank", "Business", "Children", "Citizen", "Combatant", "Company",
    "Criminal", "Demonstrator", "Dissident", "Doctor", "Drug", "Education", "Employee", "Ethnic", "Exiles",
    "Extremist", "Factory", "Farm worker", "Farmer", "Fishermen", "Gunman", "Health", "Human Rights", "Immigrant",
    "Indigenous", "Industry", "Insurgent", "Intellectual", "Journalist", "Kidnapper", "Kyodo", "Labor Union",
    "Lawyer/Attorney", "Legislator-opposition", "Media", "Medical", "Men (", "Migrant", "Militant", "Militia",
    "Muslim", "National Oil", "News", "Nongovernmental", "Opposition", "Other Authorities", "Patient",
    "People Associated", "Political Parties", "Population", "Protester", "Radio", "Rebel", "Refugee", "Religion",
    "Reuters", "Rioter", "Separatist", "Sex Worker", "Student", "Tamil", "Telecom", "Television", "Terrorist",
    "Thief", "Tourist", "Unidentified", "Unspecified Actor", "Vigilante", "Villager", "Women", "Worker", "Xinhua",
    "Yonhap",
)  # fmt: skip


def read_events(data: Path, which: str) -> pl.DataFrame:
    """Reads one ICEWS file: cross-border events between states, with both scores and the quad class."""
    columns = [
        "Event Date",
        "Source Name",
        "Source Country",
        "CAMEO Code",
        "Intensity",
        "Target Name",
        "Target Country",
    ]
    events = pl.read_csv(
        data / "icews" / FILES[which], separator="\t", quote_char=None, infer_schema_length=0, columns=columns
    )
    a, b = pl.col("Source Country"), pl.col("Target Country")
    states = [~pl.any_horizontal(*(pl.col(c).str.starts_with(p) for p in NOT_STATE)) for c in columns if "Name" in c]
    return (
        events.filter((a != "") & (b != "") & (a != b), *states)
        .with_columns(a=pl.min_horizontal(a, b), b=pl.max_horizontal(a, b))
        .with_columns(pl.col("Event Date").str.to_date(), goldstein=pl.col("Intensity").cast(pl.Float64))
        .join(_scores(), on="CAMEO Code", how="left")
    )


def _scores() -> pl.DataFrame:
    """PLOVER score and quad class of every CAMEO code, from the project's own code tables."""
    import yaml

    cameo = pl.read_csv(CODES / "cameo.csv", infer_schema_length=0)
    tables = yaml.safe_load((CODES / "scores.yaml").read_text(encoding="utf-8"))
    printed = tables["printed"]
    for extra in (*tables["corrections"], *tables["additions"]):
        printed[extra["type"]][extra["mode"]] = extra["score"]
    rows = []
    for code, kind, mode, quad in cameo.select("code", "type", "mode", "quad").iter_rows():
        table = printed.get(kind)
        score = None if table is None else float(table.get(mode, table["base"]))
        rows.append((code, score, int(quad)))
    return pl.DataFrame(rows, schema=["CAMEO Code", "plover", "quad"], orient="row")


def panel_of(events: pl.DataFrame, scale: str = "goldstein", every: str = "1mo") -> pl.DataFrame:
    """Makes the panel: mean score and number of events by pair and period."""
    return (
        events.filter(pl.col(scale).is_not_null())
        .group_by("a", "b", pl.col("Event Date").dt.truncate(every).alias("period"))
        .agg(mean=pl.col(scale).mean(), n=pl.len().cast(pl.Float64))
        .with_columns(pl.col("period").dt.to_string("%Y-%m-%d"))
        .sort("a", "b", "period")
    )


def write_defaults(data: Path) -> None:
    """Fits the shipped parameters and writes ``parameters.yaml``."""
    from detente.relations.alarms import find_alarms
    from detente.relations.fitting import fit_grid
    from detente.relations.forecast import one_step
    from detente.relations.grid import read_panel
    from detente.relations.parameters import DEFAULTS
    from detente.relations.priors import priors
    from detente.relations.state import filter_states

    events = read_events(data, "late")
    out = [
        "# Parameters of the relation model for panels too small to be fitted: one set a score and period length.",
        "# Written by `python benchmarks/relations.py defaults`. Variances: squared points of the score, per period.",
        "# thresholds: budget of alarms a dyad-year, and the alarm score that keeps to it on the data named.",
    ]
    for scale in ("plover", "goldstein"):
        for by, every in (("day", "1d"), ("week", "1w"), ("month", "1mo"), ("quarter", "1q"), ("year", "1y")):
            grid = read_panel(panel_of(events, scale, every), by)
            if by == "year":
                continue  # five years are no sample; the monthly set is rescaled
            p = fit_grid(grid, scale, NAMES["late"], thorough=True)
            filtered = filter_states(grid.mean, grid.n, p, priors(grid, p))
            own = one_step(grid, filtered, p).scale_before
            out += ["", f"- scale: {scale}", f"  by: {by}"]
            names = "phi q_m q_z r s2 mean v_m v_a scale_weight scale_memory acts_weight inverse_acts"
            out += [f"  {name}: {getattr(p, name):.5g}" for name in names.split()]
            out.append("  thresholds:")
            for kind, sign in (("breach", -1), ("thaw", 1)):
                found = ((b, find_alarms(grid, filtered, own, sign, b).threshold) for b in (0.1, 0.25, 0.5, 1.0))
                levels = [f"{b}: {threshold:.4g}" for b, threshold in found]
                out.append(f"    {kind}: {{{', '.join(levels)}}}")
            flat = ", ".join(f"{name}: {getattr(p.level, name):.5g}" for name in ("q_m", "r", "s2", "v_m"))
            out.append(f"  level: {{{flat}}}")
            s = p.provenance
            out.append(f'  provenance: {{data: "{s.data}", when: "{s.when}", dyads: {s.dyads}, rows: {s.rows},')
            out.append(f"    log_likelihood: {s.log_likelihood}}}")
            print("\n".join(out[-22:]), flush=True)
    DEFAULTS.write_text("\n".join(out) + "\n", encoding="utf-8")


def show_backtest(data: Path) -> None:
    """Prints log scores of one-step forecasts for each file."""
    from detente.relations import backtest

    for which in FILES:
        found = backtest(panel_of(read_events(data, which)), scale="goldstein")
        print(f"back-test, {NAMES[which]}: {found.rows} rows, {found.dyads} dyads; {found.note}")
        _print(found.table)


def show_detection(data: Path) -> None:
    """Prints how the alarms meet the listed turning points, for each file."""
    from detente.relations import measure, score_turns

    listed = pl.read_csv(data / "turning_points_dev.csv")
    for which in FILES:
        panel = panel_of(read_events(data, which))
        found = score_turns(measure(panel, scale="goldstein").turns, listed, panel)
        print(f"detection, {NAMES[which]}")
        _print(found.table)
        _print(found.points)


def show_speed() -> None:
    """Prints dyad-periods a second of filter and smoother, ours and statsmodels', on 5,000 dyads of 132 months."""
    import time

    import numpy as np
    from statsmodels.tsa.statespace.mlemodel import MLEModel

    from detente.relations.parameters import default_parameters
    from detente.relations.priors import Prior
    from detente.relations.state import filter_states, smooth_states

    p = default_parameters("goldstein")
    random = np.random.default_rng(0)
    n = random.poisson(3.0, size=(132, 5000)).astype(float)
    mean = np.where(n > 0, random.normal(2, 3, size=n.shape), 0.0)
    prior = Prior(np.full(5000, p.mean), np.full(5000, p.v_m + 2 * p.v_a))
    n[0] = 1.0  # the baseline walks from the first act on; statsmodels' from the first period
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        smooth = smooth_states(filter_states(mean, n, p, prior))
        best = min(best, time.perf_counter() - begin)
    ours = mean.size / best
    few, begin = 200, time.perf_counter()
    widest = 0.0
    for i in range(few):
        seen = n[:, i] > 0
        model = MLEModel(np.where(seen, mean[:, i], np.nan), k_states=2, k_posdef=2)
        model["design"] = np.array([[1.0, 1.0]])
        model["transition"] = np.diag([1.0, p.phi])
        model["selection"] = np.eye(2)
        model["state_cov"] = np.diag([p.q_m, p.q_z])
        model.ssm["obs_cov"] = (p.r + p.s2 / np.maximum(n[:, i], 1.0))[None, None, :]
        model.ssm.initialize_known(np.array([p.mean, 0.0]), np.diag([p.v_m + 2 * p.v_a, p.stationary_variance]))
        states = model.ssm.smooth().smoothed_state
        widest = max(widest, float(np.abs(states.sum(axis=0) - smooth.tone[:, i]).max()))
    theirs = few * 132 / (time.perf_counter() - begin)
    print(f"filter and smoother, fixed parameters: ours {ours:,.0f} dyad-periods/s, statsmodels {theirs:,.0f}/s,")
    print(f"ratio {ours / theirs:,.0f}; largest difference of the smoothed tone {widest:.1e} points")


def _print(table: pl.DataFrame) -> None:
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_dataframe_shape=True, float_precision=3, tbl_width_chars=160):
        print(table, flush=True)


def main() -> None:
    """Runs the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["all", "backtest", "detection", "speed", "defaults"])
    parser.add_argument("--data", type=Path, default=os.environ.get("DETENTE_DATA"))
    options = parser.parse_args()
    if options.data is None and options.what != "speed":
        parser.error("give --data DIR or set $DETENTE_DATA")
    if options.what == "defaults":
        write_defaults(options.data)
    if options.what in ("all", "backtest"):
        show_backtest(options.data)
    if options.what in ("all", "detection"):
        show_detection(options.data)
    if options.what in ("all", "speed"):
        show_speed()


if __name__ == "__main__":
    main()
