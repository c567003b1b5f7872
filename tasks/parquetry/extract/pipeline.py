"""Extract: named things in the text, with values and identity.

    model -> agree (what the document's names say of each other) -> patterns, rules -> values -> names (identity)

Layers propose; where proposals overlap, the user's patterns and backends win over rules, rules over the model.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

from parquetry.errors import UnknownNameError
from parquetry.extract import linking
from parquetry.extract.document import abbreviations, context_cues, label_voting, span_cleanup
from parquetry.extract.normalize import values
from parquetry.extract.rules import dates_and_money, legal_events_quantities
from parquetry.extract.spans import Backend, Span, patterns
from parquetry.model.documents import Block, Extracted, Mention, Segmented
from parquetry.model.vocabulary import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from parquetry.config import Extract
    from parquetry.extract.document.abbreviations import Pair

__all__ = ["extract", "fingerprint"]

SKIPPED = ("page_artifact", "preformatted")
"""Kinds of block that name nothing worth counting."""
NO_MODEL = "none"
NOTES = ("footnote", "bibliography")
"""Kinds of block whose bare numbers are pages, volumes and issues, and count nothing."""
_RANK = {"patterns": 0, "rules": 1}
_FIGURES = re.compile(r"[\d\W]+")


def extract(segmented: Segmented, config: Extract, backends: Sequence[Backend] = ()) -> Extracted:
    """Return the document with its mentions, in text order, none overlapping another.

    `backends` are the user's own. Text in a language the model is not for gets rules and patterns only, and the flag
    `no_model`.

    Raises:
        ConfigError: the model or the patterns cannot be loaded.
    """
    text = segmented.text.text
    blocks = [block for block in segmented.blocks if block.kind not in SKIPPED]
    names_of = _models(config)
    fit = [block for block in blocks if block.language in (names_of or config.model_languages)]
    found: list[Span] = []
    for name in dict.fromkeys(names_of.values()):
        read = [block for block in fit if names_of[block.language] == name]
        found += _counting(text, _over(_model(name), text, read), read)
    if config.gliner is not None:
        found = _beside(found, _over(_gliner(config.gliner), text, blocks))
    found.sort(key=lambda span: span.start)
    pairs: list[Pair] = []
    if config.document:
        layers = frozenset(config.document)
        stretches = [(block.start, block.end) for block in (fit if config.gliner is None else blocks)]
        if "abbreviations" in layers:
            pairs = [pair for low, high in stretches for pair in abbreviations.pairs(text, low, high)]
        found = _agreed(text, found, pairs, stretches, layers)
    if config.patterns is not None:
        found += _over(patterns(config.patterns), text, blocks)
    for backend in backends:
        found += _known(backend, _over(backend, text, blocks))
    if config.rules:
        found += _ruled(text, blocks, config)
    flags = set(segmented.flags)
    if names_of and len(fit) < len(blocks) and config.gliner is None:
        flags.add("no_model")
    return Extracted(
        segmented,
        _mentions(segmented, _resolved(found, {backend.name for backend in backends}), pairs),
        tuple(sorted(flags)),
    )


def fingerprint(config: Extract) -> dict[str, str]:
    """Return the name and SHA-256 of everything loaded that decides the result: model and patterns."""
    out: dict[str, str] = {}
    for model in map(_model, dict.fromkeys(_models(config).values())):
        out[model.name] = "+".join([*filter(None, [out.get(model.name)]), model.fingerprint])  # folders may share a name
    if config.gliner is not None:
        out["gliner"] = _gliner(config.gliner).fingerprint
    if config.patterns is not None:
        out[config.patterns.name] = patterns(config.patterns).fingerprint
    return out


def _models(config: Extract) -> dict[str, str]:
    """Return the pipeline for each language that has one."""
    main = {} if config.model == NO_MODEL else dict.fromkeys(config.model_languages, config.model)
    return {**main, **config.models}


@cache
def _gliner(folder: Path) -> Backend:
    from parquetry.extract.ner import gliner  # noqa: PLC0415 (an extra)

    return gliner.load(folder)


def _beside(found: list[Span], others: Iterable[Span]) -> list[Span]:
    """Return the spans, and of the others those that overlap none of them."""
    kept = sorted(found, key=lambda span: span.start)
    starts = [span.start for span in kept]
    out = list(found)
    for span in others:
        at = bisect_right(starts, span.end - 1)
        if not at or kept[at - 1].end <= span.start:
            out.append(span)
    return out


def _known(backend: Backend, spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        if span.label not in LABELS:
            raise UnknownNameError(f"label of the backend {backend.name}:", span.label, LABELS)
        yield span


@cache
def _model(name: str) -> Backend:
    from parquetry.extract.ner import spacy_model  # noqa: PLC0415 (spaCy takes seconds)

    return spacy_model.load(name)


def _over(backend: Backend, text: str, blocks: list[Block]) -> Iterable[Span]:
    """Yield the spans a backend finds in the blocks, with offsets into the text."""
    found = backend.find([text[block.start : block.end] for block in blocks])
    for block, spans in zip(blocks, found, strict=True):
        for span in spans:
            yield Span(span.start + block.start, span.end + block.start, span.label, span.extractor, span.rule)


def _counting(text: str, spans: Iterable[Span], blocks: list[Block]) -> Iterator[Span]:
    """Yield the spans but for figures called cardinals that count nothing: of notes, and of lists like `1)` or `(1)`."""
    starts = [block.start for block in blocks]
    for span in spans:
        if span.label == "CARDINAL" and _FIGURES.fullmatch(text, span.start, span.end):
            block = blocks[bisect_right(starts, span.start) - 1]
            if block.kind in NOTES or text[span.end : span.end + 1] == ")" or text[span.end - 1] == ")":
                continue
        yield span


def _resolved(spans: list[Span], own: set[str]) -> list[Span]:
    """Return spans of which no two overlap: the user's own before rules before model, the longer before the shorter."""
    rank = {**_RANK, **dict.fromkeys(own, 0)}
    ranked = sorted(spans, key=lambda s: (rank.get(s.extractor, 2), s.start - s.end, s.start, s.label))
    kept: list[Span] = []
    starts: list[int] = []
    for span in ranked:
        at = bisect_right(starts, span.start)
        if (at and kept[at - 1].end > span.start) or (at < len(kept) and kept[at].start < span.end):
            continue
        kept.insert(at, span)
        starts.insert(at, span.start)
    return kept


