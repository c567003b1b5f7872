"""Trace: a character of a published text, back to its part, its place in the file, and its bytes."""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
import small_version

from parquetry import read
from parquetry.api import process_source
from parquetry.config import Config
from parquetry.dataset.trace import FROM_FILE, FROM_TEXT, UNKNOWN, Trace, trace
from parquetry.errors import ConfigError, StorageError, UnknownNameError
from parquetry.model.documents import FileEntry, Source
from parquetry_flows.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PAGE = b"<!doctype html><p>Bread &amp; butter on the <b>quay</b> at nine.</p>"
MAIL = b"""Message-ID: <1@x>\nSubject: lunch\nContent-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable\n\nThe caf=C3=A9 by the harbour opens at nine.\n"""
TEA = "<w:p><w:r><w:t>Tea &lt;black&gt; for two.</w:t></w:r></w:p>"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


FILES = {
    "plain.txt": "The ferry left the Größe behind at nine in the morning.\n".encode("cp1252"),
    "page.html": PAGE,
    "lunch.eml": MAIL,
    "box.zip": zipped({"a/page.html": PAGE, "b.txt": b"Nobody on the quay had seen him since Tuesday."}),
    "letter.docx": zipped(
        {
            "[Content_Types].xml": b"<Types>wordprocessingml.document</Types>",
            "word/document.xml": f"<w:document {W}>{TEA}</w:document>".encode(),
        }
    ),
    "posts.jsonl": b'{"text": "First post of the day."}\n{"text": "Second post of the day."}\n',
}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A version made of the files above, which lie in `raw` beside it."""
    config = Config()
    rows: small_version.Rows = {"documents": [], "alignment": [], "parts": [], "sources": []}
    (tmp_path / "raw").mkdir()
    for name, data in FILES.items():
        (tmp_path / "raw" / name).write_bytes(data)
        settings = config.input.model_copy(update={"path": tmp_path / "raw"})
        rows["sources"].append({"source_path": name, "path_bytes": name.encode()})
        for source in read.read(FileEntry(name, name.encode(), 0), settings):
            if isinstance(source, Source):
                _add(rows, source, config)
    return small_version.publish(tmp_path / "letters", rows)


def _add(rows: small_version.Rows, source: Source, config: Config) -> None:
    done = process_source(source, config, until="segment")
    names = ("doc_id", "source_path", "source_record", "source_sha256", "container", "format")
    rows["documents"].append(
        {name: getattr(source, name) for name in names} | {"text": done.text, "encoding": done.encoding}
    )
    for segment in done.alignment:
        rows["alignment"].append({"doc_id": source.doc_id} | segment._asdict())
    for number, part in enumerate(source.parts):
        values = {name: getattr(part, name) for name in part.__slots__}
        rows["parts"].append({"doc_id": source.doc_id, "part_id": number} | values)
    if not source.parts:
        rows["parts"].append(
            {"doc_id": source.doc_id, "path": source.source_path, "source_end": source.source_bytes, "stored": "plain"}
        )


def traced(version: Path, document: str, word: str, *, files: bool = True) -> Trace:
    """Trace a word of a document, by the source files or without them."""
    (row,) = [row for row in _documents(version) if document in (row["source_path"], row["doc_id"])]
    config = Config().input.model_copy(update={"path": version.parents[2] / "raw"}) if files else None
    return trace(version, document, row["text"].index(word), len(word), config)


def _documents(version: Path) -> list[dict[str, str]]:
    from parquetry.dataset.reader import open_table  # noqa: PLC0415

    return open_table(version, "documents").to_table().to_pylist()


def test_a_word_of_a_plain_file_is_traced_to_its_bytes_in_the_file(published: Path) -> None:
    (stretch,) = traced(published, "plain.txt", "Größe").stretches
    assert stretch.data == "Größe".encode("cp1252")
    assert FILES["plain.txt"][stretch.file_start : stretch.file_end] == stretch.data
    assert (stretch.data_from, stretch.kind, stretch.stored) == (FROM_FILE, "copy", "plain")
    (stretch,) = traced(published, "plain.txt", "Größe", files=False).stretches
    assert (stretch.data, stretch.data_from) == ("Größe".encode("cp1252"), FROM_TEXT)


def test_a_reference_of_a_page_is_markup_and_its_bytes_are_in_the_file_alone(published: Path) -> None:
    copied, reference, after = traced(published, "page.html", "Bread & butter").stretches
    assert (reference.text, reference.kind, reference.data) == ("&", "markup", b"&amp;")
    assert copied.data == b"Bread "
    assert after.data == b" butter"
    assert PAGE[reference.file_start : reference.file_end] == b"&amp;"
    _, reference, _ = traced(published, "page.html", "Bread & butter", files=False).stretches
    assert (reference.data, reference.data_from) == (None, UNKNOWN)


def test_a_word_of_a_mail_names_its_part_and_the_place_of_the_part_as_stored(published: Path) -> None:
    (stretch,) = traced(published, "lunch.eml", "café").stretches
    assert (stretch.part, stretch.stored, stretch.data) == ("1", "quoted-printable", "café".encode())
    assert MAIL[stretch.file_start : stretch.file_end].startswith(b"The caf=C3=A9")
    assert stretch.part_start == len("The ")


def test_a_word_of_a_word_file_names_the_member(published: Path) -> None:
    first, _, second, _, _ = traced(published, "letter.docx", "Tea <black> for two").stretches
    assert (first.part, first.stored, first.data, second.data) == ("word/document.xml", "deflate", b"Tea ", b"black")
    with zipfile.ZipFile(io.BytesIO(FILES["letter.docx"])) as archive:
        assert archive.read(first.part)[first.part_start : first.part_end] == b"Tea "


def test_members_and_records_are_named_by_path_record_or_the_beginning_of_their_id(published: Path) -> None:
    (stretch,) = traced(published, "box.zip!/b.txt", "Tuesday").stretches
    assert (stretch.data, stretch.stored) == (b"Tuesday", "deflate")
    stored = zlib.decompress(FILES["box.zip"][stretch.file_start : stretch.file_end], -zlib.MAX_WBITS)
    assert stored[stretch.part_start : stretch.part_end] == b"Tuesday"
    assert trace(published, "posts.jsonl#1", 0, 6).stretches[0].text == "Second"
    (page,) = [row for row in _documents(published) if row["source_path"] == "page.html"]
    assert trace(published, page["doc_id"][:8], 0).source_path == "page.html"


def test_what_cannot_be_traced_is_said(published: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"page\.html"):
        trace(published, "pages.html", 0)
    with pytest.raises(ConfigError, match="names 2 documents"):
        trace(published, "posts.jsonl", 0)
    with pytest.raises(ConfigError, match="characters"):
        trace(published, "page.html", 30, 10_000)
    (published.parents[2] / "raw" / "plain.txt").write_bytes(b"Other words.")
    with pytest.raises(StorageError, match="has changed"):
        traced(published, "plain.txt", "ferry")
    (published.parents[2] / "raw" / "plain.txt").unlink()
    with pytest.raises(StorageError, match="not in"):
        traced(published, "plain.txt", "ferry")


def test_the_command_prints_part_offset_and_bytes(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = published.parents[2] / "raw"
    monkeypatch.chdir(raw.parent)
    command = ["parquetry", "trace", "letters", "page.html", "6", "--input", "raw"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit, match="0"):
        main.main()
    out = capsys.readouterr().out
    assert "26 61 6d 70 3b" in out
    assert "page.html (text/html" in out
    monkeypatch.setattr(sys, "argv", [*command, "--json"])
    with pytest.raises(SystemExit, match="0"):
        main.main()
    assert '"data": "26616d703b"' in capsys.readouterr().out
