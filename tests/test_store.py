"""Store: a version appears all at once, one writer at a time, and damage is seen."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from parquetry import open_dataset
from parquetry.dataset.verify import verify
from parquetry.errors import LockedError, StorageError, UnknownNameError
from parquetry.publish import manifest, staging, store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copy(published: Path, tmp_path: Path) -> Path:
    shutil.copytree(published, tmp_path / "raw", symlinks=True)
    return tmp_path / "raw"


def current(root: Path) -> Path:
    return store.resolve(root)


def test_the_name_is_the_hash_of_the_data(version: Path) -> None:
    assert manifest.version_name(manifest.data_files(version)) == version.name


def test_latest_json_says_what_the_link_says(published: Path) -> None:
    assert json.loads((published / "latest.json").read_text())["version"] == store.current(published)
    assert str((published / "current").readlink()) == f"versions/{store.current(published)}"


def test_published_files_can_be_read_by_all_and_state_by_its_owner(published: Path) -> None:
    for path in [published, *published.rglob("*")]:
        wanted = 0o755 if path.is_dir() else 0o644
        assert stat.S_IMODE(path.stat().st_mode) & wanted == wanted, path


def test_where_links_do_not_exist_latest_json_is_enough(copy: Path) -> None:
    name = store.current(copy)
    (copy / "current").unlink()
    assert store.current(copy) == name
    assert open_dataset(copy, "documents").count_rows() > 0


def test_only_data_files_lie_in_a_tables_folder(version: Path) -> None:
    for folder in (version / "data").iterdir():
        assert all(path.suffix == ".parquet" for path in folder.iterdir())


def test_unknown_names_are_said_with_the_known_ones(published: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="sentences"):
        open_dataset(published, "sentence")
    with pytest.raises(UnknownNameError, match="current"):
        open_dataset(published, "sentences", version="v-000000000000")
    with pytest.raises(StorageError, match="no dataset"):
        open_dataset(tmp_path, "sentences")


def test_one_writer_at_a_time_and_the_second_is_told_who(tmp_path: Path) -> None:
    root = tmp_path / "set"
    hold = f"""import sys; from pathlib import Path; from parquetry.publish import store
with store.lock(Path({str(root)!r})): print('held', flush=True); sys.stdin.read()"""
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match=f"process {process.pid}"), store.lock(root):
            pass
        process.kill()
    with store.lock(root):
        pass


@pytest.mark.slow
def test_who_looks_at_the_lock_takes_nothing_from_who_wants_it(tmp_path: Path) -> None:
    root = tmp_path / "set"
    code = f"""from pathlib import Path; from parquetry.publish import store
while True: store.lock_owner(Path({str(root)!r}))"""
    with store.lock(root):
        assert f"process {os.getpid()} " in (store.lock_owner(root) or "")
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        for _ in range(3000):
            with store.lock(root):
                pass
        process.kill()


def test_a_part_of_the_current_version_is_linked_and_any_other_is_copied(tmp_path: Path) -> None:
    name = "data/blocks/b-01234567.parquet"
    for folder in ("leaf", "version"):
        (tmp_path / folder / name).parent.mkdir(parents=True)
        (tmp_path / folder / name).write_bytes(b"the same")
    staging.place(tmp_path / "leaf" / name, tmp_path / "linked", name, tmp_path / "version")
    staging.place(tmp_path / "leaf" / name, tmp_path / "copied", name, None)
    inode = (tmp_path / "version" / name).stat().st_ino
    assert (tmp_path / "linked" / name).stat().st_ino == inode
    assert (tmp_path / "copied" / name).read_bytes() == b"the same"
    assert (tmp_path / "copied" / name).stat().st_ino not in {inode, (tmp_path / "leaf" / name).stat().st_ino}


def test_the_tree_of_the_manifest_has_another_digest_where_a_part_differs_and_only_there() -> None:
    def files(changed: str = "") -> list[manifest.Entry]:
        paths = [f"data/blocks/b{bits}-{'0' * 8}.parquet" for bits in ("00", "01", "1")]
        return [{"path": path, "bytes": 1, "sha256": "1" * 64 if path == changed else "0" * 64} for path in paths]

    before, after = manifest.tree(files()), manifest.tree(files("data/blocks/b01-00000000.parquet"))
    assert manifest.listed({"tree": before}) == files()
    assert before["digest"] != after["digest"]
    differing = [
        one["leaf"]
        for old, new in zip(before["groups"], after["groups"], strict=True)
        for one, other in zip(old["leaves"], new["leaves"], strict=True)
        if one["digest"] != other["digest"]
    ]
    assert differing == ["b01"]


def test_a_failed_publish_leaves_the_old_version_current(
    copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = store.current(copy)
    staged = tmp_path / "staged"
    shutil.copytree(current(copy), staged)
    monkeypatch.setattr(store, "sync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(StorageError, match="still current"):
        store.publish(staged, copy, "v-0123456789ab")
    assert store.current(copy) == before
    assert store.versions(copy) == [before]


def test_a_flipped_bit_anywhere_is_named(copy: Path) -> None:
    chance = random.Random(7)  # noqa: S311 (no secret)
    folder = current(copy)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for _ in range(60):
        path = chance.choice(files)
        whole = path.read_bytes()
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        assert path.relative_to(folder).as_posix() in {name for name, _ in verify(folder).damaged}
        path.write_bytes(whole)
    assert verify(folder).sound


def test_truncated_missing_and_foreign_files_are_named(copy: Path) -> None:
    folder = current(copy)
    (path,) = (folder / "data" / "blocks").iterdir()
    name = f"data/blocks/{path.name}"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert [name for name, _ in verify(folder).damaged] == [name]
    path.unlink()
    assert [what for _, what in verify(folder).damaged] == ["is missing"]
    path.write_bytes(whole)
    (folder / "data" / "blocks" / "extra.parquet").write_bytes(whole)
    assert [what for _, what in verify(folder).damaged] == ["is not in the manifest"]
