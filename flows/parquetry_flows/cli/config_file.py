"""Changes to a config file: schedules and checks are added, everything else is left as it is written."""

from __future__ import annotations

import glob
import re
import shutil
from typing import TYPE_CHECKING

import tomlkit

from parquetry import config as configs
from parquetry.errors import ConfigError, StorageError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from tomlkit import TOMLDocument
    from tomlkit.items import AoT


def add_schedule(path: Path, values: Mapping[str, str | float]) -> None:
    """Add a schedule to a config file.

    Raises:
        ConfigError: the file would no longer be a valid config; it is left as it was.
        StorageError: it cannot be written; the message has the lines to add by hand.
    """
    table = tomlkit.table()
    table.update(values)
    try:
        _edit(path, lambda document: _schedules(document).append(table))
    except StorageError as error:
        message = f"{error}; add this to it yourself:\n\n[[schedule]]\n{table.as_string().strip()}"
        raise StorageError(message) from error


def set_paused(path: Path, name: str, *, paused: bool) -> None:
    """Pause a schedule in a config file, or resume it.

    Raises:
        UnknownNameError: the config has no such schedule.
        StorageError: the file cannot be written.
    """

    def edit(document: TOMLDocument) -> None:
        """Set `paused` of the schedule of this name."""
        tables = _schedules(document)
        for table in tables:
            if table.get("name") == name:
                table["paused"] = paused
                return
        raise UnknownNameError("schedule", name, [str(table.get("name")) for table in tables])

    _edit(path, edit)


def add_checks(path: Path, key: str, files: Iterable[Path]) -> None:
    """Add files to `[check] suites` or `[check] sql` of a config file; one that is listed already is not listed twice.

    Files below the folder of the config are written relative to it, so that the project can be moved.

    Raises:
        ConfigError: the file would no longer be a valid config; it is left as it was.
        StorageError: it cannot be written.
    """
    base = path.absolute().parent
    names = [file.absolute() for file in files]
    # The config takes patterns: of a file that is named notes[1].sql the brackets are its name's.
    shown = [glob.escape(str(name.relative_to(base) if name.is_relative_to(base) else name)) for name in names]

    def edit(document: TOMLDocument) -> None:
        """List the files that are not listed yet."""
        section = document.setdefault("check", tomlkit.table())
        listed = section.setdefault(key, tomlkit.array())
        listed.extend(name for name in shown if name not in listed)

    _edit(path, edit)


def _schedules(document: TOMLDocument) -> AoT:
    # An array of tables, [[schedule]]: several of them may follow each other.
    if "schedule" not in document:
        document.add("schedule", tomlkit.aot())
    tables: AoT = document["schedule"]
    return tables


def _edit(path: Path, edit: Callable[[TOMLDocument], None]) -> None:
    """Write a config file edited, in one step, if it is still valid. Where it is a link, what that leads to is written."""
    # Before the edit: an error that was there already is reported as such, not as the fault of the edit.
    configs.load(path)
    # A link stays a link: renaming onto it would put a plain file in its place.
    target = path.resolve()
    # A byte order mark at the beginning is kept: it is the user's editor that wants it.
    content = target.read_text(encoding="utf-8")
    mark = "\ufeff" if content.startswith("\ufeff") else ""
    document = tomlkit.parse(content.removeprefix(mark))
    edit(document)
    # One empty line before each table, whatever tomlkit puts there.
    text = re.sub(r"\n*\n\[\[schedule\]\]", "\n\n[[schedule]]", tomlkit.dumps(document))
    staged = target.with_name(f".{target.name}.new")
    try:
        staged.write_text(mark + text, encoding="utf-8")
        shutil.copymode(target, staged)
        # Checked before it takes the place of the old file, by the same code that will read it.
        configs.load(staged)
        staged.replace(target)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise StorageError(message) from error
    except ConfigError as error:
        raise ConfigError(str(error).replace(str(staged), str(path))) from None
    finally:
        staged.unlink(missing_ok=True)
