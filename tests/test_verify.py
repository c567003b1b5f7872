"""Verifying leaf by leaf: each leaf is checked, side by side too, and a check that was stopped goes on where it was."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import small_version
from command import parquetry_here

from parquetry.dataset import verify as checking
from parquetry.dataset.verify_leaf import SoundLeaves
from parquetry.errors import StorageError
from parquetry.publish import manifest, store
from parquetry_flows.running import progress, verification

LEAVES = ("b0", "b10", "b11")


def document(number: int, text: str, **values: Any) -> dict[str, Any]:
    """A row of `documents`: number 0, 8 and 12 are in the three leaves."""
    doc_id = f"{number:x}" + "0" * 31
    return {"doc_id": doc_id, "source_path": f"{number}.txt", "text": text, "chars": len(text), **values}


def publish(root: Path, documents: list[dict[str, Any]], **rows: list[dict[str, Any]]) -> Path:
    """Publish documents of empty texts, with the rows of `sources` that they need, in three leaves."""
    sources = [
        {"source_path": row["source_path"], "outcome": "processed", "documents": 1, "records": 1} for row in documents
    ]
    return small_version.publish(root, {"documents": documents, "sources": sources, **rows}, leaves=LEAVES)


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """A sound version of three documents in three leaves."""
    return publish(tmp_path / "set", [document(number, "") for number in (0, 8, 12)])


def part(version: Path, table: str, label: str) -> Path:
    """The part of a table in a leaf."""
    return version / "data" / table / f"{label}-00000.parquet"


def resealed(version: Path) -> Path:
    """The version with a manifest, and the name, of the files it has now."""
    value = manifest.read(version)
    content = {key: value["content"][key] for key in ("dataset", "rows")}
    manifest.write(version, content, {})
    return version.rename(version.with_name(manifest.version_name(manifest.data_files(version))))


def test_a_version_of_several_leaves_is_sound(version: Path) -> None:
    found = checking.verify(version)
    assert found.sound, found
    assert found.files == sum(path.is_file() for path in version.rglob("*"))


def test_a_damaged_leaf_does_not_hide_what_is_wrong_in_another(tmp_path: Path) -> None:
    wrong = {**document(12, ""), "chars": 7}
    version = publish(tmp_path / "set", [document(0, ""), document(8, ""), wrong])
    path = part(version, "blocks", "b0")
    path.write_bytes(path.read_bytes()[:-1])
    found = checking.verify(version)
    assert found.damaged == (("data/blocks/b0-00000.parquet", "differs from its digest"),)
    assert {(finding.table, finding.check) for finding in found.findings} >= {("documents", "chars")}


def test_a_document_in_a_leaf_that_is_not_its_own_is_named(version: Path) -> None:
    # Twice in the version, once in each leaf: within a leaf its id is unique.
    pq.write_table(pq.read_table(part(version, "documents", "b0")), part(version, "documents", "b11"))
    found = checking.verify(resealed(version))
    assert [name for name, _ in found.damaged] == ["data/documents/b11-00000.parquet"]


def test_what_must_hold_across_leaves_is_asked_of_all_of_them(tmp_path: Path) -> None:
    entity = {"entity_id": "e" * 32, "mentions": 3}
    version = publish(tmp_path / "set", [document(number, "") for number in (0, 8)], entities=[entity])
    found = checking.verify(version)
    assert ("entities", "mentions_counted") in {(finding.table, finding.check) for finding in found.findings}


@pytest.mark.slow
def test_leaves_that_are_checked_side_by_side_come_to_the_same(tmp_path: Path) -> None:
    rows = [{**document(number, ""), "chars": number} for number in (0, 8, 12)]
    version = publish(tmp_path / "set", rows)
    with ThreadPoolExecutor(3) as pool:
        found = checking.verify(version, pool=pool)
    alone = checking.verify(version)
    assert sorted(map(repr, found.findings)) == sorted(map(repr, alone.findings))
    assert len(alone.findings) > 2


def checked(version: Path, note: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The labels of the leaves that a check with a note looks into."""
    labels: list[str] = []
    verify_leaf = checking.verify_leaf

    def watched(version: Path, leaf: manifest.Leaf) -> Any:
        """Note the leaf, then check it."""
        labels.append(leaf.label)
        return verify_leaf(version, leaf)

    with monkeypatch.context() as patch:
        patch.setattr(checking, "verify_leaf", watched)
        checking.verify(version, noted=SoundLeaves(note))
    return sorted(labels)


