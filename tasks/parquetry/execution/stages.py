"""Stages: repair, segment and extract over the documents of one batch, from artifact to artifact.

Run in worker processes, without Prefect. A document that a stage cannot use, or raises on, ends in the artifact's rejects;
the others go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from parquetry.execution import artifacts, plugins, spool, worker
from parquetry.model.dataset import Reject, of_file
from parquetry.model.documents import Extracted, Repaired, Segmented, Source
from parquetry.model.failures import failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from parquetry import config as configs

VALUES = "values.arrow"
REJECTS = "rejects.arrow"
"""The files of a stage's artifact."""
In = TypeVar("In")
Out = TypeVar("Out", Repaired, Segmented, Extracted)


def repair(
    sources: spool.Spool, bits: str, out: Path, config: configs.Repair, context: worker.Context = worker.UNLIMITED
) -> None:
    """Repair the documents of a bucket."""
    from parquetry.repair import repair as repair_document  # noqa: PLC0415 (workers load what they use)

    steps = plugins.repair_steps(config)
    documents = context.iterate_with_deadline(spool.sources(sources, bits))
    _run(
        "repair",
        documents,
        lambda source: repair_document(source, config, steps=steps),
        lambda source: source,
        out,
        Repaired,
    )


def segment(before: Path, out: Path, config: configs.Segment, context: worker.Context = worker.UNLIMITED) -> None:
    """Segment the documents of a repaired batch."""
    from parquetry.segment import segment as segment_document  # noqa: PLC0415 (as above)

    documents = context.iterate_with_deadline(artifacts.read(before / VALUES, Repaired))
    _run(
        "segment",
        documents,
        lambda repaired: segment_document(repaired, config),
        lambda repaired: repaired.source,
        out,
        Segmented,
    )


def extract(before: Path, out: Path, config: configs.Extract, context: worker.Context = worker.UNLIMITED) -> None:
    """Extract from the documents of a segmented batch."""
    from parquetry.extract import extract as extract_document  # noqa: PLC0415 (as above)

    backends = plugins.extract_backends(config)
    documents = context.iterate_with_deadline(artifacts.read(before / VALUES, Segmented))
    _run(
        "extract",
        documents,
        lambda segmented: extract_document(segmented, config, backends),
        lambda segmented: segmented.source,
        out,
        Extracted,
    )


def _run(  # noqa: PLR0913 (a loop and what it loops over)
    stage: str,
    documents: Iterable[tuple[In, worker.SkippedItem | None]],
    step: Callable[[In], Out],
    source_of: Callable[[In], Source],
    out: Path,
    out_type: type[Out],
) -> None:
    """Apply a stage to each document and write what it returns, a few documents in memory at a time."""
    with (
        artifacts.create(out) as folder,
        artifacts.Writer(folder / VALUES, out_type) as values,
        artifacts.Writer(folder / REJECTS, Reject) as rejects,
    ):
        for document, skipped in documents:
            source = source_of(document)
            result = _apply(step, document) if skipped is None else (skipped.reason, skipped.detail)
            if isinstance(result, tuple):
                place = (source.source_path, source.source_record, source.source_sha256)
                rejects.add(of_file(Reject(*place, stage, *result)))
            else:
                values.add(result, source.source_bytes)


def _apply(step: Callable[[In], Out], document: In) -> Out | tuple[str, str]:
    """Return what a stage makes of a document, or the reason and detail of its reject."""
    try:
        return step(document)
    except MemoryError:  # the worker ends, and the document is tried alone
        raise
    # A bug, or a library that meets text it was not made for: this document is rejected, thousands of others go on.
    except Exception as error:  # noqa: BLE001 (one bad document must not end the run)
        return failure(error)


def rejects_of(artifact: Path) -> Iterator[Reject]:
    """Yield the rejects of a stage's artifact."""
    return artifacts.read(artifact / REJECTS, Reject)
