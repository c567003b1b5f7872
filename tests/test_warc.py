"""Web archives: each record a document, its payload decoded, and a wrong length costs nothing that follows."""

from __future__ import annotations

import gzip
import io
import json
import random
import zlib
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from cost import LINEAR
from hypothesis import given
from hypothesis import strategies as st

from parquetry import read
from parquetry.config import Input
from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, Source
from parquetry.read import compression
from parquetry.read.formats.http_payload import decoded_body, http_message

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "<!doctype html><p>The café on the quay is closed on Mondays.</p>"


def record(block: bytes, kind: str = "response", *, length: int | None = None, **fields: str) -> bytes:
    """A record of this block; `length` is what it says of it, where that is not true."""
    size = len(block) if length is None else length
    lines = {"WARC-Type": kind, "WARC-Record-ID": "<urn:uuid:1>", "Content-Length": str(size)}
    lines |= {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def response(body: bytes, *headers: str, uri: str = "http://example.org/a", length: int | None = None) -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""])
    block = head.encode() + body
    return record(block, length=None if length is None else len(block) + length, WARC_Target_URI=uri)


HTML = "Content-Type: text/html; charset=utf-8"


def read_all(folder: Path, data: bytes, name: str = "crawl.warc", **config: object) -> tuple[list[Source], list[Reject]]:
    (folder / name).write_bytes(data)
    settings = Input(path=folder, **config)
    items = list(read.read(FileEntry(name, name.encode(), len(data)), settings))
    return [item for item in items if isinstance(item, Source)], [item for item in items if isinstance(item, Reject)]


def test_a_response_is_a_document_by_its_content_type_at_its_bytes_in_the_file(tmp_path: Path) -> None:
    data = record(b"software: ours", "warcinfo") + response(PAGE.encode(), HTML) + record(b"GET / HTTP/1.1", "request")
    (page,), rejects = read_all(tmp_path, data)
    assert not rejects
    assert page.text == "The café on the quay is closed on Mondays."
    assert (page.source_path, page.source_record, page.format) == ("crawl.warc!/http://example.org/a", 0, "html")
    assert (page.source_id, page.container) == ("<urn:uuid:1>", "crawl.warc")
    assert data[page.parts[0].file_start : page.parts[0].file_end] == PAGE.encode()
    assert json.loads(page.source_meta or "")["http-status"] == "200"


def test_the_type_that_http_declares_decides_what_content_leaves_open(tmp_path: Path) -> None:
    fragment = b"Closed on <b>Mondays</b> &amp; in winter."
    (page, note), _ = read_all(tmp_path, response(fragment, HTML) + response(fragment, "Content-Type: text/plain"))
    assert page.text == "Closed on Mondays & in winter."
    assert (note.format, note.data) == ("text", fragment)
    _, rejects = read_all(tmp_path, response(b"p { color: red }", "Content-Type: text/css"))
    assert [reject.reason for reject in rejects] == ["format"]


def test_the_charset_that_http_declares_is_that_of_the_page(tmp_path: Path) -> None:
    body = "<p>Zwölf Boxkämpfer jagen Eva über den Deich.</p>".encode("cp1252")
    (page,), _ = read_all(tmp_path, response(body, "Content-Type: text/html; charset=windows-1252"))
    assert (page.text, page.encoding_method) == ("Zwölf Boxkämpfer jagen Eva über den Deich.", "declared")


def chunked(data: bytes) -> bytes:
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in (data[:10], data[10:])) + b"0\r\n\r\n"


def brotli(data: bytes) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "brotli") as stream:
        stream.write(data)
    return out.getvalue().to_pybytes()


