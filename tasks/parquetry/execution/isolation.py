"""Isolation of documents that are worked on together: what cannot be made of a batch is made document by document.

Enrichments take many documents at a time, because their arrays cost less so. One document that an enrichment raises on, or
that its worker dies of, must cost the rows of that document alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from parquetry.execution import worker
from parquetry.model.failures import failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that no rows could be made for: `reason` and `detail` are those of a reject."""

    doc_id: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is tried at once: a batch, or one document of it; `batch` is the number of the batch."""

    documents: pa.Table
    batch: int
    whole: bool


def rows(
    batches: Iterable[pa.Table],
    make: Callable[[pa.Table], pa.Table],
    failures: list[Failure],
    context: worker.Context = worker.UNLIMITED,
) -> Iterator[pa.Table]:
    """Yield what `make` makes of batches of documents, each a table with `doc_id`; those it fails on go to `failures`.

    What is made of a document must not depend on those it is made with.

    >>> def halve(table):
    ...     return pa.table({"half": [1 // number for number in table["number"].to_pylist()]})
    >>> failures = []
    >>> batch = pa.table({"doc_id": ["a", "b", "c"], "number": [1, 0, 1]})
    >>> [made["half"].to_pylist() for made in rows([batch], halve, failures)], [one.doc_id for one in failures]
    ([[1], [1]], ['b'])
    """
    # The batch whose rows are made already: its single documents are passed over. In a trial there is none.
    done = -1
    for unit, skipped in context.iterate_with_deadline(_units(batches)):
        if unit.batch == done:
            continue
        made = _attempt(make, unit.documents) if skipped is None else (skipped.reason, skipped.detail)
        if isinstance(made, pa.Table):
            done = unit.batch if unit.whole else done
            yield made
        elif not unit.whole:
            failures.append(Failure(unit.documents["doc_id"][0].as_py(), *made))


def _units(batches: Iterable[pa.Table]) -> Iterator[_Unit]:
    """Yield each batch, then its documents one by one.

    Always all of them, so that the number of a unit, by which a worker that died is followed up, stays the same when a batch
    is left out.
    """
    for number, batch in enumerate(batches):
        if batch.num_rows > 1:
            yield _Unit(batch, number, whole=True)
        for row in range(batch.num_rows):
            yield _Unit(batch.slice(row, 1), number, whole=False)


def _attempt(make: Callable[[pa.Table], pa.Table], documents: pa.Table) -> pa.Table | tuple[str, str]:
    """Return the rows, or the reason and detail of why there are none."""
    try:
        return make(documents)
    except MemoryError:  # the worker ends, and the unit is tried alone
        raise
    # Of a batch that fails each document is tried alone: so only the one that raises has no rows in this table.
    except Exception as error:  # noqa: BLE001 (one bad document must not end the run)
        return failure(error)
