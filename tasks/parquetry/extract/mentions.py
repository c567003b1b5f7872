"""Mentions: spans with their value, their identity and their place in the source."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from parquetry.extract import linking
from parquetry.extract.normalize.equivalents import equivalents
from parquetry.model.documents import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.layers import Document
    from parquetry.extract.spans import Span
    from parquetry.model.documents import Segmented, Sentence


def mentions(segmented: Segmented, document: Document, spans: Sequence[Span]) -> tuple[Mention, ...]:
    """Return the mentions of spans that do not overlap, in text order."""
    text = document.text
    names = [(text[span.start : span.end], span.label) for span in spans]
    # What the text defines in brackets wins over what initials suggest.
    short = {text[pair.short_start : pair.short_end]: text[pair.start : pair.end] for pair in document.pairs}
    full = linking.full_names(names, {**linking.initials(names), **short})
    read = [document.values.value(span, document.block_at(span.start)) for span in spans]
    # Values need their neighbours: `£5 million (€6 million)`.
    with_equivalents = equivalents(text, [(span.start, span.end) for span in spans], read)
    # All spans at once: the map to the source is walked a single time.
    covers = segmented.text.source_spans([(span.start, span.end) for span in spans])
    starts = [sentence.start for sentence in segmented.sentences]
    return tuple(
        Mention(
            sentence_id=_sentence_of(span, segmented.sentences, starts),
            start=span.start,
            end=span.end,
            source_start=source_start,
            source_end=source_end,
            text=name,
            label=span.label,
            extractor=span.extractor,
            rule=span.rule,
            entity_id=linking.entity_id(full.get((name, span.label), name), span.label),
            value=value.value,
            value_type=value.type,
            value_data=value.data,
            language=document.block_at(span.start).language,
        )
        for span, (name, _), value, (source_start, source_end) in zip(spans, names, with_equivalents, covers, strict=True)
    )


def _sentence_of(span: Span, sentences: Sequence[Sentence], starts: list[int]) -> int | None:
    """Return the number of the sentence a span lies in; null where it crosses from one into another."""
    # The last sentence that begins at or before the span.
    at = bisect_right(starts, span.start) - 1
    return at if at >= 0 and span.end <= sentences[at].end else None
