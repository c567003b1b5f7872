"""Mail: every text part at its bytes, the right one shown, and the others on record."""

from __future__ import annotations

import base64
import email
import json
import quopri
import time
from contextlib import suppress
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry import read
from parquetry.config import Extract, Input, Repair, Segment
from parquetry.errors import DocumentError
from parquetry.extract import extract
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileStats, Source
from parquetry.model.vocabulary import FLAGS
from parquetry.read.files import from_bytes
from parquetry.read.formats.mail import mail_document
from parquetry.read.formats.mail_structure import Entity, parse_mail, transfer_decoded
from parquetry.repair import repair
from parquetry.repair.encoding.decode import detect_encoding
from parquetry.segment import segment
from parquetry.tabulate.rows import tabulate
from parquetry.tabulate.verify_alignment import verify_alignment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parquetry.model.parts import Part


def mail(data: bytes | str) -> Source:
    return mail_document(from_bytes(data.encode() if isinstance(data, str) else data, "a.eml"), detect_encoding)


def check(source: Source) -> None:
    """Copied segments decode, parts tile the source bytes, and what tabulation checks holds."""
    at = 0
    for part in source.parts:
        assert part.source_start == at
        at = part.source_end
    assert at == len(source.data) == source.source_bytes
    done = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    assert verify_alignment(done, source.data) == []
    assert tabulate([done])["parts"].num_rows == len(source.parts)


def leaves(entity: Entity) -> Iterator[Entity]:
    if not entity.children:
        yield entity
    for child in entity.children:
        yield from leaves(child)


HEAD = "From: Ana <ana@example.org>\nTo: bo@example.org\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nMessage-ID: <1@example.org>\n"
HEAD += "Date: Tue, 5 Mar 2019 10:11:12 +0100\n"


def test_headers_are_title_date_and_fields() -> None:
    source = mail(HEAD + "\nHallo Bo,\n\nbis morgen.\n")
    assert source.text == "Hallo Bo,\n\nbis morgen.\n"
    assert (source.title, source.date) == ("Grüße", "2019-03-05T10:11:12+01:00")
    meta = json.loads(source.source_meta or "")
    assert (meta["from"], meta["message-id"]) == ("Ana <ana@example.org>", "<1@example.org>")
    check(source)


def raw_of(source: Source, part: Part) -> bytes:
    return source.data[part.source_start : part.source_end]


def built() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"], message["MIME-Version"] = "ana@example.org", "Plans", "1.0"
    message.set_content("Grüße aus Köln.\n", cte="quoted-printable")
    message.add_alternative("<p>Grüße aus <b>Köln</b>, schön.</p>", subtype="html", cte="base64")
    message.add_attachment(b"\x89PNG\0\1", maintype="image", subtype="png", filename="boat.png")
    message.add_attachment("A note.\n", filename="note.txt")
    return message


def test_a_mail_of_an_unknown_type_of_text_is_plain() -> None:
    source = mail(HEAD + "Content-Type: text/asciidoc\n\nHow to read a gauge\n===================\n")
    assert source.text == "How to read a gauge\n===================\n"
    check(source)


def test_plain_text_wins_over_its_alternative_and_all_else_is_on_record() -> None:
    raw = bytes(built())
    source = mail(raw)
    assert source.text == "Grüße aus Köln.\n"
    assert [(row.reason, row.text) for row in source.left_out] == [
        ("alternative", "<p>Grüße aus <b>Köln</b>, schön.</p>"),
        ("attachment", "boat.png"),
        ("attachment", "note.txt"),
    ]
    assert [part.media_type for part in source.parts] == ["text/plain", "text/html", "image/png", "text/plain"]
    assert [part.stored for part in source.parts] == ["quoted-printable", "base64", "base64", "plain"]
    first, second = source.parts[:2]
    assert quopri.decodestring(raw[first.file_start : first.file_end]) == "Grüße aus Köln.\n".encode()
    assert base64.b64decode(raw[second.file_start : second.file_end]).startswith("<p>Grüße".encode())
    check(source)


