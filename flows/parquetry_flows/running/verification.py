"""Verification: whether a published version is sound, and whether its input still makes the same bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from parquetry.dataset import verify as checking
from parquetry.dataset.verify_leaf import SoundLeaves
from parquetry.errors import DamageError, StorageError
from parquetry.execution import executors
from parquetry.publish import manifest
from parquetry_flows.running import run

if TYPE_CHECKING:
    from pathlib import Path

    from parquetry.config import Config
    from parquetry.dataset.verify import Verified
    from parquetry_flows.running.progress import Progress
    from parquetry_flows.running.run import Rebuilt


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a version found; `rebuilt` is null where it was not built again."""

    version: str
    checked: Verified
    rebuilt: Rebuilt | None

    def as_json(self) -> dict[str, Any]:
        """Return the values for JSON."""
        rebuilt = asdict(self.rebuilt) | {"same": self.rebuilt.same} if self.rebuilt else None
        return {"version": self.version, "sound": self.checked.sound, **asdict(self.checked), "rebuilt": rebuilt}

    def refuse_damage(self) -> None:
        """Return only if nothing is damaged and a rebuilt version has the same bytes.

        Raises:
            DamageError: something is; the message lists the files and the reasons.
        """
        # Damage first: a damaged version is not rebuilt, and has nothing to compare.
        if not self.checked.sound:
            lines = [f"  {path}: {what}" for path, what in self.checked.damaged]
            lines += [f"  {finding.table}.{finding.check}: {finding.detail}" for finding in self.checked.findings]
            raise DamageError("\n".join([f"{self.version} is damaged:", *lines]))
        if self.rebuilt is not None and not self.rebuilt.same:
            lines = [f"  {path}" for path in self.rebuilt.files]
            # Same input, same code, other bytes: the promise of this project is broken.
            why = self.rebuilt.why or ("input, config, code and models are the same: this is a bug of ours",)
            reasons = [f"  {reason}" for reason in why]
            raise DamageError("\n".join([f"{self.version} rebuilt has other bytes in:", *lines, "because:", *reasons]))


def check(version: Path, workers: int, resume: Path | None, progress: Progress) -> Verified:
    """Return what checking a version found, its leaves side by side where several workers may be had.

    Leaves that the file `resume` notes as sound are passed over, and others found sound are noted there.

    Raises:
        StorageError: the file cannot be read or written.
    """
    noted = _noted(resume)
    try:
        leaves = manifest.leaves(manifest.read(version)["content"])
    # Said by the check itself, as damage of the version.
    except DamageError:
        leaves = []
    progress.begin("verify", sum(file["bytes"] for leaf in leaves for file in leaf.files), len(leaves), "leaves")

    def count(leaf: manifest.Leaf) -> None:
        """Show that a leaf is done."""
        progress.advance(sum(file["bytes"] for file in leaf.files), 1)

    # A process takes half a second to start: one leaf is checked in this one.
    if min(workers, len(leaves)) < 2:  # noqa: PLR2004 (one worker is this process)
        return checking.verify(version, noted=noted, progress=count)
    with executors.executor(min(workers, len(leaves))) as pool:
        return checking.verify(version, pool=pool, noted=noted, progress=count)


def _noted(resume: Path | None) -> SoundLeaves | None:
    """Return the leaves that a file notes as sound; null where no file is named."""
    if resume is None:
        return None
    try:
        # Now, and not after the first leaf: an hour later is late to say that the disk is read-only.
        resume.touch()
        # A device may have no end.
        if resume.is_file():
            return SoundLeaves(resume)
        problem = "no file"
    except OSError as error:
        problem = error.strerror or type(error).__name__
    message = f"--resume {resume}: {problem}; name a file that can be written"
    raise StorageError(message)


def verification(version: Path, checked: Verified, config: Config | None = None) -> Verification:
    """Return what was checked, with what building a sound version again from its input gives where a config is given.

    Raises:
        ConfigError: the version is of another dataset than the config's.
    """
    # Rebuilding costs as much as a first run: it is done only when asked for.
    rebuilt = run.rebuild(config, version) if config is not None and checked.sound else None
    return Verification(version.name, checked, rebuilt)
