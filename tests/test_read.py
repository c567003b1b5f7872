"""Sources: every file found once, each read once, nothing lost, nothing followed, nothing waited for."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import socket
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parquetry import read
from parquetry.config import Input, Records
from parquetry.errors import ConfigError
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileStats, Source
from parquetry.read.find import printable
from parquetry.repair.encoding.decode import detect_encoding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "Ein Satz über nichts.\n".encode()


def read_folder(folder: Path, **settings: object) -> tuple[list[Source], list[Reject], list[FileStats]]:
    config = Input(path=folder, **settings)
    items = [item for found in read.find(config) for item in read.read(found, config)]
    return (
        [one for one in items if isinstance(one, Source)],
        [one for one in items if isinstance(one, Reject)],
        [one for one in items if isinstance(one, FileStats)],
    )


def test_the_part_of_a_plain_file_lies_at_its_first_byte(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(TEXT))
    documents, _, _ = read_folder(tmp_path)
    places = {one.source_path: [(part.file_start, part.file_end) for part in one.parts] for one in documents}
    assert places["a.txt"] == [(0, len(TEXT))]
    assert all(start is None for start, _ in places["b.txt.gz"])


def only_reject(folder: Path, **settings: object) -> Reject:
    documents, rejects, _ = read_folder(folder, **settings)
    assert not documents
    (reject,) = rejects
    return reject


@pytest.mark.parametrize(
    ("pack", "name"),
    [
        (gzip.compress, "a.gz"),
        (bz2.compress, "b.txt.bz2"),
        (lzma.compress, "named_wrongly.txt"),
        (lambda data: bytes(pa.compress(data, codec="zstd", asbytes=True)), "d.txt.zst"),
        (bytes, "plain.gz"),
    ],
)
def test_compression_is_known_by_content(tmp_path: Path, pack: Callable[[bytes], bytes], name: str) -> None:
    (tmp_path / name).write_bytes(pack(TEXT))
    documents, rejects, files = read_folder(tmp_path)
    assert [one.data for one in documents] == [TEXT]
    assert not rejects
    assert files[0].bytes == (tmp_path / name).stat().st_size


def test_files_come_in_byte_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "B.txt", "é.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    assert [found.source_path for found in read.find(Input(path=tmp_path))] == ["B.txt", "a/z.txt", "b.txt", "é.txt"]


def test_doc_id_comes_from_the_name_and_not_from_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    first = read_folder(tmp_path)[0][0]
    (tmp_path / "a.txt").write_bytes(b"quite another text")
    second = read_folder(tmp_path)[0][0]
    assert first.doc_id == second.doc_id
    assert first.source_sha256 != second.source_sha256


def test_links_out_of_the_folder_are_listed_and_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (inside / "out.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "dangling.txt").symlink_to("nowhere.txt")
    (inside / "loop").symlink_to(inside)
    (inside / "real.txt").write_bytes(TEXT)
    (inside / "alias.txt").symlink_to("real.txt")
    documents, rejects, files = read_folder(inside)
    assert sorted(one.source_path for one in documents) == ["alias.txt", "real.txt"]
    assert {(one.source_path, one.reason) for one in rejects} == {
        ("out.txt", "link"),
        ("dangling.txt", "link"),
        ("loop", "link"),
    }
    assert len(files) == 5


def test_fifos_sockets_and_devices_never_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.txt"))
        documents, rejects, _ = read_folder(tmp_path)
    assert not documents
    assert {one.reason for one in rejects} == {"special"}


def test_an_unreadable_file_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "a.txt").chmod(0)
    if os.access(tmp_path / "a.txt", os.R_OK):
        pytest.skip("this user reads everything")
    assert only_reject(tmp_path).reason == "unreadable"


def test_a_file_that_vanished_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    config = Input(path=tmp_path)
    (found,) = read.find(config)
    (tmp_path / "a.txt").unlink()
    reject, facts = read.read(found, config)
    assert isinstance(reject, Reject)
    assert (reject.reason, facts.sha256) == ("vanished", None)


def test_a_file_that_grows_while_it_is_read_is_rejected_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "one"}\n{"text": "two"}\n')
    config = Input(path=tmp_path)
    reading = read.read(read.find(config)[0], config)
    assert isinstance(next(reading), Source)
    with path.open("ab") as file:
        file.write(b'{"text": "three"}\n')
    rest = list(reading)
    assert [one.reason for one in rest if isinstance(one, Reject)] == ["changed"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"%PDF-1.7 ...", "corrupt"),
        (b"PK\x03\x04rest", "corrupt"),
        (gzip.compress(TEXT * 9, mtime=0)[:-12], "corrupt"),
        (gzip.compress(b" " * (64 << 20), mtime=0), "ratio"),
        (b"x" * 2000, "too_large"),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    limit = {"max_bytes": 1000} if reason == "too_large" else {}
    assert only_reject(tmp_path, **limit).reason == reason


def test_jsonl_fields_are_taken_by_name_and_the_rest_is_kept(tmp_path: Path) -> None:
    line = {"body": "One.", "key": 7, "when": "2020-02-03", "head": "T", "tongue": "en", "n": 1, "x": [1, None]}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    fields = Records(text="body", id="key", date="when", title="head", language="tongue")
    ((source,), rejects, _) = read_folder(tmp_path, records=fields)
    assert not rejects
    assert (source.source_id, source.date, source.title, source.declared_language) == ("7", "2020-02-03", "T", "en")
    assert json.loads(source.source_meta or "") == {"n": 1, "x": [1, None]}
    assert source.source_record == 0


def test_broken_jsonl_lines_are_rejects_and_the_others_documents(tmp_path: Path) -> None:
    lines = [
        '{"text": "good"}',
        "{broken",
        "[1]",
        '{"no": 1}',
        '{"text": "a", "text": "b"}',
        "",
        '{"text": ""}',
        '{"text": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"text": "last"}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    documents, rejects, (facts,) = read_folder(tmp_path)
    assert [one.data for one in documents] == [b"good", b"last"]
    assert [one.reason for one in rejects] == ["corrupt", "record", "record", "record", "empty", "corrupt", "corrupt"]
    assert facts.records == len(documents) + len(rejects)


def test_records_with_the_same_id_stay_two_documents(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "a", "id": 1}\n{"text": "b", "id": 1}\n', encoding="utf-8")
    documents, _, _ = read_folder(tmp_path, records=Records(id="id"))
    assert len({one.doc_id for one in documents}) == 2
    assert [one.flags for one in documents] == [(), ("duplicate_id",)]


def test_ids_make_the_order_of_records_free(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a", "id": 1}\n{"text": "b", "id": 2}\n', encoding="utf-8")
    first = {one.doc_id: one.data for one in read_folder(tmp_path, records=Records(id="id"))[0]}
    path.write_text('{"text": "b", "id": 2}\n{"text": "a", "id": 1}\n', encoding="utf-8")
    assert {one.doc_id: one.data for one in read_folder(tmp_path, records=Records(id="id"))[0]} == first


def test_text_fields_that_are_no_utf8_keep_their_own_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "caf\xe9"}\n')
    (tmp_path / "b.csv").write_bytes(b"text,n\ncaf\xe9,1\n")
    documents, _, _ = read_folder(tmp_path)
    assert [one.data for one in documents] == [b"caf\xe9", b"caf\xe9"]


def test_half_a_character_in_json_is_a_sign_for_what_is_lost(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(r'{"text": "a\ud83d b"}', encoding="utf-8")
    ((source,), _, _) = read_folder(tmp_path)
    assert source.data == "a\ufffd b".encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_delimiters_quotes_and_line_breaks(tmp_path: Path, delimiter: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerows([["id", "text"], ["1", 'He said "no",\nand left; twice|thrice\there']])
    (tmp_path / "a.csv").write_text(buffer.getvalue(), encoding="utf-8", newline="")
    ((source,), rejects, _) = read_folder(tmp_path)
    assert not rejects
    assert source.data.decode() == 'He said "no",\nand left; twice|thrice\there'


def test_csv_rows_of_the_wrong_length_are_rejects(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,one\n2\n3,three,four\n", encoding="utf-8")
    documents, rejects, _ = read_folder(tmp_path)
    assert len(documents) == 1
    assert [one.reason for one in rejects] == ["corrupt", "corrupt"]


def test_parquet_records_and_truncated_parquet(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["one", None], "n": [1, 2]}), tmp_path / "a.parquet")
    documents, rejects, _ = read_folder(tmp_path)
    assert [one.data for one in documents] == [b"one"]
    assert [one.reason for one in rejects] == ["record"]
    (tmp_path / "a.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-20])
    assert only_reject(tmp_path).reason == "corrupt"


def test_excluded_files_are_recorded_as_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "a.bak").write_bytes(TEXT)
    documents, rejects, files = read_folder(tmp_path, exclude=("*.bak",))
    assert (len(documents), len(rejects)) == (1, 0)
    assert {one.source_path: one.skipped for one in files} == {"a.bak": "excluded", "a.txt": ""}


@pytest.mark.parametrize("make", ["missing", "file", "empty"])
def test_a_folder_with_nothing_to_read_is_a_config_error(tmp_path: Path, make: str) -> None:
    folder = tmp_path / "in"
    if make == "file":
        folder.write_bytes(TEXT)
    if make == "empty":
        folder.mkdir()
    with pytest.raises(ConfigError, match=str(folder)):
        read.find(Input(path=folder))


def test_odd_names_are_found_and_printable(tmp_path: Path) -> None:
    for name in (b"a\nb.txt", b"\xff.txt", b"-rf", b"x" * 250 + b".txt", b" .txt", b"%41.txt"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:  # noqa: PTH118, PTH123 (bytes)
            file.write(TEXT)
    documents, _, files = read_folder(tmp_path)
    assert len(documents) == len(files) == 6
    assert len({one.source_path for one in files}) == 6
    assert all(one.source_path.isprintable() for one in files)
    assert printable(b"\xff\n%") == "%FF%0A%25"


def split(folder: Path, data: bytes, name: str = "a.txt", **settings: int) -> list[Source]:
    (folder / name).write_bytes(data)
    config = Input(path=folder, include=(name,), **settings)
    found = [item for entry in read.find(config) for item in read.read(entry, config, detect_encoding)]
    assert not [item for item in found if isinstance(item, Reject)]
    return [item for item in found if isinstance(item, Source)]


@pytest.mark.parametrize(
    ("encoding", "text"), [("gb18030", "春天的早晨我们坐船去看海"), ("cp932", "春の朝に船で海を見に行きました")]
)
def test_a_line_in_any_encoding_is_cut_between_characters(tmp_path: Path, encoding: str, text: str) -> None:
    for size in (997, 998):
        pieces = split(tmp_path, (text * 90).encode(encoding), split_bytes=size)
        assert "".join(piece.data.decode(encoding) for piece in pieces) == text * 90
        assert max(len(piece.data) for piece in pieces) <= size


def test_a_large_text_is_cut_at_blank_lines(tmp_path: Path) -> None:
    paragraphs = [f"Paragraph {number}, é.\n\n".encode() for number in range(40)]
    data = b"".join(paragraphs)
    pieces = split(tmp_path, data, split_bytes=100)
    assert b"".join(piece.data for piece in pieces) == data
    assert all(len(piece.data) <= 100 and piece.data.endswith(b"\n\n") for piece in pieces)
    assert [piece.source_record for piece in pieces] == list(range(len(pieces)))
    assert len({piece.doc_id for piece in pieces}) == len(pieces)
    for piece in pieces:
        (part,) = piece.parts
        assert data[part.file_start : part.file_end] == piece.data
    # Compressed it is the same, but for the places.
    packed = split(tmp_path, gzip.compress(data), "b.txt.gz", split_bytes=100)
    assert [piece.data for piece in packed] == [piece.data for piece in pieces]
    assert {piece.parts[0].file_start for piece in packed} == {None}


def test_a_text_that_is_not_large_is_the_document_it_was(tmp_path: Path) -> None:
    assert split(tmp_path, b"One.\n\nTwo.\n", split_bytes=12) == split(tmp_path, b"One.\n\nTwo.\n")
    # UTF-16 is left whole: a line break has two bytes there.
    wide = "One.\n\nTwo.\n".encode("utf-16")
    assert split(tmp_path, wide, split_bytes=12) == split(tmp_path, wide)


CUTS = {
    "a line, where there is no blank line": (b"one two\nthree four\n", 12, [b"one two\n", b"three four\n"]),
    "a word, where there is no line": (b"one two three four", 8, [b"one two ", b"three ", b"four"]),
    "between characters, where there is no word": ("ééééé".encode(), 5, ["éé".encode(), "éé".encode(), "é".encode()]),
    "never within a line end": (b"one two\r\nthree", 8, [b"one ", b"two\r\n", b"three"]),
    "nor where nothing else is": (b"abcdefg\r\nhi", 8, [b"abcdefg", b"\r\nhi"]),
    "old line ends of a Mac": (b"one\r\rtwo three\r", 12, [b"one\r\r", b"two three\r"]),
    "Windows line ends": (b"one\r\n\r\ntwo\r\n\r\nx\r\n", 16, [b"one\r\n\r\ntwo\r\n\r\n", b"x\r\n"]),
    "no piece of white space alone": (b"one\n\n" + b"\n" * 30 + b"two\n", 10, [b"one" + b"\n" * 7, b"\n" * 5 + b"two\n"]),
}


@pytest.mark.parametrize("name", sorted(CUTS))
def test_where_a_text_is_cut(tmp_path: Path, name: str) -> None:
    data, size, expected = CUTS[name]
    assert [piece.data for piece in split(tmp_path, data, split_bytes=size)] == expected


@pytest.mark.parametrize("data", [b"\n" * 20 + b"hello", b"hello" + b"\n" * 20, b"\n" * 20 + b"hello" + b"\n" * 20])
def test_one_piece_among_white_space_lies_where_it_lies(tmp_path: Path, data: bytes) -> None:
    (piece,) = split(tmp_path, data, split_bytes=10)
    (part,) = piece.parts
    assert part.file_start is not None
    assert data[part.file_start : part.file_end] == piece.data
    assert piece.data.strip() == b"hello"
    assert piece.source_record == 0


# Bytes that UTF-8 has only within characters, in quantity: each was a document of its own.
def test_bytes_of_no_utf_8_are_cut_at_the_size(tmp_path: Path) -> None:
    assert [len(piece.data) for piece in split(tmp_path, b"\x91" * 250, split_bytes=100)] == [100, 100, 50]


def test_a_piece_is_no_larger_than_a_document_may_be(tmp_path: Path) -> None:
    pieces = split(tmp_path, b"one\n\n" * 10, split_bytes=1000, max_bytes=20)
    assert max(len(piece.data) for piece in pieces) <= 20


def test_a_stray_byte_in_one_piece_changes_no_other(tmp_path: Path) -> None:
    text = "Größe und Maße der Gäste.\n\n".encode()
    stray = "Ein Käfer.\n\n".encode("cp1252")
    pieces = split(tmp_path, stray + text * 3, split_bytes=40)
    assert [piece.declared_encoding for piece in pieces] == ["cp1252", None, None, None]


def test_the_encoding_of_a_piece_is_told_by_all_of_it(tmp_path: Path) -> None:
    # What is no ASCII comes late, as in a long English text with a foreign name.
    text = "abc def ghi.\n" * 90_000 + "Größe und Maße der Gäste.\n"
    pieces = split(tmp_path, text.encode("cp1252") * 2, split_bytes=1_200_000)
    assert {piece.declared_encoding for piece in pieces} == {"cp1252"}


def test_all_pieces_of_a_text_are_in_one_encoding(tmp_path: Path) -> None:
    text = "Größe und Maße der Gäste, für Ärzte und Köche.\n\nOnly ASCII here.\n\nÄrger.\n\n" * 30
    pieces = split(tmp_path, text.encode("cp1252"), split_bytes=60)
    assert {piece.declared_encoding for piece in pieces} == {"cp1252"}
