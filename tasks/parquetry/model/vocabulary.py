"""The closed lists of values that columns of the contract take, each value with its meaning where it is not plain.

Values are only ever added: what readers of old datasets rely on keeps its meaning.
"""

from __future__ import annotations

# In the order of trust: a byte order mark is certain, a declaration is checked, detection is a guess. "record" is a
# field of a format that is UTF-8 by its own rules.
METHODS = ("bom", "declared", "utf-8", "detected", "record")
"""How an encoding was found."""
# "copy" segments decode to the very characters of the text, and can be cut anywhere; the others cannot.
KINDS_OF_SEGMENT = ("copy", "edit", "markup")
"""Kinds of alignment segment."""
# What a file is by its content and name; `read` has a reader for each.
FORMATS = (
    "text",
    "markdown",
    "html",
    "xml",
    "pdf",
    "docx",
    "odt",
    "epub",
    "mail",
    "jsonl",
    "csv",
    "parquet",
    "json",
    "feed",
    # Read by a reader of the user's own: `media_type` says which format it is.
    "plugin",
)
"""Formats a document can come in."""
# Of a part that is not "plain" the bytes in the file are not the bytes of the source: they must be unpacked first.
# An "extract" is what a reader made of a file whose own bytes are no text, as those of a PDF: `origins` leads to them.
STORED = (
    "plain",
    "deflate",
    "gzip",
    "bzip2",
    "xz",
    "zstd",
    "base64",
    "quoted-printable",
    "uuencode",
    "chunked",
    "brotli",
    "extract",
)
"""How a part lies in its file."""
LEFT_OUT = {
    "script": "a program of the page",
    "style": "a style sheet",
    "comment": "a comment of the markup, or of a reviewer",
    "hidden": "what a reader of the page does not see",
    # A judgement, where most other reasons follow from the markup.
    "boilerplate": "navigation, footers and notices beside the main content",
    "alternative": "shown only where the main form cannot be: an older form of a mail or page",
    "attachment": "a file that came with it; it is a document of its own if it can be read",
    "image": "a picture; its text is what stands for it",
    "deleted": "deleted by a tracked change",
    "field": "the instructions of a field whose result is in the text",
    "metadata": "what the document says of itself: title, headers, properties",
    "form": "a field that somebody filled in",
    "markup": "what the reader of a format of your own made no text of",
}
"""Reasons of rows in `left_out`, each with its meaning."""
# Roughly in the order in which the steps that make them run.
KINDS_OF_REPAIR = ("encoding", "mojibake", "character", "glyph", "hyphen", "layout")
"""What was damaged or changed; `layout`: marks of quoted mail and drop caps that stood where lines were joined."""
STATUSES = ("applied", "unresolved")
"""Status of a repair."""
DUPLICATES = ("exact", "near")
"""How a document is like the representative of its cluster: the same but for white space, or by most of its shingles."""
KINDS_OF_BLOCK = (
    "heading",
    "paragraph",
    "list_item",
    "quote",
    "footnote",
    "bibliography",
    "caption",
    "table",
    "preformatted",
    # A running head, a page number: in the file, but no part of what the author says.
    "page_artifact",
    # Verse and code keep the author's lines; in a paragraph they are only where the page ended them.
    "verse",
    "code",
)
EVIDENCE = ("tag", "style", "geometry", "text")
"""What the kind of a block was found by: a tag or a style of its format, its place on the page, or its text alone."""
HOW = (
    "tounicode",
    "encoding",
    "glyph_name",
    "cmap",
    "outline",
    "actual_text",
    "ocr_layer",
    "unknown",
)
"""How the letters of a page are known: by the font's own table, its encoding, names of glyphs, a table in its program,
the shapes of its glyphs, a text that the page gives in their place, recognition by a program; or not at all."""
PERSONAL_LABELS = ("EMAIL", "PHONE", "IBAN", "CARD", "IP", "URL", "NATIONAL_ID")
"""Labels of personal data, found by rule where [personal_data] says so."""
LABELS = (
    "PERSON",
    "NORP",
    "FAC",
    "ORG",
    "GPE",
    "LOC",
    "PRODUCT",
    "EVENT",
    "WORK_OF_ART",
    "LAW",
    "LANGUAGE",
    "DATE",
    "TIME",
    "PERCENT",
    "MONEY",
    "QUANTITY",
    "ORDINAL",
    "CARDINAL",
    *PERSONAL_LABELS,
)
"""Labels of mentions: the 18 of OntoNotes 5 (Weischedel et al. 2013), and those of personal data."""
# EDTF is ISO 8601-2, for dates such as "spring 1920" and "about 1850"; ISO 3166 has the codes of countries.
# An identifier is an address or a number in its normal form: a telephone as in E.164, an account without spaces.
VALUE_TYPES = ("edtf", "money", "percent", "quantity", "iso3166", "identifier")
"""Types of a mention's value."""
# From best to worst, but for "skipped", which was a choice and no failure.
OUTCOMES = ("processed", "flagged", "rejected", "skipped")
"""What became of a source file."""
# In the order in which they run.
ENRICH = "enrich"
"""The stage whose rejects are of published documents: they have no rows in the one table that could not be made for them."""
STAGES = ("find", "read", "repair", "segment", "extract", "tabulate", ENRICH, "check")
"""Stages that can reject something."""

