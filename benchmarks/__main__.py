"""Runs every benchmark that can run here, or those named: `python -m benchmarks [NAME…] [--data DIR]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = ("gold", "coding", "gathering", "relations", "datasets", "scale", "web")


def main() -> None:
    """Runs the named benchmarks, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], default=[])
    parser.add_argument("--data", default=os.environ.get("DETENTE_DATA", ""))
    arguments = parser.parse_args()
    # Each in a process of its own, on one thread, so that none profits from another's warm caches.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "DETENTE_DATA": arguments.data}
    for name in arguments.names or NAMES:
        if name == "scale" and not arguments.data:
            print("== scale needs --data")
            continue
        command = [sys.executable, str(HERE / f"{name}.py")]
        if name == "relations":
            command += ["all", "--data", arguments.data] if arguments.data else ["speed"]
        for more in (["engines"], ["memory"]) if name == "scale" else ([],):
            print(f"== {' '.join((name, *more))}", flush=True)
            subprocess.run([*command, *more], env=environment, check=True)


if __name__ == "__main__":
    main()
