"""On whose soil an attack was that names no place: what its parties tell, and where they tell nothing."""

from __future__ import annotations

import pytest

from detente.api import Coder

# text | trigger | territory
TELLING = """
The Taliban killed two American soldiers on Monday. | killed | AFG
Al-Shabaab militants killed five policemen at dawn. | killed | SOM
Cattle raiders from South Sudan killed thirty Ethiopian villagers in April. | killed | ETH
Kenyan police shot dead three gang members on Friday. | shot | KEN
Iraqi planes bombed an Iranian refinery at night. | bombed | IRN
Turkish jets struck fighters of al-Shabaab. | struck | -
Somali jets struck fighters of al-Shabaab. | struck | SOM
Gunmen kidnapped two Italian engineers. | kidnapped | -
Iranian gunboats attacked a Liberian-registered tanker. | attacked | -
Al-Shabaab fighters seized a Greek ship. | seized | -
Saudi jets hit a hospital. | hit | -
Indian and Pakistani soldiers fought for an hour. | fought | -
Militants set fire to a barn in Cameroon and fled toward Chad. | set fire | CMR
"""


@pytest.mark.parametrize("line", [line for line in TELLING.splitlines() if line])
def test_soil_by_parties(coder: Coder, line: str) -> None:
    text, trigger, territory = (part.strip() for part in line.split("|"))
    [row] = coder.code([{"id": "1", "date": "2012-05-09", "text": text}])
    found = [e["territory"] or "-" for e in row["events"] if trigger.split()[0] in e["trigger"]["text"]]
    assert found == [territory], row["events"]


def test_force_told_next_to_force_is_on_the_same_soil_where_a_party_is_of_it(coder: Coder) -> None:
    text = (
        "Chadian troops attacked rebels in the Central African Republic on Monday. "
        "Rebels of the Central African Republic ambushed a convoy on Tuesday, and Chadian helicopters hit a barn."
    )
    [row] = coder.code([{"id": "1", "date": "2012-05-09", "text": text}])
    assert {e["territory"] for e in row["events"] if e["event_type"] == "ASSAULT"} <= {"CAF", None}
    assert row["events"][0]["territory"] == "CAF"