ENCODED = {
    "chunked": (chunked(PAGE.encode()), ["Transfer-Encoding: chunked"], "chunked"),
    "gzip": (gzip.compress(PAGE.encode()), ["Content-Encoding: gzip"], "gzip"),
    "zlib": (zlib.compress(PAGE.encode()), ["Content-Encoding: deflate"], "deflate"),
    "raw deflate": (zlib.compress(PAGE.encode())[2:-4], ["Content-Encoding: deflate"], "deflate"),
    "brotli": (brotli(PAGE.encode()), ["Content-Encoding: br"], "brotli"),
    "both": (chunked(gzip.compress(PAGE.encode())), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"], "chunked"),
    "declared and undone": (PAGE.encode(), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"], "plain"),
    "deflate undone": (PAGE.encode(), ["Content-Encoding: deflate"], "plain"),
    "brotli undone": (PAGE.encode(), ["Content-Encoding: br"], "plain"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings_of_transfer_and_content_are_undone_where_the_bytes_are_in_them(name: str, tmp_path: Path) -> None:
    body, headers, stored = ENCODED[name]
    (page,), rejects = read_all(tmp_path, response(body, HTML, *headers))
    assert not rejects
    assert page.text == "The café on the quay is closed on Mondays."
    assert page.parts[0].stored == stored


BAD = {
    "cut gzip": (gzip.compress(PAGE.encode() * 9)[:-12], "gzip", "corrupt"),
    "flipped": (gzip.compress(PAGE.encode())[:12] + b"\xff" * 30, "gzip", "corrupt"),
    "bomb": (gzip.compress(b"a" * 3_000_000), "gzip", "too_large"),
    "brotli bomb": (brotli(b"a" * 3_000_000), "br", "too_large"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_body_that_cannot_be_decoded_costs_itself(name: str, tmp_path: Path) -> None:
    body, coding, reason = BAD[name]
    data = response(body, HTML, f"Content-Encoding: {coding}") + response(PAGE.encode(), HTML)
    documents, rejects = read_all(tmp_path, data, max_bytes=2_000_000)
    assert [reject.reason for reject in rejects] == [reason]
    assert len(documents) == 1


@pytest.mark.parametrize("length", [-20, -1, 1, 60, 400, 10**15])
def test_a_wrong_length_costs_nothing(length: int, tmp_path: Path) -> None:
    """Too short, too long, into the next record or beyond the end: the block goes on to the next record."""
    pages = [response(f"<p>Page {n} of the logbook.</p>".encode(), HTML, uri=f"http://x/{n}") for n in range(4)]
    pages[1] = response(b"<p>Page 1 of the logbook.</p>", HTML, uri="http://x/1", length=length)
    documents, rejects = read_all(tmp_path, b"".join(pages))
    assert not rejects
    assert [document.text for document in documents] == [f"Page {n} of the logbook." for n in range(4)]
    # A byte more is one of the line breaks that end a record, and changes nothing.
    assert [bool(document.flags) for document in documents] == [False, length != 1, False, False]


def test_damage_between_records_is_one_reject_and_what_follows_is_read(tmp_path: Path) -> None:
    page = response(PAGE.encode(), HTML)
    documents, rejects = read_all(tmp_path, page + b"no record at all\r\n\r\n" * 9_000 + page)
    assert len(documents) == 2
    assert [reject.reason for reject in rejects] == ["corrupt"]


def test_a_file_that_is_cut_keeps_what_came_before(tmp_path: Path) -> None:
    page = response(PAGE.encode(), HTML)
    documents, rejects = read_all(tmp_path, page + page[:-40])
    assert len(documents) == 1
    assert [(reject.reason, "cut short" in reject.detail) for reject in rejects] == [("corrupt", True)]


def test_a_record_larger_than_a_document_may_be_is_passed_over_without_being_held(tmp_path: Path) -> None:
    data = response(b"word " * 600_000, "Content-Type: text/plain") + response(PAGE.encode(), HTML)
    documents, rejects = read_all(tmp_path, data, max_bytes=1_000_000)
    assert [reject.reason for reject in rejects] == ["too_large"]
    assert len(documents) == 1


def test_records_of_one_address_are_two_documents_and_names_are_only_names(tmp_path: Path) -> None:
    pages = [response(PAGE.encode(), HTML, uri=uri) for uri in ("http://x/a", "http://x/a", "../../etc/passwd", "")]
    documents, _ = read_all(tmp_path, b"".join(pages))
    assert len({document.doc_id for document in documents}) == 4
    assert documents[2].source_path == "crawl.warc!/../../etc/passwd"


def test_compressed_record_by_record_or_as_a_whole(tmp_path: Path) -> None:
    page = response(PAGE.encode(), HTML)
    for data in (gzip.compress(page) * 3, gzip.compress(page * 3)):
        documents, rejects = read_all(tmp_path, data, "crawl.warc.gz")
        assert (len(documents), rejects) == (3, [])
        assert documents[0].parts[0].file_start is None


@pytest.mark.parametrize(
    ("number", "how", "size"),
    [
        *((number, how, 100_000) for number in (1, 3) for how in ("beginning", "middle", "checksum", "cut")),
        # More than is decompressed at once: all of the record is there before its checksum is.
        (1, "checksum", 1_200_000),
    ],
)
def test_a_damaged_member_of_a_compressed_archive_costs_one_record(number: int, how: str, size: int, tmp_path: Path) -> None:
    # Not to be compressed away: the damage lies where the decompressor has given out some of the record.
    noise = "".join(random.Random(5).choices("abcdefgh ", k=size))  # noqa: S311
    bodies = [b"software: ours", *(f"<p>Page {k} of the crawl. {noise}</p>".encode() for k in (1, 2, 3))]
    members = [record(bodies[0], "warcinfo")]
    members += [response(body, HTML, uri=f"http://example.org/{k}") for k, body in enumerate(bodies[1:], 1)]
    packed = [bytearray(gzip.compress(member)) for member in members]
    bad = packed[number]
    if how == "cut":
        del bad[len(bad) // 2 :]
    else:
        at = {"beginning": 1, "middle": len(bad) // 2, "checksum": len(bad) - 6}[how]
        bad[at : at + 3] = bytes(255 - byte for byte in bad[at : at + 3])
    pages, rejects = read_all(tmp_path, b"".join(packed), "crawl.warc.gz")
    assert [page.text[:6] for page in pages] == [f"Page {k}" for k in (1, 2, 3) if k != number]
    assert {reject.reason for reject in rejects} == {"corrupt"}
    # After the last one nothing tells whether there was more.
    assert len(rejects) == 1 or (number == 3 and len(rejects) == 2)


def false_beginnings(count: int) -> bytes:
    """Members of which each has the beginning of the next in it, and damage at its end: what follows is read in each."""
    stored = b"".join(b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + b"\0\x0a\0\xf5\xff" for _ in range(count))
    return stored + b"\xff" * 9


FALSE_BEGINNINGS = {
    "marks alone": lambda count: b"\x1f\x8b\x08\0" * count,
    "members within members": false_beginnings,
    "members that go on to the end": lambda count: b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" * count,
    "damage behind each name": lambda count: b"\x1f\x8b\x08\x08\0\0\0\0\0\x03a\0\xff" * count,
}


@pytest.mark.parametrize("name", FALSE_BEGINNINGS)
def test_a_file_of_false_beginnings_is_passed_in_linear_work(name: str) -> None:
    fed = 0
    decompressor = zlib.decompressobj

    class Counted:
        """A decompressor that counts the bytes it is given."""

        def __init__(self, wbits: int) -> None:
            self._of = decompressor(wbits)

        def decompress(self, data: bytes, size: int) -> bytes:
            nonlocal fed
            fed += len(data)
            return self._of.decompress(data, size)

        def __getattr__(self, name: str) -> object:
            return getattr(self._of, name)

    good = gzip.compress(b"The last one is whole.")
    work = []
    for count in (20_000, 160_000):
        fed = 0
        data = FALSE_BEGINNINGS[name](count) + b"\0" * (1 << 17) + good
        members = compression.GzipMembers(io.BytesIO(data))
        out = bytearray()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(compression.zlib, "decompressobj", Counted)
            resumed = read_on(members, out)
        assert out.endswith(b"The last one is whole.")
        work.append(fed + resumed)
        # Each byte eight times more at most, and a chunk for each try that the first four megabytes allow.
        assert resumed < len(data) // 512 + 2_000
    assert work[1] <= LINEAR * work[0]


def read_on(members: compression.GzipMembers, out: bytearray) -> int:
    """Read all that members give, over all damage; return how often they were resumed."""
    resumed = 0
    while True:
        try:
            while data := members.read(1 << 16):
                out += data
        except (zlib.error, EOFError):
            resumed += 1
            if not members.resume():
                return resumed
        else:
            return resumed


def test_a_thousand_damaged_members_are_told_one_by_one() -> None:
    packed = []
    for number in range(2_000):
        member = bytearray(gzip.compress(b"Record %d." % number))
        member[-5] ^= 255 * (number % 2)
        packed.append(bytes(member))
    out = bytearray()
    assert read_on(compression.GzipMembers(io.BytesIO(b"".join(packed))), out) == 1_000
    assert bytes(out) == b"".join(b"Record %d." % number for number in range(0, 2_000, 2))


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=6), st.data())
def test_members_before_and_after_damage_are_read(texts: list[bytes], data: st.DataObject) -> None:
    packed = [bytearray(gzip.compress(text)) for text in texts]
    bad = data.draw(st.integers(0, len(packed) - 1))
    packed[bad][-5] ^= 255
    out = bytearray()
    read_on(compression.GzipMembers(io.BytesIO(b"".join(packed))), out)
    # What a wrong checksum is found in may be given out before it, or not at all.
    others = [text for number, text in enumerate(texts) if number != bad]
    assert bytes(out) in (b"".join(texts), b"".join(others))


def test_a_damaged_text_is_not_read_around_its_damage(tmp_path: Path) -> None:
    good = gzip.compress(b"One sentence.\n")
    bad = bytearray(gzip.compress(b"Another sentence.\n"))
    bad[-6] ^= 255
    texts, rejects = read_all(tmp_path, bytes(good + bad + good), "letter.txt.gz")
    assert (texts, [reject.reason for reject in rejects]) == ([], ["corrupt"])


def test_a_text_about_the_format_is_a_text(tmp_path: Path) -> None:
    (text,), _ = read_all(tmp_path, b"WARC/1.0 is a format. It keeps web pages.\n", "note.txt")
    assert text.format == "text"


@given(st.binary(max_size=80), st.sampled_from(["", "gzip", "deflate", "br", "identity, gzip"]))
def test_whatever_a_body_holds_it_is_decoded_or_refused(body: bytes, coding: str) -> None:
    message = http_message(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: " + coding.encode() + b"\r\n\r\n"
    )
    assert message is not None
    try:
        decoded_body(body, message.headers, 1_000)
    except DocumentError as error:
        assert error.reason in {"corrupt", "too_large"}  # noqa: PT017 (either outcome is right)
