"""Plan: which artifacts a run needs, and which of them are there already.

An artifact's key is the hash of what decides its content: the digests of its documents, the config section of its stage,
the code of its stage, the models loaded. So a changed file changes one batch and one leaf, and a changed section its stage
and those after it.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.execution import artifacts, enrichments, leaves, own_checks, plugins
from parquetry.execution.buckets import Bucket, label, split
from parquetry.execution.cache_key import key
from parquetry.execution.pipeline import BATCH_STAGES, Batch, Enriched, Leaf
from parquetry.model.dataset import Version
from parquetry.model.json_file import read_json
from parquetry.publish import store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from parquetry.config import Config
    from parquetry.execution.buckets import DocumentKey
    from parquetry.execution.spool import SliceRead
    from parquetry.model.dataset import Reject
    from parquetry.model.documents import FileStats
    from parquetry.model.tombstones import Tombstones

BATCH_BYTES = 512 * 1024
"""Bytes of source above which the documents of a leaf are worked on in more than one batch: at five CPU-seconds a mebibyte
with the model, a changed file costs one or two seconds."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decides a result beside the input: the config, the versions of code and models by name, what is forgotten."""

    config: Config
    code: Mapping[str, str]
    models: Mapping[str, str]
    tombstones: Tombstones

    def settings(self) -> str:
        """Return the digest of all of it that can change a byte of a version."""
        config = self.config
        sections = ("input", "repair", "segment", "extract", "enrich", "check", "limits")
        values = [getattr(config, section).model_dump(mode="json") for section in sections]
        # Where the input lies changes no byte of the result, nor how its changes are noticed: the same files in another
        # folder need no new version.
        values[0] = {name: value for name, value in values[0].items() if name not in {"path", "url", "trust"}}
        output = [config.dataset, config.output.part_rows, config.output.leaf_bytes]
        # Code of the user's own: a plugin that is edited must count like an edited config.
        # The threshold is none of the leaves' settings: another one makes other clusters of the same signatures.
        made = [[enrichment.name, enrichment.settings(config)] for enrichment in enrichments.enabled(config)]
        own = [
            made,
            sorted(config.personal_data.labels),
            enrichments.tokenizer_digest(config),
            plugins.fingerprints(config.repair.steps, "steps"),
            plugins.reader_fingerprints(config.input),
            own_checks.digest(config),
        ]
        forgotten = self.tombstones.digest()
        return key(json.dumps([values, output, own, dict(self.code), dict(self.models), forgotten], sort_keys=True))


@dataclass(frozen=True, slots=True)
class Read:
    """All that reading the input gave: facts of each file, rejects, the keys of the documents sorted by id."""

    files: tuple[FileStats, ...]
    rejects: tuple[Reject, ...]
    documents: tuple[DocumentKey, ...]


