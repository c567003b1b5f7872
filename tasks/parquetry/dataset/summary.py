"""Summary: what a published version holds, in numbers, for people and for scripts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from parquetry.model import version_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

_REPAIR = ("status", "kind", "rule")


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a version: rows of each table, then names with how often they occur, most frequent first."""

    rows: dict[str, int]
    outcomes: dict[str, int]
    bytes: int
    encodings: dict[str, int]
    languages: dict[str, int]
    repairs: dict[str, int]
    unresolved: int
    labels: dict[str, int]
    rejects: tuple[tuple[str, str, str], ...]


def summary(version: Path) -> Summary:
    """Return the summary of a version; `rejects` are (source_path, reason, detail).

    Read batch by batch, a column or two of each: pyarrow's datasets and functions would import pandas, for a run without a
    change too.
    """
    repairs = _repairs(version)
    return Summary(
        rows={
            name: sum(pq.read_metadata(path).num_rows for path in _parts(version, name))
            for name in version_tables.by_name(version)
        },
        outcomes=_counted(batch["outcome"] for batch in _batches(version, "sources", "outcome")),
        bytes=sum(size or 0 for batch in _batches(version, "sources", "bytes") for size in batch["bytes"].to_pylist()),
        encodings=_counted(batch["encoding"] for batch in _batches(version, "documents", "encoding")),
        languages=_counted(batch["language"] for batch in _batches(version, "documents", "language")),
        repairs=_ordered(Counter({what: count for (status, what), count in repairs.items() if status == "applied"})),
        unresolved=sum(count for (status, _), count in repairs.items() if status == "unresolved"),
        labels=_counted(batch["label"] for batch in _batches(version, "mentions", "label")),
        rejects=_rejects(version),
    )


def _parts(version: Path, table: str) -> list[Path]:
    """Return the part files of a table; none where the contract got it after the version was published."""
    return sorted((version / "data" / table).glob("*.parquet"))


def _batches(version: Path, table: str, *columns: str) -> Iterator[pa.RecordBatch]:
    """Yield some columns of a table, in the order of its files."""
    for path in _parts(version, table):
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(columns=list(columns))


def _counted(arrays: Iterable[pa.Array]) -> dict[str, int]:
    """Return how many rows have each value, most frequent first."""
    counts: Counter[str] = Counter()
    for array in arrays:
        for entry in array.value_counts().to_pylist():
            counts[entry["values"]] += entry["counts"]
    return _ordered(counts)


def _ordered(counts: Counter[str]) -> dict[str, int]:
    # By the value too: equal counts must not change places from run to run.
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _repairs(version: Path) -> Counter[tuple[str, str]]:
    """Return how many repairs there are of each status and kind, this with its rule: ("applied", "mojibake: latin-1")."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for batch in _batches(version, "repairs", *_REPAIR):
        counts.update(zip(*(batch[column].to_pylist() for column in _REPAIR), strict=True))
    return Counter({(status, f"{kind}: {rule}"): count for (status, kind, rule), count in counts.items()})


def _rejects(version: Path) -> tuple[tuple[str, str, str], ...]:
    columns = ("source_path", "source_record", "seq", "reason", "detail")
    rows = [row for batch in _batches(version, "rejects", *columns) for row in batch.to_pylist()]
    # -1 stands for the file itself, see `merge_partials.WHOLE_FILE`.
    rows.sort(key=lambda row: (row["source_path"], row["source_record"], row["seq"]))
    places = (row["source_path"] + (f" record {row['source_record']}" if row["source_record"] >= 0 else "") for row in rows)
    return tuple((place, row["reason"], row["detail"]) for place, row in zip(places, rows, strict=True))
