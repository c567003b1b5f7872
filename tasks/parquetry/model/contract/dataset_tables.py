"""Tables of the dataset as a whole: sources, rejects, entities, duplicates, repeats."""

from __future__ import annotations

from parquetry.model.contract.columns import (
    DOC_ID,
    DOCUMENT,
    HEX32,
    HEX64,
    Column,
    Reference,
    Table,
    count,
    number,
    share,
    span,
)
from parquetry.model.vocabulary import DUPLICATES, FLAGS, LABELS, OUTCOMES, REASONS, STAGES

ENTITIES_TABLE = Table(
    "entities",
    ("entity_id",),
    # The only table without a document: an entity is the same in all of them.
    "What the mentions refer to, across the dataset.",
    (
        Column(
            "entity_id",
            "string",
            "32 hex of SHA-256 over label and normalised name: independent of file order.",
            pattern=HEX32,
        ),
        Column("label", "string", "OntoNotes label.", allowed=LABELS, dictionary=True),
        # As people write it; the id is made from a normalised form.
        Column("name", "string", "The most frequent form of the name."),
        Column("aliases", "list<string>", "The other forms found, sorted."),
        Column("country", "string", "ISO 3166-1 alpha-2 of a country.", nullable=True, pattern="[A-Z]{2}"),
        count("mentions", "mentions", "int64"),
        count("documents", "documents that mention it", "int64"),
    ),
)

DUPLICATES_TABLE = Table(
    "duplicates",
    ("cluster_id", "doc_id"),
    # Nothing is dropped: what is one of several copies to one reader is a source of its own to another.
    "Documents that say the same as others, in clusters; a document in none has no row.",
    (
        Column("cluster_id", "string", "The cluster: doc_id of its representative.", pattern=HEX32, dictionary=True),
        DOC_ID,
        # Of all members, so that it stays when others are added, unless one has a smaller id.
        Column("representative", "string", "The member with the smallest doc_id.", pattern=HEX32, dictionary=True),
        share("similarity", "Share of five-word shingles in common with the representative, of those of both"),
        Column("method", "string", "exact: the same text but for white space; near: most of it.", allowed=DUPLICATES),
    ),
    (DOCUMENT, Reference(("representative",), "documents", ("doc_id",))),
)

REPEATS_TABLE = Table(
    "repeats",
    ("doc_id", "repeat_id"),
    # Marked and kept: a disclaimer is noise to one reader and evidence to another.
    "Passages that stand in many documents, while [enrich] repeats asks for them.",
    (
        DOC_ID,
        number("repeat_id", "passage"),
        Column("passage", "string", "32 hex over its sentences: equal where they are, but for case.", pattern=HEX32),
        *span("the passage"),
        # Whole sentences, so that a reader may drop them without cutting one.
        Column("first_sentence", "int32", "sentence_id of its first sentence.", low=0),
        Column("last_sentence", "int32", "sentence_id of its last sentence.", low=0),
        # Of passages that are quoted in parts the whole may stand in fewer.
        count("documents", "documents that its rarest sentence stands in", "int64"),
    ),
    (
        DOCUMENT,
        Reference(("doc_id", "first_sentence"), "sentences", ("doc_id", "sentence_id")),
        Reference(("doc_id", "last_sentence"), "sentences", ("doc_id", "sentence_id")),
    ),
    spans=True,
)

SOURCES_TABLE = Table(
    "sources",
    ("source_path",),
    # Nothing lost without a row: what is not in `documents` is in `rejects`, or was skipped and says so here.
    "One row for every file found, whatever its outcome.",
    (
        Column("source_path", "string", "File below the input folder; bytes that are not UTF-8 percent-escaped."),
        # A file name is bytes on most systems, and need not be UTF-8: with these the file can be opened again.
        Column("path_bytes", "binary", "The file's name as on disk."),
        Column(
            "outcome",
            "string",
            "processed; flagged: with rejected records or flags; rejected; skipped: not read.",
            allowed=OUTCOMES,
            dictionary=True,
        ),
        Column("reasons", "list<string>", "Reasons of rejects and flags of documents, sorted.", allowed=(*REASONS, *FLAGS)),
        Column(
            "bytes",
            "int64",
            "Size of the file as it lies on disk; null where it could not be read.",
            nullable=True,
            low=0,
        ),
        Column("sha256", "string", "SHA-256 of the file as it lies on disk, hex.", nullable=True, pattern=HEX64),
        Column("media_type", "string", "IANA media type.", nullable=True, pattern=r"[a-z]+/[\w.+-]+", dictionary=True),
        count("records", "records read from it; 1 for a whole file", "int64"),
        count("documents", "documents it became", "int64"),
    ),
)

REJECTS_TABLE = Table(
    "rejects",
    ("source_path", "source_record", "seq"),
    "What did not become a document, or rows of a table about documents, and why.",
    (
        Column("source_path", "string", "File below the input folder; bytes that are not UTF-8 percent-escaped."),
        # -1 and not null, because the column is part of the key.
        Column("source_record", "int64", "Number of the record in its file; -1 for the file itself.", low=-1),
        Column("seq", "int32", "Number of the reject of this file and record, 0-based.", low=0),
        Column("source_sha256", "string", "SHA-256 of the file or record, where it was read.", nullable=True, pattern=HEX64),
        Column("stage", "string", "Stage that rejected it.", allowed=STAGES, dictionary=True),
        Column(
            "reason",
            "string",
            "Why: " + "; ".join(f"{name}: {what}" for name, what in REASONS.items()) + ".",
            allowed=tuple(REASONS),
            dictionary=True,
        ),
        # Rejects are shown in logs and reports, where a document's text does not belong.
        Column("detail", "string", "What was found, for people; holds no document text."),
        Column(
            "table",
            "string",
            "Table of a row that failed a check; where the stage is enrich, the table that has no rows of the document.",
            nullable=True,
        ),
        Column("row_key", "string", "Key of that row, or of that document, as JSON.", nullable=True),
    ),
)
