"""What a font says of one code: the letters it stands for, and how far its glyph moves the pen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from parquetry.text import Candidate


class Step(NamedTuple):
    """One code of a string: its CID, its advance in ems, and whether word spacing goes with it."""

    code: int
    cid: int
    advance: float
    is_space: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """What one code of a font stands for. `claimed` is what the file's own tables say of it, empty if nothing."""

    text: str
    how: str
    score: float = 1.0
    claimed: str = ""
    rule: str = ""
    """The rule of the repair that its text is; empty where it is simply what the file's tables say."""
    candidates: tuple[Candidate, ...] = ()
