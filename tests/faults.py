"""Publish a staged version again and again, each time with one system call that fails or kills; print what each led to.

python faults.py <dataset> <folder>      prints a JSON list of [call, number, fault, how it ended]

`dataset` has one published version; each trial gets a copy of it, as its old version, and publishes a changed one.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from parquetry.errors import StorageError
from parquetry.publish import manifest, store

CALLS = ("fsync", "rename", "replace", "symlink", "chmod", "mkdir", "unlink", "fchmod", "open")
MOST = 60


def staged(version: Path, folder: Path) -> tuple[Path, str]:
    """A version to be published that differs from the one given: it lacks the rejects."""
    shutil.copytree(version, folder)
    content = manifest.read(folder)
    shutil.rmtree(folder / "data" / "rejects")
    name = manifest.version_name(manifest.data_files(folder))
    manifest.write(
        folder, {key: value for key, value in content["content"].items() if key not in {"files", "tree"}}, content["run"]
    )
    return folder, name


def tripped(call: str, number: int, fault: str) -> list[int]:
    """Let the n-th use of a system call fail, or kill this process; return the count of uses."""
    real = getattr(os, call)
    count = [0]

    def tripping(*args: object, **kwargs: object) -> object:
        count[0] += 1
        if count[0] == number:
            if fault == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(getattr(errno, fault), os.strerror(getattr(errno, fault)))
        return real(*args, **kwargs)

    setattr(os, call, tripping)
    return count


def trial(dataset: Path, folder: Path, call: str, number: int, fault: str) -> str:
    """Publish in a child with one fault; return how it ended, or `unreached` where the call is not made so often."""
    root = folder / "set"
    shutil.copytree(dataset, root, symlinks=True)
    old = store.current(root)
    # Beside versions a dataset may hold what is known of its exports, tags and the like: only what is new is left over.
    before = {path.name for path in root.iterdir()} | {"current", "latest.json", "versions"}
    stage, new = staged(store.resolve(root), folder / "staged")
    if (child := os.fork()) == 0:
        count = tripped(call, number, fault)
        try:
            store.publish(stage, root, new)
        except StorageError:
            os._exit(5)
        os._exit(0 if count[0] >= number else 9)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == 9:
        return "unreached"
    for name in {store.current(root), store._latest(root)}:  # noqa: SLF001 (what a reader without links sees)
        if name not in {old, new} or list(manifest.damage(root / "versions" / str(name))):
            return f"TORN: {name}"
    if not stage.exists():
        stage, _ = staged(root / "versions" / str(old), folder / "again")
    again = store.publish(stage, root, new)
    if {store.current(root), store._latest(root), again.name} != {new} or list(manifest.damage(root / "versions" / new)):  # noqa: SLF001
        return "NOT REPAIRED"
    left = [path.name for path in root.iterdir() if path.name not in before]
    return f"LEFT {left}" if left else str(code)


def main(dataset: Path, folder: Path) -> None:
    """Try every call, each use of it, each fault."""
    said = []
    for call in CALLS:
        for fault in ("kill", "EIO", "ENOSPC"):
            for number in range(1, MOST):
                trial_folder = folder / f"{call}-{fault}-{number}"
                trial_folder.mkdir()
                ended = trial(dataset, trial_folder, call, number, fault)
                shutil.rmtree(trial_folder)
                if ended == "unreached":
                    break
                said.append([call, number, fault, ended])
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
