"""Values of a PDF, taken for what they should be: a damaged file may have anything anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playa.pdftypes import ContentStream, InlineImage, PSLiteral, resolve1
from playa.utils import decode_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.content import Matrix


def dictionary(value: object) -> dict[str, Any]:
    """Return a dictionary, resolved if it is a reference; an empty one for anything else."""
    value = resolve1(value)  # type: ignore[arg-type]
    return value if isinstance(value, dict) else {}


def array(value: object) -> list[Any]:
    """Return an array, resolved if it is a reference; an empty one for anything else."""
    value = resolve1(value)  # type: ignore[arg-type]
    return value if isinstance(value, list) else []


def stream_of(value: object) -> ContentStream | None:
    """Return a stream, resolved if it is a reference; None for anything else.

    The trap: `isinstance` takes dictionaries for streams, since compiled classes of playa share what `abc` remembers of
    their common base `Mapping`.
    """
    value = resolve1(value)  # type: ignore[arg-type]
    return value if type(value) in (ContentStream, InlineImage) else None  # type: ignore[return-value]


def name_of(value: object) -> str:
    """Return a name without its slash; empty for anything else."""
    value = resolve1(value)  # type: ignore[arg-type]
    return str(value.name) if isinstance(value, PSLiteral) else ""


def text_of(value: object) -> str:
    """Return a text string (PDFDocEncoding, UTF-16 or UTF-8, 7.9.2.2); empty for anything else."""
    value = resolve1(value)  # type: ignore[arg-type]
    return decode_text(value) if isinstance(value, bytes) else ""


def matrix_of(operands: Sequence[Any]) -> Matrix:
    """Return the matrix of six numbers that end some operands.

    Raises:
        TypeError, ValueError: they are not six numbers.
    """
    a, b, c, d, e, f = (float(value) for value in operands[-6:])
    return (a, b, c, d, e, f)
