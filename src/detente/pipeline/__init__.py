"""The only place that knows the order: read, parse, actors, events, sources, sureness, dates, places, gather, store."""

from detente.pipeline.coding import Pipeline
from detente.pipeline.fresh import whole_panel
from detente.pipeline.gathering import gather_store
from detente.pipeline.overview import all_pairs, all_turns, busiest_pair, moved
from detente.pipeline.relating import Relation, by_country, node_named, relation
from detente.pipeline.running import ReadSummary, read_into, recode_store

__all__ = [
    "Pipeline",
    "ReadSummary",
    "Relation",
    "all_pairs",
    "all_turns",
    "busiest_pair",
    "by_country",
    "gather_store",
    "moved",
    "node_named",
    "read_into",
    "recode_store",
    "relation",
    "whole_panel",
]
