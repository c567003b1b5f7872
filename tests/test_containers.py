"""Containers: members are documents, a bad one costs itself, and none leads anywhere."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import struct
import tarfile
import time
import zipfile
import zlib
from typing import TYPE_CHECKING

import pdfs
import pytest

from parquetry import read
from parquetry.config import Input
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, FileStats, Source
from parquetry.read.find import printable
from parquetry.repair.encoding.decode import detect_encoding

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"Some words of a letter.\n"
Read = tuple[list[Source], list[Reject], FileStats]


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def written(folder: Path, name: str, data: bytes) -> FileEntry:
    (folder / name).write_bytes(data)
    return FileEntry(name, name.encode(), len(data))


def read_file(folder: Path, name: str, data: bytes, **settings: int) -> Read:
    config = Input(path=folder, **settings)
    items = list(read.read(written(folder, name, data), config, detect_encoding))
    documents = [item for item in items if isinstance(item, Source)]
    rejects = [item for item in items if isinstance(item, Reject)]
    (stats,) = [item for item in items if isinstance(item, FileStats)]
    if not any(reject.source_record is None for reject in rejects):
        numbers = sorted(item.source_record for item in (*documents, *rejects) if item.source_record is not None)
        assert numbers == list(range(stats.records)), "every member and record ends in documents or rejects, once"
    assert len({document.doc_id for document in documents}) == len(documents)
    return documents, rejects, stats


MEMBERS = {"a/b.txt": TEXT, "page.html": b"<p>One &amp; two.", "rows.jsonl": b'{"text": "x"}\n{"text": "y"}\n{"n": 1}\n'}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("box.zip", zipped(MEMBERS)),
        ("box.tar", tarred(MEMBERS)),
        ("box.tar.gz", tarred(MEMBERS, "w:gz")),
        ("box.tar.bz2", tarred(MEMBERS, "w:bz2")),
        ("box.tar.xz", tarred(MEMBERS, "w:xz")),
        ("called.txt", zipped(MEMBERS)),
    ],
)
def test_members_of_archives_are_documents(tmp_path: Path, name: str, data: bytes) -> None:
    documents, rejects, stats = read_file(tmp_path, name, data)
    assert [document.source_path for document in documents] == [
        f"{name}!/a/b.txt",
        f"{name}!/page.html",
        f"{name}!/rows.jsonl",
        f"{name}!/rows.jsonl",
    ]
    assert [document.format for document in documents] == ["text", "html", "jsonl", "jsonl"]
    assert {document.container for document in documents} == {name}
    assert [(reject.source_path, reject.reason) for reject in rejects] == [(name, "record")]
    assert f"{name}!/rows.jsonl: " in rejects[0].detail
    assert stats.records == 5


@pytest.mark.parametrize("container", ["zip", "stored", "warc", "warc.gz"])
def test_a_pdf_in_a_container_is_the_document_it_is_alone(container: str, tmp_path: Path) -> None:
    data = pdfs.simple(pdfs.lines(["The keel was laid in May.", "She sailed in June."]))
    alone = next(
        item for item in read.read(written(tmp_path, "paper.pdf", data), Input(path=tmp_path)) if isinstance(item, Source)
    )
    if container == "zip":
        packed = zipped({"paper.pdf": data})
    elif container == "stored":
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as box:
            box.writestr("paper.pdf", data)
        packed = stream.getvalue()
    else:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + data
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: paper.pdf\r\nContent-Length: {len(block)}\r\n\r\n"
        packed = head.encode() + block + b"\r\n\r\n"
        packed = gzip.compress(packed) if container.endswith("gz") else packed
    (inside,), rejects, _ = read_file(tmp_path, f"box.{container.removeprefix('stored') or 'zip'}", packed)
    assert not rejects
    assert (inside.format, inside.text, inside.pages) == ("pdf", alone.text, 1)
    assert (inside.source_path.partition("!/")[2], inside.container) == ("paper.pdf", inside.source_path.partition("!/")[0])
    assert (inside.segments, inside.hints, inside.origins, inside.fonts) == (
        alone.segments,
        alone.hints,
        alone.origins,
        alone.fonts,
    )
    assert inside.source_sha256 == alone.source_sha256


def test_a_bad_member_costs_itself_alone(tmp_path: Path) -> None:
    members = {"a.txt": TEXT, "b.jsonl.gz": gzip.compress(b'{"text": "x"}\n' * 99)[:12], "c.png": b"\x89PNG", "d.txt": TEXT}
    data = zipped({**members, "big.txt": b"word " * 1_000})
    documents, rejects, _ = read_file(tmp_path, "box.zip", data, max_bytes=2_000)
    assert [document.source_path for document in documents] == ["box.zip!/a.txt", "box.zip!/d.txt"]
    assert [reject.reason for reject in rejects] == ["corrupt", "format", "too_large"]
    # What was read is named by its content too; the last was not.
    digests = [hashlib.sha256(members[name]).hexdigest() for name in ("b.jsonl.gz", "c.png")]
    assert [reject.source_sha256 for reject in rejects] == [*digests, None]
    assert all(reject.source_record is not None for reject in rejects)


def test_records_before_the_cut_of_a_compressed_file_are_kept_and_the_rest_is_one_reject(tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "line %d"}\n' % number for number in range(999))
    documents, rejects, _ = read_file(
        tmp_path, "box.zip", zipped({"b.jsonl.gz": gzip.compress(lines)[:-900], "d.txt": TEXT})
    )
    assert 100 < len(documents) < 900
    assert [document.text or document.data for document in documents[:2]] == [b"line 0", b"line 1"]
    assert documents[-1].source_path == "box.zip!/d.txt"
    assert [reject.reason for reject in rejects] == ["corrupt"]


def test_a_damaged_member_and_an_encrypted_one_are_said(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT * 50, "b.txt": TEXT * 50, "c.txt": TEXT}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        first, second, _ = archive.infolist()
    data[first.header_offset + 40] ^= 0xFF
    directory = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[directory + 8] |= 1
    data[second.header_offset + 6] |= 1
    documents, rejects, _ = read_file(tmp_path, "box.zip", bytes(data))
    assert [document.source_path for document in documents] == ["box.zip!/c.txt"]
    assert [reject.reason for reject in rejects] == ["corrupt", "encrypted"]


def test_archives_in_archives_are_opened_three_deep(tmp_path: Path) -> None:
    data = zipped({"0.txt": TEXT})
    for depth in range(1, 4):
        data = zipped({f"{depth}.zip": data, f"{depth}.txt": TEXT})
    documents, rejects, _ = read_file(tmp_path, "box.zip", data)
    assert [document.source_path for document in documents] == [
        "box.zip!/3.zip!/2.zip!/1.txt",
        "box.zip!/3.zip!/2.txt",
        "box.zip!/3.txt",
    ]
    assert [reject.reason for reject in rejects] == ["nesting"]
    assert {document.container for document in documents} <= {"box.zip", "box.zip!/3.zip", "box.zip!/3.zip!/2.zip"}


def test_names_that_climb_repeat_or_are_odd_are_only_names(tmp_path: Path) -> None:
    members = {"../../etc/passwd": TEXT, "/abs.txt": TEXT, "caf\u00e9.txt": TEXT, "new\nline.txt": TEXT}
    documents, rejects, _ = read_file(tmp_path, "box.tar", tarred(members))
    assert not rejects
    assert {document.source_path for document in documents} == {
        "box.tar!/../../etc/passwd",
        "box.tar!//abs.txt",
        "box.tar!/caf\u00e9.txt",
        "box.tar!/new%0Aline.txt",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["box.tar"]


def test_a_name_that_is_not_in_the_encoding_it_claims_costs_nothing(tmp_path: Path) -> None:
    data = zipped({"Größe.txt": b"Of sizes.", "Länge.txt": b"Of lengths.", "plain.txt": b"Plain words."})
    # As programs write that set the flag of UTF-8 for names in the encoding of their system.
    wrong = data.replace("Größe".encode(), "Größe".encode("cp1252") + b"__")
    names = {source.source_path: source.data for source in read_file(tmp_path, "a.zip", wrong)[0]}
    assert names == {
        "a.zip!/Gr%F6%DFe__.txt": b"Of sizes.",
        "a.zip!/Länge.txt": b"Of lengths.",
        "a.zip!/plain.txt": b"Plain words.",
    }


def test_members_of_one_name_are_two_documents(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for data in (TEXT, TEXT * 2):
            info = tarfile.TarInfo("same.txt")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    documents, _, _ = read_file(tmp_path, "box.tar", out.getvalue())
    assert [len(document.data) for document in documents] == [len(TEXT), 2 * len(TEXT)]


def test_links_and_devices_in_a_tar_lead_nowhere(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, type_ in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = type_, "/etc/passwd"
            archive.addfile(info)
    documents, rejects, _ = read_file(tmp_path, "box.tar", out.getvalue())
    assert not documents
    assert [reject.reason for reject in rejects] == ["link", "link", "special"]


def test_a_tar_that_is_cut_keeps_what_came_before(tmp_path: Path) -> None:
    data = tarred({"a.txt": TEXT, "b.txt": TEXT * 2_000})
    documents, rejects, _ = read_file(tmp_path, "box.tar", data[:20_000])
    assert [document.source_path for document in documents] == ["box.tar!/a.txt"]
    assert "corrupt" in {reject.reason for reject in rejects}


def test_bombs_end_as_rows(tmp_path: Path) -> None:
    zeros = zipped({"zeros.txt": b"\0" * 30_000_000, "good.txt": TEXT})
    documents, rejects, _ = read_file(tmp_path, "box.zip", zeros)
    assert [document.source_path for document in documents] == ["box.zip!/good.txt"]
    assert [reject.reason for reject in rejects] == ["ratio"]


def test_a_bomb_larger_than_a_document_may_be_is_still_named_a_bomb(tmp_path: Path) -> None:
    """40 MB in 39 kB is a ratio of 1,000, whatever part of it is read; 4 MB of the same are only too large."""
    zeros = {"bomb.txt": b"\0" * 40_000_000, "large.txt": bytes(k * k % 251 for k in range(4096)) * 1_000, "good.txt": TEXT}
    documents, rejects, _ = read_file(tmp_path, "box.zip", zipped(zeros), max_bytes=2 << 20, max_ratio=400)
    assert [document.source_path for document in documents] == ["box.zip!/good.txt"]
    assert [reject.reason for reject in rejects] == ["ratio", "too_large"]


def test_many_members_that_are_large_together_end_at_the_limit(tmp_path: Path) -> None:
    many = zipped({f"{number}.txt": b"word " * 200_000 for number in range(80)})
    documents, rejects, _ = read_file(tmp_path, "box.zip", many, max_ratio=2)
    assert 0 < len(documents) < 80
    assert {reject.reason for reject in rejects} == {"ratio"}


def test_an_archive_that_names_one_bomb_many_times_is_not_unfolded_each_time(tmp_path: Path) -> None:
    """The entries of its directory all point to the same member: 40 kB that are 40 MB, two thousand times."""
    box = zipped({"a.txt": b"\0" * 40_000_000})
    directory, end = box.index(b"PK\x01\x02"), box.index(b"PK\x05\x06")
    entry = box[directory:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2000, 2000, len(entry) * 2000, directory, 0)
    begin = time.process_time()
    sources, rejects, _ = read_file(tmp_path, "a.zip", box[:directory] + entry * 2000 + tail)
    assert (sources, [reject.reason for reject in rejects]) == ([], ["ratio"] * 2000)
    # Unfolded each time it takes a minute.
    assert time.process_time() - begin < 10


def test_members_that_turn_out_damaged_count_for_the_limit_of_all(tmp_path: Path) -> None:
    noise = "".join(hashlib.sha256(bytes([k, j])).hexdigest() for k in range(100) for j in range(100)).encode()
    box = zipped({"a.txt": noise}).replace(struct.pack("<L", zlib.crc32(noise)), b"\0\0\0\0")
    directory, end = box.index(b"PK\x01\x02"), box.index(b"PK\x05\x06")
    entry = box[directory:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 300, 300, len(entry) * 300, directory, 0)
    _, rejects, _ = read_file(tmp_path, "a.zip", box[:directory] + entry * 300 + tail, max_ratio=10)
    assert {reject.reason for reject in rejects} == {"corrupt", "ratio"}
    # A budget of 64 MiB for members of 640 kB: 104 and one that is too many, and then the rest at once.
    assert len(rejects) == 106


def test_a_member_that_claims_to_be_endless_ends(tmp_path: Path) -> None:
    """It would be passed over by reads of 10 kB, 2**67 of them."""
    info = tarfile.TarInfo("a.txt")
    info.size = 2**80
    data = info.tobuf(tarfile.GNU_FORMAT) + b"text"
    _, rejects, _ = read_file(tmp_path, "a.tar", tarred({"b.txt": b"One thing."})[:1024] + data)
    assert [reject.reason for reject in rejects] == ["too_large", "corrupt"]


def test_what_systems_add_to_archives_is_passed_over(tmp_path: Path) -> None:
    documents, rejects, _ = read_file(
        tmp_path, "box.zip", zipped({"__MACOSX/._a": b"x", "a/.DS_Store": b"x", "b.txt": TEXT})
    )
    assert [document.source_path for document in documents] == ["box.zip!/b.txt"]
    assert not rejects


def test_an_archive_without_members_is_empty_and_a_spreadsheet_no_box_of_files(tmp_path: Path) -> None:
    _, (reject,), _ = read_file(tmp_path, "box.zip", zipped({"folder/": b""}))
    assert reject.reason == "empty"
    sheet = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"})
    _, (reject,), _ = read_file(tmp_path, "box.zip", sheet)
    assert reject.reason == "format"


def test_an_exclamation_mark_before_a_slash_is_escaped_in_names_of_files() -> None:
    assert printable(b"wow!/a!.txt") == "wow%21/a!.txt"


def test_encodings_of_names_are_those_of_the_archive(tmp_path: Path) -> None:
    documents, _, _ = read_file(
        tmp_path, "box.zip", zipped({"Grüße.txt": TEXT, "plain.json": json.dumps({"text": "x"}).encode()})
    )
    assert [document.source_path for document in documents] == ["box.zip!/Grüße.txt", "box.zip!/plain.json"]
