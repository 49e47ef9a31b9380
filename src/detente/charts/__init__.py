"""Drawings: a relation as an image file, and the course, map and network of the pages and the report as SVG."""

from __future__ import annotations

from detente.charts.course import Course, Side, course_of, draw_course
from detente.charts.images import draw_relation
from detente.charts.network import Node, Tie, draw_network
from detente.charts.world import MAP_HEIGHT, MAP_WIDTH, Spot, draw_world, project

__all__ = [
    "MAP_HEIGHT",
    "MAP_WIDTH",
    "Course",
    "Node",
    "Side",
    "Spot",
    "Tie",
    "course_of",
    "draw_course",
    "draw_network",
    "draw_relation",
    "draw_world",
    "project",
]
