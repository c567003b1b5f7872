"""Everything that can go wrong, on one page.

    ParquetryError
    ├── WorkerError            1    worker processes die, and no document is to blame
    ├── ErrorLimitError        1    stages raised on more documents than [check] max_errors allows
    ├── ConfigError            2    the config or the command line is wrong; nothing was started
    │   └── UnknownNameError   2    a name that is not among the known ones
    ├── RejectLimitError       3    more documents were rejected than [check] max_rejects allows
    ├── CheckError             4    a check failed; nothing was published
    ├── StorageError           5    reading the input or writing the output failed
    ├── DamageError            6    published data is not what its manifest says
    ├── OrchestratorError      7    Prefect's server could not be reached or started
    ├── LockedError           75    another run holds the dataset
    └── DocumentError          5    one document cannot be used; becomes a row in `rejects`, never stops a run

The number is the exit code. A message says what is wrong, where, and what to do.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class ParquetryError(Exception):
    """The base of every error that is no bug. `exit_code` is what the command line ends with."""

    exit_code: ClassVar[int] = 1


class WorkerError(ParquetryError):
    """Worker processes died again and again in work that no document is to blame for."""


class ErrorLimitError(ParquetryError):
    """Stages raised on more documents than the config allows; the rest was published."""


class ConfigError(ParquetryError):
    """The configuration or a command line argument is wrong; no work was started."""

    exit_code = 2


class UnknownNameError(ConfigError):
    """A name that is not among the known ones; the message lists those and the likeliest meant.

    >>> print(UnknownNameError("runner", "proces", ["process", "thread"]))
    unknown runner 'proces'; did you mean 'process'? Known: process, thread
    """

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        close = difflib.get_close_matches(name, names, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else "."
        super().__init__(f"unknown {what} {name!r}{hint} Known: {', '.join(names) or 'none'}")


class RejectLimitError(ParquetryError):
    """More of the input was rejected than the config allows; nothing was published."""

    exit_code = 3


class CheckError(ParquetryError):
    """A check of the staged dataset failed; nothing was published."""

    exit_code = 4


class StorageError(ParquetryError):
    """The input could not be read or the output could not be written."""

    exit_code = 5


class DamageError(ParquetryError):
    """Published data differs from its manifest."""

    exit_code = 6


class OrchestratorError(ParquetryError):
    """Prefect's server could not be started or reached."""

    exit_code = 7


class LockedError(ParquetryError):
    """Another run is writing this dataset."""

    exit_code = 75


class DocumentError(ParquetryError):
    """One file or record cannot be used. It becomes a row in `rejects`; the run goes on.

    `reason` is one of `vocabulary.REASONS`; `detail` is for people and holds no document text. The exit code is for
    commands that work on a single document, where no run goes on.
    """

    exit_code = 5

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
