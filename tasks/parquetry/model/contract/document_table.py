"""The table of documents: a row for each, with what is known of it as a whole."""

from __future__ import annotations

from parquetry.model.contract.columns import DATE, HEX32, HEX64, Column, Table, count, share
from parquetry.model.vocabulary import FLAGS, FORMATS, METHODS

DOCUMENTS_TABLE = Table(
    "documents",
    ("doc_id",),
    "One row a document: a whole file or one record.",
    (
        Column(
            "doc_id",
            "string",
            # Over the place, not the content: a corrected file keeps its id, and two files of the same content
            # have two.
            "32 hex of SHA-256 over source_path and record key: stable when the content changes.",
            pattern=HEX32,
        ),
        Column("source_path", "string", "File below the input folder; bytes that are not UTF-8 percent-escaped."),
        Column(
            "source_record",
            "int64",
            "Number of the record in its file, 0-based; null for a whole file.",
            nullable=True,
            low=0,
        ),
        # Kept as it is, since databases know their records by it; it need not be unique.
        Column("source_id", "string", "The record's own id, where the config names an id field.", nullable=True),
        Column("source_sha256", "string", "SHA-256 of the source bytes, hex.", pattern=HEX64),
        Column(
            # The upper bound of every source offset in the other tables.
            "source_bytes",
            "int64",
            "Number of source bytes: after decompression; for a record its text field.",
            low=0,
        ),
        Column(
            "media_type",
            "string",
            "IANA media type of the file the document came from.",
            pattern=r"[a-z]+/[\w.+-]+",
            dictionary=True,
        ),
        Column("format", "string", "Format the document came in.", allowed=FORMATS, dictionary=True),
        Column("container", "string", "The archive or mailbox it was in: a path as source_path.", nullable=True),
        Column("encoding", "string", "Encoding the bytes were decoded by (Python codec name).", dictionary=True),
        Column("encoding_method", "string", "How the encoding was found.", allowed=METHODS, dictionary=True),
        share("encoding_confidence", "How sure the encoding is"),
        Column(
            "language",
            "string",
            "BCP 47 language of most of the text; und if there is none.",
            # The shape of BCP 47: "de", "zh-Hant", "und".
            pattern=r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*",
            dictionary=True,
        ),
        share("language_confidence", "How sure the language is"),
        Column("title", "string", "Title the source declares.", nullable=True),
        Column("date", "string", "Date the source declares, ISO 8601.", nullable=True, pattern=DATE),
        Column(
            "text",
            "string",
            # Every start and end of the other tables counts code points in this column.
            "What a careful person would have typed: the blocks in reading order, joined by two newlines.",
        ),
        # Counts that the other tables could tell: stored for filters, and compared with those tables when a
        # dataset is checked.
        count("chars", "code points in text", "int64"),
        count("blocks", "blocks"),
        count("sentences", "sentences"),
        count("mentions", "mentions"),
        count("repairs", "rows in repairs"),
        count("parts", "rows in parts"),
        Column(
            "tokens",
            "int32",
            # Those that a model adds at its ends are not counted, as they are none of the text.
            "Number of tokens of text, by the tokenizer that [chunk] names; null where it names none, or fails on it.",
            nullable=True,
            low=0,
        ),
        Column("pages", "int32", "Number of pages, where the source has pages.", nullable=True, low=1),
        count("unresolved", "repairs left unresolved"),
        Column(
            "flags",
            "list<string>",
            # The description is made of the vocabulary, so that the two cannot differ.
            "What a reader should know: " + "; ".join(f"{name}: {what}" for name, what in FLAGS.items()) + ".",
            allowed=tuple(FLAGS),
        ),
        Column("source_meta", "string", "The record's other fields, as JSON.", nullable=True),
    ),
)
