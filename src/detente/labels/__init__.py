"""Labels of a sentence's words by a trained model: which cites, which tells an act, who and what belongs to it."""

from detente.labels.document import Labelled
from detente.labels.labeller import ACTOR, CONTENT, RECIPIENT, SOURCE, Floats, Labeller, Labels, load_labeller

__all__ = ["ACTOR", "CONTENT", "RECIPIENT", "SOURCE", "Floats", "Labelled", "Labeller", "Labels", "load_labeller"]
