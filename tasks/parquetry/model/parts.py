"""What a document in a format with markup is made of: its parts, what of them is no text, and what its markup says.

Frames: `source_start`, `source_end` are bytes, half-open, into the document's source bytes: its parts, one after
another. `file_start`, `file_end` are bytes, half-open, into the source file as it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document's source, decoded of transport and compression: a file, a member of an archive, a mail's body.

    `encoding` is a Python codec name, empty where it is the document's own. `stored` says how the part lies in the file:
    plain, deflate, gzip, base64, quoted-printable.
    """

    path: str
    media_type: str
    encoding: str
    sha256: str
    source_start: int
    source_end: int
    # Null where the part has no bytes of its own in the file: a member of a compressed container.
    file_start: int | None = None
    file_end: int | None = None
    stored: str = "plain"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of a part that is not in the text, and why; `reason` is one of `vocabulary.LEFT_OUT`.

    `text` is what it says, null for scripts and styles, which say nothing to a reader.
    """

    part_id: int
    source_start: int | None
    source_end: int | None
    reason: str
    text: str | None
    bytes: int
    # Counted from 1, as readers of a printed page do.
    page: int | None = None


@dataclass(frozen=True, slots=True)
class BlockHint:
    """What markup says of a stretch of source bytes: it is one block, of this kind.

    `verbatim` says that the author's line breaks stand, as in `<pre>`, tables and after `<br>`.
    """

    source_start: int
    source_end: int
    kind: str
    level: int | None
    verbatim: bool
    evidence: str = "tag"
    continues: bool = False
    """Whether it goes on with the last block of running text before it, as a paragraph does over the end of a page."""
    marker: str | None = None
    """The bullet or number that is shown before it and is no text of the source: "3.", "b)", "•"."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where on a page a stretch of an extract was shown, and which bytes of which object of the file show it.

    `x0` to `y1` are points from the upper left corner of the page, with two decimals. `at_start`, `at_end` are bytes,
    half-open, into the decoded stream of `object`. `how` says how its letters are known, a value of `vocabulary.HOW`.
    """

    source_start: int
    source_end: int
    part_id: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    font_id: int
    size: float
    object: int
    at_start: int
    at_end: int
    how: str


@dataclass(frozen=True, slots=True)
class FontCode:
    """What one code of a font stands for, how that is known, and how surely, 0 to 1."""

    code: int
    text: str
    how: str
    score: float


@dataclass(frozen=True, slots=True)
class Font:
    """A font of a document: `object` is the number of its dictionary, `sha256` that of its program, if it is embedded."""

    name: str
    type: str
    object: int | None
    sha256: str | None
    codes: tuple[FontCode, ...]
