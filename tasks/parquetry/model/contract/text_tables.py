"""Tables of what the text of a document has: repairs, alignment, blocks, sentences, mentions, chunks."""

from __future__ import annotations

from parquetry.model.contract.columns import DOC_ID, DOCUMENT, HEX32, Column, Reference, Table, number, share, span
from parquetry.model.vocabulary import (
    EVIDENCE,
    KINDS_OF_BLOCK,
    KINDS_OF_REPAIR,
    KINDS_OF_SEGMENT,
    LABELS,
    STATUSES,
    VALUE_TYPES,
)

REPAIRS_TABLE = Table(
    "repairs",
    ("doc_id", "repair_id"),
    # Unresolved ones too: a reader must see what is known to be wrong.
    "One row for each repair, applied or left unresolved.",
    (
        DOC_ID,
        number("repair_id", "repair"),
        Column("kind", "string", "What was damaged.", allowed=KINDS_OF_REPAIR, dictionary=True),
        Column("rule", "string", "The rule that decided.", dictionary=True),
        Column(
            "status",
            "string",
            "applied: the text was changed; unresolved: it was not.",
            allowed=STATUSES,
            dictionary=True,
        ),
        *span("the repaired place"),
        # With `after`, enough to undo the repair or to judge it without the source.
        Column("before", "string", "What stood there before this repair."),
        Column("after", "string", "What stands there after it."),
        share("confidence", "Probability that the repair is right"),
        Column("candidates", "list<struct<text: string, probability: float>>", "Candidates considered, most likely first."),
    ),
    (DOCUMENT,),
    spans=True,
)

ALIGNMENT_TABLE = Table(
    "alignment",
    # No two segments begin at the same place, so that the place is the key.
    ("doc_id", "start"),
    "The exact map from text to source bytes, as segments that tile the text.",
    (
        DOC_ID,
        *span("the segment"),
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
    (DOCUMENT,),
    spans=True,
)

BLOCKS_TABLE = Table(
    "blocks",
    ("doc_id", "block_id"),
    # Blocks tile the text but for the blank lines that separate them.
    "Paragraphs, headings, notes ...: every non-space character is in one.",
    (
        DOC_ID,
        number("block_id", "block"),
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
        Column("page_end", "int32", "Page the block ends on, 1-based, where the source has pages.", nullable=True, low=1),
        *span("the block"),
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
    (DOCUMENT, Reference(("doc_id", "parent"), "blocks", ("doc_id", "block_id"))),
    spans=True,
)

SENTENCES_TABLE = Table(
    "sentences",
    ("doc_id", "sentence_id"),
    # So a heading is a sentence of its own, even without a full stop.
    "Sentences: they tile the blocks and never cross one.",
    (
        DOC_ID,
        number("sentence_id", "sentence"),
        Column("block_id", "int32", "Block the sentence is in.", low=0),
        *span("the sentence"),
        # Repeats a part of the document, so that sentences can be read without joining tables.
        Column("text", "string", "The sentence: documents.text from start to end."),
    ),
    (DOCUMENT, Reference(("doc_id", "block_id"), "blocks", ("doc_id", "block_id"))),
    spans=True,
)

MENTIONS_TABLE = Table(
    "mentions",
    ("doc_id", "mention_id"),
    "Named things in the text.",
    (
        DOC_ID,
        number("mention_id", "mention"),
        Column(
            "sentence_id",
            "int32",
            # A name that a wrong full stop cuts in two, for example.
            "Sentence the mention is in; null for the rare one that spans several.",
            nullable=True,
            low=0,
        ),
        *span("the mention"),
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
        share("score", "The extractor's own score, where it gives one", nullable=True),
        Column("language", "string", "BCP 47 code of the text it stands in, that of its block.", dictionary=True),
    ),
    (
        DOCUMENT,
        Reference(("doc_id", "sentence_id"), "sentences", ("doc_id", "sentence_id")),
        Reference(("entity_id",), "entities", ("entity_id",)),
    ),
    spans=True,
)

CHUNKS_TABLE = Table(
    "chunks",
    ("doc_id", "chunk_id"),
    "Stretches of text of bounded size, from the beginning of a sentence to the end of another: only with [chunk].",
    (
        DOC_ID,
        number("chunk_id", "chunk"),
        *span("the chunk"),
        Column("first_sentence", "int32", "sentence_id of its first sentence.", low=0),
        Column("last_sentence", "int32", "sentence_id of its last sentence.", low=0),
        # So that a chunk says what it is about without its document.
        Column("heading_path", "list<string>", "The headings that govern its beginning, the highest first."),
        Column(
            "tokens",
            "int32",
            "Number of tokens, by [chunk] tokenizer; null without one, or where it fails.",
            nullable=True,
            low=0,
        ),
    ),
    (
        DOCUMENT,
        Reference(("doc_id", "first_sentence"), "sentences", ("doc_id", "sentence_id")),
        Reference(("doc_id", "last_sentence"), "sentences", ("doc_id", "sentence_id")),
    ),
    spans=True,
)
