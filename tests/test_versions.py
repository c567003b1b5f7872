"""Versions: listed with what they hold, tagged, pinned by a rollback, and pruned."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import small_version
from command import parquetry_here

from parquetry import open_dataset
from parquetry.config import Quality
from parquetry.dataset import diff, forget, query, trace, versions
from parquetry.errors import ConfigError, DamageError, StorageError, UnknownNameError
from parquetry.export import export
from parquetry.model.tombstones import Tombstones
from parquetry.publish import push, store
from parquetry_flows.running import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A dataset of four versions, the number of documents growing with each."""
    root = tmp_path / "letters"
    for day in range(1, 5):
        rows = [{"doc_id": str(number), "source_path": f"{number}.txt"} for number in range(day)]
        small_version.publish(root, {"documents": rows}, f"2026-01-0{day}T00:00:00+00:00")
    return root


def names(found: tuple[versions.VersionInfo, ...]) -> list[int]:
    """The numbers of documents: what tells the versions of the fixture apart."""
    return [info.rows["documents"] for info in found]


def test_versions_are_listed_with_rows_and_size(root: Path) -> None:
    found = versions.versions(root)
    assert names(tuple(found)) == [1, 2, 3, 4]
    assert [info.current for info in found] == [False, False, False, True]
    files = [path for path in (root / "current").resolve().rglob("*") if path.is_file()]
    assert found[-1].bytes == found[-1].own_bytes == sum(path.stat().st_size for path in files)
    shared = root / "versions" / found[0].version / "shared.parquet"
    shared.hardlink_to(files[0])
    changed = versions.versions(root)[-1]
    assert changed.own_bytes == changed.bytes - files[0].stat().st_size
    with pytest.raises(StorageError, match=r"no dataset at .*; below it: letters$"):
        versions.versions(root.parent)


@pytest.mark.parametrize("content", ["", "[1]", "\ud800", '{"old": null}', '{"old": "v-01"}', '{"old": ["v-0123456789ab"]}'])
def test_a_damaged_list_of_tags_keeps_every_version(root: Path, content: str) -> None:
    """Taken for no tags, it cost the versions that somebody had named to keep them."""
    before = store.versions(root)
    (root / store.TAGS).write_text(content, encoding="utf-8", errors="surrogatepass")
    for command in (
        lambda: versions.prune(root, 1),
        lambda: versions.tag(root, "new", "current"),
        lambda: versions.versions(root),
        lambda: forget.find(root, forget.Wanted("0.txt"), Tombstones()),
    ):
        with pytest.raises(DamageError, match=r"tags\.json is damaged"):
            command()
    assert store.versions(root) == before
    assert (store.resolve(root).name, store.resolve(root, before[0]).name) == (before[-1], before[0])


@pytest.mark.parametrize("content", ["{", "{}", '{"version": "v-01"}', '{"version": 1}'])
def test_a_damaged_pin_is_no_reason_to_make_another_version_current(content: str, root: Path) -> None:
    first, *_, last = store.versions(root)
    run.restore(root, first)
    (root / store.PIN).write_text(content, encoding="utf-8")
    with pytest.raises(DamageError, match="--unpin"):
        store.publish(root / "versions" / last, root, last)
    assert store.current(root) == first
    assert run.release(root) is None
    store.publish(root / "versions" / last, root, last)
    assert store.current(root) == last


@pytest.mark.parametrize("content", [None, "{}"])
def test_a_version_whose_manifest_cannot_be_read_is_still_one(content: str | None, root: Path) -> None:
    """Without it nobody knows which part files are gone, and `forget` passed over the documents of such a version."""
    name, second, *_ = store.versions(root)
    path = root / "versions" / name / "manifest.json"
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    readers: list[Callable[[], object]] = [
        lambda: open_dataset(root, "documents", name),
        lambda: diff.compare(store.resolve(root, name), store.resolve(root, second)),
        lambda: forget.find(root, forget.Wanted("3.txt"), Tombstones()),
    ]
    for reader in readers:
        with pytest.raises(DamageError, match=r"manifest\.json is missing or damaged, so that nobody knows"):
            reader()
    if content is None:
        # Named otherwise it is no version of anyone's, but tables in a folder, as tests of plugins make them.
        shutil.copytree(path.parent, root.parent / "tables")
        assert export(root.parent / "tables", "csv", root.parent / "csv") > 0
    assert [(info.version, info.rows) for info in versions.versions(root) if not info.rows] == [(name, {})]
    assert f"{name}" in parquetry_here("versions", root).out.partition("damaged")[0]
    assert [info.version for info in versions.prune(root, 3).removed] == [name]
    assert list(forget.find(root, forget.Wanted("3.txt"), Tombstones()).versions) == store.versions(root)


