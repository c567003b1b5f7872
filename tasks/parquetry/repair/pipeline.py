"""Repair: from source bytes to the characters a careful person would have typed, each change on record.

    decode -> line breaks -> overstriking -> mojibake -> lost glyphs -> stray characters -> steps of the user's own

Lines stay as they were in the source: joining them is the business of `segment`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from parquetry.errors import DocumentError
from parquetry.languages.identify import Language, guess
from parquetry.model.documents import Repaired, Source
from parquetry.model.failures import ERROR
from parquetry.repair import characters, visual_order
from parquetry.repair.encoding.decode import Decoded, decode
from parquetry.repair.encoding.extracted import decode_extracted
from parquetry.repair.glyphs import detect, restore, silent_loss, split_ligatures
from parquetry.repair.glyphs.glyph_data import NEVER_TYPED
from parquetry.repair.mojibake import escapes, ftfy_lines, lossy
from parquetry.text import AlignedText

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parquetry.config import Repair

__all__ = ["Step", "decode_source", "repair"]

Step: TypeAlias = "Callable[[AlignedText], AlignedText]"
"""A step of repair: a function from text to text."""
RECORDS = ("jsonl", "json", "csv", "parquet")
"""Formats whose text is a field, in UTF-8 unless something else is known."""
ROUNDS = 6
"""Most rounds of the steps; the second finds nothing to do, but for text made to defy it."""
STRETCH = 600
"""Code points at the beginning, in the middle and at the end of a text by which its language is guessed. ELD is as sure of
1,800 as of 20,000, and a title page in another language has no majority."""
_DAMAGE = re.compile(f"[{NEVER_TYPED}]")


def decode_source(source: Source) -> Decoded:
    """Return the source decoded and nothing else.

    Raises:
        DocumentError: the bytes are not text.
    """
    if source.text is not None:
        return decode_extracted(source.text, source.segments, source.encoding, source.encoding_method, source.repairs)
    return decode(source.data, source.declared_encoding, record=source.format in RECORDS)


def repair(source: Source, config: Repair, *, decoded: Decoded | None = None, steps: Sequence[Step] = ()) -> Repaired:
    """Return the source decoded and repaired, with every change in `text.repairs`.

    `steps` are the user's own, run after ours; `decoded` is the source decoded, if the caller has it already. The
    result's `source` no longer holds the bytes. Repairing a repaired text changes nothing. On top of a doubtful
    encoding nothing is repaired that depends on what its letters are.

    Raises:
        DocumentError: the bytes are not text.
    """
    first = decoded or decode_source(source)
    # Where the encoding is a guess, "ã" may be "г": repair of words would build on letters that are not the text's.
    if first.doubtful:
        config = config.model_copy(update={"mojibake": False, "glyphs": False})
    # References of a format with markup were decoded by its reader: what still looks like one is the author's.
    unescape = config.html_entities == "auto" and source.text is None
    text, language = _repaired(first.text, config, steps, unescape=unescape)
    # Control characters or soft hyphens alone: a document without text would have no blocks.
    if not text.text.strip():
        detail = "nothing is left but characters that do not show"
        raise DocumentError("empty", detail)
    flags = {*source.flags, *first.flags}
    if any(repair.status == "unresolved" for repair in text.repairs):
        flags.add("unresolved")
    return Repaired(
        # The bytes go, as a document of 100 MB would else be copied from process to process.
        replace(source, data=b"", text=None, segments=(), repairs=()),
        text,
        first.encoding,
        first.method,
        first.confidence,
        tuple(sorted(flags)),
        language.code,
        language.confidence,
    )


def _repaired(
    text: AlignedText, config: Repair, own_steps: Sequence[Step], *, unescape: bool
) -> tuple[AlignedText, Language]:
    """Return the text after the steps, and its language.

    The steps run again and again until they change nothing, for one may uncover work for another; lost glyphs are looked
    for once, in the first round, because their evidence is the damage that this round repairs.
    """
    text = _decoded_rightly(text, config, unescape=unescape)
    settled = text.text
    # After mojibake, which looks like no language, and before lost glyphs, which are looked for in its words.
    language = guess(_DAMAGE.sub("", _stretches(text.text)))
    if config.glyphs:
        text = _with_glyphs(text, language.code)
    for _ in range(ROUNDS):
        if config.characters:
            text = characters.clean(text)
        for step in own_steps:
            text = _after(step, text)
        # Nothing changed, so another round would change nothing either.
        if text.text == settled:
            break
        text = _decoded_rightly(text, config, unescape=unescape)
        settled = text.text
    return text, language


def _after(step: Step, text: AlignedText) -> AlignedText:
    """Return what a step of the user's gives.

    Raises:
        DocumentError: that is no text with its alignment, as where it forgets to return one.
    """
    out: object = step(text)
    if not isinstance(out, AlignedText):
        name = getattr(step, "__name__", type(step).__name__)
        detail = f"the repair step {name} gives {type(out).__name__}, which is no AlignedText"
        raise DocumentError(ERROR, detail)
    return out


def _stretches(text: str) -> str:
    """Return the beginning, the middle and the end of a text; all of one that is not longer."""
    if len(text) <= 3 * STRETCH:
        return text
    # Joined by line breaks, so that no word is made of the end of one stretch and the beginning of the next.
    middle = (len(text) - STRETCH) // 2
    return "\n".join((text[:STRETCH], text[middle : middle + STRETCH], text[-STRETCH:]))


def _decoded_rightly(text: AlignedText, config: Repair, *, unescape: bool) -> AlignedText:
    """Return the text as it was before it was printed, sent and decoded wrongly; `unescape`: it may have been escaped."""
    # Line breaks first, as all that follows goes line by line.
    text = characters.line_breaks(text)
    if config.characters:
        # Overstrikes before anything removes their backspaces as control characters.
        text = characters.escapes(characters.overstrikes(text))
        text = visual_order.in_logical_order(text)
    if config.mojibake:
        # From the last damage to the first: what was sent as "=C3=A9" may be mojibake only when it is read.
        text = escapes.undo(text) if unescape else text
        # Before ftfy, which would read the rest of a character that lost a byte as something else.
        text = lossy.restore(text)
        text = ftfy_lines.undo(text, html=unescape)
    return text


def _with_glyphs(text: AlignedText, language: str) -> AlignedText:
    """Return the text with the letters restored that fonts and conversions lost."""
    # Split ligatures first: "fi eld" leaves no mark, and the halves would count as the document's own words
    # afterwards.
    text = split_ligatures.join(text, language)
    marks = detect.find(text.text, language)
    return silent_loss.restore(restore.restore(text, marks, language), language, marks)
