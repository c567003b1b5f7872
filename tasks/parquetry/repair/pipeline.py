"""Repair: from source bytes to the characters a careful person would have typed, each change on record.

    decode -> line breaks -> mojibake -> lost glyphs -> stray characters -> steps of the user's own

Lines stay as they were in the source: joining them is the business of `segment`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.execution import plugins
from parquetry.errors import DocumentError
from parquetry.model.documents import Repaired, Source
from parquetry.repair import characters
from parquetry.repair.glyphs import restore, silent_loss
from parquetry.repair.mojibake import lossy, ftfy_lines
from parquetry.repair.encoding.decode import Decoded, decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.config import Repair
    from parquetry.text.aligned_text import AlignedText

__all__ = ["decoded", "repair"]

ROUNDS = 6
"""Most rounds of the steps; the second finds nothing to do, but for text made to defy it."""


def decoded(source: Source) -> Decoded:
    """Return the source decoded and nothing else.

    Raises:
        DocumentError: the bytes are not text.
    """
    return decode(source.data, source.declared_encoding, record=source.source_record is not None)


def _stable(text: AlignedText, config: Repair) -> AlignedText:
    """Return the text after the steps, again and again until they change nothing: one may uncover work for another."""
    steps: list[Callable[[AlignedText], AlignedText]] = [plugins.load(path) for path in config.steps]
    for number in range(ROUNDS):
        before = text.text
        text = characters.line_breaks(text)
        if config.characters:
            text = characters.escapes(text)
        if config.mojibake:
            text = lossy.restore(text)
            text = ftfy_lines.undo(text, html=config.html_entities == "auto")
        if config.glyphs and not number:
            marks = restore.find(text.text)
            text = silent_loss.restore(restore.restore(text, marks), marks)
        if config.characters:
            text = characters.clean(text)
        for step in steps:
            text = step(text)
        if text.text == before:
            break
    return text


def repair(source: Source, config: Repair) -> Repaired:
    """Return the source decoded and repaired, with every change in `text.repairs`.

    The result's `source` no longer holds the bytes. Repairing a repaired text changes nothing.

    Raises:
        DocumentError: the bytes are not text.
    """
    first = decoded(source)
    text = _stable(first.text, config)
    if not text.text.strip():
        detail = "nothing is left but characters that do not show"
        raise DocumentError("empty", detail)
    flags = [*source.flags, *first.flags]
    if any(repair.status == "unresolved" for repair in text.repairs):
        flags.append("unresolved")
    return Repaired(replace(source, data=b""), text, first.encoding, first.method, first.confidence,
                    tuple(sorted(set(flags))))  # fmt: skip