def test_a_current_version_that_is_gone_is_said(root: Path) -> None:
    *_, before, last = store.versions(root)
    (root / "versions" / last).rename(root.parent / last)
    with pytest.raises(DamageError, match="is not there; go back to another with `parquetry rollback`"):
        store.resolve(root)
    (root / store.CURRENT).unlink()
    (root / "latest.json").unlink()
    with pytest.raises(StorageError, match=f"make one so with `parquetry rollback {before}`"):
        store.resolve(root)


def test_a_part_file_that_is_gone_is_no_table_without_its_rows(root: Path, tmp_path: Path) -> None:
    version = store.resolve(root)
    (part,) = (version / "data" / "documents").iterdir()
    part.unlink()
    readers: list[Callable[[], object]] = [
        lambda: open_dataset(root, "documents"),
        lambda: query.query(version, "SELECT count(*) FROM documents", Quality()),
        lambda: diff.compare(store.resolve(root, store.versions(root)[0]), version),
        lambda: export(version, "csv", tmp_path / "tables"),
        lambda: trace.trace(version, "0.txt", 0),
    ]
    for reader in readers:
        with pytest.raises(DamageError, match=f"lacks data/documents/{part.name}; `parquetry verify`"):
            reader()
    assert not (tmp_path / "tables").exists()
    part.write_bytes(b"PAR1")
    for reader in readers:
        with pytest.raises(DamageError, match=f"not of the size that was published: data/documents/{part.name}; `parquetry"):
            reader()
    part.unlink()
    # Also where another version has the document: of this one nothing else would leave.
    with pytest.raises(DamageError, match=f"lacks data/documents/{part.name}; .* then forget again"):
        forget.find(root, forget.Wanted("0.txt"), Tombstones())


def test_a_part_file_that_is_gone_in_a_store_is_said(root: Path, tmp_path: Path) -> None:
    version, url = store.resolve(root), f"file://{tmp_path}/store"
    push.push(version, url, "letters")
    assert open_dataset(url, "documents").count_rows() == 4
    (part,) = (tmp_path / "store" / "versions" / version.name / "data" / "documents").iterdir()
    listed = part.parents[2] / "manifest.json"
    kept = listed.read_bytes()
    listed.unlink()
    for name in ("current", "v-0123456789ab"):
        with pytest.raises(DamageError, match="no such version, or a copy that broke off"):
            open_dataset(url, "documents", name)
    listed.write_bytes(kept)
    part.unlink()
    with pytest.raises(DamageError, match=f"lacks data/documents/{part.name}"):
        open_dataset(url, "documents")
    assert open_dataset(url, "sentences").count_rows() == 0
    # As each run does, also one that finds nothing to do.
    assert push.push(version, url, "letters") == 1
    assert open_dataset(url, "documents").count_rows() == 4


def test_a_folder_that_is_no_dataset_is_called_what_it_is(root: Path, tmp_path: Path) -> None:
    for folder in ("current", f"versions/{store.versions(root)[0]}"):
        with pytest.raises(StorageError, match="is one version; name the folder of its dataset"):
            store.resolve(root / folder)
    (tmp_path / "empty").mkdir()
    for name in ("empty", "none"):
        with pytest.raises(StorageError, match=r"publish one with `parquetry run`$"):
            store.resolve(tmp_path / name)


