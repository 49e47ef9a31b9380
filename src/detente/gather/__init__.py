"""From mentions to events: which reports tell of the same act. Arithmetic on coded mentions, no language model."""

from detente.gather.cluster import BY_PERSON, Cluster, Corrections, Link, bonded_with, bonds, components, gather
from detente.gather.facts import Facts, facts_of
from detente.gather.judge import Judgement, judge, judge_member
from detente.gather.keys import Keys, keys_of, meeting

__all__ = [
    "BY_PERSON",
    "Cluster",
    "Corrections",
    "Facts",
    "Judgement",
    "Keys",
    "Link",
    "bonded_with",
    "bonds",
    "components",
    "facts_of",
    "gather",
    "judge",
    "judge_member",
    "keys_of",
    "meeting",
]
