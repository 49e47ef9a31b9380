"""From mentions to events: which reports tell of the same act. Arithmetic on coded mentions, no language model."""

from detente.gather.blocks import block_of
from detente.gather.cluster import Cluster, Judgement, Link, gather
from detente.gather.facts import Facts

__all__ = ["Cluster", "Facts", "Judgement", "Link", "block_of", "gather"]
