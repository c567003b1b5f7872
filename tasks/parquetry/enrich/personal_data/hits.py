"""Hits: what the rules for personal data find."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of text, `start`, `end` in code points, with its label, the rule that found it, and its normal form."""

    start: int
    end: int
    label: str
    rule: str
    value: str


def without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Return hits in text order, of those that overlap the longest, and of equal ones the first."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
