from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fiction import simulated

from detente.relations import Measured, measure


@pytest.fixture(scope="session")
def panel() -> pl.DataFrame:
    return simulated()


@pytest.fixture(scope="session")
def measured(panel: pl.DataFrame) -> Measured:
    return measure(panel)
