"""Tombstones: documents that were forgotten, known again by a salted hash of their content and by nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.model.dataset import Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORGOTTEN = "forgotten"
"""The reason of a document that was forgotten, where it is met again or its file stays for the sake of others."""


@dataclass(frozen=True, slots=True)
class Tombstones:
    """What a dataset remembers of documents that were forgotten: `dates` are ISO 8601 days by the hash of the content.

    The hash is SHA-256 over the salt, 32 hex, and `source_sha256`: without the document itself nobody finds out from it
    what was forgotten, and equal documents of two datasets have different hashes.

    >>> stones = Tombstones("00" * 16).with_documents(["ab" * 32], "2026-11-26")
    >>> stones.date("ab" * 32), stones.date("cd" * 32)
    ('2026-11-26', None)
    """

    salt: str = ""
    dates: Mapping[str, str] = field(default_factory=dict)

    def date(self, source_sha256: str) -> str | None:
        """Return the day on which a document of this content was forgotten, or null."""
        # The usual dataset has none: a hash for each of a million documents would be for nothing.
        return self.dates.get(self._hash(source_sha256)) if self.dates else None

    def with_documents(self, digests: Iterable[str], date: str) -> Tombstones:
        """Return the tombstones with those of more documents; one that is there already keeps its day."""
        return Tombstones(self.salt, {**{self._hash(digest): date for digest in digests}, **self.dates})

    def _hash(self, source_sha256: str) -> str:
        return hashlib.sha256(f"{self.salt} {source_sha256}".encode()).hexdigest()

    def digest(self) -> str:
        """Return 64 hex that change with any document that is added or taken away."""
        return hashlib.sha256(" ".join([self.salt, *sorted(self.dates)]).encode()).hexdigest()


def forgotten(source_path: str, source_record: int | None, date: str) -> Reject:
    """Return the reject of a document that was forgotten on a day, ISO 8601; not even the digest of its content is in it."""
    return Reject(source_path, source_record, None, "read", FORGOTTEN, f"on {date}, by `parquetry forget`")
