"""What tests share: where the data to measure on lies, and one coder for all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from detente.api import Coder


@pytest.fixture(scope="session")
def data() -> Path:
    """Gives the folder of data to measure on; without it a test skips."""
    folder = os.environ.get("DETENTE_DATA")
    if not folder:
        pytest.skip("needs $DETENTE_DATA")
    return Path(folder)


@pytest.fixture(scope="session")
def coder() -> Coder:
    """Gives one coder, since loading it takes seconds."""
    from detente.api import Coder

    return Coder()
