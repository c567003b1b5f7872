"""Forgetting: remove documents from all that is known of a dataset: versions, exports, cache, staging, Prefect's data.

The order makes it safe to be killed at any step: tombstones first, so that no run publishes the documents again; the old
versions last, so that the same command finds them again and goes on.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from parquetry.dataset import forget as versions
from parquetry.errors import ConfigError
from parquetry.execution import artifacts, own_checks, shared_cache
from parquetry.execution.cached_documents import traces
from parquetry.export import known
from parquetry.publish import forgotten, push, store
from parquetry.publish.staging import staging
from parquetry.read import object_store
from parquetry_flows.running import cache_cleanup, credentials, stamps, state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from parquetry.check.user_suites import UserSuite
    from parquetry.config import Config
    from parquetry.dataset.forget import Found, Place, Wanted
    from parquetry.execution.cached_documents import Trace
    from parquetry.export.known import Cleansed
    from parquetry.model.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was forgotten, or would be: the documents, versions as old name -> new name, artifacts, exports.

    `shared` is the number of objects in the shared cache, all of which go: which of them hold the documents could only be
    told by reading each. `elsewhere` lists what cannot be reached from here and may hold the documents.
    """

    documents: tuple[Place, ...]
    files: tuple[str, ...]
    versions: dict[str, str]
    artifacts: int
    shared: int
    exports: tuple[Cleansed, ...]
    elsewhere: tuple[str, ...]


