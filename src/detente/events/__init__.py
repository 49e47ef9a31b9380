"""Who did what to whom: political acts found in parsed sentences by pattern files that an analyst can edit."""

from detente.events.classifier import Classified, Classifier, PairText, load_classifier
from detente.events.coding import EventCoder
from detente.events.explaining import explain_rule
from detente.events.patterns import Patterns, load_patterns, may_have_act
from detente.events.quantities import find_quantities
from detente.events.tolls import Toll, attach

__all__ = [
    "Classified",
    "Classifier",
    "EventCoder",
    "PairText",
    "Patterns",
    "Toll",
    "attach",
    "explain_rule",
    "find_quantities",
    "load_classifier",
    "load_patterns",
    "may_have_act",
]
