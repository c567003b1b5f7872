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
