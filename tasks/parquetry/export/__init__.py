"""Export: a published version in the formats that annotation tools, trainers and spreadsheets read.

    conllu      sentences and tokens, names in MISC as `NER=B-ORG`
    docbin      spaCy's, with sentences and entities, ready for `spacy train`
    jsonl       doccano.jsonl and label_studio.jsonl
    brat        a .txt and a .ann for each document
    csv         a .csv for each table, spreadsheet formulas made harmless

An export is written beside its destination and renamed: it is there whole or not at all.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError, StorageError, UnknownNameError
from parquetry.export import brat, conllu, docbin, jsonl, tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMATS: dict[str, Callable[[Path, Path], int]] = {
    "brat": brat.write,
    "conllu": conllu.write,
    "csv": tables.write,
    "docbin": docbin.write,
    "jsonl": jsonl.write,
}
"""What writes a version (a folder) into an empty folder, and returns how many documents or tables it wrote."""


def export(version: Path, to: str, folder: Path) -> int:
    """Write a version in the format `to` into `folder`; return how many documents (of csv: tables) were written.

    Raises:
        UnknownNameError: there is no such format.
        ConfigError: the folder holds something already.
        StorageError: it cannot be written.
    """
    if to not in FORMATS:
        raise UnknownNameError("format", to, FORMATS)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} holds something already; name a folder that is not there yet"
        raise ConfigError(message)
    beside = folder.with_name(f".{folder.name}.exporting")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        written = FORMATS[to](version, beside)
        beside.replace(folder)
    except OSError as error:
        message = f"cannot write {folder}: {error.strerror or error}"
        raise StorageError(message) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return written