def test_a_mail_of_html_alone_is_read_as_a_page() -> None:
    body = "<html><h1>Hello</h1><p>One &amp; two.</p><style>p{}</style></html>"
    source = mail("Subject: x\nContent-Type: text/html; charset=utf-8\n\n" + body)
    assert source.text == "Hello\n\nOne & two."
    segmented = segment(repair(source, Repair()), Segment())
    assert [block.kind for block in segmented.blocks] == ["heading", "paragraph"]
    check(source)


@pytest.mark.parametrize(
    ("charset", "data", "expected"),
    [
        ("iso-8859-1", "Café “now”".encode("cp1252"), "Café “now”"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("x-unknown", "Grüße".encode(), "Grüße"),
        ("utf-8", "Grüße".encode(), "Grüße"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("utf-16", "Grüße".encode("utf-16"), "Grüße"),
    ],
)
def test_the_charset_is_the_declared_one_where_it_fits(charset: str, data: bytes, expected: str) -> None:
    source = mail(f"Subject: x\nContent-Type: text/plain; charset={charset}\n\n".encode() + data)
    assert source.text == expected
    check(source)


def test_parts_in_two_encodings_are_both_at_their_bytes() -> None:
    parts = [("utf-8", "Grüße, naïve"), ("koi8-r", "Привет, x")]
    body = b"".join(
        f"--B\nContent-Type: text/plain; charset={charset}\n\n".encode() + text.encode(charset) + b"\n"
        for charset, text in parts
    )
    source = mail(b"Subject: x\nContent-Type: multipart/mixed; boundary=B\n\npreamble\n" + body + b"--B--\nepilogue")
    assert source.text == "Grüße, naïve\n\nПривет, x"
    assert [(part.path, raw_of(source, part)) for part in source.parts[2:]] == [
        ("1.preamble", b"preamble\n"),
        ("1.epilogue", b"epilogue"),
    ]
    assert [(row.reason, row.text) for row in source.left_out] == [("alternative", "preamble"), ("alternative", "epilogue")]
    for one in source.segments:
        if one.kind == "markup":
            assert source.data[one.source_start : one.source_end].decode("koi8-r") == source.text[one.start : one.end]
    check(source)


def test_a_mail_that_declares_no_encoding_is_utf_8_if_it_can_be() -> None:
    """Without a detector too: what is read of an archive has none."""
    for text, encoding in (("Grüße, naïve".encode(), "utf-8"), ("Grüße, naïve".encode("cp1252"), "cp1252")):
        source = mail_document(from_bytes(b"Subject: x\n\n" + text, "a.eml"), None)
        assert (source.text, source.encoding) == ("Grüße, naïve", encoding)


ODD = {
    "no blank line after the header": ("Subject: x\nText at once\nmore\n", "Text at once\nmore\n"),
    "no header": ("\nOnly text\n", "Only text\n"),
    "boundary that never comes": ("Subject: x\nContent-Type: multipart/mixed; boundary=Q\n\nStill text\n", "Still text\n"),
    "no boundary named": ("Subject: x\nContent-Type: multipart/mixed\n\nStill text\n", "Still text\n"),
    "cut within a part": ("Subject: x\nContent-Type: multipart/mixed; boundary=Q\n\n--Q\n\nHalf a wor", "Half a wor"),
    "a forwarded message": ("Subject: x\nContent-Type: message/rfc822\n\nSubject: y\n\nInner text\n", "Inner text\n"),
    "a digest": ("Subject: x\nContent-Type: multipart/digest; boundary=Q\n\n--Q\n\nSubject: y\n\nOne\n--Q--", "One"),
    "damaged base64": ("Subject: x\nContent-Transfer-Encoding: base64\n\nSGVsbG8*gd29ybGQ\n", "Hello world"),
    "carriage returns": ("Subject: x\r\n\r\nOne\r\ntwo\r\n", "One\r\ntwo\r\n"),
    "an empty line before the header": ("\r\nMIME-Version: 1.0\r\nSubject: x\r\n\r\nText\r\n", "Text\r\n"),
    "a file in the text": ("Subject: x\n\nHere:\nbegin 644 a.txt\n#0V%T\n`\nend\nBye.\n", "Here:\nBye.\n"),
    "prose that says begin": ("Subject: x\n\nbegin 100 times\nand end\n", "begin 100 times\nand end\n"),
    "boundaries after one another": (
        "Subject: x\nContent-Type: multipart/mixed; boundary=Q\n\n--Q\n--Q\n\nOne\n--Q\n--Q--",
        "One",
    ),
}


HEADERS = {
    "in UTF-8": ("Subject: Größe für Søren".encode(), "Größe für Søren"),
    "in the charset of the text": (
        "Subject: Привет\nContent-Type: text/plain; charset=koi8-r".encode("koi8-r"),
        "Привет",
    ),
    "in a charset that nothing names": ("Subject: Größe und Maße für Gäste".encode("cp1252"), "Größe und Maße für Gäste"),
    "a character parted over two words": (b"Subject: =?utf-8?q?caf=C3?= =?utf-8?b?qQ==?=", "café"),
    "words without space around them": (b'Subject: "=?utf-8?q?a?==?utf-8?q?b?="c', '"ab"c'),
    "words of two charsets": (b"Subject: =?utf-8?q?=C3=A9?=\n =?iso-8859-1?q?=E9?= e", "éé e"),
    "a word with spaces in it": (b"Subject: =?utf-8?q?hello big world?=", "hello big world"),
    "a word with its language": (b"Subject: =?utf-8*en?Q?hello?=", "hello"),
    "a charset that nobody knows": (b"Subject: =?x-no?q?a?= =?utf-8?q?b?=", "=?x-no?q?a?= b"),
    "no padding": (b"Subject: =?utf-8?b?w6k?=", "é"),
    "damaged base64": (b"Subject: =?utf-8?b?a?= b", "=?utf-8?b?a?= b"),
    "folded": (b"Subject: one\n  two\n\tthree", "one two three"),
    "space before the colon": (b"Subject : one", "one"),
}


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_subjects_are_read_however_they_are_written(name: str) -> None:
    header, expected = HEADERS[name]
    assert mail(header + b"\n\nText").title == expected


def test_names_of_attachments_keep_their_characters() -> None:
    header = "Content-Type: text/plain\nContent-Disposition: attachment; filename=Größe.txt\n\nx\n"
    source = mail(f"Content-Type: multipart/mixed; boundary=Q\n\n--Q\n\nText\n--Q\n{header}--Q--".encode())
    assert [(row.reason, row.text) for row in source.left_out] == [("attachment", "Größe.txt")]


def alternatives(plain: str, page: str) -> Source:
    parts = f"--Q\nContent-Type: text/plain\n\n{plain}\n--Q\nContent-Type: text/html\n\n{page}\n--Q--"
    return mail(f"Content-Type: multipart/alternative; boundary=Q\n\n{parts}")


def test_a_plain_alternative_that_says_nothing_is_none() -> None:
    """An empty one cost the whole mail, a line that says "HTML only" its text."""
    assert alternatives(" ", "<p>The letter.</p>").text == "The letter."
    stub, letter = "Your program shows no HTML.", "This is the letter that was written. " * 9
    assert alternatives(stub, f"<p>{letter}</p>").text == letter.strip()
    # A page that is larger by its tags alone says no more.
    styled = "<style>p {color: red; margin: 0}</style>" * 9 + "<p>See you at noon.</p>"
    assert alternatives("See you at noon.", styled).text == "See you at noon."


def test_the_header_of_a_mail_within_is_on_record() -> None:
    source = mail("Subject: x\nContent-Type: message/rfc822\n\nSubject: y\nFrom: Ana\n\nInner text\n")
    assert [(row.reason, row.text) for row in source.left_out] == [("metadata", "Subject: y\nFrom: Ana")]
    assert [part.path for part in source.parts] == ["1", "1.header"]
    check(source)


def test_what_follows_the_padding_of_base64_is_not_lost() -> None:
    """Decoders stop there: a footer of a list is on record, a second piece of base64 is text."""
    head = "Subject: x\nContent-Transfer-Encoding: base64\n\n"
    source = mail(f"{head}SGVsbG8gd29ybGQ=\n-- \nTo unsubscribe, write to us\n")
    assert source.text == "Hello world"
    assert [(row.reason, row.text) for row in source.left_out] == [("alternative", "-- \nTo unsubscribe, write to us")]
    check(source)
    source = mail(f"{head}SGVsbG8=\nIHdvcmxk\nIQ==\n")
    assert (source.text, source.left_out) == ("Hello world!", ())


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_structure_loses_no_text(name: str) -> None:
    raw, expected = ODD[name]
    source = mail(raw)
    assert source.text == expected
    check(source)


def test_an_encrypted_mail_is_rejected_as_such() -> None:
    with pytest.raises(DocumentError, match="encrypted"):
        mail("Subject: x\nContent-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nMIIB\n")


@given(
    st.lists(st.text(st.sampled_from("aé漢\n .-=")), min_size=1, max_size=4), st.sampled_from(["base64", "quoted-printable"])
)
def test_parts_are_those_of_the_standard_library(texts: list[str], encoding: str) -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    message.make_mixed()
    for text in texts:
        part = EmailMessage()
        part.set_content(text, cte=encoding)
        message.attach(part)
    raw = bytes(message)
    theirs = [part.get_payload(decode=True) for part in email.message_from_bytes(raw).walk() if not part.is_multipart()]
    assert [transfer_decoded(leaf, raw)[0] for leaf in leaves(parse_mail(raw))] == theirs


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [
        "Content-Type: multipart/mixed; boundary=Q\n\n" + "--Q\n\nx\n" * 200_000,
        "Content-Type: message/rfc822\n\n" * 5_000 + "Subject: x\n\ndeep",
        "".join(f"Content-Type: multipart/mixed; boundary=B{n}\n\n--B{n}\n" for n in range(3_000)) + "\ndeep",
        "Subject: " + "=?utf-8?q?x?= " * 50_000 + "\n\ntext",
        "X: y\n" * 200_000 + "\ntext",
        "Content-Type: multipart/mixed; boundary=" + "Q" * 100_000 + "\n\ntext",
        "Subject: x\n" + " " * 500_000 + "\n\ntext",
    ],
    ids=range(7),
)
def test_hostile_mail_takes_bounded_time(raw: str) -> None:
    start = time.process_time()
    with suppress(DocumentError):
        mail(raw)
    assert time.process_time() - start < 10


def read_all(folder: Path, data: bytes, name: str) -> tuple[list[Source], list[Reject], int]:
    (folder / name).write_bytes(data)
    config = Input(path=folder)
    found = [item for entry in read.find(config) for item in read.read(entry, config, detect_encoding)]
    (facts,) = [item for item in found if isinstance(item, FileStats)]
    rejects = [item for item in found if isinstance(item, Reject)]
    return [item for item in found if isinstance(item, Source)], rejects, facts.records


def attached() -> EmailMessage:
    message = built()
    message["Message-ID"] = "<7@x>"
    message.add_attachment("<p>Prices &amp; dates</p>", subtype="html", cte="base64")
    message.add_attachment(b"id,text\n1,One thing.\n", maintype="text", subtype="csv", filename="../posts.csv")
    message.add_attachment(b"broken", maintype="application", subtype="zip", filename="a.zip")
    message.add_attachment(b"PK\3\4broken", maintype="application", subtype="octet-stream", filename="letter.docx")
    message.add_attachment(b"-----BEGIN PGP SIGNATURE-----\n", maintype="application", subtype="pgp-signature")
    return message


def test_signatures_of_a_mail_are_named_in_one_order() -> None:
    message = EmailMessage()
    message["Subject"] = "Ferry"
    message.set_content("The ferry leaves at nine.")
    for kind in ("pkcs7-signature", "pgp-signature"):
        message.add_attachment(b"x", "application", kind)
    assert json.loads(mail(bytes(message)).source_meta or "")["signed"] == "pgp, smime"


def test_attachments_are_documents_of_their_own(tmp_path: Path) -> None:
    documents, rejects, records = read_all(tmp_path, bytes(attached()), "plans.eml")
    assert [(one.source_path, one.format, one.container, one.source_record) for one in documents] == [
        ("plans.eml", "mail", None, None),
        ("plans.eml!/note.txt", "text", "plans.eml", 1),
        ("plans.eml!/part 4", "html", "plans.eml", 2),
        ("plans.eml!/../posts.csv", "csv", "plans.eml", 3),
        ("plans.eml!/a.zip", "text", "plans.eml", 4),
    ]
    assert documents[2].text == "Prices & dates"
    part = documents[2].parts[0]
    assert part.stored == "base64"
    assert base64.b64decode(bytes(attached())[part.file_start : part.file_end]) == documents[2].data
    assert [(reject.source_record, reject.reason) for reject in rejects] == [(5, "corrupt")]
    assert records == 6
    assert json.loads(documents[0].source_meta or "")["signed"] == "pgp"


def test_attachments_of_a_mail_without_text_are_still_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Message-ID"] = "<8@x>"
    message.add_attachment("A note.\n", filename="note.txt")
    documents, rejects, records = read_all(tmp_path, bytes(message), "empty.eml")
    assert [one.source_path for one in documents] == ["empty.eml!/note.txt"]
    assert [(reject.source_record, reject.reason) for reject in rejects] == [(0, "empty")]
    assert records == 2


def test_attachments_of_a_mailbox_follow_their_message(tmp_path: Path) -> None:
    line = b"From ana@example.org Tue Mar  5 10:11:12 2019\n"
    box = line + bytes(built()).replace(b"From: ", b"Message-ID: <7@x>\nFrom: ") + b"\n" + line + b"Subject: x\n\nTwo.\n"
    documents, rejects, records = read_all(tmp_path, box, "inbox")
    assert [(one.source_path, one.source_record) for one in documents] == [
        ("inbox", 0),
        ("inbox!/<7@x>!/note.txt", 1),
        ("inbox", 2),
    ]
    assert not rejects
    assert records == 3
    part = documents[1].parts[0]
    assert box[part.file_start : part.file_end].strip() == b"A note."


def test_mails_attached_to_mails_end_at_the_depth_of_archives(tmp_path: Path) -> None:
    inner = b"Message-ID: <1@x>\n\nInnermost."
    for number in range(6):
        message = EmailMessage()
        message["Message-ID"] = f"<{number}@x>"
        message.set_content(f"Number {number}.")
        message.add_attachment(inner, maintype="application", subtype="octet-stream", filename="m.eml")
        inner = bytes(message)
    documents, rejects, _ = read_all(tmp_path, inner, "m.eml")
    assert [(one.text or "").strip() for one in documents] == [f"Number {number}." for number in (5, 4, 3, 2)]
    assert not rejects


FLOWED = {
    "paragraph": ("One \r\ntwo \r\nthree.\r\nNew one.", False, "One two three.\r\nNew one."),
    "delsp": ("漢 \n字 \n語\n", True, "漢字語\n"),
    "stuffed": (" From here \n >it goes\n", False, "From here >it goes\n"),
    "quoted": ("> One \n> two.\nMine \nis this.\n", False, "> One two.\nMine is this.\n"),
    "other depth": (">> One \n> two \n", False, ">> One \n> two \n"),
    "signature": ("Bye \n-- \nAna \nBo\n", False, "Bye \n-- \nAna Bo\n"),
    "fixed": ("One\ntwo\n", False, "One\ntwo\n"),
}


@pytest.mark.parametrize("name", FLOWED)
def test_lines_that_flow_by_declaration_are_joined(name: str) -> None:
    text, delsp, expected = FLOWED[name]
    head = f"Subject: x\nContent-Type: text/plain; charset=utf-8; format=flowed{'; delsp=yes' if delsp else ''}\n\n"
    source = mail(head + text)
    assert source.text == expected
    check(source)


def test_a_mail_with_an_encrypted_part_has_its_text_and_says_so() -> None:
    parts = "--Q\n\nSee below.\n--Q\nContent-Type: application/pkcs7-mime\n\nMIIB\n--Q--\n"
    source = mail("Subject: x\nContent-Type: multipart/mixed; boundary=Q\n\n" + parts)
    assert (source.text, source.flags) == ("See below.", ("encrypted",))
    assert set(source.flags) <= set(FLAGS)
    check(source)


def test_messages_of_a_mailbox_are_documents(tmp_path: Path) -> None:
    def message(number: int, body: str) -> str:
        return f"From ana@example.org Tue Mar  5 10:11:12 2019\nMessage-ID: <{number}@x>\nSubject: s{number}\n\n{body}\n\n"

    raw = message(1, "One.\nFrom here it goes on.") + message(2, "Two.") + message(2, "Again.") + message(3, "")
    (tmp_path / "inbox").write_text(raw, encoding="utf-8")
    config = Input(path=tmp_path)
    found = [item for entry in read.find(config) for item in read.read(entry, config, detect_encoding)]
    documents = [item for item in found if isinstance(item, Source)]
    assert [(one.source_record, one.source_id, one.title) for one in documents] == [
        (0, "<1@x>", "s1"),
        (1, "<2@x>", "s2"),
        (2, "<2@x>", "s2"),
    ]
    assert len({one.doc_id for one in documents}) == 3
    assert [one.container for one in documents] == ["inbox"] * 3
    for one in documents:
        (part,) = one.parts
        assert raw.encode()[part.file_start : part.file_end] == one.data
        check(one)
    assert [(item.source_record, item.reason) for item in found if isinstance(item, Reject)] == [(3, "empty")]
    assert [item.records for item in found if isinstance(item, FileStats)] == [4]


SHIFTED = {
    "utf-7": (b"Gr+APwA3w-e aus M+APw-nchen, 1 +- 2.", "Grüße aus München, 1 + 2."),
    "iso-2022-jp": ("港の規則です。".encode("iso2022_jp"), "港の規則です。"),
    "hz-gb-2312": ("港口 abc".encode("hz"), "港口 abc"),
}
"""Encodings that are written in the bytes of ASCII."""


@pytest.mark.parametrize("charset", SHIFTED)
@pytest.mark.parametrize("tags", [("", ""), ("<p>", "</p>")])
def test_bytes_of_ascii_say_what_is_declared(charset: str, tags: tuple[str, str]) -> None:
    data, text = SHIFTED[charset]
    type_ = "html" if tags[0] else "plain"
    head = f"From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/{type_}; charset={charset}\r\n\r\n{tags[0]}"
    source = mail(head.encode() + data + tags[1].encode())
    check(source)
    assert source.text == text


@pytest.mark.parametrize("charset", ["utf-7", "cp037", "utf-16", "unicode_escape"])
def test_ascii_is_read_as_utf8_whatever_is_declared(charset: str) -> None:
    """It has the same bytes, and a part in another encoding would be markup, character by character."""
    head = f"From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n\r\n"
    source = mail(f"{head}plain words \\u00e4.")
    assert (source.encoding, source.text) == ("utf-8", "plain words \\u00e4.")


def test_wide_letters_of_ascii_are_read_as_declared() -> None:
    head = b"From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-16le\r\n\r\n"
    assert mail(head + "plain words".encode("utf-16-le")).text == "plain words"
