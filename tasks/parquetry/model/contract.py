"""Contract 2: every table, column, key, reference and span, declared once. Allowed values are in `vocabulary`.

Arrow schemas, GX suites, cross-table checks, `docs/tables.md`, the dataset card and `datapackage.json` are derived from
`TABLES`. To add a column: add it here, fill it in `tabulate/rows.py`, run `make docs`.
"""

from __future__ import annotations

from dataclasses import dataclass

from parquetry.model.vocabulary import (
    DUPLICATES,
    EVIDENCE,
    FLAGS,
    FORMATS,
    HOW,
    KINDS_OF_BLOCK,
    KINDS_OF_REPAIR,
    KINDS_OF_SEGMENT,
    LABELS,
    LEFT_OUT,
    METHODS,
    OUTCOMES,
    REASONS,
    STAGES,
    STATUSES,
    STORED,
    VALUE_TYPES,
)

# Written into every dataset, so that its reader knows which columns to expect and what they mean.
CONTRACT = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` is Arrow's name for it; `low`/`high` bound numbers, inclusive; `pattern` is a full match."""

    name: str
    type: str
    description: str
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    low: float | None = None
    high: float | None = None
    dictionary: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """`columns` of this table name a row of `table` by its key (`to`); nulls name nothing."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Rows are sorted by `key`, which is unique. `spans`: its start/end go into documents.text."""

    name: str
    key: tuple[str, ...]
    description: str
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()
    spans: bool = False


# Half a SHA-256 for ids: 128 bits, short enough to read, without collisions in any real dataset.
HEX32 = "[0-9a-f]{32}"
HEX64 = "[0-9a-f]{64}"
# A year alone, a month, a day, or a moment: "1920", "1920-05", "1920-05-03T10:00:00Z"; before Christ with a minus.
_DATE = r"-?\d{4}(?:-\d{2}(?:-\d{2}(?:T[0-9:.,+\-Z]+)?)?)?"
_DOCUMENT = Reference(("doc_id",), "documents", ("doc_id",))
_DOC_ID = Column("doc_id", "string", "The document: row of documents.", pattern=HEX32, dictionary=True)


# Columns that several tables have are written once, so that they have the same type, bounds and words everywhere.
def _id(name: str, of: str) -> Column:
    return Column(name, "int32", f"Number of the {of} within its document, 0-based, in text order.", low=0)


def _count(name: str, what: str, type_: str = "int32") -> Column:
    return Column(name, type_, f"Number of {what}.", low=0)


def _span(what: str) -> tuple[Column, ...]:
    return (
        Column("start", "int32", f"Where {what} begins: code points into documents.text.", low=0),
        Column("end", "int32", f"Where {what} ends, exclusive: code points into documents.text.", low=0),
        Column("source_start", "int64", f"First source byte of {what}.", low=0),
        Column("source_end", "int64", f"End, exclusive, of the source bytes of {what}.", low=0),
    )


def _share(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, "float32", description + ", 0 to 1.", nullable=nullable, low=0, high=1)


def _ratio(name: str, description: str) -> Column:
    # 64 bits: as a float of 32, a share of 3 in 10 is more than 0.3.
    return Column(name, "float64", description + ".", low=0)


def _signals() -> tuple[Column, ...]:
    """Return the columns of signals: of Gopher's rules (Rae et al. 2021), C4's (Raffel et al. 2020), FineWeb's (2024)."""
    return (
        _count("words", "words, symbols not counted; characters in scripts without spaces"),
        _ratio("mean_word_length", "Mean length of a word, in code points"),
        _ratio("symbol_word_ratio", "Number signs, or ellipses if those are more, for each word or symbol"),
        _ratio("alpha_words", "Share of words with a letter among words and symbols, 0 to 1"),
        Column(
            "stop_words",
            "int32",
            "Number of different stop words of its language, as written; null where none are known.",
            nullable=True,
            low=0,
        ),
        _ratio("bullet_lines", "Share of lines that begin with a bullet or hyphen, 0 to 1"),
        _ratio("ellipsis_lines", "Share of lines that end in an ellipsis, 0 to 1"),
        _ratio("duplicate_paragraphs", "Share of paragraphs that stood in the document before, 0 to 1"),
        _ratio("duplicate_paragraph_chars", "Share of code points in such paragraphs, 0 to 1"),
        _ratio("duplicate_lines", "Share of lines that stood in the document before, 0 to 1"),
        _ratio("duplicate_line_chars", "Share of code points in such lines, 0 to 1"),
        *(
            _ratio(f"top_{n}_gram", f"Code points of the most frequent {n} words in a row, for each code point of the text")
            for n in (2, 3, 4)
        ),
        *(
            _ratio(f"duplicate_{n}_grams", f"Share of code points in rows of {n} words that were met before, 0 to 1")
            for n in (5, 6, 7, 8, 9, 10)
        ),
        _ratio("terminal_lines", "Share of lines with text that end as a sentence does, 0 to 1"),
        _ratio("short_lines", "Share of lines with text of at most 30 code points, 0 to 1"),
        _ratio("repeated_line_chars", "Share of code points, newlines left out, in lines that stood there before, 0 to 1"),
        _ratio("newlines_per_word", "Number of newlines for each word or symbol"),
        _count("c4_lines", "lines that C4's rules keep"),
        _count("c4_sentences", "sentences in those lines"),
        Column("lorem_ipsum", "bool", "Whether a line that would be kept says lorem ipsum."),
        Column("curly_bracket", "bool", "Whether a line that would be kept has a curly bracket."),
        _ratio("unresolved_per_1k", "Repairs left unresolved for each 1000 code points"),
    )


TABLES: tuple[Table, ...] = (
    Table(
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
            _share("encoding_confidence", "How sure the encoding is"),
            Column(
                "language",
                "string",
                "BCP 47 language of most of the text; und if there is none.",
                # The shape of BCP 47: "de", "zh-Hant", "und".
                pattern=r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*",
                dictionary=True,
            ),
            _share("language_confidence", "How sure the language is"),
            Column("title", "string", "Title the source declares.", nullable=True),
            Column("date", "string", "Date the source declares, ISO 8601.", nullable=True, pattern=_DATE),
            Column(
                "text",
                "string",
                # Every start and end of the other tables counts code points in this column.
                "What a careful person would have typed: the blocks in reading order, joined by two newlines.",
            ),
            # Counts that the other tables could tell: stored for filters, and compared with those tables when a
            # dataset is checked.
            _count("chars", "code points in text", "int64"),
            _count("blocks", "blocks"),
            _count("sentences", "sentences"),
            _count("mentions", "mentions"),
            _count("repairs", "rows in repairs"),
            _count("parts", "rows in parts"),
            Column("pages", "int32", "Number of pages, where the source has pages.", nullable=True, low=1),
            _count("unresolved", "repairs left unresolved"),
            Column(
                "flags",
                "list<string>",
                # The description is made of the vocabulary, so that the two cannot differ.
                "What a reader should know: " + "; ".join(f"{name}: {what}" for name, what in FLAGS.items()) + ".",
                allowed=tuple(FLAGS),
            ),
            Column("source_meta", "string", "The record's other fields, as JSON.", nullable=True),
        ),
    ),
    Table(
        "repairs",
        ("doc_id", "repair_id"),
        # Unresolved ones too: a reader must see what is known to be wrong.
        "One row for each repair, applied or left unresolved.",
        (
            _DOC_ID,
            _id("repair_id", "repair"),
            Column("kind", "string", "What was damaged.", allowed=KINDS_OF_REPAIR, dictionary=True),
            Column("rule", "string", "The rule that decided.", dictionary=True),
            Column(
                "status",
                "string",
                "applied: the text was changed; unresolved: it was not.",
                allowed=STATUSES,
                dictionary=True,
            ),
            *_span("the repaired place"),
            # With `after`, enough to undo the repair or to judge it without the source.
            Column("before", "string", "What stood there before this repair."),
            Column("after", "string", "What stands there after it."),
            _share("confidence", "Probability that the repair is right"),
            Column(
                "candidates", "list<struct<text: string, probability: float>>", "Candidates considered, most likely first."
            ),
        ),
        (_DOCUMENT,),
        spans=True,
    ),
    Table(
        "alignment",
        # No two segments begin at the same place, so that the place is the key.
        ("doc_id", "start"),
        "The exact map from text to source bytes, as segments that tile the text.",
        (
            _DOC_ID,
            *_span("the segment"),
            Column(
                "kind",
                "string",
                # Only within a copy can a single character be followed to its byte.
                "copy: the bytes decode to the very same characters; edit: they were changed; markup: the format writes "
                "them otherwise, as in &amp;.",
                allowed=KINDS_OF_SEGMENT,
                dictionary=True,
            ),
        ),
        (_DOCUMENT,),
        spans=True,
    ),
    Table(
        "parts",
        ("doc_id", "part_id"),
        "What a document's source bytes are made of, in order: its file, the members of an office file, the body of a mail.",
        (
            _DOC_ID,
            _id("part_id", "part"),
            Column("path", "string", "File, member of an archive, or place in a mail."),
            Column("media_type", "string", "IANA media type of the part.", pattern=r"[a-z]+/[\w.+-]+", dictionary=True),
            Column("encoding", "string", "Encoding the part was decoded by (Python codec name).", dictionary=True),
            Column("sha256", "string", "SHA-256 of the part, decoded of transport and compression, hex.", pattern=HEX64),
            Column("source_start", "int64", "First byte of the part in the source bytes.", low=0),
            Column("source_end", "int64", "End, exclusive, of the part in the source bytes.", low=0),
            # Null where the part has no place of its own in the file, as within a compressed container.
            Column("file_start", "int64", "First byte of the part in the file, as stored.", nullable=True, low=0),
            Column("file_end", "int64", "End, exclusive, of the part in the file, as stored.", nullable=True, low=0),
            Column("stored", "string", "How the part lies in the file.", allowed=STORED, dictionary=True),
        ),
        (_DOCUMENT,),
    ),
    Table(
        "left_out",
        ("doc_id", "seq"),
        # What a reader of the source would see and the text does not have must be here: nothing is dropped silently.
        "What of a document's source is not in its text, and why.",
        (
            _DOC_ID,
            _id("seq", "stretch"),
            Column("part_id", "int32", "Part it is in.", low=0),
            Column("source_start", "int64", "Its first byte in the source bytes.", nullable=True, low=0),
            Column("source_end", "int64", "Its end, exclusive, in the source bytes.", nullable=True, low=0),
            Column("page", "int32", "Page it is on, 1-based, where the source has pages.", nullable=True, low=1),
            Column(
                "reason",
                "string",
                "Why: " + "; ".join(f"{name}: {what}" for name, what in LEFT_OUT.items()) + ".",
                allowed=tuple(LEFT_OUT),
                dictionary=True,
            ),
            # So that a stretch which was left out wrongly can be found by searching.
            Column("text", "string", "What it says; null where it says nothing to a reader.", nullable=True),
            _count("bytes", "bytes it takes", "int64"),
        ),
        (_DOCUMENT, Reference(("doc_id", "part_id"), "parts", ("doc_id", "part_id"))),
    ),
    Table(
        "origins",
        ("doc_id", "source_start"),
        # An extract is made by us: where its characters are from must be found without reading the file again.
        "Where on a page each stretch of an extract stands, and which bytes of the file show it.",
        (
            _DOC_ID,
            Column("source_start", "int64", "First byte of the stretch in the source bytes.", low=0),
            Column("source_end", "int64", "End, exclusive, of the stretch in the source bytes.", low=0),
            Column("part_id", "int32", "Part it is in.", low=0),
            Column("page", "int32", "Page it is on, 1-based.", low=1),
            *(
                Column(name, "float32", f"{side} side of its box, in points from the upper left of the page, to 1/100.")
                for name, side in (("x0", "Left"), ("y0", "Upper"), ("x1", "Right"), ("y1", "Lower"))
            ),
            Column("font_id", "int32", "Font it is set in.", low=0),
            Column("size", "float32", "Size of its letters on the page, in points.", low=0),
            Column("object", "int32", "Number of the object whose stream shows it.", low=0),
            Column("at_start", "int64", "First byte of the operators that show it, in that stream, decoded.", low=0),
            Column("at_end", "int64", "End, exclusive, of those operators.", low=0),
            Column("how", "string", "How its letters are known.", allowed=HOW, dictionary=True),
        ),
        (
            _DOCUMENT,
            Reference(("doc_id", "part_id"), "parts", ("doc_id", "part_id")),
            Reference(("doc_id", "font_id"), "fonts", ("doc_id", "font_id")),
        ),
    ),
    Table(
        "fonts",
        ("doc_id", "font_id"),
        "The fonts of documents that have an extract, with what their codes stand for.",
        (
            _DOC_ID,
            _id("font_id", "font"),
            Column("name", "string", "Name of the font, without the prefix of a subset.", dictionary=True),
            Column("type", "string", "Its type in the file: Type0, Type1, Type3, TrueType.", dictionary=True),
            Column("object", "int32", "Number of its dictionary in the file.", nullable=True, low=0),
            Column("sha256", "string", "SHA-256 of its program, where it is embedded, hex.", nullable=True, pattern=HEX64),
            Column(
                "codes",
                "list<struct<code: int64, text: string, how: string, score: float>>",
                "What each code that is shown stands for, how that is known, and how surely.",
            ),
        ),
        (_DOCUMENT,),
    ),
    Table(
        "extracts",
        ("doc_id",),
        "The source bytes of documents whose files are no text: so that the dataset alone shows its alignment.",
        (
            _DOC_ID,
            Column("extract", "binary", "UTF-8: one line for each baseline of a page, a form feed at the end of each page."),
        ),
        (_DOCUMENT,),
    ),
    Table(
        "blocks",
        ("doc_id", "block_id"),
        # Blocks tile the text but for the blank lines that separate them.
        "Paragraphs, headings, notes ...: every non-space character is in one.",
        (
            _DOC_ID,
            _id("block_id", "block"),
            Column("kind", "string", "What the block is.", allowed=KINDS_OF_BLOCK, dictionary=True),
            Column(
                "level",
                "int8",
                # Nine levels are what word processors have; HTML has six.
                "Level of a heading or list item, 1 the highest; depth of quoted mail.",
                nullable=True,
                low=1,
                high=9,
            ),
            Column("parent", "int32", "block_id of the heading that governs the block.", nullable=True, low=0),
            Column("page", "int32", "Page the block begins on, 1-based, where the source has pages.", nullable=True, low=1),
            Column(
                "page_end", "int32", "Page the block ends on, 1-based, where the source has pages.", nullable=True, low=1
            ),
            *_span("the block"),
            Column("verbatim", "bool", "Whether its lines, indentation, columns and inner blank lines are the author's."),
            Column("evidence", "string", "What its kind was found by.", allowed=EVIDENCE, dictionary=True),
            Column(
                "marker",
                "string",
                # Word, OpenDocument and HTML make it from lists and their styles: no byte of the source says "3.".
                "Bullet or number that its format shows before it and that is not in the text; null where there is none.",
                nullable=True,
                dictionary=True,
            ),
        ),
        (_DOCUMENT, Reference(("doc_id", "parent"), "blocks", ("doc_id", "block_id"))),
        spans=True,
    ),
    Table(
        "sentences",
        ("doc_id", "sentence_id"),
        # So a heading is a sentence of its own, even without a full stop.
        "Sentences: they tile the blocks and never cross one.",
        (
            _DOC_ID,
            _id("sentence_id", "sentence"),
            Column("block_id", "int32", "Block the sentence is in.", low=0),
            *_span("the sentence"),
            # Repeats a part of the document, so that sentences can be read without joining tables.
            Column("text", "string", "The sentence: documents.text from start to end."),
        ),
        (_DOCUMENT, Reference(("doc_id", "block_id"), "blocks", ("doc_id", "block_id"))),
        spans=True,
    ),
    Table(
        "mentions",
        ("doc_id", "mention_id"),
        "Named things in the text.",
        (
            _DOC_ID,
            _id("mention_id", "mention"),
            Column(
                "sentence_id",
                "int32",
                # A name that a wrong full stop cuts in two, for example.
                "Sentence the mention is in; null for the rare one that spans several.",
                nullable=True,
                low=0,
            ),
            *_span("the mention"),
            Column("text", "string", "The mention: documents.text from start to end."),
            Column("label", "string", "OntoNotes label, or that of personal data.", allowed=LABELS, dictionary=True),
            Column(
                "entity_id",
                "string",
                "The entity it refers to: row of entities.",
                nullable=True,
                pattern=HEX32,
                dictionary=True,
            ),
            Column(
                "value",
                "string",
                # "3 May 1920" and "3.5.1920" have the same value, by which they can be searched and counted.
                "Normalised value: EDTF date, amount with ISO 4217 currency, ISO 3166-1 code.",
                nullable=True,
            ),
            Column("value_type", "string", "Kind of value.", nullable=True, allowed=VALUE_TYPES, dictionary=True),
            Column("value_data", "string", "The value's parts, as JSON.", nullable=True),
            Column("extractor", "string", "Backend or layer that found it.", dictionary=True),
            Column("rule", "string", "Rule of the layer, where it has several.", nullable=True, dictionary=True),
            _share("score", "The extractor's own score, where it gives one", nullable=True),
            Column("language", "string", "BCP 47 code of the text it stands in, that of its block.", dictionary=True),
        ),
        (
            _DOCUMENT,
            Reference(("doc_id", "sentence_id"), "sentences", ("doc_id", "sentence_id")),
            Reference(("entity_id",), "entities", ("entity_id",)),
        ),
        spans=True,
    ),
    Table(
        "signals",
        ("doc_id",),
        # Numbers and no verdicts: what is good enough depends on who asks, and thresholds change.
        "What published rules about the quality of text are computed from, one row a document.",
        (
            _DOC_ID,
            *_signals(),
        ),
        (_DOCUMENT,),
    ),
    Table(
        "chunks",
        ("doc_id", "chunk_id"),
        "Stretches of text of bounded size, from the beginning of a sentence to the end of another: only with [chunk].",
        (
            _DOC_ID,
            _id("chunk_id", "chunk"),
            *_span("the chunk"),
            Column("first_sentence", "int32", "sentence_id of its first sentence.", low=0),
            Column("last_sentence", "int32", "sentence_id of its last sentence.", low=0),
            # So that a chunk says what it is about without its document.
            Column("heading_path", "list<string>", "The headings that govern its beginning, the highest first."),
            Column("tokens", "int32", "Number of tokens, by [chunk] tokenizer.", nullable=True, low=0),
        ),
        (
            _DOCUMENT,
            Reference(("doc_id", "first_sentence"), "sentences", ("doc_id", "sentence_id")),
            Reference(("doc_id", "last_sentence"), "sentences", ("doc_id", "sentence_id")),
        ),
        spans=True,
    ),
    Table(
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
            _count("mentions", "mentions", "int64"),
            _count("documents", "documents that mention it", "int64"),
        ),
    ),
    Table(
        "duplicates",
        ("cluster_id", "doc_id"),
        # Nothing is dropped: what is one of several copies to one reader is a source of its own to another.
        "Documents that say the same as others, in clusters; a document in none has no row.",
        (
            Column("cluster_id", "string", "The cluster: doc_id of its representative.", pattern=HEX32, dictionary=True),
            _DOC_ID,
            # Of all members, so that it stays when others are added, unless one has a smaller id.
            Column("representative", "string", "The member with the smallest doc_id.", pattern=HEX32, dictionary=True),
            _share("similarity", "Share of five-word shingles in common with the representative, of those of both"),
            Column("method", "string", "exact: the same text but for white space; near: most of it.", allowed=DUPLICATES),
        ),
        (_DOCUMENT, Reference(("representative",), "documents", ("doc_id",))),
    ),
    Table(
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
            Column(
                "reasons", "list<string>", "Reasons of rejects and flags of documents, sorted.", allowed=(*REASONS, *FLAGS)
            ),
            Column(
                "bytes",
                "int64",
                "Size of the file as it lies on disk; null where it could not be read.",
                nullable=True,
                low=0,
            ),
            Column("sha256", "string", "SHA-256 of the file as it lies on disk, hex.", nullable=True, pattern=HEX64),
            Column("media_type", "string", "IANA media type.", nullable=True, pattern=r"[a-z]+/[\w.+-]+", dictionary=True),
            _count("records", "records read from it; 1 for a whole file", "int64"),
            _count("documents", "documents it became", "int64"),
        ),
    ),
    Table(
        "rejects",
        ("source_path", "source_record", "seq"),
        "What did not become a document, or rows of a table about documents, and why.",
        (
            Column("source_path", "string", "File below the input folder; bytes that are not UTF-8 percent-escaped."),
            # -1 and not null, because the column is part of the key.
            Column("source_record", "int64", "Number of the record in its file; -1 for the file itself.", low=-1),
            Column("seq", "int32", "Number of the reject of this file and record, 0-based.", low=0),
            Column(
                "source_sha256", "string", "SHA-256 of the file or record, where it was read.", nullable=True, pattern=HEX64
            ),
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
    ),
)

BY_NAME = {table.name: table for table in TABLES}
