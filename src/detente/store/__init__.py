"""The store: one DuckDB file with one owner at a time. All SQL of the project lives in this room."""

from detente.store.database import Database, interrupted, open_database
from detente.store.owner import Owner, live_owner

__all__ = ["Database", "Owner", "interrupted", "live_owner", "open_database"]
