"""Prefect's database, made from its schema as its own migrations leave it: in a hundredth of the time they take.

`prefect_schema.sql` is what the migrations of one release of Prefect make of an empty database. Where another release is
installed, Prefect migrates as ever.

    python -m parquetry_flows.serving.prefect_database      writes the file anew, after the lock has another Prefect
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

SCHEMA = Path(__file__).with_name("prefect_schema.sql")
_DATABASE = "prefect.db"


def prepare(home: Path) -> bool:
    """Make the database of a home that has none; return whether it was made, and by no one else meanwhile."""
    target = home / _DATABASE
    if target.exists() or not is_of_installed(text := SCHEMA.read_text(encoding="utf-8")):
        return False
    with tempfile.TemporaryDirectory(prefix=".database-", dir=home) as folder:
        made = Path(folder) / _DATABASE
        with contextlib.closing(sqlite3.connect(made)) as connection:
            connection.executescript(text)
        # A link, for it fails where a run that shares the state folder was first: its database may be in use already.
        with contextlib.suppress(FileExistsError):
            os.link(made, target)
            return True
    return False


def is_of_installed(text: str) -> bool:
    """Tell whether a schema is that of the Prefect that is installed; its first line says which it is of."""
    return text.partition("\n")[0] == _heading()


def _heading() -> str:
    return f"-- Schema of the database of prefect {version('prefect')}, as its migrations leave it (Apache-2.0)"


def migrated() -> str:
    """Return as SQL what the migrations of the installed Prefect make of an empty database."""
    with tempfile.TemporaryDirectory(prefix="prefect-") as home:
        command = (sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes")
        own = {"PREFECT_HOME": home, "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | own
        subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 (ourselves)
        with contextlib.closing(sqlite3.connect(Path(home) / _DATABASE)) as connection:
            return "\n".join([_heading(), *connection.iterdump()]) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(migrated(), encoding="utf-8")
