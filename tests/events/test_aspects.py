"""Once or often, done or missed, told or not told, openly or in secret."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from marked_sentences import Coded

Code = Callable[[str], Coded]


@pytest.mark.parametrize(
    ("sentence", "kind", "occurrence"),
    [
        ("{Norland} carried out a series of airstrikes against {Sudmark}.", "ASSAULT", "series"),
        ("{Norland} repeatedly shelled {Sudmark}.", "ASSAULT", "series"),
        ("{Norland} gives {Sudmark} two billion dollars a year in aid.", "AID", "habitual"),
        ("{Norland} has trained {Sudmark} for years.", "AID", "habitual"),
        ("{armed_group|The Ash Brigade} has killed thousands of {society|Sudmark villagers}.", "ASSAULT", "cumulative"),
        ("{Norland} bombed {Sudmark} on Monday.", "ASSAULT", "single"),
    ],
)
def test_occurrence(code: Code, sentence: str, kind: str, occurrence: str) -> None:
    assert code(sentence).one(kind).occurrence == occurrence


def test_a_miss_is_not_a_kill(code: Code) -> None:
    assert code("A {Norland} airstrike missed {the leader of the Ash Brigade}.").one("ASSAULT").outcome == "failed"
    assert code("A {Norland} airstrike killed {the leader of the Ash Brigade}.").one("ASSAULT").outcome == "done"
    assert code("{Norland} tried to bomb {Sudmark}.").one("ASSAULT").outcome == "failed"


def test_consent_and_notice(code: Code) -> None:
    untold = code("{Norland} launched a raid on {armed_group|the Ash Brigade} without telling {Sudmark}.").one(
        "ASSAULT"
    )
    assert untold.notified is False
    allowed = code("{Norland} bombed {armed_group|the Ash Brigade} with the approval of {Sudmark}.").one("ASSAULT")
    assert allowed.consent == "given"
    barred = code("{Norland} bombed {armed_group|the Ash Brigade} without the consent of {Sudmark}.").one("ASSAULT")
    assert barred.consent == "withheld"
    assert barred.notified is None


def test_covert(code: Code) -> None:
    coded = code("{Norland} launched a secret operation to kill {armed_group|the leader of the Ash Brigade}.")
    act = coded.one("ASSAULT")
    assert act.covert
    assert not act.negated
    assert not code("{Norland} bombed {Sudmark}.").one("ASSAULT").covert


def test_mode_of_the_weapon(code: Code) -> None:
    assert "drone" in code("{Norland} killed {armed_group|the rebels} in a drone strike.").one("ASSAULT").modes
    assert "abduct" in code("{armed_group|The rebels} kidnapped {two Sudmark teachers}.").one("ASSAULT").modes
    assert (
        "phone"
        in code("{The premier of Norland} spoke by telephone with {the premier of Sudmark}.").one("CONSULT").modes
    )
