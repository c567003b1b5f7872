"""Finding: globs as everyone means them, nothing followed, nothing of our own taken for input, litter set apart."""

from __future__ import annotations

import logging
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from parquetry import read
from parquetry.config import Config, Input, Output, RunSettings
from parquetry.errors import ConfigError
from parquetry.model.dataset import Reject
from parquetry.model.documents import Source
from parquetry.read.globs import compiled
from parquetry.read.litter import FILES, FOLDERS, SIGNATURE, TAG, is_litter
from parquetry_flows.running import state_folder

if TYPE_CHECKING:
    from pathlib import Path

TREE = ("1.txt", "letters/1.txt", "letters/a/2.txt", "letters/a/b/3.txt", "other/letters/5.txt", "other/6.md")


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Some words.\n", encoding="utf-8")


def paths(config: Input, *own: Path) -> list[str]:
    return [entry.source_path for entry in read.find(config, own) if not entry.skipped]


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("letters/**/*.txt", {"letters/1.txt", "letters/a/2.txt", "letters/a/b/3.txt"}),
        ("letters/**", {"letters/1.txt", "letters/a/2.txt", "letters/a/b/3.txt"}),
        ("letters/*", {"letters/1.txt"}),
        ("/letters/", {"letters/1.txt", "letters/a/2.txt", "letters/a/b/3.txt"}),
        ("letters", {"letters/1.txt", "letters/a/2.txt", "letters/a/b/3.txt", "other/letters/5.txt"}),
        ("**/letters/**", {"letters/1.txt", "letters/a/2.txt", "letters/a/b/3.txt", "other/letters/5.txt"}),
        ("/*.txt", {"1.txt"}),
        ("./1.txt", {"1.txt"}),
        ("*.md", {"other/6.md"}),
        ("letters/a/**/3.txt", {"letters/a/b/3.txt"}),
        ("**/a/*.txt", {"letters/a/2.txt"}),
        ("[!1].txt", {"letters/a/2.txt", "letters/a/b/3.txt", "other/letters/5.txt"}),
        ("other/**/?.txt", {"other/letters/5.txt"}),
        ("**", set(TREE)),
        ("**/*", set(TREE)),
    ],
)
def test_globs_are_anchored_and_two_stars_are_any_depth(tmp_path: Path, pattern: str, matched: set[str]) -> None:
    write(tmp_path, *TREE)
    assert set(paths(Input(path=tmp_path, include=(pattern,)))) == matched
    left = set(TREE) - matched
    if left:
        assert set(paths(Input(path=tmp_path, exclude=(pattern,)))) == left


def test_a_class_never_matches_a_slash_and_a_bad_range_is_a_config_error() -> None:
    assert not compiled("a[!b]c").match("a/c")
    assert compiled("a[]]c").match("a]c")
    assert compiled("a[b").match("a[b")
    with pytest.raises(ConfigError, match="no valid glob"):
        compiled("[z-a].txt")


def test_names_and_patterns_match_in_either_normal_form(tmp_path: Path) -> None:
    write(tmp_path, "cafe\u0301/1.txt")
    assert paths(Input(path=tmp_path, include=("caf\u00e9/*",))) == ["cafe\u0301/1.txt"]


def test_a_pattern_that_matches_nothing_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, "1.txt")
    with caplog.at_level(logging.WARNING, "parquetry"):
        read.find(Input(path=tmp_path, include=("*.txt", "*.text"), exclude=("privat/**",)))
    assert [record.getMessage() for record in caplog.records] == [
        "[input] include: '*.text' matches no file",
        "[input] exclude: 'privat/**' matches no file",
    ]


def test_output_and_state_are_never_input(tmp_path: Path) -> None:
    write(
        tmp_path,
        "1.txt",
        "out/raw/versions/v-1/data/documents/x.txt",
        ".parquetry/lock",
        "old/versions/v-2/y.txt",
        "z/2.txt",
        "y/3.txt",
    )
    (tmp_path / "old" / "current").symlink_to("versions/v-2")  # another dataset, known by its layout
    (tmp_path / "y" / "current").symlink_to("versions/v-3")  # none: it has no versions
    config = Config(
        dataset="raw",
        input=Input(path=tmp_path),
        output=Output(path=tmp_path / "out"),
        run=RunSettings(state=tmp_path / ".parquetry"),
    )
    entries = read.find(config.input, config.own_folders)
    assert [entry.source_path for entry in entries if not entry.skipped] == ["1.txt", "y/3.txt", "z/2.txt"]


