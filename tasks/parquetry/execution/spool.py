"""Spool: the files of the input, each read once, their documents laid down by ranges of doc_id for the stages to take.

The spool lasts for one run. It is a snapshot: a file that changes later in the run changes nothing of the result.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Self

from parquetry import read as reading
from parquetry.execution import artifacts, plugins, worker
from parquetry.execution.buckets import DocumentKey, bounds
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, FileStats, Source
from parquetry.model.failures import failure
from parquetry.model.tombstones import Tombstones, forgotten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from parquetry import config as configs

SLICE_BYTES = 64 * 1024 * 1024
SLICE_FILES = 10_000
"""Largest slice of the input that one worker reads at once: it keeps the numbers of tasks and of files small."""
_BIN_BYTES = 1024 * 1024
# 256 open files in each worker stay below the common limit of 1024 for a process.
_MAX_BITS = 8
"""Bins of about a mebibyte, but at most 256: each slice holds a file open for each."""
_HELD_BYTES = 8 * 1024 * 1024
"""Bytes of one file's documents that wait in memory until it is known to be whole; a larger file has bins of its own."""
# 200 MB in 256 bins: batches of 128 kB cost 8 CPU-seconds to write, batches of 32 kB, with 8 MiB here, 23.
_FLUSH_BYTES = 32 * 1024 * 1024
"""Bytes that wait in memory for all bins together."""


@dataclass(frozen=True, slots=True)
class Spool:
    """Where the documents lie: in 2**bits bins, by the first bits of doc_id."""

    folder: Path
    bits: int


@dataclass(frozen=True, slots=True)
class SliceRead:
    """What one slice of the files became: facts of each file, rejects, and what planning must know of each document."""

    files: tuple[FileStats, ...]
    rejects: tuple[Reject, ...]
    documents: tuple[DocumentKey, ...]


