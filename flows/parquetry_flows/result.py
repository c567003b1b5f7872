"""What a run came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parquetry.model.dataset import Version


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: the version, and how many of the shards' stages were made before."""

    version: Version
    reused: int
    made: int
