"""Doctor: whether this machine has what a run needs, a line for each thing, with what to do where it does not."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from parquetry import read
from parquetry.errors import LockedError, ParquetryError
from parquetry.publish import store
from parquetry_flows.running import session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from parquetry.config import Config

LEAST_FREE = 1 << 30
PYTHONS = ((3, 11), (3, 14))


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at: whether it is well, and what was seen or what to do."""

    what: str
    well: bool
    detail: str


def examine(config: Config) -> Iterator[Sign]:
    """Yield what was looked at, in the order a run would meet it."""
    lowest, above = PYTHONS
    yield Sign("python", lowest <= sys.version_info[:2] < above, f"{platform.python_version()}; needs 3.11 to 3.13")
    yield _libraries()
    yield _tried(
        "input",
        lambda: f"{len(read.find(config.input, config.own_folders))} files in {config.input.url or config.input.path}",
    )
    yield _tried("model", lambda: ", ".join(session.models(config.extract)) + ", weights as known")
    yield _tried("lock", lambda: _lock(config))
    yield _disk("output", config.output.path)
    yield _disk("state", config.run.state)
    url = os.environ.get("PREFECT_API_URL")
    yield Sign("server", True, f"PREFECT_API_URL names {url}" if url else "our own, started for each run")


def _libraries() -> Sign:
    wanted = ("prefect", "ftfy", "pyarrow", "great-expectations", "spacy", "duckdb")
    try:
        return Sign("libraries", True, ", ".join(f"{name} {version(name)}" for name in wanted))
    except PackageNotFoundError as error:
        return Sign("libraries", False, f"{error.name} is not installed; run `make setup`")


def _tried(what: str, look: Callable[[], str]) -> Sign:
    try:
        return Sign(what, True, look())
    except ParquetryError as error:
        return Sign(what, False, str(error))


def _lock(config: Config) -> str:
    try:
        with store.lock(config.output.path / config.dataset):
            return "free"
    except LockedError as error:
        return f"held: {error}"


def _disk(what: str, path: Path) -> Sign:
    """Look at the nearest folder there is: it must be writable and have room."""
    near = next(folder for folder in (path, *path.parents) if folder.exists())
    free = shutil.disk_usage(near).free
    well = os.access(near, os.W_OK) and free >= LEAST_FREE
    return Sign(what, well, f"{near}: {free / (1 << 30):.1f} GiB free" + ("" if well else "; choose another folder"))
