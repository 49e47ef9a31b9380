from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from detente.evaluate.clusters import assignment, b_cubed, ceaf_e, pairs

GOLD = [{"a", "b", "c"}, {"d", "e"}]


def test_b_cubed_by_hand() -> None:
    # Bagga and Baldwin: precision (1 + 1 + 1/3·3)/5, recall (2/3·2 + 1/3 + 1 + 1)/5.
    found = b_cubed([{"a", "b"}, {"c", "d", "e"}], GOLD)
    assert found.precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert found.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)


def test_ceaf_by_hand() -> None:
    found = ceaf_e([{"a", "b"}, {"c", "d", "e"}], GOLD)
    assert found.precision == found.recall == pytest.approx((4 / 5 + 4 / 5) / 2)


@pytest.mark.parametrize("metric", [b_cubed, ceaf_e])
def test_the_right_clusters_score_one_and_one_heap_does_not(metric: object) -> None:
    assert metric(GOLD, GOLD).f1 == 1  # type: ignore[operator]
    assert metric([{"a", "b", "c", "d", "e"}], GOLD).f1 < 0.9  # type: ignore[operator]


def test_clusterings_of_different_things_are_refused() -> None:
    with pytest.raises(ValueError, match="1 things"):
        b_cubed([{"a"}], [{"a"}, {"b"}])


def test_pairs_count_only_what_was_said_and_what_is_true() -> None:
    found = pairs([True, True, False, False], [True, False, True, False])
    assert (found.precision, found.recall, found.of) == (0.5, 0.5, 4)


@given(arrays.arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 5)), elements=st.floats(-5, 5)))
def test_assignment_is_the_cheapest(cost: np.ndarray) -> None:
    n, m = cost.shape
    chosen = assignment(cost)
    assert len({i for i, _ in chosen}) == len({j for _, j in chosen}) == min(n, m)
    wide = cost if n <= m else cost.T
    best = min(sum(wide[i, j] for i, j in enumerate(p)) for p in itertools.permutations(range(max(n, m)), min(n, m)))
    assert sum(cost[i, j] for i, j in chosen) == pytest.approx(best, abs=1e-9)