def forget(config: Config, wanted: Wanted, *, dry_run: bool = False) -> Outcome:
    """Remove what is wanted from everything known of the dataset, and leave tombstones.

    The input is not touched: a document that is still there is rejected as `forgotten` by the next run.

    Raises:
        ConfigError: nothing known of the dataset has it, or a check of the user's own cannot be loaded.
        LockedError: a run, or `parquetry serve`, uses the dataset or its state.
        DamageError, CheckError: see `parquetry.dataset.forget.replace_versions`; nothing is removed.
        StorageError: the file system or the object store refused; what is left to do is done by forgetting again.
    """
    root, state = config.output.path / config.dataset, config.run.state
    suites = own_checks.load(config).suites  # before anything is changed: the package of a plugin may be gone
    # `serve` too: its server has names of files in its database, and would write them again.
    serving = state_folder.state_lock(state, "serve", alone=True)
    # The store's credentials before all else: without them a document would be gone here and stay there.
    keys = credentials.given(config.run.credentials)
    with state_folder.private(), store.lock(root), state_folder.state_lock(state, alone=True), serving, keys:
        held = _search(config, wanted)
        return _outlook(config, held) if dry_run else _remove(config, wanted, held, suites)


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held of the documents: where they stand, the artifacts that go, and their digests in the cache."""

    found: Found
    artifacts: list[Path]
    digests: frozenset[str]


def _search(config: Config, wanted: Wanted) -> _Held:
    """Return what is known of the documents, in versions and in the cache.

    Raises:
        ConfigError: nothing is.
    """
    root = config.output.path / config.dataset
    tombstones = forgotten.read(root)
    held = {path: _traces(path) for path in _artifacts(config.run.state)}
    found = versions.find(root, wanted, tombstones, _digests(held.values(), wanted))
    doomed = [path for path, traces_ in held.items() if traces_ is None or _holds(traces_, wanted, found, tombstones)]
    # An empty name is nobody's; what cannot be read of the cache would go all the same.
    named = wanted.name or wanted.entity
    if not named or (not found.versions and not any(held[path] for path in doomed)):
        what = f"entity {wanted.entity}" if wanted.entity else wanted.name or "no name"
        message = f"nothing known of {root} has {what}; name a doc_id, a source_path, or --entity with an entity_id"
        raise ConfigError(message)
    return _Held(found, doomed, _digests((held[path] for path in doomed), wanted))


def _outlook(config: Config, held: _Held) -> Outcome:
    """Return what forgetting would remove."""
    return Outcome(
        held.found.documents,
        tuple(sorted(held.found.files)),
        dict.fromkeys(held.found.versions, ""),
        len(held.artifacts),
        _shared(config, lambda url: len(shared_cache.names(url))),
        (),
        _elsewhere(config),
    )


def _remove(config: Config, wanted: Wanted, held: _Held, suites: tuple[UserSuite, ...]) -> Outcome:
    """Remove what is held, in the order that makes it safe to be killed at any step."""
    root, state = config.output.path / config.dataset, config.run.state
    date = versions.bury(root, held.found, held.digests)
    with staging(root, state) as folder:
        names = versions.replace_versions(root, held.found, folder, date, config.output.part_rows, suites)
    exports = known.cleanse(root, names)
    _in_store(config, root, names)
    _clean_state(state, held.artifacts, _words(held.found, wanted))
    shared = _shared(config, shared_cache.empty)
    versions.remove_versions(root, names)
    files = tuple(sorted(held.found.files))
    return Outcome(held.found.documents, files, names, len(held.artifacts), shared, tuple(exports), _elsewhere(config))


def _shared(config: Config, count: Callable[[str], int]) -> int:
    """Return what is counted at the URL of the shared cache; 0 where there is none."""
    url = config.run.shared_cache
    return count(url) if url is not None else 0


def _artifacts(state: Path) -> list[Path]:
    return [path for part in cache_cleanup.STAGES for path in sorted((state / "cache" / part).glob("*"))]


def _traces(artifact: Path) -> set[Trace] | None:
    """Return what an artifact holds; null for one that is damaged, and may hold anything."""
    try:
        return traces(artifact)
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None


def _digests(held: Iterable[set[Trace] | None], wanted: Wanted) -> frozenset[str]:
    """Return the digests of the documents that are named and lie in the cache, perhaps in no version."""
    return frozenset(
        trace.source_sha256
        for traces_ in held
        for trace in traces_ or ()
        if trace.source_sha256 is not None and wanted.matches(trace.doc_id or "", trace.source_path or "")
    )


def _holds(found_traces: set[Trace], wanted: Wanted, found: Found, tombstones: Tombstones) -> bool:
    """Tell whether an artifact holds anything of what is forgotten."""
    ids = {place.doc_id for place in found.documents}
    digests = {place.source_sha256 for place in found.documents}
    return any(
        trace.doc_id in ids
        or trace.source_sha256 in digests
        or _is_named(trace, wanted, found)
        or (trace.source_sha256 is not None and tombstones.date(trace.source_sha256) is not None)
        for trace in found_traces
    )


def _is_named(trace: Trace, wanted: Wanted, found: Found) -> bool:
    """Tell whether the path of a document, or of its file, or its id are among what is to be forgotten."""
    path = trace.source_path or ""
    return path.partition("!/")[0] in found.files or wanted.matches(trace.doc_id or "", path)


def _words(found: Found, wanted: Wanted) -> list[bytes]:
    """Return by what words other files of the state would speak of the documents."""
    words = {wanted.name or "", *found.files, *(place.doc_id for place in found.documents)}
    return [word.encode() for word in sorted(words) if word]


def _clean_state(state: Path, doomed: Iterable[Path], words: list[bytes]) -> None:
    """Remove artifacts, what interrupted runs left, Prefect's own data, and entries of the history with such words."""
    for path in doomed:
        artifacts.remove(path)
    for path in cache_cleanup.leftovers(state):
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    # Names of files, with digests; the next run hashes what it finds.
    shutil.rmtree(state / stamps.FOLDER, ignore_errors=True)
    # Its database has tables of rejects, with names of files and details.
    shutil.rmtree(state / "prefect", ignore_errors=True)
    for path in (state / "runs").glob("*.json"):
        text = path.read_bytes()
        if any(word in text for word in words):
            path.unlink()


def _in_store(config: Config, root: Path, names: dict[str, str]) -> None:
    """Copy the current version to the object store, if there is one, and remove there what others stand for now."""
    if config.output.url is None:
        return
    url = object_store.within(config.output.url, config.dataset)
    if store.current(root) is not None:
        push.push(store.resolve(root), url, config.dataset)
    push.remove(url, [name for name, new in names.items() if new != name])


def _elsewhere(config: Config) -> tuple[str, ...]:
    """Return what may hold the documents and is not reached from here."""
    out = [f"the input {config.input.url or config.input.path}: remove the document there"]
    if os.environ.get("PREFECT_API_URL"):
        out.append(f"the server of Prefect at {os.environ['PREFECT_API_URL']}: its lists of rejects name files")
    if config.run.lineage is not None:
        out.append(f"{config.run.lineage}: events of lineage name the dataset and its versions")
    # A dataset does not know who wrote it: with --dataset alone the cache of its runs may be another.
    out.append(f"caches in other state folders than {config.run.state}: forget there with --config or --state")
    return (*out, "backups and snapshots of these folders, and copies made by others")
