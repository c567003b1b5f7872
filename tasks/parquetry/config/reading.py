"""What to read: where files are, which of them, and how records, tables and pages are taken apart."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from parquetry.config.section import MIB, Section, store_url

_NO_ENCODINGS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
"""Codecs of Python's that write names of hosts and literals of its own: they would read "C:\\new" as two lines."""


class Records(Section):
    """Where the fields of a record are, in JSONL, CSV and Parquet files. Fields not named here are kept as JSON."""

    # The one field that a record must have; the others are optional in every file.
    text: str = Field("text", description="Field that holds the text: a name, or a path as in content.body and tags[*].")
    # Without an id a record is known by its number: then a record that is inserted renames those after it.
    id: str | None = Field(None, description="Field that holds the record's id; part of doc_id, so that order is free.")
    date: str | None = Field(None, description="Field that holds the date or time, ISO 8601.")
    title: str | None = Field(None, description="Field that holds the title.")
    language: str | None = Field(None, description="Field that holds the language: BCP 47, ISO 639, or its English name.")

    @field_validator("text")
    @classmethod
    def _text(cls, value: str) -> str:
        if not value.strip():
            message = "every record needs a field with its text: give the field's name"
            raise ValueError(message)
        return value


class CsvOptions(Section):
    """The dialect of CSV files, where it is known; what is not given is found out."""

    # Null is "find out": by default nothing is taken for granted, since files of one folder differ.
    delimiter: str | None = Field(None, max_length=1, description="Character between fields; found out if not given.")
    quote: str | None = Field(None, pattern="^(.|none)$", description="Character around fields, or none.")
    escape: str | None = Field(None, max_length=1, description="Character before a quote that is no end, as in MySQL.")
    header: bool | tuple[str, ...] = Field(True, description="The first record names the fields, or else their names.")
    # Exports of spreadsheets have a title and an empty line before the header.
    skip: int = Field(0, ge=0, description="Lines before the header that are passed over.")
    comment: str | None = Field(None, max_length=1, description="Character that begins a line of comment.")

    @field_validator("delimiter", "quote", "escape", "comment", mode="before")
    @classmethod
    def _none(cls, value: object) -> object:
        # "" in TOML is as near as one can write to null.
        return value or None

    @field_validator("header")
    @classmethod
    def _names(cls, value: bool | tuple[str, ...]) -> bool | tuple[str, ...]:  # noqa: FBT001
        if value is False or value == ():
            message = 'give the names of the fields instead: header = ["id", "text"]'
            raise ValueError(message)
        if isinstance(value, tuple) and len(set(value)) < len(value):
            message = "a name is given to more than one field; each needs its own"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        # A character with two meanings has none: which of them ends a field, and which a record?
        signs = [sign for sign in (self.delimiter, self.quote, self.escape, self.comment) if sign is not None]
        # As in RFC 4180, a quote may be escaped by itself.
        doubled = self.escape is not None and self.escape == self.quote
        if len(set(signs)) < len(signs) - doubled or {"\n", "\r"} & set(signs):
            message = "delimiter, quote, escape and comment are different characters, none of them the end of a line"
            raise ValueError(message)
        return self


class HtmlOptions(Section):
    """What of a page is its text."""

    # Off: what stands beside the main content is text too, and leaving it out can go wrong.
    main: bool = Field(
        False,
        description="Leave menus, footers and what stands beside the main content out of the text, on record in left_out.",
    )


class Input(Section):
    """What to read."""

    path: Path = Field(Path("data/raw"), description="Folder to read, with all below it.")
    # Only stores that list names and sizes cheaply: a run looks at every name.
    url: str | None = Field(None, description="Object store to read instead of path: s3://, gs:// or file://.")
    include: tuple[str, ...] = Field(
        ("**/*",), description="Glob patterns of files to read, from the input folder; without a slash, at any depth."
    )
    exclude: tuple[str, ...] = Field((), description="Glob patterns of files to leave out; they are recorded as skipped.")
    # Bytes: a file may be changed without a change of its size, and copied with its old time.
    trust: Literal["bytes", "stat"] = Field(
        "bytes",
        description="What tells whether a file changed since the last run: its bytes, or its size, times and inode alone, "
        "which is faster and spares the download from a store.",
    )
    # Folders such as .git hold what nobody wrote to be read.
    hidden: bool = Field(False, description="Read files and folders whose name begins with a dot.")
    # Thirty long novels: what is larger is data that nobody reads as one text.
    max_bytes: int = Field(32 * MIB, ge=1, description="Largest document, in bytes after decompression.")
    # Off: where one text ends and the next begins, only people know.
    split_bytes: int | None = Field(
        None,
        ge=1,
        description="Size in bytes above which plain text becomes several documents, cut at blank lines; none if not given.",
    )
    # Text compresses to a tenth, logs to a fiftieth; a bomb of zeros to a thousandth.
    max_ratio: int = Field(200, ge=2, description="Largest ratio of decompressed to compressed size.")
    # Tried first and not believed blindly: a file that it cannot decode is detected.
    encoding: str | None = Field(None, description="Encoding of every file, where it is known; tried before detection.")
    records: Records = Field(Records(), description="Fields of records.")
    csv: CsvOptions = Field(CsvOptions(), description="Dialect of CSV files.")
    html: HtmlOptions = Field(HtmlOptions(), description="What of a page is its text.")

    readers: tuple[str, ...] = Field(
        (),
        description='Readers of formats of your own, asked before ours: "package.module:Class", or what a package brings.',
    )

    @field_validator("url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        return store_url(value)

    @field_validator("include", "exclude")
    @classmethod
    def _patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        # "" and "/" have no step to match.
        if any(not pattern.strip("/") for pattern in value):
            message = 'an empty pattern matches everything, which is "**/*"'
            raise ValueError(message)
        if any(".." in pattern.split("/") for pattern in value):
            message = "patterns are of names below the input folder, and do not leave it by .."
            raise ValueError(message)
        return value

    @field_validator("include")
    @classmethod
    def _some(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            message = 'no pattern includes no file; "**/*" includes all'
            raise ValueError(message)
        return value

    @field_validator("encoding")
    @classmethod
    def _encoding(cls, value: str | None) -> str | None:
        if not value:
            return None
        try:
            # Python has codecs from text to text as well, such as rot13: those encode nothing.
            "".encode(value)
            name = codecs.lookup(value).name
        except (LookupError, UnicodeError):
            name = None
        if name is None or name in _NO_ENCODINGS:
            message = "no encoding of text that Python knows; names are as in utf-8, cp1252, shift_jis, koi8-r"
            raise ValueError(message)
        return name
