"""Values about a dataset as a whole: what was rejected, what failed a check, what was published."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Reject:
    """One file or record that did not become a document, or one row that failed a check, and why."""

    source_path: str
    source_record: int | None
    source_sha256: str | None
    stage: str
    reason: str
    detail: str
    # Both only for a row that failed a check, whose document was read well.
    table: str | None = None
    row_key: str | None = None


def of_file(reject: Reject) -> Reject:
    """Return the reject of a document as one of its file, whose row in `sources` it counts for; a member goes to the detail.

    >>> reject = of_file(Reject("box.zip!/a.txt", 3, None, "repair", "empty", "no text"))
    >>> reject.source_path, reject.source_record, reject.detail
    ('box.zip', 3, 'box.zip!/a.txt: no text')
    """
    file, inside, _ = reject.source_path.partition("!/")
    return replace(reject, source_path=file, detail=f"{reject.source_path}: {reject.detail}") if inside else reject


MOST_KEYS = 1_000
"""Keys that a finding names: a rule that a million rows break must not fill the memory with them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that failed: where, what was expected, how many rows, and the keys of the first MOST_KEYS of them."""

    table: str
    check: str
    detail: str
    rows: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One published, immutable state of a dataset. `created` is false when the same bytes were already there."""

    dataset: str
    name: str
    path: str
    created: bool
