"""Export: a published version in the formats that annotation tools, trainers and spreadsheets read.

    conllu      sentences and tokens, names in MISC as `NER=B-ORG`
    docbin      spaCy's, with sentences and entities, ready for `spacy train`
    jsonl       doccano.jsonl and label_studio.jsonl
    brat        a .txt and a .ann for each document
    csv         a .csv for each table, spreadsheet formulas made harmless
    duckdb      one file with tables, views and a search
    hub         a folder ready for upload to a hub of datasets
    hive-language, hive-year   Parquet in folders by the language or year of each document
    delta       a Delta table for each table, brought up to date by each further export
    iceberg     a namespace of an Iceberg catalog, brought up to date by each further export
    postgres    a schema of a PostgreSQL database, brought up to date by each further export

An installed package may bring others: functions `write(version, folder)` by entry points, see docs/plugins.md.

An export is written to a hidden folder and renamed: it is there whole or not at all. Into an empty folder that exists
already (`.`, a mounted volume) its files are moved one by one, after all of them are written.
"""

from __future__ import annotations

import importlib
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from parquetry.config.section import SCHEME
from parquetry.errors import ConfigError, ParquetryError, StorageError, UnknownNameError
from parquetry.execution import plugins
from parquetry.export import database_urls, redact
from parquetry.model.failures import failure
from parquetry.publish import manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Write = Callable[[Path, Path], int]
    """Writes a version into an empty folder; returns how many documents or tables it wrote."""

FORMATS = {
    "brat": "brat",
    "conllu": "conllu",
    "csv": "tables",
    "delta": "delta",
    "docbin": "docbin",
    "duckdb": "duckdb_file",
    "hive-language": "partitions.by_language",
    "hive-year": "partitions.by_year",
    "hub": "hub",
    "iceberg": "iceberg",
    "jsonl": "jsonl",
    "postgres": "postgres",
}
"""Formats and the modules that write them, which are imported when they are asked for: some need spaCy.

Where a module writes several, the function follows its name; else it is `write`.
"""
UPDATED = ("delta", "iceberg", "postgres")
"""Formats that bring what an earlier export wrote to a version, and write what changed."""
DATABASES = {
    "iceberg": "the name of a catalog, as lake, or lake#namespace",
    "postgres": "the URL of a database, as postgresql://user@host/database",
}
"""Formats whose destination is no folder, and what it is."""
EXTRAS = ("delta", "iceberg", "postgres")
"""Formats whose library is an extra of the same name."""
_STAGING = ".exporting"


@dataclass(frozen=True, slots=True)
class Redacting:
    """How to replace personal data in an export: by pseudonyms made with a key; `names`: those of people too."""

    key: str
    names: bool


def formats() -> list[str]:
    """Return the names of all formats: ours, and those that installed packages bring. Ours win where a name is taken."""
    return sorted({*FORMATS, *plugins.brought("exporters")})


def export(version: Path, to: str, destination: Path | str, redacting: Redacting | None = None) -> int:
    """Write a version in the format `to` into a folder, or a database by its URL; return how many documents were written.

    Of csv, duckdb, hive and hub that many tables, of delta, iceberg and postgres so many tables that changed. With
    `redacting` what is written holds no personal data that was found.

    Raises:
        UnknownNameError: there is no such format.
        ConfigError: the folder holds something already, or is in the dataset; the URL is none of a database.
        StorageError: it cannot be written.
        DamageError: a part file of the version is missing.
    """
    place = checked_destination(to, destination)
    manifest.refuse_incomplete(version)
    if isinstance(place, Path):
        _refuse_within_dataset(version, place)
    try:
        # An OSError names what failed in the system's words; the message says which folder.
        if redacting is None:
            return _export(version, to, place)
        # Private, and gone in the end: nothing but the export itself is left of the copy.
        with tempfile.TemporaryDirectory(prefix="parquetry-redacted-") as scratch:
            # Under the version's name, which some formats write down.
            copy = Path(scratch) / version.name
            redact.redacted(version, copy, redacting.key, names=redacting.names)
            return _export(copy, to, place)
    except OSError as error:
        message = f"cannot write {place}: {error.strerror or error}"
        raise StorageError(message) from error


