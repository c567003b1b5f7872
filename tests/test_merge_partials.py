"""Merged tables: what leaves say of entities and sources does not depend on the order in which documents came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parquetry.model import vocabulary
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileStats
from parquetry.tabulate import merge_partials

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Mention = tuple[str, str | None, str, str]
Document = tuple[str, list[str]]
FLAGS = sorted(vocabulary.FLAGS)
MENTIONS: list[list[Mention]] = [
    [
        ("d2", "e2", "GPE", "Oslo"),
        ("d2", "e1", "ORG", "Statoil"),
        ("d2", "e1", "ORG", "Statoil"),
        ("d2", None, "DATE", "2011"),
    ],
    [("d1", "e1", "ORG", "Equinor"), ("d1", "e1", "ORG", "Statoil")],
]
DOCUMENTS: list[list[Document]] = [
    [("b.txt", list(reversed(FLAGS))), ("box.zip!/z.txt", ["duplicate_id"])],
    [("a.txt", []), ("box.zip!/a.txt", ["unresolved"])],
]


def written(folder: Path, batches: Sequence[int]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return the two parts that a leaf writes of its batches, given in this order."""
    made = merge_partials.Partials()
    for number in batches:
        mentions = zip(*MENTIONS[number], strict=True)
        documents = zip(*DOCUMENTS[number], strict=True)
        made.add(
            pa.table(dict(zip(("doc_id", "entity_id", "label", "text"), map(list, mentions), strict=True))),
            pa.table(dict(zip(("source_path", "flags"), map(list, documents), strict=True))),
        )
    made.write(folder / "forms.parquet", folder / "counts.parquet")
    return pq.read_table(folder / "forms.parquet").to_pylist(), pq.read_table(folder / "counts.parquet").to_pylist()


@pytest.mark.parametrize("batches", [(0, 1), (1, 0)])
def test_a_leaf_says_the_same_of_its_documents_in_any_order(batches: Sequence[int], tmp_path: Path) -> None:
    forms, counts = written(tmp_path, batches)
    assert [tuple(row.values()) for row in forms] == [
        ("e1", "ORG", "Equinor", 1, 2),  # both documents, counted with the first form
        ("e1", "ORG", "Statoil", 3, 0),
        ("e2", "GPE", "Oslo", 1, 1),
    ]
    assert [tuple(row.values()) for row in counts] == [
        ("a.txt", 1, []),
        ("b.txt", 1, FLAGS),
        ("box.zip", 2, ["duplicate_id", "unresolved"]),
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_rejects_are_sorted_whichever_worker_was_first(order: int, tmp_path: Path) -> None:
    met = [
        Reject("a.txt", None, None, "read", "empty", "no bytes"),
        Reject("b.jsonl", 0, None, "read", "record", "no text"),
        Reject("b.jsonl", 0, None, "repair", "binary", "no text"),
        Reject("b.jsonl", 7, None, "read", "record", "no text"),
    ]
    assert merge_partials.rejects(tmp_path, met[::order], 100) == 4
    (part,) = tmp_path.rglob("*.parquet")
    rows = pq.read_table(part).to_pylist()
    assert [(row["source_path"], row["source_record"], row["stage"], row["seq"]) for row in rows] == [
        ("a.txt", -1, "read", 0),
        ("b.jsonl", 0, "read", 0),
        ("b.jsonl", 0, "repair", 1),
        ("b.jsonl", 7, "read", 0),
    ]


@pytest.mark.parametrize(
    ("skipped", "rejected", "flags", "documents", "outcome"),
    [
        ("hidden", "", (), 0, "skipped"),
        ("hidden", "binary", (), 0, "skipped"),
        ("", "binary", (), 0, "rejected"),
        ("", "record", (), 9, "flagged"),
        ("", "", ("no_model",), 1, "processed"),
        ("", "", (), 1, "processed"),
        ("", "record", FLAGS, 1, "flagged"),
    ],
)
def test_a_file_ends_in_one_outcome_for_reasons_in_order(  # noqa: PLR0913 (what decides it)
    skipped: str, rejected: str, flags: Sequence[str], documents: int, outcome: str, tmp_path: Path
) -> None:
    file = FileStats("a.txt", b"a.txt", 1, "0" * 64, "text/plain", documents, skipped)
    rejects = [Reject("a.txt", None, None, "read", rejected, "")] if rejected else []
    counts = {"a.txt": merge_partials.SourceCount(documents, frozenset(flags))}
    assert merge_partials.sources(tmp_path, [file], rejects, counts, 100) == 1
    (part,) = tmp_path.rglob("*.parquet")
    (row,) = pq.read_table(part).to_pylist()
    reasons = sorted({skipped, rejected, *flags} - {""})
    assert (row["outcome"], row["reasons"], row["documents"]) == (outcome, reasons, documents)
