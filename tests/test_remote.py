"""Object stores: input read from one, versions copied to one, on an S3 server of our own on this machine."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest
from command import RAW, ROOT, parquetry_here
from pyarrow import fs
from pydantic import ValidationError

from parquetry import open_dataset, read
from parquetry.config import Input
from parquetry.errors import ConfigError, StorageError
from parquetry.execution import artifacts, shared_cache
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileStats
from parquetry.publish import push
from parquetry.read import object_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEYS = {
    "AWS_ACCESS_KEY_ID": "us",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """An S3 server with a bucket; gives the URL of a folder in it, with `{}` for the folder."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 (takes seconds)

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        url = f"s3://texts/{{}}?scheme=http&endpoint_override={host}:{port}&allow_bucket_creation=true"
        system, _ = object_store.place(url.format(""))
        system.create_dir("texts")
        yield url
    server.stop()


def put(url: str, name: str, data: bytes) -> None:
    system, path = object_store.place(url)
    with system.open_output_stream(f"{path}/{name}", compression=None) as stream:
        stream.write(data)


def bytes_of(url: str, folder: str) -> dict[str, str]:
    found = {}
    for name, _, _ in object_store.listing(object_store.within(url, folder)):
        with object_store.opened(object_store.within(url, folder), name) as stream:
            found[name] = hashlib.sha256(stream.read()).hexdigest()
    return found


@pytest.mark.flow
def test_a_run_from_and_to_a_store_has_the_same_bytes(s3: str, version: Path, orchestrator: str, tmp_path: Path) -> None:
    raw, out = s3.format("raw"), s3.format("out")
    for path in RAW.rglob("*"):
        if path.is_file():
            put(raw, path.relative_to(RAW).as_posix(), path.read_bytes())
    config = (ROOT / "parquetry.toml").read_text(encoding="utf-8")
    config = config.replace('path = "data/raw"', f'url = "{raw}"').replace('path = "data/processed"', f'url = "{out}"')
    (tmp_path / "parquetry.toml").write_text(config, encoding="utf-8")
    done = parquetry_here("run", "--json", folder=tmp_path, PREFECT_API_URL=orchestrator, **KEYS)
    assert done.code == 0, done.err
    published = object_store.within(out, "sample")
    assert push.current(published) == done.json["version"]["name"] == version.name
    files = {
        p.relative_to(version).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in version.rglob("data/*/*")
    }
    copied = bytes_of(published, f"versions/{version.name}")
    assert {name: digest for name, digest in copied.items() if name.startswith("data/")} == files
    assert open_dataset(published, "sentences").count_rows() == open_dataset(version.parents[1], "sentences").count_rows()
    again = parquetry_here("run", "--json", folder=tmp_path, PREFECT_API_URL=orchestrator, **KEYS)
    assert (again.code, again.json["version"]["created"]) == (0, False)


def test_an_artifact_goes_through_a_store_to_another_machine(s3: str, tmp_path: Path) -> None:
    url = s3.format("shared")
    here, there = (tmp_path / machine / "cache" / "repair" / "0a" for machine in ("here", "there"))
    assert shared_cache.names(url) == frozenset()
    with artifacts.create(here) as folder:
        (folder / "data").mkdir()
        (folder / "data" / "part.parquet").write_bytes(b"rows" * 100_000)
        (folder / "values.arrow").write_bytes(b"")
    shared_cache.put(url, [here])
    assert shared_cache.names(url) == {"repair/0a"}
    there.parent.mkdir(parents=True)
    shared_cache.bring(url, there)
    assert artifacts.is_sound(there)
    assert [path.relative_to(there).as_posix() for path in sorted(there.rglob("*"))] == [
        path.relative_to(here).as_posix() for path in sorted(here.rglob("*"))
    ]
    # Between the listing and the copy somebody forgot a document: it is made anew.
    assert shared_cache.empty(url) == 1
    shared_cache.bring(url, there.with_name("0b"))
    assert not there.with_name("0b").exists()


def test_a_version_that_is_copied_becomes_current_in_the_last_step(
    s3: str, version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = s3.format("steps/sample")
    copy, copied = push._copy, []  # noqa: SLF001 (the step that fails)

    def failing(system: object, path: Path, target: str) -> None:
        if len(copied) == 5:
            message = "the wire was cut"
            raise OSError(message)
        copied.append(path)
        copy(system, path, target)

    monkeypatch.setattr(push, "_copy", failing)
    with pytest.raises(StorageError, match="the wire was cut; run again"):
        push.push(version, url, "sample")
    assert push.current(url) is None
    with pytest.raises(StorageError, match=r"no dataset at .* it has no latest\.json"):
        open_dataset(url, "documents")
    monkeypatch.undo()
    total = sum(path.is_file() for path in version.rglob("*"))
    assert push.push(version, url, "sample") == total - 5
    assert push.current(url) == version.name
    assert push.push(version, url, "sample") == 0


def test_objects_are_found_in_byte_order_and_read_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/empty.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"" if "empty" in name else b"One line.\n")
    here = Input(path=tmp_path)
    there = Input(url=f"file://{tmp_path}")
    both = [[item for found in read.find(where) for item in read.read(found, where)] for where in (here, there)]
    assert both[0] == both[1]
    assert [one.source_path for one in both[1] if isinstance(one, FileStats)] == ["a/empty.txt", "a/z.txt", "b.txt"]
    assert [one.reason for one in both[1] if isinstance(one, Reject)] == ["empty"]


def test_an_object_that_vanishes_or_changes_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("One line.", encoding="utf-8")
    config = Input(url=f"file://{tmp_path}")
    found = read.find(config)
    (tmp_path / "a.txt").unlink()
    plain = object_store.opened_with_info

    @contextlib.contextmanager
    def growing(url: str, name: str) -> Iterator[tuple[BinaryIO, Callable[[], Any]]]:
        with plain(url, name) as (stream, info):
            states = iter((info(), fs.FileInfo(name, fs.FileType.File, size=99)))
            yield stream, lambda: next(states)

    monkeypatch.setattr(object_store, "opened_with_info", growing)
    rejects = [one.reason for file in found for one in read.read(file, config) if isinstance(one, Reject)]
    assert rejects == ["vanished", "changed"]


def test_what_is_no_store_is_said_before_work_starts(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="no URL of a store"):
        Input(url="ftp://host/folder")
    with pytest.raises(ConfigError):
        read.find(Input(url=f"file://{tmp_path}/nowhere"))


def test_a_url_on_the_command_line_is_taken_as_one(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("One sentence.", encoding="utf-8")
    done = parquetry_here(
        "run", "--dry-run", "--json", "--input", f"file://{tmp_path}/texts", "--output", tmp_path / "out", folder=tmp_path
    )
    assert done.code == 0, done.err
    assert json.loads(done.out)["files"] == 1
