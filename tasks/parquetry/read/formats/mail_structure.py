"""The structure of a mail, by its bytes: which parts it has, and where each lies in the file.

The standard library reads parameters and decodes transport; it does not say where a part's bytes are, so boundaries are
looked for here.

Source: RFC 5322 (messages), RFC 2045 and 2046 (MIME).
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, NamedTuple

from parquetry.errors import DocumentError
from parquetry.read.formats.mail_fields import header_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.read.formats.mail_fields import Detect

MOST_PARTS = 10_000
"""Parts a mail may have; the largest digests have hundreds."""
MOST_DEPTH = 20
"""Parts within parts that are opened; mail programs nest five or six deep, forwarded forwards a little more."""
_HEADER_LINE = re.compile(
    rb"""
    (?: >?From\ [^\r\n]*               # the line that begins a message in a mailbox
      | [!-9;-~]+[ \t]*:[^\r\n]*        # Subject: lunch
      | [ \t]+[^\r\n]+                  # a continuation
    ) (?: \r\n | \n | \r | \Z )
    """,
    re.VERBOSE,
)
# Mails are stored with all three kinds of line end.
_LINE_BREAK = re.compile(rb"\r\n|\n|\r")


# "--boundary" begins a part, "--boundary--" ends the last one.
_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
_PADDING = re.compile(rb"=[=\s]*")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\r\n]*")
_PIECES = re.compile(rb"[^=]+=*")
# Characters of base64 that make up three bytes together.
_GROUP = 4
# Empty lines, and the field they stand before.
_BLANK = re.compile(rb"[\r\n]+(?=[!-9;-~]+:[ \t])")


@dataclass(frozen=True, slots=True)
class Entity:
    """A message or a part of one. `start`, `end` are the bytes of its body in the file; `path` is its MIME path ("1.2").

    `asides` are the bytes before the first and after the last boundary: notes to programs that know no MIME.
    """

    headers: Message
    media_type: str
    """The type of its content, `text/plain` where it names none."""
    path: str
    start: int
    end: int
    children: tuple[Entity, ...]
    asides: tuple[tuple[int, int], ...] = ()

    @property
    def main_type(self) -> str:
        """Return the first half of its media type: `text`, `multipart`, `image` ..."""
        return self.media_type.partition("/")[0]

    def body(self, raw: bytes) -> bytes:
        """Return the bytes of the body as they stand in the file."""
        return raw[self.start : self.end]


class _Budget:
    """Counts parts, so that a mail of a million parts ends as a reject and not as a million objects.

    `detect` finds the encoding of headers that are no UTF-8, of all parts.
    """

    __slots__ = ("detect", "left")

    def __init__(self, detect: Detect | None) -> None:
        self.left = MOST_PARTS
        self.detect = detect

    def take(self) -> None:
        """Count a part.

        Raises:
            DocumentError: it is one too many.
        """
        self.left -= 1
        if self.left < 0:
            detail = f"a mail of more than {MOST_PARTS} parts"
            raise DocumentError("members", detail)


def parse_mail(raw: bytes, start: int = 0, detect: Detect | None = None) -> Entity:
    """Return the structure of the message that begins at byte `start` of a file and goes on to its end.

    `detect` finds the encoding of headers that are no UTF-8.

    Raises:
        DocumentError: it has more than `MOST_PARTS` parts.
    """
    # An empty line before the first field ends no header: copies of mails often begin with one.
    blank = _BLANK.match(raw, start)
    return _entity(raw, blank.end() if blank else start, len(raw), "", 0, _Budget(detect))


def _entity(  # noqa: PLR0913 (a stretch of bytes, and where in the mail it is)
    raw: bytes, start: int, end: int, path: str, depth: int, budget: _Budget, default: str = "text/plain"
) -> Entity:
    budget.take()
    body = _body_start(raw, start, end)
    # A digest holds messages where other mails hold plain text (RFC 2046, 5.1.5).
    headers = header_of(raw[start:body], default, budget.detect)
    if depth > MOST_DEPTH:
        detail = f"parts within more than {MOST_DEPTH} parts"
        raise DocumentError("nesting", detail)
    # None: no parts within. Empty: boundaries, and nothing between them.
    spans: list[tuple[int, int]] | None = None
    asides: tuple[tuple[int, int], ...] = ()
    # Asked for once: the standard library reads the header anew each time.
    media_type = headers.get_content_type()
    if media_type.startswith("multipart/"):
        spans, asides = _between_boundaries(raw, body, end, headers.get_boundary())
        if spans == []:  # boundaries, and nothing between them
            end = body
    # A forwarded mail is read like the mail around it, unless it is encoded as a whole.
    elif media_type == "message/rfc822" and _is_plain(headers):
        spans = [(body, end)]
    # What the parts are when they do not say so themselves.
    inner = "message/rfc822" if media_type.endswith("/digest") else "text/plain"
    children = tuple(
        _entity(raw, low, high, f"{path}.{number}".lstrip("."), depth + 1, budget, inner)
        for number, (low, high) in enumerate(spans or (), 1)
    )
    return Entity(headers, media_type, path, body, end, children, asides)


def _is_plain(headers: Message) -> bool:
    return str(headers.get("Content-Transfer-Encoding", "7bit")).strip().lower() in ("7bit", "8bit", "binary")


def _body_start(raw: bytes, start: int, end: int) -> int:
    """Return where the body begins: after the blank line, or at the first line that is no header."""
    at = start
    # Line by line, so that a message without a blank line still keeps its body.
    while at < end and (match := _HEADER_LINE.match(raw, at, end)):
        at = match.end()
    blank = _LINE_BREAK.match(raw, at, end)
    return blank.end() if blank else at


def _between_boundaries(
    raw: bytes, start: int, end: int, boundary: str | None
) -> tuple[list[tuple[int, int]] | None, tuple[tuple[int, int], ...]]:
    """Return the bytes of each part, None where no boundary stands: then it is a part of its own; and those outside.

    The line break before a boundary belongs to the boundary. A last part may be cut.
    """
    if not boundary:
        return None, ()
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    first, last = end, end
    for line in _boundary_lines(raw, start, end, b"--" + boundary.encode("utf-8", "surrogateescape")):
        # What stands before the first boundary is a note to old programs: "This is a multi-part message".
        if opened is not None and line.start > opened:
            spans.append((opened, max(opened, _before_line_break(raw, line.start))))
        first = min(first, line.start)
        opened = None if line.closes else line.end
        if line.closes:
            last = line.end
            break
    # A mail that was cut off has no closing boundary.
    if opened is not None:
        spans.append((opened, end))
    if first == end:
        return None, ()
    return spans, tuple(span for span in ((start, first), (last, end)) if raw[slice(*span)].strip())


class _BoundaryLine(NamedTuple):
    """A line that parts parts; two hyphens after the boundary close the whole list."""

    start: int
    end: int
    closes: bool


def _boundary_lines(raw: bytes, start: int, end: int, mark: bytes) -> Iterator[_BoundaryLine]:
    """Yield the lines that are a boundary and nothing else."""
    # Each mail has a boundary of its own: to compile an expression for each took longer than all else.
    at = raw.find(mark, start, end)
    while at >= 0:
        line = _AFTER_BOUNDARY.match(raw, at + len(mark), end) if not at or raw[at - 1 : at] in (b"\n", b"\r") else None
        if line:
            yield _BoundaryLine(at, line.end(), line[1] is not None)
        at = raw.find(mark, line.end() if line else at + 1, end)


def _before_line_break(raw: bytes, at: int) -> int:
    if raw[max(0, at - 2) : at] == b"\r\n":
        return at - 2
    return at - 1 if raw[max(0, at - 1) : at] in (b"\n", b"\r") else at


def message_id(headers: Message) -> str | None:
    """Return the Message-ID of a message, if it has one."""
    value = str(headers.get("Message-ID", "")).strip()
    return value.encode("utf-8", "replace").decode() or None


def after_base64(entity: Entity, raw: bytes) -> int:
    """Return where what was added to a body in base64 begins, as lists add their footers; its end where nothing was."""
    encoding = str(entity.headers.get("Content-Transfer-Encoding", "")).strip().lower()
    return entity.start + _base64_end(entity.body(raw)) if encoding == "base64" else entity.end


def _base64_end(body: bytes) -> int:
    """Return where base64 ends: with its padding, unless what follows is base64 too, in lines without spaces."""
    match = _PADDING.search(body)
    end = match.end() if match else len(body)
    following = body[end:]
    sound = _BASE64.fullmatch(following) is not None and len(b"".join(following.split())) % _GROUP == 0
    return len(body) if sound else end


def _decoded_piece(piece: bytes) -> bytes:
    try:
        return binascii.a2b_base64(piece)
    except binascii.Error:
        return b""


def transfer_decoded(entity: Entity, raw: bytes) -> tuple[bytes, str]:
    """Return the body decoded of its transfer encoding, and that encoding by the contract's name.

    What is damaged is decoded as far as it goes, as mail programs do.
    """
    encoding = str(entity.headers.get("Content-Transfer-Encoding", "")).strip().lower()
    # The contract has one name for each; what is neither stands as it is (7bit, 8bit, binary).
    stored = {"base64": "base64", "quoted-printable": "quoted-printable"}.get(encoding, "plain")
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        stored = "uuencode"
    body = entity.body(raw)
    if stored == "plain":
        return body, stored
    if stored == "base64":
        body = body[: _base64_end(body)]
        # Some programs encode in pieces, each with its padding, after which decoders read no further.
        pieces = _PIECES.findall(body)
        if len(pieces) > 1:
            return b"".join(map(_decoded_piece, pieces)), stored
    # Given back to the standard library, which knows how to decode damaged base64.
    part = Message()
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(body.decode("ascii", "surrogateescape"))
    decoded = part.get_payload(decode=True)
    return (decoded, stored) if isinstance(decoded, bytes) else (body, "plain")
