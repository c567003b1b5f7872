"""Template: a new project's `parquetry.toml`, every key with its default and what it does, generated from the config."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from parquetry.config import Config, dataset_name
from parquetry.errors import ConfigError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


SCHEDULES = (
    "",
    "# Schedules stand here as [[schedule]] tables, which `parquetry serve` runs. The next command writes one:",
    "#   parquetry schedule add nightly --cron '0 3 * * *' --timezone Europe/Berlin",
)


def write(folder: Path) -> Path:
    """Write a project into `folder`; return the path of its config.

    Raises:
        ConfigError: there is a config already.
        StorageError: the folder cannot be written.
    """
    path = folder / "parquetry.toml"
    try:
        for part in ("data/raw", "data/processed"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        # "x" refuses a file that exists, in the same step as it would create it.
        with path.open("x", encoding="utf-8") as file:
            file.write(text(folder.absolute().name))
    except FileExistsError:
        message = f"{path} exists; edit it, or give another folder"
        raise ConfigError(message) from None
    except OSError as error:
        message = f"cannot write {folder}: {error.strerror}"
        raise StorageError(message) from error
    return path


def text(folder: str) -> str:
    """Return the config as TOML: the dataset named after the folder, and all else commented out at its default.

    Taking the comment sign from any line changes nothing: a key with no default is empty, which means unset.
    """
    lines = [
        "# Parquetry: what to read, what to do, where to publish. Paths are relative to this file.",
        "",
        f'dataset = "{dataset_name(folder)}"',
    ]
    # From the models themselves, so that a new key is in the template without anybody thinking of it.
    for section, value in Config():
        # The dataset's name is the one key outside a section, and is written above.
        if isinstance(value, BaseModel):
            lines += _section(section, value)
    return "\n".join([*lines, *SCHEDULES]) + "\n"


def _section(name: str, value: BaseModel) -> Iterator[str]:
    """Yield a section's lines, then those of the sections inside it."""
    yield from ("", f"[{name}]")
    for key, field in type(value).model_fields.items():
        inner = getattr(value, key)
        if not isinstance(inner, BaseModel):
            yield f"# {field.description}"
            yield f"# {key} = {_toml(inner)}"
    # Subsections after all keys: in TOML a key behind [a.b] would belong to a.b.
    for key, inner in value:
        if isinstance(inner, BaseModel):
            yield from _section(f"{name}.{key}", inner)


def _toml(value: Any) -> str:  # noqa: ANN401 (any value of the config)
    if value is None:
        return '""'
    # JSON has no paths.
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    # Strings, numbers, true and lists are written alike in JSON and in TOML.
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
