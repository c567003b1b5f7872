"""Verification: whether a published version is sound, and whether its input still makes the same bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from parquetry.dataset import verify as checking
from parquetry.errors import DamageError
from parquetry_flows.running import run

if TYPE_CHECKING:
    from pathlib import Path

    from parquetry.config import Config
    from parquetry.dataset.verify import Verified
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


def verify(version: Path, config: Config | None = None) -> Verification:
    """Return what verifying a version finds; with a config a sound one is also rebuilt from its input and compared.

    Raises:
        ConfigError: the version is of another dataset than the config's.
    """
    checked = checking.verify(version)
    # Rebuilding costs as much as a first run: it is done only when asked for.
    rebuilt = run.rebuild(config, version) if config is not None and checked.sound else None
    return Verification(version.name, checked, rebuilt)
