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
from parquetry.errors import ParquetryError
from parquetry.execution import plugins, shared_cache
from parquetry.publish import store
from parquetry_flows.running import session
from parquetry_flows.serving import prefect_server, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from parquetry.config import Config

# Bytes: 1 GiB.
LEAST_FREE = 1 << 30
# From the first to below the second, as in pyproject.toml.
PYTHONS = ((3, 11), (3, 14))


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a run needs: whether it is well, and what was found or what to do."""

    what: str
    well: bool
    detail: str


def diagnose(config: Config) -> Iterator[Check]:
    """Yield what was checked, in the order a run would meet it."""
    lowest, above = PYTHONS
    # First what nothing else works without.
    yield Check("python", lowest <= sys.version_info[:2] < above, f"{platform.python_version()}; needs 3.11 to 3.13")
    yield _libraries()
    yield _tried(
        "input",
        lambda: f"{len(read.find(config.input, config.own_folders))} files in {config.input.url or config.input.path}",
    )
    yield _tried("model", lambda: _models(config))
    yield _tried("plugins", lambda: _plugins(config))
    yield _tried("lock", lambda: _lock(config))
    yield _disk("output", config.output.path)
    yield _disk("state", config.run.state)
    if config.run.shared_cache is not None:
        yield _tried("shared cache", lambda: _shared_cache(config.run.shared_cache or ""))
    yield _server(config)


def _shared_cache(url: str) -> str:
    return f"{len(shared_cache.names(url))} artifacts in {url}"


def _server(config: Config) -> Check:
    """Ask the server that a run would use; the one of our own cannot be asked before it is started."""
    # The same order as in `running.run`: what the user names, then what `parquetry serve` keeps, then our own.
    url = os.environ.get("PREFECT_API_URL")
    if url:
        well = prefect_server.answers(url)
        return Check("server", well, f"{url} {'answers' if well else 'does not answer; start it, or unset PREFECT_API_URL'}")
    kept = serve.address(config.run.state)
    return Check("server", True, f"`parquetry serve` at {kept}" if kept else "our own, started for each run")


def _models(config: Config) -> str:
    # Loads them: that they are installed is not enough, the weights must be those known.
    names = ", ".join(session.models(config.extract))
    return f"{names}, weights as known" if names else "none: names are found by rules alone"


def _plugins(config: Config) -> str:
    # Loads those that the config names, as a run does before it begins.
    session.load_plugins(config)
    found = [f"{kind} {', '.join(names)}" for kind in plugins.GROUPS if (names := plugins.brought(kind))]
    return f"packages bring {'; '.join(found)}" if found else "no package brings any"


def _libraries() -> Check:
    wanted = ("prefect", "ftfy", "pyarrow", "great-expectations", "spacy", "duckdb")
    try:
        return Check("libraries", True, ", ".join(f"{name} {version(name)}" for name in wanted))
    except PackageNotFoundError as error:
        return Check("libraries", False, f"{error.name} is not installed; run `make setup`")


def _tried(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what, True, look())
    # One thing that is wrong is a line among others: the rest is still looked at.
    except ParquetryError as error:
        return Check(what, False, str(error))


def _lock(config: Config) -> str:
    owner = store.lock_owner(config.output.path / config.dataset)
    return f"held by {owner}" if owner else "free"


def _disk(what: str, path: Path) -> Check:
    """Look at the nearest folder there is: it must be writable and have room."""
    # The folder may be created by the first run: the nearest one above it says whether that will be possible.
    near = next(folder for folder in (path, *path.parents) if folder.exists())
    free = shutil.disk_usage(near).free
    well = os.access(near, os.W_OK) and free >= LEAST_FREE
    return Check(what, well, f"{near}: {free / (1 << 30):.1f} GiB free" + ("" if well else "; choose another folder"))
