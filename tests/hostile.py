"""Hostile input: files of every kind that breaks text tools, each with the outcomes it may end in.

`files(folder)` writes them and returns, for each name (bytes, below the folder), the outcomes and the reason expected.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import socket
import stat
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

FINE = frozenset({"processed", "flagged"})
REJECTED = frozenset({"rejected"})
PROSE = "The ferry left the harbour at nine. Nobody on the quay had seen the captain since Tuesday.\n" * 8
MOST_BYTES = 2 * 1024 * 1024
"""`max_bytes` of the config these are read with."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must become of a file: its outcome, one of several allowed, and a reason or flag that must be named."""

    outcomes: frozenset[str]
    reason: str = ""


def fine(reason: str = "") -> Expected:
    return Expected(FINE, reason)


def rejected(reason: str) -> Expected:
    return Expected(REJECTED, reason)


def texts() -> dict[str, tuple[bytes, Expected]]:
    """Plain text that is hard to decode, to repair or to show."""
    mixed = "Zwölf Mühlen standen am Fluß, und keine lief mehr. ".encode() * 6
    return {
        "cut_utf8.txt": (mixed + "ü".encode()[:1], fine("undecodable_bytes")),
        "cut_utf16.txt": (b"\xff\xfe" + PROSE.encode("utf-16-le") + b"a", fine("undecodable_bytes")),
        "cut_utf32.txt": (b"\xff\xfe\0\0" + PROSE.encode("utf-32-le") + b"ab", fine("undecodable_bytes")),
        "mixed_latin.txt": (mixed + "Grüße aus Köln an alle Freunde\n".encode("cp1252") + mixed, fine()),
        "utf8_in_utf16.txt": ("Ein Text, der zweimal kam. ".encode("utf-16-le") * 20, fine()),
        "no_bom_utf16_be.txt": (PROSE.encode("utf-16-be"), fine()),
        "no_bom_utf32.txt": (PROSE.encode("utf-32-le"), fine()),
        "bom_only.txt": (b"\xef\xbb\xbf", rejected("empty")),
        "bom_utf16_only.txt": (b"\xff\xfe", rejected("empty")),
        "two_boms.txt": (b"\xef\xbb\xbf\xef\xbb\xbf" + PROSE.encode(), fine()),
        "surrogates_in_utf8.txt": ((PROSE + "\ud800\udfff").encode("utf-8", "surrogatepass"), fine()),
        "surrogate_in_utf16.txt": (b"\xff\xfe" + (PROSE + "\ud800" + PROSE).encode("utf-16-le", "surrogatepass"), fine()),
        # No UTF-8, but five signs of windows-1252: read as those, and doubted.
        "overlong.txt": (PROSE.encode() + b"\xc0\xaf\xe0\x80\xaf" + PROSE.encode(), fine("low_confidence_encoding")),
        "beyond_unicode.txt": (PROSE.encode() + b"\xf5\x80\x80\x80" + PROSE.encode(), fine("low_confidence_encoding")),
        "noncharacters.txt": ((PROSE + "\ufdd0\ufffe\uffff\U0001fffe").encode(), fine()),
        "private_use.txt": ((PROSE + "\ue000\uf8ff\U00100000").encode(), fine()),
        "bidi.txt": ((PROSE + "user\u202e gnp.exe\u202c \u2066x\u2069").encode(), fine()),
        "zalgo.txt": ((PROSE + "z" + "\u0301\u0489" * 4000).encode(), fine()),
        "combining_alone.txt": (("\u0301" * 3000 + PROSE).encode(), fine()),
        "nul.txt": (PROSE.replace("captain", "capt\0ain").encode(), fine()),
        "nul_only.txt": (b"\0" * 5000, rejected("binary")),
        "ansi.txt": ((PROSE + "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x1b[2J").encode(), fine()),
        "controls.txt": ((PROSE + "".join(map(chr, range(1, 32)))).encode(), fine()),
        "c1.txt": ((PROSE + "".join(map(chr, range(0x80, 0xA0)))).encode(), fine()),
        "delete.txt": ((PROSE + "\x7f" * 50).encode(), fine()),
        "line_separators.txt": ("One line.\u2028Another.\u2029A third.\x85Fourth.\x0bFifth.\x0cSixth.".encode(), fine()),
        "cr_only.txt": (PROSE.replace("\n", "\r").encode(), fine()),
        "crlf_mixed.txt": ((PROSE.replace("\n", "\r\n") + PROSE + "\r\r\n\n\r").encode(), fine()),
        "no_newline.txt": (b"word " * 50_000, fine()),
        "no_space.txt": (b"x" * 300_000, fine()),
        "newlines.txt": (b"\n" * 100_000 + b"end", fine()),
        "spaces.txt": (b" " * 100_000, rejected("empty")),
        "unicode_spaces.txt": ("\u00a0\u2003\u3000\u200b".encode() * 100, rejected("empty")),
        "questions.txt": (b"?" * 60_000, fine()),
        "interrobangs.txt": (b"!?" * 60_000, fine()),
        "dots.txt": (b"." * 100_000, fine()),
        "apostrophes.txt": (b"'" * 100_000, fine()),
        "digits.txt": (b"1234567890" * 10_000, fine()),
        "brackets.txt": (b"(" * 50_000 + b")" * 50_000, fine()),
        "replacement.txt": ("\ufffd".encode() * 50_000, fine()),
        "replacements_in_words.txt": (PROSE.replace("e", "\ufffd").encode(), fine("unresolved")),
        "emoji.txt": (("👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈" * 500).encode(), fine()),
        "tags.txt": ("".join(chr(0xE0000 + k) for k in range(32, 127)).encode() * 20, fine()),
        "one_letter.txt": (b"x", fine()),
        "one_byte.txt": (b"\xe9", fine()),
        "mojibake_deep.txt": ("Ã\u0192Æ’Ã\u2020â€™ und so weiter, dreimal falsch gelesen. ".encode() * 9, fine()),
        "html_bomb.txt": (b"&lt;" * 50_000, fine()),
        "markup.txt": (b"<script>alert('hostile')</script><img src=x onerror=alert(1)> " * 50, fine()),
        "rich_markup.txt": (b"[bold red]hostile[/bold red] :smile: [link=file:///etc/passwd]x[/link] " * 50, fine()),
        "formula.txt": (b"=cmd|' /C calc'!A0\n+1+1\n@SUM(1)\n-2\n", fine()),
        "format_string.txt": (b"%s%s%s%n {0} {__class__} ${jndi:ldap://x} " * 50, fine()),
        "log_lines.txt": (b"fine\n2026-01-01 ERROR forged log line\r\nfine\n" * 50, fine()),
        "hangul.txt": (("\u1100\u1161\u11a8" * 20_000).encode(), fine()),
        "iso2022.txt": (("日本語の文章です。" * 20).encode("iso2022_jp"), fine()),
        "escape_alone.txt": (PROSE.encode() + b"\x1b$B", fine()),
        "too_large.txt": (b"word " * (MOST_BYTES // 5 + 10), rejected("too_large")),
        "just_fits.txt": ((PROSE * (MOST_BYTES // len(PROSE))).encode(), fine()),
    }


def binaries() -> dict[str, tuple[bytes, Expected]]:
    """What is no text, whatever its name says."""
    noise = bytes((k * k * 31 + k // 7) % 256 for k in range(6000))
    return {
        "picture.txt": (b"\x89PNG\r\n\x1a\n" + noise, rejected("format")),
        "photo.txt": (b"\xff\xd8\xff\xe0" + noise, rejected("format")),
        "paper.txt": (b"%PDF-1.7\n" + noise, rejected("corrupt")),
        "office.txt": (b"PK\x03\x04" + noise, rejected("corrupt")),
        "old_office.txt": (b"\xd0\xcf\x11\xe0" + noise, rejected("format")),
        "program.txt": (b"\x7fELF" + noise, rejected("format")),
        "noise.txt": (noise, rejected("binary")),
        "seven.txt": (b"7z\xbc\xaf\x27\x1c" + noise, rejected("format")),
        "arrow.txt": (b"ARROW1\0\0" + noise, rejected("format")),
        "notebook.txt": (b'{"cells": [{"cell_type": "code"}], "nbformat": 4}', rejected("format")),
        "feed.txt": (b"<?xml version='1.0'?><rss/>", rejected("empty")),
        "track.txt": (b"<?xml version='1.0'?><gpx/>", rejected("format")),
        "pickle.txt": (
            b"\x80\x04\x95" + b"\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x04true\x94\x85\x94R\x94." * 30,
            rejected("format"),
        ),
        "empty.txt": (b"", rejected("empty")),
        "rtf.txt": (b"{\\rtf1 hostile}", rejected("format")),
    }


def pages() -> dict[str, tuple[bytes, Expected]]:
    """HTML that breaks parsers, or says nothing."""
    return {
        "good.html": (f"<title>T</title><p>{PROSE}</p>".encode(), fine()),
        "unclosed.html": (b"<b>" * 2_000 + PROSE.encode() + b"<p>" * 100, fine()),
        "deep.html": (b"<div>" * 20_000 + PROSE.encode(), fine()),
        "tables.html": (b"<!doctype html>" + b"<table><tr><td>x" * 10_000 + PROSE.encode(), fine()),
        "astray.html": (b"<!doctype html><table>" + b"<p>x<table>" * 10_000 + PROSE.encode(), fine()),
        "less.html": (b"<!doctype html><p>" + b"<" * 200_000, fine()),
        "cut.html": (f"<!doctype html><p>{PROSE}<a href='".encode(), fine()),
        "wrong_charset.html": (f"<meta charset=utf-16><p>{PROSE}é</p>".encode("cp1252"), fine()),
        "damaged_byte.html": (
            "<meta charset=utf-8><title>caf\udcfe é</title><!-- \udcff --><p>".encode("utf-8", "surrogateescape")
            + f"{PROSE} caf\udcfe été où là-bas. {PROSE} naïve façade".encode("utf-8", "surrogateescape"),
            fine("mixed_encoding"),
        ),
        "no_text.html": (b"<!doctype html><script>alert(1)</script>", rejected("empty")),
        "script.html": (f"<!doctype html><script>alert('hostile')</script><p>{PROSE}".encode(), fine()),
        "nul.html": (b"<!doctype html><p>a\0b" + b"\0" * 1_000 + b"c", fine()),
    }


def markups() -> dict[str, tuple[bytes, Expected]]:
    """XML that expands, nests, lies or breaks off."""
    tens = "".join(f"<!ENTITY x{n} '{f'&x{n - 1};' * 10}'>" for n in range(1, 10))
    bomb = f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x0 'words '>{tens}]><doc>&x9;</doc>"
    return {
        "good.xml": (f"<?xml version='1.0'?><book><para>{PROSE}</para></book>".encode(), fine()),
        "bomb.xml": (bomb.encode(), Expected(REJECTED)),
        "quadratic.xml": (
            f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x '{'w' * 50_000}'>]><a>{'&x;' * 50_000}</a>".encode(),
            rejected("ratio"),
        ),
        "outside.xml": (
            f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM '/etc/passwd'>]><a><p>{PROSE}&x;</p></a>".encode(),
            fine(),
        ),
        "deep.xml": (b"<?xml version='1.0'?>" + b"<a>" * 100_000 + b"x" + b"</a>" * 100_000, fine()),
        "cut.xml": (f"<?xml version='1.0'?><book><para>{PROSE}".encode(), rejected("corrupt")),
        "lies.xml": (f"<?xml version='1.0' encoding='utf-16'?><book><para>{PROSE}</para></book>".encode(), fine()),
        "no_text.xml": (b"<?xml version='1.0'?><a><b c='d'/></a>", rejected("empty")),
        "less.xml": (b"<?xml version='1.0'?><a>" + b"<" * 200_000, rejected("corrupt")),
    }


def mails() -> dict[str, tuple[bytes, Expected]]:
    """Mail that is odd, hostile, or says nothing."""
    head = b"Message-ID: <1@x>\nSubject: s\n"
    many = head + b"Content-Type: multipart/mixed; boundary=Q\n\n" + b"--Q\n\nx\n" * 100_000
    return {
        "good.eml": (head + b"\n" + PROSE.encode(), fine()),
        "called.txt": (head + b"\n" + PROSE.encode(), fine()),
        "parts.eml": (many, rejected("members")),
        "nested.eml": (b"Content-Type: message/rfc822\n\n" * 5_000 + head + b"\n" + PROSE.encode(), rejected("nesting")),
        "encrypted.eml": (head + b"Content-Type: application/pkcs7-mime\n\nMIIB", rejected("encrypted")),
        "attachment.eml": (head + b"Content-Type: image/png\n\n\x89PNG", rejected("empty")),
        "bad_base64.eml": (head + b"Content-Transfer-Encoding: base64\n\n" + b"*" * 1000, rejected("empty")),
        "parameters.eml": (head + b"Content-Type: text/plain" + b";a=b" * 200_000 + b"\n\n" + PROSE.encode(), fine()),
        "quoted.eml": (head + b'Content-Type: text/plain; a="' + b";" * 200_000 + b"\n\n" + PROSE.encode(), fine()),
        "header_only.eml": (head, rejected("empty")),
        "good.mbox": (b"From a@x Tue Mar  5 10:11:12 2019\n" + head + b"\n" + PROSE.encode(), fine()),
    }


def archives() -> dict[str, tuple[bytes, Expected]]:
    """Archives that are sound, damaged, or bombs."""

    def box(members: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return out.getvalue()

    good = box({"a.txt": PROSE.encode(), "b/c.jsonl": b'{"text": "One thing."}\n{"n": 1}\n'})
    inner = good
    for _ in range(5):
        inner = box({"inner.zip": inner})
    return {
        "good.zip": (good, fine("record")),
        "climbs.zip": (box({"../../../climbed.txt": PROSE.encode(), "/abs.txt": PROSE.encode()}), fine()),
        "bomb.zip": (box({"zeros.txt": b"\0" * 40_000_000, "good.txt": PROSE.encode()}), fine("ratio")),
        "nested.zip": (inner, rejected("nesting")),
        "cut.zip": (good[:-40], rejected("corrupt")),
        "empty.zip": (box({}), rejected("format")),
        "word.docx": (box({"[Content_Types].xml": b"wordprocessingml.document", "x": b""}), rejected("corrupt")),
        "sheet.xlsx": (box({"[Content_Types].xml": b"<Types/>"}), rejected("format")),
    }


def crawls() -> dict[str, tuple[bytes, Expected]]:
    """Web archives whose lengths lie, that are cut, or whose bodies are bombs."""

    def record(body: bytes, headers: str = "", length: int | None = None) -> bytes:
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body
        size = len(block) if length is None else length
        return f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {size}\r\n\r\n".encode() + block + b"\r\n\r\n"

    good = record(f"<p>{PROSE}</p>".encode())
    bomb = record(gzip.compress(b"a" * 40_000_000), "Content-Encoding: gzip\r\n")
    return {
        "good.warc": (good * 2, fine()),
        "short.warc": (record(f"<p>{PROSE}</p>".encode(), length=90) + good, fine("repaired_container")),
        "long.warc": (record(f"<p>{PROSE}</p>".encode(), length=10**17) + good, fine("repaired_container")),
        "cut.warc": (good * 2 + good[:-200], fine("corrupt")),
        "bomb.warc": (bomb + good, fine("too_large")),
        "noise.warc": (good + b"\0" * 300_000 + good, fine("corrupt")),
        "headers.warc": (b"WARC/1.0\r\nA: " + b"b" * 500_000, rejected("corrupt")),
        "records.warc": (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * 500, rejected("empty")),
    }


def packed() -> dict[str, tuple[bytes, Expected]]:
    """Compressed files: sound, damaged, and bombs."""
    whole = gzip.compress(PROSE.encode(), mtime=0)
    bomb = gzip.compress(b"\0" * (50 * 1024 * 1024), mtime=0)
    return {
        "sound.txt.gz": (whole, fine()),
        "sound.txt.bz2": (bz2.compress(PROSE.encode()), fine()),
        "sound.txt.xz": (lzma.compress(PROSE.encode()), fine()),
        "named_txt.txt": (whole, fine()),
        "cut.txt.gz": (whole[:-20], rejected("corrupt")),
        "head.txt.gz": (whole[:12], rejected("corrupt")),
        "flipped.txt.gz": (whole[:40] + bytes([whole[40] ^ 255]) + whole[41:], rejected("corrupt")),
        "checksum.txt.gz": (whole[:-8] + b"\0\0\0\0" + whole[-4:], rejected("corrupt")),
        "trailing.txt.gz": (whole + b"garbage after it", rejected("corrupt")),
        "two_members.txt.gz": (whole + whole, fine()),
        "bomb.txt.gz": (bomb, rejected("too_large")),
        "bomb.jsonl.gz": (bomb, rejected("ratio")),
        "bomb_in_bomb.txt.gz": (gzip.compress(bomb, mtime=0), rejected("binary")),
        "bomb.txt.bz2": (bz2.compress(b"\0" * (20 * 1024 * 1024)), rejected("ratio")),
        "bomb.txt.xz": (lzma.compress(b"\0" * (20 * 1024 * 1024)), rejected("ratio")),
        "not_gzip.txt.gz": (PROSE.encode(), fine()),
        "zlib.txt": (zlib.compress(PROSE.encode()), rejected("binary")),
        "empty.txt.gz": (gzip.compress(b"", mtime=0), rejected("empty")),
    }


def lines() -> dict[str, tuple[bytes, Expected]]:
    """JSONL with every fault a line can have; a broken line never takes its neighbours along."""
    good = json.dumps({"text": PROSE}).encode() + b"\n"
    return {
        "good.jsonl": (good * 2, fine()),
        "broken_line.jsonl": (good + b'{"text": "no end\n' + good, fine("corrupt")),
        "no_object.jsonl": (good + b'["a list"]\n"a string"\n12\nnull\n', fine("record")),
        "no_text.jsonl": (good + b'{"body": "elsewhere"}\n', fine("record")),
        "text_number.jsonl": (good + b'{"text": 12}\n{"text": null}\n{"text": ["x"]}\n{"text": {}}\n', fine("record")),
        "text_empty.jsonl": (good + b'{"text": "  "}\n', fine("empty")),
        "duplicate_keys.jsonl": (b'{"text": "first of two", "text": "second of two"}\n', rejected("record")),
        "huge_number.jsonl": (b'{"text": "A huge number.", "n": ' + b"9" * 6000 + b"}\n", rejected("corrupt")),
        "nan.jsonl": (b'{"text": "Not a number.", "n": NaN, "i": Infinity}\n', fine()),
        "deep.jsonl": (good + b'{"text": "deep", "d": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n", fine()),
        "lone_surrogate.jsonl": (b'{"text": "Half of a pair: \\ud83d and then on."}\n', fine()),
        "nul_escape.jsonl": (b'{"text": "A NUL \\u0000 in the middle of it."}\n', fine()),
        "bom.jsonl": (b"\xef\xbb\xbf" + good, fine()),
        "utf16.jsonl": (b"\xff\xfe" + good.decode().encode("utf-16-le"), fine()),
        "latin1.jsonl": ('{"text": "Café und Mühle"}\n'.encode("latin-1") + good, fine()),
        "blank_lines.jsonl": (b"\n\n" + good + b"\r\n  \n", fine()),
        "no_lines.jsonl": (b"\n\n\n", rejected("empty")),
        "all_broken.jsonl": (b"{\n}\n[\n", rejected("corrupt")),
        "long_line.jsonl": (json.dumps({"text": "word " * (MOST_BYTES // 4)}).encode() + b"\n" + good, fine("too_large")),
        "endless_line.jsonl": (b'{"text": "' + b"x" * (3 * MOST_BYTES), rejected("corrupt")),
        "array.json": (json.dumps([{"text": "one"}, {"text": "two"}], indent=1).encode(), fine()),
        "deep.json": (b"[" * 200_000, rejected("corrupt")),
        "cut.json": (b'[{"text": "one"}, {"text": "tw', fine("corrupt")),
        "array.jsonl": (json.dumps([{"text": "one"}, {"text": "two"}], indent=1).encode(), fine()),
    }


REJ_OR_FINE = Expected(FINE | REJECTED)


def tables() -> dict[str, tuple[bytes, Expected]]:
    """CSV of odd dialects, and Parquet that is damaged, nested or lies."""
    return {
        "good.csv": (b'id,text\n1,"One, two."\n2,Three.\n', fine()),
        "semicolons.csv": (b"id;text\n1;One thing.\n2;Another.\n", fine()),
        "tabs.tsv": (b"id\ttext\n1\tOne thing.\n", fine()),
        "quotes.csv": (b'id,text\n1,"He said ""no"" twice.\nAnd left."\n', fine()),
        "open_quote.csv": (b'id,text\n1,"never closed\n2,next\n', fine("corrupt")),
        "open_quotes.csv": (b"id,text\n" + b'1,"never\n' * 20_000, rejected("corrupt")),
        "ragged.csv": (b"id,text\n1\n2,fine here,and,more\n3,Good one.\n", fine()),
        "no_header.csv": (b"1,One thing.\n2,Another.\n", rejected("record")),
        "no_rows.csv": (b"id,text\n", rejected("empty")),
        "nul.csv": (b"id,text\n1,A \0 NUL here.\n", fine()),
        "latin1.csv": ("id,text\n1,Café Mühle Straße.\n".encode("latin-1"), fine()),
        "utf16.csv": ("id,text\n1,One thing only.\n".encode("utf-16"), fine()),
        "stray_quotes.csv": (b'id,text\n1,"He said "no" twice."\n' * 500 + b"2,Good one.\n", fine("corrupt")),
        "formula.csv": (b"id,text\n1,=HYPERLINK(1)\n", fine()),
        "cr.csv": (b"id,text\r1,One thing.\r2,Another.\r", fine()),
        "huge_field.csv": (b'id,text\n1,"' + b"word " * (MOST_BYTES // 4) + b'"\n', rejected("too_large")),
        "duplicate_header.csv": (b"text,text\nOne.,Two.\n", rejected("record")),
        **parquets(),
    }


def parquets() -> dict[str, tuple[bytes, Expected]]:
    """Parquet files that are sound, damaged, nested, or of other types."""

    def made(table: pa.Table) -> bytes:
        out = io.BytesIO()
        pq.write_table(table, out)
        return out.getvalue()

    good = made(pa.table({"text": [PROSE, "Another."], "n": [1, 2]}))
    lying = bytearray(good)
    at = good.rindex(b"PAR1") - 4
    lying[at : at + 4] = (2**31 - 1).to_bytes(4, "little")
    return {
        "good.parquet": (good, fine()),
        "cut.parquet": (good[: len(good) // 2], rejected("corrupt")),
        "lying.parquet": (bytes(lying), rejected("corrupt")),
        "page.parquet": (good[:60] + bytes(20) + good[80:], REJ_OR_FINE),
        "magic.parquet": (b"PAR1" + b"\0" * 100 + b"PAR1", rejected("corrupt")),
        "encrypted.parquet": (b"PARE" + good[4:-4] + b"PARE", rejected("corrupt")),
        "nested.parquet": (made(pa.table({"text": [[PROSE]], "s": [{"a": 1}]})), fine()),
        "no_utf8.parquet": (made(pa.table({"text": pa.array([b"Besan\xe7on"]).view(pa.string())})), fine()),
        "far_date.parquet": (
            made(pa.table({"text": [PROSE], "d": pa.array([99_999_999], pa.int32()).view(pa.date32())})),
            fine(),
        ),
        "number.parquet": (made(pa.table({"text": [1, 2]})), rejected("record")),
        "binary.parquet": (made(pa.table({"text": [b"bytes of a text", None]})), REJ_OR_FINE),
        "no_column.parquet": (made(pa.table({"body": ["elsewhere"]})), rejected("record")),
        "no_rows.parquet": (made(pa.table({"text": pa.array([], pa.string())})), rejected("empty")),
        "nulls.parquet": (made(pa.table({"text": pa.array([None, "One."], pa.string())})), fine("record")),
        "dictionary.parquet": (made(pa.table({"text": pa.array(["One.", "One."]).dictionary_encode()})), fine()),
        "large_string.parquet": (made(pa.table({"text": pa.array(["One thing."], pa.large_string())})), fine()),
    }


ODD_NAMES = (
    b"-rf.txt",
    b"--help.txt",
    b"new\nline.txt",
    b"\xff\xfe\x80.txt",
    b"a" * 251 + b".txt",
    b"<img src=x>.txt",
    b"=1+1.txt",
    b"[bold]x[bold].txt",
    b"\x1b[31mred.txt",
    b"%2e%2e%2f.txt",
    b"con.txt",
    b" leading.txt",
    b"trailing .txt",
    b"...txt",
    b"quote'\".txt",
    b"semi;colon|pipe&.txt",
    "naïve\u0301.txt".encode(),
    "na\u00efve.txt".encode(),
    "\u202egnp.txt".encode(),
    b"*?.txt",
    b"back\\slash.txt",
    b"C:\\x.txt",
    b"$(touch x).txt",
    b"no suffix",
    b".hidden.txt",
)


def files(folder: Path) -> dict[bytes, Expected]:
    """Write all of them below `folder`, and what is no file: links, a FIFO, a socket, a device, an unreadable one."""
    out: dict[bytes, Expected] = {}
    root = os.fsencode(folder)
    for kind in (texts, binaries, pages, markups, mails, archives, crawls, packed, lines, tables):
        sub = folder / kind.__name__
        sub.mkdir(parents=True)
        for name, (data, expected) in kind().items():
            (sub / name).write_bytes(data)
            out[f"{kind.__name__}/{name}".encode()] = expected
    (folder / "names").mkdir()
    for name in ODD_NAMES:
        with open(root + b"/names/" + name, "wb") as file:  # noqa: PTH123 (its name is bytes)
            file.write(PROSE.encode())
        out[b"names/" + name] = Expected(frozenset({"skipped"}), "hidden") if name.startswith(b".") else fine()
    return out | specials(folder / "specials")


def specials(folder: Path) -> dict[bytes, Expected]:
    """Make what is no regular file, or leads elsewhere."""
    (folder / "loop").mkdir(parents=True)
    os.mkfifo(folder / "fifo.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(folder / "socket.txt"))  # a socket's path has room for some 100 bytes
    (folder / "outside.txt").symlink_to("/etc/passwd")
    (folder / "proc.txt").symlink_to("/proc/self/environ")
    (folder / "dangling.txt").symlink_to("nowhere.txt")
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "folder.txt").symlink_to("..")
    (folder / "loop" / "up").symlink_to("../loop")
    (folder / "inside.txt").write_text(PROSE, encoding="utf-8")
    (folder / "link.txt").symlink_to("inside.txt")
    (folder / "hard.txt").hardlink_to(folder / "inside.txt")
    out = {
        f"specials/{name}".encode(): rejected("link")
        for name in ("outside.txt", "proc.txt", "dangling.txt", "itself.txt", "folder.txt", "loop/up")
    }
    out |= {b"specials/fifo.txt": rejected("special"), b"specials/socket.txt": rejected("special")}
    out |= {f"specials/{name}.txt".encode(): fine() for name in ("inside", "link", "hard")}
    if os.geteuid() == 0:
        os.mknod(folder / "device.txt", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
        out[b"specials/device.txt"] = rejected("special")
    else:
        (folder / "secret.txt").write_text(PROSE, encoding="utf-8")
        (folder / "secret.txt").chmod(0)
        out[b"specials/secret.txt"] = rejected("unreadable")
    return out
