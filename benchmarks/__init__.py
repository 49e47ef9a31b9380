"""Timings, as ratios within one run: `make bench`. Absolute speeds depend on the machine; ratios travel better."""
