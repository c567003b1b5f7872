"""Runs and repairs: the values an `AlignedText` is made of.

Frames: `start` and `end` are code points, half-open, into the text; `source_start` and `source_end` are bytes, half-open,
into the source bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

COPY: Literal["copy"] = "copy"
EDIT: Literal["edit"] = "edit"


class Run(NamedTuple):
    """A stretch of text and the bytes it came from.

    A `copy` run decodes to the very same characters. An `edit` run does not; its bytes are the cover of what it
    replaces. A named tuple rather than a dataclass because a document has thousands, and it is built three times faster.
    """

    start: int
    end: int
    source_start: int
    source_end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a damaged place and its probability, 0 to 1."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a part is rewritten, or was doubted and left: becomes a row of `repairs`."""

    kind: str
    rule: str
    confidence: float = 1.0
    status: str = "applied"
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair, applied or unresolved, where it stands in the text and in the source bytes.

    The trap: `start == end` where characters were deleted.
    """

    kind: str
    rule: str
    status: str
    start: int
    end: int
    source_start: int
    source_end: int
    before: str
    after: str
    confidence: float
    candidates: tuple[Candidate, ...] = ()


class Part(NamedTuple):
    """A stretch of the old text, as it goes into the new one; a named tuple as `Run` is.

    `after` is what to write instead of `text[start:end]`, `None` to copy it. `cause` asks for a row in `repairs`; give
    it for every rewriting but those that only change white space.
    """

    start: int
    end: int
    after: str | None = None
    cause: Cause | None = None


def recorded(cause: Cause, at: int, cover: tuple[int, int], before: str, after: str) -> Repair:
    """Return the record of a part written at `at`, whose bytes are `cover`."""
    end = at + len(after)
    low, high = cover
    return Repair(
        cause.kind, cause.rule, cause.status, at, end, low, high, before, after, cause.confidence, cause.candidates
    )


def append(runs: list[Run], run: Run) -> None:
    """Add a run, merging it into the last where both are copies of adjoining bytes or parts of the same edit."""
    if runs:
        last = runs[-1]
        joined = last.source_end == run.source_start if run.kind == COPY else last[2:4] == run[2:4]
        if joined and last.kind == run.kind and last.start < last.end and run.start < run.end:
            runs[-1] = Run(last.start, run.end, last.source_start, run.source_end, run.kind)
            return
    if run.start < run.end or run.source_start < run.source_end:
        runs.append(run)


def touches(left: Run, right: Run) -> bool:
    """Tell whether one run's bytes begin where the other's end."""
    return left.source_end == right.source_start
