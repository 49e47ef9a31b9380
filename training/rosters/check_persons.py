"""Checks the roster of persons, and how far it agrees with a list of effective leaders by month.

Run: python training/rosters/check_persons.py [LEADERS.csv]   (columns stateabb, cow, leader, start, end)
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src" / "detente"
PERSONS = ROOT / "actors" / "roster" / "persons.csv"
COUNTRIES = ROOT / "codes" / "countries.csv"
HEADER = ["name", "aliases", "country", "office", "sectors", "start", "end", "source"]
SECTORS = set(
    "GOV MIL REB SPY COP JUD OPP PTY CVL LEG ELI BUS REL CRM PRM UAF JRN EDU LAB AGR NGO SOC MED HLH IGO".split()
)
OPEN = 9999 * 12
Spell = tuple[int, int]


def fold(text: str) -> str:
    """Gives the text in lower-case ASCII letters and spaces."""
    text = text.translate(str.maketrans("ıøłđİØŁĐ", "ioldiold"))
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z ]+", " ", plain.lower())


def month(date: str, last: bool = False) -> int:
    """Gives months since year 0 of a date of known precision; an empty date is the far future."""
    if not date:
        return OPEN
    return int(date[:4]) * 12 + (int(date[5:7]) if len(date) > 4 else (12 if last else 1))


def precedes(start: str, end: str) -> bool:
    """Says whether a start can lie on or before an end, both of known precision."""
    shared = min(len(start), len(end))
    return start[:shared] <= end[:shared]


def problems(rows: list[dict[str, str]], codes: set[str]) -> list[str]:
    """Lists what is wrong with the rows: codes, sectors, dates, order, doubles."""
    found, seen = [], set()
    for line, row in enumerate(rows, start=2):
        key = (row["name"], row["country"], row["office"], row["start"])
        dates = [row["start"]] + ([row["end"]] if row["end"] else [])
        faults = {
            "no name or source": not row["name"] or not row["source"],
            "country": row["country"] not in codes,
            "sector": not row["sectors"] or any(s not in SECTORS for s in row["sectors"].split()),
            "date": not all(re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", d) for d in dates),
            "end before start": row["end"] != "" and not precedes(row["start"], row["end"]),
            "double": key in seen,
            "alias repeats": len(set(row["aliases"].split("|"))) < len(row["aliases"].split("|")),
        }
        seen.add(key)
        found += [f"line {line}: {what}: {row['name']}" for what, wrong in faults.items() if wrong]
    return found


def agreement(rows: list[dict[str, str]], leaders: list[dict[str, str]], cow_to_iso: dict[str, set[str]]) -> None:
    """Prints the share of the list's person-months in which the roster has the same person in a state office."""
    spells: dict[tuple[str, str], list[Spell]] = defaultdict(list)
    for row in rows:
        spell = (month(row["start"]), month(row["end"], last=True))
        state = row["sectors"].split()[0] in {"GOV", "MIL", "SPY", "COP", "JUD", "LEG"}
        for form in [row["name"], *row["aliases"].split("|")]:
            for word in set(fold(form).split()):
                spells[row["country"], word].append(spell if state else (1, 0))
    both = same = absent = 0
    for leader in leaders:
        words = [w for w in fold(re.sub(r"\(.*", "", leader["leader"])).split() if len(w) > 2]
        isos = cow_to_iso.get(leader["cow"], set())
        known = [s for iso in isos for word in words for s in spells.get((iso, word), [])]
        start, end = month(leader["start"]), min(month(leader["end"]), 2021 * 12 + 3)
        if not known:
            absent += end - start + 1
            continue
        both += end - start + 1
        same += sum(any(a <= m <= b for a, b in known) for m in range(start, end + 1))
    print(f"person-months in both {both}, roster agrees in {same} ({same / both:.2%}); name not found {absent}")


def main() -> int:
    """Runs the checks; returns 1 if the roster has a fault."""
    with COUNTRIES.open(encoding="utf-8", newline="") as handle:
        countries = list(csv.DictReader(handle))
    with PERSONS.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows = list(reader)
        if reader.fieldnames != HEADER:
            print(f"header is {reader.fieldnames}, expected {HEADER}")
            return 1
    found = problems(rows, {c["code"] for c in countries} | {"IGO", "NGO"})
    print("\n".join(found) or "no faults")
    people = {(r["name"], r["country"]) for r in rows}
    print(f"{len(rows)} rows, {len({n for n, _ in people})} persons, {len({c for _, c in people})} countries")
    if len(sys.argv) > 1:
        cow_to_iso: dict[str, set[str]] = defaultdict(set)
        for country in countries:
            for part in country["cow"].split("|"):
                cow_to_iso[part.split(":")[0]].add(country["code"])
        cow_to_iso["345"] |= {"YUG", "SCG", "SRB"}
        cow_to_iso["255"].add("DEU")
        cow_to_iso["260"].add("DEU")
        with Path(sys.argv[1]).open(encoding="utf-8", newline="") as handle:
            agreement(rows, list(csv.DictReader(handle)), cow_to_iso)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