def _ruled(text: str, blocks: list[Block], config: Extract) -> Iterator[Span]:
    """Yield what the rules of the config find; those that know English words look at text of the model's languages."""
    wanted = frozenset(config.rules)
    for block in blocks:
        part = text[block.start : block.end]
        yield from dates_and_money.find(part, block.start, wanted)
        if block.language in config.model_languages:
            yield from legal_events_quantities.find(part, block.start, wanted)


def _agreed(
    text: str, spans: list[Span], pairs: list[Pair], stretches: list[tuple[int, int]], layers: frozenset[str]
) -> list[Span]:
    """Return the model's spans as the document as a whole reads them."""
    if "clean" in layers:
        spans = span_cleanup.cleaned(text, spans)
    if "heads" in layers:
        spans = context_cues.headed(text, spans)
    spans = label_voting.relabelled(text, label_voting.with_pairs(spans, pairs), layers)
    if "missed" in layers:
        spans = label_voting.relabelled(text, label_voting.with_missed(text, spans, stretches), layers)
    return spans


def _mentions(segmented: Segmented, spans: list[Span], pairs: list[Pair]) -> tuple[Mention, ...]:
    text = segmented.text.text
    short = {text[pair.short_start : pair.short_end]: text[pair.start : pair.end] for pair in pairs}
    said = [(text[span.start : span.end], span.label) for span in spans]
    full = linking.full_names(said, {**linking.initials(said), **short})
    covers = segmented.text.source_spans([(span.start, span.end) for span in spans])
    starts = [sentence.start for sentence in segmented.sentences]
    found = [values.read(name, label, segmented.source.date) for name, label in said]
    read = values.equivalents(text, [(span.start, span.end) for span in spans], found)
    out = []
    for span, value, (low, high) in zip(spans, read, covers, strict=True):
        at = bisect_right(starts, span.start) - 1
        inside = at >= 0 and span.end <= segmented.sentences[at].end
        name = text[span.start : span.end]
        whole = full.get((name, span.label), name)
        out.append(
            Mention(
                sentence_id=at if inside else None,
                start=span.start,
                end=span.end,
                source_start=low,
                source_end=high,
                text=name,
                label=span.label,
                extractor=span.extractor,
                rule=span.rule,
                entity_id=linking.entity_id(whole, span.label),
                value=value.value,
                value_type=value.type,
                value_data=value.data,
            )
        )
    return tuple(out)