def bin_bits(entries: Sequence[FileEntry]) -> int:
    """Return how many bits of doc_id tell the bins apart; decides speed, and no byte of the result."""
    total = sum(file.size for file in entries)
    # 5 MiB: three bits, eight bins.
    return min(_MAX_BITS, max(0, (total // _BIN_BYTES).bit_length()))


def slices(entries: Sequence[FileEntry]) -> list[tuple[FileEntry, ...]]:
    """Return the files in slices to be read by one worker each, bounded in bytes and in number."""
    out: list[list[FileEntry]] = [[]]
    size = 0
    for file in entries:
        # A file larger than the limit is a slice of its own: files are never split between workers.
        if out[-1] and (size + file.size > SLICE_BYTES or len(out[-1]) >= SLICE_FILES):
            out.append([])
            size = 0
        out[-1].append(file)
        size += file.size
    return [tuple(part) for part in out]


def read(  # noqa: PLR0913 (a slice, where it goes, and what decides what becomes of it)
    number: int,
    entries: Sequence[FileEntry],
    spool: Spool,
    config: configs.Input,
    tombstones: Tombstones,
    context: worker.Context = worker.UNLIMITED,
) -> SliceRead:
    """Read a slice of the files and spool its documents; what a file lost takes its place.

    The documents of a file that was rejected whole are dropped: a file that changed while it was read is never torn. Those
    that were forgotten are rejects.
    """
    files: list[FileStats] = []
    rejects: list[Reject] = []
    keys: list[DocumentKey] = []
    # A file of a dead worker is cut short. This try writes all its documents again, perhaps into fewer bins.
    for left in [*spool.folder.glob(f"*-{number:05d}.arrow"), *spool.folder.glob(f"*-{number:05d}.*.arrow")]:
        left.unlink()
    with _Bins(spool, f"{number:05d}") as bins:
        for at, (file, skipped) in enumerate(context.iterate_with_deadline(entries)):
            held = _Held(bins, _Bins(spool, f"{number:05d}.{at}"))
            stats, wrong = _read_file(file, skipped, config, tombstones, context, held)
            files.append(stats)
            rejects += wrong
            # A reject without a record number is about the whole file: the documents read before it do not count. One
            # that was forgotten is a file of one document, and nothing was held of it.
            if any(reject.source_record is None for reject in wrong):
                held.drop()
            else:
                held.keep()
                keys += held.keys
    return SliceRead(tuple(files), tuple(rejects), tuple(keys))


def _read_file(  # noqa: PLR0913 (see `read`)
    file: FileEntry,
    skipped: worker.SkippedItem | None,
    config: configs.Input,
    tombstones: Tombstones,
    context: worker.Context,
    held: _Held,
) -> tuple[FileStats, list[Reject]]:
    """Return the facts and rejects of one file, its documents being held; whatever reading raises rejects the whole file."""
    from parquetry.repair.encoding.decode import detect_encoding  # noqa: PLC0415 (workers load what they use)

    stats = FileStats(file.source_path, file.path_bytes, None, None, None, 0, "")
    rejects: list[Reject] = []
    if skipped is not None:
        return stats, [Reject(file.source_path, None, None, "read", skipped.reason, skipped.detail)]
    # Outside: a package that a machine of a cluster lacks is no fault of the file.
    readers = plugins.file_readers(config)
    try:
        for item in reading.read(file, config, detect_encoding, readers):
            # [limits] seconds is meant for a document: an archive with a thousand of them may take a thousand
            # times as long.
            context.reset_deadline()
            if isinstance(item, Source):
                date = tombstones.date(item.source_sha256)
                if date is None:
                    held.add(item)
                else:
                    rejects.append(forgotten(file.source_path, item.source_record, date))
            elif isinstance(item, Reject):
                rejects.append(item)
            # The last item of a file: its facts, known once all of it is read.
            else:
                stats = item
    except MemoryError:
        raise
    # Readers turn damage they know into rejects; a container or a compressed stream may be damaged in new ways.
    except Exception as error:  # noqa: BLE001 (one bad file must not end the run)
        rejects.append(Reject(file.source_path, None, None, "read", *failure(error)))
    return stats, rejects


class _Held:
    """The documents of one file, until it is read to its end and known to be whole.

    Few of them wait in memory. A large file has bins of its own, which are removed where the file turns out to be torn.
    """

    def __init__(self, shared: _Bins, own: _Bins) -> None:
        self._shared = shared
        self._own = own
        self._waiting: list[Source] = []
        self._size = 0
        self._spilled = False
        self.keys: list[DocumentKey] = []

    def add(self, source: Source) -> None:
        """Hold a document."""
        self.keys.append(DocumentKey(source.doc_id, digest(source), source.source_bytes))
        self._waiting.append(source)
        self._size += _size(source)
        if self._size > _HELD_BYTES:
            self._move(self._own)
            self._spilled = True

    def keep(self) -> None:
        """Put what is held where the stages find it."""
        self._move(self._own if self._spilled else self._shared)
        self._own.close()

    def drop(self) -> None:
        """Remove what is held."""
        self._waiting = []
        self._own.close()
        self._own.remove()

    def _move(self, bins: _Bins) -> None:
        for source in self._waiting:
            bins.add(source)
        self._waiting, self._size = [], 0


def _size(source: Source) -> int:
    """Return about how many bytes a document takes in memory."""
    # 512: path, digests and the like, roughly. A million tiny documents must count too.
    return len(source.data) + 512


class _Bins:
    """Files of the bins, open one by one as they are needed, and written to in batches of bounded size."""

    def __init__(self, spool: Spool, name: str) -> None:
        self._spool = spool
        self._name = name
        self._stack = ExitStack()
        self._writers: dict[int, artifacts.Writer[Source]] = {}
        self._size = 0

    def add(self, source: Source) -> None:
        """Add a document to its bin."""
        at = _bin(source.doc_id, self._spool.bits)
        # Bins are opened as they are needed: a slice of three documents needs three files, not 256.
        if at not in self._writers:
            self._writers[at] = self._stack.enter_context(artifacts.Writer(self._path(at), Source))
        self._writers[at].add(source, _size(source))
        self._size += _size(source)
        if self._size > _FLUSH_BYTES:
            for writer in self._writers.values():
                writer.flush()
            self._size = 0

    def remove(self) -> None:
        """Remove all that was written; the files must be closed."""
        for at in self._writers:
            self._path(at).unlink()

    def close(self) -> None:
        """Write what waits, and close the files."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._stack.__exit__(kind, error, where)

    def _path(self, at: int) -> Path:
        return self._spool.folder / f"{at:05d}-{self._name}.arrow"


def _bin(doc_id: str, bits: int) -> int:
    # 8 hex digits are 32 bits: with bits=3 the doc_id a0... (1010 0000 in binary) goes to bin 101, number 5.
    return int(doc_id[:8], 16) >> (32 - bits)


def sources(spool: Spool, bits: str) -> Iterator[Source]:
    """Yield the documents of a bucket, with their bytes, in an order that is the same each time."""
    low, high = bounds(bits)
    # Bucket "10" with spool bits 3 is bins 100 and 101; bucket "1011" is a part of bin 101, cut out by `low` and
    # `high`.
    first = int(bits[: spool.bits].ljust(spool.bits, "0") or "0", 2)
    last = int(bits[: spool.bits].ljust(spool.bits, "1") or "0", 2)
    for number in range(first, last + 1):
        for path in sorted(spool.folder.glob(f"{number:05d}-*.arrow")):
            yield from artifacts.read(path, Source, low=low, high=high)


def digest(source: Source) -> str:
    """Return 64 hex that change with anything a source says but its bytes, which its own digest stands for."""
    values = [value for value in astuple(source) if not isinstance(value, bytes)]
    # surrogatepass: the path of a file whose name is no UTF-8 has lone surrogates.
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()