def test_a_rollback_is_pinned_until_it_is_unpinned(root: Path) -> None:
    first, *_, last = store.versions(root)
    assert run.restore(root, first) == last
    assert store.current(root) == store.pinned(root) == first
    newer = small_version.publish(root, {}, "2026-02-01T00:00:00+00:00")
    assert store.current(root) == first
    assert newer.name in store.versions(root)
    assert store.is_settled(root, newer.name)  # a nightly run with the same input has nothing to do
    assert run.release(root) == first
    assert store.pinned(root) is None
    assert not store.is_settled(root, newer.name)
    store.publish(newer, root, newer.name)
    assert store.current(root) == newer.name
    assert run.release(root) is None


def test_a_damaged_version_is_neither_current_nor_pinned(root: Path) -> None:
    first, *_, last = store.versions(root)
    next((root / "versions" / first / "data" / "blocks").iterdir()).write_bytes(b"")
    with pytest.raises(DamageError):
        run.restore(root, first)
    assert (store.current(root), store.pinned(root)) == (last, None)


@pytest.mark.parametrize(
    ("keep", "keep_tagged", "left"),
    [(1, True, [1, 2, 4]), (1, False, [1, 4]), (2, True, [1, 2, 3, 4]), (9, False, [1, 2, 3, 4])],
)
def test_prune_keeps_the_newest_the_current_the_pinned_and_the_tagged(
    keep: int, *, keep_tagged: bool, left: list[int], root: Path
) -> None:
    first, second, *_ = store.versions(root)
    versions.tag(root, "release-1", second)
    run.restore(root, first)
    would = versions.prune(root, keep, keep_tagged=keep_tagged, dry_run=True)
    assert names(tuple(versions.versions(root))) == [1, 2, 3, 4]
    done = versions.prune(root, keep, keep_tagged=keep_tagged)
    assert done == would
    assert names(done.kept) == names(tuple(versions.versions(root))) == left
    assert sorted(path.name for path in (root / "versions").iterdir()) == sorted(store.versions(root))
    assert set(store.tags(root).values()) <= set(store.versions(root))


def test_what_a_killed_prune_left_is_no_version_and_goes_with_the_next(root: Path) -> None:
    first = store.versions(root)[0]
    (root / "versions" / first).rename(root / "versions" / f".removed-{first}")
    assert names(tuple(versions.versions(root))) == [2, 3, 4]
    versions.prune(root, 9)
    assert not list((root / "versions").glob(".*"))


def test_a_tag_names_a_version_and_no_other_thing(root: Path) -> None:
    first, second, *_ = store.versions(root)
    assert versions.tag(root, "release-1", first) == first
    assert store.resolve(root, "release-1").name == first
    assert versions.tag(root, "release-1", second) == second
    assert versions.versions(root)[1].tags == ("release-1",)
    for wrong in ("current", first, "../x", "", "a b"):
        with pytest.raises(ConfigError, match="cannot be a tag"):
            versions.tag(root, wrong, "current")
    with pytest.raises(UnknownNameError, match="release-1"):
        versions.tag(root, "x", "v-000000000000")
    versions.untag(root, "release-1")
    with pytest.raises(UnknownNameError):
        versions.untag(root, "release-1")


def test_the_commands_of_versions(root: Path) -> None:
    first = store.versions(root)[0]
    assert parquetry_here("tag", "old", first, "--dataset", root).out == f"letters: old is {first}\n"
    back = parquetry_here("rollback", first, "--dataset", root)
    assert (back.code, "until `parquetry rollback --unpin`" in back.out) == (0, True), back.err
    again = parquetry_here("rollback", "current", "--dataset", root).out
    assert again.startswith(f"letters: {first} is current, as before, and pinned")
    listed = parquetry_here("versions", root).out
    assert "current, pinned, old" in listed
    pruned = parquetry_here("prune", "--keep", "2", "--dry-run", "--dataset", root)
    assert (pruned.code, "would remove" in pruned.out) == (0, True), pruned.err
    assert parquetry_here("rollback", "--dataset", root).code == 2
    assert "no longer pinned" in parquetry_here("rollback", "--unpin", "--dataset", root).out
