"""Sniffing: content before name; what is recognised and not read is named, and never prose."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import feather

from parquetry import read
from parquetry.config import Input
from parquetry.model.dataset import Reject
from parquetry.model.documents import Source
from parquetry.read.known_formats import MAGIC
from parquetry.read.sniff import HEAD, sniff

if TYPE_CHECKING:
    from pathlib import Path


def arrow_file() -> bytes:
    out = io.BytesIO()
    feather.write_feather(pa.table({"text": ["a"]}), out)
    return out.getvalue()


def arrow_stream() -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_stream(out, pa.schema([("text", pa.string())])) as writer:
        writer.write_table(pa.table({"text": ["a"]}))
    return out.getvalue()


NOTEBOOK = json.dumps({"cells": [{"cell_type": "markdown", "source": ["x"]}], "nbformat": 4}, indent=1).encode()
UNREAD = {
    "seven.txt": (b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
    "rar.txt": (b"Rar!\x1a\x07\x01\0", "RAR"),
    "lz4.txt.lz4": (b"\x04\x22\x4d\x18data", "LZ4"),
    "feather.parquet": (arrow_file(), "Arrow"),
    "stream.arrows": (arrow_stream(), "Arrow"),
    "notes.ipynb": (NOTEBOOK, "notebook"),
    "notes.json": (NOTEBOOK, "notebook"),
    "letter.rtf": (b"{\\rtf1 words}", "RTF"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "office"),
    "photo.txt": (b"\xff\xd8\xff\xe0", "JPEG"),
    "picture.bmp": (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0", "BMP"),
    "song.mp3": (b"ID3\x03\0", "MP3"),
    "film.mp4": (b"\0\0\0\x20ftypisom", "video"),
    "track.txt": (b'<?xml version="1.0"?>\n<gpx version="1.1"><trk/></gpx>', "a GPS track"),
    "days.ics": (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar"),
    "ana.txt": (b"BEGIN:VCARD\r\nFN:Ana\r\n", "business card"),
    "signature.asc": (b"-----BEGIN PGP SIGNATURE-----\n\niQEz\n", "signature or key"),
    "server.pem": (b"-----BEGIN CERTIFICATE-----\nMIIB\n", "signature or key"),
    "base.db": (b"SQLite format 3\0", "SQLite"),
    "program.txt": (b"MZ\x90\0\3\0\0\0" + b"\0" * 60, "program"),
}


@pytest.mark.parametrize("name", sorted(UNREAD))
def test_what_is_recognised_and_not_read_is_named_and_never_prose(tmp_path: Path, name: str) -> None:
    data, label = UNREAD[name]
    (tmp_path / name).write_bytes(data)
    config = Input(path=tmp_path)
    found = [item for entry in read.find(config) for item in read.read(entry, config)]
    assert not [item for item in found if isinstance(item, Source)]
    (reject,) = [item for item in found if isinstance(item, Reject)]
    assert reject.reason == "format"
    assert label in reject.detail


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"BMW is a maker of cars.\n", "a.txt", "text"),
        (b"BEGIN:VCALENDAR is how a calendar begins.\n", "a.txt", "text"),
        (b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe ferry is late.\n", "a.asc", "text"),
        (b"MZ was the chemist's shorthand.\n", "a.txt", "text"),
        (b"GIFTS were brought.\n", "a.txt", "text"),
        (b"From the window he saw the sea in 1920.\nIt was calm.\n", "a.txt", "text"),
        (b"From: the board\nTo: all staff\nSubject: lunch\n\nThere is none.\n", "memo.txt", "text"),
        (b'<p align="center">A readme</p>\n', "README.md", "markdown"),
        (b"<b>bold</b> words in a text file\n", "a.txt", "text"),
        (b"[1] Smith, J. A first reference.\n", "a.txt", "text"),
        (b"{braces} begin this note.\n", "a.txt", "text"),
        (b"[ ] call the plumber\n[x] pay the bill\n", "a.txt", "text"),
        (b"[ ]\n", "a.txt", "json"),
        (b"# A title\n", "a.md", "markdown"),
        (b'\xef\xbb\xbf[{"text": "a"}]', "a.txt", "json"),
        (b'{"text": "a"}\n', "a.jsonl", "jsonl"),
        (b"<!DOCTYPE html><title>x</title>", "a.txt", "html"),
        (b"<!-- saved -->\n<HTML lang=en>", "a", "html"),
        ("\ufeff<!doctype html>".encode("utf-16-le"), "a", "html"),
        (b"<p>One<p>Two", "a.html", "html"),
        (b"Message-ID: <1@x>\nFrom: a@x\nSubject: s\n\nHi.\n", "1.", "mail"),
        (b"Subject: s\n\nHi.\n", "a.eml", "mail"),
        (b"From a@x Thu Jan  1 00:00:00 1970\nSubject: s\n\nHi.\n", "inbox", "mail"),
    ],
)
def test_content_goes_before_the_name_and_prose_stays_prose(data: bytes, name: str, expected: str) -> None:
    assert sniff(data, name).name == expected


def test_no_magic_number_hides_another() -> None:
    for number, row in enumerate(MAGIC):
        head = (b" " * row.offset + row.magic).ljust(HEAD, b" ")
        assert sniff(head, "a.txt").unread == row.label, (number, row)


def test_a_tar_is_no_binary_text(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("x.txt"))
    assert sniff((tmp_path / "a.tar").read_bytes()[:HEAD], "a.tar").name == "tar"


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\n", "scan.txt", "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n%\xe2\xe3\n1 0 obj", "scan", "pdf"),
        (b"WARC/1.0\r\nWARC-Type: resource\r\n\r\n%PDF-1.4\n", "crawl.warc", "warc"),
        (b"Message-ID: <1@example.org>\nSubject: scan\n\n%PDF-1.4\n", "scan.eml", "mail"),
        (b"<!doctype html><pre>%PDF-1.4\n</pre>", "about.html", "html"),
        (b'{"text": "%PDF-1.4\n', "rows.jsonl", "jsonl"),
        (b"Such a file begins with the line\n\n%PDF-1.4\n\nand ends with %%EOF.", "about.txt", "text"),
        (b"A file of this kind begins with %PDF-1.4 or a later version.", "about.txt", "text"),
    ],
)
def test_a_pdf_within_something_else_makes_no_pdf_of_it(head: bytes, name: str, expected: str) -> None:
    assert sniff(head, name).name == expected


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><text>Hi</text></svg>', "ship.svg", "SVG"),
        (b'<!-- ours -->\n<svg width="9"\n  xmlns="http://www.w3.org/2000/svg">', "ship.txt", "SVG"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">\n<svg>', "ship", "SVG"),
        (b'<article xmlns="http://docbook.org/ns/docbook" version="5.0">', "article.txt", "xml"),
        (b'<!DOCTYPE book [ <!ENTITY ship "Ana"> ]>\n<book>', "book.sgml", "xml"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml">', "page", "html"),
        (b"<ana@example.org> wrote that xmlns='x' declares a name.", "letter.txt", "text"),
        (b"<quote>He left.</quote>", "letter.txt", "text"),
    ],
)
def test_xml_without_a_declaration_is_told_by_type_or_namespace(head: bytes, name: str, expected: str) -> None:
    form = sniff(head, name)
    assert expected in (form.name, *form.unread.split())
