"""Sniff: what a file is, by what it holds first and by what it is called second.

What is recognised and not read becomes a reject that names it, never prose: a reader of the dataset must not meet tags,
headers or base64 as sentences. A name alone decides only between kinds of plain text and of records.

Source: WHATWG MIME Sniffing for HTML; the IANA registry and file(1) for magic numbers.
"""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath
from typing import NamedTuple

HEAD = 4096
"""Bytes of a file that are looked at."""

SUFFIXES_OF_COMPRESSION = (".gz", ".bz2", ".xz", ".zst")


class Format(NamedTuple):
    """A format of the contract, or, with `unread`, the name of one that is recognised and not read."""

    name: str
    media_type: str
    unread: str = ""


TEXT = Format("text", "text/plain")
MARKDOWN = Format("markdown", "text/markdown")
JSONL = Format("jsonl", "application/jsonl")
JSON = Format("json", "application/json")
CSV = Format("csv", "text/csv")
TSV = Format("csv", "text/tab-separated-values")
PARQUET = Format("parquet", "application/vnd.apache.parquet")

HTML = Format("html", "text/html")
XML = Format("xml", "application/xml")
ZIP = Format("zip", "application/zip")
PDF = Format("pdf", "application/pdf")
TAR = Format("tar", "application/x-tar")
MAIL = Format("mail", "message/rfc822")
MAILBOX = Format("mail", "application/mbox")
WARC = Format("warc", "application/warc")

UNREAD_XML = {
    "svg": "an SVG image",
    "rss": "a feed (RSS)",
    "feed": "a feed (Atom)",
    "RDF": "RDF",
    "plist": "a property list",
    "stylesheet": "an XSL style sheet",
    "transform": "an XSL style sheet",
    "schema": "an XML schema",
    "gpx": "a GPS track",
    "kml": "a map (KML)",
    "math": "a formula (MathML)",
}
"""Local names of root elements of XML that is no document of prose, and what it is."""
BY_SUFFIX = {
    ".txt": TEXT,
    ".text": TEXT,
    ".log": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".json": JSON,
    ".csv": CSV,
    ".tsv": TSV,
    ".tab": TSV,
    ".parquet": PARQUET,
}
"""Formats that a name decides between where the content does not."""


class Magic(NamedTuple):
    """Bytes at a place of the file, and what they tell."""

    offset: int
    magic: bytes
    label: str
    media_type: str = "application/octet-stream"


