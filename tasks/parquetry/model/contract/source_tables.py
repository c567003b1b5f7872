"""Tables of what a document's source is made of: parts, what is left out, places on pages, fonts, extracts."""

from __future__ import annotations

from parquetry.model.contract.columns import DOC_ID, DOCUMENT, HEX64, Column, Reference, Table, count, number
from parquetry.model.vocabulary import HOW, LEFT_OUT, STORED

PARTS_TABLE = Table(
    "parts",
    ("doc_id", "part_id"),
    "What a document's source bytes are made of, in order: its file, the members of an office file, the body of a mail.",
    (
        DOC_ID,
        number("part_id", "part"),
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
    (DOCUMENT,),
)

LEFT_OUT_TABLE = Table(
    "left_out",
    ("doc_id", "seq"),
    # What a reader of the source would see and the text does not have must be here: nothing is dropped silently.
    "What of a document's source is not in its text, and why.",
    (
        DOC_ID,
        number("seq", "stretch"),
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
        count("bytes", "bytes it takes", "int64"),
    ),
    (DOCUMENT, Reference(("doc_id", "part_id"), "parts", ("doc_id", "part_id"))),
)

ORIGINS_TABLE = Table(
    "origins",
    ("doc_id", "source_start"),
    # An extract is made by us: where its characters are from must be found without reading the file again.
    "Where on a page each stretch of an extract stands, and which bytes of the file show it.",
    (
        DOC_ID,
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
        DOCUMENT,
        Reference(("doc_id", "part_id"), "parts", ("doc_id", "part_id")),
        Reference(("doc_id", "font_id"), "fonts", ("doc_id", "font_id")),
    ),
)

FONTS_TABLE = Table(
    "fonts",
    ("doc_id", "font_id"),
    "The fonts of documents that have an extract, with what their codes stand for.",
    (
        DOC_ID,
        number("font_id", "font"),
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
    (DOCUMENT,),
)

EXTRACTS_TABLE = Table(
    "extracts",
    ("doc_id",),
    "The source bytes of documents whose files are no text: so that the dataset alone shows its alignment.",
    (
        DOC_ID,
        Column("extract", "binary", "UTF-8: one line for each baseline of a page, a form feed at the end of each page."),
    ),
    (DOCUMENT,),
)
