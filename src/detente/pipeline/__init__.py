"""The only place that knows the order: read, parse, actors, events, sources, sureness, dates, places, gather, store."""

from detente.pipeline.coding import Pipeline
from detente.pipeline.correcting import Corrected, correct, gold_rows, undo_correction
from detente.pipeline.delivering import IntoStore, ToOwner
from detente.pipeline.engines import Engine, engine_named
from detente.pipeline.gathering import gather_store
from detente.pipeline.loading import load_parts
from detente.pipeline.relating import Relation, all_turns, measured, node_named, panel, relation
from detente.pipeline.running import deliver, read_into, recode_store
from detente.pipeline.summary import ReadSummary

__all__ = [
    "Corrected",
    "Engine",
    "IntoStore",
    "Pipeline",
    "ReadSummary",
    "Relation",
    "ToOwner",
    "all_turns",
    "correct",
    "deliver",
    "engine_named",
    "gather_store",
    "gold_rows",
    "load_parts",
    "measured",
    "node_named",
    "panel",
    "read_into",
    "recode_store",
    "relation",
    "undo_correction",
]
