"""The only place that knows the order: read, parse, actors, events, sources, sureness, dates, places, gather, store."""

from detente.pipeline.coding import Pipeline
from detente.pipeline.correcting import Corrected, correct, gold_rows, undo_correction
from detente.pipeline.gathering import gather_store
from detente.pipeline.relating import Relation, all_turns, measured, node_named, panel, relation
from detente.pipeline.running import ReadSummary, read_into, recode_store

__all__ = [
    "Corrected",
    "Pipeline",
    "ReadSummary",
    "Relation",
    "all_turns",
    "correct",
    "gather_store",
    "gold_rows",
    "measured",
    "node_named",
    "panel",
    "read_into",
    "recode_store",
    "relation",
    "undo_correction",
]
