"""Explain: what a run would do, and why, against what is published now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parquetry.dataset.reader import open_table
from parquetry.errors import ParquetryError
from parquetry.execution import plugins, shards
from parquetry.model import contract
from parquetry.publish import manifest, store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parquetry.config import Config
    from parquetry_flows.running.plan import Plan

STAGES = ("repair", "segment", "extract")
DECIDING = (*STAGES, "check", "limits")
"""Sections of the config that decide what is published; those of [input] do by what is read."""
CODE = ("read", *STAGES, "dataset")


@dataclass(frozen=True, slots=True)
class Explained:
    """What a run would do: (made, reused) shards by stage, why, and the version it would leave as it is."""

    files: int
    documents: int
    rejects: int
    stages: Mapping[str, tuple[int, int]]
    why: tuple[str, ...]
    unchanged: str | None


def decided(config: Config, models: Mapping[str, str]) -> dict[str, Any]:
    """Return what decides a version beside its input: digests of sections, code and models, and the contract."""
    return {
        "config": {section: getattr(config, section).digest() for section in DECIDING},
        "code": {part: shards.code_version(part) for part in CODE} | plugins.fingerprints(config.repair.steps),
        "models": dict(models),
        "contract": contract.CONTRACT,
    }


def explain(config: Config, models: Mapping[str, str], plan: Plan) -> Explained:
    """Return what a run would do with this plan."""
    total = len(plan.shards)
    reused = {stage: sum(stage in shard.reused for shard in plan.shards) for stage in STAGES}
    return Explained(
        len(plan.read.files),
        plan.read.documents,
        len(plan.read.rejects),
        {stage: (total - count, count) for stage, count in reused.items()},
        tuple(_why(config, models, plan)),
        plan.published.name if plan.published else None,
    )


def _why(config: Config, models: Mapping[str, str], plan: Plan) -> list[str]:
    if plan.published is not None:
        return ["input, config, code and models are those of the current version"]
    root = config.output.path / config.dataset
    now = store.current(root)
    if now is None:
        return ["nothing is published yet"]
    try:
        published = manifest.read(root / "versions" / now)["content"]
        read = {file.source_path: (file.sha256, file.bytes) for file in plan.read.files}
        why = changed_sources(files_of(root / "versions" / now), read)
    except (ParquetryError, OSError, KeyError) as error:
        return [f"the current version {now} cannot be read: {error}"]
    why += changed_settings(published, decided(config, models))
    return why or [f"the current version {now} was not made from just this, or its record was cleaned away"]


def files_of(version: Path) -> dict[str, tuple[str | None, int | None]]:
    """Return digest and size of every file that a version was made from."""
    rows = open_table(version, "sources").to_table(["source_path", "sha256", "bytes"]).to_pylist()
    return {row["source_path"]: (row["sha256"], row["bytes"]) for row in rows}


def changed_sources(then: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Return a line for files added, for those removed and for those changed."""
    kinds = {
        "added": sorted(now.keys() - then.keys()),
        "removed": sorted(then.keys() - now.keys()),
        "changed": sorted(path for path in now.keys() & then.keys() if now[path] != then[path]),
    }
    return [
        f"{len(paths)} {'file' if len(paths) == 1 else 'files'} {kind}: {_some(paths)}"
        for kind, paths in kinds.items()
        if paths
    ]


def _some(paths: list[str]) -> str:
    return ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")  # noqa: PLR2004 (a line's worth)


def changed_settings(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return a line for each section of the config, part of the code and model that is not what it was."""
    said = {"config": "[{}] of the config changed", "code": "the code of {} changed", "models": "the model {} changed"}
    why = [
        line.format(name)
        for kind, line in said.items()
        for name in sorted({*then.get(kind, {}), *now[kind]})
        if then.get(kind, {}).get(name) != now[kind].get(name)
    ]
    if then.get("contract") != now["contract"]:
        why.append(f"the contract was {then.get('contract')}, is {now['contract']}")
    return why