def test_an_output_above_the_input_hides_nothing_of_it(tmp_path: Path) -> None:
    write(tmp_path, "raw/1.txt", "here/2.txt")
    config = Config(dataset="here", input=Input(path=tmp_path / "raw"), output=Output(path=tmp_path))
    assert paths(config.input, *config.own_folders) == ["1.txt"]
    inside = Config(dataset="here", input=Input(path=tmp_path / "here"), output=Output(path=tmp_path))
    with pytest.raises(ConfigError, match="which this run writes to"):
        read.find(inside.input, inside.own_folders)


def test_litter_and_hidden_files_have_a_row_that_says_so(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", ".git/config", "~$a.docx", ".a.txt.swp", "a.txt~", ".DS_Store", ".notes/b.txt", ".c.txt")
    found = {entry.source_path: entry.skipped for entry in read.find(Input(path=tmp_path))}
    assert found == {
        "a.txt": "",
        ".git": "litter",
        "~$a.docx": "litter",
        ".a.txt.swp": "litter",
        "a.txt~": "litter",
        ".DS_Store": "litter",
        ".notes": "hidden",
        ".c.txt": "hidden",
    }
    assert paths(Input(path=tmp_path, hidden=True)) == [".c.txt", ".notes/b.txt", "a.txt"]


def test_a_folder_tagged_as_a_cache_is_litter_by_the_beginning_of_its_tag(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    for name, tag in (("state", SIGNATURE + b"\n# of some program"), ("mine", b"my own notes"), ("plain", None)):
        (texts / name).mkdir(parents=True)
        (texts / name / "a.txt").write_bytes(b"text")
        if tag is not None:
            (texts / name / TAG).write_bytes(tag)
    with state_folder.state_lock(texts / "ours"):  # the state of another project in the same folder
        found = {file.source_path: file.skipped for file in read.find(Input(path=texts))}
    assert found == {"mine/a.txt": "", f"mine/{TAG}": "", "ours": "litter", "plain/a.txt": "", "state": "litter"}


def test_every_row_of_litter_matches_its_example() -> None:
    for rows, folder in ((FILES, False), (FOLDERS, True)):
        for row in rows:
            assert is_litter(os.fsencode(row.example), folder=folder), row
    assert not any(is_litter(name, folder=False) for name in (b"letter.txt", b"~letter.txt", b"a#b#.txt", b"swp.txt"))


def test_folders_nested_a_thousand_deep_are_found_and_read(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1_100):
        os.mkdir("d", dir_fd=descriptor)
        inner = os.open("d", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    with os.fdopen(os.open("deep.txt", os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=descriptor), "w") as file:
        file.write("At the bottom.\n")
    os.close(descriptor)
    config = Input(path=tmp_path)
    try:
        (entry,) = read.find(config)
        assert entry.path_bytes == b"d/" * 1_100 + b"deep.txt"
        assert [item.data for item in read.read(entry, config) if isinstance(item, Source)] == [b"At the bottom.\n"]
    finally:  # Python's rmtree, which pytest cleans up with, is recursive
        subprocess.run(["rm", "-r", tmp_path / "d"], check=True)


@pytest.mark.parametrize("swapped", ["file", "folder"])
def test_what_is_swapped_for_a_link_after_it_was_found_is_never_followed(tmp_path: Path, swapped: str) -> None:
    inside, secret = tmp_path / "in", tmp_path / "secret"
    write(inside, "sub/a.txt")
    write(secret, "a.txt")
    (secret / "a.txt").write_text("The secret outside.\n", encoding="utf-8")
    config = Input(path=inside)
    (entry,) = read.find(config)
    (inside / "sub" / "a.txt").unlink()
    if swapped == "file":
        (inside / "sub" / "a.txt").symlink_to(secret / "a.txt")
    else:
        (inside / "sub").rmdir()
        (inside / "sub").symlink_to(secret)
    items = list(read.read(entry, config))
    assert [item.reason for item in items if isinstance(item, Reject)] == ["link"]
    assert not [item for item in items if isinstance(item, Source)]


def test_a_link_that_is_turned_outside_after_it_was_found_gives_what_it_led_to(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    write(inside, "a.txt")
    write(tmp_path, "secret.txt")
    (inside / "alias.txt").symlink_to("a.txt")
    config = Input(path=inside, include=("alias.txt",))
    (entry,) = read.find(config)
    (inside / "alias.txt").unlink()
    (inside / "alias.txt").symlink_to(tmp_path / "secret.txt")
    assert [item.data for item in read.read(entry, config) if isinstance(item, Source)] == [b"Some words.\n"]


def test_a_folder_that_cannot_be_listed_keeps_its_row_whatever_is_included(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "shut/b.txt")
    (tmp_path / "shut").chmod(0)
    try:
        if os.access(tmp_path / "shut", os.R_OK):
            pytest.skip("this user lists everything")
        found = {entry.source_path: entry.skipped for entry in read.find(Input(path=tmp_path, include=("*.txt",)))}
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert found == {"a.txt": "", "shut": "unreadable"}
