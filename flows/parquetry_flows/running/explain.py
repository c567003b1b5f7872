"""Explain: what a run would do, and why, against what is published now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.errors import ParquetryError
from parquetry.execution import own_tables, plugins
from parquetry.execution.pipeline import BATCH_STAGES
from parquetry.model import contract
from parquetry.publish import manifest, store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parquetry_flows.running.input_files import InputFiles
    from parquetry_flows.running.plan import Deciding, Plan

DECIDING = (*BATCH_STAGES, "enrich", "chunk", "personal_data", "check", "limits")
"""Sections of the config that decide what is published; those of [input] do by what is read."""


_SAME = "input, config, code and models are those of the current version"


@dataclass(frozen=True, slots=True)
class Explained:
    """What a run would do: (computed, reused) batches by stage, why, and the version it would leave as it is."""

    files: int
    documents: int
    rejects: int
    stages: Mapping[str, tuple[int, int]]
    why: tuple[str, ...]
    unchanged: str | None


def decided(deciding: Deciding) -> dict[str, Any]:
    """Return what decides a version beside its input: digests of sections, code and models, and the contract."""
    config = deciding.config
    return {
        "config": {section: getattr(config, section).digest() for section in DECIDING},
        "code": {
            **deciding.code,
            **plugins.reader_fingerprints(config.input),
            **plugins.fingerprints(config.repair.steps, "steps"),
            **own_tables.settings(config),
        },
        "models": dict(deciding.models),
        "contract": contract.CONTRACT,
    }


def unchanged(files: int, version: str) -> Explained:
    """Return that a run would do nothing: the files are those of the current version."""
    return Explained(files, 0, 0, {}, (_SAME,), version)


def explain(deciding: Deciding, plan: Plan) -> Explained:
    """Return what a run would do with this plan."""
    batches = [batch for leaf in plan.leaves for batch in leaf.batches]
    # A batch counts once for each of its stages: {"repair": (1, 11)} is one to compute, eleven in the cache.
    computed = {stage: sum(stage in batch.missing for batch in batches) for stage in BATCH_STAGES}
    return Explained(
        len(plan.read.files),
        len(plan.read.documents),
        len(plan.read.rejects),
        {stage: (count, len(batches) - count) for stage, count in computed.items()},
        tuple(_why(deciding, plan)),
        plan.published.name if plan.published else None,
    )


def _why(deciding: Deciding, plan: Plan) -> list[str]:
    if plan.published is not None:
        return [_SAME]
    root = deciding.config.output.path / deciding.config.dataset
    now = store.current(root)
    if now is None:
        return ["nothing is published yet"]
    try:
        published = manifest.read(root / "versions" / now)["content"]
        read = {file.source_path: (file.sha256, file.bytes) for file in plan.read.files}
        why = changed_sources(files_of(root / "versions" / now), read)
    # A damaged version is no reason to refuse a dry run: the run that follows replaces it.
    except (ParquetryError, OSError, KeyError, pa.ArrowException) as error:
        return [f"the current version {now} cannot be read: {error}"]
    why += changed_settings(published, decided(deciding))
    # Neither files nor settings differ, for instance after `parquetry clean` removed the record.
    return why or [f"the current version {now} was not made from just this, or its record was cleaned away"]


def read_rows(folder: Path, table: str, columns: list[str]) -> list[dict[str, Any]]:
    """Return the rows of some columns of a table below a version or a leaf, without importing pyarrow.dataset."""
    parts = sorted((folder / "data" / table).glob("*.parquet"))
    return [row for part in parts for row in pq.ParquetFile(part).read(columns).to_pylist()]


def files_of(version: Path) -> dict[str, tuple[str | None, int | None]]:
    """Return digest and size of every file that a version was made from."""
    rows = read_rows(version, "sources", ["source_path", "sha256", "bytes"])
    return {row["source_path"]: (row["sha256"], row["bytes"]) for row in rows}


def changed_sources(then: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Return a line for files added, for those removed and for those changed."""
    kinds = {
        "added": sorted(now.keys() - then.keys()),
        "removed": sorted(then.keys() - now.keys()),
        # Values are compared whole: (digest, size) of each file.
        "changed": sorted(path for path in now.keys() & then.keys() if now[path] != then[path]),
    }
    return [
        f"{len(paths)} {'file' if len(paths) == 1 else 'files'} {kind}: {_some(paths)}"
        for kind, paths in kinds.items()
        if paths
    ]


def _some(paths: list[str]) -> str:
    return ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")  # noqa: PLR2004 (a line's worth)


def first_words(looked: InputFiles, root: Path, published: str | None) -> str:
    """Return what is said first of a run: how much was found, and what of it is not as it was published.

    >>> from parquetry.model.documents import FileEntry
    >>> from parquetry_flows.running.input_files import InputFiles
    >>> first_words(InputFiles((FileEntry("a.txt", b"a.txt", 1_200_000),), {}), None, "v-0123456789ab")
    '1 file, 1.2 MB; nothing changed'
    """
    files = len(looked.found)
    what = f"{files:,} {'file' if files == 1 else 'files'}, {looked.size / 1_000_000:.1f} MB"
    if published is not None:
        return f"{what}; nothing changed"
    # Without a version there is nothing to compare with, and a file without a known hash cannot be compared.
    now = store.current(root)
    if now is None or looked.hashes is None:
        return what
    try:
        then = {path: digest for path, (digest, _) in files_of(root / "versions" / now).items()}
    except (OSError, pa.ArrowException):
        return what
    here = {file.source_path: looked.hashes.get(file.path_bytes) for file in looked.found}
    changes = changed_sources(then, here)
    if not changes:
        return f"{what}; no file changed, but the config, the code or a model did"
    # "3 files added: a.txt, ..." becomes "3 added: a.txt, ...": the word stands in front already.
    return "; ".join([what, *(re.sub(r"^(\d+) files? ", r"\1 ", change) for change in changes)])


def changed_settings(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return a line for each section of the config, part of the code and model that is not what it was."""
    messages = {"config": "[{}] of the config changed", "code": "the code of {} changed", "models": "the model {} changed"}
    # `then` comes from a manifest, perhaps of an older release: a section that it lacks counts as changed.
    why = [
        line.format(name)
        for kind, line in messages.items()
        for name in sorted({*then.get(kind, {}), *now[kind]})
        if then.get(kind, {}).get(name) != now[kind].get(name)
    ]
    if then.get("contract") != now["contract"]:
        why.append(f"the contract was {then.get('contract')}, is {now['contract']}")
    return why
