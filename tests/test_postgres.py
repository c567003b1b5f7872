"""PostgreSQL: a dataset in a database is what it is here, after updates, deletions and failures too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import small_version
from command import parquetry

from parquetry.dataset.reader import open_table
from parquetry.errors import ConfigError, StorageError
from parquetry.export import export, known, leaf_rows, postgres
from parquetry.model import contract
from parquetry.model.contract.columns import DOC_ID, count

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
FIRST = {
    "documents": [
        {"doc_id": "0a", "text": "The ferry\0 leaves.", "flags": ["converted", 'a "quoted" {one}']},
        {"doc_id": "8a", "text": "The terminal."},
    ],
    "sentences": [{"doc_id": "0a", "end": 9}, {"doc_id": "8a", "end": 13}],
    "repairs": [
        {
            "doc_id": "0a",
            "before": "\0",
            "candidates": [{"text": "ff\0", "probability": 0.5}, {"text": "'\\u0000", "probability": 0.25}],
        }
    ],
    "extracts": [{"doc_id": "8a", "data": b"\0\xff"}],
    "entities": [{"entity_id": "e", "forms": ["Pier; 7"]}],
}
SECOND = {
    **FIRST,
    "documents": [FIRST["documents"][0], {"doc_id": "8c", "text": "Another text."}],
    "sentences": FIRST["sentences"][:1],
}
LEAVES = ("b0", "b1")


def program(name: str) -> str | None:
    """A program of the server, on the path or where Debian keeps it."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(kept[-1]) if kept else None)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of our own that listens to a socket alone; gives the URL of its database."""
    initdb, control = program("initdb"), program("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("needs a PostgreSQL server")
    pytest.importorskip("adbc_driver_postgresql")
    # PostgreSQL refuses to run as root. Not below pytest's own folder, which another user cannot enter.
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="parquetry-pg-"))
    if user is not None:
        shutil.chown(folder, user)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}

    def run(*command: str) -> None:
        subprocess.run(command, user=user, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)

    run(initdb, "-D", f"{folder}/data", "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(control, "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
    try:
        yield f"postgresql://tester@/postgres?host={folder}"
    finally:
        run(control, "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def ask(server: str, sql: str) -> Any:
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 (an extra)

    with dbapi.connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetch_arrow_table() if cursor.description else None


def sent(value: Any) -> Any:
    """A value as the database holds it."""
    if isinstance(value, str):
        return value.replace("\0", postgres.NUL)
    if isinstance(value, list):
        return [sent(inner) for inner in value]
    return {name: sent(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def assert_equal(server: str, schema: str, wanted: Path) -> None:
    for name, table in contract.BY_NAME.items():
        written = ask(server, f'SELECT * FROM "{schema}"."{name}"').drop_columns([leaf_rows.LEAF])
        here = open_table(wanted, name).to_table()
        assert written.column_names == here.column_names, name
        rows = [
            {key: json.loads(value) if key in {"candidates", "codes"} and value else value for key, value in row.items()}
            for row in written.to_pylist()
        ]
        key = lambda row, names=table.key: tuple(str(row[part]) for part in names)  # noqa: E731
        assert sorted(rows, key=key) == sorted((sent(row) for row in here.to_pylist()), key=key), name


def test_a_table_of_a_plugin_is_described_and_leaves_when_it_is_switched_off(server: str, tmp_path: Path) -> None:
    own = contract.Table("lengths", ("doc_id",), "Letters of each document.", (DOC_ID, count("letters", "letters")))
    rows = {"documents": [{"doc_id": "0a"}], "lengths": [{"doc_id": "0a", "letters": 3}]}
    with_it = small_version.publish(tmp_path / "set", rows, own=[own])
    without = small_version.publish(tmp_path / "other", {"documents": [{"doc_id": "0a"}]})
    assert export(with_it, "postgres", f"{server}#plugged") == len(contract.BY_NAME) + 1
    found = "SELECT letters, obj_description('plugged.lengths'::regclass) AS what FROM plugged.lengths"
    assert ask(server, found).to_pylist() == [{"letters": 3, "what": "Letters of each document."}]
    assert export(without, "postgres", f"{server}#plugged") == 1
    assert ask(server, found).num_rows == 0
    assert export(without, "postgres", f"{server}#plugged") == 0
    assert export(with_it, "postgres", f"{server}#plugged") == 1
    assert ask(server, found).num_rows == 1


def test_a_database_follows_a_dataset_by_one_transaction_a_version(server: str, tmp_path: Path) -> None:
    root = tmp_path / 'Ann\'s "letters"'
    first = small_version.publish(root, FIRST, leaves=LEAVES)
    second = small_version.publish(root, SECOND, leaves=LEAVES)
    assert export(first, "postgres", server) == len(contract.BY_NAME)
    schema = root.name.replace('"', '""')
    assert_equal(server, schema, first)
    places = ask(server, f"SELECT ctid::text AS place, doc_id FROM \"{schema}\".documents WHERE leaf = 'b0'").to_pylist()
    assert export(first, "postgres", server) == 0
    assert export(second, "postgres", server) == 2, "documents and sentences"
    assert_equal(server, schema, second)
    # The row of the other leaf was not written again.
    assert (
        ask(server, f"SELECT ctid::text AS place, doc_id FROM \"{schema}\".documents WHERE leaf = 'b0'").to_pylist()
        == places
    )
    versions = ask(server, f'SELECT DISTINCT table_name, version FROM "{schema}".parquetry_parts').to_pylist()
    assert {row["table_name"]: row["version"] for row in versions}["documents"] == second.name
    assert export(first, "postgres", server) == 2, "and back"
    assert_equal(server, schema, first)


def test_an_export_that_fails_changes_nothing(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = small_version.publish(tmp_path / "failing", FIRST, leaves=LEAVES)
    second = small_version.publish(tmp_path / "failing", SECOND, leaves=LEAVES)
    export(first, "postgres", server)
    # The second table that changed cannot be written: by then the first one was.
    monkeypatch.setattr(postgres, "_note", lambda cursor, *_: cursor.execute("SELECT 1 / 0"))
    with pytest.raises(StorageError, match="division by zero"):
        export(second, "postgres", server)
    monkeypatch.undo()
    assert_equal(server, "failing", first)
    assert export(second, "postgres", server) == 2


def test_a_schema_of_somebody_else_is_refused_and_another_can_be_named(server: str, tmp_path: Path) -> None:
    first = small_version.publish(tmp_path / "taken", FIRST, leaves=LEAVES)
    ask(server, "CREATE SCHEMA taken")
    ask(server, "CREATE TABLE taken.documents (mine text)")
    with pytest.raises(ConfigError, match="taken holds tables that no export wrote"):
        export(first, "postgres", server)
    assert export(first, "postgres", f"{server}#other") == len(contract.BY_NAME)
    assert_equal(server, "other", first)
    ask(server, "DROP TABLE other.sentences")
    assert export(first, "postgres", f"{server}#other") == 1, "what was removed by hand is written again"
    assert_equal(server, "other", first)


def test_columns_that_the_contract_got_since_are_added(server: str, tmp_path: Path) -> None:
    older = small_version.publish(tmp_path / "older", FIRST, leaves=LEAVES, lacking=["documents.tokens"])
    export(older, "postgres", server)
    ask(server, "ALTER TABLE older.documents DROP COLUMN tokens")
    newer = small_version.publish(tmp_path / "older", SECOND, leaves=LEAVES)
    assert export(newer, "postgres", server) > 0
    assert "tokens" in ask(server, "SELECT * FROM older.documents").column_names
    comments = ask(server, "SELECT obj_description('older.documents'::regclass) AS said").to_pylist()
    assert comments == [{"said": contract.BY_NAME["documents"].description}]


def test_no_password_is_shown_or_noted(server: str, tmp_path: Path) -> None:
    root = tmp_path / "secrets"
    small_version.publish(root, FIRST, leaves=LEAVES)
    secret = server.replace("tester@", "tester:sesame@")
    done = parquetry("export", "--to", "postgres", root, secret)
    assert (done.code, "sesame" in done.out + done.err) == (0, False)
    (noted,) = known.known(root)
    assert (noted.folder, noted.to) == (server, "postgres")
    refused = parquetry("export", "--to", "postgres", root, "postgresql://tester:sesame@/nowhere?host=/nowhere")
    assert (refused.code, "sesame" in refused.out + refused.err) == (5, False)
    assert "cannot write to postgresql://tester@/nowhere" in refused.err
    # What was forgotten is still in its pages: the owner is told.
    (cleansed,) = known.cleanse(root, {noted.version: noted.version})
    assert "vacuum" in cleansed.edited[0]


@pytest.mark.parametrize(
    ("to", "destination"), [("postgres", "folder"), ("csv", "postgresql://host/db"), ("delta", "postgres://u:p@h/d")]
)
def test_a_format_of_the_other_kind_is_refused(to: str, destination: str, tmp_path: Path) -> None:
    first = small_version.publish(tmp_path / "set", FIRST, leaves=LEAVES)
    with pytest.raises(ConfigError, match=f"--to {to} writes to") as refused:
        export(first, to, destination)
    assert ":p@" not in str(refused.value)
