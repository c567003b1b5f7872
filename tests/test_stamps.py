"""Stamps: what `[input] trust = "stat"` hashes again, and what it does not."""

from __future__ import annotations

import hashlib
import os
import time
from typing import TYPE_CHECKING

import pytest

from parquetry.config import Config
from parquetry.model.documents import FileStats
from parquetry_flows.running import input_files, stamps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD = time.time() - 86_400


def write(path: Path, text: str) -> None:
    """Write a file that was changed yesterday, as far as its own times say; the inode's is always now."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (OLD, OLD))


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    # The time of an inode cannot be set: files are as settled as they would be in two minutes.
    monkeypatch.setattr(stamps, "SETTLED_SECONDS", -60)
    write(tmp_path / "raw" / "a.txt", "One.")
    write(tmp_path / "raw" / "b.txt", "Two.")
    return Config.model_validate(
        {"input": {"path": tmp_path / "raw", "trust": "stat"}, "run": {"state": tmp_path / "state"}}
    )


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What was hashed since it was last asked."""
    names: list[str] = []
    plain = input_files.sha256_of

    def noted(path: bytes) -> str | None:
        names.append(os.path.basename(path).decode())  # noqa: PTH119 (bytes)
        return plain(path)

    monkeypatch.setattr(input_files, "sha256_of", noted)

    def take() -> list[str]:
        taken = sorted(names)
        names.clear()
        return taken

    return take


def test_a_file_with_the_same_stamp_is_not_hashed_again(config: Config, hashed: Callable[[], list[str]]) -> None:
    first = input_files.look(config)
    assert hashed() == ["a.txt", "b.txt"]
    assert input_files.look(config).digest() == first.digest()
    assert hashed() == []
    # The same size and the same time of the content, as `cp -p` leaves them: the inode tells.
    write(config.input.path / "b.txt", "Too.")
    second = input_files.look(config)
    assert hashed() == ["b.txt"]
    assert second.hashes == {
        b"a.txt": hashlib.sha256(b"One.").hexdigest(),
        b"b.txt": hashlib.sha256(b"Too.").hexdigest(),
    }


def test_bytes_are_trusted_alone_unless_the_config_says_otherwise(
    config: Config, hashed: Callable[[], list[str]], tmp_path: Path
) -> None:
    plain = Config.model_validate({"input": {"path": config.input.path}, "run": {"state": tmp_path / "state"}})
    for _ in range(2):
        assert input_files.look(plain).digest() == input_files.look(config).digest()
        assert {"a.txt", "b.txt"} <= set(hashed())
    assert all(not file.stamp for file in input_files.look(plain).found)


def test_a_file_that_changed_just_now_is_hashed_again(
    config: Config, hashed: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "SETTLED_SECONDS", 60)
    for _ in range(2):
        input_files.look(config)
        # Another change within the same tick of the clock would leave no trace.
        assert hashed() == ["a.txt", "b.txt"]


@pytest.mark.parametrize("harm", ["missing", "damaged", "of another folder"])
def test_stamps_that_are_of_no_use_cost_a_hash(
    harm: str, config: Config, hashed: Callable[[], list[str]], tmp_path: Path
) -> None:
    input_files.look(config)
    if harm == "missing":
        stamps.path_of(config).unlink()
    elif harm == "damaged":
        stamps.path_of(config).write_bytes(b"PAR1 no more")
    else:
        (config.input.path).rename(tmp_path / "moved")
        config = config.model_copy(update={"input": config.input.model_copy(update={"path": tmp_path / "moved"})})
    hashed()
    input_files.look(config)
    assert hashed() == ["a.txt", "b.txt"]


def test_a_store_whose_objects_are_known_by_their_stamps_need_not_be_read(config: Config) -> None:
    store = config.input.model_copy(update={"url": f"file://{config.input.path}"})
    config = config.model_copy(update={"input": store})
    looked = input_files.look(config)
    assert looked.hashes is None
    files = [FileStats(file.source_path, file.path_bytes, file.size, "ab" * 32, None, 1) for file in looked.found]
    input_files.note_read(config, looked, files)
    again = input_files.look(config)
    assert again.digest() == input_files.digest_read(files, [], looked, by_stamp=True)
    # Without stamps nothing can be compared before all is read.
    assert input_files.digest_read(files, [], looked, by_stamp=False) is None
    write(config.input.path / "a.txt", "Longer than before.")
    assert input_files.look(config).hashes is None


def test_files_are_hashed_in_parts(config: Config, hashed: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("c.txt", "d.txt", "e.txt"):
        write(config.input.path / name, name)
    monkeypatch.setattr(input_files, "FILES_AT_ONCE", 2)
    digests = input_files.look(config).hashes or {}
    assert hashed() == [f"{letter}.txt" for letter in "abcde"]
    assert [digests[f"{letter}.txt".encode()] for letter in "cde"] == [
        hashlib.sha256(f"{letter}.txt".encode()).hexdigest() for letter in "cde"
    ]
