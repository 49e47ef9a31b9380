"""The only place that knows the order: read, parse, actors, events, sources, sureness, dates, places, gather, store."""

from detente.pipeline.coding import Pipeline
from detente.pipeline.delivering import IntoStore, ToOwner
from detente.pipeline.engines import Engine, engine_named
from detente.pipeline.gathering import gather_store
from detente.pipeline.loading import load_parts
from detente.pipeline.parts import parts_beside
from detente.pipeline.relating import Relation, all_turns, node_named, panel, relation
from detente.pipeline.running import deliver, read_into, recode_store
from detente.pipeline.summary import ReadSummary
from detente.pipeline.watching import watch

__all__ = [
    "Engine",
    "IntoStore",
    "Pipeline",
    "ReadSummary",
    "Relation",
    "ToOwner",
    "all_turns",
    "deliver",
    "engine_named",
    "gather_store",
    "load_parts",
    "node_named",
    "panel",
    "parts_beside",
    "read_into",
    "recode_store",
    "relation",
    "watch",
]
