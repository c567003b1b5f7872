"""Forgotten: the file of a dataset that says which documents must not come back, `<output>/<dataset>/forgotten.json`."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from parquetry.errors import DamageError
from parquetry.model.json_file import read_json
from parquetry.model.tombstones import Tombstones
from parquetry.publish import store

if TYPE_CHECKING:
    from pathlib import Path

NAME = "forgotten.json"


def read(root: Path) -> Tombstones:
    """Return the tombstones of the dataset at `root`; none where nothing was ever forgotten.

    Raises:
        DamageError: the file is there and cannot be read: a run that passed it over would publish again what was forgotten.
    """
    try:
        value = read_json(root / NAME)
        return Tombstones(str(value["salt"]), {str(key): str(date) for key, date in value["forgotten"].items()})
    except (FileNotFoundError, NotADirectoryError):
        return Tombstones()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{root / NAME} is damaged: {type(error).__name__}; restore it, or what was forgotten would come back"
        raise DamageError(message) from error


def write(root: Path, tombstones: Tombstones) -> None:
    """Write the tombstones, in one step and to the disk. Who calls holds the dataset."""
    store.write_json(root / NAME, {"salt": tombstones.salt, "forgotten": dict(sorted(tombstones.dates.items()))})


def salted(tombstones: Tombstones) -> Tombstones:
    """Return tombstones that have a salt: a random one where there was none yet."""
    return tombstones if tombstones.salt else Tombstones(secrets.token_hex(16), tombstones.dates)
