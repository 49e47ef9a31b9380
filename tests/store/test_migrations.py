"""Stores of older versions: brought up to date with all that is in them, or left as they were."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from detente.errors import StoreError
from detente.store import database as opening
from detente.store import open_database

OLD = Path(__file__).with_name("version_001.sql")


@pytest.fixture
def old_store(tmp_path: Path) -> Path:
    """A store of version 1 with an article in it."""
    path = tmp_path / "s.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute(OLD.read_text(encoding="utf-8"))
    connection.execute("INSERT INTO meta VALUES ('schema_version', '1')")
    connection.execute(
        "INSERT INTO articles VALUES ('a', '', 'Wire', '', 'T', '', [], '', NULL, NULL, NULL, 'en', [], '', "
        "'It rained.', 'h', NULL, 1, [], 'r')"
    )
    connection.close()
    return path


def shape(path: Path) -> list[Any]:
    """Gives every column of every table, and every index."""
    connection = duckdb.connect(str(path), read_only=True)
    columns = connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns ORDER BY ALL"
    ).fetchall()
    indexes = connection.execute("SELECT index_name, table_name, sql FROM duckdb_indexes() ORDER BY ALL").fetchall()
    keys = connection.execute(
        "SELECT table_name, constraint_text FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY' ORDER BY ALL"
    ).fetchall()
    version = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchall()
    connection.close()
    return [columns, indexes, keys, version]


def test_an_old_store_becomes_as_a_new_one_and_keeps_what_it_has(tmp_path: Path, old_store: Path) -> None:
    with open_database(old_store) as database:
        assert database.rows("SELECT id, text FROM articles") == [{"id": "a", "text": "It rained."}]
    open_database(tmp_path / "new.duckdb").close()
    assert shape(old_store) == shape(tmp_path / "new.duckdb")
    open_database(old_store).close()


def test_every_version_since_the_first_has_a_script() -> None:
    assert [number for number, _ in opening.migrations()] == list(range(2, opening.VERSION + 1))


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, old_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "package"
    shutil.copytree(opening.FOLDER / "migrations", folder / "migrations")
    last = folder / "migrations" / f"{opening.VERSION:03}.sql"
    last.write_text(
        last.read_text(encoding="utf-8") + "\nDROP TABLE articles; SELECT * FROM nowhere;", encoding="utf-8"
    )
    before = shape(old_store)
    monkeypatch.setattr(opening, "FOLDER", folder)
    with pytest.raises(StoreError, match="version 1 cannot be brought to version"):
        open_database(old_store)
    monkeypatch.undo()
    assert shape(old_store) == before
    with open_database(old_store) as database:
        assert database.value("SELECT count(*) FROM articles") == 1
