"""Sniff: what a file is, by what it holds first and by what it is called second.

What is recognised and not read becomes a reject that names it, never prose: a reader of the dataset must not meet tags,
headers or base64 as sentences. A name alone decides only between kinds of plain text and of records.

Source: WHATWG MIME Sniffing for HTML; the IANA registry and file(1) for magic numbers.
"""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

from parquetry.read.known_formats import (
    BY_SUFFIX,
    FEED,
    HTML,
    JSON,
    MAGIC,
    MAIL,
    MAILBOX,
    PARQUET,
    PDF,
    TAR,
    TEXT,
    UNREAD_XML,
    WARC,
    XML,
    ZIP,
    Format,
)

HEAD = 4096
"""Bytes of a file that are looked at."""

SUFFIXES_OF_COMPRESSION = (".gz", ".bz2", ".xz", ".zst")


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
# The other beginnings of HTML by WHATWG: enough for a file called .html, not for one called .txt or .md.
_TAG = re.compile(
    r"""
    < (?: head | script | iframe | h1 | div | font | table | a | style | title | b | body | br | p ) [\s>]
    | <!--
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "<?xml-stylesheet" does not count: white space or "?" must follow.
_XML = re.compile(
    r"""
      <\?xml [\s?]                                                     # <?xml version="1.0"?>
    | <!DOCTYPE \s+ (?! html \b) [\w:.-]+ (?: \s+ (?: PUBLIC | SYSTEM ) \b | \s* \[ )  # <!DOCTYPE book PUBLIC "-//OASIS
    | (?: <!-- .*? --> \s* )?                                          # a licence before the root
      <[\w:.-]{1,60} (?: \s+ [\w:.-]+ \s* = \s* (?: "[^"<]*" | '[^'<]*' ) )*? \s+ xmlns (?: :[\w.-]+ )? \s* = \s* ["']
                                                                       # <svg width="9" xmlns="http://www.w3.org/2000/svg"
    """,
    re.VERBOSE | re.DOTALL,
)
"""The beginnings of XML: its declaration, a document type with its place, or a root element in a namespace."""
# The first tag that is neither a declaration nor a comment: "<svg", "<tei:TEI".
_ROOT = re.compile(r"<(?![?!])([\w:.-]{1,60})")
# Root elements of feeds, and what each has near its beginning: `<feed>` may be what animals eat. RSS 1.0 is RDF.
_FEEDS = {
    "rss": re.compile("channel"),
    "feed": re.compile("xmlns[^>]*/atom", re.IGNORECASE),
    "RDF": re.compile(r"purl\.org/rss/1\.0/"),
}
# A header field of RFC 5322: a name without spaces, a colon, a value.
_HEADER = re.compile(r"[!-9;-~]{1,76}:(?:[ \t].*|)$")
# Fields that only mail programs write: `From:` and `Subject:` head typed memos too.
_MAIL_FIELDS = frozenset({"message-id", "received", "mime-version", "return-path", "delivered-to"})
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
# An array of objects, an object with a first key, or an empty array and no more: "[1] See below" is prose, and so is a list
# to tick off, "[ ] call the plumber".
_JSON = re.compile(
    r"""
    \s* (?: \[ \s* \{ \s* ["}]                             # [{"text": ...
           | \{ \s* " (?: [^"\\\n] | \\. ){0,200} " \s* :   # {"text": ...
           | \[ \s* \] \s* \Z                              # []
         )
    """,
    re.VERBOSE,
)
# Notebooks are JSON whose text lies in cells of code and Markdown.
_NOTEBOOK = re.compile(r'\s*\{.*?"(?:nbformat|cells)"\s*:', re.DOTALL)
_RECORD_SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv", ".tab")
_LINES_OF_JSON = (".jsonl", ".ndjson")
# The first line of JSON that is laid out over lines, and of an object a name in the next.
_OPENED = re.compile(r'(?: \[ \s*? \n \s* \{ | \{ \s*? \n \s* " )', re.VERBOSE)
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
    form = _by_text(text, suffix) or BY_SUFFIX.get(suffix, TEXT)
    # Before a PDF something else may stand, but no web archive, mail or record that holds one.
    begins = _PDF_WITHIN.search(head[:_PDF_BEGINS])
    return PDF if form == TEXT and begins and _PDF_OBJECT.search(head, begins.end()) else form


def _suffix(name: str) -> str:
    return PurePosixPath(uncompressed(name.lower())).suffix


def uncompressed(name: str) -> str:
    """Return the name of a file without the suffix of compression: "posts.jsonl.gz" is named for what is in it.

    >>> uncompressed("mail/posts.jsonl.GZ"), uncompressed("notes.txt")
    ('mail/posts.jsonl', 'notes.txt')
    """
    return next((name[: -len(end)] for end in SUFFIXES_OF_COMPRESSION if name.lower().endswith(end)), name)


# Bytes within which Acrobat takes a PDF to begin.
_PDF_BEGINS = 1024
# The line that begins a PDF, wherever it begins: prose about the format goes on after it.
_PDF_WITHIN = re.compile(rb"%PDF-\d\.\d[ \t]*[\r\n]")
# What follows soon, as "1 0 obj": a text that quotes the first line alone is no PDF.
_PDF_OBJECT = re.compile(rb"\d+ \d+ obj\b")
# Where the mark of tar stands, after the name and the numbers of the first member.
_TAR_MARK = 257


def _by_magic(head: bytes) -> Format | None:
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    if head.startswith(b"ustar", _TAR_MARK):
        return TAR
    if head.startswith(b"%PDF-"):
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
    # JSON that was called .jsonl: a bracket alone in a line is no record.
    if suffix in _LINES_OF_JSON and _OPENED.match(text):
        return JSON
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
        if name in _FEEDS and _FEEDS[name].search(text):
            return FEED
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
