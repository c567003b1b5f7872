"""Segment: from repaired lines to the text as a careful person would have typed it, with blocks and sentences.

    lines -> layout (blocks in reading order) -> assemble (the final text) -> language -> sentences

From here on the text does not change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.languages import identify as languages
from parquetry.model.documents import Block, Repaired, Segmented, Sentence
from parquetry.segment.blocks.hinted import hinted_layout
from parquetry.segment.blocks.layout import layout
from parquetry.segment.reflow import assemble
from parquetry.segment.sentences.register import is_legal
from parquetry.segment.sentences.split import BY_LINE, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.config import Segment
    from parquetry.segment.blocks.draft import Draft
    from parquetry.text import AlignedText

__all__ = ["segment"]


def segment(repaired: Repaired, config: Segment) -> Segmented:
    """Return the document with its final text, blocks that tile it, sentences that tile the blocks, and its language.

    With `config.reflow` false every line stays a line; blocks and sentences are found all the same.
    """
    hints = repaired.source.hints
    # Markup knows what is a heading; plain text has to be measured.
    drafts = hinted_layout(repaired.text, hints) if hints else layout(repaired.text.text)
    # The user's word goes before the document's own.
    declared = config.language or repaired.source.declared_language
    text, placed = assemble(repaired.text, drafts, declared or repaired.language, reflow=config.reflow)
    # Code and tables would mislead detection; without any prose the whole text has to serve.
    prose = [text.text[start:end] for draft, start, end in placed if draft.kind not in languages.ASIDE]
    language = languages.known(declared) if declared else languages.detect(prose or [text.text])
    blocks = _blocks(text, placed, language)
    return Segmented(
        source=repaired.source,
        text=text,
        encoding=repaired.encoding,
        encoding_method=repaired.encoding_method,
        encoding_confidence=repaired.encoding_confidence,
        language=language.code,
        language_confidence=language.confidence,
        blocks=blocks,
        sentences=_sentences(text, blocks, legal=is_legal(text.text, language.code)),
        flags=_flags(repaired.flags, blocks),
    )


def _blocks(text: AlignedText, placed: Sequence[tuple[Draft, int, int]], language: languages.Language) -> tuple[Block, ...]:
    """Return the blocks of the final text, in which each draft has its place, with their source bytes."""
    source_spans = text.source_spans([(start, end) for _, start, end in placed])
    return tuple(
        Block(
            draft.kind,
            start,
            end,
            low,
            high,
            draft.level,
            draft.parent,
            draft.page,
            # A quotation in another language is split by the rules of that language.
            languages.of_block(text.text[start:end], language),
            verbatim=draft.verbatim,
            evidence=draft.evidence,
            marker=draft.marker,
            # The last of its lines on the page, which a note may follow.
            page_end=None if draft.page is None else max(line.page for line in draft.lines),
        )
        for (draft, start, end), (low, high) in zip(placed, source_spans, strict=True)
    )


def _sentences(text: AlignedText, blocks: tuple[Block, ...], *, legal: bool) -> tuple[Sentence, ...]:
    spans = [
        (block_id, block.start + start, block.start + end)
        for block_id, block in enumerate(blocks)
        # Each block is split on its own: no sentence runs over the end of one.
        for start, end in split(text.text[block.start : block.end], block.language, _kind_for_sentences(block), legal=legal)
    ]
    # All spans in one call: finding their bytes costs one pass, not one for each.
    covers = text.source_spans([(start, end) for _, start, end in spans])
    return tuple(
        Sentence(block_id, start, end, low, high) for (block_id, start, end), (low, high) in zip(spans, covers, strict=True)
    )


def _kind_for_sentences(block: Block) -> str:
    """Return the kind that a block's sentences are found by: a line of a record or a log is one, a line of verse is not."""
    return "preformatted" if block.verbatim and block.kind not in {"verse", *BY_LINE} else block.kind


def _flags(flags: tuple[str, ...], blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Return the document's flags, sorted, with `verbatim` where a block keeps the author's lines."""
    return tuple(sorted({*flags, "verbatim"})) if any(block.verbatim for block in blocks) else flags
