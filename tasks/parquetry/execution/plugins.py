"""Plugins: functions of the user's own, named in the config by path or by entry point, and the digest of their code.

A path is `package.module:name`; an entry point is a name that an installed package gives to such a path, in a group of
GROUPS. The module must be importable where the run starts, as an installed package or by PYTHONPATH: worker processes and
other machines import it too.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import re
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parquetry.errors import ConfigError, UnknownNameError
from parquetry.execution import worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from parquetry.config import Extract, Input, Repair
    from parquetry.extract.spans import Backend
    from parquetry.read.own_formats import Reader
    from parquetry.repair.pipeline import Step


GROUPS = {
    "readers": "parquetry.readers",
    "steps": "parquetry.steps",
    "backends": "parquetry.backends",
    "tables": "parquetry.tables",
    "checks": "parquetry.checks",
    "exporters": "parquetry.exporters",
}
"""What a package may bring, and the group of entry points that it is found in.

Source: https://packaging.python.org/en/latest/specifications/entry-points/
"""


def brought(kind: str) -> dict[str, str]:
    """Return what installed packages bring of one kind of GROUPS: names, and the path of each.

    Raises:
        ConfigError: two packages bring different things by one name.
    """
    out: dict[str, str] = {}
    points = list(entry_points(group=GROUPS[kind]))
    for point in points:
        if out.setdefault(point.name, point.value) != point.value:
            known = ", ".join(sorted({other.name for other in points}))
            message = (
                f"two packages bring {point.name!r} in {GROUPS[kind]}: {out[point.name]} and {point.value}; name one by its "
                f"path. Known: {known}"
            )
            raise ConfigError(message)
    return dict(sorted(out.items()))


def path_of(name: str, kind: str) -> str:
    """Return the path that a name stands for; a path stands for itself.

    Raises:
        UnknownNameError: no installed package brings anything by that name.
    """
    if ":" in name or "." in name:
        return name
    known = brought(kind)
    if name not in known:
        raise UnknownNameError(f"plugin of {GROUPS[kind]}:", name, known)
    return known[name]


def load(path: str) -> Any:  # noqa: ANN401 (whatever the user's module holds)
    """Return what a path names.

    >>> load("parquetry.extract.name_key:name_key")("The Entente")
    'entente'

    Raises:
        ConfigError: it is no path, or its module cannot be imported.
        UnknownNameError: the module has no such name.
    """
    module, name = _parts(path)
    worker.end_in_order()
    try:
        loaded = importlib.import_module(module)
    except ImportError as error:
        message = f"cannot import {module} of the plugin {path!r}: {error}; install it, set PYTHONPATH, or name it no longer"
        raise ConfigError(message) from error
    # A slip in the module, such as a name that is not there: it is the user's code that is wrong, and not the run.
    except Exception as error:
        message = f"the module {module} of the plugin {path!r} cannot be loaded: {type(error).__name__}: {error}"
        raise ConfigError(message) from error
    if not callable(getattr(loaded, name, None)):
        raise UnknownNameError(f"function in the plugin {path!r}:", name, _functions(loaded))
    return getattr(loaded, name)


def file_readers(config: Input) -> tuple[Reader, ...]:
    """Return the user's own readers of files, in the order of the config, each made once in a process.

    Raises:
        ConfigError, UnknownNameError: as `load` does; or one of them is no reader.
    """
    return tuple(_reader(path_of(name, "readers")) for name in config.readers)


# What `sources.media_type` may be.
_MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]+")


@cache
def _reader(path: str) -> Reader:
    reader: Reader = made(path, ("media_type", "fingerprint", "encoding", "claims", "read"), {"claims": 2, "read": 1})
    if not _MEDIA_TYPE.fullmatch(str(reader.media_type)):
        message = f"the media type {reader.media_type!r} of the plugin {path!r} is none; write it as text/x-log"
        raise ConfigError(message)
    try:
        # Codecs from bytes to bytes, such as zlib, have no characters.
        "".encode(reader.encoding or "utf-8")
    except (LookupError, TypeError) as error:
        message = f"the plugin {path!r} reads {reader.encoding!r}, which is no encoding that Python knows"
        raise ConfigError(message) from error
    return reader


def made(path: str, attributes: Iterable[str], calls: Mapping[str, int] = MappingProxyType({})) -> Any:  # noqa: ANN401 (what the user's code makes)
    """Return what the function or class of a path makes; `calls` says how many values each of its methods is given.

    Raises:
        ConfigError: it cannot be made, lacks one of the attributes, or has a method that takes other values.
    """
    try:
        value = load(path)()
    except ConfigError:
        raise
    except Exception as error:
        message = f"the plugin {path!r} cannot be made: {type(error).__name__}: {error}"
        raise ConfigError(message) from error
    missing = [name for name in attributes if not hasattr(value, name)]
    if missing:
        message = f"the plugin {path!r} lacks {', '.join(missing)}; docs/plugins.md has what each kind must have"
        raise ConfigError(message)
    # Part of cache keys: an object is another text in each process, so that nothing would ever be reused.
    if not isinstance(getattr(value, "fingerprint", ""), str):
        message = f"the fingerprint of the plugin {path!r} is of type {type(value.fingerprint).__name__}; it is text"
        raise ConfigError(message)
    for name, number in calls.items():
        _refuse_uncallable(path, name, getattr(value, name), number)
    return value


def _refuse_uncallable(path: str, name: str, function: Callable[..., Any], number: int) -> None:
    """Refuse a function that cannot be called with so many values: each document would be rejected for it.

    Raises:
        ConfigError: it is none.
    """
    try:
        inspect.signature(function).bind(*range(number))
    # Compiled code does not say what it takes.
    except ValueError:
        return
    except TypeError as error:
        values = "1 value" if number == 1 else f"{number} values"
        message = f"{name} of the plugin {path!r} cannot be called with {values}: {error}"
        raise ConfigError(message) from error


def reader_fingerprints(config: Input) -> dict[str, str]:
    """Return for each of the user's readers what decides what it reads: its source, and its own fingerprint.

    Raises:
        ConfigError, UnknownNameError: as `file_readers` does.
    """
    sources = fingerprints(config.readers, "readers")
    readers = file_readers(config)
    return {name: f"{sources[name]}+{reader.fingerprint}" for name, reader in zip(config.readers, readers, strict=True)}


def repair_steps(config: Repair) -> list[Step]:
    """Return the user's own steps of repair, in the order of the config.

    Raises:
        ConfigError, UnknownNameError: as `load` does; or one cannot be called with a text.
    """
    return [_step(path_of(name, "steps")) for name in config.steps]


def _step(path: str) -> Step:
    step: Step = load(path)
    _refuse_uncallable(path, path.partition(":")[2], step, 1)
    return step


def extract_backends(config: Extract) -> list[Backend]:
    """Return the user's own backends of extraction, each made once in a process.

    Raises:
        ConfigError, UnknownNameError: as `load` does.
    """
    return [_backend(path_of(name, "backends")) for name in config.backends]


@cache
def _backend(path: str) -> Backend:
    backend: Backend = made(path, ("name", "fingerprint", "find"), {"find": 1})
    return backend


def backend_fingerprints(config: Extract) -> dict[str, str]:
    """Return for each of the user's backends what decides its spans: its source, and its own fingerprint.

    Raises:
        ConfigError, UnknownNameError: as `load` does.
    """
    return {
        name: f"{source}+{_backend(path_of(name, 'backends')).fingerprint}"
        for name, source in fingerprints(config.backends, "backends").items()
    }


def fingerprints(names: Iterable[str], kind: str) -> dict[str, str]:
    """Return the SHA-256, hex, of the source of each plugin's module: its results are rebuilt when that changes.

    The trap: what the module imports is not in it; change the module with it.

    Raises:
        ConfigError: there is no such module, or it is no file.
        UnknownNameError: no installed package brings anything by that name.
    """
    return {name: _source(path_of(name, kind)) for name in names}


def _parts(path: str) -> tuple[str, str]:
    module, colon, name = path.partition(":")
    if not (colon and name.isidentifier() and all(part.isidentifier() for part in module.split("."))):
        message = f'{path!r} is no path of a plugin; write "package.module:function"'
        raise ConfigError(message)
    return module, name


def _functions(module: object) -> list[str]:
    return [name for name, value in vars(module).items() if callable(value) and not name.startswith("_")]


def _source(path: str) -> str:
    module, _ = _parts(path)
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        spec = None
    if spec is None or not spec.origin or not Path(spec.origin).is_file():
        message = f"there is no module {module} for the plugin {path!r}; install it, set PYTHONPATH, or name it no longer"
        raise ConfigError(message)
    return hashlib.sha256(Path(spec.origin).read_bytes()).hexdigest()
