"""The values that stages hand to each other: one frozen class a stage, fields named as the table columns.

Frames: `start`, `end` are code points, half-open, into the text of the same value; `source_start`, `source_end` are
bytes, half-open, into the source bytes. Confidences and scores are 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from parquetry.model.parts import BlockHint, Font, LeftOut, Origin, Part
from parquetry.text import AlignedText, AlignmentSegment, Candidate, Repair

__all__ = [
    "AlignedText",
    "AlignmentSegment",
    "Block",
    "BlockHint",
    "Candidate",
    "Entity",
    "Extracted",
    "FileEntry",
    "FileStats",
    "Font",
    "LeftOut",
    "Mention",
    "Origin",
    "Part",
    "Processed",
    "Repair",
    "Repaired",
    "Segmented",
    "Sentence",
    "Source",
]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file as the finder met it, before it is read. `path_bytes` is its name under the input folder, as on disk."""

    source_path: str
    path_bytes: bytes
    size: int
    skipped: str = ""
    """Why it is not read, a reason of the contract; empty if it is."""
    target: bytes = b""
    """The file below the input folder that a link leads to, as bytes; empty for what is no link."""
    folder: bool = False
    """Whether it is a folder that could not be listed."""
    stamp: str = ""
    """Size, times of the last changes (ns since 1970), inode: what `[input] trust = "stat"` goes by; else empty."""


@dataclass(frozen=True, slots=True)
class FileStats:
    """What was learnt of a file by reading it: size and SHA-256 as it lies on disk, and how many records it held."""

    source_path: str
    path_bytes: bytes
    bytes: int | None
    sha256: str | None
    media_type: str | None
    records: int
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One document as found: a whole file after decompression, or one record.

    `data` are its source bytes, `source_bytes` their number. The trap: `data` is dropped after repair, so that it is
    not carried from stage to stage.
    """

    doc_id: str
    source_path: str
    source_record: int | None
    source_id: str | None
    source_sha256: str
    source_bytes: int
    media_type: str
    # The bytes that all source offsets count in: after decompression, before decoding.
    data: bytes
    # From a header, a config or a mail: a hint that decoding tests before it believes it.
    declared_encoding: str | None = None
    declared_language: str | None = None
    # What the source says of itself; never guessed from the text.
    title: str | None = None
    date: str | None = None
    source_meta: str | None = None
    flags: tuple[str, ...] = ()
    format: str = "text"
    container: str | None = None
    # From here on filled by readers of formats with markup; plain text has none of it.
    parts: tuple[Part, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    hints: tuple[BlockHint, ...] = ()
    text: str | None = None
    """The text of a document whose format has markup, as its reader found it; null where `data` are the text."""
    segments: tuple[AlignmentSegment, ...] = ()
    encoding: str = ""
    """Encoding of `text`'s copied characters, a Python codec name; `encoding_method` says how it was found."""
    encoding_method: str = ""
    repairs: tuple[Repair, ...] = ()
    """What the reader itself repaired in `text`, or saw and left: letters that a font lost."""
    # Of documents that have pages.
    pages: int | None = None
    origins: tuple[Origin, ...] = ()
    fonts: tuple[Font, ...] = ()


@dataclass(frozen=True, slots=True)
class Repaired:
    """A decoded and repaired document; lines as they were in the source.

    `language` (BCP 47, `und` where there is nothing to tell by) is guessed once, from the text without damage, for all
    later stages; a declared language is in `source`.
    """

    source: Source
    text: AlignedText
    encoding: str
    encoding_method: str
    encoding_confidence: float
    flags: tuple[str, ...]
    language: str = "und"
    language_confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, note ... of the text. `parent` is the block_id of the heading that governs it.

    `verbatim` tells whether its lines, indentation and columns are the author's. `evidence` is what its kind was found by.
    `marker` is the bullet or number that its format shows before it; the trap: one that is written in the text is there.
    """

    kind: str
    start: int
    end: int
    source_start: int
    source_end: int
    level: int | None = None
    # A position in the list of blocks, from which the block_id of the heading follows.
    parent: int | None = None
    page: int | None = None
    language: str = "und"
    verbatim: bool = False
    evidence: str = "text"
    page_end: int | None = None
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; never crosses a block."""

    block_id: int
    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Segmented:
    """The final text with its blocks, sentences and language. From here on the text does not change."""

    source: Source
    text: AlignedText
    encoding: str
    encoding_method: str
    encoding_confidence: float
    language: str
    language_confidence: float
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """One named thing in the text: `text[start:end]` is exactly it."""

    # Null where a mention spans several sentences.
    sentence_id: int | None
    start: int
    end: int
    source_start: int
    source_end: int
    text: str
    label: str
    extractor: str
    rule: str | None = None
    score: float | None = None
    entity_id: str | None = None
    value: str | None = None
    value_type: str | None = None
    value_data: str | None = None
    # BCP 47 of the text it stands in.
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Entity:
    """What mentions speak of, with every form of its name met."""

    entity_id: str
    label: str
    name: str
    aliases: tuple[str, ...]
    # Only for countries, by ISO 3166: "Germany" and "Deutschland" are both DE.
    country: str | None
    mentions: int
    documents: int


@dataclass(frozen=True, slots=True)
class Extracted:
    """A segmented document and the mentions in it."""

    segmented: Segmented
    mentions: tuple[Mention, ...]
    flags: tuple[str, ...]
    tokens: int | None = None
    """Tokens of its text, counted where its tables are made, if the config names a tokenizer."""


@dataclass(frozen=True, slots=True)
class Processed:
    """One document, all the way or up to the stage asked for; later fields are empty.

    `decoded` and `repaired` are plain strings with the source's lines; `text` is the final text, into which all offsets
    go. With `until="decode"` or `"repair"` the text is that of this stage.
    """

    decoded: str
    encoding: str
    encoding_method: str
    encoding_confidence: float
    repaired: str
    text: str
    language: str
    alignment: tuple[AlignmentSegment, ...]
    repairs: tuple[Repair, ...]
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    flags: tuple[str, ...] = ()
    """What is doubtful or special about the document, as `documents.flags` has it."""
