"""Inputs of the command line that are no folder: files, standard input, and the first files of a folder for a trial.

Each is a dataset of its own, named after what is read, so that a trial never replaces the dataset of the config.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry import read
from parquetry.config import dataset_name
from parquetry.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.config import Config

STDIN = Path("-")
NAME_LENGTH = 100
"""Longest name of a dataset, in characters."""


def split(paths: Sequence[Path]) -> tuple[Path | None, list[Path]]:
    """Return the config among the arguments of a command, which ends in .toml, and the files to read.

    Raises:
        ConfigError: there are several configs.
    """
    # By the ending alone, before anything is opened: texts do not end in .toml.
    configs = [path for path in paths if path.suffix == ".toml"]
    if len(configs) > 1:
        message = f"name one config, not {len(configs)}: {', '.join(map(str, configs))}"
        raise ConfigError(message)
    return (configs[0] if configs else None), [path for path in paths if path.suffix != ".toml"]


@contextlib.contextmanager
def chosen(config: Config, files: Sequence[Path], limit: int | None) -> Iterator[Config]:
    """Give the config that reads these files, if any are named, and no more than `limit` files, if that is given.

    Raises:
        ConfigError: a file is not there, or two have the same name.
    """
    with contextlib.ExitStack() as stack:
        if files:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parquetry-")))
            config = _of_files(config, files, folder)
        yield config if limit is None else _limited(config, limit)


def _place(file: Path, target: Path) -> None:
    """Link a file to a place, or copy it; standard input is written there."""
    # Given a name, it is a file like any other from here on.
    if file == STDIN:
        with target.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        return
    if not file.is_file():
        message = f"{file} is no file; a config ends in .toml, a folder is given with --input"
        raise ConfigError(message)
    try:
        # A link costs nothing, however large the file is; `resolve`, since a link to a symbolic link leads nowhere
        # elsewhere.
        os.link(file.resolve(), target)
    except OSError:  # another file system
        shutil.copyfile(file, target)


def _of_files(config: Config, files: Sequence[Path], folder: Path) -> Config:
    """Return the config that reads a folder into which the files are linked, or copied where links are not possible."""
    for file in files:
        target = folder / ("stdin.txt" if file == STDIN else file.name)
        # a/letter.txt and b/letter.txt cannot both be letter.txt in one folder.
        if target.exists():
            message = f"two files are named {target.name}; run their folder with --input, or one after the other"
            raise ConfigError(message)
        _place(file, target)
    first = files[0]
    # letter.txt alone is the dataset "letter"; several files are named after their folder.
    name = "stdin" if first == STDIN else first.stem if len(files) == 1 else first.absolute().parent.name
    # The patterns of the config are for its folder: a file that is named is read whatever they say.
    source = config.input.model_copy(update={"path": folder, "url": None, "include": ("**/*",), "exclude": ()})
    return config.model_copy(update={"input": source, "dataset": dataset_name(name)})


def _limited(config: Config, limit: int) -> Config:
    """Return the config that reads the first files, by name, of those that would be read."""
    # Skipped files do not count: a hundred means a hundred that are read.
    readable = [file for file in read.find(config.input, config.own_folders) if not file.skipped]
    # A leading slash: the file at this very place, not one of the same name further down.
    patterns = [f"/{_escaped(name)}" for name in map(_name, (file.path_bytes for file in readable)) if name is not None]
    name = f"-first-{limit}"
    return config.model_copy(
        update={
            "input": config.input.model_copy(update={"include": tuple(patterns[:limit])}),
            # Another dataset, because publishing a sample must not replace the whole.
            "dataset": config.dataset[: NAME_LENGTH - len(name)] + name,
        }
    )


def _name(path: bytes) -> str | None:
    """Return the name of a file as text; null for one that is no UTF-8, which no pattern can name."""
    try:
        return path.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _escaped(name: str) -> str:
    """Return the glob pattern that matches a name alone.

    >>> _escaped("a[1]*.txt")
    'a[[]1][*].txt'
    """
    return re.sub(r"([\[?*])", r"[\1]", name)