MAGIC = (
    Magic(0, b"PK\x05\x06", "an empty ZIP archive", "application/zip"),
    Magic(
        0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (DOC, XLS, PPT, MSG)", "application/x-ole-storage"
    ),
    Magic(0, b"\xd0\xcf\x11\xe0", "an old office document (DOC, XLS, PPT, MSG)", "application/x-ole-storage"),
    Magic(0, b"{\\rtf", "RTF", "application/rtf"),
    Magic(0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", "application/x-7z-compressed"),
    Magic(0, b"Rar!\x1a\x07", "a RAR archive", "application/vnd.rar"),
    Magic(0, b"\x04\x22\x4d\x18", "LZ4", "application/x-lz4"),
    Magic(0, b"LZIP", "lzip", "application/x-lzip"),
    Magic(0, b"\x1f\x9d", "compress (.Z)", "application/x-compress"),
    Magic(0, b"MSCF", "a cabinet archive", "application/vnd.ms-cab-compressed"),
    Magic(0, b"!<arch>\n", "an ar archive", "application/x-archive"),
    Magic(0, b"070701", "a cpio archive", "application/x-cpio"),
    Magic(0, b"ARROW1\0\0", "Arrow IPC (Feather)", "application/vnd.apache.arrow.file"),
    Magic(0, b"FEA1", "Feather", "application/vnd.apache.arrow.file"),
    Magic(0, b"Obj\x01", "Avro", "application/vnd.apache.avro"),
    Magic(0, b"ORC", "ORC", "application/vnd.apache.orc"),
    Magic(0, b"SQLite format 3\0", "an SQLite database", "application/vnd.sqlite3"),
    Magic(0, b"\x89HDF\r\n\x1a\n", "HDF5", "application/x-hdf5"),
    Magic(0, b"\x93NUMPY", "a NumPy array", "application/x-npy"),
    Magic(0, b"\x89PNG", "PNG", "image/png"),
    Magic(0, b"\xff\xd8\xff", "JPEG", "image/jpeg"),
    Magic(0, b"GIF8", "GIF", "image/gif"),
    Magic(0, b"II*\0", "TIFF", "image/tiff"),
    Magic(0, b"MM\0*", "TIFF", "image/tiff"),
    Magic(0, b"8BPS", "Photoshop", "image/vnd.adobe.photoshop"),
    Magic(0, b"\0\0\1\0", "an icon", "image/vnd.microsoft.icon"),
    Magic(0, b"AT&TFORM", "DjVu", "image/vnd.djvu"),
    Magic(0, b"ID3", "MP3", "audio/mpeg"),
    Magic(0, b"OggS", "Ogg", "audio/ogg"),
    Magic(0, b"fLaC", "FLAC", "audio/flac"),
    Magic(0, b"MThd", "MIDI", "audio/midi"),
    Magic(0, b"RIFF", "a RIFF file (WAV, AVI, WebP)", "application/x-riff"),
    Magic(4, b"ftyp", "a video or image (MP4, MOV, HEIC)", "video/mp4"),
    Magic(0, b"\x1aE\xdf\xa3", "Matroska or WebM", "video/webm"),
    Magic(0, b"%!PS", "PostScript", "application/postscript"),
    Magic(0, b"wOFF", "a font", "font/woff"),
    Magic(0, b"wOF2", "a font", "font/woff2"),
    Magic(0, b"OTTO", "a font", "font/otf"),
    Magic(0, b"\0\1\0\0\0", "a font", "font/ttf"),
    Magic(0, b"\x7fELF", "a program", "application/x-executable"),
    Magic(0, b"\xca\xfe\xba\xbe", "a program", "application/java-vm"),
    Magic(0, b"\0asm", "a program", "application/wasm"),
    *(Magic(0, b"\x80" + bytes([protocol]), "a pickle", "application/x-pickle") for protocol in range(2, 6)),
)
"""Formats told by their first bytes. Where two begin alike, the longer stands first."""

_ARROW_STREAM = re.compile(rb"\xff{4}.{3}\0\x10\0{3}", re.DOTALL)  # continuation, length, root of the flatbuffer
_BMP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)  # the reserved fields are zero; "BM" alone may begin a text
_WINDOWS = re.compile(rb"MZ.{56,}?\0\0", re.DOTALL)  # "MZ" alone may begin a text, NULs do not
_BY_PATTERN = (
    (_ARROW_STREAM, Format("", "application/vnd.apache.arrow.stream", "an Arrow IPC stream")),
    (_BMP, Format("", "image/bmp", "BMP")),
    (_WINDOWS, Format("", "application/vnd.microsoft.portable-executable", "a program")),
)
# Comments and an XML declaration may come first, as in XHTML.
_HTML = re.compile(
    r"""
    (?: <!-- .{0,2000}? --> \s*            # <!-- saved from url=(0022)https://example.org/ -->
      | <\?xml [^>]{0,300} \?> \s*         # <?xml version="1.0" encoding="utf-8"?>
    )*
    < (?: !doctype \s+ html | html ) [\s>]
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_TAG = re.compile(
    r"""
    < (?: head | script | iframe | h1 | div | font | table | a | style | title | b | body | br | p ) [\s>]
    | <!--
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The other beginnings of HTML by WHATWG: enough for a file called .html, not for one called .txt or .md."""
# "<?xml-stylesheet" does not count: white space or "?" must follow.
_XML = re.compile(r"<\?xml[\s?]")
# The first tag that is neither a declaration nor a comment: "<svg", "<tei:TEI".
_ROOT = re.compile(r"<(?![?!])([\w:.-]{1,60})")
_HEADER = re.compile(r"[!-9;-~]{1,76}:(?:[ \t].*|)$")
"""A header field of RFC 5322: a name without spaces, a colon, a value."""
_MAIL_FIELDS = frozenset({"message-id", "received", "mime-version", "return-path", "delivered-to"})
"""Fields that only mail programs write: `From:` and `Subject:` head typed memos too."""
# "From ana@example.org Mon May  2 10:11:12 2011" and a header line after it.
_FROM_LINE = re.compile(
    r"""
    From[ ] \S+ [ ] .{10,60} \d{4} (?: [ ] [-+]\d{4} )? \r?\n  # the year is last, or a zone: "2011 +0200"
    [!-9;-~]{1,76} : [ \t]                                    # "Received: by ..."
    """,
    re.VERBOSE,
)
# Files of mail and calendar programs, and what signs or encrypts: lines of letters that are no prose.
_VCALENDAR = re.compile(r"BEGIN:VCALENDAR\s*\n")
_VCARD = re.compile(r"BEGIN:VCARD\s*\n")
# Not "PGP SIGNED MESSAGE": its text stands there in clear.
_ARMOUR = re.compile(r"-----BEGIN (?!PGP SIGNED)[A-Z0-9 ]{3,40}-----\s*\n")
_NO_PROSE = (
    (_VCALENDAR, Format("", "text/calendar", "a calendar (iCalendar)")),
    (_VCARD, Format("", "text/vcard", "a business card (vCard)")),
    (_ARMOUR, Format("", "application/x-pem-file", "a signature or key, or what one encrypted (PGP, PEM)")),
)
# "WARC/1.0", and a field on the next line: a text about the format has a sentence there.
_WARC = re.compile(r"WARC/\d\.\d\r?\n[A-Za-z-]{1,60}:")
# An array of objects, an object with a first key, or an empty array: "[1] See below" is prose.
_JSON = re.compile(
    r"""
    \s* (?: \[ \s* \{ \s* ["}]                             # [{"text": ...
           | \{ \s* " (?: [^"\\\n] | \\. ){0,200} " \s* :   # {"text": ...
           | \[ \s* \]                                     # []
         )
    """,
    re.VERBOSE,
)
# Notebooks are JSON whose text lies in cells of code and Markdown.
_NOTEBOOK = re.compile(r'\s*\{.*?"(?:nbformat|cells)"\s*:', re.DOTALL)
_RECORD_SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv", ".tab")
_MARKUP_SUFFIXES = (".html", ".htm", ".xhtml", ".xht")


def sniff(head: bytes, name: str) -> Format:
    """Return the format of a file by its first `HEAD` bytes, decompressed, and its name.

    >>> sniff(b"%PDF-1.7", "scan.txt").name
    'pdf'
    >>> sniff(b"id,text", "a.csv").name
    'csv'
    """
    # Magic numbers before names: a Parquet file called .txt is a Parquet file.
    if head.startswith(b"PAR1"):
        return PARQUET
    found = _by_magic(head)
    if found:
        return found
    suffix = _suffix(name)
    # Markup before the suffix, the suffix before plain text.
    text = _decoded(head)
    return _by_text(text, suffix) or BY_SUFFIX.get(suffix, TEXT)


def _suffix(name: str) -> str:
    path = PurePosixPath(name.lower())
    # "posts.jsonl.gz" is named for what is in it.
    if path.suffix in SUFFIXES_OF_COMPRESSION:
        path = path.with_suffix("")
    return path.suffix


def _by_magic(head: bytes) -> Format | None:
    # The mark of tar stands at byte 257, after the name and numbers of the first member.
    if head.startswith(b"PK\x03\x04") or head.startswith(b"ustar", 257):
        return ZIP if head.startswith(b"PK") else TAR
    if b"%PDF-" in head[:1024]:  # Acrobat takes a PDF that begins within the first 1024 bytes
        return PDF
    for row in MAGIC:
        if head.startswith(row.magic, row.offset):
            return Format("", row.media_type, row.label)
    return next((form for expression, form in _BY_PATTERN if expression.match(head)), None)


def _decoded(head: bytes) -> str:
    """Return the head as characters, good enough to see ASCII markup in; without a byte order mark and leading space."""
    # Latin-1 takes every byte, and shows ASCII markup in all encodings that contain ASCII.
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace").lstrip()
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1").lstrip()


def _by_text(text: str, suffix: str) -> Format | None:
    """Return the format that markup at the beginning tells; None where it is prose or records."""
    found = next((form for expression, form in _NO_PROSE if expression.match(text)), None)
    found = found or _markup(text, suffix) or _mail(text, suffix)
    # A CSV or JSONL file may begin with a brace or bracket and is still read line by line.
    if found or suffix in _RECORD_SUFFIXES:
        return found
    if suffix == ".ipynb" or (_JSON.match(text) and '"cell_type"' in text and _NOTEBOOK.match(text)):
        return Format("", "application/x-ipynb+json", "a Jupyter notebook")
    return JSON if _JSON.match(text) else None


def _markup(text: str, suffix: str) -> Format | None:
    if _HTML.match(text):
        return HTML
    # Fragments of pages, without <html>, are common in files called .html.
    if suffix in _MARKUP_SUFFIXES and (_TAG.match(text) or "<" in text):
        return HTML
    if _XML.match(text) or (suffix == ".xml" and text.startswith("<")):
        root = _ROOT.search(text)
        # "rdf:RDF" is RDF: prefixes are whatever the author likes.
        name = root[1].rpartition(":")[2] if root else ""
        return XML._replace(unread=UNREAD_XML[name]) if name in UNREAD_XML else XML
    return None


def _mail(text: str, suffix: str) -> Format | None:
    """Return mail, mailboxes and web archives, whose records have headers as mails have."""
    if _WARC.match(text):
        return WARC
    if _FROM_LINE.match(text):
        return MAILBOX
    return MAIL if _is_mail(text, suffix) else None


def _is_mail(text: str, suffix: str) -> bool:
    """Return whether a text begins with the header of a mail: by fields only mail has, or by its name and any field."""
    names: set[str] = set()
    for line in text.splitlines():
        # The first blank line ends the header.
        if not line:
            break
        # A continuation of the field above.
        if line[0] in " \t" and names:
            continue
        # One line that is no field: a text that happens to begin with "Note: ...".
        if not _HEADER.match(line):
            return False
        names.add(line.partition(":")[0].lower())
    return bool(names & _MAIL_FIELDS) or (suffix in (".eml", ".mbox") and bool(names))
