"""Prefect's database: made from the schema that its migrations leave, or by them where another release is installed."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from parquetry_flows.serving import prefect_database

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.flow
def test_the_schema_is_what_the_migrations_of_prefect_make() -> None:
    text = prefect_database.SCHEMA.read_text(encoding="utf-8")
    hint = "another Prefect is installed: python -m parquetry_flows.serving.prefect_database"
    assert prefect_database.is_of_installed(text), hint
    # The migrations write the constraints of a table in the order of a set, another one each time.
    made, shipped = (sorted(line.rstrip(", ") for line in sql.splitlines()) for sql in (prefect_database.migrated(), text))
    assert made == shipped


def test_a_database_is_made_once_and_never_replaced(tmp_path: Path) -> None:
    assert prefect_database.prepare(tmp_path)
    made = tmp_path / "prefect.db"
    with contextlib.closing(sqlite3.connect(made)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"flow_run", "task_run", "artifact", "alembic_version"} <= tables
    before = made.read_bytes()
    assert not prefect_database.prepare(tmp_path)
    assert made.read_bytes() == before
    assert list(tmp_path.iterdir()) == [made]


def test_another_release_of_prefect_migrates_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefect_database, "version", lambda _: "99.0.0")
    assert not prefect_database.prepare(tmp_path)
    assert not list(tmp_path.iterdir())
