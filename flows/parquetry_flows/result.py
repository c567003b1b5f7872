"""Result: what a run came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.dataset.reader import open_table
from parquetry.errors import ErrorLimitError
from parquetry.model.failures import ERROR

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow.dataset as ds

    from parquetry.model.dataset import Version


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to.

    `computed` and `reused` count stages of batches; `rows` the rows of each table of the version; `rejected` the files and
    records that did not become a document, by reason.
    """

    version: Version
    reused: int = 0
    computed: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """Return the number of documents that a stage raised on: a bug of ours or of a plugin, see the table rejects."""
        return self.rejected.get(ERROR, 0)

    @property
    def path(self) -> Path:
        """Return the folder of the version."""
        return Path(self.version.path)

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the names of the tables."""
        return tuple(self.rows)

    def table(self, name: str) -> ds.Dataset:
        """Return a table of the version, as a pyarrow dataset.

        Raises:
            UnknownNameError: there is no such table.
        """
        return open_table(self.path, name)

    def refuse_errors(self, allowed: int) -> None:
        """Return only if stages raised on no more documents than allowed.

        Raises:
            ErrorLimitError: they did; the version is published all the same.
        """
        if self.errors > allowed:
            message = (
                f"a stage raised an error on {self.errors} documents; [check] max_errors allows {allowed}. "
                f"{self.version.name} is published without what failed: see the table rejects, where reason = '{ERROR}'. "
                "It is a bug of ours or of a plugin: please report the details"
            )
            raise ErrorLimitError(message)