REASONS = {
    "empty": "no bytes, or nothing but white space",
    "binary": "not text: NUL or control bytes no text encoding explains",
    "too_large": "larger than [input] max_bytes, before or after decompression",
    # A small file that unpacks to gigabytes is an attack, or useless: it is stopped before memory is full.
    "ratio": "decompresses to more than [input] max_ratio times its size",
    "unreadable": "the file system would not let it be read",
    # Folders change while a long run reads them: two reasons for what went, and what is no longer the same.
    "vanished": "was there when the folder was listed, gone when it was read",
    "changed": "changed while it was being read",
    "corrupt": "a damaged file: compressed, archive, CSV, JSON, Parquet or markup",
    "record": "a record that is no object, or has no text where the config says",
    "undecodable": "no encoding explains its bytes",
    # A link must not lead a run to files that nobody meant to publish.
    "link": "a link that leads out of the input folder or nowhere, or took a file's place after it was found",
    "special": "a FIFO, socket or device",
    "format": "a format that is not read",
    "excluded": "left out by [input] exclude",
    "hidden": "its name, or that of a folder it is in, begins with a dot; [input] hidden reads it",
    "litter": "left by an editor, an operating system or version control",
    "encrypted": "encrypted: its password is not known",
    "no_text": "pages without text: a scan",
    "nesting": "a container within more containers than are opened",
    "members": "a container with more members, or more bytes in them, than are read",
    # Three reasons that concern the document as much as the machine: another machine may manage it.
    "worker": "the worker process died on it",
    "time": "took longer than [limits] seconds",
    "memory": "needed more than [limits] memory",
    "check": "a row that failed a check",
    "error": "a stage raised an error: a bug of ours or of a plugin; the detail says where",
    "forgotten": "removed by `parquetry forget`, and still in the input, or there again",
}
"""The closed list of reasons in `rejects` and `sources`, each with its meaning."""
SKIPPED = ("excluded", "hidden", "litter")
"""Reasons of files that are not read on purpose: they have a row in `sources` and none in `rejects`."""

FLAGS = {
    "undecodable_bytes": "some bytes fit no encoding and stand as U+FFFD",
    "mixed_encoding": "parts of the file are in another encoding than the rest",
    "low_confidence_encoding": "the encoding is a guess that rivals come near",
    "unresolved": "damage was seen and left as it was",
    "duplicate_id": "another record of the file has the same id; keyed by record number",
    "repaired_container": "a damaged container: a record of a wrong length goes on to the next, a book lacks pages",
    "no_model": "no model for its language: rules and patterns only",
    "hidden_text": "has text that its pages do not show; it is left out",
    "image_pages": "some of its pages are pictures without text",
    "ocr_layer": "the text of some pages is an invisible layer over a picture, recognised by a program",
    "outline_glyphs": "some letters were read by the outlines in its fonts, which do not say what they stand for",
    "encrypted": "encrypted with an empty password",
    "uncounted_tokens": "the tokenizer of [chunk] fails on its text: no count, and chunks are sized by bytes where it does",
    "verbatim": "some of its blocks keep the author's lines: verse, code, tables, records; no doubt, only a fact",
}
"""The closed list of `documents.flags`, each with its meaning."""
FACTS = ("verbatim", "encrypted")
"""Flags that say nothing against a document: its source file counts as processed, not as flagged."""
