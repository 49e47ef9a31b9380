"""The command line: one module a group of commands; it presents what ``detente.api`` gives and decides nothing."""

from detente.cli.app import main

__all__ = ["main"]
