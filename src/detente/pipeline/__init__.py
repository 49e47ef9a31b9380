"""The only place that knows the order: read, parse, actors, events, sources, sureness, dates, places, gather, store."""

from detente.pipeline.coding import Pipeline
from detente.pipeline.correcting import Corrected, correct, gold_rows, undo_correction
from detente.pipeline.delivering import IntoStore, ToOwner
from detente.pipeline.engines import Engine, engine_named
from detente.pipeline.fresh import catch_up, is_measured, refresh_acts, whole_panel
from detente.pipeline.gathering import gather_store
from detente.pipeline.loading import load_parts
from detente.pipeline.overview import all_pairs, all_turns, busiest_pair, moved
from detente.pipeline.parts import parts_beside
from detente.pipeline.relating import Relation, by_country, node_named, relation
from detente.pipeline.running import deliver, read_into, recode_store
from detente.pipeline.summary import ReadSummary
from detente.pipeline.watching import watch

__all__ = [
    "Corrected",
    "Engine",
    "IntoStore",
    "Pipeline",
    "ReadSummary",
    "Relation",
    "ToOwner",
    "all_pairs",
    "all_turns",
    "busiest_pair",
    "by_country",
    "catch_up",
    "correct",
    "deliver",
    "engine_named",
    "gather_store",
    "gold_rows",
    "is_measured",
    "load_parts",
    "moved",
    "node_named",
    "parts_beside",
    "read_into",
    "recode_store",
    "refresh_acts",
    "relation",
    "undo_correction",
    "watch",
    "whole_panel",
]