def checked_destination(to: str, destination: Path | str) -> Path | str:
    """Return where an export goes: an absolute folder, or the URL of a database.

    Raises:
        UnknownNameError: there is no such format.
        ConfigError: the format needs the other of the two.
    """
    if to not in (every := formats()):
        raise UnknownNameError("format", to, every)
    text = str(destination)
    if not _fits(to, text):
        message = f"--to {to} writes to {DATABASES.get(to, 'a folder')}, not to {database_urls.without_password(text)}"
        raise ConfigError(message)
    # `.` has no name of its own.
    return text if to in DATABASES else Path(destination).absolute()


def _fits(to: str, destination: str) -> bool:
    """Tell whether a destination is of the kind that a format writes to."""
    if to == "iceberg":
        return re.fullmatch(r"[\w.-]+(#.+)?", destination) is not None
    if to == "postgres":
        return destination.startswith(database_urls.SCHEMES)
    # A URL taken for a folder would be made on the disk, "s3:" and all that follows, as if it were in the store.
    return SCHEME.match(destination) is None


def _refuse_within_dataset(version: Path, folder: Path) -> None:
    """Return only if an export to the folder leaves the dataset of the version as it is: a file more in it is damage."""
    versions, real = version.resolve().parent, folder.resolve()
    dataset = versions.parent
    # <dataset>/versions/<version>; a version that was copied out of its dataset has none to be kept from.
    if versions.name == "versions" and (dataset in real.parents or real == dataset):
        message = f"{folder} is in the dataset {dataset}; name a folder beside it"
        raise ConfigError(message)


def _export(version: Path, to: str, place: Path | str) -> int:
    if to in UPDATED:
        update = cast("Callable[[Path, Path | str], int]", _module(to).update)
        return update(version, place)
    folder = Path(place)
    return _into_empty(version, to, folder) if _is_there(folder) else _into_new(version, to, folder)


def _module(to: str) -> ModuleType:
    """Return the module of a format.

    Raises:
        ConfigError: the library that it needs, which is an extra, is not installed.
    """
    try:
        return importlib.import_module(f"parquetry.export.{FORMATS[to].partition('.')[0]}")
    except ModuleNotFoundError as error:
        # Any other module that is missing is a fault of the installation, and its name says more than we could.
        if to not in EXTRAS or (error.name or "").startswith("parquetry"):
            raise
        message = f"export --to {to} needs the library {error.name}: pip install 'parquetry[{to}]'"
        raise ConfigError(message) from error


def _is_there(folder: Path) -> bool:
    """Tell whether a folder is there, and empty but for what an export that was killed left in it.

    Raises:
        ConfigError: it holds something, or is no folder.
    """
    # A hidden folder of an export that was killed does not count: `_written` clears it.
    if not folder.exists():
        return False
    if not folder.is_dir() or any(path.name != _STAGING for path in folder.iterdir()):
        message = f"{folder} holds something already; name a folder that is not there yet, or an empty one"
        raise ConfigError(message)
    return True


def _into_new(version: Path, to: str, folder: Path) -> int:
    # Next to the target, so on the same file system: there a rename is atomic.
    staged = folder.with_name(f".{folder.name}{_STAGING}")
    try:
        written = _written(version, to, staged)
        staged.replace(folder)
    # After a success the staged folder is gone, and there is nothing to remove.
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return written


def _into_empty(version: Path, to: str, folder: Path) -> int:
    """Fill a folder in its place: renaming over it would leave a shell that stands in it in a removed one."""
    staged = folder / _STAGING
    try:
        written = _written(version, to, staged)
        # Sorted, so that a failure halfway leaves the same files each time.
        for path in sorted(staged.iterdir()):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return written


def _written(version: Path, to: str, staged: Path) -> int:
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    return _writer(to)(version, staged)


def _of_plugin(to: str) -> Write:
    """Return what writes a format that a package brings: whatever it raises names it, and is no fault of ours."""
    write = cast("Write", plugins.load(plugins.brought("exporters")[to]))

    # A wrapper, since ours and theirs are called alike.
    def written(version: Path, folder: Path) -> int:
        try:
            return write(version, folder)
        except (OSError, ParquetryError, MemoryError):
            raise
        except Exception as error:
            _, where = failure(error)
            message = f"the package that writes {to} failed: {where}: {error}"
            raise StorageError(message) from error

    return written


def _writer(to: str) -> Write:
    # Every module of a format has the function `write`; a package names its own.
    found = getattr(_module(to), FORMATS[to].partition(".")[2] or "write") if to in FORMATS else _of_plugin(to)
    return cast("Write", found)
