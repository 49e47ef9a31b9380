"""Metrics that users can run on their own gold; the gates of this project use the same functions."""

from detente.evaluate.coding import Result, evaluate_code
from detente.evaluate.gathering import GatherResult, evaluate_gather
from detente.evaluate.phrases import evaluate_actors, evaluate_classes, evaluate_dates, evaluate_places
from detente.evaluate.running import dates_of, places_of
from detente.evaluate.scores import Score, Tally, macro_f1, score
from detente.evaluate.singles import Singles, evaluate_singles

__all__ = [
    "GatherResult",
    "Result",
    "Score",
    "Singles",
    "Tally",
    "dates_of",
    "evaluate_actors",
    "evaluate_classes",
    "evaluate_code",
    "evaluate_dates",
    "evaluate_gather",
    "evaluate_places",
    "evaluate_singles",
    "macro_f1",
    "places_of",
    "score",
]
