"""Repair: from source bytes to the characters a careful person would have typed, each change on record.

    decode -> line breaks -> mojibake -> lost glyphs -> stray characters -> steps of the user's own

Lines stay as they were in the source: joining them is the business of `segment`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from parquetry.errors import DocumentError
from parquetry.model.documents import Repaired, Source
from parquetry.repair import characters
from parquetry.repair.encoding.decode import Decoded, decode
from parquetry.repair.encoding.extracted import decode_extracted
from parquetry.repair.glyphs import restore, silent_loss
from parquetry.repair.mojibake import ftfy_lines, lossy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parquetry.config import Repair
    from parquetry.text import AlignedText

__all__ = ["Step", "decode_source", "repair"]

Step: TypeAlias = "Callable[[AlignedText], AlignedText]"
"""A step of repair: a function from text to text."""
RECORDS = ("jsonl", "json", "csv", "parquet")
"""Formats whose text is a field, in UTF-8 unless something else is known."""
ROUNDS = 6
"""Most rounds of the steps; the second finds nothing to do, but for text made to defy it."""


def decode_source(source: Source) -> Decoded:
    """Return the source decoded and nothing else.

    Raises:
        DocumentError: the bytes are not text.
    """
    if source.text is not None:
        return decode_extracted(source.text, source.segments, source.encoding, source.encoding_method)
    return decode(source.data, source.declared_encoding, record=source.format in RECORDS)


def _stable(text: AlignedText, config: Repair, own_steps: Sequence[Step], *, unescape: bool) -> AlignedText:
    """Return the text after the steps, again and again until they change nothing: one may uncover work for another."""
    for number in range(ROUNDS):
        before = text.text
        text = characters.line_breaks(text)
        if config.characters:
            text = characters.escapes(text)
        if config.mojibake:
            text = lossy.restore(text)
            text = ftfy_lines.undo(text, html=unescape)
        if config.glyphs and not number:
            marks = restore.find(text.text)
            text = silent_loss.restore(restore.restore(text, marks), marks)
        if config.characters:
            text = characters.clean(text)
        for step in own_steps:
            text = step(text)
        if text.text == before:
            break
    return text


def repair(source: Source, config: Repair, *, decoded: Decoded | None = None, steps: Sequence[Step] = ()) -> Repaired:
    """Return the source decoded and repaired, with every change in `text.repairs`.

    `steps` are the user's own, run after ours; `decoded` is the source decoded, if the caller has it already. The
    result's `source` no longer holds the bytes. Repairing a repaired text changes nothing.

    Raises:
        DocumentError: the bytes are not text.
    """
    first = decoded or decode_source(source)
    # References of a format with markup were decoded by its reader: what still looks like one is the author's.
    text = _stable(first.text, config, steps, unescape=config.html_entities == "auto" and source.text is None)
    if not text.text.strip():
        detail = "nothing is left but characters that do not show"
        raise DocumentError("empty", detail)
    flags = [*source.flags, *first.flags]
    if any(repair.status == "unresolved" for repair in text.repairs):
        flags.append("unresolved")
    return Repaired(
        replace(source, data=b"", text=None, segments=()),
        text,
        first.encoding,
        first.method,
        first.confidence,
        tuple(sorted(set(flags))),
    )
