"""What page and API answer: plain functions of a store and parameters that give typed models.

Each answer is made from one state of the store, whatever is written meanwhile.
"""

from detente.web.answers.articles import article, articles, upload
from detente.web.answers.events import event, events
from detente.web.answers.exports import export
from detente.web.answers.relations import pairs, parties, relation, relation_events, turns
from detente.web.answers.review import correct, corrections, gold, mention, mentions, near, undo
from detente.web.answers.world import act_map, choices, network, overview, prepare

__all__ = [
    "act_map", "article", "articles", "choices", "correct", "corrections", "event", "events", "export",
    "gold", "mention", "mentions", "near", "network", "overview", "pairs", "parties", "prepare", "relation",
    "relation_events", "turns", "undo", "upload",
]  # fmt: skip