@pytest.mark.slow
def test_a_check_that_was_stopped_goes_on_after_the_leaves_it_noted(
    version: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "note"
    assert checked(version, note, monkeypatch) == ["b", *LEAVES]
    lines = note.read_text().splitlines(keepends=True)
    # The machine stopped while the second line was written.
    note.write_text(lines[0] + lines[1][:20])
    assert len(checked(version, note, monkeypatch)) == len(LEAVES)


@pytest.mark.slow
def test_a_leaf_that_is_damaged_or_has_other_bytes_is_never_noted_as_sound(
    version: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "note"
    path = part(version, "documents", "b10")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    checked(version, note, monkeypatch)
    assert checked(version, note, monkeypatch) == ["b10"]
    # Sound bytes of another version: the leaf of the same label has another digest.
    path.write_bytes(whole)
    part(version, "blocks", "b11").unlink()
    assert checked(resealed(version), note, monkeypatch) == ["b10", "b11"]


DAMAGE = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "gone": lambda path: path.unlink(),
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A sound version, and the note that all of its leaves were found so."""
    folder = tmp_path_factory.mktemp("noted")
    version = publish(folder / "set", [document(number, "") for number in (0, 8, 12)])
    assert checking.verify(version, noted=SoundLeaves(folder / "note")).sound
    return version, folder / "note"


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(DAMAGE))
@pytest.mark.parametrize("table", ["documents", "sources"])
def test_a_leaf_that_was_damaged_after_it_was_noted_is_damage(
    noted: tuple[Path, Path], tmp_path: Path, kind: str, table: str
) -> None:
    version, note = noted
    path = next(iter(sorted((version / "data" / table).iterdir())))
    kept = path.read_bytes()
    DAMAGE[kind](path)
    found = checking.verify(version, noted=SoundLeaves(Path(shutil.copy(note, tmp_path))))
    if path.is_dir():
        path.rmdir()
    path.write_bytes(kept)  # for the next kind
    assert [place for place, _ in found.damaged] == [path.relative_to(version).as_posix()]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_checked(
    version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, missing = part(version, "documents", "b0"), part(version, "documents", "b11")
    missing.unlink()
    read = manifest._file  # noqa: SLF001 (a bad sector cannot be made)

    def on_a_bad_sector(folder: Path, path: Path) -> dict[str, Any]:
        """Read a file, but for one."""
        if path == bad:
            raise OSError(5, "Input/output error")
        return read(folder, path)

    monkeypatch.setattr(manifest, "_file", on_a_bad_sector)
    found = dict(checking.verify(version).damaged)
    assert found[bad.relative_to(version).as_posix()] == "cannot be read: Input/output error"
    assert found[missing.relative_to(version).as_posix()] == "is missing"


@pytest.mark.parametrize("name", ["/dev/full", "/dev/zero", "/"])
def test_a_note_that_is_no_file_is_refused(version: Path, name: str) -> None:
    with pytest.raises(StorageError, match="name a file that can be written"):
        verification.check(version, 1, Path(name), progress.Progress())


def test_a_note_on_a_full_disk_is_said(version: Path) -> None:
    note = SoundLeaves(version / "none")
    (version / "none").symlink_to("/dev/full")
    with pytest.raises(StorageError, match="cannot be written: No space left"):
        note.note(manifest.leaves(manifest.read(version)["content"])[0])


@pytest.mark.slow
def test_the_command_checks_in_processes_and_says_where_it_cannot_note(version: Path, tmp_path: Path) -> None:
    done = parquetry_here("verify", version.parents[1], "--workers", "2", "--resume", tmp_path / "note")
    assert (done.code, store.resolve(version.parents[1]).name in done.out) == (0, True), done.err
    assert len((tmp_path / "note").read_text().splitlines()) == 1 + len(LEAVES)
    refused = parquetry_here("verify", version.parents[1], "--resume", tmp_path / "none" / "note")
    assert (refused.code, "--resume" in refused.err) == (5, True)
