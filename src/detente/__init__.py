"""Détente reads the news and keeps, as data, how states and armed groups get along."""

__version__ = "0.1.0"
