"""The formats of files that are known: those that are read, and those that are recognised to be named in a reject.

Source: the IANA registry of media types and file(1) for magic numbers.
"""

from __future__ import annotations

from typing import NamedTuple


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
FEED = Format("feed", "application/rss+xml")
ZIP = Format("zip", "application/zip")
PDF = Format("pdf", "application/pdf")
TAR = Format("tar", "application/x-tar")
MAIL = Format("mail", "message/rfc822")
MAILBOX = Format("mail", "application/mbox")
WARC = Format("warc", "application/warc")

UNREAD_XML = {
    "svg": "an SVG image",
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


OLE = "application/x-ole-storage"


class Magic(NamedTuple):
    """Bytes at a place of the file, and what they tell."""

    offset: int
    magic: bytes
    label: str
    media_type: str = "application/octet-stream"


MAGIC = (
    Magic(0, b"PK\x05\x06", "an empty ZIP archive", "application/zip"),
    Magic(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (DOC, XLS, PPT, MSG)", OLE),
    Magic(0, b"\xd0\xcf\x11\xe0", "an old office document (DOC, XLS, PPT, MSG)", OLE),
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