def combined(parts: Sequence[SliceRead]) -> Read:
    """Return what the slices say together, the same in whatever order they came."""
    return Read(
        tuple(file for part in parts for file in part.files),
        tuple(reject for part in parts for reject in part.rejects),
        # Sorted by doc_id, because slices are cut by size: another slicing must give the same plan.
        tuple(sorted(document for part in parts for document in part.documents)),
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do. `published` is the version that this very input and config made before, if it is current."""

    read: Read
    leaves: tuple[Leaf, ...]
    published: Version | None
    memory: Path

    @property
    def reused(self) -> int:
        """Return how many stages of batches need not be computed."""
        return sum(len(BATCH_STAGES) - len(batch.missing) for leaf in self.leaves for batch in leaf.batches)

    @property
    def computed(self) -> int:
        """Return how many stages of batches are to be computed."""
        return sum(len(batch.missing) for leaf in self.leaves for batch in leaf.batches)

    def note_use(self) -> None:
        """Note that what is there already is used again, so that `clean` takes what was longest unused."""
        for leaf in self.leaves:
            enriched = (path for each in leaf.enriched for path in (each.tables, each.checked))
            made = (path for batch in leaf.batches for path in batch.artifacts)
            for path in (leaf.tables, leaf.checked, *enriched, *made):
                # An artifact that is to be computed is not there yet.
                with contextlib.suppress(FileNotFoundError):
                    os.utime(path)


def _nothing(_artifact: Path) -> None:
    """Bring nothing: there is no shared cache."""


def plan(deciding: Deciding, cache: Path, read: Read, bring: Callable[[Path], None] = _nothing) -> Plan:
    """Return the leaves of the documents, in order of doc_id, with the places of their artifacts in the cache.

    `bring` is told each artifact before it is looked at, and may put it there.

    Raises:
        StorageError: `bring` could not.
    """
    config = deciding.config
    filled = split(read.documents, config.output.leaf_bytes)
    # without a document there is still a leaf: it has the files of the empty tables
    planned = tuple(_leaf(deciding, cache, bucket, bring) for bucket in filled or [Bucket("", ())])
    # Leaves hold only documents; files without any, and rejects, decide tables too (`sources`, `rejects`).
    facts = sorted(repr(item) for item in (*read.files, *read.rejects))
    memory = cache / "versions" / f"{key('read', deciding.settings(), *facts, *(leaf.tables.name for leaf in planned))}.json"
    return Plan(read, planned, published(config.output.path / config.dataset, memory), memory)


def _leaf(deciding: Deciding, cache: Path, bucket: Bucket, bring: Callable[[Path], None]) -> Leaf:
    config, code = deciding.config, deciding.code
    # A batch never spans leaves, however small the leaves are configured.
    limit = min(BATCH_BYTES, config.output.leaf_bytes)
    places = [(batch, _places(deciding, cache, batch)) for batch in split(bucket.documents, limit, bucket.bits)]
    extracted = [paths[-1].name for _, paths in places]
    settings = json.dumps([label(bucket.bits), config.output.part_rows])
    if config.personal_data.labels:
        settings += json.dumps([code["personal_data"], sorted(config.personal_data.labels)])
    if config.chunk.tokenizer:
        settings += json.dumps([code["tokens"], enrichments.tokenizer_digest(config)])
    # The names of the batches' artifacts stand for everything before them: source, config and code of three stages.
    tables = cache / "tabulate" / key("tabulate", code["tabulate"], code["check"], settings, *extracted)
    # In two steps, because which batches are missing depends on whether the leaf is.
    leaf = Leaf(bucket.bits, (), tables, _checked(deciding, cache, tables), frozenset())
    leaf = replace(leaf, missing=_missing(deciding, leaf, bring), enriched=_enriched(deciding, cache, tables, bring))
    batches = tuple(
        Batch(
            batch.bits,
            len(batch.documents),
            batch.size,
            paths,
            # A sound leaf needs no batch: its batches may long be gone from the cache.
            _missing_stages(paths, bring) if "tabulate" in leaf.missing else frozenset(),
        )
        for batch, paths in places
    )
    return replace(leaf, batches=batches)


def _checked(deciding: Deciding, cache: Path, tables: Path) -> Path:
    # Not in the key of the tables: an edited suite checks the same tables again, and builds nothing.
    own = own_checks.digest(deciding.config)
    return cache / "check" / key("check", deciding.code["check"], own, tables.name)


def _enriched(deciding: Deciding, cache: Path, tables: Path, bring: Callable[[Path], None]) -> tuple[Enriched, ...]:
    """Return the enrichments of a leaf that the config switches on; `tables` is the leaf's artifact."""
    config = deciding.config
    root = config.output.path / config.dataset
    now = store.current(root)
    out: list[Enriched] = []
    for enrichment in enrichments.enabled(config):
        settings = json.dumps([config.output.part_rows, enrichment.settings(config)])
        code = (deciding.code[enrichment.code], deciding.code["check"])
        # Ours come first, so that what is read has its place already.
        reads = tuple((each.name, each.tables) for each in out if each.name in enrichment.reads)
        sources = (tables.name, *(path.name for _, path in reads))
        made = cache / "enrich" / key("enrich", enrichment.name, *code, settings, *sources)
        checked = _checked(deciding, cache, made)
        bring(made)
        bring(checked)
        sound = leaves.is_sound(made, root / "versions" / now if now else None)
        missing = () if sound and artifacts.is_sound(checked) else ("check",) if sound else ("enrich", "check")
        out.append(Enriched(enrichment.name, made, checked, frozenset(missing), reads))
    return tuple(out)


def _missing(deciding: Deciding, leaf: Leaf, bring: Callable[[Path], None]) -> frozenset[str]:
    """Return which of the last two stages a leaf still needs."""
    root = deciding.config.output.path / deciding.config.dataset
    now = store.current(root)
    bring(leaf.tables)
    bring(leaf.checked)
    # Without its tables a leaf has nothing to check, whatever the cache says of the check.
    if not leaves.is_sound(leaf.tables, root / "versions" / now if now else None):
        return frozenset({"tabulate", "check"})
    return frozenset() if artifacts.is_sound(leaf.checked) else frozenset({"check"})


def diverted(
    deciding: Deciding, cache: Path, leaf: Leaf, without: frozenset[str], bring: Callable[[Path], None] = _nothing
) -> Leaf:
    """Return a leaf without some of its documents: those with rows that fail a check; `bring` as in `plan`."""
    tables = cache / "tabulate" / key("diverted", leaf.tables.name, *sorted(without))
    # A leaf that came whole from the cache has no work for its batches; building it again may need them after all.
    batches = tuple(replace(batch, missing=_missing_stages(batch.artifacts, bring)) for batch in leaf.batches)
    other = replace(
        leaf,
        batches=batches,
        tables=tables,
        checked=_checked(deciding, cache, tables),
        without=without,
        enriched=_enriched(deciding, cache, tables, bring),
    )
    return replace(other, missing=_missing(deciding, other, bring))


def _missing_stages(paths: Sequence[Path], bring: Callable[[Path], None]) -> frozenset[str]:
    """Return the stages of a batch whose artifact is not there or is damaged."""
    for path in paths:
        bring(path)
    return frozenset(stage for stage, path in zip(BATCH_STAGES, paths, strict=True) if not artifacts.is_sound(path))


def _places(deciding: Deciding, cache: Path, batch: Bucket) -> tuple[Path, ...]:
    """Return where the artifacts of a batch lie: those of repair, segment and extract."""
    config, code = deciding.config, deciding.code
    limits = config.limits.digest()
    steps = json.dumps(plugins.fingerprints(config.repair.steps, "steps"))
    digests = [document.digest for document in batch.documents]
    # Readers of the user's own count as the code of ours does.
    own = [json.dumps(plugins.reader_fingerprints(config.input))] if config.input.readers else []
    # Sorted: the order in which models were loaded must not change a key.
    models = json.dumps(dict(deciding.models), sort_keys=True)
    # A chain: each key contains the one before. So a change in [segment] keeps the repaired artifacts and nothing
    # after.
    repaired = key("repair", code["read"], code["repair"], limits, config.repair.digest(), steps, *own, *digests)
    segmented = key("segment", code["segment"], limits, config.segment.digest(), repaired)
    extracted = key("extract", code["extract"], limits, config.extract.digest(), models, segmented)
    return cache / "repair" / repaired, cache / "segment" / segmented, cache / "extract" / extracted


def memory_of_files(deciding: Deciding, cache: Path, digest: str) -> Path:
    """Return where the version is noted that files of this digest made."""
    return cache / "versions" / f"{key('files', deciding.settings(), digest)}.json"


def remember(memory: Path, version: Version) -> None:
    """Note which version something made."""
    temporary = memory.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(json.dumps({"version": version.name}), encoding="utf-8")
    # In one step, since other runs may read it at this moment.
    temporary.replace(memory)


def published(root: Path, memory: Path) -> Version | None:
    """Return the version noted, if it is the current one of the dataset at `root`."""
    # A note is a shortcut: where it is missing or damaged the run does the work and writes it again.
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        name = read_json(memory)["version"]
        if store.is_settled(root, name):
            return Version(root.name, name, str(root / "versions" / name), created=False)
    return None
