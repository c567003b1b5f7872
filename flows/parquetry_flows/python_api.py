"""Running the pipeline from Python: from a script, guarded or not, or from a notebook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.config import Config, load
from parquetry_flows.running import run as runs
from parquetry_flows.running.progress import Progress

if TYPE_CHECKING:
    import os

    from parquetry_flows.result import Result


def run(config: Config | str | os.PathLike[str], *, quiet: bool = False) -> Result:
    """Read, process and publish what a config says, as `parquetry run` does; return what it came to.

    `config` is a `Config`, whose relative paths are taken from the working folder, or the path of a TOML file. Progress is
    written to standard error unless `quiet`. The trap: the result says in `errors` how many documents a stage raised on; no
    exception does, for the rest is published.

    Raises:
        ParquetryError: as `parquetry run` ends with another code than 0.
    """
    # A file's paths are relative to the file; `load` has resolved them already.
    settings = config.resolved(Path()) if isinstance(config, Config) else load(Path(config))
    return runs.run(settings, Progress(say=None if quiet else _say))


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
