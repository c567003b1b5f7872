"""Options: what several commands take, and what they make of it."""

from __future__ import annotations

import json
import math
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parquetry import config as configs
from parquetry.config.section import SCHEME
from parquetry.errors import ConfigError, UnknownNameError
from parquetry.read.find import printable

if TYPE_CHECKING:
    from parquetry.config import Config

# Of the folder one is in, as with pyproject.toml or a Makefile.
DEFAULT_CONFIG = Path("parquetry.toml")
# `Path` folds slashes: s3://bucket/texts?region=eu arrives here as s3:/bucket/texts?region=eu. The groups are the
# scheme, the path, the last part of the path as a name, the options.
_URL = re.compile(r"(s3|gs|file):/+((?:[^?]*/)?([^/?]+)/*)(\?.*)?")
"""A URL as a path has it: with one slash of the two."""
# As in `executors.executor`; named here so that --help need not import it.
RUNNERS = ("process", "thread", "dask", "ray")
ConfigPath = Annotated[Path | None, typer.Argument(metavar="[CONFIG]", help="TOML file; ./parquetry.toml if there is one.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="TOML file; ./parquetry.toml if there is one.")]
InputPath = Annotated[
    Path | None, typer.Option("--input", help="Folder or URL (s3://, gs://) to read, instead of the config's.")
]
OutputPath = Annotated[Path | None, typer.Option("--output", help="Folder of datasets, instead of the config's.")]
StatePath = Annotated[
    Path | None, typer.Option("--state", help="Folder of caches and logs, instead of the config's [run] state.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DatasetPath = Annotated[
    Path | None, typer.Argument(metavar="[DATASET]", help="Folder of the dataset; the config's if none.")
]
VersionName = Annotated[str, typer.Option("--version", help="Name of a version, or `current`.")]
DatasetOption = Annotated[Path | None, typer.Option("--dataset", help="Folder of the dataset; the config's if none.")]


def _of_file(path: Path | None, output: Path | None) -> Config:
    """Return the config of a file, of the one in this folder, or of none."""
    if path is not None or DEFAULT_CONFIG.exists():
        return configs.load(path or DEFAULT_CONFIG)
    settings = configs.Config().resolved(Path())
    if output is None:
        return settings
    # Without a config the state goes next to the output, not into the folder that one happens to be in.
    run = settings.run.model_copy(update={"state": output.absolute() / ".parquetry"})
    return settings.model_copy(update={"run": run})


def _of_input(settings: Config, input_: Path) -> dict[str, Any]:
    """Return what another input changes: where it is, and the name of the dataset."""
    # None for a plain folder, which is the usual case.
    url = _URL.fullmatch(str(input_))
    if url is None and SCHEME.match(str(input_)):
        message = f"--input {input_} names no store; known: s3://bucket/folder, gs://bucket/folder, file:///folder"
        raise ConfigError(message)
    # The last part names the dataset: s3://bucket/letters is "letters", so is ./letters.
    name = configs.dataset_name(url[3] if url else input_.absolute().resolve().name)
    place = {"url": _slashed(url)} if url else {"path": input_.absolute(), "url": None}
    return {"input": settings.input.model_copy(update=place), "dataset": name}


def config(  # noqa: PLR0913 (what the command line can say)
    path: Path | None,
    input_: Path | None = None,
    output: Path | None = None,
    state: Path | None = None,
    *,
    workers: int | None = None,
    runner: str | None = None,
) -> Config:
    """Return the config of the file, with what the command line says in its place.

    A dataset read from another folder is another dataset: with --input it is named after that folder.

    Raises:
        ConfigError: the file or an option is wrong.
    """
    _refuse_url("--output", output)
    _refuse_url("--state", state)
    settings = _of_file(path, output)
    update: dict[str, Any] = {} if input_ is None else _of_input(settings, input_)
    if output is not None:
        update["output"] = settings.output.model_copy(update={"path": output.absolute()})
    # Here, so that the message lists the known runners.
    if runner is not None and runner not in RUNNERS:
        raise UnknownNameError("runner", runner, RUNNERS)
    # None means "not said", and must not overwrite what the config says.
    given = {"workers": workers, "runner": runner, "state": state.absolute() if state else None}
    # The first argument is where a wrong value is said to come from.
    update["run"] = settings.run.replaced(
        "the command line", **{key: value for key, value in given.items() if value is not None}
    )
    return settings.model_copy(update=update)


def stored_name(name: str) -> str:
    """Return how `source_path` has the name of a file that was given as it is on the disk.

    A shell gives bytes that are no UTF-8, and line ends; what is printable is taken as it is, escapes included.
    """
    return name if name.isprintable() else printable(os.fsencode(name))


def _refuse_url(option: str, folder: Path | None) -> None:
    """Refuse a URL where a folder belongs.

    Raises:
        ConfigError: it is one.
    """
    if folder is not None and SCHEME.match(str(folder)):
        message = f"{option} {folder} is a URL, and must be a folder; [output] url copies versions to a store"
        raise ConfigError(message)


def _slashed(url: re.Match[str]) -> str:
    # file:///srv/x has an empty host: three slashes; s3://bucket/x has two.
    return f"{url[1]}://{'/' if url[1] == 'file' else ''}{url[2]}{url[4] or ''}"


def config_path(path: Path | None) -> Path:
    """Return the config file named, or that of this folder.

    Raises:
        ConfigError: there is none.
    """
    # Commands that change a config need a file; others can do with the defaults.
    if path is None and not DEFAULT_CONFIG.exists():
        message = f"no {DEFAULT_CONFIG} here; name a config, or write one with `parquetry init`"
        raise ConfigError(message)
    return path or DEFAULT_CONFIG


def dataset(path: Path | None) -> Path:
    """Return the folder of the dataset named, or that of the config in this folder."""
    if path is not None:
        return path
    settings = config(None)
    return settings.output.path / settings.dataset


def refuse_within_input(destination: str) -> None:
    """Refuse a folder in the input of the config in this folder: the next run would read what is written there.

    Raises:
        ConfigError: it lies there, and in no folder that runs pass over, or the config is wrong.
    """
    if not DEFAULT_CONFIG.exists():
        return
    settings = config(None)
    real = Path(destination).absolute().resolve()
    above = {real, *real.parents}
    # `input = "."` has the output in it, and runs read nothing there.
    passed_over = any(folder.resolve() in above for folder in settings.own_folders)
    if settings.input.url is None and settings.input.path.resolve() in above and not passed_over:
        message = f"{destination} is in the input {settings.input.path}: the next run would read it; name another folder"
        raise ConfigError(message)


def print_json(value: object) -> None:
    """Print a result as JSON, ASCII alone, which no terminal takes for a command."""
    sys.stdout.write(json.dumps(_finite(value), ensure_ascii=True, indent=1, default=_as_text) + "\n")


def _as_text(value: object) -> str:
    """Return what stands for a value that JSON has no type for: bytes as hexadecimal, others as they are printed."""
    return value.hex() if isinstance(value, bytes) else str(value)


def _finite(value: Any) -> Any:  # noqa: ANN401 (whatever JSON can hold)
    """Return a value with null for numbers that JSON has none for: Python would write NaN, which other readers refuse."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value
