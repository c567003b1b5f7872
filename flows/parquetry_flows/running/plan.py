"""Plan: which artifacts a run needs, and which of them are there already.

An artifact's key is the hash of what decides its content: the digests of its documents, the config section of its
stage, the code of its stage, the models loaded. So a changed file changes one shard, and a changed section its stage
and those after it.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.execution import plugins, shards
from parquetry.model.dataset import Version
from parquetry.publish import store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from parquetry.config import Config
    from parquetry.model.dataset import Reject
    from parquetry.model.documents import FileStats


@dataclass(frozen=True, slots=True)
class Read:
    """All that reading the input told: facts of each file, rejects, the digests of each shard's documents."""

    files: tuple[FileStats, ...]
    rejects: tuple[Reject, ...]
    digests: dict[int, tuple[str, ...]]

    @property
    def documents(self) -> int:
        """Return the number of documents read."""
        return sum(map(len, self.digests.values()))


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard's artifacts, and how many documents and bytes went into it."""

    number: int
    repaired: Path
    segmented: Path
    extracted: Path
    tables: Path
    documents: int

    @property
    def reused(self) -> tuple[str, ...]:
        """Return the stages whose artifact is there already."""
        made = {"repair": self.repaired, "segment": self.segmented, "extract": self.extracted}
        return tuple(stage for stage, path in made.items() if path.exists())


def combined(parts: Sequence[shards.SliceRead]) -> Read:
    """Return what the slices say together, the same in whatever order they came."""
    digests: dict[int, list[str]] = {}
    for part in parts:
        for shard, values in part.shards.items():
            digests.setdefault(shard, []).extend(values)
    return Read(
        tuple(file for part in parts for file in part.files),
        tuple(reject for part in parts for reject in part.rejects),
        {shard: tuple(sorted(values)) for shard, values in sorted(digests.items())},
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do. `published` is the version that this very input and config made before, if it is current."""

    read: Read
    shards: tuple[Shard, ...]
    published: Version | None
    memory: Path

    def note_use(self) -> None:
        """Note that what is there already is used again, so that `clean` takes what was longest unused."""
        for shard in self.shards:
            for path in (shard.repaired, shard.segmented, shard.extracted):
                for one in (path, shards.rejects_of(path)):
                    with contextlib.suppress(FileNotFoundError):
                        os.utime(one)

    def remember(self, version: Version) -> None:
        """Note which version this input and config made."""
        self.memory.write_text(json.dumps({"version": version.name}), encoding="utf-8")


def plan(config: Config, cache: Path, models: Mapping[str, str], read: Read) -> Plan:
    """Return the shards that hold documents, in order of doc_id, with the places of their artifacts in the cache."""
    places = []
    for number, digests in read.digests.items():
        repaired = shards.key(
            "repair",
            shards.code_version("read"),
            shards.code_version("repair"),
            config.limits.digest(),
            config.repair.digest(),
            json.dumps(plugins.fingerprints(config.repair.steps)),
            *digests,
        )
        segmented = shards.key("segment", shards.code_version("segment"), config.segment.digest(), repaired)
        extracted = shards.key(
            "extract",
            shards.code_version("extract"),
            config.extract.digest(),
            json.dumps(dict(models), sort_keys=True),
            segmented,
        )
        tables = shards.key("tabulate", shards.code_version("dataset"), extracted)
        places.append(
            Shard(
                number,
                cache / "repair" / f"{repaired}.arrow",
                cache / "segment" / f"{segmented}.arrow",
                cache / "extract" / f"{extracted}.arrow",
                cache / "tabulate" / tables,
                len(digests),
            )
        )
    facts = sorted(repr(item) for item in (*read.files, *read.rejects))
    settings = json.dumps([config.dataset, config.output.part_rows, config.check.model_dump()])
    key = shards.key("version", shards.code_version("dataset"), settings, *facts, *(place.tables.name for place in places))
    memory = cache / "versions" / f"{key}.json"
    return Plan(read, tuple(places), _published(config.output.path / config.dataset, memory), memory)


def _published(root: Path, memory: Path) -> Version | None:
    with contextlib.suppress(OSError, ValueError, KeyError):
        name = json.loads(memory.read_text(encoding="utf-8"))["version"]
        if store.is_settled(root, name):
            return Version(root.name, name, str(root / "versions" / name), created=False)
    return None
